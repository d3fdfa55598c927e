"""Author-year citations, resolved to the numbers of the reference list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.document import Reference
from casepool.knowledge.compiled import compile_pattern
from casepool.text.names import fold_name
from casepool.text.references import surnames

_UP = "A-Z\u00c0-\u00d6\u00d8-\u00de"
_NAME = rf"(?:(?:de|van|von|der|den|di|da|du|la|le|el|al|ten|ter|dos|del) ){{0,3}}[{_UP}](?:[^\W\d_]|['\u2019-])+"
_NAMES = (
    rf"(?P<name>{_NAME})(?P<more>(?:,? (?:and|&|et) {_NAME}|, {_NAME}(?=,|,? (?:and|&)))*"
    r"(?:,? et\.? ?al\b\.?|,? and (?:colleagues|co-?workers|others|all\b\.?))?)"
)
_YEARS = r"(?P<years>(?:18|19|20)\d\d[a-z]?(?:(?:, ?| and )(?:(?:18|19|20)\d\d)?[a-z]?(?=[,;)\s]))*)"
_INSIDE = compile_pattern(rf"{_NAMES},? ?\(?{_YEARS}")
_BRACKET = compile_pattern(r"[(\[]([^()\[\]]{5,400}?)[)\]]")
_RUNNING = compile_pattern(rf"{_NAMES}(?:'s|\u2019s)? ?[(\[]{_YEARS}[)\]]")
_YEAR = compile_pattern(r"((?:18|19|20)\d\d)([a-z]?)|(?<=[\d, ])([a-z])(?![a-z])")


@dataclass(frozen=True, slots=True)
class Named:
    """An author-year citation; `numbers` is empty if it fits no entry or more than one."""

    start: int
    end: int
    numbers: tuple[int, ...]


def find_named(text: str, references: Sequence[Reference]) -> list[Named]:
    """All citations by name and year, in reading order. Each name and year must fit exactly one entry."""
    index = _index(references)
    found = [_read(m, m.start(), m.end(), index) for m in _RUNNING.finditer(text)]
    for bracket in _BRACKET.finditer(text):
        inner = list(_INSIDE.finditer(bracket.group(1)))
        numbers = [_read(m, 0, 0, index).numbers for m in inner]
        if inner and all(numbers):
            flat = tuple(n for group in numbers for n in group)
            found.append(Named(bracket.start(), bracket.end(), tuple(dict.fromkeys(flat))))
        elif inner:
            found.append(Named(bracket.start(), bracket.end(), ()))
    return sorted(found, key=lambda n: n.start)


def _index(references: Sequence[Reference]) -> dict[tuple[str, int], list[Reference]]:
    index: dict[tuple[str, int], list[Reference]] = {}
    for reference in references:
        names = surnames(reference)
        if names and reference.year:
            index.setdefault((fold_name(names[0]), reference.year), []).append(reference)
    return index


def _read(match: re.Match[str], start: int, end: int, index: dict[tuple[str, int], list[Reference]]) -> Named:
    name = fold_name(match.group("name"))
    numbers: list[int] = []
    for year, letter in _list_years(match.group("years")):
        entry = _choose(index.get((name, year), []), letter, match.group("more"))
        if entry is None:
            return Named(start, end, ())
        numbers.append(entry.number)
    return Named(start, end, tuple(dict.fromkeys(numbers)))


def _list_years(printed: str) -> list[tuple[int, str]]:
    """ "2010a, b, 2012" as (2010, a), (2010, b), (2012, "")."""
    years: list[tuple[int, str]] = []
    for year, letter, alone in _YEAR.findall(printed):
        if year:
            years.append((int(year), letter))
        elif years and alone:
            years.append((years[-1][0], alone))
    return years


def _choose(entries: list[Reference], letter: str, more: str) -> Reference | None:
    """The one entry that fits: by letter in list order, else by the second name, else the only one."""
    if len(entries) <= 1:
        return entries[0] if entries else None
    if letter:
        place = ord(letter) - ord("a")
        return entries[place] if place < len(entries) else None
    second = re.search(rf"(?:and|&|et|,) ({_NAME})", more)
    if second and second.group(1) not in ("al", "all"):
        wanted = fold_name(second.group(1))
        fitting = [e for e in entries if wanted in [fold_name(s) for s in surnames(e)[1:2]]]
        return fitting[0] if len(fitting) == 1 else None
    return None
