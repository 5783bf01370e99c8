"""The status of every service and feature on AWS's three lists is the one that the lists say."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import Catalog
from graph.tables import Row, read_table

LISTS = Path(__file__).resolve().parent / "lifecycle-lists.tsv"
ENTRIES = list(read_table(LISTS, ("list", "entry", "day", "things", "reason")))
# The day on which the lists were read: an end that was announced for later has not come.
READ_ON = "2026-11-22"


def test_every_entry_means_something_or_says_why_not() -> None:
    """Things of the graph, or the reason why there is none."""
    assert [row["entry"] for row in ENTRIES if bool(row["things"]) == bool(row["reason"])] == []
    counts = {name: sum(row["list"] == name for row in ENTRIES) for name in ("maintenance", "sunset", "shutdown")}
    assert counts == {"maintenance": 58, "sunset": 23, "shutdown": 58}


@pytest.mark.parametrize("row", [row for row in ENTRIES if row["things"]], ids=lambda row: row["entry"])
def test_the_status_is_that_of_the_list(catalog: Catalog, row: Row) -> None:
    """In maintenance or in sunset: closed to new customers; after its last day: retired, since that day."""
    ended = row["list"] != "maintenance" and row["day"] <= READ_ON
    for thing in row.many("things"):
        node = catalog.nodes[thing]
        assert node.status == ("Retired" if ended else "ClosedToNewCustomers"), thing
        if row["list"] == "shutdown":
            assert node.status_since == row["day"], thing
