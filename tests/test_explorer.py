"""The picture of the shipped graph in a real browser: each sentence of what it promises its readers."""

from __future__ import annotations

import csv
import io
import random
import re
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path as File
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe

import graph
from graph import Catalog, GraphError, Integration
from graph.layout import importance
from graph.page import Content
from graph.tables import read_table
from graph.views import content_of, picture, view_of

SEARCHES = list(read_table(File(__file__).resolve().parent / "searches.tsv", ("words", "services", "half")))
MOST_PAIRS = 150
Key = tuple[str, str, str]

# ---- what the page says of itself ----

# A fragment of the address, and the picture drawn after it.
GO = """fragment => new Promise(done => {
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(done));
  if (location.hash === "#" + fragment) return drawn();
  addEventListener("hashchange", drawn, { once: true });
  location.hash = fragment;
})"""
SETTLE = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
WAIT = """() => new Promise((done, fail) => {
  const end = performance.now() + 3_000;
  const look = () => (CONDITION) ? done() : performance.now() > end ? fail("CONDITION") : setTimeout(look, 10);
  look();
})"""
LINES = """() => {
  const known = new Map(servicekg.data.edges.map(edge => [edge.id, edge]));
  const drawn = Object.keys(servicekg.network.body.edges).map(id => known.get(id));
  return drawn.filter(({ kind }) => kind !== "part").map(({ id, kind }) => ({ id, kind }));
}"""
STRONG = """() => Object.values(servicekg.network.body.nodes)
  .filter(({ options }) => options.opacity === 1).map(({ id }) => id)"""
IN_VIEW = """() => {
  const { clientWidth: wide, clientHeight: high } = document.getElementById("canvas");
  const spots = Object.values(servicekg.network.body.nodes).map(node => [node.id, servicekg.network.canvasToDOM(node)]);
  return spots.filter(([, { x, y }]) => x >= 0 && y >= 0 && x <= wide && y <= high).map(([id]) => id);
}"""
VIEW = """() => ({
  state: servicekg.state, heading: document.querySelector("#panel h2").textContent,
  zoom: servicekg.network.getScale(), centre: servicekg.network.getViewPosition(),
})"""
ROWS = """name => [...document.querySelectorAll(`#${name}-table tbody tr`)]
  .map(row => [...row.cells].map(cell => cell.innerText))"""


class View:
    """A page open in the browser, with all it asked for and complained of."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.tab = context.new_page()
        self.tab.set_default_timeout(5_000)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, file: File, fragment: str = "") -> View:
        self.tab.goto(file.as_uri() + (f"#{fragment}" if fragment else ""))
        self.tab.evaluate("servicekg.ready")
        return self

    def go(self, fragment: str) -> None:
        """Another view of the same page, by its address."""
        self.tab.evaluate(GO, fragment)

    def reload(self) -> None:
        self.tab.reload()
        self.tab.evaluate("servicekg.ready")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tab.keyboard.press(key)

    def tab_to(self, selector: str, most: int = 60) -> None:
        """Press Tab until what has the focus matches, as readers without a mouse do."""
        for _ in range(most):
            self.press("Tab")
            if self.focused(selector):
                return
        raise AssertionError(f"Tab never reached {selector}")

    def focused(self, selector: str) -> bool:
        return bool(self.tab.evaluate("selector => document.activeElement.matches(selector)", selector))

    def wait(self, condition: str) -> None:
        """Until something holds; Playwright's own waiting needs what the page's policy forbids."""
        self.tab.evaluate(WAIT.replace("CONDITION", condition))

    def settle(self) -> None:
        self.tab.evaluate(SETTLE)

    def said(self) -> dict[str, Any]:
        return dict(self.tab.evaluate(VIEW))

    def state(self, key: str) -> Any:
        return self.tab.evaluate("key => servicekg.state[key]", key)

    def heading(self) -> str:
        return str(self.tab.inner_text("#panel h2"))

    def panel(self) -> str:
        return str(self.tab.inner_text("#panel"))

    def labels(self) -> dict[str, dict[str, Any]]:
        return {label["id"]: label for label in self.tab.evaluate("servicekg.labels()")}

    def nodes(self) -> set[str]:
        return set(self.tab.evaluate("Object.keys(servicekg.network.body.nodes)"))

    def strong(self) -> set[str]:
        """What is not faded."""
        return set(self.tab.evaluate(STRONG))

    def lines(self) -> set[str]:
        """The connections drawn."""
        return {line["id"] for line in self.tab.evaluate(LINES)}

    def tally(self) -> tuple[dict[str, int], dict[str, int]]:
        """What the line under the picture says is drawn, and what is hidden."""
        drawn, _, hidden = self.tab.inner_text("#shown").partition("Hidden:")
        kinds = "support connection|connection|service|environment|feature|use case|label|thing"
        found = (re.findall(rf"([\d,]+) ({kinds})", text) for text in (drawn, hidden))
        told = [{kind: int(number.replace(",", "")) for number, kind in one} for one in found]
        return told[0], told[1]

    def rows(self, name: str) -> list[list[str]]:
        return list(self.tab.evaluate(ROWS, name))

    def saved(self, button: str) -> tuple[str, bytes]:
        """Name and bytes of a file that the page hands over."""
        self.tab.click("#save > summary")
        with self.tab.expect_download(timeout=3000) as download:
            self.tab.get_by_role("button", name=button).click()
        return download.value.suggested_filename, File(download.value.path()).read_bytes()


def overlaps(labels: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The pairs of labels that share a pixel."""

    def apart(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
        beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
        return bool(beside or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])

    return [(a["id"], b["id"]) for a, b in combinations(labels.values(), 2) if not apart(a, b)]


