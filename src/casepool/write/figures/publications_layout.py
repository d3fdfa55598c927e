"""Patients by year on the page: marks or bars above, shares per period below."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from casepool.write.figures.glyphs import draw_diamond
from casepool.write.figures.page import Page
from casepool.write.figures.parts import (
    Drawer,
    Key,
    Scale,
    choose_step,
    close_page,
    draw_legend,
    draw_y_axis,
    list_ticks,
)
from casepool.write.figures.scene import MARGIN, Scene, cut_name, measure

LEFT, HIGHEST = 15.0, 44.0
NAMED, MARKS = 12, 120
LEAST = 5
ORIGINS = {"own": "primary publication read", "table": "known only from a review table"}


@dataclass(frozen=True, slots=True)
class YearRow:
    """One patient. `origin` is own, table or index."""

    patient_id: str
    source_id: str
    name: str
    year: int | None
    origin: str
    outcome_stated: bool
    state: str
    evidence_ids: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Patients first published in a period, and in how many of them the outcome is stated."""

    start: int
    stated: int
    patients: int
    lower: float | None
    upper: float | None


def lay_out_publications(rows: Sequence[YearRow], periods: Sequence[PeriodRow], width: float, note: str = "") -> Scene:
    """The picture from the rows of its data sheets."""
    page = Page(width)
    years = [row.year for row in rows if row.year is not None]
    first, last = min(years) // 5 * 5, -(-(max(years) + 1) // 5) * 5
    scale = Scale(first, last, LEFT, width - 5.0)
    if len(rows) <= NAMED:
        axis = _draw_named(page, rows, scale)
    elif len(rows) <= MARKS:
        axis = _draw_marks(page, rows, scale)
    else:
        axis = _draw_bars(page, rows, scale)
    y = _draw_year_axis(page, scale, axis)
    if periods:
        y = _draw_periods(page, periods, scale, y + 2.0)
    y = draw_legend(page, LEFT, y + 3.5, width - LEFT - MARGIN, _list_keys(rows))
    return page.finish(close_page(page, y, note, x=LEFT))


def _draw_year_axis(page: Page, scale: Scale, y: float) -> float:
    page.line((scale.start, y), (scale.end, y))
    years = range(int(scale.low), int(scale.high) + 1)
    page.lines([((scale.at(year), y), (scale.at(year), y + (0.78 if year % 5 == 0 else 0.42))) for year in years])
    step = 5
    while (scale.high - scale.low) / step > 16:
        step *= 2
    for year in years:
        if (year - years[0]) % step == 0:
            page.label(scale.at(year), y + 2.4, str(year), anchor="middle")
    return y + 4.4


def _draw_mark(page: Page, x: float, y: float, r: float, origin: str, row: int | None = None) -> None:
    if origin == "index":
        draw_diamond(page, x, y, 1.3 * r, row=row)
    else:
        page.circle(x, y, r, "main" if origin == "own" else "paper", "main", 0.7, row=row)


def _stack(rows: Sequence[YearRow]) -> dict[int, list[tuple[int, YearRow]]]:
    """The patients of each year, own publications first, the index case last."""
    found: dict[int, list[tuple[int, YearRow]]] = {}
    for n, row in enumerate(rows):
        if row.year is not None:
            found.setdefault(row.year, []).append((n, row))
    order = ("own", "table", "index")
    return {year: sorted(pairs, key=lambda p: (order.index(p[1].origin), p[0])) for year, pairs in found.items()}


def _draw_named(page: Page, rows: Sequence[YearRow], scale: Scale) -> float:
    """Stacked marks with turned names above each stack, side by side where years lie close."""
    stacks = _stack(rows)
    named = [(year, n, row) for year in sorted(stacks) for n, row in stacks[year]]
    room = min(30.0, max(measure(row.name, 6.5, row.origin == "index") for _, _, row in named))
    highest = max(len(pairs) for pairs in stacks.values())
    names_end = MARGIN + room
    top = names_end + 4.0
    axis = top + 2.6 * highest + 0.2
    for pairs in stacks.values():
        for level, (n, row) in enumerate(pairs):
            _draw_mark(page, _middle(row, scale), axis - 1.7 - 2.6 * level, 1.05, row.origin, n)
    places = _spread([scale.at(year + 0.5) for year, _, _ in named], 3.0, scale.start, scale.end)
    for place, (year, _, row) in zip(places, named, strict=True):
        own = row.origin == "index"
        words = cut_name(row.name, 6.5, room, bold=own)
        page.label(place, names_end, words, 6.5, "index" if own else "ink", bold=own, angle=90)
        tip = axis - 1.7 - 2.6 * (len(stacks[year]) - 1) - 1.6
        page.line((place, names_end + 0.6), (scale.at(year + 0.5), tip), stroke="hair", width=0.35)
    return axis


def _middle(row: YearRow, scale: Scale) -> float:
    return scale.at((row.year or 0) + 0.5)


