"""Faults that reading damaged files brought to light: one small file for each."""

import pytest

from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.read import safely
from casepool.read.limits import DEFAULT_LIMITS
from casepool.read.reader import read_here
from casepool.read.safely import read_apart


def read(format_word: str, text: str) -> Document:
    (document,) = read_here(format_word, text.encode(), f"a.{format_word}", DEFAULT_LIMITS)
    return document


def words_of(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


def test_a_raised_sign_within_an_empty_raised_element() -> None:
    document = read(
        "html", "<p>4 cm<sup></sup><sup>2</sup> were left.</p><p><sup><sup>7</sup></sup>words follow here</p>"
    )
    assert words_of(document)[0] == "4 cm² were left."


def test_a_marked_article_inside_a_menu_of_a_page_without_running_text() -> None:
    with pytest.raises(ReadError) as caught:
        read("html", "<html><body><nav><article></article></nav></body></html>")
    assert caught.value.problem.kind == "no_text"


def test_a_table_and_then_a_heading_where_references_should_be() -> None:
    rows = "| 3 | Brandt 2009 [7] | 71 | right | wide excision | R0 |\n| 4 | Okoye 2012 [8] | 49 | left | repair | R1 |"
    document = read("markdown", f"## References\n{rows}\n### 3.2 Diagnosis before operation")
    assert (document.references, words_of(document)[-1]) == ((), "### 3.2 Diagnosis before operation")


def test_a_citation_mark_that_holds_a_paragraph() -> None:
    body = (
        "<p>A mass was seen<sup><xref ref-type='bibr' rid='r1'>1</xref></sup> in the <i>back</i> and it was cut "
        "out.<sup><xref ref-type='bibr' rid='r1'>1<p>It was firm.</p></xref></sup> She went home.</p>"
    )
    listed = "<ref-list><ref id='r1'><mixed-citation>Brandt K. Masses. 2004.</mixed-citation></ref></ref-list>"
    document = read("jats", f"<article><body>{body}</body><back>{listed}</back></article>")
    assert "It was firm." in document.text
    assert all(0 <= c.start < c.end <= len(document.text) for c in document.citations)


def test_a_fault_after_the_child_has_answered_is_a_problem_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(draft: object) -> Document:
        raise IndexError("list index out of range")

    monkeypatch.setattr(safely, "finish", fail)
    with pytest.raises(ReadError) as caught:
        read_apart("text", b"A man.", "dir/a.txt")
    said = "a.txt could not be read: IndexError: list index out of range. It may be damaged: save or export it again."
    assert (caught.value.problem.kind, str(caught.value)) == ("reader_failed", said)


def test_a_processing_instruction_in_a_web_page() -> None:
    document = read("html", "<html><body><article><?page 3?><p>A man was seen.<?note ?></p></article></body></html>")
    assert words_of(document) == ["A man was seen."]
