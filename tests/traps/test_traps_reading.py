"""The traps of reading (TRAPS I6 to I11, J1 to J8): what breaks other readers, in invented files."""

import pytest
from tests.read.pdf.made_pdf import MadePage, make_pdf
from tests.read.pdf.reading import PROSE, blocks_of, grid_of, prose_page, read_made
from tests.read.pdf.test_tables import CASES, WANT, made_table, write_cases, write_head

from casepool.pipeline.check import check_stream
from casepool.pipeline.pictures import find_boxes
from casepool.read.reader import read_bytes
from casepool.read.records import read_records
from casepool.text.matcher import Matcher
from casepool.text.shadow import Shadow


def found(phrase: str, text: str) -> list[str]:
    """The stretches of the text that a dictionary finds a phrase in."""
    shadow = Shadow(text)
    hits = Matcher([(Shadow(phrase).folded, phrase)]).find(shadow.folded)
    return [text[slice(*shadow.canonical(hit.start, hit.end))] for hit in hits]


def test_i6_a_long_table_is_read_whole() -> None:
    lines = [f"Ash {n} | {20 + n}/F | alive at {n} months" for n in range(1, 121)]
    text = "Table 1. Earlier cases.\n\n| Author | Age/sex | Outcome |\n|---|---|---|\n" + "\n".join(
        f"| {x} |" for x in lines
    )
    (document,) = read_bytes(text.encode(), "a.md")
    (table,) = document.tables
    assert (table.row_count, table.header_rows) == (121, 1)
    cell = table.cell_at(120, 2)
    assert cell is not None
    assert document.place_at(cell.start).column_name == "Outcome"


def test_i7_wrapped_cells_without_rules() -> None:
    assert grid_of(read_made(made_table("none"))) == WANT


def test_i8_a_table_over_two_pages_is_one() -> None:
    first, second = prose_page(top=60).text(60, 600, "Table 2. Earlier cases.", size=9), MadePage()
    write_head(first, 620)
    write_head(second, 60)
    ends = (write_cases(first, 636, CASES[:2]), write_cases(second, 76, CASES[2:]))
    for page, top, bottom in ((first, 610, ends[0]), (second, 50, ends[1])):
        page.rule(55, top, 545, top).rule(55, top + 14, 545, top + 14).rule(55, bottom - 4, 545, bottom - 4)
    assert grid_of(read_made(first, second)) == WANT


def test_i9_a_table_with_centred_cells_has_a_score_and_its_other_readings() -> None:
    (table,) = read_made(made_table("none", centred=True)).tables
    assert 0 < table.score < 1
    assert table.candidates
    assert table.engine


def test_i10_a_table_that_is_a_picture_is_a_finding() -> None:
    page = prose_page(top=60).text(60, 150, "Table 7. Results of all stains.", size=8).image(60, 156, 300, 120)
    (result,) = check_stream(make_pdf([page.lines(60, 330, PROSE)]), "a.pdf").results
    (finding,) = [f for f in result.findings if f.rule == "EVD-04"]
    assert finding.headline.startswith("Table 7 was not read")


def test_i11_a_citation_mark_is_no_number_of_the_text() -> None:
    body = "<p>She took nine steps.<sup><xref ref-type='bibr' rid='r1'>1</xref></sup> She fell.</p>"
    listed = "<ref-list><ref id='r1'><mixed-citation>Brandt K. Steps. 2004.</mixed-citation></ref></ref-list>"
    article = f"<article><body>{body}</body><back>{listed}</back></article>"
    (document,) = read_bytes(article.encode(), "a.xml")
    (citation,) = document.citations
    assert document.text[citation.start : citation.end] in ("1", "[1]")
    assert "steps.[1] She fell." in document.text


def test_j1_columns_are_kept() -> None:
    page = MadePage()
    for n in range(10):
        page.text(50, 100 + 12 * n, f"left column line {n} of the running text here")
        page.text(320, 100 + 12 * n, f"right column line {n} of the running text here")
    text = read_made(page).text
    assert text.index("left column line 9") < text.index("right column line 0")


def test_j2_a_font_that_does_not_tell_its_th_is_mended_and_told() -> None:
    document = read_made(prose_page([f"\x02e use of it and \x02is was the sign number {n} of all." for n in "abcde"]))
    assert document.text.startswith("The use of it and This was the sign")
    assert [p.kind for p in document.problems] == ["mended_font"]


def test_j3_ligatures_are_opened_and_broken_words_joined_with_their_boxes() -> None:
    document = read_made(
        prose_page(["There was \ufb01brosis, and the usual manage-", "ment of it was tried for a year."])
    )
    assert "There was fibrosis, and the usual management of it" in document.text
    start = document.text.index("management")
    assert len(find_boxes(document, start, start + len("management"))) == 2


@pytest.mark.parametrize("printed", ["low\nback pain", "low  back pain", "low back\u00a0pain", "Low\u2011back pain"])
def test_j4_terms_are_found_however_their_blanks_are_printed(printed: str) -> None:
    phrase = "low-back pain" if "\u2011" in printed else "low back pain"
    assert found(phrase, f"She had {printed} for years.") == [printed]


def test_j4_an_accent_of_its_own() -> None:
    assert found("caf\u00e9 au lait", "a cafe\u0301 au lait spot") == ["cafe\u0301 au lait"]


def test_j5_no_term_inside_words() -> None:
    assert found("back pain", "low back painful") == []
    assert found("pain", "a painless mass") == []


def test_j6_running_heads_stand_in_no_sentence() -> None:
    pages = [
        prose_page([f"Page text {n} says one thing.", *PROSE], top=200).text(
            60, 30, "Journal of Made Things 2024; 5: 11"
        )
        for n in range(4)
    ]
    document = read_made(*pages)
    assert blocks_of(document, "furniture").count("Journal of Made Things 2024; 5: 11") == 4
    assert "Made Things" not in document.text[: max(b.end for b in document.blocks if b.kind != "furniture")]


def test_j7_a_record_without_its_end_and_two_sets_of_tags() -> None:
    one = "TY  - JOUR\nT1  - On masses\nA1  - Brandt, K\nY1  - 2004/05/01\nJF  - Acta Ficta\n\n"
    other = "TY  - JOUR\nTI  - On stones\nAU  - Okoye, L\nPY  - 2011\nJO  - Acta Ficta\nER  - \n"
    records = read_records((one + other).encode(), "a.ris")
    said = [(r.title, r.authors, r.year, r.journal) for r in records.records]
    assert said == [("On masses", ("Brandt, K",), 2004, "Acta Ficta"), ("On stones", ("Okoye, L",), 2011, "Acta Ficta")]
    assert [(p.kind, p.part) for p in records.problems] == [("no_end_tag", "record 1")]


def test_j8_a_file_of_several_articles_and_both_kinds_of_ids() -> None:
    articles = "".join(
        f"<article><front><article-meta><article-id pub-id-type='{kind}'>{number}</article-id></article-meta></front>"
        f"<body><p>Article {number} tells of a man.</p></body></article>"
        for kind, number in (("pmc", "111"), ("pmcid", "PMC222"))
    )
    documents = read_bytes(f"<pmc-articleset>{articles}</pmc-articleset>".encode(), "a.xml")
    assert [d.front.pmcid for d in documents] == ["PMC111", "PMC222"]
    assert "Article 111" in documents[0].text
