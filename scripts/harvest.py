"""Read AWS's machine-readable packages into the committed snapshot ``ontology/data/evidence``.

Run: python scripts/harvest.py                          all sources
     python scripts/harvest.py --source botocore_arns   one of them

Packages are fetched at their pinned versions by pip and npm into a cache; nothing else touches the network. Each
class of evidence is one table of sorted lines: the same packages give the same bytes. Of the places that say the
same, the first few are kept and all are counted (``found``). An interrupted or failed run leaves the old snapshot.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.errors import GraphError
from graph.turtle import write_bytes
from scripts.sources import Package, Record

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = ROOT / "ontology" / "data" / "evidence"
COLUMNS = ("source", "target", "member", "hint", "found", "package", "pointer")
KEPT = 5


def sources() -> list[str]:
    """The names of all sources, sorted."""
    return sorted(path.stem for path in (ROOT / "scripts" / "sources").glob("[a-z]*.py"))


def fetched(package: Package, cache: Path) -> Path:
    """The folder of an unpacked package, fetched unless the cache has it.

    Raises:
        GraphError: pip or npm cannot give this version.
    """
    folder = cache / f"{package.registry}-{package.name.replace('/', '+')}-{package.version}"
    if (folder / ".whole").exists():
        return folder
    archives = folder / "archive"
    archives.mkdir(parents=True, exist_ok=True)
    wanted = f"{package.name}=={package.version}" if package.registry == "pypi" else f"{package.name}@{package.version}"
    command = (
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(archives), wanted]
        if package.registry == "pypi"
        else ["npm", "pack", "--silent", "--pack-destination", str(archives), wanted]
    )
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
        raise GraphError(f"Cannot fetch {package}.", hint=f"Try by hand: {' '.join(command)}")
    for archive in sorted(archives.iterdir()):
        if archive.suffix in (".whl", ".zip"):
            zipfile.ZipFile(archive).extractall(folder)
        else:
            with tarfile.open(archive) as bundle:
                bundle.extractall(folder, filter="data")
    (folder / ".whole").touch()
    return folder


def lines(records: Iterable[Record]) -> dict[str, bytes]:
    """Evidence class → the bytes of its table: what says the same is kept ``KEPT`` times and counted."""
    tables: dict[str, list[str]] = {}
    for key, group in groupby(
        sorted(set(records)), key=lambda r: (r.evidence_class, r.source, r.target, r.member, r.hint, r.package)
    ):
        places = [record.pointer for record in group]
        evidence_class, source, target, member, hint, package = key
        for pointer in places[:KEPT]:
            tables.setdefault(evidence_class, []).append(
                "\t".join((source, target, member, hint, str(len(places)), package, pointer))
            )
    return {name: ("\n".join(["\t".join(COLUMNS), *rows]) + "\n").encode() for name, rows in sorted(tables.items())}


def harvest(name: str, cache: Path) -> dict[str, bytes]:
    """The tables that one source gives, in memory.

    Raises:
        GraphError: a package cannot be fetched, or is not in the form expected.
    """
    module = importlib.import_module(f"scripts.sources.{name}")
    packages: tuple[Package, ...] = module.PACKAGES
    folders = {key: fetched(package, cache) for package in packages for key in (package.name, str(package))}
    begun = time.monotonic()

    def say(stage: str) -> None:
        print(f"{name}: {stage} ({time.monotonic() - begun:.0f} s)", file=sys.stderr)

    say(f"reading {packages[0]}" + (f" and {len(packages) - 1} more" if len(packages) > 1 else ""))
    tables = lines(module.extract(folders, say))
    count = sum(len(data.splitlines()) - 1 for data in tables.values())
    say(f"{count} lines in {len(tables)} tables")
    return tables


def read_on(harvested: Iterable[str], day: str) -> Iterator[dict[str, str]]:
    """Every pinned package with the day on which it was read: today for those harvested, else the day it had."""
    file = SNAPSHOT / "packages.json"
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    days = {(one["package"], one["version"]): one.get("read_on", day) for one in before}
    packages = {}
    for name in sources():
        for package in importlib.import_module(f"scripts.sources.{name}").PACKAGES:
            old = days.get((package.name, package.version), day)
            packages[package] = day if name in harvested else old
    for package, read in sorted(packages.items(), key=lambda item: (item[0].name, item[0].version)):
        yield {"package": package.name, "registry": package.registry, "version": package.version, "read_on": read}


def main() -> int:
    """Harvest, then write every table of a source at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", choices=sources(), action="append", help="only this source; may be repeated")
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache" / "servicekg", help="where packages are kept"
    )
    today = datetime.now(UTC).date().isoformat()
    parser.add_argument("--date", default=today, help="the day on which the packages are read (default: today)")
    arguments = parser.parse_args()
    try:
        for name in arguments.source or sources():
            for evidence_class, data in harvest(name, arguments.cache).items():
                write_bytes(SNAPSHOT / f"{evidence_class}.tsv", data)
        listed = list(read_on(arguments.source or sources(), arguments.date))
        write_bytes(SNAPSHOT / "packages.json", (json.dumps(listed, indent=1) + "\n").encode())
    except GraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
