"""What is promised in words holds: examples run, rooms import one way, help starts light, names are listed."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

import graph
from graph import Catalog

from .conftest import ROOT

# From the ground up: a room imports only from rooms before it. CONTRIBUTING.md says what each is for.
ROOMS = [
    *[
        "errors",
        "terms",
        "notebook",
        "model",
        "turtle",
        "tables",
        "shipped",
        "store",
        "catalog",
        "search",
        "paths",
        "policy",
        "diagrams",
        "costs",
        "checks",
        "changes",
        "facts",
        "records",
        "build",
    ],
    *["layout", "page", "views", "formats", "show", "options", "walking", "asking", "making", "cli", "__main__"],
]
MODULES = [importlib.import_module(f"graph.{room}") for room in ROOMS if room != "__main__"]


def imported(room: str) -> set[str]:
    """Rooms of ours that a room names in an import, wherever it stands."""
    tree = ast.parse((ROOT / "graph" / f"{room}.py").read_text())
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found |= {node.module} if node.module else {alias.name for alias in node.names}
    return found


def test_every_room_is_listed_and_described() -> None:
    """A new module finds its place in the order and its line in CONTRIBUTING.md."""
    assert sorted(ROOMS) == sorted(p.stem for p in (ROOT / "graph").glob("*.py") if p.stem != "__init__")
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert [room for room in ROOMS if f"| `{room}.py` |" not in text and room != "__main__"] == []


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_one_way(room: str) -> None:
    """Only from rooms before it."""
    assert imported(room) <= set(ROOMS[: ROOMS.index(room)])


@pytest.mark.parametrize("module", [*MODULES, graph], ids=lambda module: module.__name__)
def test_the_examples_in_docstrings_run(module: ModuleType, tiny: Catalog) -> None:
    """Each shows what it says; ``tiny`` is the small example graph."""
    names = {**vars(module), "tiny": tiny}
    assert doctest.testmod(module, extraglobs=names, optionflags=doctest.ELLIPSIS).failed == 0


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_public_names_are_listed_and_documented(module: ModuleType) -> None:
    """``__all__`` is sorted, holds what is defined here, and each of it has a docstring."""
    if module.__name__ == "graph.cli":
        return
    listed = list(module.__all__)
    assert listed == sorted(listed, key=lambda name: (not name.isupper(), name))
    for name in listed:
        value = getattr(module, name)
        if callable(value) and isinstance(value, type | type(imported)):
            assert (value.__doc__ or "").strip(), name


def test_the_package_lists_what_it_gives() -> None:
    """Each public name loads on first use, and none hides a room of the same name."""
    assert list(graph.__all__) == sorted(graph.__all__, key=str.lower) or list(graph.__all__) == sorted(graph.__all__)
    assert set(graph._HOME) == set(graph.__all__)
    assert not set(graph.__all__) & set(ROOMS)
    for name in graph.__all__:
        assert getattr(graph, name) is not None
    with pytest.raises(AttributeError):
        graph.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import graph", ["click", "rdflib", "networkx", "pyoxigraph", "pyvis", "pyshacl"]),
        (
            "from graph.cli import main; main(['--help'], standalone_mode=False)",
            ["rdflib", "networkx", "pyoxigraph", "pyvis"],
        ),
        (
            "from graph.cli import main; main(['path', 'lambda', 'sagemaker'], standalone_mode=False)",
            ["rdflib", "pyvis", "pyshacl", "prettytable", "numpy"],
        ),
        (
            "from graph.cli import main; main(['query', 'ASK {}'], standalone_mode=False)",
            ["rdflib", "pyvis", "pyshacl", "networkx"],
        ),
    ],
)
def test_heavy_libraries_load_late(code: str, heavy: list[str]) -> None:
    """A command loads what it needs and no more."""
    check = f"{code}\nimport sys\nprint([m for m in {heavy!r} if m in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_readme_commands_are_real() -> None:
    """Every ``make`` target and every ``graph`` command that the README names exists."""
    from graph.cli import main

    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"make ([a-z-]+)", readme)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for command in set(re.findall(r"^\$ graph ([a-z-]+)", readme, re.MULTILINE)):
        assert main.get_command(click.Context(main), command), command


def test_code_blocks_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of the README works as it stands."""
    monkeypatch.chdir(tmp_path)
    readme = (ROOT / "README.md").read_text()
    blocks = re.findall(r"^```python\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(doctest.DocTestParser().get_doctest(block, {}, "README", None, None))
        assert runner.summarize(verbose=False).failed == 0
