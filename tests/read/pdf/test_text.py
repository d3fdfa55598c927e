"""Text of a PDF: order, broken words, signs, heads and feet, what nobody sees."""

import unicodedata

import pytest
from tests.read.pdf.made_pdf import MadePage, make_pdf
from tests.read.pdf.reading import PROSE, blocks_of, prose_page, read_made

from casepool.read.pdf.boxes import boxes_for


def test_lines_become_one_paragraph() -> None:
    document = read_made(prose_page())
    assert document.text == " ".join(PROSE)
    assert [(b.kind, b.page) for b in document.blocks] == [("paragraph", 1)]


def test_a_word_broken_by_a_line_end_is_joined() -> None:
    document = read_made(prose_page(["The tumour was removed in one opera-", "tion and did not come back."]))
    assert document.text == "The tumour was removed in one operation and did not come back."


def test_a_hyphen_that_the_document_writes_elsewhere_is_kept() -> None:
    lines = ["A long-term cure was hoped for and long-", "term follow-up was planned for all."]
    assert "hoped for and long-term follow-up" in read_made(prose_page(lines)).text


def test_a_hyphen_before_a_number_is_kept() -> None:
    document = read_made(prose_page(["The lesion lay at the level of T3-", "T4 and pressed on the cord."]))
    assert document.text == "The lesion lay at the level of T3-T4 and pressed on the cord."


def test_a_ligature_glyph_is_opened_and_its_letters_have_places() -> None:
    document = read_made(MadePage().text(60, 100, "a ﬁrm and well deﬁned mass was felt"))
    assert document.text == "a firm and well defined mass was felt"
    start = document.text.index("firm")
    (box,) = boxes_for(document, start, start + 4)
    assert box.x0 == pytest.approx(67, abs=1.5)
    assert box.x1 == pytest.approx(84.2, abs=3)


def test_text_is_normalised_and_has_no_control_characters() -> None:
    text = read_made(prose_page(["Dr Grünwald saw a woman from Orléans", "with a well de\u00adﬁned mass."])).text
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(c) == "Cc" for c in text)


def test_two_columns_in_stream_order_keep_their_order() -> None:
    left = [f"left column line {n} of the running text that goes" for n in range(8)]
    right = [f"right column line {n} of the running text goes on" for n in range(8)]
    document = read_made(MadePage().lines(50, 100, left).lines(320, 100, right))
    assert document.text.index("left column line 7") < document.text.index("right column line 0")
    assert "line 7 of the running text that goes right column line 0" in document.text


def test_a_stream_that_runs_across_the_gutter_is_put_in_columns() -> None:
    page = MadePage()
    for n in range(10):
        page.text(50, 100 + 12 * n, f"left column line {n} of the running text here")
        page.text(320, 100 + 12 * n, f"right column line {n} of the running text here")
    text = read_made(page).text
    assert text.index("left column line 9") < text.index("right column line 0")


def test_a_sentence_goes_on_over_pages_and_floats() -> None:
    first = prose_page([*PROSE, "At the last visit the man was free of disease and had gone back to"], top=600)
    second = (
        MadePage()
        .text(60, 60, "Figure 1. The mass before treatment, seen from the side.", size=8)
        .text(60, 120, "his work in the garden, which he had missed for months.")
    )
    document = read_made(first, second)
    assert "had gone back to his work in the garden" in document.text
    assert document.text.index("in the garden") < document.text.index("Figure 1.")
    assert [f.label for f in document.figures] == ["Figure 1"]


def test_running_heads_and_page_numbers_are_furniture_at_the_end() -> None:
    pages = []
    for number in range(1, 5):
        page = prose_page([f"Page text {number} says one thing.", *PROSE], top=200)
        page.text(60, 30, "Journal of Made Things 2024; 5: 11").text(520, 30, f"Roe and Doe {number}")
        pages.append(page.text(300, 780, str(number + 40)))
    document = read_made(*pages)
    furniture = blocks_of(document, "furniture")
    assert furniture.count("Journal of Made Things 2024; 5: 11") == 4
    assert "41" in furniture
    assert "Roe and Doe 3" in furniture
    last = max(b.end for b in document.blocks if b.kind != "furniture")
    assert min(b.start for b in document.blocks if b.kind == "furniture") > last
    assert "Made Things" not in document.text[:last]


