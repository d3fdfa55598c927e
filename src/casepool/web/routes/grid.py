"""The grid: all cases by key fields, walked with the keyboard."""

import json

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from casepool.domain.review import Answer
from casepool.web.case_source import list_entries, list_standing_findings
from casepool.web.grid_view import Json, RowInput, draw_columns, draw_row
from casepool.web.pages import show
from casepool.web.sight import find_sight
from casepool.web.visitor import Reader, Visitor, Work
from casepool.web.workspace import Workspace

router = APIRouter()


@router.get("/grid", response_class=HTMLResponse, include_in_schema=False)
def show_grid(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The frame of the grid; its cells come as data."""
    fields = request.query_params.get("fields", "")
    return show(request, "grid", "grid", visitor=visitor, all_fields=fields == "all", cases=len(list_entries(work)))


@router.get("/api/grid", response_class=Response, responses={200: {"content": {"application/json": {}}}})
def read_grid(visitor: Reader, work: Work, fields: str = Query("key", pattern="^(key|all)$")) -> Response:
    """Columns and rows of the grid, with what the visitor may see."""
    told = draw_grid(work, visitor, fields == "all")
    return Response(json.dumps(told, separators=(",", ":"), ensure_ascii=False), media_type="application/json")


def draw_grid(work: Workspace, visitor: Visitor, all_fields: bool) -> Json:
    """The grid for one visitor. Cases of failed publications are left out: they have none."""
    plan, is_team = work.plan(), work.settings.is_team
    critical = plan.protocol.critical_fields or tuple(field.id for field in plan.form.fields if field.critical)
    fields = [field for field in plan.form.fields if all_fields or field.key]
    rows: list[Json] = []
    held = {item.id: (store, item) for store in work.project.stores for item in store.publications()}
    told = group_answers(work)
    signatures = {store: store.signatures() for store in work.project.stores}
    for entry in list_entries(work):
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


def group_answers(work: Workspace) -> dict[tuple[str, str], list[Answer]]:
    """Everybody's answers by case."""
    told: dict[tuple[str, str], list[Answer]] = {}
    for store in work.project.stores:
        for answer in store.answers():
            told.setdefault(answer.case_key, []).append(answer)
    return told
