"""What the language service of Step Functions says of the services that a state may name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.sources import FormatChanged, Record
from scripts.sources.asl import FILES, LANGUAGE, extract

FIXTURE = Path(__file__).parent / "fixtures" / "asl"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package in its real form."""
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True)
        shutil.copy(FIXTURE / Path(file).name, tmp_path / file)
    return tmp_path


def test_states_name_services_but_neither_any_api_nor_step_functions_itself(package: Path) -> None:
    """SDK calls are a call rule, HTTP is no service; a map reads, an event is emitted, the rest is a step."""
    snippets, schema = FILES

    def record(service: str, resource: str, role: str, file: str) -> Record:
        pointer = f"{file}#arn:aws:states:::{resource}"
        return Record("client:stepfunctions", f"arn:{service}", "asl-snippet", resource, role, LANGUAGE.name, pointer)

    assert sorted(extract({LANGUAGE.name: package}, print)) == [
        record("elasticmapreduce", "elasticmapreduce:addStep.sync", "orchestrates", schema),
        record("events", "events:putEvents.waitForTaskToken", "emitsTo", schema),
        record("s3", "s3:getObject", "readsFrom", schema),
        record("sns", "sns:publish", "orchestrates", snippets),
    ]


@pytest.mark.parametrize("file", FILES)
def test_a_file_without_resources_stops(package: Path, file: str) -> None:
    """The message names the file that changed."""
    (package / file).write_text("{}")
    with pytest.raises(FormatChanged, match=rf"{file}: expected resources like arn:aws:states:::sns:publish"):
        list(extract({LANGUAGE.name: package}, print))
