"""Paths, services, integrations and proofs → lines of text for a reader, wrapped to a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from click import style, wrap_text

from .catalog import Catalog
from .model import Claim, Evidence, Feature, Hop, Integration, Node, NonIntegration, Path, Service
from .terms import ending

if TYPE_CHECKING:
    from .checks import Report

__all__ = ["Lines", "labels"]

# So many variants of a route are printed.
_VARIANTS = 5


def labels(catalog: Catalog, slugs: Sequence[str]) -> list[str]:
    """The labels of things; a text that is no slug stays."""
    return [catalog.nodes[slug].label if slug in catalog.nodes else slug for slug in slugs]


class Lines:
    """Writes lines for one catalog and one width (in characters; ``None`` for no limit)."""

    def __init__(self, catalog: Catalog, width: int | None) -> None:
        self.catalog = catalog
        self.width = max(width, 40) if width else None

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> str:
        """A text, broken between words where it is too long; addresses stay whole."""
        if self.width is None:
            return indent + text
        return wrap_text(text, self.width, indent, indent if hanging is None else hanging)

    def named(self, name: str, text: str, indent: str = "") -> str:
        """A named value whose further lines stand under its first."""
        head = f"{indent}{name + ':':<12}"
        return self.wrapped(text, head, " " * len(head))

    def path(self, route: Path, number: int | None = None, *, needs: bool = False) -> Iterator[str]:
        """A route, hop by hop; with a number when it is one of several, with all that it takes for ``needs``."""
        hops = f"{len(route)} hop" + ("" if len(route) == 1 else "s")
        head = f"{number}. " if number else ""
        yield self.wrapped(style(head + " → ".join(labels(self.catalog, route.nodes)), bold=True) + f"  ({hops})")
        for note in route.notes:
            yield self.wrapped(f"Note: {note}.", "  ")
        for position, hop in enumerate(route.hops, start=1):
            if not hop.integrations:
                yield from self._ruled(hop, f"  {position}. ", "     ")
                continue
            yield from self.integration(hop.integration, f"  {position}. ", "     ", needs=needs)
            if others := [one.label for one in hop.integrations[1:]]:
                yield self.named("also", "; ".join(others), "     ")
        for other in route.alternatives[:_VARIANTS]:
            yield self.named("or", " → ".join(labels(self.catalog, other)), "  ")
        if (more := len(route.alternatives) - _VARIANTS) > 0:
            yield f"  {'':<12}and {more} more variants: --json"

    def _ruled(self, hop: Hop, head: str, indent: str) -> Iterator[str]:
        """A hop that only a general rule allows."""
        assert hop.rule is not None
        source, target = labels(self.catalog, [hop.source, hop.target])
        words = f"{source} can call {target}, by a general rule; no documented integration was found"
        yield self.wrapped(style(words, bold=True), head, " " * len(head))
        yield self.named("rule", f"{hop.rule.label}. {hop.rule.note or ''}".rstrip(), indent)
        for proof in hop.rule.evidence[:1]:
            yield self.named("evidence", f"{proof.title}, “{proof.pointer}”", indent)
            yield style(f"{indent}{'':<12}{proof.document}", dim=True)

    def integration(
        self, one: Integration, head: str = "", indent: str = "  ", *, needs: bool = False
    ) -> Iterator[str]:
        """An integration: how it is built, what it needs, and its two best proofs."""
        yield self.wrapped(style(one.label, bold=True) + self._retired(one), head, " " * len(head))
        waits = {True: "yes: the starter goes on at once", False: "no: the starter waits", None: "either"}
        rows = [
            ("mechanism", ", ".join(one.mechanism)),
            *([("started by", self.catalog.nodes[one.starter].label)] if needs else []),
            *([("async", waits[one.asynchronous])] if needs else []),
            ("operation", ", ".join(one.operation)),
            ("feature", ", ".join(map(self._carrier, one.feature))),
            *(("permission", text) for text in self._grants(one, needs=needs)),
            ("confidence", f"{one.confidence:g}"),
        ]
        for name, text in rows:
            if text:
                yield self.named(name, text, indent)
        for proof in one.evidence[:2]:
            yield self.named("evidence", f"{proof.title}, “{proof.pointer}”", indent)
            yield style(f"{indent}{'':<12}{proof.document}", dim=True)
        if len(one.evidence) > 2:
            yield f"{indent}{'':<12}and {len(one.evidence) - 2} more: graph evidence {one.source} {one.target}"

    def _grants(self, one: Integration, *, needs: bool) -> list[str]:
        """What must be granted; for ``needs`` also for which way of building it, and which policy lets one in."""
        said = []
        for grant in one.permission:
            text = str(grant)
            if needs and grant.principal:
                by = f"a policy on {one.target}" if self.catalog.lets_in(one, grant) else "the trust policy of the role"
                text += f", let in by {by}"
            if needs and grant.mechanism and len(one.mechanism) > 1:
                text += f" (built as {grant.mechanism})"
            said.append(text)
        return list(dict.fromkeys(said)) or ["not known"]

    def denied(self, one: NonIntegration) -> str:
        """What does not work directly, why, and what can stand between."""
        between = f" Between them: {' or '.join(labels(self.catalog, one.through))}." if one.through else ""
        source, target = labels(self.catalog, [one.source, one.target])
        return self.wrapped(f"Not directly from {source} to {target}: {one.note}{between}")

    def proofs(self, one: Integration) -> Iterator[str]:
        """An integration with every proof of it."""
        found = f"  (confidence {one.confidence:g}, {sum(proof.found for proof in one.evidence)} found)"
        yield self.wrapped(style(one.label, bold=True) + self._retired(one) + found)
        for proof in one.evidence:
            yield self.wrapped(
                f"{proof.evidence_class}: {proof.title}, “{proof.pointer}” ({_dates(proof)})", "  ", "    "
            )
            yield style(f"    {proof.document}", dim=True)

    def service(self, one: Service, joined: Sequence[Integration]) -> Iterator[str]:
        """A service with its features and integrations, and what is said of it that does not hold."""
        yield self.wrapped(style(one.label, bold=True) + f"  ({one.slug})")
        if words := self._ending(one):
            yield self.wrapped(style(words[:1].upper() + words[1:], fg="yellow"))
        if one.purpose:
            yield self.wrapped(one.purpose)
        for name, values in (
            ("also named", one.aliases),
            ("categories", labels(self.catalog, one.categories)),
            ("use cases", labels(self.catalog, one.use_cases)),
            ("IAM prefix", one.iam_prefixes),
            ("page", [one.page] if one.page else []),
        ):
            if values:
                yield self.named(name, ", ".join(values))
        lines = {one.iri: one.label + self._retired(one) for one in joined}
        yield from self._section("Features", [self._feature(f) for f in one.features])
        yield from self._section("Integrations", [lines[i.iri] for i in joined if not i.support])
        yield from self._section("Support", [lines[i.iri] for i in joined if i.support])
        yield from self._section(
            "Said, but no longer or never true", [self._claim(c) for c in one.claims if c.standing != "Holds"]
        )

    def report(self, report: Report, name: str) -> Iterator[str]:
        """What a check found, and its verdict."""
        for problem in report.problems:
            yield style(problem.check, fg="red") + f"  {problem.focus}"
            yield self.wrapped(problem.message, "  ")
            if problem.fix not in problem.message:
                yield self.wrapped(f"Fix: {problem.fix}", "  ")
        verdict = "conforms" if report.conforms else f"does not conform: {len(report.problems)} problems"
        yield f"{name} {verdict} ({report.triples} triples, {report.checks} checks)."

    def _section(self, title: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield ""
            yield style(f"{title} ({len(lines)})", bold=True)
            yield from (self.wrapped(line, "  ", "    ") for line in lines)

    def _carrier(self, slug: str) -> str:
        """A feature that carries an integration, and what became of it."""
        node = self.catalog.nodes[slug]
        words = self._ending(node)
        return node.label + (f" ({words})" if words else "")

    def _retired(self, one: Integration) -> str:
        """Behind the label of an integration: what of it is retired."""
        gone = [f"{node.label} retired {node.status_since or ''}".rstrip() for node in self.catalog.retired(one)]
        return f" [{', '.join(gone)}]" if gone else ""

    def _ending(self, one: Service | Feature | Node) -> str:
        return ending(one.status, one.status_since, labels(self.catalog, one.replaced_by))

    def _feature(self, one: Feature) -> str:
        words = self._ending(one)
        return one.label + (f": {one.definition}" if one.definition else "") + (f" [{words}]" if words else "")

    def _claim(self, one: Claim) -> str:
        subject, value = labels(self.catalog, [one.subject, one.object])
        since = f" since {one.standing_since}" if one.standing_since else ""
        note = f" ({one.note})" if one.note else ""
        return f"{subject} {one.property} {value}: {one.standing.lower()}{since}{note}"


def _dates(proof: Evidence) -> str:
    text = f"text of {proof.modified}, " if proof.modified else ""
    return f"{text}read {proof.seen_on}"
