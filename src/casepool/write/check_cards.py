"""The findings as the page shows them: one view per card, every text made safe to show."""

from dataclasses import dataclass

from casepool.domain.check import CheckResult
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Card
from casepool.knowledge.rules import load_rules
from casepool.write.escape import show_line
from casepool.write.find_fact import Fact, FactFinder, list_evidence
from casepool.write.gather_sides import Side, gather_sides
from casepool.write.ledger import Ledger, build_ledger
from casepool.write.name_place import PlaceNames
from casepool.write.paper_markup import read_words
from casepool.write.paper_pieces import PieceWriter
from casepool.write.say_check import SEVERITY_WORDS, list_other_rules, name_case

MOST_SIDES = 4


@dataclass(frozen=True, slots=True)
class Link:
    """The name of a place and the mark there; no anchor where nothing of the quote is visible."""

    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class SideView:
    """A quote in three parts, the middle one the words that differ from the other side; `others` say the same."""

    place: Link
    before: str
    telling: str
    after: str
    others: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """A card. `also` are the other findings of the card as (rule, headline); `more` places without room for a quote."""

    anchor: str
    family: str
    severity: str
    word: str
    rules: str
    case: str
    headline: str
    note: str
    also: tuple[tuple[str, str], ...]
    ledger: Ledger | None
    sides: tuple[SideView, ...]
    more: tuple[Link, ...]
    suggestion: str
    searched: str


def find_family(rule: str) -> str:
    """The family of a rule, "" of one that is not declared here."""
    declared = load_rules().get(rule)
    return declared.family if declared else ""


class CardWriter:
    """Builds the views of one result; `pieces` knows where the marks of the page begin."""

    def __init__(self, result: CheckResult, pieces: PieceWriter) -> None:
        self._result = result
        self._pieces = pieces
        self._places = PlaceNames(result.document)
        self._facts = FactFinder(result)

    def build(self, card: Card, anchor: str) -> CardView:
        """The view of one card."""
        lead, fact = card.lead, self._facts.find(card)
        sides = gather_sides(card, fact)
        return CardView(
            anchor=anchor,
            family=find_family(lead.rule),
            severity=card.severity,
            word=SEVERITY_WORDS[card.severity],
            rules=" · ".join(show_line(rule) for rule in (lead.rule, *list_other_rules(card))),
            case=name_case(self._result, card),
            headline=show_line(lead.headline),
            note=show_line(lead.explanation),
            also=tuple((show_line(f.rule), show_line(f.headline)) for f in card.findings if f is not lead),
            ledger=self._build_ledger(card, fact),
            sides=tuple(self._build_side(side) for side in sides[:MOST_SIDES]),
            more=tuple(self._link(e) for side in sides[MOST_SIDES:] for e in (side.evidence, *side.others)),
            suggestion=show_line(lead.suggestion),
            searched=show_line(lead.searched),
        )

    def _build_ledger(self, card: Card, fact: Fact | None) -> Ledger | None:
        return build_ledger(fact, list_evidence(card), self._places.short, self._pieces.anchor)

    def _build_side(self, side: Side) -> SideView:
        document, span = self._result.document, side.evidence.span
        start, end = (span.start + offset for offset in side.telling or (len(span.quote), len(span.quote)))
        others = {self._places.short(other): other for other in reversed(side.others)}
        return SideView(
            place=self._link(side.evidence),
            before=read_words(document, span.start, start).lstrip(),
            telling=read_words(document, start, end),
            after=read_words(document, end, span.end).rstrip(),
            others=tuple(Link(name, self._anchor(other)) for name, other in reversed(others.items())),
        )

    def _link(self, evidence: Evidence) -> Link:
        return Link(self._places.long(evidence), self._anchor(evidence))

    def _anchor(self, evidence: Evidence) -> str:
        return self._pieces.anchor(evidence.span)
