"""Shapes and hygiene queries → one Report (pySHACL)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from .store import Store, header

__all__ = ["Problem", "Report", "check"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold: which check or shape says so, of what, and what to do."""

    check: str
    focus: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Report:
    """What checking gave. ``problems`` stand sorted by check, focus and message."""

    triples: int
    checks: int
    problems: tuple[Problem, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(triples: Iterable[Triple], ontology: Path) -> Report:
    """Compare triples with the shapes and the hygiene queries of an ontology.

    Args:
        triples: the graph to judge, terms included.
        ontology: folder with ``*.shapes.ttl`` and ``checks/*.rq``.

    Returns:
        A Report; "does not conform" is an answer, not an error.

    """
    whole = set(triples)
    store = Store.of(whole)
    queries = sorted((ontology / "checks").glob("*.rq"))
    problems = set(_shapes(whole, ontology))
    for file in queries:
        text = file.read_text(encoding="utf-8")
        for row in store.rows(text):
            problems.add(
                Problem(
                    file.stem, row.get("this", ""), row.get("detail") or header(text, "Problem"), header(text, "Fix")
                )
            )
    ordered = sorted(problems, key=lambda p: (p.check, p.focus, p.message))
    return Report(len(store), len(queries) + 1, tuple(ordered))


def _shapes(triples: set[Triple], ontology: Path) -> Iterable[Problem]:
    import rdflib
    from pyshacl import validate
    from rdflib.namespace import RDF, SH

    shapes = rdflib.Graph()
    for file in sorted(ontology.rglob("*.shapes.ttl")):
        shapes.parse(file, format="turtle")
    graph = rdflib.Graph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")
    _, results, _ = validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(results, rdflib.Graph)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape = results.value(result, SH.sourceShape)
        message = " ".join(sorted(str(m) for m in results.objects(result, SH.resultMessage)))
        value = results.value(result, SH.value)
        name = str(shape).rpartition("#")[2] if isinstance(shape, rdflib.URIRef) else "shape"
        detail = f"{message} Found: {value}" if value is not None and str(value) not in message else message
        yield Problem(name, str(results.value(result, SH.focusNode)), detail, message)
