"""The tables as one workbook: every text cell is a string, so that nothing is a formula and 3-4 is no date."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from casepool.export.cells import DICTIONARY, list_dictionary, write_cell
from casepool.export.csv_tables import README
from casepool.export.material import Exported, ExportFile, Loss, Material, Options, Row
from casepool.export.packing import pack_members
from casepool.export.tables import build_tables
from casepool.knowledge.export_tables import Column, TableSpec, list_tables

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MODIFIED = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def write_xlsx(material: Material, options: Options) -> Exported:
    """tables.xlsx: one sheet per table, a dictionary and a README; the same data give the same bytes."""
    from openpyxl import Workbook

    tables, losses = build_tables(material, options)
    specs = list_tables(material.form)
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    cut: set[Loss] = set()
    _fill_readme(book.create_sheet("README"), material)
    for spec in specs:
        _fill_sheet(book.create_sheet(spec.name), spec, tables[spec.name], cut)
    entries = [[entry[name] for name in DICTIONARY] for entry in list_dictionary(specs, tables)]
    _fill_cells(book.create_sheet("dictionary"), [list(DICTIONARY), *entries])
    out = io.BytesIO()
    book.save(out)
    return Exported((ExportFile("tables.xlsx", settle_bytes(out.getvalue()), XLSX),), (*losses, *cut))


def settle_bytes(data: bytes) -> bytes:
    """The workbook without the times that its writer puts in: fixed times of members, no dates of its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [info.filename for info in archive.infolist()]
        members = {name: archive.read(name) for name in names}
    core = members["docProps/core.xml"]
    members["docProps/core.xml"] = _MODIFIED.sub(b"", core)
    return pack_members(members, names)


def _fill_readme(sheet: "Worksheet", material: Material) -> None:
    text = README.format(version=material.version, escaping="Cells of text are typed as text; nothing is escaped.")
    _fill_cells(
        sheet, [[line] for line in text.replace("*.csv is UTF-8, comma-separated,", "sheet is a table").splitlines()]
    )


def _fill_sheet(sheet: "Worksheet", spec: TableSpec, rows: Sequence[Row], cut: set[Loss]) -> None:
    _fill_cells(sheet, [[column.name for column in spec.columns]])
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(spec.columns, start=1):
            _put(sheet.cell(number, place), column, row[column.name], cut)


def _fill_cells(sheet: "Worksheet", lines: Sequence[Sequence[str]]) -> None:
    for number, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            _put_text(sheet.cell(number, place), text)


def _put(cell: Any, column: Column, value: object, cut: set[Loss]) -> None:
    """Numbers and truth values as such, everything else as text; no value leaves the cell empty."""
    if column.type in ("integer", "number", "boolean"):
        cell.value = value
        return
    text = write_cell(column, value, raw=True)
    if len(text) > LONGEST_CELL or _ILLEGAL.search(text):
        cut.add(Loss(f"{column.table}.{column.name}", "", _CUT))
    if text:
        _put_text(cell, text)


_CUT = "a workbook holds no control characters and at most 32,767 characters in a cell; CSV and the bundle hold them"


def _put_text(cell: Any, text: str) -> None:
    cell.value = _ILLEGAL.sub("\ufffd", text)[:LONGEST_CELL]
    cell.data_type = "s"
    cell.number_format = "@"
