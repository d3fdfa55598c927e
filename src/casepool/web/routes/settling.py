"""Answers that rest on the machine's reading: keep it unclear, settle one of its readings, flag, accept a whole row."""

from dataclasses import replace

from fastapi import APIRouter
from pydantic import BaseModel, Field

from casepool.domain.assertion import Candidate
from casepool.domain.errors import UsageError
from casepool.domain.review import RULES, Answer
from casepool.store.project import Store
from casepool.web.case_source import gather_case
from casepool.web.case_view import CaseInput
from casepool.web.grid_view import find_hindrance
from casepool.web.paper_view import say_searched
from casepool.web.routes.answers import CaseKey, Kept, Key, find_store, keep, require_letter, require_unsigned
from casepool.web.visitor import Reviewer, Visitor, Work
from casepool.web.workspace import Workspace

router = APIRouter()


class KeptUnclear(Key):
    """Keep the machine's readings as an unclear answer."""

    note: str = Field("", max_length=5_000)
    expected: int | None = None


class Settled(KeptUnclear):
    """Take one of the readings, by its number from 0, with the reason for it."""

    reading: int = Field(ge=0, le=50)


class Flagged(Key):
    """Put up or take down the flag of one's own answer."""

    flagged: bool
    expected: int | None = None


class CellKey(CaseKey):
    """A field of one case, with all its items."""

    field: str = Field(max_length=100)


class RowKey(CaseKey):
    """One case, and the fields of it that are to be accepted."""

    fields: list[str] = Field(max_length=200)


class KeptRow(BaseModel):
    """The answers of a row as they are kept now, by "FIELD ITEM"."""

    kept: dict[str, Kept]


def _find_answers(store: Store, key: Key, letter: str) -> tuple[Answer | None, Answer | None]:
    """The machine's answer and the visitor's own."""
    told = [a for a in store.answers(key.publication, key.case, key.field) if a.item == key.item]
    machine = next((a for a in told if a.reader == RULES), None)
    return machine, next((a for a in told if a.reader == letter), None)


def _require_readings(
    work: Workspace, visitor: Visitor, store: Store, key: Key, letter: str
) -> tuple[Answer, tuple[Candidate, ...]]:
    """The unclear answer that the visitor sees, with its readings. Raises UsageError where there is none."""
    machine, own = _find_answers(store, key, letter)
    given = gather_case(work, visitor, key.publication, key.case)
    seen = machine if given.sight.sees_machine(own) else None
    unclear = next((a for a in (own, seen) if a and a.state == "unclear"), None)
    if unclear is None:
        raise UsageError("There are no readings to choose from here. Type the value, or choose Unclear with a reason.")
    return unclear, unclear.candidates


@router.post("/api/answers/keep-unclear")
def keep_unclear(key: KeptUnclear, visitor: Reviewer, work: Work) -> Kept:
    """Keep it unclear: the readings with their quotes become the visitor's own answer."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    require_unsigned(store, key, letter)
    found, _ = _require_readings(work, visitor, store, key, letter)
    return keep(store.save_answer(_own(found, letter, visitor.name, key.note), visitor.name, key.expected))


@router.post("/api/answers/settle")
def settle(key: Settled, visitor: Reviewer, work: Work) -> Kept:
    """Settle one reading with a reason; the others stay in the history with their quotes."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    require_unsigned(store, key, letter)
    found, readings = _require_readings(work, visitor, store, key, letter)
    if key.reading >= len(readings):
        raise UsageError(f"There are {len(readings)} readings here, so there is no number {key.reading + 1}.")
    if not key.note.strip():
        raise UsageError("Say why this reading is the right one: the others stay in the history beside it.")
    chosen = readings[key.reading]
    state = "absent" if chosen.value == "absent" else "reported"
    value = None if chosen.value in ("absent", "present") else chosen.value
    answer = replace(
        _own(found, letter, visitor.name, key.note),
        state=state, value=value, evidence=chosen.evidence, candidates=(), reason="",
    )  # fmt: skip
    answer.to_assertion(store.document(key.publication).text)
    return keep(store.save_answer(answer, visitor.name, key.expected))


