"""The resource schemas of CloudFormation as cfn-lint ships them (PyPI ``cfn-lint``; published by AWS, MIT-0).

``cfn-format``  a property whose format is what another service's resource is known by: ``AWS::Lambda::Function.Arn``
``cfn-perm``    an action of another service that the handlers of a resource need to make, read or change it: weak,
                so of these only what does something by ``action-verbs.tsv``

The member of a format is ``Resource.Definition.Property``, its hint the kind of resource that the property takes.
cfn-lint adds most formats by the name of the property, so ``cfn-exceptions.tsv`` lists where the name deceives. The
hint of a permission is the handlers that need it; which prefixes are a namespace's own is in ``cfn-own-prefixes.tsv``.
A schema's file is named by a hash of its content: pointers name the schema by its type, to outlive the file.
The types of SAM are left out: they are templates, not resources.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from graph.tables import Row, read_table
from scripts.sources import TABLES, Package, Record, expect
from scripts.sources._corrections import corrected, fits

__all__ = ["PACKAGES", "extract"]

PACKAGES = (Package("pypi", "cfn-lint", "1.58.0"),)
FORMAT = re.compile(r"AWS::(\w+)::(\w+)\.\w+")
HANDLERS = ("create", "update", "delete", "read", "list")

Schema = Mapping[str, Any]
Found = Mapping[str, tuple[Path, Schema]]
Trail = tuple[str, ...]


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """What the schemas say of other services.

    Raises:
        FormatChanged: a schema is not in the form expected.
        BadTable: a table is not.
    """
    folder = files["cfn-lint"] / "cfnlint" / "data" / "schemas"
    found = schemas(folder)
    say(f"{len(found)} schemas")
    formed = [record for type_name, (file, schema) in found.items() for record in formats(type_name, schema, file)]
    expect(formed, folder, "formats that name resources: AWS::Lambda::Function.Arn")
    allowed = list(permissions(found, folder, say))
    expect(allowed, folder, "handlers with permissions")
    return corrected(chain(formed, allowed), say)


def schemas(folder: Path) -> Found:
    """Type → its file and schema, sorted by type, of the resources of AWS."""
    templates = folder / "providers" / "sam.json"
    expect(templates.exists(), templates, "the types of SAM")
    left_out = json.loads(templates.read_text(encoding="utf-8"))
    found: dict[str, tuple[Path, Schema]] = {}
    for file in sorted((folder / "resources").glob("*.json")):
        schema = json.loads(file.read_text(encoding="utf-8"))
        expect({"typeName", "properties"} <= schema.keys(), file, "a typeName and properties")
        type_name = schema["typeName"]
        expect(type_name not in found, file, f"the only schema of {type_name}")
        if type_name.startswith("AWS::") and type_name not in left_out:
            found[type_name] = (file, schema)
    expect(found, folder / "resources", "a schema for each type of resource")
    return dict(sorted(found.items()))


def formats(type_name: str, schema: Schema, file: Path) -> Iterator[Record]:
    """The properties of a schema that take what another service's resource is known by."""
    _, namespace, resource = type_name.split("::")
    roots: list[tuple[Schema, Trail, Trail]] = [(schema, (), ())]
    roots += [(part, ("definitions", name), (name,)) for name, part in schema.get("definitions", {}).items()]
    for root, at, names in roots:
        for definition, pointer, path in places(root, at, names):
            for target, kind in sorted(forms(schema, definition, file)):
                if target != namespace:
                    member, place = ".".join((resource, *path)), f"{type_name}#/{'/'.join(map(escaped, pointer))}"
                    yield Record(f"cfn:{namespace}", f"cfn:{target}", "cfn-format", member, kind, "cfn-lint", place)


def places(schema: Schema, at: Trail, names: Trail) -> Iterator[tuple[Schema, Trail, Trail]]:
    """Each property within a schema, references not followed: what defines it, the way there, the names on that way."""
    for name, definition in schema.get("properties", {}).items():
        found = (definition, (*at, "properties", name), (*names, name))
        yield found
        yield from places(*found)
    for step, part in parts(schema):
        yield from places(part, (*at, *step), names)


