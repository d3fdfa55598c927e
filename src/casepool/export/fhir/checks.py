"""Checks of a Bundle that need no library: references, provenance, and the rules that models do not know."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

CLINICAL = ("Condition", "Observation", "Procedure")
IDENTITY = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def list_problems(bundle: Mapping[str, Any]) -> list[str]:
    """What is wrong with a Bundle, in words; empty if nothing is."""
    resources = [entry["resource"] for entry in bundle.get("entry", [])]
    return [*_check_references(resources), *(problem for r in resources for problem in _check_resource(r))]


def _check_references(resources: list[Mapping[str, Any]]) -> Iterator[str]:
    names = [f"{r['resourceType']}/{r['id']}" for r in resources]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: the id stands twice"
    for resource in resources:
        for reference in _list_references(resource):
            if reference not in names:
                yield f"{resource['resourceType']}/{resource['id']}: the reference {reference} leads nowhere"
    proved = {ref["reference"] for r in resources if r["resourceType"] == "Provenance" for ref in r["target"]}
    for resource in resources:
        name = f"{resource['resourceType']}/{resource['id']}"
        if resource["resourceType"] in CLINICAL and name not in proved:
            yield f"{name}: no Provenance"


def _list_references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        for value in node.values():
            yield from _list_references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _list_references(value)


def _check_resource(resource: Mapping[str, Any]) -> Iterator[str]:
    name = f"{resource['resourceType']}/{resource['id']}"
    if not IDENTITY.fullmatch(resource["id"]):
        yield f"{name}: the id has letters that FHIR forbids, or is longer than 64"
    if resource["resourceType"] == "Observation":
        yield from (f"{name}: {problem}" for problem in _check_observation(resource))
    if resource["resourceType"] == "Patient" and resource.get("gender") not in ("male", "female", "other", "unknown"):
        yield f"{name}: {resource.get('gender')!r} is no gender of FHIR"
    surgical = any(p.endswith("cancer-related-surgical-procedure") for p in resource.get("meta", {}).get("profile", []))
    if surgical and not (resource.get("reasonReference") or resource.get("reasonCode")):
        yield f"{name}: a surgical procedure without a reason"


def _check_observation(resource: Mapping[str, Any]) -> Iterator[str]:
    """A size belongs to the body or to a specimen and has components only; everything else has a value."""
    codes = {coding["code"] for coding in resource["code"].get("coding", [])}
    valued = any(key.startswith("value") for key in resource)
    if "21889-1" not in codes:
        if not valued:
            yield "no value"
        return
    if bool(resource.get("focus")) == bool(resource.get("specimen")):
        yield "a size is of the tumour in the body or of a specimen, of exactly one"
    if valued:
        yield "a size has components, no value"
    parts = [c["code"] for part in resource.get("component", []) for c in part["code"].get("coding", [])]
    if parts.count("33728-7") != 1 or parts.count("33729-5") > 2:
        yield "a size has one largest dimension and at most two others"
