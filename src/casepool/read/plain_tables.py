"""Tables in plain text: cells set apart by tabs, by pipes, by runs of blanks, by HTML tags, or one cell per line."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from casepool.read.captions import find_caption_label
from casepool.read.plain_lines import Line

Interval = tuple[int, int]
Found = tuple["Grid | None", int]
Finder = Callable[[str, Sequence[Line], int], Found]
_RULE_ROW = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r" {2,}|\t+")
_LIST_MARK = re.compile(r"^(?:[-*•–]|[\[(]?\d{1,3}[.)\]]{1,2}|\(?[a-z][.)])$")
_ROW_TAG = re.compile(r"<tr\b[^>]*>(.*?)(?=</tr>|<tr\b|</table>|$)", re.IGNORECASE | re.DOTALL)
_TABLE_END = re.compile(r"</table", re.IGNORECASE)
_CELL_TAG = re.compile(r"<(t[dh])\b[^>]*>(.*?)(?=</t[dh]>|<t[dh]\b|$)", re.IGNORECASE | re.DOTALL)
_WRAPPED = re.compile(
    r"^(?:<(i|b|em|strong|u|p|span|center)(?:\s[^<>]{0,80})?>(.*)</\1>|(\*\*|__|\*|_)([^*_].*?)\3)$", re.I | re.S
)
_DIGIT = re.compile(r"\d")
_BARE_NUMBER = re.compile(r"^[\d.,%<>±+−–/~() -]+$")
_LONGEST_GROUP_ROW = 60
_LONGEST_CELL = 5_000
_LONG_RUN = 200
_INDENT = 6
_HTML_WINDOW = 400_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A table found in lines `first` to `last` (exclusive). Rows hold one interval of the text per cell."""

    first: int
    last: int
    rows: tuple[tuple[Interval, ...], ...]
    engine: str
    score: float
    header_rows: int | None = None


def find_grids(text: str, lines: Sequence[Line]) -> tuple[Grid, ...]:
    """Every table of the text in reading order; tables do not share lines. Takes time linear in the text."""
    found: list[Grid] = []
    rests = dict.fromkeys(FINDERS, 0)
    at = 0
    while at < len(lines):
        grid = None if lines[at].blank else _grid_at(text, lines, at, rests)
        if grid:
            found.append(grid)
        at = grid.last if grid else at + 1
    return tuple(found)


def _grid_at(text: str, lines: Sequence[Line], at: int, rests: dict[Finder, int]) -> Grid | None:
    """The table that begins at line `at`. A finder that gave up on a long run rests until the end of that run."""
    for find in FINDERS:
        if at < rests[find]:
            continue
        grid, last = find(text, lines, at)
        if grid:
            return grid
        if last - at > _LONG_RUN:
            rests[find] = last
    return None


def header_rows(text: str, grid: Grid) -> int:
    """How many rows at the top are column heads: given by the format, else guessed from where the numbers begin."""
    if grid.header_rows is not None:
        return grid.header_rows
    if len(grid.rows) < 2:
        return 0
    top, rest = [text[s:e] for s, e in grid.rows[0]], [[text[s:e] for s, e in row] for row in grid.rows[1:]]
    empty_corner = not top[0] and any(top) and sum(bool(row[0]) for row in rest) > len(rest) / 2
    words_only = not any(_DIGIT.search(cell) for cell in top)
    named = any(_names_numbers(column, top, rest) for column in range(len(top)))
    return 1 if empty_corner or words_only or (named and not any(_BARE_NUMBER.match(cell) for cell in top)) else 0


