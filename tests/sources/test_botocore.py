"""What the service models of botocore say of other services, and what only seems to."""

from __future__ import annotations

import doctest
import gzip
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadTable
from scripts.sources import TABLES, FormatChanged, Record, botocore
from scripts.sources.botocore import Words, extract, models, namespaces, records

FIXTURE = Path(__file__).parent / "fixtures" / "botocore"
LAMBDA = "lambda/2015-03-31/service-2.json#/shapes"
APPSYNC = "appsync/2017-07-25/service-2.json#/shapes"


def silent(stage: str) -> None:
    """Progress nobody asked for."""


@pytest.fixture(scope="module")
def words() -> Words:
    """The words of the project."""
    return Words(TABLES)


def written(folder: Path, client: str, shapes: Mapping[str, Any], changes: Mapping[str, object] | None = None) -> Path:
    """The data of a package whose one client takes the first of the shapes."""
    first, *_ = shapes
    model = {
        "metadata": {"endpointPrefix": client},
        "operations": {"Do": {"input": {"shape": first}}},
        "shapes": {**shapes, "String": {"type": "string"}},
    }
    file = folder / client / "2026-01-01" / "service-2.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({**model, **(changes or {})}), encoding="utf-8")
    return folder


def test_the_records_of_the_fixture(words: Words) -> None:
    """Newest version only; only what operations reach; lists and lower case; nothing of its own; no mere repetition."""
    found = [r for model in models(FIXTURE / "botocore" / "data") for r in records(model, words)]

    def record(source: str, target: str, kind: str, hint: str, pointer: str) -> Record:
        member = pointer.rpartition("/")[2]
        return Record(f"client:{source}", target, kind, member, hint, "botocore", pointer)

    request, config = f"{APPSYNC}/CreateDataSourceRequest", f"{APPSYNC}/LambdaDataSourceConfig"
    create, function = f"{LAMBDA}/CreateFunctionRequest", f"{LAMBDA}/FunctionConfiguration"
    assert found == [
        record("appsync", "client:lambda", "bc-name", "request", f"{request}/members/lambdaConfig"),
        record("appsync", "client:lambda", "bc-enum", "request", f"{APPSYNC}/DataSourceType/enum/AWS_LAMBDA"),
        record("appsync", "client:lambda", "bc-struct", "request", config),
        record("appsync", "client:lambda", "bc-name", "request", f"{config}/members/lambdaFunctionArn"),
        record("lambda", "client:kms", "bc-name", "request", f"{create}/members/KMSKeyArn"),
        record("lambda", "client:iam", "bc-name", "request", f"{create}/members/Role"),
        record("lambda", "arn:iam", "bc-arn", "request", f"{create}/members/Role"),
        record("lambda", "client:ec2", "bc-name", "request", f"{create}/members/VpcConfig"),
        record("lambda", "arn:elasticfilesystem", "bc-arn", "response", f"{function}/members/FileSystemArns"),
        record("lambda", "arn:s3files", "bc-arn", "response", f"{function}/members/FileSystemArns"),
        record("lambda", "client:logs", "bc-name", "response", f"{LAMBDA}/LoggingConfig/members/LogGroup"),
        record("lambda", "client:ec2", "bc-struct", "both", f"{LAMBDA}/VpcConfig"),
        record("lambda", "client:ec2", "bc-name", "both", f"{LAMBDA}/VpcConfig/members/SubnetIds"),
    ]


def test_a_compressed_model_says_the_same(tmp_path: Path) -> None:
    """The wheel holds service-2.json.gz, the repository service-2.json; a pointer names neither's compression."""
    shutil.copytree(FIXTURE, tmp_path, dirs_exist_ok=True)
    for file in tmp_path.glob("botocore/data/*/*/service-2.json"):
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert list(extract({"botocore": tmp_path}, silent)) == list(extract({"botocore": FIXTURE}, silent))


