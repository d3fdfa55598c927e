"""Rows as the stream writes them: cell after cell, each with all its lines, each row from left to right."""

import itertools
from dataclasses import dataclass

from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.columns import Part
from casepool.read.pdf.tables.grids import line_pitch, rule_separates

Lines = list[list[Part]]
BLANK_LINES = 2.1
"""A blank line inside a cell makes a step of at most this many line pitches."""
CLOSE = 0.4
"""Tops or middles of cells of one row agree within this share of the font size."""


@dataclass(slots=True)
class Run:
    """Parts that follow each other downwards in one column, as lines."""

    lines: Lines
    first: int
    last: int

    @property
    def size(self) -> float:
        return self.lines[0][0].size

    def top(self, start: int = 0) -> float:
        return min(p.top for line in self.lines[start:] for p in line)

    def bottom(self, end: int | None = None) -> float:
        return max(p.bottom for line in self.lines[:end] for p in line)


class Row:
    """A row being filled: its cells, the last column that is taken, its height."""

    def __init__(self, lines: Lines, last: int) -> None:
        self.cells: list[list[Part]] = []
        self.columns: set[int] = set()
        self.last = -1
        self.top, self.bottom = 1e9, -1e9
        self.add(lines, last)

    def add(self, lines: Lines, last: int) -> None:
        parts = [p for line in lines for p in line]
        self.cells.append(parts)
        self.last = max(self.last, last)
        self.columns |= {c for p in parts for c in range(p.first, p.last + 1)}
        self.top = min(self.top, *(p.top for p in parts))
        self.bottom = max(self.bottom, *(p.bottom for p in parts))

    def stretch(self, run: Run) -> None:
        """Forget the height of a label that is centred beside its rows once its first row begins."""
        if len(self.cells) == 1 and run.bottom() < self.top:
            self.top, self.bottom = run.top(), run.bottom()


def build_runs(parts: list[Part]) -> list[Run]:
    """Runs in stream order."""
    runs: list[Run] = []
    for part in parts:
        run = runs[-1] if runs else None
        if run is not None and part.first <= run.last and part.last >= run.first:
            last = run.lines[-1][-1]
            level = abs(part.base - last.base) < 0.35 * part.size
            if level and part.u0 >= last.u1 - 1:
                run.lines[-1].append(part)
                continue
            if not level and part.base > last.base:
                run.lines.append([part])
                run.first, run.last = min(run.first, part.first), min(run.last, part.last)
                run.last = max(run.first, run.last)
                continue
        runs.append(Run([[part]], part.first, part.last))
    return runs


def read_stream_rows(parts: list[Part], rules: list[Rule]) -> list[list[list[Part]]]:
    """Rows of cells, each cell a list of parts."""
    rows: list[Row] = []
    runs = build_runs(parts)
    pitch = line_pitch(parts)
    for number, run in enumerate(runs):
        follower = runs[number + 1] if number + 1 < len(runs) else None
        beside = _row_beside(rows, run)
        if beside is not None:
            beside.add(run.lines, run.last)
            continue
        goes_on = bool(rows) and _continues_row(rows[-1], run)
        start = _start_of_next_row(run, follower, goes_on, rules, pitch)
        head, tail = run.lines[:start], run.lines[start:]
        if goes_on:
            rows[-1].stretch(run)
            first, *rest = _split_lines(head or tail, rules, BLANK_LINES * pitch)
            rows[-1].add(first, run.last)
            rows += [Row(lines, run.last) for lines in rest]
            tail = tail if head else []
        else:
            rows += [Row(lines, run.last) for lines in _split_lines(head, rules, pitch)]
        if tail:
            rows.append(Row(tail, run.last))
    return [row.cells for row in rows]


def _continues_row(row: Row, run: Run) -> bool:
    """Whether a run stands to the right of the row and beside it."""
    if run.first <= row.last:
        return False
    label_waits = len(row.cells) == 1 and 0 in row.columns and run.bottom() < row.top
    beside = run.top() < row.bottom - 0.2 * run.size and run.bottom() > row.top + 0.2 * run.size
    return beside or label_waits


def _row_beside(rows: list[Row], run: Run) -> Row | None:
    """An earlier row that a late run (a label drawn after its rows) stands beside; None if there is none."""
    if not rows or run.top() > rows[-1].bottom - 0.2 * run.size or run.first > rows[-1].last:
        return None
    middle = (run.top() + run.bottom()) / 2
    for row in reversed(rows[-16:]):
        inside = row.top - 1 < middle < row.bottom + 1
        if inside and not row.columns & set(range(run.first, run.last + 1)):
            return row
    between = [r for r in rows[-16:] if run.top() < r.bottom and run.bottom() > r.top]
    free = [r for r in between if not r.columns & set(range(run.first, run.last + 1))]
    return free[0] if free else None


def _start_of_next_row(run: Run, follower: Run | None, goes_on: bool, rules: list[Rule], pitch: float) -> int:
    """The line of a run at which the row of the following run begins.

    0 if the whole run is one cell beside the follower, the number of lines if the follower begins a row of its own.
    """
    count = len(run.lines)
    if follower is None or follower.first <= run.last:
        return count if goes_on else 0 if count == 1 else count
    costs = [
        (_misfit(run, start, follower, pitch), start) for start in range(count) if not _rule_after(run, start, rules)
    ]
    if not costs:
        return count - 1
    best, start = min(costs)
    return 0 if costs[0][1] == 0 and costs[0][0] < best + CLOSE * run.size else start


def _misfit(run: Run, start: int, follower: Run, pitch: float) -> float:
    """How far the lines of a run from `start` are from standing level with the follower, by top or by middle."""
    end = _first_piece(follower, pitch)
    top = abs(run.top(start) - follower.top())
    middle = abs(run.top(start) + run.bottom() - follower.top() - follower.bottom(end)) / 2
    return min(top, middle)


def _first_piece(run: Run, pitch: float) -> int:
    """The number of lines before the first wide step of a run."""
    for number in range(1, len(run.lines)):
        if run.lines[number][0].base - run.lines[number - 1][0].base > pitch * run.size:
            return number
    return len(run.lines)


def _rule_after(run: Run, start: int, rules: list[Rule]) -> bool:
    """Whether a rule cuts through the lines of a run from `start`."""
    tail = run.lines[start:]
    return any(rule_separates(rules, a[0], b[0]) for a, b in itertools.pairwise(tail))


def _split_lines(lines: Lines, rules: list[Rule], pitch: float) -> list[Lines]:
    """Lines cut where a rule runs between them or they stand more than `pitch` font sizes apart."""
    pieces: list[Lines] = []
    for line in lines:
        last = pieces[-1][-1] if pieces else None
        if (
            last is None
            or line[0].base - last[0].base > pitch * line[0].size
            or rule_separates(rules, last[0], line[0])
        ):
            pieces.append([line])
        else:
            pieces[-1].append(line)
    return pieces
