"""Where the ontology and a compiled graph lie, and whether they are whole; reads no triple.

A compiled graph is a folder: ``graph.nt.gz``, a read-only Oxigraph ``store``, ``network.json`` with names and edges,
``integrations.jsonl`` with their facts, ``completions.json`` for shells, ``actions.json`` for policies,
``candidates.nt.gz`` and a ``manifest.json`` that counts and hashes them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from .errors import CompiledGraphError

__all__ = ["folder", "in_checkout", "inputs_hash", "manifest_of", "ontology", "read_part"]

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_REBUILD = "Run: graph build"
_REINSTALL = "Install again: pip install --force-reinstall servicekg"


def ontology() -> Path:
    """The folder of the ontology: inside the installed package, or where a checkout has it."""
    inside = _PACKAGE / "ontology"
    return inside if inside.is_dir() else _CHECKOUT / "ontology"


def in_checkout() -> bool:
    """Whether this package is run from a checkout (an editable install too)."""
    return not (_PACKAGE / "ontology").is_dir()


def folder() -> Path:
    """The folder of the compiled graph: inside the installed package, or ``output/compiled`` of a checkout."""
    return _CHECKOUT / "output" / "compiled" if in_checkout() else _PACKAGE / "compiled"


def inputs_hash(ontology_folder: Path) -> str:
    """One hash over the path and content of every file that a build reads, in the order of their paths."""
    import hashlib

    total = hashlib.sha256()
    for file in sorted(ontology_folder.rglob("*")):
        if file.suffix in {".ttl", ".tsv", ".rq"} and "examples" not in file.parts:
            total.update(file.relative_to(ontology_folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _touched(folder: Path, since: int) -> bool:
    """Whether anything in a folder came, went or changed after a time in nanoseconds, by its dates alone."""
    if _changed(folder.stat(), since):
        return True
    stack = [os.fspath(folder)]
    while stack:
        with os.scandir(stack.pop()) as inside:
            for one in inside:
                if _changed(one.stat(), since):
                    return True
                if one.is_dir():
                    stack.append(one.path)
    return False


def _changed(stat: os.stat_result, since: int) -> bool:
    return max(stat.st_mtime_ns, stat.st_ctime_ns) > since


def manifest_of(compiled: Path) -> dict[str, Any]:
    """The manifest of a compiled graph, after making sure that the graph is there and not stale.

    Raises:
        CompiledGraphError: no graph there, a manifest that cannot be read, or sources that have changed since.
    """
    ours = compiled == folder()
    mend = _REINSTALL if ours and not in_checkout() else _REBUILD
    file = compiled / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(manifest["files"], dict) or not isinstance(manifest["inputs"], str):
            raise TypeError
    except FileNotFoundError as error:
        raise CompiledGraphError(f"No compiled graph in {compiled}.", hint=mend) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CompiledGraphError(f"The manifest in {compiled} cannot be read.", hint=mend) from error
    # The manifest bears the time at which its build began; hashing all sources takes as long as an answer.
    changed = ours and in_checkout() and _touched(ontology(), file.stat().st_mtime_ns)
    if changed and manifest["inputs"] != inputs_hash(ontology()):
        raise CompiledGraphError("The compiled graph is older than the ontology and its data.", hint=mend)
    return manifest


def read_part(compiled: Path, manifest: dict[str, Any], name: str) -> bytes:
    """The bytes of one file of a compiled graph, after comparing their hash with the manifest.

    Raises:
        CompiledGraphError: the file is missing or has other bytes than the build wrote.
    """
    import hashlib

    mend = _REINSTALL if compiled == folder() and not in_checkout() else _REBUILD
    try:
        data = (compiled / name).read_bytes()
    except OSError as error:
        raise CompiledGraphError(f"Cannot read {compiled / name}: {error.strerror}.", hint=mend) from error
    if hashlib.sha256(data).hexdigest() != manifest["files"].get(name):
        raise CompiledGraphError(f"{compiled / name} is damaged: its hash is not the manifest's.", hint=mend)
    return data
