"""Whose answers go into a page: before both reviewers of a case have signed, none of the other's.

Everything that a page derives from answers (numbers, tables, the article) is made for the visitor from what the visitor
may see.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from casepool.domain.review import Answer, CaseKey, Current, list_current
from casepool.pipeline.review import Review
from casepool.web.visitor import Visitor
from casepool.web.workspace import Workspace

Sees = Callable[[str, str, str], bool]
"""Whether the visitor may see what a reader ("A", "B", "consensus", "engine:...") says of a publication and a case."""


def list_open_cases(work: Workspace) -> frozenset[CaseKey]:
    """The cases that two reviewers read and that not both of them have signed."""
    signed = {(s.publication, s.case, s.reader) for store in work.project.stores for s in store.signatures()}
    protocol = work.plan().protocol
    return frozenset(
        entry.key
        for entry in work.project.cases()
        if protocol.is_dual(entry.publication)
        and any((*entry.key, letter) not in signed for letter, _ in protocol.reviewers_of(entry.publication))
    )


def read_sight(work: Workspace, visitor: Visitor) -> Sees:
    """What this visitor may see. An adjudicator (or higher) who is no reviewer of a publication sees all of it."""
    hidden = list_open_cases(work) if work.plan().protocol.assignments else frozenset()
    protocol, is_team = work.plan().protocol, work.settings.is_team

    def sees(publication: str, case: str, reader: str) -> bool:
        if (publication, case) not in hidden or reader.startswith("engine:"):
            return True
        own = visitor.letter(protocol, publication, is_team)
        return reader == own if own else visitor.may("adjudicator")

    return sees


def list_visible(work: Workspace, visitor: Visitor) -> tuple[Current, ...]:
    """What holds now of every question, from the answers and settlements that the visitor may see."""
    sees = read_sight(work, visitor)
    answers = [a for store in work.project.stores for a in store.answers() if _may_see(sees, a)]
    settled = [a for store in work.project.stores for a in store.adjudications() if _may_see(sees, a.answer)]
    return list_current(answers, settled)


def _may_see(sees: Sees, answer: Answer) -> bool:
    return sees(answer.publication, answer.case, answer.reader)


def read_review(work: Workspace, visitor: Visitor) -> Review:
    """The review as it stands for this visitor."""
    if not (work.plan().protocol.assignments and list_open_cases(work)):
        return work.review()
    return work.keep(f"review of {visitor.name}", lambda: _limit(work, visitor))


def _limit(work: Workspace, visitor: Visitor) -> Review:
    review = work.review()
    return replace(review, given=replace(review.given, current=list_visible(work, visitor)))


def hide_answers(work: Workspace, visitor: Visitor, answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Those of the answers that the visitor may see."""
    sees = read_sight(work, visitor)
    return tuple(answer for answer in answers if _may_see(sees, answer))
