"""The interactive page: services and their integrations as one self-contained HTML text.

pyvis builds the data of the network and ships the script that draws it; the template, the style and
the scripts around it are ours, in ``assets/``. pyvis's own template is not used: even in line it links
two files on a CDN. The page asks nothing of any network, and says so to the browser by a policy that
allows its own scripts and style alone, by hash. What the graph says travels as compressed JSON and is
only ever set as text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib import import_module
from importlib.resources import files
from string import Template
from typing import Any

from .errors import GraphError
from .layout import HEAD, LARGE, SMALL, importance, large, places, roots, upheld
from .model import CallRule, Evidence, Feature, Integration, Node, NonIntegration, Service, UseCase
from .terms import ID

__all__ = ["Content", "page"]

Detail = Service | Feature | UseCase

# One scope, each file after those that it uses.
_SCRIPTS = (
    "facts",
    "routes",
    "search",
    "elements",
    "state",
    "scene",
    "canvas",
    "panel",
    "filters",
    "table",
    "exports",
    "main",
)

# What these hold is told in another form.
_OTHERWISE = ("claims", "evidence", "features", "permission")
# So many proofs of an integration travel with the page; the rest are counted.
_PROOFS = 3

# Middle tones, told apart on white and on black; neighbours in this order are far apart in hue.
_COLOURS = (
    "#2f6fb5", "#c4541c", "#2d8659", "#8a4fb0", "#a8720b", "#1d8a99", "#b83a6b", "#5b6bc0",
    "#6d8412", "#b04632", "#3d7d8c", "#9a4a93", "#7c6a3c", "#3f7f3a", "#5f6f86", "#a04f5c",
    "#4a5fa8", "#8f5a2a", "#177e74", "#73598c",
)  # fmt: skip

_SHAPES = {"service": "dot", "environment": "square", "feature": "diamond", "use-case": "triangle", "other": "hexagon"}
_OPTIONS = {
    "autoResize": True,
    "interaction": {
        "dragNodes": False,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
        "hover": True,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "selectable": False,
        "tooltipDelay": 250,
    },
    "layout": {"improvedLayout": False, "randomSeed": 0},
    "physics": {"enabled": False},
}


@dataclass(frozen=True)
class Content:
    """What a page holds. Sequences may come in any order; what names a thing that is not among the nodes is left out.

    Args:
        nodes: what to draw; categories among them lend their labels. A node without a place gets one beside others.
        services, features, use_cases: the details of these nodes.
        integrations: what lies between them.
        groups: the category that places and colours a service; without one its first category does.
        categories: category → its services, by which a reader may choose; a service may be in several.
        denied: what is known not to work directly.
        rules: who can call every API by design.
        walks: for each integration's IRI what walking it forward and backward costs, and whether it is retired.
        network: what routes need beside; see ``routes.js``.
        families: the family of each class of evidence.
        said: for a thing, what else is said of it: pairs of property and value.
    """

    nodes: Sequence[Node]
    services: Sequence[Service] = ()
    features: Sequence[Feature] = ()
    use_cases: Sequence[UseCase] = ()
    integrations: Sequence[Integration] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    denied: Sequence[NonIntegration] = ()
    rules: Sequence[CallRule] = ()
    walks: Mapping[str, tuple[int, int, bool]] = field(default_factory=dict)
    network: Mapping[str, Any] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def page(content: Content, *, title: str, view: str = "", theme: str = "auto") -> str:
    """One HTML text that shows some content, for the caller to write.

    Args:
        content: what to show.
        title: the heading of the page, as text.
        view: what it opens with, as the page's own URL fragment says it: ``node=lambda&hops=2``. A fragment in the
            address of the page comes before it.
        theme: ``light``, ``dark``, or ``auto`` for what the system prefers.

    Returns:
        UTF-8 text to write with newlines as they are. The same input gives the same text.

    >>> text = page(Content([Node("lambda", "https://example.org/lambda", "AWS Lambda", "service")]), title="One")
    >>> text.startswith("<!doctype html>"), "<title>One</title>" in text, "<script src" in text
    (True, True, False)
    """
    drawn = {node.slug: node for node in sorted(content.nodes, key=lambda n: n.slug) if node.kind in _SHAPES}
    between = {one.iri: one for one in content.integrations if {one.source, one.target} <= drawn.keys()}
    integrations = [between[iri] for iri in sorted(between)]
    told: list[Detail] = [*content.services, *content.features, *content.use_cases]
    details = {one.slug: one for one in sorted(told, key=lambda one: one.slug) if one.slug in drawn}
    labels = {node.slug: _line(node.label) for node in content.nodes if node.kind == "category"}
    groups = _groups(content, drawn, details, labels)
    net = _network(drawn, details, integrations, groups)
    net_nodes, net_edges, *_, options = net.get_network_data()
    documents = _Documents()
    data = {
        "categories": {
            slug: {"label": labels.get(slug, slug), "members": sorted(drawn.keys() & set(members))}
            for slug, members in sorted(content.categories.items())
        },
        "cells": {"head": HEAD, "large": LARGE, "small": SMALL},
        "denied": [_said(one, documents) for one in sorted(content.denied, key=lambda one: one.iri)],
        "edges": net_edges,
        "groups": groups,
        "integrations": [
            {**_said(one, documents), **_judged(one, content.families), "cost": content.walks.get(one.iri)}
            for one in integrations
        ],
        "network": dict(content.network),
        "nodes": net_nodes,
        "options": json.loads(options),
        "own": ID,
        "rules": [_said(one, documents) for one in sorted(content.rules, key=lambda one: one.caller)],
        "things": {slug: _thing(node, details, content, documents) for slug, node in drawn.items()},
        "title": _line(title),
        "view": view,
        "documents": documents.listed,
    }
    assets = files(__package__) / "assets"
    read = {name: (assets / name).read_text(encoding="utf-8") for name in ("page.css", "page.html")}
    parts = [(assets / f"{name}.js").read_text(encoding="utf-8") for name in ("read", *_SCRIPTS)]
    script = "".join(['"use strict";\nconst servicekg = {};\nservicekg.ready = (async () => {\n', *parts, "})();\n"])
    library = _vis_network()
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(read['page.css'])}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return Template(read["page.html"]).substitute(
        title=html.escape(_line(title)),
        theme=html.escape(theme),
        policy=policy,
        style=read["page.css"],
        data=_packed(data),
        library=library,
        script=script,
    )


def _groups(
    content: Content, drawn: Mapping[str, Node], details: Mapping[str, Detail], labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The categories that colour the picture, each with its members; environments are one group."""
    labels = {"environment": "Environments", "service": "Services", "other": "Others", **labels}
    members: dict[str, list[str]] = defaultdict(list)
    for slug, node in drawn.items():
        thing = details.get(slug)
        first = thing.categories[0] if isinstance(thing, Service) and thing.categories else node.kind
        if node.kind in ("service", "environment", "other"):
            members[content.groups.get(slug, first)].append(slug)
    return [
        {
            "slug": slug,
            "label": labels.get(slug, _line(slug.replace("-", " ").capitalize())),
            "color": _COLOURS[number % len(_COLOURS)],
            "members": members[slug],
        }
        for number, slug in enumerate(sorted({*members, *content.groups.values()}))
        if slug in members
    ]


