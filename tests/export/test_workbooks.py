"""XLSX and Parquet: types, text that stays text, the same bytes for the same data; REDCap's 18 columns."""

import csv
import io

import openpyxl
import pyarrow.parquet as pq
import pytest

from casepool.export.formats import export_files
from casepool.export.material import Options
from casepool.export.redcap import COLUMNS
from casepool.export.tables import build_tables
from casepool.knowledge.export_tables import list_tables
from casepool.knowledge.forms import load_form
from export.materials import odd_material, twin_material

SPECS = list_tables(load_form())


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return export_files("xlsx", odd_material()).files[0].data


def test_cells_of_a_workbook_are_text_or_numbers_and_never_formulas(workbook: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    assert book.sheetnames == ["README", *(spec.name for spec in SPECS), "dictionary"]
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert {cell.number_format for cell in cells if cell.data_type == "s"} == {"@"}
    assert book["values"].freeze_panes == "A2"
    head = [cell.value for cell in book["ihc"][1]]
    column = head.index("as_written") + 1
    assert [book["ihc"].cell(row, column).value for row in (2, 3, 4)] == ["+", "-ve", "@cmd"]


def test_a_workbook_is_the_same_bytes_twice(workbook: bytes) -> None:
    assert export_files("xlsx", odd_material()).files[0].data == workbook


def test_parquet_has_real_types_and_says_what_columns_hold() -> None:
    tables, _ = build_tables(twin_material(), Options())
    exported = export_files("parquet", twin_material())
    for spec in SPECS:
        table = pq.read_table(io.BytesIO(exported.file(f"{spec.name}.parquet").data))
        assert table.num_rows == len(tables[spec.name])
        assert table.column_names == [column.name for column in spec.columns]
        for column in spec.columns:
            if column.type != "json":
                assert table[column.name].to_pylist() == [row[column.name] for row in tables[spec.name]], column.name
    values = pq.read_schema(io.BytesIO(exported.file("values.parquet").data))
    assert str(values.field("number").type) == "double"
    assert str(values.field("evidence_ids").type) == "list<element: string>"
    assert values.field("after").metadata[b"unit"] == b"month"
    assert values.metadata[b"dictionary_version"] == b"0.1.0"
    assert len(values.metadata[b"tables_sha256"]) == 64
    assert exported.files == export_files("parquet", twin_material()).files


def test_redcap_dictionary_has_18_columns_and_every_field() -> None:
    text = export_files("redcap", odd_material()).files[0].data.decode()
    head, *lines = list(csv.reader(io.StringIO(text, newline="")))
    assert tuple(head) == COLUMNS
    assert {len(line) for line in lines} == {18}
    names = [line[0] for line in lines]
    assert len(names) == len(set(names))
    assert {f"{field.id}_state" for field in load_form().fields} <= set(names)
    assert all(name == name.lower() and len(name) <= 100 for name in names)
    dose = next(line for line in lines if line[0] == "radiotherapy_dose_gy")
    assert dose[11] == "([radiotherapy_state] = 'reported') and [radiotherapy_dose_gy_state] = 'reported'"
    assert (dose[7], dose[8], dose[9]) == ("number", "1", "120")
