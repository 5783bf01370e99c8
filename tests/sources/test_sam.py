"""What SAM says of functions and state machines and the services they are wired to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.sources import FormatChanged, Record, sam
from scripts.sources.sam import MODEL, PROFILES, TEMPLATES, TRANSLATOR, connectors, events, extract, policies

FIXTURE = Path(__file__).parent / "fixtures" / "sam"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package in its real form, with a table of its own event sources."""
    monkeypatch.setattr(sam, "EVENTS", FIXTURE / "sam-events.tsv")
    return Path(shutil.copytree(FIXTURE, tmp_path / "sam"))


def test_connectors_say_what_the_source_may_do_unless_the_target_polls(package: Path) -> None:
    """A queue that a function polls triggers it; a function and itself are no pair."""

    def record(source: str, target: str, hint: str) -> Record:
        pointer = f"{PROFILES}#/Permissions/{source}/{target}"
        here, there = (f"cfn:{name.split('::')[1]}" for name in (source, target))
        return Record(here, there, "sam-connector", target, hint, TRANSLATOR.name, pointer)

    function, bucket, queue = "AWS::Lambda::Function", "AWS::S3::Bucket", "AWS::SQS::Queue"
    assert sorted(connectors(package)) == [
        record(function, bucket, "s3:GetObject"),
        record(function, bucket, "s3:PutObject"),
        record(bucket, function, "lambda:InvokeFunction"),
        record(queue, function, "triggers"),
    ]


def test_a_schedule_of_a_rule_is_not_eventbridge_scheduler(package: Path) -> None:
    """The two are kept apart, Scheduler starts state machines too, and Alexa is no service."""

    def record(source: str, target: str, file: str, name: str) -> Record:
        pointer = f"{MODEL}/eventsources/{file}#{name}"
        return Record(f"client:{source}", f"client:{target}", "sam-event", name, "triggers", TRANSLATOR.name, pointer)

    assert list(events(package)) == [
        record("events", "lambda", "push.py", "Schedule"),
        record("scheduler", "lambda", "scheduler.py", "SchedulerEventSource"),
        record("scheduler", "stepfunctions", "scheduler.py", "SchedulerEventSource"),
    ]


def test_policy_templates_let_functions_act(package: Path) -> None:
    """One action or several; a function that invokes a function is no pair."""

    def record(service: str, template: str, action: str) -> Record:
        pointer = f"{TEMPLATES}#/Templates/{template}"
        return Record("client:lambda", f"iam:{service}", "sam-policy", template, action, TRANSLATOR.name, pointer)

    assert list(policies(package)) == [
        record("sagemaker", "SageMakerCreateEndpointPolicy", "sagemaker:CreateEndpoint"),
        record("textract", "TextractPolicy", "textract:*"),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expectation"),
    [
        (PROFILES, '"Permissions"', '"Grants"', f"{PROFILES}: expected Permissions"),
        (PROFILES, "AWS::SQS::Queue", "Queue", f"{PROFILES}: expected resource types"),
        (PROFILES, '"Type"', '"Kind"', f"{PROFILES}: expected Type and Properties"),
        (PROFILES, '"Action"', '"Actions"', f"{PROFILES}: expected actions from"),
        (TEMPLATES, '"Templates"', '"Patterns"', f"{TEMPLATES}: expected Templates"),
        (TEMPLATES, '"Definition"', '"Policy"', f"{TEMPLATES}: expected actions in the template"),
        (f"{MODEL}/eventsources/push.py", "Schedule", "Timer", r"sam-events\.tsv, not also or without .*Timer"),
    ],
)
def test_another_form_stops(package: Path, file: str, old: str, new: str, expectation: str) -> None:
    """The message names the file and what was expected of it."""
    (package / file).write_text((package / file).read_text().replace(old, new))
    with pytest.raises(FormatChanged, match=expectation):
        list(extract({TRANSLATOR.name: package}, print))
