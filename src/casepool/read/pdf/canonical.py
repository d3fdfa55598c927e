"""The canonical text: items written one after the other, with blocks, boxes and anchors that point into it."""

import unicodedata

from casepool.domain.document import AnchorRun, Block, Box
from casepool.read.pdf.characters import ASCENT, DESCENT, HYPHEN_MARK, Segment, display_box
from casepool.read.pdf.engine import PageShape
from casepool.read.pdf.hyphens import count_inner_words, count_words, is_split_word, joins_word
from casepool.read.pdf.items import Item
from casepool.read.pdf.lines import Line

BOX_LETTERS = 18
"""A box holds about this many characters, whole words of one line."""


_Mark = tuple[Segment, float, float, int]
"""Where one character of the text stands in its source: segment, left and right edge, engine index (-1: none)."""


class TextWriter:
    """Writes items into one text; every character keeps its place on the page."""

    def __init__(self, shapes: list[PageShape], texts: list[str]) -> None:
        self._shapes = shapes
        self._words = count_words(texts)
        self._inner = count_inner_words(texts)
        self._in_cell = False
        self._parts: list[str] = []
        self._length = 0
        self._spans: dict[int, tuple[int, int]] = {}
        self.blocks: list[Block] = []
        self.boxes: list[Box] = []
        self.anchors: list[AnchorRun] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def length(self) -> int:
        return self._length

    def span_of(self, segment: Segment) -> tuple[int, int] | None:
        """The interval that a segment of the last written item takes."""
        return self._spans.get(id(segment))

    def write_item(self, item: Item, table: str = "", gap: str = "\n\n") -> tuple[int, int]:
        """Write one item as one block behind `gap`; gives its interval (empty when nothing of it is text)."""
        chars: list[str] = []
        marks: list[_Mark | None] = []
        self._in_cell = item.kind == "cell"
        for line in item.lines:
            self._add_line(line, chars, marks)
        _strip(chars, marks)
        if not chars:
            return self._length, self._length
        chars, marks = _compose(chars, marks)
        if self._length:
            self._put(gap)
        start = self._length
        self._put("".join(chars))
        self._keep_places(start, chars, marks)
        self.blocks.append(_block_of(item, start, self._length, table))
        return start, self._length

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _add_line(self, line: Line, chars: list[str], marks: list[_Mark | None]) -> None:
        for number, segment in enumerate(line.segments):
            if chars:
                self._add_break(chars, marks, segment, same_line=number > 0)
            lefts, indexes = segment.lefts, segment.indexes
            ends = [*lefts[1:], segment.u1]
            for at, char in enumerate(segment.text):
                if char == " " and chars and chars[-1] == " ":
                    continue
                if char == HYPHEN_MARK and at < len(segment.text) - 1:
                    char = "-"
                chars.append(char)
                marks.append((segment, lefts[at], ends[at], indexes[at]))

    def _add_break(self, chars: list[str], marks: list[_Mark | None], segment: Segment, same_line: bool) -> None:
        """A space between two lines or segments, or the end of a broken word."""
        while chars[-1] == " ":
            chars.pop()
            marks.pop()
            if not chars:
                return
        tail = "".join(chars[-60:])
        joint = None if same_line else joins_word(tail, segment.text.lstrip(), self._words)
        if joint is None and self._in_cell and not same_line and is_split_word(tail, segment.text, self._inner):
            return
        if chars[-1] == HYPHEN_MARK:
            chars[-1] = "-"
        if joint is None:
            chars.append(" ")
            marks.append(None)
        elif joint == "":
            chars.pop()
            marks.pop()

    def _keep_places(self, start: int, chars: list[str], marks: list[_Mark | None]) -> None:
        self._keep_spans(start, marks)
        run: list[int] = []
        for number, mark in enumerate(marks):
            if mark is None or (run and not _same_box(marks[run[-1]], mark, chars[number - 1], len(run))):
                self._close_box(start, run, marks)
                run = []
            if mark is not None:
                run.append(number)
        self._close_box(start, run, marks)
        self._keep_anchors(start, marks)

    def _keep_spans(self, start: int, marks: list[_Mark | None]) -> None:
        self._spans = {}
        last: Segment | None = None
        for number, mark in enumerate([*marks, None], start):
            segment = mark[0] if mark is not None else None
            if segment is last:
                continue
            if last is not None:
                self._spans[id(last)] = (self._spans[id(last)][0], number)
            if segment is not None:
                self._spans.setdefault(id(segment), (number, number))
            last = segment

    def _close_box(self, start: int, run: list[int], marks: list[_Mark | None]) -> None:
        used = [m for n in run if (m := marks[n]) is not None]
        if not used:
            return
        segment = used[0][0]
        top, bottom = segment.base - ASCENT * segment.size, segment.base + DESCENT * segment.size
        shape = self._shapes[segment.page - 1]
        left, right = min(m[1] for m in used), max(m[2] for m in used)
        x0, y0, x1, y1 = display_box(shape, segment.turn, left, top, right, bottom)
        edges = (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
        self.boxes.append(Box(segment.page, start + run[0], start + run[-1] + 1, *edges))

    def _keep_anchors(self, start: int, marks: list[_Mark | None]) -> None:
        begin, first, page = 0, -2, 0
        for number, mark in enumerate([*marks, None]):
            index = mark[3] if mark is not None else -1
            if first >= 0 and (mark is None or index != first + number - begin or mark[0].page != page):
                self.anchors.append(AnchorRun(start + begin, number - begin, f"page {page}", "", first))
                first = -2
            if first < 0 <= index and mark is not None:
                begin, first, page = number, index, mark[0].page


def _block_of(item: Item, start: int, end: int, table: str) -> Block:
    return Block(
        kind=item.kind,
        start=start,
        end=end,
        page=item.page,
        level=item.level,
        table=table,
        row=item.row,
        column=item.column,
        rowspan=item.rowspan,
        colspan=item.colspan,
    )


def _same_box(last: _Mark | None, mark: _Mark, before: str, length: int) -> bool:
    if last is None or last[0] is not mark[0]:
        return False
    return length < BOX_LETTERS or before != " "


def _strip(chars: list[str], marks: list[_Mark | None]) -> None:
    while chars and (chars[-1].isspace() or chars[-1] == HYPHEN_MARK):
        if chars[-1] == HYPHEN_MARK:
            chars[-1] = "-"
            break
        chars.pop()
        marks.pop()
    while chars and chars[0].isspace():
        chars.pop(0)
        marks.pop(0)


def _compose(chars: list[str], marks: list[_Mark | None]) -> tuple[list[str], list[_Mark | None]]:
    """NFC, character by character: a base and its combining marks become one; other changes keep the place."""
    if all(len(c) == 1 for c in chars) and unicodedata.is_normalized("NFC", "".join(chars)):
        return chars, marks
    new_chars: list[str] = []
    new_marks: list[_Mark | None] = []
    group, at = "", 0
    for number, char in enumerate([*chars, ""]):
        if char and (unicodedata.combining(char[0]) and group):
            group += char
            continue
        composed = unicodedata.normalize("NFC", group)
        new_chars.extend(composed)
        new_marks.extend([marks[at]] * len(composed) if group else [])
        group, at = char, number
    return new_chars, new_marks
