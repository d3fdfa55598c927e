"""The grid: all cases by key fields, walked with the keyboard."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from casepool.domain.errors import UsageError
from casepool.domain.review import Answer
from casepool.web.case_source import find_publication, list_entries, list_standing_findings, read_extraction
from casepool.web.grid_view import Json, RowInput, draw_columns, draw_row
from casepool.web.pages import show
from casepool.web.sight import find_sight
from casepool.web.visitor import Reader, Visitor, Work
from casepool.web.workspace import Workspace
from casepool.write.escape import show_hidden, show_line

router = APIRouter()
AROUND = 90


@router.get("/grid", response_class=HTMLResponse, include_in_schema=False)
def show_grid(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The frame of the grid; its cells come as data."""
    fields = request.query_params.get("fields", "")
    return show(request, "grid", "grid", visitor=visitor, all_fields=fields == "all", cases=len(list_entries(work)))


class Around(BaseModel):
    """A quote with the words around it."""

    before: str
    quote: str
    after: str


@router.get("/api/grid", response_class=Response, responses={200: {"content": {"application/json": {}}}})
def read_grid(
    visitor: Reader,
    work: Work,
    fields: Annotated[str, Query(pattern="^(key|all)$")] = "key",
    publication: Annotated[str, Query(max_length=200)] = "",
    case: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Columns and rows of the grid (all, or that of one case), with what the visitor may see."""
    if publication:
        return _write(draw_grid(work, visitor, fields == "all", (publication, case)))
    return work.keep(f"grid {fields} of {visitor.name}", lambda: _write(draw_grid(work, visitor, fields == "all")))


def _write(told: Json) -> Response:
    return Response(json.dumps(told, separators=(",", ":"), ensure_ascii=False), media_type="application/json")


@router.get("/api/around")
def read_around(
    publication: Annotated[str, Query(max_length=200)],
    start: Annotated[int, Query(ge=0)],
    end: Annotated[int, Query(ge=0)],
    visitor: Reader,
    work: Work,
) -> Around:
    """A quote with the words around it, as they stand in the block of text that holds it."""
    store, held = find_publication(work, publication)
    document = read_extraction(work, store, held).document
    if not start < end <= len(document.text):
        raise UsageError(f"The place {start} to {end} is not in this text.")
    block = document.block_at(start)
    first, last = (block.start, max(block.end, end)) if block else (start, end)
    before, after = document.text[max(first, start - AROUND) : start], document.text[end : min(last, end + AROUND)]
    cut_before, cut_after = start - AROUND > first, end + AROUND < last
    return Around(
        before=_show("…" + before.partition(" ")[2] if cut_before else before),
        quote=show_line(document.text[start:end]),
        after=_show(after.rpartition(" ")[0] + " …" if cut_after else after),
    )


def _show(words: str) -> str:
    """Words beside a quote: on one line, the blank next to the quote kept, without stars and hashes of Markdown."""
    shown = show_hidden(words).replace("*", "").replace("#", "")
    return " ".join(shown.split("\n"))


def draw_grid(work: Workspace, visitor: Visitor, all_fields: bool, only: tuple[str, str] = ("", "")) -> Json:
    """The grid for one visitor, or the row of one case of it."""
    plan, is_team = work.plan(), work.settings.is_team
    critical = plan.protocol.critical_fields or tuple(field.id for field in plan.form.fields if field.critical)
    fields = [field for field in plan.form.fields if all_fields or field.key]
    rows: list[Json] = []
    held = {item.id: (store, item) for store in work.project.stores for item in store.publications()}
    entries = [entry for entry in list_entries(work) if only in (("", ""), entry.key)]
    told = group_answers(work, *only)
    signatures = {store: store.signatures() for store in work.project.stores}
    for entry in entries:
        if entry.publication not in held:
            continue
        store, publication = held[entry.publication]
        given = RowInput(
            entry=entry,
            publication=publication,
            answers=told.get(entry.key, []),
            findings=list_standing_findings(work, store, publication),
            sight=find_sight(plan.protocol, visitor, entry.key, signatures[store], is_team),
        )
        rows.append(draw_row(given, plan.form, fields))
    return {
        "columns": draw_columns(fields, frozenset(critical)),
        "rows": rows,
        "reviewRow": list(plan.form.review_row),
        "reasons": dict(plan.form.reasons),
    }


def group_answers(work: Workspace, publication: str = "", case: str = "") -> dict[tuple[str, str], list[Answer]]:
    """Everybody's answers by case."""
    told: dict[tuple[str, str], list[Answer]] = {}
    for store in work.project.stores:
        for answer in store.answers(publication, case):
            told.setdefault(answer.case_key, []).append(answer)
    return told
