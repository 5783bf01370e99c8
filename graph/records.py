"""The harvested snapshot → integrations: which service each id means, which way it goes, what role it plays.

Nothing about AWS is decided here. ``identities.tsv`` says what an id means; the first row of ``rules.tsv`` that fits a
record says its role, its direction and its mechanism, that its target is better called otherwise (``means``), or
that it is no integration (``-``). A record that no row fits stays a candidate without a role.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from .errors import BadTable
from .facts import Facts
from .tables import Row, read_table
from .terms import DCTERMS, KG, RDF, XSD, thing

__all__ = ["Found", "Records", "actions", "state"]

_SNAPSHOT = ("source", "target", "member", "hint", "found", "package", "pointer")
_RULES = ("class", "source", "target", "member", "hint", "means", "role", "way", "mechanism", "reason")
# Of the proofs of one class for one integration so many are kept; the last one stands for the rest.
_KEPT = 5
# The kinds of id as records write them; an ARN speaks of its IAM prefix unless the table says otherwise.
_KINDS = {
    "client": ("client", "former-client"),
    "cfn": ("cfn-namespace",),
    "cdk": ("cdk-module",),
    "iam": ("iam-prefix",),
    "event": ("event-source",),
    "principal": ("service-principal",),
    "arn": ("arn-namespace", "iam-prefix"),
}


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One place that speaks of an integration; ``role`` is empty where no rule knows it, ``found`` counts its likes."""

    source: str
    role: str
    target: str
    mechanism: str
    evidence_class: str
    package: str
    pointer: str
    member: str
    found: int


@dataclass(frozen=True, slots=True)
class _Rule:
    source: frozenset[str]
    target: frozenset[str]
    member: re.Pattern[str] | None
    hint: re.Pattern[str] | None
    means: str
    role: str
    turned: bool
    mechanism: str

    def fits(self, source: str, target: str, member: str, hint: str) -> bool:
        return (
            (not self.source or source in self.source)
            and (not self.target or target in self.target)
            and (self.member is None or self.member.search(member) is not None)
            and (self.hint is None or self.hint.search(hint) is not None)
        )


class Records:
    """The snapshot of one ``data`` folder, read through its tables.

    Args:
        folder: ``ontology/data``.
        identities: kind and id → slug of a service, empty where it means none.
        roles, mechanisms: what a rule may name.

    Raises:
        BadTable: a rule that names what does not exist, with its line.
    """

    def __init__(
        self, folder: Path, identities: dict[tuple[str, str], str], *, roles: set[str], mechanisms: set[str]
    ) -> None:
        self.folder = folder
        self.identities = identities
        services = set(identities.values())
        self._rules: dict[str, list[_Rule]] = {}
        for row in read_table(folder / "rules.tsv", _RULES):
            rule = self._rule(row, roles, mechanisms, services)
            for evidence_class in row.many("class"):
                self._rules.setdefault(evidence_class, []).append(rule)

    @cached_property
    def packages(self) -> dict[str, dict[str, str]]:
        """Package → its version and the day on which it was read."""
        listed = json.loads((self.folder / "evidence" / "packages.json").read_text(encoding="utf-8"))
        return {one["package"]: one for one in listed}

    def found(self) -> Iterator[Found]:
        """Every record between two different services, in the order of classes and lines.

        Raises:
            BadTable: a snapshot table is damaged, or an id stands in no row of ``identities.tsv``.
        """
        for file in sorted((self.folder / "evidence").glob("*.tsv")):
            rules = self._rules.get(file.stem, [])
            for line, cells in _lines(file):
                source, target = (self._service(file, line, cells[name]) for name in ("source", "target"))
                if not source or not target or source == target:
                    continue
                member, hint = cells["member"], cells["hint"]
                rule = next((rule for rule in rules if rule.fits(source, target, member, hint)), None)
                role, mechanism = (rule.role, rule.mechanism) if rule else ("", "")
                if role == "-":
                    continue
                if rule:
                    target = rule.means or target
                    source, target = (target, source) if rule.turned else (source, target)
                if source == target:
                    continue
                where = file.stem, cells["package"], cells["pointer"]
                yield Found(source, role, target, mechanism, *where, member, int(cells["found"]))

    def _service(self, file: Path, line: int, name: str) -> str:
        kind, _, own = name.partition(":")
        for known in _KINDS.get(kind, ()):
            if (known, own) in self.identities:
                return self.identities[known, own]
        raise BadTable(file, line, f"nothing says what {name!r} means", hint="Give it a row in identities.tsv.")

    def _rule(self, row: Row, roles: set[str], mechanisms: set[str], services: set[str]) -> _Rule:
        for slug in [*row.many("source"), *row.many("target"), *row.many("means")]:
            if slug not in services:
                raise row.fail(f"no service is named {slug!r}", hint="Name services by their slugs.")
        if row["role"] not in roles | {"-", ""}:
            raise row.fail(f"no role is named {row['role']!r}", hint=f"Known: {' '.join(sorted(roles))}, or - for none")
        if row["mechanism"] and row["mechanism"] not in mechanisms:
            raise row.fail(f"no mechanism is named {row['mechanism']!r}", hint=f"Known: {' '.join(sorted(mechanisms))}")
        if row["way"] not in ("", "turned"):
            raise row.fail(f"no way is named {row['way']!r}", hint="Known: turned, or empty for source to target")
        if not row["reason"]:
            raise row.fail("a rule without a reason")
        try:
            member = re.compile(row["member"]) if row["member"] else None
            hint = re.compile(row["hint"]) if row["hint"] else None
        except re.error as error:
            raise row.fail(f"not a regular expression: {error}") from error
        source, target = frozenset(row.many("source")), frozenset(row.many("target"))
        turned = row["way"] == "turned"
        return _Rule(source, target, member, hint, row["means"], row["role"], turned, row["mechanism"])


