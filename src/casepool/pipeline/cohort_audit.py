"""The audit over the publications of a project: what linking finds, handed to the rules of scope pool and project."""

from collections.abc import Iterable, Mapping

from casepool.audit.material import Draft, Material, StoredQuote
from casepool.domain.extraction import Extraction
from casepool.domain.review_answers import CaseKey, LinkDecision
from casepool.domain.review_plan import Protocol, ScreeningRecord
from casepool.link.drift import find_discords, find_drift
from casepool.link.group import group_patients
from casepool.link.linkable import list_linkable, read_publication
from casepool.link.propose import propose_links
from casepool.link.trail import find_held_references


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
