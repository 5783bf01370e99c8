"""Routes over integrations (networkx): one edge per ordered pair, added sorted so that ties repeat."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from .catalog import Catalog, Edge
from .errors import GraphError
from .model import Hop, Integration, Path

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["shortest", "to_networkx"]

# A hop costs 1, so fewer hops win; among equals the surer integrations do, then the better proven ones.
_HOP, _DOUBT, _PROOFS = 1.0, 0.1, 0.01
# So many routes more are looked at where the last one asked for ties with others.
_TIES = 100


def to_networkx(catalog: Catalog, *, support: bool = True) -> nx.MultiDiGraph:
    """The published integrations as a networkx multigraph, as they are said: source → target.

    Args:
        support: also the support under a step (IAM, KMS …), not steps alone.

    Returns:
        Nodes are slugs with ``label``, ``kind``, ``status``; each edge has its role as key and
        ``role``, ``walk`` (``None`` for support) and ``confidence``. Nodes and edges are added sorted.

    >>> to_networkx(tiny).has_edge("lambda", "sagemaker", key="invokes")
    True
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    for slug, node in catalog.nodes.items():
        if node.kind in ("service", "environment"):
            graph.add_node(slug, label=node.label, kind=node.kind, status=node.status)
    for source, target, role, walk, confidence, *_ in catalog.edges:
        if walk or support:
            graph.add_edge(source, target, key=role, role=role, walk=walk or None, confidence=confidence)
    return graph


def shortest(
    catalog: Catalog, source: str, target: str, *, limit: int = 1, include_retired: bool = False
) -> list[Path]:
    """Routes of integrations from source to target, cheapest first.

    Args:
        source, target: any name of a service or environment; a feature's name stands for its service.
            The same one twice gives one route of no hops.
        limit: most routes to return, at least 1.
        include_retired: also walk through services and features that are retired. The ends may always be retired.

    Returns:
        At most ``limit`` paths without loops; equal costs in the order of their slugs. Empty when no
        route exists. A path's ``notes`` say what on it is retired or closed to new customers, and what
        shorter route was passed by because it is retired.

    Raises:
        UnknownName, AmbiguousName: source or target is nothing in the catalog.
        GraphError: limit is less than 1.

    Source: Yen (1971), k shortest loopless paths, through ``networkx.shortest_simple_paths``.

    >>> [str(path) for path in shortest(tiny, "lambda", "sagemaker")]
    ['lambda -> sagemaker']
    """
    if limit < 1:
        raise GraphError(f"The limit is {limit}.", hint="Ask for at least 1 route.")
    start, end = catalog.participant(source), catalog.participant(target)
    if start.slug == end.slug:
        return [Path((start.slug,), ())]
    ends = {start.slug, end.slug}
    live = _routes(_network(catalog, ends, include_retired), start.slug, end.slug, limit)
    if not live:
        return []
    passed_by: tuple[str, ...] = ()
    if not include_retired:
        first = _routes(_network(catalog, ends, True), start.slug, end.slug, 1)[0][1]
        if len(first) < len(live[0][1]):
            names = " → ".join(catalog.nodes[slug].label for slug in first)
            passed_by = (f"A shorter route was passed by, since part of it is retired: {names}",)
    between = _Integrations(catalog)
    return [
        Path(
            nodes=tuple(route),
            hops=tuple(between.hop(a, b) for a, b in pairwise(route)),
            cost=round(cost, 4),
            notes=tuple(note for slug in route if (note := _ended(catalog, slug))) + passed_by,
        )
        for cost, route in live
    ]


def steps(edge: Edge) -> Iterable[tuple[str, str]]:
    """The ways in which an integration may be walked: forward, backward, both, or none for support."""
    source, target, _, walk, *_ = edge
    if walk in ("forward", "both"):
        yield source, target
    if walk in ("backward", "both"):
        yield target, source


def _network(catalog: Catalog, ends: set[str], include_retired: bool) -> nx.DiGraph:
    import networkx as nx

    network = nx.DiGraph()
    for edge in catalog.edges:
        if not include_retired and (edge[-1] or _is_retired(catalog, edge, ends)):
            continue
        for a, b in steps(edge):
            cost = _HOP + _DOUBT * (1 - edge[4]) + _PROOFS / edge[5]
            if not network.has_edge(a, b) or cost < network[a][b]["cost"]:
                network.add_edge(a, b, cost=cost)
    return network


def _routes(network: nx.DiGraph, start: str, end: str, limit: int) -> list[tuple[float, list[str]]]:
    import networkx as nx

    if start not in network or end not in network:
        return []
    found: list[tuple[float, list[str]]] = []
    try:
        for route in islice(nx.shortest_simple_paths(network, start, end, weight="cost"), limit + _TIES):
            cost = _length(network, route)
            if len(found) >= limit and cost > found[-1][0]:
                break
            found.append((cost, route))
    except nx.NetworkXNoPath:
        return []
    return sorted(found)[:limit]


def _length(network: nx.DiGraph, route: list[str]) -> float:
    return round(float(sum(network[a][b]["cost"] for a, b in pairwise(route))), 6)


def _is_retired(catalog: Catalog, edge: Edge, ends: set[str]) -> bool:
    return any(catalog.nodes[end].status == "Retired" and end not in ends for end in edge[:2])


def _ended(catalog: Catalog, slug: str) -> str | None:
    """What to know of a thing on a route that is retired or closed to new customers."""
    node = catalog.nodes[slug]
    words = {"Retired": "is retired", "ClosedToNewCustomers": "is closed to new customers"}.get(node.status or "")
    if words is None:
        return None
    since = f" since {node.status_since}" if node.status_since else ""
    successors = ", ".join(catalog.nodes[successor].label for successor in node.replaced_by)
    return f"{node.label} {words}{since}" + (f"; it is replaced by {successors}" if successors else "")


class _Integrations:
    """The integrations of the hops of a few routes, each pair read from the store once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[tuple[str, str], tuple[Integration, ...]] = {}

    def hop(self, a: str, b: str) -> Hop:
        if (a, b) not in self._found:
            walked = [
                one
                for one in self._catalog.between(a, b)
                if (a, b) in steps((one.source, one.target, one.role, one.walk or "", one.confidence, 0, False))
            ]
            walked.sort(key=lambda one: (-one.confidence, -len(one.evidence), one.role))
            self._found[a, b] = tuple(walked)
        return Hop(a, b, self._found[a, b])
