"""Weaving the canonical text from pieces of a structured source, with an anchor for every character that is kept.

The clean-up is the least that makes one text of many nodes: XML blanks run together, control characters, soft hyphens
and broken code points dropped, ligatures opened, normal form NFC, LF only. No-break and thin spaces stay.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from casepool.domain.document import AnchorRun, Block, Cell

LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
SUPERSCRIPTS = str.maketrans("0123456789+-\u2212\u2013", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
Payload = Any
_SPECIAL = re.compile(
    r"[ \t\r\n\f\x0b\x85\u2028\u2029]+|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ud800-\udfff\ufffe\uffff]+"
    r"|[\ufb00-\ufb06]"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one source node from `offset` on, or (path None) characters that the reader inserts."""

    text: str
    path: str | None = None
    part: str = ""
    offset: int = 0


class Weaver:
    """Collects blocks in order. Between blocks stands an empty line, between cells of a row a tab, between rows LF."""

    def __init__(self) -> None:
        self.size = 0
        self.blocks: list[Block] = []
        self.anchors: list[AnchorRun] = []
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._gone = 0
        self._marks: list[tuple[int, int, Payload]] = []
        self.marked: list[tuple[int, int, Payload]] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def put(self, text: str | None, path: str, part: str, offset: int = 0, raised: bool = False) -> None:
        """Add characters of a source node to the open block; `raised` digits and signs print as superscripts."""
        if text:
            self._pieces.append(Piece(text.translate(SUPERSCRIPTS) if raised else text, path, part, offset))

    def insert(self, text: str) -> None:
        """Add characters that stand nowhere in the source (a separator, the brackets of a citation mark)."""
        self._pieces.append(Piece(text))

    @property
    def open_text(self) -> str:
        """Everything that was put into the open block, before any clean-up."""
        return "".join(piece.text for piece in self._pieces)

    def drop(self) -> None:
        """Forget the open block."""
        self._take()

    def _take(self) -> tuple[list[Piece], list[tuple[int, int, Payload]]]:
        """The pieces and marks of the open block; a new one is open."""
        taken = self._pieces, self._marks
        self._gone += len(self._pieces)
        self._pieces, self._marks = [], []
        return taken

    def rename_blocks(self, first: int, kind: str) -> None:
        """Give the blocks from number `first` on another kind."""
        self.blocks[first:] = [replace(block, kind=kind) for block in self.blocks[first:]]

    @property
    def last(self) -> str:
        """The last character put into the open block that is not blank, "" if there is none."""
        for piece in reversed(self._pieces):
            if stripped := piece.text.rstrip(" \t\r\n"):
                return stripped[-1]
        return ""

    @property
    def recent(self) -> str:
        """The last few dozen characters put into the open block."""
        return "".join(piece.text for piece in self._pieces[-16:])[-60:]

    @property
    def before(self) -> str:
        """The very last character put into the open block, blank or not; "" if there is none."""
        return next((piece.text[-1] for piece in reversed(self._pieces) if piece.text), "")

    @property
    def place(self) -> int:
        """How much was put into the open block so far: 0 for nothing."""
        return len(self._pieces)

    @property
    def spot(self) -> int:
        """The place that was reached, for `mark`; it stays true when the block is closed."""
        return self._gone + len(self._pieces)

    def mark(self, first: int, payload: Payload) -> None:
        """Remember what was put since the spot `first`; `marked` has its interval once the block is closed.

        If a block was closed since, the mark covers what was put into the block that is open now.
        """
        self._marks.append((max(first - self._gone, 0), len(self._pieces), payload))

    def close(self, kind: str, level: int = 0, table: str = "", gap: str = "\n\n") -> Block | None:
        """Write the open block into the text and start a new one. None if nothing of it is visible."""
        pieces, marks = self._take()
        text, runs, starts = clean(pieces)
        if not text:
            return None
        self._separate(gap)
        start = self.size
        self._append(text)
        self.anchors.extend(replace(run, start=run.start + start) for run in runs)
        for first, last, payload in marks:
            if starts[first] < starts[last]:
                self.marked.append((start + starts[first], start + starts[last], payload))
        block = Block(kind, start, self.size, level=level, table=table)
        self.blocks.append(block)
        return block

    def close_cell(self, cell: Cell, table: str, gap: str) -> Cell:
        """Write the open block as a cell of a table; an empty one takes the place where it would stand."""
        count = len(self.blocks)
        block = self.close("cell", table=table, gap=gap)
        if block is None:
            self._separate(gap)
            return replace(cell, start=self.size, end=self.size)
        self.blocks[count] = replace(
            block, row=cell.row, column=cell.column, rowspan=cell.rowspan, colspan=cell.colspan
        )
        return replace(cell, start=block.start, end=block.end)

    def _separate(self, gap: str) -> None:
        if self.size:
            self._append(gap)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text)


