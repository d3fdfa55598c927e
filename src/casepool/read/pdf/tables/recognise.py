"""From drafts of tables to grids: columns over all pages, rows page by page, heads, labels that span rows."""

import re
from dataclasses import dataclass, field

from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.columns import cut_parts, find_gutters
from casepool.read.pdf.tables.grids import NUMBER, Grid, GridCell
from casepool.read.pdf.tables.heads import build_head, find_head_bottom, top_of_numbers
from casepool.read.pdf.tables.joins import Sheet, TableDraft
from casepool.read.pdf.tables.rows import read_candidates
from casepool.read.pdf.tables.spans import span_labels

APART = 6.0
"""Tables whose left sides differ more than this, in points, are printed in another place or size on each page."""


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
    gutters = _find_sheet_gutters(draft)
    columns = max(len(g) for g in gutters) + 1
    if columns < 2:
        return None
    read = [_read_sheet(sheet, places, columns) for sheet, places in zip(draft.sheets, gutters, strict=True)]
    grids = [candidates[0] for candidates in read]
    whole = Grid([], columns, _engine_of(grids), sum(g.score for g in grids) / len(grids), grids[0].heads, gutters[0])
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


def _find_sheet_gutters(draft: TableDraft) -> list[list[float]]:
    """Gutters for each page of a table: common ones where the pages agree in place, else those of each page."""
    down = [r for sheet in draft.sheets for r in _inner_uprights(sheet)]
    cuts = tuple(sorted({round(c, 1) for sheet in draft.sheets for r in sheet.region.rules for c in r.cuts}))
    common = find_gutters([sheet.region for sheet in draft.sheets], down, cuts)
    if len(draft.sheets) == 1:
        return [common]
    sides = [sheet.region.u0 for sheet in draft.sheets]
    if max(sides) - min(sides) <= APART:
        return [common] * len(draft.sheets)
    own = [_own_gutters(sheet, 0) for sheet in draft.sheets]
    most = max(len(g) for g in own)
    return [_until(sheet, places, most) for sheet, places in zip(draft.sheets, own, strict=True)]


def _own_gutters(sheet: Sheet, crossing: int) -> list[float]:
    pieces = tuple(sorted({round(c, 1) for r in sheet.region.rules for c in r.cuts}))
    return find_gutters([sheet.region], _inner_uprights(sheet), pieces, crossing)


def _until(sheet: Sheet, places: list[float], wanted: int) -> list[float]:
    """Gutters of a page that has fewer columns than the others: more cells may stick out until the number agrees."""
    for crossing in range(1, 5):
        if len(places) >= wanted:
            break
        more = _own_gutters(sheet, crossing)
        places = more if len(more) <= wanted else places
    return places


def _read_sheet(sheet: Sheet, gutters: list[float], columns: int) -> list[Grid]:
    region = sheet.region
    parts = cut_parts(region.segments, gutters)
    inner = [
        r
        for r in sheet.graphics.across
        if region.top < r.at < region.bottom and r.end > region.u0 and r.start < region.u1
    ]
    place = find_head_bottom(region, inner) or top_of_numbers(parts, region)
    upper = [p for p in parts if place is not None and p.base - 0.3 * p.size < place]
    body = [p for p in parts if place is None or p.base - 0.3 * p.size >= place]
    candidates = read_candidates(body or upper, columns, inner)
    if not body:
        return candidates
    head = build_head(upper, inner, gutters)
    for grid in candidates:
        grid.rows = [list(row) for row in head] + grid.rows
        grid.heads = len(head) or guess_heads(grid)
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


def guess_heads(grid: Grid) -> int:
    """Head rows of a table without a rule below them: rows of words above the first row of numbers, else one."""
    for number, row in enumerate(grid.rows[:4]):
        cells = [c for c in row if c.first > 0]
        if cells and 2 * sum(is_numeric(c) for c in cells) > len(cells):
            return max(number, 1)
    return 1


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
