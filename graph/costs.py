"""What a hop costs: the weights of ``ontology/data/weights.tsv`` → whole thousandths of a plain hop.

A hop costs what its role and its cheapest mechanism weigh, more the less sure and the less proven it is, and then
what it weighs to pass through the service it arrives at. The last service of a route weighs the same in all routes
there, so only those between count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from .tables import read_table

__all__ = ["Weights", "by_service", "interchangeable"]

_COLUMNS = ("kind", "name", "weight", "reason")
_KINDS = {"role", "mechanism", "through", "door", "other"}
_DEVICES = "internet-of-things"
_OTHERS = {
    "doubt",
    "proofs",
    "answer",
    "through",
    "candidate",
    "closed",
    "call-rule",
    "client",
    "device",
    "support",
    "variant",
}


class Weights:
    """The weights of one table.

    Args:
        file: tab-separated: kind, name, weight (in plain hops) and the reason for it.

    Raises:
        BadTable: a row of an unknown kind, or whose weight is no number.
    """

    def __init__(self, file: Path) -> None:
        self._weights: dict[tuple[str, str], int] = {}
        for row in read_table(file, _COLUMNS):
            kind, name = row["kind"], row["name"]
            if kind not in _KINDS or (kind == "other" and name not in _OTHERS):
                raise row.fail(f"no weight is of the kind {kind} {name}", hint=f"Kinds: {', '.join(sorted(_KINDS))}.")
            try:
                self._weights[kind, name] = round(float(row["weight"]) * 1000)
            except ValueError as error:
                raise row.fail(f"{row['weight']!r} is no number") from error
            if not row["reason"]:
                raise row.fail("a weight without a reason")

    def other(self, name: str) -> int:
        """The weight of something that is neither role, mechanism nor service."""
        return self._weights["other", name]

    def walks(
        self,
        source: str,
        role: str,
        target: str,
        *,
        walk: str,
        mechanisms: Iterable[str],
        confidence: float,
        proofs: int,
        categories: Mapping[str, Sequence[str]],
        closed: bool = False,
        candidate: bool = False,
    ) -> tuple[int, int]:
        """What an integration costs when it is walked from source to target, and back.

        Args:
            walk: which way its role is walked; empty for support, which is walked from source to target.
            mechanisms: ways to build it; the cheapest counts.
            proofs: how many proofs it has.
            categories: the categories of each service.
            closed: a feature carries it that takes no new customers.
            candidate: it is not proven.

        Returns:
            Thousandths of a plain hop; 0 where it is not walked that way.
        """
        built = min((self._weights.get(("mechanism", name), 0) for name in mechanisms), default=0)
        doubt = round(self.other("doubt") * (1 - confidence)) + round(self.other("proofs") / max(proofs, 1) ** 0.5)
        extra = (self.other("closed") if closed else 0) + (self.other("candidate") if candidate else 0)
        base = self._weights.get(("role", role), 1000 if walk else self.other("support"))
        cost = max(base + built + doubt + extra, 1)
        forward = backward = 0
        if walk != "backward":
            forward = cost + self._through(target, categories)
        if walk in ("backward", "both"):
            # The source fetched what arrives; of a question it is the answer.
            pulled = self._weights.get(("door", source), 0) + (self.other("answer") if walk == "both" else 0)
            backward = cost + self._through(source, categories) + pulled
        if forward and source == "rest-client" and ("door", target) not in self._weights:
            forward += self.other("client")
        if (
            forward
            and "edge" in (source, target)
            and _DEVICES
            not in (
                *categories.get(source, ()),
                *categories.get(target, ()),
            )
        ):
            forward += self.other("device")
        return forward, backward

    def _through(self, slug: str, categories: Mapping[str, Sequence[str]]) -> int:
        """What it costs to pass through a service: its own weight, else that of its category, else the general one."""
        for name in (slug, *categories.get(slug, ())):
            if ("through", name) in self._weights:
                return self._weights["through", name]
        return self.other("through")


def by_service(categories: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Category → services, turned round: service → its categories, sorted.

    >>> by_service({"compute": ["lambda"], "developer-tools": ["lambda"]})
    {'lambda': ['compute', 'developer-tools']}
    """
    found: dict[str, list[str]] = {}
    for category, services in sorted(categories.items()):
        for slug in services:
            found.setdefault(slug, []).append(category)
    return found


def interchangeable(file: Path, known: Collection[str]) -> tuple[list[list[str]], list[str]]:
    """Sets of services that can stand for each other between two others, and those that only carry messages.

    Raises:
        BadTable: an unknown service, or one that stands in two sets.
    """
    sets: list[list[str]] = []
    carriers: list[str] = []
    seen: set[str] = set()
    for row in read_table(file, ("services", "carry", "reason")):
        services = row.many("services")
        for slug in services:
            if slug not in known:
                raise row.fail(f"no service is named {slug!r}")
            if slug in seen:
                raise row.fail(f"{slug} stands in two sets")
            seen.add(slug)
        if row["carry"] not in ("", "yes"):
            raise row.fail(f"carry is {row['carry']!r}", hint="Write yes, or nothing.")
        sets.append(services)
        carriers += services if row["carry"] else []
    return sets, sorted(carriers)
