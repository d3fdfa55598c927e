"""The tables: made by migrations alone, raised after a backup, never lowered by an older program."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from casepool import __version__
from casepool.domain.appraisal import Judgement
from casepool.store import (
    NewerSchemaError,
    OlderSchemaError,
    Project,
    check_project,
    create_project,
    open_project,
    restore_backup,
    upgrade_project,
)
from casepool.store.connect import writing
from casepool.store.schema import MIGRATIONS, VERSIONS
from casepool.store.tables import metadata
from store.invented import add_paper, answer_age


def configure(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_the_versions_are_those_of_the_migrations() -> None:
    revisions = ScriptDirectory.from_config(configure()).walk_revisions()
    assert tuple(reversed([revision.revision for revision in revisions])) == VERSIONS


def test_the_migrations_make_the_tables_that_the_program_knows(project: Project) -> None:
    with project.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_migrations_can_be_taken_back(project: Project) -> None:
    with writing(project.engine, "x") as connection:
        command.downgrade(configure(connection), "base")
        rest = connection.execute(text("SELECT count(*) FROM alembic_version")).scalar()
    assert rest == 0


@pytest.fixture
def older(tmp_path: Path, address: str) -> Path:
    """The folder of a project with the first version of the tables, and one answer."""
    with create_project(tmp_path / "review", database=address) as project:
        project.save_answer(answer_age(project, add_paper(project)), "eva")
        with writing(project.engine, "x") as connection:
            command.downgrade(configure(connection), "0001")
            connection.execute(text("UPDATE setting SET text = '0.0.1' WHERE name = 'casepool'"))
    return tmp_path / "review"


def test_a_newer_project_is_refused_with_both_versions(project: Project) -> None:
    with project.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
        connection.execute(text("UPDATE setting SET text = '9.1' WHERE name = 'casepool'"))
    with pytest.raises(NewerSchemaError) as refused:
        open_project(project.folder)
    assert str(refused.value) == (
        f"{project.name} has tables of version 0099, written by casepool 9.1. This is casepool {__version__}, which "
        f"knows versions up to {VERSIONS[-1]}. Nothing was changed. Install the newer casepool."
    )


def test_an_older_project_is_read_and_not_written(older: Path) -> None:
    with open_project(older) as project:
        assert project.is_outdated
        assert (len(project.answers(layer="people")), project.judgements()) == (1, ())
        assert project.verify_history() == ()
        with pytest.raises(OlderSchemaError) as refused:
            project.save_setting("colour", "blue", "eva")
        told = [problem.kind for problem in check_project(project)]
    assert str(refused.value) == (
        f"{project.name} has tables of version 0001; this is casepool {__version__} with version {VERSIONS[-1]}. It "
        "can be read as it is. To write, upgrade it: casepool doctor --upgrade (a backup is made first)."
    )
    assert told == ["older_tables"]


def test_an_older_project_is_upgraded_after_a_backup(older: Path, tmp_path: Path) -> None:
    backup = tmp_path / "before.zip"
    assert upgrade_project(older, backup, "eva")
    with open_project(older) as project:
        assert not project.is_outdated
        paper = project.publications()[0].id
        project.save_judgements([Judgement(paper, "jbi-1", "yes")], "eva")
        assert (len(project.judgements()), check_project(project)) == (1, ())
        assert project.setting("casepool") == __version__
        assert project.copies() == (str(backup),)
        with restore_backup(backup, tmp_path / "again") as before:
            assert before.is_outdated
            assert before.answers() == project.answers()
    assert not upgrade_project(older, tmp_path / "second.zip", "eva")
    assert not (tmp_path / "second.zip").exists()


def test_both_databases_of_a_project_are_upgraded(tmp_path: Path, new_database: Callable[[], str]) -> None:
    with create_project(tmp_path / "review", database=new_database()) as project:
        add_paper(project.private)
        for store in project.stores:
            with writing(store.engine, "x") as connection:
                command.downgrade(configure(connection), "0001")
    with open_project(tmp_path / "review") as project:
        assert [store.is_outdated for store in project.stores] == [True, True]
    assert upgrade_project(tmp_path / "review", tmp_path / "b.zip", "eva")
    with open_project(tmp_path / "review") as project:
        assert [store.is_outdated for store in project.stores] == [False, False]
        assert check_project(project) == ()
