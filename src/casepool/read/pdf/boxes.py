"""From a stretch of the canonical text to rectangles on its pages."""

from bisect import bisect_right
from dataclasses import replace

from casepool.domain.document import Box, Document

NARROW = frozenset("iljtfrI1.,;:'|!()[]-/ ’‘“”\"")
WIDE = frozenset("mwMWQO@%—&")


def boxes_for(document: Document, start: int, end: int) -> tuple[Box, ...]:
    """One box per printed line of text[start:end], in reading order; a quote over a broken word has two.

    Boxes are in points of the displayed page, origin top left. Characters that the reader put in (the space between
    two lines) have no box. Empty when the document has no pages or nothing of the stretch is printed.
    """
    boxes = document.boxes
    first = max(bisect_right([b.start for b in boxes], start) - 1, 0)
    lines: list[Box] = []
    for box in boxes[first:]:
        if box.start >= end:
            break
        if box.end <= start:
            continue
        part = _cut(document.text, box, max(start, box.start), min(end, box.end))
        if lines and _on_one_line(lines[-1], part):
            lines[-1] = _join(lines[-1], part)
        else:
            lines.append(part)
    return tuple(lines)


def _cut(text: str, box: Box, start: int, end: int) -> Box:
    """The part of a box that holds text[start:end]; a box of sideways text is kept whole."""
    if (start, end) == (box.start, box.end):
        return box
    sideways = box.y1 - box.y0 > 1.4 * (box.x1 - box.x0) and box.end - box.start > 2
    if sideways:
        return replace(box, start=start, end=end)
    widths = [_weight(c) for c in text[box.start : box.end]]
    scale = (box.x1 - box.x0) / max(sum(widths), 0.01)
    left = box.x0 + scale * sum(widths[: start - box.start])
    right = box.x0 + scale * sum(widths[: end - box.start])
    return replace(box, start=start, end=end, x0=round(left, 2), x1=round(right, 2))


def _weight(char: str) -> float:
    return 0.55 if char in NARROW else 1.5 if char in WIDE else 1.25 if char.isupper() else 1.0


def _on_one_line(a: Box, b: Box) -> bool:
    if a.page != b.page:
        return False
    level = min(a.y1, b.y1) - max(a.y0, b.y0) > 0.6 * min(a.y1 - a.y0, b.y1 - b.y0)
    height = a.y1 - a.y0
    if level and -0.5 * height < b.x0 - a.x1 < 3 * height:
        return True
    upright = min(a.x1, b.x1) - max(a.x0, b.x0) > 0.9 * max(a.x1 - a.x0, b.x1 - b.x0)
    width = a.x1 - a.x0
    touching = min(abs(a.y0 - b.y1), abs(b.y0 - a.y1)) < width
    return upright and touching and a.y1 - a.y0 > 1.4 * width


def _join(a: Box, b: Box) -> Box:
    return Box(a.page, a.start, b.end, min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
