"""What the graph holds, as frozen dataclasses: no RDF, no input or output.

Sequences are tuples in a stated order, ``None`` means that the graph does not say, and every class
turns into plain JSON values with ``dataclasses.asdict``. How notebooks show them stands in ``notebook``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "CallRule",
    "Claim",
    "Evidence",
    "Feature",
    "Finding",
    "Hop",
    "Integration",
    "Node",
    "NonIntegration",
    "Path",
    "Permission",
    "Reached",
    "Routes",
    "Service",
    "UseCase",
]

Kind = Literal["service", "environment", "feature", "use-case", "category", "other"]


@dataclass(frozen=True)
class Node:
    """A thing with a name: what a picture draws and what a typed name can mean.

    ``slug`` is unique over all kinds: ``lambda``, ``sagemaker/studio``, ``fraud-detection``.
    ``x`` and ``y`` are its place in the picture, in pixels at zoom 1, or ``None``; ``status_since`` is an
    ISO 8601 date or month, ``replaced_by`` holds slugs.
    """

    slug: str
    iri: str
    label: str
    kind: Kind
    status: str | None = None
    x: float | None = None
    y: float | None = None
    status_since: str | None = None
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """A pointer to the place in a document that proves something, so that anyone can open it again.

    ``document`` is an IRI (a page's own address), ``modified`` the date of the text, ``seen_on`` the
    date on which it was read, both ISO 8601. ``found`` counts the places of the document that say the same.
    """

    evidence_class: str
    document: str
    title: str
    pointer: str
    seen_on: str | None = None
    modified: str | None = None
    found: int = 1


@dataclass(frozen=True)
class Permission:
    """What one holder must be allowed for an integration; ``none`` when a page shows nothing is needed."""

    actions: tuple[str, ...] = ()
    held_by: str | None = None
    principal: tuple[str, ...] = ()
    mechanism: str | None = None
    none: bool = False

    def __str__(self) -> str:
        if self.none:
            return "none needed"
        parts = [", ".join(self.actions)] if self.actions else []
        if self.held_by:
            parts.append(f"held by {self.held_by}")
        if self.principal:
            parts.append(f"for {', '.join(self.principal)}")
        return " ".join(parts)


@dataclass(frozen=True)
class Integration:
    """A directed way in which ``source`` works with ``target``; both are slugs.

    ``role`` is the local name of the role (``invokes``), ``walk`` which way an architect may walk it
    (``forward``, ``backward``, ``both``) or ``None`` for support; ``confidence`` lies in 0–1.
    ``asynchronous`` says whether the one that starts it goes on before the other has done its work, ``None`` where
    both are usual. Evidence is sorted, strongest class first.
    """

    iri: str
    source: str
    role: str
    target: str
    label: str
    walk: str | None
    confidence: float
    mechanism: tuple[str, ...] = ()
    operation: tuple[str, ...] = ()
    feature: tuple[str, ...] = ()
    permission: tuple[Permission, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    asynchronous: bool | None = None

    @property
    def starter(self) -> str:
        """Who starts the work: the source of the role, or the target where that polls."""
        return self.target if self.mechanism == ("event-source-mapping",) else self.source

    @property
    def needs(self) -> list[str]:
        """What it takes, one text a grant; says so when it is not known."""
        return list(dict.fromkeys(map(str, self.permission))) or ["not known"]

    @property
    def support(self) -> bool:
        """Whether this is support under a step (IAM, KMS …) rather than a step of an architecture."""
        return self.walk is None

    def _repr_html_(self) -> str:
        from .notebook import integration

        return integration(self)


@dataclass(frozen=True)
class NonIntegration:
    """What people expect and does not work directly.

    ``role`` is ``flowsTo`` or the one role that is denied, ``mechanism`` narrows it, ``through`` can stand between.
    """

    iri: str
    source: str
    role: str
    target: str
    note: str
    mechanism: str | None = None
    through: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def _repr_html_(self) -> str:
        from .notebook import non_integration

        return non_integration(self)


@dataclass(frozen=True)
class Claim:
    """A plain statement with its evidence: ``standing`` is ``Holds``, ``Outdated`` or ``Mistaken``."""

    subject: str
    property: str
    object: str
    standing: str
    standing_since: str | None
    note: str | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Feature:
    """A named part or property of a service. ``part_of`` is the slug of the service it belongs to."""

    slug: str
    iri: str
    label: str
    part_of: str | None
    definition: str | None = None
    kind: str = "Feature"
    aliases: tuple[str, ...] = ()
    status: str | None = None
    status_since: str | None = None
    replaced_by: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from .notebook import feature

        return feature(self)


@dataclass(frozen=True)
class UseCase:
    """A job somebody wants done, with the services and features that serve it, sorted by slug."""

    slug: str
    iri: str
    label: str
    definition: str | None = None
    broader: tuple[str, ...] = ()
    served_by: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from .notebook import use_case

        return use_case(self)


@dataclass(frozen=True)
class Service:
    """A product that a customer can use on its own. Lists are sorted; other things stand by slug or label."""

    slug: str
    iri: str
    label: str
    purpose: str | None = None
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    status: str | None = None
    status_since: str | None = None
    replaced_by: tuple[str, ...] = ()
    iam_prefixes: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    page: str | None = None
    features: tuple[Feature, ...] = ()
    use_cases: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def retired(self) -> bool:
        """Whether the service can no longer be used."""
        return self.status == "Retired"

    def _repr_html_(self) -> str:
        from .notebook import service

        return service(self)


@dataclass(frozen=True)
class Finding:
    """A service that a text search found: ``why`` says in which words, best score first."""

    slug: str
    label: str
    score: float
    why: str
    status: str | None = None
    status_since: str | None = None
    replaced_by: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from .notebook import finding

        return finding(self)


@dataclass(frozen=True)
class CallRule:
    """A service that can call every API by design: ``label`` says how, ``note`` within which limits."""

    caller: str
    label: str
    mechanism: str
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Hop:
    """One step of a path. The walk goes ``source`` → ``target``; an integration read backward has them swapped.

    ``integrations`` holds the cheapest way first. Where none is documented there is a ``rule`` instead.
    """

    source: str
    target: str
    integrations: tuple[Integration, ...]
    rule: CallRule | None = None

    @property
    def integration(self) -> Integration:
        """The first integration of the hop.

        Raises:
            IndexError: the hop goes by a rule.
        """
        return self.integrations[0]

    def _repr_html_(self) -> str:
        from .notebook import hop

        return hop(self)


@dataclass(frozen=True)
class Path:
    """A route over integrations: ``nodes`` are slugs, one more than ``hops``; ``notes`` say what to know.

    ``cost`` counts in plain hops. ``alternatives`` are variants, as slugs: with interchangeable
    services, or with messages carried between two services.
    """

    nodes: tuple[str, ...]
    hops: tuple[Hop, ...]
    cost: float = 0.0
    notes: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.hops)

    def __str__(self) -> str:
        return " -> ".join(self.nodes)

    def _repr_html_(self) -> str:
        from .notebook import path

        return path(self)


@dataclass(frozen=True)
class Routes:
    """The answer to a question for routes, best first.

    ``why`` says in whole sentences what stood in the way where there is none, and what else to know where there is;
    ``denied`` quotes what is known not to work directly; ``complete`` is false where the search was stopped.
    """

    source: str
    target: str
    paths: tuple[Path, ...]
    why: tuple[str, ...] = ()
    denied: tuple[NonIntegration, ...] = ()
    complete: bool = True

    def _repr_html_(self) -> str:
        from .notebook import routes

        return routes(self)


@dataclass(frozen=True)
class Reached:
    """A service that can be reached: in how many hops at least, at what cost, and by which cheapest route."""

    slug: str
    hops: int
    cost: float
    route: tuple[str, ...]