# client, structure, member, the services that the member's name means
MEMBERS = {
    "KMSKeyArn contains MSK": ("forecast", "EncryptionConfig", "KMSKeyArn", {"kms"}),
    "a member may start in lower case": ("glue", "Settings", "kmsKeyId", {"kms"}),
    "so may one with two words": ("codedeploy", "Location", "s3Bucket", {"s3"}),
    "AppConfigs are not AppConfig's": ("sagemaker", "App", "AppConfigs", set()),
    "nor is a partner's": ("sagemaker", "App", "PartnerAppConfig", set()),
    "the bucket of a facet": ("cloudsearchdomain", "BucketInfo", "buckets", set()),
    "the bucket of a histogram": ("iot", "GetBucketsAggregationResponse", "buckets", set()),
    "the bucket of IoT's input file is S3's": ("iot", "StartThingRegistrationTaskRequest", "inputFileBucket", {"s3"}),
    "S3 Tables has its own buckets": ("s3tables", "CreateTableBucketRequest", "tableBucketARN", set()),
    "others name them in full": ("quicksight", "S3TablesParameters", "TableBucketArn", {"s3tables"}),
    "a table of S3 is not S3's": ("redshift", "Table", "S3TableNamespace", {"s3tables"}),
    "S3 Vectors has its own buckets": ("s3vectors", "VectorBucket", "vectorBucketName", set()),
    "Bedrock names them in full": ("bedrock-agent", "S3VectorsConfiguration", "vectorBucketArn", {"s3vectors"}),
    "S3 Files is not S3": ("datazone", "Location", "s3FilesConfig", {"s3files"}),
    "S3FileSystem is": ("sagemaker", "Location", "S3FileSystem", {"s3"}),
    "Lightsail has its own buckets": ("lightsail", "CreateBucketRequest", "bucketName", set()),
    "a dead-letter queue in S3": ("kinesis", "Destination", "DeadLetterQueueS3Configuration", {"s3"}),
    "a dead-letter queue in SQS": ("events", "Target", "DeadLetterConfig", {"sqs"}),
    "DNSSEC contains ECS": ("route53", "GetDNSSECResponse", "DNSSECStatus", set()),
    "SSE contains SES": ("dynamodb", "Table", "SSESpecification", set()),
    "SSML contains SSM": ("pinpoint-sms-voice", "Message", "SSMLMessage", set()),
    "a Kafka of one's own is not MSK": ("pipes", "Source", "SelfManagedKafkaParameters", set()),
    "a batch job on a mainframe": ("m2", "Job", "batchJobIdentifier", set()),
    "a subnet in a DNS query": ("route53", "TestDNSAnswerRequest", "EDNS0ClientSubnetIP", set()),
    "the queue of a contact centre": ("connect", "Queue", "QueueArn", set()),
    "a topic of questions": ("quicksight", "Dashboard", "TopicArn", set()),
    "a job role": ("glue", "CreateJobRequest", "Role", {"iam"}),
}


@pytest.mark.parametrize(("client", "structure", "member", "meant"), MEMBERS.values(), ids=MEMBERS)
def test_the_name_of_a_member_means(
    client: str, structure: str, member: str, meant: set[str], words: Words, tmp_path: Path
) -> None:
    """These services and no other."""
    shapes = {structure: {"type": "structure", "members": {member: {"shape": "String"}}}}
    [model] = models(written(tmp_path, client, shapes))
    found = {r.target.removeprefix("client:") for r in records(model, words) if r.evidence_class == "bc-name"}
    assert found == meant


@pytest.mark.parametrize(
    ("client", "structure", "meant"),
    [
        ("route53", "ChangeDNSSECRequest", set()),
        ("route53", "DNSSECStatus", set()),
        ("opensearch", "AppConfig", set()),
        ("cloudsearchdomain", "BucketInfo", set()),
        ("cloudsearchdomain", "Bucket", set()),
        ("medialive", "InputSecurityGroup", set()),
        ("kinesis", "DeadLetterQueueS3Configuration", {"s3"}),
        ("cloudfront", "S3Origin", {"s3"}),
        ("socialmessaging", "CreateWhatsAppFlowInput", set()),
    ],
)
def test_the_name_of_a_structure_means(
    client: str, structure: str, meant: set[str], words: Words, tmp_path: Path
) -> None:
    """These services and no other."""
    [model] = models(written(tmp_path, client, {structure: {"type": "structure", "members": {}}}))
    assert {r.target.removeprefix("client:") for r in records(model, words)} == meant


