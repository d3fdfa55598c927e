"""References: round trips through RIS and BibTeX, second readers, nothing in a title can become a command."""

import json
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.record import Record
from casepool.export.citations import cite_record, name_items, read_item, split_name
from casepool.export.formats import export_files
from casepool.export.material import Options
from casepool.export.references import write_bibtex_text, write_ris_text
from casepool.read.records import read_records
from export.materials import HOSTILE, example_material, odd_material, twin_material

KEPT = ("title", "author", "issued", "DOI", "page", "container-title")
RECORDS = (
    Record(title="Épidural α-SMA tumours of the T3 level & more", authors=("van der Berg, Jan", "Müller, É"), year=2021,
           journal="J. Inv. Med.", doi="10.99999/a_b#c", pages="12-19"),
    Record(title="One name", authors=("Plato",), year=1999, pages="e12"),
    Record(title="A group 100% sure", authors=("Study Group of Invented Tumours",), year=2001, pmid="123"),
    Record(title="No author \\input $x$ ~", year=None),
)  # fmt: skip


def cited(record: Record) -> dict[str, Any]:
    return {key: value for key, value in cite_record(record).items() if key in KEPT}


@pytest.mark.parametrize("record", RECORDS, ids=[record.title[:10] for record in RECORDS])
@pytest.mark.parametrize("latex", [False, True])
def test_items_come_back_from_ris_and_bibtex(record: Record, latex: bool) -> None:
    items = name_items([cite_record(record)])
    ris = read_records(write_ris_text(items).encode(), "x.ris")
    assert [cited(found) for found in ris.records] == [cited(record)]
    bibtex = read_records(write_bibtex_text(items, latex).encode(), "x.bib")
    assert (bibtex.problems, [cited(found) for found in bibtex.records]) == ((), [cited(record)])
    assert cite_record(read_item(items[0])) == cite_record(record)


def test_names_are_split_where_the_print_says_how() -> None:
    assert [split_name(name) for name in ("van der Berg, Jan", "SenGupta SK", "Plato", "Study Group")] == [
        {"family": "van der Berg", "given": "Jan"},
        {"family": "SenGupta", "given": "SK"},
        {"family": "Plato"},
        {"literal": "Study Group"},
    ]


def test_second_readers_agree() -> None:
    for material in (odd_material(), example_material(), twin_material()):
        items = json.loads(export_files("csljson", material).files[0].data)
        ids = [item["id"] for item in items]
        assert len(ids) == len(set(ids))
        ris = export_files("ris", material).files[0].data.decode()
        assert ris.startswith("TY  - JOUR\r\n")
        assert ris.endswith("ER  - \r\n")
        assert {line[2:6] for line in ris.split("\r\n")[:-1]} == {"  - "}
        found = rispy.loads(ris.replace("\r\n", "\n"))
        assert [entry.get("title", "") for entry in found] == [item.get("title", "") for item in items]
        library = bibtexparser.parse_string(export_files("bibtex", material).files[0].data.decode())
        assert library.failed_blocks == []
        assert [entry.key for entry in library.entries] == ids


def test_a_row_without_an_entry_says_so_and_counts_of_cases_are_keywords() -> None:
    items = json.loads(export_files("csljson", twin_material()).files[0].data)
    missing = [item["note"] for item in items if "note" in item]
    assert missing
    assert set(missing) == {"not in the reference list of 10.99999/LACS07/40711"}
    (own,) = [item for item in items if item.get("DOI") == "10.99999/LACS07/40711"]
    assert own["keyword"].endswith("casepool:role=present_case; casepool:role=review_table; casepool:n_cases=6")


@settings(max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=15)), min_size=3, max_size=3))
def test_hostile_words_stay_in_their_place(words: list[str]) -> None:
    record = Record(title=f"T {words[0]}", authors=(f"A{words[1]}, B",), journal=words[2], year=2020)
    items = name_items([cite_record(record), cite_record(Record(title="Second"))])
    ris = write_ris_text(items)
    assert ris.count("TY  - ") - sum(str(v).count("TY  - ") for i in items for v in i.values()) == 2
    assert all(line[2:6] == "  - " for line in ris.split("\r\n")[:-1])
    for latex in (False, True):
        bibtex = write_bibtex_text(items, latex)
        library = bibtexparser.parse_string(bibtex)
        assert (library.failed_blocks, len(library.entries)) == ([], 2)
        plain = bibtex.replace("{\\textbackslash}", "").replace("\\", "\\")
        assert "\\input" not in plain
        assert "\\write" not in plain


def test_latex_on_request() -> None:
    text = export_files("bibtex", odd_material(), Options(latex=True)).files[0].data.decode()
    assert 'M{\\"u}ller' in text or 'M\\"uller' in text
    assert "Müller" in export_files("bibtex", odd_material()).files[0].data.decode()
