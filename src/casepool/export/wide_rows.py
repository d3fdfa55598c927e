"""The wide table: one row per patient, one family of columns per field, of the answers that count."""

from collections.abc import Sequence

from casepool.domain.cohort import Patient
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field
from casepool.domain.quantity import IntervalTime, Quantity, tidy_number
from casepool.domain.values import Value
from casepool.export.keys import case_id
from casepool.export.material import Heard, Row
from casepool.export.typed_values import comparator_of, say_value
from casepool.export.value_rows import Desk, Told, evidence_of, shown_value, shown_words
from casepool.knowledge.export_tables import NUMERIC, is_exported

STATES_BY_WEIGHT = ("reported", "absent", "unclear", "not_applicable", "not_accessible")


def write_wide(desk: Desk) -> list[Row]:
    """The rows of cases_wide, in the order of the cohort."""
    return [_write_patient(desk, patient) for patient in desk.material.cohort.patients]


def _write_patient(desk: Desk, patient: Patient) -> Row:
    heard = desk.material.heard.get(patient.id, ())
    row: Row = {
        "patient_id": patient.id,
        "case_ids": [case_id(case) for case in patient.cases],
        "is_index": patient.is_index,
        "is_table_only": patient.is_table_only,
    }
    for field in desk.material.form.fields:
        if is_exported(field):
            told = [_tell(patient, item) for item in heard if item.answer.field == field.id]
            row |= {f"{field.id}_{k}" if k else field.id: v for k, v in _write_family(desk, field, told).items()}
    return row


def _tell(patient: Patient, item: Heard) -> Told:
    return Told(item.answer, patient, item.case, "")


def _write_family(desk: Desk, field: Field, told: Sequence[Told]) -> Row:
    state = next((s for s in STATES_BY_WEIGHT if any(t.answer.state == s for t in told)), "not_reported")
    parts = _write_items(desk, told) if field.is_list else _write_single(desk, field, told)
    words = [shown_words(desk, t) for t in told]
    ids = [name for t in told for name in evidence_of(desk, t, _all_evidence(t))]
    return {
        **parts,
        "as_written": "; ".join(dict.fromkeys(filter(None, words))),
        "state": state,
        "reason": next((t.answer.reason for t in told if t.answer.reason), "") if state == "unclear" else "",
        "evidence_ids": list(dict.fromkeys(ids)),
    }


def _all_evidence(told: Told) -> tuple[Evidence, ...]:
    return (*told.answer.evidence, *(e for c in told.answer.candidates for e in c.evidence))


def _write_items(desk: Desk, told: Sequence[Told]) -> Row:
    def items(state: str) -> list[str]:
        chosen = [t for t in told if t.answer.state == state]
        return list(dict.fromkeys(say_value(shown_value(desk, t, t.answer.value)) or t.answer.item for t in chosen))

    return {"": items("reported"), "absent": items("absent"), "unclear": items("unclear")}


def _write_single(desk: Desk, field: Field, told: Sequence[Told]) -> Row:
    value = shown_value(desk, told[0], told[0].answer.value) if told else None
    if field.type == "interval_time":
        both = (value.after, value.by) if isinstance(value, IntervalTime) else (None, None)
        return dict(zip(("after", "by"), both, strict=True))
    if field.type in NUMERIC:
        return _write_number(field, value)
    return {"": say_value(value)}


def _write_number(field: Field, value: Value) -> Row:
    """The number in the canonical unit of the field where it has one, else in the unit of the paper."""
    if isinstance(value, int):
        return {"": float(value), "bound": None, "upper": None, "comparator": "=", "unit": ""}
    if not isinstance(value, Quantity):
        return {"": None, "bound": None, "upper": None, "comparator": "", "unit": ""}
    number, upper, unit = convert_quantity(value, field.canonical)
    bound = value.is_bound
    return {
        "": None if bound else number,
        "bound": number if bound else None,
        "upper": upper,
        "comparator": comparator_of(value),
        "unit": unit,
    }


def convert_quantity(value: Quantity, canonical: str) -> tuple[float, float | None, str]:
    """Number, upper end and unit in the canonical unit (month or year); as they are for every other unit."""
    if canonical not in ("month", "year") or value.unit in ("", canonical):
        return value.value, value.upper, value.unit
    top = None if value.upper is None else Quantity(value.upper, value.unit)
    both = [None if q is None else q.months() if canonical == "month" else q.years() for q in (value, top)]
    low, high = (None if n is None else float(tidy_number(n)) for n in both)
    return low or 0.0, high, canonical
