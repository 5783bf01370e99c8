"""AWS SAM CLI (PyPI, Apache-2.0) and Powertools for AWS Lambda (PyPI, MIT-0): payloads that Lambda functions receive.

``samcli-event``: a sample event that the command line generates. ``powertools-event``: a class that reads an event. A
table says which service hands it to Lambda and in what role, which is the hint; the target is always Lambda.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from graph.tables import read_table
from scripts.sources import TABLES, Package, Record, expect

SAM_CLI = Package("pypi", "aws-sam-cli", "1.170.0")
POWERTOOLS = Package("pypi", "aws-lambda-powertools", "3.37.0")
PACKAGES = (SAM_CLI, POWERTOOLS)

EVENTS = TABLES / "event-payloads.tsv"
COLUMNS = ("class", "event", "source", "role", "reason")
MAPPING = "samcli/lib/generated_sample_events/event-mapping.json"
CLASSES = "aws_lambda_powertools/utilities/data_classes"


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """The records of both classes."""
    say("sample events")
    samples = sample_events(files[SAM_CLI.name])
    for event, source, role in known("samcli-event", {event: event for event in samples}, MAPPING):
        yield Record(source, "client:lambda", "samcli-event", event, role, SAM_CLI.name, samples[event])
    say("data classes")
    classes = data_classes(files[POWERTOOLS.name])
    for event, source, role in known(
        "powertools-event", {event: event.partition("/")[0] for event in classes}, CLASSES
    ):
        name = event.partition("/")[2]
        yield Record(source, "client:lambda", "powertools-event", name, role, POWERTOOLS.name, classes[event])


def sample_events(folder: Path) -> dict[str, str]:
    """``service/event`` → pointer."""
    mapping = json.loads((folder / MAPPING).read_text())
    expect(
        mapping and all("filename" in event for events in mapping.values() for event in events.values()),
        MAPPING,
        "events with a filename, by service",
    )
    keys = [f"{service}/{event}" for service, events in mapping.items() for event in events]
    return {key: f"{MAPPING}#/{key}" for key in keys}


def data_classes(folder: Path) -> dict[str, str]:
    """``module/class`` → pointer."""
    return {
        f"{file.stem}/{node.name}": f"{CLASSES}/{file.name}#{node.name}"
        for file in sorted((folder / CLASSES).glob("[a-z]*.py"))
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.ClassDef)
    }


def known(evidence_class: str, events: Mapping[str, str], place: str) -> Iterator[tuple[str, str, str]]:
    """Each event that the table gives to a service, with that service and its role.

    Args:
        events: event → its group. The table must know an event of each group: all sample events, but of a module of
            classes only those that are events themselves.

    Raises:
        FormatChanged: a group that the table does not know, or a row that fits no event.
    """
    rows = [row for row in read_table(EVENTS, COLUMNS) if row["class"] == evidence_class]
    fits = {event: next((row for row in rows if fnmatchcase(event, row["event"])), None) for event in events}
    unknown = set(events.values()) - {events[event] for event, row in fits.items() if row}
    expect(not unknown, place, f"no events but those of {EVENTS.name}, not {', '.join(sorted(unknown))}")
    gone = {row["event"] for row in rows} - {row["event"] for row in fits.values() if row}
    expect(not gone, place, f"the events {', '.join(sorted(gone))}, as {EVENTS.name} says")
    for event, row in fits.items():
        if row and row["source"]:
            yield event, row["source"], row["role"]
