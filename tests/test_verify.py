"""Pointers of the snapshot are found where they are, and missed where they are not."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from graph.errors import GraphError
from graph.tables import Row, read_table
from scripts import verify
from scripts.harvest import COLUMNS, SNAPSHOT, sources
from scripts.sources import Package

FIXTURES = Path(__file__).parent / "sources" / "fixtures"
LIBRARY, SAM = "aws-cdk-lib", "samtranslator"
APPSYNC = "appsync/2017-07-25/service-2.json#/shapes"
CLASSES = "aws_lambda_powertools/utilities/data_classes"
EVENTS = "samcli/lib/generated_sample_events/event-mapping.json"
PROFILES = f"{SAM}/model/connector_profiles/profiles.json#/Permissions"
TEMPLATE = f"{SAM}/policy_templates_data/policy_templates.json#/Templates/TextractPolicy"
AMPLIFY = "/wafv2/privileges/AssociateWebACL/resource_types/amplify-app/dependent_actions"
BATCH = "AWSBatchServiceRolePolicyForSageMaker"
ROLE = "principal:sagemaker.amazonaws.com"
TARGET = "AWS::Events::Rule/types/Target/Arn"

# Class, source, target, member, hint and pointer of a line that is right; a column that is changed, and to what.
CASES = [
    ("asl-snippet sfn arn:sns sns:publish notifies states.json#arn:aws:states:::sns:publish", "member", "sns:publ"),
    (f"bc-arn client:appsync arn:lambda arn request {APPSYNC}/Arns/members/arn", "target", "arn:sqs"),
    (f"bc-enum client:appsync x AWS_LAMBDA both {APPSYNC}/DataSourceType/enum/AWS_LAMBDA", "member", "AWS"),
    (
        f"bc-name client:appsync x type both {APPSYNC}/CreateDataSourceRequest/members/type",
        "pointer",
        f"{APPSYNC}/type",
    ),
    (f"bc-struct client:appsync x TagMap both {APPSYNC}/TagMap", "source", "client:lambda"),
    (f"cdk-integration x x SqsDlq x {LIBRARY}.aws_lambda_event_sources.SqsDlq", "pointer", f"{LIBRARY}.SqsDlq"),
    (f"cdk-l2 x x fromBucket IBucket {LIBRARY}.aws_lambda.Code#fromBucket", "hint", "Bucket"),
    (f"cdk-l2 x x S3Code IBucket {LIBRARY}.aws_lambda.S3Code", "pointer", f"{LIBRARY}.aws_lambda.S3Code#no"),
    (
        "cfn-format x x DomainName.CertificateArn Certificate AWS::ApiGateway::DomainName#/properties/CertificateArn",
        "hint",
        "Bucket",
    ),
    (
        "cfn-perm x iam:lambda AddPermission update "
        "AWS::AppFlow::Connector#/handlers/update/permissions/lambda:AddPermission",
        "pointer",
        "AWS::AppFlow::Connector#/handlers/delete/permissions/lambda:AddPermission",
    ),
    (
        "iam-action iam:wafv2 x wafv2:AssociateWebACL amplify-app|webacl "
        "iam-definition.json#/wafv2/privileges/AssociateWebACL/resource_types",
        "hint",
        "webacl",
    ),
    (
        "iam-resource iam:s3 x object arn:${Partition}:s3:::${BucketName}/${ObjectName} "
        "iam-definition.json#/s3/resources/object",
        "hint",
        "arn:${Partition}:s3:::${BucketName}",
    ),
    (
        f"iam-dep x x wafv2:AssociateWebACL amplify:AssociateWebACL iam-definition.json#{AMPLIFY}",
        "hint",
        "amplify:Associate",
    ),
    (f"mp-slr x iam:batch batch:ListJobs read {BATCH}#batch:ListJobs", "pointer", f"{BATCH}#batch:SubmitJob"),
    (
        "mp-servicerole x iam:s3 s3:Get* read AmazonEC2RoleforDataPipelineRole#s3:Get*",
        "pointer",
        f"{BATCH}#s3:Get*",
    ),
    (f"mp-slr-passrole x {ROLE} iam:PassRole passed {BATCH}#iam:PassRole", "target", "principal:maker.amazonaws.com"),
    (f"mp-servicerole-passrole x {ROLE} iam:PassRole passed {BATCH}#iam:PassRole", "pointer", "None#iam:PassRole"),
    (f"powertools-event x x S3Event invokes {CLASSES}/s3_event.py#S3Event", "member", "S3Even"),
    (
        f"sam-connector x x AWS::S3::Bucket s3:GetObject {PROFILES}/AWS::Lambda::Function/AWS::S3::Bucket",
        "hint",
        "s3:Get",
    ),
    (
        f"sam-connector x x AWS::Lambda::Function triggers {PROFILES}/AWS::SQS::Queue/AWS::Lambda::Function",
        "pointer",
        f"{PROFILES}/AWS::Lambda::Function/AWS::Lambda::Function",
    ),
    (
        f"sam-event x x SchedulerEventSource triggers {SAM}/model/eventsources/scheduler.py#SchedulerEventSource",
        "pointer",
        f"{SAM}/model/eventsources/no.py#SchedulerEventSource",
    ),
    (f"sam-policy x x TextractPolicy textract:* {TEMPLATE}", "hint", "textract:Start"),
    (f"samcli-event x x batch/submit-job invokes {EVENTS}#/batch/submit-job", "pointer", f"{EVENTS}#/batch/submit"),
    (f"samcli-event x x cloudwatch/logs invokes {EVENTS}#/cloudwatch/logs", "member", "cloudwatch/log"),
    ("sdk-lifetime client:appsync x last-seen x appsync/2017-07-25/service-2.json", "member", "absent-since"),
    ("sdk-lifetime client:qldb x absent-since x qldb", "member", "first-seen"),
    (f"solutions-construct x x SqsDlq x {LIBRARY}.aws_lambda_event_sources.SqsDlq", "member", "Sqs"),
    ("spec-event event:aws.s3 x Object_Created event db.json.gz#event/aws.s3@ObjectCreated", "source", "event:aws.ec2"),
    (
        "spec-event-ct event:aws.s3 x AWS_API_Call_via_CloudTrail x db.json.gz#event/aws.s3@AWSAPICallViaCloudTrail",
        "pointer",
        "db.json.gz#event/aws.s3@ObjectCreated",
    ),
    ("spec-metric x x AWS/EC2 metrics db.json.gz#serviceHasMetric/AWS::EC2", "member", "AWS/SQS"),
    (f"spec-ref x x Rule.Target.Arn Alias db.json.gz#resource/{TARGET}", "hint", "Version"),
    (
        "spec-ref x x Permission.SourceArn Bucket db.json.gz#resource/AWS::Lambda::Permission/properties/SourceArn",
        "pointer",
        "db.json.gz#resource/AWS::Lambda::Permission/attributes/SourceArn",
    ),
    ("spec-vendedlogs x x TRACES XRAY db.json.gz#resource/AWS::EKS::Cluster/vendedLogs", "hint", "S3"),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixtures of all sources, unpacked as if one package held them."""
    folder = tmp_path_factory.mktemp("package")
    for fixture in FIXTURES.iterdir():
        shutil.copytree(fixture, folder, dirs_exist_ok=True)
    (folder / "package" / "db.json.gz").write_bytes(gzip.compress((folder / "package" / "db.json").read_bytes()))
    for name in ("batch/BatchSubmitJob", "cloudwatch/CloudwatchLogs"):
        payload = folder / Path(EVENTS).parent / "events" / f"{name}.json"
        payload.parent.mkdir(parents=True)
        payload.touch()
    model = folder / "botocore" / "data" / APPSYNC.partition("#")[0]
    appsync = json.loads(model.read_text())
    appsync["shapes"] |= {
        "Arns": {"type": "structure", "members": {"arn": {"shape": "ArnList"}}},
        "ArnList": {"type": "list", "member": {"shape": "Arn"}},
        "Arn": {"type": "string", "pattern": "arn:aws:(?:lambda|s3):.*"},
    }
    model.unlink()
    model.with_name("service-2.json.gz").write_bytes(gzip.compress(json.dumps(appsync).encode()))
    (folder / "_jsii").mkdir()
    with tarfile.open(folder / "_jsii" / "some@1.0.0.jsii.tgz", "w:gz") as bundle:
        data = (folder / "library.json").read_bytes()
        entry = tarfile.TarInfo("package/.jsii")
        entry.size = len(data)
        bundle.addfile(entry, io.BytesIO(data))
    return folder


