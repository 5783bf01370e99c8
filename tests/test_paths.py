"""Routes over integrations: their order, what they avoid, and what they say."""

from __future__ import annotations

import random
from itertools import pairwise, permutations
from pathlib import Path as File

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import (
    Catalog,
    GraphError,
    Limits,
    UnknownName,
    UnknownNames,
    between,
    impact,
    reach,
    shortest,
    to_networkx,
)
from graph import routes as ask
from graph.catalog import Catalog as Made
from graph.costs import Weights
from graph.paths import best_cost
from graph.shipped import ontology
from graph.tables import read_table
from scripts.routes import CHAINS, chains, reweighted, walked

Row = tuple[str, str, str, str, float]
WEIGHTS = Weights(ontology() / "data" / "weights.tsv")


def made(
    rows: list[Row],
    retired: tuple[str, ...] = (),
    gone: tuple[Row, ...] = (),
    like: tuple[tuple[str, ...], ...] = (),
    callers: tuple[str, ...] = (),
    carriers: tuple[str, ...] = (),
) -> Catalog:
    """A catalog of nothing but names and edges, with one stub triple per integration in its store."""
    from pyoxigraph import Literal, NamedNode, Triple

    from graph.store import Store
    from graph.terms import KG, RDF, RDFS, thing

    slugs = sorted({end for row in rows for end in row[:2]} | {slug for one in like for slug in one})
    nodes: list[list[object]] = [
        [s, s.upper(), "service", "Retired" if s in retired else None, None, None, None, []] for s in slugs
    ]
    walks = {"invokes": "forward", "readsFrom": "backward", "queries": "both", "encryptsWith": ""}
    roles = list(walks)
    triples = {
        Triple(NamedNode(getattr(KG, role)), NamedNode(KG.walk), Literal(walk)) for role, walk in walks.items() if walk
    }
    for caller in callers:
        iri = NamedNode(thing("call-rule", caller))
        for predicate, value in (
            (RDF.type, NamedNode(KG.CallRule)),
            (RDFS.label, Literal(f"{caller} calls all")),
            (KG.caller, NamedNode(thing("service", caller))),
            (KG.mechanism, NamedNode(thing("mechanism", "sdk-call"))),
        ):
            triples.add(Triple(iri, NamedNode(predicate), value))
    edges = []
    for row in sorted(rows):
        source, target, role, walk, confidence = row
        iri = NamedNode(thing("integration", f"{source}/{role}/{target}"))
        for predicate, value in (
            (RDF.type, NamedNode(KG.Integration)),
            (KG.source, NamedNode(thing("service", source))),
            (KG.role, NamedNode(getattr(KG, role))),
            (KG.target, NamedNode(thing("service", target))),
            (KG.confidence, Literal(confidence)),
        ):
            triples.add(Triple(iri, NamedNode(predicate), value))
        costs = WEIGHTS.walks(
            source, role, target, walk=walk, mechanisms=(), confidence=confidence, proofs=1, categories={}
        )
        ends = (slugs.index(source), slugs.index(target), roles.index(role))
        edges.append([*ends, round(confidence * 10000), 1, int(row in gone), *costs, None])
    columns = [list(column) for column in zip(*edges, strict=True)] or [[] for _ in range(9)]
    network = {
        "nodes": [*nodes, ["odd", "ODD", "category", None, None, None, None, []]],
        "names": {s: f"0{s}" for s in [*slugs, "odd"]},
        "features": {},
        "categories": {"odd": slugs[::2]},
        "callable": slugs,
        "interchangeable": [list(one) for one in like],
        "carriers": list(carriers),
        "variant_cost": 3500,
        "roles": [[role, walk] for role, walk in walks.items()],
        "rules": [[caller, None] for caller in callers],
        "rule_cost": 4000,
        "denied": [],
        "edges": columns,
        "candidates": [[] for _ in range(9)],
    }
    return Made(network, store=Store.of(triples))


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


