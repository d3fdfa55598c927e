"""Tables: columns and dictionary are the same, cells come back as they went, nothing can run as a formula."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.errors import UsageError
from casepool.export.cells import STARTS, escape_formula, read_cell, undo_escape, write_cell
from casepool.export.csv_tables import read_table, write_table
from casepool.export.formats import export_files
from casepool.export.material import Exported, Material, Options
from casepool.export.tables import build_tables
from casepool.knowledge.export_tables import Column, TableSpec, list_tables
from casepool.knowledge.forms import load_form
from export.materials import HOSTILE, example_material, odd_material, seed_material, twin_material

SPECS = {spec.name: spec for spec in list_tables(load_form())}
MATERIALS = pytest.mark.parametrize("material", [odd_material, example_material, twin_material, seed_material])


def cells_of(exported: Exported, name: str) -> list[list[str]]:
    text = exported.file(name).data.decode("utf-8")
    return list(csv.reader(io.StringIO(text, newline="")))


@MATERIALS
def test_every_column_is_in_the_dictionary_and_the_other_way_round(material: object) -> None:
    exported = export_files("csv", material())  # type: ignore[operator]
    entries = {(row[0], row[1]) for row in cells_of(exported, "dictionary.csv")[1:]}
    columns = {
        (file.name.removesuffix(".csv"), column)
        for file in exported.files
        if file.name.endswith(".csv") and file.name != "dictionary.csv"
        for column in cells_of(exported, file.name)[0]
    }
    assert entries == columns
    resources = json.loads(exported.file("dictionary.json").data)["resources"]
    assert {(r["name"], f["name"]) for r in resources for f in r["schema"]["fields"]} == columns


@MATERIALS
def test_tables_read_back_equal(material: object) -> None:
    given_material: Material = material()  # type: ignore[operator]
    for options in (Options(), Options(raw=True)):
        tables, _ = build_tables(given_material, options)
        exported = export_files("csv", given_material, options)
        for name, spec in SPECS.items():
            text = exported.file(f"{name}.csv").data.decode()
            assert read_table(spec, text, options.raw) == tables[name]


@MATERIALS
def test_keys_point_to_rows_and_are_unique(material: object) -> None:
    tables, _ = build_tables(material(), Options(index_consent=True))  # type: ignore[operator]
    for spec in SPECS.values():
        for column in (c for c in spec.columns if c.key):
            table, key = column.key.split(".")
            known = {row[key] for row in tables[table]} | {""}
            for row in tables[spec.name]:
                cell = row[column.name]
                assert set(cell if isinstance(cell, list) else [cell]) <= known, (spec.name, column.name)
    for name, key in (("values", "value_id"), ("cases", "case_id"), ("evidence", "evidence_id")):
        ids = [row[key] for row in tables[name]]
        assert len(ids) == len(set(ids))


@MATERIALS
def test_every_value_that_speaks_has_its_words(material: object) -> None:
    tables, _ = build_tables(material(), Options())  # type: ignore[operator]
    readings = {row["value_id"]: row["evidence_ids"] for row in tables["candidates"]}
    for row in tables["values"]:
        if row["state"] in ("reported", "absent", "unclear"):
            assert row["evidence_ids"] or readings[row["value_id"]], row
        else:
            assert row["evidence_ids"] == []


def test_no_cell_can_run_as_a_formula_and_raw_cells_are_as_they_are() -> None:
    exported = export_files("csv", odd_material())
    for name, spec in SPECS.items():
        numbers = {column.name for column in spec.columns if column.type in ("number", "integer")}
        head, *lines = cells_of(exported, f"{name}.csv")
        cells = [cell for line in lines for column, cell in zip(head, line, strict=True) if column not in numbers]
        assert [cell for cell in cells if cell.startswith(STARTS)] == [], name
    raw = cells_of(export_files("csv", odd_material(), Options(raw=True)), "ihc.csv")
    assert [line[raw[0].index("as_written")] for line in raw[1:]] == ["+", "-ve", "@cmd"]


def test_signs_of_stains_survive_escaped_and_undone() -> None:
    exported = export_files("csv", odd_material())
    head, *lines = cells_of(exported, "ihc.csv")
    assert [line[head.index("as_written")] for line in lines] == ["'+", "'-ve", "'@cmd"]
    rows = read_table(SPECS["ihc"], exported.file("ihc.csv").data.decode())
    assert [row["as_written"] for row in rows] == ["+", "-ve", "@cmd"]


def test_columns_that_are_not_marked_escaped_never_need_it() -> None:
    tables, _ = build_tables(odd_material(), Options(index_consent=True))
    for spec in SPECS.values():
        for column in (c for c in spec.columns if not c.escaped and c.type in ("string", "list", "json")):
            cells = [write_cell(column, row[column.name], raw=True) for row in tables[spec.name]]
            assert [cell for cell in cells if escape_formula(cell) != cell] == [], (spec.name, column.name)


@given(st.one_of(st.text(max_size=12), st.sampled_from(HOSTILE)))
def test_escaping_is_undone_exactly(text: str) -> None:
    assert undo_escape(escape_formula(text)) == text
    assert not escape_formula(text).startswith(STARTS)


_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
_CELLS = {
    "string": _TEXT,
    "integer": st.none() | st.integers(-999, 9999),
    "number": st.none() | st.floats(-1e9, 1e9, allow_nan=False).map(lambda n: n + 0.0),
    "boolean": st.booleans(),
    "list": st.lists(_TEXT, max_size=3),
    "json": st.none() | st.dictionaries(_TEXT, st.integers() | _TEXT, max_size=2),
}


@given(st.data(), st.sampled_from(sorted(_CELLS)), st.booleans())
def test_any_table_reads_back(data: st.DataObject, kind: str, raw: bool) -> None:
    spec = TableSpec("t", "", (Column("t", "a", kind, ""), Column("t", "b", "string", "")))
    rows = [{"a": data.draw(_CELLS[kind]), "b": data.draw(_TEXT)} for _ in range(2)]
    assert read_table(spec, write_table(spec, rows, raw), raw) == rows  # type: ignore[arg-type]


def test_a_table_of_another_shape_is_refused_with_its_place() -> None:
    spec = TableSpec("t", "", (Column("t", "a", "integer", ""), Column("t", "b", "string", "")))
    with pytest.raises(UsageError) as error:
        read_table(spec, "a,b\n1,x\nzwei,y\n")
    assert str(error.value) == "t.csv, row 3, column a: 'zwei' is no integer."
    with pytest.raises(UsageError) as error:
        read_table(spec, "a\n1\n")
    assert str(error.value) == "t.csv: the columns are a. Expected: a, b."
    with pytest.raises(UsageError) as error:
        read_table(spec, "a,b\n1\n")
    assert str(error.value) == "t.csv, row 2: 1 cells, expected 2."
    assert read_cell(spec.columns[0], "") is None


def test_bounds_are_never_numbers() -> None:
    tables, _ = build_tables(odd_material(), Options())
    assert [(r["number"], r["value_text"]) for r in tables["values"] if r["field"] == "ki67_percent"] == [(None, "")]
    reading = next(r for r in tables["candidates"] if r["value_text"] == "< 50%")
    assert reading["value"] == {"value": 50.0, "unit": "%", "qualifier": "less_than", "upper": None, "printed": ""}
    wide = next(row for row in tables["cases_wide"] if row["patient_id"] == "p1")
    assert (wide["ki67_percent"], wide["ki67_percent_state"]) == (None, "unclear")
    assert (wide["metastasis_months_after"], wide["metastasis_months_by"]) == (0.0, 12.0)
    assert (wide["symptom_duration_months"], wide["symptom_duration_months_comparator"]) == (24.0, "~")


def test_times_of_outcomes_carry_their_rule_and_their_follow_up() -> None:
    tables, _ = build_tables(odd_material(), Options())
    rows = {row["endpoint"]: row for row in tables["outcomes"] if row["patient_id"] == "p1"}
    found = rows["local_recurrence"]
    assert (found["event"], found["after"], found["by"], found["censor_rule"]) == ("no", 6.0, None, "R2")
    assert (found["followup_months"], found["followup_comparator"]) == (6.0, "=")
    assert found["followup_evidence_ids"]


def test_what_could_identify_a_patient_stays_internal() -> None:
    whole = b"".join(file.data for file in export_files("csv", odd_material(), Options(raw=True)).files)
    assert b"Invented Hospital" not in whole
    assert b"A Hospital" not in whole
    assert b"quiet heron" not in whole
    assert b"Own draft" not in whole


def test_the_own_patient_leaves_with_consent_without_words_and_with_a_capped_age() -> None:
    tables, losses = build_tables(odd_material(), Options(index_consent=True))
    own = [row for row in tables["values"] if row["patient_id"] == "p3"]
    assert [(r["field"], r["value_text"], r["as_written"], r["evidence_ids"]) for r in own] == [
        ("age_years", ">= 90 year", "", []),
        ("procedure_text", "", "", []),
        ("sex", "female", "", []),
    ]
    assert ("evidence", "p3", "the authors' own patient: values only, no words of the notes") in [
        (loss.field, loss.case, loss.reason) for loss in losses
    ]
    _, losses = build_tables(odd_material(), Options())
    assert "the authors' own patient leaves only with consent" in {loss.reason for loss in losses if loss.case == "p3"}


def test_ages_of_published_cases_are_capped_on_request() -> None:
    def ages(options: Options) -> list[object]:
        tables, _ = build_tables(odd_material(), options)
        return [r["value_text"] for r in tables["values"] if r["field"] == "age_years" and r["patient_id"] == "p2"]

    assert (ages(Options()), ages(Options(cap_ages=True))) == (["95 year"], [">= 90 year"])


def test_reviewers_are_pseudonyms_unless_names_are_asked_for() -> None:
    plain, _ = build_tables(odd_material(), Options())
    named, _ = build_tables(odd_material(), Options(reviewer_names=True))
    hidden = {str(row["by"]) for row in (*plain["decisions"], *plain["links"])} - {""}
    assert all(name.startswith("person-") for name in hidden)
    assert len(hidden) == 2
    assert {str(row["by"]) for row in (*named["decisions"], *named["links"])} - {""} == {"ada", "grace"}


def test_an_added_case_changes_no_other_id() -> None:
    both, _ = build_tables(example_material(), Options())
    one, _ = build_tables(twin_material(), Options())
    assert {row["value_id"] for row in one["values"]}.isdisjoint({row["value_id"] for row in both["values"]})
    again, _ = build_tables(twin_material(), Options(cap_ages=True))
    assert [row["value_id"] for row in again["values"]] == [row["value_id"] for row in one["values"]]
