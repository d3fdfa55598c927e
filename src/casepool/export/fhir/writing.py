"""The Bundles of a review: what was done, what was not, and what FHIR cannot hold."""

from casepool.export.coding import code_action, code_drug
from casepool.export.evidence_book import EvidenceBook
from casepool.export.fhir.checks import list_problems
from casepool.export.fhir.gathering import Gathering, absent
from casepool.export.fhir.observations import (
    write_histology,
    write_outcomes,
    write_signs,
    write_sizes,
    write_stains,
)
from casepool.export.fhir.person import (
    find_morphology,
    write_condition,
    write_onset,
    write_patient,
    write_specimen,
    write_tumour,
)
from casepool.export.material import Exported, ExportFile, InvalidExport, Loss, Material, Options, Row
from casepool.export.phenopackets.ages import find_age
from casepool.export.phenopackets.writing import dump_json
from casepool.export.releasing import release_material
from casepool.export.value_rows import Desk, Told
from casepool.knowledge.interop import Term

TREATMENTS = ("radiotherapy", "chemotherapy", "rehabilitation", "instrumentation")


def write_fhir(material: Material, options: Options) -> Exported:
    """One Bundle per patient. Raises InvalidExport for a Bundle that breaks a rule of the format."""
    released, losses = release_material(material, options)
    desk = Desk(released, options, EvidenceBook(released))
    files: list[ExportFile] = []
    found = list(losses)
    for patient in released.cohort.patients:
        gathering = gather_bundle(desk, Gathering(desk, patient))
        bundle = gathering.finish()
        prove_bundle(bundle)
        files.append(ExportFile(f"{gathering.name}.fhir.json", dump_json(bundle), "application/fhir+json"))
        found += list_left(gathering)
    return Exported(tuple(files), tuple(found))


def prove_bundle(bundle: Row) -> None:
    """Raise InvalidExport for a Bundle with a problem. With the extra `interop` the R4B models check it, too."""
    problems = list_problems(bundle)
    try:
        from fhir.resources.R4B.bundle import Bundle
        from pydantic import ValidationError
    except ModuleNotFoundError:
        pass
    else:
        try:
            Bundle.model_validate(bundle)
        except ValidationError as error:
            problems += [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    if problems:
        raise InvalidExport(f"The Bundle {bundle.get('id')} is not valid and was not written: {'; '.join(problems)}.")


def gather_bundle(desk: Desk, bundle: Gathering) -> Gathering:
    """Every resource of one patient."""
    bundle.is_malignant = find_morphology(bundle.draft.word("diagnosis")).endswith("/3")
    write_patient(bundle)
    condition = write_condition(bundle)
    tumour, specimen = write_tumour(bundle), write_specimen(bundle)
    write_sizes(bundle, tumour, specimen)
    write_signs(bundle)
    write_stains(bundle, specimen)
    write_histology(bundle, specimen)
    write_procedures(bundle, condition)
    write_outcomes(bundle, condition)
    for told in bundle.draft.all("distant_metastasis"):
        words = str(told.answer.value or "")
        item: Row = {"code": {"text": f"metastasis {words}".strip()}, "subject": {"reference": bundle.subject}}
        bundle.add("Condition", "metastasis", item, told)
    return bundle


def write_procedures(bundle: Gathering, condition: str) -> None:
    """Procedures with the disease as their reason; a treatment that was declined or not done is `not-done`."""
    draft = bundle.draft
    reason: Row = {"reasonReference": [{"reference": condition}]} if condition else {}
    for told in draft.all("surgery_done", "reported", "absent"):
        words = draft.all("procedure_text") if told.answer.state == "reported" else []
        text = str(words[0].answer.value) if words else "surgery"
        when = write_onset(bundle, "performed")
        age = find_age(draft)
        rest = [*words, *draft.all("resection_extent"), *([age] if when and age else [])]
        item = _procedure(bundle, told, code_action("surgery"), text, reason, when)
        profile = "cancer-related-surgical-procedure" if condition else ""
        bundle.add("Procedure", "surgery", item, told, *rest, profile=profile)
    for name in TREATMENTS:
        for told in draft.all(name, "reported", "absent"):
            term = code_action(name) if name in draft.codes.actions else None
            field = draft.field(told)
            more = draft.all("radiotherapy_dose_gy") if name == "radiotherapy" else []
            item = _procedure(bundle, told, term, field.label if field else name, reason, {})
            bundle.add("Procedure", name, item, told, *more)
    for name in ("chemotherapy_regimen", "other_systemic_therapy"):
        for told in draft.all(name):
            label = str(told.answer.value or told.answer.item)
            bundle.add("Procedure", name, _procedure(bundle, told, code_drug(label), label, reason, {}), told)


def _procedure(bundle: Gathering, told: Told, term: Term | None, text: str, reason: Row, when: Row) -> Row:
    done = told.answer.state == "reported"
    stopped = told.answer.given == "stopped_early"
    status = "stopped" if stopped else "completed" if done else "not-done"
    why = {"statusReason": {"text": told.answer.given}} if told.answer.given and not done else {}
    time = when if done and when else {"_performedDateTime": absent("unknown")} if done else {}
    return {"status": status, **why, "code": bundle.concept(term, text=text), "subject": {"reference": bundle.subject},
            **time, **reason}  # fmt: skip


def list_left(bundle: Gathering) -> list[Loss]:
    """The answers that no resource rests on."""
    bundle.draft.leave_the_rest()
    patient, said = bundle.draft.patient.id, "no resource holds it; it stands in the tables and the evidence bundle"
    return [Loss(str(item["kind"]), patient, said) for item in bundle.draft.uncoded]
