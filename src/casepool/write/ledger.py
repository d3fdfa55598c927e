"""The fact ledger: every mention of one fact in reading order, one column per section; who differs hangs below."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from casepool.domain.evidence import Evidence, Span
from casepool.write.find_fact import Fact

LEAST_MENTIONS = 3
MOST_COLUMNS = 7
LONGEST_VALUE = 12
MOST_CHIPS = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """Equal mentions in one section. `said` is what a screen reader adds; `anchor` the mark of the first of them."""

    value: str
    count: int
    anchor: str
    said: str


@dataclass(frozen=True, slots=True)
class Column:
    """One section: chips on the line (in a tie: above it) and chips that hang below."""

    place: str
    on_line: tuple[Chip, ...]
    below: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The columns of one fact. In a tie no value is the line: the first hangs above it, the others below."""

    label: str
    total: int
    tie: bool
    columns: tuple[Column, ...]


def build_ledger(
    fact: Fact | None, evidence: tuple[Evidence, ...], name: Callable[[Evidence], str], anchor: Callable[[Span], str]
) -> Ledger | None:
    """The ledger of a fact; None for too few mentions, or where it would not fit beside the paper."""
    voiced = [e for e in sorted(evidence, key=lambda e: e.span) if fact and e.span in fact.voices]
    if fact is None or len(voiced) < LEAST_MENTIONS:
        return None
    values = _shorten({e.span: fact.voices[e.span][0] for e in voiced})
    places = dict.fromkeys(name(e) for e in voiced)
    if len(places) > MOST_COLUMNS or max(map(len, values.values())) > LONGEST_VALUE:
        return None
    ranked = Counter(values.values()).most_common()
    line, tie = ranked[0][0], ranked[0][1] == ranked[1][1]
    said = {e.span: (name(e), values[e.span]) for e in voiced}
    columns = tuple(_build_column(place, said, line, tie, anchor) for place in places)
    return Ledger(fact.label, len(voiced), tie, columns)


def _build_column(
    place: str, said: dict[Span, tuple[str, str]], line: str, tie: bool, anchor: Callable[[Span], str]
) -> Column:
    here = [(span, value) for span, (where, value) in said.items() if where == place]
    on_line = [(span, value) for span, value in here if value == line]
    below = [(span, value) for span, value in here if value != line]
    differs = f" in {place}, differs"
    return Column(
        place,
        _build_chips(on_line, differs if tie else f" in {place}", anchor),
        _build_chips(below, differs, anchor),
    )


def _build_chips(mentions: list[tuple[Span, str]], said: str, anchor: Callable[[Span], str]) -> tuple[Chip, ...]:
    chips: list[Chip] = []
    for value, count in Counter(value for _, value in mentions).items():
        spans = [span for span, told in mentions if told == value]
        if count > MOST_CHIPS:
            chips.append(Chip(value, count, anchor(spans[0]), said))
        else:
            chips += [Chip(value, 1, anchor(span), said) for span in spans]
    return tuple(chips)


def _shorten(values: dict[Span, str]) -> dict[Span, str]:
    """Values without the unit that all of them share."""
    units = {value.partition(" ")[2] for value in values.values()}
    numeric = all(value[:1].isdigit() for value in values.values())
    if len(units) == 1 and numeric and " " not in next(iter(units)):
        return {span: value.partition(" ")[0] for span, value in values.items()}
    return values
