"""Commands that walk: routes, and what lies around a service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from .options import (
    chosen_limits,
    complete_names,
    echo,
    formats,
    limit_options,
    lines,
    listing,
    name_argument,
    open_catalog,
    print_json,
    print_rows,
)

if TYPE_CHECKING:
    from .catalog import Catalog
    from .model import Path as Route
    from .model import Routes

__all__ = ["between", "impact", "path", "reach"]


@click.command()
@name_argument("source")
@name_argument("target")
@click.option("--limit", type=click.IntRange(min=1), default=1, show_default=True, help="Most routes to print.")
@click.option(
    "--via", multiple=True, metavar="NAME", shell_complete=complete_names, help="Pass NAME; repeatable, in this order."
)
@click.option("--max-hops", type=click.IntRange(min=1), metavar="N", help="Most hops of a route.")
@limit_options
@click.option("--needs", "needs_", is_flag=True, help="Print all that each hop takes to build.")
@click.option("--policy", is_flag=True, help="Print the IAM policy documents of the first route as JSON.")
@formats("table", "json", "jsonl", "csv", "tsv", "md", "mermaid", "dot")
@click.pass_context
def path(
    ctx: click.Context,
    /,
    source: str,
    target: str,
    limit: int,
    needs_: bool,
    policy: bool,
    format_: str,
    **options: Any,
) -> None:
    """Print the routes from SOURCE to TARGET that an architect would draw, best first, hop by hop.

    \b
    graph path lambda sagemaker
    graph path s3 opensearch --limit 5 --avoid glue
    graph path iot-core sagemaker --via kinesis-data-streams
    graph path s3 step-functions --policy
    """
    from .paths import routes

    catalog = open_catalog()
    found = routes(catalog, source, target, limit=limit, limits=chosen_limits(catalog, options))
    if policy and found.paths:
        from .policy import policies

        print_json({"route": found.paths[0].nodes, **policies(catalog, found.paths[0])})
    elif format_ in ("json", "jsonl"):
        _print_routes(found, format_)
    elif format_ in ("csv", "tsv"):
        print_rows(list(_hop_rows(found.paths)), _HOP_COLUMNS, format_)
    elif format_ in ("md", "mermaid", "dot"):
        from . import diagrams

        write = {"md": diagrams.markdown, "mermaid": diagrams.mermaid, "dot": diagrams.dot}[format_]
        click.echo(write(catalog, found.paths))
    else:
        for number, route in enumerate(found.paths, start=1):
            echo(lines(catalog).path(route, number if limit > 1 else None, needs=needs_))
    if format_ not in ("json", "jsonl"):
        _print_why(catalog, found, (source, *options["via"], target), limit)
    if not found.paths:
        ctx.exit(1)


def _print_routes(found: Routes, format_: str) -> None:
    import json
    from dataclasses import asdict

    said = asdict(found)
    said["non_integrations"] = said.pop("denied")
    if format_ == "json":
        print_json(said)
    else:
        for route in said["paths"]:
            click.echo(json.dumps(route, ensure_ascii=False))


def _print_why(catalog: Catalog, found: Routes, names: Sequence[str], limit: int) -> None:
    """On stderr: features that stand for services, denials, why there is no route, whether the search was stopped."""
    said = lines(catalog)
    for name in names:
        named = catalog.find_node(name)
        if named.kind == "feature":
            owner = catalog.nodes[catalog.owner(named.slug)]
            click.echo(f"Note: {named.label} is a feature of {owner.label}.", err=True)
    for one in found.denied:
        click.echo(said.denied(one), err=True)
    if found.denied and limit == 1:
        from .paths import routes
        from .show import labels

        for path in routes(catalog, found.source, found.target, limit=3).paths[1:]:
            click.echo(f"Or: {' → '.join(labels(catalog, path.nodes))}", err=True)
    if not found.paths:
        ends = (catalog.nodes[slug].label for slug in (found.source, found.target))
        click.echo(f"No path from {' to '.join(ends)}.", err=True)
    for sentence in found.why:
        click.echo(said.wrapped(sentence), err=True)
    if not found.complete:
        click.echo(f"The search was stopped after {len(found.paths)} of {limit} routes: too many ways.", err=True)


_HOP_COLUMNS = (
    "path",
    "hop",
    "source",
    "role",
    "target",
    "mechanism",
    "operation",
    "starter",
    "asynchronous",
    "permission",
    "confidence",
    "evidence",
)


def _hop_rows(paths: Sequence[Route]) -> Iterable[dict[str, Any]]:
    from .diagrams import needs

    for number, route in enumerate(paths, start=1):
        for position, hop in enumerate(route.hops, start=1):
            row = {"path": number, "hop": position, "source": hop.source, "target": hop.target}
            if not hop.integrations:
                assert hop.rule is not None
                proof = [one.document for one in hop.rule.evidence]
                yield {
                    **row,
                    "role": "",
                    "mechanism": [hop.rule.mechanism],
                    "permission": needs(hop),
                    "evidence": proof,
                }
                continue
            one = hop.integration
            yield {
                **row,
                "role": one.role,
                "mechanism": one.mechanism,
                "operation": one.operation,
                "starter": one.starter,
                "asynchronous": one.asynchronous,
                "permission": needs(hop),
                "confidence": one.confidence,
                "evidence": one.evidence[0].document,
            }


@click.command()
@name_argument("name")
@click.option("--hops", type=click.IntRange(min=1), default=1, show_default=True, help="Most hops.")
@limit_options
@listing
def reach(name: str, hops: int, format_: str, **options: Any) -> None:
    """List what NAME can feed and what can feed it, within some hops.

    \b
    graph reach kinesis-data-streams
    graph reach transcribe --hops 2 --json
    """
    from dataclasses import asdict

    from .paths import reach as reached

    catalog = open_catalog()
    found = reached(catalog, name, hops=hops, limits=chosen_limits(catalog, options))
    rows = [
        {"direction": direction.replace("_", " "), "service": row.pop("slug"), **row}
        for direction, ones in found.items()
        for row in map(asdict, ones)
    ]
    print_rows(rows, ("direction", "service", "hops", "route"), format_)
    if not rows:
        click.echo(f"Nothing leads to or from {catalog.participant(name).label}.", err=True)


@click.command()
@name_argument("name")
@limit_options
@listing
def impact(name: str, format_: str, **options: Any) -> None:
    """List what would lose its only routes if NAME went away.

    \b
    graph impact sns
    graph impact timestream --json
    """
    from .paths import impact as lost

    catalog = open_catalog()
    found = lost(catalog, name, limits=chosen_limits(catalog, options))
    rows = [{"service": slug, "no_longer_reaches": others, "count": len(others)} for slug, others in found.items()]
    print_rows(rows, ("service", "count", "no_longer_reaches"), format_)
    if not rows:
        click.echo(f"Every route through {catalog.participant(name).label} has another one beside it.", err=True)


@click.command()
@name_argument("source")
@name_argument("target")
@limit_options
@listing
def between(source: str, target: str, format_: str, **options: Any) -> None:
    """List all services that lie on good routes from SOURCE to TARGET.

    \b
    graph between s3 quicksight
    graph between iot-core sagemaker --json
    """
    from dataclasses import asdict

    from .paths import between as middle

    catalog = open_catalog()
    found = middle(catalog, source, target, limits=chosen_limits(catalog, options))
    rows = [{"service": row.pop("slug"), **row} for row in map(asdict, found)]
    print_rows(rows, ("service", "hops", "cost", "route"), format_)
    if not rows:
        click.echo("Nothing lies between them on a good route.", err=True)
