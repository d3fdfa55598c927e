"""From what was read and what people decided to the cohort that is pooled: a pure function, no store, no clock.

| what happens                          | where it is decided                                                        |
|---------------------------------------|----------------------------------------------------------------------------|
| rows that are no earlier case         | a person's decision on the table; "Present case" rows were joined on reading |
| people's answers, disagreements       | curate.settle                                                              |
| who is one patient                    | link decisions "same"; proposals stay proposals                            |
| who may be pooled                     | requirements and least follow-up of the protocol, full-text exclusions      |
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part

from casepool.curate.settle import SettledCase, settle_case
from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.cohort import Cohort, LinkProposal, Patient, PooledCase
from casepool.domain.extraction import Extraction
from casepool.domain.form import Field, Form
from casepool.domain.linking import Grouping, LinkableCase, PublicationFacts, ScoredPair, Work
from casepool.domain.quantity import Quantity
from casepool.domain.review import AnswerKey, CaseKey, Current, LinkDecision, Protocol, TableDecision
from casepool.domain.sameness import value_key
from casepool.domain.values import Levels
from casepool.extract.values.lesion import derive_region
from casepool.knowledge.pooling import PoolingKnowledge
from casepool.link.group import group_patients
from casepool.link.linkable import read_publication
from casepool.link.trail import follow_rows
from casepool.pool.cells import read_cells, read_items


@dataclass(frozen=True)
class Telling:
    """One publication of the project with what was read of it. `year` is the year of publication."""

    publication: str
    extraction: Extraction
    year: int | None = None


@dataclass(frozen=True)
class CohortInput:
    """Everything that decides who is pooled and with what.

    `own` are the authors' own patients: each is the index case of a text that never leaves the project, under an id
    that no publication has. `excluded` names publications with the reason.
    """

    form: Form
    knowledge: PoolingKnowledge
    protocol: Protocol = part(default_factory=Protocol)
    tellings: tuple[Telling, ...] = ()
    own: tuple[Telling, ...] = ()
    current: tuple[Current, ...] = ()
    links: tuple[LinkDecision, ...] = ()
    rows: tuple[TableDecision, ...] = ()
    proposals: tuple[ScoredPair, ...] = ()
    excluded: Mapping[str, str] = part(default_factory=dict)


@dataclass(frozen=True)
class BuiltCohort:
    """The cohort with what came up on the way.

    `everybody` holds the patients before the protocol left some out. `cases` are all cases as they count, ready for
    linking. `conflicts` and `lost` are those of curate.settle. `left_out` names the patients, by reason.
    """

    cohort: Cohort
    everybody: tuple[Patient, ...]
    cases: tuple[LinkableCase, ...]
    grouping: Grouping
    conflicts: tuple[AnswerKey, ...] = ()
    lost: tuple[AnswerKey, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


def build_cohort(given: CohortInput) -> BuiltCohort:
    """The cohort of a review. The order of publications, answers and decisions does not matter."""
    settled = dict(_settle_all(given))
    cases = tuple(replace(linkable, told=replace(linkable.told, case=done.case)) for linkable, done in settled.values())
    grouping = group_patients(cases, given.links)
    everybody = tuple(_join_patient(group.keys, settled) for group in grouping)
    reasons = dict(find_left_out(everybody, given))
    patients = tuple(patient for patient in everybody if patient.id not in reasons)
    counted = tuple(sorted(Counter(reasons.values()).items()))
    return BuiltCohort(
        cohort=Cohort(patients, _list_proposals(given.proposals, patients), counted),
        everybody=everybody,
        cases=cases,
        grouping=grouping,
        conflicts=tuple(key for _, done in settled.values() for key in done.conflicts),
        lost=tuple(key for _, done in settled.values() for key in done.lost),
        left_out=tuple(sorted(reasons.items())),
    )


def list_cases(given: CohortInput) -> tuple[LinkableCase, ...]:
    """All cases with people's answers, before links: what proposals are made from."""
    return tuple(
        replace(linked, told=replace(linked.told, case=s.case)) for linked, s in dict(_settle_all(given)).values()
    )


def limit_form(form: Form, protocol: Protocol, knowledge: PoolingKnowledge) -> Form:
    """The form with the fields and critical fields of the protocol.

    Fields that times and follow-up are coded from stay, but get no row of their own where the protocol leaves them out.
    """
    needed = {name for e in knowledge.endpoints.values() for name in (e.event, e.time, e.follow_up, e.end, e.status)}
    needed |= {knowledge.follow_up.field, knowledge.follow_up.status, knowledge.year_field}
    wanted = set(protocol.fields) or {item.id for item in form.fields}
    critical = set(protocol.critical_fields)
    fields = [
        item if item.id in wanted else replace(item, table1="") for item in form.fields if item.id in wanted | needed
    ]
    if critical:
        fields = [replace(item, critical=item.id in critical) for item in fields]
    return replace(form, fields=tuple(fields))


def name_patient(key: CaseKey) -> str:
    """The id of the patient whose first case this is; it also names the case on the command line."""
    return f"{key[0]}/{key[1]}"


def _settle_all(given: CohortInput) -> Iterator[tuple[CaseKey, tuple[LinkableCase, SettledCase]]]:
    by_case: dict[CaseKey, list[Current]] = {}
    for item in given.current:
        by_case.setdefault(item.answer.case_key, []).append(item)
    for linkable, text in _list_told(given):
        current = by_case.get(linkable.key, [])
        done = settle_case(linkable.case, linkable.key, current, given.form, text)
        case = _regroup_junction(_derive_again(done.case, current, text), given.protocol, text)
        yield linkable.key, (linkable, replace(done, case=case))


