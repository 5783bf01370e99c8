"""AWS SAM's translator (PyPI, Apache-2.0): what SAM lets functions and state machines be wired to.

``sam-connector``: a pair of resource types that a connector joins; the hint is an action granted on the target, or
``triggers`` where the target is granted to poll the source. ``sam-event``: a class of event source; a table says which
service it is, and the hint is its role towards the target. ``sam-policy``: a policy template for functions, so
``client:lambda`` may call the service of an action's prefix; the hint is the action.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from graph.tables import read_table
from scripts.sources import TABLES, Package, Record, expect

TRANSLATOR = Package("pypi", "aws-sam-translator", "1.115.0")
PACKAGES = (TRANSLATOR,)

EVENTS = TABLES / "sam-events.tsv"
PROFILES = "samtranslator/model/connector_profiles/profiles.json"
TEMPLATES = "samtranslator/policy_templates_data/policy_templates.json"
MODEL = "samtranslator/model"


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """The records of the three classes."""
    folder = files[TRANSLATOR.name]
    for stage, records in (("connectors", connectors), ("event sources", events), ("policy templates", policies)):
        say(stage)
        yield from records(folder)


def actions(value: object) -> Iterator[str]:
    """The IAM actions granted anywhere in a value."""
    if isinstance(value, dict):
        granted = value.get("Action", [])
        yield from [granted] if isinstance(granted, str) else granted
        for inner in value.values():
            yield from actions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from actions(inner)


def connectors(folder: Path) -> Iterator[Record]:
    """One record for each action of each pair of resource types of two services."""
    profiles = json.loads((folder / PROFILES).read_text()).get("Permissions")
    expect(profiles, PROFILES, "Permissions by source and target type")
    for source, targets in profiles.items():
        for target, profile in targets.items():
            ends = [kind.split("::") for kind in (source, target)]
            expect(all(len(end) == 3 for end in ends), PROFILES, "resource types like AWS::S3::Bucket")
            expect({"Type", "Properties"} <= profile.keys(), PROFILES, f"Type and Properties of {source} to {target}")
            # A policy for the role of the target lets it poll; all others grant the source what it does to the target.
            polled = profile["Type"] == "AWS_IAM_ROLE_MANAGED_POLICY" and not profile["Properties"]["SourcePolicy"]
            granted = set(actions(profile))
            expect(granted, PROFILES, f"actions from {source} to {target}")
            here, there = (f"cfn:{end[1]}" for end in ends)
            if here != there:
                pointer = f"{PROFILES}#/Permissions/{source}/{target}"
                for hint in {"triggers"} if polled else granted:
                    yield Record(here, there, "sam-connector", target, hint, TRANSLATOR.name, pointer)


def events(folder: Path) -> Iterator[Record]:
    """One record for each class of event source that the table gives to a service."""
    rows = list(read_table(EVENTS, ("file", "class", "source", "role", "target", "reason")))
    known = {(row["file"], row["class"]) for row in rows}
    found = set()
    for file in sorted({row["file"] for row in rows}):
        for node in ast.parse((folder / MODEL / file).read_text()).body:
            if isinstance(node, ast.ClassDef) and any(names_resource(part) for part in node.body):
                found.add((file, node.name))
    expect(found == known, MODEL, f"the event sources of {EVENTS.name}, not also or without {sorted(found ^ known)}")
    for row in rows:
        if row["source"]:
            pointer = f"{MODEL}/{row['file']}#{row['class']}"
            yield Record(row["source"], row["target"], "sam-event", row["class"], row["role"], TRANSLATOR.name, pointer)


def names_resource(part: ast.stmt) -> bool:
    """Whether a statement sets ``resource_type``, as every event source does for itself."""
    return isinstance(part, ast.Assign) and any(
        isinstance(name, ast.Name) and name.id == "resource_type" for name in part.targets
    )


def policies(folder: Path) -> Iterator[Record]:
    """One record for each action that a policy template grants a function."""
    templates = json.loads((folder / TEMPLATES).read_text()).get("Templates")
    expect(templates, TEMPLATES, "Templates by name")
    for name, template in templates.items():
        granted = set(actions(template.get("Definition", {})))
        expect(granted, TEMPLATES, f"actions in the template {name}")
        for action in granted:
            prefix = action.partition(":")[0]
            if prefix != "lambda":
                pointer = f"{TEMPLATES}#/Templates/{name}"
                yield Record("client:lambda", f"iam:{prefix}", "sam-policy", name, action, TRANSLATOR.name, pointer)
