"""What differs between two builds: what came, what went, what is proven or stands otherwise."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from pyoxigraph import Triple

from graph import BadInput, BadTurtle, Catalog, CompiledGraphError, GraphError
from graph.changes import Change, differences, read_graph, release_notes
from graph.shipped import ontology
from graph.turtle import n_triples, read_text

TINY = (ontology() / "examples" / "tiny.ttl").read_text(encoding="utf-8")
OLD = read_text(TINY, "tiny.ttl")
SHEET = "https://docs.aws.amazon.com/solutions/latest/constructs/aws-lambda-sagemakerendpoint.html"
MXNET = "<evidence/sheet-62> ;\n    kg:standing kg:Outdated"
PROOF = f"documentation: {SHEET}, “Default settings, AWS Lambda Function”"


def variant(old: str, new: str) -> list[Triple]:
    """The small graph with one text changed in every place where it stands."""
    assert old in TINY
    return read_text(TINY.replace(old, new), "variant.ttl")


def without(iri: str) -> list[Triple]:
    """The small graph without what it says of one thing."""
    return [triple for triple in OLD if not str(triple.subject).endswith(f"/id/{iri}>")]


def test_the_same_graph_has_no_changes(tiny: Catalog) -> None:
    """Not against itself, nor in another order, nor with the same triple twice."""
    graph = tiny.triples()
    assert differences(graph, graph) == []
    assert differences(graph, [*reversed(graph), graph[0]]) == []
    assert differences([], []) == []


def test_a_service_comes_and_goes_with_its_status() -> None:
    """Read forward it came, read backward it went; the status says what it came or went as."""
    fewer, label, status = without("service/qldb"), "Amazon QLDB", "Retired since 2025-07-31; replaced by aurora"
    assert differences(fewer, OLD)[0] == Change("service", "qldb", label, "came", (status,))
    assert differences(OLD, fewer)[0] == Change("service", "qldb", label, "went", (status,))


def test_an_integration_comes_and_goes_with_its_proofs() -> None:
    """Each proof stands behind the sign of what became of it."""
    slug, label = "api-gateway/invokes/lambda", "Amazon API Gateway invokes AWS Lambda"
    fewer = without(f"integration/{slug}")
    [came], [went] = differences(fewer, OLD), differences(OLD, fewer)
    assert (came.kind, came.slug, came.label, came.change) == ("integration", slug, label, "came")
    assert (went.kind, went.slug, went.label, went.change) == ("integration", slug, label, "went")
    assert [proof[:2] for proof in came.detail + went.detail] == ["+ ", "- "]
    assert came.detail[0][2:] == went.detail[0][2:]


def test_a_claim_comes_as_a_sentence_under_its_subject() -> None:
    """Nobody knows a claim by its hash."""
    [change] = differences(without("claim/lambda-category"), OLD)
    assert (change.kind, change.slug, change.change) == ("claim", "lambda", "came")
    assert change.label == "AWS Lambda inCategory Developer tools"


def test_only_the_evidence_changed() -> None:
    """The integration is the same; what came and what went is named."""
    new = variant("<evidence/lambda-sagemaker>, <evidence/lambda-sagemaker-construct>", "<evidence/lambda-sagemaker>")
    [change] = differences(OLD, new)
    assert (change.kind, change.slug, change.change) == ("integration", "lambda/invokes/sagemaker", "evidence")
    assert [proof[:21] for proof in change.detail] == ["- solutions-construct"]

    [change] = differences(OLD, variant("Default settings, AWS Lambda Function", "Overview"))
    assert change.detail == (f"- {PROOF}", f"+ documentation: {SHEET}, “Overview”")


def test_evidence_read_again_is_no_change() -> None:
    """Neither the day of reading nor the name of the evidence is a proof."""
    assert differences(OLD, variant("2026-11-22", "2026-12-24")) == []
    assert differences(OLD, variant("<evidence/lambda-sagemaker>", "<evidence/fresh>")) == []


@pytest.mark.parametrize(
    ("old", "new", "slug", "detail"),
    [
        (
            'kg:status kg:Retired ;\n    kg:statusSince "2025-07-31"^^xsd:date ;',
            "kg:status kg:Active ;",
            "qldb",
            ("Retired since 2025-07-31; replaced by aurora", "Active; replaced by aurora"),
        ),
        (
            "dcterms:isReplacedBy <service/aurora>",
            "dcterms:isReplacedBy <service/aurora>, <service/s3>",
            "qldb",
            ("Retired since 2025-07-31; replaced by aurora", "Retired since 2025-07-31; replaced by aurora, s3"),
        ),
        (
            'kg:statusSince "2026-07-30"^^xsd:date',
            'kg:statusSince "2026-08"^^xsd:gYearMonth',
            "sagemaker/debugger",
            ("ClosedToNewCustomers since 2026-07-30", "ClosedToNewCustomers since 2026-08"),
        ),
        (
            'rdfs:label "PyTorch"@en .',
            'rdfs:label "PyTorch"@en ; kg:status kg:Active .',
            "deep-learning-amis/pytorch",
            ("not stated", "Active"),
        ),
    ],
)
def test_a_status_changes_with_its_date_and_successors(old: str, new: str, slug: str, detail: tuple[str, str]) -> None:
    """Of services and of features; any of the three parts counts."""
    [change] = differences(OLD, variant(old, new))
    assert (change.kind, change.slug, change.change, change.detail) == ("status", slug, "status", detail)


def test_a_claim_that_holds_no_longer_changes_its_standing() -> None:
    """It stays in the graph with its evidence, so it neither came nor went."""
    [change] = differences(OLD, variant(MXNET, MXNET.replace("Outdated", "Holds")))
    assert (change.kind, change.slug, change.change) == ("claim", "deep-learning-amis", "status")
    assert change.detail == ("Outdated", "Holds")


def test_the_order_is_stable() -> None:
    """By kind, slug and label, whatever order the triples come in."""
    found = differences([], OLD)
    kinds = [change.kind for change in found]
    assert kinds == sorted(kinds, key=["service", "status", "integration", "claim"].index)
    services = [change.slug for change in found if change.kind == "service"]
    assert services == sorted(services)
    assert len(services) == 23
    shuffled = random.Random(0).sample(OLD, len(OLD))
    assert differences([], shuffled) == found


def test_a_folder_and_its_file_are_the_same_build(compiled: Path, tmp_path: Path) -> None:
    """Compiled, gzipped, unpacked: each gives the same triples."""
    packed = compiled / "graph.nt.gz"
    plain = tmp_path / "graph.nt"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    graph = read_graph(compiled)
    assert graph == read_graph(packed) == read_graph(plain)
    assert differences(graph, read_graph(plain)) == []


def test_turtle_is_read_too(tiny: Catalog, tmp_path: Path) -> None:
    """Hand-written or sorted, plain or gzipped."""
    assert read_graph(ontology() / "examples" / "tiny.ttl") == OLD
    packed = tmp_path / "old.nt.gz"
    packed.write_bytes(gzip.compress(n_triples(tiny.triples())))
    assert differences(tiny.triples(), read_graph(packed)) == []


GOOD = gzip.compress(b"<a:b> <a:c> <a:d> .\n")
FORGED = b'{"files": {"graph.nt.gz": "0"}, "inputs": ""}'


@pytest.mark.parametrize(
    ("name", "data", "error", "said"),
    [
        ("a.nt", b"<a:b> <a:c> <a:d> .\n<a:b> .\n", BadTurtle, "line 2"),
        ("a.nt", b"\xff", BadTurtle, "UTF-8"),
        ("a.nt.gz", b"no gzip", BadInput, "Not a gzipped file"),
        ("a.nt.gz", GOOD[:-9], BadInput, "end-of-stream"),
        ("a.nt.gz", GOOD[:12] + b"\xff\xff" + GOOD[14:], BadInput, "a.nt.gz: "),
        ("a.nt.gz", gzip.compress(b"\xff"), BadInput, "can't decode"),
        ("a.nt.gz", gzip.compress(b"\n<a:b> .\n"), BadTurtle, "line 2"),
        ("a.zip", b"", BadInput, "not a build"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, data: bytes, error: type[GraphError], said: str) -> None:
    """What is wrong, where it is known the line, and what to give instead."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(error, match=said) as caught:
        read_graph(tmp_path / name)
    assert name in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("name", ["none", "none.nt", "none.nt.gz"])
