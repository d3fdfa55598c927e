"""Which entry of the reference list a row of a review table names: by number, by author and year, by a given name."""

import re
import unicodedata

from casepool.domain.document import Document, Reference
from casepool.domain.evidence import Evidence
from casepool.knowledge.words import load_words

_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_MARK = re.compile(r"\[(\d{1,3})[^\]]{0,20}\]|<sup>\s*(\d{1,3})[^<]{0,20}</sup>|\((\d{1,3})\)")
_NAME = re.compile(r"[^\W\d_][\w'’-]*")


def find_reference(document: Document, cells: tuple[Evidence, ...], year: int | None = None) -> int | None:
    """The number of the reference that the cells of a row name, None if none or more than one fits."""
    return next((n for cell in cells if (n := _find(document, cell, year)) is not None), None)


def _find(document: Document, label: Evidence, year: int | None) -> int | None:
    """The reference that one cell names.

    A citation mark decides; else the first author's family name with the year (one year apart is allowed: print and
    online dates differ); else a given name with the same year, if exactly one entry fits. `year` is that of a column
    of its own where the label has none.
    """
    numbered = _by_mark(document, label)
    if numbered is not None:
        return numbered
    names = read_names(label.quote)
    years = [int(y) for y in _YEAR.findall(label.quote)] or ([year] if year else [])
    if not names:
        return None
    return _only(_by_family(document, names, years)) or _only(_by_given(document, names, years))


def read_names(printed: str) -> tuple[str, ...]:
    """The author names of a row label, folded: "Olsen and Berg 1998" gives ("olsen", "berg")."""
    words = [fold_name(word) for word in _NAME.findall(printed)]
    return tuple(word for word in words if len(word) > 1 and not load_words()["label_fillers"].canonical(word))


def fold_name(name: str) -> str:
    """A name without case, accents, hyphens and apostrophes."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in plain if c.isalnum())


def _by_mark(document: Document, label: Evidence) -> int | None:
    start, end = label.span.start, label.span.end + 12
    known = {reference.number for reference in document.references}
    for citation in document.citations:
        if start <= citation.start < end and citation.numbers and citation.numbers[0] in known:
            return citation.numbers[0]
    found = _MARK.search(label.quote)
    number = int(next(g for g in found.groups() if g)) if found else None
    bare = re.fullmatch(r"\[?(\d{1,3})\]?", label.quote.strip())
    number = int(bare.group(1)) if bare and number is None else number
    return number if number in known else None


def _by_family(document: Document, names: tuple[str, ...], years: list[int]) -> list[Reference]:
    fits = [r for r in document.references if r.authors and _is_family(names[0], r.authors[0]) and _near(r, years, 1)]
    exact = [r for r in fits if r.year in years]
    second = [r for r in exact or fits if len(names) < 2 or _has(names[1], r.authors[1:])]
    return _one_work(second or exact or fits)


def _by_given(document: Document, names: tuple[str, ...], years: list[int]) -> list[Reference]:
    same = [r for r in document.references if r.authors and years and r.year in years]
    return _one_work([r for r in same if names[0] in _parts(r.authors[0])])


def _is_family(name: str, author: str) -> bool:
    """Whether the folded name is the family name of an author as printed ("OlSen PK", "Kumari, A.", "Asha Kumari")."""
    whole = author.split(",")[0] if "," in author else author
    words = list(_NAME.findall(whole))
    family = [w for w in words if not _is_initials(w)] or words
    folded = [fold_name(w) for w in family]
    initials = len(family) < len(words) or "," in author
    return name == "".join(folded) or (name in folded if initials else name == folded[-1])


def _is_initials(word: str) -> bool:
    return word.isupper() and len(word) <= 3


def _has(name: str, authors: tuple[str, ...]) -> bool:
    return any(name in _parts(author) for author in authors)


def _parts(author: str) -> list[str]:
    return [fold_name(word) for word in _NAME.findall(author) if not _is_initials(word)]


def _near(reference: Reference, years: list[int], apart: int) -> bool:
    return not years or reference.year is None or any(abs(reference.year - year) <= apart for year in years)


def _one_work(references: list[Reference]) -> list[Reference]:
    """The same work listed twice counts once."""
    titles = {fold_name(r.title) for r in references if r.title}
    return references[:1] if len(references) > 1 and len(titles) == 1 else references


def _only(references: list[Reference]) -> int | None:
    return references[0].number if len(references) == 1 else None
