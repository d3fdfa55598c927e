"""Running the rules of several publications on an example: papers are read, extracted, linked and audited."""

from collections.abc import Iterable, Mapping

from casepool.audit.cohort import audit_cohort
from casepool.audit.material import Draft, Material, StoredQuote
from casepool.domain.document import Document
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.review_answers import CaseKey, LinkDecision
from casepool.domain.review_plan import Protocol, ScreeningRecord
from casepool.extract.document import extract_document
from casepool.knowledge.cohort_examples import CohortText
from casepool.link.drift import find_discords, find_drift
from casepool.link.group import group_patients
from casepool.link.linkable import list_linkable, read_publication
from casepool.link.propose import propose_links
from casepool.link.trail import find_held_references
from casepool.read.reader import read_bytes


def read_paper(text: str, name: str) -> Document:
    (document,) = read_bytes(text.encode("utf-8"), f"{name}.md")
    return document


def extract_papers(papers: tuple[str, ...]) -> dict[str, Extraction]:
    """The extractions of papers, called 1, 2, 3."""
    return {str(n): extract_document(read_paper(text, str(n))) for n, text in enumerate(papers, 1)}


def gather_material(
    extractions: Mapping[str, Extraction],
    decisions: Iterable[LinkDecision] = (),
    accepted: Iterable[CaseKey] = (),
    protocol: Protocol | None = None,
    screening: Iterable[ScreeningRecord] = (),
    quotes: Iterable[StoredQuote] = (),
    draft: Draft | None = None,
) -> Material:
    """Everything that the rules may look at, out of extractions by publication and what people decided."""
    cases = [case for name, extraction in sorted(extractions.items()) for case in list_linkable(extraction, name)]
    decided = tuple(decisions)
    grouping = group_patients(cases, decided)
    return Material(
        extractions=extractions,
        grouping=grouping,
        proposals=propose_links(cases, decided),
        drifts=find_drift(cases, grouping),
        discords=find_discords(cases, grouping),
        accepted=frozenset(accepted),
        held=find_held_references(read_publication(e.document, name) for name, e in extractions.items()),
        protocol=protocol,
        screening=tuple(screening),
        quotes=tuple(quotes),
        draft=draft,
    )


def gather_example(example: CohortText) -> Material:
    extractions = extract_papers(example.papers)
    quotes = [
        StoredQuote(name, case.id, answer.field, evidence)
        for name, extraction in extractions.items()
        for case in extraction.cases
        for answer in case.assertions
        for evidence in answer.evidence
    ]
    if example.changed:
        name, _, change = example.changed.partition(": ")
        old, _, new = change.partition(" -> ")
        text = example.papers[int(name) - 1]
        assert text.count(old) == 1
        extractions[name] = extract_document(read_paper(text.replace(old, new), name))
    draft = Draft(read_paper(example.draft, "draft"), estimates=example.estimates or {}) if example.draft else None
    return gather_material(
        extractions,
        [LinkDecision(pair, "same", by="a person") for pair in example.links],
        [(name, case.id) for name, e in extractions.items() for case in e.cases if example.accepted],
        Protocol(eligibility=example.eligibility) if example.eligibility else None,
        quotes=quotes,
        draft=draft,
    )


def audit_example(example: CohortText, rule: str) -> list[Finding]:
    return [finding for finding in audit_cohort(gather_example(example)) if finding.rule == rule]
