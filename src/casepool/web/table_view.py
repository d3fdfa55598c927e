"""One review table as its page shows it: the picture or the printed text, what each column feeds, and its rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.case import Case
from casepool.domain.document import Box, Document, Page, Table
from casepool.domain.extraction import Extraction
from casepool.domain.form import Form
from casepool.domain.review import RULES, Answer, TableDecision
from casepool.pipeline.pictures import find_boxes
from casepool.pipeline.tables import ReviewTable, TableRow
from casepool.web.say_answer import say_answer
from casepool.write.escape import show_line

MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: words as read or as typed over, what it becomes, its boxes on the page."""

    column: int
    words: str
    typed: bool
    becomes: tuple[tuple[str, str, str], ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its cells; `missing` is how many of them hold nothing."""

    row: TableRow
    cells: tuple[ShownCell, ...]
    address: str

    @property
    def missing(self) -> int:
        return sum(not cell.words for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Picture:
    """The part of a page that holds the table, in points."""

    page: Page
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class ShownTable:
    """A table for its page. `columns` are the printed headings with the fields that each feeds."""

    table: ReviewTable
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[ShownRow, ...]
    picture: Picture | None
    printed: str
    cells: int
    filled: int


def draw_table(
    table: ReviewTable, extraction: Extraction, decisions: Sequence[TableDecision], form: Form
) -> ShownTable:
    """The table with what people typed over, and what each cell is read as."""
    document = extraction.document
    becomes = _list_values(table.table, extraction, form)
    typed = {(d.row, column): words for d in decisions for column, words in d.cells}
    rows = tuple(_draw_row(table, row, document, becomes, typed) for row in table.rows)
    feeds: dict[int, dict[str, None]] = defaultdict(dict)
    for (_, column), values in becomes.items():
        for label, _, _ in values:
            feeds[column][label] = None
    head = table.rows[table.table.header_rows - 1].cells if table.table.header_rows else ()
    width = table.table.column_count
    columns = tuple((head[n] if n < len(head) else "", tuple(feeds[n])) for n in range(width))
    boxes = [box for row in rows for cell in row.cells for box in cell.boxes]
    filled = [cell for row in rows if row.row.row >= table.table.header_rows for cell in row.cells]
    return ShownTable(
        table=table,
        columns=columns,
        rows=rows,
        picture=_crop(document, boxes),
        printed="" if boxes else _print_text(document, table.table),
        cells=len(filled),
        filled=sum(bool(cell.words) for cell in filled),
    )


def _draw_row(
    table: ReviewTable,
    row: TableRow,
    document: Document,
    becomes: dict[tuple[int, int], list[tuple[str, str, str]]],
    typed: dict[tuple[int, int], str],
) -> ShownRow:
    cells = []
    for column, words in enumerate(row.cells):
        cell = table.table.cell_at(row.row, column)
        boxes = find_boxes(document, cell.start, cell.end) if cell and document.boxes and cell.start < cell.end else ()
        shown = typed.get((row.row, column), words)
        told = tuple(becomes.get((row.row, column), ()))
        cells.append(ShownCell(column, show_line(shown), shown != words, told, boxes))
    address = f"/workbench/{table.publication}?case={row.case}" if row.case else ""
    return ShownRow(row, tuple(cells), address)


def _list_values(table: Table, extraction: Extraction, form: Form) -> dict[tuple[int, int], list[tuple[str, str, str]]]:
    """What was read from each cell of the table: label of the field, state, and words, by row and column."""
    found: dict[tuple[int, int], dict[tuple[str, str, str], None]] = defaultdict(dict)
    for case in extraction.row_cases:
        if case.table != table.id:
            continue
        for column, value in _list_cells(case, form):
            found[case.row or 0, column][value] = None
    return {place: list(values) for place, values in found.items()}


def _list_cells(case: Case, form: Form) -> list[tuple[int, tuple[str, str, str]]]:
    told = []
    for assertion in case.assertions:
        if not form.has(assertion.field):
            continue
        field = form.field(assertion.field)
        words = say_answer(field, Answer.of(assertion, ("", case.id), RULES))
        if assertion.item and assertion.state != "reported":
            words = f"{show_line(assertion.item)} {words}"
        evidence = (*assertion.evidence, *(e for c in assertion.candidates for e in c.evidence))
        columns = {e.place.column for e in evidence if e.place.column is not None and e.place.row == case.row}
        told += [(column, (field.label, assertion.state, words)) for column in sorted(columns)]
    return told


def _crop(document: Document, boxes: Sequence[Box]) -> Picture | None:
    """The part of the page around the boxes, on the page that holds most of them."""
    if not boxes:
        return None
    number = max({box.page for box in boxes}, key=[box.page for box in boxes].count)
    page = next((page for page in document.pages if page.number == number), None)
    here = [box for box in boxes if box.page == number]
    if page is None:
        return None
    left, top = (max(0.0, min(getattr(box, side) for box in here) - MARGIN) for side in ("x0", "y0"))
    right = min(page.width, max(box.x1 for box in here) + MARGIN)
    bottom = min(page.height, max(box.y1 for box in here) + MARGIN)
    return Picture(page, left, top, right - left, bottom - top)


def _print_text(document: Document, table: Table) -> str:
    """The lines of a plain text that hold the table; empty where the format has no lines of its own."""
    if not document.media_type.startswith("text/"):
        return ""
    start = document.text.rfind("\n", 0, min(cell.start for cell in table.cells)) + 1
    end = document.text.find("\n", max(cell.end for cell in table.cells))
    return document.text[start : end if end >= 0 else len(document.text)]
