"""The marks that may cite: numbers in brackets or raised, with the numbers that they stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casepool.knowledge.citation_traps import load_citation_traps
from casepool.knowledge.compiled import compile_pattern
from casepool.text.flatten import flatten

_DASH = r"[-\u2010\u2011\u2012\u2013\u2014\u2212]"
_ITEM = rf"\d{{1,3}}(?:\s?{_DASH}{{1,2}}\s?\d{{1,3}})?"
_LIST = rf"{_ITEM}(?:\s?[,;\u00b7]\s?{_ITEM})*"
PATTERNS = {
    "bracket": compile_pattern(rf"\[\s?(?P<list>{_LIST})\s?[,;]?\s?\\?\]"),
    "parenthesis": compile_pattern(rf"\(\s?(?P<list>{_LIST})\s?\)"),
    "superscript": compile_pattern(
        rf"<sup>\s?[\[(]?(?P<list>{_LIST})[\])]?\s?[.,]?\s?</sup>|\^[\[({{]?(?P<list2>{_LIST})[\])}}]?\^?(?!\w)"
        r"|(?P<raised>[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]"
        r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u207b,\u2013\u02d2 -]*)"
    ),
}
GLUED = compile_pattern(rf"(?<=[a-z\u00df-\u00ff)\u201d])[.,;]?(?P<list>{_LIST})(?=[\s.;)]|$)(?!\s?(?:%|mm|cm|mg|ml))")
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")
_UNIT = compile_pattern(r"(?:\d|\bm|\bmm|\bcm|\bkm|\bdm|\bkg/m|/m|\bx|[\u00d7])\s?$")
_RANGE = compile_pattern(rf"(\d{{1,3}})(?:\s?{_DASH}{{1,2}}\s?(\d{{1,3}}))?")
_WIDEST = 60
_NEAR = 30


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a style (a key of PATTERNS) with its numbers in printed order, ranges written out."""

    start: int
    end: int
    style: str
    numbers: tuple[int, ...]


def find_marks(text: str, style: str) -> Iterator[Mark]:
    """The marks of a style that are no interval, isotope, dose, label or power."""
    for match in PATTERNS[style].finditer(text):
        printed = next(g for g in match.groupdict().values() if g)
        numbers = expand_numbers(printed.translate(_RAISED))
        if numbers and not _is_trap(text, match, style):
            escaped = style == "bracket" and text[match.start() - 1 : match.start()] == "\\"
            yield Mark(match.start() - escaped, _end(text, match), style, numbers)


def _end(text: str, match: re.Match[str]) -> int:
    """The end without a blank or comma that follows raised digits."""
    return match.start() + len(match.group().rstrip(" ,"))


def expand_numbers(printed: str) -> tuple[int, ...]:
    """ "1,3-5" as 1, 3, 4, 5; empty for a zero, a range that falls or is too wide, or a number given twice."""
    numbers: list[int] = []
    for first, last in _RANGE.findall(printed):
        low, high = int(first), int(last or first)
        if low < 1 or high < low or (last and high == low) or high - low > _WIDEST:
            return ()
        numbers.extend(range(low, high + 1))
    return tuple(numbers) if len(set(numbers)) == len(numbers) else ()


def _is_trap(text: str, match: re.Match[str], style: str) -> bool:
    before = flatten(text[max(0, match.start() - _NEAR) : match.start()])
    after = flatten(text[match.end() : match.end() + _NEAR])
    if style == "superscript":
        return bool(_UNIT.search(before)) or not before.strip() or _is_isotope(before, after)
    printed = tuple(int(number) for number in re.findall(r"\d+", match.group()))
    return any(trap.catches(before, after, printed, style) for trap in load_citation_traps())


def _is_isotope(before: str, after: str) -> bool:
    """Raised digits at the start of a word ("99m" before "Tc")."""
    return (before[-1:].isspace() or before[-1:] in "([") and after[:1].isalpha()
