"""The panels of a survival figure: the curve with its table (A), and its bounds with the interval masses (B)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from casepool.write.figures.curve_rows import BoundRow, CurveFacts, CurveRows, PointRow, count_at
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Key, Scale, close_page, draw_legend, draw_x_axis, draw_y_axis, list_ticks
from casepool.write.figures.scene import MARGIN, Scene

HIGH, TABLE_ROW = 54.0, 3.1
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
LONG, ENOUGH = 120.0, 10


@dataclass(frozen=True, slots=True)
class Plot:
    """One panel: its scales, and the time where it ends."""

    x: Scale
    y: Scale
    ticks: tuple[float, ...]
    end: float


def find_horizon(points: Sequence[PointRow]) -> float:
    """Where the drawing ends: the last observed time; above 120 months only as far as 10 are at risk."""
    last = points[-1].t
    if last <= LONG:
        return last
    return max([LONG, *(point.t for point in points if point.at_risk >= ENOUGH)])


def lay_out_survival(rows: CurveRows, facts: CurveFacts, width: float, note: str = "") -> Scene:
    """The picture from the rows of its data sheets and the words beside the curve."""
    page, end = Page(width), find_horizon(rows.points)
    wide = width > 100
    has_bounds = any(row.kind in ("endpoint_unknown", "event_time_bounded") for row in rows.times) and bool(rows.bounds)
    length = 64.0 if wide else width - 27.0 - MARGIN - 2.0
    plot = _make_plot(27.0, 11.0, length, end)
    level = f"{100 * facts.level:g}%"
    if has_bounds:
        _draw_heading(page, MARGIN, 4.0, "A", f"Conventional curve with {level} {facts.method} band")
    y = _draw_curve_panel(page, plot, rows, facts)
    if has_bounds:
        left, top = (106.0, 11.0) if wide else (27.0, y + 9.0)
        heading = "What unstated outcomes and times could change"
        _draw_heading(page, left - 9.0 if wide else MARGIN, top - 7.0, "B", heading)
        y = max(y, _draw_bounds_panel(page, _make_plot(left, top, length, end), rows, facts))
    return page.finish(close_page(page, y, note))


def _make_plot(left: float, top: float, length: float, end: float) -> Plot:
    step = 12.0 if end >= 12 else 3.0 if end > 4 else 1.0
    most = 8 if length > 60 else 6
    while end / step > most:
        step *= 2
    top_value = max(ceil(end / step - 1e-9) * step, step)
    return Plot(
        Scale(0, top_value, left, left + length), Scale(0, 1, top + HIGH, top), tuple(list_ticks(top_value, step)), end
    )


def _draw_heading(page: Page, x: float, y: float, letter: str, words: str) -> None:
    page.label(x, y, letter, 8, bold=True)
    page.label(x + 4.0, y, words, 7, bold=True)


def _draw_axes(page: Page, plot: Plot, facts: CurveFacts, y_label: str) -> float:
    draw_y_axis(page, plot.y, plot.x.start - 0.85, QUARTERS, y_label)
    return draw_x_axis(page, plot.x, plot.y.start + 0.85, plot.ticks, facts.axis)


def _draw_curve_panel(page: Page, plot: Plot, rows: CurveRows, facts: CurveFacts) -> float:
    pieces = _list_pieces(rows.points, facts.few_from, plot.end)
    for start, stop, n, few in pieces:
        point = rows.points[n] if n >= 0 else None
        if point and point.lower is not None and point.upper is not None:
            top, bottom = plot.y.at(point.upper), plot.y.at(point.lower)
            left, right = plot.x.at(start), plot.x.at(stop)
            page.rect(left, top, right - left + 0.03, bottom - top, "main_xl" if few else "main_lt", row=n)
    y = _draw_axes(page, plot, facts, facts.y_label)
    _draw_median(page, plot, facts)
    _draw_steps(page, plot, rows.points, pieces)
    _draw_censored(page, plot, rows.points)
    _draw_corner(page, plot, rows, facts)
    return _draw_table(page, plot, rows, facts, y + 2.6)


def _list_pieces(
    points: Sequence[PointRow], few_from: float | None, end: float
) -> list[tuple[float, float, int, bool]]:
    """The flat pieces of the curve: from, to, number of the point (-1: before the first), few at risk."""
    starts = [(0.0, -1), *((point.t, n) for n, point in enumerate(points))]
    pieces = []
    for (start, n), stop in zip(starts, [*(p.t for p in points), points[-1].t], strict=True):
        stop = min(stop, end)
        if start >= stop:
            continue
        if few_from is not None and start < few_from < stop:
            pieces += [(start, few_from, n, False), (few_from, stop, n, True)]
        else:
            pieces.append((start, stop, n, few_from is not None and start >= few_from))
    return pieces


def _draw_steps(
    page: Page, plot: Plot, points: Sequence[PointRow], pieces: Sequence[tuple[float, float, int, bool]]
) -> None:
    """The curve in two colours; the drop at the end of a piece belongs to the piece."""
    for colour, wanted in (("line", True), ("main", False)):
        lines: list[list[tuple[float, float]]] = []
        for start, stop, n, few in pieces:
            if few != wanted:
                continue
            value = points[n].survival if n >= 0 else 1.0
            after = [p.survival for p in points if p.t == stop]
            line = [(plot.x.at(start), plot.y.at(value)), (plot.x.at(stop), plot.y.at(value))]
            line += [(plot.x.at(stop), plot.y.at(after[0]))] if after else []
            if lines and lines[-1][-1] == line[0]:
                lines[-1] += line[1:]
            else:
                lines.append(line)
        page.lines(lines, colour, 1.2)


def _draw_censored(page: Page, plot: Plot, points: Sequence[PointRow]) -> None:
    half = 0.018 * (plot.y.start - plot.y.end)
    for n, point in enumerate(points):
        if point.censored and point.t <= plot.end:
            x, y = plot.x.at(point.t), plot.y.at(point.survival)
            page.line((x, y - half), (x, y + half), stroke="line" if point.few else "main", width=0.6, row=n)


def _draw_median(page: Page, plot: Plot, facts: CurveFacts) -> None:
    if facts.median is not None and facts.median <= plot.end:
        x, y = plot.x.at(facts.median), plot.y.at(0.5)
        page.line((plot.x.start, y), (x, y), (x, plot.y.start), stroke="ink", width=0.45, dash=(2.0, 1.5))


def _draw_corner(page: Page, plot: Plot, rows: CurveRows, facts: CurveFacts) -> None:
    """Patients, events and median in the corner that the band leaves free: upper right, else lower left."""
    patients, events = sum(row.t is not None for row in rows.times), sum(row.event for row in rows.times)
    lines = (f"{patients} patients, {events} events", *facts.median_words)
    half = (plot.x.low + plot.x.high) / 2 * 0.8
    upper = max((p.upper if p.upper is not None else p.survival for p in rows.points if p.t >= half), default=0.0)
    before = [p.survival for p in rows.points if p.t < half]
    upper = max(upper, before[-1] if before else 1.0)
    if upper <= 0.8:
        for n, line in enumerate(lines):
            page.label(plot.x.end - 0.5, plot.y.end + 2.0 + 3.1 * n, line, 6.5, anchor="end")
        return
    for n, line in enumerate(lines):
        page.label(plot.x.start + 1.5, plot.y.start - 2.2 - 3.1 * (len(lines) - 1 - n), line, 6.5)


def _draw_table(page: Page, plot: Plot, rows: CurveRows, facts: CurveFacts, y: float) -> float:
    columns = [(tick, count_at(rows.times, tick)) for tick in plot.ticks]
    for place, (title, ink) in enumerate((("At risk", "ink"), ("Events before", "event"), ("Censored before", "ink2"))):
        middle = y + place * TABLE_ROW
        page.label(plot.x.start - 5.0, middle, title, 6.5, ink, "end")
        for tick, counts in columns:
            grey = facts.few_from is not None and tick > facts.few_from
            page.label(plot.x.at(tick), middle, str(counts[place]), 6.5, "line" if grey else ink, "middle")
    keys = [Key(_draw_censor_sample, "censored", 3.6)] if any(point.censored for point in rows.points) else []
    if facts.few_from is not None and facts.few_from < plot.end:
        few = f"fewer than {facts.few_limit} at risk"
        keys.append(Key(lambda page, x, y: page.line((x - 2, y), (x + 2, y), stroke="line", width=1.2), few, 4.0))
    return draw_legend(page, plot.x.start, y + 3 * TABLE_ROW + 1.2, plot.x.end - plot.x.start, keys)


def _draw_censor_sample(page: Page, x: float, y: float) -> None:
    page.line((x - 1.8, y), (x + 1.8, y), stroke="main", width=1.2)
    page.line((x, y - 1.0), (x, y + 1.0), stroke="main", width=0.6)


def _draw_bounds_panel(page: Page, plot: Plot, rows: CurveRows, facts: CurveFacts) -> float:
    upper, lower = _list_bounds(rows.bounds, plot)
    page.shape([*upper, *reversed(lower)], "care_lt")
    page.line(*upper, stroke="care", width=0.7)
    page.line(*lower, stroke="care", width=0.7)
    boxes = _draw_masses(page, plot, rows)
    y = _draw_axes(page, plot, facts, "")
    unknown = sum(row.kind == "endpoint_unknown" for row in rows.times)
    intervals = sum(row.kind == "event_time_bounded" for row in rows.times)
    left_open = [f"{unknown} unknown outcomes"] * bool(unknown) + [f"{intervals} interval-known times"] * bool(
        intervals
    )
    keys = [Key(_draw_band_sample, f"bounds: {' and '.join(left_open)}", 4.4)]
    if boxes:
        words = f"curve with {intervals} interval-known times: free in a grey box"
        keys.append(Key(lambda page, x, y: page.rect(x - 2.2, y - 1.1, 4.4, 2.2, "box"), words, 4.4))
    words = "same curve, where it is determined" if boxes else "curve of the known outcomes"
    keys.append(Key(lambda page, x, y: page.line((x - 2.2, y), (x + 2.2, y), stroke="ink", width=0.8), words, 4.4))
    left = plot.x.start if page.width > 100 else MARGIN
    return draw_legend(page, left, y + 2.0, page.width - left - MARGIN, keys, columns=1)


def _list_bounds(bounds: Sequence[BoundRow], plot: Plot) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The outlines of the bounds from 0 to the end of the panel."""
    kept = [row for row in bounds if row.t <= plot.end]
    ends = [*(row.t for row in kept[1:]), plot.end]
    upper: list[tuple[float, float]] = []
    lower: list[tuple[float, float]] = [(plot.x.at(0), plot.y.at(1))]
    for row, end in zip(kept, ends, strict=True):
        upper += [(plot.x.at(row.t), plot.y.at(row.best)), (plot.x.at(end), plot.y.at(row.best))]
        lower += [(plot.x.at(row.t), plot.y.at(row.worst_after)), (plot.x.at(end), plot.y.at(row.worst_after))]
    return upper, lower


