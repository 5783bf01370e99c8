"""What several tests share: the small graph, the shipped graph, a browser, the command line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graph import Catalog, load
from graph.build import build_graph, catalog_of, read_terms
from graph.cli import main
from graph.shipped import folder, ontology
from graph.turtle import read

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Path:
    """The folder of the compiled graph, built when it is missing or stale."""
    try:
        load()
    except Exception:
        build_graph(ontology(), folder())
    return folder()


@pytest.fixture(scope="session")
def catalog(compiled: Path) -> Catalog:
    """The shipped graph."""
    return load(compiled)


@pytest.fixture(scope="session")
def tiny() -> Catalog:
    """The small hand-written graph of ``ontology/examples/tiny.ttl``."""
    return catalog_of([*read_terms(ontology()), *read(ontology() / "examples" / "tiny.ttl")])


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run a command line in this process: ``run("path", "lambda", "s3")``."""

    def invoke(*arguments: str, **settings: Any) -> Result:
        environment = {"COLUMNS": "100", **settings.pop("env", {})}
        return CliRunner(env=environment).invoke(main, list(arguments), prog_name="graph", **settings)

    return invoke


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium: one of the machine's, else the browser tool's own."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            engine = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        except Exception as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no browser: {error}")
        yield engine
        engine.close()
