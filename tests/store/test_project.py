"""Making and opening a project, and every way in which that can fail."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from casepool.domain.errors import UsageError
from casepool.store import (
    DamagedError,
    DiskFullError,
    LockedError,
    NoProjectError,
    Project,
    ReadOnlyError,
    StoreError,
    create_project,
    open_project,
)
from casepool.store.connect import connect_server
from store.invented import TEXT, add_paper, answer_age


def test_a_new_project_is_a_folder_with_its_files(project: Project, address: str) -> None:
    names = {path.name for path in project.folder.iterdir()}
    expected = {"inbox", "figures", "documents", "protocol.toml", "pool.toml"}
    assert expected | {"database.url" if address else "casepool.db"} <= names
    assert "private.db" not in names
    assert (project.form_id, project.journal, project.publications()) == ("onco_spine_case", "sni", ())
    assert project.setting("journal") == "sni"


def test_a_project_is_there_when_it_is_opened_again(project: Project) -> None:
    name = add_paper(project)
    saved = project.save_answer(answer_age(project, name), "eva", 0)
    with open_project(project.folder) as again:
        assert again.answers(layer="people") == (saved,)
        assert again.extraction(name) == project.extraction(name)


def test_a_project_on_a_server_opens_by_its_address(new_database: Callable[[], str], tmp_path: Path) -> None:
    address = new_database()
    with create_project(tmp_path / "team", database=address) as made:
        add_paper(made)
    with open_project(address) as again:
        assert (again.folder, len(again.publications())) == ((tmp_path / "team").resolve(), 1)
    assert (tmp_path / "team" / "database.url").stat().st_mode & 0o077 == 0


def test_two_projects_do_not_share_a_database(new_database: Callable[[], str], tmp_path: Path) -> None:
    address = new_database()
    create_project(tmp_path / "one", database=address).close()
    with pytest.raises(UsageError) as refused:
        create_project(tmp_path / "two", database=address)
    name = connect_server(address, 1).url.render_as_string()
    assert str(refused.value) == f"{name} holds a project already. Open it, or give the address of an empty one."


def test_an_empty_database_is_no_project(new_database: Callable[[], str]) -> None:
    address = new_database()
    with pytest.raises(NoProjectError) as refused:
        open_project(address)
    name = connect_server(address, 1).url.render_as_string()
    assert str(refused.value) == f"There is no project in {name}. Make one with 'casepool new DIR' and this address."


def test_other_databases_are_refused() -> None:
    with pytest.raises(UsageError) as refused:
        open_project("sqlite:///x.db")
    assert str(refused.value) == (
        "A project in 'sqlite' is not possible. Give a folder (SQLite) or postgresql://USER@HOST/NAME."
    )


def test_a_server_that_does_not_answer_is_said() -> None:
    with pytest.raises(StoreError) as refused:
        open_project("postgresql://x@127.0.0.1:1/y")
    said = str(refused.value)
    assert said.startswith("The database of postgresql+psycopg://x@127.0.0.1:1/y could not be reached: ")
    assert said.endswith(" Check that it runs.")


def test_a_folder_without_a_project_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoProjectError) as refused:
        open_project(tmp_path)
    assert str(refused.value) == (
        f"There is no project in {tmp_path}: it has no casepool.db. Make one with 'casepool new {tmp_path}', or give "
        "the folder of a project."
    )


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError) as refused:
        create_project(tmp_path)
    assert str(refused.value) == (
        f"The folder {tmp_path} holds files already. Give the name of a new or an empty folder."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_interrupted_start_is_taken_up_again(tmp_path: Path, address: str) -> None:
    root = tmp_path / "review"
    with create_project(root, database=address) as made:
        made.close()
    for name in ("casepool.db", "database.url", "pool.toml"):
        (root / name).unlink(missing_ok=True)
    (root / ".part-casepool.db").write_bytes(b"half")
    (root / "protocol.toml").write_text('question = "mine"\n')
    with create_project(root, database=address) as again:
        assert again.publications() == ()
    assert (root / "protocol.toml").read_text() == 'question = "mine"\n'
    assert (root / "pool.toml").exists()


def test_a_project_is_not_made_twice(tmp_path: Path) -> None:
    create_project(tmp_path / "review").close()
    with pytest.raises(UsageError) as refused:
        create_project(tmp_path / "review")
    assert (
        str(refused.value) == f"There is a project in {tmp_path / 'review'} already. Open it, or give another folder."
    )


def test_an_unknown_form_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        create_project(tmp_path / "review", form_id="birds")
    assert str(refused.value) == "There is no form 'birds'. The form that comes with casepool is onco_spine_case."
    assert not (tmp_path / "review").exists()


def test_what_is_opened_for_reading_is_not_written(project: Project) -> None:
    name = add_paper(project)
    before = project.chain_head()
    with open_project(project.folder, read_only=True) as reader:
        assert reader.publication(name).status == "ok"
        with pytest.raises(ReadOnlyError) as refused:
            reader.save_setting("colour", "blue", "eva")
    assert str(refused.value) == (
        f"{project.name} was opened for reading only. Nothing was changed. Open it for writing."
    )
    assert project.chain_head() == before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed project on SQLite, with one paper."""
    with create_project(tmp_path / "review") as made:
        add_paper(made)
    return tmp_path / "review"


