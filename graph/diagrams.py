"""Routes → Mermaid, Graphviz DOT and Markdown: the same hops in the same order as the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .catalog import Catalog
from .model import Hop, Path

__all__ = ["dot", "markdown", "mermaid", "needs"]


def mermaid(catalog: Catalog, paths: Sequence[Path]) -> str:
    """A Mermaid flowchart of all routes together; each arrow says the role and the mechanism.

    >>> print(mermaid(tiny, []))
    flowchart LR
    """
    lines = ["flowchart LR"]
    numbers = {slug: f"n{number}" for number, slug in enumerate(_nodes(paths))}
    lines += [f'    {number}["{_quoted(catalog.nodes[slug].label)}"]' for slug, number in numbers.items()]
    lines += [f'    {numbers[hop.source]} -->|"{_quoted(_arrow(hop))}"| {numbers[hop.target]}' for hop in _hops(paths)]
    return "\n".join(lines)


def dot(catalog: Catalog, paths: Sequence[Path]) -> str:
    """A Graphviz digraph of all routes together.

    >>> print(dot(tiny, []))
    digraph routes {
      rankdir=LR;
    }
    """
    lines = ["digraph routes {", "  rankdir=LR;"]
    lines += [f'  "{slug}" [label="{_escaped(catalog.nodes[slug].label)}"];' for slug in _nodes(paths)]
    lines += [f'  "{hop.source}" -> "{hop.target}" [label="{_escaped(_arrow(hop))}"];' for hop in _hops(paths)]
    return "\n".join([*lines, "}"])


def markdown(catalog: Catalog, paths: Sequence[Path]) -> str:
    """One heading and one table of hops a route: what each takes, and the page that says so.

    >>> markdown(tiny, [])
    ''
    """
    lines = []
    for number, path in enumerate(paths, start=1):
        names = " → ".join(catalog.nodes[slug].label for slug in path.nodes)
        lines += [f"### {number}. {_cell(names)}", ""]
        lines += [f"> {_cell(note)}" for note in path.notes]
        lines += ["| from | to | how | needs | asynchronous | page |", "|---|---|---|---|---|---|"]
        for hop in path.hops:
            ends = (catalog.nodes[slug].label for slug in (hop.source, hop.target))
            proof = (hop.integrations[0].evidence if hop.integrations else hop.rule.evidence if hop.rule else ())[:1]
            page = f"[{_cell(proof[0].title)}]({proof[0].document})" if proof else ""
            cells = [*map(_cell, ends), _cell(_arrow(hop)), _cell("; ".join(needs(hop))), _waits(hop), page]
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines).rstrip()


def needs(hop: Hop) -> list[str]:
    """What a hop takes, one text a grant; says so when it is not known.

    >>> from graph import Hop
    >>> needs(Hop("a", "b", ()))
    ['depends on the operation called']
    """
    if not hop.integrations:
        return ["depends on the operation called"]
    return hop.integration.needs


def _arrow(hop: Hop) -> str:
    if not hop.integrations:
        return f"can call any API ({hop.rule.mechanism})" if hop.rule else "can call any API"
    one = hop.integration
    back = "" if one.source == hop.source else f"{one.source} "
    how = f" ({', '.join(one.mechanism)})" if one.mechanism else ""
    return f"{back}{one.role}{how}"


def _waits(hop: Hop) -> str:
    said = hop.integration.asynchronous if hop.integrations else False
    return {True: "yes", False: "no", None: "either"}[said]


def _nodes(paths: Iterable[Path]) -> list[str]:
    return list(dict.fromkeys(slug for path in paths for slug in path.nodes))


def _hops(paths: Iterable[Path]) -> Iterator[Hop]:
    seen = set()
    for path in paths:
        for hop in path.hops:
            if (hop.source, hop.target) not in seen:
                seen.add((hop.source, hop.target))
                yield hop


def _quoted(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
