"""Competency questions: who asks them, what the small graph answers, and that nothing is left unasked."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from graph import Catalog
from graph.store import Answer, questions
from graph.terms import PREFIXES

ASKERS = ("student", "architect", "platform team", "agent builder", "semantic-web engineer")
THINGS = ("id", "service", "feature", "use-case", "category", "environment", "integration", "mechanism")
QUESTIONS = questions()

UNASKED: dict[str, str] = {
    # term: why no question needs it although it has data
}

each_question = pytest.mark.parametrize("file", QUESTIONS.values(), ids=list(QUESTIONS))


def answer(catalog: Catalog, file: Path) -> Answer:
    return catalog.query(file.read_text(encoding="utf-8"))


def text_of(found: Answer) -> str:
    """An answer as its file of expected rows has it."""
    if found.kind == "boolean":
        return f"boolean\n{str(found.boolean).lower()}\n"
    return found.serialize("nt" if found.kind == "graph" else "csv").decode().replace("\r\n", "\n")


def bare(file: Path) -> str:
    """The text of a question without its comments."""
    return re.sub(r"^#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)


def shape(query: str) -> str:
    """A query in which nothing is left of the names of things, variables and texts."""
    query = re.sub(r'"[^"]*"|\b\d+\b', "VALUE", query)
    query = re.sub(rf"<[^>]*>|(?<![\w-])(?:{'|'.join(THINGS)}):(?:[\w-]|\\/)+", "THING", query)
    numbers: dict[str, str] = {}
    query = re.sub(r"\?(\w+)", lambda found: "?" + numbers.setdefault(found[1], str(len(numbers))), query)
    return " ".join(query.split())


def short(iri: str) -> str:
    """An IRI as a query names it."""
    prefix = max((key for key, base in PREFIXES.items() if iri.startswith(base)), key=len, default="")
    return f"{prefix}:{iri[len(PREFIXES[prefix]) :]}" if prefix else iri


@each_question
def test_a_question_says_who_asks_it_and_why(file: Path) -> None:
    """Three lines of comment open each file: one question, one kind of person, one reason."""
    head = file.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    assert [line.partition(":")[0] for line in head] == ["# Question", "# Asked by", "# Why"]
    question, asker, why = (line.partition(": ")[2] for line in head)
    assert re.fullmatch(r"[A-Z][^?]*\?", question)
    assert asker in ASKERS
    assert re.fullmatch(r"[A-Z].*\.", why)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", file.stem)


@each_question
def test_the_small_graph_gives_the_expected_rows(tiny: Catalog, file: Path) -> None:
    """What stands beside the question, row by row, is what ``examples/tiny.ttl`` says and nothing else."""
    found = answer(tiny, file)
    expected = file.with_suffix(".nt" if found.kind == "graph" else ".csv").read_text(encoding="utf-8")
    assert text_of(found) == expected
    assert len(expected.splitlines()) > (found.kind != "graph"), "no row to compare"


@each_question
def test_the_shipped_graph_answers(catalog: Catalog, tiny: Catalog, file: Path) -> None:
    """At least one row; a yes or no is the same in the small graph, since both tell the truth."""
    found = answer(catalog, file)
    if found.kind == "boolean":
        assert found.boolean == answer(tiny, file).boolean
    else:
        assert found.triples or found.rows


@each_question
def test_rows_come_once_and_in_a_stated_order(catalog: Catalog, file: Path) -> None:
    """A SELECT orders its rows and repeats none; every question does with the prefixes that need no declaring."""
    query = bare(file)
    assert "PREFIX" not in query
    if query.startswith("SELECT"):
        rows = answer(catalog, file).rows
        assert "\nORDER BY " in query
        assert len(rows) == len(set(rows))


def test_there_are_forty_questions_or_more_from_everybody() -> None:
    """Nobody is forgotten, and no file of expected rows has lost its question."""
    asked = [re.search(r"^# Asked by: (.*)$", f.read_text(encoding="utf-8"), re.MULTILINE) for f in QUESTIONS.values()]
    assert len(QUESTIONS) >= 40
    assert {found[1] for found in asked if found} == set(ASKERS)
    folder = next(iter(QUESTIONS.values())).parent
    assert sorted(f.stem for f in folder.iterdir() if f.suffix != ".rq") == sorted(QUESTIONS)


def test_no_two_questions_are_alike_but_for_a_name() -> None:
    """With other things, texts and variables put in, no query becomes another."""
    alike = defaultdict(list)
    for name, file in QUESTIONS.items():
        alike[shape(bare(file))].append(name)
    assert [names for names in alike.values() if len(names) > 1] == []


def test_a_changed_name_does_not_make_another_question() -> None:
    """The comparison above sees through names, numbers and texts, and not through a change of pattern."""
    one = 'SELECT ?x { ?x kg:invokes service:lambda ; rdfs:label "a" } LIMIT 5'
    assert shape(one) == shape('SELECT ?y {\n ?y kg:invokes feature:s3\\/object-lambda ; rdfs:label "b" }\nLIMIT 6')
    assert shape(one) != shape('SELECT ?x { ?x kg:triggers service:lambda ; rdfs:label "a" } LIMIT 5')


def test_every_term_with_data_is_asked_for(catalog: Catalog) -> None:
    """Classes, roles, other properties and values: what a fact uses, some question names."""
    facts = "?subject ?property ?object FILTER NOT EXISTS { ?subject rdfs:isDefinedBy|owl:versionInfo ?term }"
    properties = catalog.query(f"SELECT DISTINCT ?property {{ {facts} }}").rows
    values = catalog.query(f"SELECT DISTINCT ?object {{ {facts} FILTER (STRSTARTS(STR(?object), STR(kg:))) }}").rows
    with_data = {short(str(term)) for (term,) in properties + values} - {"rdf:type"}
    asked = set(re.findall(r"(?<![\w-])[a-z]+:[A-Za-z0-9]+", " ".join(map(bare, QUESTIONS.values()))))
    assert {"kg:Integration", "kg:invokes", "kg:encryptsWith", "kg:Retired", "skos:altLabel"} <= with_data
    assert sorted(with_data - asked) == sorted(UNASKED)
