"""A backup is one moment of the project, and a restored project is that project."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from casepool.domain.errors import UsageError
from casepool.store import (
    Credential,
    DamagedError,
    NewerSchemaError,
    Project,
    back_up,
    check_project,
    create_project,
    open_project,
    restore_backup,
)
from store.invented import TEXT, add_paper, answer_age


@pytest.fixture
def filled(project: Project) -> Project:
    """A project with a paper, an answer, an index case, a picture and a credential."""
    name = add_paper(project)
    project.save_answer(answer_age(project, name), "eva")
    project.set_credential(Credential("eva", "argon2-hash"))
    add_paper(project.private, TEXT, "own.md")
    (project.figures / "mri.png").write_bytes(b"picture")
    return project


def contents(project: Project) -> list[object]:
    told: list[object] = [project.folder.joinpath("protocol.toml").read_text()]
    for store in project.stores:
        names = ("publications", "cases", "answers", "current", "users", "chain_head")
        told += [getattr(store, name)() for name in names]
        told += [store.extraction(item.id) for item in store.publications()]
        told += [store.load_document(item.sha256) for item in store.publications()]
    return told


@pytest.mark.parametrize("to_server", [False, True])
def test_a_restored_project_is_the_same(
    filled: Project, tmp_path: Path, to_server: bool, new_database: Callable[[], str]
) -> None:
    before = contents(filled)
    path = back_up(filled, tmp_path / "b.zip", "eva")
    with restore_backup(path, tmp_path / "again", new_database() if to_server else "") as again:
        assert contents(again) == before
        assert check_project(again) == ()
        assert again.credential("eva") == Credential("eva", "argon2-hash")
        assert (again.figures / "mri.png").read_bytes() == b"picture"
        again.save_setting("colour", "blue", "eva")
    with open_project(tmp_path / "again") as again:
        assert again.setting("colour") == "blue"
    assert filled.copies() == (str(path),)


def test_a_backup_without_index_cases_holds_none(filled: Project, tmp_path: Path) -> None:
    path = back_up(filled, tmp_path / "b.zip", "eva", with_private=False)
    with restore_backup(path, tmp_path / "again") as again:
        assert not again.has_private


def test_a_backup_is_one_moment_while_others_write(filled: Project, tmp_path: Path) -> None:
    name, stop = filled.publications()[0].id, Event()

    def write() -> None:
        with open_project(filled.folder) as other:
            for number in range(10_000):
                if stop.is_set():
                    return
                other.save_answer(replace(answer_age(other, name), note=str(number)), "tom")

    writer = Thread(target=write)
    writer.start()
    try:
        paths = [back_up(filled, tmp_path / f"{n}.zip", "eva") for n in range(2)]
    finally:
        stop.set()
        writer.join()
    for number, path in enumerate(paths):
        with restore_backup(path, tmp_path / f"again-{number}") as again:
            assert check_project(again) == ()


def test_the_same_project_gives_the_same_backup(filled: Project, tmp_path: Path) -> None:
    with open_project(filled.folder, read_only=True) as reader:
        first, second = (back_up(reader, tmp_path / name, "eva").read_bytes() for name in ("a.zip", "b.zip"))
    assert first == second


def test_a_backup_never_replaces_a_file(filled: Project, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(UsageError) as refused:
        back_up(filled, tmp_path / "b.zip", "eva")
    assert str(refused.value) == f"{tmp_path / 'b.zip'} exists already. Give another name for the backup."
    assert (tmp_path / "b.zip").read_text() == "mine"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a small project on SQLite."""
    with create_project(tmp_path / "review") as project:
        add_paper(project)
        return back_up(project, tmp_path / "b.zip", "eva")


def test_a_backup_is_restored_into_an_empty_place_only(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        restore_backup(backup, tmp_path / "review")
    assert str(refused.value) == (
        f"{tmp_path / 'review'} is not empty. Restore into a new folder; nothing was changed."
    )


def rewrite(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(backup, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return backup


def name_document(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith("documents/"))


def change_byte(members: dict[str, bytes]) -> None:
    members[name_document(members)] += b"."


def add_member(members: dict[str, bytes]) -> None:
    members["casepool.db"] = b"x"


def climb_out(members: dict[str, bytes]) -> None:
    told = json.loads(members["manifest.json"])
    name = name_document(members)
    told["members"]["documents/../../evil"] = told["members"].pop(name)
    members["documents/../../evil"] = members.pop(name)
    members["manifest.json"] = json.dumps(told).encode()


def swell(members: dict[str, bytes]) -> None:
    told = json.loads(members["manifest.json"])
    told["members"][name_document(members)]["bytes"] = 10**12
    members["manifest.json"] = json.dumps(told).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (change_byte, "was changed"),
        (add_member, "its members are not those of its manifest"),
        (climb_out, "the name 'documents/../../evil' is not allowed"),
        (swell, "it is larger than a backup may be"),
        (lambda members: members.pop("manifest.json"), "is not a whole backup: "),
    ],
)
def test_a_backup_that_was_changed_is_refused(
    backup: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], reason: str
) -> None:
    with pytest.raises(DamagedError) as refused:
        restore_backup(rewrite(backup, change), tmp_path / "again")
    assert reason in str(refused.value)
    assert str(refused.value).startswith(f"{backup} is not a whole backup: ")
    assert str(refused.value).endswith(" Nothing was restored; take another.")
    assert [path.name for path in tmp_path.iterdir() if "again" in path.name] == []


def test_half_a_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:2000])
    with pytest.raises(DamagedError) as refused:
        restore_backup(backup, tmp_path / "again")
    assert str(refused.value) == (
        f"{backup} is not a backup, or not a whole one: File is not a zip file. Take another backup."
    )


def test_a_backup_of_a_newer_program_is_refused(backup: Path, tmp_path: Path) -> None:
    def make_newer(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])
        members["manifest.json"] = json.dumps({**told, "versions": {"database": "0099"}}).encode()

    with pytest.raises(
        NewerSchemaError, match=r"has tables of version 0099; this is casepool .*Nothing was restored\."
    ):
        restore_backup(rewrite(backup, make_newer), tmp_path / "again")


def test_a_backup_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        restore_backup(tmp_path / "none.zip", tmp_path / "again")
    assert str(refused.value) == (
        f"There is no file {tmp_path / 'none.zip'}. Give the file that 'casepool backup' wrote."
    )
