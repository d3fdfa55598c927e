"""Title, authors, DOI and year where the first page says them beyond doubt."""

import re

from casepool.domain.document import Front
from casepool.read.pdf.items import Item

_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;:)\]])")
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_NAME = re.compile(
    r"^(?:(?:[A-ZÀ-ÞŠŽ][\w’'.À-ž-]*|[A-Z]\.|(?:de|da|di|del|della|van|von|der|den|el|al|bin|ben|le|la|dos|du)))"
    r"(?:[\s-]+(?:[A-ZÀ-ÞŠŽ][\w’'.À-ž-]*|[A-Z]\.|de|da|di|del|della|van|von|der|den|el|al|bin|ben|le|la|dos|du)){1,5}$"
)
_NO_NAME = re.compile(
    r"\b(?:Open|Access|Article|Research|Review|Case|Original|Abstract|Volume|Journal|Hypothesis)\b", re.I
)
_MARKS = re.compile(
    r"\[[^\]]*\]|[*†‡§¶∗#✉⁎]|(?<=\w)\d+(?:,\d+)*|\b(?:MD|PhD|MBBS|MSc|BSc|FRCS|MS|MPH|DO|Dr\.|Prof\.)\b\.?"
)


def read_front(title: str, items: list[Item], first_page: str, year_text: str) -> Front:
    """`items` are the items after the title; `first_page` all text of page 1, `year_text` its heads and feet."""
    doi = _DOI.search(first_page)
    years = set(_YEAR.findall(year_text))
    return Front(
        title=title,
        authors=_read_authors(items[:3]),
        year=int(years.pop()) if len(years) == 1 else None,
        doi=doi.group(1) if doi else "",
    )


def _read_authors(items: list[Item]) -> tuple[str, ...]:
    """Names from the first item that consists of names only; empty if none does."""
    for item in items:
        text = _MARKS.sub(" ", item.text)
        names = [re.sub(r"\s+", " ", part).strip(" .,") for part in re.split(r",|;|•|·|\band\b|&", text)]
        names = [n for n in names if n]
        if names and all(_NAME.match(n) and not _NO_NAME.search(n) for n in names) and len(item.text) < 1200:
            return tuple(names)
    return ()
