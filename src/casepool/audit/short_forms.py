"""Abbreviations that a paper defines in two ways."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from casepool.audit.paper import Paper
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Abbreviation
from casepool.domain.finding import Finding

SAME = 0.8
SHORTEST = 2
NEAR = 120


def find_changing_abbreviations(paper: Paper) -> Iterator[Finding]:
    """ABB-01: one abbreviation with two long forms that differ in a word, not only in spelling, number or case."""
    by_short: dict[str, list[Abbreviation]] = {}
    for abbreviation in paper.extraction.abbreviations:
        if abbreviation.evidence.place.role != "references" and _is_initials(abbreviation):
            by_short.setdefault(abbreviation.short, []).append(abbreviation)
    for short, told in by_short.items():
        pair = next(((a, b) for a, b in combinations(told, 2) if not _same(a.long, b.long)), None)
        if pair:
            quotes = [_definition(paper, a) for a in pair]
            yield paper.finding("ABB-01", quotes, short=short, a=pair[0].long, b=pair[1].long)


def _definition(paper: Paper, abbreviation: Abbreviation) -> Evidence:
    """The long form with the short one where they stand together, else the clause of the short form."""
    span, text = abbreviation.evidence.span, paper.document.text
    start = text.rfind(abbreviation.long, max(0, span.start - NEAR), span.start)
    if start < 0:
        return paper.view.clause(abbreviation.evidence)
    return paper.document.evidence(start, span.end + (text[span.end : span.end + 1] == ")"))


def _is_initials(abbreviation: Abbreviation) -> bool:
    """Whether a long form has a word for each letter: only then is it sure where it begins."""
    words = re.findall(r"[^\W\d_][\w'\u2019]*", abbreviation.long)
    letters = [c.lower() for c in abbreviation.short if c.isalpha()]
    return len(letters) > SHORTEST and [w[0].lower() for w in words] == letters


def _same(one: str, other: str) -> bool:
    a, b = (re.findall(r"[^\W\d_]+", form.lower()) for form in (one, other))
    return len(a) == len(b) and all(_same_word(x, y) for x, y in zip(a, b, strict=True))


def _same_word(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= SAME or one[:4] == other[:4]
