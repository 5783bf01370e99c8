"""A name → its service (slug, label, alias, IRI); listings; the evidence of an integration.

``load()`` opens the compiled graph once; everything a command says comes from the ``Catalog`` it gives.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import AmbiguousName, CompiledGraphError, UnknownName
from .model import CallRule, Claim, Evidence, Feature, Integration, Node, NonIntegration, Permission, Service, UseCase
from .shipped import folder, manifest_of, read_part
from .terms import DCTERMS, KG, OWL, PREFIXES, RDF, RDFS, SKOS, local_name, slug_of, thing

if TYPE_CHECKING:
    import rdflib
    from pyoxigraph import Triple

    from .store import Answer, Store

__all__ = ["Catalog", "Edge", "load", "normal", "to_rdflib"]

Said = dict[str, list[str]]


class Edge(NamedTuple):
    """An integration as the network has it: its ends are slugs, ``walk`` is empty for support.

    ``retired`` says that every feature that carries it is, ``proven`` that hard machine evidence proves it; ``forward``
    and ``backward`` are what walking it costs, in thousandths of a plain hop, 0 where it is not walked that way;
    ``at`` is where its facts begin in ``integrations.jsonl``.
    """

    source: str
    target: str
    role: str
    walk: str
    confidence: float
    proofs: int
    retired: bool
    proven: bool
    forward: int
    backward: int
    at: int | None = None


_WHERE = ("service", "environment", "feature")


def normal(name: str) -> str:
    """A name as it is compared: letters and digits only, in lower case.

    >>> normal("AWS Step-Functions")
    'awsstepfunctions'
    """
    return re.sub(r"[\W_]+", "", name.casefold()) or name.casefold()


def load(compiled: Path | None = None) -> Catalog:
    """Open a compiled graph: the shipped one when no folder is named.

    Args:
        compiled: folder that ``graph build`` wrote.

    Raises:
        CompiledGraphError: it is missing, older than its sources, or damaged; the hint says what mends it.
    """
    where = (compiled or folder()).absolute()
    manifest = manifest_of(where)
    try:
        network = json.loads(read_part(where, manifest, "network.json"))
    except ValueError as error:
        raise CompiledGraphError(f"{where / 'network.json'} is damaged.", hint="Run: graph build") from error
    return Catalog(network, where, manifest)


def to_rdflib(catalog: Catalog) -> rdflib.Graph:
    """The published graph as an ``rdflib.Graph``, with the prefixes of ``terms.PREFIXES`` bound.

    >>> len(to_rdflib(tiny)) == len(tiny.store)
    True
    """
    import rdflib

    data = catalog.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").serialize("nt")
    graph = rdflib.Graph().parse(data=data, format="nt")
    for prefix, base in PREFIXES.items():
        graph.bind(prefix, base)
    return graph


class _Nodes(Mapping[str, Node]):
    """Slug → node, each made when it is asked for: a command needs a few of many."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self._rows = {row[0]: row for row in rows}
        self._made: dict[str, Node] = {}

    def __getitem__(self, slug: str) -> Node:
        if slug not in self._made:
            _, label, kind, status, x, y, since, successors = self._rows[slug]
            self._made[slug] = Node(slug, thing(kind, slug), label, kind, status, x, y, since, tuple(successors))
        return self._made[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Catalog:
    """One compiled graph: its names in memory, its facts in the store that opens on first use.

    Use ``load()`` to get one. ``nodes`` maps each slug to its ``Node``, sorted by slug.
    """

    def __init__(
        self,
        network: dict[str, Any],
        compiled: Path | None = None,
        manifest: dict[str, Any] | None = None,
        store: Store | None = None,
    ) -> None:
        self.nodes: Mapping[str, Node] = _Nodes(network["nodes"])
        self.names: dict[str, str] = network["names"]
        self.features_of: dict[str, str] = network["features"]
        self.manifest = manifest or {}
        self.networks: dict[Any, Any] = {}
        self._documents: dict[int, tuple[str, str, str | None]] = {}
        self._network = network
        self._compiled = compiled
        self._store = store

    @cached_property
    def edges(self) -> list[Edge]:
        """Every published integration, as the network has it; sorted."""
        return self._edges("edges")

    @cached_property
    def unproven_edges(self) -> list[Edge]:
        """Every candidate, as the network has it; sorted."""
        return self._edges("candidates")

    def _edges(self, which: str) -> list[Edge]:
        return [self._edge(row) for row in zip(*self._network[which], strict=True)]

    def _edge(self, row: tuple[Any, ...]) -> Edge:
        source, target, role, confidence, proofs, flags, forward, backward, at = row
        name, walk = self._network["roles"][role]
        ends = (self._slugs[source], self._slugs[target])
        return Edge(
            *ends, name, walk, confidence / 10000, proofs, bool(flags & 1), bool(flags & 2), forward, backward, at
        )

    @cached_property
    def _slugs(self) -> list[str]:
        return list(self.nodes)

    @cached_property
    def steps(self) -> list[Edge]:
        """Every published step, without support; sorted."""
        support = {number for number, (_, walk) in enumerate(self._network["roles"]) if not walk}
        return [self._edge(row) for row in zip(*self._network["edges"], strict=True) if row[2] not in support]

    def of_status(self, status: str) -> set[str]:
        """The services and environments, or other things, of a lifecycle status."""
        return {row[0] for row in self._network["nodes"] if row[3] == status}

    @property
    def interchangeable(self) -> list[list[str]]:
        """Sets of services that can stand for each other between two others."""
        found: list[list[str]] = self._network["interchangeable"]
        return found

    @property
    def carriers(self) -> frozenset[str]:
        """Services that carry messages between two others; a route with one more of them is a variant."""
        return frozenset(self._network["carriers"])

    @property
    def variant_cost(self) -> int:
        """How much more a variant of a route may cost, in thousandths of a plain hop."""
        cost: int = self._network["variant_cost"]
        return cost

    @property
    def families(self) -> dict[str, str]:
        """Class of evidence → its family: classes of one family err together."""
        found: dict[str, str] = self._network["families"]
        return found

    def category(self, slug: str) -> list[str]:
        """The services of a category, sorted."""
        return self.categories.get(slug, [])

    @property
    def categories(self) -> dict[str, list[str]]:
        """Category → its services; both sorted."""
        found: dict[str, list[str]] = self._network["categories"]
        return found

    @property
    def rules(self) -> dict[str, int | None]:
        """Who can call every API by design: slug → where its rule is told in ``integrations.jsonl``."""
        return dict(self._network["rules"])

    @property
    def roles(self) -> list[str]:
        """The roles that occur, sorted."""
        return [role for role, _ in self._network["roles"]]

    @property
    def rule_cost(self) -> int:
        """What a hop by one of the ``rules`` costs, in thousandths of a plain hop."""
        cost: int = self._network["rule_cost"]
        return cost

    @cached_property
    def _actions(self) -> dict[str, Any]:
        """Action → ARN patterns, service → principals, and who is let in by resources: for policies alone."""
        if self._compiled is None:
            return {"actions": {}, "principals": {}, "resource_policies": []}
        found: dict[str, Any] = json.loads(read_part(self._compiled, self.manifest, "actions.json"))
        return found

    def resources(self, action: str) -> list[str]:
        """The ARN patterns of the types of resource that an IAM action takes, sorted; none when it takes none.

        An action that ends in ``*`` takes what all of those take that it stands for.
        """
        known = self._actions["actions"]
        if action.endswith("*"):
            parts = [known[name] for name in known if name.startswith(action[:-1])]
            return sorted({arn for part in parts for arn in part}) if all(parts) else []
        return list(known.get(action, ()))

    def principals(self, slug: str) -> list[str]:
        """The service principals that may assume the role of a service's work, sorted."""
        return list(self._actions["principals"].get(slug, ()))

    def lets_in(self, one: Integration, need: Permission) -> bool:
        """Whether a policy on the target lets the principal in, rather than the trust policy of a role it assumes."""
        return any(
            target in ("", one.target) and source in ("", one.source) and mechanism in ("", need.mechanism)
            for target, source, mechanism in self._actions["resource_policies"]
        )

    @property
    def callable(self) -> list[str]:
        """The active services that have an API to call, sorted."""
        found: list[str] = self._network["callable"]
        return found

    @cached_property
    def store(self) -> Store:
        """The triples, for SPARQL."""
        if self._store is not None:
            return self._store
        from .store import Store

        assert self._compiled is not None
        return Store.open(self._compiled, self.manifest)

    def query(self, query: str) -> Answer:
        """The answer to a SPARQL 1.1 query over the published graph; see ``Store.ask``."""
        return self.store.ask(query)

    def triples(self) -> list[Triple]:
        """Every published triple, from the compiled file; from the store where there is none.

        Raises:
            CompiledGraphError: the file is damaged.
        """
        if self._compiled is None:
            return list(self.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").triples)
        from .turtle import read_n_triples_gz

        return read_n_triples_gz(read_part(self._compiled, self.manifest, "graph.nt.gz"))

    # -- names ----------------------------------------------------------------------------------

    def find_node(self, name: str, kinds: Collection[str] = _WHERE) -> Node:
        """The thing that a name means: its slug, label, any alias, IRI, IAM prefix or service principal.

        Raises:
            UnknownName: nothing of these kinds has the name; the hint offers near ones.
            AmbiguousName: several things share it equally; the hint lists them.
        """
        found = [(int(one[0]), one[1:]) for one in self.names.get(normal(slug_of(name)), "").split("|") if one]
        fitting = [(rank, slug) for rank, slug in found if self.nodes[slug].kind in kinds]
        if not fitting:
            known = {slug for slug, node in self.nodes.items() if node.kind in kinds}
            known |= {self.nodes[slug].label.lower() for slug in known}
            kind = "service" if "service" in kinds else sorted(kinds)[0]
            see = {"use-case": "graph use-cases"}.get(kind, "graph services")
            raise UnknownName(name, known, kind=kind, see=see)
        best = min(rank for rank, _ in fitting)
        slugs = sorted({slug for rank, slug in fitting if rank == best})
        if len(slugs) > 1:
            raise AmbiguousName(name, slugs)
        return self.nodes[slugs[0]]

    def participant(self, name: str) -> Node:
        """The service or environment that a name means; a feature's name stands for its service.

        Raises:
            UnknownName, AmbiguousName: see ``find_node``.
        """
        return self.nodes[self.owner(self.find_node(name).slug)]

    def owner(self, slug: str) -> str:
        """The service that a feature belongs to; any other slug as it is."""
        while slug in self.features_of:
            slug = self.features_of[slug]
        return slug

    def retired(self, one: Integration) -> list[Node]:
        """What is retired of an integration: its ends and the features that carry it."""
        parts = dict.fromkeys((one.source, one.target, *one.feature))
        return [self.nodes[slug] for slug in parts if self.nodes[slug].status == "Retired"]

    # -- listings -------------------------------------------------------------------------------

    def services(self) -> list[Service]:
        """Every service with its features and claims, sorted by slug."""
        return self._services("?s a kg:Service .")

    def service(self, name: str) -> Service:
        """One service with its features and claims.

        Raises:
            UnknownName, AmbiguousName: see ``find_node``; a feature's name gives its service.
        """
        node = self.participant(name)
        if node.kind != "service":
            raise UnknownName(name, [s for s, n in self.nodes.items() if n.kind == "service"])
        return self._services(f"VALUES ?s {{ <{node.iri}> }}")[0]

    def features(self) -> list[Feature]:
        """Every feature, sorted by slug."""
        said = self.store.nodes("?x a kg:Feature .")
        return sorted((self._feature(iri, facts) for iri, facts in said.items()), key=lambda f: f.slug)

    def use_cases(self) -> list[UseCase]:
        """Every use case, sorted by slug, with what serves it."""
        served: dict[str, set[str]] = {}
        for row in self.store.rows("SELECT ?who ?what { ?who kg:servesUseCase ?what }"):
            served.setdefault(row["what"], set()).add(slug_of(row["who"]))
        return sorted(
            (
                UseCase(
                    slug_of(iri),
                    iri,
                    _one(facts, RDFS.label) or slug_of(iri),
                    _one(facts, SKOS.definition),
                    tuple(slug_of(b) for b in facts.get(SKOS.broader, [])),
                    tuple(sorted(served.get(iri, ()))),
                    tuple(facts.get(SKOS.altLabel, [])),
                )
                for iri, facts in self.store.nodes("?x a kg:UseCase .").items()
            ),
            key=lambda use_case: use_case.slug,
        )

    def integrations(self, name: str | None = None) -> list[Integration]:
        """The published integrations that a thing takes part in (all when no name is given), sorted by IRI.

        Raises:
            UnknownName, AmbiguousName: see ``find_node``.
        """
        if name is None:
            return self._integrations("?i a kg:Integration .")
        iri = self.participant(name).iri
        return self._integrations(f"?i kg:source|kg:target <{iri}> .")

    def candidates(self, name: str | None = None) -> list[Integration]:
        """Integrations that are not proven yet: some evidence, no review, and often no role but ``integratesWith``.

        They are no part of the graph; whoever asks for integrations never meets one. Sorted by IRI.

        Raises:
            UnknownName, AmbiguousName: see ``find_node``.
            CompiledGraphError: the file of candidates is damaged.
        """
        pattern = "?i a kg:Candidate ."
        if name is not None:
            pattern += f" ?i kg:source|kg:target <{self.participant(name).iri}> ."
        return self._unproven._integrations(pattern, kind="Candidate")

    @cached_property
    def _unproven(self) -> Catalog:
        """The same names over published and unproven triples together."""
        if self._compiled is None:
            return self
        from .store import Store
        from .turtle import read_n_triples_gz

        unproven = read_n_triples_gz(read_part(self._compiled, self.manifest, "candidates.nt.gz"))
        catalog = copy(self)
        catalog._store = Store.of([*self.triples(), *unproven])
        catalog.__dict__.pop("store", None)
        return catalog

    # -- facts of the network: read from one line each, without opening the store ------------------

    def integration(self, edge: Edge) -> Integration:
        """What is known of one edge of the network, published or not."""
        if edge.at is None:
            found = self.between(edge.source, edge.target)
            return next(i for i in found if (i.source, i.role) == (edge.source, edge.role))
        said = self._told(edge.at)
        if [said.get(key) for key in ("source", "role", "target")] != [edge.source, edge.role, edge.target]:
            raise self._damaged("integrations.jsonl")
        return integration_of(said)

    def rule(self, caller: str) -> CallRule:
        """The rule by which a service can call every API."""
        at = self.rules[caller]
        if at is None:
            return next(rule for rule in self.call_rules() if rule.caller == caller)
        return CallRule(**self._told(at))

    def denied(self, source: str, target: str) -> list[NonIntegration]:
        """What is known not to work directly between two slugs, in this direction; as ``non_integrations``."""
        if self._compiled is None:
            return self.non_integrations(source, target)
        found = []
        for a, b, at in self._network["denied"]:
            if (a, b) == (source, target):
                said = self._told(at)
                found.append(NonIntegration(**{**said, "through": tuple(said.get("through", ()))}))
        return found

    def _told(self, at: int) -> dict[str, Any]:
        """The facts that begin at a place of ``integrations.jsonl``, with their evidence; told from damage by form."""
        said = self._line(at)
        if not isinstance(said, dict):
            raise self._damaged("integrations.jsonl")
        try:
            proofs = [(one, *self._document(document), *rest) for one, document, *rest in said["evidence"]]
            said["evidence"] = tuple(
                Evidence(one, document, title, pointer, seen_on, modified, found)
                for one, document, title, modified, pointer, seen_on, found in proofs
            )
        except (KeyError, TypeError, ValueError) as error:
            raise self._damaged("integrations.jsonl") from error
        return said

    def _document(self, at: int) -> tuple[str, str, str | None]:
        """Name, title and date of the text of a document that is told at a place; read once."""
        if at not in self._documents:
            name, title, modified = self._line(at)
            self._documents[at] = (name, title, modified)
        return self._documents[at]

    def _line(self, at: int) -> Any:
        assert self._compiled is not None
        try:
            with (self._compiled / "integrations.jsonl").open("rb") as file:
                file.seek(at)
                return json.loads(file.readline())
        except (OSError, ValueError) as error:
            raise self._damaged("integrations.jsonl") from error

    def _damaged(self, name: str) -> CompiledGraphError:
        return CompiledGraphError(f"{self._compiled}/{name} is damaged.", hint="Run: graph build")

    def between(self, source: str, target: str) -> list[Integration]:
        """The published integrations from one thing to another or back, sorted by IRI.

        Raises:
            UnknownName, AmbiguousName: see ``find_node``.
        """
        a, b = self.participant(source).iri, self.participant(target).iri
        return self._integrations(
            f"{{ ?i kg:source <{a}> ; kg:target <{b}> }} UNION {{ ?i kg:source <{b}> ; kg:target <{a}> }}"
        )

    def stats(self) -> dict[str, int]:
        """How many of each kind the graph holds: class → count, in the order of their names."""
        rows = self.store.rows(
            f"SELECT ?c (COUNT(?x) AS ?n) {{ ?x a ?c FILTER(STRSTARTS(STR(?c), '{KG.base}')) }} GROUP BY ?c"
        )
        counts = Counter({local_name(row["c"]): int(row["n"]) for row in rows})
        counts["triples"] = len(self.store)
        return dict(sorted(counts.items()))

    def _repr_html_(self) -> str:
        from .notebook import catalog

        return catalog(self)

    def non_integrations(self, source: str | None = None, target: str | None = None) -> list[NonIntegration]:
        """What is known not to work directly: all of it, or from one thing to another; sorted by IRI.

        Raises:
            UnknownName, AmbiguousName: see ``find_node``.
        """
        pattern = "?i a kg:NonIntegration ."
        for name, end in ((source, "sourceIndividual"), (target, "targetIndividual")):
            if name is not None:
                pattern += f" ?i owl:{end} <{self.participant(name).iri}> ."
        evidence = self._evidence(f"{pattern} ?i kg:evidence ?x .")
        return [
            NonIntegration(
                iri=iri,
                source=slug_of(facts[OWL.sourceIndividual][0]),
                role=local_name(facts[OWL.assertionProperty][0]),
                target=slug_of(facts[OWL.targetIndividual][0]),
                note=_one(facts, SKOS.note) or "",
                mechanism=slug_of(facts[KG.mechanism][0]) if KG.mechanism in facts else None,
                through=tuple(slug_of(t) for t in facts.get(KG.through, [])),
                evidence=_sorted_evidence(evidence[e] for e in facts.get(KG.evidence, [])),
            )
            for iri, facts in sorted(self.store.nodes(f"{pattern} BIND(?i AS ?x)").items())
        ]

    def call_rules(self) -> list[CallRule]:
        """The services that can call every API by design, sorted by slug."""
        evidence = self._evidence("?r a kg:CallRule ; kg:evidence ?x .")
        return sorted(
            (
                CallRule(
                    slug_of(facts[KG.caller][0]),
                    _one(facts, RDFS.label) or iri,
                    slug_of(facts[KG.mechanism][0]),
                    _one(facts, SKOS.note),
                    _sorted_evidence(evidence[e] for e in facts.get(KG.evidence, [])),
                )
                for iri, facts in self.store.nodes("?x a kg:CallRule .").items()
            ),
            key=lambda rule: rule.caller,
        )

    # -- from rows to dataclasses ---------------------------------------------------------------

    def _services(self, pattern: str) -> list[Service]:
        """The services that a pattern binds to ``?s``, sorted by slug."""
        said = self.store.nodes(f"{pattern} BIND(?s AS ?x)")
        slugs = {slug_of(iri) for iri in said}
        about = [self.nodes[slug].iri for slug in self.nodes if self.owner(slug) in slugs]
        subjects = f"VALUES ?t {{ {' '.join(f'<{iri}>' for iri in about)} }}"
        features: dict[str, list[Feature]] = {}
        for iri, facts in self.store.nodes(f"{subjects} ?t kg:hasFeature ?x .").items():
            feature = self._feature(iri, facts)
            features.setdefault(self.owner(feature.slug), []).append(feature)
        evidence = self._evidence(f"{subjects} ?c rdf:subject ?t ; kg:evidence ?x .")
        claims: dict[str, list[Claim]] = {}
        for _, facts in sorted(self.store.nodes(f"{subjects} ?x rdf:subject ?t .").items(), key=_claim_order):
            claim = self._claim(facts, evidence)
            claims.setdefault(self.owner(claim.subject), []).append(claim)
        return [
            Service(
                slug=slug,
                iri=iri,
                label=_one(facts, RDFS.label) or slug,
                purpose=_one(facts, KG.purpose),
                aliases=tuple(facts.get(SKOS.altLabel, [])),
                categories=tuple(slug_of(c) for c in facts.get(KG.inCategory, [])),
                use_cases=tuple(slug_of(u) for u in facts.get(KG.servesUseCase, [])),
                iam_prefixes=tuple(facts.get(KG.iamPrefix, [])),
                principals=tuple(facts.get(KG.servicePrincipal, [])),
                page=_one(facts, RDFS.seeAlso),
                features=tuple(sorted(features.get(slug, []), key=lambda feature: feature.slug)),
                claims=tuple(claims.get(slug, [])),
                **_lifecycle(facts),
            )
            for iri, facts in sorted(said.items())
            for slug in [slug_of(iri)]
        ]

    def _feature(self, iri: str, facts: Said) -> Feature:
        slug = slug_of(iri)
        kinds = [k for k in ("Algorithm", "Framework") if getattr(KG, k) in facts[RDF.type]]
        return Feature(
            slug=slug,
            iri=iri,
            label=_one(facts, RDFS.label) or slug,
            part_of=self.features_of.get(slug),
            definition=_one(facts, SKOS.definition),
            kind=kinds[0] if kinds else "Feature",
            aliases=tuple(facts.get(SKOS.altLabel, [])),
            **_lifecycle(facts),
        )

    def _claim(self, facts: Said, evidence: dict[str, Evidence]) -> Claim:
        value = facts[RDF.object][0]
        if value.startswith(KG.base):
            value = local_name(value)
        return Claim(
            subject=slug_of(facts[RDF.subject][0]),
            property=local_name(facts[RDF.predicate][0]),
            object=slug_of(value),
            standing=local_name(facts[KG.standing][0]),
            standing_since=_one(facts, KG.standingSince),
            note=_one(facts, SKOS.note),
            evidence=_sorted_evidence(evidence[e] for e in facts.get(KG.evidence, [])),
        )

    def _evidence(self, pattern: str) -> dict[str, Evidence]:
        said = self.store.nodes(pattern)
        documents = self.store.nodes(f"{{ SELECT DISTINCT ?d {{ {pattern} ?x dcterms:source ?d }} }} BIND(?d AS ?x)")
        found = {}
        for iri, facts in said.items():
            document = facts[DCTERMS.source][0]
            about = documents.get(document, {})
            found[iri] = Evidence(
                facts[KG.evidenceClass][0],
                document,
                _one(about, DCTERMS.title) or document,
                facts[KG.pointer][0],
                _one(facts, KG.seenOn),
                _one(about, DCTERMS.modified),
                int(_one(facts, KG.found) or 1),
            )
        return found

    def _integrations(self, pattern: str, kind: str = "Integration") -> list[Integration]:
        said = self.store.nodes(f"{{ SELECT DISTINCT ?i {{ {pattern} ?i a kg:{kind} }} }} BIND(?i AS ?x)")
        permissions = self.store.nodes(f"{pattern} ?i kg:permission ?x .")
        evidence = self._evidence(f"{pattern} ?i a kg:{kind} ; kg:evidence ?x .")
        walks = {row["r"]: row["w"] for row in self.store.rows("SELECT ?r ?w { ?r kg:walk ?w }")}
        waits = {row["x"]: row["a"] == "true" for row in self.store.rows("SELECT ?x ?a { ?x kg:asynchronous ?a }")}
        return [
            Integration(
                iri=iri,
                source=slug_of(facts[KG.source][0]),
                role=local_name(facts[KG.role][0]),
                target=slug_of(facts[KG.target][0]),
                label=_one(facts, RDFS.label) or iri,
                walk=walks.get(facts[KG.role][0]),
                confidence=float(facts[KG.confidence][0]),
                mechanism=tuple(slug_of(m) for m in facts.get(KG.mechanism, [])),
                operation=tuple(facts.get(KG.operation, [])),
                feature=tuple(slug_of(f) for f in facts.get(KG.viaFeature, [])),
                permission=tuple(_permission(p, permissions.get(p, {})) for p in facts.get(KG.permission, [])),
                evidence=_sorted_evidence(evidence[e] for e in facts.get(KG.evidence, [])),
                notes=tuple(facts.get(SKOS.note, [])),
                asynchronous=_asynchronous(facts, waits),
            )
            for iri, facts in sorted(said.items())
        ]


def integration_of(said: dict[str, Any]) -> Integration:
    """An integration from its plain values and its evidence; what is empty may be left out."""
    iri = thing("integration", f"{said['source']}/{said['role']}/{said['target']}")
    lists = {key: tuple(said.get(key, ())) for key in ("mechanism", "operation", "feature", "notes")}
    permission = tuple(
        Permission(**{**p, "actions": tuple(p.get("actions", ())), "principal": tuple(p.get("principal", ()))})
        for p in said.get("permission", ())
    )
    return Integration(**{"iri": iri, "walk": None, **said, **lists, "permission": permission})


def _asynchronous(facts: Said, waits: dict[str, bool]) -> bool | None:
    """Whether the one that starts goes on at once: by operation, else by mechanism, else by role."""
    if any(operation.startswith("Start") for operation in facts.get(KG.operation, [])):
        return True
    found: set[bool | None] = {waits[m] for m in facts.get(KG.mechanism, []) if m in waits}
    found = found or {waits.get(facts[KG.role][0])}
    return found.pop() if len(found) == 1 else None


def _one(facts: Said, predicate: str) -> str | None:
    values = facts.get(predicate)
    return values[0] if values else None


def _lifecycle(facts: Said) -> dict[str, Any]:
    status = _one(facts, KG.status)
    return {
        "status": local_name(status) if status else None,
        "status_since": _one(facts, KG.statusSince),
        "replaced_by": tuple(slug_of(r) for r in facts.get(DCTERMS.isReplacedBy, [])),
    }


def _permission(iri: str, facts: Said) -> Permission:
    if iri == KG.NoPermission:
        return Permission(none=True)
    holder, mechanism = _one(facts, KG.heldBy), _one(facts, KG.mechanism)
    return Permission(
        tuple(facts.get(KG.action, [])),
        slug_of(holder) if holder else None,
        tuple(facts.get(KG.principal, [])),
        slug_of(mechanism) if mechanism else None,
    )


def _sorted_evidence(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Pages first, then the newest text, then in the order of their addresses."""
    order = sorted(found, key=lambda e: (e.document, e.pointer))
    order.sort(key=lambda e: e.modified or "", reverse=True)
    order.sort(key=lambda e: e.evidence_class != "documentation")
    return tuple(order)


def _claim_order(item: tuple[str, Said]) -> tuple[str, str, str]:
    facts = item[1]
    return facts[RDF.subject][0], facts[RDF.predicate][0], facts[RDF.object][0]
