"""How cloud services work together: a knowledge graph to query, to walk and to look at.

>>> import graph
>>> [str(path) for path in graph.shortest(graph.load(), "lambda", "sagemaker")]
['lambda -> sagemaker']

Public names load on first use, so that ``import graph`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .build import build_graph
    from .catalog import Catalog, load, to_rdflib
    from .changes import Change, differences
    from .checks import Problem, Report, check
    from .errors import (
        AmbiguousName,
        BadGraph,
        BadInput,
        BadQuery,
        BadTable,
        BadTurtle,
        CannotWrite,
        CompiledGraphError,
        GraphError,
        UnknownName,
        UnknownNames,
    )
    from .model import (
        CallRule,
        Claim,
        Evidence,
        Feature,
        Finding,
        Hop,
        Integration,
        Node,
        NonIntegration,
        Path,
        Permission,
        Reached,
        Routes,
        Service,
        UseCase,
    )
    from .paths import Limits, between, impact, reach, routes, shortest, to_networkx
    from .search import find
    from .store import Answer
    from .views import picture

_ROOMS = {
    "build": "build_graph",
    "catalog": "Catalog load to_rdflib",
    "changes": "Change differences",
    "checks": "Problem Report check",
    "errors": "AmbiguousName BadGraph BadInput BadQuery BadTable BadTurtle CannotWrite CompiledGraphError GraphError "
    "UnknownName UnknownNames",
    "model": "CallRule Claim Evidence Feature Finding Hop Integration Node NonIntegration Path Permission Reached "
    "Routes Service UseCase",
    "paths": "Limits between impact reach routes shortest to_networkx",
    "search": "find",
    "store": "Answer",
    "views": "picture",
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names.split()}

__all__ = [
    "AmbiguousName",
    "Answer",
    "BadGraph",
    "BadInput",
    "BadQuery",
    "BadTable",
    "BadTurtle",
    "CallRule",
    "CannotWrite",
    "Catalog",
    "Change",
    "Claim",
    "CompiledGraphError",
    "Evidence",
    "Feature",
    "Finding",
    "GraphError",
    "Hop",
    "Integration",
    "Limits",
    "Node",
    "NonIntegration",
    "Path",
    "Permission",
    "Problem",
    "Reached",
    "Report",
    "Routes",
    "Service",
    "UnknownName",
    "UnknownNames",
    "UseCase",
    "between",
    "build_graph",
    "check",
    "differences",
    "find",
    "impact",
    "load",
    "picture",
    "reach",
    "routes",
    "shortest",
    "to_networkx",
    "to_rdflib",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'graph' has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