def outside(view: View, labels: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The labels that leave the picture."""
    box = view.tab.locator("#canvas").bounding_box()
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return [
        name
        for name, label in labels.items()
        if not (box["x"] <= label["x"] <= right - label["width"] and box["y"] <= label["y"] <= bottom - label["height"])
    ]


# ---- what the graph says of the same ----


def pair_of(one: Integration) -> str:
    """The name of the connection that draws an integration, the way work and data go."""
    ends = (one.target, one.source) if one.walk == "backward" else (one.source, one.target)
    return " ".join(ends) + (" support" if one.support else "")


def key_of(one: Integration) -> Key:
    return one.source, one.role, one.target


def near(content: Content, slug: str, hops: int) -> set[str]:
    """The services and environments that steps join with one, so far away at most."""
    found = {slug}
    for _ in range(hops):
        ends = [{one.source, one.target} for one in content.integrations if not one.support]
        found |= {end for both in ends if both & found for end in both}
    return found


def fitting(content: Content, chosen: Mapping[str, Any]) -> list[Integration]:
    """The integrations that filters keep; support only where a role is asked for."""
    status = {node.slug: node.status or "Active" for node in content.nodes}
    inside = set()
    for slug in chosen.get("category", ()):
        inside |= {*content.categories.get(slug, ()), *(one for one, own in content.groups.items() if own == slug)}

    def fits(one: Integration) -> bool:
        ends = {one.source, one.target}
        families = {content.families[proof.evidence_class] for proof in one.evidence}
        return (
            (not inside or bool(ends & inside))
            and ("status" not in chosen or {status[end] for end in ends} <= set(chosen["status"]))
            and ("role" not in chosen or one.role in chosen["role"])
            and ("family" not in chosen or bool(families & set(chosen["family"])))
            and one.confidence >= chosen.get("confidence", 0)
            and ("role" in chosen or not one.support)
        )

    return [one for one in content.integrations if fits(one)]


@pytest.fixture(scope="module")
def content(catalog: Catalog) -> Content:
    """What the page holds, as the graph says it."""
    return content_of(catalog)


@pytest.fixture(scope="module")
def text(catalog: Catalog) -> graph.views.Picture:
    """The page of the whole graph."""
    return picture(catalog)


@pytest.fixture(scope="module")
def file(text: str, tmp_path_factory: pytest.TempPathFactory) -> File:
    """The page of the whole graph, written once."""
    path = tmp_path_factory.mktemp("explorer") / "all.html"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def context_of(browser: Any, **settings: Any) -> Any:
    size = {"width": settings.pop("width", 1400), "height": settings.pop("height", 900)}
    return browser.new_context(**{"viewport": size, "reduced_motion": "reduce", "color_scheme": "light", **settings})


@pytest.fixture
def visit(browser: Any, file: File) -> Iterator[Callable[..., View]]:
    """Open the page, or another, anew; at the end nothing else may have been asked for, and nothing complained of."""
    views: list[tuple[View, File]] = []

    def opened(fragment: str = "", *, at: File = file, **settings: Any) -> View:
        views.append((View(context_of(browser, **settings)), at))
        return views[-1][0].open(at, fragment)

    yield opened
    for view, at in views:
        view.context.close()
        assert [one for one in view.asked if one.split("#")[0] != at.as_uri() and not one.startswith("blob:")] == []
        assert view.complaints == []


@pytest.fixture(scope="module")
def desk(browser: Any, file: File) -> Iterator[View]:
    """One page at 1400 × 900 for all tests that need no page of their own."""
    view = View(context_of(browser, permissions=["clipboard-read", "clipboard-write"])).open(file)
    yield view
    view.context.close()
    assert view.complaints == []


@pytest.fixture
def page(desk: View) -> View:
    """The shared page, back at the overview."""
    desk.tab.evaluate("document.activeElement.blur()")
    desk.go("all")
    return desk


# ---- 1. overview first ----


def test_every_service_is_drawn(page: View, catalog: Catalog) -> None:
    """The whole graph at first sight, without features, use cases and support."""
    assert page.heading() == "Overview"
    assert page.nodes() == {slug for slug, one in catalog.nodes.items() if one.kind in ("service", "environment")}
    assert len(page.nodes()) > 300
    assert {line["kind"] for line in page.tab.evaluate(LINES)} == {"step"}


def test_things_stand_by_category_in_its_colour(page: View, content: Content) -> None:
    """A category's services have one colour and a field of their own, which says its name."""
    groups = page.tab.evaluate("servicekg.data.groups")
    drawn = page.tab.evaluate(
        "Object.values(servicekg.network.body.nodes).map(({ id, x, y, options }) => ({ id, x, y, ...options.color }))"
    )
    colour = {one["id"]: one["background"] for one in drawn}
    status = {node.slug: node.status or "Active" for node in content.nodes}
    for group in groups:
        active = {colour[slug] for slug in group["members"] if status[slug] == "Active"}
        assert active <= {group["color"]}
        assert f"group {group['slug']}" in page.labels()
        inside = [one for one in drawn if one["id"] in group["members"]]
        left, right = min(one["x"] for one in inside), max(one["x"] for one in inside)
        top, bottom = min(one["y"] for one in inside), max(one["y"] for one in inside)
        assert [o["id"] for o in drawn if left <= o["x"] <= right and top <= o["y"] <= bottom and o not in inside] == []
    assert sorted(slug for group in groups for slug in group["members"]) == sorted(colour)
    own = {slug: category for slug, category in content.groups.items() if slug in colour}
    assert own == {slug: group["slug"] for group in groups for slug in group["members"] if slug in own}


def test_things_are_sized_by_how_much_they_connect(page: View, content: Content) -> None:
    """What connects more is never smaller, and the hubs are much larger than the rest."""
    drawn = page.tab.evaluate("Object.values(servicekg.network.body.nodes).map(n => [n.id, n.options.size])")
    size, weight = dict(drawn), importance(content.nodes, content.integrations)
    ranked = sorted(size, key=lambda slug: weight[slug])
    assert all(size[a] <= size[b] or weight[a] == weight[b] for a, b in pairwise(ranked))
    assert size["s3"] > 2 * size["braket"]


def test_first_sight_is_legible(page: View) -> None:
    """The important things are named, on the screen, at 11 pixels or more, and no two labels overlap."""
    named = set(page.tab.evaluate("servicekg.data.nodes.filter(node => node.large).map(node => node.id)"))
    labels = page.labels()
    assert len(named) > 60
    assert named <= labels.keys()
    assert overlaps(labels) == []
    assert outside(page, labels) == []
    assert min(label["height"] for label in labels.values()) >= 11


# Where many small services stand: the middle of a field's small cells, by the service there.
@pytest.mark.parametrize("slug", ["waf", "comprehend", "budgets"])
def test_names_appear_as_one_zooms(page: View, slug: str) -> None:
    """At four times the size everything in view has its name."""
    x, y = page.tab.evaluate("id => { const { x, y } = servicekg.network.body.nodes[id]; return [x, y] }", slug)
    assert slug not in page.labels()
    page.go(f"at={x},{y},4")
    labels = page.labels()
    small = page.tab.evaluate("servicekg.data.nodes.filter(node => !node.large).map(node => node.id)")
    assert slug in labels
    assert len(labels.keys() & set(small)) >= 8
    assert page.tally()[1].get("label", 0) <= 2
    assert overlaps(labels) == []


@pytest.mark.parametrize(
    ("kind", "number"), [("support", "support connection"), ("feature", "feature"), ("use-case", "use case")]
)
def test_what_is_left_out_comes_when_asked_for(page: View, content: Content, kind: str, number: str) -> None:
    """Support, features and use cases are counted, and drawn once their box is ticked."""
    hidden = page.tally()[1][number]
    box = page.tab.locator(f"[data-filter='show {kind}']")
    assert not box.is_checked()
    box.check()
    page.settle()
    assert page.tally()[1].get(number, 0) < hidden
    known = {node.slug: node.kind for node in content.nodes}
    assert kind in {*(line["kind"] for line in page.tab.evaluate(LINES)), *(known[slug] for slug in page.nodes())}


@pytest.mark.parametrize(
    "fragment",
    [
        "all",
        "node=sagemaker&hops=2",
        "node=lambda&hops=3&show=support",
        "node=fraud-detection&show=support,use-case",
        "integration=lambda+invokes+sagemaker",
        "from=s3&to=opensearch&nth=2",
        "category=databases",
        "role=encryptsWith",
        "confidence=0.9&status=Active&show=feature",
        "show=support,feature,use-case",
        "node=lambda&role=triggers",
        "at=600,400,2.5",
        "at=600,400,2.5&show=support,feature,use-case",
    ],
)
def test_what_is_hidden_is_counted(desk: View, content: Content, fragment: str) -> None:
    """Drawn and hidden make the whole: connections, support, services, features, use cases, and labels in view."""
    desk.go(fragment)
    lines = desk.tab.evaluate(LINES)
    drawn, hidden = desk.tally()
    assert drawn["connection"] == len(lines)
    for kind, name in (("step", "connection"), ("support", "support connection")):
        every = {pair_of(one) for one in content.integrations if one.support == (kind == "support")}
        assert sum(line["kind"] == kind for line in lines) + hidden.get(name, 0) == len(every)
    nodes = desk.nodes()
    for kind, name in (("service", "service"), ("feature", "feature"), ("use-case", "use case")):
        slugs = {node.slug for node in content.nodes if node.kind == kind}
        assert drawn.get(name, 0) == len(nodes & slugs)
        assert drawn.get(name, 0) + hidden.get(name, 0) == len(slugs)
    assert drawn.get("thing", 0) == len(nodes - desk.strong())
    seen = desk.tab.evaluate(IN_VIEW)
    labels = desk.labels()
    assert hidden.get("label", 0) == len(set(seen) - labels.keys())
    assert overlaps(labels) == []
    assert outside(desk, labels) == []


# ---- 2. search, neighbours, filters, routes, details ----


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("lambda", "lambda"),
        ("AWS Lambda", "lambda"),
        ("  LAMBDA ", "lambda"),
        ("labmda", "lambda"),
        ("sfn", "step-functions"),
        ("step function", "step-functions"),
        ("StepFunctions", "step-functions"),
        ("sagemakr", "sagemaker"),
        ("sage maker", "sagemaker"),
        ("dynamo db", "dynamodb"),
        ("dynamdb", "dynamodb"),
        ("eventbrige", "eventbridge"),
        ("redshfit", "redshift"),
        ("bedrok", "bedrock"),
        ("cloudwtach", "cloudwatch"),
        ("kinesis", "kinesis-data-streams"),
        ("elastic kubernetes", "eks"),
        ("simple queue", "sqs"),
        ("elasticsearch", "opensearch"),
        ("open search", "opensearch"),
        ("kafka", "msk"),
        ("airflow", "mwaa"),
        ("quicksite", "quicksight"),
        ("apigw", "api-gateway"),
        ("speach", "speech-to-text"),
        ("fraud detection", "fraud-detection"),
        ("sagemaker studio", "sagemaker/studio"),
        ("edge device", "edge"),
    ],
)
def test_search_knows_aliases_and_forgives_slips(page: View, typed: str, slug: str) -> None:
    """The first hit, of all services, environments, features and use cases."""
    assert page.tab.evaluate("text => servicekg.search(text)[0]?.slug", typed) == slug


