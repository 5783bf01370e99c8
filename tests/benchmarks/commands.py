"""How long commands take from a new process, as ratios to what their libraries alone take.

Run: make bench
Each pair is run in turn, so that a busy machine slows both alike; medians of the ratios are printed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

GRAPH = [sys.executable, "-m", "graph"]
PAIRS = {
    "graph --help": ("import click", [*GRAPH, "--help"]),
    "graph path lambda sagemaker": ("import click, networkx", [*GRAPH, "path", "lambda", "sagemaker"]),
    "graph service lambda": ("import click, pyoxigraph", [*GRAPH, "service", "lambda"]),
    "graph query retired-services": ("import click, pyoxigraph", [*GRAPH, "query", "retired-services"]),
}


def seconds(command: list[str]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print command, median seconds, median ratio, what it is compared with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    for name, (imports, command) in PAIRS.items():
        pairs = [(seconds(command), seconds([sys.executable, "-c", imports])) for _ in range(runs)]
        took = statistics.median(a for a, _ in pairs)
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{name:32} {took * 1000:6.0f} ms   {ratio:5.2f} × {imports}")


if __name__ == "__main__":
    main()