@pytest.mark.parametrize(
    ("client", "value", "meant"),
    [
        ("appsync", "AMAZON_DYNAMODB", {"dynamodb"}),
        ("s3vectors", "aws:kms", {"kms"}),
        ("firehose", "Lambda", {"lambda"}),
        ("ec2", "cloud-watch-logs", {"logs"}),
        ("cleanrooms", "BATCH", set()),
        ("guardduty", "BACKUP", set()),
        ("savingsplans", "Lambda", set()),
        ("savingsplans", "AWSLambda", set()),
        ("comprehend", "ES", set()),
    ],
)
def test_a_value_of_an_enumeration_means(
    client: str, value: str, meant: set[str], words: Words, tmp_path: Path
) -> None:
    """These services; what is billed, a kind of job or a country means none."""
    shapes = {
        "Request": {"type": "structure", "members": {"kind": {"shape": "Kind"}}},
        "Kind": {"type": "string", "enum": [value]},
    }
    [model] = models(written(tmp_path, client, shapes))
    assert {r.target.removeprefix("client:") for r in records(model, words)} == meant


def test_a_name_in_a_set_of_voices_is_no_service(words: Words) -> None:
    """Kendra is a voice of Polly, and the name of a service elsewhere."""
    assert list(words.meant(["kendra"], "polly:VoiceId.Kendra")) == []
    assert list(words.meant(["kendra"], "bedrock-agent:KnowledgeBaseType.KENDRA")) == ["kendra"]


def test_the_role_of_a_message_is_not_of_iam(words: Words, tmp_path: Path) -> None:
    """Who speaks in a conversation is chosen from a list; a role of IAM is named."""
    shapes = {
        "Message": {"type": "structure", "members": {"role": {"shape": "ConversationRole"}}},
        "ConversationRole": {"type": "string", "enum": ["user", "assistant"]},
    }
    [model] = models(written(tmp_path, "bedrock-runtime", shapes))
    assert list(records(model, words)) == []


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("arn:aws:lambda:[a-z]{2}-[a-z]+-\\d{1}:\\d{12}:function:.+", ("lambda",)),
        ("^arn:(aws|aws-cn|aws-us-gov):kms:.*", ("kms",)),
        ("(arn:aws((-us-gov)|(-iso)|(-iso-b)|(-cn))?:kms:)?([a-z]{2}-[a-z]+-\\d:)?", ("kms",)),
        ("arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:.*", ("bedrock", "sagemaker")),
        ("^arn:[\\w\\-]+:(?:logs:[\\w\\-]+:log-group:.+|s3:::[a-z0-9]+)$", ("logs", "s3")),
        ("arn:aws:((iam::[0-9]{12}:role/.+)|(sts::[0-9]{12}:federated-user/.+))", ("iam", "sts")),
        ("^arn\\:aws[a-z-]{0,15}\\:iam\\:\\:[0-9]{12}\\:role\\/.+$", ("iam",)),
        ("^((arn):(aws|aws-cn):(iam)::\\d{12}:role[/].*)$", ("iam",)),
        ("arn:aws[a-z-]*:rds(-[a-z]+)?:[a-z0-9-]*:.+", ("rds",)),
        ("arn:[^:]+:s3(express)?:.*", ("s3", "s3express")),
        ("arn:aws[a-z\\-]*:timestream\\-influxdb:.+", ("timestream-influxdb",)),
        ("arn:aws(-[^:]+)?:iam(:.*){2}(:role.*)", ("iam",)),
        ("build-\\S+|arn:aws:s3:::.+|arn:aws:sns:.+", ("s3", "sns")),
        ("arn:.*:role\\/[\\w+=,.@-]+", ()),
        ("^arn:.*:containergroupdefinition\\/[a-zA-Z0-9\\-]+(:[0-9]+)?$", ()),
        ("arn:aws[a-z-]*:[a-z0-9-]+:.*", ()),
        ("(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()", ()),
        ("learn:aws:s3:", ()),
        ("arn:.*", ()),
    ],
)
def test_a_pattern_of_arns_names(pattern: str, named: tuple[str, ...]) -> None:
    """The namespaces that stand in it word for word."""
    assert namespaces(pattern) == named


