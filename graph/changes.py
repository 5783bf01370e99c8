"""What one build adds to, drops from or re-sources in another."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pyoxigraph import Triple

from .errors import BadInput
from .shipped import manifest_of, read_part
from .terms import DCTERMS, KG, RDF, RDFS, local_name, slug_of
from .turtle import read, read_text

__all__ = ["Change", "differences", "read_graph", "release_notes"]

Kind = Literal["service", "status", "integration", "claim"]
_Said = dict[str, dict[str, set[str]]]

_ORDER = ("service", "status", "integration", "claim")
_CLASSES: dict[str, Kind] = {KG.Service: "service", KG.Integration: "integration", KG.Claim: "claim"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two builds.

    ``slug`` is that of the service or feature, of a claim's subject, or ``lambda/invokes/sagemaker``.
    ``detail`` holds the old and the new status (of a claim its standing) when that is the change, the status
    of a service that came or went, else each proof behind ``- `` (went) or ``+ `` (came).
    """

    kind: Kind
    slug: str
    label: str
    change: Literal["came", "went", "evidence", "status"]
    detail: tuple[str, ...] = ()


def differences(old: Iterable[Triple], new: Iterable[Triple]) -> list[Change]:
    """The services, statuses, integrations and claims in which two builds differ; triples may come in any order.

    Proofs are compared by class, document and pointer: one that was only read again on a later day is the same.
    What proves a service or a status are its claims, which are listed too.

    Returns:
        Services, then statuses, integrations and claims, each in the order of slug, label, change and detail.
        Empty when the builds say the same.

    >>> graph = tiny.triples()
    >>> differences(graph, graph)
    []
    >>> without = [t for t in graph if "integration/lambda/invokes/sagemaker" not in str(t.subject)]
    >>> [change] = differences(without, graph)
    >>> change.label, change.change, len(change.detail)
    ('AWS Lambda invokes Amazon SageMaker AI', 'came', 2)
    """
    before, after = _said(old), _said(new)
    found: list[Change] = []
    for one, kind in _CLASSES.items():
        was, now = _of_class(before, one), _of_class(after, one)
        for iri in was | now:
            said = after if iri in now else before
            proofs = _difference(_proofs(before, iri), _proofs(after, iri))
            if iri not in was or iri not in now:
                detail = (_status(said, iri),) if kind == "service" else proofs
                found.append(Change(kind, *_name(said, iri), "came" if iri in now else "went", detail))
            elif proofs:
                found.append(Change(kind, *_name(said, iri), "evidence", proofs))
    both = (_of_class(before, one) & _of_class(after, one) for one in (KG.Service, KG.Feature, KG.Claim))
    for iri in set().union(*both):
        statuses = _status(before, iri), _status(after, iri)
        if statuses[0] != statuses[1]:
            kind = "claim" if KG.Claim in after[iri][RDF.type] else "status"
            found.append(Change(kind, *_name(after, iri), "status", statuses))
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), one.slug, one.label, one.change, one.detail))


def release_notes(changes: Iterable[Change]) -> str:
    """Changes of two builds as release notes in Markdown: what came, went and changed, each kind under its heading.

    Integrations stand together by source and role; claims and proofs of what stayed are counted, not listed.

    >>> graph = tiny.triples()
    >>> without = [t for t in graph if "integration/lambda/invokes/sagemaker" not in str(t.subject)]
    >>> print(release_notes(differences(without, graph)))
    ## Integrations that came (1)
    <BLANKLINE>
    - lambda invokes sagemaker
    """
    groups: dict[tuple[Kind, str], list[Change]] = {}
    for one in changes:
        groups.setdefault((one.kind, one.change), []).append(one)
    parts = []
    for (kind, change), found in groups.items():
        title = "statuses" if kind == "status" else f"{kind}s"
        happened = {"evidence": "proven otherwise", "status": "that changed"}.get(change, f"that {change}")
        heading = f"## {title.capitalize()} {happened} ({len(found)})"
        parts.append("\n".join([heading, *_listed(kind, change, found)]))
    return "\n\n".join(parts)


