"""Shapes and hygiene checks: each is shown something that keeps it and something that breaks it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Triple
from rdflib.namespace import RDF, SH

from graph import Catalog
from graph.build import judge, read_terms
from graph.checks import Report, check
from graph.shipped import ontology
from graph.store import header
from graph.terms import KG
from graph.turtle import read

EXAMPLES = ontology() / "examples"
PASS, FAIL = (sorted(EXAMPLES.glob(f"*_{end}.ttl")) for end in ("pass", "fail"))
SHAPES = sorted(ontology().rglob("*.shapes.ttl"))
CHECKS = sorted((ontology() / "checks").glob("*.rq"))


@cache
def beside() -> tuple[Triple, ...]:
    """What an example is read together with: the terms, the mechanisms and the small graph."""
    return (*read_terms(ontology()), *read(EXAMPLES / "tiny.ttl"))


@cache
def report(file: Path) -> Report:
    return check([*beside(), *read(file)], ontology())


def expected(file: Path) -> set[str]:
    """What the head of an example expects: ``<focus> name`` of a shape or check, or ``nothing``."""
    return set(re.findall(r"^# Expect: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)) - {"nothing"}


def found(file: Path) -> set[str]:
    """The problems of an example in the same words: those of shapes, or in ``checks_*`` those of checks.

    Examples of shapes are fragments, so checks of a whole graph are not theirs to keep, and the other way round.
    """
    by_shape = not file.name.startswith("checks_")
    prefix = "kg:" if by_shape else ""
    problems = (one for one in report(file).problems if is_shape(one.check) == by_shape)
    return {f"{_focus(one.focus)}{prefix}{one.check}" for one in problems}


def _focus(focus: str) -> str:
    """A nameless focus is called something else each time."""
    return f"<{focus}> " if ":" in focus else ""


def is_shape(name: str) -> bool:
    """Checks are named by their files, all else is a shape's: also ``shape``, the name of one that has none."""
    return name not in {file.stem for file in CHECKS}


def shapes(file: Path) -> tuple[rdflib.Graph, dict[str, rdflib.URIRef]]:
    """The shapes of a file, and each property shape or node shape with the node shape it belongs to."""
    graph = rdflib.Graph().parse(file)
    owners: dict[str, rdflib.URIRef] = {}
    for node in graph.subjects(RDF.type, SH.NodeShape):
        assert isinstance(node, rdflib.URIRef)
        parts = [part for part in graph.objects(node, SH.property) if isinstance(part, rdflib.URIRef)]
        owners |= {str(shape).removeprefix(KG.base): node for shape in (node, *parts)}
    return graph, owners


ALL = [(file, name) for file in SHAPES for name in shapes(file)[1]]
each_shape = pytest.mark.parametrize(("file", "name"), ALL, ids=[name for _, name in ALL])


# ---- examples ----


def test_there_are_examples_of_every_file_of_shapes() -> None:
    """One that passes and one that fails, beside those of the checks."""
    names = {file.name.removesuffix(".shapes.ttl") for file in SHAPES}
    assert {file.name.removesuffix("_pass.ttl") for file in PASS} == names
    assert {file.name.removesuffix("_fail.ttl") for file in FAIL} == names | {"checks"}


@pytest.mark.parametrize("file", PASS, ids=lambda file: file.stem)
def test_an_example_that_passes_has_no_problem(file: Path) -> None:
    """Whatever a shape may ask for is there."""
    assert found(file) == expected(file) == set()


@pytest.mark.parametrize("file", FAIL, ids=lambda file: file.stem)
def test_an_example_that_fails_has_the_problems_that_it_names(file: Path) -> None:
    """Each of the nodes breaks what the head says, and nothing else."""
    assert expected(file)
    assert found(file) == expected(file)


# ---- shapes ----


@each_shape
def test_a_shape_fails_on_an_example(file: Path, name: str) -> None:
    """The example of its file names the node that breaks it. A shape of parts alone is broken in its parts."""
    graph, owners = shapes(file)
    broken = {line.partition(" kg:")[2] for line in expected(EXAMPLES / file.name.replace(".shapes", "_fail"))}
    assert name in broken or (rdflib.URIRef(KG.base + name), SH.message, None) not in graph
    assert broken <= owners.keys()


