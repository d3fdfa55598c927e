"""Import of earlier work: spreadsheets read with the grammars of extraction, Phenopackets, nothing guessed."""

import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.case import Case
from casepool.domain.errors import KnowledgeError, ReadError, UsageError
from casepool.domain.quantity import Quantity
from casepool.domain.values import Levels, MarkerResult, Measurement
from casepool.export.formats import export_files
from casepool.export.material import Options
from casepool.knowledge.forms import load_form
from casepool.knowledge.sheet_mapping import parse_mapping, write_mapping
from casepool.pipeline.importing import import_packet, import_sheet, propose_mapping
from export.materials import example_material, odd_answers, small_material

SHEET = """Case,Author (year),Age,Sex,Symptoms,Level,Desmin,S100,Surgery,Radiotherapy,Follow-up (months),Outcome,Remark
1,Invented 2001,45,M,back pain,T3-T4,'+,'-,yes,no,24,alive without recurrence,x
2,Other 2004,5 years,F,neck pain,D6-D7,neg,NR,Laminectomy,declined,6 weeks,died,y
3,Third 2009,abc,female,,C5,,unknown,yes,NR,NR,NR,
"""


def told(case: Case) -> dict[tuple[str, str], tuple[str, object]]:
    return {(a.field, a.item if a.field == "ihc_panel" else ""): (a.state, a.value) for a in case.assertions}


def test_a_sheet_is_read_with_the_proposed_mapping() -> None:
    imported = import_sheet(SHEET.encode(), "mine.csv")
    first, second, third = imported.extraction.cases
    assert (first.label, first.origin) == ("1, Invented 2001", "review_table_row")
    found = told(first)
    assert found["age_years", ""] == ("reported", Quantity(45.0, "year", printed="45"))
    assert found["sex", ""] == ("reported", "male")
    assert found["level_range", ""] == ("reported", Levels(("T3", "T4")))
    assert found["region", ""] == ("reported", "thoracic")
    assert found["ihc_panel", "desmin"] == ("reported", MarkerResult("desmin", "positive"))
    assert found["ihc_panel", "S-100"] == ("reported", MarkerResult("S-100", "negative"))
    assert found["radiotherapy", ""] == ("absent", None)
    assert found["followup_months", ""] == ("reported", Quantity(24.0, "month", printed="24"))
    other = told(second)
    assert other["age_years", ""][1] == Quantity(5.0, "year", printed="5 years")
    assert other["followup_months", ""][1] == Quantity(6.0, "week", printed="6 weeks")
    assert ("ihc_panel", "S-100") not in other
    assert [a.given for a in second.answers("radiotherapy")] == ["declined"]
    assert told(third)["ihc_panel", "S-100"] == ("unclear", None)
    assert [str(problem) for problem in imported.problems] == [
        "Columns that answer no field: Remark. Name their field in a mapping file, or leave them out.",
        "Row 4, column 'Age': 'abc' was not understood. Correct it, or add it to `words` of the column.",
    ]


def test_words_of_a_sheet_are_quotes_of_the_sheet_and_the_paper_is_not_accessible() -> None:
    extraction = import_sheet(SHEET.encode(), "mine.csv").extraction
    assert [problem.kind for problem in extraction.document.problems] == ["not_accessible"]
    for case in extraction.cases:
        for answer in case.assertions:
            for evidence in answer.evidence:
                assert evidence.span.stands_in(extraction.document.text)
                assert evidence.place.block == "cell"


def test_the_proposal_comes_back_from_its_file_and_gives_the_same() -> None:
    first = import_sheet(SHEET.encode(), "mine.csv")
    text = write_mapping(first.mapping)
    second = import_sheet(SHEET.encode(), "mine.csv", text)
    assert (second.mapping, second.extraction) == (first.mapping, first.extraction)