def _listed(kind: Kind, change: str, found: list[Change]) -> list[str]:
    if kind == "claim" or change == "evidence":
        return []
    if kind != "integration":
        return ["", *(f"- {one.label} ({one.slug}): {' → '.join(one.detail)}" for one in found)]
    together: dict[str, list[str]] = {}
    for one in found:
        source, role, target = one.slug.split("/")
        together.setdefault(f"{source} {role}", []).append(target)
    return ["", *(f"- {start} {', '.join(targets)}" for start, targets in together.items())]


def read_graph(path: Path) -> list[Triple]:
    """The triples of a build: a compiled folder, or a ``.nt``, ``.nt.gz`` or ``.ttl`` file.

    Raises:
        CompiledGraphError: the folder holds no compiled graph, or a stale or damaged one.
        BadTurtle: the text does not parse, with its line.
        BadInput: the file is missing or of another kind, or its compression is damaged.
    """
    hint = "Give a compiled folder, or a .nt, .nt.gz or .ttl file."
    folder = path.absolute()
    if not path.is_dir() and path.suffix in (".nt", ".ttl"):  # N-Triples is Turtle too
        return read(path)
    if not path.is_dir() and not path.name.endswith(".nt.gz"):
        raise BadInput(path, None, "not a build" if path.exists() else "no such file or folder", hint=hint)
    try:
        data = read_part(folder, manifest_of(folder), "graph.nt.gz") if path.is_dir() else path.read_bytes()
        text = gzip.decompress(data).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadInput(path, None, getattr(error, "strerror", None) or str(error), hint=hint) from error
    return read_text(text, str(path))


def _said(triples: Iterable[Triple]) -> _Said:
    """What is said of each thing: IRI → predicate → texts."""
    said: _Said = {}
    for triple in triples:
        if not isinstance(triple.subject, Triple) and not isinstance(triple.object, Triple):
            said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, set()).add(triple.object.value)
    return said


def _of_class(said: _Said, one: str) -> set[str]:
    return {iri for iri, facts in said.items() if one in facts.get(RDF.type, ())}


def _one(said: _Said, iri: str, predicate: str) -> str:
    return min(said.get(iri, {}).get(predicate, ()), default="")


def _label(said: _Said, iri: str) -> str:
    return _one(said, iri, RDFS.label) or (local_name(iri) if iri.startswith(KG.base) else slug_of(iri))


def _name(said: _Said, iri: str) -> tuple[str, str]:
    """Slug and label; of a claim the slug of its subject, and the claim as a sentence."""
    if KG.Claim not in said[iri][RDF.type]:
        return slug_of(iri), _label(said, iri)
    subject, predicate, value = (_one(said, iri, part) for part in (RDF.subject, RDF.predicate, RDF.object))
    return slug_of(subject), f"{_label(said, subject)} {local_name(predicate)} {_label(said, value)}"


def _proofs(said: _Said, iri: str) -> set[str]:
    return {
        f"{_one(said, e, KG.evidenceClass)}: {_one(said, e, DCTERMS.source) or e}, “{_one(said, e, KG.pointer)}”"
        for e in said.get(iri, {}).get(KG.evidence, ())
    }


def _difference(old: set[str], new: set[str]) -> tuple[str, ...]:
    return (*(f"- {one}" for one in sorted(old - new)), *(f"+ {one}" for one in sorted(new - old)))


def _status(said: _Said, iri: str) -> str:
    """The status of a thing or the standing of a claim, with its date and successors."""
    status = local_name(_one(said, iri, KG.status) or _one(said, iri, KG.standing)) or "not stated"
    since = _one(said, iri, KG.statusSince) or _one(said, iri, KG.standingSince)
    successors = ", ".join(sorted(map(slug_of, said[iri].get(DCTERMS.isReplacedBy, ()))))
    return status + (f" since {since}" if since else "") + (f"; replaced by {successors}" if successors else "")