def test_search_answers_plain_words(page: View) -> None:
    """Of the committed searches, so many have a right service among the first five."""
    missed = []
    for row in SEARCHES:
        hits = page.tab.evaluate("t => servicekg.search(t, { kinds: ['service'] }).map(hit => hit.slug)", row["words"])
        if not set(row.many("services")) & set(hits[:5]):
            missed.append(row["words"])
    assert len(SEARCHES) - len(missed) >= 48, missed


def test_search_says_when_nothing_is_found(page: View) -> None:
    """Not an empty list."""
    page.tab.fill("#search", "zzzqqqxxx")
    assert page.tab.inner_text("#results") == "Nothing has these words."
    page.press("Escape")
    assert page.tab.is_hidden("#results")


def test_keyboard_leads_from_search_to_evidence(page: View) -> None:
    """A word, its service, one of its integrations, the page that proves it, and back, all without a mouse."""
    page.press("/")
    assert page.focused("#search")
    page.tab.keyboard.type("labmda")
    page.press("Enter")
    assert page.heading() == "AWS Lambda"
    assert page.focused("#panel h2")
    page.tab_to("#panel summary")
    page.press("Enter")
    page.wait("document.querySelector('#panel details .go')")
    page.tab_to("#panel details .go")
    page.tab.get_by_role("button", name="invokes Amazon SageMaker AI").first.focus()
    page.press("Enter")
    assert page.heading() == "AWS Lambda invokes Amazon SageMaker AI"
    assert page.focused("#panel h2")
    page.tab_to("#panel a")
    assert page.tab.evaluate("document.activeElement.href").startswith("https://docs.aws.amazon.com/")
    page.press("Escape")
    assert page.heading() == "Overview"


def test_arrow_keys_choose_another_hit(page: View) -> None:
    """The second hit of a search."""
    second = page.tab.evaluate("servicekg.search('glue')[1].one.label")
    page.tab.fill("#search", "glue")
    page.press("ArrowDown", "Enter")
    assert page.heading() == second


def test_search_leads_to_permission_and_page(desk: View) -> None:
    """What a reader must allow, and the desk that says so."""
    desk.go("integration=lambda+invokes+sagemaker")
    links = desk.tab.eval_on_selector_all("#panel a", "all => all.map(one => one.href)")
    assert "https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html" in links
    assert "sagemaker:InvokeEndpoint" in desk.panel()


@pytest.mark.parametrize(
    "chosen",
    [
        {"category": ["databases"]},
        {"role": ["triggers", "encryptsWith"]},
        {"status": ["Retired"]},
        {"role": ["orchestrates"], "confidence": 0.95},
        {"family": ["botocore"]},
        {"category": ["analytics"], "role": ["readsFrom"], "status": ["Active"], "confidence": 0.5},
    ],
    ids=str,
)
def test_filters_keep_what_fits(page: View, content: Content, chosen: dict[str, Any]) -> None:
    """By the boxes a reader ticks: all that is drawn fits, nothing that fits is missing, and the rest is counted."""
    for key, values in chosen.items():
        if key == "confidence":
            page.tab.locator("#confidence").fill(str(values))
            assert page.tab.inner_text("#confidence-is") == f"at least {values}"
        else:
            for value in values:
                page.tab.locator(f"[data-filter='{key} {value}']").check()
    page.settle()
    fit = {pair_of(one) for one in fitting(content, chosen)}
    assert page.lines() <= fit
    assert len(page.lines()) == min(len(fit), MOST_PAIRS)
    steps = {pair_of(one) for one in content.integrations if not one.support}
    assert page.tally()[1]["connection"] == len(steps - page.lines())
    for key, values in chosen.items():
        assert page.state(key) == values
    page.tab.click("text=Clear filters")
    page.settle()
    assert page.heading() == "Overview"
    assert page.strong() == page.nodes()


@pytest.mark.parametrize(("slug", "most"), [("textract", 3), ("edge", 2), ("qldb", 1)])
def test_neighbours_stand_out(desk: View, content: Content, slug: str, most: int) -> None:
    """What works with a service stays, up to three hops away, and the rest fades."""
    desk.go(f"node={slug}")
    for hops in range(1, most + 1):
        desk.tab.get_by_role("radio", name=str(hops)).check()
        desk.settle()
        heirs = {heir for one in content.services if one.slug == slug for heir in one.replaced_by}
        large = {node.slug for node in content.nodes if node.kind in ("service", "environment")}
        assert desk.strong() & large == near(content, slug, hops) | heirs & large
        faded = desk.tab.evaluate("Object.values(servicekg.network.body.nodes).map(n => n.options.opacity)")
        assert {one for one in faded if one < 1} <= {0.16}
        assert desk.state("hops") == hops


def test_hops_are_chosen_by_arrow_keys(desk: View) -> None:
    """One hop, two, three, and the focus stays where it is."""
    desk.go("node=textract")
    desk.tab.get_by_role("radio", name="1").focus()
    for hops in (2, 3):
        desk.press("ArrowRight")
        assert desk.state("hops") == hops
        assert desk.focused("input[name=hops]:checked")


def test_a_click_chooses(page: View) -> None:
    """A node, a connection, nothing."""
    spot = "id => servicekg.network.canvasToDOM(servicekg.network.body.nodes[id])"
    page.tab.locator("#canvas").click(position=page.tab.evaluate(spot, "s3"))
    assert page.heading() == "Amazon S3"
    page.go("pair=s3+lambda")
    point = "id => servicekg.network.canvasToDOM(servicekg.network.body.edges[id].edgeType.getPoint(0.3))"
    place = page.tab.evaluate(point, "s3 lambda")
    page.go("node=s3")
    page.go("pair=s3+lambda")
    page.tab.locator("#canvas").click(position=place)
    assert page.state("pair") == "s3 lambda"
    page.tab.locator("#canvas").click(position={"x": 3, "y": 3})
    assert page.heading() == "Overview"


# ---- routes ----


def test_routes_are_those_of_the_library(page: View, catalog: Catalog) -> None:
    """For random ends, retired ones among them: the same routes and variants in the same order."""
    chance = random.Random(11)
    ends = sorted(slug for slug, one in catalog.nodes.items() if one.kind in ("service", "environment"))
    retired = [slug for slug in ends if catalog.nodes[slug].status == "Retired"]
    pairs = [("lambda", "sagemaker"), ("s3", "opensearch"), ("s3", "edge"), ("s3", "s3"), ("lambda", "qldb")]
    pairs += [(chance.choice(retired), chance.choice(ends)) for _ in range(10)]
    pairs += [(chance.choice(ends), chance.choice(retired)) for _ in range(10)]
    pairs += [(chance.choice(ends), chance.choice(ends)) for _ in range(180)]
    found = page.tab.evaluate(
        """pairs => pairs.map(([from, to]) => { const { paths, complete } = servicekg.routesOf(from, to);
        return { complete, paths: paths.map(({ nodes, alternatives, hops }) => ({ nodes, alternatives,
          ways: hops.map(({ ways, rule }) => [rule ?? null, ways.map(({ one }) => one.iri)]) })) } })""",
        pairs,
    )
    for (source, target), answer in zip(pairs, found, strict=True):
        said = graph.routes(catalog, source, target, limit=5)
        assert answer["complete"] == said.complete
        assert answer["paths"] == [
            {
                "nodes": list(path.nodes),
                "alternatives": [list(one) for one in path.alternatives],
                "ways": [
                    [hop.rule.caller if hop.rule else None, [one.iri for one in hop.integrations]] for hop in path.hops
                ],
            }
            for path in said.paths
        ], (source, target)