def test_support_is_walked_only_when_asked() -> None:
    """A route through IAM or KMS says nothing, unless somebody wants to know."""
    catalog = made(A_TO_C[4:])
    assert routes(catalog, "a", "c") == []
    assert routes(catalog, "a", "c", support=True) == ["a -> k -> c"]


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
    assert ask(catalog, "a", "d").why == ("A shorter route was passed by, since part of it is retired: A → OLD → D.",)
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
    assert shortest(tiny, "edge", "rest-client", proven=True) == []
    with pytest.raises(UnknownName, match="lamda") as caught:
        shortest(tiny, "lamda", "sagemaker")
    assert caught.value.suggestions[0] == "lambda"
    with pytest.raises(GraphError, match="limit is 0"):
        shortest(tiny, "lambda", "sagemaker", limit=0)


EDGES = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda pair: pair[0] != pair[1]),
    st.tuples(st.sampled_from(["invokes", "readsFrom", "queries"]), st.sampled_from([0.9, 0.95, 0.99])),
    min_size=1,
)
WALK = {"invokes": "forward", "readsFrom": "backward", "queries": "both"}


def costs(catalog: Catalog) -> dict[tuple[str, str], int]:
    """From and to → the least that a way between them costs."""
    found: dict[tuple[str, str], int] = {}
    for edge in catalog.edges:
        for a, b, cost in ((edge.source, edge.target, edge.forward), (edge.target, edge.source, edge.backward)):
            if cost and edge.walk and not edge.retired:
                found[a, b] = min(cost, found.get((a, b), cost))
    return found


@given(EDGES)
@settings(max_examples=150, deadline=None)
def test_routes_are_those_found_by_trying_all(edges: dict[tuple[str, str], tuple[str, float]]) -> None:
    """On small random graphs the first five routes, their order and ties equal those of trying every sequence."""
    rows: list[Row] = [(a, b, role, WALK[role], confidence) for (a, b), (role, confidence) in edges.items()]
    if not {"a", "f"} <= {end for row in rows for end in row[:2]}:
        return
    catalog = made(rows)
    cost = costs(catalog)
    expected = []
    for length in range(5):
        for middle in permutations("bcde", length):
            hops = list(pairwise(["a", *middle, "f"]))
            if all(hop in cost for hop in hops):
                expected.append((sum(cost[hop] for hop in hops), ("a", *middle, "f")))
    found = ask(catalog, "a", "f", limit=5, grouped=False).paths
    assert [(round(path.cost * 1000), path.nodes) for path in found] == sorted(expected)[:5]
    for limits, fits in (
        (Limits(via=("c",)), lambda route: "c" in route),
        (Limits(via=("d", "b")), lambda route: "d" in route and "b" in route and route.index("d") < route.index("b")),
        (Limits(avoid=("c",)), lambda route: "c" not in route),
        (Limits(max_hops=2), lambda route: len(route) <= 3),
    ):
        if {*limits.via, *limits.avoid} <= set(catalog.nodes):
            got = [path.nodes for path in ask(catalog, "a", "f", limit=5, limits=limits, grouped=False).paths]
            assert got == [route for _, route in sorted(expected) if fits(route)][:5]


def test_the_best_cost_of_every_pair_is_dijkstras(catalog: Catalog) -> None:
    """For every ordered pair of services of the shipped graph."""
    graph = nx.DiGraph()
    retired = catalog.of_status("Retired")
    for (a, b), cost in costs(catalog).items():
        if not {a, b} & retired:
            graph.add_edge(a, b, cost=cost)
    for start in sorted(graph):
        best = nx.single_source_dijkstra_path_length(graph, start, weight="cost")
        assert {end: best_cost(catalog, start, end) for end in sorted(graph) if end != start} == {
            end: best.get(end) for end in sorted(graph) if end != start
        }


def test_routes_that_differ_in_interchangeable_services_are_one() -> None:
    """The best of them leads, the others are named beside it."""
    rows: list[Row] = [("a", x, "invokes", "forward", 0.99) for x in "bcd"]
    rows += [(x, "e", "invokes", "forward", 0.99) for x in "bcd"]
    catalog = made(rows, like=(("b", "c"),))
    found = ask(catalog, "a", "e", limit=5).paths
    assert [(path.nodes, path.alternatives) for path in found] == [
        (("a", "b", "e"), (("a", "c", "e"),)),
        (("a", "d", "e"), ()),
    ]
    assert len(ask(catalog, "a", "e", limit=5, grouped=False).paths) == 3


