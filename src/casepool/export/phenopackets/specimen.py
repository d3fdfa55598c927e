"""The tumour specimen: histology, stains, indices, grade; and one more sample where the disease came back."""

from casepool.domain.quantity import IntervalTime
from casepool.domain.values import Grade
from casepool.export.coding import code_action, code_tumour
from casepool.export.material import Row
from casepool.export.phenopackets.ages import write_event_age
from casepool.export.phenopackets.draft import Draft
from casepool.export.phenopackets.measuring import read_bound, write_indices, write_specimen_sizes, write_stains
from casepool.export.phenopackets.subject import find_site
from casepool.knowledge.interop import Term, make_placeholder

SIGNS_OF_SPECIMEN = ("ihc_panel", "ki67_percent", "mitotic_count", "histology_text", "biopsy_done", "tumour_grade")


def write_specimens(draft: Draft, subject_id: str) -> None:
    """biosamples: the tumour, where anything of a specimen is told; then recurrence and metastasis."""
    if any(draft.one(field) or _is_bound(draft, field) for field in SIGNS_OF_SPECIMEN):
        _write_tumour(draft, subject_id)
    _write_later(draft, subject_id, "local_recurrence", "recurrence_months", draft.codes.own("origin", "recurrent"))
    _write_later(draft, subject_id, "distant_metastasis", "metastasis_months", draft.codes.terms["metastatic"])


def _is_bound(draft: Draft, field: str) -> bool:
    return any(read_bound(told) for told in draft.all(field, "unclear"))


def _write_tumour(draft: Draft, subject_id: str) -> None:
    number = len(_samples(draft)) + 1
    sample: Row = {"id": f"{subject_id}-tumour{number}", "individualId": subject_id}
    pointer = draft.add("biosamples", sample)
    measurements: list[Row] = []

    def put(item: Row) -> str:
        measurements.append(item)
        return f"{pointer}/measurements/{len(measurements) - 1}"

    _describe_tumour(draft, sample, pointer)
    _grade_tumour(draft, sample, pointer)
    write_stains(draft, put)
    write_indices(draft, put)
    write_specimen_sizes(draft, put)
    sample["materialSample"] = draft.write_term(draft.codes.terms["abnormal_sample"])
    if measurements:
        sample["measurements"] = measurements


def _describe_tumour(draft: Draft, sample: Row, pointer: str) -> None:
    """Words of the microscopy, tissue, diagnosis, way of sampling, primary or not."""
    histology, diagnosis = draft.one("histology_text"), draft.one("diagnosis")
    sample["description"] = (
        draft.describe("Specimen of the tumour", histology) if histology else "Specimen of the tumour"
    )
    if histology:
        draft.rest_on(f"{pointer}/description", histology)
    site, site_told = find_site(draft)
    if site and site_told:
        sample["sampledTissue"] = draft.write_term(site)
        draft.rest_on(f"{pointer}/sampledTissue", site_told, mapping="broader")
    if diagnosis:
        sample["histologicalDiagnosis"] = draft.write_term(code_tumour(str(diagnosis.answer.value)))
        draft.rest_on(f"{pointer}/histologicalDiagnosis", diagnosis)
    origin = draft.one("lesion_origin")
    if origin:
        sample["tumorProgression"] = draft.write_term(_code_origin(draft, str(origin.answer.value)))
        draft.rest_on(f"{pointer}/tumorProgression", origin)
    how = draft.one("biopsy_done")
    if how:
        sample["procedure"] = {"code": draft.write_term(code_action("biopsy"))}
        draft.rest_on(f"{pointer}/procedure", how)


def _code_origin(draft: Draft, word: str) -> Term:
    return draft.codes.terms.get(word) or draft.codes.own("origin", word)


def _grade_tumour(draft: Draft, sample: Row, pointer: str) -> None:
    told = draft.one("tumour_grade")
    value = told.answer.value if told else None
    if told and isinstance(value, Grade):
        label = f"{value.scale} {value.grade}".strip()
        sample["tumorGrade"] = draft.write_term(make_placeholder(f"GRADE_{label}", f"grade {label}"))
        draft.rest_on(f"{pointer}/tumorGrade", told)


def _write_later(draft: Draft, subject_id: str, field: str, time_field: str, progression: Term) -> None:
    """A later lesion as a sample of its own, at its age where that is known; nothing says that tissue was taken."""
    told, time = draft.one(field), draft.one(time_field)
    if told is None:
        return
    label = draft.codes.labels[field]["present"]
    sample: Row = {
        "id": f"{subject_id}-tumour{len(_samples(draft)) + 1}",
        "individualId": subject_id,
        "description": draft.describe(f"{label} (no statement on tissue)", told),
        "tumorProgression": draft.write_term(progression),
    }
    value = time.answer.value if time else None
    collected = write_event_age(draft, value) if isinstance(value, IntervalTime) else None
    if collected:
        sample["timeOfCollection"] = collected
    pointer = draft.add("biosamples", sample)
    draft.rest_on(pointer, told)
    if time:
        derived = {"derived": "reported age + time to the event"} if collected else {}
        draft.rest_on(f"{pointer}/timeOfCollection" if collected else pointer, time, **derived)


def _samples(draft: Draft) -> list[Row]:
    found = draft.packet.get("biosamples")
    return found if isinstance(found, list) else []
