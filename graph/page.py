"""The interactive page: services and their integrations as one self-contained HTML text.

pyvis builds the data of the network and ships the script that draws it; the template, the style and
the script around it are ours, in ``assets/``. pyvis's own template is not used: even in line it links
two files on a CDN. The page asks nothing of any network, and says so to the browser by a policy that
allows its own scripts and style alone, by hash. Text from the graph travels as escaped JSON and is
only ever set as text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from importlib.resources import files
from itertools import count
from string import Template
from typing import Any

from .errors import GraphError, UnknownName
from .model import Feature, Integration, Node, Path, Service, UseCase
from .terms import ID

__all__ = ["CELL", "page", "places"]

Place = tuple[float, float]
Detail = Service | Feature | UseCase

# The room a service takes with its label, in pixels at zoom 1. page.js draws the groups by it.
CELL = (140, 84)

# Middle tones, told apart on white and on black; neighbours in this order are far apart in hue.
_COLOURS = (
    "#2f6fb5", "#c4541c", "#2d8659", "#8a4fb0", "#a8720b", "#1d8a99", "#b83a6b", "#5b6bc0",
    "#6d8412", "#b04632", "#3d7d8c", "#9a4a93", "#7c6a3c", "#3f7f3a", "#5f6f86", "#a04f5c",
    "#4a5fa8", "#8f5a2a", "#177e74", "#73598c",
)  # fmt: skip

_SHAPES = {"service": "dot", "environment": "square", "feature": "diamond", "use-case": "triangle"}
_ENDING = ("ClosedToNewCustomers", "Retired")
_OPTIONS = {
    "autoResize": True,
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "selectable": False,
        "tooltipDelay": 250,
    },
    "layout": {"improvedLayout": False, "randomSeed": 0},
    "physics": {"enabled": False},
}


def page(
    nodes: Sequence[Node],
    services: Sequence[Service],
    features: Sequence[Feature],
    use_cases: Sequence[UseCase],
    integrations: Sequence[Integration],
    *,
    title: str,
    route: Path | None = None,
    focus: Collection[str] = (),
) -> str:
    """One HTML text that shows the nodes and what lies between them, for the caller to write.

    Args:
        nodes: what to draw, in any order; categories among them lend their labels. A node without
            a place gets one beside its neighbours.
        services, features, use_cases: the details of these nodes; details of other nodes are left out.
        integrations: what to draw between the nodes; one whose end is not among them is left out.
        title: the heading of the page, as text.
        route: a path to show step by step; its nodes must be among the nodes.
        focus: slugs to draw strongly; the rest fades but for their neighbours.

    Returns:
        UTF-8 text to write with newlines as they are. The same input gives the same text.

    Raises:
        UnknownName: ``focus`` or ``route`` names a slug that is not among the nodes.

    >>> text = page([Node("lambda", "https://example.org/lambda", "AWS Lambda", "service")],
    ...             [], [], [], [], title="One service")
    >>> text.startswith("<!doctype html>"), "AWS Lambda" in text, "<script src" in text
    (True, True, False)
    """
    drawn = {node.slug: node for node in sorted(nodes, key=lambda n: n.slug) if node.kind in _SHAPES}
    # A route of no hops is false, like every empty path: hence "is None".
    stops, hops = ((), ()) if route is None else (route.nodes, route.hops)
    for slug in sorted({*focus, *stops} - drawn.keys()):
        raise UnknownName(slug, drawn, kind="node of the picture")
    walked = [one for hop in hops for one in hop.integrations]
    between = {one.iri: one for one in (*integrations, *walked) if {one.source, one.target} <= drawn.keys()}
    told: list[Detail] = [*services, *features, *use_cases]
    details = {one.slug: one for one in sorted(told, key=lambda one: one.slug) if one.slug in drawn}
    groups = _groups(nodes, drawn, details)
    net = _network(drawn, details, sorted(between.values(), key=lambda one: one.iri), groups)
    net_nodes, net_edges, *_, options = net.get_network_data()
    data = {
        "cell": CELL,
        "edges": net_edges,
        "focus": sorted(focus),
        "groups": list(groups.values()),
        "integrations": {iri: asdict(one) for iri, one in sorted(between.items())},
        "nodes": net_nodes,
        "options": json.loads(options),
        "own": ID,
        "route": None if route is None else _route(route),
        "things": {slug: _thing(node, details) for slug, node in drawn.items()},
    }
    assets = files(__package__) / "assets"
    style, script, template = (
        (assets / name).read_text(encoding="utf-8") for name in ("page.css", "page.js", "page.html")
    )
    library = _vis_network()
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return Template(template).substitute(
        title=html.escape(_line(title)), policy=policy, style=style, data=_json(data), library=library, script=script
    )


def places(
    nodes: Iterable[Node],
    services: Iterable[Service],
    features: Iterable[Feature],
    use_cases: Iterable[UseCase],
    integrations: Iterable[Integration],
) -> dict[str, Place]:
    """Where each drawn node stands, in pixels at zoom 1: places that exist stay.

    A new service or environment takes the free cell nearest to the middle of what it works with and of
    its category; features and use cases gather in rings over a service that has them.

    >>> a, b = (Node(slug, slug, slug, "service", x=x, y=x) for slug, x in (("a", 5.0), ("b", None)))
    >>> places([a, b], [], [], [], [])
    {'a': (5.0, 5.0), 'b': (5.0, 89.0)}
    """
    drawn = {node.slug: node for node in sorted(nodes, key=lambda n: n.slug) if node.kind in _SHAPES}
    found = {s: (n.x, n.y) for s, n in drawn.items() if n.x is not None and n.y is not None}
    large = {slug for slug, node in drawn.items() if node.kind in ("service", "environment")}
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
    for slug in sorted(large - found.keys(), key=lambda slug: (-len(near[slug]), slug)):
        around = [found[other] for other in near[slug] if other in found and other in large]
        around = around or [found[other] for other in sorted(found) if other in large] or [(0.0, 0.0)]
        middle = (sum(x for x, _ in around) / len(around), sum(y for _, y in around) / len(around))
        found[slug] = _free_cell(middle, [found[other] for other in sorted(found) if other in large])
    small: list[Detail] = sorted((*features, *use_cases), key=lambda one: one.slug)
    parents = {one.slug: _hosts(one) for one in small}
    hosts = {slug: sorted(_roots(slug, parents) & large) for slug in parents}
    left = min((found[slug][0] for slug in large), default=0.0)
    bottom = max((found[slug][1] for slug in large), default=0.0)
    below = ((left + 14.0 * seat, bottom + 50.0) for seat in count())
    rings: dict[str, Iterator[Place]] = {}
    taken = {place for slug, place in found.items() if slug not in large}
    for slug in (slug for slug in drawn if slug not in found):
        host = min(hosts.get(slug, ()), key=lambda one: (one in rings, one), default=None)
        ring = rings.setdefault(host, _ring(found[host])) if host else below
        found[slug] = next(seat for seat in ring if seat not in taken)
        taken.add(found[slug])
    return {slug: found[slug] for slug in drawn}


def _hosts(thing: Detail | None) -> tuple[str, ...]:
    """What a feature or a use case hangs on: its service, or the services and features that serve it."""
    if isinstance(thing, Feature):
        return (thing.part_of,) if thing.part_of else ()
    return thing.served_by if isinstance(thing, UseCase) else ()


def _roots(slug: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    """What a thing hangs on in the end: a feature of a feature hangs on the service of both."""
    seen, ahead = {slug}, [slug]
    while ahead:
        new = set(parents.get(ahead.pop(), ())) - seen
        seen |= new
        ahead += sorted(new)
    return seen - parents.keys()


def _free_cell(middle: Place, taken: Sequence[Place]) -> Place:
    """The place nearest to the middle, on a lattice around it, at which no cell overlaps another."""
    width, height = CELL
    reach = 2 + math.isqrt(len(taken))
    halves = range(-2 * reach, 2 * reach + 1)
    steps = [(column * width / 2, row * height / 2) for column in halves for row in halves]
    for dx, dy in sorted(steps, key=lambda step: (math.hypot(*step), -step[1], step[0])):
        x, y = round(middle[0] + dx), round(middle[1] + dy)
        if all(abs(x - a) >= width or abs(y - b) >= height for a, b in taken):
            return float(x), float(y)
    raise AssertionError("a lattice wider than what is taken has a free cell")


def _ring(middle: Place) -> Iterator[Place]:
    """Seats around the upper side of a node, the nearest ring first, each ring from its top outward."""
    for ring in range(1_000):
        radius = 27 + 9 * ring
        seats = int(math.radians(200) * radius / 10)
        for seat in range(seats + 1):
            turn = math.radians(200) / seats * ((seat + 1) // 2) * (-1) ** seat - math.pi / 2
            yield round(middle[0] + radius * math.cos(turn)), round(middle[1] + radius * math.sin(turn))


def _groups(
    nodes: Sequence[Node], drawn: Mapping[str, Node], details: Mapping[str, Detail]
) -> dict[str, dict[str, Any]]:
    """The categories that colour the picture, by slug, each with its members; environments are one group."""
    labels = {node.slug: node.label for node in nodes if node.kind == "category"}
    members: dict[str, list[str]] = defaultdict(list)
    for slug, node in drawn.items():
        thing = details.get(slug)
        if isinstance(thing, Service) and thing.categories:
            members[thing.categories[0]].append(slug)
        elif node.kind in ("service", "environment"):
            members[node.kind].append(slug)
    labels = {"environment": "Environments", "service": "Services", **labels}
    return {
        slug: {
            "slug": slug,
            "label": _line(labels.get(slug, slug.replace("-", " ").capitalize())),
            "color": _COLOURS[number % len(_COLOURS)],
            "members": members[slug],
        }
        for number, slug in enumerate(sorted(members))
    }


def _network(
    drawn: Mapping[str, Node],
    details: Mapping[str, Detail],
    integrations: Sequence[Integration],
    groups: Mapping[str, dict[str, Any]],
) -> Any:
    """The pyvis network: nodes with their places and looks, edges the way an architect walks them."""
    # Untyped, and it loads IPython: hence late.
    net: Any = import_module("pyvis.network").Network(directed=True)
    net.options = _OPTIONS  # set_options() would strip every space from the text it is given
    services = [one for one in details.values() if isinstance(one, Service)]
    features = [one for one in details.values() if isinstance(one, Feature)]
    use_cases = [one for one in details.values() if isinstance(one, UseCase)]
    where = places(drawn.values(), services, features, use_cases, integrations)
    parents = {slug: _hosts(thing) for slug, thing in details.items() if not isinstance(thing, Service)}
    group_of = {slug: group for group in groups.values() for slug in group["members"]}
    pairs = {frozenset((one.source, one.target)) for one in integrations if not one.support}
    degree = Counter(slug for pair in pairs for slug in pair)
    for slug, node in drawn.items():
        thing = details.get(slug)
        group = next((group_of[one] for one in (slug, *sorted(_roots(slug, parents))) if one in group_of), None)
        small = node.kind in ("feature", "use-case")
        net.add_node(
            slug,
            label=_label(node, thing),
            shape=_SHAPES[node.kind],
            color=group["color"] if group and node.status != "Retired" else "#888888",
            size=4 if small else min(7 + 1.9 * math.sqrt(degree[slug]), 17),
            x=where[slug][0],
            y=where[slug][1],
            borderWidth=1.5,
            shapeProperties={"borderDashes": [3, 2] if node.status in _ENDING else False},
            kind=node.kind,
            status=node.status,
            degree=degree[slug],
        )
    beside: Counter[tuple[str, str]] = Counter()
    for one in integrations:
        ends = (one.target, one.source) if one.walk == "backward" else (one.source, one.target)
        net.add_edge(
            *ends,
            id=one.iri,
            kind="support" if one.support else "step",
            title=_line(one.label),
            arrows="to, from" if one.walk == "both" else "to",
            dashes=[2, 4] if one.support else False,
            # Every edge bends to its left, so that two which oppose each other lie apart.
            smooth={"type": "curvedCW", "roundness": round(0.1 + 0.14 * beside[ends], 2)},
        )
        beside[ends] += 1
    for slug, thing in details.items():
        for host in _hosts(thing):
            if host in drawn:
                net.add_edge(host, slug, id=f"{host} {slug}", kind="part", arrows="", dashes=False, smooth=False)
    return net


def _label(node: Node, thing: Detail | None) -> str:
    """What stands under a node: its label and, once it is retired, since when."""
    if node.status != "Retired":
        return _line(node.label)
    since = getattr(thing, "status_since", None)
    return f"{_line(node.label)} (retired {since})" if since else f"{_line(node.label)} (retired)"


def _thing(node: Node, details: Mapping[str, Detail]) -> dict[str, Any]:
    """What the panel says of a node: its details without what the node says itself."""
    detail = details.get(node.slug)
    told: dict[str, Any] = asdict(detail) if detail else {}
    if isinstance(detail, Service):
        features = {slug: _hosts(one) for slug, one in details.items() if isinstance(one, Feature)}
        told["features"] = [slug for slug in features if node.slug in _roots(slug, features)]
    elif isinstance(detail, Feature):
        told["feature_kind"] = detail.kind
    return {**told, "label": node.label, "kind": node.kind, "iri": node.iri}


def _route(route: Path) -> dict[str, Any]:
    """The route as the panel lists it: the IRIs of each hop's integrations, the strongest first."""
    hops = [
        {"source": hop.source, "target": hop.target, "integrations": [one.iri for one in hop.integrations]}
        for hop in route.hops
    ]
    return {"nodes": list(route.nodes), "hops": hops, "notes": list(route.notes)}


def _line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _json(value: object) -> str:
    """JSON that holds no character by which a script element could end or begin, and only ASCII."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    """The source expression by which a content security policy allows exactly this inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _vis_network() -> str:
    """The vis-network script that pyvis ships, without the pointer to a source map that it does not ship."""
    script = files("pyvis").joinpath("lib", "vis-9.1.2", "vis-network.min.js")
    try:
        text = script.read_text(encoding="utf-8")
    except OSError as error:
        raise GraphError("pyvis does not ship vis-network 9.1.2 here.", hint="pip install pyvis==0.3.2") from error
    return text.partition("//# sourceMappingURL")[0].strip()
