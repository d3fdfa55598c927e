"""Items -> canonical text, with the tables and figures that stand in it."""

from dataclasses import replace

from casepool.domain.document import Figure, Table
from casepool.domain.errors import Problem
from casepool.read.pdf.canonical import TextWriter
from casepool.read.pdf.chunks import FIGURE_LABEL, TABLE_LABEL
from casepool.read.pdf.items import Item
from casepool.read.pdf.layout import Layout
from casepool.read.pdf.pages import PageText
from casepool.read.pdf.write_tables import furnish, label_of, write_cells

PICTURE_REACH = 40.0
"""A picture that is a table stands at most this many points above or below its caption."""


class Composer:
    """Writes items, tables and furniture in order and notes tables and figures."""

    def __init__(self, out: TextWriter, layout: Layout, pages: list[PageText]) -> None:
        self.out = out
        self._layout = layout
        self._pages = pages
        self._captions: dict[int, tuple[int, int]] = {}
        self._notes: dict[int, list[tuple[int, int]]] = {}
        self._cells: dict[int, Table] = {}
        self._pictures: list[Table] = []
        self.figures: list[Figure] = []
        self.title = (0, 0)
        self.problems: list[Problem] = []

    def write(self, items: list[Item]) -> None:
        """Items in reading order, then furniture: heads and feet, and table heads that were printed again."""
        for item in items:
            self._write_item(item)
        repeated = [i for table in self._layout.tables for cell in table.dropped for i in furnish(cell)]
        for item in sorted([*self._layout.furniture, *repeated], key=lambda i: i.page):
            self.out.write_item(item)

    @property
    def tables(self) -> list[Table]:
        """All tables: those with cells, then those that are pictures only."""
        tables = []
        for number in sorted(self._cells):
            caption = self._captions.get(number)
            text = self.out.text[slice(*caption)] if caption else ""
            notes = tuple(self._notes.get(number, ()))
            tables.append(replace(self._cells[number], label=label_of(text), caption=caption, footnotes=notes))
        return tables + self._pictures

    def _write_item(self, item: Item) -> None:
        number = item.table
        if item.kind == "cell":
            self._cells[number] = write_cells(self.out, self._layout.tables[number - 1], str(number))
            return
        span = self.out.write_item(item, str(number) if number else "")
        if span[0] == span[1]:
            return
        if item.kind == "title":
            self.title = span
        elif number and item.kind == "caption":
            self._captions.setdefault(number, span)
        elif number:
            self._notes.setdefault(number, []).append(span)
        elif item.kind == "caption":
            self._note_caption(item, span)

    def _note_caption(self, item: Item, span: tuple[int, int]) -> None:
        text = self.out.text[span[0] : span[1]]
        match = FIGURE_LABEL.match(text)
        if match:
            self.figures.append(Figure(match.group().strip(" .:"), *span))
        elif TABLE_LABEL.match(text):
            label = label_of(text)
            if self._has_picture(item):
                self._note_picture(label, span, item.page)
            else:
                self._note_unread(label)

    def _note_picture(self, label: str, span: tuple[int, int], page: int) -> None:
        number = len(self._layout.tables) + len(self._pictures) + 1
        table = Table(str(number), (), label, span, header_rows=0, score=0.0, engine="", image_only=True, page=page)
        self._pictures.append(table)
        message = f"{label} is present as an image only; its cells cannot be read."
        way_out = "Type the rows that matter by hand with a page reference."
        self.problems.append(Problem("image_table", message, way_out, label))

    def _note_unread(self, label: str) -> None:
        message = f"{label}: its caption was found, but no rows and columns."
        way_out = "Look at the page; type the rows that matter by hand with a page reference."
        self.problems.append(Problem("table_not_read", message, way_out, label))

    def _has_picture(self, caption: Item) -> bool:
        """Whether a picture of some size stands right above or below a caption."""
        first, last = caption.lines[0], caption.lines[-1]
        left, right = min(line.u0 for line in caption.lines), max(line.u1 for line in caption.lines)
        graphics = self._pages[caption.page - 1].graphics(first.turn)
        for u0, v0, u1, v1 in graphics.pictures:
            large = u1 - u0 > 80 and v1 - v0 > 30
            near = -5 < v0 - last.bottom < PICTURE_REACH or -5 < first.top - v1 < PICTURE_REACH
            if large and near and min(u1, right) > max(u0, left):
                return True
        return False
