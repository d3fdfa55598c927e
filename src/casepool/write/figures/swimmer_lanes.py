"""The swimmer plot with one visible lane per patient."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.knowledge.figure_words import FigureWords
from casepool.write.figures.glyphs import draw_death, draw_event, draw_treatment
from casepool.write.figures.lane_rows import DEATH, EVENT, FOLLOWED, TREATMENT, LaneRow
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Scale, close_page, draw_grid, draw_note, draw_x_axis, list_ticks
from casepool.write.figures.scene import MARGIN, Scene, cut, cut_name
from casepool.write.figures.swimmer_legend import draw_lane_legend

QUOTED, NAMED = 12, 30
STUB = 0.07
Numbered = tuple[int, LaneRow]


@dataclass(frozen=True, slots=True)
class Style:
    """Lane height, top and height of the bar within it, size of symbols, place of the signs; all in millimetres."""

    lane: float
    bar_top: float
    bar: float
    symbol: float
    signs: float
    axis: float


def choose_style(lanes: int) -> Style:
    """The style by the number of patients: with quotes to 12, with names to 30, thin above."""
    if lanes <= QUOTED:
        return Style(7.4, 0.36 * 7.4 - 1.3, 0.36 * 7.4, 1.0, 43.0, 53.0)
    if lanes <= NAMED:
        return Style(4.0, 0.8, 2.2, 0.85, 43.0, 53.0)
    return Style(1.95, 0.36, 0.62 * 1.95, 0.62, 12.0, 22.0)


def lay_out_lanes(rows: Sequence[LaneRow], words: FigureWords, width: float, axis: str, note: str) -> Scene:
    """The picture from the rows of the data sheet."""
    lanes: dict[str, list[Numbered]] = {}
    for n, row in enumerate(rows):
        lanes.setdefault(row.patient_id, []).append((n, row))
    style, page = choose_style(len(lanes)), Page(width)
    longest = max(row.to_months or 0.0 for row in rows) or 12.0
    scale = Scale(0, longest * 1.045, style.axis, width - MARGIN)
    top = MARGIN + 4.6
    _draw_titles(page, style, words, len(lanes) <= NAMED)
    ticks = list_ticks(longest, choose_month_step(longest))
    bottom = top + len(lanes) * style.lane + 0.6
    draw_grid(page, scale, ticks, top - 0.6, bottom)
    page.line((scale.start, top - 0.6), (scale.start, bottom))
    for place, found in enumerate(lanes.values()):
        _draw_lane(page, style, scale, words, found, top + place * style.lane, len(lanes))
    y = draw_x_axis(page, scale, bottom, ticks, axis)
    y = draw_lane_legend(page, y + 3.0, rows, words)
    y = draw_note(page, MARGIN, y, words.key_note, width - 2 * MARGIN)
    return page.finish(close_page(page, y, note))


def choose_month_step(longest: float) -> float:
    """12 months between ticks, 24 from 120 months on, more where they would stand too close."""
    step = 12.0 if longest < 120 else 24.0
    while longest / step > 16:
        step *= 2
    return step if longest >= 12 else 3.0 if longest > 4 else 1.0


def _draw_titles(page: Page, style: Style, words: FigureWords, named: bool) -> None:
    y = MARGIN + 1.6
    if named:
        page.label(MARGIN, y, "Patient", 6.5, "ink2")
        page.label(25, y, "Age, sex", 6.5, "ink2")
    for n, sign in enumerate(words.treatments):
        page.label(style.signs + 3.3 * n, y, sign.letter, 6.5, "ink2", "middle")


def _draw_lane(
    page: Page, style: Style, scale: Scale, words: FigureWords, found: Sequence[Numbered], y: float, count: int
) -> None:
    lane = next(pair for pair in found if pair[1].mark == FOLLOWED)
    middle = y + style.bar_top + style.bar / 2
    _draw_left(page, style, lane[1], middle, count)
    for n, sign in enumerate(words.treatments):
        for row, item in found:
            if item.mark == TREATMENT and item.kind == sign.field:
                r = 0.62 if count <= NAMED else 0.5
                draw_treatment(page, style.signs + 3.3 * n, middle, r, item.state, row)
    end = _draw_bar(page, style, scale, lane, y + style.bar_top)
    _draw_intervals(page, style, scale, words, found, y + style.bar_top)
    arrow_from = _draw_symbols(page, style, scale, words, found, middle)
    is_dead = any(item.mark == DEATH for _, item in found)
    if end is not None and not is_dead:
        _draw_arrow(page, scale, max(end, arrow_from), middle, lane[1].is_index)
    if count <= QUOTED and lane[1].quote:
        room = scale.end - scale.start - 2
        words_below = cut(f"“{lane[1].quote}”", 6.0, room, italic=True)
        page.label(scale.start + 0.5, y + style.bar_top + style.bar + 1.6, words_below, 6.0, "ink2", italic=True)


def _draw_left(page: Page, style: Style, row: LaneRow, y: float, count: int) -> None:
    ink = "index" if row.is_index else "ink"
    if count <= NAMED:
        page.label(MARGIN, y, cut_name(row.name, 6.5, 22.0, bold=row.is_index), 6.5, ink, bold=row.is_index)
        page.label(25, y, cut(row.age_sex, 6.5, 15.5), 6.5, "ink2")
    elif row.is_index:
        page.label(MARGIN, y, "Index", 6.5, "index", bold=True)


def _draw_bar(page: Page, style: Style, scale: Scale, lane: Numbered, y: float) -> float | None:
    """The lane itself; returns where it ends in millimetres, None for unknown follow-up."""
    n, row = lane
    if row.to_months is None:
        length = STUB * (scale.end - scale.start)
        page.rect(scale.start, y, length, style.bar, "silent", row=n)
        edge = scale.start + length
        page.line((edge, y), (edge, y + style.bar), stroke="line", width=0.5, dash=(1.2, 1.0))
        return None
    length = max(scale.at(row.to_months) - scale.start, 0.4)
    page.rect(scale.start, y, length, style.bar, "index" if row.is_index else "main_lt", row=n)
    return scale.start + length


def _draw_intervals(
    page: Page, style: Style, scale: Scale, words: FigureWords, found: Sequence[Numbered], y: float
) -> None:
    """Hatched parts; two of them share the height of the bar."""
    bounded = [(n, row) for n, row in found if row.mark == EVENT and row.bound == "interval" and row.to_months]
    halves = {event.endpoint: event.half for event in words.events}
    for n, row in bounded:
        height = style.bar / len(bounded) if len(bounded) > 1 else style.bar
        top = y + (style.bar / 2 if len(bounded) > 1 and halves[row.kind] == "lower" else 0.0)
        left, right = scale.at(row.from_months or 0.0), scale.at(row.to_months or 0.0)
        page.rect(left, top, right - left, height, "paper", row=n)
        ink = "index" if row.is_index else "main"
        page.hatch(left, top, right - left, height, ink, 1.1 if style.bar > 1.5 else 0.9)
        page.rect(left, top, right - left, height, "", ink, 0.4)


def _draw_symbols(
    page: Page, style: Style, scale: Scale, words: FigureWords, found: Sequence[Numbered], y: float
) -> float:
    """Events and death; at equal times they step to the left, death keeps its place. Returns the right edge."""
    shapes = {event.endpoint: event.shape for event in words.events}
    r, edge = style.symbol, scale.start
    taken: list[float] = []
    marks = [(n, row) for n, row in found if row.mark in (DEATH, EVENT) and row.to_months is not None]
    for n, row in sorted(marks, key=lambda pair: (pair[1].mark != DEATH, -(pair[1].to_months or 0.0), pair[0])):
        x = scale.at(row.to_months or 0.0)
        while any(abs(x - other) < 1.9 * r for other in taken):
            x -= 0.2 * r
        taken.append(x)
        if row.mark == DEATH:
            draw_death(page, x, y, 1.05 * r, n)
        else:
            draw_event(page, x, y, r, shapes[row.kind], row.bound == "interval", n)
        edge = max(edge, x + 1.3 * r)
    return edge


def _draw_arrow(page: Page, scale: Scale, x: float, y: float, is_index: bool) -> None:
    length = 0.03 * (scale.end - scale.start)
    stroke = "index" if is_index else "main"
    page.arrow((x, y), (min(x + length, page.width - 0.5), y), stroke, 0.8, 1.1)
