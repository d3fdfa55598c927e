"""Accounts of patients on the page: one patient as a table of cells with arcs, and all as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from casepool.write.figures.page import Page
from casepool.write.figures.parts import Key, Scale, choose_step, close_page, draw_legend, draw_x_axis, list_ticks
from casepool.write.figures.scene import MARGIN, Scene, cut

LABELS, CELL, PITCH = 34.0, 5.5, 6.4
FILLS = {"same": "paper", "carried": "paper", "changed": "event_lt", "silent": "wash"}


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One field in one account; `change` is same, changed, carried or silent, `copied_from` a column or nothing."""

    patient_id: str
    source_id: str
    column: int
    account: str
    is_index: bool
    copied_from: int | None
    field: str
    label: str
    value: str
    change: str
    state: str
    evidence_ids: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """One field over all patients that two or more publications tell; `differing` names those who differ."""

    field: str
    label: str
    differ: int
    agree: int
    only_one: int
    differing: str


def lay_out_copies(rows: Sequence[CopyRow], width: float, note: str = "") -> Scene:
    """The picture of one patient from the rows of its data sheet."""
    page = Page(width)
    heads = {row.column: row for row in rows}
    step = (width - LABELS - MARGIN) / len(heads)
    arcs = sorted({(r.copied_from, r.column) for r in rows if r.copied_from is not None})
    top = MARGIN + (10.0 if arcs else 0.0)
    for source, target in arcs:
        _draw_arc(page, LABELS + (source + 0.5) * step, LABELS + (target + 0.5) * step, top)
    if arcs:
        page.label(MARGIN, top - 5.0, "row copied from", 6.5, "ink2")
    for column, row in heads.items():
        words = cut(row.account, 6.5, step - 1.5, bold=True)
        page.label(
            LABELS + (column + 0.5) * step,
            top + 2.0,
            words,
            6.5,
            "index" if row.is_index else "ink",
            "middle",
            bold=True,
        )
    y = top + 5.0
    for place, field in enumerate(dict.fromkeys(row.field for row in rows)):
        cells = [(n, row) for n, row in enumerate(rows) if row.field == field]
        middle = y + place * PITCH + CELL / 2
        page.label(MARGIN, middle, cut(cells[0][1].label, 6.5, LABELS - MARGIN - 1.5))
        for n, row in cells:
            _draw_cell(page, LABELS + row.column * step, middle, step - 1.2, row, n)
    bottom = y + len({row.field for row in rows}) * PITCH
    y = draw_legend(page, LABELS, bottom + 2.5, width - LABELS - MARGIN, _list_keys(rows))
    return page.finish(close_page(page, y, note, x=LABELS))


def _draw_arc(page: Page, left: float, right: float, y: float) -> None:
    middle, half = (left + right) / 2, (right - left) / 2 - 1.5
    height = min(8.0, 3.0 + 0.04 * abs(half) * 2)
    points = [(middle - half * cos(pi * n / 24), y - height * sin(pi * n / 24)) for n in range(24)]
    page.line(*points, stroke="line", width=0.7)
    page.arrow(points[-1], (middle + half, y), "line", 0.7, 1.2)


def _draw_cell(page: Page, x: float, y: float, w: float, row: CopyRow, n: int) -> None:
    top, changed = y - CELL / 2, row.change == "changed"
    page.rect(x, top, w, CELL, FILLS[row.change], "event" if changed else "hair", 0.8 if changed else 0.5, row=n)
    if row.change in ("changed", "carried"):
        page.rect(x, top, 1.0 if changed else 0.5, CELL, "event")
    red = row.change in ("changed", "carried")
    words = cut(row.value, 6.5, w - 2.6, bold=changed) or "–"
    ink = "event" if red else "line" if row.change == "silent" else "ink"
    page.label(x + w / 2, y, words, 6.5, ink, "middle", bold=changed)


def _list_keys(rows: Sequence[CopyRow]) -> list[Key]:
    found = {row.change for row in rows}
    keys = []
    if "changed" in found:
        keys.append(Key(_draw_changed_sample, "differs from the accounts before it", 5.0))
    if "carried" in found:
        keys.append(Key(_draw_carried_sample, "carried on, differs from the first account", 5.0))
    if "silent" in found:
        keys.append(Key(_draw_silent_sample, "silent", 5.0))
    return keys


def _draw_changed_sample(page: Page, x: float, y: float) -> None:
    page.rect(x - 2.5, y - 1.5, 5.0, 3.0, "event_lt", "event", 0.8)
    page.rect(x - 2.5, y - 1.5, 1.0, 3.0, "event")


def _draw_carried_sample(page: Page, x: float, y: float) -> None:
    page.rect(x - 2.5, y - 1.5, 5.0, 3.0, "paper", "hair", 0.5)
    page.rect(x - 2.5, y - 1.5, 0.5, 3.0, "event")


def _draw_silent_sample(page: Page, x: float, y: float) -> None:
    page.rect(x - 2.5, y - 1.5, 5.0, 3.0, "wash", "hair", 0.5)
    page.label(x, y, "–", 6.5, "line", "middle")


def lay_out_counts(rows: Sequence[CountRow], twice: int, patients: int, width: float, note: str = "") -> Scene:
    """The picture of all patients from the rows of its data sheet."""
    page = Page(width)
    scale = Scale(0, max(row.differ + row.agree + row.only_one for row in rows), 34.0, width - 17.0)
    page.label(width - MARGIN, MARGIN + 1.6, "differ/both state", 6.5, "ink2", "end")
    y = MARGIN + 4.4
    for n, row in enumerate(rows):
        page.label(32.5, y + 1.4, cut(row.label, 6.5, 30.0), 6.5, anchor="end")
        done = 0
        for count, fill in ((row.differ, "event"), (row.agree, "main"), (row.only_one, "silent")):
            left, right = scale.at(done), scale.at(done + count)
            if count:
                page.rect(left, y, max(right - left - 0.15, 0.1), 2.8, fill, row=n)
            if count and fill == "event":
                page.hatch(left, y, max(right - left - 0.15, 0.1), 2.8, "paper", 1.2, 0.35)
            done += count
        page.label(width - MARGIN, y + 1.4, f"{row.differ}/{row.differ + row.agree}", 6.5, "ink2", "end")
        y += 4.2
    ticks = list_ticks(scale.high, max(choose_step(scale.high, 4), 1.0))
    y = draw_x_axis(page, scale, y + 0.6, ticks, "Patients told by two or more")
    keys = [
        Key(_draw_differ_sample, "accounts differ", 3.0),
        Key(lambda page, x, y: page.rect(x - 1.5, y - 1.2, 3, 2.4, "main"), "accounts agree", 3.0),
        Key(lambda page, x, y: page.rect(x - 1.5, y - 1.2, 3, 2.4, "silent"), "only one states it", 3.0),
    ]
    y = draw_legend(page, MARGIN, y + 3.0, width - 2 * MARGIN, keys)
    return page.finish(close_page(page, y, f"{twice} of {patients} patients are told twice or more.", note))


def _draw_differ_sample(page: Page, x: float, y: float) -> None:
    page.rect(x - 1.5, y - 1.2, 3, 2.4, "event")
    page.hatch(x - 1.5, y - 1.2, 3, 2.4, "paper", 1.2, 0.35)
