"""Routes over integrations: which are walked at what cost, the cheapest first, and why there is none (networkx).

A network holds the cheapest way from each service to each other under some limits. Distances to the end of a route
are networkx's; with them the next best route is always known, so that routes are found in the order of their cost.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .catalog import Catalog, Edge
from .errors import GraphError, UnknownName, UnknownNames
from .model import Hop, Path, Reached, Routes

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Limits", "best_cost", "between", "impact", "reach", "routes", "shortest", "to_networkx"]

# So many beginnings of routes are looked at for a question, and for each further route asked for.
_LOOKS, _LOOKS_EACH, _MOST_LOOKS = 20_000, 200, 100_000
# A service lies between two others when a route through it costs at most so many times the best one.
_GOOD = 2

Found = tuple[int, tuple[str, ...]]
Chosen = tuple[int, tuple[str, ...], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Limits:
    """What a route may walk. Names are as people type them: slugs, labels, aliases.

    Args:
        via: services that a route must pass, in this order.
        avoid: services, categories or roles that it must not use.
        max_hops: most hops of a route.
        role: when given, only integrations of these roles.
        support: also walk support (IAM, KMS …), from the supported to the supporter.
        include_retired: also walk through services and features that are retired. The ends may always be retired.
        candidates: also walk integrations that are not proven.
        proven: only integrations that hard machine evidence proves, whatever pages say.
        min_confidence: least confidence of an integration, 0–1.
    """

    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    max_hops: int | None = None
    role: tuple[str, ...] = ()
    support: bool = False
    include_retired: bool = False
    candidates: bool = False
    proven: bool = False
    min_confidence: float = 0.0


_ANY = Limits()


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
    for edge in catalog.edges:
        if edge.walk or support:
            graph.add_edge(*edge[:2], key=edge.role, role=edge.role, walk=edge.walk or None, confidence=edge.confidence)
    return graph


def shortest(catalog: Catalog, source: str, target: str, *, limit: int = 1, **limits: Any) -> list[Path]:
    """Routes from source to target, best first: the paths of ``routes``.

    Args:
        limits: the fields of ``Limits``.

    >>> [str(path) for path in shortest(tiny, "lambda", "sagemaker")]
    ['lambda -> sagemaker']
    """
    return list(routes(catalog, source, target, limit=limit, limits=Limits(**limits)).paths)


def routes(
    catalog: Catalog, source: str, target: str, *, limit: int = 1, limits: Limits = _ANY, grouped: bool = True
) -> Routes:
    """Routes from source to target, best first, and what to know of them.

    Args:
        source, target: any name of a service or environment; a feature's name stands for its service.
            The same one twice gives one route of no hops.
        limit: most routes to return, at least 1.
        limits: what may be walked.
        grouped: set variants of a route under it: other services of an interchangeable set, or messages carried
            between two services of it. For a limit of more than 1.

    Returns:
        Paths without loops; equal costs in the order of their slugs. Where no documented integrations lead there, and
        beside them where ``via`` names services, the general rules by which a few services can call every API are
        walked too, between two services that no documented integration joins. ``complete`` is false where the search
        stopped before ``limit`` routes, since it had looked at very many.

    Raises:
        UnknownName, AmbiguousName: a name is nothing in the catalog; ``UnknownNames`` when several are.
        GraphError: the limit is less than 1, or the limits contradict each other.

    Source: best-first search with exact distances ahead (Hart, Nilsson and Raphael 1968), from ``networkx``'s Dijkstra.

    >>> str(routes(tiny, "lambda", "sagemaker").paths[0])
    'lambda -> sagemaker'
    """
    if limit < 1:
        raise GraphError(f"The limit is {limit}.", hint="Ask for at least 1 route.")
    start, *via, end = _known(catalog, (source, *limits.via, target))
    stops = (start, *(slug for slug in dict.fromkeys(via) if slug not in (start, end)), end)
    denied = tuple(catalog.denied(start, end))
    if start == end:
        return Routes(start, end, (Path((start,), ()),), denied=denied)
    ruled = not limits.proven and not limits.role
    network = _Network.of(catalog, limits, stops, rules=ruled and bool(limits.via))
    found, complete = _first(catalog, network.search(stops, limits.max_hops), limit, grouped=grouped)
    if not found and ruled:
        network = _Network.of(catalog, limits, stops, rules=True)
        found, complete = _first(catalog, network.search(stops, limits.max_hops), limit, grouped=grouped)
    why = _passed_by(catalog, stops, limits, found) if found else _why_not(catalog, stops, limits)
    paths = tuple(
        Path(
            nodes=route,
            hops=tuple(network.hop(a, b) for a, b in pairwise(route)),
            cost=cost / 1000,
            notes=tuple(note for slug in route if (note := _ended(catalog, slug))),
            alternatives=others,
        )
        for cost, route, others in found
    )
    return Routes(start, end, paths, why, denied, complete)


def best_cost(catalog: Catalog, source: str, target: str, limits: Limits = _ANY) -> int | None:
    """What the cheapest documented route between two slugs costs, in thousandths of a plain hop; ``None`` without one.

    >>> best_cost(tiny, "sagemaker", "rest-client") is None
    True
    """
    best = _best(catalog, (source, target), limits)
    return best[0] if best else None


def reach(catalog: Catalog, name: str, *, hops: int = 1, limits: Limits = _ANY) -> dict[str, list[Reached]]:
    """What a service can feed, and what can feed it, within some hops.

    Returns:
        ``feeds`` and ``fed_by``: each other service once, with its cheapest route; nearest first, then by cost.

    Raises:
        UnknownName, AmbiguousName: the name is nothing in the catalog.
        GraphError: hops is less than 1.

    >>> [one.slug for one in reach(tiny, "lambda")["feeds"]][:1]
    ['sagemaker']
    """
    import networkx as nx

    if hops < 1:
        raise GraphError(f"The number of hops is {hops}.", hint="Ask for at least 1 hop.")
    [slug] = _known(catalog, (name,))
    network = _Network.of(catalog, limits, (slug,))
    answer = {}
    for key, graph in (("feeds", network.graph), ("fed_by", network.graph.reverse(copy=False))):
        found = []
        if slug in graph:
            near = nx.single_source_shortest_path_length(graph, slug, cutoff=hops)
            costs, ways = nx.single_source_dijkstra(graph.subgraph(near), slug, weight="cost")
            for other, far in near.items():
                if other != slug:
                    way = ways[other] if key == "feeds" else ways[other][::-1]
                    found.append(Reached(other, far, costs[other] / 1000, tuple(way)))
        answer[key] = sorted(found, key=lambda one: (one.hops, one.cost, one.slug))
    return answer


def impact(catalog: Catalog, name: str, *, limits: Limits = _ANY) -> dict[str, tuple[str, ...]]:
    """What loses its only routes if a service goes away.

    Returns:
        Each service that could reach others only through it → those others; both sorted.

    Raises:
        UnknownName, AmbiguousName: the name is nothing in the catalog.

    >>> "rest-client" in impact(tiny, "api-gateway")
    True
    """
    [slug] = _known(catalog, (name,))
    graph = _Network.of(catalog, limits, (slug,)).graph
    if slug not in graph:
        return {}
    without = graph.copy()
    without.remove_node(slug)
    lost = {}
    onward, behind = _onward(graph, slug), _onward(graph.reverse(copy=False), slug)
    for one in sorted(behind):
        gone = onward - _onward(without, one) - {one}
        if gone:
            lost[one] = tuple(sorted(gone))
    return lost


def between(catalog: Catalog, source: str, target: str, *, limits: Limits = _ANY) -> list[Reached]:
    """All services on good routes from source to target: at most twice as dear as the best one.

    Returns:
        Each with the cheapest route through it, cheapest first; ``hops`` counts those of that route.

    Raises:
        UnknownName, AmbiguousName: a name is nothing in the catalog.
        GraphError: source and target are the same.

    >>> between(tiny, "lambda", "sagemaker")
    []
    """
    import networkx as nx

    start, end = _known(catalog, (source, target))
    if start == end:
        raise GraphError(f"{start} is both ends.", hint="Name two services.")
    network = _Network.of(catalog, limits, (start, end))
    if start not in network.graph or end not in network.graph:
        return []
    ahead, onward = nx.single_source_dijkstra(network.graph, start, weight="cost")
    behind, back = nx.single_source_dijkstra(network.graph.reverse(copy=False), end, weight="cost")
    if end not in ahead:
        return []
    found = []
    for slug in ahead.keys() & behind.keys() - {start, end}:
        route = (*onward[slug], *back[slug][-2::-1])
        cost = ahead[slug] + behind[slug]
        if cost <= ahead[end] * _GOOD and len(set(route)) == len(route):
            found.append(Reached(slug, len(route) - 1, cost / 1000, route))
    return sorted(found, key=lambda one: (one.cost, one.slug))


# -- what may be walked -------------------------------------------------------------------------


class _Network:
    """The cheapest way from each service to each other that some limits leave, with the edges behind it."""

    def __init__(self, catalog: Catalog, ways: Iterable[tuple[str, str, int, Edge | None]]) -> None:
        self._catalog = catalog
        self._ways = list(ways)
        self._costs: dict[str, dict[str, int]] = {}
        self._hops: dict[tuple[str, str], Hop] = {}
        self.steps: dict[str, dict[str, int]] = {}
        for a, b, cost, _ in self._ways:
            nexts = self.steps.setdefault(a, {})
            if cost < nexts.get(b, cost + 1):
                nexts[b] = cost

    @cached_property
    def graph(self) -> nx.DiGraph:
        """The cheapest ways as a networkx graph; each edge has its ``cost``."""
        import networkx as nx

        return nx.DiGraph({a: {b: {"cost": cost} for b, cost in nexts.items()} for a, nexts in self.steps.items()})

    @cached_property
    def _back(self) -> nx.DiGraph:
        """The same against its direction, to measure what lies ahead of a service."""
        import networkx as nx

        graph = nx.DiGraph()
        graph.add_edges_from((b, a, {"cost": cost}) for a, nexts in self.steps.items() for b, cost in nexts.items())
        return graph

    @classmethod
    def of(cls, catalog: Catalog, limits: Limits, stops: Sequence[str], *, rules: bool = False) -> _Network:
        """The network of a catalog under some limits; made once for each."""
        ends = catalog.of_status("Retired").intersection(stops)
        key = (replace(limits, via=(), max_hops=None), frozenset(ends), rules)
        if key not in catalog.networks:
            catalog.networks[key] = cls(catalog, _walked(catalog, limits, ends, rules=rules))
        made: _Network = catalog.networks[key]
        return made

    def hop(self, a: str, b: str) -> Hop:
        """One hop with the facts of its integrations, cheapest first; read once."""
        if (a, b) not in self._hops:
            ways = [(cost, edge) for one, other, cost, edge in self._ways if edge and (one, other) == (a, b)]
            ways.sort(key=lambda way: (way[0], way[1].role))
            integrations = tuple(self._catalog.integration(edge) for _, edge in ways)
            self._hops[a, b] = Hop(a, b, integrations, None if integrations else self._catalog.rule(a))
        return self._hops[a, b]

    def _measured(self, stop: str) -> dict[str, int]:
        """What it costs at least to come to a service from each other; measured once."""
        import networkx as nx

        if stop not in self._costs:
            self._costs[stop] = nx.single_source_dijkstra_path_length(self._back, stop, weight="cost")
        return self._costs[stop]

    def search(self, stops: Sequence[str], max_hops: int | None = None) -> Iterator[Found | None]:
        """Routes through all stops in their order, cheapest first, equal ones by their slugs; ``None`` for each look.

        Each entry of the heap is a beginning of a route and its next best step, so that no step is tried before
        its turn. ``ahead`` holds for each stage the cost from a service to the end, through the stops that are left.
        """
        import networkx as nx

        ahead: list[dict[str, int]] = []
        hops: list[dict[str, int]] = []
        left, far = 0, 0
        for stop in reversed(stops[1:]):
            if stop not in self._back:
                return
            costs = self._measured(stop)
            ahead.insert(0, {slug: cost + left for slug, cost in costs.items()})
            if max_hops is not None:
                lengths = nx.single_source_shortest_path_length(self._back, stop)
                hops.insert(0, {slug: length + far for slug, length in lengths.items()})
            before = stops[len(stops) - 1 - len(ahead)]
            if before not in ahead[0]:
                return
            left, far = ahead[0][before], hops[0][before] if hops else 0
        last = len(stops) - 2
        orders: dict[tuple[int, str], list[tuple[int, str]]] = {}

        def order(stage: int, slug: str) -> list[tuple[int, str]]:
            """The steps from a service at a stage, by what the whole rest would cost; later stops wait their turn."""
            if (stage, slug) not in orders:
                found = []
                for other, cost in self.steps.get(slug, {}).items():
                    if other == stops[stage + 1]:
                        rest = 0 if stage == last else ahead[stage + 1].get(other)
                    else:
                        rest = None if other in stops else ahead[stage].get(other)
                    if rest is not None:
                        found.append((cost + rest, other))
                orders[stage, slug] = sorted(found)
            return orders[stage, slug]

        heap: list[tuple[int, tuple[str, ...], int, int, int]] = []

        def push(cost: int, route: tuple[str, ...], stage: int, number: int) -> None:
            nexts = order(stage, route[-1])
            if number < len(nexts):
                heapq.heappush(heap, (cost + nexts[number][0], route, number, stage, cost))

        push(0, (stops[0],), 0, 0)
        while heap:
            yield None
            _, route, number, stage, cost = heapq.heappop(heap)
            push(cost, route, stage, number + 1)
            slug = order(stage, route[-1])[number][1]
            if slug in route:
                continue
            whole = (*route, slug)
            spent = cost + self.steps[route[-1]][slug]
            arrived = slug == stops[stage + 1]
            if arrived and stage == last:
                if max_hops is None or len(whole) - 1 <= max_hops:
                    yield spent, whole
                continue
            onward = stage + arrived
            if max_hops is None or len(whole) - 1 + hops[onward].get(slug, max_hops) <= max_hops:
                push(spent, whole, onward, 0)


def _walked(
    catalog: Catalog, limits: Limits, ends: set[str], *, rules: bool
) -> Iterator[tuple[str, str, int, Edge | None]]:
    """From, to, cost and edge of every way that some limits leave."""
    avoided, roles = _avoided(catalog, limits.avoid), set(limits.role)
    barred = avoided if limits.include_retired else avoided | (catalog.of_status("Retired") - ends)
    published = catalog.edges if limits.support else catalog.steps
    unproven = [one for one in catalog.unproven_edges if one.walk or limits.support or one.role == "integratesWith"]
    documented = set()
    for edge in [*published, *unproven] if limits.candidates else published:
        source, target, role = edge[:3]
        documented.add((source, target))
        if source in barred or target in barred or role in avoided or (roles and role not in roles):
            continue
        if edge.retired and not limits.include_retired:
            continue
        if edge.confidence < limits.min_confidence or (limits.proven and not edge.proven):
            continue
        if edge.forward:
            yield source, target, edge.forward, edge
        if edge.backward:
            yield target, source, edge.backward, edge
    for caller in catalog.rules if rules else ():
        for service in catalog.callable:
            if service != caller and (caller, service) not in documented and not {caller, service} & barred:
                yield caller, service, catalog.rule_cost, None


def _avoided(catalog: Catalog, names: Iterable[str]) -> set[str]:
    """Slugs and roles that a route must not use; a category stands for its services."""
    found: set[str] = set()
    for name in names:
        if name in catalog.roles:
            found.add(name)
            continue
        node = catalog.find_node(name, ("service", "environment", "feature", "category"))
        found.update(catalog.category(node.slug) if node.kind == "category" else [catalog.owner(node.slug)])
    return found


def _known(catalog: Catalog, names: Sequence[str]) -> tuple[str, ...]:
    """The slugs that names stand for; every unknown one is reported at once."""
    slugs, wrong = [], []
    for name in names:
        try:
            slugs.append(catalog.participant(name).slug)
        except UnknownName as error:
            wrong.append(_offer(catalog, name, error))
    if wrong:
        raise wrong[0] if len(wrong) == 1 else UnknownNames(wrong)
    return tuple(slugs)


def _offer(catalog: Catalog, name: str, error: UnknownName) -> UnknownName:
    """For the name of a category or use case, an error that offers its services."""
    try:
        node = catalog.find_node(name, ("category", "use-case"))
    except UnknownName:
        return error
    if node.kind == "category":
        services = catalog.category(node.slug)
    else:
        [use_case] = [one for one in catalog.use_cases() if one.slug == node.slug]
        services = sorted({catalog.owner(slug) for slug in use_case.served_by})
    kind = node.kind.replace("-", " ")
    error.message = f"{node.label} is a {kind}, not a service."
    error.hint = f"Its services: {', '.join(services) or 'none'}."
    error.args = (str(error),)
    return error


# -- choosing -----------------------------------------------------------------------------------


def _first(catalog: Catalog, looks: Iterator[Found | None], limit: int, *, grouped: bool) -> tuple[list[Chosen], bool]:
    """The first routes, each with its variants, and whether the search came to its end.

    A variant of a route has other services of the same interchangeable set, or messages carried between two of its
    services by a queue, topic, bus or stream; it costs little more.
    """
    kind = {slug: str(number) for number, one in enumerate(catalog.interchangeable) for slug in one}
    carriers = catalog.carriers
    found: dict[tuple[str, ...], tuple[int, tuple[str, ...], list[tuple[str, ...]]]] = {}
    most = min(_LOOKS + _LOOKS_EACH * limit, _MOST_LOOKS)
    dearest = 0
    for one in _in_order(looks, most):
        if one is None:
            # Where all routes are found already, only variants of them can have been missed.
            return _listed(found), len(found) == limit
        cost, route = one
        like = route
        if grouped:
            between = (kind.get(slug, slug) for slug in route[1:-1] if slug not in carriers)
            like = (route[0], *between, route[-1])
        if like in found:
            if cost <= found[like][0] + catalog.variant_cost:
                found[like][2].append(route)
        elif len(found) < limit:
            found[like] = (cost, route, [])
            dearest = cost
        elif limit == 1 or not grouped or cost > dearest + catalog.variant_cost:
            break
    return _listed(found), True


def _listed(
    found: dict[tuple[str, ...], tuple[int, tuple[str, ...], list[tuple[str, ...]]]],
) -> list[Chosen]:
    return [(cost, route, tuple(others)) for cost, route, others in found.values()]


def _in_order(looks: Iterator[Found | None], most: int) -> Iterator[Found | None]:
    """Routes of equal cost in the order of their slugs; ``None`` at the end when too many looks were needed."""
    equal: list[Found] = []
    for one in looks:
        if one is None:
            most -= 1
            if most < 0:
                yield from sorted(equal)
                yield None
                return
        elif equal and one[0] > equal[0][0]:
            yield from sorted(equal)
            equal = [one]
        else:
            equal.append(one)
    yield from sorted(equal)


# -- what to say of it --------------------------------------------------------------------------


def _passed_by(catalog: Catalog, stops: Sequence[str], limits: Limits, found: Sequence[Chosen]) -> tuple[str, ...]:
    """A cheaper route through what is retired, when it was not walked."""
    if limits.include_retired or len(found[0][1]) == 2:
        return ()
    best = _best(catalog, stops, replace(limits, include_retired=True))
    if best is None or best[0] >= found[0][0] or len(best[1]) >= len(found[0][1]):
        return ()
    return (f"A shorter route was passed by, since part of it is retired: {_told(catalog, best[1])}.",)


def _why_not(catalog: Catalog, stops: Sequence[str], limits: Limits) -> tuple[str, ...]:
    """What stood in the way of any route, in whole sentences; the likeliest first."""
    said = []
    ends = (stops[0], stops[-1])
    for words, looser in _looser(limits):
        best = _best(catalog, stops if looser.via else ends, looser)
        if best:
            said.append(f"Without {words} there is one: {_told(catalog, best[1])}.")
    if limits != Limits() and not said:
        best = _best(catalog, ends, Limits())
        if best:
            said.append(f"Without all these limits there is one: {_told(catalog, best[1])}.")
    back = _best(catalog, tuple(reversed(stops)), limits)
    if back:
        said.append(f"The other way round there is one: {_told(catalog, back[1])}.")
    for words, more in (
        ("retired services, with --include-retired,", replace(limits, include_retired=True)),
        ("what is not proven, with --candidates,", replace(limits, candidates=True)),
        ("support, with --support,", replace(limits, support=True)),
    ):
        best = _best(catalog, stops, more) if more != limits else None
        if best:
            said.append(f"Through {words} there is one: {_told(catalog, best[1])}.")
    return (*said, *_missing(catalog, stops, limits))


def _looser(limits: Limits) -> Iterator[tuple[str, Limits]]:
    """The limits without one of them, and what that one is called on the command line."""
    for name in limits.via:
        yield f"--via {name}", replace(limits, via=tuple(one for one in limits.via if one != name))
    for name in limits.avoid:
        yield f"--avoid {name}", replace(limits, avoid=tuple(one for one in limits.avoid if one != name))
    if limits.max_hops is not None:
        yield f"--max-hops {limits.max_hops}", replace(limits, max_hops=None)
    if limits.role:
        yield " ".join(f"--role {name}" for name in limits.role), replace(limits, role=())
    if limits.proven:
        yield "--proven", replace(limits, proven=False)
    if limits.min_confidence:
        yield f"--min-confidence {limits.min_confidence:g}", replace(limits, min_confidence=0.0)


def _missing(catalog: Catalog, stops: Sequence[str], limits: Limits) -> Iterator[str]:
    """How far one comes from the start, and which hop to the end is missing."""
    import networkx as nx

    start, end = stops[0], stops[-1]
    graph = _Network.of(catalog, limits, stops).graph
    onward = _onward(graph, start) if start in graph else set()
    behind = _onward(graph.reverse(copy=False), end) if end in graph else set()
    names = {slug: catalog.nodes[slug].label for slug in (start, end)}
    if not onward:
        yield f"Nothing leads on from {names[start]}."
    if not behind:
        yield f"Nothing leads to {names[end]}."
    if onward and behind and end not in onward:
        costs = nx.single_source_dijkstra_path_length(graph, start, weight="cost")
        near = min(onward, key=lambda slug: (costs[slug], slug))
        last = min(behind, key=lambda slug: (slug not in graph.pred[end], slug))
        yield (
            f"{names[start]} reaches {len(onward)} services, the nearest {catalog.nodes[near].label}; "
            f"none of them reaches {names[end]}, where only {_some(catalog, behind)} lead. "
            f"A hop is missing, for example from {catalog.nodes[near].label} to {catalog.nodes[last].label}."
        )


def _some(catalog: Catalog, slugs: set[str]) -> str:
    """A few labels of many."""
    first = [catalog.nodes[slug].label for slug in sorted(slugs)[:3]]
    return ", ".join(first) + (f" and {len(slugs) - 3} more" if len(slugs) > 3 else "")


def _best(catalog: Catalog, stops: Sequence[str], limits: Limits) -> Found | None:
    """The cheapest documented route, if there is one."""
    if stops[0] == stops[-1]:
        return None
    found, _ = _first(catalog, _Network.of(catalog, limits, stops).search(stops, limits.max_hops), 1, grouped=False)
    return found[0][:2] if found else None


def _told(catalog: Catalog, route: Iterable[str]) -> str:
    return " → ".join(catalog.nodes[slug].label for slug in route)


def _onward(graph: nx.DiGraph, start: str) -> set[str]:
    """Everything that can be reached from a node, without it."""
    seen, fresh = {start}, [start]
    successors: Callable[[str], Iterable[str]] = graph.successors
    while fresh:
        fresh = [other for one in fresh for other in successors(one) if other not in seen and not seen.add(other)]  # type: ignore[func-returns-value]
    return seen - {start}


def _ended(catalog: Catalog, slug: str) -> str | None:
    """What to know of a thing on a route that is retired or closed to new customers."""
    node = catalog.nodes[slug]
    words = {"Retired": "is retired", "ClosedToNewCustomers": "is closed to new customers"}.get(node.status or "")
    if words is None:
        return None
    since = f" since {node.status_since}" if node.status_since else ""
    successors = ", ".join(catalog.nodes[successor].label for successor in node.replaced_by)
    return f"{node.label} {words}{since}" + (f"; it is replaced by {successors}" if successors else "")
