"""Tab-separated tables of facts: read with a strict header, each row with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import BadTable

__all__ = ["Row", "read_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. ``row["column"]`` is its text, stripped; empty when the cell is empty."""

    file: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> list[str]:
        """The values of a cell that holds several, parted by ``|``, in their order."""
        return [part.strip() for part in self[column].split("|") if part.strip()]

    def fail(self, problem: str, *, hint: str | None = None) -> BadTable:
        """The error to raise for this row."""
        return BadTable(self.file, self.line, problem, hint=hint)


def read_table(file: Path, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a table in their order. Lines that start with ``#`` and empty lines are comments.

    Args:
        columns: the header that the file must have, in order.

    Raises:
        BadTable: no such file, another header, or a row with more or fewer cells (with its line).
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTable(file, None, str(error), hint="Give a table in UTF-8.") from error
    header: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            if header != list(columns):
                raise BadTable(file, number, f"the header is {' '.join(header)}", hint=f"Expected: {' '.join(columns)}")
            continue
        if len(cells) != len(header):
            raise BadTable(
                file, number, f"{len(cells)} cells, the header has {len(header)}", hint="Part cells by one tab."
            )
        yield Row(file, number, dict(zip(header, cells, strict=True)))
    if header is None:
        raise BadTable(file, None, "no header line", hint=f"Expected: {' '.join(columns)}")
