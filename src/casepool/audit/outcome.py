"""Contradictions of the outcome: recurrence and spread that one part of a paper tells and another denies."""

from collections.abc import Iterator

from casepool.audit.ledger import current, places_of
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.finding import Finding
from casepool.knowledge.forms import load_form

EVENTS = ("local_recurrence", "distant_metastasis")
TELLS = "case"


def find_outcome_conflicts(paper: Paper) -> Iterator[Finding]:
    """OUT-01: a recurrence or a spread is told in one part of the paper and denied in another.

    A part that tells both tells a course (an event, then none for a time), and is left out.
    """
    for case in paper.told if len(paper.told) == 1 else ():
        for field in EVENTS:
            parts = _by_part(paper, case, field)
            own = parts.get(TELLS, [])
            others = [m for role, mentions in parts.items() if role != TELLS for m in mentions]
            against = [m for m in others if own and m.state != own[0].state]
            if against:
                told, denied = (own, against) if own[0].state == "reported" else (against, own)
                yield paper.finding(
                    "OUT-01", paper.both_sides([told, denied]), card=f"{field}:{case.id}", case=case.id,
                    what=load_form().field(field).label, a=paper.view.clause(told[0].evidence).quote,
                    b=paper.view.clause(denied[0].evidence).quote, places_a=places_of(told),
                    places_b=places_of(denied),
                )  # fmt: skip


def _by_part(paper: Paper, case: Case, field: str) -> dict[str, list[Mention]]:
    """The mentions of an event after treatment by the part of the paper, for parts that tell it one way."""
    parts: dict[str, list[Mention]] = {}
    for mention in current(case, field):
        if mention.moment == "followup" and not mention.needs_person and not _is_partial(paper, mention):
            parts.setdefault(mention.evidence.place.role, []).append(mention)
    return {role: told for role, told in parts.items() if len({m.state for m in told}) == 1}


def _is_partial(paper: Paper, mention: Mention) -> bool:
    """Whether the words are of a group of patients, or deny only a further event ("no further metastasis")."""
    further = mention.state == "absent" and paper.has("further_events", mention.evidence)
    return further or paper.has("groups_of_patients", mention.evidence)
