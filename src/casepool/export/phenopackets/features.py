"""Signs of a packet: HPO only; a stated absence excludes a class unless a present sign lies below it."""

from collections.abc import Iterator

from casepool.export.coding import ancestors, code_field, code_sign
from casepool.export.evidence_book import LONGEST_QUOTE
from casepool.export.material import Loss, Row
from casepool.export.phenopackets.draft import Draft, is_accepted
from casepool.export.phenopackets.references import write_reference
from casepool.export.value_rows import Told
from casepool.knowledge.interop import Term

CONFLICT = "excluding the class would contradict a sign that is present; kept here"
GENERAL = "told by a more special sign"
IMPLIED = "excluded by a more general sign"


def write_features(draft: Draft) -> None:
    """phenotypicFeatures: one per class, with the words as evidence."""
    present, absent = _group(draft, "reported"), _group(draft, "absent")
    above = {name for code in present for name in ancestors(code)}
    for code, (term, told) in present.items():
        if code in above:
            _leave_all(draft, told, GENERAL, term)
        else:
            _write_feature(draft, term, told)
    for code, (term, told) in absent.items():
        if code in above or code in present:
            _leave_all(draft, told, CONFLICT, term)
        elif ancestors(code) & absent.keys():
            _leave_all(draft, told, IMPLIED, term)
        else:
            _write_feature(draft, term, told, excluded=True)
    if not draft.packet.get("phenotypicFeatures"):
        said = "no sign has a class: some readers of packets expect phenotypicFeatures"
        draft.losses.append(Loss("presenting_symptoms", draft.patient.id, said))


def _group(draft: Draft, state: str) -> dict[str, tuple[Term, list[Told]]]:
    found: dict[str, tuple[Term, list[Told]]] = {}
    for term, told in _list_coded(draft, state):
        found.setdefault(term.id, (term, []))[1].append(told)
    return found


def _list_coded(draft: Draft, state: str) -> Iterator[tuple[Term, Told]]:
    """Symptoms, and presence fields that declare a class."""
    for told in draft.told:
        field = draft.field(told)
        if told.answer.state != state or field is None:
            continue
        value = told.answer.value
        label = value if isinstance(value, str) else told.answer.item
        listed = field.code_system == "hpo"
        term = code_sign(label) if listed else code_field(field) if field.type == "presence" else None
        if term:
            yield term, told


def _leave_all(draft: Draft, told: list[Told], note: str, term: Term) -> None:
    for item in told:
        draft.leave(item, note, candidates=[f"{term.id} {term.label}"])


def _write_feature(draft: Draft, term: Term, told: list[Told], excluded: bool = False) -> None:
    feature: Row = {"type": draft.write_term(term), **({"excluded": True} if excluded else {})}
    evidence = [entry for item in told for entry in _write_evidence(draft, item)]
    if evidence:
        feature["evidence"] = evidence
    draft.rest_on(draft.add("phenotypicFeatures", feature), *told)


def _write_evidence(draft: Draft, told: Told) -> list[Row]:
    """One entry per quote. The code says whether a person has accepted the value."""
    code = draft.codes.terms["manual" if is_accepted(told) else "automatic"]
    quotes = dict.fromkeys(e.quote[:LONGEST_QUOTE] for e in draft.evidence_of(told))
    publication = (told.case or draft.patient.cases[0]).publication
    return [
        {"evidenceCode": draft.write_term(code), "reference": write_reference(draft.desk.material, publication, quote)}
        for quote in quotes
    ]
