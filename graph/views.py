"""What a picture holds, and the view that it opens with: a neighbourhood, a route, a category, a use case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from typing import Literal as OneOf
from urllib.parse import urlencode

from .catalog import Catalog
from .errors import GraphError
from .model import Integration, Node
from .page import Content, page
from .terms import KG, RDF, RDFS, local_name, slug_of

if TYPE_CHECKING:
    from .store import Answer

__all__ = ["Picture", "constructed", "content_of", "groups", "picture", "view_of"]


class Picture(str):
    """The text of a page, for a file; in a notebook it shows itself.

    >>> Picture("<p>")._repr_html_()[:15]
    '<iframe srcdoc='
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        from html import escape

        return (
            f'<iframe srcdoc="{escape(self)}" title="How services work together" width="100%" height="640" '
            'style="border:0" sandbox="allow-scripts allow-popups allow-downloads"></iframe>'
        )


def picture(
    catalog: Catalog,
    names: Sequence[str] = (),
    *,
    hops: int = 1,
    path: tuple[str, str] | None = None,
    category: str | None = None,
    use_case: str | None = None,
    query: str | None = None,
    theme: OneOf["auto", "light", "dark"] = "auto",
) -> Picture:
    """One self-contained HTML text that holds the whole graph and opens with the view asked for.

    Args:
        names: any names of services and environments, to be shown with what works with them and the rest faded.
        hops: how far from them, 1 to 3.
        path: two names, to show the routes from the first to the second.
        category, use_case: any name of one, to show its services and what joins them.
        query: a CONSTRUCT; then the page holds what it constructs and nothing else.
        theme: ``light``, ``dark``, or ``auto`` for what the reader's system prefers.

    Raises:
        UnknownName, AmbiguousName: a name is nothing in the catalog.
        BadQuery: the query does not parse.
        GraphError: several views are asked for at once, hops lies outside 1 to 3, or the query is no CONSTRUCT.

    >>> "node=lambda" in view_of(tiny, ["lambda"])
    True
    """
    view = view_of(catalog, names, hops=hops, path=path, category=category, use_case=use_case, query=query)
    if query is None:
        return Picture(page(content_of(catalog), title=_TITLE, view=view, theme=theme))
    answer = catalog.query(query)
    if answer.kind != "graph":
        raise GraphError("Only a CONSTRUCT makes a picture.", hint='Ask for triples: "CONSTRUCT { ?a ?p ?b } WHERE …".')
    if not answer.triples:
        raise GraphError("The query constructs nothing; there is nothing to draw.", hint="Try it with: graph query")
    return Picture(page(constructed(catalog, answer), title="The answer to a query", view=view, theme=theme))


_TITLE = "How AWS services work together"


def view_of(
    catalog: Catalog,
    names: Sequence[str] = (),
    *,
    hops: int = 1,
    path: tuple[str, str] | None = None,
    category: str | None = None,
    use_case: str | None = None,
    query: str | None = None,
) -> str:
    """The URL fragment of a view, as ``picture`` takes it: what to put behind ``#`` in a page's address.

    Raises:
        UnknownName, AmbiguousName, GraphError: see ``picture``.

    >>> view_of(tiny, path=("AWS Lambda", "sagemaker"))
    'from=lambda&to=sagemaker'
    """
    views = {"a NAME": names or None, "--path": path, "--category": category, "--use-case": use_case, "--query": query}
    asked = [name for name, one in views.items() if one is not None]
    if len(asked) > 1:
        raise GraphError(f"{' and '.join(asked)} are two views.", hint="Ask for one at a time.")
    if not 1 <= hops <= 3:
        raise GraphError(f"The number of hops is {hops}.", hint="Ask for 1 to 3.")
    if hops > 1 and not names:
        raise GraphError("Hops go out from a NAME, and there is none.", hint="Try: graph draw sagemaker --hops 2")
    said: dict[str, str] = {}
    if names:
        said["node"] = " ".join(dict.fromkeys(catalog.participant(name).slug for name in names))
        if hops > 1:
            said["hops"] = str(hops)
    if path:
        said["from"], said["to"] = (catalog.participant(name).slug for name in path)
    if category is not None:
        said["category"] = catalog.find_node(category, ("category",)).slug
    if use_case is not None:
        said["node"] = catalog.find_node(use_case, ("use-case",)).slug
    if query is not None:
        said["show"] = "support,feature,use-case"
    return urlencode(said)


def groups(catalog: Catalog) -> dict[str, str]:
    """Service → the category that places and colours it: the broadest above the smallest that it is in.

    >>> groups(tiny)["lambda"]
    'developer-tools'
    """
    above = _above(catalog)
    found: dict[str, str] = {}
    for category in sorted(catalog.categories, key=lambda slug: (len(catalog.categories[slug]), slug)):
        for slug in catalog.categories[category]:
            found.setdefault(slug, [category, *above.get(category, ())][-1])
    return found


