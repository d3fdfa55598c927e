"""Where the cells of a table stand when some of them span rows and columns (JATS, HTML)."""

from collections.abc import Sequence

WIDEST = 200
LONGEST = 2_000


def read_span(value: str | None, limit: int) -> int:
    """A rowspan or colspan as an int from 1 to `limit`; anything that is no number counts as 1."""
    try:
        return max(1, min(int((value or "1").strip()), limit))
    except ValueError:
        return 1


def place_cells(rows: Sequence[Sequence[tuple[int, int]]]) -> list[list[tuple[int, int, int]]]:
    """For rows of (rowspan, colspan), the (column, rowspan, colspan) of each cell; spans end with the table."""
    taken: dict[int, int] = {}
    placed = []
    for number, row in enumerate(rows):
        column, line = 0, []
        for rowspan, colspan in row:
            while taken.get(column, 0) > number:
                column += 1
            high = min(rowspan, len(rows) - number)
            for covered in range(column, column + colspan):
                taken[covered] = number + high
            line.append((column, high, colspan))
            column += colspan
        placed.append(line)
    return placed
