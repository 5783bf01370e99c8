"""The database behind the CDK's resources: what it says of two services, and what it must not be read to say."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.sources import FormatChanged, Record
from scripts.sources.service_spec import PACKAGES, extract

PACKAGE = PACKAGES[0].name
FIXTURE = Path(__file__).parent / "fixtures" / "service_spec" / "package" / "db.json"
Change = Callable[[dict[str, Any]], object]


def extracted(folder: Path, change: Change = lambda schema: None) -> list[Record]:
    """The records of the small database, changed and packed as the package packs it."""
    database = json.loads(FIXTURE.read_text(encoding="utf-8"))
    change(database["schema"])
    (folder / "package").mkdir()
    (folder / "package" / "db.json.gz").write_bytes(gzip.compress(json.dumps(database).encode()))
    return sorted(extract({PACKAGE: folder}, lambda stage: None))


def row(source: str, target: str, evidence_class: str, member: str, hint: str, pointer: str) -> Record:
    return Record(source, target, evidence_class, member, hint, PACKAGE, f"db.json.gz#{pointer}")


def test_records(tmp_path: Path) -> None:
    """References, events, logs and metrics each give a record; what an exception of the table names gives none."""
    rule, cluster = "resource/AWS::Events::Rule/types", "resource/AWS::EKS::Cluster/vendedLogs"
    vpc = "resource/AWS::Redshift::EndpointAccess/attributes/VpcEndpoint.VpcId"
    source_arn = "resource/AWS::Lambda::Permission/properties/SourceArn"
    closed = "event/aws.devopsguru@DevOpsGuruInsightClosed"
    call, created = "event/aws.s3@AWSAPICallViaCloudTrail", "event/aws.s3@ObjectCreated"
    compute = "AUTO_MODE_COMPUTE_LOGS"
    assert extracted(tmp_path) == [
        row("cfn:EC2", "client:cloudwatch", "spec-metric", "AWS/EC2", "metrics", "serviceHasMetric/AWS::EC2"),
        row("cfn:EC2", "client:cloudwatch", "spec-metric", "AWS/EC2", "metrics", "serviceHasMetric/AWS::EC2"),
        row("cfn:EKS", "client:firehose", "spec-vendedlogs", compute, "FH", cluster),
        row("cfn:EKS", "client:logs", "spec-vendedlogs", compute, "CWL", cluster),
        row("cfn:EKS", "client:s3", "spec-vendedlogs", compute, "S3", cluster),
        row("cfn:EKS", "client:xray", "spec-vendedlogs", "TRACES", "XRAY", cluster),
        row("cfn:Events", "cfn:Lambda", "spec-ref", "Rule.Target.Arn", "Alias", f"{rule}/Target/Arn"),
        row("cfn:Events", "cfn:Lambda", "spec-ref", "Rule.Target.Arn", "Function", f"{rule}/Target/Arn"),
        row("cfn:Events", "cfn:SQS", "spec-ref", "Rule.DeadLetterConfig.Arn", "Queue", f"{rule}/DeadLetterConfig/Arn"),
        row("cfn:Lambda", "cfn:S3", "spec-ref", "Permission.SourceArn", "Bucket", source_arn),
        row("cfn:Redshift", "cfn:EC2", "spec-ref", "EndpointAccess.VpcEndpoint.VpcId", "VPC", vpc),
        row("cfn:SQS", "client:cloudwatch", "spec-metric", "AWS/SQS", "metrics", "serviceHasMetric/AWS::SQS"),
        row("event:aws.devops-guru", "client:events", "spec-event", "DevOps Guru Insight Closed", "event", closed),
        row("event:aws.s3", "client:events", "spec-event", "Object Created", "event", created),
        row("event:aws.s3", "client:events", "spec-event-ct", "AWS API Call via CloudTrail", "cloudtrail", call),
    ]


def test_the_name_a_resource_gives_itself_is_no_reference(tmp_path: Path) -> None:
    """EKS's cluster name, which the database takes for a repository of ECR, is left out."""
    assert not [record for record in extracted(tmp_path) if record.target == "cfn:ECR"]


def test_the_agents_metrics_are_nobodys(tmp_path: Path) -> None:
    """The namespace of the CloudWatch agent, which the database gives to EC2, is left out."""
    assert "CWAgent" not in {record.member for record in extracted(tmp_path)}


def test_an_events_source_is_its_own_word(tmp_path: Path) -> None:
    """The source of an event is read from it, not from its name, where it is spelled otherwise."""
    assert "event:aws.devopsguru" not in {record.source for record in extracted(tmp_path)}


@pytest.mark.parametrize(
    ("change", "expectation"),
    [
        (lambda schema: schema.pop("event"), "entities of the kind event"),
        (lambda schema: schema.pop("usesType"), "the relation usesType"),
        (lambda schema: schema["metric"]["entities"][0].pop("namespace"), "['namespace'] in each metric"),
        (lambda schema: schema["resource"]["entities"][3].pop("vendedLogs"), "logs of services"),
        (
            lambda schema: schema["resource"]["entities"][3]["vendedLogs"][0].pop("logType"),
            "log types and destinations in resource/AWS::EKS::Cluster/vendedLogs",
        ),
        (
            lambda schema: schema["resource"]["entities"][3]["vendedLogs"][1]["destinations"].append(
                {"destinationType": "KDS"}
            ),
            "a row for KDS in log-destinations.tsv",
        ),
        (
            lambda schema: schema["typeDefinition"]["entities"][1]["properties"]["Arn"]["relationshipRefs"].append({}),
            "a resource type in each reference of resource/AWS::Events::Rule/types/DeadLetterConfig",
        ),
    ],
)
def test_another_form_stops(tmp_path: Path, change: Change, expectation: str) -> None:
    """What is not as expected stops the extractor, which names the file and the expectation."""
    with pytest.raises(FormatChanged) as error:
        extracted(tmp_path, change)
    assert str(error.value).startswith(f"{tmp_path / 'package' / 'db.json.gz'}: expected {expectation}.")


def test_without_a_database_it_stops(tmp_path: Path) -> None:
    """A package without the database stops the extractor."""
    with pytest.raises(FormatChanged, match="expected the database"):
        extract({PACKAGE: tmp_path}, lambda stage: None)