def test_a_route_is_asked_for_by_keyboard(visit: Callable[..., View], catalog: Catalog) -> None:
    """Two fields, each with suggestions; then the routes, what each hop needs, another route, one hop, and round."""
    view = visit()
    view.tab.focus("#route > summary")
    view.press("Enter", "Tab")
    assert view.focused("#route-from")
    view.tab.keyboard.type("s3")
    view.press("Enter")
    view.tab_to("#route-to", 1)
    view.tab.keyboard.type("opensearc")
    view.press("Enter")
    view.settle()
    assert view.heading() == "Amazon S3 → Amazon OpenSearch Service"
    assert (view.state("from"), view.state("to")) == ("s3", "opensearch")
    said = graph.routes(catalog, "s3", "opensearch", limit=5).paths
    label = {slug: node.label for slug, node in catalog.nodes.items()}
    told = [" → ".join(label[slug] for slug in path.nodes) for path in said]
    assert view.tab.locator("#panel .pick b").all_inner_texts() == told
    picks = view.tab.locator("#panel button.pick")
    assert picks.count() == 4
    picks.first.focus()
    view.press("Enter")
    view.settle()
    assert view.state("nth") == 2
    steps = view.tab.locator("#panel .route > li").all_inner_texts()
    assert len(steps) == len(said[1].hops)
    for step, hop in zip(steps, said[1].hops, strict=True):
        assert hop.integration.label in step
        assert "Mechanism" in step
        assert all(action in step for needed in hop.integration.permission for action in needed.actions)
    labels = view.labels()
    assert {"hop 1", "hop 2", *said[1].nodes} <= labels.keys()
    assert [labels[f"hop {number}"]["text"] for number in (1, 2)] == ["1", "2"]
    assert view.lines() == {pair_of(hop.integration) for hop in said[1].hops}
    assert view.strong() == set(said[1].nodes)
    view.tab.locator("#panel .number").nth(1).focus()
    view.press("Enter")
    view.settle()
    assert view.lines() == {pair_of(said[1].hops[1].integration)}
    view.tab.focus("#route-swap")
    view.press("Enter")
    view.settle()
    assert view.heading() == "Amazon OpenSearch Service → Amazon S3"
    assert view.tab.input_value("#route-from") == "Amazon OpenSearch Service"
    assert (view.state("nth"), view.state("hop")) == (1, 0)
    view.press("Escape")
    assert view.heading() == "Overview"


@pytest.mark.parametrize("field", ["#search", "#route-from", "#route-to"])
def test_tab_leaves_a_field_for_the_next_control(page: View, field: str) -> None:
    """The list of suggestions closes and the focus does not fall back to the beginning of the page."""
    page.tab.evaluate("document.getElementById('route').open = true")
    page.tab.fill(field, "lambda")
    page.press("Tab")
    assert page.focused("a, input, button, summary")


def test_what_stands_in_a_field_is_what_is_asked_for(desk: View) -> None:
    """A name typed and left with Tab is taken like one that is chosen: the route is never one from another place."""
    desk.go("from=lambda&to=sagemaker")
    desk.tab.fill("#route-from", "s3")
    desk.press("Tab")
    desk.tab.fill("#route-to", "opensearch")
    desk.press("Enter")
    assert desk.heading() == "Amazon S3 → Amazon OpenSearch Service"


def test_choosing_a_route_or_a_hop_keeps_the_focus(desk: View) -> None:
    """A reader without a mouse goes on from where the choice was made."""
    desk.go("from=s3&to=opensearch")
    for choice in ("button.pick", "button.number"):
        desk.tab.locator(f"#panel {choice}").first.focus()
        desk.press("Enter")
        desk.settle()
        assert desk.focused("#panel *"), choice


@pytest.mark.parametrize(
    ("source", "target", "nth"),
    [("lambda", "sagemaker", 1), ("s3", "edge", 1), ("api-gateway", "bedrock", 2), ("step-functions", "artifact", 2)],
)
def test_a_route_tells_mechanism_and_needs(desk: View, catalog: Catalog, source: str, target: str, nth: int) -> None:
    """Each hop in its order, with its number on the arrow, how it works, what it takes, and a proof."""
    desk.go(f"from={source}&to={target}&nth={nth}")
    path = graph.routes(catalog, source, target, limit=5).paths[nth - 1]
    steps = desk.tab.locator("#panel .route > li")
    assert steps.count() == len(path.hops)
    for number, hop in enumerate(path.hops, start=1):
        step = steps.nth(number - 1)
        text = step.inner_text()
        assert "Needs" in text
        assert desk.labels()[f"hop {number}"]["text"] == str(number)
        assert step.locator("a[href^='https://']").count() >= 1
        if hop.rule:
            assert hop.rule.label in text
            continue
        assert hop.integration.label in text
        for name in hop.integration.mechanism:
            assert name.split("-")[0].lower() in text.lower()
        for needed in hop.integration.permission:
            assert "None needed." in text if needed.none else all(action in text for action in needed.actions)
    assert overlaps(desk.labels()) == []


@pytest.mark.parametrize(("source", "back"), [("polly", True), ("chime", False)])
def test_where_no_route_leads_the_page_says_so(page: View, catalog: Catalog, source: str, back: bool) -> None:
    """And offers the other way round where that leads somewhere."""
    assert not graph.routes(catalog, source, "qldb").paths
    page.go(f"from={source}&to=qldb")
    assert "No route leads there." in page.panel()
    assert page.labels().keys() & {"hop 1", "how 1"} == set()
    other = page.tab.get_by_role("button", name="Look the other way round")
    assert other.count() == back
    if back:
        other.click()
        assert page.heading() == "Amazon QLDB → Amazon Polly"
        assert page.tab.locator("#panel .route > li").count() >= 1


@pytest.mark.parametrize("ends", [("appflow", "sqs"), ("app-runner", "s3"), ("s3", "opensearch")])
def test_a_denied_pair_says_why(page: View, catalog: Catalog, ends: tuple[str, str]) -> None:
    """The note, what can stand between, and the page that says so, beside the routes there are."""
    denied = [one for one in catalog.non_integrations() if (one.source, one.target) == ends]
    assert denied
    page.go(f"from={ends[0]}&to={ends[1]}")
    assert "Does not work directly" in page.panel()
    for one in denied:
        assert one.note in page.panel()
        assert all(catalog.nodes[slug].label in page.panel() for slug in one.through)


# ---- details ----


@pytest.mark.parametrize("slug", ["sagemaker", "textract", "qldb", "s3"])
def test_details_of_a_service(page: View, content: Content, slug: str) -> None:
    """What it is for, its features and use cases, and how many integrations lead out and in."""
    one = next(service for service in content.services if service.slug == slug)
    page.go(f"node={slug}")
    panel = page.panel()
    assert page.heading() == one.label
    assert one.purpose
    assert one.purpose in panel
    label = {node.slug: node.label for node in content.nodes}
    own = [feature.slug for feature in content.features if feature.slug.startswith(f"{slug}/")]
    served = [use.slug for use in content.use_cases if slug in use.served_by]
    out = [i for i in content.integrations if i.source == slug and not i.support]
    into = [i for i in content.integrations if i.target == slug and not i.support]
    for heading, number in (
        ("Features", len(own)),
        ("Use cases", len(served)),
        ("Integrations out", len(out)),
        ("Integrations in", len(into)),
    ):
        assert (f"{heading} ({number})" in panel) == bool(number), heading
    buttons = page.tab.locator("#panel .chips .go").all_inner_texts()
    assert {label[thing] for thing in (*own, *served)} <= set(buttons)
    for summary in page.tab.locator("#panel details > summary").all():
        summary.click()
    assert page.tab.locator("#panel li > .go").count() >= len(out) + len(into)


def test_a_retired_service_looks_retired(desk: View) -> None:
    """On the picture and in its details, with date and successor, which leads on."""
    desk.go("node=qldb")
    assert desk.labels()["qldb"]["text"] == "QLDB (retired 2025-07-31)"
    assert "Retired since 2025-07-31. Instead: Amazon Aurora" in desk.panel()
    assert desk.tab.evaluate("servicekg.network.body.nodes.qldb.options.shapeProperties.borderDashes") is not False
    desk.tab.locator("#panel .status .go").first.click()
    assert desk.heading().startswith("Amazon Aurora")


@pytest.mark.parametrize("slug", ["sagemaker/studio", "lambda/function-url", "kms/encryption"])
def test_details_of_a_feature(page: View, content: Content, slug: str) -> None:
    """What it is, the service that it is part of, and the integrations that go through it."""
    one = next(feature for feature in content.features if feature.slug == slug)
    page.go(f"node={slug}")
    through = [i for i in content.integrations if slug in i.feature]
    whole = next(node.label for node in content.nodes if node.slug == one.part_of)
    assert page.heading() == one.label
    assert (one.definition or "") in page.panel()
    assert page.tab.locator("#panel .go", has_text=whole).count() >= 1
    assert (f"Integrations through it ({len(through)})" in page.panel()) == bool(through)
    assert slug in page.labels()


