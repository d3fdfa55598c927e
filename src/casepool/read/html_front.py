"""What a web page says about its article in its <meta> elements (Highwire, PRISM, Dublin Core)."""

import re
from dataclasses import replace

from casepool.domain.document import Front
from casepool.read.html_tree import Node

_CHARSET = re.compile(rb"<meta[^<>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_HEAD = 8_192


def declared_charset(data: bytes) -> str:
    """The encoding that a page declares for itself, empty if it declares none."""
    match = _DECLARED.search(data[:_HEAD]) or _CHARSET.search(data[:_HEAD])
    return match.group(1).decode("ascii") if match else ""


def read_meta(tree: Node) -> dict[str, list[str]]:
    """The contents of the <meta> elements by name in lower case, in order."""
    found: dict[str, list[str]] = {}
    for element in tree.css("meta"):
        name = (element.attributes.get("name") or element.attributes.get("property") or "").lower()
        content = " ".join((element.attributes.get("content") or "").split())
        if name and content:
            found.setdefault(name, []).append(content)
    return found


def with_meta(front: Front, meta: dict[str, list[str]]) -> Front:
    """The front matter as printed, completed and corrected by what the page declares."""
    year = _YEAR.search(_first(meta, "citation_publication_date", "citation_date", "citation_online_date", "dc.date"))
    doi = _DOI.search(_first(meta, "citation_doi", "dc.identifier", "prism.doi"))
    return replace(
        front,
        title=front.title or _first(meta, "citation_title", "dc.title"),
        authors=tuple(_name(a) for a in meta.get("citation_author", meta.get("dc.creator", ()))) or front.authors,
        journal=_first(meta, "citation_journal_title", "prism.publicationname") or front.journal,
        year=int(year.group()) if year else front.year,
        doi=doi.group().rstrip(".,;") if doi else front.doi,
        pmid=_first(meta, "citation_pmid") or front.pmid,
        article_type=_first(meta, "citation_article_type", "dc.type.articletype").lower().replace(" ", "-")
        or front.article_type,
        keywords=front.keywords or _keywords(meta),
    )


def _first(meta: dict[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _keywords(meta: dict[str, list[str]]) -> tuple[str, ...]:
    words = meta.get("citation_keywords", [])
    parts = [part.strip() for item in words for part in re.split(r"[;,]", item)]
    return tuple(part for part in parts if part)


def _name(printed: str) -> str:
    """ "Ash, Ada B" as "Ada B Ash"; a name without a comma as it is."""
    surname, comma, given = printed.partition(",")
    return f"{given.strip()} {surname.strip()}" if comma and given.strip() else printed
