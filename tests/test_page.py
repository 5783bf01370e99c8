"""The picture: one file that asks nothing, runs nothing of the data, and reads well at first sight."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from itertools import combinations
from pathlib import Path as File
from typing import Any
from xml.etree import ElementTree

import pytest

from graph.layout import LARGE, SMALL, importance, large, places
from graph.model import (
    CallRule,
    Claim,
    Evidence,
    Feature,
    Integration,
    Node,
    NonIntegration,
    Permission,
    Service,
    UseCase,
)
from graph.page import Content, page

from .conftest import ROOT

THING = "https://w3id.org/servicekg/id/"
DOCUMENT = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html"
PROOF = Evidence("documentation", DOCUMENT, "Invoking a function", "Synchronous invocation", "2026-11-22", "2026-03")
# Markup, script addresses, templates, control characters, formulas, keys of objects: fifty texts that must stay texts.
_FILE = ROOT / "tests" / "hostile.txt"
HOSTILE = tuple(_FILE.read_bytes().decode("unicode_escape").split("\n"))


class Facts:
    """A small catalog: enough of everything that the picture draws."""

    def __init__(self) -> None:
        named = {"sagemaker/studio": "SageMaker Studio", "sagemaker/studio/spaces": "Spaces"}
        self.features = [self._feature(slug, label) for slug, label in named.items()]
        self.use_cases = [
            UseCase("fraud-detection", THING + "use-case/fraud-detection", "Fraud detection", served_by=("sagemaker",)),
            UseCase("invoices", THING + "use-case/invoices", "Invoice processing", served_by=("textract",)),
        ]
        self.services = [
            self._service("lambda", "AWS Lambda", "compute", aliases=("Funktionen",)),
            self._service("sagemaker", "Amazon SageMaker AI", "custom-ml", features=tuple(self.features)),
            self._service("s3", "Amazon S3", "storage", purpose="Keeps objects of any size."),
            self._service("textract", "Amazon Textract", "ai"),
            self._service("iam", "AWS Identity and Access Management", "security"),
            self._service("app-runner", "AWS App Runner", "compute", status="ClosedToNewCustomers"),
            self._service("aurora", "Amazon Aurora", "databases"),
            self._service(
                "qldb",
                "Amazon QLDB",
                "databases",
                status="Retired",
                status_since="2025-07-31",
                replaced_by=("aurora",),
                claims=(Claim("qldb", "servesUseCase", "Quantum computing", "Mistaken", None, "A ledger.", (PROOF,)),),
            ),
        ]
        self.integrations = [
            self._integration("lambda", "invokes", "sagemaker", "AWS Lambda invokes Amazon SageMaker AI"),
            self._integration("sagemaker", "readsFrom", "s3", "Amazon SageMaker AI reads from Amazon S3", "backward"),
            self._integration("s3", "triggers", "lambda", "Amazon S3 triggers AWS Lambda"),
            self._integration("sagemaker", "deploysTo", "edge", "Amazon SageMaker AI deploys to Edge device"),
            self._integration("lambda", "authorizesWith", "iam", "AWS Lambda authorizes with IAM", None),
            self._integration("s3", "authorizesWith", "iam", "Amazon S3 authorizes with IAM", None),
        ]

        self.denied = [
            NonIntegration("denied", "textract", "flowsTo", "lambda", "It starts no function.", None, ("s3",), (PROOF,))
        ]

    @property
    def nodes(self) -> list[Node]:
        status = {one.slug: one.status for one in self.services}
        large = [Node(one.slug, one.iri, one.label, "service", status[one.slug]) for one in self.services]
        features = [Node(one.slug, one.iri, one.label, "feature") for one in self.features]
        use_cases = [Node(one.slug, one.iri, one.label, "use-case") for one in self.use_cases]
        edge = Node("edge", THING + "environment/edge", "Edge device", "environment")
        return [*large, *features, *use_cases, edge, Node("ai", THING + "category/ai", "AI services", "category")]

    @property
    def content(self) -> Content:
        parts = (self.services, self.features, self.use_cases, self.integrations)
        return Content(self.nodes, *parts, denied=self.denied, families={"documentation": "pages"})

    def page(self, **settings: Any) -> str:
        return page(self.content, **{"title": "A picture", **settings})

    @staticmethod
    def _feature(slug: str, label: str) -> Feature:
        return Feature(slug, THING + "feature/" + slug, label, slug.rpartition("/")[0], f"What {label} is.")

    @staticmethod
    def _service(slug: str, label: str, category: str, **details: Any) -> Service:
        known = {"purpose": f"What {label} does.", "categories": (category,), "status": "Active", **details}
        return Service(slug, THING + "service/" + slug, label, page=f"https://aws.amazon.com/{slug}/", **known)

    @staticmethod
    def _integration(source: str, role: str, target: str, label: str, walk: str | None = "forward") -> Integration:
        iri = f"{THING}integration/{source}/{role}/{target}"
        needs = Permission((f"{target}:InvokeEndpoint",), source, ("lambda.amazonaws.com",), "sdk-call")
        how: dict[str, Any] = {"mechanism": ("sdk-call",), "operation": ("InvokeEndpoint",), "permission": (needs,)}
        return Integration(iri, source, role, target, label, walk, 0.95, evidence=(PROOF,), **how)


class View:
    """A page open in the browser, with all it asked for and complained of."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab
        self.asked: list[str] = []
        self.complaints: list[str] = []
        tab.on("request", lambda request: self.asked.append(request.url))
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def labels(self) -> dict[str, dict[str, Any]]:
        return {label["id"]: label for label in self.tab.evaluate("servicekg.labels()")}

    def panel(self) -> str:
        return str(self.tab.inner_text("#panel"))

    def choose(self, chosen: dict[str, Any]) -> str:
        self.tab.evaluate("chosen => servicekg.select(chosen)", chosen)
        return self.panel()

    def look(self, slug: str) -> dict[str, Any]:
        """How a node is drawn."""
        drawn = "id => JSON.parse(JSON.stringify(servicekg.network.body.nodes[id].options))"
        return dict(self.tab.evaluate(drawn, slug))

    def click(self, point: str, name: str) -> None:
        """Click where a point of the picture lies, told by an expression over ``network`` and ``id``."""
        spot = f"id => {{ const network = servicekg.network; return network.canvasToDOM({point}) }}"
        self.tab.locator("#canvas").click(position=self.tab.evaluate(spot, name))

    def edges(self) -> set[str]:
        return set(self.tab.evaluate("Object.keys(servicekg.network.body.edges)"))

    def nodes(self) -> set[str]:
        return set(self.tab.evaluate("Object.keys(servicekg.network.body.nodes)"))

    def settle(self) -> None:
        """Wait until what was asked for is drawn."""
        self.tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.fixture
