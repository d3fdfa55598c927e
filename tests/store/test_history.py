"""The history: every write a link, every change behind its back found, every earlier moment there again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from casepool.domain.errors import UsageError
from casepool.domain.review import FIRST_HASH, LinkDecision
from casepool.store import Project, create_project
from casepool.store.tables import KINDS
from store.conftest import Clock
from store.invented import OTHER, add_paper, answer_age, answer_sex


@pytest.fixture
def paper(project: Project, clock: Clock) -> str:
    """A paper of 1 May, an age of 2 May, corrected on 3 May, and a second paper of 4 May."""
    name = add_paper(project)
    clock.now = "2026-05-02T08:00:00Z"
    age = project.save_answer(answer_age(project, name), "eva", 0)
    clock.now = "2026-05-03T08:00:00Z"
    project.save_answer(replace(age, note="corrected", time=""), "tom", 1)
    clock.now = "2026-05-04T08:00:00Z"
    add_paper(project, OTHER, "other-2021.md")
    return name


def test_every_write_is_a_link(project: Project, paper: str) -> None:
    events = project.history()
    told = [(e.seq, e.kind, e.publication, e.who) for e in events]
    assert told == [
        (1, "publication", paper, "eva"), (2, "extraction", paper, "casepool"), (3, "publication", paper, "casepool"),
        (4, "answer", paper, "eva"), (5, "answer", paper, "tom"), (6, "publication", "other-2021", "eva"),
        (7, "extraction", "other-2021", "casepool"), (8, "publication", "other-2021", "casepool"),
    ]  # fmt: skip
    assert [e.previous for e in events] == [FIRST_HASH, *(e.hash for e in events[:-1])]
    assert all(e.link_holds and e.payload_holds for e in events)
    assert len({e.salt for e in events}) == len(events)
    assert project.chain_head() == events[-1].hash
    assert project.verify_history() == ()


def test_the_history_is_filtered(project: Project, paper: str) -> None:
    case = project.cases(paper)[0].case
    seqs = [
        [e.seq for e in project.history(**words)]  # type: ignore[arg-type]
        for words in (
            {"publication": paper}, {"case": case}, {"field": "age_years"}, {"who": "tom"}, {"kind": "extraction"},
            {"after": 6}, {"limit": 2}, {"who": "nobody"},
        )
    ]  # fmt: skip
    assert seqs == [[1, 2, 3, 4, 5], [4, 5], [4, 5], [5], [2, 7], [7, 8], [1, 2], []]


BEFORE = "The history is broken: event {seq} was changed, or one before it was removed."
CONTENT = "The history is broken: the content of event {seq} was changed."
END = "The history is broken: the history ends at event 8, its end is recorded at event {seq}."
ROW = "The answer invented-2020 / {case} / age_years / A does not say what the history says."


@pytest.mark.parametrize(
    ("statement", "message", "seq"),
    [
        ("UPDATE event SET who = 'nobody' WHERE seq = 4", BEFORE, 4),
        ("UPDATE event SET time = '2026-01-01T00:00:00Z' WHERE seq = 1", BEFORE, 1),
        ("UPDATE event SET payload = '{}' WHERE seq = 4", CONTENT, 4),
        ("UPDATE event SET payload = 'no JSON' WHERE seq = 4", CONTENT, 4),
        ("UPDATE event SET field = 'sex' WHERE seq = 5", CONTENT, 5),
        ("UPDATE chain SET seq = 9", END, 9),
        ("UPDATE answer SET body = '{}' WHERE reader = 'A'", ROW, 0),
        ("DELETE FROM answer WHERE reader = 'A'", ROW, 0),
    ],
)
def test_what_was_changed_behind_its_back_is_found(
    project: Project, paper: str, statement: str, message: str, seq: int
) -> None:
    with project.engine.begin() as connection:
        connection.execute(text(statement))
    case = project.cases(paper)[0].case
    assert [problem.message for problem in project.verify_history()] == [message.format(case=case, seq=seq)]


def test_a_removed_link_is_found(project: Project, paper: str) -> None:
    project.save_setting("colour", "blue", "eva")
    project.save_setting("colour", "red", "eva")
    with project.engine.begin() as connection:
        connection.execute(text("DELETE FROM event WHERE seq = 9"))
    assert [problem.message for problem in project.verify_history()] == ["The history is broken: event 9 is missing."]


def test_the_project_as_it_stood(project: Project, paper: str) -> None:
    first, second, third = (project.as_of(f"2026-05-0{day}") for day in (1, 2, 3))
    assert (first.answers(layer="people"), len(first.publications())) == ((), 1)
    assert [answer.note for answer in second.answers(layer="people")] == [""]
    assert [answer.note for answer in third.answers(layer="people")] == ["corrected"]
    assert project.as_of("2026-04-30").publications() == ()
    assert third.answers(paper, layer="engines") == project.answers(paper, layer="engines")
    assert third.extraction(paper) == project.extraction(paper)
    with pytest.raises(UsageError):
        third.document("other-2021")


def test_as_of_now_is_now(project: Project, paper: str) -> None:
    project.save_link_decision(LinkDecision(((paper, "case-1"), ("other-2021", "case-1")), "different"), "eva")
    then = project.as_of("9999-01-01")
    for name in ("publications", "cases", "answers", "current", "link_decisions", "signatures", "users"):
        assert getattr(then, name)() == getattr(project, name)(), name
    assert then.answers(paper, field="age_years") == project.answers(paper, field="age_years")


def test_an_earlier_value_is_written_again(project: Project, paper: str) -> None:
    project.restore_event(4, "kim")
    (answer,) = project.answers(layer="people")
    assert (answer.note, answer.version, answer.user) == ("", 3, "eva")
    assert project.history()[-1].who == "kim"
    assert project.verify_history() == ()


def test_an_answer_that_was_taken_back_is_restored_and_taken_back_again(project: Project, paper: str) -> None:
    (answer,) = project.answers(layer="people")
    project.clear_answer(answer, "eva")
    assert project.answers(layer="people") == ()
    project.restore_event(5, "kim")
    assert [found.note for found in project.answers(layer="people")] == ["corrected"]
    project.restore_event(9, "kim")
    assert project.answers(layer="people") == ()


@pytest.mark.parametrize(
    ("seq", "message"),
    [
        (99, "There is no event 99 in the history. The newest is 8."),
        (2, "Event 2 (extraction) is not the write of one row, so it cannot be restored."),
    ],
)
def test_events_that_cannot_be_restored_are_said(project: Project, paper: str, seq: int, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        project.restore_event(seq, "kim")
    assert str(refused.value) == message


STEPS = st.lists(
    st.tuples(st.sampled_from(["age", "sex", "clear", "restore"]), st.sampled_from("AB"), st.integers(50, 53)),
    max_size=12,
)


@settings(max_examples=8)
@given(STEPS)
def test_whatever_is_written_the_rows_are_what_the_history_says(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    with create_project(tmp_path_factory.mktemp("p") / "review") as project:
        paper = add_paper(project)
        for step, reader, number in steps:
            _take(project, paper, step, reader, number)
        assert project.verify_history() == ()
        then = project.as_of("9999-01-01")
        assert then.current() == project.current()
        assert then.answers() == project.answers()


def _take(project: Project, paper: str, step: str, reader: str, number: int) -> None:
    if step == "age":
        project.save_answer(answer_age(project, paper, number, reader), "eva")
    elif step == "sex":
        project.save_answer(answer_sex(project, paper, "female", reader), "eva")
    elif step == "clear":
        project.clear_answer(answer_age(project, paper, reader=reader), "eva")
    else:
        events = project.history(kind="answer")
        if events:
            project.restore_event(events[number % len(events)].seq, "eva")


def test_rows_hold_what_other_programs_look_for(tmp_path: Path) -> None:
    with create_project(tmp_path / "review") as project:
        project.save_answer(answer_age(project, add_paper(project)), "eva")
        with project.reading() as connection:
            row = connection.execute(text("SELECT * FROM answer WHERE reader = 'A'")).mappings().one()
    assert (row["field"], row["state"], json.loads(row["value"])["value"]) == ("age_years", "reported", 52)
    assert json.loads(row["evidence"])[0]["span"]["quote"] == "52-year-old"
    assert set(KINDS["answer"].key_names) < set(row)
