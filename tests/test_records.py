"""From harvested records to integrations: identity, direction, role, one word for one fact, what stays a candidate."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from graph import BadTable, Catalog
from graph.build import compile_graph
from graph.shipped import ontology
from graph.terms import KG, thing

VERDICTS = "source\trole\ttarget\tverdict\tbecomes\treason\tpage"
HEADER = "source\ttarget\tmember\thint\tfound\tpackage\tpointer"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The shipped ontology with a snapshot and rules of a few lines."""
    copy = Path(shutil.copytree(ontology(), tmp_path / "ontology"))
    data = copy / "data"
    shutil.rmtree(data / "evidence")
    (data / "evidence").mkdir()
    write(
        data / "identities.tsv",
        "kind\tid\tservice\treason",
        *(f"client\t{client}\t{service}\t" for client, service in CLIENTS.items()),
        "client\tnothing\t\tno product of its own",
        "iam-prefix\tsns\tsns\t",
    )
    write(
        data / "rules.tsv",
        "class\tsource\ttarget\tmember\thint\tmeans\trole\tway\tmechanism\treason",
        "hard|soft\t\tlambda\t(?i)eventsource\t\t\ttriggers\tturned\tevent-source-mapping\tit names what is polled",
        "hard|soft\t\tlambda\t\t\t\tinvokes\t\tresource-property\ta function is there to be called",
        "hard\t\tsns\t^topic$\t\t\tnotifies\t\tresource-property\ttopics take messages",
        "hard\t\ts3\tInventory\t\t\t-\t\t\tan inventory of what there is, no integration",
    )
    write(data / "review" / "candidates.tsv", VERDICTS)
    write(data / "role-words.tsv", "roles\treason", "triggers|invokes|notifies\tsources take one for the other")
    with (data / "evidence-classes.tsv").open("a") as classes:
        classes.write("hard\thard\t0.9\ttest\nsoft\tsoft\t0.7\ttest\n")
    packages = [{"package": "pack", "registry": "pypi", "version": "1.0", "read_on": "2026-11-20"}]
    (data / "evidence" / "packages.json").write_text(json.dumps(packages))
    return copy


CLIENTS = {"lambda": "lambda", "polly": "polly", "batch": "batch", "s3": "s3", "sqs": "sqs", "neptune": "neptune"}


def write(file: Path, *lines: str) -> None:
    file.write_text("\n".join(lines) + "\n")


def edges(sources: Path, *rows: str, evidence_class: str = "hard") -> dict[str, float]:
    """The integrations that come with a snapshot and are not there without: "source role target" → confidence."""
    write(sources / "data" / "evidence" / f"{evidence_class}.tsv", HEADER, *rows)
    before = published(ontology())
    found = published(sources)
    return {name: confidence for name, confidence in found.items() if name not in before}


def published(sources: Path) -> dict[str, float]:
    """The integrations of an ontology folder: "source role target" → confidence."""
    edges = Catalog(compile_graph(sources).network).edges
    return {f"{edge.source} {edge.role} {edge.target}": edge.confidence for edge in edges}


def test_the_first_rule_that_fits_says_role_and_way(sources: Path) -> None:
    """Direct, turned round, or none at all; a service is no integration with itself."""
    assert edges(
        sources,
        "client:neptune\tclient:lambda\thandler\trequest\t1\tpack\ta",
        "client:lambda\tclient:lambda\thandler\trequest\t1\tpack\tb",
        "client:batch\tclient:s3\tInventoryBucket\trequest\t1\tpack\tc",
        "client:nothing\tclient:s3\tbucket\trequest\t1\tpack\td",
        "client:batch\tclient:lambda\tEventSourceArn\trequest\t1\tpack\te",
    ) == {"neptune invokes lambda": 0.9, "lambda triggers batch": 0.9}


def test_a_word_said_by_hand_wins(sources: Path) -> None:
    """S3 triggers Lambda, says a page; that a package would say invokes makes no second integration."""
    before = published(sources)["sns triggers lambda"]
    write(sources / "data" / "evidence" / "hard.tsv", HEADER, "iam:sns\tclient:lambda\thandler\trequest\t1\tpack\ta")
    after = published(sources)
    assert "sns invokes lambda" not in after
    assert after["sns triggers lambda"] == round(1 - (1 - before) * 0.1, 4)


def test_what_is_not_proven_or_has_no_role_stays_a_candidate(sources: Path) -> None:
    """Soft evidence alone publishes nothing; a hard record that no rule knows neither."""
    assert edges(sources, "client:batch\tclient:lambda\thandler\trequest\t1\tpack\ta", evidence_class="soft") == {}
    assert edges(sources, "client:batch\tclient:neptune\tcluster\trequest\t1\tpack\ta") == {}
    candidates = {str(t) for t in compile_graph(sources).candidates}
    for name in ("batch/invokes/lambda", "batch/integratesWith/neptune"):
        assert any(thing("integration", name) in line and KG.Candidate in line for line in candidates)