def test_a_missing_build_is_named(tmp_path: Path, name: str) -> None:
    """Whatever kind was meant."""
    with pytest.raises(BadInput, match=r"(?i)no such file") as caught:
        read_graph(tmp_path / name)
    assert caught.value.hint


def forged(where: Path) -> None:
    """A manifest that tells another hash than that of the file."""
    (where / "manifest.json").write_bytes(FORGED)
    (where / "graph.nt.gz").write_bytes(GOOD)


@pytest.mark.parametrize(("fill", "said"), [(lambda where: None, "No compiled graph"), (forged, "damaged")])
def test_a_folder_that_is_no_whole_build_is_refused(tmp_path: Path, fill: Callable[[Path], None], said: str) -> None:
    """Without a manifest, or with bytes that the manifest does not know."""
    fill(tmp_path)
    with pytest.raises(CompiledGraphError, match=said) as caught:
        read_graph(tmp_path)
    assert caught.value.hint


def test_release_notes_tell_each_kind_once(tiny: Catalog) -> None:
    """What came, went or changed stands under a heading with its count; claims and proofs are only counted."""
    status = variant("kg:status kg:ClosedToNewCustomers", "kg:status kg:Retired")
    assert release_notes(differences(OLD, OLD)) == ""
    notes = release_notes(differences([], OLD))
    headings = [line for line in notes.splitlines() if line.startswith("#")]
    counts = Counter(one.kind for one in differences([], OLD))
    assert headings == [
        f"## Services that came ({counts['service']})",
        f"## Integrations that came ({counts['integration']})",
        f"## Claims that came ({counts['claim']})",
    ]
    assert "- lambda invokes sagemaker" in notes
    assert "## Services that went" in release_notes(differences(OLD, []))
    assert "## Statuses that changed (3)" in release_notes(differences(OLD, status))
    assert "- Amazon Augmented AI (augmented-ai): ClosedToNewCustomers → Retired" in release_notes(
        differences(OLD, status)
    )


def test_the_command_writes_release_notes(run: Callable[..., Result], tmp_path: Path) -> None:
    """As Markdown on stdout; differences give exit code 1."""
    (tmp_path / "old.ttl").write_text(TINY.replace("kg:status kg:ClosedToNewCustomers", "kg:status kg:Retired"))
    (tmp_path / "new.ttl").write_text(TINY)
    done = run("diff", str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"), "--format", "md")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        "## Statuses that changed (3)\n\n- Amazon Augmented AI (augmented-ai): Retired → Closed"
    )
