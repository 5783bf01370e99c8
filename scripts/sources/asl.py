"""Amazon States Language service (npm, MIT): the service integrations that its snippets and schema offer.

``asl-snippet``: a resource ``arn:aws:states:::service:action`` that a state may name; the target is the ARN's service,
the hint the role that a table gives it. The pointer is the file and the ARN.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from graph.tables import read_table
from scripts.sources import TABLES, Package, Record, expect

LANGUAGE = Package("npm", "amazon-states-language-service", "1.16.1")
PACKAGES = (LANGUAGE,)

ROLES = TABLES / "step-functions-resources.tsv"
FILES = ("package/out/snippets/states.json", "package/out/json-schema/bundled.json")
ARN = re.compile(r"arn:aws:states:::([a-z0-9-]+:[A-Za-z0-9]+(?::[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+)?)")


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """One record for each resource of another service."""
    rows = [(row["resource"], row["role"]) for row in read_table(ROLES, ("resource", "role", "reason"))]
    for file in FILES:
        path = files[LANGUAGE.name] / file
        found = set(ARN.findall(path.read_text())) if path.exists() else set()
        expect(found, file, "resources like arn:aws:states:::sns:publish")
        say(f"{len(found)} resources in {file}")
        for resource in found:
            role = next(role for pattern, role in rows if fnmatchcase(resource, pattern))
            if role:
                target = f"arn:{resource.partition(':')[0]}"
                pointer = f"{file}#arn:aws:states:::{resource}"
                yield Record("client:stepfunctions", target, "asl-snippet", resource, role, LANGUAGE.name, pointer)
