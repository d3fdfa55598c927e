"""What was read, piece by piece: blocks of the canonical text with their kinds, whole tables, sections with roles."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from casepool.domain.document import Block, Box, Document, Page, Reference, Section, Table
from casepool.write.escape import show_line
from casepool.write.paper_html import list_parts
from casepool.write.say_check import say_number

KINDS: Mapping[str, tuple[str, str]] = {
    "title": ("T", "Title"),
    "heading": ("H", "Heading"),
    "paragraph": ("P", "Paragraph"),
    "list-item": ("L", "List item"),
    "caption": ("C", "Caption"),
    "cell": ("D", "Table cell"),
    "footnote": ("N", "Footnote"),
    "reference": ("R", "Reference"),
    "furniture": ("F", "Running head or foot"),
}
"""The letter and the name of each kind of block, in the order of the legend."""
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page with the boxes of its lines, each with the number of its block (from 0), and its picture as PNG.

    `png` is empty where there is no picture; `missing` then says why, and is empty if none was asked for.
    """

    page: Page
    boxes: tuple[tuple[int, Box], ...] = ()
    png: bytes = b""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of a table as it is drawn."""

    words: str
    header: bool
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A block, or a whole table, as it is listed. `opens` names the section that begins here, `note` what is known.

    `page` is 0 outside paged formats; `rows` are the rows of a table, `kind` is "between" for text outside all blocks.
    """

    anchor: str
    kind: str
    letter: str
    name: str
    words: str
    page: int
    opens: str = ""
    note: str = ""
    rows: tuple[tuple[ShownCell, ...], ...] = ()
    doubtful: bool = False


class EntryList:
    """The entries of one document in reading order; `anchors` leads from the number of a block to its entry."""

    def __init__(self, document: Document, prefix: str) -> None:
        self._document = document
        self.prefix = prefix
        self._tables = {table.id: table for table in document.tables if table.cells}
        self._references = {reference.start: reference for reference in document.references}
        self._legends = {figure.start: figure.label for figure in document.figures}
        self.entries = tuple(self._list())
        self.anchors = self._find_anchors()
        self.counts = Counter(block.kind for block in document.blocks)

    def block(self, number: int) -> Block:
        """The block with this number (from 0)."""
        return self._document.blocks[number]

    def on_page(self, number: int) -> list[Entry]:
        """The entries of one page; 0 gives those that stand on no page."""
        return [entry for entry in self.entries if entry.page == number]

    def _list(self) -> list[Entry]:
        entries: list[Entry] = []
        last = ""
        for part in list_parts(self._document, set(self._tables)):
            section = self._document.section_at(part.start)
            said = say_section(section) if section else ""
            block = self._document.block_at(part.start)
            entries.append(self._build(part.kind, part.start, part.end, block, said if said != last else ""))
            last = said
        return entries

    def _build(self, kind: str, start: int, end: int, block: Block | None, opens: str) -> Entry:
        page = block.page or 0 if block else 0
        anchor = f"{self.prefix}b{start}"
        if kind == "table" and block:
            table = self._tables[block.table]
            letter, name = KINDS["cell"][0], f"Table: {show_line(table.label) or 'without a label'}"
            rows = self._rows(table)
            return Entry(anchor, "cell", letter, name, "", page, opens, say_table(table), rows, table.score < _SURE)
        words = self._document.text[start:end].strip()
        if kind == "gap" or block is None:
            return Entry(anchor, "between", "\u00b7", "Between the blocks", words, page, opens)
        letter, name = KINDS[block.kind]
        return Entry(anchor, block.kind, letter, name, words, page, opens, self._note(block))

    def _note(self, block: Block) -> str:
        if block.kind == "heading" and block.level:
            return f"level {block.level}"
        if block.kind == "reference":
            found = next((r for start, r in self._references.items() if block.start <= start < block.end), None)
            return say_reference(found) if found else "no entry could be made of it"
        labels = [label for start, label in self._legends.items() if block.start <= start < block.end]
        return f"legend of {show_line(labels[0]) or 'a figure'}; the picture was not looked at" if labels else ""

    def _rows(self, table: Table) -> tuple[tuple[ShownCell, ...], ...]:
        rows: dict[int, list[ShownCell]] = {}
        for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
            words = self._document.text[cell.start : cell.end]
            shown = ShownCell(words, cell.header or cell.row < table.header_rows, cell.rowspan, cell.colspan)
            rows.setdefault(cell.row, []).append(shown)
        return tuple(tuple(cells) for cells in rows.values())

    def _find_anchors(self) -> dict[int, str]:
        first: dict[str, str] = {}
        anchors = {}
        for number, block in enumerate(self._document.blocks):
            own = f"{self.prefix}b{block.start}"
            in_table = block.kind == "cell" and block.table in self._tables
            anchors[number] = first.setdefault(block.table, own) if in_table else own
        return anchors


def say_section(section: Section) -> str:
    """The role of a section, and its sub-role."""
    return f"Section: {section.role}" + (f", {section.sub}" if section.sub else "")


def say_table(table: Table) -> str:
    """Size of a table, how sure its reading is and by what it was read."""
    size = f"{say_number(table.row_count, 'row')}, {say_number(table.column_count, 'column')}"
    heads = say_number(table.header_rows, "header row")
    return f"{size}, {heads}; {table.score:.0%} sure, read by {show_line(table.engine)}"


def say_reference(reference: Reference) -> str:
    """The parts that were told apart in an entry of the reference list."""
    first = reference.authors[0] + (" et al." if len(reference.authors) > 1 else "") if reference.authors else ""
    printed = [first, str(reference.year or ""), reference.source, reference.volume, reference.pages]
    marks = [f"doi {reference.doi}" if reference.doi else "", f"PMID {reference.pmid}" if reference.pmid else ""]
    parts = [show_line(part) for part in (*printed, *marks) if part]
    return f"no. {reference.number}: " + (" \u00b7 ".join(parts) or "no part of it was told apart")
