"""What the rules over several publications see: the extractions of a project, what people linked, and its plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from casepool.domain.case import Case
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.linking import Discord, Drift, Grouping, ScoredPair
from casepool.domain.review_answers import CaseKey
from casepool.domain.review_plan import Protocol, ScreeningRecord
from casepool.knowledge.rules import load_rules
from casepool.text.names import split_name

Quoted = tuple[str, Evidence | None]


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """The evidence of an answer as the project keeps it: publication, case, field, and span with its quote."""

    publication: str
    case: str
    field: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Draft:
    """The user's manuscript. `bound` are the intervals of its text whose numbers are bound to an estimate, `own` those
    that the user marked as theirs. `estimates` are the pool's numbers by name ("age.median").
    """

    document: Document
    bound: tuple[tuple[int, int], ...] = ()
    own: tuple[tuple[int, int], ...] = ()
    estimates: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Material:
    """Everything that the rules of scope pool and project may look at. What is left out is not checked.

    `extractions` by id of the publication. `grouping` holds the patients as people linked them, `proposals` the pairs
    that nobody has decided, `drifts` and `discords` what changed within the groups. `accepted` are the cases that a
    person has verified. `held` leads from (publication, number of a reference) to the held publication.
    """

    extractions: Mapping[str, Extraction]
    grouping: Grouping = field(default_factory=lambda: Grouping(()))
    proposals: tuple[ScoredPair, ...] = ()
    drifts: tuple[Drift, ...] = ()
    discords: tuple[Discord, ...] = ()
    accepted: frozenset[CaseKey] = frozenset()
    held: Mapping[tuple[str, int], str] = field(default_factory=lambda: MappingProxyType({}))
    protocol: Protocol | None = None
    screening: tuple[ScreeningRecord, ...] = ()
    quotes: tuple[StoredQuote, ...] = ()
    draft: Draft | None = None

    @cached_property
    def cases(self) -> Mapping[CaseKey, Case]:
        """Every case by its key, in the order of the publications."""
        return {(name, case.id): case for name, e in sorted(self.extractions.items()) for case in e.cases}

    def year_of(self, publication: str) -> int | None:
        """The year of a publication, None if it is not known."""
        extraction = self.extractions.get(publication)
        return extraction.document.front.year if extraction else None

    def name_publication(self, publication: str) -> str:
        """First author's surname and year, else the id."""
        extraction = self.extractions.get(publication)
        front = extraction.document.front if extraction else None
        if front is None or not front.authors:
            return publication
        return f"{split_name(front.authors[0]).surname} {front.year or ''}".strip()

    def name_case(self, key: CaseKey) -> str:
        """A case in a sentence: "Berg 1998", "case 2 of Berg 1998", "row 'Quist 2003' of Sand 2010"."""
        case, source = self.cases[key], self.name_publication(key[0])
        if case.origin == "review_table_row":
            return f"row '{case.label}' of {source}"
        told = self.extractions[key[0]].told_cases
        return source if len(told) == 1 else f"{case.label} of {source}"

    def finding(
        self,
        rule: str,
        quotes: Iterable[Quoted] = (),
        variant: str = "",
        card: str = "",
        searched: str = "",
        **values: object,
    ) -> Finding:
        """A finding of a rule, its texts filled from the rule's templates, each quote once with its publication."""
        declared = load_rules()[rule]
        headline, explanation, suggestion = declared.fill(variant, **values)
        shown = list(dict.fromkeys((source, evidence) for source, evidence in quotes if evidence is not None))
        return Finding(
            rule,
            declared.severity,
            headline,
            explanation,
            suggestion,
            tuple(evidence for _, evidence in shown),
            searched=searched,
            card=card,
            sources=tuple(source for source, _ in shown),
        )
