"""What may leave: the user's own patients only with consent and never their words, nothing that could identify one."""

from collections.abc import Iterable
from dataclasses import replace

from casepool.domain.case import Case
from casepool.domain.cohort import Patient, PooledCase
from casepool.domain.form import Form
from casepool.domain.quantity import Quantity
from casepool.domain.review import CaseKey
from casepool.domain.values import Value
from casepool.export.material import Heard, HeldPublication, Loss, Material, Options
from casepool.knowledge.export_tables import is_exported

AGE = "age_years"
OLDEST_YEARS = 89
_NO_CONSENT = "the authors' own patient leaves only with consent"
_NO_WORDS = "the authors' own patient: values only, no words of the notes"


def release_material(material: Material, options: Options) -> tuple[Material, tuple[Loss, ...]]:
    """The material without what may not leave, and the list of what was left out."""
    kept = [p for p in material.cohort.patients if options.index_consent or not p.is_index]
    losses = {Loss("", p.id, _NO_CONSENT) for p in material.cohort.patients if p not in kept}
    losses |= {Loss("evidence", p.id, _NO_WORDS) for p in kept if p.is_index}
    patients = tuple(_release_patient(p, material.form, losses) for p in kept)
    own = {case.key for p in material.cohort.patients if p.is_index for case in p.cases}
    smaller = _keep_patients(material, patients)
    hidden = own if options.index_consent else own - {case.key for p in patients for case in p.cases}
    return _hide_own(smaller, own, hidden), tuple(sorted(losses))


def _keep_patients(material: Material, patients: tuple[Patient, ...]) -> Material:
    """The material of these patients, without the fields that stay internal."""
    names = {p.id for p in patients}
    cases = {case.key for p in patients for case in p.cases}
    proposals = tuple(p for p in material.cohort.proposals if names >= set(p.patients))
    form = material.form
    return replace(
        material,
        cohort=replace(material.cohort, patients=patients, proposals=proposals),
        heard={name: _release_heard(material.heard.get(name, ()), form) for name in names},
        disagreements=tuple(d for d in material.disagreements if d.patient in names and _leaves(form, d.field)),
        answers=tuple(a for a in material.answers if a.case_key in cases and _leaves(form, a.field)),
        adjudications=tuple(
            a for a in material.adjudications if a.answer.case_key in cases and _leaves(form, a.answer.field)
        ),
        links=tuple(link for link in material.links if set(link.cases) <= cases),
        coded={name: tuple(c for c in coded if c.patient in names) for name, coded in material.coded.items()},
    )


def _hide_own(material: Material, own: set[CaseKey], hidden: set[CaseKey]) -> Material:
    """Without what people wrote about their own patients; of a publication that tells of no other only the id stays."""
    told = {case.publication for p in material.cohort.patients for case in p.cases if case.key not in own}
    cited = {case.cited for p in material.cohort.patients for case in p.cases}
    private = {publication for publication, _ in own} - told - cited
    shown = {case.publication for p in material.cohort.patients for case in p.cases}
    return replace(
        material,
        publications=tuple(
            HeldPublication(p.id) if p.id in private else p
            for p in material.publications
            if p.id not in private - shown
        ),
        answers=tuple(a for a in material.answers if a.case_key not in own),
        adjudications=tuple(a for a in material.adjudications if a.answer.case_key not in own),
        history=tuple(
            replace(e, publication="", case="", field="") if (e.publication, e.case) in hidden else e
            for e in material.history
        ),
    )


def keeps_quotes(case: PooledCase | None) -> bool:
    """Whether quotes and printed words of a case may leave: not those of the authors' own patient."""
    return not (case is not None and case.case.is_index)


def cap_value(value: Value, field: str, case: PooledCase | None, options: Options) -> Value:
    """The value, or "90 years or more" for an age over 89: of the authors' own patient always, else on request."""
    own = case is not None and case.case.is_index
    if field != AGE or not isinstance(value, Quantity) or not (own or options.cap_ages):
        return value
    oldest = max(value.years(), replace(value, value=value.upper or value.value).years())
    return Quantity(90.0, "year", "at_least") if oldest > OLDEST_YEARS else value


def _leaves(form: Form, name: str) -> bool:
    return not form.has(name) or is_exported(form.field(name))


def _release_heard(heard: Iterable[Heard], form: Form) -> tuple[Heard, ...]:
    return tuple(item for item in heard if _leaves(form, item.answer.field))


def _release_patient(patient: Patient, form: Form, losses: set[Loss]) -> Patient:
    for pooled in patient.cases:
        losses |= {Loss(a.field, patient.id, "internal: it could identify the patient")
                   for a in pooled.case.assertions if not _leaves(form, a.field)}  # fmt: skip
    if patient.centre:
        losses.add(Loss("centre", patient.id, "internal: it could identify the patient"))
    cases = tuple(replace(pooled, case=_release_case(pooled.case, form)) for pooled in patient.cases)
    settled = tuple(a for a in patient.settled if _leaves(form, a.field))
    return replace(patient, cases=cases, settled=settled, centre="")


def _release_case(case: Case, form: Form) -> Case:
    return replace(case, assertions=tuple(a for a in case.assertions if _leaves(form, a.field)), mentions=())
