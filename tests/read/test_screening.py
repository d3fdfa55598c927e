"""Decisions of other screening programs: every file here is synthetic, written after the shape of their exports."""

import pytest

from casepool.domain.errors import UsageError
from casepool.domain.review import ScreeningRecord
from casepool.read.screening import Chosen, ScreeningList, read_screening

RAYYAN = (
    "key,title,year,month,day,journal,authors,abstract,notes,doi,pubmed_id\r\n"
    'rayyan-1,"A lump, seen twice",2011,1,1,J Invented,Olsen P and Berg K,"First line\r\nsecond line",'
    '"Kept note | RAYYAN-INCLUSION: {""anna@example.org""=>""Included"", ""Bjørn""=>""Included""}",10.99999/x.1,111\r\n'
    'rayyan-2,A mass,2012,1,1,J Invented,Dahl Q,,"RAYYAN-INCLUSION: {""anna@example.org""=>""Included"", '
    '""Bjørn""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: ""wrong site, limb"",no patient | RAYYAN-LABELS: later",,\r\n'
    'rayyan-3,A cyst,2013,1,1,J Invented,Holm R,,"RAYYAN-INCLUSION: {""Bjørn""=>""Maybe""}",,\r\n'
    "rayyan-4,A swelling,2014,1,1,J Invented,Lund S,,,,\r\n"
    'rayyan-5,,,,,,,,"RAYYAN-INCLUSION: {""Bjørn""=>""Excluded""}",,\r\n'
)
ASREVIEW = (
    "record_id,title,authors,year,doi,asreview_label,asreview_note\n"
    "0,A lump,Olsen P,2011,10.99999/x.1,1,\n1,A mass,Dahl Q,2012,,0,\n2,A cyst,Holm R,2013,,,\n"
)
COVIDENCE = (
    "Title,Authors,Abstract,Published Year,Journal,DOI,Covidence #,Study,Notes,Tags\n"
    "A lump,Olsen P; Berg K,,2011,J Invented,10.99999/x.1,#12,Olsen 2011,Exclusion reason: Wrong tumour; ,\n"
)
ZOTERO = (
    "\ufeffKey,Item Type,Publication Year,Author,Title,DOI,Extra,Manual Tags\n"
    'AB12,journalArticle,2011,"Olsen, P; Berg, K",A lump,10.99999/x.1,PMID: 111,"spine; included"\n'
    'AB13,journalArticle,2012,"Dahl, Q",A mass,,,exclude: wrong site\nAB14,journalArticle,2013,"Holm, R",A cyst,,,\n'
)
RIS = (
    "TY  - JOUR\nTI  - A lump\nAU  - Olsen, P\nPY  - 2011\nDO  - 10.99999/x.1\n"
    'N1  - RAYYAN-INCLUSION: {"Bjørn"=>"Included"}\nER  -\n'
    "TY  - JOUR\nTI  - A mass\nPY  - 2012\nN1  - ASReview_irrelevant\nER  -\n"
    "TY  - JOUR\nTI  - A cyst\nKW  - exclude: wrong site\nER  -\n"
    "TY  - JOUR\nPY  - 2013\nER  -\n"
)


def read(text: str, name: str = "list.csv", **chosen: str) -> ScreeningList:
    return read_screening(text.encode(), name, Chosen(**chosen))


def said(records: tuple[ScreeningRecord, ...]) -> list[tuple[str, str, str, str]]:
    return [(record.key, record.decision, record.reviewer, record.reason) for record in records]


