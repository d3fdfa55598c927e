"""Erasing an index case: nothing of it is left in any file, and the history still holds."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from casepool.domain.errors import UsageError
from casepool.domain.review import LinkDecision, Suppression
from casepool.store import Project, back_up, check_project, erase_case
from store.invented import OTHER, TEXT, add_paper, answer_age

WORDS = ("Quillfeather", "zebra stripes", "rare lump of the neck")
DRAFT = OTHER.replace("came with pain", "called Quillfeather came with zebra stripes")


@pytest.fixture
def own(project: Project) -> str:
    """An index case with a draft in the inbox, a picture, an answer with a note, a link; beside a published paper."""
    paper = add_paper(project)
    (project.inbox / "draft.md").write_text(DRAFT, encoding="utf-8")
    (project.figures / "mri.png").write_bytes(b"picture")
    name = add_paper(project.private, DRAFT, "Quillfeather draft.md")
    answer = answer_age(project.private, name, 61, quote="61-year-old")
    project.private.save_answer(replace(answer, note="Quillfeather said so"), "eva")
    project.private.save_suppression(Suppression("k", "AGE-01", "Quillfeather's birthday", name), "eva")
    project.private.keep_derived("findings", name, ["zebra stripes"], "1")
    project.save_link_decision(
        LinkDecision(((paper, "case-1"), (name, "case-1")), "same", "eva", "Quillfeather"), "eva"
    )
    return name


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_the_id_of_an_index_case_tells_nothing(own: str) -> None:
    assert own == "index-1"


def test_an_index_case_is_nowhere_but_in_its_own_file(project: Project, own: str) -> None:
    assert [item.id for item in project.publications()] == ["invented-2020"]
    assert [item.id for item in project.private.publications()] == [own]
    assert bytes_of(project.documents).count(b"zebra") == 0


def test_nothing_is_left_of_an_erased_case(project: Project, own: str) -> None:
    erased = erase_case(project, own, "eva")
    assert (erased.publication, erased.files, erased.copies) == (own, ("figures/mri.png", "inbox/draft.md"), ())
    assert (project.private.publications(), project.private.cases(), project.private.answers()) == ((), (), ())
    assert (project.private.suppressions(), project.link_decisions()) == ((), ())
    assert project.private.derived("findings", own, "1") is None
    project.close()
    left = bytes_of(project.folder)
    assert [word for word in WORDS if word.encode() in left] == []
    with sqlite3.connect(project.folder / "private.db") as connection:
        assert connection.execute("SELECT count(*) FROM blob").fetchone() == (0,)
    connection.close()


def test_the_tombstones_keep_the_chain(project: Project, own: str) -> None:
    before = project.private.history()
    erased = erase_case(project, own, "kim")
    events = project.private.history()
    assert erased.events == len(before) + 1
    assert [(e.seq, e.time, e.who, e.hash) for e in events[:-1]] == [(e.seq, e.time, e.who, e.hash) for e in before]
    assert all((e.erased, e.payload, e.salt, e.field) == (True, None, "", "") for e in events[:-1])
    assert (events[-1].kind, events[-1].who, events[-1].publication) == ("erased", "kim", own)
    assert check_project(project) == ()
    assert project.private.as_of("9999-01-01").publications() == ()


def test_the_rest_of_the_project_is_as_before(project: Project, own: str) -> None:
    second = add_paper(project.private, DRAFT.replace("61", "62"), "second.md")
    before = (project.answers(), project.cases(), project.private.extraction(second), project.private.answers(second))
    erase_case(project, own, "eva")
    after = (project.answers(), project.cases(), project.private.extraction(second), project.private.answers(second))
    assert after == before
    assert (project.figures / "mri.png").exists()
    assert add_paper(project.private, TEXT, "third.md") == "index-3"


def test_given_pictures_go_and_files_elsewhere_stay(project: Project, own: str, tmp_path: Path) -> None:
    add_paper(project.private, DRAFT.replace("61", "62"), "second.md")
    elsewhere = tmp_path / "mine.png"
    elsewhere.write_bytes(b"x")
    erased = erase_case(project, own, "eva", [project.figures / "mri.png", elsewhere])
    assert (erased.files, elsewhere.exists()) == (("figures/mri.png", "inbox/draft.md"), True)


def test_copies_that_held_it_are_named(project: Project, own: str, tmp_path: Path) -> None:
    back_up(project, tmp_path / "with.zip", "eva")
    back_up(project, tmp_path / "without.zip", "eva", with_private=False)
    assert erase_case(project, own, "eva").copies == (str(tmp_path / "with.zip"),)


def test_only_index_cases_can_be_erased(project: Project, own: str) -> None:
    with pytest.raises(UsageError) as refused:
        erase_case(project, "invented-2020", "eva")
    assert str(refused.value) == (
        "There is no index case 'invented-2020' in private.db. Only index cases can be erased; there are: index-1."
    )
    assert len(project.publications()) == 1
