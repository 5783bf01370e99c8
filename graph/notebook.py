"""Objects → small static HTML for notebooks: no script, no style sheet, nothing to fetch, every text escaped.

A class that shows itself calls its function here in ``_repr_html_``, late: only notebooks load this room. Things
stand by slug where no label is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from .terms import BASE, ending, short

if TYPE_CHECKING:
    # Types alone, by the front door: these classes stand above this room and call it.
    from graph import (
        Answer,
        Catalog,
        Evidence,
        Feature,
        Finding,
        Hop,
        Integration,
        NonIntegration,
        Path,
        Routes,
        Service,
        UseCase,
    )

__all__ = [
    "answer",
    "catalog",
    "feature",
    "finding",
    "hop",
    "integration",
    "non_integration",
    "path",
    "routes",
    "service",
    "use_case",
]

# So many rows of an answer, variants of a path and proofs of an integration are shown.
_ROWS, _VARIANTS, _PROOFS = 100, 5, 3
_COUNTS = {
    "Service": "services",
    "Feature": "features",
    "Category": "categories",
    "UseCase": "use cases",
    "Integration": "integrations",
    "NonIntegration": "known not to work directly",
    "Evidence": "proofs",
    "Document": "documents",
    "triples": "triples",
}


def answer(one: Answer) -> str:
    """What a query gave: a table of its first rows or triples, or yes or no.

    >>> "yes" in answer(tiny.query("ASK { service:s3 ?p ?o }"))
    True
    """
    if one.kind == "boolean":
        return _box(f"<p>{'yes' if one.boolean else 'no'}</p>")
    if one.kind == "graph":
        head: Sequence[str] = ("subject", "predicate", "object")
        terms = [(triple.subject, triple.predicate, triple.object) for triple in one.triples]
        rows = [tuple(getattr(term, "value", str(term)) for term in triple) for triple in terms]
    else:
        head, rows = one.variables, one.rows
    table = _table(([_value(value) for value in row] for row in rows[:_ROWS]), head)
    more = f", {len(rows) - _ROWS} more than shown" if len(rows) > _ROWS else ""
    return _box(table, _text(_count(len(rows), "triple" if one.kind == "graph" else "row") + more))


def catalog(one: Catalog) -> str:
    """How much a graph holds, and which version it is.

    >>> "known not to work directly" in catalog(tiny)
    True
    """
    counts, version = one.stats(), one.manifest.get("ontology_version")
    rows = [[name, f"{counts[kind]}"] for kind, name in _COUNTS.items() if kind in counts]
    return _box(_title("Knowledge graph", f"version {version}" if version else ""), _table(rows))


def feature(one: Feature) -> str:
    """A feature: what it is, what of, and what became of it.

    >>> "Takes SQL statements" in feature(next(f for f in tiny.features() if f.slug == "aurora/data-api"))
    True
    """
    kind = "" if one.kind == "Feature" else one.kind
    facts = {"kind": kind, "part of": one.part_of or "", "also named": ", ".join(one.aliases)}
    return _box(_title(one.label, one.slug), _ending(one), _text(one.definition), _facts(facts))


def finding(one: Finding) -> str:
    """A service that a search found, and why.

    >>> from graph import find
    >>> "use case: Fraud detection" in finding(find(tiny, "fraud")[0])
    True
    """
    return _box(_title(one.label, one.slug), _ending(one), _facts({"why": one.why, "score": f"{one.score:g}"}))


def hop(one: Hop) -> str:
    """One step of a path: how, what it needs, and its best proof.

    >>> from graph import shortest
    >>> "needs: sagemaker:InvokeEndpoint" in hop(shortest(tiny, "lambda", "sagemaker")[0].hops[0])
    True
    """
    return _box(f"<p>{_step(one)}</p>")


def integration(one: Integration) -> str:
    """An integration: how it is built, what it needs, how sure it is, and its best proofs.

    >>> "<b>AWS Lambda invokes Amazon SageMaker AI</b>" in integration(tiny.between("lambda", "sagemaker")[0])
    True
    """
    facts = {
        "mechanism": ", ".join(one.mechanism),
        "operation": ", ".join(one.operation),
        "feature": ", ".join(one.feature),
        "permission": "; ".join(one.needs),
        "confidence": f"{one.confidence:g}",
        "notes": "; ".join(one.notes),
    }
    return _box(_title(one.label, f"{one.source} → {one.target}"), _facts(facts, _proofs(one.evidence, _PROOFS)))


def non_integration(one: NonIntegration) -> str:
    """What does not work directly, why, what can stand between, and the proof.

    >>> "<p>Not directly from s3 to sagemaker: " in non_integration(tiny.non_integrations()[0])
    True
    """
    facts = {"role": _words(one.role), "mechanism": one.mechanism or ""}
    return _box(_denied(one), _facts(facts, _proofs(one.evidence, _PROOFS)))


def path(one: Path) -> str:
    """A route, hop by hop.

    >>> from graph import shortest
    >>> "<b>lambda → sagemaker</b> (1 hop)" in path(shortest(tiny, "lambda", "sagemaker")[0])
    True
    """
    hops = "".join(f"<li>{_step(step)}</li>" for step in one.hops)
    variants = [_text(f"or: {' → '.join(nodes)}") for nodes in one.alternatives[:_VARIANTS]]
    more = len(one.alternatives) - _VARIANTS
    return _box(
        _title(" → ".join(one.nodes), _count(len(one), "hop")),
        *(_text(f"Note: {note}.") for note in one.notes),
        f"<ol>{hops}</ol>" if hops else "",
        *variants,
        _text(f"and {_count(more, 'more variant')}") if more > 0 else "",
    )


def routes(one: Routes) -> str:
    """Each route, then what else to know, and what does not work directly.

    >>> from graph import routes as search
    >>> "Not directly from s3 to sagemaker" in routes(search(tiny, "s3", "sagemaker"))
    True
    """
    return _box(
        *(path(found) for found in one.paths),
        _text("" if one.paths else f"No path from {one.source} to {one.target}."),
        *map(_text, one.why),
        *map(_denied, one.denied),
        _text("" if one.complete else "The search was stopped: too many ways."),
    )


def service(one: Service) -> str:
    """A service: what it is for, what became of it, its names, features and use cases, and its page.

    >>> "Retired since 2025-07-31; replaced by aurora" in service(tiny.service("qldb"))
    True
    """
    parts = [part.label + (f" ({ended})" if (ended := _ended(part)) else "") for part in one.features]
    facts = {
        "also named": ", ".join(one.aliases),
        "categories": ", ".join(one.categories),
        "features": ", ".join(parts),
        "use cases": ", ".join(one.use_cases),
        "IAM prefix": ", ".join(one.iam_prefixes),
    }
    page = _link(one.page, one.page) if one.page else ""
    return _box(_title(one.label, one.slug), _ending(one), _text(one.purpose), _facts(facts, page, "page"))


def use_case(one: UseCase) -> str:
    """A use case, and what serves it.

    >>> "textract" in use_case(tiny.use_cases()[0])
    True
    """
    facts = {"broader": ", ".join(one.broader), "served by": ", ".join(one.served_by)}
    return _box(_title(one.label, one.slug), _text(one.definition), _facts(facts))


# -- words: texts, not escaped yet -----------------------------------------------------------------


def _words(role: str) -> str:
    """``readsFrom`` → ``reads from``."""
    return re.sub("[A-Z]", lambda letter: f" {letter[0].lower()}", role)


def _count(number: int, name: str) -> str:
    return f"{number} {name}" + ("" if number == 1 else "s")


def _ended(one: Service | Feature | Finding) -> str:
    return ending(one.status, one.status_since, one.replaced_by)


# -- HTML: what comes in as text is escaped here ---------------------------------------------------


def _box(*parts: str) -> str:
    """One object. The classes keep notebooks from reading ``$`` as mathematics."""
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def _text(text: str | None) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _title(label: str, behind: str) -> str:
    return f"<p><b>{escape(label)}</b>{escape(f' ({behind})') if behind else ''}</p>"


def _ending(one: Service | Feature | Finding) -> str:
    words = _ended(one)
    return _text(words[:1].upper() + words[1:])


def _link(address: str, text: str) -> str:
    """A text, linked when the address is a web page; IRIs of ours are names and open nothing."""
    if address.startswith(BASE) or not re.fullmatch(r"https://\S+", address):
        return escape(text)
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def _value(value: str | None) -> str:
    """A value of an answer: a web address as a link, an IRI with its prefix, any other text as it is."""
    if value is None:
        return ""
    named = short(value)
    return _link(value, value) if named == value else escape(named)


def _table(rows: Iterable[Iterable[str]], head: Iterable[str] = ()) -> str:
    """A table of cells that are HTML already, under names that are not."""
    left = 'style="text-align:left"'
    names = "".join(f"<th {left}>{escape(name)}</th>" for name in head)
    lines = "".join(f"<tr>{''.join(f'<td {left}>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{names}</tr></thead>' if names else ''}<tbody>{lines}</tbody></table>"


def _facts(facts: dict[str, str], link: str = "", name: str = "evidence") -> str:
    """Names and texts in two columns, and what is HTML already last; what is empty is left out."""
    rows = [[key, escape(text)] for key, text in facts.items() if text] + ([[name, link]] if link else [])
    return _table(rows) if rows else ""


def _proofs(evidence: Sequence[Evidence], most: int) -> str:
    """The best proofs, with the number of all."""
    shown = [_link(one.document, one.title) + escape(f", “{one.pointer}”") for one in evidence[:most]]
    return "<br>".join(shown) + f" ({len(shown)} of {len(evidence)})" if shown else ""


def _step(one: Hop) -> str:
    """The lines of a hop."""
    if one.integrations:
        first = one.integration
        back = "" if first.source == one.source else f"{first.source} "
        how, mechanism = f"{back}{_words(first.role)}", ", ".join(first.mechanism)
        needs, rule, evidence = "; ".join(first.needs), "", first.evidence
    else:
        how, mechanism = "can call any API", one.rule.mechanism if one.rule else ""
        needs, evidence = "depends on the operation called", one.rule.evidence if one.rule else ()
        rule = f"{one.rule.label}. {one.rule.note or ''}".rstrip() if one.rule else ""
    also = "; ".join(other.label for other in one.integrations[1:])
    head = f"<b>{escape(f'{one.source} → {one.target}')}</b> {escape(how + (f' ({mechanism})' if mechanism else ''))}"
    lines = [f"{name}: {escape(text)}" for name, text in (("needs", needs), ("rule", rule), ("also", also)) if text]
    proof = _proofs(evidence, 1)
    return "<br>".join([head, *lines, *([f"evidence: {proof}"] if proof else [])])


def _denied(one: NonIntegration) -> str:
    between = f" Between them: {' or '.join(one.through)}." if one.through else ""
    return _text(f"Not directly from {one.source} to {one.target}: {one.note}{between}")