def _network(
    drawn: Mapping[str, Node],
    details: Mapping[str, Detail],
    integrations: Sequence[Integration],
    groups: Sequence[Mapping[str, Any]],
) -> Any:
    """The pyvis network: nodes with their places and looks, an edge for each pair the way an architect walks it."""
    # Untyped, and it loads IPython: hence late.
    net: Any = import_module("pyvis.network").Network(directed=True)
    net.options = _OPTIONS  # set_options() would strip every space from the text it is given
    services = [one for one in details.values() if isinstance(one, Service)]
    features = [one for one in details.values() if isinstance(one, Feature)]
    use_cases = [one for one in details.values() if isinstance(one, UseCase)]
    where = places(drawn.values(), services, features, use_cases, integrations)
    weights = importance(drawn.values(), integrations)
    named = large(drawn.values(), weights)
    parents = {slug: upheld(thing) for slug, thing in details.items() if not isinstance(thing, Service)}
    colour = {slug: group["color"] for group in groups for slug in group["members"]}
    for slug, node in drawn.items():
        own = next((colour[one] for one in (slug, *sorted(roots(slug, parents))) if one in colour), "#888888")
        weight = weights.get(slug, 0)
        size = min(4.2 + 0.85 * math.sqrt(weight), 14) if slug in weights else 3.2
        net.add_node(
            slug,
            label=_label(node, details.get(slug)),
            shape=_SHAPES[node.kind],
            color="#888888" if node.status == "Retired" else own,
            size=round(size, 1),
            x=where[slug][0],
            y=where[slug][1],
            kind=node.kind,
            status=node.status,
            weight=weight,
            large=slug in named,
        )
    for (source, target, kind), ways in _ordered(integrations, weights, named):
        both = any(one.walk == "both" for _, one in ways)
        net.add_edge(
            source,
            target,
            id=f"{source} {target}" + (" support" if kind == "support" else ""),
            kind=kind,
            ways=[number for number, _ in ways],
            arrows="to, from" if both else "to",
            dashes=[2, 4] if kind == "support" else False,
            # Every edge bends to its left, so that two which oppose each other lie apart.
            smooth={"type": "curvedCW", "roundness": 0.12 if kind == "step" else 0.22},
        )
    for slug, thing in details.items():
        for host in upheld(thing):
            if host in drawn:
                net.add_edge(host, slug, id=f"{host} {slug} part", kind="part", ways=[], arrows="", smooth=False)
    return net


