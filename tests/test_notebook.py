"""Objects show themselves in notebooks: all that is known of them, and nothing in them can do harm."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import copy
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

import pytest

import graph
from graph import Catalog, Hop, Path, Routes
from graph.diagrams import needs
from graph.terms import ending

from .conftest import ROOT

TAGS = {"a", "b", "br", "div", "li", "ol", "p", "table", "tbody", "td", "th", "thead", "tr"}
ATTRIBUTES = {
    *[("target", "_blank"), ("rel", "noopener noreferrer"), ("style", "text-align:left")],
    ("class", "tex2jax_ignore mathjax_ignore"),
}


class Read(HTMLParser):
    """Reads HTML as a browser does, and stops at whatever is not known to be harmless."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""
        self.opened: list[str] = []
        self.feed(html)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        links = [value or "" for name, value in attrs if name == "href"]
        assert {attribute for attribute in attrs if attribute[0] != "href"} <= ATTRIBUTES
        assert len(links) == (tag == "a")
        assert all(link.startswith("https://") for link in links)
        assert tag != "a" or ("rel", "noopener noreferrer") in attrs
        self.links += links
        self.opened += [tag] if tag != "br" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag
        self.text += " " if tag in ("p", "td", "th") else ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def stop(self, *said: Any, **more: Any) -> None:
        """Nothing but tags and text."""
        raise AssertionError(said)

    handle_comment = handle_decl = handle_pi = unknown_decl = stop


def by_rule(catalog: Catalog) -> Hop:
    """A hop that only a general rule allows."""
    return Hop("lambda", "textract", (), catalog.call_rules()[0])


def noted(catalog: Catalog) -> Path:
    """A path with all that a path can have."""
    path = graph.shortest(catalog, "lambda", "sagemaker")[0]
    return replace(path, notes=("mind the gap",), alternatives=(("lambda", "sns", "sagemaker"),) * 7)


def stopped(catalog: Catalog) -> Routes:
    """No route, why there is none, and a search that was stopped."""
    return replace(graph.routes(catalog, "vpc", "s3"), why=("All roads are closed.",), complete=False)


def named(catalog: Catalog) -> Catalog:
    """A catalog with a version."""
    other = copy(catalog)
    other.manifest = {"ontology_version": "7.8.9"}
    return other


