"""Rows → table, json, jsonl, csv, tsv. Texts stay as they are; lists join with a comma, nothing is empty or null."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["FORMATS", "render", "to_json"]

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
        width: widest line of a table, in characters; cells wrap. ``None`` for no limit.

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
    return _table(columns, cells, width)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    return str(value)


def _table(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int | None) -> str:
    from prettytable import PrettyTable, TableStyle

    table = PrettyTable()
    table.set_style(TableStyle.PLAIN_COLUMNS)
    table.field_names = [column.upper().replace("_", " ") for column in columns]
    table.align = "l"
    table.right_padding_width = 2
    table.add_rows([[cell.replace("\n", " ") for cell in row] for row in cells])
    if width:
        table.max_table_width = width
        table.min_width = 8
    return "\n".join(line.rstrip() for line in table.get_string().splitlines())