def test_a_file_that_is_no_database_is_refused(folder: Path) -> None:
    (folder / "casepool.db").write_bytes(b"not a database, but long enough to look at")
    with pytest.raises(DamagedError) as refused:
        open_project(folder)
    assert str(refused.value) == (
        f"{folder / 'casepool.db'} is damaged: it is not a SQLite database. Keep a copy of it, and restore the newest "
        "backup (casepool restore FILE --into DIR)."
    )


def test_a_damaged_file_is_refused(folder: Path) -> None:
    path = folder / "casepool.db"
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    path.write_bytes(data)
    with pytest.raises(DamagedError, match=f"^{path} is damaged: "):
        open_project(folder)


def test_a_database_of_another_program_is_refused(folder: Path) -> None:
    path = folder / "casepool.db"
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE birds (name)")
    other.close()
    with pytest.raises(DamagedError) as refused:
        open_project(folder)
    assert str(refused.value) == (
        f"{path} is a database of another program. A project's database is made by 'casepool new'."
    )


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("CREATE TRIGGER spy AFTER INSERT ON answer BEGIN DELETE FROM event; END", "trigger 'spy'"),
        ("CREATE VIEW all_of_it AS SELECT * FROM answer", "view 'all_of_it'"),
        ("CREATE VIRTUAL TABLE words USING fts5(word)", "table 'words'"),
    ],
)
def test_what_casepool_never_makes_is_refused(folder: Path, statement: str, what: str) -> None:
    path = folder / "casepool.db"
    with sqlite3.connect(path) as other:
        other.execute(statement)
    other.close()
    with pytest.raises(DamagedError) as refused:
        open_project(folder)
    assert str(refused.value) == (
        f"{path} holds {what}, which casepool never makes. It was not opened for writing; "
        "ask where the file comes from."
    )


def test_a_locked_database_is_said(folder: Path) -> None:
    other = sqlite3.connect(folder / "casepool.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with open_project(folder, wait_seconds=0.1) as project, pytest.raises(LockedError) as refused:
            project.save_setting("colour", "blue", "eva")
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert str(refused.value) == (
        f"{folder / 'casepool.db'} is being written by another program and did not become free in time. Nothing was "
        "changed. Close the other program, or try again when it has finished."
    )


def test_a_locked_server_is_said(new_database: Callable[[], str], tmp_path: Path) -> None:
    address = new_database()
    create_project(tmp_path / "team", database=address).close()
    with (
        open_project(address) as first,
        open_project(address, wait_seconds=0.2) as second,
        first.writing("eva"),
        pytest.raises(LockedError) as refused,
    ):
        second.save_setting("colour", "blue", "tom")
    assert str(refused.value) == (
        f"{second.name} is being written by another program and did not become free in time. Nothing was changed. "
        "Close the other program, or try again when it has finished."
    )


def test_a_full_disk_loses_nothing(folder: Path) -> None:
    with open_project(folder) as project:
        before = (project.answers(), project.chain_head())
        with project.engine.connect() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()
            connection.execute(text(f"PRAGMA max_page_count={pages}"))
        with pytest.raises(DiskFullError) as refused:
            project.save_setting("long", "x" * 1_000_000, "eva")
        assert (project.answers(), project.chain_head(), project.setting("long")) == (*before, "")
    assert str(refused.value) == (
        f"There is no room left on the disk for {folder / 'casepool.db'}. This write was not done; all that was saved "
        "before is safe. Make room and do it again."
    )


@pytest.mark.skipif(not hasattr(os, "seteuid") or os.geteuid() != 0, reason="changes the user, which only root can")
def test_a_folder_that_cannot_be_written_is_said_and_can_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in folder.parents:
        if path.stat().st_uid == 0 and "pytest" in str(path):
            path.chmod(0o755)
    os.seteuid(65534)
    try:
        with pytest.raises(ReadOnlyError) as refused:
            open_project(folder)
        with open_project(folder, read_only=True) as project:
            assert len(project.publications()) == 1
    finally:
        os.seteuid(0)
    assert str(refused.value) == (
        f"{folder} cannot be written: the folder is read-only. Nothing was changed. Copy the project to a place where "
        "you may write, or ask for the right to."
    )


def test_two_programs_write_at_once(folder: Path) -> None:
    with open_project(folder) as one, open_project(folder) as two:
        name = one.publications()[0].id
        for years in range(50, 60):
            one.save_answer(answer_age(one, name, years, "A"), "eva")
            two.save_answer(answer_age(two, name, years + 1, "B"), "tom")
        assert [answer.value.value for answer in one.answers(layer="people")] == [59, 60]  # type: ignore[union-attr]
        assert two.verify_history() == ()


def test_the_same_input_at_the_same_time_gives_the_same_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    heads, times = [], set()
    for name in ("one", "two"):
        with create_project(tmp_path / name) as project:
            publication = add_paper(project)
            project.save_answer(answer_age(project, publication), "eva")
            heads.append(project.chain_head())
            times |= {event.time for event in project.history()}
    assert heads[0] == heads[1]
    assert times == {"2026-05-28T20:26:40Z"}


def test_the_interface_says_the_text_of_a_paper_as_it_was(project: Project) -> None:
    assert project.document(add_paper(project)).text == TEXT
