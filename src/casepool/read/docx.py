"""DOCX: the visible text of the main document, its tables and notes; nothing outside the file is ever opened.

Anchors name the place of a run: "paragraph 3 run 2", "table 1 row 2 column 3 paragraph 1 run 1", "footnote 2 ...";
the offset counts the characters of the run's text (tab as a tab, line break as LF).
"""

from collections.abc import Iterator
from pathlib import PurePath

from casepool.domain.document import Cell, Document, Figure, Table
from casepool.domain.errors import Problem
from casepool.knowledge.headings import load_headings
from casepool.read.archive import Archive
from casepool.read.assemble import Draft, assemble
from casepool.read.captions import find_caption_label
from casepool.read.docx_grid import DocxGrid, read_grid
from casepool.read.docx_runs import Runs
from casepool.read.docx_styles import Styles, attribute, child
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.plain_front import find_title, read_front
from casepool.read.plain_headings import is_known
from casepool.read.plain_references import are_references
from casepool.read.plain_tables import Grid, header_rows
from casepool.read.refusal import label, note, refuse
from casepool.read.table_captions import give_captions, is_table_note
from casepool.read.weave import Weaver
from casepool.read.xml_tree import Element, local, parse_xml

READER = "docx 1 (lxml)"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HOLDERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "body", "txbxContent")
_HEADING_WORDS = 14


