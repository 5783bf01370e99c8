"""One module a source: what AWS's own machine-readable packages say of how services work together.

Each module is a pure function from the files of pinned packages to records, in a fixture-tested form::

    PACKAGES = (Package("pypi", "botocore", "1.44.5"),)
    def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]: ...

``files`` maps the name of a package, and its name with its version (``botocore 1.44.5``), to the folder where its
archive was unpacked; of several versions the name alone means the last one listed. A record names things by the ids of
its source; tables of the ontology, not code, say later which service each id means, which way the integration goes and
what role it plays.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.errors import GraphError

__all__ = ["TABLES", "FormatChanged", "Package", "Record", "expect"]

# The tables that say what the ids and names of the packages mean.
TABLES = Path(__file__).resolve().parents[2] / "ontology" / "data" / "harvest"


@dataclass(frozen=True, order=True)
class Package:
    """A package at a version: ``registry`` is ``pypi`` or ``npm``."""

    registry: str
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, order=True)
class Record:
    """One place in a package that speaks of two services.

    ``source`` and ``target`` are ids with their kind before a colon: ``client:sagemaker``, ``cfn:SageMaker``,
    ``cdk:aws_lambda``, ``iam:lambda``, ``event:aws.s3``, ``principal:lambda.amazonaws.com``, ``arn:lambda``,
    ``word:Bucket``. The source is what the place belongs to, the target what it names. ``evidence_class`` is a
    class of ``evidence-classes.tsv``; ``package`` the name of the package (with its version when the source reads
    several of them); ``pointer`` leads to the place inside it;
    ``member`` is the name that says it (a member, property, action or class name); ``hint`` one word of what the
    place is: ``request``, ``response``, ``triggers``, an action name … All are ids and names, never a sentence.
    """

    source: str
    target: str
    evidence_class: str
    member: str
    hint: str
    package: str
    pointer: str


class FormatChanged(GraphError):
    """A package is not in the form that its extractor was written for; the snapshot stays as it was."""

    code = "format-changed"

    def __init__(self, file: str | Path, expectation: str) -> None:
        super().__init__(
            f"{file}: expected {expectation}.",
            hint="Read what changed, mend the extractor and its fixture, then harvest again.",
        )


def expect(condition: object, file: str | Path, expectation: str) -> None:
    """Stop with ``FormatChanged`` unless the condition holds."""
    if not condition:
        raise FormatChanged(file, expectation)
