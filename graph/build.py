"""Ontology + facts → ``output/compiled/``: derive, check, write, manifest."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from importlib.metadata import version
from math import prod
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from pyoxigraph import Store as Oxigraph

from .catalog import Catalog, normal
from .checks import Report, check
from .costs import Weights, by_service, interchangeable
from .errors import BadGraph, BadInput, CannotWrite, GraphError
from .facts import Facts, date_of
from .model import Integration
from .records import Records, actions, state
from .shipped import inputs_hash
from .shipped import ontology as shipped_ontology
from .store import Store
from .tables import read_table
from .terms import DCTERMS, ID, KG, OWL, RDF, RDFS, SKOS, XSD, local_name, slug_of, thing
from .turtle import n_triples, read, read_text

__all__ = ["Compiled", "build_graph", "catalog_of", "compile_graph", "judge", "read_terms"]

# A class of evidence of this confidence or more proves an integration alone.
_HARD = 0.9
# Nothing is certain, however many witnesses there are.
_SURE = 0.9999
# So many triples, evenly taken, tell whether a store is that of this graph.
_PROBES = 16
# What stands in an ARN pattern for a placeholder; any other is left open.
_PARTS = {"Partition": "aws"}
_KINDS = {
    KG.Service: "service",
    KG.Environment: "environment",
    KG.Feature: "feature",
    KG.UseCase: "use-case",
    KG.Category: "category",
}


@dataclass
class Compiled:
    """A graph in memory: what is published, what is not proven yet, and the names and edges of the network."""

    published: set[Triple]
    candidates: set[Triple]
    network: dict[str, Any]


@dataclass
class _Index:
    """Triples by subject and predicate, to derive from; what is derived joins them."""

    triples: set[Triple]
    by_subject: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for triple in sorted(self.triples, key=str):
            self._enter(triple)

    def _enter(self, triple: Triple) -> None:
        facts = self.by_subject.setdefault(triple.subject.value, {})  # type: ignore[union-attr]
        facts.setdefault(triple.predicate.value, []).append(triple.object.value)  # type: ignore[union-attr]

    def add(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        triple = Triple(NamedNode(subject), NamedNode(predicate), value)
        if triple not in self.triples:
            self.triples.add(triple)
            self._enter(triple)

    def get(self, subject: str, predicate: str) -> list[str]:
        return self.by_subject.get(subject, {}).get(predicate, [])

    def one(self, subject: str, predicate: str) -> str:
        return self.get(subject, predicate)[0]

    def of_class(self, one: str) -> list[str]:
        return sorted(s for s, facts in self.by_subject.items() if one in facts.get(RDF.type, ()))

    def drop(self, subjects: set[str]) -> set[Triple]:
        gone = {t for t in self.triples if t.subject.value in subjects}  # type: ignore[union-attr]
        self.triples -= gone
        return gone


def compile_graph(ontology: Path) -> Compiled:
    """Everything that an ontology folder states and what follows from it.

    Raises:
        BadTurtle, BadTable: a source file cannot be taken, with its line.
    """
    terms = read_terms(ontology)
    index = _Index(set(terms))
    steps = _below(index, KG.stepWith)
    roles = {local_name(role): role for role in steps + _below(index, KG.reliesOn)}
    mechanisms = [slug_of(iri) for iri in index.of_class(KG.Mechanism)]
    facts = Facts(
        ontology / "data",
        roles={**roles, "integratesWith": KG.integratesWith},
        mechanisms=mechanisms,
        actions=actions(ontology / "data"),
    )
    state(facts, Records(facts.folder, facts.identities, roles=set(roles), mechanisms=set(mechanisms)))
    index = _Index(set(terms) | facts.triples)
    _concepts(index)
    _claims(index)
    _confidence(index, facts)
    candidates = _candidates(index, facts)
    walks = {role: index.one(role, KG.walk) for role in steps}
    _verdicts(index, facts)
    _denials(index, facts, walks)
    _plain_roles(index, walks)
    network = _network(index, walks, _places(ontology), ontology)
    return Compiled(index.triples, candidates, network)


def build_graph(
    ontology: Path, out: Path, *, say: Callable[[str], None] = lambda _: None, checked: bool = True
) -> dict[str, Any]:
    """Compile an ontology folder into ``out``: whole or not at all, the same bytes every time.

    Args:
        ontology: folder with terms, shapes and ``data``.
        out: folder to write; an older one is replaced at the end.
        say: told of each stage as it begins.
        checked: also run the shapes and checks, and refuse a graph that breaks one.

    Returns:
        The manifest: version, counts by class, hashes of the files, hash of the inputs.

    Raises:
        BadTurtle, BadTable: a source file cannot be taken, with its line.
        BadGraph: a shape or check is broken; the message lists the first ones.
        CannotWrite: ``out`` cannot be written.
    """
    if not ontology.is_dir():
        raise BadInput(ontology, None, "no such folder", hint="Give the folder of an ontology.")
    say(f"reading {ontology}")
    begun, inputs = time.time_ns(), inputs_hash(ontology)
    compiled = compile_graph(ontology)
    told = _told(compiled, ontology)
    if checked:
        say(f"checking {len(compiled.published)} triples")
        _refuse(check(compiled.published, ontology))
    say(f"writing {out}")
    try:
        lines = n_triples(compiled.published)
    except ValueError as error:
        raise BadGraph(f"There is a {error}.", hint="Give each thing a name.") from error
    texts = lines.splitlines()
    files = {
        "graph.nt.gz": gzip.compress(lines, mtime=0),
        "candidates.nt.gz": gzip.compress(n_triples(compiled.candidates), mtime=0),
        "completions.json": _json(_completions(compiled.network)),
        "actions.json": _json(_actions(compiled, ontology)),
        "integrations.jsonl": told,
        "network.json": _json(compiled.network),
    }
    manifest = {
        "version": program_version(),
        "ontology_version": _ontology_version(compiled.published),
        "triples": len(compiled.published),
        "probe": [text.decode() for text in texts[:: max(len(texts) // _PROBES, 1)]],
        "counts": _counts(compiled.published),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        "inputs": inputs,
    }
    files["manifest.json"] = (json.dumps(manifest, indent=2) + "\n").encode()
    _write(out, files, lines, begun)
    return manifest


def catalog_of(triples: Iterable[Triple]) -> Catalog:
    """A catalog over triples in their compiled form, in memory: nothing is derived, nothing is read."""
    index = _Index(set(triples))
    walks = {role: index.one(role, KG.walk) for role in _below(index, KG.stepWith)}
    return Catalog(_network(index, walks, {}, shipped_ontology(), whole=False), store=Store.of(index.triples))


def judge(catalog: Catalog, file: Path | None = None, text: str | None = None) -> Report:
    """Check the graph of a catalog, or somebody's Turtle read together with it.

    Args:
        file: a Turtle file; ``None`` for the graph alone.
        text: its text, when it was read already (``file`` then only names it).

    Raises:
        BadTurtle: the file cannot be read or does not parse, with its line.
        CompiledGraphError: the compiled graph is damaged.
    """
    mine = [] if file is None else read(file) if text is None else read_text(text, str(file))
    return check([*catalog.triples(), *mine], shipped_ontology())


# -- reading ------------------------------------------------------------------------------------


def read_terms(ontology: Path) -> list[Triple]:
    """The terms, alignments and hand-written Turtle of an ontology folder, without shapes and examples.

    Raises:
        BadTurtle: a file does not parse, with its line.
    """
    triples: list[Triple] = []
    for file in sorted(ontology.rglob("*.ttl")):
        if file.name.endswith(".shapes.ttl") or "examples" in file.parts:
            continue
        triples += read(file)
    return triples


def _below(index: _Index, parent: str) -> list[str]:
    return sorted(s for s in index.by_subject if parent in index.get(s, RDFS.subPropertyOf))


def _places(ontology: Path) -> dict[str, tuple[float, float]]:
    file = ontology / "data" / "places.tsv"
    if not file.exists():
        return {}
    return {row["thing"]: (float(row["x"]), float(row["y"])) for row in read_table(file, ("thing", "x", "y"))}


# -- deriving -----------------------------------------------------------------------------------


def _concepts(index: _Index) -> None:
    for iri in index.of_class(SKOS.Concept):
        for label in index.get(iri, RDFS.label):
            index.add(iri, SKOS.prefLabel, Literal(label, language="en"))


def _claims(index: _Index) -> None:
    """The plain triple of every claim that holds, with the date of a status."""
    objects = {t.subject.value: t.object for t in index.triples if t.predicate.value == RDF.object}  # type: ignore[union-attr]
    for claim in index.of_class(KG.Claim):
        if KG.Holds not in index.get(claim, KG.standing):
            continue
        subject, predicate = index.one(claim, RDF.subject), index.one(claim, RDF.predicate)
        index.add(subject, predicate, objects[claim])  # type: ignore[arg-type]
        if predicate == KG.status:
            for since in index.get(claim, KG.standingSince):
                index.add(subject, KG.statusSince, date_of(since))


def _confidence(index: _Index, facts: Facts) -> None:
    """1 − the product over families of (1 − the best class of each): families err apart, classes of one together."""
    for integration in index.of_class(KG.Integration):
        best: dict[str, float] = {}
        for evidence in index.get(integration, KG.evidence):
            family, confidence = facts.family(index.one(evidence, KG.evidenceClass))
            best[family] = max(best.get(family, 0.0), confidence)
        total = Decimal(str(min(_SURE, round(1 - prod(1 - c for c in best.values()), 4)))).normalize()
        index.add(integration, KG.confidence, Literal(f"{total:f}", datatype=NamedNode(XSD.decimal)))


def _candidates(index: _Index, facts: Facts) -> set[Triple]:
    """Take out the integrations that no hard evidence proves; they are candidates, not part of the graph."""
    unproven = set()
    for integration in index.of_class(KG.Integration):
        classes = [index.one(e, KG.evidenceClass) for e in index.get(integration, KG.evidence)]
        role = index.one(integration, KG.role)
        if role == KG.integratesWith or not any(facts.family(one)[1] >= _HARD for one in classes):
            unproven.add(integration)
    if not unproven:
        return set()
    moved = index.drop(unproven)
    for predicates in ((KG.evidence, KG.permission), (DCTERMS.source,)):
        moved |= index.drop(_only_of(moved, index.triples, predicates))
    for iri in {t.subject.value for t in moved}:  # type: ignore[union-attr]
        index.by_subject.pop(iri, None)
    a, whole, candidate = NamedNode(RDF.type), NamedNode(KG.Integration), NamedNode(KG.Candidate)
    return {Triple(t.subject, t.predicate, candidate) if (t.predicate, t.object) == (a, whole) else t for t in moved}


def _verdicts(index: _Index, facts: Facts) -> None:
    """Stop at a verdict that the graph does not follow."""
    for edge, row in facts.verdicts.items():
        right = row["becomes"] or "/".join(edge)
        there = thing("integration", right) in index.by_subject
        if row["verdict"] in ("accept", "change") and not there:
            raise row.fail(f"{right} is accepted, but nothing proves it", hint="Add the page that says it.")
        if row["verdict"] == "reject" and there:
            raise row.fail(f"{right} is rejected, but published", hint="One of the two is wrong.")


def _denials(index: _Index, facts: Facts, walks: dict[str, str]) -> None:
    """Stop at a non-integration that a published integration contradicts."""
    for row in facts.denials:
        source, role, target = (row[cell] for cell in ("source", "role", "target"))
        ways = [(source, role, target)]
        if role == "flowsTo":
            ways = [(source, local_name(one), target) for one, walk in walks.items() if walk != "backward"]
            ways += [(target, local_name(one), source) for one, walk in walks.items() if walk != "forward"]
        denied = thing("mechanism", row["mechanism"])
        for way in ways:
            iri = thing("integration", "/".join(way))
            if iri in index.by_subject and (not row["mechanism"] or denied in index.get(iri, KG.mechanism)):
                hint = "One of the two is wrong; or narrow the denial with a mechanism."
                raise row.fail(f"{'/'.join(way)} is denied, but published", hint=hint)


def _only_of(moved: set[Triple], left: set[Triple], predicates: tuple[str, ...]) -> set[str]:
    """Things of ours that moved triples refer to by these predicates, and nothing that is left."""
    parts = {t.object.value for t in moved if t.predicate.value in predicates}  # type: ignore[union-attr]
    kept = {t.object.value for t in left if t.predicate.value in predicates}  # type: ignore[union-attr]
    return {part for part in parts - kept if part.startswith(ID)}


def _plain_roles(index: _Index, walks: dict[str, str]) -> None:
    for integration in index.of_class(KG.Integration):
        source, role, target = (index.one(integration, p) for p in (KG.source, KG.role, KG.target))
        index.add(source, role, NamedNode(target))
        if walks.get(role) in ("forward", "both"):
            index.add(source, KG.flowsTo, NamedNode(target))
        if walks.get(role) in ("backward", "both"):
            index.add(target, KG.flowsTo, NamedNode(source))


def _network(
    index: _Index, walks: dict[str, str], places: dict[str, tuple[float, float]], ontology: Path, *, whole: bool = True
) -> dict[str, Any]:
    """Names, kinds, places, edges and what they cost: what a command needs before it asks the store. All sorted."""
    walks = {local_name(role): walk for role, walk in walks.items()}
    nodes: dict[str, list[Any]] = {}
    names: dict[str, set[tuple[int, str]]] = {}
    categories: dict[str, list[str]] = {}
    for one, kind in _KINDS.items():
        for iri in index.of_class(one):
            slug = slug_of(iri)
            status = [local_name(s) for s in index.get(iri, KG.status)]
            label = index.one(iri, RDFS.label)
            since = index.get(iri, KG.statusSince)
            replaced_by = sorted(slug_of(successor) for successor in index.get(iri, DCTERMS.isReplacedBy))
            x, y = places.get(slug, (None, None))
            nodes[slug] = [slug, label, kind, status[0] if status else None, x, y, since[0] if since else None]
            nodes[slug].append(replaced_by)
            for category in index.get(iri, KG.inCategory):
                categories.setdefault(slug_of(category), []).append(slug)
            ids = [
                i
                for p in (KG.iamPrefix, KG.clientId, KG.cfnNamespace, KG.cdkModule, KG.eventSource, KG.servicePrincipal)
                for i in index.get(iri, p)
            ]
            last = slug.rpartition("/")[2]
            ranked = [[slug, iri], [label], [*index.get(iri, SKOS.altLabel), last], ids]
            for rank, texts in enumerate(ranked):
                for text in texts:
                    names.setdefault(normal(slug_of(text)), set()).add((rank, slug))
    called = set()
    for client in index.of_class(KG.Client):
        for service in index.get(client, DCTERMS.isPartOf):
            called.add(slug_of(service))
            for text in index.get(client, KG.clientId):
                names.setdefault(normal(text), set()).add((3, slug_of(service)))
    weights = Weights(ontology / "data" / "weights.tsv")
    sets, carriers = interchangeable(ontology / "data" / "interchangeable.tsv", nodes) if whole else ([], [])
    order = sorted(nodes)
    parents = {slug: slug.rpartition("/")[0] for slug, node in nodes.items() if node[2] == "feature"}
    roles = sorted({local_name(index.one(i, KG.role)) for i in index.of_class(KG.Integration)} | {"integratesWith"})
    return {
        "nodes": [nodes[slug] for slug in order],
        "names": {
            name: "|".join(f"{rank}{slug}" for rank, slug in sorted(ones)) for name, ones in sorted(names.items())
        },
        "features": dict(sorted(parents.items())),
        "categories": {category: sorted(services) for category, services in sorted(categories.items())},
        "callable": sorted(slug for slug in called if nodes[slug][3] != "Retired"),
        "interchangeable": sets,
        "carriers": carriers,
        "roles": [[role, walks.get(role, "")] for role in roles],
        "rules": sorted([slug_of(index.one(rule, KG.caller)), None] for rule in index.of_class(KG.CallRule)),
        "rule_cost": weights.other("call-rule"),
        "variant_cost": weights.other("variant"),
        "families": _families(ontology),
        "denied": [],
        "edges": _columns(_edges(index, walks, ontology, order, roles, categories, KG.Integration)),
        "candidates": _columns([]),
    }


def _edges(
    index: _Index,
    walks: dict[str, str],
    ontology: Path,
    order: Sequence[str],
    roles: Sequence[str],
    categories: dict[str, list[str]],
    kind: str,
) -> list[list[Any]]:
    """One row an integration of a kind, as numbers: ends and role by position, confidence in ten thousandths, costs."""
    weights = Weights(ontology / "data" / "weights.tsv")
    hard = _hard_classes(ontology)
    place = {slug: number for number, slug in enumerate(order)}
    kinds = by_service(categories)
    edges = []
    for integration in index.of_class(kind):
        role = local_name(index.one(integration, KG.role))
        walk = walks.get(role, "")
        via = index.get(integration, KG.viaFeature)
        gone = bool(via) and all(KG.Retired in index.get(feature, KG.status) for feature in via)
        source, target = (slug_of(index.one(integration, p)) for p in (KG.source, KG.target))
        confidence = float(index.one(integration, KG.confidence))
        proofs = index.get(integration, KG.evidence)
        proven = any(index.one(proof, KG.evidenceClass) in hard for proof in proofs)
        forward, backward = weights.walks(
            source,
            role,
            target,
            walk=walk,
            mechanisms=[slug_of(mechanism) for mechanism in index.get(integration, KG.mechanism)],
            confidence=confidence,
            proofs=len(proofs),
            categories=kinds,
            closed=any(KG.ClosedToNewCustomers in index.get(feature, KG.status) for feature in via),
            candidate=kind == KG.Candidate,
        )
        ends = (place[source], place[target], roles.index(role))
        flags = gone + 2 * proven
        edges.append([*ends, round(confidence * 10000), len(proofs), flags, forward, backward, None])
    return sorted(edges, key=lambda edge: edge[:3])


def _actions(compiled: Compiled, ontology: Path) -> dict[str, Any]:
    """What policies are made of: ARN patterns by action, who assumes a service's role, whom targets let in."""
    data = ontology / "data"
    columns = "source target member hint found package pointer".split()
    arns: dict[tuple[str, str], str] = {}
    for row in read_table(data / "evidence" / "iam-resource.tsv", columns):
        arns[row["source"], row["member"]] = re.sub(r"\$\{(\w+)\}", lambda m: _PARTS.get(m[1], "*"), row["hint"])
    needed = {t.object.value for t in compiled.published | compiled.candidates if t.predicate.value == KG.action}  # type: ignore[union-attr]
    stems = tuple(action[:-1] for action in needed if action.endswith("*"))
    actions = {
        row["member"]: sorted({arns[row["source"], kind] for kind in row.many("hint") if (row["source"], kind) in arns})
        for row in read_table(data / "evidence" / "iam-action.tsv", columns)
        if row["member"] in needed or (stems and row["member"].startswith(stems))
    }
    principals: dict[str, list[str]] = {}
    for triple in compiled.published:
        if triple.predicate.value == KG.servicePrincipal:
            principals.setdefault(slug_of(triple.subject.value), []).append(triple.object.value)  # type: ignore[union-attr]
    for row in read_table(data / "role-principals.tsv", ("service", "principal", "reason")):
        principals[row["service"]] = [row["principal"]]
    let_in = read_table(data / "resource-policies.tsv", ("target", "source", "mechanism", "reason"))
    return {
        "actions": dict(sorted(actions.items())),
        "principals": {slug: sorted(found) for slug, found in sorted(principals.items())},
        "resource_policies": [[row["target"], row["source"], row["mechanism"]] for row in let_in],
    }