def line(text: str) -> Row:
    """A line of the snapshot: class, source, target, member (with _ for a blank), hint, pointer."""
    evidence_class, source, target, member, hint, pointer = text.split()
    member = member.replace("_", " ") if evidence_class.startswith("spec-event") else member
    cells = (source, target, member, hint, "1", "some", pointer)
    return Row(Path(f"{evidence_class}.tsv"), 2, dict(zip(COLUMNS, cells, strict=True)))


@pytest.fixture
def snapshot(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot of which every line is there, of one package that is at hand."""
    rows: dict[str, list[str]] = {}
    for text, _, _ in CASES:
        row = line(text)
        rows.setdefault(row.file.name, ["\t".join(COLUMNS)]).append("\t".join(row.cells.values()))
    for name, table in rows.items():
        (tmp_path / name).write_text("\n".join(table) + "\n")
    pin = {"package": "some", "registry": "pypi", "version": "1.0.0", "read_on": "2026-01-01"}
    (tmp_path / "packages.json").write_text(json.dumps([pin]))
    monkeypatch.setattr(verify, "SNAPSHOT", tmp_path)
    monkeypatch.setattr(verify, "fetched", lambda pinned, cache: package)
    return tmp_path


def test_every_class_and_source_has_an_opener() -> None:
    """A new table cannot go unverified."""
    assert {file.stem for file in SNAPSHOT.glob("*.tsv")} == set(verify.OPENERS)
    assert {source for source, _ in verify.OPENERS.values()} == set(sources())
    assert {text.partition(" ")[0] for text, _, _ in CASES} == set(verify.OPENERS)


def test_all_that_is_there_is_found(snapshot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each opener finds the lines that are right."""
    assert (verify.main([]), capsys.readouterr().out) == (0, "")


@pytest.mark.parametrize(("text", "column", "value"), CASES)
def test_what_is_not_there_is_printed(
    snapshot: Path, capsys: pytest.CaptureFixture[str], text: str, column: str, value: str
) -> None:
    """With file, line, pointer and what was expected."""
    row = line(text)
    cells = {**row.cells, column: value}
    file = snapshot / row.file
    file.write_text("\n".join("\t".join(cells_) for cells_ in (COLUMNS, cells.values())) + "\n")
    assert verify.main(["--class", row.file.stem]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{file}:2: {cells['pointer']}: expected {cells['member']} ({cells['hint']}) ")
    assert "in some 1.0.0" in said
    assert said.count("\n") == 1


def test_the_sample_changes_with_the_seed_and_only_with_it() -> None:
    """A lot that the commit decides, in the order of the tables."""
    rows = list(read_table(SNAPSHOT / "bc-enum.tsv", COLUMNS))
    first, again, other = (verify.drawn(rows, 20, seed) for seed in ("a", "a", "b"))
    assert first == again == sorted(first, key=lambda row: row.line)
    assert (len(first), len(other)) == (20, 20)
    assert first != other
    assert verify.drawn(rows, None, "a") == rows


def test_only_the_source_that_is_asked_for_is_opened(snapshot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The number of each class is said at the end."""
    assert verify.main(["--source", "sam", "--source", "asl"]) == 0
    assert "5 opened: asl-snippet 1, sam-connector 2, sam-event 1, sam-policy 1\n" in capsys.readouterr().err


def test_a_package_that_cannot_be_had_is_exit_code_3(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said to be missing that could not be looked for; the same for one that is not pinned."""

    def refused(package: Package, cache: Path) -> Path:
        raise GraphError(f"Cannot fetch {package}.")

    def broken(package: Package, cache: Path) -> Path:
        raise tarfile.ReadError

    for fails in (refused, broken):
        monkeypatch.setattr(verify, "fetched", fails)
        assert verify.main([]) == 3
    (snapshot / "packages.json").write_text("[]")
    assert verify.main([]) == 3


def test_a_class_without_opener_is_exit_code_3(snapshot: Path) -> None:
    """It would otherwise count as verified."""
    (snapshot / "new.tsv").write_text("\t".join(COLUMNS) + "\n")
    assert verify.main([]) == 3


@pytest.mark.parametrize(
    ("address", "evidence_class", "problem"),
    [
        ("https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#events", "documentation", ""),
        ("https://github.com/boto/botocore", "repository", ""),
        ("botocore", "sdk-client", ""),
        ("http://docs.aws.amazon.com/lambda/", "documentation", "https://host/path"),
        ("https://docs.aws.amazon.com.example.com/lambda/", "documentation", "a page of"),
        ("https://docs.aws.amazon.com/lambda/#", "documentation", "https://host/path"),
        ("https://docs.aws.amazon.com/lambda/?a=b", "documentation", "https://host/path"),
        ("http://github.com/boto/botocore", "repository", "https://host/path"),
    ],
)
def test_addresses_are_checked_for_form(address: str, evidence_class: str, problem: str) -> None:
    """Offline: https, of AWS's documentation where that is the class, without query or empty fragment."""
    row = Row(Path("documents.tsv"), 3, {"document": address, "class": evidence_class})
    found = list(verify.misformed([row]))
    assert bool(found) == bool(problem)
    assert all(one.startswith(f"documents.tsv:3: {address}: expected ") and problem in one for one in found)
    assert any(one.endswith("expected only once") for one in verify.misformed([row, row]))


def test_pages_are_opened_only_when_asked(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that does not open is missing."""
    monkeypatch.setattr(verify, "unopened", lambda row: f"{row['document']}: 404")
    assert verify.main(["--class", "sam-event"]) == 0
    assert verify.main(["--class", "sam-event", "--online"]) == 1