def _names_numbers(column: int, top: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a column has words at its top and numbers in at least half of its other cells."""
    below = [row[column] for row in rest if len(row) > column and row[column]]
    numbered = sum(bool(_DIGIT.search(cell)) for cell in below)
    return bool(top[column]) and not _DIGIT.search(top[column]) and bool(below) and 2 * numbered >= len(below)


def trim(text: str, start: int, end: int) -> Interval:
    """The interval without blanks at its ends and without tags or marks that enclose the whole cell."""
    for _ in range(4):
        start, end = _strip(text, start, end)
        match = _WRAPPED.match(text[start:end]) if end - start <= _LONGEST_CELL else None
        if match is None:
            break
        group = 2 if match.group(1) else 4
        start, end = start + match.start(group), start + match.end(group)
    return start, end


def _strip(text: str, start: int, end: int) -> Interval:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _tab_grid(text: str, lines: Sequence[Line], at: int) -> Found:
    if "\t" not in lines[at].words:
        return None, at
    last = _end_of_tabs(lines, at)
    rows = [_cut(text, line.first, line.last, "\t") for line in lines[at:last] if not line.blank]
    filled = [row for row in rows if sum(s < e for s, e in row) > 1]
    if len(filled) < 2 or _is_list(text, filled):
        return None, last
    return Grid(at, last, tuple(rows), "tabs", 0.9), last


def _end_of_tabs(lines: Sequence[Line], at: int) -> int:
    last = at + 1
    while last < len(lines):
        if "\t" in lines[last].words:
            last += 1
        elif last + 1 < len(lines) and _bridges(lines[last - 1], lines[last], lines[last + 1]):
            last += 2
        else:
            return last
    return last


def _bridges(before: Line, line: Line, after: Line) -> bool:
    """Whether a line without tabs between two rows is part of the table: a group row, or a blank between rows."""
    columns = after.words.count("\t")
    if columns < 1 or abs(columns - before.words.count("\t")) > 1:
        return False
    if line.blank:
        return columns > 1
    return len(line.words) <= _LONGEST_GROUP_ROW and not line.ends_sentence and find_caption_label(line.words) is None


def _cut(text: str, first: int, last: int, mark: str) -> tuple[Interval, ...]:
    cells, at = [], first
    for part in text[first:last].split(mark):
        cells.append(trim(text, at, at + len(part)))
        at += len(part) + len(mark)
    return tuple(cells)


def _is_list(text: str, rows: Sequence[Sequence[Interval]]) -> bool:
    """Whether two columns are only numbers or bullets with their text."""
    marks = sum(len(row) == 2 and bool(_LIST_MARK.match(text[row[0][0] : row[0][1]])) for row in rows)
    return marks > len(rows) / 2


def _pipe_grid(text: str, lines: Sequence[Line], at: int) -> Found:
    last = at
    while last < len(lines) and len(_PIPE.findall(lines[last].words)) > (0 if last > at else 1):
        last += 1
    body = [line for line in lines[at:last] if not _RULE_ROW.match(line.words)]
    ruled = next((n for n, line in enumerate(lines[at:last]) if _RULE_ROW.match(line.words)), None)
    edged = sum(line.words.startswith("|") and line.words.endswith("|") for line in body)
    rows = tuple(_cut_pipes(text, line) for line in body)
    if not rows or (ruled is None and (len(rows) < 2 or (edged < len(rows) and len(rows) < 3))):
        return None, last
    return Grid(at, last, rows, "pipes", 0.95, min(ruled, len(rows)) if ruled is not None else None), last


def _cut_pipes(text: str, line: Line) -> tuple[Interval, ...]:
    marks = [line.start + m.start() for m in _PIPE.finditer(line.words)]
    edges = [line.start - 1, *marks, line.end]
    cells = [trim(text, a + 1, b) for a, b in pairwise(edges)]
    if line.words.startswith("|"):
        cells = cells[1:]
    if line.words.endswith("|") and len(cells) > 1 and not line.words.endswith("\\|"):
        cells = cells[:-1]
    return tuple(cells)


def _html_grid(text: str, lines: Sequence[Line], at: int) -> Found:
    if "<table" not in lines[at].words.lower():
        return None, at
    start = lines[at].start
    window = min(len(text), start + _HTML_WINDOW)
    close = _TABLE_END.search(text, start, window)
    end = close.start() if close else window
    last = at + 1
    while last < len(lines) and lines[last].first <= end:
        last += 1
    rows, heads = _html_rows(text, start, end) if close else ((), 0)
    return (Grid(at, last, rows, "tags", 0.95, heads or None) if rows else None), last


def _html_rows(text: str, start: int, end: int) -> tuple[tuple[tuple[Interval, ...], ...], int]:
    """The rows between two offsets, and how many of them at the top hold head cells only."""
    rows: list[tuple[Interval, ...]] = []
    heads = 0
    for row in _ROW_TAG.finditer(text, start, end):
        cells = list(_CELL_TAG.finditer(text, row.start(1), row.end(1)))
        if not cells:
            continue
        heads += len(rows) == heads and all(c.group(1).lower() == "th" for c in cells)
        rows.append(tuple(trim(text, c.start(2), c.end(2)) for c in cells))
    return tuple(rows), heads


def _down_grid(text: str, lines: Sequence[Line], at: int) -> Found:
    """A table saved from a web page: every cell on a line of its own that ends in a tab, rows apart by empty lines."""
    if not _is_down_cell(text, lines[at]):
        return None, at
    rows: list[list[Interval]] = []
    last, fresh, empty = at, True, 0
    while last < len(lines) and empty < 7:
        line = lines[last]
        cell = _is_down_cell(text, line) or (not fresh and not line.blank and line.start - line.first >= _INDENT)
        if not cell and not line.blank:
            break
        if cell:
            if fresh:
                rows.append([])
            rows[-1].append((line.start, line.end))
        empty, fresh = (0, False) if cell else (empty + 1, True)
        last += 1
    if len(rows) < 3 or max(map(len, rows)) < 2:
        return None, last
    return Grid(at, last - empty, tuple(map(tuple, rows)), "cell lines", 0.7), last


def _is_down_cell(text: str, line: Line) -> bool:
    tail = text[line.end : line.last] if not line.blank else text[line.first : line.last]
    return tail.endswith("\t") and tail.count("\t") == 1 and "\t" not in line.words


def _space_grid(text: str, lines: Sequence[Line], at: int) -> Found:
    last = at
    while last < len(lines) and len(lines[last].words) < 400 and _GAP.search(lines[last].words):
        last += 1
    rows = [_cut_gaps(line) for line in lines[at:last]]
    if len(rows) < 3 or not _is_aligned(rows, lines[at:last]):
        return None, last
    return Grid(at, last, tuple(tuple(trim(text, s, e) for s, e in row) for row in rows), "blanks", 0.5), last


def _is_aligned(rows: Sequence[Sequence[Interval]], lines: Sequence[Line]) -> bool:
    """Whether most rows have the same three columns or more, and the second column begins at the same place."""
    (columns, often), *_ = Counter(map(len, rows)).most_common(1)
    if columns < 3 or often < 0.75 * len(rows) or max(e - s for row in rows for s, e in row) > 80:
        return False
    return len({row[1][0] - line.first for row, line in zip(rows, lines, strict=True) if len(row) == columns}) <= 3


def _cut_gaps(line: Line) -> tuple[Interval, ...]:
    cells, at = [], line.start
    for gap in _GAP.finditer(line.words):
        cells.append((at, line.start + gap.start()))
        at = line.start + gap.end()
    return (*cells, (at, line.end))


FINDERS: tuple[Finder, ...] = (_html_grid, _pipe_grid, _tab_grid, _down_grid, _space_grid)
