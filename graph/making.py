"""Commands that make: pictures, checks, comparisons, builds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

import click

from .options import (
    as_path,
    complete_names,
    echo,
    formats,
    lines,
    name_argument,
    open_catalog,
    print_json,
    print_rows,
    query_text,
)

__all__ = ["build", "check", "diff", "draw"]


@click.command()
@name_argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--hops", type=click.IntRange(1, 3), default=1, show_default=True, help="How far from each NAME.")
@click.option("--path", nargs=2, metavar="A B", help="Show the routes from A to B.", shell_complete=complete_names)
@click.option("--category", metavar="NAME", help="Show the services of a category.")
@click.option("--use-case", metavar="NAME", help="Show what serves a use case.")
@click.option("--query", metavar="QUERY", help="Draw what a CONSTRUCT gives, said as to graph query.")
@click.option(
    "--theme", type=click.Choice(["auto", "light", "dark"]), default="auto", show_default=True, help="Colours to use."
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), callback=as_path, help="File to write (default: in output/)."
)
@click.option("--open", "open_", is_flag=True, help="Open the picture in the browser.")
@click.pass_context
def draw(
    ctx: click.Context,
    names: tuple[str, ...],
    hops: int,
    path: tuple[str, str] | None,
    category: str | None,
    use_case: str | None,
    query: str | None,
    theme: Literal["auto", "light", "dark"],
    output: Path | None,
    open_: bool,
) -> None:
    """Draw the graph as one interactive HTML file that opens with what is asked for.

    \b
    graph draw
    graph draw sagemaker --hops 2
    graph draw --path lambda sagemaker -o route.html
    graph draw --category machine-learning --theme dark
    graph draw --use-case "fraud detection"
    graph draw --query "CONSTRUCT { ?a kg:streamsTo ?b } WHERE { ?a kg:streamsTo ?b }"
    """
    import re
    from pathlib import Path
    from urllib.parse import parse_qsl

    from .paths import shortest
    from .turtle import write_bytes
    from .views import picture, view_of

    catalog = open_catalog()
    if path and not shortest(catalog, *path):
        click.echo(f"No path from {path[0]} to {path[1]}; nothing was drawn.", err=True)
        ctx.exit(1)
    asked: dict[str, Any] = {"hops": hops, "path": path, "category": category, "use_case": use_case}
    asked["query"] = None if query is None else query_text(query)
    view = view_of(catalog, names, **asked)
    text = picture(catalog, names, theme=theme, **asked)
    stem = "query" if query else "-".join(value for _, value in parse_qsl(view)) or "servicekg"
    file = output or Path("output") / f"{re.sub(r'[^a-z0-9]+', '-', stem)}.html"
    write_bytes(file, text.encode())
    click.echo(str(file))
    if open_:
        click.launch(file.absolute().as_uri())


@click.command()
@click.argument("file", type=click.Path(), callback=as_path, required=False)
@formats("table", "json")
@click.pass_context
def check(ctx: click.Context, file: Path | None, format_: str) -> None:
    """Check the shipped graph, or a Turtle FILE of yours (- for stdin), against shapes and checks.

    \b
    graph check
    graph check mine.ttl --json
    """
    from dataclasses import asdict

    from .build import judge

    text = sys.stdin.read() if file and str(file) == "-" else None
    catalog = open_catalog()
    report = judge(catalog, file, text)
    if format_ == "json":
        print_json({"conforms": report.conforms, **asdict(report)})
    else:
        echo(lines(catalog).report(report, str(file or "The shipped graph")))
    if not report.conforms:
        ctx.exit(1)


@click.command()
@click.argument("old", type=click.Path(), callback=as_path)
@click.argument("new", type=click.Path(), callback=as_path)
@formats("table", "json", "jsonl", "csv", "tsv", "md")
@click.pass_context
def diff(ctx: click.Context, old: Path, new: Path, format_: str) -> None:
    """Compare two builds, OLD and NEW: services, statuses, integrations and claims that came, went or changed.

    Each is a compiled folder, or a file of triples (.nt, .nt.gz, .ttl). Differences give exit code 1.

    \b
    graph diff before after
    graph diff before after --format csv
    graph diff before after --format md       # release notes
    """
    from dataclasses import asdict

    from .changes import differences, read_graph, release_notes

    found = differences(read_graph(old), read_graph(new))
    rows = [asdict(one) for one in found]
    for row in rows if format_ == "table" else ():
        if row["kind"] in ("integration", "claim") and row["change"] != "status":
            came, went = (sum(text.startswith(sign) for text in row["detail"]) for sign in "+-")
            row["detail"] = f"{came} proofs came, {went} went"
    if format_ == "md":
        echo(release_notes(found).splitlines())
    else:
        print_rows(rows, ("kind", "change", "slug", "label", "detail"), format_)
    if found:
        ctx.exit(1)


@click.command()
@click.option(
    "--ontology",
    type=click.Path(file_okay=False),
    callback=as_path,
    help="Folder of the ontology (default: that of this checkout).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    callback=as_path,
    help="Folder to write (default: where this checkout reads it, or output/compiled).",
)
@formats("table", "json")
def build(ontology: Path | None, output: Path | None, format_: str) -> None:
    """Compile the ontology and its data: the same bytes every time.

    An installation has the result, not all sources.

    \b
    graph build
    graph build --ontology ontology -o output/compiled
    """
    from pathlib import Path

    from . import shipped
    from .build import build_graph
    from .errors import BadInput

    if not ontology and not shipped.in_checkout():
        raise BadInput(shipped.ontology(), None, "no snapshot of evidence here", hint="Give --ontology of a checkout.")
    out = output or (shipped.folder() if shipped.in_checkout() else Path("output") / "compiled")
    manifest = build_graph(ontology or shipped.ontology(), out, say=lambda stage: click.echo(stage, err=True))
    if format_ == "json":
        print_json(manifest)
    else:
        counts = manifest["counts"]
        click.echo(
            f"{out}: {manifest['triples']} triples, {counts['Service']} services, {counts['Integration']} integrations"
        )
