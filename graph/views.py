"""Which part of the graph a picture shows: all of it, a neighbourhood, or a route."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .catalog import Catalog
from .model import Path
from .page import page

__all__ = ["overview", "picture"]

# So many services fit on a screen with their names; a larger graph shows its most connected ones first.
_MOST = 62


def overview(catalog: Catalog) -> set[str]:
    """Slugs of what the picture of the whole graph shows: the services that most steps touch, and every environment.

    Steps in which one only controls resources of the other do not count, nor do services that take no new customers.
    Equal counts stand in the order of their slugs.

    >>> "lambda" in overview(tiny)
    True
    """
    touched = Counter(end for edge in catalog.edges if edge[3] and edge[2] != "controls" for end in {edge[0], edge[1]})
    closed = ("ClosedToNewCustomers", "Retired")
    services = [slug for slug, node in catalog.nodes.items() if node.kind == "service" and node.status not in closed]
    first = sorted(services, key=lambda slug: (-touched[slug], slug))[:_MOST]
    return set(first) | {slug for slug, node in catalog.nodes.items() if node.kind == "environment"}


def picture(catalog: Catalog, names: Sequence[str] = (), *, route: Path | None = None) -> str:
    """One self-contained HTML text: the whole graph, or the things named and what works with them.

    Args:
        names: any names of services and environments; each is drawn strongly, with its neighbours and successors.
            None draws the whole graph.
        route: a path to show step by step; alone, only its own nodes are drawn.

    Raises:
        UnknownName, AmbiguousName: a name is nothing in the catalog.

    >>> "AWS Lambda" in picture(tiny, ["lambda"])
    True
    """
    focus = {catalog.participant(name).slug for name in names}
    integrations = catalog.integrations()
    shown = overview(catalog)
    if focus or route:
        near = {end for one in integrations if focus & {one.source, one.target} for end in (one.source, one.target)}
        successors = {catalog.owner(new) for slug in focus for new in catalog.nodes[slug].replaced_by}
        shown = focus | near | successors | set(route.nodes if route else ())
    services = [one for one in catalog.services() if one.slug in shown]
    use_cases = {use for one in services for use in one.use_cases}
    nodes = [
        node
        for slug, node in catalog.nodes.items()
        if slug in shown or node.kind == "category" or slug in use_cases or catalog.owner(slug) in shown
    ]
    stops = [catalog.nodes[slug].label for slug in (route.nodes if route else sorted(focus))]
    title = (" → " if route else ", ").join(stops) or _title(catalog, shown)
    return page(
        nodes, services, catalog.features(), catalog.use_cases(), integrations, title=title, route=route, focus=focus
    )


def _title(catalog: Catalog, shown: set[str]) -> str:
    services = [slug for slug, node in catalog.nodes.items() if node.kind == "service"]
    drawn = sum(slug in shown for slug in services)
    whole = "How AWS services work together"
    return whole if drawn == len(services) else f"{whole}: the {drawn} most connected of {len(services)}"