def read_docx(data: bytes, source: str, sha256: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a DOCX file. Raises ReadError for a broken, hostile or protected file.

    Tracked insertions are text, deletions are not; comments and hidden text are left out and reported.
    """
    archive = Archive(data, source, limits)
    parts = {name: _part(archive, f"word/{name}.xml", source, limits) for name in ("styles", "footnotes", "endnotes")}
    main = _part(archive, "word/document.xml", source, limits)
    body = child(main, "body")
    if body is None:
        raise refuse("malformed", f"{label(source)} holds no text.", "Save the document again as DOCX.")
    walk = DocxWalk(Styles(parts["styles"]), parts["footnotes"], parts["endnotes"])
    walk.read(body)
    give_captions(walk.weaver.text, walk.weaver.blocks, walk.tables)
    text = walk.weaver.text
    blocks = find_title(text, walk.weaver.blocks) if walk.untitled else walk.weaver.blocks
    draft = Draft(
        source=source,
        sha256=sha256,
        media_type=MEDIA_TYPE,
        reader=READER,
        text=text,
        id=PurePath(source).stem,
        blocks=blocks,
        front=read_front(text, blocks),
        tables=walk.tables,
        figures=walk.figures,
        anchors=walk.weaver.anchors,
        problems=[*_changes(walk.runs), *_left_out(archive, source, limits)],
    )
    return assemble(draft)


class DocxWalk:
    """Reads the body of a document into `weaver`, with `tables` and `figures`."""

    def __init__(self, styles: Styles, footnotes: Element | None, endnotes: Element | None) -> None:
        self.weaver = Weaver()
        self.styles = styles
        self.runs = Runs(self.weaver, styles)
        self.tables: list[Table] = []
        self.figures: list[Figure] = []
        self._footnotes = _notes_by_id(footnotes, "footnote")
        self._endnotes = _notes_by_id(endnotes, "endnote")
        self._count = 0
        self._after_table = ""
        self._in_references = False

    @property
    def untitled(self) -> bool:
        return not any(block.kind == "title" for block in self.weaver.blocks)

    def read(self, body: Element) -> None:
        """Read everything: the body, then the endnotes."""
        self._children(body)
        self._write_endnotes()

    def _children(self, element: Element) -> None:
        for part in element:
            tag = local(part)
            if tag == "p":
                self._count += 1
                self._paragraph(part, f"paragraph {self._count}")
            elif tag == "tbl":
                self._table(part)
            elif tag in _HOLDERS:
                self._children(part)

    def _paragraph(self, paragraph: Element, place: str) -> None:
        self.runs.fill(paragraph, place)
        words = " ".join(self.weaver.open_text.split())
        if words:
            kind, level = self._kind(child(paragraph, "pPr"), words)
            block = self.weaver.close(kind, level=level, table=self._after_table if kind == "footnote" else "")
            if block and kind == "caption":
                self._caption(words, block.start, block.end)
        else:
            self.weaver.drop()
        self._after_table = self._after_table if words == "" or kind == "footnote" else ""
        self._notes_and_boxes()

    def _kind(self, properties: Element | None, words: str) -> tuple[str, int]:
        """The kind of a paragraph and, for a heading, its level."""
        name, level = self.styles.name(properties), self.styles.level(properties)
        if name == "title" and self.untitled:
            return "title", 0
        if find_caption_label(words) is not None:
            return "caption", 0
        if level or self._looks_like_heading(words):
            self._in_references = _is_reference_title(words)
            return "heading", level
        if self._after_table and is_table_note(words):
            return "footnote", 0
        if self._in_references:
            return "reference", 0
        return ("list-item" if self.styles.is_listed(properties) else "paragraph"), 0

    def _looks_like_heading(self, words: str) -> bool:
        """Whether a paragraph without heading style is one: bold throughout, or a known title that stands alone."""
        if len(words.split()) > _HEADING_WORDS or words[-1] in ".;,":
            return False
        return self.runs.bold or (len(words.split()) <= 6 and words[0].isupper() and is_known(words))

    def _caption(self, words: str, start: int, end: int) -> None:
        found = find_caption_label(words)
        if found and found.kind == "figure":
            self.figures.append(Figure(found.printed, start, end))

    def _notes_and_boxes(self) -> None:
        notes, self.runs.notes = self.runs.notes, []
        boxes, self.runs.boxes = self.runs.boxes, []
        for kind, number in notes:
            self._note(self._footnotes.get(number), f"{kind} {number}", kind)
        for box in boxes:
            self._children(box)

    def _note(self, element: Element | None, place: str, kind: str) -> None:
        for number, paragraph in enumerate(_paragraphs(element), start=1):
            self.runs.fill(paragraph, f"{place} paragraph {number}")
            self.weaver.insert(" ")
        self.weaver.close(kind)

    def _write_endnotes(self) -> None:
        """Endnotes stand behind the text; if they are the references, as the reference list that they are."""
        before = len(self.weaver.blocks)
        for number, order in list(self.runs.endnotes.items()):
            self.weaver.insert(f"{order}. ")
            self._note(self._endnotes.get(number), f"endnote {number}", "reference")
        notes = self.weaver.blocks[before:]
        if not are_references(self.weaver.text, [(block.start, block.end) for block in notes]):
            self.weaver.rename_blocks(before, "footnote")

    def _table(self, element: Element) -> None:
        table_id = str(len(self.tables) + 1)
        grid = read_grid(element)
        cells, row = [], -1
        for cell in grid.cells:
            gap = "\t" if cell.row == row else "\n" if row >= 0 else "\n\n"
            self._cell(cell.element, f"table {table_id} row {cell.row + 1} column {cell.column + 1}")
            place = Cell(cell.row, cell.column, 0, 0, cell.rowspan, cell.colspan)
            cells.append(self.weaver.close_cell(place, table_id, gap))
            row = cell.row
        heads = _count_heads(self.weaver.text, cells, grid)
        marked = tuple(Cell(c.row, c.column, c.start, c.end, c.rowspan, c.colspan, c.row < heads) for c in cells)
        self.tables.append(Table(table_id, marked, header_rows=heads))
        self._after_table = table_id
        self._notes_and_boxes()

    def _cell(self, element: Element, place: str) -> None:
        for number, paragraph in enumerate(_paragraphs(element), start=1):
            self.weaver.insert(" ")
            self.runs.fill(paragraph, f"{place} paragraph {number}", shaded=True)


def _part(archive: Archive, member: str, source: str, limits: Limits) -> Element | None:
    content = archive.read(member)
    if content and b"<!DOCTYPE" in content:
        raise refuse(
            "xml_entities",
            f"{label(source)} holds a document type, which no word processor writes.",
            "Such a file is an attack or damaged: save the document again as DOCX.",
        )
    return parse_xml(content, source, limits) if content else None


def _paragraphs(element: Element | None) -> Iterator[Element]:
    """The paragraphs inside a cell or note, those of nested tables and holders included."""
    for part in element if element is not None else ():
        if local(part) == "p":
            yield part
        elif local(part) in (*_HOLDERS, "tbl", "tr", "tc"):
            yield from _paragraphs(part)


def _notes_by_id(root: Element | None, tag: str) -> dict[str, Element]:
    notes = [] if root is None else [e for e in root if local(e) == tag and not attribute(e, "type")]
    return {attribute(e, "id"): e for e in notes}


def _count_heads(text: str, cells: list[Cell], grid: DocxGrid) -> int:
    """The rows that the document marks as heads; without such a mark as many as the contents tell."""
    if grid.header_rows or not cells:
        return min(grid.header_rows, grid.rows)
    rows: list[list[tuple[int, int]]] = [[] for _ in range(grid.rows)]
    for cell in cells:
        rows[cell.row].append((cell.start, cell.end))
    filled = tuple(tuple(row) for row in rows if row)
    return header_rows(text, Grid(0, 0, filled, "structure", 1.0))


def _is_reference_title(words: str) -> bool:
    rule = load_headings().find_rule(words)
    return rule is not None and rule.role == "references"


def _changes(runs: Runs) -> Iterator[Problem]:
    if runs.insertions or runs.deletions:
        said = "It holds tracked changes: what was inserted counts as text, what was deleted does not."
        yield note("tracked_changes", said, "Accept or reject them in the word processor and read it again.")
    if runs.hidden:
        places = f"{len(runs.hidden)} place{'s' if len(runs.hidden) > 1 else ''}"
        said = f"Hidden text was left out in {places}; the first one reads: {runs.hidden[0][:120]!r}."
        yield note("hidden_text", said, "Make it visible in the word processor if it belongs to the article.")


def _left_out(archive: Archive, source: str, limits: Limits) -> Iterator[Problem]:
    """What the file holds beside its text: comments, macros, embedded files, references to the outside."""
    comments = _part(archive, "word/comments.xml", source, limits)
    count = sum(local(e) == "comment" for e in comments) if comments is not None else 0
    if count:
        yield note("comments", f"{count} comment{'s' if count > 1 else ''} of readers are not part of the text.")
    if any(name.startswith("word/embeddings/") or name.endswith("vbaProject.bin") for name in archive.names):
        yield note("embedded", "It holds embedded files or macros; they were not opened.")
    outside = list(_outside(archive, source, limits))
    if outside:
        yield note(
            "external_content", f"It refers to content outside the file, which was not fetched: {outside[0][:120]}."
        )


def _outside(archive: Archive, source: str, limits: Limits) -> Iterator[str]:
    """Targets of external relations other than plain links."""
    for name in archive.names:
        if not name.endswith(".rels"):
            continue
        relations = _part(archive, name, source, limits)
        for relation in relations if relations is not None else ():
            kind = attribute(relation, "Type").rpartition("/")[2]
            if attribute(relation, "TargetMode") == "External" and kind != "hyperlink":
                yield f"{kind} {label(attribute(relation, 'Target'))}"
