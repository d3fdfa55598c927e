"""The level map as lanes, one per patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casepool.write.figures.page import Page
from casepool.write.figures.parts import Key, choose_step, close_page, draw_legend, draw_note, list_ticks, say_tick
from casepool.write.figures.scene import MARGIN, Scene, cut, cut_name, measure
from casepool.write.figures.spine import LEFT, LEVELS, draw_spine, say_block

NAMED = 12
NAME_ROOM = 30.0


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One block of levels of a patient; `kind` is lesion or operated, empty levels say that none is known."""

    patient_id: str
    source_id: str
    name: str
    is_index: bool
    kind: str
    upper: str
    lower: str
    sex: str
    side: str
    state: str
    evidence_ids: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the lanes lie: y of C1, height of a level, left edge, step and width of a lane."""

    top: float
    row: float
    left: float
    step: float
    bar: float
    gap: float
    ticks: float

    def middle(self, lane: int) -> float:
        return self.left + (lane + 0.5) * self.step


def lay_out_lanes(rows: Sequence[LevelRow], width: float, words: Mapping[str, str], missing: str, note: str) -> Scene:
    """The picture from the rows of the data sheet."""
    lanes = list(dict.fromkeys(row.patient_id for row in rows))
    named = len(lanes) <= NAMED
    if not named:
        lanes = _order_lanes(rows)
    page = Page(width)
    right = width - MARGIN if named else width - 44.0
    step = (right - LEFT) / max(len(lanes), 1)
    top = MARGIN + _name_room(rows) + 1.5 if named else 14.0
    bar = min(4.2, 0.34 * step) if named else 0.42 * step
    ground = Ground(top, 3.25 if named else 3.0, LEFT, step, bar, 1.3 if named else 0.2 * step, 0.7)
    bottom = draw_spine(page, top, ground.row, LEFT, right)
    for n, row in enumerate(rows):
        if row.patient_id in lanes:
            _draw_block(page, ground, lanes.index(row.patient_id), row, n)
    if named:
        bottom = _draw_words(page, ground, rows, lanes, bottom, right)
    else:
        _draw_leader(page, ground, rows, lanes)
        draw_counts(page, rows, top, ground.row, right + 3.0, width - MARGIN - 6.0, "Patients with this level")
    y = _draw_lane_legend(page, bottom + 4.0, rows, words, named)
    y = draw_note(page, LEFT, y, missing, width - LEFT - MARGIN)
    return page.finish(close_page(page, y, note, x=LEFT))


def _order_lanes(rows: Sequence[LevelRow]) -> list[str]:
    """Patients with known levels by upper, then lower level, then id."""
    keys: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.kind == "lesion" and row.upper:
            key = (LEVELS.index(row.upper), LEVELS.index(row.lower))
            keys[row.patient_id] = min(keys.get(row.patient_id, key), key)
    return sorted(keys, key=lambda patient: (keys[patient], patient))


def _name_room(rows: Sequence[LevelRow]) -> float:
    return min(NAME_ROOM, max(measure(row.name, 6.5, row.is_index) for row in rows))


def _draw_block(page: Page, ground: Ground, lane: int, row: LevelRow, n: int) -> None:
    if not row.upper:
        return
    middle = ground.middle(lane)
    top = ground.top + (LEVELS.index(row.upper) + 0.08) * ground.row
    bottom = ground.top + (LEVELS.index(row.lower) + 0.92) * ground.row
    if row.kind == "lesion":
        fill = "index" if row.is_index else "main"
        page.rect(middle - ground.bar / 2, top, ground.bar, bottom - top, fill, row=n)
        return
    x = middle + ground.bar / 2 + ground.gap
    tick = ground.ticks * ground.gap
    page.line((x - tick, top), (x, top), (x, bottom), (x - tick, bottom), stroke="treat", width=0.8, row=n)


def _draw_words(
    page: Page, ground: Ground, rows: Sequence[LevelRow], lanes: Sequence[str], y: float, right: float
) -> float:
    """Names above the lanes; sex, side and operated levels below."""
    first = {row.patient_id: row for row in reversed(rows)}
    for lane, patient in enumerate(lanes):
        row = first[patient]
        name = cut_name(row.name, 6.5, NAME_ROOM, bold=row.is_index)
        ink = "index" if row.is_index else "ink"
        page.label(ground.middle(lane), ground.top - 1.5, name, 6.5, ink, bold=row.is_index, angle=90)
    page.line((ground.left, y + 1.4), (right, y + 1.4), stroke="ink2", width=0.5)
    for line, title in enumerate(("Sex", "Side", "Operated")):
        middle = y + 4.0 + line * 3.4
        page.label(ground.left - 1.2, middle, title, 6.5, "ink2", "end")
        for lane, patient in enumerate(lanes):
            found = (first[patient].sex, first[patient].side, _say_operated(rows, patient))[line]
            shown = cut(found, 6.5, ground.step - 0.6) if found else "–"
            page.label(ground.middle(lane), middle, shown, 6.5, "ink" if found else "line", "middle")
    return y + 12.2


def _say_operated(rows: Sequence[LevelRow], patient: str) -> str:
    found = [r for r in rows if r.patient_id == patient and r.kind == "operated" and r.upper]
    return ", ".join(say_block(r.upper, r.lower) for r in found)


def _draw_leader(page: Page, ground: Ground, rows: Sequence[LevelRow], lanes: Sequence[str]) -> None:
    own = next((row for row in rows if row.is_index and row.kind == "lesion" and row.upper), None)
    if own is None or own.patient_id not in lanes:
        return
    x = ground.middle(lanes.index(own.patient_id))
    half = measure("index case", 6.5, True) / 2
    page.label(max(x, LEFT + half), ground.top - 4.5, "index case", 6.5, "index", "middle", bold=True)
    end = ground.top + LEVELS.index(own.upper) * ground.row
    page.line((x, ground.top - 2.8), (x, end), stroke="index", width=0.6, dash=(1.6, 1.2))


def draw_counts(
    page: Page, rows: Sequence[LevelRow], top: float, row: float, left: float, right: float, title: str
) -> None:
    """Bars of the number of patients at each level, the operated ones as an outline with steps."""
    lesion, operated = (count_levels(rows, kind) for kind in ("lesion", "operated"))
    most = max(*lesion, *operated, 1)
    ticks = list_ticks(most, max(1.0, choose_step(most, 4)))
    page.label(left, top - 8.2, title, 6.5)
    place = [left + (right - left) * tick / most for tick in ticks]
    page.line((left, top - 1.0), (right, top - 1.0))
    page.lines([((x, top - 1.0), (x, top - 1.8)) for x in place])
    for x, tick in zip(place, ticks, strict=True):
        page.label(x, top - 3.6, say_tick(tick), 6.5, anchor="middle")
    for n, count in enumerate(lesion):
        length = (right - left) * count / most
        page.rect(left, top + (n + 0.15) * row, max(length, 0.01), 0.7 * row, "main")
    steps = [(left + (right - left) * c / most, top + (n + d) * row) for n, c in enumerate(operated) for d in (0, 1)]
    if any(operated):
        page.line(*steps, stroke="treat", width=0.8)
    for n, count in enumerate(lesion):
        if count:
            beside = max(count, operated[n] if operated[n] - count < 0.1 * most else 0)
            page.label(left + (right - left) * beside / most + 0.9, top + (n + 0.5) * row, str(count), 6.0, "ink2")


def count_levels(rows: Sequence[LevelRow], kind: str) -> list[int]:
    """How many patients have each level; a patient counts once at a level."""
    found: list[set[str]] = [set() for _ in LEVELS]
    for row in rows:
        if row.kind == kind and row.upper:
            for place in range(LEVELS.index(row.upper), LEVELS.index(row.lower) + 1):
                found[place].add(row.patient_id)
    return [len(patients) for patients in found]


def _draw_lane_legend(page: Page, y: float, rows: Sequence[LevelRow], words: Mapping[str, str], named: bool) -> float:
    drawn = [row for row in rows if row.upper]
    keys = []
    if any(row.kind == "lesion" and not row.is_index for row in drawn):
        keys.append(Key(lambda page, x, y: page.rect(x - 2.0, y - 1.1, 4.0, 2.2, "main"), words["lesion"], 4.0))
    if any(row.kind == "lesion" and row.is_index for row in drawn):
        own = f"{words['lesion']}, index case"
        keys.append(Key(lambda page, x, y: page.rect(x - 2.0, y - 1.1, 4.0, 2.2, "index"), own, 4.0))
    if any(row.kind == "operated" for row in drawn):
        keys.append(Key(_draw_bracket, words["operated"], 2.0))
    if named:
        keys.append(Key(_draw_dash, words["silent"], 2.0))
    return draw_legend(page, LEFT, y, page.width - LEFT - MARGIN, keys)


def _draw_bracket(page: Page, x: float, y: float) -> None:
    page.line((x - 0.6, y - 1.4), (x + 0.6, y - 1.4), (x + 0.6, y + 1.4), (x - 0.6, y + 1.4), stroke="treat", width=0.8)


def _draw_dash(page: Page, x: float, y: float) -> None:
    page.label(x, y, "–", 6.5, "line", "middle")
