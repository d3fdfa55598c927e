"""The front matter of a JATS article as values: title, authors, journal, year, identifiers, keywords."""

import re

from casepool.domain.document import Front
from casepool.read.xml_tree import Element, local, words_of

_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_DATES = ("ppub", "collection", "pub", "epub", "epub-ppub", "epreprint")


def find_meta(article: Element) -> Element | None:
    """The element with the article's own metadata (article-meta, or a sub-article's front-stub)."""
    for child in article:
        if local(child) == "front-stub":
            return child
        if local(child) == "front":
            return next((c for c in child if local(c) == "article-meta"), child)
    return None


def find_journal(article: Element) -> Element | None:
    """The journal title element, None for a sub-article."""
    front = next((child for child in article if local(child) == "front"), None)
    return None if front is None else next(front.iter("journal-title"), None)


def find_date(meta: Element | None) -> Element | None:
    """The year element of the publication date: of the issue if there is one, else of the first publication."""
    dates = [] if meta is None else [d for d in meta if local(d) == "pub-date"]
    kinds = [(d.get("pub-type") or d.get("date-type") or "pub", d) for d in dates]
    ranked = sorted(kinds, key=lambda pair: _DATES.index(pair[0]) if pair[0] in _DATES else len(_DATES))
    return next((year for _, d in ranked if (year := next(d.iter("year"), None)) is not None), None)


def read_front(article: Element) -> Front:
    """Every part of the front matter that is given. Raises nothing; an article without front gives an empty Front."""
    meta = find_meta(article)
    year = _YEAR.search(words_of(find_date(meta)))
    return Front(
        title=_title(meta),
        authors=tuple(author_name(c) for c in find_authors(meta)),
        journal=words_of(find_journal(article)),
        year=int(year.group()) if year else None,
        doi=_identifier(meta, "doi"),
        pmid=_identifier(meta, "pmid"),
        pmcid=_pmcid(meta),
        article_type=article.get("article-type", ""),
        keywords=tuple(words_of(k) for k in _keywords(meta)),
    )


def find_authors(meta: Element | None) -> list[Element]:
    """The contributors that are authors, in order."""
    groups = [] if meta is None else [g for g in meta if local(g) == "contrib-group"]
    people = [c for g in groups for c in g if local(c) == "contrib"]
    return [c for c in people if c.get("contrib-type", "author") == "author"]


def author_name(contributor: Element) -> str:
    """A contributor's name as "Given Surname", or the name of a group."""
    name = next(contributor.iter("name", "string-name"), None)
    if name is None:
        return words_of(next(contributor.iter("collab", "anonymous"), None))
    parts = [words_of(next(name.iter(tag), None)) for tag in ("given-names", "surname", "suffix")]
    return " ".join(part for part in parts if part) or words_of(name)


def _title(meta: Element | None) -> str:
    group = None if meta is None else next((g for g in meta if local(g) == "title-group"), None)
    parts = [] if group is None else [words_of(c) for c in group if local(c) in ("article-title", "subtitle")]
    return ": ".join(part.rstrip(":") for part in parts if part)


def _keywords(meta: Element | None) -> list[Element]:
    groups = [] if meta is None else [g for g in meta if local(g) == "kwd-group"]
    return [k for g in groups for k in g.iter("kwd", "compound-kwd")]


def _identifier(meta: Element | None, *kinds: str) -> str:
    found = [] if meta is None else [i for i in meta if local(i) == "article-id" and i.get("pub-id-type") in kinds]
    return words_of(found[0]) if found else ""


def _pmcid(meta: Element | None) -> str:
    printed = _identifier(meta, "pmcid") or _identifier(meta, "pmc") or _identifier(meta, "pmcaid", "pmc-id")
    return f"PMC{printed}" if printed.isdigit() else printed.upper()
