"""Which services hand their events to Lambda, as two tools for functions know them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.sources import FormatChanged, Record, event_payloads
from scripts.sources.event_payloads import CLASSES, MAPPING, PACKAGES, extract

FIXTURE = Path(__file__).parent / "fixtures" / "event_payloads"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both packages in their real form, with the rows of the table that are about them."""
    monkeypatch.setattr(event_payloads, "EVENTS", FIXTURE / "event-payloads.tsv")
    return Path(shutil.copytree(FIXTURE, tmp_path / "packages"))


def extracted(package: Path) -> list[Record]:
    """All records, sorted."""
    return sorted(extract({p.name: package for p in PACKAGES}, print))


def test_services_hand_events_to_lambda(package: Path) -> None:
    """What a function asks of Batch, an S3 event named after Rekognition and a call of a function's URL are none."""

    def sample(source: str, event: str, role: str) -> Record:
        return Record(
            f"client:{source}", "client:lambda", "samcli-event", event, role, "aws-sam-cli", f"{MAPPING}#/{event}"
        )

    def reader(source: str, name: str) -> Record:
        pointer = f"{CLASSES}/s3_event.py#{name}"
        return Record(
            f"client:{source}", "client:lambda", "powertools-event", name, "triggers", "aws-lambda-powertools", pointer
        )

    assert extracted(package) == sorted(
        [
            sample("logs", "cloudwatch/logs", "triggers"),
            sample("events", "cloudwatch/scheduled-event", "triggers"),
            sample("kinesis", "kinesis/get-records", "triggers"),
            sample("firehose", "kinesis/kinesis-firehose", "invokes"),
            sample("sagemaker", "sagemaker/ground-truth-pre-human", "invokes"),
            reader("events", "S3EventBridgeNotificationEvent"),
            reader("s3", "S3Event"),
        ]
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "expectation"),
    [
        (MAPPING, '"filename"', '"file"', f"{MAPPING}: expected events with a filename"),
        (MAPPING, '"batch"', '"braket"', f"{MAPPING}: expected no events but those of .*, not braket/submit-job"),
        (f"{CLASSES}/s3_event.py", "S3Event:", "S3Notice:", f"{CLASSES}: expected the events s3_event/S3Event,"),
        (f"{CLASSES}/lambda_function_url_event.py", "UrlEvent", "Url", f"{CLASSES}: expected no events but"),
    ],
)
def test_another_form_stops(package: Path, file: str, old: str, new: str, expectation: str) -> None:
    """A new, renamed or vanished event is not passed over."""
    (package / file).write_text((package / file).read_text().replace(old, new))
    with pytest.raises(FormatChanged, match=expectation):
        extracted(package)
