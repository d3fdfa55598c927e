"""Running heads and feet: what repeats at the edge of the pages."""

import re
from collections import defaultdict

from casepool.read.pdf.characters import SLANTED, Segment
from casepool.read.pdf.engine import PageShape

EDGE = 0.1
"""Heads and feet stand in the top and bottom tenth of a page."""
SHARE = 0.25
NEAR = 4.0
_ONLY_NUMBER = re.compile(r"^(?:page )?#(?: ?(?:of|/) ?#)?$")


def normal_form(text: str) -> str:
    """Digits as #, spaces and case dropped: what stays the same from page to page."""
    return re.sub(r"\s+", " ", re.sub(r"[0-9]+", "#", text)).strip().lower()


def mark_furniture(pages: list[list[Segment]], shapes: list[PageShape]) -> None:
    """Put the tag "furniture" on segments that repeat on a quarter of the pages (two at least) near an edge."""
    need = max(2, round(SHARE * len(pages) + 0.49))
    forms = [[normal_form(s.text) for s in segments] for segments in pages]
    edges: dict[str, set[int]] = defaultdict(set)
    spots: dict[tuple[str, int, int, int], set[int]] = defaultdict(set)
    for number, segments in enumerate(pages):
        for segment, form in zip(segments, forms[number], strict=True):
            if at_edge(segment, shapes[number]):
                edges[form].add(number)
            if len(form) >= 6:
                spots[_spot(segment, form)].add(number)
    for number, segments in enumerate(pages):
        for segment, form in zip(segments, forms[number], strict=True):
            repeated = at_edge(segment, shapes[number]) and len(edges[form]) >= need
            stamped = segment.turn != 0 or at_edge(segment, shapes[number], 2 * EDGE)
            fixed = stamped and len(form) >= 6 and len(spots[_spot(segment, form)]) >= max(3, need)
            if segment.turn == SLANTED or repeated or fixed:
                segment.tags.add("furniture")
        _mark_neighbours(segments, forms[number], shapes[number])


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
        if level or (_ONLY_NUMBER.match(form) and _is_outermost(segment, segments)):
            segment.tags.add("furniture")


def _is_outermost(segment: Segment, segments: list[Segment]) -> bool:
    others = [s for s in segments if s.turn == segment.turn and "furniture" not in s.tags and s is not segment]
    above = all(s.top > segment.bottom - 1 for s in others)
    below = all(s.bottom < segment.top + 1 for s in others)
    return above or below
