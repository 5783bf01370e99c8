"""CloudFormation's schemas in cfn-lint: formats and handler permissions, and what they must not be read to say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.sources import FormatChanged, Record
from scripts.sources.cfn_lint import extract

FIXTURE = Path(__file__).parent / "fixtures" / "cfn_lint"
SCHEMAS = Path("cfnlint") / "data" / "schemas"
FLOW, CONNECTOR, NEPTUNE = (f"{number:016x}.json" for number in (0xA0, 0xA1, 0xA6))


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def records(said: list[str]) -> list[Record]:
    return sorted(extract({"cfn-lint": FIXTURE}, said.append))


def row(source: str, target: str, evidence_class: str, member: str, hint: str, pointer: str) -> Record:
    return Record(f"cfn:{source}", target, evidence_class, member, hint, "cfn-lint", pointer)


def test_formats(records: list[Record]) -> None:
    """A property with another service's format gives a record, at the property that leads to it."""
    domain, flow, rule = "AWS::ApiGateway::DomainName#", "AWS::AppFlow::Flow#", "AWS::S3Express::DirectoryBucket#"
    zone, bucket = "DomainName.RegionalHostedZoneId", "properties/BucketName"
    source, target = "definitions/S3SourceProperties", "definitions/S3DestinationProperties"
    key = f"{rule}/properties/Rule/properties/KMSMasterKeyID"
    certificates = "cfn:CertificateManager"
    assert [record for record in records if record.evidence_class == "cfn-format"] == [
        row(
            "ApiGateway",
            certificates,
            "cfn-format",
            "DomainName.CertificateArn",
            "Certificate",
            f"{domain}/properties/CertificateArn",
        ),
        row("ApiGateway", "cfn:EC2", "cfn-format", "DomainName.Subnets", "Subnet", f"{domain}/properties/Subnets"),
        row(
            "ApiGateway", "cfn:Route53", "cfn-format", zone, "AliasTarget", f"{domain}/properties/RegionalHostedZoneId"
        ),
        row("AppFlow", "cfn:KMS", "cfn-format", "Flow.KMSKeyArn", "Key", f"{flow}/properties/KMSKeyArn"),
        row(
            "AppFlow",
            "cfn:S3",
            "cfn-format",
            "Flow.S3DestinationProperties.BucketName",
            "Bucket",
            f"{flow}/{target}/{bucket}",
        ),
        row(
            "AppFlow",
            "cfn:S3",
            "cfn-format",
            "Flow.S3SourceProperties.BucketName",
            "Bucket",
            f"{flow}/{source}/{bucket}",
        ),
        row("S3Express", "cfn:KMS", "cfn-format", "DirectoryBucket.Rule.KMSMasterKeyID", "Alias", key),
        row("S3Express", "cfn:KMS", "cfn-format", "DirectoryBucket.Rule.KMSMasterKeyID", "Key", key),
    ]


def test_permissions(records: list[Record]) -> None:
    """An action of another service that acts gives a record a schema, with all handlers that need it."""
    flow, connector = "AWS::AppFlow::Flow#/handlers/create", "AWS::AppFlow::Connector#/handlers/update"
    replicator, association = "AWS::MSK::Replicator#/handlers/create", "AWS::WAFv2::WebACLAssociation#/handlers/create"
    grant, add = "permissions/kms:CreateGrant", "permissions/lambda:AddPermission"
    start, protect = "permissions/stepfunctions:StartExecution", "permissions/apigateway:SetWebACL"
    assert [record for record in records if record.evidence_class == "cfn-perm"] == [
        row("AppFlow", "iam:iam", "cfn-perm", "PassRole", "create", f"{flow}/permissions/Iam:PassRole"),
        row("AppFlow", "iam:kms", "cfn-perm", "CreateGrant", "create+update+delete+read", f"{connector}/{grant}"),
        row("AppFlow", "iam:kms", "cfn-perm", "CreateGrant", "create+update+delete+read", f"{flow}/{grant}"),
        row("AppFlow", "iam:lambda", "cfn-perm", "AddPermission", "update", f"{connector}/{add}"),
        row("AppFlow", "iam:s3", "cfn-perm", "GetObject", "create", f"{flow}/permissions/s3:GetObject"),
        row("MSK", "iam:states", "cfn-perm", "StartExecution", "create", f"{replicator}/{start}"),
        row("WAFv2", "iam:apigateway", "cfn-perm", "SetWebACL", "create", f"{association}/{protect}"),
    ]


