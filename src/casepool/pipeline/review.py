"""A project as one value: its plan, its cohort, its link proposals and its pooled numbers, made anew from the store.

Nothing here writes. Every function takes the project, or a moment of it (`project.as_of(time)`), and gives values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol as Shape

from casepool.audit.cohort import audit_cohort
from casepool.audit.material import Draft, Material, StoredQuote
from casepool.domain.case import Case
from casepool.domain.cell_table import CellTable
from casepool.domain.cohort import PoolPlan
from casepool.domain.errors import UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.form import Form
from casepool.domain.linking import MissingCase, PublicationFacts, ScoredPair
from casepool.domain.pool_request import PoolRequest
from casepool.domain.pooled import Pooled
from casepool.domain.review import (
    RULES,
    CaseEntry,
    Current,
    LinkDecision,
    PrismaFlow,
    Protocol,
    Publication,
    ScreeningRecord,
    TableDecision,
)
from casepool.knowledge.forms import load_form
from casepool.knowledge.plan_files import load_protocol, load_request
from casepool.knowledge.pooling import PoolingKnowledge, load_pooling
from casepool.link.drift import find_discords, find_drift
from casepool.link.linkable import read_publication
from casepool.link.propose import propose_links
from casepool.link.trail import find_held_references, find_missing_cases
from casepool.pipeline.cohort import BuiltCohort, CohortInput, Telling, build_cohort, limit_form, list_cases
from casepool.pipeline.flow import count_flow, list_excluded, match_records

PROTOCOL_FILE, POOL_FILE = "protocol.toml", "pool.toml"


class Readable(Shape):
    """What can be read of a store, or of a moment of it."""

    def publications(self) -> tuple[Publication, ...]: ...
    def extraction(self, publication: str) -> Extraction: ...
    def cases(self, publication: str = "") -> tuple[CaseEntry, ...]: ...
    def current(self, publication: str = "", case: str = "") -> tuple[Current, ...]: ...
    def link_decisions(self) -> tuple[LinkDecision, ...]: ...
    def table_decisions(self, publication: str = "") -> tuple[TableDecision, ...]: ...
    def screening(self) -> tuple[ScreeningRecord, ...]: ...


@dataclass(frozen=True)
class Plan:
    """The plan of a project: both files, the form as the protocol limits it, and what pooling knows of it."""

    protocol: Protocol
    request: PoolRequest
    form: Form
    knowledge: PoolingKnowledge

    @property
    def pool_plan(self) -> PoolPlan:
        """The pool plan with the closed-world tables of the protocol."""
        return replace(self.request.plan, closed_world=self.protocol.closed_world)


def load_plan(folder: Path, form_id: str) -> Plan:
    """The plan of the project in a folder. A file that is not there counts as empty. Raises KnowledgeError."""
    form, knowledge = load_form(form_id), load_pooling(form_id)
    files = folder / PROTOCOL_FILE, folder / POOL_FILE
    protocol = load_protocol(files[0], form_id) if files[0].is_file() else Protocol()
    request = load_request(files[1], form_id) if files[1].is_file() else PoolRequest()
    return Plan(protocol, request, limit_form(form, protocol, knowledge), knowledge)


@dataclass(frozen=True)
class Review:
    """Everything that a review holds at one moment; each part is made when it is first asked for.

    `publications` are all of the project, failed ones included; `own` the index cases of its private store.
    """

    plan: Plan
    given: CohortInput
    publications: tuple[Publication, ...]
    screening: tuple[ScreeningRecord, ...]

    @cached_property
    def proposals(self) -> tuple[ScoredPair, ...]:
        """Pairs of cases that may be one patient and that nobody has decided, the likeliest first."""
        return propose_links(list_cases(self.given), self.given.links)

    @cached_property
    def built(self) -> BuiltCohort:
        """The cohort with the proposals still open."""
        return build_cohort(replace(self.given, proposals=self.proposals))

    @cached_property
    def pooled(self) -> Pooled:
        """Every number of the pool."""
        from casepool.pool.whole import pool_cohort

        plan = self.plan
        return pool_cohort(self.built.cohort, plan.form, plan.knowledge, plan.pool_plan)

    @cached_property
    def cells(self) -> CellTable:
        """One cell per patient and field, as Table 1 prints it."""
        from casepool.pool.cell_table import tabulate_cells

        plan = self.plan
        return tabulate_cells(self.built.cohort, plan.form, plan.knowledge, plan.pool_plan)

    @cached_property
    def flow(self) -> PrismaFlow:
        """The PRISMA flow."""
        return count_flow(self.plan.protocol, self.screening, self.publications, self.built.cohort, self.pooled)

    @cached_property
    def extractions(self) -> Mapping[str, Extraction]:
        """What was read of each publication that was read."""
        return {telling.publication: telling.extraction for telling in self.given.tellings}

    @cached_property
    def facts(self) -> tuple[PublicationFacts, ...]:
        """Bibliographic facts of the publications that were read."""
        return tuple(read_publication(extraction.document, name) for name, extraction in self.extractions.items())

    @cached_property
    def missing_cases(self) -> tuple[MissingCase, ...]:
        """Patients that appear only in other people's tables."""
        return find_missing_cases(self.built.cases, self.built.grouping, self.facts)

    def find_case(self, name: str) -> tuple[str, str]:
        """The key of the case that a person names: "PUBLICATION/CASE", or a publication with one own case.

        Raises UsageError with the names that there are.
        """
        keys = [case.key for case in self.built.cases]
        found = [key for key in keys if f"{key[0]}/{key[1]}" == name]
        own = [key for key in keys if key[0] == name and not key[1].startswith("table-")]
        chosen = found or own
        if len(chosen) == 1:
            return chosen[0]
        listed = ", ".join(f"{key[0]}/{key[1]}" for key in (chosen or keys)[:12]) or "none yet"
        more = len(chosen or keys) - 12
        said = "names several cases" if chosen else "is no case of this project"
        raise UsageError(f"{name!r} {said}. Cases: {listed}{f' and {more} more' if more > 0 else ''}.")

    def with_index(self, key: tuple[str, str]) -> "Review":
        """The review as if this case were the authors' own, and no other."""
        patient = next(p for p in self.built.everybody if key in [case.key for case in p.cases])
        keys = {case.key for case in patient.cases}

        def mark(telling: Telling) -> Telling:
            cases = tuple(
                replace(case, is_index=(telling.publication, case.id) in keys) for case in telling.extraction.cases
            )
            return replace(telling, extraction=replace(telling.extraction, cases=cases))

        own = tuple(item for item in self.given.own if keys & {(item.publication, c.id) for c in item.extraction.cases})
        given = replace(self.given, tellings=tuple(mark(telling) for telling in self.given.tellings), own=own)
        return replace(self, given=given)


