"""Where things stand in the picture: keeps ``ontology/data/places.tsv`` complete.

Without ``--all`` every place that exists stays, places of things that are gone are dropped, and a new
thing is set beside its neighbours. ``--all`` lays everything out anew: each category becomes a block, its
most connected services in large cells with room for their names, the others in small cells below, by
name. The blocks are stacked in lanes so that data flow from left to right and what works together stands
close; features and use cases gather around their services. The same input gives the same places. Needs numpy.
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
from graph.layout import HEAD, LARGE, SMALL, importance, large, places
from graph.model import Feature, Integration, Node, Service, UseCase
from graph.views import groups

FILE = Path(__file__).parent.parent / "ontology" / "data" / "places.tsv"

# The picture's room on a screen of 1400 by 900 pixels, and the gaps in it.
ROOM = (1046.0, 790.0)
LANE_GAP, BLOCK_GAP = 8.0, 7.0
# Small cells beside each other in the room of a large one.
ABREAST = LARGE[0] // SMALL[0]

Size = tuple[int, int]


@dataclass(frozen=True)
class Lane:
    """Blocks that stand over one another: how many large cells wide, and which categories from the top."""

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
    group_of: Mapping[str, str],
    *,
    seed: int = 1,
) -> dict[str, tuple[float, float]]:
    """A new place for every node, in pixels at zoom 1; no two cells of services overlap."""
    weights = importance(nodes, integrations)
    named = large(nodes, weights)
    placed = sorted((node for node in nodes if node.slug in weights), key=lambda node: (node.label.lower(), node.slug))
    block_of = {node.slug: group_of.get(node.slug, node.kind) for node in placed}
    flows: Flows = Counter()
    for one in integrations:
        ends = (one.target, one.source) if one.walk == "backward" else (one.source, one.target)
        if not one.support and one.role != "controls" and ends[0] != ends[1] and block_of.keys() >= set(ends):
            flows[ends] += 1
    counts = Counter((block, slug in named) for slug, block in block_of.items())
    sizes = {block: (counts[block, True], counts[block, False]) for block in sorted(set(block_of.values()))}
    between: Flows = Counter()
    for (source, target), count in sorted(flows.items()):
        between[block_of[source], block_of[target]] += count
    lanes = min(
        (_stack(sizes, between, random.Random(seed + attempt)) for attempt in range(8)),
        key=lambda found: _cost(found, sizes, between),
    )
    own: Flows = Counter({ends: count for ends, count in flows.items() if named >= set(ends)})
    found = _fill(lanes, sizes, block_of, named, own, random.Random(seed))
    nowhere = (None, None)
    spots = {node.slug: found.get(node.slug, nowhere) for node in nodes}
    fixed = [replace(node, x=spots[node.slug][0], y=spots[node.slug][1]) for node in nodes]
    return places(fixed, services, features, use_cases, integrations)


def _extent(lanes: Lanes, sizes: Mapping[str, Size]) -> tuple[float, float]:
    """How wide and how high the lanes are together."""
    width = sum(lane.width for lane in lanes) * LARGE[0] + LANE_GAP * (len(lanes) - 1)
    return width, max(_height(lane, sizes) for lane in lanes)


def _head(columns: int, size: Size) -> float:
    """The room for the heading of a block, which takes two lines where the block is one cell wide."""
    named, others = size
    return 37.0 if columns == 1 or (named <= 1 and others <= ABREAST) else 22.0


def _block(columns: int, size: Size) -> float:
    """How high a block is."""
    named, others = size
    rows = math.ceil(named / columns) * LARGE[1] + math.ceil(others / (columns * ABREAST)) * SMALL[1]
    return _head(columns, size) + rows + 2


def _height(lane: Lane, sizes: Mapping[str, Size]) -> float:
    """How high a lane is."""
    blocks = sum(_block(lane.width, sizes[block]) for block in lane.blocks)
    return blocks + (len(lane.blocks) - 1) * BLOCK_GAP


def _corners(lanes: Lanes, sizes: Mapping[str, Size]) -> dict[str, tuple[float, float, int]]:
    """The upper left corner of each block and its width in large cells; short lanes are spread to full height."""
    height = _extent(lanes, sizes)[1]
    corners, left = {}, 0.0
    for lane in lanes:
        spare = height - _height(lane, sizes)
        gap = BLOCK_GAP + (spare / (len(lane.blocks) - 1) if len(lane.blocks) > 1 else 0)
        top = 0.0 if len(lane.blocks) > 1 else spare / 2
        for block in lane.blocks:
            corners[block] = (left, top, lane.width)
            top += _block(lane.width, sizes[block]) + gap
        left += lane.width * LARGE[0] + LANE_GAP
    return corners


def _cost(lanes: Lanes, sizes: Mapping[str, Size], between: Flows) -> float:
    """Long ways, ways to the left, uneven or narrow lanes and a picture too large for its room are all bad."""
    width, height = _extent(lanes, sizes)
    middles = {
        block: (left + columns * LARGE[0] / 2, top + _block(columns, sizes[block]) / 2)
        for block, (left, top, columns) in _corners(lanes, sizes).items()
    }
    ways = 0.0
    for (source, target), count in between.items():
        (ax, ay), (bx, by) = middles[source], middles[target]
        ways += count * (math.hypot(bx - ax, by - ay) + 0.35 * max(0.0, ax - bx))
    shrink = max(width / ROOM[0], height / ROOM[1], 1.0)
    uneven = sum((height - _height(lane, sizes)) for lane in lanes)
    holes = sum(-sizes[block][0] % lane.width for lane in lanes for block in lane.blocks)
    narrow = sum(lane.width == 1 for lane in lanes)
    return ways / sum(between.values() or [1]) + 4_000 * (shrink - 1) + 0.2 * uneven + 6 * holes + 30 * narrow


def _stack(sizes: Mapping[str, Size], between: Flows, chance: random.Random) -> Lanes:
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
    lanes: Lanes,
    sizes: Mapping[str, Size],
    block_of: Mapping[str, str],
    named: set[str],
    flows: Flows,
    chance: random.Random,
) -> dict[str, tuple[float, float]]:
    """A cell for each member of each block: of those with names, short ways first, and few across another node."""
    found: dict[str, tuple[float, float]] = {}
    cells: dict[str, list[tuple[float, float]]] = {}
    seats: dict[str, list[str | None]] = {}
    for block, (left, top, width) in _corners(lanes, sizes).items():
        rows = math.ceil(sizes[block][0] / width)
        top += _head(width, sizes[block])
        cells[block] = [
            (left + (column + 0.5) * LARGE[0], top + row * LARGE[1] + HEAD)
            for row in range(rows)
            for column in range(width)
        ]
        members: list[str | None] = [slug for slug in block_of if block_of[slug] == block and slug in named]
        seats[block] = members + [None] * (len(cells[block]) - len(members))
        top += rows * LARGE[1] + SMALL[1] / 2
        for number, slug in enumerate(slug for slug in block_of if block_of[slug] == block and slug not in named):
            down, along = divmod(number, width * ABREAST)
            found[slug] = (left + (along + 0.5) * SMALL[0], top + down * SMALL[1])
    slugs = sorted(named)
    number_of = {slug: i for i, slug in enumerate(slugs)}
    spots = np.zeros((len(slugs), 2))
    ends = np.array([(number_of[a], number_of[b]) for a, b in sorted(flows)], dtype=int).reshape(-1, 2)

    def seat(block: str) -> None:
        for slug, place in zip(seats[block], cells[block], strict=True):
            if slug is not None:
                spots[number_of[slug]] = place

    for block in cells:
        seat(block)
    cost = _tangle(spots, ends)
    for _ in range(4):
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
    return {**found, **{slug: (float(spots[i][0]), float(spots[i][1])) for slug, i in number_of.items()}}


def _tangle(spots: NDArray[np.float64], ends: NDArray[np.int_]) -> float:
    """How long the ways are, plus a price for each node that a way runs over."""
    if not len(ends):
        return 0.0
    start, end = spots[ends[:, 0]], spots[ends[:, 1]]
    way = end - start
    length = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1.0)
    # An edge bends to its left by about a tenth of its length: see the roundness in graph/page.py.
    via = (start + end) / 2 + 0.09 * np.stack((way[:, 1], -way[:, 0]), axis=1)
    along = np.linspace(0.15, 0.85, 7)[:, None, None]
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
    nodes = [node for node in catalog.nodes.values() if node.kind != "category"]
    found = lay_out(nodes, *parts, groups(catalog)) if parser.parse_args().all else places(nodes, *parts)
    rows = [f"{slug}\t{round(x)}\t{round(y)}\n" for slug, (x, y) in sorted(found.items())]
    FILE.write_text("thing\tx\ty\n" + "".join(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
