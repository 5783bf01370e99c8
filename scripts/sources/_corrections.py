"""What the two packages about CloudFormation get wrong: places that do not mean the service they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from graph.tables import Row, read_table
from scripts.sources import TABLES, Record

__all__ = ["corrected", "fits"]


def corrected(records: Iterable[Record], say: Callable[[str], None]) -> Iterator[Record]:
    """The records, turned to what they mean by ``cfn-exceptions.tsv``; without those that mean no other service.

    How many were corrected, and which rows of the table fitted none, is said at the end.
    """
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in read_table(TABLES / "cfn-exceptions.tsv", ("class", "where", "target", "instead", "reason")):
        rows.setdefault((row["class"], row["target"]), []).append(row)
    used: Counter[int] = Counter()
    classes: set[str] = set()
    for record in records:
        classes.add(record.evidence_class)
        place = f"{record.source.partition(':')[2]}:{record.member}"
        for row in rows.get((record.evidence_class, record.target), ()):
            if fits(row, "where", place):
                used[row.line] += 1
                record = replace(record, target=row["instead"] or record.source)
                break
        if record.source != record.target:
            yield record
    idle = [row.line for (name, _), some in rows.items() if name in classes for row in some if not used[row.line]]
    say(f"{used.total()} places corrected" + (f"; no place fits cfn-exceptions.tsv, lines {idle}" if idle else ""))


def fits(row: Row, column: str, text: str) -> bool:
    """Whether the regular expression in a cell fits the whole text, case aside.

    Raises:
        BadTable: the cell holds none.
    """
    try:
        return re.fullmatch(row[column], text, re.IGNORECASE) is not None
    except re.error as error:
        raise row.fail(f"{row[column]!r} is no regular expression: {error}") from error
