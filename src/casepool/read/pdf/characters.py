"""Characters of one page in content-stream order, cut into segments: stretches of one line without a wide gap.

All positions are in the reading frame of the text: u runs along the baseline, v down the page, both in points.
A page can hold several frames (upright text beside a sideways table); quarter turns are counted as displayed.
"""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from dataclasses import dataclass, field, replace

from casepool.read.pdf import engine
from casepool.read.pdf.engine import PageShape

ASCENT, DESCENT = 0.78, 0.22
"""Share of the font size that a box reaches above and below the baseline."""
SEGMENT_GAP = 0.9
"""A gap wider than this many font sizes ends a segment."""
SPACE_GAP = 0.3
"""A gap wider than this many font sizes is a space even where the engine saw none."""
_BOLD_NAME = re.compile(r"[Bb]lack|[Hh]eavy|[Dd]emi|(?:[a-z]|\.)BI?$")
_ITALIC_NAME = re.compile(r"[Ii]tal|[Oo]bli|(?:[a-z]|[.-]|B)I(?:t\d?)?$")
SLANTED = 4
Clip = tuple[float, float, float, float]
"""Left, bottom, right, top of what is shown, in user space."""
HYPHENS = (0x02, 0xFFFE)
HYPHEN_MARK = "\x02"
"""The engine's marker of a word that a line end broke."""


