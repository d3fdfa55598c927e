"""Saving what a person says of a field: accept, absent, not reported, unclear, a value with its quote; undo; sign."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from casepool.domain.errors import UsageError
from casepool.domain.review import Answer, Event, Signature
from casepool.domain.value_codec import decode
from casepool.pipeline.answering import Entry, accept_answer, make_answer, read_words
from casepool.store.project import Store
from casepool.web.models import Done, Strict
from casepool.web.sight import find_sight
from casepool.web.visitor import Reader, Reviewer, RoleError, Visitor, Work
from casepool.web.workspace import Workspace
from casepool.write.show_value import show_in_full

router = APIRouter()


class Key(Strict):
    """The question: a field (or one item of it) of one case."""

    publication: str = Field(max_length=200)
    case: str = Field(max_length=200)
    field: str = Field(max_length=100)
    item: str = Field("", max_length=300)


class Place(Strict):
    """A half-open interval of the canonical text, in code points."""

    start: int = Field(ge=0, le=100_000_000)
    end: int = Field(ge=0, le=100_000_000)


class Reading(Strict):
    """One reading of an unclear answer, as typed, with its places."""

    words: str = Field(max_length=1_000)
    places: list[Place] = Field(default_factory=list, max_length=50)


class Given(Key):
    """An answer. `expected` is the version that the page has seen (0: none yet); null: whatever stands there."""

    state: str = Field(max_length=40)
    words: str = Field("", max_length=1_000)
    places: list[Place] = Field(default_factory=list, max_length=50)
    candidates: list[Reading] = Field(default_factory=list, max_length=20)
    reason: str = Field("", max_length=60)
    note: str = Field("", max_length=5_000)
    given: str = Field("", max_length=40)
    timing: str = Field("", max_length=40)
    modality: str = Field("", max_length=40)
    origin: str = Field("", max_length=60)
    searched: str = Field("", max_length=500)
    flagged: bool = False
    expected: int | None = None


class Accepted(Key):
    """Take the machine's answer as one's own."""

    expected: int | None = None


class Typed(Strict):
    """What was typed for a field, to see how it is understood."""

    field: str = Field(max_length=100)
    words: str = Field(max_length=1_000)
    item: str = Field("", max_length=300)


class CaseKey(Strict):
    """One case."""

    publication: str = Field(max_length=200)
    case: str = Field(max_length=200)


class Kept(BaseModel):
    """The answer as it is kept now, with its version and how it is shown."""

    state: str
    shown: str
    version: int
    quotes: list[str]
    places: list[tuple[int, int]]
    item: str
    flagged: bool
    reason: str
    note: str


class Change(BaseModel):
    """One change of an answer."""

    time: str
    who: str
    action: str
    state: str
    shown: str
    note: str


class Understood(BaseModel):
    """How typed words are understood, or why they are not."""

    shown: str = ""
    problem: str = ""


def find_store(work: Workspace, publication: str) -> Store:
    """The store that holds a publication: the project's, or that of the index cases. Raises UsageError."""
    for store in work.project.stores:
        if any(item.id == publication for item in store.publications()):
            return store
    raise UsageError(f"There is no publication {publication!r} in this project.")


def require_letter(work: Workspace, visitor: Visitor, publication: str) -> str:
    """As which reviewer the visitor answers. Raises RoleError for somebody who is not assigned."""
    letter = visitor.letter(work.plan().protocol, publication, work.settings.is_team)
    if not letter:
        raise RoleError("You are not assigned to this publication, so you cannot answer for it. Ask the lead.")
    return letter


def require_unsigned(store: Store, key: CaseKey | Key, letter: str) -> None:
    """Raises UsageError for a case that this reviewer has signed."""
    if any((s.publication, s.case, s.reader) == (key.publication, key.case, letter) for s in store.signatures()):
        raise UsageError("You have signed this case. Withdraw the signature to change an answer.")


def require_sight(work: Workspace, visitor: Visitor, store: Store, key: Key, letter: str) -> None:
    """Raises RoleError where the protocol hides the machine's answer from this visitor."""
    place = (key.publication, key.case)
    sight = find_sight(work.plan().protocol, visitor, place, store.signatures(), work.settings.is_team)
    own = [answer for answer in store.answers(*place, key.field, letter) if answer.item == key.item]
    if not sight.sees_machine(own[0] if own else None):
        raise RoleError("The protocol hides what the machine read, so it cannot be accepted. Give your own answer.")


def keep(answer: Answer) -> Kept:
    """The answer as the page is told of it."""
    return Kept(
        state=answer.state,
        shown=show_in_full(answer.value),
        version=answer.version,
        quotes=[item.quote for item in answer.evidence],
        places=[(item.span.start, item.span.end) for item in answer.evidence],
        item=answer.item,
        flagged=answer.flagged,
        reason=answer.reason,
        note=answer.note,
    )


@router.put("/api/answers")
def save_answer(given: Given, visitor: Reviewer, work: Work) -> Kept:
    """Keep an answer of the visitor's own. Value and evidence are kept together or not at all."""
    store = find_store(work, given.publication)
    letter = require_letter(work, visitor, given.publication)
    require_unsigned(store, given, letter)
    told = given.model_dump(exclude={"places", "candidates", "expected"})
    entry = Entry(
        **told,
        spans=tuple((place.start, place.end) for place in given.places),
        candidates=tuple((c.words, tuple((p.start, p.end) for p in c.places)) for c in given.candidates),
    )
    answer = make_answer(work.plan().form, store.document(given.publication), entry, letter, visitor.name)
    return keep(store.save_answer(answer, visitor.name, given.expected))