def parts(schema: Schema) -> Iterator[tuple[Trail, Schema]]:
    """What a schema offers for one and the same value: its choices, and what its list holds."""
    for choice in ("allOf", "anyOf", "oneOf"):
        yield from (((choice, str(number)), part) for number, part in enumerate(schema.get(choice, ())))
    if "items" in schema:
        yield ("items",), schema["items"]


def forms(schema: Schema, definition: Schema, file: Path, seen: frozenset[str] = frozenset()) -> set[tuple[str, str]]:
    """Namespace and kind of the resources that a value may name, references followed."""
    match = FORMAT.fullmatch(definition.get("format", ""))
    found = {(match[1], match[2])} if match else set()
    for _, part in parts(definition):
        found |= forms(schema, part, file, seen)
    reference = definition.get("$ref")
    if reference and reference not in seen:
        found |= forms(schema, followed(schema, reference, file), file, seen | {reference})
    return found


def followed(schema: Schema, reference: str, file: Path) -> Schema:
    """What a reference within a schema leads to."""
    here = schema
    for step in reference.removeprefix("#/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        expect(reference.startswith("#/") and name in here, file, f"a definition for {reference}")
        here = here[name]
    return here


def escaped(name: str) -> str:
    """A name as a step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def permissions(found: Found, folder: Path, say: Callable[[str], None]) -> Iterator[Record]:
    """The actions of other services that handlers need and that do something: a record for each schema and action."""
    acts = verbs()
    left_out: Counter[str] = Counter()
    for (namespace, permission), types in foreign(found, folder).items():
        row = next((row for row in acts if fits(row, "action", permission)), None)
        if row is None or row["keep"] == "no":
            left_out[row["reason"] if row else "no row fits"] += 1
            continue
        prefix, action = permission.split(":")
        hint = "+".join(handler for handler in HANDLERS if any(handler in some for some in types.values()))
        for type_name, handlers in types.items():
            first = next(handler for handler in HANDLERS if handler in handlers)
            pointer = f"{type_name}#/handlers/{first}/permissions/{permission}"
            yield Record(f"cfn:{namespace}", f"iam:{prefix.lower()}", "cfn-perm", action, hint, "cfn-lint", pointer)
    reasons = "; ".join(f"{reason}: {count}" for reason, count in left_out.most_common())
    say(f"{left_out.total()} actions of other services left out ({reasons})")


def verbs() -> list[Row]:
    """The rows of ``action-verbs.tsv``; the first that fits an action decides."""
    rows = list(read_table(TABLES / "action-verbs.tsv", ("action", "keep", "reason")))
    for row in rows:
        if row["keep"] not in ("yes", "no"):
            raise row.fail(f"keep is {row['keep']!r}", hint="Say yes or no.")
    return rows


def foreign(found: Found, folder: Path) -> dict[tuple[str, str], dict[str, set[str]]]:
    """Namespace and permission → type → handlers, where the permission is of another service than the namespace.

    Raises:
        FormatChanged: a namespace needs no action of its own, so its prefix must be another word that no table has.
    """
    table = read_table(TABLES / "cfn-own-prefixes.tsv", ("namespace", "prefix", "reason"))
    own = {(row["namespace"], row["prefix"]) for row in table}
    needed: dict[tuple[str, str], dict[str, set[str]]] = {}
    strangers: dict[str, bool] = {}
    for type_name, (file, schema) in found.items():
        namespace = type_name.split("::")[1]
        for handler, definition in schema.get("handlers", {}).items():
            expect(handler in HANDLERS, file, f"only the handlers {', '.join(HANDLERS)}, not {handler}")
            for permission in filter(None, map(str.strip, definition.get("permissions", ()))):
                expect(permission.count(":") == 1, file, f"an IAM action, not {permission}")
                prefix = permission.partition(":")[0].lower()
                at_home = plain(prefix) == plain(namespace) or (namespace, prefix) in own
                strangers[namespace] = strangers.get(namespace, True) and not at_home
                if not at_home:
                    needed.setdefault((namespace, permission), {}).setdefault(type_name, set()).add(handler)
    unknown = ", ".join(namespace for namespace, stranger in strangers.items() if stranger)
    expect(not unknown, folder, f"a prefix of its own in cfn-own-prefixes.tsv for {unknown}")
    return needed


def plain(name: str) -> str:
    """The letters and digits of a name: ``access-analyzer`` and ``AccessAnalyzer`` are one."""
    return re.sub("[^a-z0-9]", "", name.lower())
