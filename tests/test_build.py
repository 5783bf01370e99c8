"""Compiling: the same bytes every time, whole or not at all, and nothing that breaks a check."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store as Oxigraph

from graph import BadGraph, BadInput, BadTable, BadTurtle, CannotWrite, Catalog, build_graph
from graph.build import compile_graph
from graph.shipped import folder, ontology
from graph.terms import KG, RDF, thing

from .conftest import ROOT


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the ontology folder that a test may change."""
    return Path(shutil.copytree(ontology(), tmp_path / "ontology"))


def append(file: Path, *cells: str) -> int:
    """Add a row to a table; its line number."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write("\t".join(cells) + "\n")
    return len(file.read_text(encoding="utf-8").splitlines())


def test_two_builds_give_the_same_bytes_under_other_hash_seeds(compiled: Path, tmp_path: Path) -> None:
    """The graph at hand, built under a seed by chance, and a new one: files byte for byte, the store quad for quad."""
    outs = [compiled, tmp_path / "again"]
    command = [sys.executable, "-m", "graph", "build", "-o", str(outs[1])]
    subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "1"}, cwd=ROOT, check=True, capture_output=True)
    one, two = ({file.name: file.read_bytes() for file in out.iterdir() if file.is_file()} for out in outs)
    assert one == two
    assert sorted(one) == [
        *["actions.json", "candidates.nt.gz", "completions.json", "graph.nt.gz"],
        *["integrations.jsonl", "manifest.json", "network.json"],
    ]
    quads = [sorted(map(str, Oxigraph.read_only(str(out / "store")))) for out in outs]
    assert quads[0] == quads[1]
    assert len(quads[0]) == gzip.decompress(one["graph.nt.gz"]).count(b"\n")


def test_the_compiled_graph_names_nothing_of_the_machine_that_built_it(compiled: Path) -> None:
    """No path and no clock gets into what is shipped."""
    for file in compiled.rglob("*"):
        if file.is_file():
            assert str(ROOT).encode() not in file.read_bytes(), file.name
    assert not list((compiled / "store").glob("LOG*"))


def test_a_shipped_graph_is_what_its_sources_say(compiled: Path) -> None:
    """The manifest counts what the files hold."""
    manifest = json.loads((compiled / "manifest.json").read_text())
    lines = gzip.decompress((compiled / "graph.nt.gz").read_bytes()).decode().splitlines()
    assert manifest["triples"] == len(lines)
    assert lines == sorted(lines)
    assert manifest["counts"]["Service"] >= 55


INTEGRATION = ["lambda", "invokes", "textract", "sdk-call", "Do", "", "", "", ""]
PROOF = ["botocore", "a pointer", "2026-11-22", ""]
DENIED = ["", "", *PROOF[:3], "why"]
PAGE = "https://docs.aws.amazon.com/nowhere.html"


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("integrations/lambda.tsv", ["lambada", *INTEGRATION[1:], *PROOF], "no participant is named 'lambada'"),
        ("integrations/lambda.tsv", ["lambda", "calls", *INTEGRATION[2:], *PROOF], "no role is named 'calls'"),
        ("integrations/lambda.tsv", [*INTEGRATION[:2], "lambda", *INTEGRATION[3:], *PROOF], "the same"),
        (
            "integrations/lambda.tsv",
            [*INTEGRATION[:3], "magic", *INTEGRATION[4:], *PROOF],
            "no mechanism is named 'magic'",
        ),
        ("integrations/lambda.tsv", [*INTEGRATION[:5], "lambda/none", "", "", "", *PROOF], "no feature is named"),
        ("integrations/lambda.tsv", [*INTEGRATION[:6], "textract", "lambda", "", *PROOF], "is no IAM action"),
        ("integrations/lambda.tsv", [*INTEGRATION[:6], "textract:Do", "lambda", "", *PROOF], "no IAM action is named"),
        ("integrations/lambda.tsv", [*INTEGRATION[:6], "textract:Nope*", "lambda", "", *PROOF], "no IAM action"),
        ("integrations/lambda.tsv", [*INTEGRATION[:6], "textract:DetectDocumentText", "", "", *PROOF], "nobody holds"),
        ("integrations/lambda.tsv", [*INTEGRATION, "https://a.b/", *PROOF[1:]], "no document is named"),
        ("integrations/lambda.tsv", [*INTEGRATION, "botocore", "", *PROOF[2:]], "the cell 'pointer' is empty"),
        ("integrations/lambda.tsv", [*INTEGRATION, *PROOF[:2], "yesterday", ""], "is no date"),
        ("integrations/lambda.tsv", INTEGRATION, "9 cells, the header has 13"),
        (
            "documents.tsv",
            ["https://example.org/", "documentation", "A page", "", ""],
            "not a page of AWS documentation",
        ),
        ("documents.tsv", ["botocore", "sdk-client", "Again", "", ""], "stands twice"),
        ("documents.tsv", ["new", "hearsay", "A page", "", ""], "no class of evidence is named 'hearsay'"),
        ("services.tsv", ["Lambda Two", "Two", "", "", "", ""], "is not a slug"),
        ("services.tsv", ["lambda", "Again", "", "", "", ""], "is taken"),
        ("features.tsv", ["nowhere/thing", "Feature", "Thing", "", ""], "no service or feature is named 'nowhere'"),
        ("features.tsv", ["lambda/thing", "Trick", "Thing", "", ""], "no class of features is named 'Trick'"),
        ("claims/cheat-sheet.tsv", ["lambda", "likes", "s3", "", "", *PROOF], "a claim cannot say 'likes'"),
        ("claims/cheat-sheet.tsv", ["lambda", "status", "Dead", "", "", *PROOF], "no object is named 'Dead'"),
        ("claims/cheat-sheet.tsv", ["lambda", "inCategory", "s3", "", "", *PROOF], "no category is named 's3'"),
        ("claims/cheat-sheet.tsv", ["lambda", "inCategory", "compute", "Perhaps", "", *PROOF], "no standing is named"),
        (
            "non-integrations.tsv",
            ["sqs", "triggers", "lambda", *DENIED],
            "sqs/triggers/lambda is denied, but published",
        ),
        ("non-integrations.tsv", ["s3", "flowsTo", "sagemaker", *DENIED], "sagemaker/readsFrom/s3 is denied, but"),
        ("review/candidates.tsv", ["lambda", "calls", "s3", "reject", "", "why", ""], "no role is named 'calls'"),
        ("review/candidates.tsv", ["lambda", "invokes", "s3", "maybe", "", "why", ""], "no verdict is named 'maybe'"),
        (
            "review/candidates.tsv",
            ["lambda", "invokes", "s3", "change", "", "why", ""],
            "only a change, says in becomes",
        ),
        ("review/candidates.tsv", ["lambda", "invokes", "s3", "change", "s3", "why", ""], "'s3' is no integration"),
        ("review/candidates.tsv", ["lambda", "invokes", "s3", "reject", "", "", ""], "the cell 'reason' is empty"),
        ("review/candidates.tsv", ["lambda", "runsOn", "s3", "accept", "", "why", ""], "but nothing proves it"),
        ("review/candidates.tsv", ["sqs", "triggers", "lambda", "reject", "", "why", ""], "is rejected, but published"),
        ("readings.tsv", ["lambda", PAGE, "2026-11-22", "good", ""], "no outcome is named 'good'"),
        ("readings.tsv", ["lambda", PAGE, "2026-11-22", "gave", ""], "no document is named"),
        ("readings.tsv", ["lambda", "https://example.org/", "2026-11-22", "nothing", ""], "not a page of AWS"),
        ("use-cases.tsv", ["new-job", "New job", "", "", "nowhere"], "no use-case is named 'nowhere'"),
    ],
)
def test_a_row_that_breaks_a_rule_stops_the_build_with_its_line(
    sources: Path, tmp_path: Path, table: str, cells: list[str], said: str
) -> None:
    """File, line and rule are named, and what was built before stays."""
    out = tmp_path / "out"
    (out / "kept").mkdir(parents=True)
    line = append(sources / "data" / table, *cells)
    with pytest.raises(BadTable) as caught:
        build_graph(sources, out)
    assert f"{Path(table).name}, line {line}: " in caught.value.message
    assert said in caught.value.message
    assert (out / "kept").is_dir()


def test_two_verdicts_on_one_candidate_stop_the_build(sources: Path, tmp_path: Path) -> None:
    """The second names the line of the first."""
    first = append(sources / "data" / "review" / "candidates.tsv", "lambda", "runsOn", "s3", "reject", "", "why", "")
    append(sources / "data" / "review" / "candidates.tsv", "lambda", "runsOn", "s3", "unproven", "", "why", "")
    with pytest.raises(BadTable, match=f"lambda/runsOn/s3 was judged already, in line {first}"):
        build_graph(sources, tmp_path / "out")


def test_a_changed_header_is_named_with_the_one_expected(sources: Path, tmp_path: Path) -> None:
    """A table of another shape is not guessed at."""
    (sources / "data" / "services.tsv").write_text("name\tlabel\n")
    with pytest.raises(BadTable, match=r"services\.tsv, line 1: the header is name label"):
        build_graph(sources, tmp_path / "out")


@pytest.mark.parametrize(
    ("damage", "error", "said"),
    [
        (lambda o: (o / "catalog.ttl").write_text("@prefix a: <a:> .\na:b a:c"), BadTurtle, r"catalog\.ttl, line 2"),
        (lambda o: (o / "data" / "services.tsv").unlink(), BadTable, r"services\.tsv"),
        (lambda o: shutil.rmtree(o), BadInput, "no such folder"),
    ],
)
def test_a_missing_or_malformed_source_is_named(
    sources: Path, tmp_path: Path, damage: Callable[[Path], object], error: type[Exception], said: str
) -> None:
    """The file, and where there is one, the line."""
    damage(sources)
    with pytest.raises(error, match=said):
        build_graph(sources, tmp_path / "out")


def test_a_graph_that_breaks_a_shape_is_not_written(sources: Path, tmp_path: Path) -> None:
    """A service without a purpose is nothing to publish, and the message says what to do."""
    append(sources / "data" / "services.tsv", "nameless", "Nameless", "", "", "", "")
    with pytest.raises(BadGraph, match="ServiceShape-purpose") as caught:
        build_graph(sources, tmp_path / "out")
    assert "service/nameless" in caught.value.message
    assert not (tmp_path / "out").exists()


def test_an_unproven_integration_is_a_candidate_beside_the_graph(sources: Path) -> None:
    """The sheet alone proves no integration: it stays out of the graph, and nothing of it is left in there."""
    append(
        sources / "data" / "integrations" / "lambda.tsv",
        *["lambda", "orchestrates", "textract", "sdk-call", "", "", "", "", ""],
        *["aws-ml-cheat-sheet", "Key Tools, line 9999", "2026-11-22", ""],
    )
    compiled = compile_graph(sources)
    iri = thing("integration", "lambda/orchestrates/textract")
    assert not [t for t in compiled.published if iri in str(t) or "line 9999" in str(t)]
    assert f"<{iri}> <{RDF.type}> <{KG.Candidate}>" in {str(t) for t in compiled.candidates}
    assert [t for t in compiled.candidates if "line 9999" in str(t)]
    assert ["lambda", "textract", "orchestrates"] not in [edge[:3] for edge in compiled.network["edges"]]


def test_confidence_counts_each_family_of_evidence_once(catalog: object) -> None:
    """Pages are one witness, the sheet and AWS's tools are others: 1 − 0.05 × 0.7 × 0.05; never quite certain."""
    edges = Catalog(compile_graph(ontology()).network).edges
    found = {f"{edge.source} {edge.role} {edge.target}": edge.confidence for edge in edges}
    assert found["lambda invokes sagemaker"] == 0.9982
    assert found["qldb streamsTo kinesis-data-streams"] == 0.95
    assert max(found.values()) == 0.9999


def test_an_output_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    """A file where the folder should be, and nothing is left behind."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="Cannot write"):
        build_graph(ontology(), tmp_path / "file" / "out", checked=False)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def test_an_interrupted_build_leaves_the_old_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is replaced at the very end or not at all."""
    out = Path(shutil.copytree(folder(), tmp_path / "out"))
    before = (out / "manifest.json").read_bytes()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("graph.build._write_store", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_graph(ontology(), out, checked=False)
    assert (out / "manifest.json").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