@pytest.mark.parametrize(
    ("before", "raised", "after", "want"),
    [
        ("seen in most series", "2,3", "and in ours", "seen in most series[2,3] and in ours"),
        ("it recurs in 10%", "2", "of all", "it recurs in 10%[2] of all"),
        ("an area of 12 cm", "2", "was cut", "an area of 12 cm² was cut"),
        ("a count of 3 x 10", "9", "per litre", "a count of 3 x 10⁹ per litre"),
        ("a dose of 2 g m", "-2", "was given", "a dose of 2 g m⁻² was given"),
        ("the level of Ca", "2+", "was high", "the level of Ca²⁺ was high"),
        ("on the 1", "st", "day of May", "on the 1st day of May"),
    ],
)
def test_raised_numbers_stand_apart(before: str, raised: str, after: str, want: str) -> None:
    page = MadePage().text(60, 100, before, font="F4")
    # Courier would be exact; Helvetica is near enough for a raised piece right behind the words.
    width = sum(_HELVETICA.get(c, 556) for c in before) / 100
    page.text(60 + width, 100, raised, size=6, font="F4", rise=4)
    shift = sum(_HELVETICA.get(c, 556) for c in raised) * 0.006
    page.text(60 + width + shift + 3, 100, after, font="F4")
    assert read_made(page).text == want


_NARROW = (
    dict.fromkeys("iljt,. f", 278) | dict.fromkeys("ilj", 222) | {"r": 333, "m": 833, "%": 889, "C": 722, "M": 833}
)
_HELVETICA = _NARROW | dict.fromkeys("cskvxyz", 500) | {"w": 722, "D": 722, "+": 584, "-": 333, "a": 556}
"""Widths of letters in thousandths of the font size; all others are 556 wide."""


def test_a_sign_that_the_font_does_not_tell_is_learned_as_th() -> None:
    lines = [f"\x02e patient had pain and \x02is was the sign number {n} of all." for n in "abcde"]
    document = read_made(prose_page(lines))
    assert document.text.startswith("The patient had pain and This was the sign number a of all.")
    (problem,) = document.problems
    assert problem.kind == "mended_font"
    assert problem.message == "Signs without a code in the file were read from their context: 'Th' in 1 font."


def test_a_sign_that_nothing_explains_is_shown_and_told() -> None:
    document = read_made(prose_page([*PROSE, "The value was 12 \x02 3 in the morning of that day."]))
    assert "The value was 12 \ufffd 3 in the morning" in document.text
    assert str(document.problems[0]) == (
        "Page 1: 1 sign without a known meaning. Look at the page where a value is missing or odd."
    )


def test_letters_cut_off_by_a_clipping_path_are_left_out_and_told() -> None:
    page = prose_page()
    page.raw("q 0 0 600 500 re W n")
    page.text(60, 120, "These words stand above what is shown of the page and were never seen by anyone.", size=9)
    page.raw("Q")
    document = read_made(page)
    assert "never seen" not in document.text
    (problem,) = document.problems
    assert str(problem) == (
        "Page 1: 65 letters that the page does not show were left out. Nothing is needed if the page looks complete."
    )


def test_white_letters_on_white_paper_are_left_out_but_not_those_on_a_dark_ground() -> None:
    page = prose_page().raw("1 g").text(60, 300, "white words on white paper").raw("0 g")
    page.raw("0.2 0.2 0.6 rg 50 380 300 30 re f 1 g").text(60, 408, "white words on a blue bar").raw("0 g")
    document = read_made(page)
    assert "white paper" not in document.text
    assert "white words on a blue bar" in document.text
    (problem,) = document.problems
    assert (problem.kind, problem.part) == ("hidden_text", "page 1")
    assert problem.message == "Page 1: 26 letters that the page does not show were left out."


def test_a_few_white_letters_are_not_worth_a_word() -> None:
    assert read_made(prose_page().raw("1 g").text(60, 300, "12").raw("0 g")).problems == ()


def test_the_drawn_text_of_a_scan_is_read_though_it_is_not_drawn() -> None:
    page = MadePage(picture=True).raw("BT 3 Tr ET").lines(60, 100, PROSE)
    document = read_made(page)
    assert document.text == " ".join(PROSE)
    assert document.pages[0].health == "text"


def test_pages_without_text_are_named_with_the_way_out() -> None:
    scan = MadePage(picture=True)
    document = read_made(prose_page(), scan, scan, prose_page(), scan)
    assert [p.health for p in document.pages] == ["text", "scan", "scan", "text", "scan"]
    assert [str(p) for p in document.problems] == [
        "Pages 2-3 and 5: image only, no text. Run with --ocr, or type the values by hand with a page reference."
    ]
    assert document.problems[0].part == "pages 2-3 and 5"


