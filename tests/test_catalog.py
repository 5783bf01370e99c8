"""The Python API gives the same answers as the commands, and files are written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict
from pathlib import Path

import pytest
from click.testing import Result

import graph
from graph import CannotWrite, Catalog, UnknownName
from graph.turtle import write_bytes

Run = Callable[..., Result]


def plain(value: object) -> object:
    """As JSON has it."""
    return json.loads(json.dumps(value))


def test_the_api_says_what_the_commands_say(catalog: Catalog, run: Run) -> None:
    """Paths, services, findings, use cases and integrations: one truth."""
    [path] = graph.shortest(catalog, "s3", "edge")
    assert json.loads(run("path", "s3", "edge", "--json").stdout)["paths"] == [plain(asdict(path))]
    service = json.loads(run("service", "textract", "--json").stdout)
    integrations = service.pop("integrations")
    assert service == plain(asdict(catalog.service("textract")))
    assert [one["iri"] for one in integrations] == [one.iri for one in catalog.integrations("textract")]
    found = json.loads(run("find", "invoice", "--json").stdout)
    assert [one["service"] for one in found] == [one.slug for one in graph.find(catalog, "invoice")]
    listed = json.loads(run("use-cases", "--json").stdout)
    assert [one["use_case"] for one in listed] == [one.slug for one in catalog.use_cases()]
    assert json.loads(run("stats", "--json").stdout) == catalog.stats()


def test_every_published_integration_has_what_a_reader_needs(catalog: Catalog) -> None:
    """Evidence, mechanism and a confidence; the same in networkx and in RDF."""
    integrations = catalog.integrations()
    assert len(integrations) == catalog.stats()["Integration"] == len(catalog.edges)
    assert len(graph.to_rdflib(catalog)) == catalog.stats()["triples"]
    for one in integrations:
        assert one.evidence, one.iri
        assert one.mechanism, one.iri
        assert 0.9 <= one.confidence <= 1, one.iri
        assert any(proof.document.startswith("https://") for proof in one.evidence), one.iri


def test_nobody_is_walked_through_what_has_ended(catalog: Catalog) -> None:
    """No path between any two services that live passes one that is retired."""
    live = [slug for slug, node in catalog.nodes.items() if node.kind == "service" and node.status != "Retired"]
    for source in live[::41]:
        for target in live[::29]:
            for path in graph.shortest(catalog, source, target):
                assert not [slug for slug in path.nodes if catalog.nodes[slug].status == "Retired"], str(path)


def test_answers_cannot_be_changed(catalog: Catalog) -> None:
    """They are frozen, and hold tuples."""
    with pytest.raises(FrozenInstanceError):
        catalog.service("lambda").label = "mine"  # type: ignore[misc]


def test_an_environment_is_no_service(catalog: Catalog) -> None:
    """It has a name all the same, and an error says which services are near."""
    assert catalog.participant("IoT device").slug == "edge"
    with pytest.raises(UnknownName):
        catalog.service("edge")


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new one takes its place at the very end; nothing is left beside it."""
    file = tmp_path / "picture.html"
    write_bytes(file, b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(file, b"new")
    monkeypatch.undo()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("picture.html", b"old")]
    with pytest.raises(CannotWrite, match="Choose another place"):
        write_bytes(file / "below.html", b"new")