@pytest.mark.parametrize("slug", ["fraud-detection", "chatbots", "email-sending"])
def test_details_of_a_use_case(page: View, content: Content, slug: str) -> None:
    """What is wanted, and the services and features that serve it, which stand out in the picture."""
    one = next(use for use in content.use_cases if use.slug == slug)
    page.go(f"node={slug}")
    label = {node.slug: node.label for node in content.nodes}
    assert page.heading() == one.label
    assert (one.definition or "") in page.panel()
    assert {label[server] for server in one.served_by} <= set(page.tab.locator("#panel .chips .go").all_inner_texts())
    assert {server for server in one.served_by if "/" not in server} <= page.strong()


def test_details_of_an_integration(page: View, content: Content) -> None:
    """Role, mechanism, operations, needs, confidence, and at most three proofs with the number of all."""
    chance = random.Random(3)
    some = chance.sample(sorted(content.integrations, key=lambda one: one.iri), 40)
    told = page.tab.evaluate(
        """keys => keys.map(integration => { servicekg.select({ integration });
          const panel = document.getElementById("panel");
          const proofs = [...panel.querySelectorAll("section")].find(one => one.textContent.startsWith("Evidence"));
          return { text: panel.textContent, proofs: proofs?.textContent ?? "",
            items: proofs?.querySelectorAll("li").length ?? 0,
            links: [...(proofs?.querySelectorAll("a") ?? [])].map(one => one.href) } })""",
        [" ".join(key_of(one)) for one in some],
    )
    for one, said in zip(some, told, strict=True):
        assert one.label in said["text"]
        assert all(operation in said["text"] for operation in one.operation)
        assert all(action in said["text"] for needed in one.permission for action in needed.actions)
        assert str(one.confidence) in said["text"]
        best = one.evidence[:3]
        assert f"Evidence ({len(one.evidence)})" in said["proofs"]
        assert said["items"] == len(best)
        assert all(link.startswith("https://") for link in said["links"])
        linked = [proof.document for proof in best if not proof.document.startswith("https://w3id.org/")]
        assert len(said["links"]) == len(linked)
        assert (f"The best 3 of {len(one.evidence)}." in said["proofs"]) == (len(one.evidence) > 3)


# ---- 3. links and files ----

FRAGMENTS = [
    "node=sagemaker&hops=2",
    "node=lambda+s3&show=support",
    "pair=s3+lambda",
    "integration=lambda+invokes+sagemaker",
    "from=s3&to=opensearch&nth=2&hop=1",
    "category=databases&role=readsFrom&status=Active&family=documentation&confidence=0.5",
    "node=sagemaker/studio&at=400,500,2.5",
    "node=textract&as=table",
]


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_link_opens_the_same_view(desk: View, fragment: str) -> None:
    """What stands in the address is the whole view: opened anew, all is as it was."""
    desk.go("at=576,440,1.15")
    desk.go(fragment)
    view, shown = desk.said(), desk.tab.inner_text("#shown")
    for key, [value] in parse_qs(fragment).items():
        said = view["state"][key]
        separator = " " if key == "node" else ","
        assert (separator.join(said) if isinstance(said, list) else str(said)) == value
    assert parse_qs(desk.tab.evaluate("location.hash.slice(1)")) == parse_qs(fragment)
    desk.reload()
    again = desk.said()
    assert (again["state"], again["heading"]) == (view["state"], view["heading"])
    assert desk.tab.inner_text("#shown") == shown
    if view["state"]["as"] == "picture":
        assert again["zoom"] == pytest.approx(view["zoom"])
        assert again["centre"] == pytest.approx(view["centre"])


@pytest.mark.parametrize("way", ["wheel", "drag", "key", "button"])
def test_where_one_looks_stands_in_the_link(desk: View, way: str) -> None:
    """Zoomed and moved by any means, the address holds the place and opens it again; that is no step of its own."""
    desk.go("node=lambda&at=576,440,2")
    steps = desk.tab.evaluate("history.length")
    box = desk.tab.locator("#canvas").bounding_box()
    desk.tab.mouse.move(box["x"] + 300, box["y"] + 200)
    if way == "wheel":
        desk.tab.mouse.wheel(0, -240)
    elif way == "drag":
        desk.tab.mouse.down()
        desk.tab.mouse.move(box["x"] + 360, box["y"] + 260, steps=3)
        desk.tab.mouse.up()
    elif way == "button":
        desk.tab.click("#zoom-in")
    else:
        desk.tab.focus("#canvas .vis-network")
        desk.tab.keyboard.down("ArrowRight")
        desk.wait("servicekg.network.getViewPosition().x > 600")
        desk.tab.keyboard.up("ArrowRight")
    desk.wait("!['', '576,440,2'].includes(servicekg.state.at)")
    desk.settle()
    view = desk.said()
    x, y, zoom = (float(value) for value in desk.state("at").split(","))
    assert zoom == pytest.approx(view["zoom"], abs=0.006)
    assert (x, y) == pytest.approx((view["centre"]["x"], view["centre"]["y"]), abs=0.6)
    assert parse_qs(desk.tab.evaluate("location.hash.slice(1)"))["at"] == [desk.state("at")]
    assert desk.tab.evaluate("history.length") == steps
    if way == "wheel":
        desk.reload()
        again = desk.said()
        assert again["zoom"] == pytest.approx(view["zoom"], abs=0.006)
        assert again["centre"] == pytest.approx(view["centre"], abs=0.6)
        assert again["heading"] == view["heading"] == "AWS Lambda"
    desk.tab.click("text=Show all")
    desk.settle()
    assert desk.state("at") == ""


def test_the_wheel_never_loses_the_picture(page: View) -> None:
    """However far a reader turns it, and at the end of it, something stays in view."""
    page.tab.mouse.move(800, 300)
    for _ in range(30):
        page.tab.mouse.wheel(0, 500)
    page.wait("new URLSearchParams(location.hash.slice(1)).has('at')")
    assert page.tab.evaluate(IN_VIEW)


def test_the_table_leads_back_to_where_one_looked(desk: View) -> None:
    """Also where the desk was opened with the table."""
    desk.go("node=lambda&at=400,500,2.5&as=table")
    desk.reload()
    desk.tab.click("#as-table")
    desk.settle()
    said = desk.said()
    assert (said["zoom"], said["centre"]) == (2.5, {"x": 400, "y": 500})


STEP = "way => new Promise(done => { addEventListener('popstate', done, { once: true }); history[way](); })"


def test_back_and_forward_walk_through_what_was_chosen(page: View) -> None:
    """A service, one of its integrations, a route: back to the beginning and forth again."""
    page.tab.fill("#search", "textract")
    page.press("Enter")
    page.tab.locator("#panel section li .go").first.click()
    named = page.heading()
    page.tab.evaluate("servicekg.select({ from: 's3', to: 'edge' })")
    steps = ["Overview", "Amazon Textract", named, "Amazon S3 → Edge device"]
    assert page.heading() == steps[-1]
    for way, headings in (("back", steps[-2::-1]), ("forward", steps[1:])):
        for heading in headings:
            page.tab.evaluate(STEP, way)
            assert page.heading() == heading


def seen(view: View) -> tuple[Any, ...]:
    """What a reader sees of a view at first sight."""
    return view.heading(), view.tab.inner_text("#shown"), round(view.said()["zoom"], 6)


@pytest.fixture(scope="module")
def opened(desk: View) -> Callable[[str], tuple[Any, ...]]:
    """What is seen of a view, each opened once."""

    @cache
    def look(fragment: str) -> tuple[Any, ...]:
        desk.go(fragment)
        return seen(desk)

    return look


