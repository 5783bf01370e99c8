"""Compiles the graph when a wheel is built: an installation needs neither sources nor network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs ``graph build`` and ships its result; an editable installation reads it where it lies."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from graph.build import build_graph

        compiled = root / "output" / "compiled"
        build_graph(root / "ontology", compiled)
        if version != "editable":
            build_data["force_include"][str(compiled)] = "graph/compiled"
            for file in (root / "ontology").rglob("*"):
                inside = file.relative_to(root / "ontology")
                # Every row of the tables is in the compiled graph; only a build reads them.
                if file.is_file() and inside.suffix in {".ttl", ".rq", ".csv", ".nt"}:
                    build_data["force_include"][str(file)] = f"graph/ontology/{inside.as_posix()}"
