"""References as CSL-JSON, RIS and BibTeX: one record per document. RIS and BibTeX are derived from CSL-JSON."""

import json
from collections.abc import Iterable, Iterator

from casepool.export.citations import join_name, list_citations, tidy_line
from casepool.export.material import Exported, ExportFile, Loss, Material, Options, Row

RIS_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "paper-conference": "CPAPER",
    "webpage": "ELEC",
    "report": "RPRT",
}
BIBTEX_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "thesis": "phdthesis",
    "paper-conference": "inproceedings",
    "report": "techreport",
}
RIS_FIELDS = (
    *(("TI", "title"), ("T2", "container-title"), ("VL", "volume"), ("IS", "issue"), ("DO", "DOI"), ("AN", "PMID")),
    *(("LA", "language"), ("UR", "URL"), ("N1", "note"), ("ID", "id")),
)
BIBTEX_FIELDS = (
    *(("journal", "container-title"), ("volume", "volume"), ("number", "issue"), ("pages", "page"), ("doi", "DOI")),
    *(("url", "URL"), ("language", "language"), ("pmid", "PMID"), ("keywords", "keyword")),
)
_SPECIAL = {
    **{c: "\\" + c for c in "&%$#_{}"},
    "\\": "{\\textbackslash}",
    "~": "{\\textasciitilde}",
    "^": "{\\textasciicircum}",
}


def write_csl(material: Material, options: Options) -> Exported:
    """references.json: a CSL-JSON array."""
    items = list_citations(material)
    text = json.dumps(items, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    media = "application/vnd.citationstyles.csl+json"
    return Exported((ExportFile("references.json", text.encode(), media),), _losses(items))


def write_ris(material: Material, options: Options) -> Exported:
    """references.ris: CRLF, UTF-8, TY first and ER last."""
    items = list_citations(material)
    losses = [*_losses(items), *_group_losses(items)]
    data = write_ris_text(items).encode()
    return Exported((ExportFile("references.ris", data, "application/x-research-info-systems"),), tuple(losses))


def write_bibtex(material: Material, options: Options) -> Exported:
    """references.bib: UTF-8 (for biber), or LaTeX escapes with `options.latex`."""
    items = list_citations(material)
    data = write_bibtex_text(items, options.latex).encode()
    return Exported((ExportFile("references.bib", data, "application/x-bibtex"),), _losses(items))


def write_ris_text(items: Iterable[Row]) -> str:
    """RIS of CSL items."""
    return "".join(f"{tag}  - {value}\r\n" for item in items for tag, value in _ris_lines(item))


def _ris_lines(item: Row) -> Iterator[tuple[str, str]]:
    yield "TY", RIS_TYPES.get(str(item.get("type")), "GEN")
    authors = item.get("author")
    for name in authors if isinstance(authors, list) else []:
        yield "AU", tidy_line(join_name(name))
    if year := _year(item):
        yield "PY", year
    for tag, key in RIS_FIELDS:
        if item.get(key):
            yield tag, tidy_line(str(item[key]))
    first, dash, last = str(item.get("page") or "").partition("-")
    yield from (
        (tag, tidy_line(page)) for tag, page in (("SP", first), ("EP", last if dash else "")) if tidy_line(page)
    )
    if item.get("PMID"):
        yield "DB", "PubMed"
    yield from (("KW", tidy_line(word)) for word in str(item.get("keyword") or "").split("; ") if tidy_line(word))
    yield "ER", ""


def write_bibtex_text(items: Iterable[Row], latex: bool = False) -> str:
    """BibTeX of CSL items: capitals inside words and of abbreviations are protected by braces."""
    return "\n".join(_bibtex_entry(item, latex) for item in items)


def _bibtex_entry(item: Row, latex: bool) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in _bibtex_lines(item, latex) if value)
    return f"@{BIBTEX_TYPES.get(str(item.get('type')), 'misc')}{{{item['id']},\n{lines}}}\n"


def _bibtex_lines(item: Row, latex: bool) -> Iterator[tuple[str, str]]:
    authors = item.get("author")
    names = authors if isinstance(authors, list) else []
    yield "author", " and ".join(_bibtex_name(name, latex) for name in names)
    yield "title", _protect(str(item.get("title") or ""), latex)
    yield "year", _year(item)
    for field, key in BIBTEX_FIELDS:
        value = str(item.get(key) or "")
        yield field, escape_bibtex(value.replace("-", "--", 1) if key == "page" else value.replace("; ", ", "), latex)
    yield "note", escape_bibtex(str(item.get("note") or ""), latex)


def _bibtex_name(name: Row, latex: bool) -> str:
    words = escape_bibtex(join_name(name), latex)
    return "{" + words + "}" if "literal" in name else words


def _protect(title: str, latex: bool) -> str:
    """The title with braces around each word that has a capital which a style could lower."""
    return " ".join(
        "{" + escape_bibtex(word, latex) + "}" if _must_stay(word, first=not number) else escape_bibtex(word, latex)
        for number, word in enumerate(tidy_line(title).split(" "))
    )


def _must_stay(word: str, first: bool) -> bool:
    return any(c.isupper() for c in (word[1:] if first else word))


def escape_bibtex(text: str, latex: bool = False) -> str:
    """The text on one line with every special character escaped: nothing in it can be a command."""
    line = tidy_line(text)
    if latex:
        return _to_latex(line)
    return "".join(_SPECIAL.get(character, character) for character in line)


def _to_latex(text: str) -> str:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    return str(UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False).unicode_to_latex(text))


def _year(item: Row) -> str:
    issued = item.get("issued")
    return str(issued["date-parts"][0][0]) if isinstance(issued, dict) else ""


def _losses(items: Iterable[Row]) -> tuple[Loss, ...]:
    return tuple(loss for item in items for loss in _losses_of(item))


def _losses_of(item: Row) -> Iterator[Loss]:
    if not item.get("title"):
        yield Loss("title", str(item["id"]), "the citation has no title; what is known of it is written")
    authors = item.get("author")
    if any("literal" in name for name in (authors if isinstance(authors, list) else [])):
        yield Loss("author", str(item["id"]), "names as printed; which part is the family name is not known")


def _group_losses(items: Iterable[Row]) -> Iterator[Loss]:
    for item in items:
        authors = item.get("author")
        for name in authors if isinstance(authors, list) else []:
            if "," in str(name.get("literal", "")):
                yield Loss("author", str(item["id"]), "RIS reads a group whose name has a comma as a person")