@pytest.mark.parametrize(
    ("fragment", "kept"),
    [
        ("node=nowhere", ""),
        ("node=lambda+nowhere&hops=99", "node=lambda&hops=3"),
        ("node=lambda&hops=nine", "node=lambda"),
        ("node=__proto__+constructor", ""),
        ("__proto__=1&constructor=2&toString=3&hasOwnProperty=4", ""),
        ("pair=nowhere+s3", ""),
        ("integration=a+b+c", ""),
        ("from=nowhere&to=s3", ""),
        ("category=nowhere", ""),
        ("role=nowhere", ""),
        ("status=Nowhere", ""),
        ("family=nowhere", ""),
        ("confidence=much", ""),
        ("show=nothing,feature", "show=feature"),
        ("as=film", ""),
        ("at=here", ""),
        ("from=s3&to=opensearch&nth=1.5", "from=s3&to=opensearch"),
        ("from=s3&to=opensearch&nth=77&hop=77", "from=s3&to=opensearch&nth=5"),
        ("from=s3&to=opensearch&nth=-1&hop=-1", "from=s3&to=opensearch"),
        ("from=lambda/function-url&to=sagemaker", "from=lambda&to=sagemaker"),
        ("from=fraud-detection&to=s3", ""),
        ("node=lambda+lambda", "node=lambda"),
        ("%E0%A4%A&&==&", ""),
    ],
)
def test_unknown_names_in_a_link_are_left_out(
    desk: View, opened: Callable[[str], tuple[Any, ...]], fragment: str, kept: str
) -> None:
    """An old link opens as if only what is known stood in it."""
    known = opened(kept or "all")
    desk.go(fragment)
    assert seen(desk) == known