def _completions(network: dict[str, Any]) -> dict[str, str]:
    """What a shell offers for a name: slug → label of services and environments."""
    return {slug: label for slug, label, kind, *_ in network["nodes"] if kind in ("service", "environment")}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _given(value: Any) -> Any:
    """Plain values without what is empty: the dataclasses fill it in again."""
    if isinstance(value, dict):
        return {key: _given(one) for key, one in value.items() if one or one is False}
    return [_given(one) for one in value] if isinstance(value, (list, tuple)) else value


def _columns(edges: list[list[Any]]) -> list[list[Any]]:
    """Rows as columns, which are read sooner."""
    return [list(column) for column in zip(*edges, strict=True)] or [[] for _ in range(9)]


def _hard_classes(ontology: Path) -> set[str]:
    """The classes of evidence that come from a machine and prove an integration alone."""
    rows = read_table(ontology / "data" / "evidence-classes.tsv", ("class", "family", "confidence", "reason"))
    return {r["class"] for r in rows if float(r["confidence"]) >= _HARD and r["family"] != "documentation"}


def _families(ontology: Path) -> dict[str, str]:
    """Class of evidence → its family; classes of one family err together."""
    rows = read_table(ontology / "data" / "evidence-classes.tsv", ("class", "family", "confidence", "reason"))
    return {r["class"]: r["family"] for r in rows}


