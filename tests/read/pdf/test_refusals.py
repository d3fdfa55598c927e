"""Files that cannot be read, and limits: what is said, and that nothing else happens."""

from dataclasses import replace

import pytest
from tests.read.pdf.made_pdf import make_pdf
from tests.read.pdf.reading import prose_page

from casepool.domain.errors import ReadError
from casepool.read.limits import DEFAULT_LIMITS
from casepool.read.pdf import read_pdf, render_page

LOCK = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + "00" * 32 + "> /U <" + "11" * 32 + "> /P -4 >> /ID [<00><00>]"
WHOLE = make_pdf([prose_page()])


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", "empty", "paper.pdf is empty (0 bytes). Copy or download the file again."),
        (
            b"<html>not found</html>",
            "not_pdf",
            "paper.pdf does not begin as a PDF does. Check that it is the article itself.",
        ),
        (
            WHOLE[:300],
            "damaged",
            "paper.pdf is damaged or cut off: no page can be opened. Download it again, or print it to a new PDF.",
        ),
        (
            make_pdf([prose_page()], trailer=LOCK),
            "encrypted",
            "paper.pdf is encrypted and asks for a password. Save a copy without a password and read that.",
        ),
        (
            WHOLE.replace(b"/Count 1 ", b"/Count 100000 "),
            "too_long",
            "paper.pdf has 100,000 pages; the limit is 500. Cut out the pages of the article and read those.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(data: bytes, kind: str, said: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_pdf(data, "some/folder/paper.pdf", "0" * 64)
    assert str(caught.value) == said
    assert caught.value.problem.kind == kind
    assert caught.value.problem.fatal


def test_a_page_with_too_many_letters_is_left_out_and_named() -> None:
    limits = replace(DEFAULT_LIMITS, page_characters=100)
    document = read_pdf(make_pdf([prose_page(["Short page."]), prose_page()]), "a.pdf", "0" * 64, limits)
    assert document.text == "Short page."
    assert str(document.problems[0]) == (
        "Page 2 holds 274 characters; the limit is 100, so it was left out. "
        "Look at these pages yourself and type the values by hand with a page reference."
    )


def test_a_file_whose_end_is_cut_off_gives_the_pages_that_are_there() -> None:
    pages = make_pdf([prose_page(), prose_page()])
    document = read_pdf(pages[: pages.rindex(b"startxref")], "a.pdf", "0" * 64)
    assert len(document.pages) == 2
    assert "mass in the left calf" in document.text


def problem_of(data: bytes) -> str:
    """The way out of a refusal; empty when the file was read."""
    try:
        document = read_pdf(data, "a.pdf", "0" * 64)
    except ReadError as error:
        return error.problem.way_out
    return "" if len(document.pages) == 1 else "wrong number of pages"


def test_every_cut_and_every_changed_byte_is_read_or_refused() -> None:
    ways = ("", "Download it again, or print it to a new PDF.", "Check that it is the article itself.")
    empty = "Copy or download the file again."
    for at in range(0, len(WHOLE), 97):
        assert problem_of(WHOLE[:at]) in (*ways, empty)
        assert problem_of(WHOLE[:at] + b"\xff" + WHOLE[at + 1 :]) in ways


def test_a_page_that_is_not_there_is_no_picture() -> None:
    with pytest.raises(ReadError) as caught:
        render_page(WHOLE, 3)
    assert str(caught.value) == "There is no page 3; the PDF has 1. Check the number."


def test_a_picture_over_the_limit_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        render_page(WHOLE, 1, scale=20)
    assert str(caught.value) == (
        "Page 1 at scale 20 has 192 million pixels; the limit is 50 million. Ask for a smaller scale."
    )