def test_what_is_left_out_is_counted(records: list[Record], said: list[str]) -> None:
    """Looks, upkeep and what no row of the table fits are left out, and their number is said."""
    assert records
    assert [line.partition(" (")[0] for line in said if "left out" in line] == ["8 actions of other services left out"]


def test_own_topics_buckets_and_certificates(records: list[Record]) -> None:
    """QuickSight's topics, directory buckets and Lightsail's certificates are not SNS's, S3's and ACM's."""
    pairs = {(record.source, record.target) for record in records}
    assert not pairs & {("cfn:QuickSight", "cfn:SNS"), ("cfn:S3Express", "cfn:S3")}
    assert "cfn:Lightsail" not in {source for source, _ in pairs}


def test_a_key_is_no_kafka(records: list[Record]) -> None:
    """KMSKeyArn, which contains MSK, is a key of KMS and nothing else."""
    assert {record.target for record in records if record.member.endswith(".KMSKeyArn")} == {"cfn:KMS"}


def test_neptune_shares_the_api_of_rds(records: list[Record]) -> None:
    """What Neptune calls under the prefix rds is its own API."""
    assert "cfn:Neptune" not in {record.source for record in records}


def test_templates_and_other_vendors_are_no_services(records: list[Record]) -> None:
    """SAM's templates and Alexa's skills are left out."""
    assert not {record.source for record in records} & {"cfn:Serverless", "cfn:ASK"}


def broken(folder: Path, name: str, change: Callable[[dict[str, Any]], object]) -> Path:
    """A copy of the small package with one schema changed."""
    shutil.copytree(FIXTURE, folder, dirs_exist_ok=True)
    file = folder / SCHEMAS / "resources" / name
    schema = json.loads(file.read_text(encoding="utf-8"))
    change(schema)
    file.write_text(json.dumps(schema), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "change", "expectation"),
    [
        (FLOW, lambda schema: schema.pop("typeName"), "a typeName and properties"),
        (FLOW, lambda schema: schema["definitions"].pop("BucketName"), "a definition for #/definitions/BucketName"),
        (
            CONNECTOR,
            lambda schema: schema["handlers"].update(check={}),
            "only the handlers create, update, delete, read, list, not check",
        ),
        (CONNECTOR, lambda schema: schema["handlers"]["delete"]["permissions"].append("kms"), "an IAM action, not kms"),
    ],
)
def test_another_form_stops(
    tmp_path: Path, name: str, change: Callable[[dict[str, Any]], object], expectation: str
) -> None:
    """A schema that is not as expected stops the extractor, which names the file and the expectation."""
    file = broken(tmp_path, name, change)
    with pytest.raises(FormatChanged) as error:
        extract({"cfn-lint": tmp_path}, lambda stage: None)
    assert str(error.value).startswith(f"{file}: expected {expectation}.")


def test_two_schemas_of_a_type_stop(tmp_path: Path) -> None:
    """A type that has two schemas stops the extractor: pointers name schemas by their type."""
    broken(tmp_path, FLOW, lambda schema: schema.update(typeName="AWS::MSK::Replicator"))
    with pytest.raises(FormatChanged, match="expected the only schema of AWS::MSK::Replicator"):
        extract({"cfn-lint": tmp_path}, lambda stage: None)


def test_a_namespace_with_an_unknown_prefix_stops(tmp_path: Path) -> None:
    """A namespace none of whose actions are known as its own stops the extractor: its prefix wants a row."""
    broken(tmp_path, NEPTUNE, lambda schema: schema.update(typeName="AWS::NewGraph::Cluster"))
    with pytest.raises(FormatChanged, match=r"a prefix of its own in cfn-own-prefixes\.tsv for NewGraph"):
        extract({"cfn-lint": tmp_path}, lambda stage: None)


def test_without_the_list_of_templates_it_stops(tmp_path: Path) -> None:
    """A package without the list of SAM's types stops the extractor."""
    shutil.copytree(FIXTURE, tmp_path, dirs_exist_ok=True)
    (tmp_path / SCHEMAS / "providers" / "sam.json").unlink()
    with pytest.raises(FormatChanged, match=r"sam\.json: expected the types of SAM"):
        extract({"cfn-lint": tmp_path}, lambda stage: None)