@dataclass(frozen=True, slots=True)
class Style:
    """What characters of one text object share.

    `turn` counts quarter turns against the clock, SLANTED is neither. `ink` is "" for print, "white" for white
    letters (seen only on a dark ground), "none" for letters that are not drawn (the text layer of a scan).
    """

    font: str
    size: float
    bold: bool
    italic: bool
    turn: int
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a segment that have one style and one baseline (v)."""

    start: int
    end: int
    style: Style
    base: float


@dataclass(slots=True)
class Segment:
    """A stretch of one text line. `lefts` and `indexes` have one entry per character of `text`.

    A space that no glyph draws has index -1. `order` is the place in the content stream of its page.
    """

    text: str
    lefts: array[float]
    indexes: array[int]
    pieces: list[Piece]
    u0: float
    u1: float
    base: float
    size: float
    page: int
    turn: int
    order: int
    bold: bool = False
    italic: bool = False
    tags: set[str] = field(default_factory=set)

    @property
    def top(self) -> float:
        return self.base - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.base + DESCENT * self.size

    @property
    def font(self) -> str:
        return max(self.pieces, key=lambda p: p.end - p.start).style.font


def slice_segment(segment: Segment, start: int, end: int) -> Segment:
    """The characters `start` to `end` as a segment of their own."""
    pieces = [
        Piece(max(p.start, start) - start, min(p.end, end) - start, p.style, p.base)
        for p in segment.pieces
        if p.start < end and p.end > start
    ]
    return replace(
        segment,
        text=segment.text[start:end],
        lefts=segment.lefts[start:end],
        indexes=segment.indexes[start:end],
        pieces=pieces,
        u0=segment.lefts[start],
        u1=segment.u1 if end >= len(segment.text) else segment.lefts[end],
    )


def join_segments(a: Segment, b: Segment) -> Segment:
    """Two segments of one line as one, with a space between them."""
    shift = len(a.text) + 1
    pieces = [Piece(p.start + shift, p.end + shift, p.style, p.base) for p in b.pieces]
    return replace(
        a,
        text=f"{a.text} {b.text}",
        lefts=a.lefts + array("f", [a.u1]) + b.lefts,
        indexes=a.indexes + array("i", [b.indexes[0] - 1 if b.indexes[0] - a.indexes[-1] == 2 else -1]) + b.indexes,
        pieces=a.pieces + pieces,
        u1=b.u1,
        bold=a.bold and b.bold,
        italic=a.italic and b.italic,
    )


def turn_of(a: float, b: float, rotation: int) -> int:
    """Quarter turns (against the clock, as displayed) of text with baseline direction (a, b) in user space."""
    angle = math.degrees(math.atan2(b, a)) - rotation
    turn = round(angle / 90)
    return SLANTED if abs(angle - 90 * turn) > 5 else turn % 4


def frame_of(shape: PageShape, turn: int) -> tuple[float, float, float, float, float, float]:
    """Coefficients (a, b, c, d, e, f) with u = a x + b y + c and v = d x + e y + f, from user space to the frame."""
    # User space to display: X right, Y down.
    displays = {
        0: ((1, 0, -shape.left), (0, -1, shape.top)),
        90: ((0, 1, -shape.bottom), (1, 0, -shape.left)),
        180: ((-1, 0, shape.right), (0, 1, -shape.bottom)),
        270: ((0, -1, shape.top), (-1, 0, shape.right)),
    }
    x_row, y_row = displays[shape.rotation]
    if turn == 1:
        return (-y_row[0], -y_row[1], shape.height - y_row[2], *x_row)
    if turn == 2:
        return (-x_row[0], -x_row[1], shape.width - x_row[2], -y_row[0], -y_row[1], shape.height - y_row[2])
    if turn == 3:
        return (*y_row, -x_row[0], -x_row[1], shape.width - x_row[2])
    return (*x_row, *y_row)


def display_box(
    shape: PageShape, turn: int, u0: float, v0: float, u1: float, v1: float
) -> tuple[float, float, float, float]:
    """A rectangle of the frame as (x0, y0, x1, y1) of the displayed page, origin top left."""
    if turn == 1:
        return v0, shape.height - u1, v1, shape.height - u0
    if turn == 2:
        return shape.width - u1, shape.height - v1, shape.width - u0, shape.height - v0
    if turn == 3:
        return shape.width - v1, u0, shape.width - v0, u1
    return u0, v0, u1, v1


def _intersect(a: Clip, b: Clip) -> Clip:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


class StyleReader:
    """Looks up the style of each text object once, and the width of each character of a style once."""

    def __init__(self, handle: int, shape: PageShape) -> None:
        self._handle = handle
        self._shape = shape
        self._matrix = (ctypes.c_float * 6)()
        self._rect = (ctypes.c_float * 4)()
        self._fonts: dict[int, tuple[str, bool, bool]] = {}
        self._styles: dict[Style, Style] = {}
        self._color = (ctypes.c_uint * 4)()
        self._widths: dict[Style, dict[int, float]] = {}

    def read_style(self, obj: int | None, index: int) -> Style:
        """The style of the character at `index`, which belongs to the text object `obj`."""
        name, bold, italic = self._read_font(obj)
        engine.get_matrix(self._handle, index, ctypes.addressof(self._matrix))
        a, b, c, d = self._matrix[0], self._matrix[1], self._matrix[2], self._matrix[3]
        size = engine.get_font_size(self._handle, index) * math.hypot(c, d)
        turn = turn_of(a, b, self._shape.rotation)
        style = Style(name, round(size, 2) or 1.0, bold, italic, turn, self._read_ink(obj))
        return self._styles.setdefault(style, style)

    def _read_ink(self, obj: int | None) -> str:
        if not obj:
            return ""
        if engine.get_render_mode(obj) == 3:
            return "none"
        at = ctypes.addressof(self._color)
        if not engine.get_fill_color(obj, at, at + 4, at + 8, at + 12):
            return ""
        return "white" if min(self._color[0], self._color[1], self._color[2]) >= 250 else ""

    def read_clip(self, obj: int | None) -> Clip | None:
        """The rectangle of user space that the page shows of a text object; None if nothing is cut off."""
        clip = engine.get_clip(obj) if obj else None
        paths = engine.count_clip_paths(clip) if clip else 0
        box: Clip | None = None
        x, y = ctypes.c_float(), ctypes.c_float()
        for path in range(min(paths, 8)):
            xs, ys = [], []
            for number in range(min(engine.count_clip_segments(clip, path), 60)):
                segment = engine.get_clip_segment(clip, path, number)
                engine.get_segment_point(segment, ctypes.addressof(x), ctypes.addressof(y))
                xs.append(x.value)
                ys.append(y.value)
            if xs:
                inner = (min(xs), min(ys), max(xs), max(ys))
                box = inner if box is None else _intersect(box, inner)
        if box is None:
            return None
        shape = self._shape
        page = (shape.left - 1, shape.bottom - 1, shape.right + 1, shape.top + 1)
        shown = _intersect(box, page)
        return shown[0] - 1, shown[1] - 1, shown[2] + 1, shown[3] + 1

    def _read_font(self, obj: int | None) -> tuple[str, bool, bool]:
        font = engine.get_font(obj) if obj else None
        if not font:
            return "", False, False
        known = self._fonts.get(font)
        if known is None:
            name = engine.font_name(font)
            low = name.lower()
            bold = engine.get_font_weight(font) >= 600 or bool(_BOLD_NAME.search(name) or "bold" in low)
            italic = bool(engine.get_font_flags(font) & 64) or bool(_ITALIC_NAME.search(name))
            known = self._fonts[font] = (name, bold, italic)
        return known

    def widths_of(self, style: Style) -> dict[int, float]:
        """Advances known so far of the characters of a style, by code point."""
        return self._widths.setdefault(style, {})

    def read_width(self, style: Style, index: int, u: float, frame: tuple[float, ...]) -> float:
        """Advance of the character along the baseline, from its origin, in points."""
        if not engine.get_loose_box(self._handle, index, ctypes.addressof(self._rect)):
            return 0.5 * style.size
        left, top, right, bottom = self._rect
        ends = (frame[0] * left + frame[1] * bottom, frame[0] * right + frame[1] * top)
        width = max(ends) + frame[2] - u
        return min(max(width, 0.0), 2.5 * style.size)