def facts() -> Facts:
    """A small catalog, made anew for each test."""
    return Facts()


@pytest.fixture
def show(browser: Any, tmp_path: File) -> Iterator[Callable[..., View]]:
    """Open a page's text from a file; at the end nothing may have been asked for or complained of."""
    views: list[View] = []
    contexts: list[Any] = []

    def opened(text: str, width: int = 1400, height: int = 900, fragment: str = "", **settings: Any) -> View:
        file = tmp_path / f"{len(views)}.html"
        file.write_text(text, encoding="utf-8", newline="\n")
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **settings)
        contexts.append(context)
        view = View(context.new_page())
        context.route("**/*", lambda route: route.continue_() if route.request.url == file.as_uri() else route.abort())
        view.tab.goto(file.as_uri() + (f"#{fragment}" if fragment else ""))
        view.tab.evaluate("servicekg.ready")
        views.append(view)
        return view

    yield opened
    for number, view in enumerate(views):
        assert {url.partition("#")[0] for url in view.asked} == {(tmp_path / f"{number}.html").as_uri()}
        assert len(view.asked) == 1
        assert view.complaints == []
    for context in contexts:
        context.close()


def overlaps(labels: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """The pairs of labels that share a pixel."""

    def meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
        beside = a["x"] >= b["x"] + b["width"] or b["x"] >= a["x"] + a["width"]
        return not (beside or a["y"] >= b["y"] + b["height"] or b["y"] >= a["y"] + a["height"])

    return [(a["id"], b["id"]) for a, b in combinations(labels.values(), 2) if meet(a, b)]


# ---- the text ----


def test_same_input_same_bytes(facts: Facts) -> None:
    """The order in which nodes, details and integrations come does not matter."""
    first, shuffled = facts.page(), Facts()
    chance = random.Random(7)
    for part in (shuffled.services, shuffled.features, shuffled.use_cases, shuffled.integrations):
        chance.shuffle(part)
    assert shuffled.page() == first


def test_same_bytes_under_another_hash_seed() -> None:
    """Nothing in the page follows the order of a set."""
    program = (
        "import hashlib; from graph.model import Node; from graph.page import Content, page;"
        "nodes = {Node(s, s, s, 'service') for s in 'abcdefgh'};"
        "print(hashlib.sha256(page(Content(nodes), title='t').encode()).hexdigest())"
    )
    seeds = ({**os.environ, "PYTHONHASHSEED": seed} for seed in "12")
    ran = [subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True) for env in seeds]
    assert ran[0].stdout == ran[1].stdout