def actions(folder: Path) -> frozenset[str]:
    """The IAM actions that exist, by the snapshot in ``folder`` (``ontology/data``); empty where it has no list.

    Raises:
        BadTable: the list is damaged.

    >>> from graph.shipped import ontology
    >>> "lambda:InvokeFunction" in actions(ontology() / "data")
    True
    """
    file = folder / "evidence" / "iam-action.tsv"
    return frozenset(cells["member"] for _, cells in _lines(file)) if file.exists() else frozenset()


def state(facts: Facts, records: Records) -> None:
    """Add to the facts what the snapshot says.

    What was reviewed (``review/candidates.tsv``) follows its verdict: a rejected candidate is not stated, and what
    speaks for one that was changed proves what it became. Where sources differ only in the word for one fact
    (``role-words.tsv``), a word said by hand wins, else the first of its row. A pair of which only records without a
    role speak gets the parent of all roles, and so stays a candidate.

    Raises:
        BadTable: a record, rule or identity that cannot be taken, with its line.
    """
    words = [row.many("roles") for row in read_table(facts.folder / "role-words.tsv", ("roles", "reason"))]
    by_hand = {pair: frozenset(roles) for pair, roles in facts.joined.items()}
    said: dict[tuple[str, str], dict[str, list[Found]]] = {}
    for found in records.found():
        said.setdefault((found.source, found.target), {}).setdefault(found.role, []).append(found)
    for pair, by_role in sorted(said.items()):
        known = by_hand.get(pair, frozenset())
        merged: dict[str, list[Found]] = {}
        for role, places in by_role.items():
            likes = next((row for row in words if role in row), [role])
            stated = [word for word in likes if word in known]
            word = role if role in known else (stated or [word for word in likes if word in by_role])[0]
            merged.setdefault(word, []).extend(places)
        without = merged.pop("", [])
        if without and (not (merged or known) or (pair[0], "integratesWith", pair[1]) in facts.verdicts):
            merged["integratesWith"] = without
        for role, places in sorted(merged.items()):
            edge = (pair[0], role, pair[1])
            verdict = facts.verdicts.get(edge)
            if verdict and verdict["becomes"]:
                changed = facts.join(*verdict["becomes"].split("/"))
                _prove(facts, records, changed, [replace(place, mechanism="") for place in places])
            elif not verdict or verdict["verdict"] != "reject":
                _prove(facts, records, facts.join(*edge), places)


def _document(facts: Facts, records: Records, package: str) -> None:
    """State the document that a package is, the first time that something cites it."""
    if package not in facts.documents:
        iri = thing("document", re.sub(r"[^a-z0-9]+", "-", package.lower()).strip("-"))
        facts.documents[package] = (iri, "")
        facts.add(iri, RDF.type, KG.Document)
        facts.add(iri, DCTERMS.title, Literal(f"{package} {records.packages[package]['version']}"))


def _prove(facts: Facts, records: Records, integration: str, places: list[Found]) -> None:
    groups: dict[tuple[str, str], list[Found]] = {}
    for place in places:
        groups.setdefault((place.evidence_class, place.package), []).append(place)
        if place.mechanism:
            facts.add(integration, KG.mechanism, thing("mechanism", place.mechanism))
    for (evidence_class, package), group in sorted(groups.items()):
        _document(facts, records, package)
        total = sum(found for _, _, found in {(place.member, place.role, place.found) for place in group})
        kept = sorted(group, key=lambda place: place.pointer)[:_KEPT]
        for place in kept:
            rest = total - len(kept) if place is kept[-1] else 0
            read_on = records.packages[package]["read_on"]
            proof = facts.prove(integration, evidence_class, package, place.pointer, read_on)
            if rest > 0 and proof not in facts.counted:
                facts.counted.add(proof)
                facts.add(proof, KG.found, Literal(str(1 + rest), datatype=NamedNode(XSD.integer)))


def _lines(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a snapshot table; leaner than ``read_table``, since there are tens of thousands."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(next(rows, ())) != _SNAPSHOT:
            raise BadTable(file, 1, "another header than the harvest writes", hint="Harvest this source again.")
        for number, cells in enumerate(rows, start=2):
            if len(cells) != len(_SNAPSHOT):
                raise BadTable(
                    file, number, f"{len(cells)} cells, not {len(_SNAPSHOT)}", hint="Harvest this source again."
                )
            yield number, dict(zip(_SNAPSHOT, cells, strict=True))
