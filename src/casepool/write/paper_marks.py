"""The marks of the findings in the text of the paper: where each begins and ends, cut so that none lies in another."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from casepool.domain.evidence import Span
from casepool.domain.finding import SEVERITIES, Card
from casepool.write.escape import show_line
from casepool.write.find_fact import list_evidence
from casepool.write.paper_markup import Markup

_HIDDEN = "hidden"
_NOT_ANCHOR = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that one card rests on. `number` of `total` counts the spans of the card in reading order."""

    span: Span
    card: str
    rule: str
    severity: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks and styles."""

    start: int
    end: int
    styles: frozenset[str] = frozenset()
    marks: tuple[int, ...] = ()


class MarkIndex:
    """All marks of a page in reading order, with fast access to those that touch a stretch of text."""

    def __init__(self, cards: tuple[Card, ...], anchors: tuple[str, ...]) -> None:
        marks = [mark for card, anchor in zip(cards, anchors, strict=True) for mark in _mark_card(card, anchor)]
        self.marks = sorted(marks, key=_reading_order)
        self._starts = [mark.span.start for mark in self.marks]
        self._longest = max((m.span.end - m.span.start for m in self.marks), default=0)

    def touching(self, start: int, end: int) -> list[int]:
        """The numbers of the marks that share a character with text[start:end]."""
        first, last = bisect_right(self._starts, start - self._longest - 1), bisect_left(self._starts, end)
        return [number for number in range(first, last) if self.marks[number].span.end > start]


def _reading_order(mark: Mark) -> tuple[Span, int, str]:
    return mark.span, SEVERITIES.index(mark.severity), mark.card


def name_anchors(cards: tuple[Card, ...]) -> tuple[str, ...]:
    """A name for each card that is unique on the page: the rule, with a number from its second card on."""
    seen: dict[str, int] = defaultdict(int)
    names = []
    for card in cards:
        name = _NOT_ANCHOR.sub("-", card.lead.rule).strip("-") or "finding"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return tuple(names)


def cut_pieces(start: int, end: int, markup: Markup, index: MarkIndex) -> list[Piece]:
    """text[start:end] cut wherever a mark or a style begins or ends, hidden markup left out."""
    stretches: list[tuple[int, int, str | int]] = [(first, last, _HIDDEN) for first, last in markup.hidden]
    stretches += markup.styled
    stretches += [(index.marks[n].span.start, index.marks[n].span.end, n) for n in index.touching(start, end)]
    changes: dict[int, list[tuple[str | int, int]]] = {start: [], end: []}
    for first, last, key in stretches:
        changes.setdefault(max(first, start), []).append((key, 1))
        changes.setdefault(min(last, end), []).append((key, -1))
    return _sweep(changes)


def _sweep(changes: dict[int, list[tuple[str | int, int]]]) -> list[Piece]:
    """The pieces between successive offsets; `changes` says what begins (1) and ends (-1) at each."""
    active: Counter[str | int] = Counter()
    pieces = []
    for here, after in pairwise(sorted(changes)):
        for key, step in changes[here]:
            active[key] += step
            if not active[key]:
                del active[key]
        if _HIDDEN not in active:
            styles = frozenset(key for key in active if isinstance(key, str))
            pieces.append(Piece(here, after, styles, tuple(sorted(key for key in active if isinstance(key, int)))))
    return pieces


def _mark_card(card: Card, anchor: str) -> list[Mark]:
    spans = sorted(evidence.span for evidence in list_evidence(card))
    rule = show_line(card.lead.rule)
    return [Mark(span, anchor, rule, card.severity, number, len(spans)) for number, span in enumerate(spans, 1)]