def test_policy_allows_its_own_scripts_and_style_alone(facts: Facts) -> None:
    """The policy names each inline script and style by its hash and permits nothing else."""
    text = facts.page()
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found
    policy = found[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", text, flags=re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in inline}
    assert set(re.findall(r"sha256-([^']+)'", policy)) == hashes
    assert len(hashes) == 3


def test_text_names_no_file_of_another_place(facts: Facts) -> None:
    """No element of the page has a source or a link before the script runs, but for an empty icon."""
    text = re.sub(r"<script.*?</script>", "", facts.page(), flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="([^"]*)"', text) == ["data:,"]
    assert "url(" not in text


def test_every_script_is_part_of_the_page(facts: Facts) -> None:
    """No file in assets/ is left over."""
    text = facts.page()
    for file in (ROOT / "graph" / "assets").glob("*.js"):
        assert file.read_text(encoding="utf-8") in text, file.name


# ---- places ----


def test_places_that_exist_stay(facts: Facts) -> None:
    """A node keeps its place, and a new one takes no cell of another."""
    parts = (facts.services, facts.features, facts.use_cases, facts.integrations)
    first = places(facts.nodes, *parts)
    kept = {slug: place for slug, place in first.items() if slug != "textract"}
    placed = [replace(n, x=kept[n.slug][0], y=kept[n.slug][1]) if n.slug in kept else n for n in facts.nodes]
    again = places(placed, *parts)
    assert {slug: again[slug] for slug in kept} == kept
    seated = [again[node.slug] for node in facts.nodes if node.kind in ("service", "environment")]
    assert all(abs(a - c) >= SMALL[0] or abs(b - d) >= SMALL[1] for (a, b), (c, d) in combinations(seated, 2))
    assert len(set(again.values())) == len(again)


def test_a_new_thing_stands_beside_its_neighbours() -> None:
    """Of two clusters, it takes a cell in the one that it works with."""
    far = {"a": (0.0, 0.0), "b": (28.0, 0.0), "c": (2800.0, 0.0), "d": (2828.0, 0.0)}
    nodes = [Node(slug, slug, slug, "service", x=x, y=y) for slug, (x, y) in far.items()]
    nodes.append(Node("new", "new", "new", "service"))
    found = places(nodes, [], [], [], [Facts._integration("new", "notifies", "c", "new notifies c")])
    assert abs(found["new"][0] - 2800) <= SMALL[0]


