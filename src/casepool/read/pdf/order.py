"""Reading order: the stream, or columns where the stream runs across the gutter."""

import itertools

from casepool.read.pdf.characters import Segment
from casepool.read.pdf.chunks import on_one_line

JUMP_SHARE = 0.12
"""Above this share of neighbours that jump the gutter on one baseline the stream is not trusted."""
PROSE_LETTERS = 20


def order_segments(segments: list[Segment], width: float) -> list[Segment]:
    """The segments of one reading frame in reading order."""
    jumps = [
        (a.u1 + b.u0) / 2
        for a, b in itertools.pairwise(segments)
        if on_one_line(a, b) and b.u0 > a.u1 + 0.5 * a.size and min(len(a.text), len(b.text)) > PROSE_LETTERS
    ]
    if len(segments) < 12 or len(jumps) < JUMP_SHARE * len(segments):
        return segments
    gutter = sorted(jumps)[len(jumps) // 2]
    near = sum(abs(j - gutter) < 0.05 * width for j in jumps)
    if near < 0.7 * len(jumps):
        return segments
    return _by_columns(segments, gutter)


def _by_columns(segments: list[Segment], gutter: float) -> list[Segment]:
    """Bands between lines that cross the gutter, each band left column first."""
    ordered: list[Segment] = []
    band: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.base, s.u0)):
        if segment.u0 < gutter - segment.size and segment.u1 > gutter + segment.size:
            ordered += _read_band(band, gutter)
            band = []
            ordered.append(segment)
        else:
            band.append(segment)
    return ordered + _read_band(band, gutter)


def _read_band(band: list[Segment], gutter: float) -> list[Segment]:
    left = [s for s in band if (s.u0 + s.u1) / 2 < gutter]
    right = [s for s in band if (s.u0 + s.u1) / 2 >= gutter]
    return left + right
