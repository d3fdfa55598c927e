"""Tables: each review table that was read beside its picture, confirmed by a person row by row."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from casepool.domain.errors import UsageError
from casepool.domain.review import ROW_KINDS, TableDecision
from casepool.pipeline.tables import ReviewTable, find_table, list_tables
from casepool.web.case_source import find_publication, read_extraction
from casepool.web.grid_view import name_publication
from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.table_view import draw_table
from casepool.web.visitor import Reader, Reviewer, Work
from casepool.web.workspace import Workspace

router = APIRouter()


class RowSaid(Strict):
    """What a person says of a row; `cells` are cells typed over, by column. `kind` is one of ROW_KINDS."""

    row: int = Field(ge=0, le=10_000)
    kind: str = Field(max_length=20)
    confirmed: bool
    cells: dict[str, str] = Field(default_factory=dict, max_length=60)


class RowsSaid(Strict):
    """Rows of one table, kept all or none."""

    publication: str = Field(max_length=200)
    table: str = Field(max_length=200)
    rows: list[RowSaid] = Field(min_length=1, max_length=2_000)


@router.get("/tables", response_class=HTMLResponse, include_in_schema=False)
def show_tables(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """One table with its picture, and the way to the others; the first that waits where none is named."""
    tables = list_tables(work.review())
    wanted = request.query_params.get("table", "")
    chosen = find_table(work.review(), wanted) if wanted else next(iter(_list_waiting(tables) or list(tables)), None)
    if chosen is None:
        return show(request, "tables", "tables", visitor=visitor, shown=None, tables=(), pictures=_list_pictures(work))
    place = [table.id for table in tables].index(chosen.id)
    store, held = find_publication(work, chosen.publication)
    decisions = [d for d in store.table_decisions(chosen.publication) if d.table == chosen.table.id]
    return show(
        request,
        "tables",
        "tables",
        visitor=visitor,
        shown=draw_table(chosen, read_extraction(work, store, held), decisions, work.plan().form),
        tables=tables,
        place=place,
        before=tables[place - 1].id if place else "",
        after=tables[place + 1].id if place + 1 < len(tables) else "",
        publication=held,
        source_name=name_publication(held),
        kinds=ROW_KINDS,
        pictures=_list_pictures(work),
        may=visitor.may("reviewer"),
    )


def _list_waiting(tables: tuple[ReviewTable, ...]) -> list[ReviewTable]:
    return [table for table in tables if table.confirmed < len(table.case_rows)]


def _list_pictures(work: Workspace) -> list[tuple[str, str]]:
    """Publication and label of each table that is a picture, so that its rows were not read."""
    return [
        (name, table.label or "A table")
        for name, extraction in sorted(work.review().extractions.items())
        for table in extraction.document.tables
        if table.image_only
    ]


@router.put("/api/tables/rows")
def save_rows(given: RowsSaid, visitor: Reviewer, work: Work) -> Done:
    """Keep what a person says of rows: what each is, whether it was compared with the picture, cells typed over."""
    table = find_table(work.review(), f"{given.publication}/{given.table}")
    store, _ = find_publication(work, given.publication)
    decisions = [_decide(work, table, said, visitor.name) for said in given.rows]
    held = {d.row: d for d in store.table_decisions(given.publication) if d.table == given.table}
    changed = [d for d in decisions if d.row not in held or not _is_same(held[d.row], d)]
    store.save_table_decisions(changed, visitor.name)
    return Done(done=f"{len(changed)} {'row' if len(changed) == 1 else 'rows'} kept.")


def _is_same(one: TableDecision, other: TableDecision) -> bool:
    return replace(one, by="", time="", version=0) == replace(other, by="", time="", version=0)


def _decide(work: Workspace, table: ReviewTable, said: RowSaid, user: str) -> TableDecision:
    """The decision on one row. Raises UsageError for a row, a column or a kind that is not there."""
    row = next((row for row in table.rows if row.row == said.row), None)
    if row is None:
        raise UsageError(f"{table.id} has no row {said.row}. Its rows are 0 to {len(table.rows) - 1}.")
    known = {str(column) for column in range(table.table.column_count)}
    foreign = sorted(set(said.cells) - known)
    if foreign:
        raise UsageError(f"{table.id} has no column {foreign[0]!r}. Its columns are 0 to {len(known) - 1}.")
    typed = {int(column): words.strip() for column, words in said.cells.items()}
    cells = tuple((column, words) for column, words in sorted(typed.items()) if words != row.cells[column])
    own = [case.id for case in work.review().extractions[table.publication].told_cases]
    case = own[0] if said.kind == "index_case" and len(own) == 1 else ""
    return TableDecision(table.publication, table.table.id, said.row, said.kind, said.confirmed, case, cells, by=user)
