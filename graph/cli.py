"""The commands; the only room that prints, reads arguments or exits."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from .errors import GraphError
from .options import as_path

if TYPE_CHECKING:
    from pathlib import Path

# Command → the room it lives in and what help says of it: a room is loaded when one of its commands is called.
_COMMANDS = {
    "between": ("walking", "List all services that lie on good routes from SOURCE to TARGET."),
    "build": (
        "making",
        "Compile the ontology and its data: the same bytes every time.",
    ),
    "check": ("making", "Check the shipped graph, or a Turtle FILE of yours (- for stdin), against shapes and checks."),
    "diff": (
        "making",
        "Compare two builds, OLD and NEW: services, statuses, integrations and claims that came, went or changed.",
    ),
    "draw": ("making", "Draw the graph as one interactive HTML file that opens with what is asked for."),
    "evidence": ("asking", "Print every proof of the integrations between SOURCE and TARGET, in both directions."),
    "find": ("asking", "Find services by plain WORDS, and say why each was found."),
    "impact": ("walking", "List what would lose its only routes if NAME went away."),
    "integrations": ("asking", "List the integrations of NAME, or all of them."),
    "path": ("walking", "Print the routes from SOURCE to TARGET that an architect would draw, best first, hop by hop."),
    "query": (
        "asking",
        "Answer a SPARQL 1.1 QUERY: its text, a .rq file, - for stdin, or the name of a shipped question.",
    ),
    "questions": ("asking", "List the shipped questions, to be asked by name with graph query."),
    "reach": ("walking", "List what NAME can feed and what can feed it, within some hops."),
    "service": (
        "asking",
        "Print what is known of the service NAME: purpose, status, features, use cases, integrations.",
    ),
    "services": ("asking", "List the services, sorted by name."),
    "stats": ("asking", "Count what the graph holds."),
    "use-cases": ("asking", "List the use cases with the services and features that serve each."),
}


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
            import json

            said = {"code": self.error.code, "message": self.error.message, "hint": self.error.hint}
            click.echo(json.dumps({"error": said}, ensure_ascii=False), err=True)
        else:
            click.echo(click.style("Error: ", fg="red") + self.error.message, err=True)
            if self.error.hint:
                click.echo(self.error.hint, err=True)


class _Group(click.Group):
    """Loads a command when it is called; turns the family of errors into messages and exit codes, in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        room = import_module(f".{_COMMANDS[cmd_name][0]}", __package__)
        command: click.Command = getattr(room, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GraphError as error:
            chosen = ctx.find_root().meta.get("servicekg.format")
            raise _Failure(error, chosen in ("json", "jsonl")) from error


def _version() -> str:
    from .build import program_version
    from .shipped import folder, manifest_of

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
    type=click.Path(file_okay=False),
    callback=as_path,
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
    import logging
    import signal

    # A query in the engine hears no Python signal, so Ctrl-C is left to the system (exit 130).
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("Note: %(message)s"))
    logging.getLogger("graph").handlers[:] = [handler]
    ctx.obj = compiled
