"""The canonical text of a publication as the browser draws it: blocks of plain text, tables, sizes of pages."""

from typing import Any

from pydantic import BaseModel

from casepool.domain.document import Document, Table
from casepool.write.escape import show_line
from casepool.write.name_place import PlaceNames
from casepool.write.paper_html import list_parts
from casepool.write.paper_markup import Markup, find_markup, has_markup

Stretch = tuple[int, int]


class TextBlock(BaseModel):
    """A stretch of the text: its kind, half-open offsets in code points, and words.

    `hidden` are inline marks of the source (Markdown) that are not drawn, `styles` stretches that they style.
    """

    kind: str
    start: int
    end: int
    text: str
    level: int = 0
    hidden: list[Stretch] = []
    styles: list[tuple[int, int, str]] = []


class TableCell(TextBlock):
    """A cell of a table; rows and columns count from 0, `head` marks a heading."""

    row: int
    column: int
    rowspan: int
    colspan: int
    head: bool


class PaperBlock(TextBlock):
    """A block of the paper; a table has its cells instead of words."""

    name: str = ""
    cells: list[TableCell] = []


class PageSize(BaseModel):
    """A page in points, rotation applied."""

    number: int
    width: float
    height: float


class Paper(BaseModel):
    """The text of a publication with its pages; `searched` says what a search through it covers."""

    title: str
    byline: str
    blocks: list[PaperBlock]
    pages: list[PageSize]
    searched: str
    unread: list[str]


def draw_paper(document: Document, title: str) -> Paper:
    """The paper as the browser needs it."""
    tables = {table.id: table for table in document.tables if table.cells}
    names = PlaceNames(document)
    blocks = []
    for part in list_parts(document, set(tables)):
        if part.kind == "table":
            table = tables[part.table]
            name, cells = names.name_table(table.id), _draw_cells(document, table)
            blocks.append(PaperBlock(kind="table", start=part.start, end=part.end, text="", name=name, cells=cells))
        else:
            blocks.append(PaperBlock(**_draw_text(document, part.kind, part.start, part.end), level=part.level))
    pages = [PageSize(number=page.number, width=page.width, height=page.height) for page in document.pages]
    return Paper(
        title=show_line(title),
        byline=_say_byline(document),
        blocks=blocks,
        pages=pages,
        searched=say_searched(document),
        unread=[show_line(f"{problem.message} {problem.way_out}") for problem in document.problems],
    )


def say_searched(document: Document) -> str:
    """What text there is to search, in words: "all text, 2 tables, 3 legends"."""
    tables = sum(bool(table.cells) for table in document.tables)
    counted = ((tables, "table"), (len(document.figures), "legend"))
    told = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counted if count]
    return ", ".join(["all text", *told])


def _draw_text(document: Document, kind: str, start: int, end: int) -> dict[str, Any]:
    markup = find_markup(document.text, start, end) if has_markup(document) else Markup()
    hidden = [(max(a, start), min(b, end)) for a, b in markup.hidden if a < end and b > start]
    styles = [(max(a, start), min(b, end), style) for a, b, style in markup.styled if a < end and b > start]
    text = document.text[start:end]
    return {"kind": kind, "start": start, "end": end, "text": text, "hidden": hidden, "styles": styles}


def _draw_cells(document: Document, table: Table) -> list[TableCell]:
    return [
        TableCell(
            **_draw_text(document, "cell", cell.start, cell.end),
            row=cell.row,
            column=cell.column,
            rowspan=cell.rowspan,
            colspan=cell.colspan,
            head=cell.row < table.header_rows,
        )
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    ]


def _say_byline(document: Document) -> str:
    front = document.front
    first = front.authors[0] if front.authors else ""
    authors = f"{first} et al." if len(front.authors) > 1 else first
    parts = (authors, front.journal, str(front.year or ""), f"doi {front.doi}" if front.doi else "")
    return show_line(" · ".join(part for part in parts if part))
