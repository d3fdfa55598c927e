"""The tables as CSV: UTF-8 without a mark, LF, quoted as RFC 4180, a header row; beside them their dictionary."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from casepool.domain.errors import UsageError
from casepool.export.cells import DICTIONARY, describe_schema, escape_formula, list_dictionary, read_cell, write_cell
from casepool.export.material import Exported, ExportFile, Material, Options, Row
from casepool.export.tables import build_tables
from casepool.knowledge.export_tables import TableSpec, list_tables

CSV = "text/csv; charset=utf-8; header=present"
README = """Tables of a review, written by casepool {version}.

Each *.csv is UTF-8, comma-separated, with a header row. dictionary.csv describes every column, dictionary.json holds
the same as a data package. Read the files with the types of the dictionary: guessing turns 001 into 1.
{escaping}
A bound ("below 50 %") is never in a column of numbers: it stands in `bound`, with its comparator.
An empty cell is "no value"; why there is none stands in the state beside it. losses.csv lists what is not here.
"""
ESCAPED = """A cell that a spreadsheet would run as a formula begins with an apostrophe, in columns that the dictionary
marks `escaped`; casepool takes it away on import. Write the tables with --raw for cells as they are.
"""
RAW = "Cells are written as they are (--raw): do not open them in a spreadsheet.\n"


def write_csv(material: Material, options: Options) -> Exported:
    """One CSV file per table, dictionary.csv, dictionary.json and README.txt."""
    tables, losses = build_tables(material, options)
    specs = list_tables(material.form)
    files = [ExportFile(f"{s.name}.csv", write_table(s, tables[s.name], options.raw).encode(), CSV) for s in specs]
    entries = list_dictionary(specs, tables)
    schema = json.dumps(describe_schema(specs), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    readme = README.format(version=material.version, escaping=RAW if options.raw else ESCAPED)
    files += [
        ExportFile("dictionary.csv", write_dictionary(entries, options.raw).encode(), CSV),
        ExportFile("dictionary.json", schema.encode(), "application/json"),
        ExportFile("README.txt", readme.encode(), "text/plain; charset=utf-8"),
    ]
    return Exported(tuple(files), losses)


def write_table(spec: TableSpec, rows: Iterable[Row], raw: bool = False) -> str:
    """One table as CSV text."""
    head = [column.name for column in spec.columns]
    cells = ([write_cell(column, row[column.name], raw) for column in spec.columns] for row in rows)
    return write_lines([head, *cells])


def write_dictionary(entries: Iterable[dict[str, str]], raw: bool = False) -> str:
    """The dictionary as CSV text."""
    lines = ([entry[name] if raw else escape_formula(entry[name]) for name in DICTIONARY] for entry in entries)
    return write_lines([list(DICTIONARY), *lines])


def write_lines(lines: Iterable[Sequence[str]]) -> str:
    """Lines of cells as CSV text, quoted as RFC 4180; a lone carriage return is quoted, too."""
    return "".join(",".join(map(_quote, line)) + "\n" for line in lines)


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def read_table(spec: TableSpec, text: str, raw: bool = False) -> list[Row]:
    """The rows of a table that `write_table` wrote. Raises UsageError, naming line and column, for any other text."""
    lines = iter(csv.reader(io.StringIO(text, newline="")))
    head, names = next(lines, []), [column.name for column in spec.columns]
    if head != names:
        raise UsageError(f"{spec.name}.csv: the columns are {', '.join(head)}. Expected: {', '.join(names)}.")
    return list(_read_lines(spec, lines, raw))


def _read_lines(spec: TableSpec, lines: Iterable[list[str]], raw: bool) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        if len(line) != len(spec.columns):
            raise UsageError(f"{spec.name}.csv, row {number}: {len(line)} cells, expected {len(spec.columns)}.")
        row: Row = {}
        for column, cell in zip(spec.columns, line, strict=True):
            try:
                row[column.name] = read_cell(column, cell, raw)
            except (ValueError, KeyError) as error:
                said = f"{spec.name}.csv, row {number}, column {column.name}: {cell[:40]!r} is no {column.type}."
                raise UsageError(said) from error
        yield row
