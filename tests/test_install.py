"""An installed wheel works by itself: from any directory, read only, with a home that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that ``pip install .`` would make."""
    where = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(where), str(ROOT)], check=True)
    return next(where.glob("*.whl"))


def test_the_wheel_is_small_and_holds_graph_and_ontology(wheel: Path) -> None:
    """Compiled graph, ontology, licences, types; no more than 20 MB, 30 MB unpacked; no snapshot of evidence."""
    held = zipfile.ZipFile(wheel).infolist()
    names = [one.filename for one in held]
    assert wheel.stat().st_size < 20_000_000
    assert sum(one.file_size for one in held) < 30_000_000
    assert not [name for name in names if "/data/evidence/" in name or "/data/review/" in name]
    for name in (
        "graph/compiled/graph.nt.gz",
        "graph/ontology/integration.ttl",
        "graph/py.typed",
        "graph/assets/main.js",
    ):
        assert name in names
    assert [name for name in names if name.endswith("LICENSE-DATA")]


def test_an_installation_works_from_anywhere_without_a_home(wheel: Path, tmp_path: Path) -> None:
    """The commands, both names of them, and the picture in the working directory."""
    venv, work = tmp_path / "venv", tmp_path / "work"
    work.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    subprocess.run([venv / "bin" / "python", "-m", "pip", "install", "-q", str(wheel)], check=True)
    package = next(venv.glob("lib/python*/site-packages/graph"))
    for path in [package, *package.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"HOME": "/nonexistent"}
    for command, said in {
        ("graph", "path", "lambda", "sagemaker"): "AWS Lambda invokes Amazon SageMaker AI",
        ("servicekg", "query", "retired-services"): "Amazon QLDB",
        ("python", "-m", "graph", "check"): "conforms",
        ("graph", "draw", "sagemaker"): "output/sagemaker.html",
    }.items():
        name, *arguments = command
        done = subprocess.run(
            [venv / "bin" / name, *arguments], cwd=work, env=environment, capture_output=True, text=True, check=True
        )
        assert said in done.stdout
    assert sorted(path.name for path in (work / "output").iterdir()) == ["sagemaker.html"]
    refused = subprocess.run(
        [venv / "bin" / "graph", "build"], cwd=work, env=environment, capture_output=True, text=True
    )
    assert refused.returncode == 3
    assert "Give --ontology of a checkout." in refused.stderr
