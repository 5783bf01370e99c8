"""Clients that left the AWS SDK for Python (PyPI ``botocore``; published by AWS, Apache-2.0), told from pinned wheels.

``sdk-lifetime``  a client that the newest wheel has no more: ``first-seen`` and ``last-seen`` in a wheel, and
                  ``absent-since``, the wheel after that; the hint is the version, source and target are the client

This states which of these wheels hold a client, nothing else: it left somewhere between the last wheel that has it and
the first that has not, and its service may have ended at another time. A record points at the client's model in that
wheel; where it is absent, at the folder that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from scripts.sources import Package, Record, expect

__all__ = ["PACKAGES", "extract"]

VERSIONS = ("1.20.0", "1.29.0", "1.34.0", "1.40.0", "1.43.0", "1.44.5")
PACKAGES = tuple(Package("pypi", "botocore", version) for version in VERSIONS)


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """First and last sight of every client that is gone.

    Raises:
        FormatChanged: a wheel is not in the form expected.
    """
    wheels = [(package, clients(files[str(package)] / "botocore" / "data")) for package in PACKAGES]
    say(", ".join(f"{len(found)} clients in {package.version}" for package, found in wheels))
    newest = wheels[-1][1]
    for client in sorted({client for _, found in wheels for client in found} - newest.keys()):
        seen = [(package, found[client]) for package, found in wheels if client in found]
        last = seen[-1][0]
        absent = next(after for (before, _), (after, _) in pairwise(wheels) if before == last)
        places = [("first-seen", *seen[0]), ("last-seen", *seen[-1]), ("absent-since", absent, client)]
        for member, package, pointer in places:
            name = f"client:{client}"
            yield Record(name, name, "sdk-lifetime", member, package.version, str(package), pointer)


def clients(data: Path) -> dict[str, str]:
    """The clients of a wheel, each with its newest model, from the folder of models."""
    found = {file.parent.parent.name: file.parent.name for file in sorted(data.glob("*/*/service-2.json*"))}
    expect(found, data, "a folder for each client, with folders of versions that hold service-2.json")
    return {client: f"{client}/{version}/service-2.json" for client, version in found.items()}
