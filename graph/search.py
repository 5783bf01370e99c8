"""Plain words → the services that speak of them, and why."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from .catalog import Catalog
from .model import Finding
from .terms import local_name, slug_of

__all__ = ["find"]

# How much a word weighs by where it stands: a name says most, a category least.
_WEIGHTS = {
    "label": 4.0,
    "altLabel": 3.0,
    "use case": 3.0,
    "feature": 2.5,
    "purpose": 2.0,
    "use case, widely": 2.0,
    "feature, widely": 1.5,
    "category": 1.0,
}
# A word that stands there as it was typed says more than one that shares its stem.
_LITERAL = 2.0
# To this comes the share that the word has of the text there: a name that is just this word wins.
_WHOLE = 2.0
# What a claim said that no longer holds still finds its service, last.
_OUTDATED = 0.5
# Words that stand in one text belong together; so much is a word worth that stands alone.
_ALONE = 0.5
# A service that meets less than this share of what was asked for, rare words counting more, is left out.
_LEAST = 0.4

_ENDINGS = re.compile(r"(izations?|ations?|ings?|izers?|ers?|ors?|ions?|izes?|ized|izing|ed|es|(?<!s)s|e|y|ies|al)$")
_SPELLINGS = [
    (re.compile(british), american)
    for british, american in (
        ("is(e[ds]?|ing|ation|er)$", r"iz\1"),
        ("ys(e[ds]?|ing|er)$", r"yz\1"),
        ("tre(s?)$", r"ter\1"),
        ("our(s?)$", r"or\1"),
    )
]
_SMALL = frozenset("a an and as at by do for from how i in into is it my of on or that the this to we with".split())

_OF_SERVICES = """SELECT ?x ?p ?v {
  { ?x a kg:Service } UNION { ?x a kg:Feature }
  VALUES ?p { rdfs:label skos:altLabel kg:purpose skos:definition } ?x ?p ?v
} ORDER BY ?x ?p ?v"""
_OF_USE_CASES = """SELECT ?x ?label ?p ?v ?standing {
  ?claim rdf:subject ?x ; rdf:predicate kg:servesUseCase ; rdf:object ?u ; kg:standing ?standing
  FILTER(?standing != kg:Mistaken)
  ?u rdfs:label ?label . VALUES ?p { rdfs:label skos:altLabel skos:definition } ?u ?p ?v
} ORDER BY ?x ?u ?p ?v"""
_OF_CATEGORIES = "SELECT ?x ?v { ?x kg:inCategory ?c . ?c rdfs:label|skos:altLabel ?v } ORDER BY ?x ?v"


@dataclass(frozen=True, slots=True)
class _Text:
    slug: str
    weight: float
    why: str
    stems: frozenset[str]
    words: frozenset[str]


def find(catalog: Catalog, text: str) -> list[Finding]:
    """Services whose names, purpose, features, use cases or categories speak of a text, best first.

    Each word of the text must begin a word of what is searched, or share its stem (``invoice`` finds
    ``invoices``, ``summarise`` finds ``summarization``). The fewer services a word finds, the more it
    says; services that meet much less of the text than the best ones are left out. What is retired
    comes last, then equal scores in the order of slugs.

    >>> [(found.slug, found.why) for found in find(tiny, "fraud")]
    [('sagemaker', 'use case: Fraud detection')]
    """
    words, typed = sorted(_stems(text)), _words(text)
    said = _texts(catalog) if words else []
    met: dict[str, float] = {}
    scores: dict[str, float] = {}
    whys: dict[str, tuple[float, str]] = {}
    for word in words:
        best: dict[str, tuple[float, str]] = {}
        for one in said:
            if not any(stem.startswith(word) for stem in one.stems):
                continue
            literal = _LITERAL * any(heard in one.words for heard in typed if heard.startswith(word))
            together = sum(any(stem.startswith(other) for stem in one.stems) for other in words) / len(words)
            worth = (one.weight + literal) * (_ALONE + together) + _WHOLE / len(one.stems)
            best[one.slug] = max(best.get(one.slug, (0.0, "")), (worth, one.why))
        rarity = math.log(1 + len(catalog.nodes) / len(best)) if best else 0.0
        for slug, (worth, why) in best.items():
            met[slug] = met.get(slug, 0.0) + rarity
            scores[slug] = scores.get(slug, 0.0) + rarity * worth
            whys[slug] = max(whys.get(slug, (0.0, "")), (rarity * worth, why))
    most = max(met.values(), default=0.0)
    found = [
        Finding(
            slug,
            node.label,
            round(score * met[slug] / most, 3),
            whys[slug][1],
            node.status,
            node.status_since,
            node.replaced_by,
        )
        for slug, score in scores.items()
        for node in [catalog.nodes[slug]]
        if met[slug] >= _LEAST * most
    ]
    return sorted(found, key=lambda one: (one.status == "Retired", -one.score, one.slug))


@lru_cache(maxsize=1)
def _texts(catalog: Catalog) -> list[_Text]:
    """All that speaks of services; read once, since who asks once often asks again."""
    found: list[_Text] = []

    def add(iri: str, place: str, why: str, text: str, factor: float = 1.0) -> None:
        slug = catalog.owner(slug_of(iri))
        if slug in catalog.nodes and catalog.nodes[slug].kind == "service":
            found.append(_Text(slug, _WEIGHTS[place] * factor, why, frozenset(_stems(text)), frozenset(_words(text))))

    for row in catalog.store.rows(_OF_SERVICES):
        part, text, slug = local_name(row["p"]), row["v"], slug_of(row["x"])
        if slug in catalog.features_of:
            wide = part == "definition"
            why = f"feature: {catalog.nodes[slug].label}" + (f", {text}" if wide else "")
            add(row["x"], "feature, widely" if wide else "feature", why, text)
        elif part in _WEIGHTS:
            add(row["x"], part, f"{ {'label': 'name', 'altLabel': 'also named'}.get(part, part) }: {text}", text)
    for row in catalog.store.rows(_OF_USE_CASES):
        wide, holds = local_name(row["p"]) == "definition", row["standing"].endswith("Holds")
        why = f"use case: {row['label']}" + ("" if holds else " (no longer)")
        add(row["x"], "use case, widely" if wide else "use case", why, row["v"], 1.0 if holds else _OUTDATED)
    for row in catalog.store.rows(_OF_CATEGORIES):
        add(row["x"], "category", f"category: {row['v']}", row["v"])
    return found


def _stems(text: str) -> set[str]:
    """The words of a text without their commonest English endings, so that near forms and spellings meet.

    >>> _stems("Invoice processing") == _stems("to process invoices")
    True
    >>> _stems("summarise, call centres") == _stems("summarization, call center")
    True
    """
    return {_stem(word) for word in _words(text)}


@cache
def _stem(word: str) -> str:
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    short = _ENDINGS.sub("", word) if len(word) > 4 else word
    return short if len(short) >= 3 else word


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _SMALL}