def _own(found: Answer, letter: str, user: str, note: str) -> Answer:
    return replace(found, reader=letter, user=user, note=note, needs_person=False, version=0, time="")


@router.post("/api/answers/flag")
def flag(key: Flagged, visitor: Reviewer, work: Work) -> Kept:
    """Flag one's own answer for discussion, or take the flag down."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    require_unsigned(store, key, letter)
    _, own = _find_answers(store, key, letter)
    if own is None:
        raise UsageError("A flag goes with an answer. Answer first (Unclear is an answer too), then flag it.")
    return keep(store.save_answer(replace(own, flagged=key.flagged), visitor.name, key.expected))


@router.post("/api/answers/accept-cell")
def accept_cell(key: CellKey, visitor: Reviewer, work: Work) -> KeptRow:
    """Accept what was read for a field of a case: all items of a list, or the silence of the source."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    require_unsigned(store, key, letter)
    given = gather_case(work, visitor, key.publication, key.case)
    if not given.form.has(key.field):
        raise UsageError(f"There is no field {key.field!r} in this form.")
    if not given.sight.sees_machine(None):
        raise UsageError("The protocol keeps the machine's answers from you here, so there is nothing to accept.")
    told = [a for a in given.answers if a.field == key.field and a.reader in (RULES, letter)]
    own = {a.item for a in told if a.reader == letter}
    waiting = [a for a in told if a.reader == RULES and a.item not in own]
    if any(answer.state == "unclear" and answer.candidates for answer in waiting):
        raise UsageError("There are several readings of this. Settle one of them, or keep it unclear.")
    accepted = [_own(answer, letter, visitor.name, "") for answer in waiting]
    if not told:
        accepted = [_accept_silence(given, key.field, letter, visitor.name)]
    kept = store.save_answers([(answer, None) for answer in accepted], visitor.name)
    return KeptRow(kept={f"{answer.field} {answer.item}": keep(answer) for answer in kept})


def _accept_silence(given: CaseInput, field: str, letter: str, user: str) -> Answer:
    """Silence: of a whole paper not reported, of a table without such a column not accessible."""
    is_row = given.case is not None and given.case.origin == "review_table_row"
    state = "not_accessible" if is_row and field not in given.form.review_row else "not_reported"
    searched = "the row of the table" if is_row else say_searched(given.document)
    return Answer(*given.key, field, letter, state, made_by="person", user=user, searched=searched)


@router.post("/api/answers/accept-row")
def accept_row(key: RowKey, visitor: Reviewer, work: Work) -> KeptRow:
    """Accept these fields of a case at once: only where each has one exact mention, no finding, and needs no person."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    require_unsigned(store, key, letter)
    given = gather_case(work, visitor, key.publication, key.case)
    answers = [answer for name in key.fields for answer in _list_acceptable(given, name, letter, visitor.name)]
    kept = store.save_answers([(answer, None) for answer in answers], visitor.name)
    return KeptRow(kept={f"{answer.field} {answer.item}": keep(answer) for answer in kept})


def _list_acceptable(given: CaseInput, name: str, letter: str, user: str) -> list[Answer]:
    """The machine's answers to a field as the visitor's own. Raises UsageError that names what stands in the way."""
    if not given.form.has(name):
        raise UsageError(f"There is no field {name!r} in this form.")
    field = given.form.field(name)
    told = [answer for answer in given.answers if answer.field == name]
    own = {answer.item for answer in told if answer.reader == letter}
    machine = [a for a in told if a.reader == RULES and a.item not in own]
    for answer in machine:
        hindrance = find_hindrance(answer, given.findings)
        if hindrance or not given.sight.sees_machine(None):
            raise UsageError(f"{field.label}: {hindrance or 'answer it first'}. Look at this cell by itself.")
    if not machine and not own:
        raise UsageError(f"{field.label}: nothing was read here. Look at this cell by itself.")
    return [replace(a, reader=letter, user=user, needs_person=False, version=0, time="") for a in machine]
