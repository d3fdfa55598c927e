"""One answer per patient and field: which of a patient's cases is heard, and what the others say against it.

| question                     | answer                                                                           |
|------------------------------|----------------------------------------------------------------------------------|
| a person has settled it      | the settled answer                                                               |
| baseline fields              | the earliest publication that states it; the latest for the groups of follow-up   |
| a row of a review table      | heard only where no publication of the patient's own speaks of it                 |
| unclear beside a clear one   | the clear one, if both are first-hand; the conflict stays listed                  |
| silence                      | never "absent", unless the protocol declares the table closed-world               |
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from casepool.domain.assertion import Assertion
from casepool.domain.cell import CLEAR
from casepool.domain.cell import Cell as Cell
from casepool.domain.cohort import ClosedWorld, Cohort, Patient, PooledCase
from casepool.domain.estimate import Disagreement, Missing, Source
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field
from casepool.domain.sameness import value_key
from casepool.domain.values import MarkerResult, Measurement
from casepool.pool.names import name_part

SPEAKING = ("reported", "absent", "unclear")
SILENT_ORDER = ("not_applicable", "not_reported", "not_accessible")
NO_READING = ("stated_unknown", "garbled", "planned_only")
Told = tuple[Assertion, PooledCase | None]


def read_cells(
    cohort: Cohort, field: Field, latest: bool = False, closed: Sequence[ClosedWorld] = ()
) -> tuple[Cell, ...]:
    """One cell per patient for a field with one answer. `latest` hears the latest publication first."""
    return tuple(_read_cell(patient, field, _gather(patient, field.id), latest, closed) for patient in cohort.patients)


def read_items(cohort: Cohort, field: Field, latest: bool = False) -> Mapping[str, tuple[Cell, ...]]:
    """For a list field: one cell per patient for each item that any source speaks of, by the item's first name.

    A patient whose sources do not speak of the item is not_reported for it.
    """
    told = {patient.id: _gather(patient, field.id) for patient in cohort.patients}
    names: dict[str, str] = {}
    for answer, _ in (pair for pairs in told.values() for pair in pairs):
        if name := name_item(answer):
            names.setdefault(name_part(name), name)
    return {
        names[key]: tuple(_read_item(patient, field, told[patient.id], key, latest) for patient in cohort.patients)
        for key in sorted(names)
    }


def name_item(answer: Assertion) -> str:
    """What an answer of a list field speaks of: marker, modality, item, or the value itself."""
    if isinstance(answer.value, MarkerResult):
        return answer.value.marker
    if isinstance(answer.value, Measurement):
        return answer.modality or "unspecified"
    return answer.item or (answer.value if isinstance(answer.value, str) else "")


def find_disagreements(cohort: Cohort, field: Field, latest: bool = False) -> tuple[Disagreement, ...]:
    """The patients whose cases state different values (or a value and its absence), the pooled one first."""
    return tuple(found for patient in cohort.patients for found in _find_in_patient(patient, field, latest))


def _find_in_patient(patient: Patient, field: Field, latest: bool) -> Iterator[Disagreement]:
    by_item: dict[str, list[Told]] = {}
    for pair in order_told(_gather(patient, field.id), latest):
        if pair[0].state in CLEAR:
            by_item.setdefault(name_part(name_item(pair[0])) if field.is_list else "", []).append(pair)
    for item, told in sorted(by_item.items()):
        if len({_answer_key(answer, field) for answer, _ in told}) > 1:
            sides = ((answer.value, answer.state, _name_source(patient, answer, case)) for answer, case in told)
            yield Disagreement(patient.id, field.id, item, tuple(sides))


def _answer_key(answer: Assertion, field: Field) -> object:
    if field.type == "presence" or (field.is_list and not isinstance(answer.value, MarkerResult | Measurement)):
        return answer.state
    return (answer.state, value_key(answer.value))


def _gather(patient: Patient, field: str) -> list[Told]:
    settled: list[Told] = [(answer, None) for answer in patient.settled if answer.field == field]
    return settled + [(answer, case) for case in patient.cases for answer in case.case.answers(field)]


def order_told(told: Iterable[Told], latest: bool) -> list[Told]:
    """Settled answers, then first-hand cases, then rows of review tables; by year, the latest first if asked for.

    A year that is not known comes last. What a person settled last goes first.
    """
    pairs = list(told)
    settled = [pair for pair in pairs if pair[1] is None][::-1]

    def place(pair: Told) -> tuple[bool, bool, int]:
        case = pair[1]
        assert case is not None
        year = case.year or 0
        return (case.is_second_hand, case.year is None, -year if latest else year)

    return settled + sorted((pair for pair in pairs if pair[1] is not None), key=place)


def choose_answer(told: Iterable[Told], latest: bool) -> Told | None:
    """The answer that is pooled, by the table at the head of this module; None if there is no answer at all."""
    ordered = order_told(told, latest)
    if ordered and ordered[0][1] is None:
        return ordered[0]
    for hand in (False, True):
        part = [pair for pair in ordered if pair[1] is not None and pair[1].is_second_hand == hand]
        clear = [pair for pair in part if pair[0].state in CLEAR]
        unclear = [pair for pair in part if pair[0].state == "unclear"]
        readable = [pair for pair in unclear if pair[0].reason not in NO_READING]
        if clear or readable or (hand and unclear):
            return (clear or readable or unclear)[0]
    spoken = [pair for pair in ordered if pair[0].state == "unclear"]
    silent = [pair for state in SILENT_ORDER for pair in ordered if pair[0].state == state]
    return next(iter([*spoken, *silent]), None)


def _read_cell(patient: Patient, field: Field, told: list[Told], latest: bool, closed: Sequence[ClosedWorld]) -> Cell:
    chosen = choose_answer(told, latest)
    cell = build_cell(patient, chosen)
    if cell.state == "not_reported" and any(_is_closed(patient, field, table) for table in closed):
        return replace(cell, state="absent", is_closed_world=True)
    return cell


def _is_closed(patient: Patient, field: Field, table: ClosedWorld) -> bool:
    """Whether a row of this table tells of the patient, names the field's silence, and says anything of its fields."""
    rows = (c.case for c in patient.cases if c.publication == table.publication and c.case.table == table.table)
    return field.id in table.fields and any(
        answer.state in SPEAKING for row in rows for name in table.fields for answer in row.answers(name)
    )


