"""Routes over integrations: their order, what they avoid, and what they say."""

from __future__ import annotations

import random
from itertools import pairwise, permutations

import pytest

from graph import Catalog, GraphError, UnknownName, shortest, to_networkx
from graph.catalog import Catalog as Made
from graph.paths import steps

Row = tuple[str, str, str, str, float]


def made(rows: list[Row], retired: tuple[str, ...] = (), gone: tuple[Row, ...] = ()) -> Catalog:
    """A catalog of nothing but names and edges, with one stub triple per integration in its store."""
    from pyoxigraph import Literal, NamedNode, Triple

    from graph.store import Store
    from graph.terms import KG, RDF, thing

    slugs = sorted({end for row in rows for end in row[:2]})
    nodes: list[list[object]] = [
        [s, thing("service", s), s.upper(), "service", "Retired" if s in retired else None, None, None, None, []]
        for s in slugs
    ]
    triples = set()
    walks = {"invokes": "forward", "readsFrom": "backward", "queries": "both"}
    for role, walk in walks.items():
        triples.add(Triple(NamedNode(getattr(KG, role)), NamedNode(KG.walk), Literal(walk)))
    for source, target, role, _, confidence in rows:
        iri = NamedNode(thing("integration", f"{source}/{role}/{target}"))
        for predicate, value in (
            (RDF.type, NamedNode(KG.Integration)),
            (KG.source, NamedNode(thing("service", source))),
            (KG.role, NamedNode(getattr(KG, role))),
            (KG.target, NamedNode(thing("service", target))),
            (KG.confidence, Literal(confidence)),
        ):
            triples.add(Triple(iri, NamedNode(predicate), value))
    edges = [
        [a, b, role, walk, confidence, 1, (a, b, role, walk, confidence) in gone]
        for a, b, role, walk, confidence in rows
    ]
    names = {s: [[0, s]] for s in slugs}
    return Made({"nodes": nodes, "names": names, "edges": sorted(edges), "features": {}}, store=Store.of(triples))


def routes(catalog: Catalog, a: str, b: str, **settings: object) -> list[str]:
    return [str(path) for path in shortest(catalog, a, b, **settings)]  # type: ignore[arg-type]


A_TO_C: list[Row] = [
    ("a", "b", "invokes", "forward", 0.95),
    ("b", "c", "invokes", "forward", 0.95),
    ("a", "d", "invokes", "forward", 0.99),
    ("d", "c", "invokes", "forward", 0.99),
    ("a", "k", "encryptsWith", "", 0.99),
    ("k", "c", "encryptsWith", "", 0.99),
]


def test_the_surer_of_two_routes_of_equal_length_comes_first() -> None:
    """Hops count first, confidence settles what is left."""
    assert routes(made(A_TO_C[:4]), "a", "c", limit=9) == ["a -> d -> c", "a -> b -> c"]


@pytest.mark.parametrize(
    ("walk", "role", "forward", "backward"),
    [("forward", "invokes", 1, 0), ("backward", "readsFrom", 0, 1), ("both", "queries", 1, 1)],
)
def test_a_step_is_walked_the_way_its_role_says(walk: str, role: str, forward: int, backward: int) -> None:
    """Data that X reads from Y walks from Y to X."""
    catalog = made([("x", "y", role, walk, 0.9)])
    assert len(shortest(catalog, "x", "y")) == forward
    assert len(shortest(catalog, "y", "x")) == backward


def test_support_is_never_walked(tiny: Catalog) -> None:
    """A route through IAM or KMS says nothing."""
    assert list(steps(("a", "kms", "encryptsWith", "", 0.99, 1, False))) == []


def test_the_same_thing_twice_is_a_route_of_no_hops(tiny: Catalog) -> None:
    """It is where it should be already."""
    [path] = shortest(tiny, "lambda", "AWS Lambda")
    assert (path.nodes, len(path)) == (("lambda",), 0)


def test_a_retired_service_is_walked_only_when_asked() -> None:
    """The note says which shorter route was passed by; ends may be retired and are said to be."""
    rows: list[Row] = [
        ("a", "old", "invokes", "forward", 0.99),
        ("old", "d", "invokes", "forward", 0.99),
        ("a", "b", "invokes", "forward", 0.9),
        ("b", "c", "invokes", "forward", 0.9),
        ("c", "d", "invokes", "forward", 0.9),
    ]
    catalog = made(rows, retired=("old",))
    [path] = shortest(catalog, "a", "d")
    assert str(path) == "a -> b -> c -> d"
    assert path.notes == ("A shorter route was passed by, since part of it is retired: A → OLD → D",)
    assert routes(catalog, "a", "d", include_retired=True) == ["a -> old -> d"]
    [end] = shortest(catalog, "a", "old")
    assert end.notes == ("OLD is retired",)


def test_an_integration_of_a_retired_feature_is_not_walked() -> None:
    """The services live on, the way between them does not."""
    row: Row = ("a", "b", "invokes", "forward", 0.99)
    assert routes(made([row], gone=(row,)), "a", "b") == []
    assert routes(made([row], gone=(row,)), "a", "b", include_retired=True) == ["a -> b"]


def test_no_route_is_an_answer_and_a_bad_name_an_error(tiny: Catalog) -> None:
    """An empty list is not an exception."""
    assert shortest(tiny, "edge", "rest-client") == []
    with pytest.raises(UnknownName, match="lamda") as caught:
        shortest(tiny, "lamda", "sagemaker")
    assert caught.value.suggestions[0] == "lambda"
    with pytest.raises(GraphError, match="limit is 0"):
        shortest(tiny, "lambda", "sagemaker", limit=0)


def test_routes_are_those_found_by_trying_all() -> None:
    """On random graphs every route, its order and its ties equal a search that tries every sequence."""
    for seed in range(40):
        chance = random.Random(seed)
        slugs = "abcdef"
        rows: list[Row] = [
            (a, b, "invokes", "forward", chance.choice([0.9, 0.95, 0.99]))
            for a, b in permutations(slugs, 2)
            if chance.random() < 0.35
        ]
        if not any("a" in row[:2] for row in rows) or not any("f" in row[:2] for row in rows):
            continue
        catalog = made(rows)
        cost = {(a, b): 1.01 + 0.1 * (1 - confidence) for a, b, _, _, confidence in rows}
        expected = []
        for length in range(len(slugs) - 1):
            for middle in permutations("bcde", length):
                route = ["a", *middle, "f"]
                hops = list(pairwise(route))
                if all(hop in cost for hop in hops):
                    expected.append((round(sum(cost[hop] for hop in hops), 6), " -> ".join(route)))
        assert routes(catalog, "a", "f", limit=len(expected) + 1) == [route for _, route in sorted(expected)]
        chance.shuffle(rows)
        assert routes(made(rows), "a", "f", limit=3) == routes(catalog, "a", "f", limit=3)


def test_the_networkx_graph_holds_every_integration(catalog: Catalog) -> None:
    """As said, source to target, with role, walk and confidence; support can be left out."""
    network = to_networkx(catalog)
    assert network.number_of_edges() == len(catalog.edges)
    assert network["lambda"]["sagemaker"]["invokes"]["walk"] == "forward"
    assert all(walk for _, _, walk in to_networkx(catalog, support=False).edges(data="walk"))
