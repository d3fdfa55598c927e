"""Candidate row splits of a region, and the score that chooses between them."""

from collections.abc import Callable

from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.columns import Part
from casepool.read.pdf.tables.grids import NUMBER, Grid, GridCell, fill_grid, rule_separates

LINE_PITCH = 1.6


def split_by_stream(parts: list[Part], rules: list[Rule]) -> list[list[Part]]:
    """Rows as the stream writes them: a row ends where it goes back to a column that the row has passed."""
    rows: list[list[Part]] = []
    for part in parts:
        if rows and _joins_row(rows[-1], part, rules):
            rows[-1].append(part)
        else:
            back = _row_beside(rows, part)
            if back is not None:
                rows[back].append(part)
            else:
                rows.append([part])
    return rows


def _joins_row(row: list[Part], part: Part, rules: list[Rule]) -> bool:
    last = row[-1]
    if part.first <= last.last and part.last >= last.first:
        return _goes_on(last, part, rules)
    if part.first < last.first:
        return False
    floating = len({(p.first, p.last) for p in row}) == 1 and part.bottom < row[0].top
    top, bottom = min(p.top for p in row), max(p.bottom for p in row)
    return floating or (part.top < bottom - 0.2 * part.size and part.bottom > top + 0.2 * part.size)


def _goes_on(last: Part, part: Part, rules: list[Rule]) -> bool:
    """Whether a part continues the cell: next word on the line, or next line with normal spacing and no rule."""
    if abs(part.base - last.base) < 0.35 * part.size:
        return part.u0 >= last.u1 - 1
    step = part.base - last.base
    if not 0.6 * last.size < step < LINE_PITCH * max(part.size, last.size):
        return False
    return not rule_separates(rules, last, part)


def _row_beside(rows: list[list[Part]], part: Part) -> int | None:
    """An earlier row that stands beside a part written late (a label drawn after its rows); None if there is none."""
    if not rows or part.top > max(p.bottom for p in rows[-1]) - 0.2 * part.size:
        return None
    middle = (part.top + part.bottom) / 2
    for number in range(len(rows) - 1, max(-1, len(rows) - 12), -1):
        row = rows[number]
        inside = min(p.top for p in row) - 1 < middle < max(p.bottom for p in row) + 1
        free = all(p.last < part.first or p.first > part.last for p in row)
        own = [p for p in row if p.first <= part.last and p.last >= part.first]
        if inside and (free or (own and _goes_on(own[-1], part, []))):
            return number
    return None


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
    steps = sorted(b[0].base - a[0].base for a, b in zip(lines, lines[1:], strict=False))
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
    "stream": split_by_stream,
    "rules": split_by_rules,
    "gaps": split_by_gaps,
    "key": split_by_key,
    "lines": split_by_lines,
}
STREAM_BONUS = 0.12


def read_candidates(parts: list[Part], columns: int, rules: list[Rule]) -> list[Grid]:
    """Every row split as a grid, best score first."""
    grids: list[Grid] = []
    for name, split in SPLITS.items():
        if name == "rules" and len({round(r.at) for r in rules}) < 4:
            continue
        grid = fill_grid(split(parts, rules), columns, name)
        grid.score = score_grid(grid) + (STREAM_BONUS if name == "stream" else 0.0)
        if not any(_same_rows(grid, other) for other in grids):
            grids.append(grid)
    return sorted(grids, key=lambda g: -g.score)


def _same_rows(a: Grid, b: Grid) -> bool:
    return [[c.text for c in row] for row in a.rows] == [[c.text for c in row] for row in b.rows]


def score_grid(grid: Grid) -> float:
    """Share of filled cells, less what speaks of torn or glued rows (weights: see the reading guide of the project).

    Torn: a cell that begins in lower case right under a full cell, or ends in a comma, plus or hyphen.
    Glued: a cell that holds several numbers on lines of their own; rows that overlap in height.
    """
    cells = [c for row in grid.rows for c in row]
    if not cells or grid.columns < 1:
        return 0.0
    filled = sum(c.last - c.first + 1 for c in cells) / (len(grid.rows) * grid.columns)
    torn = sum(_is_torn(grid, number, c) for number, row in enumerate(grid.rows) for c in row)
    glued = sum(_is_glued(c) for c in cells)
    return min(filled, 1.0) - 1.2 * torn / len(cells) - 1.5 * glued / len(cells) - 0.8 * _overlaps(grid)


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


def _overlaps(grid: Grid) -> float:
    """Share of neighbouring rows of which one reaches into the other by more than half a line."""
    spans = [(min(c.top for c in row), max(c.bottom for c in row), row[0].parts[0].size) for row in grid.rows if row]
    pairs = list(zip(spans, spans[1:], strict=False))
    bad = sum(b[0] < a[1] - 0.6 * a[2] for a, b in pairs)
    return bad / len(pairs) if pairs else 0.0


