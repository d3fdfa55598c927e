"""One document: an immutable canonical text and everything that points into it."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TypeVar

from casepool.domain.errors import Problem
from casepool.domain.evidence import Evidence, Place, Span

BLOCK_KINDS = ("title", "heading", "paragraph", "list-item", "caption", "cell", "footnote", "reference", "furniture")
ROLES = (
    *("title", "abstract", "introduction", "case", "discussion", "review", "methods", "results", "conclusion"),
    *("caption", "table", "references", "ethics", "front", "other"),
)
CASE_SUBS = ("history", "imaging", "pathology", "treatment", "outcome", "timeline")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the canonical text of one kind. Blocks follow the text and do not overlap.

    `page` counts from 1 (None outside paged formats); `level` is the depth of a heading (0 = unknown);
    `table` is the id of the table that a cell, caption or footnote belongs to.
    """

    kind: str
    start: int
    end: int
    page: int | None = None
    level: int = 0
    table: str = ""
    row: int | None = None
    column: int | None = None
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document with a role (ROLES) and, inside a case, a sub-role (CASE_SUBS). Sections do not overlap.

    `title` is the heading as printed (empty where the role was found without one), `heading` its span of text.
    """

    title: str
    role: str
    start: int
    end: int
    sub: str = ""
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: a half-open interval of the canonical text (start == end: an empty cell).

    `row` and `column` count from 0 over the whole grid, header rows included. A cell that spans repeats nothing:
    it stands once, with `rowspan` and `colspan`.
    """

    row: int
    column: int
    start: int
    end: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are spans of the canonical text.

    `label` is the printed label ("Table 1"), `caption` its half-open interval (None: none found). `score` is the
    reader's own confidence from 0 to 1 (1: structure given by the format); `engine` names the recogniser;
    `candidates` holds losing readings of the same table. `image_only` tables have no cells.
    """

    id: str
    cells: tuple[Cell, ...]
    label: str = ""
    caption: tuple[int, int] | None = None
    footnotes: tuple[tuple[int, int], ...] = ()
    header_rows: int = 1
    score: float = 1.0
    engine: str = "structure"
    candidates: tuple["Table", ...] = ()
    image_only: bool = False
    page: int | None = None

    @property
    def row_count(self) -> int:
        return max((c.row + c.rowspan for c in self.cells), default=0)

    @property
    def column_count(self) -> int:
        return max((c.column + c.colspan for c in self.cells), default=0)

    def cell_at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this grid position (spans included), or None."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rowspan and cell.column <= column < cell.column + cell.colspan:
                return cell
        return None


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list. `number` as printed or by order (1-based); unknown parts are empty.

    `authors` are as printed ("SenGupta SK"), `start` and `end` its interval in the canonical text.
    """

    number: int
    start: int
    end: int
    authors: tuple[str, ...] = ()
    year: int | None = None
    title: str = ""
    source: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark in the running text that cites entries of the reference list, by their numbers."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure known by its legend; the picture itself is never looked at."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnchorRun:
    """`length` characters of the canonical text from `start` that stand in a row in the source.

    `path` says where: an XPath (JATS, HTML), "paragraph 3 run 2" (DOCX), "page 1" (PDF); `part` is "text" or "tail"
    for XML nodes; `offset` is the first character's index there. Characters that the reader inserted (a space
    between blocks) belong to no run.
    """

    start: int
    length: int
    path: str
    part: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points, origin top left, rotation applied, that holds text[start:end]."""

    page: int
    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged source: size in points after rotation, rotation in degrees, decoding health."""

    number: int
    width: float
    height: float
    rotation: int = 0
    health: str = "text"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """What the source says about itself. Unknown parts are empty; `year` is None."""

    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    article_type: str = ""
    keywords: tuple[str, ...] = ()


T = TypeVar("T", Section, Block)


@dataclass(frozen=True)
class Document:
    """An article as one immutable canonical text; everything else points into it by half-open code point offsets.

    For plain text and Markdown `text` is the decoded file, unchanged. `references_complete` is True when the whole
    list was parsed entry by entry, False when some of it could not be, None when no list was found.
    """

    id: str
    source: str
    sha256: str
    media_type: str
    reader: str
    text: str
    front: Front = Front()
    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    references_complete: bool | None = None
    anchors: tuple[AnchorRun, ...] = ()
    boxes: tuple[Box, ...] = ()
    pages: tuple[Page, ...] = ()
    problems: tuple[Problem, ...] = ()
    _starts: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def quote(self, start: int, end: int) -> str:
        return self.text[start:end]

    def section_at(self, offset: int) -> Section | None:
        """The section that holds this offset, or None between sections."""
        return self._at(self.sections, "sections", offset)

    def block_at(self, offset: int) -> Block | None:
        """The block that holds this offset, or None between blocks."""
        return self._at(self.blocks, "blocks", offset)

    def place_at(self, start: int) -> Place:
        """The place of a span that begins at `start`: section role, block kind, table cell, page."""
        section, block = self.section_at(start), self.block_at(start)
        role = section.role if section else "other"
        if block and block.kind in ("cell", "caption"):
            role = "table" if block.kind == "cell" else "caption"
        return Place(
            role=role,
            sub=section.sub if section else "",
            block=block.kind if block else "paragraph",
            section=self._legend_label(block) or (section.title if section else ""),
            table=block.table if block else "",
            table_label=self._table_label(block),
            row=block.row if block else None,
            column=block.column if block else None,
            column_name=self._column_name(block),
            page=block.page if block else None,
        )

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for text[start:end], with its place."""
        return Evidence(Span.of(self.text, start, end), self.place_at(start))

    def table(self, table_id: str) -> Table | None:
        return next((t for t in self.tables if t.id == table_id), None)

    def _legend_label(self, block: Block | None) -> str:
        """The printed label of the figure or table that a caption belongs to ("Fig. 1"), "" for other blocks."""
        if block is None or block.kind != "caption":
            return ""
        figure = next((f.label for f in self.figures if f.start < block.end and block.start < f.end), "")
        table = next((t.label for t in self.tables if t.caption and block.start <= t.caption[0] < block.end), "")
        return figure or table

    def _table_label(self, block: Block | None) -> str:
        table = self.table(block.table) if block and block.table else None
        return table.label if table else ""

    def _column_name(self, block: Block | None) -> str:
        table = self.table(block.table) if block and block.kind == "cell" else None
        if table is None or block is None or block.column is None:
            return ""
        head = table.cell_at(table.header_rows - 1, block.column) if table.header_rows else None
        return self.text[head.start : head.end] if head else ""

    def _at(self, items: tuple[T, ...], name: str, offset: int) -> T | None:
        starts = self._starts.get(name)
        if starts is None:
            starts = self._starts[name] = [item.start for item in items]
        index = bisect_right(starts, offset) - 1
        return items[index] if index >= 0 and offset < items[index].end else None
