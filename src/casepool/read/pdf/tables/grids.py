"""A grid: cells with rows and columns, and the candidate ways to split a region into rows."""

import re
from dataclasses import dataclass, field

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


NUMBER = re.compile(r"^[<>≤≥~±=+−–-]?\s?\d[\d.,]*\s?%?\**$")


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
    """A grid from parts that are grouped into rows already."""
    rows: list[list[GridCell]] = []
    for number, band in enumerate(bands):
        cells: dict[tuple[int, int], GridCell] = {}
        for part in band:
            key = (part.first, part.last)
            cell = cells.setdefault(key, GridCell([], part.first, part.last, number))
            cell.parts.append(part)
        row = sorted(cells.values(), key=lambda c: (c.first, c.last))
        for cell in row:
            cell.parts = in_reading_order(cell.parts)
        rows.append(_merge_overlaps(row))
    return Grid(rows, columns, engine)


def _merge_overlaps(row: list[GridCell]) -> list[GridCell]:
    """A wide line of a wrapped cell and its narrow lines are one cell when their columns overlap."""
    merged: list[GridCell] = []
    for cell in row:
        if merged and cell.first <= merged[-1].last and _touch(merged[-1], cell):
            last = merged[-1]
            last.parts = in_reading_order(last.parts + cell.parts)
            last.last = max(last.last, cell.last)
        else:
            merged.append(cell)
    return merged


def _touch(a: GridCell, b: GridCell) -> bool:
    """Whether two cells are lines of one stack: neither clearly above the other with something between."""
    return min(p.u0 for p in b.parts) < max(p.u1 for p in a.parts)
