"""The legend of a swimmer plot: only what is drawn."""

from collections.abc import Sequence

from casepool.knowledge.figure_words import FigureWords
from casepool.write.figures.glyphs import draw_death, draw_event, draw_treatment
from casepool.write.figures.lane_rows import DEATH, EVENT, FOLLOWED, TREATMENT, LaneRow
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Drawer, Key, draw_legend
from casepool.write.figures.scene import MARGIN


def draw_lane_legend(page: Page, y: float, rows: Sequence[LaneRow], words: FigureWords) -> float:
    """The signs in four columns; returns the y below them."""
    keys = [*_list_lanes(rows, words), *_list_events(rows, words), *_list_treatments(rows, words)]
    return draw_legend(page, MARGIN, y, page.width - 2 * MARGIN, keys, columns=4)


def _list_lanes(rows: Sequence[LaneRow], words: FigureWords) -> list[Key]:
    lanes = [row for row in rows if row.mark == FOLLOWED]
    dead = {row.patient_id for row in rows if row.mark == DEATH}
    keys = []
    if any(row.to_months is not None for row in lanes):
        keys.append(Key(_draw_followed, words.words["followed"]))
    if any(row.to_months is not None and row.patient_id not in dead for row in lanes):
        keys.append(Key(_draw_arrow, words.words["last_contact"]))
    if any(row.to_months is None for row in lanes):
        keys.append(Key(_draw_stub, words.words["no_follow_up"]))
    return keys


def _list_events(rows: Sequence[LaneRow], words: FigureWords) -> list[Key]:
    drawn = [row for row in rows if row.mark == EVENT and row.to_months is not None]
    keys = [
        Key(_event_drawer(event.shape), event.word)
        for event in words.events
        if any(row.kind == event.endpoint for row in drawn)
    ]
    if any(row.mark == DEATH and row.to_months is not None for row in rows):
        keys.append(Key(lambda page, x, y: draw_death(page, x, y, 1.0), words.words["death"]))
    if any(row.bound == "interval" for row in drawn):
        keys.append(Key(_draw_interval, words.words["interval"]))
        keys.append(Key(_draw_latest, words.words["latest"]))
    return keys


def _list_treatments(rows: Sequence[LaneRow], words: FigureWords) -> list[Key]:
    states = {row.state for row in rows if row.mark == TREATMENT}
    known = (("reported", "given"), ("absent", "not_given"))
    keys = [Key(_treatment_drawer(state), words.words[word]) for state, word in known if state in states]
    if "unclear" in states:
        keys.append(Key(_treatment_drawer("unclear"), "unclear"))
    if states - {"reported", "absent", "unclear"}:
        keys.append(Key(_treatment_drawer("not_reported"), words.words["silent"]))
    return keys


def _event_drawer(shape: str) -> Drawer:
    return lambda page, x, y: draw_event(page, x, y, 1.0, shape, False)


def _treatment_drawer(state: str) -> Drawer:
    return lambda page, x, y: draw_treatment(page, x, y, 0.62, state)


def _draw_followed(page: Page, x: float, y: float) -> None:
    page.rect(x - 2.5, y - 1.0, 5.0, 2.0, "main_lt")


def _draw_arrow(page: Page, x: float, y: float) -> None:
    page.arrow((x - 2.5, y), (x + 2.5, y), "main", 0.8, 1.1)


def _draw_stub(page: Page, x: float, y: float) -> None:
    page.rect(x - 2.5, y - 1.0, 5.0, 2.0, "silent")
    page.line((x + 2.5, y - 1.0), (x + 2.5, y + 1.0), stroke="line", width=0.5, dash=(1.2, 1.0))


def _draw_interval(page: Page, x: float, y: float) -> None:
    page.hatch(x - 2.5, y - 1.0, 5.0, 2.0, "main")
    page.rect(x - 2.5, y - 1.0, 5.0, 2.0, "", "main", 0.4)


def _draw_latest(page: Page, x: float, y: float) -> None:
    draw_event(page, x - 1.3, y, 1.0, "triangle", True)
    draw_event(page, x + 1.3, y, 1.0, "diamond", True)
