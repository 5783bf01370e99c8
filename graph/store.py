"""Load and ask: SPARQL text in, plain rows out (Oxigraph)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    serialize,
)
from pyoxigraph import Store as Oxigraph

from .errors import BadQuery, UnknownName
from .shipped import ontology, read_part
from .terms import PREFIXES
from .turtle import read_n_triples_gz

__all__ = [
    "GRAPH_FORMATS",
    "ROW_FORMATS",
    "Answer",
    "Store",
    "header",
    "question",
    "questions",
]

_log = logging.getLogger(__name__)

ROW_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
GRAPH_FORMATS = {"turtle": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}


@dataclass(frozen=True)
class Answer:
    """What a query gave: ``kind`` is ``rows``, ``boolean`` or ``graph``.

    ``variables`` name the columns of rows, ``boolean`` answers an ASK, ``triples`` are sorted.
    """

    kind: str
    run: Callable[[], Any]
    variables: tuple[str, ...] = ()
    boolean: bool = False
    triples: tuple[Triple, ...] = ()

    @property
    def rows(self) -> list[tuple[str | None, ...]]:
        """The solutions in the order of ``variables``: texts, ``None`` where unbound.

        Raises:
            BadQuery: the query fails while it runs.
        """
        if self.kind != "rows":
            raise BadQuery(
                "Rows come from a SELECT query.", hint="Use SELECT, or the boolean or triples of this answer."
            )
        with _failures():
            return [tuple(None if term is None else str(term.value) for term in solution) for solution in self.run()]

    def serialize(self, name: str) -> bytes:
        """The W3C result format of that name, a key of ``ROW_FORMATS`` or ``GRAPH_FORMATS``.

        Raises:
            BadQuery: the format does not fit this kind of answer, or the query fails while it runs.
        """
        if name not in (GRAPH_FORMATS if self.kind == "graph" else ROW_FORMATS):
            fitting = "|".join(GRAPH_FORMATS if self.kind == "graph" else ROW_FORMATS)
            raise BadQuery(f"The format {name} does not fit what this query gives.", hint=f"Use --format {fitting}")
        if name == "nt":
            return "".join(f"{triple} .\n" for triple in self.triples).encode()
        with _failures():
            if self.kind == "graph":
                prefixes = {key: value for key, value in PREFIXES.items() if key != "id"}
                data: bytes = serialize(self.triples, format=GRAPH_FORMATS[name], prefixes=prefixes) or b""
            else:
                data = self.run().serialize(format=ROW_FORMATS[name])
        return data if data.endswith(b"\n") else data + b"\n"

    def _repr_html_(self) -> str:
        from .notebook import answer

        return answer(self)


@contextmanager
def _failures() -> Iterator[None]:
    """What the engine raises while a query runs, as ours."""
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        raise BadQuery(f"The query failed: {error}") from error


class Store:
    """Triples that answer SPARQL 1.1 queries, read only."""

    def __init__(self, engine: Oxigraph) -> None:
        self._engine = engine

    @classmethod
    def open(cls, compiled: Path, manifest: dict[str, Any]) -> Store:
        """The store of a compiled graph; made anew in memory from ``graph.nt.gz`` where it does not open.

        Raises:
            CompiledGraphError: ``graph.nt.gz`` is damaged too.
        """
        try:
            engine = Oxigraph.read_only(str(compiled / "store"))
            # Some triples that the manifest names, since counting all of them takes longer than an answer.
            if all(quad in engine for quad in parse("\n".join(manifest["probe"]), RdfFormat.N_TRIPLES)):
                return cls(engine)
            problem = "it holds another graph"
        except (OSError, ValueError, RuntimeError, KeyError, TypeError, SyntaxError) as error:
            problem = str(error)
        _log.warning("The store in %s does not open (%s); reading graph.nt.gz instead.", compiled, problem)
        return cls.of(read_n_triples_gz(read_part(compiled, manifest, "graph.nt.gz")))

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Store:
        """A store in memory over some triples."""
        engine = Oxigraph()
        engine.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
        return cls(engine)

    def __len__(self) -> int:
        return len(self._engine)

    def ask(self, query: str) -> Answer:
        """The answer to a SPARQL 1.1 query; the prefixes of ``terms.PREFIXES`` need no declaring.

        Raises:
            BadQuery: it does not parse (with line and column), is an update, or calls another service.
        """
        _refuse_service(query)
        try:
            result = self._run(query)
        except SyntaxError as error:
            raise _bad_query(query, str(error)) from error
        waiting = [result]

        def run() -> Any:
            """The results: those at hand the first time, computed anew after that, since the engine gives each once."""
            return waiting.pop() if waiting else self._run(query)

        if isinstance(result, QueryBoolean):
            return Answer("boolean", run, boolean=bool(result))
        if isinstance(result, QueryTriples):
            with _failures():
                return Answer("graph", run, triples=tuple(sorted(set(result), key=str)))
        return Answer("rows", run, variables=tuple(variable.value for variable in result.variables))

    def _run(self, query: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        with _failures():
            return self._engine.query(query, prefixes=PREFIXES)

    def rows(self, query: str) -> list[dict[str, str]]:
        """The solutions of a SELECT, each a dict of the variables that are bound to their texts.

        Raises:
            BadQuery: see ``ask``; also when the query is no SELECT.
        """
        answer = self.ask(query)
        return [
            {name: value for name, value in zip(answer.variables, row, strict=True) if value is not None}
            for row in answer.rows
        ]

    def nodes(self, pattern: str) -> dict[str, dict[str, list[str]]]:
        """Everything said of the things that a pattern binds to ``?x``: IRI → predicate → sorted texts."""
        found: dict[str, dict[str, set[str]]] = {}
        for thing, predicate, value in self.ask(f"SELECT ?x ?p ?o WHERE {{ {pattern} ?x ?p ?o }}").rows:
            if thing and predicate and value is not None:
                found.setdefault(thing, {}).setdefault(predicate, set()).add(value)
        return {
            iri: {predicate: sorted(values) for predicate, values in said.items()}
            for iri, said in sorted(found.items())
        }


def questions(ontology_folder: Path | None = None) -> dict[str, Path]:
    """The shipped questions: name → ``.rq`` file, sorted by name."""
    where = (ontology_folder or ontology()) / "questions"
    return {file.stem: file for file in sorted(where.glob("*.rq"))}


def question(name: str) -> str:
    """The text of a shipped question.

    Raises:
        UnknownName: no question has that name.
    """
    known = questions()
    if name not in known:
        raise UnknownName(name, known, kind="question", see="graph questions")
    return known[name].read_text(encoding="utf-8")


def header(text: str, key: str) -> str:
    """What a comment line ``# Key: …`` at the head of a query says; empty when there is none.

    >>> header("# Question: Why?\\nSELECT * {}", "Question")
    'Why?'
    """
    found = re.search(rf"^# {key}: *(.*)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


# SPARQL 1.1 tokens that may hold the word SERVICE without meaning it, then words.
# Source: https://www.w3.org/TR/sparql11-query/#rTokens
_TOKENS = re.compile(
    r"""
    (?P<skip> <[^<>"{}|^`\\\x00-\x20]*>                                   # IRI
      | \"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''   # long strings
      | \"(?:[^\"\\\n\r]|\\.)*\" | '(?:[^'\\\n\r]|\\.)*'                  # strings
      | [\"'][^\n\r]*                                                      # a string that never ends
      | \#[^\n\r]*                                                        # comment
      | [?$@][\w-]+ | _:[\w.-]+                                           # variable, language, blank node
      | [\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)* )                        # prefixed name
    | (?P<word> [A-Za-z_][\w]* ) | .
    """,
    re.VERBOSE | re.DOTALL,
)
_OURS_NOT = frozenset({"LATERAL", "SERVICE"})
_UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())


def _words(query: str) -> Iterable[tuple[str, int]]:
    for token in _TOKENS.finditer(query):
        if token["word"]:
            yield token["word"].upper(), token.start()


def _refuse_service(query: str) -> None:
    """Refuse a query that would call another endpoint; the engine would do so without asking."""
    for word, start in _words(query):
        if word == "SERVICE":
            line, column = _place(query, start)
            raise BadQuery(
                f"Line {line}, column {column}: SERVICE would call another endpoint; that is refused.",
                hint="Query this graph alone, and join the results outside.",
            )


def _bad_query(query: str, problem: str) -> BadQuery:
    words = [word for word, _ in _words(query)]
    verbs = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    first = next((word for word in words if word in _UPDATES or word in verbs), "")
    if first in _UPDATES:
        return BadQuery(
            f"{first} is an update; this graph is read only.", hint="Use SELECT, ASK, CONSTRUCT or DESCRIBE."
        )
    found = re.match(r"error at (\d+):(\d+): *(.*)", problem, re.DOTALL)
    if not found:
        return BadQuery(f"The query does not parse: {problem}")
    line, column = int(found[1]), int(found[2])
    said = "this prefix is not declared" if "Prefix not found" in found[3] else _expected(found[3])
    known = " ".join(f"{prefix}:" for prefix in PREFIXES)
    return BadQuery(f"Line {line}, column {column}: {said}.", hint=f"Prefixes that need no declaring: {known}")


def _expected(said: str) -> str:
    """What the engine expected, less the words that it allows and we refuse, and less its own notation."""
    names = re.sub(r"^expected( one of)?", "", " ".join(said.split())).split(",")
    plain = [name.strip() for name in names if re.fullmatch(r"[\w ]+", name) and name.strip() not in _OURS_NOT]
    return f"this does not fit here; expected {' or '.join(plain)}" if plain else "this does not fit here"


def _place(text: str, start: int) -> tuple[int, int]:
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
