"""Every IRI the code names: closed namespaces, the prefixes of a query, short and full names.

The base is written here once. A test holds the terms below equal to those in ``ontology/*.ttl``.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "BASE",
    "DCTERMS",
    "ID",
    "KG",
    "OWL",
    "PREFIXES",
    "RDF",
    "RDFS",
    "SKOS",
    "XSD",
    "Namespace",
    "ending",
    "local_name",
    "short",
    "slug_of",
    "thing",
]

BASE = "https://w3id.org/servicekg/"
ID = BASE + "id/"


class Namespace:
    """A closed namespace: ``KG.Service`` is an IRI, a name outside the list is an AttributeError.

    >>> KG.Service
    'https://w3id.org/servicekg/ontology#Service'
    """

    def __init__(self, base: str, names: str) -> None:
        self.base = base
        self.names = frozenset(names.split())

    def __getattr__(self, name: str) -> str:
        if name.rstrip("_") not in self.names:
            raise AttributeError(f"{self.base} has no term {name!r} here")
        return self.base + name.rstrip("_")


KG = Namespace(
    BASE + "ontology#",
    """
    Service Client Feature Algorithm Framework UseCase Category Environment Participant Integration Mechanism
    Permission NoPermission CallRule Claim NonIntegration Evidence Document Workflow Step BestPractice Candidate
    LifecycleStatus Active ClosedToNewCustomers Retired Standing Holds Outdated Mistaken
    hasFeature servesUseCase inCategory purpose source target role mechanism operation viaFeature permission
    action heldBy principal evidence confidence evidenceClass pointer found seenOn sha256 standing standingSince
    caller through hasStep position uses recommends status statusSince lastSeenIn
    clientId iamPrefix cfnNamespace cdkModule eventSource servicePrincipal
    integratesWith stepWith reliesOn flowsTo walk asynchronous
    invokes notifies writesTo streamsTo emitsTo orchestrates deploysTo routesTo runsOn controls triggers
    readsFrom queries authorizesWith encryptsWith monitorsWith networksThrough governedBy provisionedBy
    """,
)
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type Statement subject predicate object")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label subPropertyOf subClassOf seeAlso isDefinedBy comment")
OWL = Namespace(
    "http://www.w3.org/2002/07/owl#",
    "NegativePropertyAssertion sourceIndividual assertionProperty targetIndividual versionInfo Ontology "
    "Class ObjectProperty DatatypeProperty AnnotationProperty NamedIndividual",
)
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel definition broader inScheme note example scopeNote",
)
DCTERMS = Namespace("http://purl.org/dc/terms/", "source title modified isReplacedBy isPartOf")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#", "date integer decimal")

PREFIXES: dict[str, str] = {
    "kg": KG.base,
    "id": ID,
    "service": ID + "service/",
    "feature": ID + "feature/",
    "use-case": ID + "use-case/",
    "category": ID + "category/",
    "environment": ID + "environment/",
    "integration": ID + "integration/",
    "mechanism": ID + "mechanism/",
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "owl": OWL.base,
    "xsd": XSD.base,
    "skos": SKOS.base,
    "dcterms": DCTERMS.base,
    "prov": "http://www.w3.org/ns/prov#",
}
"""Prefixes that every query may use without declaring them."""


def thing(kind: str, slug: str) -> str:
    """The IRI of a thing.

    >>> thing("service", "lambda")
    'https://w3id.org/servicekg/id/service/lambda'
    """
    return f"{ID}{kind}/{slug}"


def slug_of(iri: str) -> str:
    """The part of a thing's IRI behind its kind; any other IRI as it is.

    >>> slug_of("https://w3id.org/servicekg/id/feature/sagemaker/studio")
    'sagemaker/studio'
    """
    return iri[len(ID) :].partition("/")[2] if iri.startswith(ID) else iri


def local_name(iri: str) -> str:
    """The part of an IRI behind the last ``#`` or ``/``.

    >>> local_name("https://w3id.org/servicekg/ontology#invokes")
    'invokes'
    """
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]


def short(value: str) -> str:
    """An IRI with its prefix where it has one; any other text as it is.

    >>> short("https://w3id.org/servicekg/id/service/lambda"), short("42")
    ('service:lambda', '42')
    """
    for prefix, base in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if value.startswith(base):
            return f"{prefix}:{value[len(base) :]}"
    return value


_ENDINGS = {"ClosedToNewCustomers": "closed to new customers", "Retired": "retired"}


def ending(status: str | None, since: str | None, replaced_by: Sequence[str]) -> str:
    """What became of a thing, as people say it; empty while it is active.

    >>> ending("Retired", "2025-07-31", ["aurora"])
    'retired since 2025-07-31; replaced by aurora'
    """
    if status not in _ENDINGS:
        return ""
    date = f" since {since}" if since else ""
    return f"{_ENDINGS[status]}{date}" + (f"; replaced by {', '.join(replaced_by)}" if replaced_by else "")
