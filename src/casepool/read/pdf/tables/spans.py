"""Labels in the first column that stand for several rows."""

from casepool.read.pdf.tables.grids import Grid, GridCell


def span_labels(grid: Grid) -> None:
    """Set the rowspan of first-column labels whose rows below leave that column empty.

    A label stands for its own row and the rows after it up to the next label. Where labels are centred beside their
    rows, each reaches as far up as down.
    """
    labels = {n: row[0] for n, row in enumerate(grid.rows) if row and row[0].first == 0 and n >= grid.heads}
    body = list(range(grid.heads, len(grid.rows)))
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


MAX_GROUP = 40
MAX_WORK = 400


def _span_centred(grid: Grid, labels: dict[int, GridCell], body: list[int]) -> bool:
    """Give centred labels their rows; False when the labels do not stand in the middle of theirs."""
    numbers = sorted(labels)
    pages = {p.segment.page for row in grid.rows for c in row for p in c.parts}
    if (numbers[0] == body[0] and len(numbers) > 1) or len(pages) > 1 or len(body) > MAX_WORK:
        return False
    ends = _fit_groups(grid, [labels[n] for n in numbers], body)
    if ends is None:
        return False
    first = body[0]
    for number, last in zip(numbers, ends, strict=True):
        _move_label(grid, labels[number], first)
        labels[number].rowspan = last - first + 1
        first = last + 1
    return True


def _fit_groups(grid: Grid, labels: list[GridCell], body: list[int]) -> list[int] | None:
    """The last row of each label's group so that all labels stand nearest to the middle of theirs; None if they do not.

    The groups follow each other and fill the body.
    """
    extents = [_extent(grid, n) for n in body]
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for label in labels:
        middle = (label.top + label.bottom) / 2
        reached: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, ends) in best.items():
            for stop in range(start, min(len(body), start + MAX_GROUP)):
                off = abs((extents[start][0] + extents[stop][1]) / 2 - middle)
                if off < 1.6 * label.parts[0].size and cost + off < reached.get(stop + 1, (1e9, []))[0]:
                    reached[stop + 1] = (cost + off, [*ends, body[stop]])
        best = reached
    found = best.get(len(body))
    return found[1] if found else None


def _extent(grid: Grid, number: int) -> tuple[float, float]:
    cells = [c for c in grid.rows[number] if c.first > 0] or grid.rows[number]
    return min(c.top for c in cells), max(c.bottom for c in cells)


def _move_label(grid: Grid, label: GridCell, row: int) -> None:
    if label.row != row:
        grid.rows[label.row].remove(label)
        grid.rows[row].insert(0, label)
        label.row = row
