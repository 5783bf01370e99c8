"""AWS managed policies of roles: which services a service may call (PyPI ``moto``, Apache-2.0; the policies are AWS's).

A policy that AWS made for a role tells what the service that assumes the role does elsewhere. Who that is, its name
says by ``policy-owners.tsv``; what an action does there, ``action-verbs-policies.tsv`` says, and that is the hint:
``start``, ``write``, ``read``, ``control`` or ``any``. Actions that only look (List, Describe, Get of settings) are
left out, and so are the owner's own ones.

``mp-slr``          policies of service-linked roles: nobody else can assume the role
``mp-servicerole``  policies of service roles, by their path or by ``role-policies.tsv``
``…-passrole``      the services that such a role may hand another role to (``iam:PassedToService``)

Policies for people are not read: they tell what a console shows, too weak to prove that services work together.
"""

from __future__ import annotations

import ast
import fnmatch
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from graph.tables import read_table
from scripts.sources import TABLES, Package, Record, expect

__all__ = ["PACKAGES", "Words", "extract"]

PACKAGES = (Package("pypi", "moto", "5.2.5"),)
CLASSES = {"/aws-service-role/": "mp-slr", "/service-role/": "mp-servicerole"}
HINTS = {"start", "write", "read", "control", "any", ""}


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """What the policies of roles say of other services.

    Raises:
        FormatChanged: the policies are not in the form expected, or one has an owner or action that no table knows.
        BadTable: a table is not in the form expected.
    """
    file = files["moto"] / "moto" / "iam" / "aws_managed_policies.py"
    policies, words = read(file), Words(TABLES)
    classes = {name: words.role(name, policy["Path"]) for name, policy in sorted(policies.items())}
    owners = {name: words.owner(name) for name, found in classes.items() if found}
    expect(set(CLASSES.values()) <= set(classes.values()), file, f"policies of the paths {' and '.join(CLASSES)}")
    unknown = [name for name, owner in owners.items() if owner is None]
    expect(not unknown, file, f"a row of policy-owners.tsv for {', '.join(unknown)}")
    say(f"{len(owners)} policies of roles, {list(owners.values()).count(NOBODY)} of them without an owner")
    if gone := sorted(words.named - policies.keys()):
        say(f"role-policies.tsv names policies that are gone: {', '.join(gone)}")
    for name, owner in owners.items():
        if owner and owner != NOBODY:
            allowed = list(statements(policies[name], name, file))
            yield from acting(name, owner, str(classes[name]), allowed, words, file)
            yield from passing(name, owner, f"{classes[name]}-passrole", allowed)


def read(file: Path) -> Mapping[str, Mapping[str, Any]]:
    """Name of a policy → its path and document."""
    expect(file.exists(), file, "a module that holds the managed policies")
    texts = [
        node.value.value
        for node in ast.parse(file.read_bytes()).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and [ast.unparse(target) for target in node.targets] == ["aws_managed_policies_data"]
    ]
    expect(
        len(texts) == 1 and isinstance(texts[0], str), file, "the policies as JSON text in aws_managed_policies_data"
    )
    policies: Mapping[str, Mapping[str, Any]] = json.loads(str(texts[0]))
    whole = all("Path" in policy and "Statement" in policy.get("Document", ()) for policy in policies.values())
    expect(whole, file, "a Path and a Document with a Statement in each policy")
    return policies


def statements(policy: Mapping[str, Any], name: str, file: Path) -> Iterator[Mapping[str, Any]]:
    """What a policy allows by naming actions."""
    for statement in several(policy["Document"]["Statement"]):
        plain = "Effect" in statement and ("Action" in statement or "NotAction" in statement)
        expect(plain, file, f"an Effect and an Action in each statement of {name}")
        if statement["Effect"] == "Allow" and "Action" in statement:
            yield statement


def several(value: Any) -> list[Any]:
    """A value of a policy as the list that it stands for."""
    return value if isinstance(value, list) else [value]


class Owner(NamedTuple):
    """Who assumes a role: an id with its kind, empty when it is nobody that a client or prefix names; its prefixes."""

    id: str
    prefixes: frozenset[str]


