"""The stains on the page: dots of each patient, positive of tested, share with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.write.figures.glyphs import draw_half_circle, draw_question_mark
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Drawer, Key, Scale, close_page, draw_grid, draw_legend, draw_x_axis
from casepool.write.figures.scene import MARGIN, Scene, cut, measure

LINE, DOTS_LEFT, DOTS_ROOM = 4.2, 22.0, 58.0
QUARTERS = (0.0, 25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True, slots=True)
class MarkerRow:
    """One marker of one patient. `result` is positive, negative, focal, weak or unclear; empty: not stated."""

    patient_id: str
    source_id: str
    is_index: bool
    marker: str
    result: str
    extent_percent: float | None
    state: str
    evidence_ids: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One marker over all patients; focal and weak results are among the positive."""

    marker: str
    positive: int
    focal_or_weak: int
    tested: int
    lower: float | None
    upper: float | None
    level: float | None
    method: str


def lay_out_markers(
    rows: Sequence[MarkerRow], shares: Sequence[ShareRow], width: float, patients: int, note: str = ""
) -> Scene:
    """The picture from the rows of its data sheets."""
    page, wide = Page(width), width > 100
    scale = Scale(0, 100, 94.0, width - 5.0) if wide else Scale(0, 100, 36.0, width - 5.0)
    tested = list(dict.fromkeys(row.patient_id for row in rows))
    top = MARGIN + 4.2
    _draw_titles(page, scale, wide, f"{len(tested)} of {patients} patients with any marker stated", shares)
    bottom = top + len(shares) * LINE
    for n in range(0, len(shares), 2):
        page.rect(0, top + n * LINE, width, LINE, "wash")
    draw_grid(page, scale, QUARTERS, top, bottom)
    for n, share in enumerate(shares):
        y = top + (n + 0.5) * LINE
        page.label(19.0, y, cut(share.marker, 6.5, 17.0), 6.5, anchor="end")
        page.label(90.0 if wide else 32.5, y, f"{share.positive}/{share.tested}", 6.5, anchor="end")
        _draw_share(page, scale, share, y, tick=not wide)
        if wide:
            _draw_dots(page, rows, share.marker, tested, y)
    if wide:
        _draw_index_frame(page, rows, tested, top, bottom)
    y = draw_x_axis(page, scale, bottom + 0.6, QUARTERS, "Positive among tested, %")
    left = DOTS_LEFT if wide else MARGIN
    y = draw_legend(page, left, y + 3.0, width - left - MARGIN, _list_keys(rows, wide))
    silent = "" if wide else f"Markers stated in {len(tested)} of {patients} patients."
    return page.finish(close_page(page, y, silent, note, x=left))


def _draw_titles(page: Page, scale: Scale, wide: bool, left: str, shares: Sequence[ShareRow]) -> None:
    y = MARGIN + 1.6
    level = next((share.level for share in shares if share.level), None)
    interval = f"Share and {100 * level:g}% interval" if level else "Share"
    page.label(scale.start, y, interval, 6.5, "ink2")
    page.label(90.0 if wide else 32.5, y, "+/tested", 6.5, "ink2", "end")
    if wide:
        page.label(DOTS_LEFT, y, cut(left, 6.5, 42.0), 6.5, "ink2")


def _draw_share(page: Page, scale: Scale, share: ShareRow, y: float, tick: bool) -> None:
    if share.lower is not None and share.upper is not None:
        page.line((scale.at(100 * share.lower), y), (scale.at(100 * share.upper), y), stroke="main", width=0.9)
    x, half = scale.at(100 * share.positive / share.tested), 0.56
    page.rect(x - half, y - half, 2 * half, 2 * half, "main")
    if tick and share.focal_or_weak:
        x = scale.at(100 * (share.positive - share.focal_or_weak) / share.tested)
        page.line((x, y - 0.9), (x, y + 0.9), stroke="main", width=0.7)


def _step(columns: int) -> float:
    return min(DOTS_ROOM / max(columns, 1), 3.4)


def _draw_dots(page: Page, rows: Sequence[MarkerRow], marker: str, tested: Sequence[str], y: float) -> None:
    step = _step(len(tested))
    r = min(0.36 * step, 1.0)
    place = {patient: n for n, patient in enumerate(tested)}
    for n, row in enumerate(rows):
        if row.marker != marker:
            continue
        x = DOTS_LEFT + (place[row.patient_id] + 0.5) * step
        _draw_result(page, x, y, r, row.result or ("unclear" if row.state == "unclear" else ""), n)


def _draw_result(page: Page, x: float, y: float, r: float, result: str, row: int | None = None) -> None:
    if result == "positive":
        page.circle(x, y, r, "main", row=row)
    elif result in ("focal", "weak"):
        draw_half_circle(page, x, y, r, row)
    elif result == "negative":
        page.circle(x, y, r - 0.1, "paper", "main", 0.7, row=row)
    elif result == "unclear":
        page.rect(x - r, y - 1.4, 2 * r, 2.8, "care_lt", row=row)
        draw_question_mark(page, x, y - 0.1, 0.8 * r)
    else:
        page.line((x - 0.6 * r, y), (x + 0.6 * r, y), stroke="line", width=0.35, row=row)


def _draw_index_frame(page: Page, rows: Sequence[MarkerRow], tested: Sequence[str], top: float, bottom: float) -> None:
    own = next((row.patient_id for row in rows if row.is_index), None)
    if own is None:
        return
    step = _step(len(tested))
    x = DOTS_LEFT + tested.index(own) * step
    page.rect(x, top - 0.3, step, bottom - top + 0.6, "", "index", 0.8)
    room = DOTS_LEFT + measure("99 of 99 patients with any marker stated", 6.5) + 8.0
    if x + step > room:
        page.label(x + step, MARGIN + 1.6, "index", 6.5, "index", "end", bold=True)
    else:
        page.label(x + step / 2, bottom + 2.2, "index", 6.5, "index", "middle", bold=True)


def _list_keys(rows: Sequence[MarkerRow], wide: bool) -> list[Key]:
    if not wide:
        keys = [Key(_draw_square, "positive, focal or weak included", 2)]
        return keys + [Key(_draw_tick, "without them", 1)] * any(row.result in ("focal", "weak") for row in rows)
    found = {("focal" if row.result == "weak" else row.result) or "silent" for row in rows}
    names = {
        "positive": "positive", "focal": "focal or weak (counted positive)", "negative": "negative",
        "unclear": "unclear", "silent": "not stated",
    }  # fmt: skip
    return [Key(_result_drawer(result), words, 2.4) for result, words in names.items() if result in found]


def _result_drawer(result: str) -> Drawer:
    return lambda page, x, y: _draw_result(page, x, y, 1.0, result)


def _draw_square(page: Page, x: float, y: float) -> None:
    page.rect(x - 0.56, y - 0.56, 1.12, 1.12, "main")


def _draw_tick(page: Page, x: float, y: float) -> None:
    page.line((x, y - 0.9), (x, y + 0.9), stroke="main", width=0.7)
