"""How fast the picture is in a real browser: until it can be used, while it is moved, and ten times as large.

Run: PYTHONPATH=. python tests/benchmarks/pictures.py
Everything is opened from a file, offline, at 1400 × 900. Times are the page's own, counted from the start of its
navigation. What pyvis makes of the same nodes and edges, with nothing set, stands beside it; on that one waits long.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from graph import load, picture
from graph.page import Content, page
from graph.views import content_of
from scripts.browser import on_this_machine
from tests.conftest import CHROMIUM

# The page is usable once it says that it is ready, and its search answers. What it has drawn by then is kept.
USABLE = """
window.usable = new Promise((tell, fail) => addEventListener("DOMContentLoaded", () => servicekg.ready.then(() => {
  const found = servicekg.search("lambda").map(({ slug }) => slug);
  const at = performance.now();
  tell({ at, found, drawn: servicekg.network.body.nodeIndices.length, labels: servicekg.labels().length });
}).catch(fail)));
"""
OVERVIEW = "servicekg.data.nodes.filter(({ kind }) => kind === 'service' || kind === 'environment').length"
# What both pictures hold; parts, which only join a feature to its service, are left to ours.
NODES = "servicekg.data.nodes.map(({ id, label }) => [id, label])"
EDGES = "servicekg.data.edges.filter(({ kind }) => kind !== 'part').map(({ from, to }) => [from, to])"

# vis-network shows nothing before its first thousand steps are done, and says so when nothing moves any more.
RESTED = """
window.times = { drawn: null, rested: null };
window.rested = new Promise((tell) => addEventListener("DOMContentLoaded", () => {
  network.once("stabilizationIterationsDone", () => { times.drawn = performance.now(); });
  network.once("stabilized", () => { times.rested = performance.now(), tell(); });
}));
"""
PATIENTLY = """async (most) => {
  await Promise.race([rested, new Promise((tell) => setTimeout(tell, most - performance.now()))]);
  return { ...times, held: [nodes.length, edges.length] };
}"""

# Frames are counted from the first event of a gesture to the frame that shows its last one, each by how long after the
# one before it began; also those that change nothing, since between two moves of a hand there are such. What the page
# does once the hand rests is not counted. The callback only notes the time and the view, so that the drawing is what
# takes time.
WATCH = """async () => {
  const frames = [], events = [], views = new Set();
  for (const name of ["pointerdown", "pointermove", "pointerup", "wheel"]) {
    addEventListener(name, ({ timeStamp }) => events.push(timeStamp), { capture: true, passive: true });
  }
  const tick = (now) => {
    const { x, y } = servicekg.network.getViewPosition();
    frames.push(now), views.add([x, y, servicekg.network.getScale()].join());
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.watched = () => {
    const first = frames.findLastIndex((at) => at <= events[0]), last = frames.findIndex((at) => at >= events.at(-1));
    const took = frames.slice(first, last + 2).map((at, i, all) => at - all[i - 1]).slice(1);
    return { took, views: views.size };
  };
  await new Promise(requestAnimationFrame);
}"""

LATE = 40


def line(name: str, figure: str, goal: str = "") -> None:
    """Print one figure, with what it should be beside it."""
    print(f"{name:44} {figure:>14}   {goal}".rstrip(), flush=True)


@contextmanager
def opened(browser: Browser, address: str, script: str) -> Iterator[Page]:
    """A page in a context of its own, where a script runs first; it is loading still."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    context.add_init_script(script)
    tab = context.new_page()
    tab.goto(address, wait_until="commit")
    yield tab
    context.close()


def usable(tab: Page) -> dict[str, Any]:
    """What the page had drawn when it became usable, and when that was."""
    told: dict[str, Any] = tab.evaluate("usable")
    assert "lambda" in told["found"][0], told
    return told


def start(browser: Browser, address: str, runs: int) -> float:
    """Median milliseconds until the page of the whole graph is usable, with all of its overview drawn and named."""
    took: list[float] = []
    for _ in range(runs):
        with opened(browser, address, USABLE) as tab:
            told = usable(tab)
            tab.wait_for_timeout(1000)
            assert told["drawn"] == tab.evaluate(OVERVIEW)
            assert told["labels"] == tab.evaluate("servicekg.labels().length") > 60
            took.append(told["at"])
    return statistics.median(took)


def plain(browser: Browser, address: str, file: Path, patience: float) -> tuple[float | None, float | None]:
    """Milliseconds until pyvis' own page of the same nodes and edges is drawn and comes to rest, if they do in time."""
    with opened(browser, address, USABLE) as tab:
        usable(tab)
        nodes, edges = tab.evaluate(NODES), tab.evaluate(EDGES)
    network: Any = import_module("pyvis.network").Network(directed=True, cdn_resources="in_line")
    for slug, label in nodes:
        network.add_node(slug, label=label)
    for source, target in edges:
        network.add_edge(source, target)
    file.write_text(network.generate_html(), encoding="utf-8")
    with opened(browser, file.as_uri(), RESTED) as tab:
        tab.wait_for_load_state("domcontentloaded", timeout=patience * 1000)
        told = tab.evaluate(PATIENTLY, patience * 1000)
    assert told["held"] == [len(nodes), len(edges)]
    return told["drawn"], told["rested"]


def drag(tab: Page, x: float, y: float) -> None:
    """Press, go round a circle in 60 moves within two seconds, let go."""
    tab.mouse.down()
    for step in paced(60, 2):
        turn = 2 * math.pi * step / 60
        tab.mouse.move(x + 200 * math.sin(turn), y + 200 * (1 - math.cos(turn)))
    tab.mouse.up()


def zoom(tab: Page, _x: float, _y: float) -> None:
    """Turn the wheel ten times inward and ten times outward within two seconds."""
    for step in paced(20, 2):
        tab.mouse.wheel(0, -100 if step <= 10 else 100)


def paced(steps: int, seconds: float) -> Iterator[int]:
    """1 to ``steps``, evenly over the time: each call of playwright waits for the page, what is left is slept."""
    begun = time.perf_counter()
    for step in range(1, steps + 1):
        yield step
        time.sleep(max(0, begun + seconds * step / steps - time.perf_counter()))


def frames(browser: Browser, address: str, gesture: Callable[[Page, float, float], None], runs: int) -> list[float]:
    """How long each frame took while the picture was moved, in milliseconds, over some openings of the page."""
    took: list[float] = []
    for _ in range(runs):
        with opened(browser, address, USABLE) as tab:
            usable(tab)
            box = tab.locator("#canvas").bounding_box()
            assert box
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 200
            tab.mouse.move(x, y)
            tab.wait_for_timeout(1000)
            tab.evaluate(WATCH)
            gesture(tab, x, y)
            tab.wait_for_timeout(500)
            told = tab.evaluate("watched()")
            assert told["views"] > 10, "the picture did not move"
            took += told["took"]
    return took


def times(content: Content, count: int) -> Content:
    """A graph so many times as large: everything but categories again, in copies with new names and without places.

    Of each ten integrations of a copy one leads into the next copy; the first copy keeps its names and places.
    """

    def named(number: int) -> Callable[[str], str]:
        return lambda slug: f"{slug}-{number}" if number else slug

    def renamed(slugs: Iterable[str], number: int) -> tuple[str, ...]:
        return tuple(map(named(number), slugs))

    def fresh(one: Any, number: int, **changes: Any) -> Any:
        """The same under the names of a copy, as far as it has these fields."""
        if not number:
            return replace(one, **changes)
        for key in ("slug", "iri", "source", "target", "part_of", "caller"):
            if value := getattr(one, key, None):
                changes.setdefault(key, named(number)(value))
        for key in ("replaced_by", "served_by", "through"):
            if value := getattr(one, key, None):
                changes.setdefault(key, renamed(value, number))
        if features := getattr(one, "features", None):
            changes.setdefault("features", tuple(fresh(feature, number) for feature in features))
        if hasattr(one, "label"):
            changes.setdefault("label", f"{one.label} {number}")
        return replace(one, **changes)

    copies = range(count)
    categories = [node for node in content.nodes if node.kind == "category"]
    own = [node for node in content.nodes if node.kind != "category"]
    return replace(
        content,
        nodes=[
            *categories,
            *own,
            *(fresh(node, number, x=None, y=None) for number in copies[1:] for node in own),
        ],
        services=[fresh(one, number) for number in copies for one in content.services],
        features=[fresh(one, number) for number in copies for one in content.features],
        use_cases=[fresh(one, number) for number in copies for one in content.use_cases],
        integrations=[
            fresh(one, number, target=named((number + (place % 10 == 9)) % count)(one.target))
            for number in copies
            for place, one in enumerate(content.integrations)
        ],
        groups={named(number)(slug): group for number in copies for slug, group in content.groups.items()},
        categories={
            category: [slug for number in copies for slug in renamed(services, number)]
            for category, services in content.categories.items()
        },
        denied=[fresh(one, number) for number in copies for one in content.denied],
        rules=[fresh(one, number) for number in copies for one in content.rules],
        walks={named(number)(iri): walk for number in copies for iri, walk in content.walks.items()},
    )


def moved(browser: Browser, address: str, runs: int) -> None:
    """Print how the frames come while the overview and one service are dragged and zoomed."""
    for view, fragment in (("overview", ""), ("Amazon S3", "#node=s3")):
        for name, gesture in (("dragged", drag), ("zoomed", zoom)):
            took = sorted(frames(browser, address + fragment, gesture, runs))
            share = sum(one <= LATE for one in took) / len(took)
            line(f"{view} {name}: frames", f"{len(took)}")
            line(f"{view} {name}: median", f"{statistics.median(took):.1f} ms")
            line(f"{view} {name}: 95th percentile", f"{took[int(len(took) * 0.95)]:.1f} ms", f"≤ {LATE} ms")
            line(f"{view} {name}: at most {LATE} ms", f"{share:.1%}", "≥ 95 %")


def tenfold(browser: Browser, content: Content, file: Path) -> None:
    """Print how a graph ten times as large fares."""
    large = times(content, 10)
    begun = time.perf_counter()
    text = page(large, title="Ten times as large")
    line("ten times as large: written in", f"{time.perf_counter() - begun:.1f} s")
    file.write_text(text, encoding="utf-8")
    line("ten times as large: file", f"{file.stat().st_size / 1e6:.1f} MB")
    with opened(browser, file.as_uri(), USABLE) as tab:
        told = usable(tab)
        counts = tab.evaluate("[servicekg.data.nodes.length, servicekg.data.integrations.length]")
        once = sum(node.kind != "category" for node in content.nodes), len(content.integrations)
        assert counts == [10 * one for one in once], (counts, once)
        line("ten times as large: usable", f"{told['at'] / 1000:.2f} s", "≤ 10 s")
        print(f"it says: {tab.locator('#shown').text_content()}")


def main() -> None:
    """Print each figure with its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for plain pyvis to come to rest")
    asked = parser.parse_args()
    catalog = load()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=on_this_machine(), args=CHROMIUM)
        file = Path(folder, "whole.html")
        file.write_text(picture(catalog), encoding="utf-8")
        line("file", f"{file.stat().st_size / 1e6:.2f} MB", "≤ 4 MB")
        ours = start(browser, file.as_uri(), asked.runs)
        line("usable", f"{ours / 1000:.2f} s", "≤ 1.5 s")
        moved(browser, file.as_uri(), asked.runs)
        tenfold(browser, content_of(catalog), Path(folder, "tenfold.html"))
        for name, theirs in zip(
            ("drawn", "at rest"), plain(browser, file.as_uri(), Path(folder, "plain.html"), asked.patience), strict=True
        ):
            more, took = ("", theirs) if theirs else ("more than ", asked.patience * 1000)
            line(f"plain pyvis: {name}", f"{more}{took / 1000:.0f} s")
            line(f"plain pyvis: {name}, times as long as ours", f"{more}{took / ours:.0f} ×", "≥ 10 ×")
        browser.close()


if __name__ == "__main__":
    main()