@pytest.mark.parametrize(
    ("fragment", "named", "rules"),
    [
        ("all", "servicekg", 0),
        ("node=sagemaker&hops=2", "sagemaker", 0),
        ("from=s3&to=opensearch&nth=2", "s3-opensearch", 0),
        ("from=step-functions&to=artifact&nth=2", "step-functions-artifact", 1),
    ],
)
def test_the_picture_is_saved_as_svg(desk: View, fragment: str, named: str, rules: int) -> None:
    """It parses, holds every label and connection, those by rule too, and nothing that runs or is fetched."""
    desk.go(fragment)
    lines = {line for label in desk.labels().values() for line in label["lines"]}
    name, data = desk.saved("SVG picture")
    assert name == f"{named}.svg"
    root = ElementTree.fromstring(data)
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert lines <= {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert tags.count("g") == len(desk.nodes())
    strokes = [one for one in root if one.tag.endswith(("}path", "}line"))]
    assert len(strokes) == len(desk.lines()) + rules
    assert not {"script", "foreignObject", "image", "use", "a", "style"} & set(tags)
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on") or "href" in key]


def test_the_picture_is_saved_as_png(page: View) -> None:
    """As large as it is drawn, and not empty."""
    name, data = page.saved("PNG picture")
    assert name == "servicekg.png"
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    drawn = page.tab.evaluate("(({ width, height }) => [width, height])(document.querySelector('#canvas canvas'))")
    assert list(struct.unpack(">II", data[16:24])) == drawn
    assert len(data) > 50_000


@pytest.mark.parametrize(
    "fragment", ["all", "node=lambda", "category=databases", "from=s3&to=opensearch&nth=2", "pair=s3+lambda"]
)
def test_the_picture_is_saved_as_mermaid(desk: View, catalog: Catalog, fragment: str) -> None:
    """A flowchart of the connections drawn, with the names of their ends."""
    desk.go(fragment)
    name, data = desk.saved("Mermaid diagram")
    first, *rest = data.decode().splitlines()
    assert name.endswith(".mmd")
    assert first == "flowchart LR"
    named = dict(re.findall(r'^    (n\d+)\["([^"]*)"\]$', "\n".join(rest), flags=re.MULTILINE))
    arrows = re.findall(r'^    (n\d+) -->\|"[^"]+"\| (n\d+)$', "\n".join(rest), flags=re.MULTILINE)
    assert len(named) + len(arrows) == len(rest)
    lines = {tuple(catalog.nodes[slug].label for slug in line.split(" ")[:2]) for line in desk.lines()}
    assert {(named[a], named[b]) for a, b in arrows} == lines


@pytest.mark.parametrize(
    "fragment",
    [
        "all",
        "show=support",
        "node=sagemaker&hops=3",
        "category=databases",
        "role=triggers&confidence=0.9",
        "integration=lambda+invokes+sagemaker",
        "from=s3&to=opensearch&nth=2",
        "at=600,400,2.5",
    ],
)
def test_the_picture_is_saved_as_csv(desk: View, content: Content, fragment: str) -> None:
    """A row for each integration of the connections drawn."""
    desk.go(fragment)
    name, data = desk.saved("CSV table")
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    by_key = {key_of(one): one for one in content.integrations}
    saved = [by_key[row["source"], row["role"], row["target"]] for row in rows]
    assert name.endswith(".csv")
    assert len({one.iri for one in saved}) == len(rows) > 0
    assert {pair_of(one) for one in saved} == desk.lines()
    for row, one in zip(rows, saved, strict=True):
        assert row["mechanism"] == " ".join(one.mechanism)
        assert (float(row["confidence"]), int(row["proofs"])) == (one.confidence, len(one.evidence))
        assert row["evidence"] == one.evidence[0].document


def test_the_table_is_saved_as_csv(desk: View) -> None:
    """Every row of it, those that are not shown yet too, also where the desk was opened with it."""
    desk.go("as=table")
    desk.reload()
    listed = desk.tab.inner_text("#integrations-table caption")
    rows = list(csv.DictReader(io.StringIO(desk.saved("CSV table")[1].decode(), newline="")))
    assert listed == f"Integrations ({len(rows):,})"
    assert desk.saved("Mermaid diagram")[1].count(b"-->") > 1000


def test_from_the_table_a_picture_is_saved_or_not_offered(visit: Callable[..., View]) -> None:
    """Never an empty one, and never a word on the console."""
    view = visit("node=textract&as=table")
    for button in ("SVG picture", "PNG picture"):
        view.tab.click("#save > summary")
        offered = view.tab.get_by_role("button", name=button).is_visible()
        view.tab.click("#save > summary")
        if offered:
            data = view.saved(button)[1]
            assert len(data) > 20_000
            assert b'width="0"' not in data


def test_the_link_is_copied(desk: View) -> None:
    """The address of the view is on the clipboard, and the desk says so."""
    desk.go("node=textract")
    desk.tab.click("text=Copy link")
    desk.wait("document.getElementById('copied').textContent === 'Link copied.'")
    assert desk.tab.evaluate("navigator.clipboard.readText()") == desk.tab.evaluate("location.href")


# ---- 4. for everybody ----


def accessible(view: View) -> list[tuple[Any, ...]]:
    """What axe-core objects to."""
    found = Axe().run(view.tab).response["violations"]
    return [(one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize(
    ("fragment", "scheme"),
    [
        ("all", "light"),
        ("all", "dark"),
        ("node=qldb", "dark"),
        ("node=sagemaker/studio", "light"),
        ("node=fraud-detection", "light"),
        ("integration=lambda+invokes+sagemaker", "light"),
        ("pair=s3+lambda", "light"),
        ("from=s3&to=opensearch&nth=2&hop=1", "light"),
        ("category=databases&role=triggers&status=Active&confidence=0.5", "light"),
        ("as=table", "light"),
    ],
)
def test_every_view_is_accessible(page: View, fragment: str, scheme: str) -> None:
    """axe-core objects to nothing."""
    page.tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.go(fragment)
    assert accessible(page) == []
    page.tab.emulate_media(color_scheme="light", reduced_motion="reduce")


@pytest.mark.parametrize("opened", ["#results", "#save ul", "#route-from-results"])
def test_what_opens_is_accessible(desk: View, opened: str) -> None:
    """Results of a search, the menu of files, and suggestions for a route; Escape closes them and nothing else."""
    desk.go("node=textract")
    if opened == "#save ul":
        desk.tab.click("#save > summary")
    else:
        desk.tab.evaluate("document.getElementById('route').open = true")
        desk.tab.fill("#search" if opened == "#results" else "#route-from", "lambda")
    assert desk.tab.is_visible(opened)
    assert accessible(desk) == []
    desk.press("Escape")
    hidden, heading = desk.tab.is_hidden(opened), desk.heading()
    desk.tab.locator("h1").click()
    assert (hidden, heading) == (True, "Amazon Textract")


def test_the_table_is_opened_by_keyboard(page: View) -> None:
    """It lists everything, a hundred rows at once, and the focus goes on with the next ones."""
    drawn = page.nodes()
    page.tab.focus("#as-table")
    page.press("Enter")
    assert page.tab.is_hidden("#canvas")
    assert page.tab.inner_text("#things-table caption") == f"Things ({len(drawn)})"
    listed, hidden = page.tally()
    assert (listed["connection"], hidden.get("connection", 0)) == (len(steps_of(page)), 0)
    assert len(page.rows("things")) == 100
    page.tab.get_by_role("button", name=re.compile(r"Show 100 more of 363")).focus()
    page.press("Enter")
    rows = page.rows("things")
    assert len(rows) == 200
    assert page.tab.evaluate("document.activeElement.textContent") == rows[100][0]
    page.press("Enter")
    assert page.heading() == rows[100][0]
    page.tab.focus("#as-table")
    page.press("Enter")
    page.settle()
    assert page.tab.is_visible("#canvas")
    assert page.heading() == rows[100][0]


def steps_of(view: View) -> list[str]:
    """All connections that are no support, drawn or not."""
    return list(view.tab.evaluate("servicekg.data.edges.filter(e => e.kind === 'step').map(e => e.id)"))


@pytest.mark.parametrize(
    "fragment", ["node=textract", "node=polly&hops=2", "pair=s3+lambda", "from=s3&to=opensearch&nth=2", "role=runsOn"]
)
def test_the_table_has_what_the_picture_has(desk: View, content: Content, fragment: str) -> None:
    """The same things, and the integrations of the same connections."""
    desk.go(fragment)
    strong, lines = desk.strong(), desk.lines()
    desk.go(f"{fragment}&as=table")
    label = {node.slug: node.label for node in content.nodes}
    large = {node.slug for node in content.nodes if node.kind in ("service", "environment")}
    for _ in range(10):
        for button in desk.tab.locator("#table .plain").all()[:1]:
            button.click()
    rows = desk.rows("things")
    assert {row[0] for row in rows if row[1] in ("Service", "Environment")} == {label[one] for one in strong & large}
    slug = {label[one]: one for one in large}
    ends = {frozenset((slug[row[0]], slug[row[2]])) for row in desk.rows("integrations")}
    assert ends >= {frozenset(line.split(" ")[:2]) for line in lines}
    assert desk.tally()[0]["connection"] >= len(lines)
    assert "hops" in fragment or desk.tally()[0]["connection"] == len(lines)
    assert desk.tab.inner_text("#integrations-table caption") == f"Integrations ({len(desk.rows('integrations'))})"


GROUND = """() => [getComputedStyle(document.body).backgroundColor,
  servicekg.network.body.nodes.lambda.options.color.background]"""
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(18, 22, 28)"


def test_light_and_dark_follow_the_system(page: View) -> None:
    """At once when it changes, the picture as well as the page around it."""
    light, colour = page.tab.evaluate(GROUND)
    page.tab.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.settle()
    dark, other = page.tab.evaluate(GROUND)
    page.tab.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert (light, dark) == (WHITE, BLACK)
    assert colour != other


def channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def luminance(colour: Sequence[float]) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (value / 255 for value in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["all", "status=Retired"])
def test_labels_stand_out_from_their_ground(desk: View, fragment: str, scheme: str) -> None:
    """What is written in the picture, which axe-core does not see, has the contrast of text on its field."""
    desk.tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    desk.go(fragment)
    ground = (255, 255, 255) if scheme == "light" else (18, 22, 28)
    share = 0.085 if scheme == "light" else 0.13
    fields = [channels(group["color"]) for group in desk.tab.evaluate("servicekg.data.groups")]
    worst: dict[str, float] = {}
    for label in desk.labels().values():
        if label["alpha"] < 1:
            continue
        ink = luminance(channels(label["color"]))
        for field in fields:
            beneath = luminance([g + (f - g) * share for g, f in zip(ground, field, strict=True)])
            ratio = (max(ink, beneath) + 0.05) / (min(ink, beneath) + 0.05)
            worst[label["id"]] = min(ratio, worst.get(label["id"], 99))
    desk.tab.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert {slug: ratio for slug, ratio in worst.items() if ratio < 4.5} == {}


ZOOMS = """() => new Promise(done => {
  const zooms = [];
  const look = () => zooms.push(servicekg.network.getScale()) < 30 ? requestAnimationFrame(look) : done(zooms);
  servicekg.select({ node: ["qldb"] }), look();
})"""


def test_motion_is_left_out_where_it_is_not_wanted(visit: Callable[..., View], page: View) -> None:
    """The view is at its end at once; for others it moves there."""
    still = page.tab.evaluate(ZOOMS)
    moving = visit("all", reduced_motion="no-preference").tab.evaluate(ZOOMS)
    assert len(set(still)) == 1
    assert len(set(moving)) > 3
    assert moving[-1] == pytest.approx(still[-1])


def test_a_phone_scrolls_downwards_only(visit: Callable[..., View]) -> None:
    """At 360 pixels nothing sticks out to the side, labels keep apart, and axe-core objects to nothing."""
    view = visit(width=360, height=740)
    sideways = "document.documentElement.scrollWidth"
    for fragment in ("all", "node=sagemaker&hops=2", "from=s3&to=opensearch&nth=2", "category=databases", "as=table"):
        view.go(fragment)
        assert view.tab.evaluate(sideways) <= 360, fragment
        if fragment in ("all", "from=s3&to=opensearch&nth=2"):
            assert accessible(view) == [], fragment
        if fragment != "as=table":
            labels = view.labels()
            assert overlaps(labels) == [], fragment
            assert outside(view, labels) == [], fragment
    view.tab.fill("#search", "lambda")
    assert view.tab.evaluate(sideways) <= 360
    view.press("Escape")
    view.tab.click("#save > summary")
    assert view.tab.locator("#save ul").bounding_box()["x"] >= 0
    assert view.tab.evaluate(sideways) <= 360


def test_a_large_screen_shows_more_names(visit: Callable[..., View], page: View) -> None:
    """At 3840 × 2160 no two labels overlap, they are larger, and more find a place."""
    few = page.labels()
    view = visit(width=3840, height=2160)
    many = view.labels()
    assert few.keys() < many.keys()
    assert len(many) > 2 * len(few)
    assert min(label["height"] for label in many.values()) > 14
    for fragment in ("all", "node=sagemaker&hops=2"):
        view.go(fragment)
        labels = view.labels()
        assert overlaps(labels) == []
        assert outside(view, labels) == []


def test_on_paper_the_picture_stays_and_the_controls_go(page: View) -> None:
    """A page to print, light even where the system is dark."""
    page.go("node=textract")
    page.tab.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
    for control in ("#search", "#as-table", "#copy", "#save", "#zoom-in", "#route", "#filters", "#panel .back"):
        assert not page.tab.is_visible(control), control
    for kept in ("#canvas canvas", "#panel h2", "h1"):
        assert page.tab.is_visible(kept), kept
    assert page.tab.evaluate("getComputedStyle(document.body).backgroundColor") == WHITE
    paper = page.tab.pdf()
    page.tab.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    assert paper.startswith(b"%PDF")
    assert len(paper) > 20_000


# ---- 5. safe ----


def test_nothing_is_asked_for_and_nothing_complains(browser: Any, file: File) -> None:
    """One request, for the file itself, whatever is looked at; not a word on the console."""
    view = View(context_of(browser)).open(file)
    for fragment in ("node=sagemaker", "from=s3&to=opensearch", "as=table", "show=support,feature,use-case"):
        view.go(fragment)
    view.tab.fill("#search", "serverless inference")
    view.press("Enter")
    view.context.close()
    assert view.asked == [file.as_uri()]
    assert view.complaints == []


def test_the_policy_allows_hashes_alone(text: str) -> None:
    """No source that is unsafe, no address but data and blobs for pictures, and nothing by default."""
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    rules = {name: values for name, *values in (rule.split() for rule in policy.split(";"))}
    assert rules["default-src"] == ["'none'"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", one) for one in (*rules["script-src"], *rules["style-src"]))
    assert set(rules["img-src"]) <= {"data:", "blob:"}
    assert set(rules) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}


@pytest.fixture(scope="module")
def victim(browser: Any, file: File) -> Iterator[View]:
    """A page that is attacked: its complaints are wanted."""
    view = View(context_of(browser))
    view.context.route("https://**", lambda route: route.abort())
    yield view.open(file)
    view.context.close()


@pytest.mark.parametrize(
    ("attack", "directive"),
    [
        ("add('script', { textContent: 'window.hacked = 1' })", "script-src-elem"),
        ("add('script', { src: 'https://example.org/x.js' })", "script-src-elem"),
        ("add('script', { src: 'data:text/javascript,window.hacked=1' })", "script-src-elem"),
        ("add('style', { textContent: 'body { display: none }' })", "style-src-elem"),
        ("add('b', {}).setAttribute('style', 'color: red')", "style-src-attr"),
        ("add('b', {}).setAttribute('onclick', 'window.hacked = 1')", "script-src-attr"),
        ("add('img', { src: 'https://example.org/x.png' })", "img-src"),
        ("add('iframe', { src: 'https://example.org/' })", "frame-src"),
        ("add('object', { data: 'https://example.org/x' })", "object-src"),
        ("add('link', { rel: 'stylesheet', href: 'https://example.org/x.css' })", "style-src-elem"),
        ("fetch('https://example.org/').catch(() => 0)", "connect-src"),
        ("navigator.sendBeacon('https://example.org/', 'x')", "connect-src"),
        ("setTimeout('window.hacked = 1')", "script-src"),
        ("add('base', { href: 'https://example.org/' })", "base-uri"),
    ],
)
def test_what_is_slipped_in_is_refused(victim: View, attack: str, directive: str) -> None:
    """Markup and code that get into the page some day do not run, and nothing is sent."""
    refused = victim.tab.evaluate(
        f"""() => new Promise(done => {{
          const add = (tag, values) => document.body.appendChild(Object.assign(document.createElement(tag), values));
          addEventListener("securitypolicyviolation", event => done(event.effectiveDirective), {{ once: true }});
          setTimeout(() => done("nothing was refused"), 3000);
          {attack};
        }})"""
    )
    assert refused == directive
    assert victim.tab.evaluate("typeof hacked") == "undefined"


# ---- 6. views by argument ----


@pytest.mark.parametrize(
    ("asked", "heading", "strong"),
    [
        ({"names": ["AWS Lambda"]}, "AWS Lambda", {"lambda", "s3"}),
        ({"names": ["s3", "SageMaker"], "hops": 2}, "Amazon S3", {"s3", "sagemaker"}),
        ({"path": ("s3", "Edge device")}, "Amazon S3 → Edge device", {"s3", "greengrass", "edge"}),
        ({"category": "databases"}, "Databases", {"dynamodb", "rds", "aurora"}),
        ({"use_case": "Fraud detection"}, "Fraud detection", {"fraud-detector", "sagemaker"}),
        ({}, "Overview", {"qldb", "lambda"}),
    ],
    ids=str,
)
def test_a_view_by_argument_opens(
    desk: View, catalog: Catalog, asked: dict[str, Any], heading: str, strong: set[str]
) -> None:
    """The fragment of the view that a caller names."""
    desk.go(view_of(catalog, **asked) or "all")
    assert desk.heading() == heading
    assert strong <= desk.strong()
    assert "braket" not in desk.strong() or asked in ({}, {"names": ["s3", "SageMaker"], "hops": 2})
    if asked.get("hops"):
        assert desk.state("hops") == 2


def test_a_page_opens_with_its_view(visit: Callable[..., View], catalog: Catalog, tmp_path: File) -> None:
    """Without a fragment it is the caller's, in the caller's theme; the overview beside it has a link of its own."""
    file = tmp_path / "route.html"
    made = picture(catalog, path=("s3", "edge"), theme="dark")
    file.write_text(made, encoding="utf-8", newline="\n")
    view = visit(at=file)
    panel = view.panel()
    first, second = "AWS IoT Greengrass reads from Amazon S3", "AWS IoT Greengrass deploys to Edge device"
    assert 0 < panel.index(first) < panel.index(second)
    assert view.tab.evaluate(GROUND)[0] == BLACK
    view.tab.click("text=← Overview")
    assert view.heading() == "Overview"
    view.reload()
    assert view.heading() == "Overview"


QUERY = """CONSTRUCT {
  ?a kg:invokes ?b . ?a <https://example.org/likes> <https://example.org/thing/cat> .
  <https://example.org/thing/cat> rdfs:label "A cat" ; <https://example.org/says> "meow" .
  service:s3 <https://example.org/note> "Kept <b>here</b>" } WHERE { ?a kg:invokes ?b FILTER(?a = service:lambda) }"""


def test_a_query_is_drawn(visit: Callable[..., View], catalog: Catalog, tmp_path: File) -> None:
    """What it constructs and nothing else: integrations with their facts, unknown IRIs by name, literals as said."""
    file = tmp_path / "query.html"
    file.write_text(picture(catalog, query=QUERY, theme="light"), encoding="utf-8", newline="\n")
    view = visit(at=file, color_scheme="dark")
    invoked = {e.target for e in catalog.edges if (e.source, e.role) == ("lambda", "invokes")}
    cat = "https://example.org/thing/cat"
    assert view.nodes() == {"lambda", "s3", cat, *invoked}
    assert view.lines() == {f"lambda {cat}", *(f"lambda {slug}" for slug in invoked)}
    assert view.tab.evaluate(GROUND)[0] == WHITE
    for choice, words in (
        ({"node": [cat]}, ("A cat", "says: meow", "Resource")),
        ({"node": ["s3"]}, ("Amazon S3", "note: Kept <b>here</b>")),
        ({"integration": "lambda invokes sagemaker"}, ("sagemaker:InvokeEndpoint", "Evidence (")),
        ({"integration": f"lambda likes {cat}"}, ("AWS Lambda likes A cat",)),
    ):
        view.tab.evaluate("choice => servicekg.select(choice)", choice)
        assert all(word in view.panel() for word in words), view.panel()
    assert view.tab.evaluate("document.querySelectorAll('#panel b').length") == 0
    view.go("all")
    assert view.labels()[cat]["text"] == "A cat"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"names": ["s3"], "category": "databases"}, "a NAME and --category are two views"),
        ({"path": ("s3", "edge"), "use_case": "fraud-detection"}, "--path and --use-case are two views"),
        ({"query": "SELECT * { ?a ?b ?c } LIMIT 1"}, "Only a CONSTRUCT makes a picture"),
        ({"query": "ASK { ?a ?b ?c }"}, "Only a CONSTRUCT makes a picture"),
        ({"query": "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c FILTER(false) }"}, "constructs nothing"),
        ({"query": "CONSTRUCT {"}, "does not fit here"),
        ({"names": ["s3"], "hops": 0}, "The number of hops is 0"),
        ({"names": ["s3"], "hops": 4}, "The number of hops is 4"),
        ({"hops": 2}, "Hops go out from a NAME"),
        ({"names": ["nowhere-at-all"]}, "nowhere-at-all"),
        ({"category": "nowhere-at-all"}, "nowhere-at-all"),
        ({"use_case": "nowhere-at-all"}, "nowhere-at-all"),
        ({"path": ("s3", "nowhere-at-all")}, "nowhere-at-all"),
    ],
    ids=str,
)
def test_a_view_that_cannot_be_is_refused(catalog: Catalog, asked: dict[str, Any], said: str) -> None:
    """Before anything is written, in words."""
    with pytest.raises(GraphError, match=re.escape(said)):
        picture(catalog, **asked)


def test_a_notebook_shows_the_picture(browser: Any, text: graph.views.Picture, tmp_path: File) -> None:
    """Inside a frame of another page, cut off from it; choosing works there, and nothing complains."""
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><title>Notebook</title>{text._repr_html_()}", encoding="utf-8", newline="\n")
    view = View(context_of(browser))
    view.tab.goto(file.as_uri())
    [frame] = view.tab.frames[1:]
    frame.evaluate("servicekg.ready")
    assert len(frame.evaluate("servicekg.labels()")) > 50
    frame.fill("#search", "textract")
    frame.press("#search", "Enter")
    assert frame.inner_text("#panel h2") == "Amazon Textract"
    assert frame.evaluate("(() => { try { return parent.document.title } catch { return 'apart' } })()") == "apart"
    frame.click("text=← Overview")
    assert frame.inner_text("#panel h2") == "Overview"
    view.context.close()
    assert view.asked == [file.as_uri()]
    assert view.complaints == []


# ---- 7. size ----


def test_the_page_is_small(file: File) -> None:
    """The whole graph in at most 4 MB."""
    assert file.stat().st_size <= 4_000_000
