"""Commands that ask: queries, listings, evidence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from .options import (
    echo,
    formats,
    lines,
    listing,
    name_argument,
    open_catalog,
    print_json,
    print_rows,
    query_text,
    width,
)

if TYPE_CHECKING:
    from .catalog import Catalog
    from .model import Integration

__all__ = ["evidence", "find", "integrations", "query", "questions", "service", "services", "stats", "use_cases"]


@click.command()
@click.argument("query")
@formats("table", "json", "csv", "tsv", "xml", "turtle", "nt", "jsonld")
@click.pass_context
def query(ctx: click.Context, query: str, format_: str) -> None:
    """Answer a SPARQL 1.1 QUERY: its text, a .rq file, - for stdin, or the name of a shipped question.

    \b
    graph query "SELECT ?what { service:lambda kg:invokes ?what }"
    graph query retired-services --json
    graph query "CONSTRUCT WHERE { service:s3 ?p ?o }" --format turtle
    """
    from .formats import render
    from .terms import short

    text = query_text(query)
    answer = open_catalog().query(text)
    if answer.kind == "graph":
        name = {"table": "turtle", "json": "jsonld"}.get(format_, format_)
        sys.stdout.buffer.write(answer.serialize(name))
    elif format_ != "table":
        sys.stdout.buffer.write(answer.serialize(format_))
    elif answer.kind == "boolean":
        click.echo("yes" if answer.boolean else "no")
    else:
        rows = [
            {name: short(value or "") for name, value in zip(answer.variables, row, strict=True)} for row in answer.rows
        ]
        click.echo(render(rows, answer.variables, "table", width=width()))
        click.echo(f"{len(rows)} rows", err=True)
    sys.stdout.flush()


@click.command()
@listing
def questions(format_: str) -> None:
    """List the shipped questions, to be asked by name with graph query.

    \b
    graph questions
    graph query edge-deployments
    """
    from .store import header
    from .store import questions as shipped

    rows = [
        {"name": name, "question": header(text, "Question"), "why": header(text, "Why")}
        for name, text in ((name, file.read_text(encoding="utf-8")) for name, file in shipped().items())
    ]
    print_rows(rows, ("name", "question"), format_)


@click.command()
@click.option("--category", help="Only services of this category.")
@click.option(
    "--status", type=click.Choice(["Active", "ClosedToNewCustomers", "Retired"]), help="Only services of this status."
)
@listing
def services(category: str | None, status: str | None, format_: str) -> None:
    """List the services, sorted by name.

    \b
    graph services
    graph services --status Retired
    graph services --category custom-ml --json
    """
    catalog = open_catalog()
    wanted = catalog.find_node(category, ("category",)).slug if category else None
    rows = [
        {
            "service": one.slug,
            "label": one.label,
            "categories": one.categories,
            "status": one.status,
            "status_since": one.status_since,
            "replaced_by": one.replaced_by,
            "purpose": one.purpose,
        }
        for one in catalog.services()
        if (not wanted or wanted in one.categories) and (not status or one.status == status)
    ]
    print_rows(_told(rows, format_), ("service", "label", "categories", *_lifecycle(format_)), format_)


def _lifecycle(format_: str) -> tuple[str, ...]:
    return ("status",) if format_ == "table" else ("status", "status_since", "replaced_by")


def _told(rows: list[dict[str, Any]], format_: str) -> list[dict[str, Any]]:
    """For a table, status, date and successor in one cell, and nothing where all is well."""
    from .terms import ending

    if format_ != "table":
        return rows
    return [{**row, "status": ending(row["status"], row["status_since"], row["replaced_by"])} for row in rows]


@click.command()
@name_argument("name")
@formats("table", "json")
def service(name: str, format_: str) -> None:
    """Print what is known of the service NAME: purpose, status, features, use cases, integrations.

    \b
    graph service sagemaker
    graph service "AWS Lambda" --json
    graph service qldb
    """
    from dataclasses import asdict

    catalog = open_catalog()
    one = catalog.service(name)
    joined = catalog.integrations(one.slug)
    if format_ == "json":
        print_json({**asdict(one), "integrations": [_integration_row(catalog, i) for i in joined]})
        return
    echo(lines(catalog).service(one, joined))


@click.command()
@click.argument("words", nargs=-1, required=True)
@listing
@click.pass_context
def find(ctx: click.Context, words: tuple[str, ...], format_: str) -> None:
    """Find services by plain WORDS, and say why each was found.

    \b
    graph find invoice
    graph find fraud detection
    """
    from dataclasses import asdict

    from .search import find as search

    text = " ".join(words)
    found = search(open_catalog(), text)
    rows = [{"service": row.pop("slug"), **row} for row in map(asdict, found)]
    print_rows(_told(rows, format_), ("service", "label", "why", *_lifecycle(format_)), format_)
    if not found:
        click.echo(f"Nothing in the graph speaks of {text!r}. Try another word, or see: graph use-cases", err=True)
        ctx.exit(1)


@click.command("use-cases")
@listing
def use_cases(format_: str) -> None:
    """List the use cases with the services and features that serve each.

    \b
    graph use-cases
    graph use-cases --format csv
    """
    rows = [
        {"use_case": one.slug, "label": one.label, "served_by": one.served_by, "broader": one.broader}
        for one in open_catalog().use_cases()
    ]
    print_rows(rows, ("use_case", "label", "served_by"), format_)


@click.command()
@name_argument("name", required=False)
@click.option("--candidates", is_flag=True, help="List those that are not proven yet instead.")
@listing
def integrations(name: str | None, candidates: bool, format_: str) -> None:
    """List the integrations of NAME, or all of them.

    \b
    graph integrations s3
    graph integrations sagemaker --format csv
    graph integrations braket --candidates
    """
    catalog = open_catalog()
    found = catalog.candidates(name) if candidates else catalog.integrations(name)
    rows = [_integration_row(catalog, one) for one in found]
    columns = [
        c for c in _INTEGRATION_COLUMNS if format_ != "table" or c not in ("feature", "confidence", "iri", "operation")
    ]
    print_rows(rows, columns, format_)


_INTEGRATION_COLUMNS = ("source", "role", "target", "mechanism", "operation", "feature", "retired", "confidence", "iri")


def _integration_row(catalog: Catalog, one: Integration) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "source": one.source,
        "role": one.role,
        "target": one.target,
        "support": one.support,
        "mechanism": one.mechanism,
        "operation": one.operation,
        "feature": one.feature,
        "retired": [node.slug for node in catalog.retired(one)],
        "permission": [asdict(p) for p in one.permission],
        "confidence": one.confidence,
        "evidence": [asdict(e) for e in one.evidence],
        "iri": one.iri,
    }


@click.command()
@name_argument("source")
@name_argument("target")
@listing
@click.pass_context
def evidence(ctx: click.Context, source: str, target: str, format_: str) -> None:
    """Print every proof of the integrations between SOURCE and TARGET, in both directions.

    \b
    graph evidence lambda sagemaker
    graph evidence sagemaker s3 --json
    """
    catalog = open_catalog()
    found = catalog.between(source, target)
    rows = [
        {
            "integration": f"{one.source} {one.role} {one.target}",
            "class": proof.evidence_class,
            "title": proof.title,
            "pointer": proof.pointer,
            "found": proof.found,
            "document": proof.document,
            "modified": proof.modified,
            "seen_on": proof.seen_on,
        }
        for one in found
        for proof in one.evidence
    ]
    if format_ != "table":
        print_rows(rows, list(rows[0]) if rows else [], format_)
    for one in found if format_ == "table" else ():
        echo(lines(catalog).proofs(one))
    if not found:
        click.echo(f"No integration between {source} and {target} is proven.", err=True)
        ctx.exit(1)


@click.command()
@formats("table", "json", "csv", "tsv")
def stats(format_: str) -> None:
    """Count what the graph holds.

    \b
    graph stats
    graph stats --json
    """
    counts = open_catalog().stats()
    if format_ == "json":
        print_json(counts)
    else:
        print_rows([{"class": k, "count": v} for k, v in counts.items()], ("class", "count"), format_)