def _spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved apart to at least `gap`, in their order, within low and high."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + gap) if found else max(place, low))
    over = found[-1] - high if found else 0.0
    if over > 0:
        limit = high
        for n in range(len(found) - 1, -1, -1):
            found[n] = min(found[n], limit)
            limit = found[n] - gap
    return found


def _draw_marks(page: Page, rows: Sequence[YearRow], scale: Scale) -> float:
    stacks = _stack(rows)
    highest = max(len(pairs) for pairs in stacks.values())
    width = scale.at(scale.low + 1) - scale.start
    step = min(2.6, HIGHEST / highest, max(width, 1.0))
    axis = MARGIN + 4.0 + step * highest
    for pairs in stacks.values():
        for level, (n, row) in enumerate(pairs):
            _draw_mark(page, _middle(row, scale), axis - (level + 0.62) * step, 0.42 * step, row.origin, n)
            if row.origin == "index":
                near = max(len(stacks.get(year, [])) for year in range((row.year or 0) - 1, (row.year or 0) + 2))
                y = axis - near * step - 1.2
                half = measure("index", 6.5, True) / 2
                x = min(_middle(row, scale), page.width - MARGIN - half)
                page.label(x, y, "index", 6.5, "index", "middle", bold=True)
    return axis


def _draw_bars(page: Page, rows: Sequence[YearRow], scale: Scale) -> float:
    stacks = _stack(rows)
    most = max(len(pairs) for pairs in stacks.values())
    axis = MARGIN + 1.5 + HIGHEST
    up = Scale(0, most, axis, MARGIN + 1.5)
    draw_y_axis(page, up, LEFT, list_ticks(most, max(choose_step(most, 5), 1.0)), "Patients per year", 7.5)
    width = (scale.at(scale.low + 1) - scale.start) * 0.8
    for year, pairs in sorted(stacks.items()):
        left, done = scale.at(year + 0.5) - width / 2, 0
        for origin, fill in (("own", "main"), ("table", "paper")):
            part = [n for n, row in pairs if row.origin == origin]
            if part:
                top, bottom = up.at(done + len(part)), up.at(done)
                page.rect(left, top, width, bottom - top, fill, "main", 0.5, row=part[0])
                done += len(part)
        for n, row in pairs:
            if row.origin == "index":
                draw_diamond(page, scale.at(year + 0.5), up.at(done) - 2.0, 1.2, row=n)
    return axis


def _draw_periods(page: Page, periods: Sequence[PeriodRow], scale: Scale, top: float) -> float:
    up = Scale(0, 100, top + 22.0, top)
    draw_y_axis(page, up, LEFT, (0, 50, 100), "", 7.5)
    page.label(LEFT - 10.5, (up.start + up.end) / 2, "Outcome", 7, anchor="middle", angle=90)
    page.label(LEFT - 7.7, (up.start + up.end) / 2, "stated, %", 7, anchor="middle", angle=90)
    page.line((scale.start, up.start), (scale.end, up.start))
    starts = range(int(scale.low), int(scale.high) + 1, 5)
    page.lines([((scale.at(year), up.start), (scale.at(year), up.start + 0.78)) for year in starts])
    for row in periods:
        x = scale.at(row.start + 2.5)
        page.label(x, up.start - 2.0, f"{row.stated}/{row.patients}", 6.0, "ink2", "middle")
        if row.patients >= LEAST and row.lower is not None and row.upper is not None:
            page.line((x, _clear(up, 100 * row.lower)), (x, up.at(100 * row.upper)), stroke="main", width=0.9)
            middle = up.at(100 * row.stated / row.patients)
            page.rect(x - 0.56, middle - 0.56, 1.12, 1.12, "main")
    return up.start + 2.0


def _clear(up: Scale, value: float) -> float:
    """The lower end of an interval, not below the counts at the foot."""
    return min(up.at(value), up.start - 3.4)


def _list_keys(rows: Sequence[YearRow]) -> list[Key]:
    counts = Counter(row.origin for row in rows)
    keys = []
    if counts["own"]:
        keys.append(Key(_drawer(rows, "own"), f"{ORIGINS['own']} ({counts['own']})", 2.4))
    if counts["table"]:
        keys.append(Key(_drawer(rows, "table"), f"{ORIGINS['table']} ({counts['table']})", 2.4))
    if counts["index"]:
        keys.append(Key(lambda page, x, y: draw_diamond(page, x, y, 1.2), "index case", 2.4))
    return keys


def _drawer(rows: Sequence[YearRow], origin: str) -> Drawer:
    if len(rows) <= MARKS:
        return lambda page, x, y: _draw_mark(page, x, y, 1.0, origin)
    fill = "main" if origin == "own" else "paper"
    return lambda page, x, y: page.rect(x - 0.9, y - 0.9, 1.8, 1.8, fill, "main", 0.5)