def test_the_examples_in_the_docstrings_run() -> None:
    """They show what the functions give."""
    assert doctest.testmod(botocore) == (0, 2)


FORMATS: dict[str, tuple[dict[str, object], str]] = {
    "no endpoint": ({"metadata": {}}, "an endpointPrefix in its metadata"),
    "an unknown type": ({"shapes": {"Request": {"type": "union"}}}, "a known type of the shape Request, not union"),
    "no type": ({"shapes": {"Request": {}}}, "a known type of the shape Request"),
    "no members": ({"shapes": {"Request": {"type": "structure"}}}, "members of the structure Request"),
    "a map without values": ({"shapes": {"Request": {"type": "map", "key": {}}}}, "key and value of the map Request"),
    "a shape that is missing": ({"shapes": {}}, "a shape Request, which another one names"),
}


@pytest.mark.parametrize(("changes", "expectation"), FORMATS.values(), ids=FORMATS)
def test_a_changed_model_stops_with_its_file(changes: dict[str, object], expectation: str, tmp_path: Path) -> None:
    """The message names the file and what was expected of it."""
    written(tmp_path / "botocore" / "data", "glue", {"Request": {"type": "structure", "members": {}}}, changes)
    with pytest.raises(FormatChanged) as failure:
        list(extract({"botocore": tmp_path}, silent))
    assert "glue/2026-01-01/service-2.json" in failure.value.message
    assert expectation in failure.value.message


@pytest.mark.parametrize("text", ["", "[1]", '{"metadata": {}}'])
def test_a_file_that_is_no_model_stops(text: str, tmp_path: Path) -> None:
    """Neither empty files nor other JSON pass for a model."""
    file = tmp_path / "botocore" / "data" / "glue" / "2026-01-01" / "service-2.json"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FormatChanged, match=r"glue.2026-01-01.service-2\.json: expected"):
        list(extract({"botocore": tmp_path}, silent))


def test_a_package_without_models_stops(tmp_path: Path) -> None:
    """Data that moved elsewhere must not empty the snapshot."""
    with pytest.raises(FormatChanged, match="a folder for each client"):
        list(extract({"botocore": tmp_path}, silent))


def test_a_class_without_places_stops(tmp_path: Path) -> None:
    """Patterns or enumerations under another key would otherwise only look like fewer of them."""
    shutil.copytree(FIXTURE, tmp_path, dirs_exist_ok=True)
    for file in tmp_path.glob("botocore/data/*/*/service-2.json"):
        file.write_text(file.read_text(encoding="utf-8").replace('"pattern"', '"regex"'), encoding="utf-8")
    with pytest.raises(FormatChanged, match="places of the class bc-arn"):
        list(extract({"botocore": tmp_path}, silent))


def test_an_exception_that_fits_nothing_is_said() -> None:
    """The fixture has no place for most rows of name-exceptions.tsv."""
    said: list[str] = []
    list(extract({"botocore": FIXTURE}, said.append))
    assert said[-1].startswith("no place fits name-exceptions.tsv, lines [")


@pytest.mark.parametrize(
    ("table", "row"), [("name-lexicon.tsv", "s3\tS3(\n"), ("name-exceptions.tsv", "s3\tglue:[\tan unclosed class\n")]
)
def test_a_word_that_is_no_regular_expression_stops(table: str, row: str, tmp_path: Path) -> None:
    """With the table and its line."""
    tables = Path(shutil.copytree(TABLES, tmp_path / "harvest"))
    file = tables / table
    text = file.read_text(encoding="utf-8") + row
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadTable, match=rf"{table}, line {len(text.splitlines())}: .* is no regular expression"):
        Words(tables)