def test_rayyan_keeps_every_reviewer_and_no_address() -> None:
    found = read(RAYYAN)
    assert found.source == "Rayyan"
    assert said(found.records) == [
        ("rayyan-1", "include", "reviewer 1", ""),
        ("rayyan-1", "include", "Bjørn", ""),
        ("rayyan-2", "include", "reviewer 1", ""),
        ("rayyan-2", "exclude", "Bjørn", "wrong site, limb, no patient"),
        ("rayyan-3", "maybe", "Bjørn", ""),
        ("rayyan-4", "undecided", "", ""),
    ]
    first = found.records[0]
    assert (first.title, first.authors, first.year) == ("A lump, seen twice", ("Olsen P", "Berg K"), 2011)
    assert (first.doi, first.pmid, first.raw, first.line) == ("10.99999/x.1", "111", "Included", 2)
    assert "@" not in repr(found)


def test_records_that_name_no_work_are_listed_with_their_line() -> None:
    (problem,) = read(RAYYAN).problems
    assert str(problem) == (
        "The record in line 7 has neither title nor DOI nor PMID and was left out. Give it a title."
    )


def test_not_seen_in_asreview_is_undecided() -> None:
    found = read(ASREVIEW)
    assert (found.source, [record.decision for record in found.records]) == (
        "ASReview", ["include", "exclude", "undecided"],
    )  # fmt: skip


def test_a_list_of_covidence_needs_what_it_holds() -> None:
    with pytest.raises(UsageError) as caught:
        read(COVIDENCE)
    assert str(caught.value) == (
        "list.csv does not say what was decided: it has no column for it. Say what this list holds: "
        "--decision include|exclude|maybe|undecided, and --stage title_abstract|full_text."
    )
    (record,) = read(COVIDENCE, decision="exclude", stage="full_text").records
    assert (record.key, record.stage, record.decision, record.reason) == ("#12", "full_text", "exclude", "Wrong tumour")


def test_zotero_says_it_in_tags() -> None:
    found = read(ZOTERO)
    assert said(found.records) == [
        ("AB12", "include", "", ""), ("AB13", "exclude", "", "wrong site"), ("AB14", "undecided", "", ""),
    ]  # fmt: skip
    assert (found.records[0].pmid, found.records[0].authors) == ("111", ("Olsen, P", "Berg, K"))


def test_ris_of_several_programs() -> None:
    found = read(RIS, "list.ris")
    assert said(found.records) == [
        ("10.99999/x.1", "include", "Bjørn", ""),
        ("line 8", "exclude", "", ""),
        ("line 13", "exclude", "", "wrong site"),
    ]  # fmt: skip
    assert [problem.part for problem in found.problems] == ["line 17"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "title,decision\nA lump,yes\nA mass,perhaps\n",
            "list.csv, line 3, column 'decision': 'perhaps' is no decision. Allowed: include, included, yes, 1, 1.0, "
            "relevant, exclude, excluded, no, 0, 0.0, irrelevant, maybe, unsure, undecided, not seen, not_seen, -1.",
        ),
        (
            "title,decision,stage\nA lump,yes,third\n",
            "list.csv, line 2, column 'stage': 'third' is no stage. Allowed: title_abstract, full_text.",
        ),
        (
            "name,decision\nA lump,yes\n",
            "list.csv has no column 'title'. Its columns are: name, decision. "
            "Export the references as CSV with their titles, or as RIS.",
        ),
        ("TY  - JOUR\nTI  - A lump\nER  -\n",
         "list.csv, line 1: the record does not say what was decided. Say what this list holds: "
         "--decision include|exclude|maybe|undecided, and --stage title_abstract|full_text."),
    ],
)  # fmt: skip
def test_what_is_not_known_stops_with_line_and_column(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert str(caught.value) == message


def test_a_plain_list_with_a_line_break_in_a_cell_counts_lines_of_the_file() -> None:
    found = read(
        'title,abstract,decision,stage,reason\nA,"x\ny",include,,\nB,,exclude,full text,too old\n,,include,,\n'
    )
    assert [(record.line, record.stage) for record in found.records] == [(2, "title_abstract"), (4, "full_text")]
    assert found.records[1].reason == "too old"
    assert [problem.part for problem in found.problems] == ["line 5"]
