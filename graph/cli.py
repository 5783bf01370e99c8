"""The commands; the only room that prints, reads arguments or exits."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from .errors import BadInput, GraphError, UnknownName

if TYPE_CHECKING:
    from .catalog import Catalog
    from .model import Integration
    from .model import Path as Route
    from .show import Lines

Command = TypeVar("Command", bound=Callable[..., Any])


class _Failure(click.ClickException):
    """A GraphError on its way out: text on stderr, or JSON when the answer would have been JSON."""

    def __init__(self, error: GraphError, as_json: bool) -> None:
        super().__init__(str(error))
        self.error, self.as_json = error, as_json

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        return self.error.exit_code

    def show(self, file: Any = None) -> None:
        if self.as_json:
            said = {"code": self.error.code, "message": self.error.message, "hint": self.error.hint}
            click.echo(json.dumps({"error": said}, ensure_ascii=False), err=True)
        else:
            click.echo(click.style("Error: ", fg="red") + self.error.message, err=True)
            if self.error.hint:
                click.echo(self.error.hint, err=True)


class _Group(click.Group):
    """Turns the family of errors into messages and exit codes, in one place."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GraphError as error:
            chosen = ctx.find_root().meta.get("servicekg.format")
            raise _Failure(error, chosen in ("json", "jsonl")) from error


