"""Patient, disease, the tumour in the body and its specimen."""

from casepool.domain.quantity import Quantity, tidy_number
from casepool.export.coding import code_tumour, find_tumour
from casepool.export.fhir.gathering import PROFILES, Gathering, absent, measure
from casepool.export.material import Row
from casepool.export.phenopackets.ages import find_age, list_ages
from casepool.export.phenopackets.draft import is_certain
from casepool.export.phenopackets.references import name_publication
from casepool.export.phenopackets.specimen import SIGNS_OF_SPECIMEN
from casepool.export.phenopackets.subject import find_site
from casepool.knowledge.interop import Term

GENDERS = {"female": "female", "male": "male", "other": "other", "intersex": "other"}
AGE_UNITS = {"year": "a", "month": "mo", "week": "wk", "day": "d"}
ICDO = "http://terminology.hl7.org/CodeSystem/icd-o-3"
SPECIMENS = "http://terminology.hl7.org/CodeSystem/v2-0487"
TUMOUR = "tumour1"


def find_morphology(label: str) -> str:
    """The one ICD-O-3 morphology code that Mondo gives for a diagnosis; empty where there is none, or several."""
    row = find_tumour(label)
    codes = row.icdo3_morphology if row and row.icdo3_source == "mondo" else ()
    return codes[0] if len(codes) == 1 else ""


def write_patient(bundle: Gathering) -> None:
    """Patient: a masked name, no birth date, gender, dead or not where that is certain."""
    draft = bundle.draft
    sex, outcome = draft.one("sex"), draft.one("outcome_status")
    first = draft.patient.cases[0]
    name, address = name_publication(draft.desk.material, first.publication)
    person: Row = {
        "identifier": [
            {"system": address or f"{bundle.base}/publications/{name.split(':', 1)[1]}", "value": bundle.name}
        ],
        "name": [absent("masked")],
        "gender": GENDERS.get(draft.word("sex"), "unknown"),
        "_birthDate": absent("unknown"),
    }
    word = draft.word("outcome_status")
    told = [item for item in (sex,) if item]
    if outcome and is_certain(outcome) and word in (*draft.codes.dead, *draft.codes.alive):
        person["deceasedBoolean"] = word in draft.codes.dead
        told.append(outcome)
    meta: Row = {"meta": {"profile": [PROFILES + "cancer-patient"]}} if bundle.is_malignant else {}
    identity = bundle.subject.split("/")[1]
    bundle.put("Patient", identity, {**meta, **person})
    if told:
        bundle.prove(bundle.subject, tuple(told))


def write_condition(bundle: Gathering) -> str:
    """Condition: the diagnosis with its onset; its reference, empty without a diagnosis."""
    draft = bundle.draft
    told = draft.one("diagnosis")
    if told is None:
        return ""
    label = str(told.answer.value)
    row, morphology = find_tumour(label), find_morphology(label)
    ncit = Term(row.ncit[0], row.label) if row and row.ncit else None
    condition: Row = {
        "verificationStatus": _status("condition-ver-status", "confirmed"),
        "category": [_status("condition-category", "encounter-diagnosis", "Encounter Diagnosis")],
        "code": bundle.concept(code_tumour(label), ncit, text=label),
        "subject": {"reference": bundle.subject},
        **write_onset(bundle, "onset"),
    }
    if morphology:
        concept = {"coding": [{"system": ICDO, "code": morphology}]}
        condition["extension"] = [{"url": PROFILES + "histology-morphology-behavior", "valueCodeableConcept": concept}]
    site = _say_site(bundle)
    if site:
        condition["bodySite"] = [site]
    age, place = find_age(draft), find_site(draft)[1]
    others = [item for item in (age if write_onset(bundle, "onset") else None, place) if item]
    primary = draft.word("lesion_origin") != "metastatic"
    rest = (told, *others, *draft.all("level_range"), *draft.all("site_text"), *draft.all("laterality"))
    return bundle.add("Condition", "diagnosis", condition, *rest, profile="primary-cancer-condition" if primary else "")


def write_onset(bundle: Gathering, name: str) -> Row:
    """The age as {name}Age, two printed ages and ages over 89 as {name}Range; empty where none can be written."""
    told = find_age(bundle.draft)
    ages = list_ages(told)
    if not ages:
        return {}
    numbers = sorted({number for age in ages for number in (age.years(), _upper(age)) if number is not None})
    own = told is not None and told.case is not None and told.case.case.is_index
    if numbers[-1] > bundle.draft.codes.oldest_age_years and (own or bundle.draft.desk.options.cap_ages):
        numbers = [90.0, 120.0]
    if len(numbers) == 1 and name == "onset":
        return {"onsetAge": measure(tidy_number(ages[0].value), AGE_UNITS.get(ages[0].unit, "a"))}
    low, high = (measure(tidy_number(number), "a") for number in (numbers[0], numbers[-1]))
    return {f"{name}Range": {"low": low, "high": high}}


def _upper(age: Quantity) -> float | None:
    return None if age.upper is None else Quantity(age.upper, age.unit or "year").years()


def write_tumour(bundle: Gathering) -> str:
    """BodyStructure: the tumour in the body."""
    place = _say_site(bundle) or {"text": "site not stated"}
    structure: Row = {"identifier": [_name_tumour()], "morphology": {"text": "tumour"}, "location": place,
                 "patient": {"reference": bundle.subject}}  # fmt: skip
    return bundle.add("BodyStructure", TUMOUR, structure, profile="tumor")


def write_specimen(bundle: Gathering) -> str:
    """Specimen: the tumour that was examined; its reference, empty where no specimen is told of."""
    draft = bundle.draft
    sizes = [told for told in draft.all("size") if told.answer.modality == "pathology"]
    if not sizes and not any(draft.all(field, "reported", "unclear", "absent") for field in SIGNS_OF_SPECIMEN):
        return ""
    kind = {"coding": [{"system": SPECIMENS, "code": "TUMOR", "display": "Tumor"}]}
    specimen: Row = {"identifier": [_name_tumour()], "status": "unavailable", "type": kind,
                "subject": {"reference": bundle.subject}}  # fmt: skip
    return bundle.add("Specimen", TUMOUR, specimen, profile="human-specimen")


def _name_tumour() -> Row:
    coding = {"system": "http://hl7.org/fhir/resource-types", "code": "BodyStructure", "display": "BodyStructure"}
    return {"use": "usual", "type": {"coding": [coding]}, "value": TUMOUR}


def _say_site(bundle: Gathering) -> Row:
    """Site, levels as written and as levels, and side, as text; a code where the form's word has one."""
    draft = bundle.draft
    levels = draft.one("level_range")
    words = [draft.word("site_text"), draft.word("region"), draft.word("laterality")]
    if levels:
        words.insert(1, ", ".join(getattr(levels.answer.value, "levels", ())))
    said = "; ".join(dict.fromkeys(word for word in words if word))
    site, _ = find_site(draft)
    return bundle.concept(site, text=said) if said or site else {}


def _status(system: str, code: str, display: str = "") -> Row:
    name = f"http://terminology.hl7.org/CodeSystem/{system}"
    return {"coding": [{"system": name, "code": code, "display": display or code.capitalize()}]}