def test_a_message_carried_between_makes_a_variant() -> None:
    """A queue between two services is the same architecture, as long as it costs little more."""
    rows: list[Row] = [(a, b, "invokes", "forward", 0.99) for a, b in ("ab", "bc", "aq", "qb", "ad", "dc")]
    found = ask(made(rows, carriers=("q",)), "a", "c", limit=5).paths
    assert [(path.nodes, path.alternatives) for path in found] == [
        (("a", "b", "c"), (("a", "q", "b", "c"),)),
        (("a", "d", "c"), ()),
    ]


def test_an_end_named_in_the_middle_is_passed_anyway() -> None:
    """Nor does a service named twice ask for a loop."""
    catalog = made([("a", "b", "invokes", "forward", 0.99), ("b", "c", "invokes", "forward", 0.99)])
    for via in (("a",), ("c",), ("b", "b"), ("a", "b", "c")):
        assert routes(catalog, "a", "c", via=via) == ["a -> b -> c"]


def test_a_rule_is_the_last_resort() -> None:
    """It is walked where nothing documented leads, and never when only proven integrations are wanted."""
    rows: list[Row] = [("a", "b", "invokes", "forward", 0.99), ("c", "d", "invokes", "forward", 0.99)]
    catalog = made(rows, callers=("b",))
    [path] = ask(catalog, "a", "d").paths
    assert str(path) == "a -> b -> d"
    assert path.hops[1].rule is not None
    assert path.hops[1].integrations == ()
    assert not ask(catalog, "a", "d", limits=Limits(proven=True)).paths
    assert routes(catalog, "a", "b") == ["a -> b"]


CHAIN: list[Row] = [
    ("a", "b", "invokes", "forward", 0.9),
    ("b", "c", "invokes", "forward", 0.99),
    ("a", "c", "readsFrom", "backward", 0.99),
]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(avoid=("b",)), "Without --avoid b there is one: A → B → C."),
        (Limits(avoid=("odd",)), "Without --avoid odd there is one: A → B → C."),
        (Limits(avoid=("invokes",)), "Without --avoid invokes there is one: A → B → C."),
        (Limits(max_hops=1), "Without --max-hops 1 there is one: A → B → C."),
        (Limits(role=("queries",)), "Without --role queries there is one: A → B → C."),
        (Limits(proven=True), "Without --proven there is one: A → B → C."),
        (Limits(min_confidence=0.95), "Without --min-confidence 0.95 there is one: A → B → C."),
        (Limits(via=("d",)), "Without --via d there is one: A → B → C."),
    ],
)
def test_the_limit_that_cut_a_route_is_named(limits: Limits, sentence: str) -> None:
    """Each limit is taken away alone to see whether it was the one."""
    catalog = made([*CHAIN, ("d", "e", "invokes", "forward", 0.9)])
    found = ask(catalog, "a", "c", limits=limits)
    assert not found.paths
    assert sentence in found.why


def test_the_wrong_direction_and_the_missing_hop_are_named() -> None:
    """What leads back, how far one comes, and where only others lead."""
    catalog = made([*CHAIN[:2], ("d", "e", "invokes", "forward", 0.9)])
    assert ask(catalog, "c", "a").why[0] == "The other way round there is one: A → B → C."
    assert ask(catalog, "c", "a").why[1] == "Nothing leads on from C."
    assert "A hop is missing, for example from B to D." in ask(catalog, "a", "e").why[0]


def test_every_unknown_name_is_told_at_once(catalog: Catalog) -> None:
    """And a category or a use case offers its services."""
    with pytest.raises(UnknownNames) as caught:
        ask(catalog, "lamda", "sagemakr")
    assert "'lamda'" in caught.value.message
    assert "sagemakr: Did you mean sagemaker" in str(caught.value.hint)
    with pytest.raises(UnknownName, match="is a category, not a service") as offered:
        ask(catalog, "custom-ml", "s3")
    assert "sagemaker" in str(offered.value.hint)
    with pytest.raises(UnknownName, match="is a use case, not a service") as offered:
        ask(catalog, "fraud-detection", "s3")
    assert "sagemaker" in str(offered.value.hint)