def test_garbled_letters_are_told() -> None:
    page = prose_page(["q x z k j v w p b m " * 4, "x k j z q v b p w m " * 4, "z q x v k j b m w p " * 4])
    (problem,) = read_made(page).problems
    assert problem.kind == "garbled_text"
    assert problem.message == "Page 1: the text may be wrong (100% of the words are single letters)."


def test_a_page_turned_by_its_own_rotation_reads_the_same() -> None:
    turned = MadePage(rotate=90)
    for number, words in enumerate(PROSE):
        turned.sideways(100 + 12 * number, 700, words)
    document = read_made(turned)
    assert document.text == " ".join(PROSE)
    assert (document.pages[0].width, document.pages[0].height, document.pages[0].rotation) == (800, 600, 90)
    (box,) = boxes_for(document, 0, 9)
    assert box.y1 - box.y0 == pytest.approx(10, abs=0.1)


def test_title_headings_lists_and_references_are_told_apart() -> None:
    page = MadePage().text(60, 80, "A made case of a tumour of the calf", size=18, font="F2")
    page.text(60, 110, "Jane A. Doe, John Roe and Mary B. Major")
    page.text(60, 140, "Introduction", font="F2").lines(60, 156, PROSE)
    page.text(60, 230, "References", font="F2")
    for number in range(1, 5):
        page.lines(
            60,
            220 + 30 * number,
            [f"{number}. Writer A, Author B. A made title of some words in", "a made journal. J Made. 2020;1:1-9."],
        )
    document = read_made(page)
    assert document.front.title == "A made case of a tumour of the calf"
    assert document.front.authors == ("Jane A. Doe", "John Roe", "Mary B. Major")
    assert blocks_of(document, "heading") == ["Introduction", "References"]
    references = blocks_of(document, "reference")
    assert len(references) == 4
    assert references[2] == "3. Writer A, Author B. A made title of some words in a made journal. J Made. 2020;1:1-9."


def test_blocks_follow_the_text_and_every_letter_has_a_box_and_an_anchor() -> None:
    document = read_made(prose_page(), prose_page())
    ends = [0]
    for block in document.blocks:
        assert block.start >= ends[-1]
        ends.append(block.end)
    boxed = {n for b in document.boxes for n in range(b.start, b.end)}
    anchored = {n for a in document.anchors for n in range(a.start, a.start + a.length)}
    letters = {n for n, char in enumerate(document.text) if not char.isspace()}
    assert letters <= boxed
    assert letters <= anchored


def test_the_same_bytes_give_the_same_document() -> None:
    assert read_made(prose_page()) == read_made(prose_page())
    assert make_pdf([prose_page()]) == make_pdf([prose_page()])


def test_a_repeated_line_of_the_text_at_the_edge_of_a_page_is_no_head() -> None:
    pages = [
        MadePage().lines(60, 40, ["The same words begin each of these pages.", *PROSE, f"Page {word} goes on.", *PROSE])
        for word in ("one", "two", "three", "four")
    ]
    document = read_made(*pages)
    assert blocks_of(document, "furniture") == []
    assert document.text.count("The same words begin") == 4


def manuscript_page(first: int) -> MadePage:
    """A double-spaced page with numbered lines."""
    page = MadePage()
    for n in range(30):
        page.text(40, 80 + 24 * n, str(first + n), size=8)
        page.text(
            80, 80 + 24 * n, f"double spaced line number {chr(97 + n % 26)} of a manuscript that was sent in", size=12
        )
    return page


def test_line_numbers_and_wide_spacing_of_a_manuscript_do_not_break_its_text() -> None:
    document = read_made(manuscript_page(1), manuscript_page(31))
    text = "\n".join(blocks_of(document, "paragraph"))
    assert "line number a of a manuscript that was sent in double spaced line number b of a" in text
    assert document.tables == ()
    assert blocks_of(document, "furniture")[:3] == ["1", "2", "3"]


def test_a_line_whose_spaces_were_stretched_is_one_line() -> None:
    page = prose_page(["and the mass was removed in one piece with"])
    for x, words in zip(
        (60, 105, 130, 190, 222, 262), ("the skin", "over", "it and a", "rim", "of the", "muscle."), strict=True
    ):
        page.text(x, 112, words)
    assert (
        read_made(page).text == "and the mass was removed in one piece with the skin over it and a rim of the muscle."
    )
