"""The types of a jsii assembly, as the PyPI packages of CDK constructs carry it (an npm archive inside the wheel)."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.sources import expect

__all__ = ["assembly", "module", "named"]

SCHEMA = "jsii/0.10.0"


def assembly(folder: Path) -> dict[str, dict[str, Any]]:
    """Full name → type, of the one assembly in an unpacked wheel.

    Raises:
        FormatChanged: no such archive in the wheel, or another schema.
    """
    archives = sorted(folder.glob("**/_jsii/*.jsii.tgz"))
    expect(len(archives) == 1, folder, "one _jsii/*.jsii.tgz")
    with tarfile.open(archives[0]) as bundle:
        names = bundle.getnames()
        zipped = "package/.jsii.gz" in names
        expect(zipped or "package/.jsii" in names, archives[0], "package/.jsii or package/.jsii.gz")
        content = bundle.extractfile("package/.jsii.gz" if zipped else "package/.jsii")
        data = content.read() if content else b"{}"
    document = json.loads(gzip.decompress(data) if zipped else data)
    expect(document.get("schema") == SCHEMA, archives[0], f"the schema {SCHEMA}")
    expect(document.get("types"), archives[0], "a table of types")
    types: dict[str, dict[str, Any]] = document["types"]
    return types


def module(name: str) -> str:
    """The CDK module of a full name, with one spelling for stable and alpha ones; empty for the core.

    >>> module("aws-cdk-lib.interfaces.aws_s3.IBucketRef"), module("@aws-cdk/aws-iot-alpha.IAction"), module("cdk.Size")
    ('aws_s3', 'aws_iot', '')
    """
    assembly_name, *rest = name.split(".")
    if assembly_name.startswith("@aws-cdk/aws-"):
        return assembly_name.removeprefix("@aws-cdk/").removesuffix("-alpha").replace("-", "_")
    rest = rest[1:] if rest[:1] == ["interfaces"] else rest
    return rest[0] if len(rest) > 1 and rest[0].startswith("aws_") else ""


def named(value: object) -> Iterator[str]:
    """The full names that a type reference holds, also inside lists, maps and unions."""
    if isinstance(value, dict):
        if isinstance(value.get("fqn"), str):
            yield value["fqn"]
        for inner in value.values():
            yield from named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named(inner)
