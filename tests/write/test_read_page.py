"""The page of what was read: complete in itself, one box per line of a block, every word of the text beside it."""

import base64
import hashlib
import re

import pytest

from casepool.domain.document import Block, Box, Cell, Document, Page, Table
from casepool.domain.errors import Problem
from casepool.domain.record import Record, RecordList
from casepool.write.read_entries import DrawnPage
from casepool.write.read_page import ReadDocument, write_read_page, write_record_page
from write.attacks import ATTACKS, build_attacked
from write.page_text import VOID, read_page, squeeze

PNG = b"\x89PNG\r\n\x1a\n picture"
TEXT = "A lump\nThe lump was\nsoft.\nSize\n3 cm\nPage foot"
BLOCKS = (
    Block("title", 0, 6, 1),
    Block("paragraph", 7, 25, 1),
    Block("cell", 26, 30, 2, table="t1", row=0, column=0),
    Block("cell", 31, 35, 2, table="t1", row=0, column=1),
    Block("furniture", 36, 45, 2),
)
TABLE = Table("t1", (Cell(0, 0, 26, 30), Cell(0, 1, 31, 35)), "Table 1", header_rows=0, score=0.6, engine="rules")
BOXES = (Box(1, 0, 6, 50, 40, 90, 52), Box(1, 7, 19, 50, 60, 130, 70), Box(1, 20, 25, 50, 72, 80, 82))


def build_page(problems: tuple[Problem, ...] = ()) -> str:
    pages = (Page(1, 200, 300), Page(2, 200, 300, health="scan", note="image only"), Page(3, 200, 300))
    document = Document(
        "lump", "folder/lump.pdf", "ab" * 32, "application/pdf", "pdf layout 1", TEXT,
        blocks=BLOCKS, tables=(TABLE,), boxes=BOXES, pages=pages, problems=problems,
    )  # fmt: skip
    drawn = (
        DrawnPage(pages[0], ((0, BOXES[0]), (1, BOXES[1]), (1, BOXES[2])), PNG),
        DrawnPage(pages[1], (), b"", "Page 2 could not be drawn. The page is broken."),
        DrawnPage(pages[2]),
    )
    return write_read_page([ReadDocument(document, drawn)], "folder/lump.pdf")


@pytest.fixture(scope="module")
def html() -> str:
    return build_page()


def test_the_policy_lets_in_this_style_and_pictures_that_the_page_holds(html: str) -> None:
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in html
    assert re.search(r"url\(|@import|@font-face|</", style[1]) is None


def test_no_script_and_no_address_but_the_pictures_and_own_anchors(html: str) -> None:
    elements = read_svg_page(html)
    assert "script" not in {tag for tag, _ in elements}
    assert not [name for _, a in elements for name in a if name.startswith("on") or name in ("style", "src")]
    images = [a["href"] for tag, a in elements if tag == "image"]
    assert images == ["data:image/png;base64," + base64.b64encode(PNG).decode()]
    names = {a["id"] for _, a in elements if "id" in a}
    links = [a["href"] for tag, a in elements if tag in ("a", "use")]
    assert links
    assert [link for link in links if link[1:] not in names or link[0] != "#"] == []


def read_svg_page(html: str) -> list[tuple[str, dict[str, str]]]:
    assert "image" not in VOID
    page = read_page(re.sub(r"(<image [^>]*)/>", r"\1></image>", html))
    return [(element.tag, element.attributes) for element in page.elements]


def test_one_box_per_line_and_the_letter_at_the_first(html: str) -> None:
    boxes = re.findall(r'<a class="k-(\S+)" href="#(\S+?)".*?<rect class="bx" x="(\S+)" y="(\S+)" width="(\S+)"', html)
    assert boxes == [
        ("title", "d0-b0", "49.5", "39.5", "41.0"),
        ("paragraph", "d0-b7", "49.5", "59.5", "81.0"),
        ("paragraph", "d0-b7", "49.5", "71.5", "31.0"),
    ]
    assert re.findall(r'class="bx-letter"[^>]*>(.)<', html) == ["T", "P"]