def _counts(item: Current) -> bool:
    """Whether an answer may enter the pool: what people say, or the rules; other engines are compared, never pooled."""
    return item.standing != "engine" or item.answer.reader == RULES


def read_review(project: Readable, plan: Plan, private: Readable | None = None) -> Review:
    """The review that a project holds, with the index cases of its private store if that is given."""
    publications = project.publications()
    screening = match_records(project.screening(), publications)
    own = _read_tellings(private) if private else ()
    given = CohortInput(
        form=plan.form,
        knowledge=plan.knowledge,
        protocol=plan.protocol,
        tellings=_read_tellings(project),
        own=own,
        current=tuple(c for c in (*project.current(), *(private.current() if private else ())) if _counts(c)),
        links=(*project.link_decisions(), *(private.link_decisions() if private else ())),
        rows=project.table_decisions(),
        excluded=list_excluded(screening),
    )
    return Review(plan, given, publications, screening)


def _read_tellings(store: Readable) -> tuple[Telling, ...]:
    entries = store.cases()
    return tuple(
        Telling(
            item.id,
            _add_entries(store.extraction(item.id), [e for e in entries if e.publication == item.id]),
            item.year,
        )
        for item in store.publications()
        if item.status == "ok"
    )


def _add_entries(extraction: Extraction, entries: Sequence[CaseEntry]) -> Extraction:
    """The extraction with the cases that a person added by hand."""
    known = {case.id for case in extraction.cases}
    added = [e for e in entries if e.case not in known]
    cases = tuple(Case(e.case, e.label, e.origin, table=e.table, row=e.row, is_index=e.is_index) for e in added)
    return replace(extraction, cases=(*extraction.cases, *cases)) if cases else extraction


def audit_review(review: Review, draft: Draft | None = None) -> tuple[Finding, ...]:
    """The findings over several publications, and over the plan; with a draft also those about it."""
    groups = review.built.grouping.groups
    cases = review.built.cases
    material = Material(
        extractions=review.extractions,
        grouping=review.built.grouping,
        proposals=review.proposals,
        drifts=find_drift(cases, groups),
        discords=find_discords(cases, groups),
        accepted=frozenset(item.answer.case_key for item in review.given.current if item.is_verified),
        held=find_held_references(review.facts),
        protocol=review.plan.protocol,
        screening=review.screening,
        quotes=tuple(_list_quotes(review)),
        draft=draft,
    )
    return audit_cohort(material)


def _list_quotes(review: Review) -> list[StoredQuote]:
    own = {telling.publication for telling in review.given.own}
    return [
        StoredQuote(item.answer.publication, item.answer.case, item.answer.field, evidence)
        for item in review.given.current
        if item.answer.publication not in own
        for evidence in item.answer.evidence
    ]
