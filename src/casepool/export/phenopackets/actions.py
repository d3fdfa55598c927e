"""Medical actions: only what was given; planned and declined treatment stays in the sidecar."""

from casepool.export.coding import code_action, code_drug, code_tumour
from casepool.export.material import Row
from casepool.export.phenopackets.ages import find_age, write_age
from casepool.export.phenopackets.draft import Draft
from casepool.export.value_rows import Told
from casepool.knowledge.interop import Term

DRUG_FIELDS = ("chemotherapy_regimen", "other_systemic_therapy")


def write_actions(draft: Draft) -> None:
    """medicalActions: operation, radiotherapy, each named drug, rehabilitation."""
    _write_operation(draft)
    for told in draft.all("radiotherapy"):
        _add_procedure(draft, told, code_action("radiotherapy"), *draft.all("radiotherapy_dose_gy"))
    _write_drugs(draft)
    near = code_near(draft)
    for told in draft.all("rehabilitation"):
        pointer = draft.add("medicalActions", {"procedure": {"code": draft.write_term(_own(draft, "rehabilitation"))}})
        draft.rest_on(pointer, told, candidates=[near], mapping="none")


def code_near(draft: Draft) -> str:
    """The nearest term for rehabilitation, which nobody has confirmed."""
    from casepool.knowledge.vocabularies import load_procedures

    code = draft.codes.near["rehabilitation"]
    label = next(row.label for row in load_procedures() if row.id == code)
    return f"{code} {label} (close, not exact)"


def _own(draft: Draft, word: str) -> Term:
    return draft.codes.own("action", word, name=word)


def _write_operation(draft: Draft) -> None:
    """One procedure: an excision where a part of the lesion was removed, else a surgical procedure."""
    told = draft.one("surgery_done")
    if told is None:
        return
    extent, words = draft.one("resection_extent"), draft.one("procedure_text")
    word = str(extent.answer.value) if extent else ""
    removed, sampled = word in draft.codes.removed, word in draft.codes.sampled
    code = code_action("excision" if removed else "biopsy" if sampled else "surgery")
    others = [item for item in (extent if removed or sampled else None, words) if item]
    pointer = _add_procedure(draft, told, code, *others, site=True)
    for levels in draft.all("surgical_levels"):
        draft.rest_on(pointer, levels)


def _add_procedure(draft: Draft, told: Told, code: Term, *others: Told, site: bool = False) -> str:
    from casepool.export.phenopackets.subject import find_site

    procedure: Row = {"code": draft.write_term(code)}
    place, _ = find_site(draft)
    if site and place:
        procedure["bodySite"] = draft.write_term(place)
    performed = write_age(draft, find_age(draft)) if site else None
    if performed:
        procedure["performed"] = performed
    pointer = draft.add("medicalActions", {"procedure": procedure, **_write_target(draft)})
    draft.rest_on(pointer, told, *others, **({"given": told.answer.given} if told.answer.given else {}))
    age = find_age(draft)
    if performed and age:
        draft.rest_on(
            f"{pointer}/procedure/performed", age, derived="the age at presentation stands for that at surgery"
        )
    return pointer


def _write_target(draft: Draft) -> Row:
    name = draft.word("diagnosis")
    return {"treatmentTarget": draft.write_term(code_tumour(name))} if name else {}


def _write_drugs(draft: Draft) -> None:
    """One treatment per named drug; chemotherapy without a name is a regimen of unknown status."""
    for field in DRUG_FIELDS:
        for told in draft.all(field):
            agent = draft.write_term(code_drug(str(told.answer.value or told.answer.item)))
            item = {"treatment": {"agent": agent}, **_write_target(draft)}
            draft.rest_on(draft.add("medicalActions", item), told)
    whole = draft.one("chemotherapy")
    if whole and draft.one("chemotherapy_regimen"):
        draft.leave(whole, "given as the named drugs")
    elif whole:
        _write_regimen(draft, whole)


def _write_regimen(draft: Draft, told: Told) -> None:
    regimen = {"ontologyClass": draft.write_term(code_action("chemotherapy")), "regimenStatus": "UNKNOWN_STATUS"}
    item = {"therapeuticRegimen": regimen, **_write_target(draft)}
    draft.rest_on(draft.add("medicalActions", item), told)
