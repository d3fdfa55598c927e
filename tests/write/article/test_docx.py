"""The Word files: read again by another program, tagged controls, comments with quotes, nothing that runs."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile

import docx
import pytest

from casepool.write.article.model import Bound, Detail, DetailLine, Quoted
from casepool.write.article.whole import build_article, write_article
from casepool.write.formats.word_comments import LONGEST, choose_commented, write_lines
from casepool.write.formats.word_xml import LONGEST_TAG, make_tag
from write.article.hostile import build_hostile
from write.article.sample import build_review

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def files(review: object = None, **more: object) -> dict[str, bytes]:
    found = write_article(review or build_review(), "docx", **more).files  # type: ignore[arg-type]
    return {file.name: file.data for file in found}


def part(data: bytes, name: str = "word/document.xml") -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def test_the_clean_file_holds_numbers_and_no_comment() -> None:
    found = files(figures=())
    clean = docx.Document(io.BytesIO(found["review.docx"]))
    assert clean.core_properties.title == "Solitary fibrous tumor: a case report and review of 5 reported patients"
    assert clean.core_properties.author == "Anna Ek and Bo Lind"
    assert len(list(clean.comments)) == 0
    assert [table.rows[0].cells[1].text for table in clean.tables][1] == "Publication"
    tags = [tag.get(f"{W}val") for tag in part(found["review.docx"]).iter(f"{W}tag")]
    assert {"cp:age.median", "cp:patients", "cp:index.age_years", "cp:patient.p1.sex"} <= set(tags)
    ids = [item.get(f"{W}val") for item in part(found["review.docx"]).iter(f"{W}id")]
    assert len(ids) == len(set(ids))


def test_the_traced_file_has_a_comment_on_each_value() -> None:
    found = files(figures=())
    traced = docx.Document(io.BytesIO(found["review-traced.docx"]))
    texts = [comment.text for comment in traced.comments]
    root = part(found["review-traced.docx"])
    assert len(texts) == len(list(root.iter(f"{W}commentReference"))) == len(list(root.iter(f"{W}tag")))
    assert "“58/male”\nVarzaru and Oyelaran 2021 · not verified by a person" in texts
    assert all(len(text) <= LONGEST for text in texts)
    assert traced.paragraphs[-6].text.startswith("•  Halvorsen and Brekke 1996: Age at presentation;")
    assert files(figures=(), comments="none").keys().isdisjoint({"review-traced.docx"})


def test_a_comment_spans_exactly_its_value() -> None:
    root = part(files(figures=())["review-traced.docx"])
    inside: dict[str, str] = {}
    open_ids: list[str] = []
    for element in root.iter():
        if element.tag == f"{W}commentRangeStart":
            open_ids.append(element.get(f"{W}id", ""))
        elif element.tag == f"{W}commentRangeEnd":
            open_ids.remove(element.get(f"{W}id", ""))
        elif element.tag == f"{W}t":
            for key in open_ids:
                inside[key] = inside.get(key, "") + (element.text or "")
    article = build_article(build_review(), figures=())
    assert open_ids == []
    assert set(inside.values()) <= {run.printed.replace("\u00ad", "") for run in bound_of(article)}


def bound_of(article: object) -> list[Bound]:
    from casepool.write.article.model import list_bound

    return list(list_bound(article.blocks))  # type: ignore[attr-defined]


def test_figures_have_their_size_and_their_words() -> None:
    found = files()
    root = part(found["review.docx"])
    pictures = [item for item in root.iter() if item.tag.endswith("}docPr")]
    assert len(pictures) >= 4
    assert all(20 < len(picture.get("descr", "")) <= 350 for picture in pictures)
    assert found["fig1.png"].startswith(b"\x89PNG")
    widths = [int(item.get("cx", "0")) / 36000 for item in root.iter() if item.tag.endswith("}extent")]
    assert {round(width) for width in widths} <= {85, 174}


def test_every_table_repeats_its_head() -> None:
    root = part(files(figures=())["review.docx"])
    tables = list(root.iter(f"{W}tbl"))
    assert len(tables) > 4
    assert all(table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None for table in tables)


def test_hostile_texts_make_no_field_and_no_link() -> None:
    found = files(build_hostile(), figures=())
    for name in ("review.docx", "review-traced.docx"):
        archive = zipfile.ZipFile(io.BytesIO(found[name]))
        xml = archive.read("word/document.xml").decode() + (
            archive.read("word/comments.xml").decode() if name != "review.docx" else ""
        )
        assert not re.search(r"<w:(fldSimple|instrText|hyperlink|object|altChunk)", xml)
        assert "External" not in archive.read("word/_rels/document.xml.rels").decode()
        assert "DDEAUTO c:\\windows" in xml
        docx.Document(io.BytesIO(found[name]))


def test_the_package_holds_no_clock() -> None:
    archive = zipfile.ZipFile(io.BytesIO(files(figures=())["review-traced.docx"]))
    assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "w:date" not in archive.read("word/comments.xml").decode()


@pytest.mark.parametrize(
    ("count", "comments", "kept"), [(3, "all", 3), (3, "marked", 1), (600, "all", 1), (3, "none", 0)]
)
def test_which_values_get_a_comment(count: int, comments: str, kept: int) -> None:
    runs = [Bound(f"n{number}", "1", ("unclear",) if number == 0 else ()) for number in range(count)]
    assert len(choose_commented(runs, comments)) == kept


def test_a_long_comment_is_cut_with_a_word() -> None:
    line = DetailLine("p", "", (Quoted("word " * 40, "Case"),), "Ek 2016")
    shown = write_lines(Detail("age", (line,) * 30, method="median"))
    assert len("\n".join(shown)) <= LONGEST
    assert shown[-1].endswith("more lines in Table S1")


def test_a_tag_is_never_longer_than_word_takes() -> None:
    names = [f"{'presenting_symptoms.' * 4}{number}" for number in range(50)]
    tags = {make_tag(name) for name in names}
    assert len(tags) == 50
    assert max(map(len, tags)) == LONGEST_TAG
    assert make_tag("age.median") == "cp:age.median"
