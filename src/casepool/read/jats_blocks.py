"""The blocks of a JATS article: sections, paragraphs, lists, figures and tables, in reading order."""

from collections.abc import Callable
from dataclasses import replace

from casepool.domain.document import Cell, Figure, Table
from casepool.domain.errors import Problem
from casepool.read.jats_inline import FLOATS, SKIPPED, SPLITTING, InlineText
from casepool.read.jats_tables import SourceRow, find_tables, read_rows
from casepool.read.refusal import note
from casepool.read.spans import place_cells
from casepool.read.weave import Weaver
from casepool.read.xml_tree import Element, child_paths, local, words_of

SEC_TYPES = {
    "intro": "introduction",
    "introduction": "introduction",
    "background": "introduction",
    "case": "case",
    "cases": "case",
    "case-report": "case",
    "case-presentation": "case",
    "methods": "methods",
    "materials": "methods",
    "materials|methods": "methods",
    "subjects": "methods",
    "results": "results",
    "results|discussion": "results",
    "discussion": "discussion",
    "discussion|conclusions": "discussion",
    "conclusions": "conclusion",
    "conclusion": "conclusion",
    "coi-statement": "ethics",
    "ethics-statement": "ethics",
}
LEFT_OUT = ("ref-list", "sub-article", "response", "front", "front-stub", "floats-group", "journal-meta")
_HOLDERS = ("disp-formula", "disp-formula-group", "ack", "app", "app-group", "glossary", "notes", "list-item")
_BLOCKS = FLOATS | SPLITTING | frozenset(_HOLDERS)
BlockReader = Callable[[Element, str, int], None]


