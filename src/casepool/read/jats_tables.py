"""The rows of a JATS table (HTML or CALS model): each cell with its path, its spans and whether it is a head."""

from collections.abc import Iterator
from dataclasses import dataclass

from casepool.read.spans import LONGEST, WIDEST, read_span
from casepool.read.xml_tree import Element, child_paths, local


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell in the source."""

    element: Element
    path: str
    rowspan: int
    colspan: int
    header: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row in the source; `head` rows stand at the top and hold column heads."""

    cells: tuple[SourceCell, ...]
    head: bool


def find_tables(element: Element, path: str) -> list[tuple[Element, str]]:
    """The tables of a table-wrap with their paths (alternatives included); the element itself if it is a table."""
    if local(element) == "table":
        return [(element, path)]
    found = []
    for child, child_path in child_paths(element, path):
        if local(child) == "table":
            found.append((child, child_path))
        elif local(child) in ("alternatives", "table-wrap", "tgroup"):
            found.extend(find_tables(child, child_path))
    return found


def read_rows(table: Element, path: str) -> list[SourceRow]:
    """The rows of a table. Head rows are those of <thead>; without one, leading rows that hold head cells only."""
    rows = [(_cells(row, row_path), in_head) for row, row_path, in_head in _rows(table, path, False)]
    has_head = any(in_head for _, in_head in rows)
    read, leading = [], True
    for cells, in_head in rows:
        heads = in_head if has_head else bool(cells) and all(cell.header for cell in cells)
        leading = leading and heads
        read.append(SourceRow(tuple(cells), leading))
    return read[:LONGEST]


def _rows(element: Element, path: str, in_head: bool) -> Iterator[tuple[Element, str, bool]]:
    for child, child_path in child_paths(element, path):
        tag = local(child)
        if tag in ("tr", "row"):
            yield child, child_path, in_head
        elif tag in ("thead", "tbody", "tfoot", "tgroup"):
            yield from _rows(child, child_path, tag == "thead")


def _cells(row: Element, path: str) -> list[SourceCell]:
    cells = []
    for child, child_path in child_paths(row, path):
        if local(child) in ("td", "th"):
            rows, columns = read_span(child.get("rowspan"), LONGEST), read_span(child.get("colspan"), WIDEST)
            cells.append(SourceCell(child, child_path, rows, columns, local(child) == "th"))
        elif local(child) == "entry":
            rows = read_span(child.get("morerows"), LONGEST) + 1 if child.get("morerows") else 1
            cells.append(SourceCell(child, child_path, rows, _columns(child), False))
    return cells


def _columns(entry: Element) -> int:
    """How many columns a CALS entry spans: from namest to nameend, by the numbers in their names."""
    first, last = ("".join(c for c in entry.get(key, "") if c.isdigit()) for key in ("namest", "nameend"))
    return max(1, min(int(last) - int(first) + 1, WIDEST)) if first and last else 1
