"""What the doctor finds: nothing in a sound project, each fault by its name in another."""

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from casepool.domain.evidence import Evidence, Span
from casepool.store import Project, check_project
from store.invented import TEXT, add_paper, answer_age, extract_text


@pytest.fixture
def paper(project: Project) -> str:
    name = add_paper(project)
    project.save_answer(answer_age(project, name), "eva")
    return name


def test_a_sound_project_has_no_problem(project: Project, paper: str) -> None:
    add_paper(project.private, TEXT, "own.md")
    assert check_project(project) == ()


def execute(statement: str) -> Callable[[Project, str], None]:
    def change(project: Project, paper: str) -> None:
        with project.engine.begin() as connection:
            connection.execute(text(statement))

    return change


def lose_bytes(project: Project, paper: str) -> None:
    shutil.rmtree(project.documents)
    project.documents.mkdir()


def lose_protocol(project: Project, paper: str) -> None:
    (project.folder / "protocol.toml").unlink()


LOST = (
    "invented-2020.md: The document {sha} is missing in {folder}/documents. Add the same file again (casepool add), or "
    "restore the newest backup."
)
UNLIKE = "The engine's answers to invented-2020 are not what was extracted from it."
BROKEN = "The history is broken: event 1 was changed, or one before it was removed."
FAULTS: list[tuple[Callable[[Project, str], None], str, str]] = [
    (lose_protocol, "missing_file", "protocol.toml is missing in {folder}."),
    (lose_bytes, "document_bytes", LOST),
    (execute("DELETE FROM answer WHERE reader = 'engine:rules' AND field = 'sex'"), "row", UNLIKE),
    (execute("UPDATE event SET who = 'x' WHERE seq = 1"), "history", BROKEN),
]


@pytest.mark.parametrize(("change", "kind", "message"), FAULTS)
def test_each_fault_is_named(
    project: Project, paper: str, change: Callable[[Project, str], None], kind: str, message: str
) -> None:
    sha = project.publication(paper).sha256[:12]
    change(project, paper)
    (problem,) = check_project(project)
    assert (problem.kind, problem.message) == (kind, message.format(folder=project.folder, sha=sha))


def test_a_lost_content_is_found(project: Project, paper: str) -> None:
    execute("DELETE FROM blob")(project, paper)
    (problem,) = check_project(project)
    assert problem.kind == "extraction"
    assert problem.message.startswith(
        f"What was read of {paper} cannot be used: {project.name} is damaged: the stored "
    )


def test_a_quote_that_a_new_reading_moved_is_found(project: Project, paper: str) -> None:
    start = project.document(paper).text.index("52-year-old")
    project.save_extraction(paper, extract_text(TEXT.replace("A rare", "One rare")), "casepool", "casepool 2")
    (problem,) = check_project(project)
    case = project.answers(layer="people")[0].case
    assert (problem.kind, problem.message) == (
        "evidence_lost",
        f"{paper} / {case} / age_years / A: '52-year-old' no longer stands at {start} to {start + 11}.",
    )
    moved = Evidence(Span.of(project.document(paper).text, start + 2, start + 13))
    project.save_answer(replace(project.answers(layer="people")[0], evidence=(moved,)), "eva", 1)
    assert check_project(project) == ()


def test_it_only_reads(project: Project, paper: str) -> None:
    before = (project.chain_head(), sorted(path.name for path in project.folder.rglob("*")))
    check_project(project)
    assert (project.chain_head(), sorted(path.name for path in project.folder.rglob("*"))) == before
