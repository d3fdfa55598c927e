"""The tables of a web page: which of them hold data, and their cells with spans and heads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casepool.domain.document import Cell
from casepool.read.html_tree import Node, children, is_hidden
from casepool.read.plain_tables import Grid, header_rows
from casepool.read.spans import LONGEST, WIDEST, read_span

_LONG_CELL = 1_500


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of a page's table."""

    node: Node
    path: str
    rowspan: int
    colspan: int
    header: bool


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row of a page's table; `head` says that it stands in <thead>."""

    cells: tuple[PageCell, ...]
    head: bool


def is_data_table(node: Node) -> bool:
    """Whether a table holds data, not the layout of the page (tables inside tables, cells as long as articles)."""
    role = (node.attributes.get("role") or "").lower()
    if role in ("presentation", "none") or any(t.mem_id != node.mem_id for t in node.css("table")):
        return False
    cells = node.css("td, th")
    return len(cells) > 1 and all(len(cell.text() or "") <= _LONG_CELL for cell in cells)


def read_rows(table: Node, path: str) -> list[PageRow]:
    """The rows of a table that have cells."""
    return [row for row in _rows(table, path, False) if row.cells][:LONGEST]


def count_heads(text: str, rows: Sequence[PageRow], cells: Sequence[Cell]) -> int:
    """The rows of <thead>, else the leading rows of head cells only, else as many as the contents tell."""
    in_head = next((n for n, row in enumerate(rows) if not row.head), len(rows))
    all_heads = next((n for n, row in enumerate(rows) if not all(c.header for c in row.cells)), len(rows))
    if in_head or all_heads:
        return in_head or all_heads
    intervals: list[list[tuple[int, int]]] = [[] for _ in rows]
    for cell in cells:
        intervals[cell.row].append((cell.start, cell.end))
    return header_rows(text, Grid(0, 0, tuple(map(tuple, intervals)), "structure", 1.0)) if cells else 0


def _rows(node: Node, path: str, in_head: bool) -> Iterator[PageRow]:
    for child, child_path, part in children(node, path):
        if part or is_hidden(child):
            continue
        if child.tag == "tr":
            yield PageRow(tuple(_cells(child, child_path)), in_head)
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child, child_path, child.tag == "thead")


def _cells(row: Node, path: str) -> Iterator[PageCell]:
    for child, child_path, part in children(row, path):
        if not part and child.tag in ("td", "th") and not is_hidden(child):
            rowspan = read_span(child.attributes.get("rowspan"), LONGEST)
            colspan = read_span(child.attributes.get("colspan"), WIDEST)
            yield PageCell(child, child_path, rowspan, colspan, child.tag == "th")
