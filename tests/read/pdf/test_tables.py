"""Tables of a PDF: ruled and unruled, wrapped, grouped, sideways, over pages, in any stream order."""

from collections.abc import Sequence

import pytest
from tests.read.pdf.made_pdf import MadePage
from tests.read.pdf.reading import PROSE, blocks_of, grid_of, prose_page, read_made

from casepool.domain.document import Table

HEAD = ("Case", "Age/sex", "Site", "Treatment", "Outcome")
COLUMNS = (60, 130, 190, 310, 440)
CASES = (
    (("Alder et al.", "2001"), ("43/F",), ("left calf, deep to", "the soleus"), ("surgery",), ("alive at", "4 years")),
    (
        ("Birch 2004",),
        ("61/M",),
        ("neck",),
        ("surgery and", "radiotherapy in", "two courses"),
        ("lost to", "follow-up"),
    ),
    (("Cedar and", "Doe 2010"), ("35/F",), ("right thigh",), ("none",), ("died of", "disease")),
    (("Present case",), ("52/F",), ("left calf",), ("surgery",), ("alive at 6", "months")),
)
WANT = [list(HEAD), *[[" ".join(cell) for cell in case] for case in CASES]]


def write_cases(
    page: MadePage, top: float, cases: Sequence[Sequence[Sequence[str]]] = CASES, centred: bool = False
) -> float:
    """Write cases row by row, cell after cell, lines of a cell under each other; gives the place below the last row."""
    for case in cases:
        height = max(len(cell) for cell in case)
        for x, cell in zip(COLUMNS, case, strict=True):
            lift = (height - len(cell)) * 4.5 if centred else 0
            page.lines(x, top + lift, cell, step=9, size=8)
        top += 9 * height + 4
    return top


def write_head(page: MadePage, top: float) -> None:
    for x, words in zip(COLUMNS, HEAD, strict=True):
        page.text(x, top, words, size=8, font="F2")


def made_table(
    rules: str, centred: bool = False, caption: str = "Table 1. Earlier cases and the present one."
) -> MadePage:
    page = prose_page(top=60)
    page.text(60, 140, caption, size=9, font="F2")
    write_head(page, 160)
    bottom = write_cases(page, 176, centred=centred)
    if rules != "none":
        for y in (150, 164, bottom - 4):
            page.rule(55, y, 545, y)
    if rules == "grid":
        for x in (55, 125, 185, 305, 435, 545):
            page.rule(x, 150, x, bottom - 4)
        y = 176.0
        for case in CASES[:-1]:
            y += 9 * max(len(cell) for cell in case) + 4
            page.rule(55, y - 9.5, 545, y - 9.5)
    return page.lines(60, bottom + 40, PROSE)


@pytest.mark.parametrize("rules", ["none", "level", "grid"])
@pytest.mark.parametrize("centred", [False, True])
def test_wrapped_cells_stay_in_their_rows(rules: str, centred: bool) -> None:
    document = read_made(made_table(rules, centred))
    assert grid_of(document) == WANT
    (table,) = document.tables
    assert (table.label, table.header_rows, table.page) == ("Table 1", 1, 1)
    assert table.caption is not None
    assert document.text[slice(*table.caption)] == "Table 1. Earlier cases and the present one."
    assert document.text.count(" ".join(PROSE)) == 2


def test_cells_are_blocks_of_the_text_with_row_and_column() -> None:
    document = read_made(made_table("level"))
    cells = [b for b in document.blocks if b.kind == "cell"]
    assert {b.table for b in cells} == {document.tables[0].id}
    assert [(b.row, b.column, document.text[b.start : b.end]) for b in cells[5:8]] == [
        (1, 0, "Alder et al. 2001"),
        (1, 1, "43/F"),
        (1, 2, "left calf, deep to the soleus"),
    ]
    cell = document.tables[0].cell_at(2, 3)
    assert cell is not None
    place = document.place_at(cell.start)
    assert (place.role, place.column_name, place.row, place.page) == ("table", "Treatment", 2, 1)


def test_losing_candidates_are_kept_and_their_words_stand_in_the_text() -> None:
    document = read_made(made_table("none"))
    (table,) = document.tables
    assert table.candidates
    assert all(c.score <= table.score for c in table.candidates)
    words = {document.text[c.start : c.end] for other in table.candidates for c in other.cells}
    assert "the soleus" in words


def test_a_table_over_two_pages_is_one_and_its_second_head_is_furniture() -> None:
    first = prose_page(top=60).text(60, 600, "Table 2. Earlier cases.", size=9)
    write_head(first, 620)
    end = write_cases(first, 636, CASES[:2])
    second = MadePage()
    write_head(second, 60)
    last = write_cases(second, 76, CASES[2:])
    for page, top, bottom in ((first, 610, end), (second, 50, last)):
        page.rule(55, top, 545, top).rule(55, top + 14, 545, top + 14).rule(55, bottom - 4, 545, bottom - 4)
    document = read_made(first, second.lines(60, 300, PROSE))
    assert len(document.tables) == 1
    assert grid_of(document) == WANT
    pages = {b.row: b.page for b in document.blocks if b.kind == "cell"}
    assert [pages[n] for n in range(5)] == [1, 1, 1, 2, 2]
    assert blocks_of(document, "furniture") == list(HEAD)


def test_a_sideways_table_is_read_as_an_upright_one() -> None:
    page = MadePage()
    page.sideways(90, 740, "Table 3. Cases read from the side.", size=9)
    rows = [HEAD, *[[" ".join(cell) for cell in case] for case in CASES]]
    for number, row in enumerate(rows):
        for x, words in zip((740, 640, 560, 380, 200), row, strict=True):
            page.sideways(120 + 14 * number, x, words, size=7)
    for x in (105, 124, 184):
        page.rule(x, 60, x, 745)
    document = read_made(page)
    assert grid_of(document) == WANT


