"""The terms: the same in Turtle and in Python, described so that a stranger can tell them apart, and sound as OWL."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal

from graph import Catalog
from graph.build import read_terms
from graph.shipped import ontology
from graph.terms import BASE, ID, KG, OWL, PREFIXES, RDF, RDFS, SKOS, local_name
from graph.turtle import read

PACKAGE = Path(__file__).resolve().parent.parent / "graph"
ONTOLOGY = BASE + "ontology"
KINDS = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")
FILES = sorted(file for end in ("*.ttl", "*.rq") for file in ontology().rglob(end))
TRIPLES = read_terms(ontology())
SAID: dict[tuple[str, str], list[str]] = defaultdict(list)
for _triple in TRIPLES:
    SAID[_triple.subject.value, _triple.predicate.value].append(_triple.object.value)  # type: ignore[union-attr]


def said(of: str, word: str) -> list[str]:
    """What the ontology says of a term with a word, as texts."""
    return SAID.get((of, word), [])


DECLARED = {
    of: kinds
    for of, word in SAID
    if word == RDF.type and (kinds := [kind for kind in KINDS if OWL.base + kind in said(of, word)])
}
TERMS = sorted(iri for iri in DECLARED if iri.startswith(KG.base))
CLASSES = [iri for iri in TERMS if "Class" in DECLARED[iri]]
PROPERTIES = [iri for iri in TERMS if DECLARED[iri][0].endswith("Property")]
INDIVIDUALS = [iri for iri in TERMS if "NamedIndividual" in DECLARED[iri]]
STEPS = [iri for iri in TERMS if KG.stepWith in said(iri, RDFS.subPropertyOf)]
SUPPORTS = [iri for iri in TERMS if KG.reliesOn in said(iri, RDFS.subPropertyOf)]

each_term = pytest.mark.parametrize("term", TERMS, ids=local_name)
each_property = pytest.mark.parametrize("term", PROPERTIES, ids=local_name)


# ---- names ----


def test_terms_in_python_are_terms_in_turtle() -> None:
    """The code names what the ontology declares, neither more nor less."""
    assert {local_name(term) for term in TERMS} == KG.names


def test_the_base_is_the_same_in_every_file() -> None:
    """A file writes the base as ``terms.py`` has it, and a prefix stands for the same names everywhere."""
    assert FILES
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        bases = re.findall(r"https?://w3id\.org/[^/\s]*/?", text)
        assert set(bases) <= {BASE}, file
        assert re.findall(r"^@base <(.*)>", text, re.MULTILINE) in ([], [ID]), file
        prefixes = dict(re.findall(r"^(?:@prefix|PREFIX) +([\w-]*): +<(.*)>", text, re.MULTILINE))
        known = {name: base for name, base in prefixes.items() if name not in ("ex", "sh")}
        assert known == {name: PREFIXES.get(name) for name in known}, file


def test_the_base_is_written_once_in_the_code() -> None:
    """Any other name is made from it; docstrings may show one."""
    found = []
    for file in sorted(PACKAGE.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose)
        found += [(file.name, node.value) for node in texts if "w3id.org" in str(node.value)]
    assert found == [("terms.py", BASE)]


def test_names_follow_their_kind() -> None:
    """Classes and values are ``UpperCamel``, properties ``lowerCamel``, acronyms are words, all is ASCII."""
    upper, lower = r"([A-Z][a-z0-9]+)+", r"[a-z]+[0-9]*([A-Z][a-z0-9]*)*"
    names = {term: local_name(term) for term in TERMS}
    assert [name for term, name in names.items() if term not in PROPERTIES and not re.fullmatch(upper, name)] == []
    assert [names[term] for term in PROPERTIES if not re.fullmatch(lower, names[term])] == []


# ---- descriptions ----


@each_term
def test_a_term_is_described(term: str) -> None:
    """It has one label and one definition, an example, and the ontology as its home, all in English."""
    assert len(said(term, RDFS.label)) == 1
    assert len(said(term, SKOS.definition)) == 1
    assert len(said(term, SKOS.example)) >= 1
    assert said(term, RDFS.isDefinedBy) == [ONTOLOGY]
    words = (RDFS.label, SKOS.definition, SKOS.example, SKOS.scopeNote)
    texts = [t.object for t in TRIPLES if t.subject.value == term and t.predicate.value in words]  # type: ignore[union-attr]
    assert {text.language for text in texts if isinstance(text, Literal)} == {"en"}


def test_no_two_definitions_are_alike() -> None:
    """Nor two labels of one kind; a value may share its word with nothing either."""
    definitions = [said(term, SKOS.definition)[0] for term in TERMS]
    assert len(set(definitions)) == len(definitions)
    for kind in (CLASSES, PROPERTIES, INDIVIDUALS):
        labels = [said(term, RDFS.label)[0] for term in kind]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("term", CLASSES, ids=local_name)
def test_a_class_says_what_kind_of_thing_it_is(term: str) -> None:
    """Its definition begins "A …", and "A ‹parent› that …" where it has one."""
    [definition] = said(term, SKOS.definition)
    parents = [parent for parent in said(term, RDFS.subClassOf) if parent in CLASSES]
    assert re.match(r"An? [a-z]", definition)
    assert all(re.match(rf"An? {said(parent, RDFS.label)[0]} that ", definition) for parent in parents)


@pytest.mark.parametrize("term", INDIVIDUALS, ids=local_name)
def test_a_value_says_of_which_class_it_is(term: str) -> None:
    """Its definition begins "The …" and holds the label of its class."""
    [definition] = said(term, SKOS.definition)
    classes = [one for one in said(term, RDF.type) if one in CLASSES]
    assert classes
    assert all(re.match(rf"The (\w+ )?{said(one, RDFS.label)[0]}\b", definition) for one in classes)


@each_property
def test_a_property_is_a_sentence_frame(term: str) -> None:
    """ "X verb Y: …" cannot be read the wrong way round: the frame holds the label, the rest both letters."""
    [definition] = said(term, SKOS.definition)
    [label] = said(term, RDFS.label)
    frame = re.fullmatch(r"([A-Z]) ([^:]+) ([A-Z]): (.+\.)", definition)
    assert frame is not None
    assert label in frame[2]
    assert frame[1] != frame[3]
    assert all(re.search(rf"\b{letter}\b", frame[4]) for letter in (frame[1], frame[3]))


@pytest.mark.parametrize("term", STEPS + SUPPORTS, ids=local_name)
def test_a_role_is_its_own_sentence(term: str) -> None:
    """What stands between the ends of an integration is the label of its role, "is" apart."""
    assert re.match(rf"X (is )?{said(term, RDFS.label)[0]} Y: ", said(term, SKOS.definition)[0])


def test_the_terms_name_no_provider(catalog: Catalog) -> None:
    """Labels and definitions fit any provider's services; examples are of one."""
    labels = [node.label for node in catalog.nodes.values() if node.kind == "service"]
    services = {label.partition(" ")[2] or label for label in labels}
    products = services - {"IAM"}  # Identity and access management is what every provider calls it.
    names = re.compile(rf"\b(AWS|Amazon|Azure|Microsoft|Google|{'|'.join(map(re.escape, sorted(products)))})\b")
    texts = {term: said(term, RDFS.label) + said(term, SKOS.definition) for term in TERMS}
    assert {"Lambda", "S3"} <= services
    assert [text for found in texts.values() for text in found if names.search(text)] == []