def test_feature_of_a_feature_stands_with_its_service(facts: Facts) -> None:
    """A nested feature gathers around the service, as its parent does; what nothing serves stands below."""
    facts.use_cases.append(UseCase("compliance", THING + "use-case/compliance", "Compliance"))
    found = places(facts.nodes, facts.services, facts.features, facts.use_cases, facts.integrations)
    x, y = found["sagemaker"]
    assert all(abs(a - x) < 30 and abs(b - y) < 30 for a, b in (found[one.slug] for one in facts.features))
    assert found["compliance"][1] > max(found[one.slug][1] for one in facts.services)


def test_the_most_connected_have_room_for_their_names(facts: Facts) -> None:
    """Steps weigh more than support; where there are too many, what is closed or retired gives way."""
    weights = importance(facts.nodes, facts.integrations)
    assert (weights["sagemaker"], weights["lambda"], weights["iam"]) == (3, 2, 0)
    assert {"sagemaker", "iam", "edge"} <= large(facts.nodes, weights)
    assert {"qldb", "app-runner"} <= large(facts.nodes, weights)
    more = [Node(f"s{number}", "", "", "service") for number in range(90)]
    found = large([*facts.nodes, *more], {**weights, **dict.fromkeys((node.slug for node in more), 0)})
    assert {"sagemaker", "edge"} <= found
    assert not {"qldb", "app-runner"} & found


