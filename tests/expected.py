"""Comparing an extraction with a file of expected answers (seed_expected.yaml, twin_expected.yaml)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.export.extraction_json import unit_of, value_to_json
from casepool.knowledge.forms import load_form

Answer = dict[str, Any]
FREE_WORDS = ("presenting_symptoms", "comorbidities", "histology_text", "institution", "myelopathy", "neuro_deficit")
PUBLICATION_KEYS = ("competing_interests_statement",)


def load_expected(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def pair_cases(expected: dict[str, Any], extraction: Extraction) -> Iterator[tuple[str, Answer, Case]]:
    """Rows of the review table in order, then the present case."""
    rows, told = list(extraction.row_cases), list(extraction.told_cases)
    for item in expected["cases"]:
        is_row = str(item["label"]).startswith("row")
        case = (rows if is_row else told).pop(0)
        yield str(item["label"]), {k: v for k, v in item.items() if k != "label"}, case


def list_misses(expected: dict[str, Any], extraction: Extraction) -> list[str]:
    """Every expected answer that the extraction does not give, in words."""
    misses: list[str] = []
    for label, fields, case in pair_cases(expected, extraction):
        for field, answer in fields.items():
            misses += [f"{label}: {field}: {miss}" for miss in _compare_field(field, answer, case, extraction)]
    told = extraction.told_cases[0]
    for field, answer in expected["publication"].items():
        misses += [f"publication: {field}: {miss}" for miss in _compare_field(field, answer, told, extraction)]
    return misses


def _compare_field(field: str, answer: Any, case: Case, extraction: Extraction) -> list[str]:
    found = case.answers(field)
    if isinstance(answer, list):
        return [miss for item in answer if (miss := _find_item(field, item, found, extraction))]
    if answer["state"] == "not_reported":
        return [f"must be silent, found {show(found[0])}"] if found else []
    if not found:
        return [f"nothing found, expected {answer['state']} {answer.get('value')}"]
    miss = _compare(field, answer, found[0], extraction)
    return [miss] if miss else []


def _find_item(field: str, item: Answer, found: tuple[Assertion, ...], extraction: Extraction) -> str:
    misses = [_compare(field, item, answer, extraction) for answer in found]
    if not misses:
        return f"nothing found, expected {item.get('value') or item.get('item')}"
    return "" if "" in misses else f"no answer for {item.get('value') or item.get('item')}: {misses}"


def _compare(field: str, expected: Answer, answer: Assertion, extraction: Extraction) -> str:
    if answer.state != expected["state"]:
        return f"{show(answer)}, expected state {expected['state']}"
    for key in ("reason", "given", "modality"):
        if key in expected and getattr(answer, key) != expected[key]:
            return f"{show(answer)}, expected {key} {expected[key]}"
    if "needs_person" in expected and answer.needs_person != expected["needs_person"]:
        return f"{show(answer)}, expected needs_person {expected['needs_person']}"
    if expected["state"] == "unclear":
        return _compare_candidates(field, expected, answer)
    if expected.get("value") is not None and not _same(field, expected, answer):
        return f"{show(answer)}, expected value {expected['value']}"
    return _compare_quote(expected, answer.evidence, extraction)


def _compare_candidates(field: str, expected: Answer, answer: Assertion) -> str:
    found = [value_to_json(c.value) for c in answer.candidates]
    if expected["reason"] in ("stated_unknown", "garbled", "planned_only"):
        return ""
    for wanted in expected["candidates"]:
        if wanted["value"] not in found:
            return f"candidates {found}, expected {wanted['value']}"
        candidate = answer.candidates[found.index(wanted["value"])]
        if "qualifier" in wanted and unit_of(candidate.value).get("qualifier") != wanted["qualifier"]:
            return f"candidate {wanted['value']} without qualifier {wanted['qualifier']}"
    return (
        ""
        if len(found) == len(expected["candidates"])
        else f"candidates {found}, expected {len(expected['candidates'])}"
    )


def _same(field: str, expected: Answer, answer: Assertion) -> bool:
    said, wanted = value_to_json(answer.value), expected["value"]
    if field in FREE_WORDS or load_form().field(field).type in ("text", "presence", "claim"):
        return True
    if isinstance(wanted, dict) and "marker" in wanted:
        return isinstance(said, dict) and said["result"] == wanted["result"] and _same_marker(said, wanted)
    if isinstance(wanted, (int, float)) and field.endswith("_months") and answer.value is not None:
        months = getattr(answer.value, "months", None)
        return months is not None and abs(months() - wanted) < 0.01
    return said == wanted


def _same_marker(said: dict[str, Any], wanted: dict[str, Any]) -> bool:
    from casepool.knowledge.vocabularies import load_markers

    for marker in load_markers():
        names = {marker.marker.lower(), *(alias.lower() for alias in marker.aliases)}
        if str(wanted["marker"]).lower() in names:
            return str(said["marker"]).lower() in names
    return str(said["marker"]).lower() == str(wanted["marker"]).lower()


def _compare_quote(expected: Answer, evidence: tuple[Evidence, ...], extraction: Extraction) -> str:
    quote = expected.get("q")
    if not quote or expected.get("derived"):
        return ""
    places = find_all(extraction.document.text, quote)
    if any(e.span.start < end and start < e.span.end for e in evidence for start, end in places):
        return ""
    return f"evidence {[e.quote for e in evidence]} does not touch {quote!r}"


def find_all(text: str, quote: str) -> list[tuple[int, int]]:
    """Every place of a quote in a text."""
    places, start = [], text.find(quote)
    while start >= 0:
        places.append((start, start + len(quote)))
        start = text.find(quote, start + 1)
    return places


def show(answer: Assertion) -> str:
    return f"{answer.state} {value_to_json(answer.value)} {answer.item} {[e.quote for e in answer.evidence][:3]}"
