"""The article: every character of the canonical text, tables as tables, marks never one in another."""

import re
from dataclasses import replace

from casepool.domain.document import Block, Cell, Document, Front, Table
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Card, Finding
from casepool.write.paper_html import PaperWriter
from casepool.write.paper_marks import MarkIndex, name_anchors
from write.draft import Draft, quote
from write.invented_paper import PARAGRAPHS, build_result, draft_paper
from write.page_text import PageText, read_page, squeeze


def write(document: Document, *evidence: Evidence, severity: str = "error") -> str:
    cards = (Card((Finding("AGE-01", severity, "Something.", evidence=evidence),)),) if evidence else ()
    return PaperWriter(document, MarkIndex(cards, name_anchors(cards))).write()


def read(document: Document, *evidence: Evidence) -> PageText:
    return read_page(f"<article>{write(document, *evidence)}</article>")


def classes(page: PageText, tag: str) -> list[str]:
    return [e.attributes.get("class", "") for e in page.elements if e.tag == tag]


def test_the_article_holds_the_whole_text_and_nothing_else() -> None:
    result = build_result()
    cards = result.cards
    html = PaperWriter(result.document, MarkIndex(cards, name_anchors(cards))).write()
    page = read_page(f"<article>{html}</article>")
    assert squeeze(page.paper) == squeeze(result.document.text)
    assert page.deepest_mark == 1


def test_marks_of_plain_text_are_hidden_and_nothing_else() -> None:
    draft = Draft(source="draft.txt", media_type="text/plain", between="\n\n##### ")
    document = draft_paper(draft).build()
    assert squeeze(read(document).paper) == squeeze(document.text).replace("#####", "")


def test_text_between_blocks_is_shown() -> None:
    draft = Draft()
    draft.add("paragraph", "One.")
    document = replace(draft.build(), text="Before. One. After.", blocks=(Block("paragraph", 8, 12),))
    assert write(document) == "<p>Before. </p>\n<p>One.</p>\n<p> After.</p>"


def test_blocks_become_elements() -> None:
    page = read(build_result().document)
    tags = [e.tag for e in page.elements if e.tag in ("h2", "h3", "table", "caption", "ol", "li", "th", "td")]
    assert tags.count("h2") == 1
    assert tags.count("h3") == 7
    assert (tags.count("table"), tags.count("caption"), tags.count("th"), tags.count("td")) == (1, 1, 6, 30)
    assert (tags.count("ol"), tags.count("li")) == (1, 7)
    assert "paper-title" in classes(page, "h2")


def test_words_of_the_tool_name_the_front_and_the_unseen_pictures() -> None:
    html = write(build_result().document)
    assert (
        '<p class="byline tool">Sunniva Halloran-Obi et al. · Archives of Invented Cases · 2024 · '
        "doi\u00a010.99999/aic.2024.017</p>" in html
    )
    assert html.count("Legend; the picture was not looked at.") == 2


def test_the_byline_holds_what_the_text_does_not_print() -> None:
    front = Front(authors=("Ada Lind", "Bo Ek"), journal="Case Letters", year=2020, doi="10.99999/x")
    draft = Draft()
    draft.add("paragraph", "Ada Lind and Bo Ek. 10.99999/x")
    assert write(draft.build(front)).startswith('<p class="byline tool">Case Letters · 2020</p>')
    draft.add("paragraph", "Case Letters, 2020")
    assert "byline" not in write(draft.build(front))


def test_a_mark_says_what_it_is_evidence_for() -> None:
    draft = Draft()
    draft.add("paragraph", "he is 35, or 36")
    document = draft.build()
    assert write(document, quote(document, "35"), quote(document, "36")) == (
        '<p>he is <mark id="m1" class="m-start m-end m-conflict" data-sv="error" data-ids="AGE-01">'
        '<span class="vh">evidence for AGE-01, 1 of 2: </span>35</mark>'
        '<a class="m-ref" data-sv="error" href="#AGE-01">AGE-01</a>, or '
        '<mark id="m2" class="m-start m-end m-conflict" data-sv="error" data-ids="AGE-01">'
        '<span class="vh">evidence for AGE-01, 2 of 2: </span>36</mark>'
        '<a class="m-ref" data-sv="error" href="#AGE-01">AGE-01</a></p>'
    )


def test_overlapping_marks_stand_side_by_side() -> None:
    draft = Draft()
    draft.add("paragraph", "abcdefgh")
    document = draft.build()
    html = write(document, quote(document, "abcde"), quote(document, "defgh"))
    pieces = re.findall(r'<mark(?: id="(m\d)")? class="([^"]*)"[^>]*>(?:<span.*?</span>)?(\w+)</mark>', html)
    assert pieces == [
        ("m1", "m-start m-conflict", "abc"),
        ("m2", "m-start m-end m-conflict", "de"),
        ("", "m-end m-conflict", "fgh"),
    ]


