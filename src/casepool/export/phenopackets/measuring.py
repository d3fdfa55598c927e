"""Measurements: sizes by examination, outcome at follow-up, and every stain and index of the specimen."""

from collections.abc import Callable

from casepool.domain.quantity import IntervalTime, Quantity, tidy_number
from casepool.domain.values import MarkerResult, Measurement, Value
from casepool.export.coding import code_action, code_assay
from casepool.export.material import Row
from casepool.export.phenopackets.ages import find_age, find_contact, list_ages, write_age, write_event_age
from casepool.export.phenopackets.draft import Draft, number_parts
from casepool.export.typed_values import say_value
from casepool.export.value_rows import Told
from casepool.knowledge.interop import Term, make_placeholder

EVENTS = (("local_recurrence", "recurrence_months"), ("distant_metastasis", "metastasis_months"))
KI67 = "Ki-67"


def write_sizes(draft: Draft) -> None:
    """measurements: one per size that was taken in the body; sizes of the specimen stand with it."""
    for told in draft.all("size"):
        if told.answer.modality != "pathology":
            _write_size(draft, told, lambda item: draft.add("measurements", item))


def write_specimen_sizes(draft: Draft, put: Callable[[Row], str]) -> None:
    """The sizes that pathology measured."""
    for told in draft.all("size"):
        if told.answer.modality == "pathology":
            _write_size(draft, told, put)


def _write_size(draft: Draft, told: Told, put: Callable[[Row], str]) -> None:
    """Dimensions in reading order, the largest as such; a bound or a zero is a class and stays in the description."""
    value, modality = told.answer.value, told.answer.modality or "unspecified"
    assert isinstance(value, Measurement)
    terms = draft.codes.terms
    size: Row = {
        "description": draft.describe(f"{modality}, {say_value(value)}", told),
        "assay": draft.write_term(terms["size"]),
    }
    if value.qualifier in ("exact", "about") and all(value.values):
        size["complexValue"] = {"typedQuantities": _write_dimensions(draft, value)}
    else:
        word = value.qualifier if all(value.values) else "zero"
        size["value"] = {"ontologyClass": draft.write_term(draft.codes.own("number", word))}
    if modality in draft.codes.actions:
        size["procedure"] = {"code": draft.write_term(code_action(modality))}
    more = {} if value.qualifier == "exact" else {"comparator": say_value(value).split(" ")[0], "unit": value.unit}
    draft.rest_on(put(size), told, **more)


def _write_dimensions(draft: Draft, value: Measurement) -> list[Row]:
    terms, unit = draft.codes.terms, draft.codes.terms[value.unit]
    largest = value.values.index(max(value.values))
    return [
        {
            "type": draft.write_term(terms["largest" if place == largest else "other_dimension"]),
            "quantity": {"unit": draft.write_term(unit), "value": tidy_number(number)},
        }
        for place, number in enumerate(value.values)
    ]


def write_outcomes(draft: Draft) -> None:
    """measurements: the disease at follow-up, each statement at its own time; never a timeless exclusion."""
    for told in draft.all("outcome_status"):
        if told.answer.value:
            _write_outcome(draft, told, draft.codes.own("outcome_status", str(told.answer.value)), None)
    for field, time_field in EVENTS:
        for told in draft.all(field, "reported", "absent"):
            state = "present" if told.answer.state == "reported" else "absent"
            time = draft.one(time_field) if state == "present" else None
            _write_outcome(draft, told, draft.codes.own(field, state), time)


def _write_outcome(draft: Draft, told: Told, term: Term, time: Told | None) -> None:
    item: Row = {
        "description": draft.describe(term.label.removesuffix(" (uncoded)"), told),
        "assay": draft.write_term(draft.codes.terms["progression"]),
        "value": {"ontologyClass": draft.write_term(term)},
    }
    value = time.answer.value if time else None
    age, contact = find_age(draft), find_contact(draft)
    rests: list[Told] = []
    if time and isinstance(value, IntervalTime):
        observed, rests = write_event_age(draft, value), [time]
    elif contact and list_ages(age):
        observed, rests = write_age(draft, age, contact[1]), [contact[0]]
    else:
        observed = None
    pointer = ""
    if observed and age:
        item["timeObserved"] = observed
    pointer = draft.add("measurements", item)
    draft.rest_on(pointer, told)
    if observed and age:
        draft.rest_on(f"{pointer}/timeObserved", rests[0], age, derived="reported age + time after treatment")
    elif time:
        draft.rest_on(pointer, time)


