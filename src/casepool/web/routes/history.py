"""History: who did what and when, restoring an earlier state, and Table 1 as it was on a day."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from casepool.domain.errors import UsageError
from casepool.web.blind import list_open_cases, read_sight
from casepool.web.history_view import KIND_WORDS, Asked, OldTable, list_lines, may_see, read_table
from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.visitor import Lead, Reader, RoleError, Visitor, Work
from casepool.web.workspace import Workspace

router = APIRouter()


class Restored(Strict):
    """The event whose state is written again."""

    seq: int = Field(ge=1, le=2_000_000_000)


@router.get("/history", response_class=HTMLResponse, include_in_schema=False)
def show_history(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The history, newest first, with filters; or Table 1 as it was on a day."""
    query = request.query_params
    before = query.get("before", "")
    words = {name: query.get(name, "")[:300] for name in ("publication", "case", "field", "who", "kind")}
    asked = Asked(**words, before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else 0)
    lines, more = list_lines(work, asked, read_sight(work, visitor))
    day = query.get("on", "")
    return show(
        request,
        "history",
        "history",
        visitor=visitor,
        asked=asked,
        lines=lines,
        more=more,
        kinds=KIND_WORDS,
        fields=work.project.form.fields,
        cases=work.project.cases(),
        people=sorted({event.who for event in work.project.history()}),
        head=work.project.chain_head(),
        day=day,
        table=_read_table(work, visitor, day) if day else None,
    )


def _read_table(work: Workspace, visitor: Visitor, day: str) -> OldTable:
    if list_open_cases(work) and not visitor.may("adjudicator"):
        raise RoleError("While cases are read blind, earlier tables are open to adjudicators only.")
    return read_table(work, day)


@router.post("/api/history/restore")
def restore(given: Restored, visitor: Lead, work: Work) -> Done:
    """Write again what stood there after an event; the history keeps both."""
    events = work.project.history(after=given.seq - 1, limit=1)
    if not events or events[0].seq != given.seq or not may_see(events[0], read_sight(work, visitor)):
        raise UsageError(f"There is no event {given.seq} that you may restore.")
    work.project.restore_event(given.seq, visitor.name)
    return Done(done=f"What stood there after event {given.seq} stands again.")
