"""Observations: sizes, signs, stains, indices, histology, outcome."""

from casepool.domain.quantity import Quantity, tidy_number
from casepool.domain.values import Grade, MarkerResult, Measurement
from casepool.export.coding import code_assay, code_field, code_sign
from casepool.export.fhir.gathering import UCUM, Gathering, measure
from casepool.export.fhir.person import ICDO, find_morphology
from casepool.export.material import Row
from casepool.export.phenopackets.measuring import KI67, read_bound
from casepool.export.typed_values import comparator_of, say_value
from casepool.export.value_rows import Told

EVENTS = ("local_recurrence", "distant_metastasis")
CATEGORY = {"imaging": "imaging", "lesion": "imaging", "presentation": "exam"}


def write_sizes(bundle: Gathering, tumour: str, specimen: str) -> None:
    """Each size once, of the tumour in the body or of the specimen, never of both; never a value of its own."""
    for told in bundle.draft.all("size"):
        value, modality = told.answer.value, told.answer.modality
        assert isinstance(value, Measurement)
        removed = modality == "pathology" and specimen
        where: Row = {"specimen": {"reference": specimen}} if removed else {"focus": [{"reference": tumour}]}
        category = "laboratory" if removed else "exam" if modality == "clinical" else "imaging"
        code = bundle.concept(bundle.draft.codes.terms["size"])
        method = {"method": {"text": modality}} if modality else {}
        size = bundle.observe(category, code, **where, **method, component=_write_dimensions(bundle, value))
        bundle.add("Observation", f"size-{modality or 'unspecified'}", size, told, profile="tumor-size")


def _write_dimensions(bundle: Gathering, value: Measurement) -> list[Row]:
    terms = bundle.draft.codes.terms
    sign = comparator_of(value).replace("=", "") if comparator_of(value) in "=~" else comparator_of(value)
    largest = value.values.index(max(value.values))
    return [
        {
            "code": bundle.concept(terms["largest" if place == largest else "other_dimension"]),
            "valueQuantity": measure(tidy_number(number), value.unit, "" if sign == "~" else sign),
        }
        for place, number in enumerate(value.values)
    ]


def write_signs(bundle: Gathering) -> None:
    """Signs and presence fields as true or false; both sides of a conflict stay, with a note."""
    for told in bundle.draft.told:
        field = bundle.draft.field(told)
        if field is None or field.group not in CATEGORY or told.answer.state not in ("reported", "absent", "unclear"):
            continue
        if field.code_system == "hpo":
            label = str(told.answer.value or told.answer.item)
            code = bundle.concept(code_sign(label), text=label)
        elif field.type == "presence":
            code = bundle.concept(code_field(field), text=field.label)
        else:
            continue
        for state, note in _read_states(told):
            sign = bundle.observe(CATEGORY[field.group], code, valueBoolean=state == "reported", **note)
            bundle.add("Observation", field.id, sign, told)


def _read_states(told: Told) -> list[tuple[str, Row]]:
    """The states that the source gives, each with the note that it needs."""
    answer = told.answer
    if answer.state != "unclear":
        return [(answer.state, {})]
    words = [c.value for c in answer.candidates if c.value in ("present", "absent")]
    note: Row = {"note": [{"text": f"unclear ({answer.reason}): the source says both; neither was chosen"}]}
    return [("reported" if word == "present" else "absent", note) for word in words]


def write_stains(bundle: Gathering, specimen: str) -> None:
    """Stains as text positive or negative; the Ki-67 index as a quantity that keeps its comparator."""
    where: Row = {"specimen": {"reference": specimen}} if specimen else {}
    for told in bundle.draft.all("ihc_panel"):
        value = told.answer.value
        if isinstance(value, MarkerResult):
            result = bundle.draft.codes.labels["result"][value.result]
            extent = f" ({say_value(value.extent_percent)})" if value.extent_percent else ""
            code = bundle.concept(code_assay(value.marker), text=f"{value.marker}, immunohistochemistry")
            stain = bundle.observe("laboratory", code, valueCodeableConcept={"text": result + extent}, **where)
            bundle.add("Observation", "ihc", stain, told, profile="tumor-marker-test")
    for told in bundle.draft.all("ki67_percent", "reported", "unclear"):
        number = told.answer.value if isinstance(told.answer.value, Quantity) else read_bound(told)
        if number:
            index = bundle.observe("laboratory", bundle.concept(code_assay(KI67)), **write_number(number, "%"), **where)
            bundle.add("Observation", "ki67", index, told, profile="tumor-marker-test")
    _write_mitoses(bundle, where)


