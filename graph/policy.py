"""A route → the IAM policy documents that its hops need: identity and trust policies of roles, policies of resources.

Only what the graph knows is allowed: the actions of the hops, on ARN patterns of the types of resource that each
action takes. What is not known is named in ``unknown``, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .catalog import Catalog
from .model import Hop, Integration, Path, Permission

__all__ = ["policies"]

_VERSION = "2012-10-17"


def policies(catalog: Catalog, path: Path) -> dict[str, Any]:
    """The policy documents of a route, and what of it is not known.

    Returns:
        ``policies``: each with ``kind`` (``identity`` or ``trust`` with the ``role`` of which service or client,
        ``resource`` with the ``resource`` of which service) and its ``document``; ``unknown``: whole sentences.

    >>> policies(tiny, Path((), ()))
    {'policies': [], 'unknown': []}
    """
    grants = _Grants(catalog)
    for hop in path.hops:
        grants.add(hop)
    return {"policies": grants.documents(), "unknown": grants.unknown}


class _Grants:
    """Who may do what, gathered over the hops of a route."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._identity: dict[str, set[str]] = {}
        self._trust: dict[str, set[str]] = {}
        self._resource: dict[str, dict[str, set[str]]] = {}
        self.unknown: list[str] = []

    def add(self, hop: Hop) -> None:
        """Gather what one hop needs, built in the first of its ways whose needs are known."""
        if not hop.integrations:
            self.unknown.append(f"{hop.source} to {hop.target}: the general rule names no operation, so no action.")
            return
        one = hop.integration
        needs = _of_one_way(one)
        if not needs:
            self.unknown.append(f"{one.label}: what it needs is not known.")
        for need in needs:
            self._need(one, need)

    def _need(self, one: Integration, need: Permission) -> None:
        if need.none:
            return
        if need.principal and self._catalog.lets_in(one, need):
            if need.actions:
                for principal in need.principal:
                    self._resource.setdefault(one.target, {}).setdefault(principal, set()).update(need.actions)
            else:
                self.unknown.append(f"{one.label}: {', '.join(need.principal)} must be let in; no action is known.")
            return
        holder = need.held_by or one.source
        if need.actions:
            self._identity.setdefault(holder, set()).update(need.actions)
        else:
            self.unknown.append(f"{one.label}: no action of the role of {holder} is known.")
        principals = need.principal or self._own(holder)
        if principals:
            self._trust.setdefault(holder, set()).update(principals)
        elif self._catalog.nodes[holder].kind == "service":
            self.unknown.append(f"{one.label}: which principal assumes the role of {holder} is not known.")

    def _own(self, holder: str) -> list[str]:
        """The service principal of a service, where it has one only."""
        known = self._catalog.principals(holder)
        return known if len(known) == 1 else []

    def documents(self) -> list[dict[str, Any]]:
        """All documents, identity and trust policy of each role together, then those of resources; sorted."""
        found = []
        for holder in sorted(self._identity.keys() | self._trust.keys()):
            if holder in self._identity:
                statements = self._statements(self._identity[holder])
                found.append({"kind": "identity", "role": holder, "document": _document(statements)})
            if holder in self._trust:
                trusted = _statement(["sts:AssumeRole"], principals=sorted(self._trust[holder]))
                found.append({"kind": "trust", "role": holder, "document": _document([trusted])})
        for target, principals in sorted(self._resource.items()):
            statements = [
                {**statement, "Principal": {"Service": principal}}
                for principal, actions in sorted(principals.items())
                for statement in self._statements(actions)
            ]
            found.append({"kind": "resource", "resource": target, "document": _document(statements)})
        return found

    def _statements(self, actions: Iterable[str]) -> list[dict[str, Any]]:
        """One statement for the actions that take the same resources."""
        together: dict[tuple[str, ...], list[str]] = {}
        for action in sorted(actions):
            together.setdefault(tuple(self._catalog.resources(action)) or ("*",), []).append(action)
        return [_statement(names, resources) for resources, names in sorted(together.items())]


def _of_one_way(one: Integration) -> list[Permission]:
    """The needs of one mechanism, since an integration is built in one way; the first whose actions are known."""
    ways: dict[str | None, list[Permission]] = {}
    for need in one.permission:
        ways.setdefault(need.mechanism, []).append(need)
    order: Sequence[str | None] = [*one.mechanism, None]
    known = [way for way in order if way in ways]
    full = [way for way in known if any(need.actions or need.none for need in ways[way])]
    return ways[(full or known)[0]] if known else []


def _statement(actions: Sequence[str], resources: Sequence[str] = (), principals: Sequence[str] = ()) -> dict[str, Any]:
    said: dict[str, Any] = {"Effect": "Allow"}
    if principals:
        said["Principal"] = {"Service": principals[0] if len(principals) == 1 else list(principals)}
    said["Action"] = actions[0] if len(actions) == 1 else list(actions)
    if resources:
        said["Resource"] = resources[0] if len(resources) == 1 else list(resources)
    return said


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": _VERSION, "Statement": statements}
