"""Running heads and feet: what repeats at the edge of the pages."""

import re
from collections import defaultdict
from itertools import pairwise

from casepool.read.pdf.characters import SLANTED, Segment
from casepool.read.pdf.engine import PageShape

EDGE = 0.1
"""Heads and feet stand in the top and bottom tenth of a page."""
SHARE = 0.25
NEAR = 4.0
APART = 1.7
"""Heads and feet stand further than this many font sizes from the text."""
_ONLY_NUMBER = re.compile(r"^(?:page )?#(?: ?(?:of|/) ?#)?$")


def normal_form(text: str) -> str:
    """Digits as #, spaces and case dropped: what stays the same from page to page."""
    return re.sub(r"\s+", " ", re.sub(r"[0-9]+", "#", text)).strip().lower()


def mark_furniture(pages: list[list[Segment]], shapes: list[PageShape]) -> None:
    """Put the tag "furniture" on segments that repeat on a quarter of the pages (two at least) near an edge.

    Furniture stands apart from the text; a line of a paragraph that happens to repeat does not.
    """
    need = max(2, round(SHARE * len(pages) + 0.49))
    forms = [[normal_form(s.text) for s in segments] for segments in pages]
    edges: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    spots: dict[tuple[str, int, int, int], set[int]] = defaultdict(set)
    for number, segments in enumerate(pages):
        for segment, form in zip(segments, forms[number], strict=True):
            if at_edge(segment, shapes[number]):
                edges[form].append((number, stands_apart(segment, segments, shapes[number])))
            if len(form) >= 6:
                spots[_spot(segment, form)].add(number)
    heads = {form for form, places in edges.items() if _is_head(places, need)}
    for number, segments in enumerate(pages):
        for segment, form in zip(segments, forms[number], strict=True):
            repeated = at_edge(segment, shapes[number]) and form in heads
            fixed = len(form) >= 6 and len(spots[_spot(segment, form)]) >= max(3, need)
            stamped = fixed and (segment.turn != 0 or _is_stamped(segment, segments, shapes[number]))
            if segment.turn == SLANTED or repeated or stamped:
                segment.tags.add("furniture")
        _mark_neighbours(segments, forms[number], shapes[number])
    numbered = [find_line_numbers(segments) for segments in pages]
    if sum(bool(found) for found in numbered) > 0.5 * len(pages):
        for segment in (s for found in numbered for s in found):
            segment.tags.add("furniture")


def _is_stamped(segment: Segment, segments: list[Segment], shape: PageShape) -> bool:
    """Whether what stands at one spot of several pages lies near an edge, apart from all lines above and below."""
    if not at_edge(segment, shape, 2 * EDGE):
        return False
    steps = [abs(s.base - segment.base) for s in segments if s.turn == segment.turn and _shares_width(s, segment)]
    return min((d for d in steps if d > 0.5 * segment.size), default=1e9) > APART * segment.size


def find_line_numbers(segments: list[Segment]) -> list[Segment]:
    """The numbers of lines in the left margin of a manuscript page: a column of numbers that grow evenly."""
    left = min((s.u0 for s in segments if len(s.text) > 30), default=0.0)
    column = [s for s in segments if s.turn == 0 and s.text.strip().isdigit() and s.u1 < left]
    column.sort(key=lambda s: s.base)
    values = [int(s.text) for s in column]
    steps = {b - a for a, b in pairwise(values)}
    if len(column) < 8 or len(steps) != 1 or steps.pop() not in (1, 5):
        return []
    lines = [s.base for s in segments if s.turn == 0 and len(s.text) > 30]
    return column if column[-1].base - column[0].base > 0.6 * (max(lines) - min(lines)) else []


def _is_head(places: list[tuple[int, bool]], need: int) -> bool:
    """Whether what stands at these places (page, apart from the text) is a head or foot."""
    return len({page for page, _ in places}) >= need and 2 * sum(apart for _, apart in places) >= len(places)


def stands_apart(segment: Segment, segments: list[Segment], shape: PageShape) -> bool:
    """Whether the next line towards the middle of the page is further away than a line of one text would be.

    Another line of the edge does not count as text when it is as far from the text itself.
    """
    height = shape.height if segment.turn % 2 == 0 else shape.width
    inward = 1 if segment.base < height / 2 else -1
    line, step = segment, 0.0
    for _ in range(4):
        steps = [inward * (s.base - line.base) for s in segments if s.turn == line.turn and _shares_width(s, line)]
        step = min((d for d in steps if d > 0.5 * line.size), default=1e9)
        if step > APART * line.size:
            return True
        line = next(s for s in segments if s.turn == line.turn and abs(inward * (s.base - line.base) - step) < 0.01)
        if not at_edge(line, shape):
            return False
    return False


def _shares_width(a: Segment, b: Segment) -> bool:
    return a.u0 < b.u1 and a.u1 > b.u0


def _spot(segment: Segment, form: str) -> tuple[str, int, int, int]:
    return form, segment.turn, round(segment.u0 / 3), round(segment.base / 3)


def at_edge(segment: Segment, shape: PageShape, share: float = EDGE) -> bool:
    """Whether a segment stands in the top or bottom `share` of its reading frame."""
    height = shape.height if segment.turn % 2 == 0 else shape.width
    return segment.base < share * height or segment.top > (1 - share) * height


def _mark_neighbours(segments: list[Segment], forms: list[str], shape: PageShape) -> None:
    """What stands on one line with furniture, and a lone number beyond all other text, is furniture too."""
    lines = [s for s in segments if "furniture" in s.tags and at_edge(s, shape)]
    for segment, form in zip(segments, forms, strict=True):
        if "furniture" in segment.tags or not at_edge(segment, shape):
            continue
        level = any(abs(s.base - segment.base) < NEAR and s.turn == segment.turn for s in lines)
        if (level and stands_apart(segment, segments, shape)) or (
            _ONLY_NUMBER.match(form) and _is_outermost(segment, segments)
        ):
            segment.tags.add("furniture")


def _is_outermost(segment: Segment, segments: list[Segment]) -> bool:
    others = [s for s in segments if s.turn == segment.turn and "furniture" not in s.tags and s is not segment]
    above = all(s.top > segment.bottom - 1 for s in others)
    below = all(s.bottom < segment.top + 1 for s in others)
    return above or below
