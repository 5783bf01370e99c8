"""IAM policy documents of routes: only what is needed, on what it is needed for, and nothing unknown in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from graph import Catalog, Hop, shortest
from graph import Path as Route
from graph.policy import policies
from graph.shipped import ontology
from graph.tables import read_table

COLUMNS = "source target member hint found package pointer".split()


def documents(catalog: Catalog, route: Route, kind: str) -> dict[str, dict[str, Any]]:
    """The documents of a kind: whose they are → the document."""
    found = policies(catalog, route)["policies"]
    return {one.get("role") or one["resource"]: one["document"] for one in found if one["kind"] == kind}


def listed(value: str | list[str]) -> list[str]:
    """A cell of a policy, which may hold one text or several."""
    return [value] if isinstance(value, str) else value


def test_a_call_needs_an_identity_and_a_trust_policy(catalog: Catalog) -> None:
    """Lambda's role may invoke an endpoint, and nothing else; Lambda assumes it."""
    [route] = shortest(catalog, "lambda", "sagemaker")
    assert documents(catalog, route, "identity") == {
        "lambda": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "sagemaker:InvokeEndpoint",
                    "Resource": [
                        "arn:aws:sagemaker:*:*:endpoint/*",
                        "arn:aws:sagemaker:*:*:inference-component/*",
                    ],
                }
            ],
        }
    }
    assert documents(catalog, route, "trust")["lambda"]["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    assert documents(catalog, route, "resource") == {}


def test_an_event_is_let_in_by_the_policy_of_the_target(catalog: Catalog) -> None:
    """SNS invokes a function as a service principal and has no role."""
    [route] = shortest(catalog, "sns", "lambda")
    statement = documents(catalog, route, "resource")["lambda"]["Statement"][0]
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert "lambda:InvokeFunction" in listed(statement["Action"])
    assert "sns" not in documents(catalog, route, "identity")


def test_what_is_not_known_is_named(catalog: Catalog) -> None:
    """A rule names no action; an integration without needs says so."""
    [ruled] = shortest(catalog, "lambda", "recycle-bin")
    assert any("names no operation" in sentence for sentence in policies(catalog, ruled)["unknown"])
    unknown = next(edge for edge in catalog.steps if not catalog.integration(edge).permission)
    one = catalog.integration(unknown)
    route = Route((one.source, one.target), (Hop(one.source, one.target, (one,)),))
    assert policies(catalog, route) == {"policies": [], "unknown": [f"{one.label}: what it needs is not known."]}


@pytest.fixture(scope="module")
def reference() -> dict[str, list[str]]:
    """Every IAM action → the types of resource it takes."""
    rows = read_table(ontology() / "data" / "evidence" / "iam-action.tsv", COLUMNS)
    return {row["member"]: row.many("hint") for row in rows}


def test_every_hop_of_the_graph_gives_sound_documents(catalog: Catalog, reference: dict[str, list[str]]) -> None:
    """Only actions of the hop that exist; ARNs of the types they take, * only where they take none; or it is said."""
    for edge in catalog.steps:
        one = catalog.integration(edge)
        said = policies(catalog, Route((one.source, one.target), (Hop(one.source, one.target, (one,)),)))
        mine = {action for need in one.permission for action in need.actions}
        assert said["policies"] or said["unknown"] or any(need.none for need in one.permission), one.label
        for policy in said["policies"]:
            for statement in policy["document"]["Statement"]:
                actions = listed(statement["Action"])
                if policy["kind"] == "trust":
                    assert actions == ["sts:AssumeRole"]
                    continue
                assert set(actions) <= mine, one.label
                known = [
                    kinds
                    for action in actions
                    for name, kinds in reference.items()
                    if name == action or (action.endswith("*") and name.startswith(action[:-1]))
                ]
                assert known, actions
                if "*" in listed(statement["Resource"]):
                    assert not all(known), (one.label, actions)
                else:
                    assert all(arn.startswith("arn:aws:") for arn in listed(statement["Resource"]))


# Services whose actions take other types of resource today than when the checker's list was made.
CHANGED = ("bcm-pricing-calculator:", "wisdom:")
# Reads policy documents and prints what the checker finds in each; in a process of its own, since it warns a lot.
CHECKER = """
import json, sys
import parliament
found = []
for text in json.load(sys.stdin):
    for one in parliament.analyze_policy_string(text).findings:
        found.append([one.issue, one.detail, text])
sys.stderr.write(json.dumps(found))
"""


def test_a_policy_checker_accepts_the_identity_policies_of_every_hop(
    catalog: Catalog, reference: dict[str, list[str]]
) -> None:
    """What it finds: its list of actions is older than ours, and whoever may set policies can do all."""
    texts = set()
    for edge in catalog.steps:
        one = catalog.integration(edge)
        said = policies(catalog, Route((one.source, one.target), (Hop(one.source, one.target, (one,)),)))
        texts |= {json.dumps(policy["document"]) for policy in said["policies"] if policy["kind"] == "identity"}
    assert len(texts) > 500
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHECKER],
        input=json.dumps(sorted(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stderr)
    for issue, detail, _ in found:
        if issue == "UNKNOWN_ACTION":
            assert detail.removeprefix("Unknown action ") in reference
        elif issue == "RESOURCE_MISMATCH":
            assert all(one["required_format"] == "*" or one["action"].startswith(CHANGED) for one in detail), detail
    issues = {issue for issue, _, _ in found}
    assert issues <= {
        *("UNKNOWN_ACTION", "UNKNOWN_PREFIX", "RESOURCE_MISMATCH", "RESOURCE_STAR"),
        "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
    }
