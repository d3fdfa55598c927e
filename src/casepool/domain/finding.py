"""Findings: problems that the audit shows, with both sides as quotes."""

from dataclasses import dataclass

from casepool.domain.evidence import Evidence

SEVERITIES = ("error", "warning", "gap", "note")


def at_least(severity: str, floor: str) -> bool:
    """Whether `severity` is as grave as `floor` or graver."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(floor)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem that the text shows. It never says who is right.

    `message` is one or two sentences for the screen, `headline` the first of them; `explanation` known innocent
    explanations; `suggestion` one suggested wording change. `evidence` holds every side, the two most telling first.
    `searched` names the text that was searched, for a gap. Findings of one `card` speak of one fact and are shown and
    counted as one, at the highest severity among them. `case` is the case it is about ("" if none). In a finding over
    several publications `sources` names the publication of each evidence; otherwise it is empty.
    """

    rule: str
    severity: str
    headline: str
    explanation: str = ""
    suggestion: str = ""
    evidence: tuple[Evidence, ...] = ()
    searched: str = ""
    card: str = ""
    case: str = ""
    sources: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        return f"{self.headline} {self.explanation}".strip()


@dataclass(frozen=True, slots=True)
class Card:
    """Findings about one fact, shown together and counted once."""

    findings: tuple[Finding, ...]

    @property
    def severity(self) -> str:
        return min((f.severity for f in self.findings), key=SEVERITIES.index)

    @property
    def lead(self) -> Finding:
        return min(self.findings, key=lambda f: SEVERITIES.index(f.severity))


def group_cards(findings: tuple[Finding, ...]) -> tuple[Card, ...]:
    """Findings joined into cards, gravest first, otherwise in the order given."""
    cards: dict[str, list[Finding]] = {}
    for number, finding in enumerate(findings):
        cards.setdefault(finding.card or f"#{number}", []).append(finding)
    grouped = [Card(tuple(items)) for items in cards.values()]
    return tuple(sorted(grouped, key=lambda card: SEVERITIES.index(card.severity)))