def _above(catalog: Catalog) -> dict[str, list[str]]:
    """Category → the broader ones, the nearest first."""
    rows = catalog.store.rows("SELECT ?c ?b { ?c a kg:Category ; skos:broader ?b } ORDER BY DESC(?c) DESC(?b)")
    broader = {slug_of(row["c"]): slug_of(row["b"]) for row in rows}
    found = {}
    for category in broader:
        chain = [broader[category]]
        while chain[-1] in broader:
            chain.append(broader[chain[-1]])
        found[category] = chain
    return found


def content_of(catalog: Catalog) -> Content:
    """All that a page of the whole graph holds.

    >>> "lambda" in {one.slug for one in content_of(tiny).services}
    True
    """
    read = [(edge, catalog.integration(edge)) for edge in catalog.edges]
    above = _above(catalog)
    categories: dict[str, set[str]] = {}
    for category, services in catalog.categories.items():
        for one in (category, *above.get(category, ())):
            categories.setdefault(one, set()).update(services)
    return Content(
        nodes=list(catalog.nodes.values()),
        services=catalog.services(),
        features=catalog.features(),
        use_cases=catalog.use_cases(),
        integrations=[one for _, one in read],
        groups=groups(catalog),
        categories={category: sorted(services) for category, services in sorted(categories.items())},
        denied=catalog.non_integrations(),
        rules=catalog.call_rules(),
        walks={one.iri: (edge.forward, edge.backward, edge.retired) for edge, one in read},
        network={
            "callable": catalog.callable,
            "callers": list(catalog.rules),
            "carriers": sorted(catalog.carriers),
            "interchangeable": catalog.interchangeable,
            "rule_cost": catalog.rule_cost,
            "variant_cost": catalog.variant_cost,
        },
        families=catalog.families,
    )


# What these say of a thing, its node says already.
_OF_NODES = {RDF.type, RDFS.label, KG.status, KG.statusSince}


def constructed(catalog: Catalog, answer: Answer) -> Content:
    """What a page of constructed triples holds: things of the graph as they are, other resources by their labels.

    An integration is drawn with its facts where its IRI is a subject or its plain triple is there. Any other triple
    between two resources becomes an edge that says its property; literals are listed with the details of their thing.

    >>> answer = tiny.query("CONSTRUCT { ?a kg:invokes ?b } WHERE { ?a kg:invokes ?b FILTER(?a = service:lambda) }")
    >>> [one.label for one in constructed(tiny, answer).integrations]
    ['AWS Lambda invokes Amazon SageMaker AI']
    """
    from pyoxigraph import Literal

    whole = content_of(catalog)
    by_iri = {one.iri: one for one in whole.integrations}
    by_ends = {(one.source, one.role, one.target): one for one in whole.integrations}
    known = {node.iri: node for node in catalog.nodes.values()}
    triples = [(_named(t.subject), t.predicate.value, _named(t.object), t.object) for t in answer.triples]
    labels = {subject: value for subject, predicate, value, _ in triples if predicate == RDFS.label}
    nodes: dict[str, Node] = {}
    said: dict[str, list[tuple[str, str]]] = {}
    drawn: dict[str, Integration] = {}

    def node(iri: str) -> Node:
        """The thing of an IRI or a blank node, drawn from now on."""
        found = known.get(iri) or Node(iri, iri, labels.get(iri) or _local(iri), "other")
        return nodes.setdefault(found.slug, found)

    def draw(one: Integration) -> None:
        """An integration of the graph, with its ends."""
        drawn[one.iri] = one
        nodes.update({slug: catalog.nodes[slug] for slug in (one.source, one.target)})

    for subject, predicate, value, term in triples:
        if subject in by_iri:
            draw(by_iri[subject])
        elif isinstance(term, Literal):
            about = node(subject).slug
            if predicate not in _OF_NODES:
                said.setdefault(about, []).append((_local(predicate), value))
        elif predicate == RDF.type:
            node(subject)
        elif value in by_iri:
            draw(by_iri[value])
        else:
            a, b = node(subject), node(value)
            role = _local(predicate)
            one = by_ends.get((a.slug, role, b.slug))
            iri = f"{subject} {predicate} {value}"
            plain = Integration(iri, a.slug, role, b.slug, f"{a.label} {role} {b.label}", "forward", 1.0)
            drawn.update({one.iri: one} if one else {iri: plain})
    return replace(
        whole,
        nodes=[*nodes.values(), *(one for one in whole.nodes if one.kind == "category")],
        integrations=list(drawn.values()),
        denied=[one for one in whole.denied if {one.source, one.target} <= nodes.keys()],
        rules=(),
        said={slug: sorted(pairs) for slug, pairs in said.items()},
    )


def _named(term: Any) -> str:
    """The IRI, the text, or the name of a blank node; of a triple that is itself spoken of, all of it."""
    return str(getattr(term, "value", term))


def _local(iri: str) -> str:
    """The last part of an IRI, by which people call it."""
    return local_name(iri) or iri