def test_a_million_routes_are_stopped(catalog: Catalog) -> None:
    """In bounded time, and the answer says so; what was found is in order."""
    found = ask(catalog, "s3", "lambda", limit=1_000_000)
    assert not found.complete
    assert len(found.paths) > 50
    assert [path.cost for path in found.paths] == sorted(path.cost for path in found.paths)


def test_a_large_graph_is_walked_as_dijkstra_would() -> None:
    """Ten thousand services, with cycles and parallel edges."""
    chance = random.Random(7)
    slugs = [f"s{number:05}" for number in range(10_000)]
    rows: set[Row] = set()
    while len(rows) < 40_000:
        a, b = chance.sample(slugs, 2)
        role = chance.choice(["invokes", "readsFrom", "queries"])
        rows.add((a, b, role, WALK[role], chance.choice([0.9, 0.95, 0.99])))
    catalog = made(sorted(rows))
    graph = nx.DiGraph()
    graph.add_edges_from((a, b, {"cost": one}) for (a, b), one in costs(catalog).items())
    for _ in range(10):
        a, b = chance.sample(sorted(graph), 2)
        best = nx.single_source_dijkstra_path_length(graph, a, weight="cost").get(b)
        assert best_cost(catalog, a, b) == best


def test_a_graph_without_flow_says_so() -> None:
    """Support alone leads nowhere."""
    found = ask(made(A_TO_C[4:]), "a", "c")
    assert not found.paths
    assert "Nothing leads on from A." in found.why


def test_what_reaches_what(catalog: Catalog) -> None:
    """Reach, impact and between on a graph that can be read off."""
    rows: list[Row] = [(a, b, "invokes", "forward", 0.99) for a, b in ("ab", "bc", "cd", "be", "ed")]
    small = made(rows)
    found = reach(small, "b", hops=1)
    assert [one.slug for one in found["feeds"]] == ["c", "e"]
    assert [one.route for one in found["fed_by"]] == [("a", "b")]
    assert [one.hops for one in reach(small, "a", hops=9)["feeds"]] == [1, 2, 2, 3]
    assert impact(small, "b") == {"a": ("c", "d", "e")}
    assert impact(small, "c") == {}
    assert [(one.slug, one.route) for one in between(small, "b", "d")] == [
        ("c", ("b", "c", "d")),
        ("e", ("b", "e", "d")),
    ]
    with pytest.raises(GraphError, match="both ends"):
        between(small, "b", "B")
    with pytest.raises(GraphError, match="number of hops is 0"):
        reach(small, "b", hops=0)
    assert "lambda" in {one.slug for one in between(catalog, "s3", "sagemaker")}


@pytest.mark.parametrize("settings", [{}, {"candidates": True}, {"proven": True}, {"support": True}])
def test_what_is_walked_is_what_was_asked_for(catalog: Catalog, settings: dict[str, bool]) -> None:
    """Every hop's integrations fit the limits; a retired service is never passed."""
    for a, b in (("s3", "sagemaker"), ("iot-core", "quicksight"), ("connect", "comprehend")):
        for path in ask(catalog, a, b, limit=5, limits=Limits(**settings)).paths:  # type: ignore[arg-type]
            assert not [slug for slug in path.nodes[1:-1] if catalog.nodes[slug].status == "Retired"]
            for one in (one for hop in path.hops for one in hop.integrations):
                assert one.walk or settings.get("support") or settings.get("candidates")
                if settings.get("proven"):
                    assert any(proof.evidence_class != "documentation" for proof in one.evidence)


@pytest.mark.parametrize(
    ("source", "target", "chain"),
    [
        ("s3", "opensearch", "s3 -> lambda -> opensearch"),
        ("iot-core", "sagemaker", "iot-core -> lambda -> sagemaker"),
        ("kinesis-video", "rekognition", "kinesis-video-streams -> rekognition"),
        ("connect", "comprehend", "connect -> lambda -> comprehend"),
        ("dynamodb", "bedrock", "dynamodb -> lambda -> bedrock"),
        ("sns", "step-functions", "sns -> lambda -> step-functions"),
    ],
)
def test_what_an_architect_would_draw_is_among_the_first_three(
    catalog: Catalog, source: str, target: str, chain: str
) -> None:
    """Real architectures before detours."""
    assert chain in [str(path) for path in ask(catalog, source, target, limit=3).paths]


