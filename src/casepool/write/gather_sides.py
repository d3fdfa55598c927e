"""The sides of a finding: its quotes, those that say the same thing folded into one."""

from collections.abc import Iterable
from dataclasses import dataclass

from casepool.domain.document import Document
from casepool.domain.evidence import Evidence, Span
from casepool.domain.finding import Card
from casepool.write.escape import show_line
from casepool.write.find_fact import Fact, find_telling_words, list_evidence
from casepool.write.paper_markup import read_words


@dataclass(frozen=True, slots=True)
class Side:
    """One quote and the further places that say the same.

    `value` is the value that it states where that is known; `telling` the words that differ from the other sides, as
    offsets into the quote.
    """

    evidence: Evidence
    others: tuple[Evidence, ...] = ()
    value: str = ""
    telling: tuple[int, int] | None = None


def gather_sides(card: Card, fact: Fact | None) -> tuple[Side, ...]:
    """The sides of a card, in the order of its evidence: the two most telling first."""
    groups: dict[str, list[Evidence]] = {}
    for evidence in _drop_repeated(list_evidence(card), fact):
        groups.setdefault(_name_group(evidence, fact), []).append(evidence)
    return tuple(_build_side(evidence, fact) for evidence in groups.values())


def show_quote(document: Document, evidence: Evidence) -> str:
    """A quote on one line, without the inline marks of a plain text paper."""
    return show_line(read_words(document, evidence.span.start, evidence.span.end))


def list_places(names: Iterable[str]) -> str:
    """Names of places, each once, with its number of quotes where it is more than one."""
    counted: dict[str, int] = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    return ", ".join(name if count == 1 else f"{name} (\u00d7{count})" for name, count in counted.items())


def _drop_repeated(quotes: tuple[Evidence, ...], fact: Fact | None) -> list[Evidence]:
    """Leave out a quote that mostly repeats the words of an earlier one, unless they state different values."""
    kept: list[Evidence] = []
    for quote in quotes:
        if not any(_repeats(quote.span, other.span) and _agree(quote, other, fact) for other in kept):
            kept.append(quote)
    return kept


def _repeats(span: Span, other: Span) -> bool:
    shared = min(span.end, other.end) - max(span.start, other.start)
    return 2 * shared > min(span.end - span.start, other.end - other.start)


def _agree(quote: Evidence, other: Evidence, fact: Fact | None) -> bool:
    voices = [fact.voices.get(evidence.span) if fact else None for evidence in (quote, other)]
    return None in voices or _name_group(quote, fact) == _name_group(other, fact)


def _name_group(evidence: Evidence, fact: Fact | None) -> str:
    voice = fact.voices.get(evidence.span) if fact else None
    return f"value {voice[0]}" if voice else f"quote {show_line(evidence.quote).casefold()}"


def _build_side(evidence: list[Evidence], fact: Fact | None) -> Side:
    lead = evidence[0]
    voice = fact.voices.get(lead.span) if fact else None
    if fact is None or voice is None:
        return Side(lead, tuple(evidence[1:]))
    telling = find_telling_words(lead.span, voice[1], _other_words(fact, voice[0]))
    return Side(lead, tuple(evidence[1:]), voice[0], telling)


def _other_words(fact: Fact, value: str) -> list[str]:
    words: list[Span] = [words for said, words in fact.voices.values() if said != value]
    return [span.quote for span in words]
