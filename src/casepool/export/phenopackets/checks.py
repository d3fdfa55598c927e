"""Checks of a packet and its sidecar that need no library: what readers of the format do not notice themselves."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casepool.knowledge.interop import PLACEHOLDER, UNCODED

CURIE = re.compile(r"[A-Za-z][A-Za-z0-9.]*:\S+")
DURATION = re.compile(r"P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?")
HPO_LISTS = ("phenotypicFeatures",)


def list_problems(packet: Mapping[str, Any], sidecar: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    """What is wrong with a packet, in words; empty if nothing is. `texts` are the canonical texts by publication."""
    return [
        *_check_identity(packet, sidecar),
        *_check_terms(packet),
        *_check_features(packet),
        *_check_numbers(packet),
        *_check_sidecar(packet, sidecar),
        *_check_spans(sidecar, texts),
    ]


def walk(node: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object of a JSON value with its pointer."""
    if isinstance(node, Mapping):
        yield where, node
        for key, value in node.items():
            yield from walk(value, f"{where}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from walk(value, f"{where}/{number}")


def resolve_pointer(packet: Any, pointer: str) -> Any:
    """The value at an RFC 6901 pointer. Raises KeyError, IndexError or ValueError if there is none."""
    node = packet
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


def _check_identity(packet: Mapping[str, Any], sidecar: Mapping[str, Any]) -> Iterator[str]:
    if not packet.get("id") or packet.get("id") != sidecar.get("phenopacketId"):
        yield "id: the packet has none, or its sidecar names another"
    person = packet.get("subject", {}).get("id")
    for number, sample in enumerate(packet.get("biosamples", [])):
        if sample.get("individualId") != person:
            yield f"/biosamples/{number}: the individual is not the subject"


def _check_terms(packet: Mapping[str, Any]) -> Iterator[str]:
    """CURIEs, placeholders that say so, and a resource for each prefix that is used and no other."""
    used: set[str] = set()
    for where, node in walk({key: value for key, value in packet.items() if key != "metaData"}):
        if "label" in node and "id" in node:
            if not CURIE.fullmatch(str(node["id"])) or not node["label"]:
                yield f"{where}: {node['id']!r} is no CURIE with a label"
            used.add(str(node["id"]).split(":", 1)[0])
            if str(node["id"]).startswith(f"{PLACEHOLDER}:") != str(node["label"]).endswith(UNCODED):
                yield f"{where}: a placeholder, and nothing else, has a label that ends in {UNCODED}"
        if "iso8601duration" in node and not DURATION.fullmatch(str(node["iso8601duration"])):
            yield f"{where}: {node['iso8601duration']!r} is no ISO 8601 duration"
    resources = packet.get("metaData", {}).get("resources", [])
    listed = {resource.get("namespacePrefix") for resource in resources}
    if used != listed:
        yield f"metaData: prefixes used and resources listed differ: {', '.join(sorted(map(str, used ^ listed)))}"
    for resource in resources:
        if not resource.get("version") or resource["version"] == "unpinned":
            yield f"metaData: {resource.get('id')} has no release"


def _check_features(packet: Mapping[str, Any]) -> Iterator[str]:
    """Only HPO, each class once, nothing excluded above a sign that is present."""
    from casepool.export.coding import ancestors

    features = packet.get("phenotypicFeatures", [])
    codes = [str(feature.get("type", {}).get("id", "")) for feature in features]
    present = {code for code, feature in zip(codes, features, strict=True) if not feature.get("excluded")}
    for number, (code, feature) in enumerate(zip(codes, features, strict=True)):
        where = f"/phenotypicFeatures/{number}"
        if not code.startswith("HP:"):
            yield f"{where}: {code!r} is not a class of HPO"
        if codes.count(code) > 1:
            yield f"{where}: {code} stands twice"
        if feature.get("excluded") and any(code in ancestors(other) for other in present):
            yield f"{where}: {code} is excluded above a sign that is present"


def _check_numbers(packet: Mapping[str, Any]) -> Iterator[str]:
    """Zeros are lost by the format; a stain without a value says nothing."""
    for where, node in walk(packet):
        if "unit" in node and not node.get("value"):
            yield f"{where}: a quantity of zero is lost in the format"
        if "assay" in node and not ("value" in node or "complexValue" in node):
            yield f"{where}: a measurement without a value"
    if packet.get("subject", {}).get("vitalStatus", {}).get("survivalTimeInDays") == 0:
        yield "/subject/vitalStatus: a survival of 0 days is lost in the format"


def _check_sidecar(packet: Mapping[str, Any], sidecar: Mapping[str, Any]) -> Iterator[str]:
    for assertion in sidecar.get("assertions", []):
        try:
            resolve_pointer(packet, assertion["pointer"])
        except (KeyError, IndexError, ValueError, TypeError):
            yield f"sidecar: {assertion.get('pointer')!r} points to nothing"
    held = {str(node["id"]) for _, node in walk(packet) if "label" in node and "id" in node}
    placeholders = {name for name in held if name.startswith(f"{PLACEHOLDER}:")}
    if placeholders != {term["id"] for term in sidecar.get("placeholderTerms", [])}:
        yield "sidecar: its placeholder terms are not those of the packet"
    yield from _check_vital_status(packet, sidecar)


def _check_vital_status(packet: Mapping[str, Any], sidecar: Mapping[str, Any]) -> Iterator[str]:
    status = packet.get("subject", {}).get("vitalStatus", {}).get("status", "UNKNOWN_STATUS")
    pointers = {assertion["pointer"] for assertion in sidecar.get("assertions", [])}
    if status != "UNKNOWN_STATUS" and "/subject/vitalStatus" not in pointers:
        yield f"/subject/vitalStatus: {status} rests on nothing"


def _check_spans(sidecar: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    own = sidecar.get("document", {}).get("name", "")
    for where, node in walk(sidecar):
        if "quote" in node:
            text = texts.get(str(node.get("document", own)))
            if text is not None and text[node["start"] : node["end"]] != node["quote"]:
                yield f"sidecar {where}: the text at {node['start']} is not {node['quote'][:40]!r}"