def _write_mitoses(bundle: Gathering, where: Row) -> None:
    for told in bundle.draft.all("mitotic_count", "reported", "absent"):
        value = told.answer.value
        number: Row = {"valueQuantity": {"value": 0}}
        if isinstance(value, Quantity):
            number = write_number(value, "")
            number = {key: {**part, "unit": value.unit} for key, part in number.items() if isinstance(part, dict)}
        count = bundle.observe("laboratory", bundle.concept(text="mitotic count"), **number, **where)
        bundle.add("Observation", "mitoses", count, told)


def write_number(value: Quantity, unit: str) -> Row:
    """A quantity with its comparator, a range for two ends."""
    if value.upper is not None:
        low, high = (_measure(number, unit) for number in (value.value, value.upper))
        return {"valueRange": {"low": low, "high": high}}
    sign = comparator_of(value) if value.is_bound else ""
    return {"valueQuantity": {**({"comparator": sign} if sign else {}), **_measure(value.value, unit)}}


def _measure(number: float, unit: str) -> Row:
    return {"value": tidy_number(number), **({"unit": unit, "system": UCUM, "code": unit} if unit else {})}


def write_histology(bundle: Gathering, specimen: str) -> None:
    """Type and behaviour as an ICD-O-3 code where Mondo gives one, else as text; the grade."""
    where: Row = {"specimen": {"reference": specimen}} if specimen else {}
    draft = bundle.draft
    diagnosis, words, grade = draft.one("diagnosis"), draft.one("histology_text"), draft.one("tumour_grade")
    if diagnosis:
        label, morphology = str(diagnosis.answer.value), find_morphology(str(diagnosis.answer.value))
        value = {**({"coding": [{"system": ICDO, "code": morphology}]} if morphology else {}), "text": label}
        code = bundle.concept(draft.codes.terms["behaviour"])
        histology = bundle.observe("laboratory", code, valueCodeableConcept=value, **where)
        told = [diagnosis, *([words] if words else [])]
        profile = "histologic-behavior-and-type" if morphology else ""
        bundle.add("Observation", "histology", histology, *told, profile=profile)
    if grade and isinstance(grade.answer.value, Grade):
        said = {"text": say_value(grade.answer.value)}
        graded = bundle.observe("laboratory", bundle.concept(text="tumour grade"), valueCodeableConcept=said, **where)
        bundle.add("Observation", "grade", graded, grade)


def write_outcomes(bundle: Gathering, condition: str) -> None:
    """The disease at follow-up, each statement an observation about the condition; its time is text (no dates)."""
    draft = bundle.draft
    focus: Row = {"focus": [{"reference": condition}]} if condition else {}
    contact = draft.one("followup_months")
    after = (
        f", last contact {say_value(contact.answer.value)} after {contact.answer.origin or 'treatment'}"
        if contact
        else ""
    )
    code = bundle.concept(draft.codes.terms["progression"])
    states = draft.codes.labels["outcome_status"]
    said = [(told, states[str(told.answer.value)]) for told in draft.all("outcome_status") if told.answer.value]
    for field in EVENTS:
        for told in draft.all(field, "reported", "absent"):
            said.append((told, draft.codes.labels[field]["present" if told.answer.state == "reported" else "absent"]))
    for told, words in said:
        item = bundle.observe("exam", code, valueCodeableConcept={"text": words + after}, **focus)
        del item["category"]
        bundle.add(
            "Observation", "outcome", item, told, *([contact] if contact else []), profile="cancer-disease-status"
        )