def test_a_verdict_on_a_candidate_is_followed(sources: Path) -> None:
    """A rejected one is gone; what speaks for one that was changed proves, beside its page, what it became."""
    before = published(sources)["sns triggers lambda"]
    verdicts = [
        "batch\tintegratesWith\tneptune\treject\t\tother cluster",
        "sns\tnotifies\tsqs\tchange\tsns/triggers/lambda\twhy",
    ]
    write(sources / "data" / "review" / "candidates.tsv", VERDICTS, *(f"{verdict}\t" for verdict in verdicts))
    rows = [
        "client:batch\tclient:neptune\tcluster\trequest\t1\tpack\ta",
        "iam:sns\tclient:sqs\tqueue\trequest\t1\tpack\tb",
    ]
    with (sources / "data" / "rules.tsv").open("a") as rules:
        rules.write("soft\t\tsqs\t\t\t\tnotifies\t\tsdk-call\ttest\n")
    write(sources / "data" / "evidence" / "soft.tsv", HEADER, *rows)
    compiled = compile_graph(sources)
    assert not any(
        "batch/integratesWith/neptune" in str(t) or "sns/notifies/sqs" in str(t) for t in compiled.candidates
    )
    after = {f"{e.source} {e.role} {e.target}": e.confidence for e in Catalog(compiled.network).edges}
    assert after["sns triggers lambda"] == round(1 - (1 - before) * 0.3, 4)
    changed = thing("integration", "sns/triggers/lambda")
    assert not any(changed in str(t.subject) and "mechanism/sdk-call" in str(t.object) for t in compiled.published)


def test_proofs_kept_stand_for_those_found(sources: Path) -> None:
    """Five places are kept; their counts add up to what was found, and a rest of alike ones is not lost."""
    rows = [f"client:neptune\tclient:lambda\thandler\trequest\t9\tpack\tplace{n}" for n in range(5)]
    rows += [f"client:neptune\tclient:lambda\tother{n}\trequest\t1\tpack\tmore{n}" for n in range(3)]
    edges(sources, *rows)
    published = compile_graph(sources).published
    iri = thing("integration", "neptune/invokes/lambda")
    proofs = {t.object.value for t in published if t.subject.value == iri and t.predicate.value == KG.evidence}  # type: ignore[union-attr]
    counts = [
        int(t.object.value)  # type: ignore[union-attr]
        for t in published
        if t.subject.value in proofs and t.predicate.value == KG.found  # type: ignore[union-attr]
    ]
    assert (len(proofs), sum(counts) + 5 - len(counts)) == (5, 12)


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("evidence/hard.tsv", "client:new\tclient:s3\tb\t\t1\tpack\tp", "nothing says what 'client:new' means"),
        ("evidence/hard.tsv", "client:s3\tclient:sqs", "2 cells"),
        ("rules.tsv", "hard\t\t\t\t\t\tuses\t\t\tbecause", "no role is named 'uses'"),
        ("rules.tsv", "hard\t\t\t\t\t\tinvokes\tback\t\tbecause", "no way is named 'back'"),
        ("rules.tsv", "hard\t\t\t(\t\t\tinvokes\t\t\tbecause", "not a regular expression"),
        ("rules.tsv", "hard\t\t\t\t\t\tinvokes\t\tmagic\tbecause", "no mechanism is named 'magic'"),
        ("rules.tsv", "hard\t\t\t\t\t\tinvokes\t\t\t", "a rule without a reason"),
        ("rules.tsv", "hard\tnowhere\t\t\t\t\tinvokes\t\t\tbecause", "no service is named 'nowhere'"),
        ("identities.tsv", "client\tmore\tnowhere\t", "no service is named 'nowhere'"),
        ("identities.tsv", "client\tmore\t\t", "neither a service nor a reason"),
    ],
)
def test_a_row_that_cannot_be_taken_stops_the_build(sources: Path, table: str, row: str, said: str) -> None:
    """With file and line."""
    file = sources / "data" / table
    if not file.exists():
        write(file, HEADER)
    with file.open("a") as stream:
        stream.write(row + "\n")
    line = len(file.read_text().splitlines())
    with pytest.raises(BadTable) as caught:
        compile_graph(sources)
    assert f"{file.name}, line {line}: " in caught.value.message
    assert said in caught.value.message


def test_a_snapshot_of_another_form_is_refused(sources: Path) -> None:
    """The header is the one that the harvest writes."""
    write(sources / "data" / "evidence" / "hard.tsv", "a\tb")
    with pytest.raises(BadTable, match="another header"):
        compile_graph(sources)