def _draw_masses(page: Page, plot: Plot, rows: CurveRows) -> int:
    """The curve for interval times: lines where it is determined, boxes where it is not; returns how many boxes."""
    place, value, boxes = 0.0, 1.0, 0
    lines: list[list[tuple[float, float]]] = []
    for mass in sorted(rows.masses, key=lambda row: (row.interval_from, row.interval_to is None, row.interval_to or 0)):
        if mass.interval_to is None or mass.interval_from >= plot.end:
            break
        right = min(mass.interval_to, plot.end)
        left, after = plot.x.at(mass.interval_from), max(value - mass.mass, 0.0)
        lines.append([(plot.x.at(place), plot.y.at(value)), (left, plot.y.at(value))])
        if right > mass.interval_from:
            top, bottom = plot.y.at(value), plot.y.at(after)
            page.rect(left, top, plot.x.at(right) - left, bottom - top, "box")
            boxes += 1
        else:
            lines.append([(left, plot.y.at(value)), (left, plot.y.at(after))])
        place, value = right, after
    lines.append([(plot.x.at(place), plot.y.at(value)), (plot.x.at(plot.end), plot.y.at(value))])
    page.lines([line for line in lines if line[0] != line[1]], "ink", 0.8)
    return boxes


def _draw_band_sample(page: Page, x: float, y: float) -> None:
    page.rect(x - 2.2, y - 1.1, 4.4, 2.2, "care_lt")
    page.lines([((x - 2.2, y + side), (x + 2.2, y + side)) for side in (-1.1, 1.1)], "care", 0.7)