def _told(compiled: Compiled, ontology: Path) -> bytes:
    """A line of JSON for each integration, candidate, denial, rule, document; the network learns where each begins."""
    index = _Index(compiled.published | compiled.candidates)
    catalog = Catalog(compiled.network, store=Store.of(index.triples))
    lines: list[bytes] = []
    begins = 0

    documents: dict[str, int] = {}

    def tell(what: Any) -> int:
        said = _given(asdict(what))
        if isinstance(what, Integration):
            del said["iri"]
        said["evidence"] = [
            [one["evidence_class"], document(one), one["pointer"], one.get("seen_on"), one.get("found", 1)]
            for one in said.get("evidence", ())
        ]
        return put(said)

    def document(one: dict[str, Any]) -> int:
        """Where the document of a piece of evidence is told; once, before the first that cites it."""
        name = one["document"]
        if name not in documents:
            documents[name] = put([name, one["title"], one.get("modified")])
        return documents[name]

    def put(value: Any) -> int:
        nonlocal begins
        at = begins
        lines.append(_json(value))
        begins += len(lines[-1])
        return at

    published, unproven = catalog.integrations(), catalog._integrations("?i a kg:Candidate .", "Candidate")
    at = {(one.source, one.role, one.target): tell(one) for one in [*published, *unproven]}
    order, roles, walks = list(catalog.nodes), catalog.roles, dict(compiled.network["roles"])
    candidates = _edges(index, walks, ontology, order, roles, catalog.categories, KG.Candidate)
    compiled.network["candidates"] = _columns(candidates)
    for columns in (compiled.network["edges"], compiled.network["candidates"]):
        ends = zip(*columns[:3], strict=True)
        columns[-1] = [at[order[source], roles[role], order[target]] for source, target, role in ends]
    compiled.network["denied"] = [[one.source, one.target, tell(one)] for one in catalog.non_integrations()]
    compiled.network["rules"] = [[rule.caller, tell(rule)] for rule in catalog.call_rules()]
    return b"".join(lines)


