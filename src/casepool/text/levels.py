"""Vertebral levels: reading lists and ranges in every notation into canonical levels (D and Th are T)."""

import re

from casepool.domain.values import Levels
from casepool.knowledge.compiled import compile_pattern
from casepool.text.numbers import ORDINAL_PATTERN, parse_ordinal

_COUNTS = (("C", 7), ("T", 12), ("L", 5), ("S", 5))
ORDER = (*(f"{letter}{number}" for letter, count in _COUNTS for number in range(1, count + 1)), "Co")
_NUMBER = r"(?:1[0-2]|[1-9])(?!\d|\.\d)"
LEVEL = rf"(?:th|[ctdls])[ -]?{_NUMBER}"
_TO = r"(?:-|/|\+|(?:down |up |through )?to|through|thru|until|till)"
_EDGE = r"(?:border|edge|level|body|end-?plate|part|half|margin|end)"
_PART = rf"(?:the )?(?:(?:upper|lower|superior|inferior|mid) )?(?:{_EDGE} of )?"
_JOIN = rf"(?: ?{_TO} ?| ?,? ?(?:and|&|or) | ?, ?)?{_PART}(?:the )?(?:vertebra[el]? |level )?"
_TAIL = rf" ?[-/] ?{_NUMBER}(?! ?(?:cm|mm|years?|months?|weeks?|days?|%|x))"
_PRINTED = rf"{LEVEL}(?:{_JOIN}{LEVEL}|{_TAIL})*"
_REGIONS = {"cervical": "C", "thoracic": "T", "dorsal": "T", "lumbar": "L", "sacral": "S"}
_NAMED_ONE = rf"{ORDINAL_PATTERN}(?: (?:{'|'.join(_REGIONS)}))?"
_NAMED = (
    rf"{_NAMED_ONE}(?:(?: ?, | ?,? and (?:the )?|-| to (?:the )?| through (?:the )?){_NAMED_ONE})*"
    rf"(?<=(?:.cervical|.thoracic|...dorsal|...lumbar|...sacral)) "
    r"(?=vertebra|spin|segment|level|lamina|pedicle|body|bodies|disc|disk)"
)
LEVELS_PATTERN = rf"(?:(?<![\w/'-])(?:between )?{_PRINTED}(?![\w'])|\b{_NAMED})"
_TOKEN = compile_pattern(
    rf"(?P<level>(?<![a-z0-9]){LEVEL}|(?<=\d){LEVEL})|(?P<named>{ORDINAL_PATTERN})"
    rf"|(?P<range>-|\bto\b|through|thru|until|till)|(?P<disc>/)|(?P<bare>\b{_NUMBER})|(?P<word>{'|'.join(_REGIONS)})"
)


def canonical_level(printed: str) -> str:
    """The canonical level of one printed level ("d-3" -> "T3"), or "" if there is no such vertebra."""
    text = re.sub(r"[ -]", "", printed.upper()).replace("TH", "T", 1).replace("D", "T", 1)
    return text if text in ORDER else ""


def parse_levels(printed: str) -> Levels | None:
    """The levels of a printed list or range in lower case, or None if nothing in it is a level.

    "d3 and d4", "between t5 and t7", "l3/l4 to l5", "t9-10", "c2c3", "the third and fourth thoracic". A range is
    written out from top to bottom; a list keeps its members, and so does a chain of bare numbers ("d5-7-12").
    """
    if printed.startswith("between "):
        printed = printed.replace(" and ", " to ", 1)
    chained = len(re.findall(rf"-(?={_NUMBER})", printed)) > 1
    found: list[str] = []
    joined = False
    for token, level in _levels_of(printed):
        if token == "range":
            joined = bool(found) and not chained
        elif level:
            found.extend(_between(found[-1], level) if joined and found else [level])
            joined = False
    levels = tuple(sorted(dict.fromkeys(found), key=ORDER.index))
    return Levels(levels) if levels else None


def _levels_of(printed: str) -> list[tuple[str, str]]:
    """The tokens of a printed list: ("range", "") for a word of range, else the kind and the canonical level."""
    tokens = list(_TOKEN.finditer(printed))
    letter = ""
    read: list[tuple[str, str]] = []
    for index, token in enumerate(tokens):
        kind = token.lastgroup or ""
        if kind == "level":
            level = canonical_level(token.group())
            letter = level[:1] or letter
        elif kind == "bare":
            level = canonical_level(letter + token.group())
        elif kind == "named":
            level = _named_level(tokens, index)
        else:
            level = ""
        read.append(("range" if kind in ("range", "disc") else kind, level))
    return read


def _named_level(tokens: list[re.Match[str]], index: int) -> str:
    """The level of an ordinal: the region is the next one that is named after it ("third and fourth thoracic")."""
    region = next((t.group() for t in tokens[index:] if t.lastgroup == "word"), "")
    number = parse_ordinal(tokens[index].group())
    return canonical_level(f"{_REGIONS[region]}{number}") if region and number else ""


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
