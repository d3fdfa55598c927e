"""A spreadsheet of cases typed by hand (CSV, TSV, XLSX) as rows of texts. Formulas are never run."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from casepool.domain.errors import ReadError, UsageError
from casepool.read.archive import Archive
from casepool.read.decode import decode
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.reader import check_size
from casepool.read.refusal import label, refuse

MOST_ROWS = 100_000
ZIP = b"PK\x03\x04"
STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The head and the rows that hold anything, each with its number in the file (from 1) and as long as the head."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(data: bytes, name: str, sheet: str = "", limits: Limits = DEFAULT_LIMITS) -> Sheet:
    """The sheet. `sheet` names one of a workbook (the first if empty). Raises ReadError when it cannot be read.

    An apostrophe that protects a cell from being run as a formula is taken away.
    """
    check_size(len(data), name, limits)
    lines = _read_workbook(data, name, sheet, limits) if data.startswith(ZIP) else _read_text(data, name)
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        raise refuse("no_rows", f"{label(name)} has no row below its head.", "The first row names the columns.")
    head = tuple(" ".join(cell.split()) for cell in filled[0][1])
    width = len(head)
    rows = tuple((number, (*cells[:width], *[""] * (width - len(cells)))) for number, cells in filled[1:])
    return Sheet(name, head, rows)


def _read_text(data: bytes, name: str) -> list[tuple[int, tuple[str, ...]]]:
    text = decode(data, label(name)).text
    first = text.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=first.count)
    return list(_limit(csv.reader(io.StringIO(text, newline=""), delimiter=mark), name))


def _limit(lines: Iterable[Iterable[object]], name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise refuse("too_long", f"{label(name)} has more than {MOST_ROWS:,} rows.", "Split it into several files.")
        yield number, tuple(_say_cell(cell) for cell in cells)


def _say_cell(cell: object) -> str:
    """A cell as text: whole numbers without a point, dates as ISO, nothing for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    text = str(cell)
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text


def _read_workbook(data: bytes, name: str, sheet: str, limits: Limits) -> list[tuple[int, tuple[str, ...]]]:
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError as error:
        raise UsageError(f"{name} is a workbook; install openpyxl with: pip install 'casepool[review]'.") from error
    Archive(data, name, limits)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        names = book.sheetnames
        if sheet and sheet not in names:
            said = f"{label(name)} has no sheet {sheet!r}; it has {', '.join(names)}."
            raise refuse("no_sheet", said, "Name one of them.")
        return list(_limit(book[sheet or names[0]].iter_rows(values_only=True), name))
    except ReadError:
        raise
    except Exception as error:
        said = f"{label(name)} could not be read as a workbook: {type(error).__name__}."
        raise refuse("reader_failed", said, "Save it again, or as CSV.") from error
