"""What CDK's constructs say of two services, and what is only CDK's own plumbing."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from scripts.sources import FormatChanged, Record
from scripts.sources._jsii import assembly
from scripts.sources.cdk import PACKAGES, constructs, extract, integrations

FIXTURE = Path(__file__).parent / "fixtures" / "cdk"
LIBRARY = "aws-cdk-lib"


def types(name: str) -> dict[str, dict[str, Any]]:
    """The types of an assembly of the fixture."""
    found: dict[str, dict[str, Any]] = json.loads((FIXTURE / name).read_text())["types"]
    return found


def wheel(folder: Path, files: dict[str, bytes]) -> Path:
    """An unpacked wheel whose npm archive holds the files."""
    inside = folder / "aws_cdk" / "_jsii"
    inside.mkdir(parents=True)
    with tarfile.open(inside / "some@1.0.0.jsii.tgz", "w:gz") as bundle:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            bundle.addfile(entry, io.BytesIO(data))
    return folder


def triple(record: Record) -> tuple[str, str, str, str]:
    """What a record says, without the place."""
    return record.source, record.hint, record.target, record.member


def test_integration_classes_stand_as_the_sentence_of_their_role() -> None:
    """A typed parameter tells the service, else the name; event sources are turned; any endpoint or API is none."""
    library = types("library.json")
    assert sorted(map(triple, integrations(library, library, LIBRARY))) == [
        ("cdk:aws_apigateway", "invokes", "cdk:aws_lambda", "ApiEventSource"),
        ("cdk:aws_events", "streamsTo", "cdk:aws_kinesis", "KinesisStream"),
        ("cdk:aws_events", "streamsTo", "cdk:aws_kinesisfirehose", "KinesisFirehoseStreamV2"),
        ("cdk:aws_lambda", "writesTo", "cdk:aws_sqs", "SqsDlq"),
        ("cdk:aws_msk", "triggers", "cdk:aws_lambda", "ManagedKafkaEventSource"),
        ("cdk:aws_stepfunctions", "orchestrates", "cdk:aws_emrcontainers", "EmrContainersStartJobRun"),
    ]


def test_an_alpha_module_points_into_its_own_package() -> None:
    """A base in an assembly that is not read is known by its name."""
    alpha = types("pipes-sources.json")
    package, full = "aws-cdk.aws-pipes-sources-alpha", "@aws-cdk/aws-pipes-sources-alpha.DynamoDBSource"
    assert list(integrations(alpha, alpha, package)) == [
        Record("cdk:aws_dynamodb", "cdk:aws_pipes", "cdk-integration", "DynamoDBSource", "triggers", package, full)
    ]


def test_constructs_name_resources_of_other_services() -> None:
    """Fields, methods and constructors; no generated class, no grant, no value type, no layer or module of CDK."""

    def record(source: str, target: str, member: str, hint: str, pointer: str) -> Record:
        return Record(f"cdk:{source}", f"cdk:{target}", "cdk-l2", member, hint, LIBRARY, f"aws-cdk-lib.{pointer}")

    assert list(constructs(types("library.json"))) == [
        record("aws_eks", "aws_kms", "secretsEncryptionKey", "IKeyRef", "aws_eks.ClusterOptions#secretsEncryptionKey"),
        record("aws_lambda", "aws_s3", "fromBucket", "IBucket", "aws_lambda.Code#fromBucket"),
        record("aws_lambda", "aws_s3", "S3Code", "IBucket", "aws_lambda.S3Code"),
    ]


@pytest.mark.parametrize("word", ["BucketDeployment", "awscliLayer", "CaCertificate", "caCertificate", "grantRead"])
def test_plumbing_of_cdk_is_no_evidence(word: str) -> None:
    """What CDK adds of its own is in the fixture, and in no record."""
    library = types("library.json")
    assert word in json.dumps(library)
    records = [*integrations(library, library, LIBRARY), *constructs(library)]
    assert not [r for r in records if word in f"{r.member} {r.pointer}"]


def test_an_integration_class_of_no_known_name_stops() -> None:
    """A new target that the table does not know is not passed over."""
    library = types("library.json")
    new = {"kind": "class", "name": "Novel", "interfaces": ["aws-cdk-lib.aws_events.IRuleTarget"]}
    with pytest.raises(FormatChanged, match=r"aws-cdk-lib: .*cdk-class-names\.tsv for .*\.Novel"):
        list(integrations({**library, "aws-cdk-lib.aws_events_targets.Novel": new}, library, LIBRARY))


def test_an_integration_module_without_integrations_stops() -> None:
    """An interface that got another name does not empty a module unnoticed."""
    other = {"kind": "class", "name": "LambdaFunction", "interfaces": ["aws-cdk-lib.aws_events.IBusTarget"]}
    with pytest.raises(FormatChanged, match="classes in aws_events_targets"):
        list(integrations({"aws-cdk-lib.aws_events_targets.LambdaFunction": other}, {}, LIBRARY))


def test_constructs_without_marked_resources_stop() -> None:
    """Services are told from CDK's own modules by their resources, so the mark must be there."""
    library = {name: {**item, "docs": {}} for name, item in types("library.json").items()}
    with pytest.raises(FormatChanged, match="cloudformationResource"):
        list(constructs(library))


def test_an_assembly_is_read_plain_or_behind_a_redirect(tmp_path: Path) -> None:
    """The large library zips its assembly inside the archive; the small ones do not."""
    plain = (FIXTURE / "pipes-sources.json").read_bytes()
    redirect = b'{"schema": "jsii/file-redirect", "compression": "gzip", "filename": ".jsii.gz"}'
    assert assembly(wheel(tmp_path / "small", {".jsii": plain})) == types("pipes-sources.json")
    zipped = {".jsii": redirect, ".jsii.gz": gzip.compress(plain)}
    assert assembly(wheel(tmp_path / "large", zipped)) == types("pipes-sources.json")


@pytest.mark.parametrize(
    ("files", "expectation"),
    [
        ({"index.js": b""}, r"some@1\.0\.0\.jsii\.tgz: expected package/\.jsii"),
        ({".jsii": b'{"schema": "jsii/1.0.0"}'}, r"some@1\.0\.0\.jsii\.tgz: expected the schema jsii/0\.10\.0"),
        ({".jsii": b'{"schema": "jsii/0.10.0"}'}, r"some@1\.0\.0\.jsii\.tgz: expected a table of types"),
    ],
)
def test_another_form_of_assembly_stops(tmp_path: Path, files: dict[str, bytes], expectation: str) -> None:
    """The message names the archive and what was expected of it."""
    with pytest.raises(FormatChanged, match=expectation):
        assembly(wheel(tmp_path, files))


def test_a_wheel_without_assembly_stops(tmp_path: Path) -> None:
    """Nothing is taken from an empty folder."""
    with pytest.raises(FormatChanged, match=r"one _jsii/\*\.jsii\.tgz"):
        list(extract({package.name: tmp_path for package in PACKAGES}, print))
