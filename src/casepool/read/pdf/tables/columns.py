"""Columns of a table: the gutters that its rows agree on."""

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from casepool.read.pdf.characters import Segment
from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.regions import Region

WORD_GAP = 0.33
"""A segment is cut at a gutter where its words stand at least this many font sizes apart."""


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `start` to `end` of a segment that lie in the columns `first` to `last` of a table."""

    segment: Segment
    start: int
    end: int
    u0: float
    u1: float
    first: int
    last: int

    @property
    def text(self) -> str:
        return self.segment.text[self.start : self.end]

    @property
    def base(self) -> float:
        return self.segment.base

    @property
    def size(self) -> float:
        return self.segment.size

    @property
    def top(self) -> float:
        return self.segment.top

    @property
    def bottom(self) -> float:
        return self.segment.bottom


def group_lines(segments: list[Segment]) -> list[list[Segment]]:
    """Segments of one baseline each, from top to bottom, left to right."""
    lines: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.base):
        if lines and segment.base - lines[-1][0].base < 0.3 * segment.size:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    for line in lines:
        line.sort(key=lambda s: s.u0)
    return lines


def find_gutters(
    sheets: list[Region], down: list[Rule], cuts: tuple[float, ...] = (), crossing: int = 0
) -> list[float]:
    """Places of the gutters between columns, from left to right. `sheets`: the parts of the table, page by page.

    A gutter lies where rows have a gap and hardly any segment crosses; spanning heads are left out of account.
    Drawn lines and the cuts of rules drawn in pieces count as gutters too. `crossing` cells more than usual may
    stick out over a gutter.
    """
    gaps = sorted(gap for sheet in sheets for gap in _gaps_of(group_lines(sheet.segments)))
    spans = sorted((c.u0, c.u1) for sheet in sheets for c in sheet.chunks)
    kept = [s for s in spans if not _spans_columns(s, spans, gaps)]
    gutters = _empty_stretches(kept, gaps, crossing) if kept else []
    places = [(a + b) / 2 for a, b in gutters]
    places += [c for c in (*cuts, *(r.at for r in down)) if not any(a - 1 <= c <= b + 1 for a, b in gutters)]
    return _drop_empty_columns(sorted(places), kept or spans)


def _gaps_of(lines: list[list[Segment]]) -> list[tuple[float, float]]:
    return [(a.u1, b.u0) for line in lines for a, b in itertools.pairwise(line) if b.u0 - a.u1 > 0.2 * a.size]


def _counts_at(places: list[float], spans: list[tuple[float, float]]) -> list[int]:
    """How many spans cover each place."""
    starts = sorted(s[0] for s in spans)
    ends = sorted(s[1] for s in spans)
    return [bisect_left(starts, p) - bisect_right(ends, p) for p in places]


def _stretches(edges: list[float], wanted: list[bool]) -> list[tuple[float, float]]:
    """Joined elementary intervals between edges for which `wanted` holds."""
    found: list[tuple[float, float]] = []
    for number, yes in enumerate(wanted):
        if not yes:
            continue
        if found and found[-1][1] == edges[number]:
            found[-1] = (found[-1][0], edges[number + 1])
        else:
            found.append((edges[number], edges[number + 1]))
    return found


def _spans_columns(
    span: tuple[float, float], spans: list[tuple[float, float]], gaps: list[tuple[float, float]]
) -> bool:
    """Whether a segment reaches over several columns: below it twice as many rows have a gap as text."""
    near = gaps[bisect_right(gaps, (span[0] + 0.5, 1e9)) : bisect_left(gaps, (span[1] - 0.5,))]
    inside = [g for g in near if g[1] < span[1] - 0.5]
    if not inside:
        return False
    middles = [(a + b) / 2 for a, b in inside]
    filled, left_open = _counts_at(middles, spans), _counts_at(middles, inside)
    return any(g >= 2 * f and g > 0 for f, g in zip(filled, left_open, strict=True))


def _empty_stretches(
    spans: list[tuple[float, float]], gaps: list[tuple[float, float]], crossing: int
) -> list[tuple[float, float]]:
    """Stretches that hardly any segment fills, each narrowed to where the fewest do."""
    edges = sorted({e for s in spans for e in s})
    middles = [(a + b) / 2 for a, b in itertools.pairwise(edges)]
    filled, left_open = _counts_at(middles, spans), _counts_at(middles, gaps)
    wanted = [g >= 1 and f <= _tolerated(g, crossing) for f, g in zip(filled, left_open, strict=True)]
    found: list[tuple[float, float]] = []
    for low, high in _stretches(edges, wanted):
        inner = [n for n, m in enumerate(middles) if low <= m <= high]
        least = min(filled[n] for n in inner)
        narrow = _stretches(edges, [n in inner and filled[n] == least for n in range(len(middles))])
        found += narrow if least == 0 else [max(narrow, key=lambda s: s[1] - s[0])]
    return found


def _tolerated(open_rows: int, crossing: int) -> int:
    """How many cells may stick out over a gutter that so many rows leave open."""
    return 0 if open_rows < 8 else crossing + 1 + open_rows // 30


def _drop_empty_columns(places: list[float], spans: list[tuple[float, float]]) -> list[float]:
    """Gutters with a segment's middle between each two of them."""
    middles = sorted((a + b) / 2 for a, b in spans)
    kept: list[float] = []
    for place in places:
        left = kept[-1] if kept else float("-inf")
        if bisect_left(middles, place) > bisect_left(middles, left):
            kept.append(place)
    while kept and bisect_left(middles, kept[-1]) == len(middles):
        kept.pop()
    return kept


def cut_parts(segments: list[Segment], gutters: list[float]) -> list[Part]:
    """The segments in their order, cut at the gutters that run between two of their words."""
    return [part for segment in segments for part in _cut_segment(segment, gutters)]


def _cut_segment(segment: Segment, gutters: list[float]) -> list[Part]:
    crossed = gutters[bisect_right(gutters, segment.u0 + 1) : bisect_left(gutters, segment.u1 - 1)]
    marks = sorted({m for g in crossed if (m := _cut_place(segment, g)) is not None})
    parts: list[Part] = []
    start = 0
    for end in (*marks, len(segment.text)):
        stop = end
        while stop > start and segment.text[stop - 1] == " ":
            stop -= 1
        u0 = segment.lefts[start]
        u1 = segment.u1 if end == len(segment.text) else segment.lefts[stop]
        if stop > start:
            first, last = bisect_right(gutters, u0 + 1), bisect_left(gutters, u1 - 1)
            parts.append(Part(segment, start, stop, u0, max(u1, u0), first, max(first, last)))
        start = end
        while start < len(segment.text) and segment.text[start] == " ":
            start += 1
    return parts


def _cut_place(segment: Segment, gutter: float) -> int | None:
    """Index after the space nearest to a gutter, if the words there stand far enough apart."""
    text, lefts = segment.text, segment.lefts
    best: tuple[float, int] | None = None
    for index, char in enumerate(text[:-1]):
        if char != " " or index == 0:
            continue
        gap = lefts[index + 1] - lefts[index]
        distance = max(lefts[index] - gutter, gutter - lefts[index + 1], 0.0)
        if gap >= WORD_GAP * segment.size and distance < 0.6 * segment.size and (best is None or distance < best[0]):
            best = (distance, index + 1)
    return best[1] if best else None
