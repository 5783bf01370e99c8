"""What the packages of Solutions Constructs build."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scripts.sources import FormatChanged, Record, solutions_constructs
from scripts.sources.solutions_constructs import PACKAGES, STEPS, TABLE, extract

NAMES = {row["package"]: row["construct"] for row in STEPS}


def test_each_step_points_to_its_construct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lambda to SageMaker is one step; S3 to Step Functions goes by EventBridge; WAF supports what it guards."""

    def assembly(folder: Path) -> dict[str, dict[str, Any]]:
        name = folder.name.removeprefix("aws-solutions-constructs.")
        full = f"@aws-solutions-constructs/{name}.{NAMES[name]}"
        return {
            f"{full}Props": {"kind": "interface", "name": f"{NAMES[name]}Props"},
            full: {"kind": "class", "name": NAMES[name]},
        }

    monkeypatch.setattr(solutions_constructs, "assembly", assembly)
    records = list(extract({package.name: Path(package.name) for package in PACKAGES}, print))

    def steps(construct: str) -> list[tuple[str, str, str]]:
        return [(r.source, r.hint, r.target) for r in records if r.member == construct]

    assert [r for r in records if r.member == "LambdaToSagemakerEndpoint"] == [
        Record(
            "cdk:aws_lambda",
            "cdk:aws_sagemaker",
            "solutions-construct",
            "LambdaToSagemakerEndpoint",
            "invokes",
            "aws-solutions-constructs.aws-lambda-sagemakerendpoint",
            "@aws-solutions-constructs/aws-lambda-sagemakerendpoint.LambdaToSagemakerEndpoint",
        )
    ]
    assert steps("S3ToStepfunctions") == [
        ("cdk:aws_s3", "emitsTo", "cdk:aws_events"),
        ("cdk:aws_events", "triggers", "cdk:aws_stepfunctions"),
    ]
    assert steps("WafwebaclToCloudFront") == [("cdk:aws_cloudfront", "governedBy", "cdk:aws_wafv2")]


def test_a_package_without_its_construct_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    """A construct that was renamed is not passed over."""
    monkeypatch.setattr(solutions_constructs, "assembly", lambda folder: {})
    expected = re.escape(f"{PACKAGES[0].name}: expected a class {STEPS[0]['construct']}, as {TABLE.name} says")
    with pytest.raises(FormatChanged, match=expected):
        list(extract({package.name: Path(package.name) for package in PACKAGES}, print))
