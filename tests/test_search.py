"""Plain words lead to the right service: fifty searches that were written before ``graph find`` was tuned."""

from __future__ import annotations

from pathlib import Path

import pytest

import graph
from graph import Catalog
from graph.tables import read_table

SEARCHES = list(read_table(Path(__file__).resolve().parent / "searches.tsv", ("words", "services", "half")))


@pytest.mark.parametrize("half", ["tune", "report"])
def test_the_right_service_is_among_the_first_three(catalog: Catalog, half: str) -> None:
    """For nine searches of ten; the weights were set on one half, the other one tells how good they are."""
    rows = [row for row in SEARCHES if row["half"] == half]
    missed = []
    for row in rows:
        first = [found.slug for found in graph.find(catalog, row["words"])][:3]
        if not set(row.many("services")) & set(first):
            missed.append(f"{row['words']}: {first}")
    assert len(rows) == 25
    assert len(missed) <= 2, missed


def test_the_searches_name_services_of_the_graph(catalog: Catalog) -> None:
    """Twenty-five to tune on, twenty-five to report on; every answer is a service."""
    named = {slug for row in SEARCHES for slug in row.many("services")}
    assert named <= {service.slug for service in catalog.services()}
    assert len({row["words"] for row in SEARCHES}) == 50


@pytest.mark.parametrize(
    ("one", "other"), [("call centre", "call center"), ("summarise", "summarize"), ("colour", "color")]
)
def test_both_spellings_find_the_same(catalog: Catalog, one: str, other: str) -> None:
    """British or American."""
    slugs = [{found.slug for found in graph.find(catalog, words)} for words in (one, other)]
    assert slugs[0] == slugs[1]
