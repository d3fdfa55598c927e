"""The crash measurement measures: it kills, and it sees what is lost."""

import os
from pathlib import Path

import pytest
from bench.crash.measure import kill_often, look_at

from casepool.store import create_project

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")


def test_two_kills_lose_nothing() -> None:
    found = kill_often(2, lambda: "")
    assert (found["kills"], found["lost"], found["problems"], found["backups_unsound"]) == (2, 0, 0, 0)


def test_a_lost_write_would_be_seen(tmp_path: Path) -> None:
    with create_project(tmp_path / "review") as project:
        project.save_setting("step", "1", "eva")
        head = project.chain_head()
    said = [f"write 1 {head}", "write 2 " + "0" * 64]
    found = look_at(tmp_path, "", said, {})
    assert (found["acknowledged"], found["lost"], found["problems"]) == (2, 1, 0)


def test_an_unsound_project_would_be_seen(tmp_path: Path) -> None:
    with create_project(tmp_path / "review") as project:
        project.save_setting("step", "1", "eva")
        with project.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE event SET who = 'x'")
    assert look_at(tmp_path, "", [], {})["problems"] == 1
