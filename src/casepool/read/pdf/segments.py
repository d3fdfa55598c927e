"""Characters in stream order -> segments: the engine's calls, and where one stretch of a line ends."""

import ctypes
from array import array

from casepool.read.pdf import engine
from casepool.read.pdf.characters import (
    HYPHEN_MARK,
    HYPHENS,
    SEGMENT_GAP,
    SLANTED,
    SPACE_GAP,
    Piece,
    Segment,
    Style,
    StyleReader,
    frame_of,
    join_segments,
)
from casepool.read.pdf.engine import PageShape
from casepool.read.pdf.graphics import Rect

Glyph = tuple[str, int, float, float, float, Style, int]
"""(character, engine index, u, advance, v, style, the space before it: 0, DRAWN or GUESSED)."""
DRAWN, GUESSED = 1, 2
"""A space that the file draws, and one that the engine put in for a gap."""

SPACES = frozenset(
    (0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x2002, 0x2003, 0x2004, 0x2005, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000)
)
INVISIBLE = frozenset((0x00, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
UNKNOWN_BASE = 0xF0000
"""A glyph without a known meaning is kept as this plus its code, until the repair of fonts has looked at it."""
CLOSE_GAP = {DRAWN: 0.0, GUESSED: 0.04}
"""A space is not believed where the letters stand closer than this many font sizes."""


def read_glyphs(handle: int, count: int, shape: PageShape) -> tuple[list[Glyph], int]:
    """The visible characters of a text page in stream order, and how many were left out because nobody sees them.

    Spaces are kept as a flag on the next character. Hidden is what a clipping path or the edge of the page cuts off,
    and what is not drawn at all, unless that is most of the page (the text layer of a scan).
    """
    shown, hidden = _read_all(handle, count, shape)
    drawn = [g for g in shown if g[5].ink != "none"]
    undrawn = len(shown) - len(drawn)
    if undrawn and len(drawn) > undrawn:
        shown = drawn
    else:
        undrawn = 0
    if len(hidden) > 3 * len(shown):
        return sorted(shown + hidden, key=lambda g: g[1]), undrawn
    return shown, len(hidden) + undrawn


def _read_all(handle: int, count: int, shape: PageShape) -> tuple[list[Glyph], list[Glyph]]:
    reader = StyleReader(handle, shape)
    frames = [frame_of(shape, turn) for turn in range(4)]
    frames.append(frames[0])
    x, y = ctypes.c_double(), ctypes.c_double()
    x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
    get_unicode, get_origin, get_object = engine.get_unicode, engine.get_origin, engine.get_text_object
    has_map_error, is_generated = engine.has_map_error, engine.is_generated
    spaces = SPACES
    shown: list[Glyph] = []
    hidden: list[Glyph] = []
    widths: dict[int, float] = {}
    whole = (shape.left - 2, shape.bottom - 2, shape.right + 2, shape.top + 2)
    style, frame, clip, last, spaced, high, origin, letters = None, frames[0], whole, -1, 0, 0, -1e9, 1
    for index in range(count):
        code = get_unicode(handle, index)
        if code in spaces:
            spaced = GUESSED if code == 32 and is_generated(handle, index) else DRAWN
            continue
        obj = get_object(handle, index)
        if obj != last or style is None:
            last, style, clip = obj, reader.read_style(obj, index), reader.read_clip(obj) or whole
            frame, widths = frames[style.turn], reader.widths_of(style)
        if (code < 65 or code > 122) and has_map_error(handle, index):
            code = UNKNOWN_BASE + code % 0x10000
        elif 0xD800 <= code <= 0xDFFF:
            high, code = _join_surrogates(high, code)
        if code in INVISIBLE or not code:
            continue
        get_origin(handle, index, x_at, y_at)
        a, b = x.value, y.value
        u = frame[0] * a + frame[1] * b + frame[2]
        width = widths.get(code)
        if width is None:
            width = widths[code] = reader.read_width(style, index, u, frame)
        if u == origin and shown and style is shown[-1][5]:
            letters += 1
            width = _share_ligature(shown[-letters + 1 :], reader, frame, index)
            shown[-letters + 1 :] = _respace(shown[-letters + 1 :], u, width)
            u += (letters - 1) * width
        else:
            origin, letters = u, 1
        char = HYPHEN_MARK if code in HYPHENS else chr(code)
        glyph = (char, index, u, width, frame[3] * a + frame[4] * b + frame[5], style, spaced)
        if clip[0] < a < clip[2] and clip[1] < b < clip[3]:
            shown.append(glyph)
        else:
            hidden.append(glyph)
        spaced = 0
    return shown, hidden


def _share_ligature(before: list[Glyph], reader: StyleReader, frame: tuple[float, ...], index: int) -> float:
    """Letters of one ligature glyph have one origin: the width of each, from the width of the glyph."""
    style = before[0][5]
    for glyph in before:
        reader.widths_of(style).pop(ord(glyph[0]), None)
    return reader.read_width(style, index, before[0][2], frame) / (len(before) + 1)


def _respace(glyphs: list[Glyph], u: float, width: float) -> list[Glyph]:
    return [(g[0], g[1], u + n * width, width, g[4], g[5], g[6]) for n, g in enumerate(glyphs)]


def _join_surrogates(high: int, code: int) -> tuple[int, int]:
    """(kept high half, code point): a pair becomes one character, a lone half U+FFFD."""
    if code < 0xDC00:
        return code, 0
    return 0, 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD


class _Open:
    """The segment being filled."""

    __slots__ = ("base", "chars", "end", "indexes", "lefts", "pieces", "size", "start", "style", "style_base", "turn")

    def __init__(self, glyph: Glyph) -> None:
        char, index, u, width, v, style, _ = glyph
        self.chars, self.lefts, self.indexes = [char], [u], [index]
        self.pieces: list[Piece] = []
        self.start, self.style, self.style_base = 0, style, v
        self.base, self.size, self.end, self.turn = v, style.size, u + width, style.turn

    def close_piece(self) -> None:
        if len(self.chars) > self.start:
            self.pieces.append(Piece(self.start, len(self.chars), self.style, self.style_base))
        self.start = len(self.chars)


def build_segments(glyphs: list[Glyph], page: int) -> list[Segment]:
    """Segments in stream order."""
    done: list[Segment] = []
    current: _Open | None = None
    for glyph in glyphs:
        char, index, u, width, v, style, spaced = glyph
        if current is not None and not spaced and style is current.style and v == current.style_base:
            size = style.size
            if -0.1 * size < u - current.end < SPACE_GAP * size:
                current.chars.append(char)
                current.lefts.append(u)
                current.indexes.append(index)
                current.end = u + width
                continue
        if current is None or not _continues(current, u, v, style):
            if current is not None:
                done.append(_finish(current, page, len(done)))
            current = _Open(glyph)
            continue
        gap = (u - current.end) / max(style.size, current.size)
        if (spaced and gap > CLOSE_GAP[spaced]) or gap > SPACE_GAP:
            current.chars.append(" ")
            current.lefts.append(current.end)
            current.indexes.append(index - 1 if index - current.indexes[-1] == 2 else -1)
        if style is not current.style or abs(v - current.style_base) > 0.1:
            current.close_piece()
            current.style, current.style_base = style, v
            if style.size > current.size * 1.1:
                current.base, current.size = v, style.size
        current.chars.append(char)
        current.lefts.append(u)
        current.indexes.append(index)
        current.end = u + width if u + width > current.end or style.size >= current.size else current.end
    if current is not None:
        done.append(_finish(current, page, len(done)))
    return join_stretched(done)


def join_stretched(segments: list[Segment]) -> list[Segment]:
    """Pieces of a line of running text whose spaces were all stretched to fill it are put together again."""
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last is not None and _is_stretched(last, segment):
            joined[-1] = join_segments(last, segment)
        else:
            joined.append(segment)
    for order, segment in enumerate(joined):
        segment.order = order
    return joined


def _is_stretched(a: Segment, b: Segment) -> bool:
    """Whether the gap between two segments of one line is no wider than the spaces inside them."""
    if a.turn != b.turn or abs(a.base - b.base) > 0.1 * a.size or a.size != b.size or b.u0 <= a.u1:
        return False
    spaces = sorted(_spaces_of(a) + _spaces_of(b))
    if len(spaces) < 2 or len(a.text) + len(b.text) < 16:
        return False
    usual = spaces[len(spaces) // 2]
    return usual > 0.35 * a.size and b.u0 - a.u1 < 1.35 * usual + 0.1 * a.size


def _spaces_of(segment: Segment) -> list[float]:
    lefts = segment.lefts
    return [lefts[n + 1] - lefts[n] for n, char in enumerate(segment.text) if char == " " and n + 1 < len(lefts)]


def drop_unseen(segments: list[Segment], grounds: dict[int, list[Rect]]) -> list[Segment]:
    """Without white letters on white paper. `grounds`: coloured areas and pictures by quarter turn of the frame."""
    return [s for s in segments if s.pieces[0].style.ink != "white" or _has_ground(s, grounds.get(s.turn, []))]


def _has_ground(segment: Segment, grounds: list[Rect]) -> bool:
    u, v = (segment.u0 + segment.u1) / 2, segment.base - 0.3 * segment.size
    return any(g[0] <= u <= g[2] and g[1] <= v <= g[3] for g in grounds)


def _continues(current: _Open, u: float, v: float, style: Style) -> bool:
    """Whether a character at (u, v) goes on with the open segment: same line, no wide gap, no jump back."""
    if style.turn != current.turn or style.ink != current.style.ink:
        return False
    size = max(style.size, current.size)
    shift = abs(v - current.base)
    if shift > 0.08 * size:
        small = min(style.size, current.size) < 0.9 * size
        if shift > (0.75 if small else 0.35) * size:
            return False
    gap = u - current.end
    return -0.8 * size < gap <= SEGMENT_GAP * size


def _finish(current: _Open, page: int, order: int) -> Segment:
    current.close_piece()
    weights: dict[float, int] = {}
    for piece in current.pieces:
        weights[piece.style.size] = weights.get(piece.style.size, 0) + piece.end - piece.start
    size = max(weights, key=lambda s: (weights[s] + (s == current.size) * 0.5, s))
    body = [p for p in current.pieces if p.style.size == size]
    base = max(body, key=lambda p: p.end - p.start).base
    count = len(current.chars)
    return Segment(
        text="".join(current.chars),
        lefts=array("f", current.lefts),
        indexes=array("i", current.indexes),
        pieces=current.pieces,
        u0=current.lefts[0],
        u1=current.end,
        base=base,
        size=size,
        page=page,
        turn=SLANTED if current.turn == SLANTED else current.turn,
        order=order,
        bold=sum(p.end - p.start for p in current.pieces if p.style.bold) > 0.6 * count,
        italic=sum(p.end - p.start for p in current.pieces if p.style.italic) > 0.6 * count,
    )