def test_a_mapping_translates_cells() -> None:
    mapping = """case = "ID"
[columns."Gender"]
field = "sex"
words = { 1 = "male", 2 = "female", 9 = "" }
[columns."Largest"]
field = "size"
unit = "mm"
[columns."Fever"]
field = "presenting_symptoms"
item = "fever"
"""
    sheet = "ID;Gender;Largest;Fever\na;1;34 mm;yes\nb;2;;no\nc;9;;\n"
    first, second, third = import_sheet(sheet.encode(), "x.csv", mapping).extraction.cases
    assert told(first)["sex", ""] == ("reported", "male")
    assert told(first)["size", ""] == ("reported", Measurement((34.0,), "mm"))
    assert [(a.item, a.state) for a in second.answers("presenting_symptoms")] == [("fever", "absent")]
    assert third.assertions == ()


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("[columns.Age]\nfield = 'age'\n", "mapping of x.csv, line 2: 'age' is not allowed as 'field' of column Age."),
        ("[columns.Agee]\nfield = 'sex'\n", "mapping of x.csv, line 1: unknown key 'Agee' in columns."),
        ("[columns.Age]\nunits = 'sex'\n", "mapping of x.csv, line 2: unknown key 'units' in column Age."),
        ("columns = 3\n", "mapping of x.csv, line 1: 'columns' in the file must be a table, not 3."),
        ("x = [", "mapping of x.csv: not valid TOML: "),
    ],
)
def test_slips_in_a_mapping_are_named(mapping: str, said: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        import_sheet(b"Age,Sex\n1,m\n", "x.csv", mapping)
    assert str(error.value).startswith(said)


def test_a_workbook_gives_the_same_as_its_csv() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in SHEET.strip().split("\n"):
        book.active.append([int(c) if c.isdigit() else c.removeprefix("'") for c in line.split(",")])
    out = io.BytesIO()
    book.save(out)
    assert (
        import_sheet(out.getvalue(), "x.xlsx").extraction.cases
        == import_sheet(SHEET.encode(), "x.csv").extraction.cases
    )
    with pytest.raises(ReadError) as error:
        import_sheet(out.getvalue(), "x.xlsx", sheet="no")
    assert str(error.value) == "x.xlsx has no sheet 'no'; it has Sheet. Name one of them."


def test_a_sheet_without_rows_is_refused() -> None:
    with pytest.raises(ReadError) as error:
        import_sheet(b"Age,Sex\n", "x.csv")
    assert str(error.value) == "x.csv has no row below its head. The first row names the columns."


@settings(max_examples=40)
@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_any_cells_are_read_without_an_error_and_every_quote_holds(cells: list[str]) -> None:
    from casepool.export.csv_tables import write_lines

    data = write_lines([["Age", "Radiotherapy", "Diagnosis"], ["44", "no", "x"], cells]).encode("utf-8", "replace")
    extraction = import_sheet(data, "x.csv").extraction
    assert told(extraction.cases[0])["radiotherapy", ""] == ("absent", None)


def test_heads_are_mapped_by_id_label_table_words_and_stains() -> None:
    heads = ("age_years", "Tumour necrosis", "Gender", "CD34", "Follow up (mo)", "Nothing known")
    mapping = propose_mapping(heads)
    assert [(t.head, t.field, t.item) for t in mapping.columns] == [
        ("age_years", "age_years", ""),
        ("Tumour necrosis", "necrosis", ""),
        ("Gender", "sex", ""),
        ("CD34", "ihc_panel", "CD34"),
        ("Follow up (mo)", "followup_months", ""),
    ]
    assert parse_mapping(write_mapping(mapping), "m", load_form(), heads) == mapping


def test_our_packets_come_back_with_what_the_format_holds() -> None:
    options = Options(index_consent=True)
    for file in export_files("phenopackets", small_material(*odd_answers()), options).files:
        if file.name.endswith(".provenance.json"):
            continue
        extraction = import_packet(file.data, file.name)
        (case,) = extraction.cases
        found = told(case)
        assert found["sex", ""] == ("reported", "male")
        assert [c.value for c in case.answers("age_years")[0].candidates] == [
            Quantity(35.0, "year", printed="P35Y"),
            Quantity(36.0, "year", printed="P36Y"),
        ]
        assert found["diagnosis", ""] == ("reported", "leiomyosarcoma")
        assert {(a.item, a.state) for a in case.answers("presenting_symptoms")} == {
            ("back pain", "reported"),
            ("fever", "absent"),
        }
        assert {(a.modality, a.value) for a in case.answers("size")} == {
            ("MRI", Measurement((5.8, 3.7), "cm")),
            ("clinical", Measurement((6.0, 4.0), "cm")),
        }
        assert found["ihc_panel", "desmin"] == ("reported", MarkerResult("desmin", "positive"))
        assert found["ihc_panel", "S-100"] == ("reported", MarkerResult("S-100", "negative"))
        assert found["local_recurrence", ""] == ("absent", None)
        assert ("ki67_percent", "") not in found
        assert extraction.document.front.doi == "10.99999/invented"


def test_packets_of_the_examples_can_be_imported_again() -> None:
    files = [f for f in export_files("phenopackets", example_material()).files if "provenance" not in f.name]
    for file in files:
        packet = json.loads(file.data)
        case = import_packet(file.data, file.name).cases[0]
        assert case.label == packet["id"]
        sex = {"MALE": "male", "FEMALE": "female"}.get(packet["subject"]["sex"])
        assert [a.value for a in case.answers("sex")] == ([sex] if sex else [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nothing", "x.json is no JSON file. Give a Phenopacket (version 2) as JSON."),
        (b"[]", "x.json is no Phenopacket: it needs `id` and `metaData`. Give version 2 as JSON."),
        (b'{"id": "a"}', "x.json is no Phenopacket: it needs `id` and `metaData`. Give version 2 as JSON."),
    ],
)
def test_other_files_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(UsageError) as error:
        import_packet(data, "x.json")
    assert str(error.value) == said


KEYS = st.sampled_from(["term", "type", "id", "label", "value", "onset", "age"])
PARTS = st.sampled_from(["subject", "diseases", "phenotypicFeatures", "measurements", "biosamples", "medicalActions"])
ANY_JSON = st.recursive(
    st.none() | st.text(max_size=4) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.dictionaries(PARTS, ANY_JSON))
def test_odd_packets_are_read_and_never_break(parts: dict[str, object]) -> None:
    extraction = import_packet(json.dumps({"id": "a", "metaData": {}, **parts}).encode(), "x.json")
    assert len(extraction.cases) == 1