def _list_told(given: CohortInput) -> Iterator[tuple[LinkableCase, str]]:
    """Every case with its text: those of publications without the rows that are no case, then the authors' own."""
    listed = list(_list_published(given))
    held = [read_publication(telling.extraction.document, telling.publication) for telling in given.tellings]
    trails = {trail.row: trail for trail in follow_rows([case for case, _ in listed], held)}
    for case, text in listed:
        trail = trails.get(case.key)
        cited = (trail.publication or trail.name) if trail else ""
        yield replace(case, told=replace(case.told, cited=cited)), text
    for telling in sorted(given.own, key=lambda item: item.publication):
        nameless = PublicationFacts(telling.publication, Work())
        for own in telling.extraction.told_cases:
            told = PooledCase(replace(own, is_index=True), telling.publication)
            yield LinkableCase(told, nameless), telling.extraction.document.text


def _list_published(given: CohortInput) -> Iterator[tuple[LinkableCase, str]]:
    dropped = {(row.publication, row.table, row.row) for row in given.rows if row.kind != "earlier_case"}
    for telling in sorted(given.tellings, key=lambda item: item.publication):
        facts = read_publication(telling.extraction.document, telling.publication)
        text = telling.extraction.document.text
        for case in telling.extraction.cases:
            if (telling.publication, case.table, case.row) not in dropped:
                yield LinkableCase(PooledCase(case, telling.publication, telling.year), facts), text


def _derive_again(case: Case, current: Sequence[Current], text: str) -> Case:
    """The case with its region from the levels, where a person changed the levels and not the region."""
    told = {item.answer.field for item in current if item.standing != "engine"}
    if "level_range" not in told or "region" in told:
        return case
    return replace(case, assertions=derive_region(case.assertions, text))


def _regroup_junction(case: Case, protocol: Protocol, text: str) -> Case:
    """The case with a lesion of C7-T1 in the region that the protocol groups it with."""
    levels = case.answer("level_range")
    if protocol.c7_t1 == "cervicothoracic" or levels is None or levels.value != Levels(("C7", "T1")):
        return case

    def change(answer: Assertion) -> Assertion:
        derived = answer.field == "region" and answer.derived
        return replace(answer, value=protocol.c7_t1, text=text) if derived else answer

    return replace(case, assertions=tuple(change(answer) for answer in case.assertions))


def _join_patient(keys: Sequence[CaseKey], settled: Mapping[CaseKey, tuple[LinkableCase, SettledCase]]) -> Patient:
    told = [(replace(linkable.told, case=done.case), done) for linkable, done in (settled[key] for key in keys)]
    drafted = Patient("new", tuple(case for case, _ in told))
    first = drafted.cases[0]
    return Patient(
        id=name_patient(first.key),
        cases=drafted.cases,
        settled=tuple(answer for _, done in told for answer in done.settled) if len(told) > 1 else (),
        verified=frozenset(name for _, done in told for name in done.verified),
        centre=_name_centre(first.case) if not first.is_second_hand else "",
    )


def _name_centre(case: Case) -> str:
    answer = case.answer("institution")
    return answer.value if answer and isinstance(answer.value, str) else ""


def _list_proposals(pairs: Iterable[ScoredPair], patients: Sequence[Patient]) -> tuple[LinkProposal, ...]:
    """The undecided pairs as proposals between patients of the pool, each once."""
    home = {case.key: patient.id for patient in patients for case in patient.cases}
    named = [tuple(sorted({home.get(pair.first, ""), home.get(pair.second, "")})) for pair in pairs]
    return tuple(LinkProposal(names) for names in dict.fromkeys(named) if len(names) == 2 and "" not in names)


def find_left_out(patients: Sequence[Patient], given: CohortInput) -> Iterator[tuple[str, str]]:
    """Patients that the protocol keeps out of the pool, with the first reason that holds; never an index case."""
    reasons: dict[str, str] = {}
    for patient, reason in _list_reasons(patients, given):
        reasons.setdefault(patient, reason)
    own = {patient.id for patient in patients if patient.is_index}
    yield from ((name, reason) for name, reason in reasons.items() if name not in own)


def _list_reasons(patients: Sequence[Patient], given: CohortInput) -> Iterator[tuple[str, str]]:
    for patient in patients:
        named = [given.excluded.get(case.publication, "") for case in patient.cases]
        if all(named):
            yield patient.id, f"publication excluded: {named[0]}"
    everybody = Cohort(tuple(patients))
    for requirement in given.protocol.requirements:
        wanted = {value_key(value) for value in requirement.values}
        for patient_id, said in _list_said(everybody, given.form.field(requirement.field)).items():
            if said and not said & wanted:
                yield patient_id, requirement.reason
    yield from _list_short(everybody, given)


def _list_said(cohort: Cohort, field: Field) -> dict[str, set[object]]:
    """What each patient clearly states of a field: values, or "reported" and "absent" where there is no value."""
    rows = list(read_items(cohort, field).values()) if field.is_list else [read_cells(cohort, field)]
    said: dict[str, set[object]] = {}
    for cell in (cell for cells in rows for cell in cells):
        words = said.setdefault(cell.patient, set())
        if cell.state == "absent" and not field.is_list:
            words.add("absent")
        if cell.state == "reported":
            words |= {value_key(cell.value) if cell.value is not None else "reported", "reported"}
    return said


def _list_short(cohort: Cohort, given: CohortInput) -> Iterator[tuple[str, str]]:
    least = given.protocol.min_followup_months
    if least is None:
        return
    for cell in read_cells(cohort, given.form.field(given.knowledge.follow_up.field), latest=True):
        value = cell.value
        if isinstance(value, Quantity) and value.unit and not value.is_bound and value.months() < least:
            yield cell.patient, f"follow-up shorter than {least:g} months"
