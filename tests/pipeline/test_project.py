"""The journey of a project below its commands: answers that move with their text, changed numbers, interruption."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from casepool.domain.evidence import Evidence, Span
from casepool.domain.review import Answer
from casepool.extract.document import extract_document
from casepool.pipeline.agreement import list_agreement
from casepool.pipeline.living import compare_notes, describe_changes, note_numbers, write_note
from casepool.pipeline.project import list_unread, move_answers, open_review, run_project
from casepool.pipeline.status import count_progress
from casepool.read.reader import read_bytes
from casepool.store import Project, create_project, open_project
from support import ROOT

TWIN = ROOT / "tests" / "data" / "twin" / "twin.txt"
SECOND = ROOT / "examples" / "papers" / "spinal-angiolipoma.md"
CASE = ("twin", "case-1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "review"
    with create_project(folder) as project:
        shutil.copy(TWIN, project.inbox)
        assert [done.publication.id for done in run_project(project, "anna", workers=1)] == ["twin"]
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Iterator[Project]:
    with open_project(shutil.copytree(made, tmp_path / "review")) as opened:
        yield opened


def settle_age(project: Project, reader: str = "A", place: int = 0) -> Answer:
    unclear = project.extraction("twin").cases[0].answer("age_years")
    assert unclear is not None
    chosen = unclear.candidates[place]
    answer = Answer(*CASE, "age_years", reader, "reported", value=chosen.value, evidence=chosen.evidence[:1])
    return project.save_answer(answer, "anna")


def test_the_first_note_changes_nothing_and_a_settled_value_says_why(project: Project) -> None:
    assert note_numbers(project, open_review(project)) == ()
    settle_age(project)
    changes = {change.name: change for change in note_numbers(project, open_review(project))}
    median = changes["age.median"]
    assert (median.before, median.after) == ("58 (n=5)", "57.5 (n=6)")
    assert median.reasons == ("age of twin/case-1: unclear is now 29 year",)
    assert changes["cells.unverified"].reasons == ("a person looked at age_years of twin/case-1",)
    assert "sex.male.k" not in changes
    assert note_numbers(project, open_review(project)) == ()


def test_changes_are_symmetric_and_empty_for_equal_notes(project: Project) -> None:
    before = write_note(open_review(project))
    settle_age(project)
    now = write_note(open_review(project))
    there, back = compare_notes(before, now), compare_notes(now, before)
    assert [(c.name, c.before, c.after) for c in there] == [(c.name, c.after, c.before) for c in back]
    assert compare_notes(now, now) == ()
    assert describe_changes(()) == ""


def test_progress_counts_conflicts_until_they_are_settled(project: Project) -> None:
    settle_age(project, "A", 0)
    settle_age(project, "B", 1)
    found = count_progress(open_review(project))
    assert (found.to_adjudicate, found.verified, found.cells) == (1, 0, 96)
    row = next(item for item in list_agreement(project) if item.agreement.field == "age_years")
    assert (row.readers, row.agreement.compared, row.agreement.equal) == ("A and B", 1, 0)


def test_an_interrupted_run_goes_on_with_the_rest(project: Project) -> None:
    for number in range(3):
        text = SECOND.read_text(encoding="utf-8") + f"\nCopy {number}.\n"
        (project.inbox / f"paper-{number}.md").write_text(text, encoding="utf-8")
    first = run_project(project, "anna", workers=1)
    assert next(first).publication.id == "paper-0"
    first.close()
    assert [item.id for item in list_unread(project)] == ["paper-1", "paper-2"]
    assert [done.publication.id for done in run_project(project, "anna", workers=1)] == ["paper-1", "paper-2"]
    assert list(run_project(project, "anna", workers=1)) == []


def test_answers_move_with_their_text_and_lost_ones_are_counted() -> None:
    old = "A woman of 40 years came. She had pain."
    (document,) = read_bytes(("Preface added later. " + old).encode(), "paper.txt")
    kept = Answer("p", "case-1", "age_years", "A", "reported", evidence=(_quote(old, "40 years"),))
    gone = replace(kept, field="sex", evidence=(Evidence(Span(0, 6, "Nobody")),))
    moved, lost = move_answers([kept, gone], "Nobody" + old[6:], document)
    assert lost == 1
    assert [(answer.field, answer.evidence[0].span.start) for answer in moved] == [
        ("age_years", document.text.index("40 years"))
    ]
    assert move_answers([kept], document.text, document) == ([], 0)


def _quote(text: str, words: str) -> Evidence:
    return Evidence(Span.of(text, text.index(words), text.index(words) + len(words)))


def test_the_same_papers_give_the_same_numbers_in_any_order_of_adding(tmp_path: Path) -> None:
    found = []
    for name, order in (("one", (TWIN, SECOND)), ("other", (SECOND, TWIN))):
        with create_project(tmp_path / name) as project:
            for path in order:
                project.add_publication(path.read_bytes(), path.name, "anna")
            list(run_project(project, "anna", workers=1))
            found.append(write_note(open_review(project)))
    assert found[0] == found[1]


def test_a_case_that_a_person_adds_is_pooled(project: Project) -> None:
    from casepool.domain.review import CaseEntry

    project.save_case_entry(CaseEntry("twin", "case-2", "case 2"), "anna")
    review = open_review(project)
    assert "twin/case-2" in [patient.id for patient in review.built.cohort.patients]
    assert review.find_case("twin/case-2") == ("twin", "case-2")


def test_extraction_of_a_twin_is_the_one_that_is_kept(project: Project) -> None:
    (document,) = read_bytes(TWIN.read_bytes(), "twin.txt")
    kept = project.extraction("twin")
    assert [case.assertions for case in kept.cases] == [case.assertions for case in extract_document(document).cases]
