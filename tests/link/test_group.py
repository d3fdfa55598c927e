"""What people decide makes the patients, and every decision can be undone."""

import pytest

from casepool.domain.errors import UsageError
from casepool.domain.linking import Group, Grouping, Member
from casepool.link.group import group_patients
from link.cases import PATIENT, decide, facts, telling

A, B, C, D = (telling(facts(name), **PATIENT) for name in "abcd")
CASES = (A, B, C, D)


def groups(*decisions: object) -> list[tuple[str, ...]]:
    return [tuple(key[0] for key in group.keys) for group in group_patients(CASES, decisions)]  # type: ignore[arg-type]


def test_only_same_joins() -> None:
    assert groups() == [("a",), ("b",), ("c",), ("d",)]
    assert groups(decide("different", A, B), decide("cannot_tell", B, C)) == groups()
    assert groups(decide("same", A, C), decide("same", C, D)) == [("a", "c", "d"), ("b",)]


def test_a_merge_is_undone_by_taking_the_decision_away() -> None:
    before = groups(decide("same", A, B))
    assert groups(decide("same", A, B), decide("same", B, C)) != before
    assert groups(decide("same", A, B)) == before


def test_the_latest_decision_on_the_same_cases_holds() -> None:
    old, new = decide("same", A, B, time="2026-01-01T10:00"), decide("different", A, B, time="2026-01-02T10:00")
    assert groups(old, new) == groups(new, old) == [("a",), ("b",), ("c",), ("d",)]


def test_decisions_that_cannot_all_hold_are_named() -> None:
    decisions = [decide("same", A, B), decide("same", B, C), decide("different", A, C)]
    grouping = group_patients(CASES, decisions)
    assert [len(group.members) for group in grouping] == [2, 1, 1]
    (contradiction,) = grouping.contradictions
    assert contradiction.message == (
        "A decision joins case 'case-1' of 'a' and case 'case-1' of 'c', another keeps them apart. "
        "They stay apart until one of the two decisions is undone."
    )
    assert group_patients(CASES, reversed(decisions)) == grouping


def test_cannot_tell_does_not_undo_what_people_joined() -> None:
    assert groups(decide("same", A, B), decide("same", B, C), decide("cannot_tell", A, C)) == [("a", "b", "c"), ("d",)]


def test_a_decision_on_a_case_that_is_gone_says_nothing() -> None:
    gone = telling(facts("gone"), **PATIENT)
    assert groups(decide("same", A, gone), decide("different", gone, B)) == groups()


def test_a_case_is_of_one_patient() -> None:
    with pytest.raises(UsageError) as caught:
        Grouping((Group((Member(A.key),)), Group((Member(A.key), Member(B.key)))))
    assert str(caught.value) == "Case 'case-1' of 'a' stands in two groups. A case is of one patient."
