"""Every service was read for: which pages, what each gave, which could not be had."""

from __future__ import annotations

from collections import Counter

from graph import Catalog
from graph.shipped import ontology
from graph.tables import read_table

READINGS = list(read_table(ontology() / "data" / "readings.tsv", ("service", "document", "read_on", "outcome", "note")))


def test_every_service_was_read_for(catalog: Catalog) -> None:
    """At least one page a service, found or not."""
    assert {service.slug for service in catalog.services()} <= {row["service"] for row in READINGS}


def test_a_page_stands_once_for_a_service() -> None:
    """Sorted, so that a change shows."""
    keys = [(row["service"], row["document"]) for row in READINGS]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert keys == sorted(keys)


def test_what_a_page_gave_is_cited(catalog: Catalog) -> None:
    """Each page that gave something proves something in the graph."""
    cited = {str(document) for (document,) in catalog.query("SELECT DISTINCT ?d { ?e dcterms:source ?d }").rows}
    assert {row["document"] for row in READINGS if row["outcome"] == "gave"} <= {one.strip("<>") for one in cited}


def test_every_service_has_a_purpose_and_a_category(catalog: Catalog) -> None:
    """One line of what it does, and a place among the others."""
    assert [one.slug for one in catalog.services() if not one.purpose or not one.categories] == []
