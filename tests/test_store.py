"""Loading and asking: SPARQL in, rows out; what is refused, and what damage does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from graph import BadQuery, Catalog, CompiledGraphError, load
from graph.shipped import folder, ontology
from graph.store import GRAPH_FORMATS, ROW_FORMATS, Store


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 1, 12),
        ("SELECT * {\n  service silent <http://127.0.0.1:9/> { ?s ?p ?o } }", 2, 3),
        ("SELECT * { ?s ?p 'x' . SERVICE ?where { ?s ?p ?o } }", 1, 24),
        ("# SERVICE\nSELECT * { { SERVICE <a:b> {} } }", 2, 14),
        ('SELECT * { ?s ?p """a " b""" SERVICE <a:b> {} }', 1, 30),
    ],
)
def test_a_call_of_another_endpoint_is_refused_before_it_runs(query: str, line: int, column: int) -> None:
    """SERVICE, silent or not, never leaves this machine; the error says where it stands."""
    with pytest.raises(BadQuery, match=f"Line {line}, column {column}: SERVICE"):
        Store.of([]).ask(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?SERVICE { ?SERVICE a 'SERVICE' } # SERVICE <a:b> {}",
        'SELECT * { ?s ?p """SERVICE "" <a:b> {}""" }',
        "SELECT * { ?s ?p 'it\\'s SERVICE <a:b>' }",
        "SELECT * { ?s kg:SERVICE <http://SERVICE/> }",
        "PREFIX SERVICE: <a:> SELECT * { ?s SERVICE:x 'a'@service }",
        "SELECT * { service:lambda ?p ?o FILTER(?p < ?o && ?o > ?p) }",
    ],
)
def test_the_word_service_elsewhere_is_no_offence(query: str) -> None:
    """In a string, comment, name, variable or prefix the word means nothing."""
    assert Store.of([]).ask(query).kind == "rows"


@pytest.mark.parametrize(
    "verb", ["INSERT DATA { <a:b> <a:c> 1 }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "LOAD <a:b>", "DROP ALL"]
)
def test_an_update_is_refused_by_name(tiny: Catalog, verb: str) -> None:
    """The graph is read only, and says so rather than that the query does not parse."""
    before = len(tiny.store)
    with pytest.raises(BadQuery, match=f"{verb.split()[0]} is an update"):
        tiny.query(f"PREFIX a: <a:> {verb}")
    assert len(tiny.store) == before


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * {\n ?s ?p }", "Line 2, column 9: this does not fit here"),
        ("SELECT ?x { ?x foo:bar ?y }", "Line 1, column 23: this prefix is not declared"),
        ("", "Line 1, column 1: this does not fit here"),
        ("SELECT * { ?s ?p 'SERVICE }", "Line 1, column "),
    ],
)
def test_a_malformed_query_is_named_with_line_and_column(query: str, message: str) -> None:
    """The place is the engine's, the message one sentence."""
    with pytest.raises(BadQuery) as caught:
        Store.of([]).ask(query)
    assert str(caught.value).startswith(message)
    assert caught.value.exit_code == 2


def test_rows_come_in_the_w3c_formats(tiny: Catalog) -> None:
    """A SELECT serialises as JSON, CSV, TSV and XML, an ASK too; a CONSTRUCT as Turtle, N-Triples and JSON-LD."""
    rows = tiny.query("SELECT ?x { service:lambda kg:invokes ?x }")
    assert json.loads(rows.serialize("json"))["results"]["bindings"][0]["x"]["type"] == "uri"
    for name in ROW_FORMATS:
        assert tiny.query("SELECT ?x { service:lambda kg:invokes ?x }").serialize(name).endswith(b"\n")
    for name in ("json", "xml"):
        assert b"true" in tiny.query("ASK { service:lambda kg:invokes ?x }").serialize(name)
    for name in GRAPH_FORMATS:
        assert b"sagemaker" in tiny.query("CONSTRUCT WHERE { service:lambda kg:invokes ?x }").serialize(name)
    with pytest.raises(BadQuery, match="does not fit"):
        tiny.query("ASK {}").serialize("turtle")


def test_a_constructed_graph_is_sorted(tiny: Catalog) -> None:
    """The same query gives the same bytes, whatever order the engine had."""
    lines = tiny.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").serialize("nt").decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(tiny.store)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the compiled graph that a test may damage."""
    return Path(shutil.copytree(folder(), tmp_path / "compiled"))


def test_a_store_that_does_not_open_is_read_from_the_triples(
    copy: Path, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    """A damaged store costs time, never the answer, and a note says so."""
    for file in (copy / "store").iterdir():
        file.write_bytes(b"damaged")
    found = load(copy).integrations("lambda")
    assert found == catalog.integrations("lambda")
    assert "reading graph.nt.gz instead" in caplog.text


def test_a_store_of_another_graph_is_not_believed(copy: Path, catalog: Catalog) -> None:
    """A store that opens but lacks triples of this graph is left aside."""
    shutil.rmtree(copy / "store")
    from pyoxigraph import Store as Oxigraph

    Oxigraph(str(copy / "store")).flush()
    assert load(copy).stats() == catalog.stats()


@pytest.mark.parametrize("name", ["network.json", "manifest.json"])
@pytest.mark.parametrize("bytes_", [b"", b"{", b"[]", b"{}", b"\xff\xfe", None])
def test_a_damaged_file_is_refused_with_what_mends_it(copy: Path, name: str, bytes_: bytes | None) -> None:
    """Never a wrong answer and never a traceback: an error with the command to run."""
    if bytes_ is None:
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(bytes_)
    with pytest.raises(CompiledGraphError) as caught:
        load(copy).services()
    assert caught.value.hint is not None
    assert "graph build" in caught.value.hint


def test_damage_to_store_and_triples_is_refused(copy: Path) -> None:
    """With nothing whole left there is no answer."""
    shutil.rmtree(copy / "store")
    (copy / "graph.nt.gz").write_bytes(b"damaged")
    with pytest.raises(CompiledGraphError, match="damaged"):
        load(copy).services()


def test_a_missing_graph_is_named(tmp_path: Path) -> None:
    """No folder, no graph, and the hint says how to make one."""
    with pytest.raises(CompiledGraphError, match="No compiled graph in"):
        load(tmp_path / "nowhere")


def test_a_graph_older_than_its_sources_is_refused(
    monkeypatch: pytest.MonkeyPatch, catalog: Catalog, tmp_path: Path
) -> None:
    """In a checkout a changed table makes the compiled graph stale."""
    from graph import shipped

    changed = shutil.copytree(ontology(), tmp_path / "ontology")
    with (changed / "data" / "services.tsv").open("a") as file:
        file.write("# a new line\n")
    monkeypatch.setattr(shipped, "ontology", lambda: changed)
    with pytest.raises(CompiledGraphError, match="older than the ontology"):
        load()
