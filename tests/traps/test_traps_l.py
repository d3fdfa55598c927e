"""Traps L1 to L7: what other tools lose on the way to Phenopackets and spreadsheets, from a text to the file."""

import json
from functools import cache
from typing import Any

import openpyxl
import pytest

from casepool.export.formats import export_files
from casepool.export.material import Material
from casepool.pipeline.exporting import material_of_extractions
from traps.reading import extract

TEXT = """# Leiomyosarcoma beside the thoracic spine

## Case presentation
A 36-year-old man presented with back pain and gait disturbance. He had no fever. Nobody else in the family was ill.
The admission note calls him a 35-year-old man. MRI showed a mass of 5.8 x 3.7 cm.
The tumor was resected. Histology showed a leiomyosarcoma. Desmin was positive, S100 was negative.
The Ki-67 index was below 50%. No mitoses were seen.
He was alive without recurrence at 6 months.
"""


@cache
def material() -> Material:
    return material_of_extractions([extract(TEXT)])


@cache
def packet() -> dict[str, Any]:
    (file,) = [f for f in export_files("phenopackets", material()).files if "provenance" not in f.name]
    found: dict[str, Any] = json.loads(file.data)
    return found


@cache
def sidecar() -> dict[str, Any]:
    (file,) = [f for f in export_files("phenopackets", material()).files if "provenance" in f.name]
    found: dict[str, Any] = json.loads(file.data)
    return found


def measured(word: str) -> dict[str, Any]:
    """The measurement of the specimen whose description has this word."""
    items = [m for sample in packet()["biosamples"] for m in sample.get("measurements", [])]
    (found,) = [item for item in items if word in item["description"]]
    return dict(found)


def test_l1_a_bound_is_words_in_a_packet_and_a_comparator_in_fhir() -> None:
    index = measured("Ki-67")
    assert index["value"]["ontologyClass"]["id"] == "CASEPOOL:NUMBER_LESS_THAN"
    assert [(a["comparator"], a["number"]) for a in sidecar()["assertions"] if "number" in a] == [("<", 50)]
    (file,) = export_files("fhir", material()).files
    numbers = [
        e["resource"]["valueQuantity"] for e in json.loads(file.data)["entry"] if "valueQuantity" in e["resource"]
    ]
    assert [(n.get("comparator"), n["value"]) for n in numbers if n.get("unit") == "%"] == [("<", 50)]


def test_l2_no_mitoses_is_zero_in_words() -> None:
    assert measured("Mitotic")["value"]["ontologyClass"]["id"] == "CASEPOOL:NUMBER_ZERO"


def test_l3_two_ages_are_a_range() -> None:
    ends = packet()["diseases"][0]["onset"]["ageRange"]
    assert [ends[end]["iso8601duration"] for end in ("start", "end")] == ["P35Y", "P36Y"]


def test_l4_follow_up_of_the_living_is_no_survival_time() -> None:
    assert "survivalTimeInDays" not in json.dumps(packet())
    ends = packet()["subject"]["timeAtLastEncounter"]["ageRange"]
    assert [ends[end]["iso8601duration"] for end in ("start", "end")] == ["P35Y6M", "P36Y6M"]


def test_l5_no_sample_type() -> None:
    assert "sampleType" not in json.dumps(packet())


def test_l6_an_absent_sign_is_excluded_with_its_words() -> None:
    (feature,) = [f for f in packet()["phenotypicFeatures"] if f.get("excluded")]
    assert feature["type"]["label"] == "Fever"
    assert "fever" in feature["evidence"][0]["reference"]["description"]


@pytest.mark.parametrize("cell", ["-ve", "+", "=1+1", "@x"])
def test_l7_cells_are_text_in_a_workbook_escaped_in_csv_and_raw_on_request(cell: str) -> None:
    import io

    from casepool.export.csv_tables import read_table, write_table
    from casepool.export.xlsx_tables import settle_bytes
    from casepool.knowledge.export_tables import Column, TableSpec

    spec = TableSpec("t", "", (Column("t", "a", "string", "", escaped=True),))
    assert write_table(spec, [{"a": cell}]) == f"a\n'{cell}\n"
    assert write_table(spec, [{"a": cell}], raw=True) == f"a\n{cell}\n"
    assert read_table(spec, f"a\n'{cell}\n") == [{"a": cell}]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"].value, sheet["A1"].data_type = cell, "s"
    out = io.BytesIO()
    book.save(out)
    again = openpyxl.load_workbook(io.BytesIO(settle_bytes(out.getvalue())))
    assert again.active is not None
    assert (again.active["A1"].value, again.active["A1"].data_type) == (cell, "s")