# -- checking and writing -----------------------------------------------------------------------


def _refuse(report: Report) -> None:
    if report.conforms:
        return
    first = [f"  {p.check}: {p.focus}\n    {p.message}" for p in report.problems[:10]]
    more = len(report.problems) - len(first)
    raise BadGraph(
        "\n".join(
            [f"The graph breaks {len(report.problems)} checks:", *first] + ([f"  … and {more} more"] if more else [])
        ),
        hint="Mend the data; nothing was written.",
    )


def _write(out: Path, files: dict[str, bytes], lines: bytes, begun: int) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
        try:
            for name, data in files.items():
                (fresh / name).write_bytes(data)
            os.utime(fresh / "manifest.json", ns=(begun, begun))
            _write_store(fresh / "store", lines)
            fresh.chmod(0o755)
            old = fresh.with_name(fresh.name + ".old")
            if out.exists():
                os.replace(out, old)
            os.replace(fresh, out)
            shutil.rmtree(old, ignore_errors=True)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    except OSError as error:
        if isinstance(error, GraphError):
            raise
        raise CannotWrite(
            f"Cannot write {out}: {error.strerror or error}.", hint="Choose another folder with -o."
        ) from error


def _write_store(where: Path, lines: bytes) -> None:
    store = Oxigraph(str(where))
    store.bulk_load(lines, RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()
    del store
    for left in where.glob("LOG*"):
        left.unlink()


def program_version() -> str:
    """The version of this program, or 0 where it is run without being installed."""
    try:
        return version("servicekg")
    except ModuleNotFoundError:
        return "0"


def _ontology_version(triples: Iterable[Triple]) -> str:
    return next((t.object.value for t in triples if t.predicate.value == OWL.versionInfo), "0")  # type: ignore[union-attr]


def _counts(triples: Iterable[Triple]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for triple in triples:
        one = triple.object.value if triple.predicate.value == RDF.type else ""  # type: ignore[union-attr]
        if one.startswith(KG.base):
            counts[local_name(one)] = counts.get(local_name(one), 0) + 1
    return dict(sorted(counts.items()))
