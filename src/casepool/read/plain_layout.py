"""The layout of a plain text: a walk over its lines that marks headings, paragraphs, lists, captions and tables."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from casepool.domain.document import Block, Cell, Figure, Table
from casepool.knowledge.headings import load_headings
from casepool.read.captions import CaptionLabel, find_caption_label
from casepool.read.plain_headings import find_heading
from casepool.read.plain_lines import breaks_at, find_width, split_lines
from casepool.read.plain_references import are_references, find_entries
from casepool.read.plain_tables import Grid, find_grids, header_rows
from casepool.read.table_captions import is_table_note

_LIST_ITEM = re.compile(r"^(?:[-*+•◦▪‣·–—]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\(?[ivx]{1,4}[.)])\s+(?=\S)")
_MARKS_ONLY = re.compile(r"^(?:[-=*_~•·. ]{3,}|`{3,}\w*|<!--.*-->|!\[[^\]]*\]\([^)]*\)|<[/\w][^<>]{0,80}>)$")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$", re.IGNORECASE)
_LABEL = re.compile(r"(?<=[.!?)\]] )(?=([A-Z][A-Za-z/&, ]{2,34}(?: ?\d{1,2})?)(?P<end>:|\.)\s+[A-Z\d(])")
_NEAR = 4
_REACH = 30


class Layout:
    """Reads the layout of `text`: `blocks` in order, `tables`, `figures`. The text itself is never touched."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)
        self.width = find_width(self.lines)
        self.grids = {grid.first: grid for grid in find_grids(text, self.lines)}
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.figures: list[Figure] = []
        self._spans: list[tuple[int, int]] = []
        self._captions: list[tuple[int, int, CaptionLabel]] = []
        self._after_table = ""
        self._in_references = False
        self._walk()
        self._give_captions()

    def _walk(self) -> None:
        steps: tuple[Callable[[int], int], ...] = (
            *(self._skip, self._table, self._caption, self._heading, self._references, self._footnote),
            *(self._list_item, self._paragraph),
        )
        at = 0
        while at < len(self.lines):
            at = next(after for step in steps if (after := step(at)) > at)

    def _add(self, kind: str, start: int, end: int, level: int = 0, table: str = "") -> None:
        if start < end:
            self.blocks.append(Block(kind, start, end, level=level, table=table))

    def _skip(self, at: int) -> int:
        line = self.lines[at]
        if line.blank:
            return at + 1
        if at in self.grids or not (_MARKS_ONLY.match(line.words[:200]) or _PAGE_NUMBER.match(line.words[:20])):
            return at
        self._add("furniture", line.start, line.end)
        return at + 1

    def _table(self, at: int) -> int:
        grid = self.grids.get(at)
        if grid is None:
            return at
        table_id = str(len(self.tables) + 1)
        cells = tuple(self._cells(grid, table_id))
        heads = header_rows(self.text, grid)
        marked = tuple(replace(cell, header=cell.row < heads) for cell in cells)
        self.tables.append(Table(table_id, marked, header_rows=heads, score=grid.score, engine=grid.engine))
        self._spans.append((grid.first, grid.last))
        self._after_table = table_id
        return grid.last

    def _cells(self, grid: Grid, table_id: str) -> list[Cell]:
        cells = []
        for row, intervals in enumerate(grid.rows):
            for column, (start, end) in enumerate(intervals):
                cells.append(Cell(row, column, start, end))
                if start < end:
                    self.blocks.append(Block("cell", start, end, table=table_id, row=row, column=column))
        return cells

    def _caption(self, at: int) -> int:
        line = self.lines[at]
        label = find_caption_label(line.words)
        if label is None:
            return at
        last = at
        if label.rest >= len(line.words) and at + 1 < len(self.lines) and self._is_free(at + 1):
            last = at + 1
        last = self._join(last)
        start, end = self._inner(at, last)
        self._captions.append((at, len(self.blocks), label))
        self._add("caption", start, end)
        if label.kind == "figure":
            self.figures.append(Figure(label.printed, start, end))
        return last + 1

    def _inner(self, at: int, last: int) -> tuple[int, int]:
        """The content of lines `at` to `last` without the bold or italic marks before its first word."""
        line = self.lines[at]
        marks = len(line.words) - len(line.words.lstrip("*_#> "))
        return line.start + marks, self.lines[last].end

    def _heading(self, at: int) -> int:
        heading = find_heading(self.lines, at, strong_only=self._in_references)
        if heading is None or (self._after_table and not heading.known and is_table_note(self.lines[at].words)):
            return at
        self._add("heading", heading.start, heading.end, heading.level)
        rule = load_headings().find_rule(self.text[heading.start : heading.end])
        self._in_references = rule is not None and rule.role == "references"
        self._after_table = ""
        return at + heading.lines

    def _references(self, at: int) -> int:
        if not self._in_references:
            return at
        last = at
        while last < len(self.lines) and self._goes_on(last):
            last += 1
        entries = find_entries(self.text, self.lines[at:last], self.width)
        kind = "reference" if are_references(self.text, entries) else "paragraph"
        for start, end in entries:
            self._add(kind, start, end)
        return last

    def _goes_on(self, at: int) -> bool:
        """Whether line `at` still belongs to the reference list."""
        line = self.lines[at]
        if line.blank:
            return True
        stops = at in self.grids or find_caption_label(line.words) is not None
        return not stops and find_heading(self.lines, at, strong_only=True) is None

    def _footnote(self, at: int) -> int:
        line = self.lines[at]
        if not self._after_table or not is_table_note(line.words):
            self._after_table = ""
            return at
        last = self._join(at)
        self._add("footnote", line.start, self.lines[last].end, table=self._after_table)
        return last + 1

    def _list_item(self, at: int) -> int:
        line = self.lines[at]
        match = _LIST_ITEM.match(line.words)
        if match is None:
            return at
        last = self._join(at)
        self._add("list-item", line.start + match.end(), self.lines[last].end)
        return last + 1

    def _paragraph(self, at: int) -> int:
        last = self._join(at)
        start, end = self.lines[at].start, self.lines[last].end
        for cut in (*self._label_cuts(start, end), end):
            self._add("paragraph", start, _before_blank(self.text, start, cut))
            start = cut
        return last + 1

    def _label_cuts(self, start: int, end: int) -> list[int]:
        """Where a paragraph changes to a new labelled part ("... wall. METHODS: We ..."), in order."""
        cuts = []
        for match in _LABEL.finditer(self.text, start, end):
            words = match.group(1)
            counted = words[-1].isdigit() or (match.group("end") == ":" and words.isupper())
            if counted and load_headings().find_rule(words):
                cuts.append(match.start())
        return cuts

    def _join(self, at: int) -> int:
        """The last line of the paragraph that begins in line `at`."""
        last = at
        while last + 1 < len(self.lines) and self._is_free(last + 1) and self._runs_on(last):
            last += 1
        return last

    def _runs_on(self, at: int) -> bool:
        """Whether the paragraph goes on after the end of line `at`."""
        line, after = self.lines[at], self.lines[at + 1]
        if line.breaks_hard(self.text):
            return False
        if after.words[0].islower() and not line.ends_sentence:
            return True
        return bool(self.width) and breaks_at(line, after, self.width)

    def _is_free(self, at: int) -> bool:
        """Whether line `at` can continue a paragraph: it is no blank, table, caption, heading or list item."""
        line = self.lines[at]
        if line.blank or at in self.grids or _MARKS_ONLY.match(line.words[:200]):
            return False
        if self._is_broken_at(at):
            return True
        if _LIST_ITEM.match(line.words) or find_caption_label(line.words) is not None:
            return False
        wrapped = bool(self.width) and not self.lines[at - 1].blank
        heading = find_heading(self.lines, at, strong_only=wrapped)
        return heading is None

    def _is_broken_at(self, at: int) -> bool:
        """Whether a sentence of a wrapped text goes on in line `at`, whatever that line begins with."""
        above = self.lines[at - 1]
        full = bool(self.width) and not above.blank and breaks_at(above, self.lines[at], self.width)
        return full and not above.ends_sentence and find_caption_label(above.words) is None

    def _give_captions(self) -> None:
        """Give each table the nearest caption line that is labelled as a table; captions above win over those below."""
        free = {at: (block, label) for at, block, label in self._captions if label.kind == "table"}
        order = sorted(free)
        notes = defaultdict(list)
        for block in self.blocks:
            if block.kind == "footnote":
                notes[block.table].append((block.start, block.end))
        for number, table in enumerate(self.tables):
            at = self._nearest(free, order, *self._spans[number])
            if at is not None:
                table = self._with_caption(table, *free.pop(at))
            self.tables[number] = replace(table, footnotes=tuple(notes[table.id]))
        self.untaken = tuple(label.printed for _, label in free.values())

    def _with_caption(self, table: Table, block_at: int, label: CaptionLabel) -> Table:
        block = replace(self.blocks[block_at], table=table.id)
        self.blocks[block_at] = block
        return replace(table, label=label.printed, caption=(block.start, block.end))

    def _nearest(self, free: Container[int], order: Sequence[int], first: int, last: int) -> int | None:
        """The line of the nearest free caption above line `first` or from line `last` on, at most a few lines away."""
        near = order[bisect_left(order, first - _REACH) : bisect_left(order, last + _REACH)]
        above = [(self._text_between(at + 1, first), at) for at in near if at < first and at in free]
        below = [(self._text_between(last, at) + 0.5, at) for at in near if at >= last and at in free]
        distance, at = min([*above, *below], default=(_NEAR + 1.0, -1))
        return at if distance <= _NEAR else None

    def _text_between(self, first: int, last: int) -> float:
        return float(sum(not line.blank for line in self.lines[first:last]))


def _before_blank(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