NOBODY = Owner("", frozenset())


class Words:
    """What the names of policies and actions mean, by the tables."""

    def __init__(self, tables: Path) -> None:
        self.named = {row["policy"] for row in read_table(tables / "role-policies.tsv", ("policy",))}
        self.owners: dict[str, Owner] = {}
        for row in read_table(tables / "policy-owners.tsv", ("policy", "owner", "prefixes", "reason")):
            kind, _, word = row["owner"].partition(":")
            if kind not in ("client", "iam", "") or (not kind and not row["reason"]):
                raise row.fail("an owner is client:… or iam:…, or empty with a reason")
            self.owners[row["policy"]] = (
                Owner(row["owner"], frozenset(row.many("prefixes") or [word])) if kind else NOBODY
            )
        self.verbs: list[tuple[str, re.Pattern[str], str]] = []
        for row in read_table(tables / "action-verbs-policies.tsv", ("action", "hint", "reason")):
            if row["hint"] not in HINTS:
                raise row.fail(f"the hint {row['hint']}", hint=f"One of: {', '.join(sorted(HINTS - {''}))}, or empty.")
            glob = re.compile(fnmatch.translate(row["action"]), re.IGNORECASE)
            self.verbs.append((row["action"], glob, row["hint"]))
        self.verbs.sort(key=lambda verb: -len(verb[0]))
        self.hint = cache(self._hint)

    def role(self, name: str, path: str) -> str | None:
        """The class of a policy for a role; nothing for one for people."""
        return CLASSES.get(path, CLASSES["/service-role/"] if name in self.named else None)

    def owner(self, name: str) -> Owner | None:
        """Who assumes the role of a policy, by the longest beginning of its name that the table has.

        >>> Words(TABLES).owner("AmazonEC2RoleforDataPipelineRole").id
        'client:datapipeline'
        """
        name = re.sub(r"^(AWS|Amazon|Aws)[-_]?", "", name)
        starts = (name[:length] for length in range(len(name), 0, -1))
        return next((self.owners[start] for start in starts if start in self.owners), None)

    def _hint(self, action: str) -> str | None:
        """What an action does there, by the longest pattern that fits it; nothing when none fits."""
        name = action.partition(":")[2]
        fitting = (hint for text, glob, hint in self.verbs if glob.match(action if ":" in text else name))
        return next(fitting, None)


def acting(
    name: str, owner: Owner, evidence_class: str, allowed: Iterable[Mapping[str, Any]], words: Words, file: Path
) -> Iterator[Record]:
    """The actions of other services that a policy allows."""
    for action in sorted({action for statement in allowed for action in several(statement["Action"])}):
        prefix = action.partition(":")[0].lower()
        if prefix in owner.prefixes or prefix == "*":
            continue
        hint = words.hint(action)
        expect(hint is not None, file, f"a row of action-verbs-policies.tsv for {action}, which {name} allows")
        if hint:
            yield Record(owner.id, f"iam:{prefix}", evidence_class, action, hint, "moto", f"{name}#{action}")


def passing(name: str, owner: Owner, evidence_class: str, allowed: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
    """The services that a policy lets a role be handed to."""
    for principal in sorted({principal for statement in allowed for principal in handed(statement)}):
        if not owner.prefixes & set(principal.split(".")):
            target = f"principal:{principal}"
            yield Record(owner.id, target, evidence_class, "iam:PassRole", "passed", "moto", f"{name}#iam:PassRole")


def handed(statement: Mapping[str, Any]) -> Iterator[str]:
    """The principals that a statement allows as ``iam:PassedToService``, those of China by their global name."""
    if "iam:passrole" not in (action.lower() for action in several(statement["Action"])):
        return
    for operator, conditions in statement.get("Condition", {}).items():
        for key, values in conditions.items():
            if "Not" not in operator and key.lower() == "iam:passedtoservice":
                for value in several(values):
                    if service := re.fullmatch(r"([a-z0-9.-]+\.amazonaws\.com)(\.cn)?\*?", value):
                        yield service[1]
