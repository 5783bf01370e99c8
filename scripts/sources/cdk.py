"""AWS CDK (PyPI, Apache-2.0): constructs written by hand whose types name another service.

``cdk-integration``: a class of an integration module (a rule target, an event source, a task) is one integration; a
table says of which service, which way and in what role, so source and target stand as the role's sentence, and the
hint is the role. ``cdk-l2``: a property or parameter of a service's construct takes a resource of another service; the
source is the service of the construct, the hint the type that is named. Generated (L1) constructs are left out: they
say what CloudFormation says. A pointer is the full name of a type in the assembly, with ``#member``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from graph.tables import Row, read_table
from scripts.sources import TABLES, Package, Record, expect
from scripts.sources._jsii import assembly, module, named

LIBRARY = Package("pypi", "aws-cdk-lib", "2.275.0")
ALPHAS = ("iot-actions", "iotevents-actions", "pipes-enrichments", "pipes-sources", "pipes-targets")
PACKAGES = (LIBRARY, *(Package("pypi", f"aws-cdk.aws-{name}-alpha", "2.275.0a0") for name in ALPHAS))

MODULES = TABLES / "cdk-integration-modules.tsv"
NAMES = TABLES / "cdk-class-names.tsv"
PLUMBING = TABLES / "cdk-plumbing.tsv"

MODULE_COLUMNS = ("module", "implements", "classes", "owner", "direction", "role", "reason")
RESOURCES = {"aws-cdk-lib.IResource", "aws-cdk-lib.Resource", "aws-cdk-lib.CfnResource"}

Types = Mapping[str, dict[str, Any]]


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """The records of both classes."""
    library: dict[str, dict[str, Any]] = {}
    for package in PACKAGES:
        types = assembly(files[package.name])
        if package == LIBRARY:
            library = types
        say(f"{len(types)} types of {package}")
        yield from integrations(types, library, package.name)
    yield from constructs(library)


def integrations(types: Types, library: Types, package: str) -> Iterator[Record]:
    """One record for each class of an integration module that stands for a service other than the module's owner."""
    rows = list(read_table(MODULES, MODULE_COLUMNS))
    names = {row["begins"]: row["service"] for row in read_table(NAMES, ("begins", "service", "reason"))}
    known, found = {**library, **types}, set()
    bases = {above for item in types.values() for above in parents(item)}
    for full, item in types.items():
        # An abstract class that others extend is what they share; one that none extends is made by its own methods.
        if item["kind"] != "class" or (item.get("abstract") and full in bases):
            continue
        row = row_for(full, rows, known)
        if row is None:
            continue
        found.add(row["module"])
        if not row["role"]:
            continue
        service, owner = service_of(full, item, names, package), f"cdk:{row['owner']}"
        if service not in ("", owner):
            source, target = (owner, service) if row["direction"] == "to" else (service, owner)
            yield Record(source, target, "cdk-integration", item["name"], row["role"], package, full)
    missing = {row["module"] for row in rows} & {module(full) for full in types} - found
    expect(not missing, package, f"integration classes in {', '.join(sorted(missing))}, as {MODULES.name} says")


def parents(item: dict[str, Any]) -> list[str]:
    """The full names of a type's base and interfaces."""
    return [*filter(None, [item.get("base")]), *item.get("interfaces", ())]


def ancestors(full: str, known: Types) -> set[str]:
    """A type's full name and those of all it extends or implements, as far as they are known."""
    seen, waiting = set(), [full]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += parents(known.get(name, {}))
    return seen


def row_for(full: str, rows: list[Row], known: Types) -> Row | None:
    """The first row of the table that a class fits."""
    own = [row for row in rows if row["module"] == module(full)]
    if not own:
        return None
    above = {name.rpartition(".")[2] for name in ancestors(full, known)}
    simple = full.rpartition(".")[2]
    for row in own:
        if above & set(row.many("implements")) and any(fnmatchcase(simple, glob) for glob in row.many("classes")):
            return row
    return None


def service_of(full: str, item: dict[str, Any], names: Mapping[str, str], package: str) -> str:
    """The service that an integration class stands for: its first parameter of another module's type, else its name."""
    for parameter in item.get("initializer", {}).get("parameters", ()):
        for name in named(parameter["type"]):
            if module(name) not in ("", module(full)):
                return f"cdk:{module(name)}"
    begins = max((begin for begin in names if item["name"].startswith(begin)), key=len, default=None)
    expect(begins is not None, package, f"a row in {NAMES.name} for {full}")
    assert begins is not None
    return names[begins]


def constructs(types: Types) -> Iterator[Record]:
    """The members of service modules that take a resource of another service's module."""
    plumbing = [(row["place"], row["named"]) for row in read_table(PLUMBING, ("place", "named", "reason"))]
    # A service has resources; a module without is glue of CDK's own (patterns, assets, deployments).
    services = {module(n) for n, item in types.items() if "cloudformationResource" in custom(item)} - {""}
    expect(len(services) > 1, LIBRARY.name, "classes marked with cloudformationResource")
    integration = {row["module"] for row in read_table(MODULES, MODULE_COLUMNS)}

    @cache
    def is_resource(name: str) -> bool:
        item = types.get(name, {})
        reference = name.startswith("aws-cdk-lib.interfaces.") and name.endswith("Ref")
        behaviour = item.get("kind") == "interface" and not item.get("datatype")
        return reference or behaviour or bool(ancestors(name, types) & RESOURCES)

    for full, item in types.items():
        own, short = module(full), full.removeprefix("aws-cdk-lib.")
        generated = any(part.startswith("Cfn") for part in short.split(".")) or short.startswith("interfaces.")
        if own not in services - integration or generated:
            continue
        for member, reference in members(item):
            place = f"{short}#{member}" if member else short
            for name in sorted(set(named(reference))):
                other, simple = module(name), name.rpartition(".")[2]
                if other in services - {own} and is_resource(name):
                    target = f"{other}.{simple}"
                    if not any(fnmatchcase(place, p) and fnmatchcase(target, n) for p, n in plumbing):
                        says, pointer = member or item["name"], f"{full}#{member}" if member else full
                        yield Record(f"cdk:{own}", f"cdk:{other}", "cdk-l2", says, simple, LIBRARY.name, pointer)


def custom(item: dict[str, Any]) -> dict[str, Any]:
    """The custom documentation tags of a type."""
    tags: dict[str, Any] = item.get("docs", {}).get("custom", {})
    return tags


def members(item: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Member and type of what a type takes: its fields, or the parameters of its methods and constructor (no name)."""
    if item.get("datatype"):
        for field in item.get("properties", ()):
            yield field["name"], field["type"]
    for method in [*item.get("methods", ()), item.get("initializer", {})]:
        for parameter in method.get("parameters", ()):
            yield method.get("name", ""), parameter["type"]
