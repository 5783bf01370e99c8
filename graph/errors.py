"""Errors raised on purpose: one family, each with a stable code and an exit code.

GraphError                  something of ours failed (3)
├── UnknownName             a name that nothing has (LookupError, 2)
│   ├── AmbiguousName       a name that several things share (2)
│   └── UnknownNames        several such names at once (2)
├── BadQuery                a SPARQL query that is malformed or refused (ValueError, 2)
├── BadInput                a source file that cannot be taken (ValueError, 3)
│   ├── BadTurtle           Turtle that does not parse
│   └── BadTable            a table row that breaks a rule
├── BadGraph                the ontology and its data break a check, so nothing is built (3)
├── CompiledGraphError      the compiled graph is missing, stale or damaged (3)
└── CannotWrite             an output that cannot be written (OSError, 3)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "AmbiguousName",
    "BadGraph",
    "BadInput",
    "BadQuery",
    "BadTable",
    "BadTurtle",
    "CannotWrite",
    "CompiledGraphError",
    "GraphError",
    "UnknownName",
    "UnknownNames",
]


class GraphError(Exception):
    """Base of the family: a message that says what is wrong, a hint that says the next step."""

    code = "graph-error"
    exit_code = 3

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UnknownName(GraphError, LookupError):
    """A name that no thing in the graph has; the hint offers the nearest ones."""

    code, exit_code = "unknown-name", 2

    def __init__(self, name: str, known: Iterable[str], *, kind: str = "service", see: str = "graph services") -> None:
        from difflib import get_close_matches

        self.name = name
        self.suggestions = get_close_matches(name.lower(), sorted(known), n=3, cutoff=0.6)
        hint = f"Did you mean {' or '.join(self.suggestions)}?" if self.suggestions else f"See: {see}"
        super().__init__(f"No {kind} is named {name!r}.", hint=hint)


class AmbiguousName(UnknownName):
    """A name that several things share; the hint lists them."""

    code = "ambiguous-name"

    def __init__(self, name: str, choices: Sequence[str]) -> None:
        GraphError.__init__(
            self,
            f"{name!r} can mean {len(choices)} things.",
            hint=f"Say which: {', '.join(choices)}",
        )
        self.name = name
        self.suggestions = list(choices)


class UnknownNames(UnknownName):
    """Several names that no thing has, or that several share: all of them in one message."""

    code = "unknown-names"

    def __init__(self, errors: Sequence[UnknownName]) -> None:
        hints = [f"{error.name}: {error.hint}" for error in errors if error.hint]
        GraphError.__init__(self, " ".join(error.message for error in errors), hint="\n".join(hints) or None)
        self.name = ", ".join(error.name for error in errors)
        self.suggestions = [one for error in errors for one in error.suggestions]


class BadQuery(GraphError, ValueError):
    """A SPARQL query that does not parse, or asks for what is refused."""

    code, exit_code = "bad-query", 2


class BadInput(GraphError, ValueError):
    """A file that cannot be taken: which file, and where one is known, which line."""

    code = "bad-input"

    def __init__(self, file: str | Path, line: int | None, problem: str, *, hint: str | None = None) -> None:
        place = f"{file}, line {line}" if line is not None else str(file)
        super().__init__(f"{place}: {problem}", hint=hint)
        self.file, self.line = str(file), line


class BadTurtle(BadInput):
    """Turtle that does not parse, or a Turtle file that cannot be read."""

    code = "bad-turtle"


class BadTable(BadInput):
    """A table whose header or row breaks a rule."""

    code = "bad-table"


class BadGraph(GraphError):
    """The ontology and its data break a shape or a check, so nothing is written."""

    code = "bad-graph"


class CompiledGraphError(GraphError):
    """The compiled graph is missing, older than its sources, or damaged."""

    code = "compiled-graph"


class CannotWrite(GraphError, OSError):
    """A file or folder that cannot be written."""

    code = "cannot-write"
