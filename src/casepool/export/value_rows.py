"""Rows of single answers: the long table of values, readings, sizes, stains and treatments."""

from collections.abc import Iterator
from dataclasses import dataclass

from casepool.domain.assertion import Assertion
from casepool.domain.cohort import Patient, PooledCase
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import MarkerResult, Measurement, Value
from casepool.export.evidence_book import EvidenceBook
from casepool.export.keys import case_id, make_id
from casepool.export.material import Material, Options, Row
from casepool.export.releasing import cap_value, keeps_quotes
from casepool.export.typed_values import comparator_of, kind_of, pack_value, say_value

Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Desk:
    """What every row maker needs."""

    material: Material
    options: Options
    book: EvidenceBook

    def field(self, name: str) -> Field | None:
        """The field of the form, None for one that the form does not know."""
        form = self.material.form
        return form.field(name) if form.has(name) else None


@dataclass(frozen=True)
class Told:
    """One answer of a patient, with the case that gives it (None: settled by a person)."""

    answer: Assertion
    patient: Patient
    case: PooledCase | None
    id: str


def list_told(patient: Patient) -> Iterator[Told]:
    """Every answer of a patient's cases, then the settled ones; ids are stable when others are added."""
    seen: dict[tuple[object, ...], int] = {}
    answers = [(a, case) for case in patient.cases for a in case.case.assertions]
    for answer, case in [*answers, *((a, None) for a in patient.settled)]:
        owner = case.key if case else ("", patient.id)
        key = (*owner, answer.field, answer.item, answer.modality)
        seen[key] = seen.get(key, 0) + 1
        yield Told(answer, patient, case, make_id("v", *key, seen[key]))


def write_values(desk: Desk) -> Tables:
    """The tables values, candidates, measurements, ihc and treatments."""
    tables: Tables = {"values": [], "candidates": [], "measurements": [], "ihc": [], "treatments": []}
    for patient in desk.material.cohort.patients:
        for told in list_told(patient):
            row = _write_value(desk, told)
            tables["values"].append(row)
            tables["candidates"] += _write_candidates(desk, told)
            for name, extra in _write_special(desk, told, row):
                tables[name].append(extra)
    return tables


def evidence_of(desk: Desk, told: Told, evidence: tuple[Evidence, ...]) -> list[str]:
    """The ids of the evidence that may leave."""
    if not keeps_quotes(told.case):
        return []
    return desk.book.add_all(told.case.publication if told.case else _find_source(desk, told, evidence), evidence)


def _find_source(desk: Desk, told: Told, evidence: tuple[Evidence, ...]) -> str:
    """The publication of a settled answer's quotes: the patient's first one in which all of them stand."""
    for case in told.patient.cases:
        document = desk.material.document_of(case.publication)
        if document and all(item.span.stands_in(document.text) for item in evidence):
            return case.publication
    return ""


def shown_value(desk: Desk, told: Told, value: Value) -> Value:
    """The value that may leave: ages are capped, and of the authors' own patient no free words are given."""
    field = desk.field(told.answer.field)
    if field and field.type == "text" and told.case and told.case.case.is_index:
        return None
    return cap_value(value, told.answer.field, told.case, desk.options)


def shown_words(desk: Desk, told: Told) -> str:
    """The printed words, where they may leave."""
    answer = told.answer
    if not keeps_quotes(told.case) or shown_value(desk, told, answer.value) != answer.value:
        return ""
    return answer.printed


def number_parts(value: Value) -> Row:
    """Number, bound, upper, comparator and unit: a bound is never in `number`."""
    if isinstance(value, Quantity):
        name = "bound" if value.is_bound else "number"
        return {name: value.value, "upper": value.upper, "comparator": comparator_of(value), "unit": value.unit}
    if isinstance(value, Measurement):
        return {"comparator": comparator_of(value), "unit": value.unit}
    if isinstance(value, IntervalTime):
        return {"after": value.after, "by": value.by, "unit": "month"}
    return {"number": float(value)} if isinstance(value, int) else {}


def _write_value(desk: Desk, told: Told) -> Row:
    answer, value = told.answer, shown_value(desk, told, told.answer.value)
    words = ("field", "state", "reason", "modality", "given", "timing", "origin", "made_by")
    return {
        "value_id": told.id,
        "case_id": case_id(told.case) if told.case else "",
        "patient_id": told.patient.id,
        **{name: getattr(answer, name) for name in words},
        "item": answer.item,
        "value_kind": kind_of(value),
        "value_text": say_value(value),
        **number_parts(value),
        "value": pack_value(value),
        "as_written": shown_words(desk, told),
        "needs_person": answer.needs_person,
        "derived": answer.derived,
        "settled": told.case is None,
        "verified": answer.field in told.patient.verified,
        "evidence_ids": evidence_of(desk, told, answer.evidence),
    }


def _write_candidates(desk: Desk, told: Told) -> Iterator[Row]:
    for position, candidate in enumerate(told.answer.candidates):
        value = shown_value(desk, told, candidate.value)
        yield {
            "candidate_id": make_id("k", told.id, position),
            "value_id": told.id,
            "position": position,
            "value_kind": kind_of(value),
            "value_text": say_value(value),
            "value": pack_value(value),
            "evidence_ids": evidence_of(desk, told, candidate.evidence),
        }


def _write_special(desk: Desk, told: Told, row: Row) -> Iterator[tuple[str, Row]]:
    field, value = desk.field(told.answer.field), told.answer.value
    if isinstance(value, Measurement):
        yield "measurements", {**row, **_size_parts(value)}
    if field and field.type == "panel":
        yield "ihc", {**row, **_stain_parts(told.answer)}
    if field and field.group == "treatment":
        yield "treatments", row


def _size_parts(value: Measurement) -> Row:
    bound = value.qualifier in ("less_than", "more_than", "at_least")
    numbers = {f"dimension_{place}": number for place, number in enumerate(value.values, start=1)}
    return {**numbers, "largest_mm": None if bound else value.largest_mm}


def _stain_parts(answer: Assertion) -> Row:
    value = answer.value
    if not isinstance(value, MarkerResult):
        return {"marker": answer.item, "as_written": answer.printed}
    extent = value.extent_percent
    number = extent.value if extent and not extent.is_bound and extent.upper is None else None
    return {"marker": value.marker, "result": value.result, "percent": number,
            "percent_comparator": comparator_of(extent)}  # fmt: skip
