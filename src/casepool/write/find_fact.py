"""The fact that a card is about: what each of its quotes says about one field of one case."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from casepool.domain.assertion import Mention
from casepool.domain.check import CheckResult
from casepool.domain.evidence import Evidence, Span
from casepool.domain.finding import Card
from casepool.write.show_value import name_voice

_TOKEN = re.compile(r"\w+")
_CONTRADICTIONS = ("error", "warning")
Subject = tuple[str, str, str]
Heard = dict[Subject, tuple[str, Span]]
Voices = dict[Span, tuple[str, Span]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of one case as the quotes of a card tell it.

    `voices` maps the span of a quote to the value that it states and the words that state it. At least two values
    differ; a quote that states no value, or two, has no voice.
    """

    field: str
    label: str
    voices: Voices

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value, _ in self.voices.values()))


class FactFinder:
    """Finds the fact behind a card by the mentions that its quotes hold. Without a form it finds none."""

    def __init__(self, result: CheckResult) -> None:
        extraction = result.extraction
        self._fields = {field.id: field for field in result.form.fields} if result.form else {}
        mentions = [*extraction.mentions, *(m for case in extraction.cases for m in case.mentions)]
        counted = {id(m): m for m in mentions if m.field in self._fields and _counts(m)}
        self._mentions = sorted(counted.values(), key=lambda m: m.evidence.span)
        self._starts = [m.evidence.span.start for m in self._mentions]
        self._longest = max((m.evidence.span.end - m.evidence.span.start for m in self._mentions), default=0)

    def find(self, card: Card) -> Fact | None:
        """The fact whose values the message names: at least two that differ. None where there is no such fact."""
        if card.severity not in _CONTRADICTIONS:
            return None
        told: dict[Subject, Voices] = defaultdict(dict)
        for evidence in list_evidence(card):
            for subject, voice in self._hear(evidence.span).items():
                told[subject][evidence.span] = voice
        facts = [self._build(subject, voices) for subject, voices in told.items()]
        named = [(count_named_values(fact, card.lead.message), len(fact.voices), fact) for fact in facts]
        return max((n for n in named if n[0] > 1), key=lambda n: n[:2], default=(0, 0, None))[2]

    def _build(self, subject: Subject, voices: Voices) -> Fact:
        _, field, part = subject
        label = self._fields[field].label
        return Fact(field, f"{label}, {part}" if part else label, voices)

    def _hear(self, span: Span) -> Heard:
        heard: dict[Subject, dict[str, Span]] = defaultdict(dict)
        for mention in self._overlapping(span):
            part, said = name_voice(mention, self._fields[mention.field])
            heard[mention.case or "", mention.field, part].setdefault(said, mention.evidence.span)
        return {subject: next(iter(said.items())) for subject, said in heard.items() if len(said) == 1}

    def _overlapping(self, span: Span) -> Iterable[Mention]:
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        return (m for m in self._mentions[first:last] if m.evidence.span.overlaps(span))


def _names(message: str, form: str) -> bool:
    return bool(form) and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", message, re.IGNORECASE) is not None


def _counts(mention: Mention) -> bool:
    return bool(mention.case) and mention.owner == "case" and mention.status in ("present", "absent")


def list_evidence(card: Card) -> tuple[Evidence, ...]:
    """The quotes of a card, each span once, those of the leading finding first."""
    findings = sorted(card.findings, key=lambda finding: finding is not card.lead)
    quotes = {evidence.span: evidence for finding in findings for evidence in finding.evidence}
    return tuple(quotes.values())


def count_named_values(fact: Fact, message: str) -> int:
    """How many values of a fact a message names: as shown, without the unit, or in the words of a quote."""
    forms: dict[str, set[str]] = defaultdict(set)
    for value, words in fact.voices.values():
        forms[value] |= {value, value.partition(" ")[0] if value[:1].isdigit() else value, words.quote}
    return sum(any(_names(message, form) for form in said) for said in forms.values())


def find_telling_words(quote: Span, words: Span, other_words: Iterable[str]) -> tuple[int, int] | None:
    """The part of `words` that the other side does not have, as offsets into the quote; None outside the quote."""
    others = {token.casefold() for text in other_words for token in _TOKEN.findall(text)}
    tokens = list(_TOKEN.finditer(words.quote))
    differing = [t for t in tokens if t[0].casefold() not in others] or tokens
    if not differing:
        return None
    start = max(words.start + differing[0].start(), quote.start) - quote.start
    end = min(words.start + differing[-1].end(), quote.end) - quote.start
    return (start, end) if start < end else None
