"""The head of a table: its cells rebuilt from the lines above the first full rule, with spans."""

from casepool.read.pdf.graphics import Rule
from casepool.read.pdf.tables.columns import Part
from casepool.read.pdf.tables.grids import VALUE, GridCell, in_reading_order, line_pitch, rule_separates
from casepool.read.pdf.tables.regions import Region

FULL = 0.93
"""A rule is full when it runs over this share of the width of its table."""


def find_head_bottom(region: Region, rules: list[Rule]) -> float | None:
    """Where the head ends: the first full rule inside the table with lines above and below it; None without one."""
    for rule in rules:
        wide = min(rule.end, region.u1) - max(rule.start, region.u0) > FULL * region.width
        if wide and region.top < rule.at < region.bottom and rule.at - region.top < 0.65 * (region.bottom - region.top):
            return rule.at
    return None


def top_of_numbers(parts: list[Part], region: Region) -> float | None:
    """Without a full rule: the top of the first line of numbers, if only words stand above it; else None."""
    lines: list[list[Part]] = []
    for part in sorted(parts, key=lambda p: p.base):
        if lines and part.base - lines[-1][0].base < 0.35 * part.size:
            lines[-1].append(part)
        else:
            lines.append([part])
    of_numbers = [_is_of_numbers(line) for line in lines]
    if True not in of_numbers:
        return None
    number = of_numbers.index(True)
    top = min(p.top for p in lines[number])
    many = 2 * sum(of_numbers[number:]) >= len(lines) - number
    high = top - region.top < 0.4 * (region.bottom - region.top)
    return top - 0.1 if number and many and high else None


def _is_of_numbers(line: list[Part]) -> bool:
    values = sum(bool(VALUE.match(p.text.strip())) for p in line)
    return len(line) >= 2 and 2 * values >= len(line)


def build_head(parts: list[Part], rules: list[Rule], gutters: list[float]) -> list[list[GridCell]]:
    """Rows of head cells: lines under each other are one cell, a cell over several columns stands above theirs."""
    stacks: list[GridCell] = []
    pitch = line_pitch(parts)
    for part in in_reading_order(parts):
        for cell in reversed(stacks):
            if _stacks_under(cell, part, rules, pitch):
                cell.parts.append(part)
                break
        else:
            stacks.append(GridCell([part], part.first, part.last))
    for rule in rules:
        _spread_over_rule(stacks, rule, gutters)
    return _arrange(stacks) if stacks else []


def _spread_over_rule(stacks: list[GridCell], rule: Rule, gutters: list[float]) -> None:
    """A head cell alone over a rule stands over all columns of that rule."""
    above = [c for c in stacks if _stands_on(c, rule)]
    below = [c for c in stacks if c.top > rule.at - 2 and min(p.u0 for p in c.parts) < rule.end]
    if len(above) != 1 or not below:
        return
    cell = above[0]
    cell.first = min(cell.first, sum(g < rule.start + 2 for g in gutters))
    cell.last = max(cell.last, sum(g < rule.end - 2 for g in gutters))


def _stands_on(cell: GridCell, rule: Rule) -> bool:
    left, right = min(p.u0 for p in cell.parts), max(p.u1 for p in cell.parts)
    near = -2 < rule.at - cell.bottom < 1.5 * cell.parts[0].size
    return near and left > rule.start - 3 and right < rule.end + 3


def _stacks_under(cell: GridCell, part: Part, rules: list[Rule], pitch: float) -> bool:
    last = cell.parts[-1]
    if abs(part.base - last.base) < 0.35 * part.size:
        return (part.first, part.last) == (cell.first, cell.last) and part.u0 - last.u1 < 3 * part.size
    near = 0 < part.base - last.base < pitch * max(part.size, last.size)
    same = (part.first, part.last) == (cell.first, cell.last) or (cell.first <= part.first and part.last <= cell.last)
    if cell.first < cell.last and (part.first, part.last) != (cell.first, cell.last):
        same = part.u0 < last.u1 and part.u1 > last.u0 and _centred(cell, part)
    return near and same and not rule_separates(rules, last, part)


def _centred(cell: GridCell, part: Part) -> bool:
    """Whether a narrow line stands in the middle of the wide one above, as wrapped centred text does."""
    left, right = min(p.u0 for p in cell.parts), max(p.u1 for p in cell.parts)
    return abs((left + right) / 2 - (part.u0 + part.u1) / 2) < 0.6 * part.size


def _arrange(stacks: list[GridCell]) -> list[list[GridCell]]:
    """Cells in rows: each below the cells that stand over its columns; cells with nothing below reach to the bottom."""
    stacks.sort(key=lambda c: (c.top, c.first))
    levels: list[int] = []
    for number, cell in enumerate(stacks):
        above = [
            levels[n] + 1
            for n, other in enumerate(stacks[:number])
            if other.first <= cell.last
            and other.last >= cell.first
            and other.bottom <= cell.top + 0.5 * cell.parts[0].size
        ]
        levels.append(max(above, default=0))
    depth = max(levels, default=0) + 1
    rows: list[list[GridCell]] = [[] for _ in range(depth)]
    for cell, level in zip(stacks, levels, strict=True):
        below = [lv for other, lv in zip(stacks, levels, strict=True) if lv > level and _over(cell, other)]
        cell.rowspan = (min(below) if below else depth) - level
        rows[level].append(cell)
    for row in rows:
        row.sort(key=lambda c: c.first)
    return rows


def _over(cell: GridCell, other: GridCell) -> bool:
    return cell.first <= other.last and cell.last >= other.first