def test_labels_that_stand_for_several_rows_span_them() -> None:
    page = prose_page(top=60).text(60, 150, "Table 4. Doses and size.", size=9)
    rows = [("Group", "Dose", "Size, mm", "n")]
    rows += [("Control", "0", "12.5", "4"), ("", "10", "12.1", "4"), ("", "20", "11.8", "5")]
    rows += [("Treated", "0", "12.4", "4"), ("", "10", "7.1", "6"), ("", "20", "5.3", "5")]
    page.rows((60, 160, 260, 360), 170, rows)
    page.rule(55, 158, 420, 158).rule(55, 174, 420, 174).rule(55, 262, 420, 262)
    table = read_made(page).tables[0]
    labels = [(c.row, c.rowspan) for c in table.cells if c.column == 0 and c.end > c.start]
    assert labels == [(0, 1), (1, 3), (4, 3)]


def test_labels_centred_beside_their_rows_and_drawn_late_span_them() -> None:
    page = prose_page(top=60).text(60, 150, "Table 4. Doses and size.", size=9)
    page.rows((60, 160, 260, 360), 170, [("Group", "Dose", "Size, mm", "n")])
    for group, top in (("Control", 184), ("Treated", 226)):
        page.rows((160, 260, 360), top, [("0", "12.5", "4"), ("10", "12.1", "4"), ("20", "11.8", "5")])
        page.text(60, top + 14, group, size=8)
    page.rule(55, 158, 420, 158).rule(55, 174, 420, 174).rule(55, 260, 420, 260)
    document = read_made(page)
    table = document.tables[0]
    labels = [
        (document.text[c.start : c.end], c.row, c.rowspan) for c in table.cells if c.column == 0 and c.end > c.start
    ]
    assert labels == [("Group", 0, 1), ("Control", 1, 3), ("Treated", 4, 3)]


def test_a_head_over_several_columns_spans_them() -> None:
    page = prose_page(top=60).text(60, 150, "Table 5. Counts by year.", size=9)
    page.text(60, 170, "Site", size=8).text(230, 170, "Patients in each year", size=8)
    page.rows(
        (60, 160, 260, 360), 186, [("", "2001", "2002", "2003"), ("Calf", "3", "4", "5"), ("Neck", "1", "0", "2")]
    )
    page.rule(55, 158, 420, 158).rule(150, 174, 420, 174).rule(55, 190, 420, 190).rule(55, 220, 420, 220)
    document = read_made(page)
    table = document.tables[0]
    assert table.header_rows == 2
    heads = {document.text[c.start : c.end]: (c.row, c.column, c.rowspan, c.colspan) for c in table.cells if c.header}
    assert heads["Patients in each year"] == (0, 1, 1, 3)
    assert heads["Site"] == (0, 0, 2, 1)
    assert heads["2002"] == (1, 2, 1, 1)


def test_a_table_written_column_by_column_is_read_by_its_lines() -> None:
    page = prose_page(top=60).text(60, 150, "Table 6. Marks.", size=9)
    columns = (("Case", "A", "B", "C", "D"), ("Age", "43", "61", "35", "52"), ("Size", "4.1", "5.2", "3.3", "2.4"))
    for x, column in zip((60, 160, 260), columns, strict=True):
        for number, words in enumerate(column):
            page.text(x, 170 + 12 * number, words, size=8)
    page.rule(55, 158, 320, 158).rule(55, 174, 320, 174).rule(55, 224, 320, 224)
    assert grid_of(read_made(page)) == [list(row) for row in zip(*columns, strict=True)]


def test_small_print_below_a_table_is_its_footnote() -> None:
    page = made_table("level")
    page.text(60, 288, "* Present case: told in this article.", size=7)
    document = read_made(page)
    assert blocks_of(document, "footnote") == ["* Present case: told in this article."]
    ((start, end),) = document.tables[0].footnotes
    assert document.text[start:end] == "* Present case: told in this article."


def test_a_table_that_is_a_picture_says_so() -> None:
    page = prose_page(top=60).text(60, 150, "Table 7. Results of all stains.", size=8).image(60, 156, 300, 120)
    document = read_made(page.lines(60, 330, PROSE))
    (table,) = document.tables
    assert (table.image_only, table.cells, table.label, table.page) == (True, (), "Table 7", 1)
    assert [str(p) for p in document.problems] == [
        "Table 7 is present as an image only; its cells cannot be read. "
        "Type the rows that matter by hand with a page reference."
    ]


def test_a_caption_without_a_table_is_told() -> None:
    document = read_made(prose_page(top=60).text(60, 150, "Table 8. Results of all stains.", size=8))
    assert document.tables == ()
    assert [str(p) for p in document.problems] == [
        "Table 8: its caption was found, but no rows and columns. "
        "Look at the page; type the rows that matter by hand with a page reference."
    ]


def no_table(tables: Sequence[Table]) -> bool:
    return not tables


def test_columns_of_prose_and_numbered_lists_are_no_tables() -> None:
    prose = (
        MadePage().lines(50, 100, [line[:44] for line in PROSE] * 3).lines(320, 100, [line[:44] for line in PROSE] * 3)
    )
    listed = MadePage().text(60, 80, "References", font="F2")
    for number in range(1, 9):
        listed.text(60, 90 + 26 * number, f"{number}.")
        listed.lines(
            85, 90 + 26 * number, ["Writer A, Author B. A made title of some length in a", "journal of made things."]
        )
    assert no_table(read_made(prose).tables)
    document = read_made(listed)
    assert no_table(document.tables)
    assert len(blocks_of(document, "reference")) == 8
