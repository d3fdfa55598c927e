"""Which answer holds: people before engines, settled before said, and never a silent choice between two."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.assertion import Candidate
from casepool.domain.errors import UsageError
from casepool.domain.evidence import Evidence, Span
from casepool.domain.form import STATES_WITH_EVIDENCE
from casepool.domain.review import (
    CONSENSUS,
    Adjudication,
    Answer,
    LinkDecision,
    Protocol,
    ScreeningRecord,
    Search,
    Suppression,
    choose_current,
    list_current,
)

TEXT = "A synthetic patient, aged 61 or 62, had pain, no fever."
QUOTES = (Evidence(Span.of(TEXT, 26, 28)),), (Evidence(Span.of(TEXT, 32, 34)),)
ENGINE = Answer("p", "1", "pain", "engine:rules", "reported", evidence=QUOTES[0])
A = replace(ENGINE, reader="A")
B = replace(A, reader="B", evidence=QUOTES[1])
SILENT = replace(B, state="not_reported", evidence=())


def test_an_engine_stands_until_a_person_says_something() -> None:
    other = replace(ENGINE, reader="engine:llm")
    assert choose_current([other, ENGINE]) == choose_current([ENGINE, other])
    assert (choose_current([other, ENGINE]).answer, choose_current([ENGINE]).is_verified) == (ENGINE, False)
    found = choose_current([ENGINE, A])
    assert (found.answer, found.standing, found.is_verified, found.others) == (A, "one_reviewer", True, (ENGINE,))


def test_the_same_answer_with_another_quote_agrees() -> None:
    found = choose_current([A, B, ENGINE])
    assert (found.answer, found.standing, found.others) == (A, "agreed", (B, ENGINE))


def test_one_sided_answers_are_a_conflict_with_what_is_known() -> None:
    found = choose_current([A, SILENT])
    assert (found.standing, found.answer.state, found.answer.reader) == ("conflict", "unclear", CONSENSUS)
    assert found.answer.candidates == (Candidate("present", QUOTES[0]),)
    assert found.answer.to_assertion(TEXT).reason == "contradictory"


def test_present_against_absent_keeps_both() -> None:
    found = choose_current([A, replace(B, state="absent")])
    assert [candidate.value for candidate in found.answer.candidates] == ["present", "absent"]


def test_kinds_of_silence_in_conflict_stay_silent() -> None:
    found = choose_current([replace(SILENT, reader="A", state="not_accessible"), SILENT])
    assert (found.standing, found.answer.state) == ("conflict", "not_reported")


def test_planned_against_silent_stays_planned() -> None:
    planned = replace(A, state="unclear", reason="planned_only")
    found = choose_current([planned, SILENT])
    assert (found.answer.state, found.answer.reason, found.answer.evidence) == ("unclear", "planned_only", QUOTES[0])
    assert found.answer.to_assertion(TEXT).state == "unclear"


def test_what_was_settled_goes_before_everything() -> None:
    settled = Adjudication(replace(B, reader=CONSENSUS), "B", "misread", "kim")
    found = list_current([A, B, ENGINE], [settled])
    assert [(item.answer, item.standing) for item in found] == [(settled.answer, "settled")]
    assert [item.standing for item in list_current([], [settled])] == ["settled"]


ANSWERS = st.builds(
    lambda reader, state, quote, value: replace(
        A,
        reader=reader,
        state=state,
        evidence=QUOTES[quote] if state in STATES_WITH_EVIDENCE else (),
        value=value if state == "reported" else None,
        reason="stated_unknown" if state == "unclear" else "",
    ),
    st.sampled_from(["A", "B", "C", "engine:rules", "engine:llm"]),
    st.sampled_from(["reported", "absent", "not_reported", "not_accessible", "unclear"]),
    st.integers(0, 1),
    st.sampled_from([None, "mild"]),
)


@settings(max_examples=60)
@given(st.lists(ANSWERS, min_size=1, max_size=4, unique_by=lambda answer: answer.reader))
def test_whatever_is_said_the_answer_is_an_assertion_and_the_order_does_not_matter(answers: list[Answer]) -> None:
    found = choose_current(sorted(answers, key=lambda answer: answer.reader))
    assert found.answer.to_assertion(TEXT).field == "pain"
    assert list_current(answers) == list_current(answers[::-1]) == (found,)
    people = [answer for answer in answers if not answer.is_engine]
    if len({answer._said() for answer in people}) > 1:
        assert (found.standing, found.answer.value, found.is_verified) == ("conflict", None, False)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LinkDecision((("a", "1"), ("a", "1")), "same"), "A link is between two cases or more."),
        (
            lambda: LinkDecision((("a", "1"), ("b", "1")), "maybe"),
            "'maybe' is no outcome of a link. Allowed: same, different, cannot_tell.",
        ),
        (
            lambda: Suppression("k", "AGE-01", " "),
            "A finding is set aside only with a reason. Say why it is not a problem.",
        ),
        (lambda: Adjudication(A, "A", "misread", "kim"), "A settled answer has the reader 'consensus', not 'A'."),
        (
            lambda: Adjudication(A, "A", "tired", "kim"),
            "'tired' is no reason of an adjudication. Allowed: misread, other_place, unit_or_conversion, "
            "definition_unclear, typing.",
        ),
        (
            lambda: ScreeningRecord("1", "later", "include"),
            "'later' is no stage of screening. Allowed: title_abstract, full_text.",
        ),
        (
            lambda: Protocol(assist="always"),
            "'always' is no way to show the engine's answers (assist). Allowed: none, after_own_answer, shown.",
        ),
    ],
)
def test_nouns_refuse_what_they_cannot_be(make: object, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        make()  # type: ignore[operator]
    assert str(refused.value) == message


def test_a_search_names_what_it_lacks() -> None:
    assert Search("MEDLINE", date="2026-05-30").missing == ("string", "records")