@router.post("/api/answers/accept")
def accept(key: Accepted, visitor: Reviewer, work: Work) -> Kept:
    """Take the machine's value and quote as the visitor's own answer."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    require_unsigned(store, key, letter)
    require_sight(work, visitor, store, key, letter)
    answer = accept_answer(store, (key.publication, key.case, key.field, key.item), letter, visitor.name)
    return keep(store.save_answer(answer, visitor.name, key.expected))


@router.post("/api/answers/undo")
def undo(key: Key, visitor: Reviewer, work: Work) -> Done:
    """Take back the visitor's last change of one answer; what stood there before stands there again."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    require_unsigned(store, key, letter)
    own = [answer for answer in store.answers(key.publication, key.case, key.field, letter) if answer.item == key.item]
    stack = stack_states(list_changes(store, key, letter))
    if not own or not stack:
        raise UsageError("There is nothing to undo here.")
    if len(stack) > 1:
        store.restore_event(stack[-2].seq, visitor.name)
        return Done(done="The answer before stands again.")
    store.clear_answer(own[0], visitor.name)
    return Done(done="The answer was taken back.")


def list_changes(store: Store, key: Key, letter: str) -> list[Event]:
    """The changes of one reviewer's answer to one question, oldest first."""
    events = store.history(publication=key.publication, case=key.case, field=key.field, kind="answer")
    wanted = [key.publication, key.case, key.field, key.item, letter]
    return [event for event in events if not event.erased and event.payload["key"] == wanted]


def stack_states(events: list[Event]) -> list[Event]:
    """The states that can be gone back to, the present one last; what brought back the state before is taken off."""
    stack: list[Event] = []
    for event in events:
        if event.action != "put":
            stack = stack[:-1]
        elif len(stack) > 1 and same_words(stack[-2], event):
            stack.pop()
        else:
            stack.append(event)
    return stack


def same_words(one: Event, other: Event) -> bool:
    """Whether two events wrote the same answer, at whatever time."""
    first, second = read_answer(one), read_answer(other)
    return replace(first, time="", version=0, user="") == replace(second, time="", version=0, user="")


def read_answer(event: Event) -> Answer:
    """The answer that an event wrote, or took away."""
    return decode(Answer, event.payload["body"])


@router.get("/api/answers/changes")
def read_changes(
    visitor: Reader,
    work: Work,
    publication: Annotated[str, Query(max_length=200)],
    case: Annotated[str, Query(max_length=200)],
    field: Annotated[str, Query(max_length=100)],
    item: Annotated[str, Query(max_length=300)] = "",
) -> list[Change]:
    """Who changed the visitor's own answer to one question, when, and to what; oldest first."""
    store = find_store(work, publication)
    letter = visitor.letter(work.plan().protocol, publication, work.settings.is_team)
    key = Key(publication=publication, case=case, field=field, item=item)
    return [
        Change(time=e.time, who=e.who, action=e.action, state=a.state, shown=show_in_full(a.value), note=a.note)
        if a
        else Change(time=e.time, who=e.who, action=e.action, state="not_assessed", shown="", note="")
        for e in list_changes(store, key, letter)
        for a in [read_answer(e) if e.action == "put" else None]
    ]


@router.post("/api/typed")
def read_typed(typed: Typed, visitor: Reader, work: Work) -> Understood:
    """How the words that somebody is typing are understood."""
    form = work.plan().form
    if not form.has(typed.field):
        raise UsageError(f"There is no field {typed.field!r} in this form.")
    try:
        return Understood(shown=show_in_full(read_words(form, form.field(typed.field), typed.words, typed.item)))
    except UsageError as error:
        return Understood(problem=str(error))


@router.post("/api/signatures")
def sign(key: CaseKey, visitor: Reviewer, work: Work) -> Done:
    """Sign a case: only when no critical field is left unassessed by this reviewer."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    left = list_unassessed(work, store, key, letter)
    if left:
        raise UsageError(f"{len(left)} critical fields are not assessed yet: {', '.join(left[:6])}. Answer them first.")
    store.save_signature(Signature(key.publication, key.case, letter, visitor.name), visitor.name)
    return Done(done="Signed.")


@router.delete("/api/signatures")
def withdraw(key: CaseKey, visitor: Reviewer, work: Work) -> Done:
    """Withdraw one's own signature."""
    store = find_store(work, key.publication)
    letter = require_letter(work, visitor, key.publication)
    own = [s for s in store.signatures() if (s.publication, s.case, s.reader) == (key.publication, key.case, letter)]
    if not own:
        raise UsageError("You have not signed this case.")
    store.clear_signature(own[0], visitor.name)
    return Done(done="The signature was withdrawn.")


def list_unassessed(work: Workspace, store: Store, key: CaseKey, letter: str) -> list[str]:
    """The labels of critical fields that this reviewer has not answered for a case."""
    plan = work.plan()
    critical = plan.protocol.critical_fields or tuple(f.id for f in plan.form.fields if f.critical)
    answered = {answer.field for answer in store.answers(key.publication, key.case, reader=letter)}
    return [field.label for field in plan.form.fields if field.id in critical and field.id not in answered]
