"""Where things stand in the picture: keeps ``ontology/data/places.tsv`` complete.

Without ``--all`` every place that exists stays, places of things that are gone are dropped, and a new
thing is set beside its neighbours. ``--all`` lays everything out anew: each category becomes a block of
cells, the blocks are stacked in lanes so that data flow from left to right and what works together
stands close, and features and use cases gather around their services. The same input gives the same
places. Needs numpy.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph import load
from graph.model import Feature, Integration, Node, Service, UseCase
from graph.page import CELL, places
from graph.views import overview

FILE = Path(__file__).parent.parent / "ontology" / "data" / "places.tsv"

# The picture's room on a screen of 1400 by 900 pixels, and the gaps between blocks in it.
ROOM = (1040.0, 790.0)
LANE_GAP, BLOCK_GAP = 14.0, 8.0


@dataclass(frozen=True)
class Lane:
    """Blocks that stand over one another: how many cells wide, and which categories from the top."""

    width: int
    blocks: tuple[str, ...]


Lanes = tuple[Lane, ...]
Flows = Counter[tuple[str, str]]


def lay_out(
    nodes: Sequence[Node],
    services: Sequence[Service],
    features: Sequence[Feature],
    use_cases: Sequence[UseCase],
    integrations: Sequence[Integration],
    *,
    seed: int = 1,
) -> dict[str, tuple[float, float]]:
    """A new place for every node, in pixels at zoom 1; no two cells of services overlap."""
    category = {service.slug: service.categories[0] for service in services if service.categories}
    block_of = {
        node.slug: category.get(node.slug, node.kind)
        for node in sorted(nodes, key=lambda node: node.slug)
        if node.kind in ("service", "environment")
    }
    flows: Flows = Counter()
    for one in integrations:
        ends = (one.target, one.source) if one.walk == "backward" else (one.source, one.target)
        if not one.support and ends[0] != ends[1] and block_of.keys() >= set(ends):
            flows[ends] += 1
    sizes = Counter(block_of.values())
    between: Flows = Counter()
    for (source, target), count in sorted(flows.items()):
        between[block_of[source], block_of[target]] += count
    lanes = min(
        (_stack(sizes, between, random.Random(seed + attempt)) for attempt in range(6)),
        key=lambda found: _cost(found, sizes, between),
    )
    found = _fill(lanes, block_of, flows, random.Random(seed))
    nowhere = (None, None)
    spots = {node.slug: found.get(node.slug, nowhere) for node in nodes}
    fixed = [replace(node, x=spots[node.slug][0], y=spots[node.slug][1]) for node in nodes]
    return places(fixed, services, features, use_cases, integrations)


def _extent(lanes: Lanes, sizes: Mapping[str, int]) -> tuple[float, float]:
    """How wide and how high the lanes are together."""
    width = sum(lane.width for lane in lanes) * CELL[0] + LANE_GAP * (len(lanes) - 1)
    return width, max(_height(lane, sizes) for lane in lanes)


def _head(columns: int, size: int) -> float:
    """The room for the heading of a block, which takes two lines over a single column."""
    return 40.0 if min(columns, size) == 1 else 26.0


def _block(columns: int, size: int) -> float:
    """How high a block is."""
    return _head(columns, size) + math.ceil(size / columns) * CELL[1]


def _height(lane: Lane, sizes: Mapping[str, int]) -> float:
    """How high a lane is."""
    blocks = sum(_block(lane.width, sizes[block]) for block in lane.blocks)
    return blocks + (len(lane.blocks) - 1) * BLOCK_GAP


def _corners(lanes: Lanes, sizes: Mapping[str, int]) -> dict[str, tuple[float, float, int]]:
    """The upper left corner of each block and its width in cells; short lanes are spread to full height."""
    height = _extent(lanes, sizes)[1]
    corners, left = {}, 0.0
    for lane in lanes:
        spare = height - _height(lane, sizes)
        gap = BLOCK_GAP + (spare / (len(lane.blocks) - 1) if len(lane.blocks) > 1 else 0)
        top = 0.0 if len(lane.blocks) > 1 else spare / 2
        for block in lane.blocks:
            corners[block] = (left, top, lane.width)
            top += _block(lane.width, sizes[block]) + gap
        left += lane.width * CELL[0] + LANE_GAP
    return corners


def _cost(lanes: Lanes, sizes: Mapping[str, int], between: Flows) -> float:
    """Long ways, ways to the left, uneven or narrow lanes and a picture too large for its room are all bad."""
    width, height = _extent(lanes, sizes)
    middles = {
        block: (left + columns * CELL[0] / 2, top + _block(columns, sizes[block]) / 2)
        for block, (left, top, columns) in _corners(lanes, sizes).items()
    }
    ways = 0.0
    for (source, target), count in between.items():
        (ax, ay), (bx, by) = middles[source], middles[target]
        ways += count * (math.hypot(bx - ax, by - ay) + 0.35 * max(0.0, ax - bx))
    shrink = max(width / ROOM[0], height / ROOM[1], 1.0)
    uneven = sum((height - _height(lane, sizes)) for lane in lanes)
    holes = sum(-sizes[block] % lane.width for lane in lanes for block in lane.blocks)
    narrow = sum(lane.width == 1 for lane in lanes)
    return ways / sum(between.values() or [1]) + 2_500 * (shrink - 1) + 0.25 * uneven + 12 * holes + 60 * narrow


def _stack(sizes: Mapping[str, int], between: Flows, chance: random.Random) -> Lanes:
    """Lanes of blocks by simulated annealing."""
    blocks = sorted(sizes)
    chance.shuffle(blocks)
    count = min(len(blocks), 4)
    lanes: Lanes = tuple(Lane(2, tuple(blocks[i::count])) for i in range(count))
    best, best_cost = lanes, _cost(lanes, sizes, between)
    cost, heat, turns = best_cost, 60.0, 12_000
    for turn in range(turns):
        other = _moved(lanes, chance)
        other_cost = _cost(other, sizes, between)
        cool = heat * (1 - turn / turns) + 1e-9
        if other_cost < cost or chance.random() < math.exp((cost - other_cost) / cool):
            lanes, cost = other, other_cost
            if cost < best_cost:
                best, best_cost = lanes, cost
    return best


def _moved(lanes: Lanes, chance: random.Random) -> Lanes:
    """The lanes after one random move: a block elsewhere, two blocks or lanes changed, or another width."""
    kind = chance.random()
    widths, blocks = [lane.width for lane in lanes], [list(lane.blocks) for lane in lanes]
    one, two = chance.randrange(len(lanes)), chance.randrange(len(lanes))
    if kind < 0.4:
        block = blocks[one].pop(chance.randrange(len(blocks[one])))
        if chance.random() < 0.06:
            widths.insert(two, chance.randint(1, 3))
            blocks.insert(two, [block])
        else:
            blocks[two].insert(chance.randint(0, len(blocks[two])), block)
    elif kind < 0.8:
        i, j = chance.randrange(len(blocks[one])), chance.randrange(len(blocks[two]))
        blocks[one][i], blocks[two][j] = blocks[two][j], blocks[one][i]
    elif kind < 0.9:
        widths[one], widths[two] = widths[two], widths[one]
        blocks[one], blocks[two] = blocks[two], blocks[one]
    else:
        widths[one] = chance.randint(1, 4)
    return tuple(Lane(width, tuple(kept)) for width, kept in zip(widths, blocks, strict=True) if kept)


def _fill(
    lanes: Lanes, block_of: Mapping[str, str], flows: Flows, chance: random.Random
) -> dict[str, tuple[float, float]]:
    """A cell for each member of each block: short ways first, and few ways across another node."""
    sizes = Counter(block_of.values())
    slugs = list(block_of)
    cells: dict[str, list[tuple[float, float]]] = {}
    for block, (left, top, width) in _corners(lanes, sizes).items():
        cells[block] = [
            (left + (column + 0.5) * CELL[0], top + _head(width, sizes[block]) + row * CELL[1] + 26)
            for row in range(math.ceil(sizes[block] / width))
            for column in range(width)
        ]
    seats: dict[str, list[str | None]] = {}
    for block, room in cells.items():
        members: list[str | None] = [slug for slug in slugs if block_of[slug] == block]
        seats[block] = members + [None] * (len(room) - len(members))
    number = {slug: i for i, slug in enumerate(slugs)}
    spots = np.zeros((len(slugs), 2))
    ends = np.array([(number[a], number[b]) for a, b in sorted(flows)], dtype=int).reshape(-1, 2)

    def seat(block: str) -> None:
        for slug, place in zip(seats[block], cells[block], strict=True):
            if slug is not None:
                spots[number[slug]] = place

    for block in cells:
        seat(block)
    cost = _tangle(spots, ends)
    for _ in range(8):
        before = cost
        swaps = [(b, i, j) for b in sorted(cells) for i in range(len(cells[b])) for j in range(i)]
        chance.shuffle(swaps)
        for block, i, j in swaps:
            row = seats[block]
            row[i], row[j] = row[j], row[i]
            seat(block)
            other = _tangle(spots, ends)
            if other < cost - 1e-9:
                cost = other
            else:
                row[i], row[j] = row[j], row[i]
                seat(block)
        if cost == before:
            break
    return {slug: (float(spots[i][0]), float(spots[i][1])) for slug, i in number.items()}


def _tangle(spots: NDArray[np.float64], ends: NDArray[np.int_]) -> float:
    """How long the ways are, plus a price for each node that a way runs over."""
    if not len(ends):
        return 0.0
    start, end = spots[ends[:, 0]], spots[ends[:, 1]]
    way = end - start
    length = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1.0)
    # An edge bends to its left by about a tenth of its length: see the roundness in graph/page.py.
    via = (start + end) / 2 + 0.09 * np.stack((way[:, 1], -way[:, 0]), axis=1)
    along = np.linspace(0.1, 0.9, 13)[:, None, None]
    curve = (1 - along) ** 2 * start + 2 * along * (1 - along) * via + along**2 * end
    apart = np.hypot(*np.moveaxis(curve[:, :, None, :] - spots[None, None, :, :], -1, 0)).min(axis=0)
    own = np.zeros(apart.shape, dtype=bool)
    own[np.arange(len(ends))[:, None], ends] = True
    return float(length.sum() + 90 * ((apart < 20) & ~own).sum())


def main() -> None:
    """Read the catalog, settle the places, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="lay everything out anew")
    catalog = load()
    parts = (catalog.services(), catalog.features(), catalog.use_cases(), catalog.integrations())
    shown = overview(catalog)
    nodes = [node for slug, node in catalog.nodes.items() if node.kind == "use-case" or catalog.owner(slug) in shown]
    found = lay_out(nodes, *parts) if parser.parse_args().all else places(nodes, *parts)
    rows = [f"{slug}\t{round(x)}\t{round(y)}\n" for slug, (x, y) in sorted(found.items())]
    FILE.write_text("thing\tx\ty\n" + "".join(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
