"""AWS Solutions Constructs (PyPI, Apache-2.0): one package for each architecture that AWS vouches for.

``solutions-construct``: a construct that builds a step from one service to another; a table says what each package
builds, in the role that is the hint. The pointer is the full name of the construct's class in its assembly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from graph.tables import read_table
from scripts.sources import TABLES, Package, Record, expect
from scripts.sources._jsii import assembly

VERSION = "2.105.0"
TABLE = TABLES / "solutions-constructs.tsv"
STEPS = sorted(
    read_table(TABLE, ("package", "construct", "source", "role", "target", "reason")), key=lambda row: row["package"]
)
PACKAGES = tuple(
    Package("pypi", f"aws-solutions-constructs.{name}", VERSION) for name in sorted({row["package"] for row in STEPS})
)


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """One record for each step of each construct."""
    for name, steps in groupby(STEPS, key=lambda row: row["package"]):
        package = f"aws-solutions-constructs.{name}"
        classes = {item["name"]: full for full, item in assembly(files[package]).items() if item["kind"] == "class"}
        for row in steps:
            made = row["construct"]
            expect(made in classes, package, f"a class {made}, as {TABLE.name} says")
            yield Record(row["source"], row["target"], "solutions-construct", made, row["role"], package, classes[made])
    say(f"{len(STEPS)} steps of {len(PACKAGES)} constructs")
