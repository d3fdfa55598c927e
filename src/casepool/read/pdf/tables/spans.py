"""Labels in the first column that stand for several rows."""

from casepool.read.pdf.tables.grids import Grid, GridCell


def span_labels(grid: Grid) -> None:
    """Set the rowspan of first-column labels whose rows below leave that column empty.

    A label stands for its own row and the rows after it up to the next label. Where labels are centred beside their
    rows, each reaches as far up as down.
    """
    labels = {n: row[0] for n, row in enumerate(grid.rows) if row and row[0].first == 0 and n >= grid.heads}
    body = [n for n in range(grid.heads, len(grid.rows))]
    empty = [n for n in body if n not in labels and _has_second(grid.rows[n])]
    if not labels or len(empty) < 0.25 * len(body):
        return
    if not _span_centred(grid, labels, body):
        _span_down(grid, labels, body)


def _has_second(row: list[GridCell]) -> bool:
    return bool(row) and row[0].first == 1


def _span_down(grid: Grid, labels: dict[int, GridCell], body: list[int]) -> None:
    for number, label in labels.items():
        last = number
        ahead = number
        while ahead + 1 in body and ahead + 1 not in labels:
            ahead += 1
            last = ahead if _has_second(grid.rows[ahead]) else last
        label.rowspan = last - number + 1


def _middle_of(grid: Grid, first: int, last: int) -> float:
    rows = [c for n in range(first, last + 1) for c in grid.rows[n] if c.first > 0]
    return (min(c.top for c in rows) + max(c.bottom for c in rows)) / 2


def _span_centred(grid: Grid, labels: dict[int, GridCell], body: list[int]) -> bool:
    """Give centred labels their rows; False when the labels do not stand in the middle of theirs."""
    numbers = sorted(labels)
    if numbers[0] == body[0] and len(numbers) > 1 or len({p.segment.page for r in grid.rows for c in r for p in c.parts}) > 1:
        return False
    groups: list[tuple[GridCell, int, int]] = []
    first = body[0]
    for number in numbers:
        label = labels[number]
        middle = (label.top + label.bottom) / 2
        spans = [(abs(_middle_of(grid, first, last) - middle), last) for last in range(max(first, number), body[-1] + 1)]
        distance, last = min(spans)
        if distance > 1.2 * label.parts[0].size:
            return False
        groups.append((label, first, last))
        first = last + 1
        if first > body[-1]:
            break
    if len(groups) < len(numbers) or groups[-1][2] != body[-1]:
        return False
    for label, start, last in groups:
        _move_label(grid, label, start)
        label.rowspan = last - start + 1
    return True


def _move_label(grid: Grid, label: GridCell, row: int) -> None:
    if label.row != row:
        grid.rows[label.row].remove(label)
        grid.rows[row].insert(0, label)
        label.row = row