def write_stains(draft: Draft, put: Callable[[Row], str]) -> None:
    """One measurement per stain: the class says positive or negative, the words stand in the description."""
    for told in draft.all("ihc_panel"):
        value = told.answer.value
        if not isinstance(value, MarkerResult):
            continue
        label = draft.codes.labels["result"][value.result]
        item: Row = {
            "description": draft.describe(f"IHC, {value.marker} {label}{_say_extent(value)}", told),
            "assay": draft.write_term(code_assay(value.marker)),
            "value": {"ontologyClass": draft.write_term(make_placeholder(value.result, label))},
        }
        draft.rest_on(put(item), told)


def _say_extent(value: MarkerResult) -> str:
    return f" ({say_value(value.extent_percent)})" if value.extent_percent else ""


def write_indices(draft: Draft, put: Callable[[Row], str]) -> None:
    """Ki-67 index and mitotic count; a bound is a class, never its number."""
    for told in draft.all("ki67_percent"):
        _write_index(draft, told, code_assay(KI67), draft.codes.terms["percent"], put)
    for told in draft.all("ki67_percent", "unclear"):
        _put_bound(draft, told, code_assay(KI67), put)
    labels = draft.codes.labels["assay"]
    assay = make_placeholder("MITOTIC_COUNT", labels["mitotic_count"])
    for told in draft.all("mitotic_count"):
        value = told.answer.value
        name = "per_mm2" if isinstance(value, Quantity) and "mm" in value.unit else "per_10_hpf"
        _write_index(draft, told, assay, make_placeholder(name, labels[name]), put)
    for told in draft.all("mitotic_count", "absent"):
        _put_class(draft, told, assay, "zero", put)


def _write_index(draft: Draft, told: Told, assay: Term, unit: Term, put: Callable[[Row], str]) -> None:
    value = told.answer.value
    if not isinstance(value, Quantity):
        draft.leave(told, "no number")
        return
    if value.value == 0 or value.qualifier not in ("exact", "about"):
        _put_class(draft, told, assay, "zero" if value.value == 0 and not value.is_bound else value.qualifier, put)
        return
    quantity = {"unit": draft.write_term(unit), "value": tidy_number(value.value)}
    item: Row = {
        "description": draft.describe(f"{draft.label(told)} {say_value(value)}", told),
        "assay": draft.write_term(assay),
        "value": {"quantity": quantity},
    }
    draft.rest_on(put(item), told)


def read_bound(told: Told) -> Quantity | None:
    """The one reading of a bound that is too wide to use: its number goes with its comparator, or not at all."""
    readings = [c.value for c in told.answer.candidates]
    value = readings[0] if len(readings) == 1 and told.answer.reason == "uninterpretable_bound" else None
    return value if isinstance(value, Quantity) and value.is_bound else None


def _put_bound(draft: Draft, told: Told, assay: Term, put: Callable[[Row], str]) -> None:
    if value := read_bound(told):
        parts = {key: part for key, part in number_parts(value).items() if part not in (None, "")}
        _put_class(draft, told, assay, value.qualifier, put, value, **parts)


def _put_class(
    draft: Draft, told: Told, assay: Term, word: str, put: Callable[[Row], str], value: Value = None, **more: object
) -> None:
    said = say_value(value or told.answer.value) or "0"
    item: Row = {
        "description": draft.describe(f"{draft.label(told)} {said}", told),
        "assay": draft.write_term(assay),
        "value": {"ontologyClass": draft.write_term(draft.codes.own("number", word))},
    }
    draft.rest_on(put(item), told, **more)