# Kind: how to make one of the small graph, and what it must say.
SHOWN: dict[str, tuple[Callable[[Catalog], Any], str]] = {
    "service": (
        lambda c: replace(c.service("aurora"), categories=("databases",), use_cases=("reporting",)),
        "Amazon Aurora (aurora)|Runs relational|also named Aurora|categories databases|features RDS Data API"
        "|use cases reporting|page https://aws.amazon.com/rds/aurora/",
    ),
    "retired service": (lambda c: c.service("qldb"), "Retired since 2025-07-31; replaced by aurora"),
    "feature": (
        lambda c: next(one for one in c.features() if one.slug == "aurora/data-api"),
        "RDS Data API (aurora/data-api)|part of aurora|also named Data API",
    ),
    "use case": (lambda c: c.use_cases()[0], "Document digitization|Turn paper|served by textract"),
    "integration": (
        lambda c: c.between("s3", "lambda")[0],
        "Amazon S3 triggers AWS Lambda (s3 → lambda)|mechanism event-notification|confidence 0.|(2 of 2)"
        "|permission lambda:InvokeFunction for s3.amazonaws.com",
    ),
    "much proven integration": (
        lambda c: replace(c.between("s3", "lambda")[0], evidence=c.between("s3", "lambda")[0].evidence * 2),
        "(3 of 4)",
    ),
    "hop": (
        lambda c: graph.shortest(c, "lambda", "sagemaker")[0].hops[0],
        "lambda → sagemaker invokes (sdk-call)|needs: sagemaker:InvokeEndpoint held by lambda|(1 of 2)",
    ),
    "hop backward": (lambda c: Hop("s3", "glue", tuple(c.between("s3", "glue"))), "s3 → glue glue reads from (conn"),
    "hop of several": (
        lambda c: Hop("sagemaker", "s3", tuple(c.between("sagemaker", "s3"))),
        "sagemaker → s3 reads from (resource-property)|also: Amazon SageMaker AI writes to Amazon S3",
    ),
    "hop by rule": (
        by_rule,
        "lambda → textract can call any API (sdk-call)|needs: depends on the operation called"
        "|rule: Code in AWS Lambda calls any API. The execution role",
    ),
    "path": (
        noted,
        "lambda → sagemaker (1 hop)|Note: mind the gap.|needs: |or: lambda → sns → sagemaker|and 2 more variants",
    ),
    "path of nothing": (lambda c: Path(("s3",), ()), "s3 (0 hops)"),
    "routes": (
        lambda c: graph.routes(c, "s3", "sagemaker"),
        "s3 → sagemaker (1 hop)|Not directly from s3 to sagemaker: Bucket|Between them: lambda.",
    ),
    "no routes": (stopped, "No path from vpc to s3.|All roads are closed.|The search was stopped"),
    "finding": (lambda c: graph.find(c, "fraud")[0], "Amazon SageMaker AI (sagemaker)|use case: Fraud detection"),
    "non-integration": (
        lambda c: c.non_integrations()[0],
        "Not directly from s3 to sagemaker: Bucket|role triggers|mechanism event-notification|(1 of 1)",
    ),
    "rows": (
        lambda c: c.query("SELECT ?who ?none ?page { service:aurora rdfs:seeAlso ?page BIND(service:aurora AS ?who) }"),
        "who none page service:aurora  https://aws.amazon.com/rds/aurora/ 1 row",
    ),
    "yes": (lambda c: c.query("ASK { service:s3 ?p ?o }"), "yes"),
    "no": (lambda c: c.query("ASK { service:s4 ?p ?o }"), "no"),
    "triples": (
        lambda c: c.query("CONSTRUCT WHERE { service:aurora rdfs:seeAlso ?page }"),
        "subject predicate object service:aurora rdfs:seeAlso https://aws.amazon.com/rds/aurora/ 1 triple",
    ),
    "catalog": (named, "Knowledge graph (version 7.8.9)|services 23|integrations 29|categories 7"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://example.org/"onclick="alert(1)',
    "https://example.org/' style='x <style>*{}</style><!-- &lt;b&gt;",
    "http://example.org/",
    "//example.org/",
]


@pytest.mark.parametrize("kind", SHOWN)
def test_each_kind_shows_what_is_known(tiny: Catalog, kind: str) -> None:
    """In tags that are harmless, and that close."""
    make, words = SHOWN[kind]
    said = Read(make(tiny)._repr_html_()).text
    assert [text for text in words.split("|") if text not in said] == []


@pytest.mark.parametrize("kept", ["status", "status document page"])
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", [kind for kind in SHOWN if kind not in ("rows", "yes", "no", "triples", "catalog")])
def test_hostile_text_is_only_text(tiny: Catalog, kind: str, text: str, kept: str) -> None:
    """Wherever it stands in an object, also under a good address, it is shown as it is."""

    def poisoned(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(poisoned, value))
        if is_dataclass(value) and not isinstance(value, type):
            names = [field.name for field in fields(value) if field.name not in kept.split()]
            return replace(value, **{name: poisoned(getattr(value, name)) for name in names})
        return text if isinstance(value, str) else value

    read = Read(poisoned(SHOWN[kind][0](tiny))._repr_html_())
    assert text in read.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_answers_and_versions_are_only_text(tiny: Catalog, text: str) -> None:
    """Values and names of columns, literals of triples, and what the manifest says."""
    value = json.dumps(text)
    rows = tiny.query(f"SELECT ({value} AS ?x) {{}}")
    other = named(tiny)
    other.manifest["ontology_version"] = text
    for thing in (
        rows,
        replace(rows, variables=(text,)),
        tiny.query(f"CONSTRUCT {{ service:s3 rdfs:label {value} }} WHERE {{}}"),
        tiny.query(f"SELECT (CONCAT(STR(service:), {value}) AS ?x) {{}}"),
        other,
    ):
        assert text in Read(thing._repr_html_()).text
    assert Read(tiny.query("SELECT (IRI('javascript:alert(1)') AS ?x) {}")._repr_html_()).links == []


@pytest.mark.parametrize(("query", "name"), [("SELECT ?s ?p ?o", "rows"), ("CONSTRUCT", "triples")])
@pytest.mark.parametrize(("limit", "said"), [(100, ""), (101, ", 1 more than shown")])
def test_long_answers_say_how_much_is_left_out(tiny: Catalog, query: str, name: str, limit: int, said: str) -> None:
    """A hundred are shown, and the same again the next time."""
    answer = tiny.query(f"{query} WHERE {{ ?s ?p ?o }} LIMIT {limit}")
    for _ in range(2):
        html = answer._repr_html_()
        assert html.count("<tr>") == 1 + 100
        assert Read(html).text.rstrip().endswith(f"{limit} {name}{said}")


def test_addresses_are_links_and_names_are_none(tiny: Catalog) -> None:
    """The page of a service, the best proofs; an IRI of ours opens nothing."""
    assert Read(tiny.service("aurora")._repr_html_()).links == ["https://aws.amazon.com/rds/aurora/"]
    step = tiny.between("lambda", "sagemaker")[0]
    assert [proof.document.startswith("https://w3id.org/") for proof in step.evidence] == [False, True]
    assert Read(step._repr_html_()).links == [step.evidence[0].document]


def test_notebooks_and_commands_use_the_same_words(tiny: Catalog) -> None:
    """What became of a service, and what a hop needs."""
    for one in tiny.services():
        words = ending(one.status, one.status_since, one.replaced_by)
        assert words[1:] in Read(one._repr_html_()).text
    for step in [Hop(i.source, i.target, (i,)) for i in tiny.integrations()] + [by_rule(tiny)]:
        assert f"needs: {'; '.join(needs(step))}" in Read(step._repr_html_()).text


def test_only_notebooks_load_it() -> None:
    """Not ``import graph``, nor a command that prints objects."""
    code = "from graph.cli import main; main(['path', 'lambda', 'sagemaker'], standalone_mode=False)"
    check = f"{code}\nimport sys\nsys.exit('graph.notebook' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=True, capture_output=True)
