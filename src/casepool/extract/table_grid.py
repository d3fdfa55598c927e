"""A table as a grid of folded cells, turned where its patients stand in columns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from casepool.domain.document import Cell, Table
from casepool.extract.table_headers import Column, fold_head, is_head_row, read_column
from casepool.knowledge.table_columns import load_column_kinds
from casepool.text.view import TextView

MOST_HEADS = 4
TURNED_KINDS = 3
ONCE = ("age", "age_onset", "sex")
PERSON_KINDS = {"age", "age_onset", "sex", "demographics"}


@dataclass(frozen=True)
class CellText:
    """A cell with its folded words and its half-open interval of the shadow text."""

    cell: Cell
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Grid:
    """A table whose lines are rows, or columns where it is turned. Lines and fields count from 0, heads included."""

    view: TextView
    table: Table
    turned: bool = False

    @cached_property
    def line_count(self) -> int:
        return self.table.column_count if self.turned else self.table.row_count

    @cached_property
    def width(self) -> int:
        """How many fields a line has."""
        return self.table.row_count if self.turned else self.table.column_count

    @cached_property
    def _places(self) -> dict[tuple[int, int], Cell]:
        """Each place of the table with the cell that covers it."""
        covered = ((cell, row, column) for cell in self.table.cells for row, column in _spanned(cell))
        return {(row, column): cell for cell, row, column in reversed(list(covered))}

    @cached_property
    def head_count(self) -> int:
        """How many lines at the top are heads: those that the reader gives, and further lines of heads below them."""
        if self.turned:
            return 1
        count = max(self.table.header_rows, 1)
        while count < min(self.line_count - 1, MOST_HEADS) and is_head_row(self._heads(count)):
            count += 1
        return count

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What the fields of a line hold, by the heads above them (spanning heads count for what they span)."""
        heads = [self._heads(line) for line in range(self.head_count)]
        found = [read_column(index, [line[index] for line in heads]) for index in range(self.width)]
        named = {kind for column in found for kind in column.kinds}
        return tuple(_without_doubles(column, named, found) for column in found)

    def cell(self, line: int, index: int) -> CellText | None:
        """The cell that covers a place (spans included), None where the grid has a hole."""
        cell = self._places.get((index, line) if self.turned else (line, index))
        return None if cell is None else self._text(cell)

    def line_of(self, cell: Cell) -> int:
        """The line in which a cell begins."""
        return cell.column if self.turned else cell.row

    def breadth(self, cell: Cell) -> int:
        """How many fields of its line a cell covers."""
        return cell.rowspan if self.turned else cell.colspan

    def _heads(self, line: int) -> list[str]:
        cells = [self.cell(line, index) for index in range(self.width)]
        return [fold_head(cell.words) if cell else "" for cell in cells]

    def _text(self, cell: Cell) -> CellText:
        start, end = self.view.shadow.offset(cell.start), self.view.shadow.offset(cell.end)
        words = self.view.folded[start:end] if cell.end > cell.start else ""
        lead = len(words) - len(words.lstrip())
        return CellText(cell, words.strip(), start + lead, start + len(words.rstrip()))


def _without_doubles(column: Column, named: set[str], columns: list[Column]) -> Column:
    """A column without the kinds that another column answers better; of several columns of ages the first counts."""
    kept = tuple(
        kind
        for kind in column.kinds
        if load_column_kinds()[kind].instead_of not in named
        and not (kind in ONCE and any(kind in c.kinds for c in columns[: column.index]))
    )
    return replace(column, kinds=kept)


def _spanned(cell: Cell) -> Iterator[tuple[int, int]]:
    return product(range(cell.row, cell.row + cell.rowspan), range(cell.column, cell.column + cell.colspan))


def read_grid(view: TextView, table: Table) -> Grid:
    """The grid of a table; turned where the first cells of its rows, and not its head row, name age or sex."""
    upright, turned = Grid(view, table), Grid(view, table, turned=True)
    down, across = _kinds(turned.columns), _kinds(upright.columns)
    return turned if len(down) >= TURNED_KINDS and down & PERSON_KINDS and not across & PERSON_KINDS else upright


def _kinds(columns: tuple[Column, ...]) -> set[str]:
    known = load_column_kinds()
    return {kind for column in columns for kind in column.kinds if known[kind].fields}
