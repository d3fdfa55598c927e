"""The timeline of one patient on the page: one line of time, words above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casepool.write.figures.glyphs import draw_death, draw_diamond, draw_event
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Scale, close_page, draw_x_axis
from casepool.write.figures.scene import MARGIN, Scene, cut, measure

LINE = 4.2
SIDE = 6.0


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One part of the story. `kind` is before, zero, event, death or follow_up; times are months from time zero."""

    patient_id: str
    source_id: str
    kind: str
    endpoint: str
    words: str
    from_months: float | None
    to_months: float | None
    state: str
    evidence_ids: str


def lay_out_story(rows: Sequence[StoryRow], shapes: Mapping[str, str], width: float, note: str = "") -> Scene:
    """The picture from the rows of its data sheet."""
    page = Page(width)
    times = [t for row in rows for t in (row.from_months, row.to_months) if t is not None]
    low, high = min([0.0, *times]), max([1.0, *times])
    scale = Scale(low - 0.02 * (high - low), high + 0.04 * (high - low), SIDE, width - SIDE)
    marks = [(n, row) for n, row in enumerate(rows) if row.to_months is not None]
    silent = [row for row in rows if row.to_months is None]
    levels = _stack([_label_of(row, scale, width) for _, row in marks])
    line = MARGIN + LINE * (max(levels, default=0) + 1) + 3.0
    _draw_bars(page, marks, scale, line)
    for (n, row), level in zip(marks, levels, strict=True):
        _draw_moment(page, scale, row, n, shapes, line, level)
    ticks = _list_month_ticks(scale, low, high)
    y = draw_x_axis(page, scale, line + 4.0, ticks, "Months from time zero", lambda v: f"{v:g}".replace("-", "−"))
    for n, row in enumerate(rows):
        if row in silent:
            page.label(
                SIDE, y + 2.5, cut(row.words, 6.5, width - 2 * SIDE, italic=True), 6.5, "ink2", italic=True, row=n
            )
            y += 3.4
    return page.finish(close_page(page, y + 3.0, note, x=SIDE))


def _list_month_ticks(scale: Scale, low: float, high: float) -> list[float]:
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240, 1200) if (high - low) / s <= 12)
    first = -int(-low // step) * step
    return [float(t) for t in range(first, int(high) + 1, step) if scale.low <= t <= scale.high]


def _label_of(row: StoryRow, scale: Scale, width: float) -> tuple[float, float]:
    """Left and right end of the words of a mark."""
    length = min(measure(row.words, 6.5, row.kind == "zero"), 60.0)
    middle = scale.at(_place(row))
    left = min(max(middle - length / 2, MARGIN), width - MARGIN - length)
    return left, left + length


def _place(row: StoryRow) -> float:
    if row.kind == "before":
        return ((row.from_months or 0.0) + (row.to_months or 0.0)) / 2
    return row.to_months or 0.0


def _stack(labels: Sequence[tuple[float, float]]) -> list[int]:
    """The line of each label, counted from below, so that none lies on another."""
    levels: list[int] = []
    for n, (left, right) in enumerate(labels):
        taken = {levels[m] for m in range(n) if labels[m][0] < right + 1.5 and left < labels[m][1] + 1.5}
        levels.append(next(level for level in range(n + 1) if level not in taken))
    return levels


def _draw_bars(page: Page, marks: Sequence[tuple[int, StoryRow]], scale: Scale, y: float) -> None:
    for n, row in marks:
        if row.kind not in ("before", "follow_up"):
            continue
        left, right = scale.at(row.from_months or 0.0), scale.at(row.to_months or 0.0)
        page.rect(left, y - 0.9, max(right - left, 0.3), 1.8, "silent" if row.kind == "before" else "index_lt", row=n)
        page.rect(left, y - 0.9, max(right - left, 0.3), 1.8, "", "line" if row.kind == "before" else "index", 0.5)


def _draw_moment(
    page: Page, scale: Scale, row: StoryRow, n: int, shapes: Mapping[str, str], y: float, level: int
) -> None:
    x, top = scale.at(_place(row)), y - 3.4 - LINE * level
    if level or row.kind != "before":
        page.line((x, top + 1.6), (x, y - 0.9), stroke="hair", width=0.35)
    words = cut(row.words, 6.5, 60.0, bold=row.kind == "zero")
    half = measure(words, 6.5, row.kind == "zero") / 2
    middle = min(max(x, MARGIN + half), page.width - MARGIN - half)
    page.label(middle, top, words, 6.5, "ink", "middle", bold=row.kind == "zero")
    if row.kind == "zero":
        draw_diamond(page, x, y, 1.4, row=n)
    elif row.kind == "event":
        draw_event(page, x, y, 1.05, shapes[row.endpoint], row.from_months != row.to_months, n)
    elif row.kind == "death":
        draw_death(page, x, y, 1.1, n)
