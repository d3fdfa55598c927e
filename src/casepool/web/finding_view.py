"""The findings of a project as cards: gravest first, findings about one fact together, each quote with its place."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.domain.finding import SEVERITIES
from casepool.pipeline.findings import Shown
from casepool.web.workspace import Workspace
from casepool.write.check_letter import REQUESTS
from casepool.write.escape import show_line
from casepool.write.name_place import PlaceNames
from casepool.write.wrap_text import wrap_words

GRAVE, FOLDED = ("error", "warning"), ("gap", "note")
MOST_SIDES = 6
WIDTH = 78


@dataclass(frozen=True)
class Quoted:
    """One side of a finding: publication, place in words, quote, and where it begins in the text."""

    publication: str
    place: str
    quote: str
    start: int


@dataclass(frozen=True)
class FindingCard:
    """Findings about one fact. `lead` is the gravest, `also` the others; `fix` the address where it can be mended."""

    lead: Shown
    also: tuple[Shown, ...]
    severity: str
    sides: tuple[Quoted, ...]
    more: int
    fix: str

    @property
    def key(self) -> str:
        return self.lead.key

    @property
    def keys(self) -> str:
        """The keys of all findings of the card, apart by a blank."""
        return " ".join(item.key for item in (self.lead, *self.also))

    @property
    def rules(self) -> str:
        return " · ".join(dict.fromkeys(item.finding.rule for item in (self.lead, *self.also)))

    @property
    def publications(self) -> tuple[str, ...]:
        return self.lead.publications

    @property
    def is_aside(self) -> bool:
        """Whether a person has set the whole card aside."""
        return all(item.set_aside for item in (self.lead, *self.also))


@dataclass(frozen=True)
class Asked:
    """What the page was asked for: empty words filter nothing."""

    severity: str = ""
    rule: str = ""
    publication: str = ""
    aside: bool = False

    def wants(self, card: FindingCard) -> bool:
        """Whether a card is shown."""
        rules = {item.finding.rule for item in (card.lead, *card.also)}
        return (
            card.is_aside == self.aside
            and self.severity in ("", card.severity)
            and (not self.rule or self.rule in rules)
            and (not self.publication or self.publication in card.publications)
        )


def build_cards(work: Workspace, shown: Sequence[Shown]) -> tuple[FindingCard, ...]:
    """The cards, gravest first, then by rule. Findings that were set aside make cards of their own."""
    groups: dict[tuple[object, ...], list[Shown]] = {}
    for number, item in enumerate(shown):
        name = item.finding.card or f"#{number}"
        groups.setdefault((item.publications, name, bool(item.set_aside)), []).append(item)
    places = _Places(work)
    cards = [_build_card(items, places) for items in groups.values()]
    return tuple(sorted(cards, key=lambda c: (SEVERITIES.index(c.severity), c.lead.finding.rule, c.publications)))


class _Places:
    """Documents and the names of their places, each read once."""

    def __init__(self, work: Workspace) -> None:
        self.work = work
        self.kept: dict[str, tuple[Document, PlaceNames]] = {}

    def name(self, publication: str, evidence: Evidence) -> str:
        if publication not in self.kept:
            document = self.work.project.document(publication)
            self.kept[publication] = document, PlaceNames(document)
        return self.kept[publication][1].long(evidence)

    def find_field(self, publication: str, item: Shown) -> tuple[str, str]:
        """The case that a finding is about and the field that its first quote speaks of; empty where not known."""
        finding = item.finding
        extraction = self.work.review().extractions.get(publication)
        found = [
            (case.id, mention.field)
            for evidence in finding.evidence[:1]
            for case in (extraction.cases if extraction else ())
            for mention in case.mentions
            if mention.field and mention.evidence.span.overlaps(evidence.span) and finding.case in ("", case.id)
        ]
        return found[0] if found else (finding.case, "")


def _build_card(items: Sequence[Shown], places: _Places) -> FindingCard:
    lead = min(items, key=lambda item: SEVERITIES.index(item.finding.severity))
    sides = [side for item in (lead, *(i for i in items if i is not lead)) for side in _list_sides(item, places)]
    distinct = list({(side.publication, side.quote): side for side in reversed(sides)}.values())[::-1]
    return FindingCard(
        lead,
        tuple(item for item in items if item is not lead),
        lead.finding.severity,
        tuple(distinct[:MOST_SIDES]),
        max(0, len(distinct) - MOST_SIDES),
        _find_fix(lead, distinct, places),
    )


def _list_sides(item: Shown, places: _Places) -> Iterable[Quoted]:
    finding = item.finding
    alone = item.publications[0] if item.publications else ""
    for number, evidence in enumerate(finding.evidence):
        publication = finding.sources[number] if number < len(finding.sources) else alone
        place = places.name(publication, evidence) if publication else ""
        yield Quoted(publication, place, show_line(evidence.quote), evidence.span.start)


def _find_fix(item: Shown, sides: Sequence[Quoted], places: _Places) -> str:
    """The address of the form where the fact stands, empty for a finding about the plan only."""
    publication = sides[0].publication if sides else next(iter(item.publications), "")
    if not publication:
        return ""
    case, field = places.find_field(publication, item)
    told = {"case": case, "field": field}
    query = urlencode({name: word for name, word in told.items() if word})
    return f"/workbench/{quote(publication)}?{query}" if query else f"/workbench/{quote(publication)}"


def count_severities(cards: Iterable[FindingCard]) -> dict[str, int]:
    """How many cards of each severity, all of them named."""
    counts = Counter(card.severity for card in cards)
    return {severity: counts[severity] for severity in SEVERITIES}


def write_queries(cards: Sequence[FindingCard], titles: dict[str, str]) -> str:
    """The letter: numbered, polite queries about the chosen cards, publication by publication."""
    parts: list[str] = []
    names = list(dict.fromkeys(", ".join(titles.get(p, p) for p in card.publications) for card in cards))
    number = 0
    for name in names:
        parts.append("\n".join(wrap_words(f"On {name or 'the plan of the review'}:", WIDTH)))
        for card in cards:
            if ", ".join(titles.get(p, p) for p in card.publications) == name:
                number += 1
                parts.append(_write_query(number, card))
    opening = ["Dear authors,", "", *wrap_words("we would be grateful for your answer to these points. Each names the "
               "words and the place. We may have misread: in that case a short reply is enough.", WIDTH)]  # fmt: skip
    return "\n\n".join(["\n".join(opening), *parts]) + "\n" if parts else ""


def _write_query(number: int, card: FindingCard) -> str:
    head, finding = f"{number}. ", card.lead.finding
    indent = " " * len(head)
    lines = _hang(head, show_line(finding.message))
    for side in card.sides:
        lines += _hang(f"{indent}- ", f'{side.place}: "{side.quote}"')
    request = REQUESTS.get(card.severity, REQUESTS["gap"])
    suggestion = f" Suggestion: {show_line(finding.suggestion)}" if finding.suggestion else ""
    return "\n".join([*lines, *_hang(indent, request + suggestion)])


def _hang(head: str, text: str) -> list[str]:
    lines = wrap_words(text, WIDTH - len(head))
    return [(" " * len(head) if number else head) + line for number, line in enumerate(lines)]
