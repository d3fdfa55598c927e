"""What a file is: by its content first, by the ending of its name only where the content cannot tell."""

import re
from pathlib import PurePath

from casepool.read.archive import Archive, encrypted
from casepool.read.decode import decode_head
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.refusal import label, refuse

HEAD = 65_536
ENDINGS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".xml": "xml",
    ".nxml": "jats",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".ris": "ris",
    ".nbib": "nbib",
    ".medline": "nbib",
    ".bib": "bibtex",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
}
ROOTS = {
    "article": "jats",
    "articles": "jats",
    "pmc-articleset": "jats",
    "PubmedArticleSet": "pubmed",
    "PubmedArticle": "pubmed",
    "PubmedBookArticle": "pubmed",
    "MedlineCitationSet": "pubmed",
    "MedlineCitation": "pubmed",
    "html": "html",
    "HTML": "html",
}
FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint file", "Open it and save it as DOCX."),
    (b"{\\rtf", "an RTF file", "Open it in a word processor and save it as DOCX."),
    (b"\x89PNG", "a PNG picture", "Pictures are never read; give the article's text, PDF or XML."),
    (b"\xff\xd8\xff", "a JPEG picture", "Pictures are never read; give the article's text, PDF or XML."),
    (b"GIF8", "a GIF picture", "Pictures are never read; give the article's text, PDF or XML."),
    (b"II*\x00", "a TIFF picture", "Pictures are never read; give the article's text, PDF or XML."),
    (b"MM\x00*", "a TIFF picture", "Pictures are never read; give the article's text, PDF or XML."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and give the file inside."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and give the file inside."),
    (b"Rar!", "a RAR archive", "Unpack it and give the file inside."),
    (b"%!PS", "a PostScript file", "Convert it to PDF."),
    (b"\\documentclass", "LaTeX source", "Give the PDF that it makes."),
    (b"\x7fELF", "a program", "Give an article or a reference list."),
    (b"MZ\x90\x00", "a program", "Give an article or a reference list."),
)
ARCHIVES = {
    "xl/workbook.xml": ("an Excel workbook", "Export the table as text, or give the article itself."),
    "ppt/presentation.xml": ("a PowerPoint file", "Give the article itself."),
    "META-INF/container.xml": ("an EPUB book", "Give the article as HTML, PDF or XML."),
    "content.xml": ("an OpenDocument file", "Open it and save it as DOCX."),
}
ALLOWED = "casepool reads PDF, DOCX, JATS and PubMed XML, HTML, RIS, NBIB, BibTeX, Markdown and plain text."

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_RIS = re.compile(r"\s*TY {0,2}- ?\w")
_NBIB = re.compile(r"\s*PMID- ?\d")
_BIBTEX = re.compile(r"(?:\s*%[^\n]*\n)*\s*@[A-Za-z]{3,20}\s*[{(]")
_XML_NOISE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_DOCTYPE = re.compile(r"\s*<!DOCTYPE\s+([\w:.-]+)", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]")
_TAGS = re.compile(r"<(?:p|div|table|h[1-6]|body|head|article|section|span|meta)\b", re.IGNORECASE)


def sniff(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> str:
    """The format word of a file: pdf, docx, jats, pubmed, html, ris, nbib, bibtex, markdown or text.

    Raises ReadError for an empty file and for a kind of file that casepool does not read, saying which it is.
    """
    if not data.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise refuse("empty_file", f"{label(name)} is empty.", "Check that it was saved or downloaded completely.")
    return _by_signature(data, name, limits) or _by_text(data, name)


def ending_format(name: str) -> str:
    """The format that the ending of a file name promises ("" for an unknown ending)."""
    return ENDINGS.get(PurePath(name).suffix.lower(), "")


def _by_signature(data: bytes, name: str, limits: Limits) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"PK\x03\x04":
        return _by_members(data, name, limits)
    if len(data) > 132 and data[128:132] == b"DICM":
        raise refuse("unknown_format", f"{label(name)} is a DICOM picture of a patient.", "It is refused on purpose.")
    if data.startswith(_COMPOUND) and _LOCKED in data:
        raise encrypted(name)
    for signature, what, way_out in FOREIGN:
        if data.lstrip()[: len(signature)] == signature:
            raise refuse("unknown_format", f"{label(name)} is {what}. {ALLOWED}", way_out)
    return ""


def _by_members(data: bytes, name: str, limits: Limits) -> str:
    members = set(Archive(data, name, limits).names)
    if "word/document.xml" in members:
        return "docx"
    for member, (what, way_out) in ARCHIVES.items():
        if member in members:
            raise refuse("unknown_format", f"{label(name)} is {what}. {ALLOWED}", way_out)
    raise refuse("unknown_format", f"{label(name)} is a zip archive. {ALLOWED}", "Unpack it and give the files inside.")


def _by_text(data: bytes, name: str) -> str:
    promised = ending_format(name)
    head = decode_head(data[:HEAD])
    for word, pattern in (("ris", _RIS), ("nbib", _NBIB), ("bibtex", _BIBTEX)):
        if pattern.match(head):
            return word
    if head.lstrip().startswith("<"):
        found = _by_root(head, promised)
        if found or promised == "xml":
            return found or _refuse_xml(head, name)
    return promised if promised in ("html", "markdown", "ris", "nbib", "bibtex") else _plain(promised, name)


def _plain(promised: str, name: str) -> str:
    if promised in ("pdf", "docx"):
        raise refuse(
            "malformed",
            f"{label(name)} is named {promised.upper()}, but its content is not a {promised.upper()} file.",
            "Download it again; a saved web page or a cut-off file often has this name.",
        )
    if promised in ("jats", "xml"):
        raise refuse("malformed", f"{label(name)} is named XML, but holds no XML.", "Download it again.")
    return "text"


def _by_root(head: str, promised: str) -> str:
    if re.match(r"\s*<!DOCTYPE\s+html", head, re.IGNORECASE):
        return "html"
    body = _skip_prolog(head)
    root = _ROOT.match(body)
    if root and root.group(1) in ROOTS:
        return _article_of_page(root.group(1), promised)
    if promised in ("html", "text", "markdown"):
        return promised if promised != "text" or len(_TAGS.findall(head)) < 3 else "html"
    return "html" if _TAGS.match(body) else ""


def _article_of_page(root: str, promised: str) -> str:
    return "html" if root == "article" and promised == "html" else ROOTS[root]


def _skip_prolog(head: str) -> str:
    """`head` from its root element on: declarations, comments and the document type are passed over."""
    at = 0
    while match := _XML_NOISE.match(head, at):
        at = match.end()
    if match := _DOCTYPE.match(head, at):
        at = _end_of_doctype(head, match.end())
        while match := _XML_NOISE.match(head, at):
            at = match.end()
    return head[at:].lstrip()


def _end_of_doctype(head: str, at: int) -> int:
    bracket, close = head.find("[", at), head.find(">", at)
    if 0 <= bracket < close:
        end = head.find("]", bracket)
        close = head.find(">", end) if end >= 0 else -1
    return close + 1 if close >= 0 else len(head)


def _refuse_xml(head: str, name: str) -> str:
    root = _ROOT.match(_skip_prolog(head))
    found = f"its outermost element is <{root.group(1)[:40]}>" if root else "it has no outermost element"
    raise refuse(
        "unknown_format",
        f"{label(name)} is XML of an unknown kind: {found}. Known are JATS (article, pmc-articleset) and PubMed XML.",
        "Download the article as JATS XML from PubMed Central, or give its PDF.",
    )
