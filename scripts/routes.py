"""Walks the reference architectures, and shows what a change of the weights does to them.

Run: python scripts/routes.py [--half tune|report|all] [--weights FILE] [-v]

A chain counts as found when its services, in order, are among the first five routes between its ends, or are one of the
variants printed with them. A chain that meets a service twice is walked in parts, since no route does. ``--weights``
names a table to compare with the one that the graph was built with.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from graph import Catalog, Limits, load, routes
from graph.costs import Weights, by_service
from graph.model import Path as Route
from graph.shipped import ontology
from graph.tables import Row, read_table

CHAINS = Path(__file__).resolve().parent.parent / "tests" / "architectures.tsv"
LIMIT = 5
# Variants beside a route that count: those that are printed.
VARIANTS = 5


@dataclass(frozen=True)
class Walked:
    """What became of one chain: hops that the graph lacks, whether it was found, and what beat it."""

    name: str
    parts: tuple[tuple[str, ...], ...]
    missing: tuple[tuple[str, str], ...]
    found: bool
    by_name: bool
    beaten_by: tuple[str, ...]


def chains(half: str) -> Iterator[Row]:
    """The rows of the reference architectures of one half, or of ``all``."""
    for row in read_table(CHAINS, ("name", "chain", "half", "document", "pointer", "note")):
        if half in (row["half"], "all"):
            yield row


def parts(chain: list[str]) -> tuple[tuple[str, ...], ...]:
    """A chain, cut where a service would be met a second time."""
    found: list[list[str]] = [[]]
    for slug in chain:
        if slug in found[-1]:
            found.append([found[-1][-1]] if found[-1][-1] != slug else [])
        found[-1].append(slug)
    return tuple(tuple(part) for part in found if len(part) > 1)


def walked(catalog: Catalog, half: str) -> list[Walked]:
    """Every chain of a half: found by its ends alone, and found when its middle is named."""
    joined = {(one.source, one.target) for one in catalog.steps if one.forward}
    joined |= {(one.target, one.source) for one in catalog.steps if one.backward}
    return [_walk(catalog, row, joined) for row in chains(half)]


def _walk(catalog: Catalog, row: Row, joined: set[tuple[str, str]]) -> Walked:
    cut = parts(row.many("chain"))
    missing = tuple(hop for part in cut for hop in pairwise(part) if hop not in joined)
    limits = Limits(include_retired=True)
    beaten: list[str] = []
    by_name = True
    for part in cut:
        first = routes(catalog, part[0], part[-1], limit=LIMIT, limits=limits).paths
        if not _among(part, first):
            beaten += [str(path) for path in first]
        named = Limits(via=part[1:-1], include_retired=True)
        by_name &= _among(part, routes(catalog, part[0], part[-1], limit=LIMIT, limits=named).paths)
    return Walked(row["name"], cut, missing, not beaten, by_name, tuple(beaten))


def reweighted(catalog: Catalog, file: Path) -> Catalog:
    """The same graph with the costs of another table of weights."""
    weights = Weights(file)
    facts = {(one.source, one.role, one.target): one for one in catalog.integrations()}
    kinds = by_service(catalog.categories)
    other = load()
    other.__dict__["steps"] = []
    for edge in catalog.steps:
        one = facts[edge.source, edge.role, edge.target]
        forward, backward = weights.walks(
            edge.source,
            edge.role,
            edge.target,
            walk=edge.walk,
            mechanisms=one.mechanism,
            confidence=edge.confidence,
            proofs=edge.proofs,
            categories=kinds,
            closed=any(catalog.nodes[slug].status == "ClosedToNewCustomers" for slug in one.feature),
        )
        other.steps.append(edge._replace(forward=forward, backward=backward))
    return other


def _among(part: tuple[str, ...], paths: tuple[Route, ...]) -> bool:
    return any(part == path.nodes or part in path.alternatives[:VARIANTS] for path in paths)


def report(all_walked: list[Walked], rows: list[Row]) -> None:
    """Print the shares."""
    hops = [hop for row in rows for hop in pairwise(row.many("chain"))]
    missing = sum(len(one.missing) for one in all_walked)
    found, named = sum(one.found for one in all_walked), sum(one.by_name for one in all_walked)
    print(f"{len(rows)} chains, {len(hops)} hops: {1 - missing / len(hops):.1%} of the hops are in the graph")
    print(
        f"among the first {LIMIT}: {found} ({found / len(rows):.1%}); with their middle named: {named / len(rows):.1%}"
    )


def main() -> None:
    """Print the shares, the chains that are missed, and what another table of weights changes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tune", "report", "all"), default="tune")
    parser.add_argument("--weights", type=Path, help=f"a table like {ontology().name}/data/weights.tsv")
    parser.add_argument("-v", "--verbose", action="store_true", help="name the chains that are missed")
    chosen = parser.parse_args()
    rows = list(chains(chosen.half))
    catalog = load()
    now = walked(catalog, chosen.half)
    report(now, rows)
    if chosen.verbose:
        for one in now:
            chain = "; ".join(" -> ".join(part) for part in one.parts)
            if one.missing:
                print(f"{one.name}: {chain}\n    no integration: {', '.join(' -> '.join(hop) for hop in one.missing)}")
            elif not one.found:
                print(f"{one.name}: {chain}\n    beaten by " + "\n              ".join(one.beaten_by))
    if chosen.weights:
        other = reweighted(catalog, chosen.weights)
        again = walked(other, chosen.half)
        print(f"\nwith {chosen.weights}:")
        report(again, rows)
        for before, after in zip(now, again, strict=True):
            if before.found != after.found:
                print(f"{'found' if after.found else 'lost'}: {before.name}")


if __name__ == "__main__":
    main()
