"""The service models of botocore (published by AWS, Apache-2.0): of which services the names in an API speak.

Of each client the newest API version is read, and of it only the shapes that an operation's input or output reaches;
the hint says which of them: ``request``, ``response`` or ``both``. What names the client's own service is left out,
and so are members of responses that merely repeat the name and target of a member of requests.

``bc-arn``     a member whose pattern is that of an ARN, with the ARN's namespace
``bc-name``    a member whose name means a service by ``name-lexicon.tsv``
``bc-struct``  a structure whose name means a service by the same table
``bc-enum``    a value of an enumeration that names a service by ``enum-tokens.tsv``

``name-exceptions.tsv`` lists the places (``client:Structure.member``) where such a word means something else.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from graph.tables import Row, read_table
from scripts.sources import TABLES, FormatChanged, Package, Record, expect

__all__ = ["PACKAGES", "extract", "namespaces"]

PACKAGES = (Package("pypi", "botocore", "1.44.5"),)

CLASSES = ("bc-arn", "bc-enum", "bc-name", "bc-struct")
PARTS = {"structure": ("members",), "list": ("member",), "map": ("key", "value")}
SCALARS = {"blob", "boolean", "double", "float", "integer", "long", "string", "timestamp"}
# Before a pattern is read its character classes become "*": what is left are letters, groups and signs of repetition.
CHARACTER_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\[wdsWDS]")
NAMESPACE = re.compile(r"([a-z][a-z0-9-]+)(?:\(([a-z0-9-]+)\)\?)?")
Shape = Mapping[str, Any]


class Model(NamedTuple):
    """The newest API of a client: ``own`` are the names it has itself, ``hints`` the shapes its operations reach."""

    client: str
    version: str
    own: frozenset[str]
    shapes: Mapping[str, Shape]
    hints: Mapping[str, str]


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """What the models say of other services.

    Raises:
        FormatChanged: a model is not in the form expected.
        BadTable: a table of words is not.
    """
    data = files["botocore"] / "botocore" / "data"
    words, found = Words(TABLES), Counter[str]()
    for number, model in enumerate(models(data), start=1):
        for record in records(model, words):
            found[record.evidence_class] += 1
            yield record
        if not number % 100:
            say(f"{number} clients")
    for evidence_class in CLASSES:
        expect(found[evidence_class], data, f"places of the class {evidence_class}")
    if words.idle:
        say(f"no place fits name-exceptions.tsv, lines {sorted(words.idle)}")


def models(data: Path) -> Iterator[Model]:
    """The newest model of each client, sorted by client."""
    newest = {file.parent.parent.name: file for file in sorted(data.glob("*/*/service-2.json*"))}
    expect(newest, data, "a folder for each client, with folders of versions that hold service-2.json")
    for client, file in sorted(newest.items()):
        model = read(file)
        expect({"metadata", "operations", "shapes"} <= model.keys(), file, "metadata, operations and shapes")
        metadata = model["metadata"]
        expect("endpointPrefix" in metadata, file, "an endpointPrefix in its metadata")
        own = frozenset({client, metadata["endpointPrefix"], metadata.get("signingName", client)})
        yield Model(client, file.parent.name, own, model["shapes"], hints(model, file))


def read(file: Path) -> dict[str, Any]:
    """The object in a JSON file, compressed or not."""
    try:
        text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        return dict(json.loads(text))
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise FormatChanged(file, "an object in JSON") from error


def hints(model: Mapping[str, Any], file: Path) -> dict[str, str]:
    """Shape → whether requests, responses or both of the operations can hold it."""
    shapes: Mapping[str, Shape] = model["shapes"]
    found: dict[str, str] = {}
    for key, hint in (("input", "request"), ("output", "response")):
        open_ends = [operation[key]["shape"] for operation in model["operations"].values() if key in operation]
        reached: set[str] = set()
        while open_ends:
            name = open_ends.pop()
            if name in reached:
                continue
            expect(name in shapes, file, f"a shape {name}, which another one names")
            reached.add(name)
            open_ends.extend(part["shape"] for part in parts(name, shapes[name], file))
        for name in reached:
            found[name] = "both" if name in found else hint
    return found


def parts(name: str, shape: Shape, file: Path) -> Iterable[Shape]:
    """The references to other shapes that a shape is made of."""
    kind = shape.get("type")
    expect(kind in PARTS or kind in SCALARS, file, f"a known type of the shape {name}, not {kind}")
    keys = PARTS.get(str(kind), ())
    expect(shape.keys() >= set(keys), file, f"{' and '.join(keys)} of the {kind} {name}")
    return shape["members"].values() if kind == "structure" else [shape[key] for key in keys]


class Words:
    """The words that mean services, each service by the name of its client."""

    def __init__(self, tables: Path) -> None:
        lexicon = list(read_table(tables / "name-lexicon.tsv", ("service", "regex")))
        tokens = read_table(tables / "enum-tokens.tsv", ("token", "service"))
        exceptions = read_table(tables / "name-exceptions.tsv", ("service", "where", "reason"))
        self.lexicon = [(row["service"], compiled(row, "regex")) for row in lexicon]
        self.any_word = re.compile("|".join(row["regex"] for row in lexicon))
        self.tokens = {row["token"]: row["service"] for row in tokens}
        self.exceptions = [(row["service"], compiled(row, "where"), row.line) for row in exceptions]
        self.idle = {line for *_, line in self.exceptions}
        self.in_name = cache(self._in_name)

    def _in_name(self, name: str) -> tuple[str, ...]:
        name = name[:1].upper() + name[1:]  # members of REST APIs start in lower case: kmsKeyId
        return tuple(s for s, regex in self.lexicon if regex.search(name)) if self.any_word.search(name) else ()

    def in_value(self, value: str) -> tuple[str, ...]:
        """The service that a value of an enumeration names: ``AWS_LAMBDA``, ``aws:kms``, ``Lambda``."""
        token = re.sub(r"[^A-Za-z0-9]+", "_", value).upper()
        return (self.tokens[token],) if token in self.tokens else ()

    def meant(self, services: Iterable[str], place: str) -> Iterator[str]:
        """Those of the services that a word means at this place."""
        for service in services:
            lines = [line for name, where, line in self.exceptions if name in (service, "*") and where.match(place)]
            self.idle.difference_update(lines)
            if not lines:
                yield service


def compiled(row: Row, column: str) -> re.Pattern[str]:
    """The regular expression in a cell."""
    try:
        return re.compile(row[column])
    except re.error as error:
        raise row.fail(f"{row[column]!r} is no regular expression: {error}") from error


def records(model: Model, words: Words) -> Iterator[Record]:
    """The records of one client, without the responses that merely repeat a request."""
    found = list(mentions(model, words))
    asked = {(kind, target, member) for kind, target, shape, _, member in found if model.hints[shape] != "response"}
    for kind, target, shape, path, member in found:
        hint = model.hints[shape]
        if hint != "response" or (kind, target, member) not in asked:
            pointer = f"{model.client}/{model.version}/service-2.json#/shapes/{shape}{path}"
            yield Record(f"client:{model.client}", target, kind, member, hint, "botocore", pointer)


def mentions(model: Model, words: Words) -> Iterator[tuple[str, str, str, str, str]]:
    """Where a client speaks of another service: evidence class, target, shape, path in it, the name that says it."""

    def meant(services: Iterable[str], place: str) -> Iterator[str]:
        others = [service for service in services if service not in model.own]
        return (f"client:{service}" for service in words.meant(others, f"{model.client}:{place}"))

    for name in sorted(model.hints):
        shape = model.shapes[name]
        for value in shape.get("enum", ()):
            for target in meant(words.in_value(value), f"{name}.{value}"):
                yield "bc-enum", target, name, f"/enum/{value}", value
        if shape["type"] != "structure":
            continue
        for target in meant(words.in_name(name), name):
            yield "bc-struct", target, name, "", name
        for member, reference in shape["members"].items():
            of, path = model.shapes[reference["shape"]], f"/members/{member}"
            kind = "enum" if "enum" in of else of["type"]
            for target in meant(words.in_name(member), f"{name}.{member}:{kind}"):
                yield "bc-name", target, name, path, member
            for namespace in namespaces(pattern(of, model.shapes)):
                if namespace not in model.own:
                    yield "bc-arn", f"arn:{namespace}", name, path, member


def pattern(shape: Shape, shapes: Mapping[str, Shape]) -> str:
    """The pattern of a shape, or of what its list holds; empty when there is none."""
    while shape["type"] == "list":
        shape = shapes[shape["member"]["shape"]]
    return str(shape.get("pattern", ""))


@cache
def namespaces(pattern: str) -> tuple[str, ...]:
    """The service namespaces that a pattern of ARNs allows by name, sorted.

    >>> namespaces("arn:(aws[a-zA-Z-]*)?:(iam|sts)::[0-9]{12}:.+")
    ('iam', 'sts')
    >>> namespaces("arn:[^:]*:[a-z0-9-]+:.*")
    ()
    """
    plain = CHARACTER_CLASS.sub("*", re.sub(r"\\([:/-])", r"\1", pattern))
    found: set[str] = set()
    for arn in re.finditer(r"(?<![a-z])arn\)?:", plain):
        _partition, *rest = split(split(plain[arn.end() :], "|")[0], ":")
        found |= heads(":".join(rest), colon=False)
    return tuple(sorted(found))


def heads(text: str, *, colon: bool) -> set[str]:
    """The words that a pattern may begin with, up to a colon; ``colon`` says whether one follows the whole."""
    field, *rest = split(text, ":")
    colon = colon or bool(rest)
    if field.startswith("("):
        return {h for choice in split(field[1:].removeprefix("?:"), "|") for h in heads(choice, colon=colon)}
    match = NAMESPACE.match(field)
    if not match or not (colon or field.startswith("(:", match.end())):
        return set()
    base, more = match.groups()
    return {base, base + more} if more else {base}


def split(text: str, mark: str) -> list[str]:
    """Parts a pattern at a mark that stands in none of its groups, up to the end of the group it is in."""
    fields, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            break
        if character == mark and not depth:
            fields.append("")
        else:
            fields[-1] += character
    return fields