def _version() -> str:
    from .build import program_version
    from .store import folder, manifest_of

    program = program_version()
    try:
        ontology = manifest_of(folder())["ontology_version"]
    except GraphError:
        ontology = "not compiled"
    return f"graph {program}, ontology {ontology}"


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(_version())
        ctx.exit()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the versions of program and ontology.",
)
@click.option(
    "--graph",
    "compiled",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="GRAPH_COMPILED",
    help="Folder of a compiled graph to use instead of the shipped one.",
)
@click.pass_context
def main(ctx: click.Context, compiled: Path | None) -> None:
    """How cloud services work together: every integration true, directed and with its evidence.

    \b
    graph path lambda sagemaker
    graph service textract
    graph query "SELECT ?x { ?x kg:readsFrom service:s3 }"
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    # A query in the engine hears no Python signal, so Ctrl-C is left to the system (exit 130).
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("Note: %(message)s"))
    logging.getLogger("graph").handlers[:] = [handler]
    ctx.obj = compiled


def _catalog() -> Catalog:
    from .catalog import load

    return load(click.get_current_context().obj)


# -- shared options -----------------------------------------------------------------------------


def _remember(ctx: click.Context, _: click.Parameter, value: str) -> str:
    ctx.find_root().meta["servicekg.format"] = value
    return value


def _formats(*names: str) -> Callable[[Command], Command]:
    """``--format`` and its short form ``--json``; they fill the same parameter, the last one wins."""

    def add(command: Command) -> Command:
        command = click.option(
            "--json", "format_", flag_value="json", callback=_remember, is_eager=True, help="Short for --format json."
        )(command)
        return click.option(
            "--format",
            "format_",
            type=click.Choice(names),
            default=names[0],
            callback=_remember,
            is_eager=True,
            help="How to print the answer.",
        )(command)

    return add


_listing = _formats("table", "json", "jsonl", "csv", "tsv")


def _complete_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from .catalog import load

    try:
        catalog = load()
    except GraphError:
        return []
    return [CompletionItem(slug, help=catalog.nodes[slug].label) for slug in catalog.completions(incomplete.lower())]


def _name(argument: str, **settings: Any) -> Callable[[Command], Command]:
    return click.argument(argument, shell_complete=_complete_names, **settings)


def _width() -> int | None:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else None


def _print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], name: str) -> None:
    from .formats import render

    text = render(rows, columns, name, width=_width())
    if text:
        click.echo(text)


def _print_json(value: Any) -> None:
    from .formats import to_json

    click.echo(to_json(value))


def _lines(catalog: Catalog) -> Lines:
    from .show import Lines

    return Lines(catalog, _width())


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


# -- asking -------------------------------------------------------------------------------------


@main.command()
@_name("source")
@_name("target")
@click.option("--limit", type=click.IntRange(min=1), default=1, show_default=True, help="Most routes to print.")
@click.option("--include-retired", is_flag=True, help="Also walk through what is retired.")
@_formats("table", "json", "jsonl", "csv", "tsv")
@click.pass_context
def path(ctx: click.Context, source: str, target: str, limit: int, include_retired: bool, format_: str) -> None:
    """Print the shortest integration path from SOURCE to TARGET, hop by hop.

    \b
    graph path lambda sagemaker
    graph path s3 edge --limit 3
    graph path greengrass edge --json
    """
    from dataclasses import asdict

    from .paths import shortest

    catalog = _catalog()
    routes = shortest(catalog, source, target, limit=limit, include_retired=include_retired)
    start, end = catalog.participant(source), catalog.participant(target)
    if format_ == "json":
        denied = [asdict(one) for one in catalog.non_integrations(start.slug, end.slug)]
        said = [asdict(route) for route in routes]
        _print_json({"source": start.slug, "target": end.slug, "paths": said, "non_integrations": denied})
    elif format_ == "jsonl":
        for route in routes:
            click.echo(json.dumps(asdict(route), ensure_ascii=False))
    elif format_ in ("csv", "tsv"):
        _print_rows(list(_hop_rows(routes)), _HOP_COLUMNS, format_)
    else:
        for name, node in ((source, start), (target, end)):
            named = catalog.find_node(name)
            if named.kind == "feature":
                click.echo(f"Note: {named.label} is a feature of {node.label}.", err=True)
        for number, route in enumerate(routes, start=1):
            _echo(_lines(catalog).path(route, number if limit > 1 else None))
        for one in catalog.non_integrations(start.slug, end.slug):
            click.echo(_lines(catalog).denied(one), err=True)
    if not routes:
        click.echo(f"No path from {start.label} to {end.label}.", err=True)
        if shortest(catalog, end.slug, start.slug):
            click.echo(f"The other way round there is one: graph path {end.slug} {start.slug}", err=True)
        if not include_retired and shortest(catalog, start.slug, end.slug, include_retired=True):
            click.echo("With --include-retired there is one.", err=True)
        ctx.exit(1)


_HOP_COLUMNS = (
    "path",
    "hop",
    "source",
    "role",
    "target",
    "mechanism",
    "operation",
    "permission",
    "confidence",
    "evidence",
)


def _hop_rows(routes: Sequence[Route]) -> Iterable[dict[str, Any]]:
    for number, route in enumerate(routes, start=1):
        for position, hop in enumerate(route.hops, start=1):
            one = hop.integration
            yield {
                "path": number,
                "hop": position,
                "source": hop.source,
                "role": one.role,
                "target": hop.target,
                "mechanism": one.mechanism,
                "operation": one.operation,
                "permission": [str(p) for p in one.permission],
                "confidence": one.confidence,
                "evidence": one.evidence[0].document,
            }


@main.command()
@click.argument("query")
@_formats("table", "json", "csv", "tsv", "xml", "turtle", "nt", "jsonld")
@click.pass_context
def query(ctx: click.Context, query: str, format_: str) -> None:
    """Answer a SPARQL 1.1 QUERY: its text, a .rq file, - for stdin, or the name of a shipped question.

    \b
    graph query "SELECT ?what { service:lambda kg:invokes ?what }"
    graph query retired-services --json
    graph query "CONSTRUCT WHERE { service:s3 ?p ?o }" --format turtle
    """
    from .formats import render

    text = _query_text(query)
    answer = _catalog().query(text)
    if answer.kind == "graph":
        name = {"table": "turtle", "json": "jsonld"}.get(format_, format_)
        sys.stdout.buffer.write(answer.serialize(name))
    elif format_ != "table":
        sys.stdout.buffer.write(answer.serialize(format_))
    elif answer.kind == "boolean":
        click.echo("yes" if answer.boolean else "no")
    else:
        rows = [{name: _short(value) for name, value in zip(answer.variables, row, strict=True)} for row in answer.rows]
        click.echo(render(rows, answer.variables, "table", width=_width()))
        click.echo(f"{len(rows)} rows", err=True)
    sys.stdout.flush()


def _query_text(query: str) -> str:
    from .store import question, questions

    if query == "-":
        return sys.stdin.read()
    if query.endswith(".rq"):
        try:
            return Path(query).read_text(encoding="utf-8")
        except OSError as error:
            raise BadInput(query, None, error.strerror or str(error), hint="See: graph questions") from error
        except UnicodeDecodeError as error:
            raise BadInput(query, None, "this is not UTF-8 text") from error
    if query.replace("-", "").isalnum():
        if query in questions():
            return question(query)
        raise UnknownName(query, questions(), kind="question", see="graph questions")
    return query


def _short(value: str | None) -> str:
    from .terms import PREFIXES

    if value is None:
        return ""
    for prefix, base in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if value.startswith(base):
            return f"{prefix}:{value[len(base) :]}"
    return value


@main.command()
@_listing
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
    _print_rows(rows, ("name", "question"), format_)


@main.command()
@click.option("--category", help="Only services of this category.")
@click.option(
    "--status", type=click.Choice(["Active", "ClosedToNewCustomers", "Retired"]), help="Only services of this status."
)
@_listing
def services(category: str | None, status: str | None, format_: str) -> None:
    """List the services, sorted by name.

    \b
    graph services
    graph services --status Retired
    graph services --category custom-ml --json
    """
    catalog = _catalog()
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
    _print_rows(_told(rows, format_), ("service", "label", "categories", *_lifecycle(format_)), format_)


def _lifecycle(format_: str) -> tuple[str, ...]:
    return ("status",) if format_ == "table" else ("status", "status_since", "replaced_by")


def _told(rows: list[dict[str, Any]], format_: str) -> list[dict[str, Any]]:
    """For a table, status, date and successor in one cell, and nothing where all is well."""
    from .show import ending

    if format_ != "table":
        return rows
    return [{**row, "status": ending(row["status"], row["status_since"], row["replaced_by"])} for row in rows]


@main.command()
@_name("name")
@_formats("table", "json")
def service(name: str, format_: str) -> None:
    """Print what is known of the service NAME: purpose, status, features, use cases, integrations.

    \b
    graph service sagemaker
    graph service "AWS Lambda" --json
    graph service qldb
    """
    from dataclasses import asdict

    catalog = _catalog()
    one = catalog.service(name)
    joined = catalog.integrations(one.slug)
    if format_ == "json":
        _print_json({**asdict(one), "integrations": [_integration_row(catalog, i) for i in joined]})
        return
    _echo(_lines(catalog).service(one, joined))


@main.command()
@click.argument("words", nargs=-1, required=True)
@_listing
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
    found = search(_catalog(), text)
    rows = [{"service": row.pop("slug"), **row} for row in map(asdict, found)]
    _print_rows(_told(rows, format_), ("service", "label", "why", *_lifecycle(format_)), format_)
    if not found:
        click.echo(f"Nothing in the graph speaks of {text!r}. Try another word, or see: graph use-cases", err=True)
        ctx.exit(1)


@main.command("use-cases")
@_listing
def use_cases(format_: str) -> None:
    """List the use cases with the services and features that serve each.

    \b
    graph use-cases
    graph use-cases --format csv
    """
    rows = [
        {"use_case": one.slug, "label": one.label, "served_by": one.served_by, "broader": one.broader}
        for one in _catalog().use_cases()
    ]
    _print_rows(rows, ("use_case", "label", "served_by"), format_)


@main.command()
@_name("name", required=False)
@click.option("--candidates", is_flag=True, help="List those that are not proven yet instead.")
@_listing
def integrations(name: str | None, candidates: bool, format_: str) -> None:
    """List the integrations of NAME, or all of them.

    \b
    graph integrations s3
    graph integrations sagemaker --format csv
    graph integrations braket --candidates
    """
    catalog = _catalog()
    found = catalog.candidates(name) if candidates else catalog.integrations(name)
    rows = [_integration_row(catalog, one) for one in found]
    columns = [
        c for c in _INTEGRATION_COLUMNS if format_ != "table" or c not in ("feature", "confidence", "iri", "operation")
    ]
    _print_rows(rows, columns, format_)


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


@main.command()
@_name("source")
@_name("target")
@_listing
@click.pass_context
def evidence(ctx: click.Context, source: str, target: str, format_: str) -> None:
    """Print every proof of the integrations between SOURCE and TARGET, in both directions.

    \b
    graph evidence lambda sagemaker
    graph evidence sagemaker s3 --json
    """
    catalog = _catalog()
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
        _print_rows(rows, list(rows[0]) if rows else [], format_)
    for one in found if format_ == "table" else ():
        _echo(_lines(catalog).proofs(one))
    if not found:
        click.echo(f"No integration between {source} and {target} is proven.", err=True)
        ctx.exit(1)


@main.command()
@_formats("table", "json", "csv", "tsv")
def stats(format_: str) -> None:
    """Count what the graph holds.

    \b
    graph stats
    graph stats --json
    """
    counts = _catalog().stats()
    if format_ == "json":
        _print_json(counts)
    else:
        _print_rows([{"class": k, "count": v} for k, v in counts.items()], ("class", "count"), format_)


# -- making -------------------------------------------------------------------------------------


@main.command()
@_name("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--path", "ends", nargs=2, metavar="A B", help="Draw the path from A to B.", shell_complete=_complete_names
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write (default: in output/)."
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
    from .paths import shortest
    from .turtle import write_bytes
    from .views import picture

    catalog = _catalog()
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


@main.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_formats("table", "json")
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
    catalog = _catalog()
    report = judge(catalog, file, text)
    if format_ == "json":
        _print_json({"conforms": report.conforms, **asdict(report)})
    else:
        _echo(_lines(catalog).report(report, str(file or "The shipped graph")))
    if not report.conforms:
        ctx.exit(1)


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@_formats("table", "json", "jsonl", "csv", "tsv", "md")
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
        _echo(release_notes(found).splitlines())
    else:
        _print_rows(rows, ("kind", "change", "slug", "label", "detail"), format_)
    if found:
        ctx.exit(1)


@main.command()
@click.option(
    "--ontology",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the ontology (default: that of this checkout).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write (default: where this checkout reads it, or output/compiled).",
)
@_formats("table", "json")
def build(ontology: Path | None, output: Path | None, format_: str) -> None:
    """Compile the ontology and its data: the same bytes every time. An installation has the result, not all sources.

    \b
    graph build
    graph build --ontology ontology -o output/compiled
    """
    from . import store
    from .build import build_graph
    from .errors import BadInput

    if not ontology and not store.in_checkout():
        raise BadInput(store.ontology(), None, "no snapshot of evidence here", hint="Give --ontology of a checkout.")
    out = output or (store.folder() if store.in_checkout() else Path("output") / "compiled")
    manifest = build_graph(ontology or store.ontology(), out, say=lambda stage: click.echo(stage, err=True))
    if format_ == "json":
        _print_json(manifest)
    else:
        counts = manifest["counts"]
        click.echo(
            f"{out}: {manifest['triples']} triples, {counts['Service']} services, {counts['Integration']} integrations"
        )
