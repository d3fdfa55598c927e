"""The cells of a DOCX table with their places: merged cells stand once, deleted rows do not stand at all."""

from dataclasses import dataclass

from casepool.read.docx_styles import child, is_on, number_of, value_of
from casepool.read.spans import LONGEST, WIDEST
from casepool.read.xml_tree import Element, local

_HOLDERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml")


@dataclass(slots=True)
class GridCell:
    """A cell of the grid; `rowspan` grows while rows continue it."""

    element: Element
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class DocxGrid:
    """All cells in reading order and how many rows at the top repeat as heads."""

    cells: tuple[GridCell, ...]
    rows: int
    header_rows: int


def read_grid(table: Element) -> DocxGrid:
    """The grid of a <w:tbl>."""
    rows = [row for row in _inside(table, "tr") if not _is_deleted(row)][:LONGEST]
    cells: list[GridCell] = []
    merging: dict[int, GridCell] = {}
    for number, row in enumerate(rows):
        column = min(number_of(child(child(row, "trPr"), "gridBefore")) or 0, WIDEST)
        for element in _inside(row, "tc"):
            column += _place(element, number, column, cells, merging)
    heads = next((n for n, row in enumerate(rows) if not is_on(child(child(row, "trPr"), "tblHeader"))), len(rows))
    return DocxGrid(tuple(cells), len(rows), heads)


def _place(element: Element, row: int, column: int, cells: list[GridCell], merging: dict[int, GridCell]) -> int:
    """Place one cell, or let it continue the one above; gives the columns that it covers."""
    properties = child(element, "tcPr")
    width = max(1, min(number_of(child(properties, "gridSpan")) or 1, WIDEST))
    merge = child(properties, "vMerge")
    above = merging.get(column)
    if merge is not None and value_of(merge) != "restart" and above and above.row + above.rowspan == row:
        above.rowspan += 1
        return width
    cell = GridCell(element, row, column, 1, width)
    cells.append(cell)
    merging.pop(column, None)
    if merge is not None:
        merging[column] = cell
    return width


def _inside(element: Element, tag: str) -> list[Element]:
    found = []
    for part in element:
        if local(part) == tag:
            found.append(part)
        elif local(part) in _HOLDERS:
            found.extend(_inside(part, tag))
    return found


def _is_deleted(row: Element) -> bool:
    return child(child(row, "trPr"), "del") is not None
