"""The tables of ``ontology/data`` → triples; a row that breaks a rule stops with its file and line.

Each table has one function below, in the order of ``TABLES``; a cell with several values parts them by ``|``.
Ids that no person should type (evidence, permissions, claims) are hashes of what they hold.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from .tables import Row, read_table
from .terms import DCTERMS, KG, OWL, RDF, RDFS, SKOS, XSD, thing

__all__ = ["Facts", "date_of"]

_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9_-]+\*?")
# Hosts that AWS documents itself on. A page elsewhere proves nothing.
_HOSTS = ("https://docs.aws.amazon.com/", "https://aws.amazon.com/")

# What a claim may say: property → (its IRI, what its object is).
_CLAIMED = {
    "hasFeature": (KG.hasFeature, "feature"),
    "servesUseCase": (KG.servesUseCase, "use-case"),
    "inCategory": (KG.inCategory, "category"),
    "status": (KG.status, "status"),
    "isReplacedBy": (DCTERMS.isReplacedBy, "service or feature"),
    "purpose": (KG.purpose, "text"),
    "label": (RDFS.label, "text"),
}
# What an id of a kind is called as a property of its service; clients are things of their own.
_ID_PROPERTIES = {
    "iam-prefix": KG.iamPrefix,
    "cfn-namespace": KG.cfnNamespace,
    "cdk-module": KG.cdkModule,
    "event-source": KG.eventSource,
    "service-principal": KG.servicePrincipal,
}
_STATUSES = {name: getattr(KG, name) for name in ("Active", "ClosedToNewCustomers", "Retired")}
_VERDICTS = ("accept", "change", "reject", "unproven")
_OUTCOMES = ("gave", "nothing", "not-had")
_STANDINGS = {name: getattr(KG, name) for name in ("Holds", "Outdated", "Mistaken")}


class Facts:
    """All triples that the tables of one folder state.

    Args:
        folder: ``ontology/data``.
        roles: role name → IRI, as the ontology declares them.
        mechanisms: slugs of the closed list of mechanisms.
        actions: the IAM actions that exist; where none are given, only their form is checked.

    Raises:
        BadTable: a file or row that breaks a rule.
    """

    def __init__(
        self, folder: Path, *, roles: dict[str, str], mechanisms: Iterable[str], actions: Iterable[str] = ()
    ) -> None:
        self.folder = folder
        self.roles = roles
        self.mechanisms = frozenset(mechanisms)
        self.actions = frozenset(actions)
        self.things: dict[str, str] = {}
        self.documents: dict[str, tuple[str, str]] = {}
        self.classes: dict[str, tuple[str, float]] = {}
        self.labels: dict[str, str] = {}
        self.joined: dict[tuple[str, str], set[str]] = {}
        self.identities: dict[tuple[str, str], str] = {}
        self.counted: set[str] = set()
        self.verdicts: dict[tuple[str, str, str], Row] = {}
        self.denials: list[Row] = []
        self._triples: set[Triple] = set()
        self._seen: dict[str, str] = {}
        self._broader: list[tuple[Row, str, str]] = []
        for name, columns, function in TABLES:
            files = sorted(folder.glob(name))
            for file in files or [folder / name]:
                for row in read_table(file, columns.split()):
                    function(self, row)
        for row, iri, kind in self._broader:
            self.add(iri, SKOS.broader, self._find(row, row["broader"], kind))

    @property
    def triples(self) -> set[Triple]:
        """Everything stated, with the latest date on which each evidence was read."""
        dates = {_triple(iri, KG.seenOn, date_of(day)) for iri, day in self._seen.items()}
        return self._triples | dates

    def family(self, evidence_class: str) -> tuple[str, float]:
        """The witness that a class of evidence counts as, and its first confidence."""
        return self.classes[evidence_class]

    def add(self, subject: str, predicate: str, value: str | Literal) -> None:
        """State one triple; a text that is no ``Literal`` is an IRI."""
        self._triples.add(_triple(subject, predicate, value))

    def join(self, source: str, role: str, target: str) -> str:
        """State an integration between two participants that are known; its IRI."""
        iri = thing("integration", f"{source}/{role}/{target}")
        words = re.sub(r"([A-Z])", lambda match: " " + match[1].lower(), role)
        words = f"is {words}" if role in ("governedBy", "provisionedBy") else words
        self.add(iri, RDF.type, KG.Integration)
        self.add(iri, KG.source, self.things[source])
        self.add(iri, KG.role, self.roles[role])
        self.add(iri, KG.target, self.things[target])
        ends = self.labels[self.things[source]], self.labels[self.things[target]]
        self.add(iri, RDFS.label, Literal(f"{ends[0]} {words} {ends[1]}", language="en"))
        self.joined.setdefault((source, target), set()).add(role)
        return iri

    def prove(self, about: str, evidence_class: str, document: str, pointer: str, seen_on: str) -> str:
        """State a piece of evidence for a thing; its IRI. ``document`` is a name of ``documents.tsv``."""
        iri = thing("evidence", _hash(evidence_class, document, pointer))
        self.add(about, KG.evidence, iri)
        self.add(iri, RDF.type, KG.Evidence)
        self.add(iri, KG.evidenceClass, Literal(evidence_class))
        self.add(iri, KG.pointer, Literal(pointer))
        self.add(iri, DCTERMS.source, self.documents[document][0])
        self._seen[iri] = max(seen_on, self._seen.get(iri, ""))
        return iri

    # -- one function a table -------------------------------------------------------------------

    def evidence_class(self, row: Row) -> None:
        self.classes[row["class"]] = (row["family"], float(row["confidence"]))

    def document(self, row: Row) -> None:
        name = row["document"]
        if row["class"] not in self.classes:
            raise row.fail(f"no class of evidence is named {row['class']!r}", hint=f"Known: {' '.join(self.classes)}")
        if row["class"] == "documentation":
            self._page(row)
        iri = name if name.startswith("https://") else thing("document", self._slug(row, name))
        if name in self.documents:
            raise row.fail(f"the document {name} stands twice")
        self.documents[name] = (iri, row["class"])
        self.add(iri, RDF.type, KG.Document)
        self.add(iri, DCTERMS.title, Literal(self._text(row, "title")))
        if row["modified"]:
            self.add(iri, DCTERMS.modified, self._day(row, "modified"))
        if row["sha256"]:
            self.add(iri, KG.sha256, Literal(row["sha256"]))

    def category(self, row: Row) -> None:
        iri = self._thing(row, "category", KG.Category, SKOS.Concept)
        self.add(iri, SKOS.inScheme, thing("scheme", "categories"))

    def use_case(self, row: Row) -> None:
        iri = self._thing(row, "use-case", KG.UseCase, SKOS.Concept)
        self.add(iri, SKOS.inScheme, thing("scheme", "use-cases"))

    def environment(self, row: Row) -> None:
        self._thing(row, "environment", KG.Environment, KG.Participant)

    def service(self, row: Row) -> None:
        iri = self._thing(row, "service", KG.Service, KG.Participant)
        for column, predicate in (("iam_prefix", KG.iamPrefix), ("service_principal", KG.servicePrincipal)):
            for value in row.many(column):
                self.add(iri, predicate, Literal(value))
        if row["page"]:
            self.add(iri, RDFS.seeAlso, row["page"])

    def identity(self, row: Row) -> None:
        kind, own = row["kind"], row["id"]
        if (kind, own) in self.identities:
            raise row.fail(f"the {kind} {own} stands twice")
        if not row["service"] and not row["reason"]:
            raise row.fail("neither a service nor a reason why there is none")
        self.identities[kind, own] = row["service"]
        if not row["service"]:
            return
        service = self._find(row, row["service"], "service")
        if kind == "client":
            client = thing("client", own)
            self.add(client, RDF.type, KG.Client)
            self.add(client, RDFS.label, Literal(own, language="en"))
            self.add(client, KG.clientId, Literal(own))
            self.add(client, DCTERMS.isPartOf, service)
        elif kind in _ID_PROPERTIES:
            self.add(service, _ID_PROPERTIES[kind], Literal(own))

    def feature(self, row: Row) -> None:
        classes = {"Feature": (), "Algorithm": (KG.Algorithm,), "Framework": (KG.Framework,)}
        if row["class"] not in classes:
            raise row.fail(f"no class of features is named {row['class']!r}", hint=f"Known: {' '.join(classes)}")
        parent, _, own = row["feature"].rpartition("/")
        if parent not in self.things:
            raise row.fail(f"no service or feature is named {parent!r}", hint="Write service/feature.")
        self._slug(row, own)
        self._thing(row, "feature", KG.Feature, *classes[row["class"]], slug=row["feature"])

    def claim(self, row: Row) -> None:
        subject = self._find(row, row["subject"])
        if row["property"] not in _CLAIMED:
            known = " ".join(_CLAIMED)
            raise row.fail(f"a claim cannot say {row['property']!r}", hint=f"Known: {known}")
        predicate, kind = _CLAIMED[row["property"]]
        value: str | Literal
        if kind == "text":
            value = Literal(self._text(row, "object"), language="en")
        elif kind == "status":
            value = self._one_of(row, "object", _STATUSES)
        else:
            value = self._find(row, row["object"], kind)
        iri = thing("claim", _hash(subject, predicate, str(value)))
        self.add(iri, RDF.type, KG.Claim)
        self.add(iri, RDF.type, RDF.Statement)
        self.add(iri, RDF.subject, subject)
        self.add(iri, RDF.predicate, predicate)
        self.add(iri, RDF.object, value)
        standing = row["standing"] or "Holds"
        self.add(iri, KG.standing, self._one_of(row, "standing", _STANDINGS, standing))
        if row["since"]:
            self.add(iri, KG.standingSince, self._day(row, "since"))
        if row["note"]:
            self.add(iri, SKOS.note, Literal(row["note"], language="en"))
        self._evidence(row, iri)

    def integration(self, row: Row) -> None:
        for end in ("source", "target"):
            self._find(row, row[end], "participant")
        if row["source"] == row["target"]:
            raise row.fail("source and target are the same")
        self._one_of(row, "role", self.roles)
        iri = self.join(row["source"], row["role"], row["target"])
        mechanism = self._mechanism(row)
        if mechanism:
            self.add(iri, KG.mechanism, mechanism)
        for operation in row.many("operation"):
            self.add(iri, KG.operation, Literal(operation))
        for feature in row.many("feature"):
            self.add(iri, KG.viaFeature, self._find(row, feature, "feature"))
        if row["note"]:
            self.add(iri, SKOS.note, Literal(row["note"], language="en"))
        self._permission(row, iri, mechanism)
        self._evidence(row, iri)

    def non_integration(self, row: Row) -> None:
        source, target = (self._find(row, row[end], "participant") for end in ("source", "target"))
        denied = KG.flowsTo if row["role"] == "flowsTo" else self._one_of(row, "role", self.roles)
        self.denials.append(row)
        iri = thing("non-integration", f"{row['source']}/{row['role']}/{row['target']}")
        self.add(iri, RDF.type, KG.NonIntegration)
        self.add(iri, RDF.type, OWL.NegativePropertyAssertion)
        self.add(iri, OWL.sourceIndividual, source)
        self.add(iri, OWL.assertionProperty, denied)
        self.add(iri, OWL.targetIndividual, target)
        mechanism = self._mechanism(row)
        if mechanism:
            self.add(iri, KG.mechanism, mechanism)
        for between in row.many("through"):
            self.add(iri, KG.through, self._find(row, between, "participant"))
        self.add(iri, SKOS.note, Literal(self._text(row, "note"), language="en"))
        self._evidence(row, iri)

    def verdict(self, row: Row) -> None:
        key = self._edge(row, row["source"], row["role"], row["target"])
        if row["verdict"] not in _VERDICTS:
            raise row.fail(f"no verdict is named {row['verdict']!r}", hint=f"Known: {' '.join(_VERDICTS)}")
        if key in self.verdicts:
            raise row.fail(f"{'/'.join(key)} was judged already, in line {self.verdicts[key].line}")
        if (row["verdict"] == "change") != bool(row["becomes"]):
            raise row.fail("a change, and only a change, says in becomes what is right")
        if row["becomes"]:
            self._edge(row, *row["becomes"].split("/"))
        self._text(row, "reason")
        self.verdicts[key] = row

    def reading(self, row: Row) -> None:
        self._find(row, row["service"], "participant")
        if row["outcome"] not in _OUTCOMES:
            raise row.fail(f"no outcome is named {row['outcome']!r}", hint=f"Known: {' '.join(_OUTCOMES)}")
        if row["outcome"] == "gave" and row["document"] not in self.documents:
            raise row.fail(f"no document is named {row['document']!r}", hint="What gave something is cited.")
        self._page(row)
        self._day(row, "read_on")

    def call_rule(self, row: Row) -> None:
        caller = self._find(row, row["caller"], "participant")
        mechanism = self._mechanism(row)
        iri = thing("call-rule", f"{row['caller']}/{row['mechanism']}")
        self.add(iri, RDF.type, KG.CallRule)
        self.add(iri, RDFS.label, Literal(self._text(row, "label"), language="en"))
        self.add(iri, KG.caller, caller)
        if mechanism:
            self.add(iri, KG.mechanism, mechanism)
        self.add(iri, SKOS.note, Literal(self._text(row, "note"), language="en"))
        self._evidence(row, iri)

    def step(self, row: Row) -> None:
        workflow = thing("workflow", self._slug(row, row["workflow"]))
        label = Literal(self._text(row, "label"), language="en")
        if row["position"] == "0":
            iri = workflow
            self.add(iri, RDF.type, KG.Workflow)
        else:
            iri = thing("step", f"{row['workflow']}/{row['position']}")
            self.add(workflow, KG.hasStep, iri)
            self.add(iri, RDF.type, KG.Step)
            self.add(iri, KG.position, Literal(row["position"], datatype=NamedNode(XSD.integer)))
        self.add(iri, RDFS.label, label)
        for used in row.many("uses"):
            self.add(iri, KG.uses, self._find(row, used))
        self._evidence(row, iri)

    def best_practice(self, row: Row) -> None:
        iri = thing("best-practice", self._slug(row, row["best_practice"]))
        self.add(iri, RDF.type, KG.BestPractice)
        self.add(iri, RDFS.label, Literal(self._text(row, "label"), language="en"))
        for recommended in row.many("recommends"):
            self.add(iri, KG.recommends, self._find(row, recommended))
        self._evidence(row, iri)

    # -- cells ----------------------------------------------------------------------------------

    def _slug(self, row: Row, text: str) -> str:
        if not _SLUG.fullmatch(text):
            raise row.fail(f"{text!r} is not a slug", hint="Use lower case words joined by hyphens.")
        return text

    def _text(self, row: Row, column: str) -> str:
        if not row[column]:
            raise row.fail(f"the cell {column!r} is empty")
        return row[column]

    def _day(self, row: Row, column: str) -> Literal:
        if not _DATE.fullmatch(row[column]):
            raise row.fail(f"{row[column]!r} is no date", hint="Write 2026-11-22, or 2026-11 for a month.")
        return date_of(row[column])

    def _one_of(self, row: Row, column: str, known: dict[str, str], value: str | None = None) -> str:
        value = row[column] if value is None else value
        if value not in known:
            raise row.fail(f"no {column} is named {value!r}", hint=f"Known: {' '.join(sorted(known))}")
        return known[value]

    def _find(self, row: Row, name: str, kind: str = "") -> str:
        iri = self.things.get(name)
        kinds = {"participant": ("service", "environment"), "service or feature": ("service", "feature")}
        if iri is None or (kind and not iri.startswith(tuple(thing(k, "") for k in kinds.get(kind, (kind,))))):
            raise row.fail(f"no {kind or 'thing'} is named {name!r}", hint="Add it to its table first.")
        return iri

    def _edge(self, row: Row, *ends: str) -> tuple[str, str, str]:
        if len(ends) != 3:
            raise row.fail(f"{'/'.join(ends)!r} is no integration", hint="Write source/role/target.")
        source, role, target = ends
        for end in (source, target):
            self._find(row, end, "participant")
        self._one_of(row, "role", self.roles, role)
        return source, role, target

    def _page(self, row: Row) -> None:
        if not row["document"].startswith(_HOSTS):
            raise row.fail(f"{row['document']} is not a page of AWS documentation", hint=f"Known: {' '.join(_HOSTS)}")

    def _mechanism(self, row: Row) -> str | None:
        if row["mechanism"] and row["mechanism"] not in self.mechanisms:
            known = " ".join(sorted(self.mechanisms))
            raise row.fail(f"no mechanism is named {row['mechanism']!r}", hint=f"Known: {known}")
        return thing("mechanism", row["mechanism"]) if row["mechanism"] else None

    def _thing(self, row: Row, kind: str, *classes: str, slug: str = "") -> str:
        slug = slug or self._slug(row, row[kind.replace("-", "_")])
        if slug in self.things:
            raise row.fail(f"the name {slug!r} is taken")
        iri = self.things[slug] = thing(kind, slug)
        self.labels[iri] = self._text(row, "label")
        for one in classes:
            self.add(iri, RDF.type, one)
        self.add(iri, RDFS.label, Literal(row["label"], language="en"))
        for alias in row.many("aliases"):
            self.add(iri, SKOS.altLabel, Literal(alias))
        if row.cells.get("definition"):
            self.add(iri, SKOS.definition, Literal(row["definition"], language="en"))
        if row.cells.get("broader"):
            self._broader.append((row, iri, kind))
        return iri

    def _exists(self, action: str) -> bool:
        start = action.removesuffix("*")
        return action in self.actions or (start != action and any(one.startswith(start) for one in self.actions))

    def _permission(self, row: Row, integration: str, mechanism: str | None) -> None:
        if row["actions"] == "-":
            self.add(integration, KG.permission, KG.NoPermission)
            return
        actions = row.many("actions")
        for action in actions:
            if not _ACTION.fullmatch(action):
                raise row.fail(f"{action!r} is no IAM action", hint="Write service-prefix:Action.")
            if self.actions and not self._exists(action):
                raise row.fail(f"no IAM action is named {action!r}", hint="Look it up in evidence/iam-action.tsv.")
        principals = row.many("principal")
        if not actions and not principals:
            return
        holder = self._find(row, row["held_by"], "participant") if row["held_by"] else ""
        if actions and not holder:
            raise row.fail("actions that nobody holds", hint="Name whose role holds them in held_by.")
        iri = thing("permission", _hash(mechanism or "", holder, *principals, *sorted(actions)))
        self.add(integration, KG.permission, iri)
        self.add(iri, RDF.type, KG.Permission)
        for action in actions:
            self.add(iri, KG.action, Literal(action))
        if holder:
            self.add(iri, KG.heldBy, holder)
        for principal in principals:
            self.add(iri, KG.principal, Literal(principal))
        if mechanism:
            self.add(iri, KG.mechanism, mechanism)

    def _evidence(self, row: Row, about: str) -> None:
        if row["document"] not in self.documents:
            hint = "Add it to documents.tsv with its title."
            raise row.fail(f"no document is named {row['document']!r}", hint=hint)
        evidence_class = self.documents[row["document"]][1]
        self._day(row, "seen_on")
        self.prove(about, evidence_class, row["document"], self._text(row, "pointer"), row["seen_on"])


_NAMED = "label aliases definition"
_SEEN = "document pointer seen_on"
TABLES: list[tuple[str, str, Callable[[Facts, Row], None]]] = [
    ("evidence-classes.tsv", "class family confidence reason", Facts.evidence_class),
    ("documents.tsv", "document class title modified sha256", Facts.document),
    ("categories.tsv", f"category {_NAMED} broader", Facts.category),
    ("use-cases.tsv", f"use_case {_NAMED} broader", Facts.use_case),
    ("environments.tsv", f"environment {_NAMED}", Facts.environment),
    ("services.tsv", "service label aliases iam_prefix service_principal page", Facts.service),
    ("identities.tsv", "kind id service reason", Facts.identity),
    ("features.tsv", f"feature class {_NAMED}", Facts.feature),
    ("claims/*.tsv", f"subject property object standing since {_SEEN} note", Facts.claim),
    (
        "integrations/*.tsv",
        f"source role target mechanism operation feature actions held_by principal {_SEEN} note",
        Facts.integration,
    ),
    ("non-integrations.tsv", f"source role target mechanism through {_SEEN} note", Facts.non_integration),
    ("review/candidates.tsv", "source role target verdict becomes reason page", Facts.verdict),
    ("readings.tsv", "service document read_on outcome note", Facts.reading),
    ("call-rules.tsv", f"caller mechanism label {_SEEN} note", Facts.call_rule),
    ("workflows.tsv", f"workflow position label uses {_SEEN}", Facts.step),
    ("best-practices.tsv", f"best_practice label recommends {_SEEN}", Facts.best_practice),
]
"""Table or tables → columns → the function that takes a row, in the order in which they are read."""


def _triple(subject: str, predicate: str, value: str | Literal) -> Triple:
    return Triple(
        NamedNode(subject),
        NamedNode(predicate),
        value if isinstance(value, Literal) else NamedNode(value),
    )


def date_of(day: str) -> Literal:
    """A day or month (ISO 8601) as a literal of its XML Schema type.

    >>> date_of("2025-07").datatype.value
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    """
    kind = "date" if len(day) == 10 else "gYearMonth"
    return Literal(day, datatype=NamedNode(XSD.base + kind))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
