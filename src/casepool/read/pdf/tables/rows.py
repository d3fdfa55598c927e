"""Candidate row splits of a region, and the score that chooses between them."""

import itertools
from collections.abc import Callable

from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.columns import Part
from casepool.read.pdf.tables.grids import NUMBER, Grid, GridCell, build_grid, fill_grid
from casepool.read.pdf.tables.stream import read_stream_rows


def split_by_lines(parts: list[Part], rules: list[Rule]) -> list[list[Part]]:
    """Every baseline is a row."""
    rows: list[list[Part]] = []
    for part in sorted(parts, key=lambda p: p.base):
        if rows and part.base - rows[-1][0].base < 0.4 * part.size:
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def split_by_rules(parts: list[Part], rules: list[Rule]) -> list[list[Part]]:
    """Every band between two rules is a row."""
    places = sorted({round(r.at, 1) for r in rules})
    bands: dict[int, list[Part]] = {}
    for part in parts:
        middle = part.base - 0.28 * part.size
        bands.setdefault(sum(p < middle for p in places), []).append(part)
    return [bands[n] for n in sorted(bands)]


def split_by_gaps(parts: list[Part], rules: list[Rule]) -> list[list[Part]]:
    """A row ends where no part reaches across and the free space is wider than that between lines of a cell."""
    lines = split_by_lines(parts, rules)
    steps = sorted(b[0].base - a[0].base for a, b in itertools.pairwise(lines))
    if not steps:
        return lines
    small = max(steps[len(steps) // 10], 0.9 * lines[0][0].size)
    return _merge_lines(lines, lambda a, b: b[0].base - a[0].base < 1.18 * small and not _any_rule(rules, a, b))


def split_by_key(parts: list[Part], rules: list[Rule]) -> list[list[Part]]:
    """A row begins with each line that has something in the first column."""
    lines = split_by_lines(parts, rules)
    return _merge_lines(lines, lambda a, b: not any(p.first == 0 for p in b) and not _any_rule(rules, a, b))


def _any_rule(rules: list[Rule], upper: list[Part], lower: list[Part]) -> bool:
    return any(upper[0].base < r.at < lower[0].base - 0.4 * lower[0].size for r in rules)


def _merge_lines(lines: list[list[Part]], goes_on: Callable[[list[Part], list[Part]], bool]) -> list[list[Part]]:
    rows: list[list[Part]] = []
    last: list[Part] = []
    for line in lines:
        if rows and goes_on(last, line):
            rows[-1] += line
        else:
            rows.append(list(line))
        last = line
    return rows


SPLITS: dict[str, Callable[[list[Part], list[Rule]], list[list[Part]]]] = {
    "rules": split_by_rules,
    "gaps": split_by_gaps,
    "key": split_by_key,
    "lines": split_by_lines,
}
STREAM_BONUS = 0.3
"""What a split that follows the stream is worth more: most typesetters write a table row by row, cell by cell."""


def read_candidates(parts: list[Part], columns: int, rules: list[Rule]) -> list[Grid]:
    """Every row split as a grid, best score first."""
    grids = [build_grid(read_stream_rows(parts, rules), columns, "stream")]
    grids[0].score = score_grid(grids[0]) + STREAM_BONUS
    for name, split in SPLITS.items():
        if name == "rules" and len({round(r.at) for r in rules}) < 3:
            continue
        grid = fill_grid(split(parts, rules), columns, name)
        grid.score = score_grid(grid)
        if not any(_same_rows(grid, other) for other in grids):
            grids.append(grid)
    for grid in grids:
        grid.rows = [row for row in grid.rows if row]
    return sorted(grids, key=lambda g: -g.score)


def _same_rows(a: Grid, b: Grid) -> bool:
    return [[c.text for c in row] for row in a.rows] == [[c.text for c in row] for row in b.rows]


def score_grid(grid: Grid) -> float:
    """Share of filled cells, less what speaks of torn or glued rows (weights: see the reading guide of the project).

    Torn: a cell that begins in lower case right under a full cell, or ends in a comma, plus or hyphen.
    Glued: a cell that holds several numbers on lines of their own; rows that overlap in height; rows whose cells
    nearly all have the same number of lines, three at least.
    """
    cells = [c for row in grid.rows for c in row]
    if not cells or grid.columns < 1:
        return 0.0
    filled = sum(c.last - c.first + 1 for c in cells) / (len(grid.rows) * grid.columns)
    torn = sum(_is_torn(grid, number, c) for number, row in enumerate(grid.rows) for c in row)
    glued = sum(_is_glued(c) for c in cells)
    full = min(filled, 1.0)
    return full - 1.2 * torn / len(cells) - 1.5 * glued / len(cells) - 0.8 * _overlaps(grid) - _stacked(grid)


def _is_torn(grid: Grid, number: int, cell: GridCell) -> bool:
    text = cell.text
    if text.rstrip()[-1:] in (",", "+", "-", "\x02", "/", "(") and len(text) > 3:
        return True
    if not text[:1].islower() or number == 0:
        return False
    return any(c.first == cell.first for c in grid.rows[number - 1])


def _is_glued(cell: GridCell) -> bool:
    lines: dict[float, list[str]] = {}
    for part in cell.parts:
        lines.setdefault(round(part.base), []).append(part.text)
    numbers = sum(bool(NUMBER.match(" ".join(words).strip())) for words in lines.values())
    return numbers >= 2 and numbers == len(lines)


def _stacked(grid: Grid) -> float:
    """Share of cells in rows that look like several rows: the same number of lines in nearly every cell."""
    bad = total = 0
    for row in grid.rows:
        counts = [len({round(p.base) for p in c.parts}) for c in row]
        total += len(row)
        common = max(counts, key=counts.count, default=0)
        if len(row) >= 3 and common >= 3 and counts.count(common) >= 0.7 * len(row):
            bad += len(row)
    return bad / max(total, 1)


def _overlaps(grid: Grid) -> float:
    """Share of neighbouring rows of which one reaches into the other by more than half a line."""
    spans = [(min(c.top for c in row), max(c.bottom for c in row), row[0].parts[0].size) for row in grid.rows if row]
    pairs = list(itertools.pairwise(spans))
    bad = sum(b[0] < a[1] - 0.6 * a[2] for a, b in pairs)
    return bad / len(pairs) if pairs else 0.0
