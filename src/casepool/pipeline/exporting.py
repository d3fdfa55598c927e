"""Exports of a review, and of files without a project: what counts is chosen here, by the rules of pooling."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from casepool import __version__
from casepool.domain.cohort import Cohort, Patient, PooledCase
from casepool.domain.curve import CodedTime
from casepool.domain.estimate import Disagreement
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.form import Field, Form
from casepool.domain.review import Adjudication, Answer, Event, LinkDecision
from casepool.domain.sameness import value_key
from casepool.domain.values import Measurement
from casepool.export.bundle.opening import open_bundle
from casepool.export.bundle.restoring import Restored, restore_bundle
from casepool.export.material import Heard, HeldPublication, Material
from casepool.knowledge.forms import load_form
from casepool.knowledge.load import read_source
from casepool.knowledge.pooling import load_pooling


def gather_material(
    cohort: Cohort,
    publications: Iterable[HeldPublication],
    form: Form | None = None,
    *,
    answers: Iterable[Answer] = (),
    adjudications: Iterable[Adjudication] = (),
    links: Iterable[LinkDecision] = (),
    files: Mapping[str, str] | None = None,
    history: Iterable[Event] = (),
    data_lock: date | None = None,
) -> Material:
    """Everything that an export starts from: the cohort, and of each patient the answers that count."""
    form = form or load_form()
    events = tuple(history)
    return Material(
        form=form,
        cohort=cohort,
        publications=tuple(sorted(publications, key=lambda publication: publication.id)),
        heard={patient.id: tuple(_hear(patient, form)) for patient in cohort.patients},
        disagreements=tuple(_find_disagreements(cohort, form)),
        answers=tuple(answers),
        adjudications=tuple(adjudications),
        links=tuple(links),
        files={"form.toml": write_form_text(form.id), **(files or {})},
        history=events,
        chain_head=events[-1].hash if events else "",
        coded=_code_times(cohort, form),
        data_lock=data_lock,
        version=__version__,
    )


def material_of_extractions(
    extractions: Iterable[Extraction], findings: Mapping[str, tuple[Finding, ...]] | None = None
) -> Material:
    """The material of files that were read without a project: each case is a patient of its own.

    `findings` are those of each document, by its id. Two documents of one id are told apart by a number.
    """
    patients: list[Patient] = []
    held: list[HeldPublication] = []
    for extraction in extractions:
        document = extraction.document
        name = _name_apart(document.id, {publication.id for publication in held})
        found = (findings or {}).get(document.id, ())
        held.append(HeldPublication(name, document, claims=extraction.claims, findings=found))
        for case in extraction.cases:
            patients.append(Patient(f"{name} {case.id}", (PooledCase(case, name, document.front.year),)))
    return gather_material(Cohort(tuple(patients)), held)


def _name_apart(name: str, taken: set[str]) -> str:
    number = 2
    tried = name
    while tried in taken:
        tried, number = f"{name} {number}", number + 1
    return tried


def _hear(patient: Patient, form: Form) -> Iterator[Heard]:
    """The answers that count for a patient, in the order of the form; of a list field one per item."""
    from casepool.pool.cells import choose_answer

    latest = load_pooling(form.id).latest_groups
    for field in form.fields:
        groups: dict[object, list[Heard]] = {}
        for heard in _tell(patient, field):
            groups.setdefault(_item_key(heard, field), []).append(heard)
        for told in groups.values():
            chosen = choose_answer(((h.answer, h.case) for h in told), field.group in latest)
            if chosen:
                yield Heard(*chosen)


def _tell(patient: Patient, field: Field) -> list[Heard]:
    settled = [Heard(answer) for answer in patient.settled if answer.field == field.id]
    return settled + [Heard(answer, case) for case in patient.cases for answer in case.case.answers(field.id)]


def _item_key(heard: Heard, field: Field) -> object:
    """What makes two answers of a list field the same item; each size that differs is an item of its own."""
    from casepool.pool.cells import name_item

    if not field.is_list:
        return ""
    value = heard.answer.value
    size = value_key(value) if isinstance(value, Measurement) else ""
    return (name_item(heard.answer).casefold(), size)


def _find_disagreements(cohort: Cohort, form: Form) -> Iterator[Disagreement]:
    from casepool.pool.cells import find_disagreements

    latest = load_pooling(form.id).latest_groups
    for field in form.fields:
        for found in find_disagreements(cohort, field, field.group in latest):
            if len({(source.publication, source.case) for _, _, source in found.told}) > 1:
                yield found


def _code_times(cohort: Cohort, form: Form) -> dict[str, tuple[CodedTime, ...]]:
    from casepool.pool.coding import code_endpoint

    endpoints = load_pooling(form.id).endpoints
    coded = {
        name: [code_endpoint(patient, endpoint, endpoints) for patient in cohort.patients]
        for name, endpoint in endpoints.items()
    }
    return {name: tuple(time for time in times if time) for name, times in coded.items()}


def restore_material(data: bytes, form: Form | None = None) -> tuple[Material, Restored]:
    """The material of a bundle, and what its check gave. Raises BundleError for a file that cannot be used."""
    restored = restore_bundle(open_bundle(data))
    lock = str(restored.manifest.get("created", ""))
    material = gather_material(
        restored.cohort,
        restored.publications,
        form,
        answers=restored.answers,
        adjudications=restored.adjudications,
        links=restored.links,
        files=restored.files,
        history=restored.history,
        data_lock=date.fromisoformat(lock) if lock else None,
    )
    return material, restored


def write_form_text(name: str = "onco_spine_case") -> str:
    """The form as one TOML text for a bundle: its own file, then its fields under [fields.NAME]."""
    form = load_form(name)
    parts = [read_source(f"forms/{name}.toml").text.rstrip()]
    for group in form.groups:
        text = read_source(f"forms/{name}/{group}.toml").text
        parts.append(re.sub(r"^\[(\w+)\]$", r"[fields.\1]", text, flags=re.MULTILINE).rstrip())
    return "\n\n".join(parts) + "\n"