Pair = tuple[str, str, str]
Way = tuple[int, Integration]


def _ordered(
    integrations: Sequence[Integration], weights: Mapping[str, int], named: Iterable[str]
) -> list[tuple[Pair, list[Way]]]:
    """The pairs with their integrations by number, in the order in which a picture that cannot show all draws them.

    Between named things first; then each thing's best pair, each thing's second best, and so on.
    """
    pairs: dict[Pair, list[Way]] = defaultdict(list)
    for number, one in enumerate(integrations):
        ends = (one.target, one.source) if one.walk == "backward" else (one.source, one.target)
        pairs[*ends, "support" if one.support else "step"].append((number, one))

    def strength(pair: Pair) -> float:
        proofs = sum(len(one.evidence) * (0.2 if one.role == "controls" else 1) for _, one in pairs[pair])
        return math.log1p(proofs) + sum(0.5 * math.log1p(weights.get(end, 0)) for end in pair[:2])

    rounds: Counter[str] = Counter()
    turn: dict[Pair, int] = {}
    for pair in sorted(pairs, key=lambda pair: (-strength(pair), pair)):
        turn[pair] = min(rounds[end] for end in pair[:2])
        rounds.update(set(pair[:2]))
    first = {pair: set(pair[:2]) <= set(named) for pair in pairs}
    return [(pair, pairs[pair]) for pair in sorted(pairs, key=lambda p: (not first[p], turn[p], -strength(p), p))]


def _label(node: Node, thing: Detail | None) -> str:
    """What stands under a node: its label without the provider's name and, once it is retired, since when."""
    label = _line(node.label)
    for provider in ("Amazon ", "AWS "):
        label = label.removeprefix(provider) or label
    if node.status != "Retired":
        return label
    since = getattr(thing, "status_since", None)
    return f"{label} (retired {since})" if since else f"{label} (retired)"


def _thing(node: Node, details: Mapping[str, Detail], content: Content, documents: _Documents) -> dict[str, Any]:
    """What the panel says of a node: its details without what the node says itself."""
    detail = details.get(node.slug)
    told = _said(detail, documents) if detail else {}
    if isinstance(detail, Service):
        told["features"] = [one.slug for one in detail.features if one.slug in details]
        told["claims"] = [_said(one, documents) for one in detail.claims if one.standing != "Holds"]
    elif isinstance(detail, Feature):
        told["feature_kind"] = detail.kind
    if node.slug in content.said:
        told["said"] = list(content.said[node.slug])
    return {**told, "label": node.label, "kind": node.kind, "iri": node.iri}


class _Documents:
    """Documents by number, so that a page names each once."""

    def __init__(self) -> None:
        self.listed: list[tuple[str, str, str | None]] = []
        self._numbers: dict[tuple[str, str, str | None], int] = {}

    def number(self, proof: Evidence) -> int:
        """The number of the document of a proof."""
        document = (proof.document, proof.title, proof.modified)
        if document not in self._numbers:
            self._numbers[document] = len(self.listed)
            self.listed.append(document)
        return self._numbers[document]


def _said(one: Any, documents: _Documents) -> dict[str, Any]:
    """A dataclass as plain values, without what is empty; of its evidence the best proofs, and how many there are."""
    told = {part.name: getattr(one, part.name) for part in fields(one) if part.name not in _OTHERWISE}
    told = {key: value for key, value in told.items() if value not in (None, (), "")}
    if permission := getattr(one, "permission", ()):
        told["permission"] = [_said(grant, documents) for grant in permission]
    if evidence := getattr(one, "evidence", ()):
        proofs: Sequence[Evidence] = evidence[:_PROOFS]
        told["evidence"] = [
            [proof.evidence_class, documents.number(proof), proof.pointer, proof.seen_on] for proof in proofs
        ]
        told["proofs"] = len(evidence)
    return told


def _judged(one: Integration, families: Mapping[str, str]) -> dict[str, Any]:
    """The families of all evidence of an integration, by which a reader may choose."""
    return {"families": sorted({families.get(proof.evidence_class, proof.evidence_class) for proof in one.evidence})}


def _line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _packed(value: object) -> str:
    """JSON, compressed, in letters that no markup can be made of."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


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