def clean(pieces: list[Piece]) -> tuple[str, list[AnchorRun], list[int]]:
    """The canonical form of pieces joined, the runs of its characters, and where each piece begins in it.

    Starts count from 0; the list of beginnings has one entry more than there are pieces, the end of the text.
    """
    out: list[str] = []
    runs: list[AnchorRun] = []
    starts: list[int] = []
    size, blank = 0, True
    for piece in pieces:
        starts.append(size)
        for text, offset in _segments(piece.text):
            if text == " " and blank:
                continue
            blank = text == " "
            size = _add(out, runs, size, text, piece, offset)
    text = "".join(out)
    if text.endswith(" "):
        text, runs = text[:-1], _shorten(runs, size - 1)
    starts = [min(start, len(text)) for start in (*starts, size)]
    if unicodedata.is_normalized("NFC", text):
        return text, runs, starts
    return _compose(text, runs, starts)


def _segments(text: str) -> list[tuple[str, int]]:
    """Stretches to keep with their offsets: plain ones whole, blanks as one space, ligatures letter by letter."""
    kept: list[tuple[str, int]] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        if at < match.start():
            kept.append((text[at : match.start()], at))
        at, found = match.end(), match.group()
        if found in LIGATURES:
            kept.extend((letter, match.start()) for letter in LIGATURES[found])
        elif found[0] in " \t\r\n\f\x0b\x85\u2028\u2029":
            kept.append((" ", match.start()))
    if at < len(text):
        kept.append((text[at:], at))
    return kept


def _add(out: list[str], runs: list[AnchorRun], size: int, text: str, piece: Piece, offset: int) -> int:
    out.append(text)
    if piece.path is not None:
        origin = piece.offset + offset
        last = runs[-1] if runs else None
        if last and _follows(last, size, piece, origin):
            runs[-1] = replace(last, length=last.length + len(text))
        else:
            runs.append(AnchorRun(size, len(text), piece.path, piece.part, origin))
    return size + len(text)


def _follows(run: AnchorRun, size: int, piece: Piece, origin: int) -> bool:
    same = run.path == piece.path and run.part == piece.part
    return same and run.start + run.length == size and run.offset + run.length == origin


def _shorten(runs: list[AnchorRun], size: int) -> list[AnchorRun]:
    """Runs without what lies behind `size`."""
    kept = []
    for run in runs:
        length = min(run.length, size - run.start)
        if length > 0:
            kept.append(replace(run, length=length))
    return kept


def _compose(text: str, runs: list[AnchorRun], starts: list[int]) -> tuple[str, list[AnchorRun], list[int]]:
    """The text in NFC; a composed character points to the first character that it was made of."""
    origins: list[tuple[AnchorRun, int] | None] = [None] * len(text)
    for run in runs:
        for index in range(run.length):
            origins[run.start + index] = (run, run.offset + index)
    out: list[str] = []
    composed: list[AnchorRun] = []
    moved = [0] * (len(text) + 1)
    size = 0
    for start, end in _clusters(text):
        moved[start:end] = [size] * (end - start)
        for index, character in enumerate(unicodedata.normalize("NFC", text[start:end])):
            origin = origins[min(start + index, end - 1)]
            piece = Piece(character, origin[0].path, origin[0].part) if origin else Piece(character)
            size = _add(out, composed, size, character, piece, origin[1] if origin else 0)
    moved[len(text)] = size
    return "".join(out), composed, [moved[start] for start in starts]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Intervals that NFC treats on their own: a character with the marks that combine with it."""
    edges = [0]
    for index in range(1, len(text)):
        joins = unicodedata.combining(text[index]) or not _apart(text[index - 1], text[index])
        if not joins:
            edges.append(index)
    return list(zip(edges, [*edges[1:], len(text)], strict=True))


def _apart(first: str, second: str) -> bool:
    if second < "\u0300":
        return True
    pair = unicodedata.normalize("NFC", first + second)
    return pair == unicodedata.normalize("NFC", first) + unicodedata.normalize("NFC", second)
