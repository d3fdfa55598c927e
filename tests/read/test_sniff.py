"""What a file is: by content first, by its ending second; every refusal in full."""

import zipfile
from io import BytesIO

import pytest

from casepool.domain.errors import ReadError
from casepool.read.sniff import ALLOWED, sniff

JATS = b'<?xml version="1.0"?>\n<!-- note -->\n<!DOCTYPE article PUBLIC "-//NLM//DTD x" "x.dtd">\n<article></article>'
SUBSET = b'<!DOCTYPE article [<!ENTITY a "b"> <!ENTITY c "d">]>\n<article/>'
PUBMED = b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "y.dtd"><PubmedArticleSet/>'


def zipped(*names: str) -> bytes:
    """A zip archive with these empty members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7\n", "a.pdf", "pdf"),
        (b"\n%PDF-1.4\n", "a.txt", "pdf"),
        (JATS, "a.xml", "jats"),
        (JATS, "a.bin", "jats"),
        (SUBSET, "a.nxml", "jats"),
        (b"\xef\xbb\xbf" + JATS, "a.xml", "jats"),
        (JATS.decode().encode("utf-16"), "a.xml", "jats"),
        (b"<pmc-articleset><article/></pmc-articleset>", "a.xml", "jats"),
        (b'<j:article xmlns:j="u"/>', "a.xml", "jats"),
        (PUBMED, "a.xml", "pubmed"),
        (b"<!doctype html><html><body><p>x", "a.txt", "html"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"></html>', "a.xml", "html"),
        (b"<article><p>A page</p></article>", "a.html", "html"),
        (b"<div><p>one</p><p>two</p></div>", "page", "html"),
        (b"TY  - JOUR\nTI  - x\nER  - \n", "a.txt", "ris"),
        (b"\nPMID- 12\nTI  - x\n", "a.txt", "nbib"),
        (b"% list\n@article{a1, title={x}}", "a.txt", "bibtex"),
        (b"# A title\n\nSome text.", "a.md", "markdown"),
        (b"A man of 40 years.", "a.txt", "text"),
        (b"A man of 40 years.", "noending", "text"),
        (b"< 5 cells per field were counted.", "a.txt", "text"),
        (zipped("word/document.xml", "[Content_Types].xml"), "a.zip", "docx"),
    ],
)
def test_format(data: bytes, name: str, expected: str) -> None:
    assert sniff(data, name) == expected


@pytest.mark.parametrize(
    ("data", "name", "kind", "message"),
    [
        (b"", "a.txt", "empty_file", "a.txt is empty. Check that it was saved or downloaded completely."),
        (b" \r\n\t", "b.pdf", "empty_file", "b.pdf is empty. Check that it was saved or downloaded completely."),
        (
            b"\x89PNG\r\n\x1a\n",
            "dir/a.png",
            "unknown_format",
            f"a.png is a PNG picture. {ALLOWED} Pictures are never read; give the article's text, PDF or XML.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...",
            "a.doc",
            "unknown_format",
            f"a.doc is an old Word, Excel or PowerPoint file. {ALLOWED} Open it and save it as DOCX.",
        ),
        (
            zipped("xl/workbook.xml"),
            "a.xlsx",
            "unknown_format",
            f"a.xlsx is an Excel workbook. {ALLOWED} Export the table as text, or give the article itself.",
        ),
        (
            zipped("x.txt"),
            "a.zip",
            "unknown_format",
            f"a.zip is a zip archive. {ALLOWED} Unpack it and give the files inside.",
        ),
        (
            zipped("word/document.xml")[:40],
            "a.docx",
            "malformed",
            "a.docx begins as a zip or DOCX file but cannot be unpacked. "
            "It is cut off or damaged: download or save it again.",
        ),
        (
            b"Please log in to download.",
            "a.pdf",
            "malformed",
            "a.pdf is named PDF, but its content is not a PDF file. "
            "Download it again; a saved web page or a cut-off file often has this name.",
        ),
        (
            b"<svg/>",
            "a.xml",
            "unknown_format",
            "a.xml is XML of an unknown kind: its outermost element is <svg>. Known are JATS (article, pmc-articleset) "
            "and PubMed XML. Download the article as JATS XML from PubMed Central, or give its PDF.",
        ),
        (b"no tags", "a.nxml", "malformed", "a.nxml is named XML, but holds no XML. Download it again."),
        (
            b"\x00" * 128 + b"DICM" + b"\x00" * 9,
            "a.dcm",
            "unknown_format",
            "a.dcm is a DICOM picture of a patient. It is refused on purpose.",
        ),
    ],
    ids=lambda item: item if isinstance(item, str) and item.startswith("a.") else "",
)
def test_refusal(data: bytes, name: str, kind: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        sniff(data, name)
    assert str(caught.value) == message
    assert caught.value.problem.kind == kind
    assert caught.value.problem.fatal


def test_message_shows_control_and_bidirectional_characters() -> None:
    with pytest.raises(ReadError) as caught:
        sniff(b"", "a\u202etxt\x1b[31m.exe")
    assert str(caught.value).startswith("a<U+202E>txt<U+001B>[31m.exe is empty.")
