"""How long commands take from a new process, as ratios to what their libraries alone take.

Run: make bench
Each pair is run in turn, so that a busy machine slows both alike; medians of the ratios are printed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time

from graph import load, routes

GRAPH = [sys.executable, "-m", "graph"]
SHELL = {"_GRAPH_COMPLETE": "zsh_complete", "COMP_WORDS": "graph path la", "COMP_CWORD": "2"}
PAIRS = {
    "graph --help": ("import click", [*GRAPH, "--help"]),
    "completing graph path la": (
        "import click",
        [sys.executable, "-c", "from graph.cli import main; main(prog_name='graph')"],
    ),
    "graph path lambda sagemaker": ("import click, networkx", [*GRAPH, "path", "lambda", "sagemaker"]),
    "graph service lambda": ("import click, pyoxigraph", [*GRAPH, "service", "lambda"]),
    "graph query retired-services": ("import click, pyoxigraph", [*GRAPH, "query", "retired-services"]),
}


def seconds(command: list[str], shell: dict[str, str]) -> float:
    """Wall time of one run; ``shell`` is what a shell sets when it asks for completions."""
    start = time.perf_counter()
    subprocess.run(command, check=not shell, capture_output=True, env={**os.environ, **shell})
    return time.perf_counter() - start


def in_process(pairs: int) -> None:
    """Print what five routes take in one process: median and 99th percentile over pairs drawn by lot."""
    catalog = load()
    slugs = sorted({end for edge in catalog.steps for end in edge[:2]})
    routes(catalog, "s3", "lambda", limit=5)
    took, chance = [], random.Random(1)
    for source, target in (chance.sample(slugs, 2) for _ in range(pairs)):
        start = time.perf_counter()
        routes(catalog, source, target, limit=5)
        took.append(time.perf_counter() - start)
    took.sort()
    late = took[int(len(took) * 0.99)]
    print(f"five routes, {pairs} pairs: median {statistics.median(took) * 1000:.1f} ms, p99 {late * 1000:.0f} ms")


def main() -> None:
    """Print command, median seconds, median ratio, what it is compared with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    for name, (imports, command) in PAIRS.items():
        shell = SHELL if name.startswith("completing") else {}
        pairs = [(seconds(command, shell), seconds([sys.executable, "-c", imports], {})) for _ in range(runs)]
        took = statistics.median(a for a, _ in pairs)
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{name:32} {took * 1000:6.0f} ms   {ratio:5.2f} × {imports}")
    in_process(1000)


if __name__ == "__main__":
    main()
