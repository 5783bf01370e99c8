"""Commands that make: pictures, checks, comparisons, builds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import as_path, complete_names, echo, formats, lines, name_argument, open_catalog, print_json, print_rows

if TYPE_CHECKING:
    pass

__all__ = ["build", "check", "diff", "draw"]


@click.command()
@name_argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--path", "ends", nargs=2, metavar="A B", help="Draw the path from A to B.", shell_complete=complete_names
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), callback=as_path, help="File to write (default: in output/)."
)
@click.option("--open", "open_", is_flag=True, help="Open the picture in the browser.")
@click.pass_context
def draw(
    ctx: click.Context, names: tuple[str, ...], ends: tuple[str, str] | None, output: Path | None, open_: bool
) -> None:
    """Draw the graph, the neighbourhood of each NAME, or a path, as one interactive HTML file.

    \b
    graph draw
    graph draw sagemaker
    graph draw --path lambda sagemaker -o route.html
    """
    from pathlib import Path

    from .paths import shortest
    from .turtle import write_bytes
    from .views import picture

    catalog = open_catalog()
    routes = shortest(catalog, *ends) if ends else []
    if ends and not routes:
        click.echo(f"No path from {ends[0]} to {ends[1]}; nothing was drawn.", err=True)
        ctx.exit(1)
    stem = "-".join(catalog.participant(name).slug for name in (*names, *(ends or ()))) or "servicekg"
    file = output or Path("output") / f"{stem}.html"
    write_bytes(file, picture(catalog, names, route=routes[0] if routes else None).encode())
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