def test_a_mark_over_two_blocks_starts_once_and_ends_once() -> None:
    draft = Draft()
    draft.add("paragraph", "first part")
    draft.add("paragraph", "second part")
    document = draft.build()
    page = read(document, document.evidence(6, 18))
    assert classes(page, "mark") == ["m-start m-conflict", "m-end m-conflict"]
    assert squeeze(page.paper) == "firstpartsecondpart"


def test_a_mark_that_begins_in_hidden_markup_begins_at_its_first_letter() -> None:
    draft = Draft(media_type="text/markdown")
    draft.add("paragraph", "so **see Table 1** here")
    document = draft.build()
    html = write(document, quote(document, "**see Table 1**"))
    assert '<mark id="m1" class="m-start m-end m-conflict t-b"' in html
    assert "</span>see Table 1</mark>" in html


def test_styles_of_plain_text_are_set() -> None:
    draft = Draft(media_type="text/plain")
    draft.add("paragraph", "T<sub>1</sub> and *PHF1*  \nnext line")
    assert write(draft.build()) == (
        '<p>T<span class="t-sub">1</span> and <span class="t-i">PHF1</span><br>\nnext line</p>'
    )


def test_stars_of_other_formats_are_words_of_the_paper() -> None:
    draft = Draft(media_type="application/pdf")
    draft.add("paragraph", "**p < 0.01** and <i>")
    assert write(draft.build()) == "<p>**p &lt; 0.01** and &lt;i&gt;</p>"


def test_hidden_characters_are_shown_in_a_box() -> None:
    draft = Draft()
    draft.add("paragraph", "a\u202eb")
    assert write(draft.build()) == '<p>a<span class="ctl">[U+202E]</span>b</p>'


def test_cells_keep_their_spans_and_empty_cells_their_place() -> None:
    draft = Draft()
    draft.table("Table 1", "Cases", [["Group", "n"], ["spine", "5"], ["limb", ""]])
    document = draft.build()
    cells = list(document.tables[0].cells)
    cells[0] = replace(cells[0], colspan=2)
    table = replace(document.tables[0], cells=tuple(cells))
    html = write(replace(document, tables=(table,)))
    assert '<th scope="col" colspan="2">Group</th><th scope="col">n</th>' in html
    assert "<td>limb</td><td></td>" in html
    assert 'role="region" aria-label="Table 1 as read"' in html


def test_a_caption_below_its_table_stays_below() -> None:
    document = Document(
        **dict.fromkeys(("id", "source", "sha256", "reader"), "d"),
        media_type="application/xml",
        text="a Table 1",
        blocks=(Block("cell", 0, 1, table="t1", row=0, column=0), Block("caption", 2, 9, table="t1")),
        tables=(Table("t1", (Cell(0, 0, 0, 1),), "Table 1", (2, 9), header_rows=0),),
    )
    assert squeeze(read(document).paper) == "aTable1"
    assert write(document).endswith('<p class="caption">Table 1</p>')


def test_a_table_that_is_a_picture_is_named() -> None:
    document = replace(build_result().document, tables=(Table("t9", (), "Table 2", image_only=True),))
    assert '<p class="tool place">Table 2: This table is a picture: its rows were not read.</p>' in write(document)


def test_the_headings_of_main_sections_are_on_one_level() -> None:
    draft = Draft()
    for kind, words, level in (("front", "Journal", 2), ("abstract", "Abstract", 4), ("case", "Case", 4)):
        draft.section(kind, words, level)
    draft.add("heading", "Imaging", level=5)
    draft.add("heading", "Of no known level")
    html = write(draft.build())
    for heading in ("Journal", "Abstract", "Case", "Of no known level"):
        assert f"<h3>{heading}</h3>" in html
    assert "<h4>Imaging</h4>" in html


def test_lists_with_and_without_printed_bullets() -> None:
    draft = Draft()
    draft.add("list-item", "a cough")
    draft.add("list-item", "a limp")
    draft.add("paragraph", "Then:")
    draft.add("list-item", "- a rash")
    assert write(draft.build()) == (
        '<ul class="marked">\n<li>a cough</li>\n<li>a limp</li>\n</ul>\n<p>Then:</p>\n'
        '<ul class="bare">\n<li>- a rash</li>\n</ul>'
    )


def test_an_empty_document_is_an_empty_article() -> None:
    assert write(replace(Draft().build(), front=Front())) == ""


def test_the_invented_paper_has_paragraphs_in_every_section() -> None:
    assert all(PARAGRAPHS.values())
    assert len(classes(read(build_result().document), "p")) > 14
