"""A recognised table as cells of the canonical text, with its losing candidates."""

import re
from dataclasses import replace

from casepool.domain.document import Cell, Table
from casepool.read.pdf.canonical import TextWriter
from casepool.read.pdf.characters import Segment, slice_segment
from casepool.read.pdf.chunks import TABLE_LABEL
from casepool.read.pdf.items import Item
from casepool.read.pdf.lines import Line
from casepool.read.pdf.tables.columns import Part
from casepool.read.pdf.tables.grids import Grid, GridCell
from casepool.read.pdf.tables.recognise import ReadTable

MAX_LOSERS = 3
Spans = dict[int, list[tuple[int, int, int]]]
"""By segment: characters from one index to another were written from this offset of the text on."""


def write_cells(writer: TextWriter, table: ReadTable, table_id: str) -> Table:
    """Write the cells of a table row by row; caption and notes are added by the caller."""
    grid = table.grid
    spans: Spans = {}
    cells: list[Cell] = []
    for number, row in enumerate(grid.rows):
        taken: set[int] = set()
        for cell in row:
            gap = "\t" if taken else "\n" if number else "\n\n"
            cells.append(_write_cell(writer, cell, table_id, number, gap, spans))
            taken |= set(range(cell.first, cell.last + 1))
        cells += _empty_cells(grid, number, taken, writer.length)
    cells = [replace(c, header=c.row < grid.heads) for c in cells]
    read = [_loser(loser, table_id, spans, table.pages[0]) for loser in table.losers]
    losers = tuple(loser for loser in read if loser.cells)[:MAX_LOSERS]
    return Table(
        id=table_id,
        cells=tuple(sorted(cells, key=lambda c: (c.row, c.column))),
        header_rows=min(grid.heads, len(grid.rows)),
        score=_confidence(grid.score),
        engine=grid.engine,
        candidates=losers,
        page=table.pages[0] if table.pages else None,
    )


def _confidence(score: float) -> float:
    return round(min(max(score, 0.0), 1.0), 2)


def _write_cell(writer: TextWriter, cell: GridCell, table_id: str, row: int, gap: str, spans: Spans) -> Cell:
    slices = {id(part): slice_segment(part.segment, part.start, part.end) for part in cell.parts}
    place, colspan = cell.parts[0].segment.page, cell.last - cell.first + 1
    item = Item("cell", _cell_lines(cell.parts, slices), place, 0, 0, row, cell.first, cell.rowspan, colspan)
    start, end = writer.write_item(item, table_id, gap)
    for part in cell.parts:
        written = writer.span_of(slices[id(part)])
        if written is not None:
            spans.setdefault(id(part.segment), []).append((part.start, part.end, written[0]))
    return Cell(row, cell.first, start, end, cell.rowspan, colspan)


def _cell_lines(parts: list[Part], slices: dict[int, Segment]) -> list[Line]:
    lines: list[Line] = []
    for part in parts:
        segment = slices[id(part)]
        if lines and lines[-1].segments[0].page == segment.page:
            last = lines[-1].segments[-1]
            if abs(last.base - segment.base) < 0.35 * segment.size and segment.u0 >= last.u0:
                lines[-1].segments.append(segment)
                continue
        lines.append(Line([segment]))
    return lines


def _empty_cells(grid: Grid, row: int, taken: set[int], at: int) -> list[Cell]:
    """Cells without text for the columns of a row that nothing fills or spans."""
    spanned = {
        column
        for above in grid.rows[:row]
        for cell in above
        if cell.rowspan > 1 and cell.row <= row < cell.row + cell.rowspan
        for column in range(cell.first, cell.last + 1)
    }
    return [
        Cell(row, column, at, at) for column in range(grid.columns) if column not in taken and column not in spanned
    ]


def _loser(grid: Grid, table_id: str, spans: Spans, page: int) -> Table:
    """A losing candidate. A cell whose words stand apart in the text is given as several cells of one place."""
    cells: list[Cell] = []
    for number, row in enumerate(grid.rows):
        for cell in row:
            pieces = sorted(piece for part in cell.parts for piece in _written(part, spans))
            for start, end in pieces:
                cells.append(Cell(number, cell.first, start, end, 1, cell.last - cell.first + 1, number < grid.heads))
    return Table(
        table_id, tuple(cells), header_rows=grid.heads, score=_confidence(grid.score), engine=grid.engine, page=page
    )


def _written(part: Part, spans: Spans) -> list[tuple[int, int]]:
    """The intervals of the text that hold the characters of a part, whichever cells they were written in."""
    pieces: list[tuple[int, int]] = []
    for start, end, offset in spans.get(id(part.segment), ()):
        first, last = max(start, part.start), min(end, part.end)
        if first < last:
            pieces.append((offset + first - start, offset + last - start))
    return pieces


def furnish(cell: GridCell) -> list[Item]:
    """A cell of a head that was printed again, as furniture."""
    slices = {id(part): slice_segment(part.segment, part.start, part.end) for part in cell.parts}
    return [Item("furniture", _cell_lines(cell.parts, slices), cell.parts[0].segment.page)]


def label_of(caption: str) -> str:
    """The printed label at the start of a caption ("Table 1"), empty if it has none."""
    match = TABLE_LABEL.match(caption)
    return re.sub(r"\s+", " ", match.group().strip(" .:|–—-")) if match else ""