# ---- at first sight ----


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_first_sight_is_legible(facts: Facts, show: Callable[..., View], scheme: str) -> None:
    """Every thing with room for its name has it, at 11 pixels or more, and no two overlap."""
    chance = random.Random(3)
    for number in range(50):
        label = f"Amazon {'Kinesis Video Streams Managed Service'[: chance.randint(4, 38)].strip()} {number}"
        facts.services.append(Facts._service(f"s{number:02}", label, f"category-{number % 9}"))
        other = f"s{chance.randrange(number + 1):02}"
        facts.integrations.append(Facts._integration(f"s{number:02}", "notifies", other, label))
    grid = {node.slug: (LARGE[0] * (i % 9), (LARGE[1] + 26.0) * (i // 9)) for i, node in enumerate(facts.nodes)}
    nodes = [replace(n, x=grid[n.slug][0], y=grid[n.slug][1]) for n in facts.nodes if n.kind != "category"]
    view = show(page(replace(facts.content, nodes=nodes), title="Many"), color_scheme=scheme)
    labels = view.labels()
    assert large(nodes, importance(nodes, facts.integrations)) <= labels.keys()
    assert overlaps(labels) == []
    assert min(label["height"] for label in labels.values()) >= 11
    assert all(label["x"] >= 0 and label["x"] + label["width"] <= 1400 for label in labels.values())


def test_labels_never_overlap_when_all_is_drawn(facts: Facts, show: Callable[..., View]) -> None:
    """With everything asked for and something chosen, at any zoom, what finds no place is hidden and counted."""
    view = show(facts.page(), fragment="show=feature,use-case,support&node=sagemaker")
    for _ in range(3):
        view.settle()
        assert overlaps(view.labels()) == []
        view.tab.click("#zoom-in")


def test_retired_looks_retired(facts: Facts, show: Callable[..., View]) -> None:
    """A retired service is dashed, carries its date, and its panel names date and successor."""
    view = show(facts.page())
    dashes = {slug: view.look(slug)["shapeProperties"]["borderDashes"] for slug in ("qldb", "app-runner", "aurora")}
    assert [bool(dash) for dash in dashes.values()] == [True, True, False]
    fills = [view.look(slug)["color"]["background"] for slug in ("qldb", "app-runner", "aurora")]
    assert len(set(fills)) == 3
    red, green, blue = (int(fills[0][at : at + 2], 16) for at in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 24
    assert fills[1] == "#ffffff"
    assert "Retired (1)" in view.panel()
    panel = view.choose({"node": ["qldb"]})
    assert "Retired since 2025-07-31. Instead: Amazon Aurora" in panel
    assert "serves use case: Quantum computing (mistaken). A ledger." in panel
    assert view.labels()["qldb"]["text"] == "QLDB (retired 2025-07-31)"


def test_what_is_hidden_is_counted(facts: Facts, show: Callable[..., View]) -> None:
    """Support lines appear with their checkbox; what is hidden is counted all the while."""
    view = show(facts.page())
    support = {"lambda iam support", "s3 iam support"}
    assert not support & view.edges()
    drawn, hidden = view.tab.inner_text("#shown").split(" Hidden: ")
    assert drawn == "Drawn: 8 services, 1 environment, 4 connections."
    assert hidden.startswith("2 support connections, 2 features, 2 use cases")
    view.tab.check("[data-filter='show support']")
    assert support <= view.edges()
    assert "6 connections. Hidden: 2 features, 2 use cases" in view.tab.inner_text("#shown")
    view.tab.uncheck("[data-filter='show support']")
    assert not support & view.edges()


def test_features_and_use_cases_appear_when_asked_or_chosen(facts: Facts, show: Callable[..., View]) -> None:
    """A checkbox draws all of a kind; those of a chosen service come as one zooms in."""
    view = show(facts.page())
    assert not {"sagemaker/studio", "invoices"} & view.nodes()
    view.tab.check("[data-filter='show use-case']")
    assert {"fraud-detection", "invoices"} <= view.nodes()
    assert "sagemaker/studio" not in view.nodes()
    view.tab.uncheck("[data-filter='show use-case']")
    view.choose({"node": ["sagemaker"], "at": "0,0,3"})
    assert {"sagemaker/studio", "fraud-detection"} <= view.nodes()
    assert "invoices" not in view.nodes()


def test_a_view_that_moves_comes_where_it_should(facts: Facts, show: Callable[..., View]) -> None:
    """With motion too, a step of zoom is a whole one, and after Show all everything in view is drawn again."""
    view = show(facts.page())
    view.tab.emulate_media(reduced_motion="no-preference")
    before, whole = view.tab.evaluate("servicekg.network.getScale()"), view.edges()
    rest = """new Promise((done) => { const look = () => location.hash.includes("at=") === WANTED
      && Math.abs(last - (last = servicekg.network.getScale())) < 1e-9 ? done(last) : setTimeout(look, 120);
      let last = 0; look(); })"""
    view.tab.click("#zoom-in")
    assert view.tab.evaluate(rest.replace("WANTED", "true")) == pytest.approx(before * 1.5, rel=0.01)
    view.tab.evaluate("servicekg.change({ at: '-999,-999,9' })")
    view.tab.evaluate(rest.replace("WANTED", "true"))
    assert view.edges() == set()
    view.tab.click("#zoom-fit")
    view.tab.evaluate(rest.replace("WANTED", "false"))
    view.settle()
    assert view.edges() == whole


# ---- search and details ----


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lambda", "AWS Lambda"),
        ("funktion", "AWS Lambda"),
        ("lamdba", "AWS Lambda"),
        ("sagemakr", "Amazon SageMaker AI"),
        ("objects of any", "Amazon S3"),
        ("amazon tex", "Amazon Textract"),
        ("studio", "SageMaker Studio"),
        ("fraud", "Fraud detection"),
    ],
)
def test_search_selects(facts: Facts, show: Callable[..., View], typed: str, found: str) -> None:
    """Label, alias, slip of the finger, purpose, feature and use case lead to the thing; Enter chooses it."""
    view = show(facts.page())
    view.tab.fill("#search", typed)
    view.tab.press("#search", "Enter")
    assert view.tab.inner_text("#panel h2") == found
    assert view.tab.is_hidden("#results")


def test_search_by_arrow_keys(facts: Facts, show: Callable[..., View]) -> None:
    """Arrow keys walk the results and say so to a screen reader; Escape closes them."""
    view = show(facts.page())
    view.tab.fill("#search", "invoice")
    results = view.tab.locator("#results [role=option]")
    assert [text.split("\n")[0] for text in results.all_inner_texts()] == ["Invoice processing", "Amazon Textract"]
    assert "use case: Invoice processing" in results.nth(1).inner_text()
    view.tab.press("#search", "ArrowDown")
    assert view.tab.get_attribute("#search", "aria-activedescendant") == "results-1"
    view.tab.press("#search", "Enter")
    assert view.tab.inner_text("#panel h2") == "Amazon Textract"
    view.tab.fill("#search", "no such thing")
    assert view.tab.inner_text("#results") == "Nothing has these words."
    view.tab.press("#search", "Escape")
    assert view.tab.is_hidden("#results")


def test_click_shows_details(facts: Facts, show: Callable[..., View]) -> None:
    """A click on a node or an arrow fills the panel; a click beside them empties it again."""
    view = show(facts.page())
    view.click("network.getPosition(id)", "lambda")
    panel = view.panel()
    assert view.tab.inner_text("#panel h2") == "AWS Lambda"
    assert "invokes Amazon SageMaker AI" in panel
    assert "Amazon S3 triggers it" in panel
    assert "Support (1)" in panel
    view.choose({})
    view.click("network.body.edges[id].edgeType.getPoint(0.35)", "lambda sagemaker")
    assert view.tab.inner_text("#panel h2") == "AWS Lambda invokes Amazon SageMaker AI"
    view.tab.locator("#canvas").click(position={"x": 3, "y": 3})
    assert view.tab.inner_text("#panel h2") == "Overview"


def test_integration_shows_its_best_proofs(facts: Facts, show: Callable[..., View]) -> None:
    """Mechanism, operation, permission, confidence; three of many proofs with link, heading and dates."""
    more = tuple(replace(PROOF, pointer=f"Section {number}") for number in range(4))
    facts.integrations[0] = replace(facts.integrations[0], evidence=(PROOF, *more))
    view = show(facts.page())
    panel = view.choose({"integration": "lambda invokes sagemaker"})
    for text in ("SDK call", "InvokeEndpoint", "sagemaker:InvokeEndpoint", "0.95"):
        assert text in panel
    assert "held by AWS Lambda · for lambda.amazonaws.com · SDK call" in panel
    assert "“Synchronous invocation” · documentation · read 2026-11-22 · text of 2026-03" in panel
    links = view.tab.locator("#panel a")
    assert [links.count(), links.first.inner_text(), links.first.get_attribute("href")] == [3, PROOF.title, DOCUMENT]
    assert links.first.get_attribute("rel") == "noopener noreferrer"
    assert "The best 3 of 5. All: graph evidence lambda sagemaker" in panel


def test_own_names_are_not_links(facts: Facts, show: Callable[..., View]) -> None:
    """A document that has no page of its own is named, not linked."""
    sheet = replace(PROOF, document=THING + "document/sheet", title="The sheet")
    facts.integrations[0] = replace(facts.integrations[0], evidence=(sheet,))
    view = show(facts.page())
    assert "The sheet" in view.choose({"integration": "lambda invokes sagemaker"})
    assert view.tab.locator("#panel a").count() == 0


def test_route_is_told_step_by_step(facts: Facts, show: Callable[..., View]) -> None:
    """The panel lists the hops in order; their numbers stand on the arrows; the rest fades."""
    view = show(facts.page(view="from=s3&to=edge"))
    assert view.tab.inner_text("#panel h2") == "Amazon S3 → Edge device"
    hops = view.tab.locator("#panel .route > li > .go").all_inner_texts()
    assert hops == ["Amazon SageMaker AI reads from Amazon S3", "Amazon SageMaker AI deploys to Edge device"]
    assert view.panel().count("sagemaker:InvokeEndpoint") == 0
    assert "edge:InvokeEndpoint" in view.panel()
    labels = view.labels()
    assert {"hop 1", "hop 2", "how 1", "s3", "sagemaker", "edge"} <= labels.keys()
    assert overlaps(labels) == []
    assert [view.look(slug)["opacity"] for slug in ("s3", "edge", "textract")] == [1, 1, 0.16]
    view.choose({"node": ["s3"]})
    view.tab.click("text=← Routes")
    assert view.tab.inner_text("#panel h2") == "Amazon S3 → Edge device"


def test_a_denied_way_says_why(facts: Facts, show: Callable[..., View]) -> None:
    """Where people expect a way that does not exist, the panel says so and what stands between."""
    view = show(facts.page(view="from=textract&to=lambda"))
    assert "No route leads there." in view.panel()
    assert "It starts no function. Instead through Amazon S3." in view.panel()


def test_focus_is_strong(facts: Facts, show: Callable[..., View]) -> None:
    """One name in focus opens its details; several are strong, and what works with neither fades."""
    assert "Amazon SageMaker AI" in show(facts.page(view="node=sagemaker")).tab.inner_text("#panel h2")
    view = show(facts.page(view="node=sagemaker+lambda"))
    assert "In focus" in view.panel()
    assert [view.look(slug)["opacity"] for slug in ("lambda", "s3", "textract")] == [1, 1, 0.16]


@pytest.mark.parametrize(
    "view", ["node=nowhere&hops=9&at=x,y,z", "from=s3&to=nowhere", "pair=a+b&show=all&as=film", "%"]
)
def test_a_link_that_names_nothing_shows_the_overview(facts: Facts, show: Callable[..., View], view: str) -> None:
    """A link of another page, or a broken one, is no error."""
    opened = show(facts.page(), fragment=view)
    assert opened.tab.inner_text("#panel h2") == "Overview"
    assert {"s3", "lambda"} <= opened.labels().keys()


# ---- hostile text ----


def test_there_are_fifty_payloads() -> None:
    """Each of them different."""
    assert len(set(HOSTILE)) == len(HOSTILE) >= 50


def test_hostile_text_is_inert(facts: Facts, show: Callable[..., View], tmp_path: File) -> None:
    """Markup in labels, aliases, IRIs and addresses is shown as text and never runs, in panel, table, and files."""
    for number, text in enumerate(HOSTILE):
        slug = f"hostile-{number}"
        evil = replace(PROOF, title=text, pointer=text, document=f"javascript:{text}", evidence_class=text)
        claim = Claim(slug, text, text, text, text, text, (evil,))
        bad = f"javascript:hacked=1//{text}"
        lists: dict[str, Any] = {"aliases": (text,), "iam_prefixes": (text,), "principals": (text,)}
        marks: dict[str, Any] = {"categories": (f"category-{text}",), "status": "Retired", "status_since": text}
        marks["replaced_by"] = (text,)
        facts.services.append(Service(slug, bad, text, text, page=bad, claims=(claim,), **lists, **marks))
        facts.use_cases.append(UseCase(f"use-{number}", text, text, text, (text,), (slug, text)))
        needs = Permission((text,), text, (text,), text)
        many: dict[str, Any] = {"mechanism": (text,), "operation": (text,), "feature": (text,), "notes": (text,)}
        ends = (f"{THING}{text}{number}", slug, text, "lambda", text, "forward", 0.5)
        facts.integrations.append(Integration(*ends, permission=(needs,), evidence=(evil,), **many))
        facts.denied.append(NonIntegration(text, slug, text, "lambda", text, text, (text,), (evil,)))
    rules = [CallRule("s3", HOSTILE[0], HOSTILE[1], HOSTILE[2], (PROOF,))]
    content = replace(facts.content, rules=rules, said={"hostile-0": [(HOSTILE[0], HOSTILE[1])]})
    view = show(page(content, title=HOSTILE[0], view="node=hostile-0+hostile-1"))
    scripts = view.tab.evaluate("document.scripts.length")
    for kind in ("feature", "use-case", "support"):
        if view.tab.locator(f"[data-filter='show {kind}']").count():
            view.tab.check(f"[data-filter='show {kind}']")

    def flat(text: str) -> str:
        return " ".join(text.split())

    for number, text in enumerate(HOSTILE):
        key = {"integration": f"hostile-{number} {text} lambda"}
        for chosen in ({"node": [f"hostile-{number}"]}, key):
            assert flat(text) in flat(view.choose(chosen)), text
        assert view.tab.evaluate("[...document.querySelectorAll('a')].filter(a => a.protocol !== 'https:').length") == 0
    for text in HOSTILE[::7]:
        view.tab.fill("#search", text[:60])
    view.choose({"from": "hostile-0", "to": "lambda"})
    assert flat(HOSTILE[0]) in flat(view.panel())
    view.tab.hover("#canvas", position={"x": 400, "y": 400})
    view.choose({"from": "", "to": ""})
    for ending in ("svg", "mmd", "csv", "png"):
        with view.tab.expect_download() as waiting:
            view.tab.evaluate("ending => void servicekg.save(ending)", ending)
        waiting.value.save_as(tmp_path / f"saved.{ending}")
    drawing = ElementTree.parse(tmp_path / "saved.svg")
    names = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert names <= {"svg", "title", "defs", "marker", "path", "rect", "g", "circle", "polygon", "text"}
    rows = list(csv.reader(StringIO((tmp_path / "saved.csv").read_bytes().decode(), newline="")))
    assert {len(row) for row in rows} == {9}
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
    assert all(
        re.match(r"flowchart LR$|    n\d+(\[| -->)", line) for line in (tmp_path / "saved.mmd").read_text().splitlines()
    )
    view.choose({"as": "table"})
    assert view.tab.locator("#integrations-table tbody tr").count() >= 50
    assert view.tab.evaluate("typeof hacked") == "undefined"
    assert view.tab.evaluate("document.querySelectorAll('img, svg, iframe, object, embed, form').length") == 0
    assert view.tab.evaluate("document.scripts.length") == scripts == 3
    assert flat(view.tab.title()) == flat(HOSTILE[0])


# ---- everybody's screen ----


@pytest.mark.parametrize("width", [360, 390, 768])
def test_small_screens_scroll_downwards_only(facts: Facts, show: Callable[..., View], width: int) -> None:
    """At phone width nothing sticks out to the side, and the panel lies under the canvas."""
    view = show(facts.page(), width=width, height=740)
    view.choose({"node": ["sagemaker"]})
    assert view.tab.evaluate("document.documentElement.scrollWidth") <= width
    canvas, panel = (view.tab.locator(one).bounding_box() for one in ("#canvas", "aside"))
    assert canvas["width"] >= 300
    if width < 760:
        assert panel["y"] >= canvas["y"] + canvas["height"]
    assert overlaps(view.labels()) == []


def test_keyboard_reaches_everything(facts: Facts, show: Callable[..., View]) -> None:
    """From search to a service, on to an integration and its evidence, and back, without a mouse."""
    view = show(facts.page())
    view.tab.focus("#search")
    view.tab.keyboard.type("lambda")
    view.tab.keyboard.press("Enter")
    assert view.tab.evaluate("document.activeElement.textContent") == "AWS Lambda"
    entry = view.tab.locator("#panel .go", has_text="invokes Amazon SageMaker AI")
    for _ in range(12):
        view.tab.keyboard.press("Tab")
        if entry.evaluate("it => it === document.activeElement"):
            break
    assert view.tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    view.tab.keyboard.press("Enter")
    assert view.tab.inner_text("#panel h2") == "AWS Lambda invokes Amazon SageMaker AI"
    view.tab.keyboard.press("Escape")
    assert view.tab.inner_text("#panel h2") == "Overview"


def test_empty_picture_opens(show: Callable[..., View]) -> None:
    """A picture of nothing says so and complains of nothing."""
    view = show(page(Content([]), title="Nothing"))
    assert view.tab.inner_text("#shown") == "Drawn: 0 services, 0 connections."
