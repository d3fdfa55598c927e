"""Answers of people: proved, never overwritten in silence, and the one that holds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from casepool.domain.assertion import Candidate
from casepool.domain.errors import EvidenceError, UsageError
from casepool.domain.evidence import Evidence, Span
from casepool.domain.review import CONSENSUS, Adjudication, Answer, Signature
from casepool.store import ConflictError, Project, create_project, open_project
from store.conftest import Clock
from store.invented import TEXT, add_paper, answer_age, answer_sex


@pytest.fixture
def paper(project: Project) -> str:
    return add_paper(project)


def test_an_answer_is_kept_with_who_and_when(project: Project, paper: str) -> None:
    saved = project.save_answer(answer_age(project, paper), "eva", 0)
    assert (saved.version, saved.user, saved.time) == (1, "eva", "2026-05-01T08:00:00Z")
    assert project.answers(paper, layer="people") == (saved,)
    assert project.answers(paper, field="age_years", reader="A") == (saved,)
    assert project.answers(paper, field="sex", reader="A") == ()


def test_the_same_answer_again_writes_nothing(project: Project, paper: str, clock: Clock) -> None:
    saved = project.save_answer(answer_age(project, paper), "eva", 0)
    clock.now = "2026-05-02T08:00:00Z"
    before = project.chain_head()
    assert project.save_answer(saved, "eva", 1) == saved
    assert project.chain_head() == before


def test_a_lost_update_is_refused_and_says_who_changed_what(project: Project, paper: str, clock: Clock) -> None:
    seen = project.save_answer(answer_age(project, paper), "eva", 0)
    clock.now = "2026-05-02T09:30:00Z"
    project.save_answer(replace(seen, note="seen twice"), "tom", seen.version)
    with pytest.raises(ConflictError) as refused:
        project.save_answer(replace(seen, note="late"), "eva", seen.version)
    assert str(refused.value) == (
        f"Answer invented-2020 / {seen.case} / age_years / A was changed by tom at 2026-05-02T09:30:00Z; you saw "
        "version 1, it is version 2 now. Nothing of yours was written. Look at the new value and decide again."
    )
    assert (refused.value.who, refused.value.version) == ("tom", 2)
    assert project.answers(paper, layer="people")[0].note == "seen twice"


def test_an_answer_that_was_taken_back_meanwhile_is_said(project: Project, paper: str) -> None:
    seen = project.save_answer(answer_age(project, paper), "eva", 0)
    assert project.clear_answer(seen, "tom", 1)
    with pytest.raises(ConflictError) as refused:
        project.save_answer(replace(seen, note="late"), "eva", 1)
    assert str(refused.value) == (
        f"Answer invented-2020 / {seen.case} / age_years / A was removed by tom at 2026-05-01T08:00:00Z; you saw "
        "version 1, it is version 0 now. Nothing of yours was written. Look at the new value and decide again."
    )
    assert not project.clear_answer(seen, "tom")


def test_several_answers_are_kept_all_or_none(project: Project, paper: str) -> None:
    seen = project.save_answer(answer_sex(project, paper), "eva", 0)
    with pytest.raises(ConflictError):
        project.save_answers([(answer_age(project, paper), 0), (replace(seen, note="x"), 7)], "eva")
    assert project.answers(paper, layer="people") == (seen,)


def test_a_quote_that_does_not_stand_in_the_text_is_refused(project: Project, paper: str) -> None:
    wrong = replace(answer_age(project, paper), evidence=(Evidence(Span(2, 5, "xyz")),))
    with pytest.raises(EvidenceError) as refused:
        project.save_answer(wrong, "eva")
    found = project.document(paper).text[2:5]
    assert str(refused.value) == (
        f"age_years: the text at 2 to 5 is {found!r}, not 'xyz'. A value cannot be kept without its exact quote."
    )


def test_a_value_needs_a_quote_or_a_reason(project: Project, paper: str) -> None:
    bare = replace(answer_age(project, paper), evidence=())
    with pytest.raises(UsageError) as refused:
        project.save_answer(bare, "eva")
    assert str(refused.value) == (
        "age_years (reported) has neither a quote nor a reason. Select the words that say it, or say in a note where "
        "it comes from."
    )
    assert project.save_answer(replace(bare, note="typed from the scanned page 3"), "eva").version == 1


@pytest.mark.parametrize("state", ["not_assessed", "not_applicable", "perhaps"])
def test_states_that_are_never_stored_are_refused(project: Project, paper: str, state: str) -> None:
    with pytest.raises(UsageError) as refused:
        project.save_answer(replace(answer_age(project, paper), state=state, value=None, evidence=()), "eva")
    assert str(refused.value) == (
        f"An answer of state {state!r} is never stored. Allowed: reported, absent, not_reported, not_accessible, "
        "unclear."
    )


def test_an_engine_cannot_write_among_people(project: Project, paper: str) -> None:
    with pytest.raises(UsageError) as refused:
        project.save_answer(replace(answer_age(project, paper), reader="engine:llm"), "casepool")
    assert str(refused.value) == (
        "engine:llm is an engine. Its answers are kept in its own layer (save_engine_answers), never among those of "
        "people (A, B, consensus)."
    )


def test_a_field_that_is_not_in_the_form_is_refused(project: Project, paper: str) -> None:
    with pytest.raises(UsageError) as refused:
        project.save_answer(replace(answer_age(project, paper), field="shoe_size"), "eva")
    assert str(refused.value) == "The form onco_spine_case has no field 'shoe_size'; nothing was written."


def test_a_key_that_no_database_holds_is_refused(project: Project, paper: str) -> None:
    with pytest.raises(UsageError) as refused:
        project.save_answer(replace(answer_age(project, paper), item="a\x00b"), "eva")
    assert str(refused.value) == (
        "The item 'a\\x00b' of this answer holds a character that cannot be stored. Leave it out."
    )


def test_a_write_names_who_does_it(project: Project, paper: str) -> None:
    with pytest.raises(UsageError) as refused:
        project.save_answer(answer_age(project, paper), " ")
    assert str(refused.value) == "A write names who does it. Give the name of a person or of the engine."


def standing(project: Project, field: str) -> tuple[str, object]:
    (found,) = [item for item in project.current() if item.answer.field == field]
    return found.standing, found.answer.value


def test_the_answer_that_holds(project: Project, paper: str) -> None:
    assert standing(project, "age_years")[0] == "engine"
    a = project.save_answer(answer_age(project, paper, 52, "A"), "eva")
    assert standing(project, "age_years") == ("one_reviewer", a.value)
    b = project.save_answer(replace(answer_age(project, paper, 52, "B"), note="also"), "tom")
    assert standing(project, "age_years") == ("agreed", a.value)
    project.save_answer(replace(answer_age(project, paper, 54, "B")), "tom", b.version)
    assert standing(project, "age_years") == ("conflict", None)
    settled = Adjudication(replace(a, reader=CONSENSUS), "A", "misread", "kim", passed=(b,))
    kept = project.save_adjudication(settled, "kim", 0)
    assert standing(project, "age_years") == ("settled", a.value)
    assert project.adjudications(paper) == (kept,)
    assert project.clear_adjudication(kept, "kim", kept.version)
    assert standing(project, "age_years") == ("conflict", None)


def test_a_conflict_chooses_nothing(project: Project, paper: str) -> None:
    a = project.save_answer(answer_age(project, paper, 52, "A"), "eva")
    b = project.save_answer(answer_age(project, paper, 54, "B"), "tom")
    (found,) = [item for item in project.current() if item.answer.field == "age_years"]
    assert (found.answer.state, found.answer.reason, found.is_verified) == ("unclear", "contradictory", False)
    assert found.answer.candidates == (Candidate(a.value, a.evidence), Candidate(b.value, b.evidence))
    assert found.answer.to_assertion(TEXT).state == "unclear"


def test_a_reviewer_signs_and_withdraws(project: Project, paper: str, clock: Clock) -> None:
    case = project.cases(paper)[0].case
    signed = project.save_signature(Signature(paper, case, "A", "eva"), "eva", 0)
    assert project.signatures(paper) == (replace(signed, time=clock.now, version=1),)
    assert project.clear_signature(signed, "eva", 1)
    assert project.signatures() == ()
    assert [event.kind for event in project.history(kind="signature")] == ["signature", "signature"]


def test_twenty_writers_lose_no_answer(tmp_path: Path, new_database: Callable[[], str]) -> None:
    address = new_database()

    create_project(tmp_path / "team", database=address).close()
    with open_project(address) as project:
        paper = add_paper(project)
        answers = [replace(answer_sex(project, paper, reader=f"R{n}")) for n in range(20)]
        threads = [Thread(target=_save_five, args=(project, answer)) for answer in answers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [answer.version for answer in project.answers(layer="people")] == [5] * 20
        assert project.verify_history() == ()


def _save_five(project: Project, answer: Answer) -> None:
    for number in range(5):
        project.save_answer(replace(answer, note=str(number)), answer.reader, number)
