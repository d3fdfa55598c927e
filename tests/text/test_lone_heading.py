"""An article whose only heading is that of its case: what comes before and after the case is told by its wording."""

from tests.read.docx_parts import docx, para
from tests.text.test_sections import GENERAL, STORY, blocks_of

from casepool.domain.document import Section
from casepool.read.docx import read_docx
from casepool.read.html import read_html
from casepool.read.limits import DEFAULT_LIMITS
from casepool.text.sections import find_sections

MORE = (
    "The patient walked on the third day and was discharged. Histology showed a chordoma. She received no other drug."
)
MIXED = (
    "The frequency of these tumours is reported to be low in the literature [4]. Patients are usually older. Ours "
    "was a 47-year-old woman who was treated by resection, and she had no other complaint."
)
ARTICLE = (GENERAL, STORY, MORE, MIXED, GENERAL, GENERAL)
FOUND = ["introduction", "case", "case", "discussion", "discussion", "discussion"]


def role_of(sections: tuple[Section, ...], at: int) -> str:
    return next(s.role for s in sections if s.start <= at < s.end)


def roles_under(heading: str, *paragraphs: str) -> list[str]:
    """The role of each paragraph of a text with one heading above all of them."""
    text, blocks = blocks_of(("heading", heading, 1), *(("paragraph", words) for words in paragraphs))
    sections = find_sections(text, blocks)
    assert role_of(sections, 0) == role_of(sections, blocks[1].start), "the heading goes with what follows it"
    return [role_of(sections, block.start) for block in blocks[1:]]


def test_a_case_heading_over_a_whole_article_covers_its_case_only() -> None:
    assert roles_under("Case", *ARTICLE) == FOUND


def test_a_paragraph_that_opens_in_general_and_then_recalls_the_patient_is_discussion() -> None:
    assert roles_under("Case report", STORY, MORE, MIXED, GENERAL, GENERAL)[2] == "discussion"


def test_a_case_with_a_general_remark_stays_case() -> None:
    remark = "Such masses are rare."
    assert set(roles_under("Case report", STORY, MORE, remark, MORE, STORY, MORE)) == {"case"}


def test_two_headings_are_believed() -> None:
    story = [("paragraph", words) for words in ARTICLE]
    text, blocks = blocks_of(("heading", "Case", 1), *story, ("heading", "Discussion", 1), ("paragraph", GENERAL))
    assert [role_of(find_sections(text, blocks), block.start) for block in blocks[1:7]] == ["case"] * 6


def test_word_and_web_files_are_parted_in_the_same_way() -> None:
    body = para("Case", style="H1") + "".join(para(words) for words in ARTICLE)
    page = "<h1>Case</h1>" + "".join(f"<p>{words}</p>" for words in ARTICLE)
    web = f"<html><body><article>{page}</article></body></html>".encode()
    for document in (
        read_docx(docx(body), "a.docx", "0" * 64, DEFAULT_LIMITS),
        read_html(web, "a.html", "0" * 64, DEFAULT_LIMITS),
    ):
        starts = [b.start for b in document.blocks if b.kind == "paragraph"]
        assert [role_of(document.sections, start) for start in starts] == FOUND


def test_headings_without_a_style_in_word_and_web_files() -> None:
    lines = ("Introduction", GENERAL, "Case presentation", STORY, "Discussion:", GENERAL, "Conclusion", GENERAL)
    body = "".join(para(words) for words in lines)
    page = "".join(f"<p>{words}</p>" for words in lines)
    web = f"<html><body><article>{page}</article></body></html>".encode()
    for document in (
        read_docx(docx(body), "a.docx", "0" * 64, DEFAULT_LIMITS),
        read_html(web, "a.html", "0" * 64, DEFAULT_LIMITS),
    ):
        assert [s.role for s in document.sections] == ["introduction", "case", "discussion", "conclusion"]
