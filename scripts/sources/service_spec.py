"""The database behind the AWS CDK's resources (npm ``@aws-cdk/aws-service-spec``; published by AWS, Apache-2.0).

``spec-ref``         a property of a resource that takes the name, id or ARN of another service's resource
``spec-event``       an event that a service sends to EventBridge, by its schema
``spec-event-ct``    an event that reaches EventBridge through CloudTrail, which recorded it
``spec-vendedlogs``  a kind of log that a resource can hand to CloudWatch Logs, S3, Firehose or X-Ray
``spec-metric``      a namespace of CloudWatch that holds a service's metrics

The member of a reference is ``Resource.Type.Property``, its hint the kind of resource that the property takes.
A log's hint is the destination as the database calls it (``log-destinations.tsv``).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from graph.tables import read_table
from scripts.sources import TABLES, Package, Record, expect
from scripts.sources._corrections import corrected

__all__ = ["PACKAGES", "extract"]

PACKAGES = (Package("npm", "@aws-cdk/aws-service-spec", "0.1.216"),)
FILE = "db.json.gz"
KEYS = {
    "resource": {"cloudFormationType", "name", "properties", "attributes"},
    "typeDefinition": {"name", "properties"},
    "service": {"cloudFormationNamespace"},
    "event": {"name", "source", "detailType"},
    "metric": {"namespace"},
}
RELATIONS = ("usesType", "serviceHasMetric")

Entity = Mapping[str, Any]


class Database(NamedTuple):
    """Entities by kind and id; the ids that an entity's id leads to, by relation."""

    file: Path
    entities: Mapping[str, Mapping[str, Entity]]
    relations: Mapping[str, Mapping[str, list[str]]]

    def resources(self) -> Iterator[tuple[str, Entity]]:
        """Namespace and entity of each resource of AWS."""
        for resource in self.entities["resource"].values():
            vendor, namespace, _ = resource["cloudFormationType"].split("::")
            if vendor == "AWS":
                yield namespace, resource

    def related(self, relation: str, key: str, kind: str) -> list[Entity]:
        """The entities of a kind that an entity leads to."""
        return [self.entities[kind][to] for to in self.relations[relation].get(key, ())]


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """What the database says of two services.

    Raises:
        FormatChanged: the database is not in the form expected.
        BadTable: a table is not.
    """
    database = opened(files[PACKAGES[0].name] / "package" / FILE)
    found: list[Record] = []
    for read in (references, events, logs, metrics):
        some = list(read(database))
        expect(some, database.file, f"{read.__name__} of services")
        say(f"{len(some)} {read.__name__}")
        found += some
    return corrected(found, say)


def opened(file: Path) -> Database:
    """The database in memory, its form looked at."""
    expect(file.exists(), file, "the database")
    schema = json.loads(gzip.decompress(file.read_bytes()))["schema"]
    for kind, keys in KEYS.items():
        entities = schema.get(kind, {}).get("entities")
        expect(entities, file, f"entities of the kind {kind}")
        expect(all(keys <= entity.keys() for entity in entities), file, f"{sorted(keys)} in each {kind}")
    for relation in RELATIONS:
        expect(schema.get(relation, {}).get("forward"), file, f"the relation {relation}")
    return Database(
        file,
        {kind: {entity["$id"]: entity for entity in schema[kind]["entities"]} for kind in KEYS},
        {name: {key: [to["$id"] for to in tos] for key, tos in schema[name]["forward"].items()} for name in RELATIONS},
    )


def record(source: str, target: str, evidence_class: str, member: str, hint: str, pointer: str) -> Record:
    """A record of this package."""
    return Record(source, target, evidence_class, member, hint, PACKAGES[0].name, f"{FILE}#{pointer}")


def references(database: Database) -> Iterator[Record]:
    """Properties of resources, and of the types in them, that take what another resource is known by."""
    for namespace, resource in database.resources():
        name, at = resource["name"], f"resource/{resource['cloudFormationType']}"
        groups = [(name, f"{at}/{part}", resource[part]) for part in ("properties", "attributes")]
        for inner in database.related("usesType", resource["$id"], "typeDefinition"):
            groups.append((f"{name}.{inner['name']}", f"{at}/types/{inner['name']}", inner["properties"]))
        for where, pointer, properties in groups:
            for property_name, definition in properties.items():
                for reference in definition.get("relationshipRefs", ()):
                    kind = reference.get("cloudFormationType", "").split("::")
                    expect(len(kind) == 3, database.file, f"a resource type in each reference of {pointer}")
                    target, member, place = f"cfn:{kind[1]}", f"{where}.{property_name}", f"{pointer}/{property_name}"
                    yield record(f"cfn:{namespace}", target, "spec-ref", member, kind[2], place)


def events(database: Database) -> Iterator[Record]:
    """The events that EventBridge has a schema for; those that CloudTrail passes on are a class of their own."""
    for event in database.entities["event"].values():
        passed_on = event["detailType"].endswith(" via CloudTrail")
        kind, hint = ("spec-event-ct", "cloudtrail") if passed_on else ("spec-event", "event")
        source, pointer = f"event:{event['source']}", f"event/{event['name']}"
        yield record(source, "client:events", kind, event["detailType"], hint, pointer)


def logs(database: Database) -> Iterator[Record]:
    """The logs that a resource can hand over, and where to."""
    table = read_table(TABLES / "log-destinations.tsv", ("destination", "target", "reason"))
    targets = {row["destination"]: row["target"] for row in table}
    for namespace, resource in database.resources():
        pointer = f"resource/{resource['cloudFormationType']}/vendedLogs"
        for log in resource.get("vendedLogs", ()):
            expect({"logType", "destinations"} <= log.keys(), database.file, f"log types and destinations in {pointer}")
            for destination in log["destinations"]:
                hint = destination["destinationType"]
                expect(hint in targets, database.file, f"a row for {hint} in log-destinations.tsv")
                yield record(f"cfn:{namespace}", targets[hint], "spec-vendedlogs", log["logType"], hint, pointer)


def metrics(database: Database) -> Iterator[Record]:
    """The namespaces of CloudWatch that hold a service's metrics."""
    for service in database.entities["service"].values():
        vendor, namespace = service["cloudFormationNamespace"].split("::")
        for metric in database.related("serviceHasMetric", service["$id"], "metric") if vendor == "AWS" else ():
            member, pointer = metric["namespace"], f"serviceHasMetric/{service['cloudFormationNamespace']}"
            yield record(f"cfn:{namespace}", "client:cloudwatch", "spec-metric", member, "metrics", pointer)
