"""Everything that extraction found in one document."""

from dataclasses import dataclass

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.claim import Claim
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence, check_evidence


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form that the document defines. `start` and `end` hold the short form where it is defined."""

    short: str
    long: str
    evidence: Evidence


@dataclass(frozen=True)
class Extraction:
    """Cases, claims and mentions of one document. Building it proves every quote against the canonical text."""

    document: Document
    cases: tuple[Case, ...] = ()
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()

    def __post_init__(self) -> None:
        text = self.document.text
        for case in self.cases:
            check_evidence(text, tuple(m.evidence for m in case.mentions), case.id)
        check_evidence(text, tuple(c.evidence for c in self.claims), "claims")
        check_evidence(text, tuple(m.evidence for m in self.mentions), "mentions")
        check_evidence(text, tuple(a.evidence for a in self.abbreviations), "abbreviations")

    @property
    def told_cases(self) -> tuple[Case, ...]:
        """The cases that the document itself tells, rows of review tables left out."""
        return tuple(c for c in self.cases if c.origin != "review_table_row")

    @property
    def row_cases(self) -> tuple[Case, ...]:
        return tuple(c for c in self.cases if c.origin == "review_table_row")

    @property
    def index_case(self) -> Case | None:
        """The case of a single-patient document; None when there is none or several."""
        told = self.told_cases
        return told[0] if len(told) == 1 else None