@each_shape
def test_a_shape_passes_on_an_example(file: Path, name: str) -> None:
    """The example that passes has a node that the shape is about, with a value where the shape looks for one."""
    graph, owners = shapes(file)
    example = rdflib.Graph().parse(EXAMPLES / file.name.replace(".shapes", "_pass"))
    about = [n for kind in graph.objects(owners[name], SH.targetClass) for n in example.subjects(RDF.type, kind)]
    path = graph.value(rdflib.URIRef(KG.base + name), SH.path)
    back, first = graph.value(path, SH.inversePath), graph.value(path, RDF.first)
    assert about
    if path is not None:
        assert any((None, back, node) in example if back else (node, first or path, None) in example for node in about)


def test_every_shape_has_a_name_and_says_what_to_do() -> None:
    """One without would be reported as "shape", and nobody could tell which."""
    for file in SHAPES:
        graph, owners = shapes(file)
        named = {str(s).removeprefix(KG.base) for s in graph.subjects(RDF.type, SH.PropertyShape)}
        assert named <= owners.keys(), "a property shape that no node shape has"
        assert [node for node in graph.objects(None, SH.property) if _nameless_part(graph, node)] == []
        for name in named:
            messages = list(graph.objects(rdflib.URIRef(KG.base + name), SH.message))
            assert len(messages) == 1, name
            assert re.fullmatch(r"[A-Z].*\.", str(messages[0])), name
    names = [name for _, name in ALL]
    assert len(set(names)) == len(names) > 50


def _nameless_part(graph: rdflib.Graph, node: object) -> bool:
    """Whether a property shape without a name hangs on a node shape itself, not in one of its alternatives."""
    owners = graph.subjects(SH.property, node) if isinstance(node, rdflib.BNode) else ()
    return any((owner, RDF.type, SH.NodeShape) in graph for owner in owners)


# ---- hygiene checks ----


@pytest.mark.parametrize("file", CHECKS, ids=lambda file: file.stem)
def test_a_check_says_what_is_wrong_and_what_to_do(file: Path) -> None:
    """Both in a sentence, and the example that fails knows an offender."""
    text = file.read_text(encoding="utf-8")
    assert re.fullmatch(r"[A-Z].*\.", header(text, "Problem"))
    assert re.fullmatch(r"[A-Z].*\.", header(text, "Fix"))
    assert re.search(r"^SELECT (DISTINCT )?\?this \?detail \{", text, re.MULTILINE)
    assert file.stem in {line.rpartition(" ")[2] for line in expected(EXAMPLES / "checks_fail.ttl")}


def test_a_problem_tells_what_to_do() -> None:
    """Check, focus, message and fix are all filled, for shapes and checks alike."""
    problems = [problem for file in FAIL for problem in report(file).problems]
    assert {problem for problem in problems if not (problem.focus and problem.message and problem.fix)} == set()
    assert [problem for problem in problems if problem.check == "shape"] == []


def test_a_report_is_sorted_and_counts() -> None:
    """The same graph gives the same report, whatever the order of its triples."""
    once = report(FAIL[0])
    again = check([*read(FAIL[0]), *reversed(beside())], ontology())
    assert again == once
    assert list(once.problems) == sorted(once.problems, key=lambda one: (one.check, one.focus, one.message))
    assert once.triples == len({*beside(), *read(FAIL[0])})
    assert once.checks == len(CHECKS) + 1
    assert not once.conforms


# ---- whole graphs ----


@pytest.mark.slow
def test_the_shipped_graph_conforms(catalog: Catalog) -> None:
    """Nothing in it breaks a shape or a check; the build has checked it, and so does the test of ``graph check``."""
    assert judge(catalog).problems == ()


def test_the_small_graph_conforms() -> None:
    """It is a compiled graph in all but size."""
    assert check(beside(), ontology()).problems == ()
