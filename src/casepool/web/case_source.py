"""What the pages of one case show from; what was read of a publication is kept until it is read anew."""

from collections.abc import Iterable
from typing import cast

from casepool.domain.errors import UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.review import Answer, CaseEntry, Publication
from casepool.domain.set_aside import key_findings
from casepool.pipeline.project import read_findings
from casepool.store import Project
from casepool.store.project import Store
from casepool.web.case_view import CaseInput
from casepool.web.paper_view import Paper, draw_paper
from casepool.web.sight import find_sight
from casepool.web.visitor import Visitor
from casepool.web.workspace import Workspace


def find_publication(work: Workspace, name: str) -> tuple[Store, Publication]:
    """A publication that was read, with the store that holds it. Raises UsageError where there is none."""
    for store in work.project.stores:
        found = next((item for item in store.publications() if item.id == name), None)
        if found and found.status == "ok":
            return store, found
        if found:
            raise UsageError(f"{found.label} was not read, so there is nothing to check yet. See Publications.")
    raise UsageError(f"There is no publication {name!r} in this project.")


def read_extraction(work: Workspace, store: Store, publication: Publication) -> Extraction:
    """What was read of a publication."""
    name, state = f"extraction {publication.id}", (publication.sha256, publication.version)
    return work.keep(name, lambda: store.extraction(publication.id), state)


def read_paper(work: Workspace, store: Store, publication: Publication) -> Paper:
    """The text of a publication as the browser draws it."""
    name, state = f"paper {publication.id}", (publication.sha256, publication.version)
    title = publication.title or publication.label
    return work.keep(name, lambda: draw_paper(read_extraction(work, store, publication).document, title), state)


def list_standing_findings(work: Workspace, store: Store, publication: Publication) -> tuple[Finding, ...]:
    """The findings of a publication that nobody has set aside."""
    name, state = f"findings {publication.id}", (publication.sha256, publication.version)
    found = work.keep(name, lambda: read_findings(cast(Project, store), publication), state)
    aside = {item.key for item in work.project.suppressions()}
    keys = key_findings((finding, (publication.id,)) for finding in found) if aside else ("",) * len(found)
    return tuple(finding for finding, key in zip(found, keys, strict=True) if key not in aside)


def list_entries(work: Workspace) -> tuple[CaseEntry, ...]:
    """Every case of the project in the order in which one goes through them: by publication, cases before rows."""
    entries = [entry for store in work.project.stores for entry in store.cases()]
    return tuple(sorted(entries, key=lambda e: (e.publication, e.is_row, e.position)))


def gather_case(work: Workspace, visitor: Visitor, publication: str, case: str) -> CaseInput:
    """What one case is shown from. Raises UsageError for a case that is not there."""
    store, held = find_publication(work, publication)
    if case not in {entry.case for entry in store.cases(publication)}:
        raise UsageError(f"There is no case {case!r} in {held.label}.")
    plan, key = work.plan(), (publication, case)
    critical = plan.protocol.critical_fields or tuple(field.id for field in plan.form.fields if field.critical)
    return CaseInput(
        form=plan.form,
        extraction=read_extraction(work, store, held),
        key=key,
        answers=store.answers(publication, case),
        findings=list_standing_findings(work, store, held),
        sight=find_sight(plan.protocol, visitor, key, store.signatures(), work.settings.is_team),
        critical=frozenset(critical),
    )


def find_next_case(work: Workspace, visitor: Visitor) -> CaseEntry | None:
    """The first case that the visitor has not signed and where a machine's answer waits; else the first of all."""
    entries = list_entries(work)
    protocol, is_team = work.plan().protocol, work.settings.is_team
    signed = {(s.publication, s.case, s.reader) for store in work.project.stores for s in store.signatures()}
    open_cases = _list_open(work.project.stores, visitor.name)
    for entry in entries:
        letter = visitor.letter(protocol, entry.publication, is_team)
        if letter and entry.key in open_cases and (*entry.key, letter) not in signed and not entry.is_row:
            return entry
    return next((entry for entry in entries if not entry.is_row), entries[0] if entries else None)


def _list_open(stores: Iterable[Store], user: str) -> set[tuple[str, str]]:
    """Cases with a question that an engine answered and this user did not."""
    answers: list[Answer] = [answer for store in stores for answer in store.answers()]
    own = {answer.key for answer in answers if answer.user == user and not answer.is_engine}
    return {answer.case_key for answer in answers if answer.is_engine and answer.key not in own}
