"""What a result says of its document: counts of cases, rows and cards, and what was read and what was not."""

from dataclasses import replace

from casepool.domain.check import CheckResult, count_contents, note_reading
from casepool.domain.document import Page, Table
from casepool.domain.errors import Problem
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from write.draft import Draft
from write.invented_paper import build_document, build_result


def test_the_row_of_the_present_case_is_no_earlier_case() -> None:
    counts = build_result().counts
    assert (counts.cases, counts.review_tables, counts.earlier_cases, counts.own_rows) == (1, 1, 4, 1)
    assert counts.references == 7


def test_cards_are_counted_not_findings() -> None:
    result = build_result()
    assert result.counts.cards == {"error": 5, "warning": 6, "gap": 8, "note": 4}
    assert len(result.findings) == 25
    assert len(result.cards) == 23


def test_a_table_without_row_cases_is_no_review_table() -> None:
    document = build_document()
    counts = count_contents(Extraction(document), (Finding("X-01", "note", "Something."),))
    assert (counts.cases, counts.review_tables, counts.own_rows) == (0, 0, 0)
    assert counts.cards == {"error": 0, "warning": 0, "gap": 0, "note": 1}


def test_a_document_without_trouble_was_read_whole() -> None:
    note = note_reading(build_document())
    assert note.read == ("all text", "1 table", "2 legends")
    assert note.not_looked_at == ("the pictures of 2 figures",)
    assert note.not_read == ()


def test_unread_pages_and_pictured_tables_are_named() -> None:
    problem = Problem("scan", "Pages 2-3 are pictures.", "Run with --ocr.", "pages 2-3")
    document = replace(
        build_document((problem,)),
        pages=(Page(1, 595, 842), Page(2, 595, 842, health="scan"), Page(3, 595, 842, health="scan")),
        tables=(Table("t1", (), "Table 1", image_only=True), Table("t2", (), "Table 2")),
    )
    note = note_reading(document)
    assert note.read == ("the text of 1 of 3 pages", "1 table", "2 legends")
    assert note.not_read == ("pages 2-3", "Table 1")
    assert note.problems == (problem,)


def test_a_part_that_was_not_read_takes_the_word_all_away() -> None:
    note = note_reading(build_document((Problem("table", "Table 2 could not be read.", part="Table 2"),)))
    assert note.read[0] == "the text"
    assert note.not_read == ("Table 2",)


def test_pages_in_doubt_were_read() -> None:
    problem = Problem("unknown_signs", "Page 2: 3 signs without a known meaning.", part="page 2")
    note = note_reading(build_document((problem, problem)))
    assert (note.read[0], note.doubtful, note.not_read) == ("all text", ("page 2",), ())


def test_an_empty_document_has_nothing_but_its_text() -> None:
    result = CheckResult.of(Extraction(Draft().build()), (), "1")
    assert result.read_note.read == ("all text",)
    assert result.cards == ()
