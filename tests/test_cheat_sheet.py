"""The cheat sheet, walked from top to bottom: ``cheat-sheet.tsv`` has a row for each thing a line states."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from graph import Catalog
from graph.tables import Row, read_table
from graph.terms import ID, KG, RDFS, SKOS, thing

ROOT = Path(__file__).resolve().parent.parent
SHEET = ROOT.parent / "shared" / "seed" / "aws-ml-cheat-sheet.md"
DOCUMENT = thing("document", "aws-ml-cheat-sheet")
COLUMNS = ("line", "states", "kind", "subject", "property", "object", "standing")
ROWS = list(read_table(Path(__file__).with_name("cheat-sheet.tsv"), COLUMNS))
LINES = {int(row["line"]) for row in ROWS}

needs_sheet = pytest.mark.skipif(not SHEET.is_file(), reason="the cheat sheet is not beside the project")

# Headings that only arrange what stands below them. Every other heading states something: a name, a kind, a workflow.
ARRANGING = {
    "Amazon ML Services Overview",
    "Best Practices",
    "Common Developer Workflows",
    "Key Features",
    "Key Tools",
    "Summary Table",
    "Use Cases",
}

# kind of row → what the graph must hold: ?this is the node whose evidence points to the line.
PATTERNS = {
    "name": "{subject} rdfs:label|skos:altLabel ?name FILTER (LCASE(STR(?name)) = LCASE('{text}'))",
    "claim": """
        ?this a kg:Claim ; rdf:subject {subject} ; rdf:predicate {property} ; rdf:object {object} .
        ?this kg:standing kg:{standing} OPTIONAL {{ ?this kg:standingSince ?date }}
        FILTER (COALESCE(STR(?date), "") = "{since}")
        FILTER ({triple} {{ {subject} {property} {object} }})""",
    "text": """
        {subject} {property} ?text FILTER (REGEX(?text, "{text}", "i"))
        {{ ?this a kg:Claim ; rdf:subject {subject} ; rdf:predicate {property} ; rdf:object ?text }}
        UNION {{ ?this a kg:Claim ; rdf:predicate kg:hasFeature ; rdf:object {subject} }}
        UNION {{ {subject} kg:evidence ?any BIND ({subject} AS ?this) }}""",
    "integration": """
        ?this a kg:Integration ; kg:source {subject} ; kg:role {property} ; kg:target {object} .
        ?this kg:evidence/kg:evidenceClass "documentation" .""",
    "workflow": "?this a kg:Workflow ; {property} {object} FILTER (?this = {subject})",
    "step": """
        {workflow} kg:hasStep ?this . ?this a kg:Step ; kg:position {position} ; {property} {object}
        FILTER (?this = {subject})""",
    "practice": "?this a kg:BestPractice ; {property} {object} FILTER (?this = {subject})",
    "ask": "{text}",
}
POINTS = """
    ?this kg:evidence ?evidence . ?evidence dcterms:source <{document}> ; kg:pointer ?pointer
    FILTER (STRENDS(?pointer, ", line {line}"))"""


def query(row: Row, catalog: Catalog) -> str:
    """The SPARQL query that finds what a row says, with the node that has the evidence as ``?this``."""

    def term(text: str) -> str:
        if text in catalog.nodes:
            return f"<{catalog.nodes[text].iri}>"
        if text.startswith(("workflow/", "step/", "best-practice/")):
            return f"<{ID}{text}>"
        if text in KG.names:
            return f"<{KG.base}{text}>"
        return f'"{text}"@en'

    words = next((one for one in (KG, RDFS, SKOS) if row["property"] in one.names), KG)
    standing, _, since = (row["standing"] or "Holds").partition(" ")
    _, workflow, position = (row["subject"] + "//").split("/")[:3]
    pattern = PATTERNS[row["kind"]].format(
        subject=term(row["subject"]),
        property=f"<{words.base}{row['property']}>",
        object=term(row["object"]),
        text=row["object"],
        standing=standing,
        since=since,
        triple="EXISTS" if standing == "Holds" else "NOT EXISTS",
        workflow=f"<{thing('workflow', workflow)}>",
        position=position,
    )
    points = "" if row["kind"] in ("name", "ask") else POINTS.format(document=DOCUMENT, line=row["line"])
    return f"SELECT * {{ {pattern} {points} }}"


def stating(text: str) -> list[int]:
    """The numbers of the lines that state something.

    All but blank lines, rules, the head of a table and headings that only arrange.
    """
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines, start=1):
        following = lines[number] if number < len(lines) else ""
        frame = not re.search(r"\w", line) or re.fullmatch(r"\|[-|]+\|", following)
        if not frame and heading(line) not in ARRANGING:
            found.append(number)
    return found


def heading(line: str) -> str:
    """The words of a heading; of any other line, nothing."""
    return line.lstrip("#").replace("*", "").strip().rstrip(":") if line.startswith("#") else ""


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row['line']}-{row['kind']}-{row['subject']}-{row['object'][:40]}" for row in ROWS]
)
def test_the_graph_says_what_the_sheet_says(row: Row, catalog: Catalog) -> None:
    """Each thing is there as it stands today, and its evidence points to the line."""
    assert catalog.store.rows(query(row, catalog)), f"line {row['line']}, {row['states']}: {query(row, catalog)}"


def test_the_table_goes_from_top_to_bottom() -> None:
    """Rows stand in the order of the lines, each once."""
    numbers = [int(row["line"]) for row in ROWS]
    assert numbers == sorted(numbers)
    assert len({tuple(row.cells.values()) for row in ROWS}) == len(ROWS)


def test_every_use_of_the_sheet_is_in_the_table(catalog: Catalog) -> None:
    """What the graph cites the sheet for, some row asserts."""
    found = (answer for row in ROWS for answer in catalog.store.rows(query(row, catalog)))
    asserted = {(answer["this"], answer["pointer"]) for answer in found if "pointer" in answer}
    cited = catalog.store.rows(f"""
        SELECT ?this ?pointer ?subject ?predicate ?object {{
          ?this kg:evidence ?evidence . ?evidence dcterms:source <{DOCUMENT}> ; kg:pointer ?pointer
          OPTIONAL {{ ?this rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object }}
        }} ORDER BY ?pointer ?this""")
    assert cited
    assert [row for row in cited if (row["this"], row["pointer"]) not in asserted] == []


@needs_sheet
def test_every_line_that_states_something_has_a_row() -> None:
    """And no row is about a line that states nothing, or that is not there."""
    assert sorted(LINES) == stating(SHEET.read_text(encoding="utf-8"))


@needs_sheet
@pytest.mark.parametrize(
    "line", ["- **Amazon Forecast**: Predicts time series.", "### Amazon Forecast", "| a | b | c | d |"]
)
def test_a_line_without_a_row_is_noticed(line: str) -> None:
    """A new statement, heading or table row of the sheet would fail the test above."""
    text = SHEET.read_text(encoding="utf-8").rstrip("\n")
    last = len(text.splitlines())
    assert set(stating(f"{text}\n{line}\n")) - LINES == {last + 1}
    assert set(stating(f"{text}\n\n---\n## Use Cases:\n| A | B |\n|---|---|\n")) - LINES == set()


@needs_sheet
def test_the_names_are_those_of_the_sheet() -> None:
    """What a row calls the sheet's name of a thing stands in that line."""
    lines = SHEET.read_text(encoding="utf-8").splitlines()
    named = [(row["line"], row["object"]) for row in ROWS if row["kind"] == "name"]
    assert [(n, name) for n, name in named if name.lower() not in lines[int(n) - 1].replace("*", "").lower()] == []


@needs_sheet
def test_the_graph_points_into_this_very_sheet(catalog: Catalog) -> None:
    """The hash is that of the file, and each pointer names the heading above its line."""
    text = SHEET.read_text(encoding="utf-8")
    [document] = catalog.store.rows(f"SELECT ?hash {{ <{DOCUMENT}> kg:sha256 ?hash }}")
    assert document["hash"] == hashlib.sha256(SHEET.read_bytes()).hexdigest()
    place, places = "", {}
    for number, line in enumerate(text.splitlines(), start=1):
        place = heading(line) or place
        places[f"{place}, line {number}"] = number
    pointers = catalog.store.rows(f"SELECT DISTINCT ?p {{ ?e dcterms:source <{DOCUMENT}> ; kg:pointer ?p }}")
    assert [row["p"] for row in pointers if row["p"] not in places] == []
