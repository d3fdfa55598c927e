"""From drafts of tables to grids: columns over all pages, rows page by page, heads, labels that span rows."""

import re
from dataclasses import dataclass, field

from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.columns import cut_parts, find_gutters
from casepool.read.pdf.tables.grids import NUMBER, Grid, GridCell
from casepool.read.pdf.tables.joins import Sheet, TableDraft
from casepool.read.pdf.tables.regions import covers
from casepool.read.pdf.tables.rows import read_candidates
from casepool.read.pdf.tables.spans import span_labels


@dataclass(slots=True)
class ReadTable:
    """A recognised table. `pages` gives the page of each row; `dropped` are the heads that were printed again."""

    draft: TableDraft
    grid: Grid
    pages: list[int]
    losers: list[Grid] = field(default_factory=list)
    dropped: list[GridCell] = field(default_factory=list)


def recognise_table(draft: TableDraft) -> ReadTable | None:
    """The best reading of a table with its losing candidates; None when it has fewer than two columns."""
    down = [r for sheet in draft.sheets for r in _inner_uprights(sheet)]
    cuts = tuple(sorted({round(c, 1) for sheet in draft.sheets for r in sheet.region.rules for c in r.cuts}))
    gutters = find_gutters([sheet.region.segments for sheet in draft.sheets], down, cuts)
    if not gutters:
        return None
    columns = len(gutters) + 1
    read = [_read_sheet(sheet, gutters, columns) for sheet in draft.sheets]
    grids = [candidates[0] for candidates in read]
    whole = Grid([], columns, _engine_of(grids), sum(g.score for g in grids) / len(grids), grids[0].heads, gutters)
    table = ReadTable(draft, whole, [])
    for sheet, grid in zip(draft.sheets, grids, strict=True):
        _append_rows(table, sheet, grid)
    if len(read) == 1:
        table.losers = read[0][1:]
    for number, row in enumerate(whole.rows):
        for cell in row:
            cell.row = number
    span_labels(whole)
    return table


def _read_sheet(sheet: Sheet, gutters: list[float], columns: int) -> list[Grid]:
    region = sheet.region
    parts = cut_parts(region.segments, gutters)
    inner = [r for r in sheet.graphics.across if region.top < r.at < region.bottom and r.end > region.u0 and r.start < region.u1]
    candidates = read_candidates(parts, columns, inner)
    for grid in candidates:
        grid.heads = count_heads(grid, [r for r in inner if covers(r, region)])
    return candidates


def _engine_of(grids: list[Grid]) -> str:
    return "+".join(dict.fromkeys(g.engine for g in grids))


def _inner_uprights(sheet: Sheet) -> list[Rule]:
    """Upright rules that run over most of the height of a table, its outer sides left out."""
    region = sheet.region
    height = region.bottom - region.top
    return [
        r
        for r in sheet.graphics.down
        if region.u0 < r.at < region.u1 and min(r.end, region.bottom) - max(r.start, region.top) > 0.6 * height
    ]


def count_heads(grid: Grid, rules: list[Rule]) -> int:
    """Rows above the first full rule inside the table; without one, the first row."""
    if not rules or not grid.rows:
        return 1
    place = min(r.at for r in rules)
    heads = sum(min(c.top for c in row) < place - 2 for row in grid.rows)
    return heads if 1 <= heads <= max(1, len(grid.rows) // 2) and heads <= 5 else 1


def _append_rows(table: ReadTable, sheet: Sheet, grid: Grid) -> None:
    rows = grid.rows
    if table.grid.rows:
        repeated = _count_repeated(table.grid.rows, rows)
        table.dropped += [c for row in rows[:repeated] for c in row]
        rows = rows[repeated:]
        _join_torn_row(table, rows)
    table.grid.rows += rows
    table.pages += [sheet.page] * len(rows)


def _join_torn_row(table: ReadTable, rows: list[list[GridCell]]) -> None:
    """Nothing is joined over the page break unless the first row lacks its key and goes on in lower case."""
    if not rows or not table.grid.rows:
        return
    first, last = rows[0], table.grid.rows[-1]
    torn = first[0].first > 0 and all(c.text[:1].islower() for c in first)
    own = {c.first: c for c in last}
    if torn and all(c.first in own for c in first):
        for cell in first:
            own[cell.first].parts += cell.parts
        rows.pop(0)


def _count_repeated(before: list[list[GridCell]], rows: list[list[GridCell]]) -> int:
    """How many rows at the top of a page repeat the rows at the top of the table."""
    count = 0
    for first, again in zip(before, rows, strict=False):
        if _row_key(first) != _row_key(again):
            break
        count += 1
    return count if count < len(rows) else 0


def _row_key(row: list[GridCell]) -> str:
    return re.sub(r"\W", "", "".join(c.text for c in row)).lower()


def is_numeric(cell: GridCell) -> bool:
    """Whether a cell holds one number and nothing else."""
    return bool(NUMBER.match(cell.text.strip()))
