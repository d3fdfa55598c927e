"""Vertebral levels: reading lists and ranges in every notation into canonical levels (D is T)."""

import re

from casepool.domain.values import Levels

_COUNTS = (("C", 7), ("T", 12), ("L", 5), ("S", 5))
ORDER = (*(f"{letter}{number}" for letter, count in _COUNTS for number in range(1, count + 1)), "Co")
LEVEL = r"[ctdls][ -]?(?:1[0-2]|[1-9])(?!\d)"
_JOIN = r"\s?(?:-|/|to|through|thru|until|and|&|,|,? and|or)?\s?(?:vertebra[el]?\s)?"
_TAIL = r"\s?[-/]\s?(?:1[0-2]|[1-9])(?![\d.])(?!\s?(?:cm|mm|years|months|%))"
LEVELS_PATTERN = rf"(?<![\w/-]){LEVEL}(?:{_JOIN}{LEVEL}|{_TAIL})*(?!\w)"
_TOKEN = re.compile(
    r"(?P<level>[ctdls][ -]?(?:1[0-2]|[1-9])(?!\d))|(?P<range>-|\bto\b|through|thru|until)|(?P<disc>/)"
    r"|(?P<bare>\b(?:1[0-2]|[1-9])\b)"
)


def canonical_level(printed: str) -> str:
    """The canonical level of one printed level ("d-3" -> "T3"), or "" if there is no such vertebra."""
    text = re.sub(r"[ -]", "", printed.upper()).replace("D", "T", 1)
    return text if text in ORDER else ""


def parse_levels(printed: str) -> Levels | None:
    """The levels of a printed list or range in lower case ("d3 and d4", "c7-t1", "l3/l4 to l5", "t9-10").

    A range is written out from top to bottom; a list keeps its members. None if nothing in it is a level.
    """
    found: list[str] = []
    joined = False
    letter = ""
    for token in _TOKEN.finditer(printed):
        if token.lastgroup in ("range", "disc"):
            joined = bool(found)
            continue
        text = token.group() if token.lastgroup == "level" else letter + token.group()
        level = canonical_level(text)
        if level:
            letter = text[0]
            found.extend(_between(found[-1], level) if joined and found else [level])
            joined = False
    levels = tuple(sorted(dict.fromkeys(found), key=ORDER.index))
    return Levels(levels) if levels else None


def _between(top: str, bottom: str) -> list[str]:
    first, last = sorted((ORDER.index(top), ORDER.index(bottom)))
    return list(ORDER[first : last + 1])


def region_of(levels: Levels) -> str:
    """The spinal region of a set of levels, junctions kept: ("C7", "T1") -> "cervicothoracic".

    C1 and C2 alone are cervical (craniocervical needs the occiput or skull base, which is no level).
    """
    letters = "".join(dict.fromkeys(level[0] for level in levels.levels))
    names = {
        "C": "cervical",
        "T": "thoracic",
        "L": "lumbar",
        "S": "sacral",
        "CT": "cervicothoracic",
        "TL": "thoracolumbar",
        "LS": "lumbosacral",
    }
    return names.get(letters, "multiple")
