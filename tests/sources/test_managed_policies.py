"""Managed policies of roles: who acts, what on, and what is left out."""

from pathlib import Path

import pytest

from scripts.sources import TABLES, FormatChanged, Record
from scripts.sources.managed_policies import Words, extract

FIXTURE = Path(__file__).parent / "fixtures" / "managed_policies"
WORDS = Words(TABLES)

EXPECTED = """
client:batch iam:sagemaker mp-slr sagemaker:CreateTrainingJob start AWSBatchServiceRolePolicyForSageMaker
client:batch principal:ec2.amazonaws.com mp-slr-passrole iam:PassRole passed BatchServiceRolePolicy
client:batch principal:ecs-tasks.amazonaws.com mp-slr-passrole iam:PassRole passed BatchServiceRolePolicy
client:batch principal:sagemaker.amazonaws.com mp-slr-passrole iam:PassRole passed AWSBatchServiceRolePolicyForSageMaker
client:datapipeline iam:dynamodb mp-servicerole dynamodb:* any AmazonEC2RoleforDataPipelineRole
client:datapipeline iam:elasticmapreduce mp-servicerole elasticmapreduce:AddJobFlowSteps start AmazonEC2RoleforDataPipelineRole
client:datapipeline iam:s3 mp-servicerole s3:Get* read AmazonEC2RoleforDataPipelineRole
client:events iam:kinesis mp-servicerole kinesis:PutRecord write CloudWatchEventsInvocationAccess
client:lambda iam:s3 mp-servicerole s3:GetObject read AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy
client:lambda iam:sagemaker mp-servicerole sagemaker:InvokeEndpoint start AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy
client:ssm iam:cloudformation mp-servicerole cloudformation:CreateStack control AWSQuickSetupDeploymentRolePolicy
"""  # noqa: E501


def harvested(folder: Path) -> list[Record]:
    return sorted(extract({"moto": folder}, lambda stage: None))


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the fixture in which one text is another."""
    place = Path("moto/iam/aws_managed_policies.py")
    text = (FIXTURE / place).read_text()
    assert old in text
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(text.replace(old, new))
    return tmp_path


def test_policies_of_roles_give_what_their_owner_does_elsewhere() -> None:
    """Own actions, looks, denials, exceptions, policies for people and policies without an owner say nothing."""
    expected = []
    for line in EXPECTED.strip().splitlines():
        source, target, evidence_class, member, hint, policy = line.split()
        expected.append(Record(source, target, evidence_class, member, hint, "moto", f"{policy}#{member}"))
    assert harvested(FIXTURE) == expected


@pytest.mark.parametrize(
    ("policy", "owner"),
    [
        ("AmazonEC2RoleforDataPipelineRole", "client:datapipeline"),
        ("CloudWatchEventsServiceRolePolicy", "client:events"),
        ("CloudWatchEventsInvocationAccess", "client:events"),
        ("AWSQuickSetupDeploymentRolePolicy", "client:ssm"),
        ("AWSQuickSetupStartStopInstancesExecutionPolicy", "client:ssm"),
        ("AWSQuickSightSageMakerPolicy", "client:quicksight"),
        ("AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy", "client:lambda"),
        ("AmazonSageMakerPartnerServiceCatalogProductsLambdaServiceRolePolicy", "client:lambda"),
        ("AmazonRedshiftAllCommandsFullAccess", "client:redshift"),
        ("AWSPanoramaServiceRolePolicy", "client:panorama"),
        ("AWSPanoramaSageMakerRolePolicy", "client:sagemaker"),
        ("AmazonEC2ContainerServiceEventsRole", "client:events"),
        ("AWSHealthImagingServiceRolePolicy", "client:medical-imaging"),
    ],
)
def test_the_owner_of_a_policy_is_who_assumes_its_role(policy: str, owner: str) -> None:
    """The service that a name begins with, or contains, is often not the one that acts."""
    found = WORDS.owner(policy)
    assert found is not None
    assert found.id == owner


@pytest.mark.parametrize(
    ("action", "hint"),
    [
        ("lambda:InvokeFunction", "start"),
        ("s3:PutObject", "write"),
        ("s3:PutBucketPolicy", "control"),
        ("s3:GetObject", "read"),
        ("s3:GetBucketPolicy", ""),
        ("lambda:getFunction", ""),
        ("dynamodb:UpdateItem", "write"),
        ("dynamodb:UpdateTable", "control"),
        ("sqs:DeleteMessage", "read"),
        ("ec2:DescribeInstances", ""),
        ("sagemaker:CreateTrainingJob", "start"),
        ("iam:PassRole", ""),
        ("autoscaling:*Tags", "control"),
        ("sns:*", "any"),
        ("sns:Frobnicate", None),
    ],
)
def test_the_longest_pattern_says_what_an_action_does(action: str, hint: str | None) -> None:
    """Settings are controlled or looked at; data are written and read."""
    assert WORDS.hint(action) == hint


@pytest.mark.parametrize(
    ("old", "new", "expectation"),
    [
        ("aws_managed_policies_data", "POLICIES", "JSON text in aws_managed_policies_data"),
        ('"Path":"/aws-service-role/"', '"Path":"/slr/"', "policies of the paths /aws-service-role/"),
        ('"Statement":', '"Statements":', "a Document with a Statement in each policy"),
        ('"Effect":"Deny", "Action"', '"Effect":"Deny", "Actions"', "an Action in each statement of AWSQuickSetup"),
        ("CloudWatchEventsInvocationAccess", "AWSNovelServiceRole", "a row of policy-owners.tsv for AWSNovelService"),
        ("kinesis:PutRecord", "kinesis:Frobnicate", "a row of action-verbs-policies.tsv for kinesis:Frobnicate"),
    ],
)
def test_a_changed_format_stops_with_the_file(tmp_path: Path, old: str, new: str, expectation: str) -> None:
    """So do a policy and an action that no table knows."""
    with pytest.raises(FormatChanged, match=rf"aws_managed_policies\.py: expected .*{expectation}"):
        harvested(changed(tmp_path, old, new))
