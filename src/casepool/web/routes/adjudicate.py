"""Adjudicate: what two reviewers answered differently is settled by a third, one question at a time, with a reason."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from casepool.domain.errors import UsageError
from casepool.domain.form import REASONS
from casepool.domain.review import REASON_CODES, Answer
from casepool.pipeline.answering import Entry, make_answer
from casepool.web.conflict_view import Conflict, find_conflict, list_docket, say_settled, settle
from casepool.web.models import Done
from casepool.web.pages import show
from casepool.web.routes.answers import Key, Place, find_store
from casepool.web.say_answer import say_answer
from casepool.web.source_view import SourceBlock, gather_spans, mark_source
from casepool.web.visitor import Adjudicator, Visitor, Work
from casepool.web.workspace import Workspace

router = APIRouter()
REASON_WORDS = {
    "misread": "misread",
    "other_place": "other place in paper",
    "unit_or_conversion": "unit or conversion",
    "definition_unclear": "definition unclear",
    "typing": "typing",
}
MOST_AGAIN = 40


class Settled(Key):
    """A settlement. `chosen` is A, B, other or unclear; `state`, `words` and `places` are those of another answer."""

    chosen: str = Field(max_length=20)
    reason: str = Field(max_length=40)
    note: str = Field("", max_length=5_000)
    state: str = Field("reported", max_length=40)
    words: str = Field("", max_length=1_000)
    places: list[Place] = Field(default_factory=list, max_length=50)


@router.get("/adjudicate", response_class=HTMLResponse, include_in_schema=False)
def show_adjudicate(request: Request, visitor: Adjudicator, work: Work) -> HTMLResponse:
    """One conflict, both answers side by side, and the source with the words that each of them quotes."""
    docket = list_docket(work)
    asked = request.query_params.get("at", "1")
    at = min(
        max(1, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1),
        max(1, len(docket.conflicts)),
    )
    conflict = docket.conflicts[at - 1] if docket.conflicts else None
    form, is_blind = work.plan().form, work.plan().protocol.names_hidden
    return show(
        request,
        "adjudicate",
        "adjudicate",
        visitor=visitor,
        docket=docket,
        at=at,
        conflict=conflict,
        source=draw_source(work, conflict) if conflict else (),
        publication=work.project.publication(conflict.key[0]) if conflict else None,
        settled=say_settled(form, docket.settled),
        again=list_again(work, conflict) if conflict else [],
        say=lambda answer: say_answer(form.field(answer.field), answer),
        field_of=form.field,
        is_blind=is_blind,
        reasons=REASON_WORDS,
        unclear_reasons=REASONS,
    )


def draw_source(work: Workspace, conflict: Conflict) -> tuple[SourceBlock, ...]:
    """The text of the publication with the evidence of A and of B."""
    document = work.project.document(conflict.key[0])
    evidence = {
        letter.lower(): [*answer.evidence, *(e for c in answer.candidates for e in c.evidence)]
        for letter, answer in conflict.sides
        if answer is not None
    }
    return mark_source(document, gather_spans(evidence))


def list_again(work: Workspace, conflict: Conflict) -> list[tuple[str, str]]:
    """The other cases in which people have answered this field: what to ask again if its definition changes."""
    found = {
        answer.case_key
        for answer in work.project.answers(field=conflict.field.id, layer="people")
        if answer.case_key != conflict.key[:2]
    }
    return sorted(found)[:MOST_AGAIN]


@router.put("/api/adjudications")
def save_settlement(given: Settled, visitor: Adjudicator, work: Work) -> Done:
    """Settle a conflict. What was not chosen stays in the history."""
    if given.reason not in REASON_CODES:
        raise UsageError(f"A reason is required. Choose one of: {', '.join(REASON_WORDS.values())}.")
    docket = list_docket(work)
    conflict = find_conflict(docket, (given.publication, given.case, given.field, given.item))
    own = _read_other(given, visitor, work) if given.chosen == "other" else None
    done = settle(conflict, given.chosen, own, given.reason, given.note, visitor.name)
    work.project.save_adjudication(done, visitor.name)
    return Done(done=f"Settled: {conflict.field.label}, {_name_choice(given.chosen)}.")


def _read_other(given: Settled, visitor: Visitor, work: Workspace) -> Answer:
    entry = Entry(
        given.publication,
        given.case,
        given.field,
        given.state,
        item=given.item,
        words=given.words,
        spans=tuple((place.start, place.end) for place in given.places),
        note=given.note,
    )
    store = find_store(work, given.publication)
    return make_answer(work.plan().form, store.document(given.publication), entry, "consensus", visitor.name)


def _name_choice(chosen: str) -> str:
    return {"A": "A’s answer", "B": "B’s answer", "other": "another answer"}.get(chosen, "unclear")


@router.delete("/api/adjudications")
def undo_settlement(key: Key, visitor: Adjudicator, work: Work) -> Done:
    """Take a settlement back: the conflict is open again."""
    wanted = (key.publication, key.case, key.field, key.item)
    found = next((item for item in list_docket(work).settled if item.key == wanted), None)
    if found is None:
        raise UsageError("This is not settled, so there is nothing to undo.")
    work.project.clear_adjudication(found, visitor.name)
    return Done(done="The conflict is open again.")
