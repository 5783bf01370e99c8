"""Where things stand in the picture: the most connected services in large cells with their names, others in small ones.

Places are committed data (``ontology/data/places.tsv``, made by ``make places``); what has none yet is set beside its
neighbours here, in plain Python.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count

from .model import Feature, Integration, Node, Service, UseCase

__all__ = ["LARGE", "SMALL", "importance", "large", "places", "roots", "upheld"]

Place = tuple[float, float]
Detail = Service | Feature | UseCase

# The room a thing takes in pixels at zoom 1: with its name, and without. page.js draws the groups by both.
LARGE, SMALL = (112, 54), (28, 28)
# So many services fit on a screen with their names.
_MOST = 76
# A node stands so far below the upper side of a large cell; its name stands below it.
HEAD = 15

_PLACED = ("service", "environment")
_CLOSED = ("ClosedToNewCustomers", "Retired")


def importance(nodes: Iterable[Node], integrations: Iterable[Integration]) -> dict[str, int]:
    """How much each service or environment connects: with how many others steps join it, and a tenth of its support.

    Steps in which one only controls resources of the other do not count.

    >>> [a, b] = (Node(slug, slug, slug, "service") for slug in "ab")
    >>> importance([a, b], [Integration("i", "a", "invokes", "b", "a invokes b", "forward", 0.9)])
    {'a': 1, 'b': 1}
    """
    steps: dict[str, set[str]] = {node.slug: set() for node in nodes if node.kind in _PLACED}
    support: dict[str, set[str]] = {slug: set() for slug in steps}
    for one in integrations:
        met = support if one.support else steps
        if one.role != "controls" and one.source != one.target and {one.source, one.target} <= steps.keys():
            met[one.source].add(one.target)
            met[one.target].add(one.source)
    return {slug: len(others) + len(support[slug]) // 10 for slug, others in steps.items()}


def large(nodes: Iterable[Node], weights: Mapping[str, int]) -> set[str]:
    """What has room for its name at first sight: the most important services, open ones first, and what is no service.

    >>> nodes = [Node(f"s{number}", "", "", "service") for number in range(100)]
    >>> len(large(nodes, dict.fromkeys((node.slug for node in nodes), 1)))
    76
    """
    nodes = list(nodes)
    services = [node for node in nodes if node.kind == "service"]
    services.sort(key=lambda node: (node.status in _CLOSED, -weights[node.slug], node.slug))
    return {
        *(node.slug for node in services[:_MOST]),
        *(node.slug for node in nodes if node.kind in ("environment", "other")),
    }


def places(
    nodes: Iterable[Node],
    services: Iterable[Service],
    features: Iterable[Feature],
    use_cases: Iterable[UseCase],
    integrations: Iterable[Integration],
) -> dict[str, Place]:
    """Where each thing stands, in pixels at zoom 1: places that exist stay.

    A new service or environment takes the free small cell nearest to the middle of what it works with and of its
    category; features and use cases gather in rings around a service that has them.

    >>> a, b = (Node(slug, slug, slug, "service", x=x, y=x) for slug, x in (("a", 5.0), ("b", None)))
    >>> places([a, b], [], [], [], [])
    {'a': (5.0, 5.0), 'b': (0.0, -28.0)}
    """
    drawn = {node.slug: node for node in sorted(nodes, key=lambda n: n.slug) if node.kind != "category"}
    found = {s: (n.x, n.y) for s, n in drawn.items() if n.x is not None and n.y is not None}
    small: list[Detail] = sorted((*features, *use_cases), key=lambda one: one.slug)
    hung = {one.slug for one in small}
    seated = {slug for slug, node in drawn.items() if slug not in hung and node.kind not in ("feature", "use-case")}
    near: dict[str, list[str]] = defaultdict(list)
    for one in sorted(integrations, key=lambda one: one.iri):
        near[one.source].append(one.target)
        near[one.target].append(one.source)
    peers: dict[str, list[str]] = defaultdict(list)
    for service in sorted(services, key=lambda service: service.slug):
        peers[service.categories[0] if service.categories else ""].append(service.slug)
    for members in peers.values():
        for slug in members:
            near[slug] += members
    cells = _Cells(found[slug] for slug in found if slug in seated)
    for slug in sorted(seated - found.keys(), key=lambda slug: (-len(near[slug]), slug)):
        around = [found[other] for other in near[slug] if other in found and other in seated]
        around = around or list(cells.taken) or [(0.0, 0.0)]
        middle = (sum(x for x, _ in around) / len(around), sum(y for _, y in around) / len(around))
        found[slug] = cells.take(middle)
    parents = {one.slug: upheld(one) for one in small}
    hosts = {slug: sorted(roots(slug, parents) & seated) for slug in parents}
    left = min((found[slug][0] for slug in seated), default=0.0)
    bottom = max((found[slug][1] for slug in seated), default=0.0)
    below = ((left + 14.0 * seat, bottom + 60.0) for seat in count())
    rings: dict[str, Iterator[Place]] = {}
    taken = {place for slug, place in found.items() if slug not in seated}
    for slug in (slug for slug in drawn if slug not in found):
        host = min(hosts.get(slug, ()), key=lambda one: (one in rings, one), default=None)
        ring = rings.setdefault(host, _ring(found[host])) if host else below
        found[slug] = next(seat for seat in ring if seat not in taken)
        taken.add(found[slug])
    return {slug: found[slug] for slug in drawn}


def upheld(thing: Detail | None) -> tuple[str, ...]:
    """What a feature or a use case hangs on: its service, or the services and features that serve it.

    >>> upheld(Feature("a/b", "b", "B", "a"))
    ('a',)
    """
    if isinstance(thing, Feature):
        return (thing.part_of,) if thing.part_of else ()
    return thing.served_by if isinstance(thing, UseCase) else ()


def roots(slug: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    """What a thing hangs on in the end: a feature of a feature hangs on the service of both.

    >>> roots("a/b/c", {"a/b": ["a"], "a/b/c": ["a/b"]})
    {'a'}
    """
    seen, ahead = {slug}, [slug]
    while ahead:
        new = set(parents.get(ahead.pop(), ())) - seen
        seen |= new
        ahead += sorted(new)
    return seen.difference(parents)


class _Cells:
    """Places that are taken, and the nearest free small cell to any other."""

    def __init__(self, taken: Iterable[Place]) -> None:
        self.taken: list[Place] = []
        self._buckets: dict[tuple[int, int], list[Place]] = defaultdict(list)
        self._full: dict[Place, int] = {}
        for place in taken:
            self._add(place)

    def take(self, middle: Place) -> Place:
        """The free cell nearest to a place, in rings around the cell that it lies in, upper ones first."""
        x, y = (round(value / side) * side for value, side in zip(middle, SMALL, strict=True))
        # Rings that were full stay so.
        for ring in count(self._full.get((x, y), 0)):
            self._full[x, y] = ring
            steps = [(dx, dy) for dx in range(-ring, ring + 1) for dy in (-ring, ring)]
            steps += [(dx, dy) for dy in range(1 - ring, ring) for dx in (-ring, ring)]
            for dx, dy in sorted(set(steps), key=lambda step: (math.hypot(*step), step[1], step[0])):
                place = (float(x + dx * SMALL[0]), float(y + dy * SMALL[1]))
                if self._free(place):
                    self._add(place)
                    return place
        raise AssertionError("an endless lattice has a free cell")

    def _add(self, place: Place) -> None:
        self.taken.append(place)
        self._buckets[self._bucket(place)].append(place)

    def _free(self, place: Place) -> bool:
        column, row = self._bucket(place)
        beside: Collection[Place] = [
            other
            for near in ((column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
            for other in self._buckets.get(near, ())
        ]
        return all(abs(place[0] - x) >= SMALL[0] or abs(place[1] - y) >= SMALL[1] for x, y in beside)

    @staticmethod
    def _bucket(place: Place) -> tuple[int, int]:
        return math.floor(place[0] / SMALL[0]), math.floor(place[1] / SMALL[1])


def _ring(middle: Place) -> Iterator[Place]:
    """Seats around a node, the nearest ring first, each ring from its top outward."""
    for ring in count():
        radius = 15 + 7 * ring
        seats = int(2 * math.pi * radius / 8)
        for seat in range(seats):
            turn = 2 * math.pi / seats * ((seat + 1) // 2) * (-1) ** seat - math.pi / 2
            yield float(round(middle[0] + radius * math.cos(turn))), float(round(middle[1] + radius * math.sin(turn)))
