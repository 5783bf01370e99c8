"""Files and triples: read Turtle with file and line on failure, write sorted N-Triples (Oxigraph).

A triple is an ``pyoxigraph.Triple``; ``str(triple)`` is its N-Triples line without the full stop.
"""

from __future__ import annotations

import gzip
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from .errors import BadTurtle, CannotWrite

__all__ = ["n_triples", "read", "read_n_triples_gz", "read_text", "write_bytes"]


def read_text(text: str, name: str) -> list[Triple]:
    """The triples of a Turtle text, in its order.

    Raises:
        BadTurtle: the text does not parse; carries ``name`` and the line.

    >>> len(read_text("<a:b> <a:c> 1 .", "example"))
    1
    """
    try:
        return [quad.triple for quad in parse(text.encode(), RdfFormat.TURTLE)]
    except SyntaxError as error:
        problem = re.sub(r"^Parser error [^:]*: ", "", str(error.msg)).strip()
        hint = "Mend the line, or see https://www.w3.org/TR/turtle/ for the syntax."
        raise BadTurtle(name, error.lineno or None, problem or "this is not Turtle", hint=hint) from error
    except ValueError as error:
        raise BadTurtle(name, None, str(error), hint="Give a Turtle file in UTF-8.") from error


def read(file: Path) -> list[Triple]:
    """The triples of a Turtle file.

    Raises:
        BadTurtle: no such file, not readable, not UTF-8, or not Turtle (with the line).
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        problem = error.strerror or str(error)
        raise BadTurtle(file, None, problem, hint="Give the path of a Turtle file.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadTurtle(file, line, "this is not UTF-8 text", hint="Save the file as UTF-8.") from error
    return read_text(text, str(file))


def n_triples(triples: Iterable[Triple]) -> bytes:
    """Sorted N-Triples, each triple once: the same set gives the same bytes.

    Raises:
        ValueError: a blank node is among them; it would be named anew each time.
    """
    lines = set()
    for triple in triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            raise ValueError(f"blank node in {triple}")
        lines.add(f"{triple} .\n")
    return "".join(sorted(lines)).encode()


def read_n_triples_gz(data: bytes) -> list[Triple]:
    """The triples of gzipped N-Triples.

    Raises:
        OSError, EOFError, SyntaxError: the bytes are damaged.
    """
    return [quad.triple for quad in parse(gzip.decompress(data), RdfFormat.N_TRIPLES)]


def write_bytes(file: Path, data: bytes) -> None:
    """Write a file whole or not at all: an interrupted write leaves the old one.

    Raises:
        CannotWrite: the folder cannot be made or the file not be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            os.replace(name, file)
        except BaseException:
            Path(name).unlink()
            raise
    except OSError as error:
        problem = error.strerror or str(error)
        raise CannotWrite(f"Cannot write {file}: {problem}.", hint="Choose another place with -o FILE.") from error