def _read_item(patient: Patient, field: Field, told: list[Told], key: str, latest: bool) -> Cell:
    same = [pair for pair in told if name_item(pair[0]) and name_part(name_item(pair[0])) == key]
    if same:
        return build_cell(patient, choose_answer(same, latest))
    other = choose_answer(told, latest)
    state = other[0].state if other and other[0].state in SILENT_ORDER else "not_reported"
    return replace(build_cell(patient, None), state=state)


def build_cell(patient: Patient, chosen: Told | None) -> Cell:
    """The cell of a patient for the chosen answer. A treatment that was declined is absent, whatever its state says."""
    blank = Cell(
        patient.id, patient.cluster, "not_reported", is_index=patient.is_index, publications=patient.publications
    )
    if chosen is None:
        return blank
    answer, case = chosen
    declined = answer.state == "reported" and answer.given == "declined"
    state = "absent" if declined else "not_reported" if answer.state == "not_assessed" else answer.state
    return replace(
        blank,
        state=state,
        value=None if declined else answer.value,
        reason=answer.reason,
        candidates=answer.candidates,
        needs_person=answer.needs_person,
        sources=(_name_source(patient, answer, case),),
    )


def _name_source(patient: Patient, answer: Assertion, case: PooledCase | None) -> Source:
    """Where an answer stands; a settled one with the case that it was settled for, else with the first case."""
    home = case or next((told for told in patient.cases if answer in told.case.assertions), patient.cases[0])
    return Source(patient.id, home.publication, home.case.id, _all_evidence(answer))


def _all_evidence(answer: Assertion) -> tuple[Evidence, ...]:
    return (*answer.evidence, *(e for candidate in answer.candidates for e in candidate.evidence))


def list_missing(cells: Iterable[Cell]) -> tuple[Missing, ...]:
    """The patients of these cells, all of them outside a denominator, by state and reason."""
    causes: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        causes.setdefault((cell.state, cell.reason), []).append(cell.patient)
    return tuple(Missing(state, tuple(names), reason) for (state, reason), names in sorted(causes.items()))


def count_publications(cells: Iterable[Cell]) -> int:
    """How many publications tell of these patients."""
    return len({name for cell in cells for name in cell.publications})


def list_sources(cells: Iterable[Cell]) -> tuple[Source, ...]:
    """The cases behind a number, in the order of the patients."""
    return tuple(source for cell in cells for source in cell.sources)
