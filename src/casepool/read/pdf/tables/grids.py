"""A grid: cells with rows and columns, and the candidate ways to split a region into rows."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.columns import Part


@dataclass(slots=True)
class GridCell:
    """One cell: its parts in reading order and the columns that it covers."""

    parts: list[Part]
    first: int
    last: int
    row: int = 0
    rowspan: int = 1

    @property
    def top(self) -> float:
        return min(p.top for p in self.parts)

    @property
    def bottom(self) -> float:
        return max(p.bottom for p in self.parts)

    @property
    def text(self) -> str:
        return " ".join(p.text for p in self.parts)


@dataclass(slots=True)
class Grid:
    """One reading of a table: rows of cells. `engine` names how the rows were found."""

    rows: list[list[GridCell]]
    columns: int
    engine: str
    score: float = 0.0
    heads: int = 1
    gutters: list[float] = field(default_factory=list)


VALUE = re.compile(
    r"^(?:[<>≤≥~±=+−–-]?\s?\d[\d\s.,:;/()\[\]±×%*†‡<>=–−-]{0,24}[a-e*†‡, ]{0,7}|[-–—−+_/*]{1,3}|n/?a|nr|nd|n\.d\.?)$",
    re.I,
)
"""What stands in the body of a table of numbers: numbers and their signs with a letter mark behind, a dash, a sign."""
LINE_PITCH = 1.6
"""Lines of a cell stand at most this many font sizes apart where lines are not spread."""
NUMBER = re.compile(r"^[<>≤≥~±=+−–-]?\s?\d[\d.,]*\s?%?\**$")


def line_pitch(parts: list[Part]) -> float:
    """How far apart, in font sizes, lines of one cell stand at most: a little more than most lines of the table do."""
    steps: list[float] = []
    for upper, lower in pairwise(parts):
        step = (lower.base - upper.base) / lower.size
        if 0.6 < step < 3 and lower.u0 < upper.u1 and lower.u1 > upper.u0:
            steps.append(step)
    usual = sorted(steps)[len(steps) // 4] if steps else 1.2
    return max(LINE_PITCH, min(1.15 * usual, 2.9))


def in_reading_order(parts: list[Part]) -> list[Part]:
    """Parts sorted into lines from top to bottom, each from left to right."""
    lines: list[list[Part]] = []
    for part in sorted(parts, key=lambda p: p.base):
        if lines and part.base - lines[-1][0].base < 0.35 * part.size:
            lines[-1].append(part)
        else:
            lines.append([part])
    return [p for line in lines for p in sorted(line, key=lambda p: p.u0)]


def rule_separates(rules: list[Rule], upper: Part, lower: Part) -> bool:
    """Whether a rule runs between two parts that stand under each other."""
    left, right = max(upper.u0, lower.u0), min(upper.u1, lower.u1)
    for rule in rules:
        between = upper.base - 0.1 * upper.size < rule.at < lower.base - 0.4 * lower.size
        if between and min(rule.end, right) - max(rule.start, left) >= 0.5 * max(right - left, 1):
            return True
    return False


def fill_grid(bands: list[list[Part]], columns: int, engine: str) -> Grid:
    """A grid from parts that are grouped into rows already: parts of overlapping columns are one cell."""
    rows: list[list[list[Part]]] = []
    for band in bands:
        cells: list[list[Part]] = []
        for part in sorted(band, key=lambda p: (p.first, p.last, p.base)):
            if cells and part.first <= max(p.last for p in cells[-1]):
                cells[-1].append(part)
            else:
                cells.append([part])
        rows.append(cells)
    return build_grid(rows, columns, engine)


def build_grid(rows: list[list[list[Part]]], columns: int, engine: str) -> Grid:
    """A grid from rows of cells, each cell given by its parts."""
    grid = Grid([], columns, engine)
    for number, cells in enumerate(rows):
        row = [_make_cell(parts, number) for parts in cells]
        grid.rows.append(sorted(row, key=lambda c: (c.first, c.last)))
    return grid


def _make_cell(parts: list[Part], row: int) -> GridCell:
    """A cell in the columns of most of its lines; a line that sticks out over the gutter does not count."""
    votes: dict[tuple[int, int], int] = {}
    for part in parts:
        votes[(part.first, part.last)] = votes.get((part.first, part.last), 0) + 1
    first, last = min(votes, key=lambda k: (-votes[k], k[1] - k[0]))
    narrow = [k for k in votes if k[1] - k[0] < last - first]
    if narrow:
        first, last = min(narrow, key=lambda k: (k[1] - k[0], -votes[k]))
    return GridCell(in_reading_order(parts), first, last, row)
