"""The reporting heat map: one path for all squares and one for all glyphs of a state, so that it stays light."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casepool.domain.form import Field
from casepool.domain.review import CaseEntry

WIDTH, PITCH_X, PITCH_Y, LEFT, TOP = 10, 11, 15, 150, 18
CLASSES = {
    "reported": "reported",
    "absent": "absent",
    "not_reported": "silent",
    "unclear": "unclear",
    "not_accessible": "noaccess",
    "not_applicable": "na",
    "not_assessed": "none",
}
GLYPHS = {
    "reported": "m3.2 5a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z",
    "absent": "m2.3 5a2.7 2.7 0 1 0 5.4 0a2.7 2.7 0 1 0-5.4 0z",
    "not_reported": "m2.5 5h5",
    "unclear": "m3.4 3.6a1.7 1.7 0 1 1 2.5 1.5q-.9.5-.9 1.3m0 1.7v.2",
    "not_accessible": "m2.7 2.7l4.6 4.6m0-4.6l-4.6 4.6",
    "not_applicable": "m3 8l4-6",
}
WORDS = {
    "reported": "reported",
    "absent": "absent: the source says so",
    "not_reported": "not reported",
    "unclear": "unclear",
    "not_accessible": "not accessible",
    "not_assessed": "not assessed",
}


@dataclass(frozen=True)
class Layer:
    """All cells of one state: the paths of their squares and of their glyphs."""

    name: str
    squares: str
    glyphs: str


@dataclass(frozen=True)
class HeatRow:
    """One field: its label, where it is drawn, the share of cases that state it, and the counts by state."""

    label: str
    field: str
    y: int
    stated: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Heat:
    """The map of some cases: fields down, cases across. `cells` holds the state of each cell, row by row."""

    width: int
    height: int
    layers: tuple[Layer, ...]
    rows: tuple[HeatRow, ...]
    columns: tuple[tuple[int, str], ...]
    cases: tuple[CaseEntry, ...]
    first: int
    states: tuple[str, ...] = tuple(WORDS)

    @property
    def right(self) -> int:
        """Where the column of shares begins."""
        return LEFT + PITCH_X * len(self.cases) + 8


def draw_heat(
    fields: Sequence[Field], cases: Sequence[CaseEntry], told: Mapping[tuple[str, str, str], str], first: int
) -> Heat:
    """The map of these fields and cases; `told` holds the states, `first` is the number of the first case from 0."""
    squares: dict[str, list[str]] = {}
    rows = []
    for row, field in enumerate(fields):
        y = TOP + PITCH_Y * row
        states = [told.get((case.publication, case.case, field.id), "not_assessed") for case in cases]
        for column, state in enumerate(states):
            squares.setdefault(state, []).append(f"M{LEFT + PITCH_X * column} {y}")
        rows.append(_describe(field, y, states))
    layers = tuple(
        Layer(
            CLASSES[state],
            "".join(f"{at}h{WIDTH}v{WIDTH}h-{WIDTH}z" for at in places),
            "".join(f"{at}{GLYPHS[state]}" for at in places) if state in GLYPHS else "",
        )
        for state, places in sorted(squares.items())
    )
    marks = [number for number in range(first + 1, first + len(cases) + 1) if number == first + 1 or number % 20 == 0]
    columns = tuple((LEFT + PITCH_X * (number - first - 1), str(number)) for number in marks)
    width, height = LEFT + PITCH_X * len(cases) + 60, TOP + PITCH_Y * len(fields) + 4
    return Heat(width, height, layers, tuple(rows), columns, tuple(cases), first)


def _describe(field: Field, y: int, states: Sequence[str]) -> HeatRow:
    counts = Counter(states)
    said = sum(counts[state] for state in ("reported", "absent", "unclear"))
    share = f"{100 * said // len(states)}%" if len(states) >= 10 else f"{said}/{len(states)}"
    return HeatRow(field.label, field.id, y, share, tuple(counts[state] for state in WORDS))