def test_every_word_of_the_text_stands_on_the_page(html: str) -> None:
    words = re.findall(r'class="rd-words">(.*?)</p>|<t[dh]>(.*?)</t[dh]>', html, re.DOTALL)
    assert squeeze("".join(a + b for a, b in words)) == squeeze(TEXT)


def test_pages_say_their_health_and_why_there_is_no_picture(html: str) -> None:
    assert "of 3: text, 3 lines</span>" in html
    assert "of 3: a picture without text (image only), nothing read on it</span>" in html
    assert "<p>Page 2 could not be drawn. The page is broken.</p>" in html
    assert "<p>This page was not drawn, so that this file stays small.</p>" in html
    assert "<dt>Pages</dt><dd>2 of 3 decoded as text</dd>" in html
    said = "1 of 3 pages is drawn, so that this file stays small; the text of all stands here"
    assert f"<dt>Pictures</dt><dd>{said}</dd>" in html


def test_a_block_over_two_pages_is_named_on_the_second() -> None:
    pages = (Page(1, 200, 300), Page(2, 200, 300))
    blocks = (Block("paragraph", 0, 19, 1),)
    text = "It was red and hard"
    document = Document("a", "a.pdf", "ef" * 32, "application/pdf", "pdf", text, blocks=blocks, pages=pages)
    drawn = (DrawnPage(pages[0], ((0, Box(1, 0, 10, 9, 9, 60, 20)),)), DrawnPage(pages[1], ((0, BOXES[1]),) * 2))
    html = write_read_page([ReadDocument(document, drawn)], "a.pdf")
    said = 'A part of this page belongs to <a href="#d0-b0">a block that is listed with page 1</a>.'
    assert html.count(said) == 1
    assert html.index(said) > html.index('id="d0-p2"')


def test_a_doubtful_table_says_how_sure_its_reading_is(html: str) -> None:
    said = "1 row, 2 columns, no header rows; 60% sure, read by rules"
    assert f'Table: Table 1<span class="meta rd-doubt"> {said}</span>' in html


def test_problems_stand_with_their_way_out() -> None:
    html = build_page((Problem("no_text_layer", "Page 2: image only.", "Type the values by hand."),))
    assert '<p class="notice-head">Page 2: image only.</p><p>Type the values by hand.</p>' in html
    assert "The reader met no problem" not in html
    assert "The reader met no problem" in build_page()


def test_the_same_input_gives_the_same_page(html: str) -> None:
    assert build_page() == html


def test_nothing_from_a_paper_becomes_markup() -> None:
    document = build_attacked().document
    drawn = tuple(DrawnPage(Page(1, 9, 9, health=a, note=a), (), b"", a) for a in ATTACKS)
    html = write_read_page([ReadDocument(document), ReadDocument(document, drawn)], document.source)
    tags = {tag for tag, _ in read_svg_page(html)}
    assert not tags & {"script", "iframe", "link", "img", "image", "base", "object"}
    assert "49" not in re.findall(r'class="rd-words">(.*?)</p>', html)
    assert not re.search("[\x00-\x08\x1b\u202e\u2066\u200b\ufeff]", html)


def test_a_list_of_references_shows_its_records() -> None:
    record = Record(title="On <soft> lumps", authors=("Moss, A", "Fern, B"), year=1999, journal="J Moss", pmid="12")
    problem = Problem("broken_entry", "Entry 2 has no end.", "Export it again.")
    html = write_record_page(RecordList("my.ris", "cd" * 32, "ris", (record, Record()), (problem,)))
    assert "<dt>Read</dt><dd>2 records of a RIS list</dd>" in html
    assert "Moss, A et al. · 1999 · J Moss · PMID 12" in html
    assert '<p class="rd-words">On &lt;soft&gt; lumps</p>' in html
    assert '<p class="rd-words">(without a title)</p>' in html
    assert "Entry 2 has no end." in html