# ---- roles ----


def test_every_step_role_says_which_way_it_is_walked() -> None:
    """Support is not walked, nor are the parents."""
    assert {term: said(term, KG.walk) for term in TERMS if said(term, KG.walk)}.keys() == set(STEPS)
    walks = {local_name(term): said(term, KG.walk) for term in STEPS}
    assert all(len(found) == 1 and found[0] in ("forward", "backward", "both") for found in walks.values())
    assert (walks["invokes"], walks["readsFrom"], walks["queries"]) == (["forward"], ["backward"], ["both"])


def test_roles_are_below_one_parent() -> None:
    """A role is a step or a support, never both, and the plain flow is neither."""
    assert set(STEPS).isdisjoint(SUPPORTS)
    assert said(KG.stepWith, RDFS.subPropertyOf) == said(KG.reliesOn, RDFS.subPropertyOf) == [KG.integratesWith]
    assert said(KG.flowsTo, RDFS.subPropertyOf) == []
    assert {kind for term in STEPS + SUPPORTS for kind in DECLARED[term]} == {"ObjectProperty"}


# ---- OWL 2 DL ----


def test_a_term_is_of_one_kind() -> None:
    """Nothing is both object and datatype property, outside words included; roles are punned without a declaration."""
    assert {iri: kinds for iri, kinds in DECLARED.items() if len(kinds) != 1} == {}