def test_facts_of_a_hop_are_those_of_the_store(catalog: Catalog) -> None:
    """``integrations.jsonl`` says what SPARQL says, for every edge; so do denials and rules."""
    said = {(one.source, one.role, one.target): one for one in catalog.integrations()}
    for edge in catalog.edges:
        assert catalog.integration(edge) == said[edge.source, edge.role, edge.target]
    for one in catalog.non_integrations():
        assert one in catalog.denied(one.source, one.target)
    assert [catalog.rule(rule.caller) for rule in catalog.call_rules()] == catalog.call_rules()
    for edge in catalog.unproven_edges[::20]:
        assert catalog.integration(edge) in catalog.candidates(edge.source)


BAD_ROWS = [
    ("role\tinvokes\tmuch\twhy", "'much' is no number"),
    ("colour\tinvokes\t1\twhy", "no weight is of the kind colour"),
    ("other\thaste\t1\twhy", "no weight is of the kind other haste"),
    ("role\tinvokes\t1\t", "a weight without a reason"),
]


@pytest.mark.parametrize(("row", "problem"), BAD_ROWS)
def test_a_bad_weight_stops_with_its_line(tmp_path: File, row: str, problem: str) -> None:
    """File and line and the rule that it breaks."""
    file = tmp_path / "weights.tsv"
    file.write_text(f"kind\tname\tweight\treason\n{row}\n")
    with pytest.raises(GraphError, match=f"line 2: {problem}"):
        Weights(file)


def test_every_weight_names_something_that_exists(catalog: Catalog) -> None:
    """A weight of a service or category that is gone would do nothing."""
    rows = list(read_table(ontology() / "data" / "weights.tsv", ("kind", "name", "weight", "reason")))
    for row in rows:
        if row["kind"] in ("through", "door"):
            assert row["name"] in catalog.nodes, row
        if row["kind"] == "role":
            assert row["name"] in catalog.roles, row


def test_the_networkx_graph_holds_every_integration(catalog: Catalog) -> None:
    """As said, source to target, with role, walk and confidence; support can be left out."""
    network = to_networkx(catalog)
    assert network.number_of_edges() == len(catalog.edges)
    assert network["lambda"]["sagemaker"]["invokes"]["walk"] == "forward"
    assert all(walk for _, _, walk in to_networkx(catalog, support=False).edges(data="walk"))


def test_the_reference_architectures_are_found(catalog: Catalog) -> None:
    """Of the half kept to report on: its hops, its chains among the first five routes, and with their middle named."""
    rows = list(chains("report"))
    found = walked(catalog, "report")
    hops = sum(len(row.many("chain")) - 1 for row in rows)
    assert len(rows) >= 60
    assert sum(len(one.missing) for one in found) <= 0.05 * hops
    assert sum(one.found for one in found) >= 0.6 * len(rows)
    assert sum(one.by_name for one in found) >= 0.95 * len(rows)
    beaten = {one.name: one.beaten_by[0] if one.beaten_by else "" for one in found if not one.found}
    said = read_table(CHAINS.with_name("architectures-beaten.tsv"), ("name", "beaten_by", "judgement"))
    assert {row["name"]: row["beaten_by"] for row in said if row["judgement"]} == beaten


def test_another_table_of_weights_gives_other_routes(catalog: Catalog, tmp_path: File) -> None:
    """The same table gives the same costs; one in which a door costs much sends the route another way."""
    file = ontology() / "data" / "weights.tsv"
    assert reweighted(catalog, file).steps == catalog.steps
    dear = file.read_text().replace("through\tlambda\t0.2", "through\tlambda\t9")
    (tmp_path / "weights.tsv").write_text(dear)
    other = reweighted(catalog, tmp_path / "weights.tsv")
    assert routes(catalog, "dynamodb", "bedrock") == ["dynamodb -> lambda -> bedrock"]
    assert "lambda" not in shortest(other, "dynamodb", "bedrock")[0].nodes
