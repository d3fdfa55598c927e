"""Patients out of cases, as people decided, each with its cases in the order of time."""

from collections.abc import Iterable, Sequence

from casepool.domain.linking import Group, Grouping, LinkableCase, Member, ScoredPair
from casepool.domain.quantity import Quantity
from casepool.domain.review_answers import LinkDecision
from casepool.link.cluster import Constraints


def group_patients(
    cases: Sequence[LinkableCase], decisions: Iterable[LinkDecision] = (), proposals: Iterable[ScoredPair] = ()
) -> Grouping:
    """Every case in the group of its patient, sorted by the first key of each group.

    Only "same" joins; "different" and "cannot tell" do not, nor does silence. A "same" that a "different" forbids is
    not followed and stands among the contradictions. `proposals` are joined as well, for the run that shows the
    cohort with all of them accepted; leave them out for what people decided.
    """
    by_key = {case.key: case for case in cases}
    constraints = Constraints(sorted(case.key for case in cases), decisions)
    for pair in proposals:
        constraints.partition.join(pair.first, pair.second)
    groups = [order_group([by_key[key] for key in keys]) for keys in constraints.partition.list_groups()]
    return Grouping(tuple(groups), tuple(constraints.contradictions))


def order_group(cases: Sequence[LinkableCase]) -> Group:
    """The cases of one patient in the order of time: publications by follow-up, then the table rows by year.

    Publications are ordered by follow-up if each states it, else by year; what is not known comes last.
    """
    members = [Member(case.key, case.year, read_followup(case), case.is_row) for case in cases]
    told = all(member.followup_months is not None for member in members if not member.is_row)
    return Group(tuple(sorted(members, key=lambda member: _time(member, told))))


def _time(member: Member, told: bool) -> tuple[object, ...]:
    year = (member.year is None, member.year or 0)
    months = (member.followup_months is None, member.followup_months or 0.0)
    return (member.is_row, *((*months, *year) if told and not member.is_row else (*year, *months)), member.key)


def read_followup(case: LinkableCase) -> float | None:
    """Months of follow-up that a case states, None if it does not or is unclear."""
    answer = case.case.answer("followup_months")
    value = answer.value if answer else None
    return round(value.months(), 1) if isinstance(value, Quantity) and value.unit else None