def test_domains_and_ranges_fit_their_kind() -> None:
    """An object property leads to a class, a datatype property to a datatype of OWL 2; annotations have neither."""
    datatypes = {PREFIXES["xsd"] + name for name in ("string", "integer", "decimal")}
    for term in PROPERTIES:
        domains, ranges = said(term, RDFS.base + "domain"), said(term, RDFS.base + "range")
        assert set(domains) <= set(CLASSES), term
        fitting = {"ObjectProperty": set(CLASSES), "DatatypeProperty": datatypes, "AnnotationProperty": set()}
        assert set(ranges) <= fitting[DECLARED[term][0]], term
        assert len(domains) <= 1 >= len(ranges), f"several mean all of them at once: {term}"
        assert not (domains and DECLARED[term] == ["AnnotationProperty"]), term


def test_there_are_no_inverse_properties() -> None:
    """One direction, as the sentence frame reads."""
    assert [triple for triple in TRIPLES if triple.predicate.value == OWL.base + "inverseOf"] == []


def test_nothing_is_nameless() -> None:
    """Blank nodes would make every comparison of two files noise. Shapes may hold some."""
    files = [file for file in FILES if file.suffix == ".ttl" and not file.name.endswith((".shapes.ttl", "_fail.ttl"))]
    nameless = [
        (file.name, str(t)) for file in files for t in read(file) if BlankNode in (type(t.subject), type(t.object))
    ]
    assert len(files) > 5
    assert nameless == []


# ---- the shipped graph, read by the terms ----


def offenders(catalog: Catalog, pattern: str) -> list[dict[str, str]]:
    return catalog.store.rows(f"SELECT DISTINCT ?property ?end {{ {pattern} }} ORDER BY ?property ?end LIMIT 9")


def test_the_graph_keeps_domains_and_ranges(catalog: Catalog) -> None:
    """What a property joins has the class it asks for, without inference."""
    for word, end in (("domain", "?end ?property ?other"), ("range", "?other ?property ?end")):
        unfit = f"""
            ?property rdfs:{word} ?class . {end}
            FILTER (isIRI(?end) && STRSTARTS(STR(?class), "{KG.base}"))
            FILTER NOT EXISTS {{ ?end a/rdfs:subClassOf* ?class }}"""
        assert offenders(catalog, unfit) == []


def test_the_graph_keeps_disjoint_classes_apart(catalog: Catalog) -> None:
    """Nothing is, say, a service and a feature."""
    assert offenders(catalog, "?class owl:disjointWith ?property . ?end a ?class, ?property") == []
    assert catalog.store.rows("SELECT * { ?one owl:disjointWith ?other }")


def test_the_graph_uses_properties_as_they_are_declared(catalog: Catalog) -> None:
    """Object properties lead to things, datatype properties to texts, and every outside word is declared."""
    assert offenders(catalog, "?property a owl:ObjectProperty . ?one ?property ?end FILTER (!isIRI(?end))") == []
    assert offenders(catalog, "?property a owl:DatatypeProperty . ?one ?property ?end FILTER (!isLiteral(?end))") == []
    own = "|".join(re.escape(PREFIXES[name]) for name in ("rdf", "rdfs", "owl")).replace("\\", "\\\\")
    undeclared = f"""
        ?one ?property ?two FILTER (!REGEX(STR(?property), "^({own})"))
        FILTER NOT EXISTS {{ ?property a ?kind FILTER (STRENDS(STR(?kind), "Property")) }}"""
    assert offenders(catalog, undeclared) == []
