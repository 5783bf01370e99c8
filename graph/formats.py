"""Rows → table, json, jsonl, csv, tsv. Texts stay as they are; lists join with a comma, nothing is empty or null."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["FORMATS", "render", "to_json"]

_NARROWEST = 8
FORMATS = ("table", "json", "jsonl", "csv", "tsv")


def to_json(value: Any) -> str:
    """JSON text of plain values, keys in their given order, two blanks a level.

    >>> to_json({"a": None})
    '{\\n  "a": null\\n}'
    """
    return json.dumps(value, indent=2, ensure_ascii=False)


def render(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], name: str, *, width: int | None = None) -> str:
    """Rows in a format of ``FORMATS``, without a final newline.

    Args:
        columns: keys to show, in order. JSON and JSON lines show every key of the row.
        width: widest line of a table, in characters; cells wrap. ``None`` for no limit. A table
            leaves out columns in which every cell is empty.

    >>> print(render([{"name": "lambda", "hops": 1}], ["name", "hops"], "csv"))
    name,hops
    lambda,1
    """
    if name == "json":
        return to_json([dict(row) for row in rows])
    if name == "jsonl":
        return "\n".join(json.dumps(dict(row), ensure_ascii=False) for row in rows)
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    if name in ("csv", "tsv"):
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter="," if name == "csv" else "\t", lineterminator="\n")
        writer.writerows([list(columns), *cells])
        return stream.getvalue().rstrip("\n")
    told = [i for i in range(len(columns)) if not cells or any(row[i] for row in cells)]
    return _table([columns[i] for i in told], [[row[i] for i in told] for row in cells], width)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    return str(value)


def _table(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int | None) -> str:
    from prettytable import PrettyTable, TableStyle

    table = PrettyTable([column.upper().replace("_", " ") for column in columns])
    table.set_style(TableStyle.PLAIN_COLUMNS)
    table.align = "l"
    table.left_padding_width, table.right_padding_width = 0, 2
    table.break_on_hyphens = True
    rows = [[cell.replace("\n", " ") for cell in row] for row in cells]
    table.add_rows(rows)
    if width:
        table.max_width = dict(zip(table.field_names, _widths([table.field_names, *rows], width), strict=True))
    return "\n".join(line.rstrip() for line in table.get_string().splitlines())


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column may be: the widest gives way first, as long as it can be broken between words."""
    columns = list(zip(*rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    words = [
        max(len(word) for cell in column for word in cell.replace("-", "- ").split() or [""]) for column in columns
    ]
    for floors in (words, [_NARROWEST] * len(words)):
        while sum(widths) + 2 * len(widths) > width:
            slack = [widths[i] if widths[i] > floors[i] else 0 for i in range(len(widths))]
            if not any(slack):
                break
            widths[slack.index(max(slack))] -= 1
    return widths
