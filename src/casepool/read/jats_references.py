"""Entries of a JATS reference list: their parts as tagged, and how entries without punctuation are printed."""

import re
from collections.abc import Iterator

from casepool.domain.document import Reference
from casepool.read.xml_tree import Element, local, words_of

CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation", "product", "related-object")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_NUMBER = re.compile(r"\d{1,4}")
_AUTHOR_GROUPS = ("", "author", "allauthors", "inventor", "assignee")


def citations_of(ref: Element) -> list[Element]:
    """The citation elements of a <ref>; of alternatives only the first, of the ref itself if it holds the text."""
    found = []
    for child in ref:
        if local(child) in CITATIONS:
            found.append(child)
        elif local(child) == "citation-alternatives":
            found.extend([c for c in child if local(c) in CITATIONS][:1])
    return found or [ref]


def number_references(article: Element) -> dict[str, int]:
    """The number of each <ref> by its id and by the ids of its citations: the printed number, else its place."""
    numbers: dict[str, int] = {}
    for place, ref in enumerate(_refs(article), start=1):
        printed = _NUMBER.search(words_of(_child(ref, "label")))
        number = int(printed.group()) if printed else place
        for element in (ref, *citations_of(ref)):
            if element.get("id"):
                numbers.setdefault(element.get("id"), number)
    return numbers


def read_reference(citation: Element, number: int, start: int, end: int, key: str) -> Reference:
    """The reference with every part that is tagged; `start` and `end` are its interval in the canonical text."""
    first, last = _text(citation, "fpage"), _text(citation, "lpage")
    pages = f"{first}-{last}" if first and last and first != last else first or _text(citation, "elocation-id")
    return Reference(
        number=number,
        start=start,
        end=end,
        authors=tuple(_authors(citation)),
        year=_year(citation),
        title=_text(citation, "article-title") or _text(citation, "chapter-title") or _text(citation, "data-title"),
        source=_text(citation, "source"),
        volume=_text(citation, "volume"),
        pages=pages,
        doi=_identifier(citation, "doi"),
        pmid=_identifier(citation, "pmid"),
        key=key,
    )


def is_unpunctuated(citation: Element) -> bool:
    """Whether the entry is fields only, so that the reader has to set the punctuation."""
    texts = [citation.text or "", *(child.tail or "" for child in citation)]
    return len(citation) > 1 and not "".join(texts).strip()


def separator(before: str, tag: str) -> str:
    """The punctuation between two fields of an unpunctuated entry, in the plain style of the medical literature."""
    if before == "name":
        return ", " if tag in ("name", "string-name", "collab", "etal", "role") else ". "
    if tag == "volume":
        return " " if before in ("source", "") else ";"
    pairs = {"issue": "(", "fpage": ":", "lpage": "-", "elocation-id": ":", "given-names": " ", "suffix": " "}
    return pairs.get(tag, ". " if before else "")


def _refs(article: Element) -> Iterator[Element]:
    for ref in article.iter("ref"):
        if not any(local(parent) in ("sub-article", "response") for parent in _parents(ref, article)):
            yield ref


def _parents(element: Element, top: Element) -> Iterator[Element]:
    parent = element.getparent()
    while parent is not None and parent is not top:
        yield parent
        parent = parent.getparent()


def _child(element: Element, tag: str) -> Element | None:
    return next((child for child in element if local(child) == tag), None)


def _text(citation: Element, tag: str) -> str:
    return words_of(next(citation.iter(tag), None))


def _year(citation: Element) -> int | None:
    found = _YEAR.search(_text(citation, "year")) or _YEAR.search(_text(citation, "date"))
    return int(found.group()) if found else None


def _authors(citation: Element) -> Iterator[str]:
    for element in citation.iter("name", "string-name", "collab"):
        group = next((p for p in _parents(element, citation) if local(p) == "person-group"), None)
        if group is None or group.get("person-group-type", "") in _AUTHOR_GROUPS:
            yield name_of(element)


def name_of(element: Element) -> str:
    """A name as "Surname Given", or the text of a name without parts."""
    parts = [words_of(_child(element, tag)) for tag in ("surname", "given-names", "suffix")]
    return " ".join(part for part in parts if part) if parts[0] else words_of(element)


def _identifier(citation: Element, kind: str) -> str:
    for element in citation.iter("pub-id", "ext-link", "object-id"):
        said = element.get("pub-id-type") or element.get("ext-link-type") or ""
        words = words_of(element)
        if said == kind:
            return _DOI.search(words).group().rstrip(".,;") if kind == "doi" and _DOI.search(words) else words  # type: ignore[union-attr]
        if kind == "doi" and (found := _DOI.search(words)):
            return found.group().rstrip(".,;")
    found = _DOI.search(words_of(citation)) if kind == "doi" else None
    return found.group().rstrip(".,;") if found else ""