class BlockText(InlineText):
    """Writes elements of an article as blocks into `weaver`, and collects tables, figures and problems.

    `hints` are the intervals of sections whose role the source states.
    """

    def __init__(self, weaver: Weaver, numbers: dict[str, int]) -> None:
        super().__init__(weaver, numbers)
        self.tables: list[Table] = []
        self.figures: list[Figure] = []
        self.hints: list[tuple[int, int, str]] = []
        self.problems: list[Problem] = []
        self._kind = "paragraph"
        self._depth = 1
        self._readers: dict[str, BlockReader] = {
            "sec": self._section,
            "title": self.heading,
            "label": lambda element, path, depth: None,
            "list": self._list,
            "def-list": self._definitions,
            "table-wrap": self._table_wrap,
            "table": self._table_wrap,
            "fig": self._figure,
            "fn": self._note,
            "aff": lambda element, path, depth: self.labelled(element, path, "paragraph"),
            "ack": lambda element, path, depth: self._titled(element, path, depth, "Acknowledgements"),
            "fn-group": lambda element, path, depth: self._titled(element, path, depth, "Footnotes"),
            "boxed-text": self._box,
            "supplementary-material": self._supplement,
        }

    def block_children(self, element: Element, path: str, depth: int) -> None:
        """Read the children of a part of the article one after the other, each as its own block."""
        for child, child_path in child_paths(element, path):
            self.block(child, child_path, depth)

    def block(self, element: Element, path: str, depth: int = 1) -> None:
        """Read one element as a block or, if it holds blocks, as these. `depth` counts the sections around it."""
        tag = local(element)
        if not tag or tag in SKIPPED or tag in LEFT_OUT:
            return
        self._depth = depth
        reader = self._readers.get(tag)
        if reader:
            reader(element, path, depth)
        elif tag != "p" and any(local(child) in _BLOCKS for child in element):
            self.block_children(element, path, depth)
        else:
            self.paragraph(element, path)

    def split(self, element: Element, path: str) -> None:
        """A list or quotation inside a paragraph: the paragraph ends, and goes on behind it as a new one."""
        kind, depth = self._kind, self._depth
        waiting, self.floats = self.floats, []
        self.weaver.close(kind)
        self.block(element, path, depth)
        self._kind, self._depth, self.floats = kind, depth, waiting

    def paragraph(self, element: Element, path: str, kind: str = "paragraph", flat: bool = False) -> None:
        """Write an element as one block (`flat`: whatever stands inside it), then the floats that stood inside."""
        outer, self._kind = self._kind, kind
        if flat:
            self.fill_flat(element, path)
        else:
            self.fill(element, path)
        self.weaver.close(kind)
        self._kind = outer
        self._release()

    def heading(self, element: Element, path: str, depth: int) -> None:
        """Write an element as a heading of this depth."""
        self.fill_flat(element, path)
        self.weaver.close("heading", level=depth)
        self._release()

    def own_title(self, element: Element, words: str) -> None:
        """Print a heading that the source leaves to the style of the journal, unless the element has a title."""
        if not any(local(child) == "title" and words_of(child) for child in element):
            self.weaver.insert(words)
            self.weaver.close("heading", level=1)

    def labelled(self, element: Element, path: str, kind: str, table: str = "") -> None:
        """Write a note or an address: its label, a blank, its text."""
        self.flat += 1
        self.weaver.put(element.text, path, "text")
        for child, child_path in child_paths(element, path):
            if local(child) not in SKIPPED:
                self.fill(child, child_path)
                self.weaver.insert(_gap_behind(child))
            self.weaver.put(child.tail, child_path, "tail")
        self.flat -= 1
        self.weaver.close(kind, table=table)

    def _note(self, element: Element, path: str, depth: int) -> None:
        """A note of a paragraph is a footnote; the notes that journals print behind the text are paragraphs."""
        self.labelled(element, path, "paragraph" if local(element.getparent()) == "fn-group" else "footnote")

    def _supplement(self, element: Element, path: str, depth: int) -> None:
        self._caption(element, path, kind="paragraph")
        self._release()

    def _release(self) -> None:
        floats, self.floats = self.floats, []
        for element, path in floats:
            self.block(element, path, self._depth)

    def _section(self, element: Element, path: str, depth: int) -> None:
        before = len(self.weaver.blocks)
        self._section_heading(element, path, depth)
        for child, child_path in child_paths(element, path):
            if local(child) not in ("title", "label"):
                self.block(child, child_path, depth + 1)
        role = SEC_TYPES.get(element.get("sec-type", "").lower())
        if role and len(self.weaver.blocks) > before:
            self.hints.append((self.weaver.blocks[before].start, self.weaver.size, role))

    def _section_heading(self, element: Element, path: str, depth: int) -> None:
        """The label and the title of a section as one heading."""
        self.flat += 1
        for child, child_path in child_paths(element, path):
            if local(child) in ("label", "title"):
                self.fill(child, child_path)
                self.weaver.insert(" ")
        self.flat -= 1
        self.weaver.close("heading", level=depth)
        self._release()

    def _titled(self, element: Element, path: str, depth: int, words: str) -> None:
        self.own_title(element, words)
        self.block_children(element, path, depth)

    def _box(self, element: Element, path: str, depth: int) -> None:
        for child, child_path in child_paths(element, path):
            if local(child) in ("caption", "title", "label"):
                self.paragraph(child, child_path, flat=True)
            else:
                self.block(child, child_path, depth + 1)

    def _list(self, element: Element, path: str, depth: int) -> None:
        for item, item_path in child_paths(element, path):
            if local(item) == "title":
                self.paragraph(item, item_path, flat=True)
            elif local(item) == "list-item":
                self._list_item(item, item_path, depth)

    def _list_item(self, item: Element, path: str, depth: int) -> None:
        for part, part_path in child_paths(item, path):
            if local(part) in ("list", "def-list"):
                self.block(part, part_path, depth)
            elif local(part) == "label":
                self.fill(part, part_path)
                self.weaver.insert(" ")
            elif local(part):
                self.paragraph(part, part_path, "list-item")

    def _definitions(self, element: Element, path: str, depth: int) -> None:
        for item, item_path in child_paths(element, path):
            if local(item) == "title":
                self.paragraph(item, item_path, flat=True)
            elif local(item) == "def-item":
                for part, part_path in child_paths(item, item_path):
                    self.fill_flat(part, part_path)
                    self.weaver.insert(": " if local(part) == "term" else " ")
                self.weaver.close("list-item")

    def _caption(
        self, element: Element, path: str, table: str = "", kind: str = "caption"
    ) -> tuple[str, tuple[int, int] | None]:
        """Write label and caption as one block; gives the label as printed and the interval of the block."""
        self.flat += 1
        label = ""
        for child, child_path in child_paths(element, path):
            if local(child) in ("label", "caption"):
                label = words_of(child) if local(child) == "label" else label
                self._caption_part(child, child_path)
        self.flat -= 1
        block = self.weaver.close(kind, table=table)
        return label.rstrip(".: "), (block.start, block.end) if block else None

    def _caption_part(self, element: Element, path: str) -> None:
        self.weaver.put(element.text, path, "text")
        for child, child_path in child_paths(element, path):
            if local(child) in ("title", "p"):
                self.fill(child, child_path)
                self.weaver.insert(" ")
            else:
                self._child(child, child_path, False)
            self.weaver.put(child.tail, child_path, "tail")
        self.weaver.insert(" ")

    def _figure(self, element: Element, path: str, depth: int) -> None:
        label, interval = self._caption(element, path)
        if interval:
            self.figures.append(Figure(label, *interval))
        self._release()

    def _table_wrap(self, element: Element, path: str, depth: int) -> None:
        first = len(self.tables)
        table_id = str(first + 1)
        label, caption = ("", None) if local(element) == "table" else self._caption(element, path, table_id)
        grids = find_tables(element, path)
        for grid, grid_path in grids:
            self._grid(read_rows(grid, grid_path), label, caption)
        if not grids:
            self._image_table(table_id, label, caption)
        notes = self._table_notes(element, path, table_id)
        self.tables[first:] = [replace(table, footnotes=notes) for table in self.tables[first:]]
        self._release()

    def _grid(self, rows: list[SourceRow], label: str, caption: tuple[int, int] | None) -> None:
        table_id = str(len(self.tables) + 1)
        places = place_cells([[(cell.rowspan, cell.colspan) for cell in row.cells] for row in rows])
        cells = []
        for number, (row, line) in enumerate(zip(rows, places, strict=True)):
            for index, (source, (column, rowspan, colspan)) in enumerate(zip(row.cells, line, strict=True)):
                self.fill_flat(source.element, source.path)
                cell = Cell(number, column, 0, 0, rowspan, colspan, source.header or row.head)
                gap = "\t" if index else "\n" if number else "\n\n"
                cells.append(self.weaver.close_cell(cell, table_id, gap))
        heads = next((number for number, row in enumerate(rows) if not row.head), len(rows))
        self.tables.append(Table(table_id, tuple(cells), label, caption, header_rows=heads))

    def _image_table(self, table_id: str, label: str, caption: tuple[int, int] | None) -> None:
        self.tables.append(Table(table_id, (), label, caption, header_rows=0, image_only=True))
        said = f"{label or 'A table'} is present as an image only; its cells cannot be read."
        way_out = "Type the rows that matter, or ask the publisher for the table as text."
        self.problems.append(note("image_table", said, way_out, part=label))

    def _table_notes(self, element: Element, path: str, table_id: str) -> tuple[tuple[int, int], ...]:
        before = len(self.weaver.blocks)
        for child, child_path in child_paths(element, path):
            if local(child) == "table-wrap-foot":
                self._notes_in(child, child_path, table_id)
        return tuple((block.start, block.end) for block in self.weaver.blocks[before:])

    def _notes_in(self, element: Element, path: str, table_id: str) -> None:
        for child, child_path in child_paths(element, path):
            if local(child) == "fn-group":
                self._notes_in(child, child_path, table_id)
            elif local(child) not in ("", "title"):
                self.labelled(child, child_path, "footnote", table_id)


def _gap_behind(child: Element) -> str:
    """What to print behind a part of a note or address that the source sets apart by its tags alone."""
    if local(child) in ("label", "p", "title", "sup"):
        return " "
    return ", " if child.getnext() is not None and not (child.tail or "").strip() else ""
