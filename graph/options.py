"""What the commands share: opening the graph, formats and names as options, printing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .errors import UnknownName

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from .catalog import Catalog
    from .paths import Limits
    from .show import Lines

__all__ = [
    "as_path",
    "chosen_limits",
    "complete_names",
    "echo",
    "formats",
    "limit_options",
    "lines",
    "listing",
    "name_argument",
    "open_catalog",
    "print_json",
    "print_rows",
    "query_text",
    "width",
]

Command = TypeVar("Command", bound=Callable[..., Any])


def open_catalog() -> Catalog:
    """The graph that ``--graph`` names, or the shipped one."""
    import gc

    from .catalog import load

    # A command is over before a collection would pay.
    gc.disable()
    return load(click.get_current_context().obj)


def _remember(ctx: click.Context, _: click.Parameter, value: str) -> str:
    ctx.find_root().meta["servicekg.format"] = value
    return value


def formats(*names: str) -> Callable[[Command], Command]:
    """``--format`` and its short form ``--json``; they fill the same parameter, the last one wins."""

    def add(command: Command) -> Command:
        """The command with both options."""
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


listing = formats("table", "json", "jsonl", "csv", "tsv")


def complete_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Slugs of services and environments that begin so, for a shell; from one small file, since a key was pressed."""
    import json

    from click.shell_completion import CompletionItem

    from .shipped import folder

    try:
        labels = json.loads((folder() / "completions.json").read_bytes())
    except (OSError, ValueError):
        return []
    start = incomplete.lower()
    return [CompletionItem(slug, help=label) for slug, label in labels.items() if slug.startswith(start)]


def name_argument(argument: str, **settings: Any) -> Callable[[Command], Command]:
    """An argument that takes the name of a service and completes it."""
    return click.argument(argument, shell_complete=complete_names, **settings)


def as_path(_: click.Context, __: click.Parameter, value: str | None) -> Path | None:
    """An option's text as a path; a callback, so that help need not load pathlib."""
    from pathlib import Path

    return None if value is None else Path(value)


def width() -> int | None:
    """Columns of the terminal; ``None`` through a pipe."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else None


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], name: str) -> None:
    """Print rows in a format of ``formats``."""
    from .formats import render

    text = render(rows, columns, name, width=width())
    if text:
        click.echo(text)


def print_json(value: Any) -> None:
    """Print plain values as JSON."""
    from .formats import to_json

    click.echo(to_json(value))


def lines(catalog: Catalog) -> Lines:
    """A writer of lines as wide as the terminal."""
    from .show import Lines

    return Lines(catalog, width())


def echo(lines: Iterable[str]) -> None:
    """Print lines one by one, so that a pipe may close."""
    for line in lines:
        click.echo(line)


def limit_options(command: Command) -> Command:
    """The options that say what a route may walk; a command hands them to ``Limits`` as they are."""
    for option in (
        click.option("--include-retired", is_flag=True, help="Also walk through what is retired."),
        click.option("--support", is_flag=True, help="Also walk support roles (IAM, KMS …)."),
        click.option("--candidates", is_flag=True, help="Also walk what is not proven yet."),
        click.option("--proven", is_flag=True, help="Walk only what hard machine evidence proves."),
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            default=0.0,
            metavar="NUMBER",
            help="Least confidence of an integration, 0 to 1.",
        ),
        click.option("--role", multiple=True, metavar="ROLE", help="Walk only this role. Repeatable."),
        click.option(
            "--avoid",
            multiple=True,
            metavar="NAME",
            shell_complete=complete_names,
            help="Leave out a service, a category or a role. Repeatable.",
        ),
    ):
        command = option(command)
    return command


def chosen_limits(catalog: Catalog, options: dict[str, Any]) -> Limits:
    """The limits that the options of ``limit_options`` say.

    Raises:
        UnknownName: no role has that name.
    """
    from .paths import Limits

    unknown = [name for name in options["role"] if name not in catalog.roles]
    if unknown:
        raise UnknownName(unknown[0], catalog.roles, kind="role", see="graph integrations")
    return Limits(**options)


def query_text(query: str) -> str:
    """The text of a query that is given as its text, a .rq file, - for stdin, or the name of a shipped question.

    Raises:
        BadInput: the file cannot be read.
        UnknownName: no question has that name.
    """
    from pathlib import Path

    from .errors import BadInput
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
