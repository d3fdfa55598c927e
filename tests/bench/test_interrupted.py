"""The measurement of interrupted runs measures: it kills, and it sees what is lost or different."""

import os
import random
from pathlib import Path

import pytest
from bench.interrupted.measure import disturb, finish, make_project

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")


def test_a_killed_run_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    wanted = finish(make_project(tmp_path / "undisturbed"))
    assert len(wanted) > 100
    found = disturb(tmp_path / "disturbed", random.Random(3), 2, wanted)
    assert (found["lost"], found["problems"], found["different"]) == (0, 0, 0)
    assert found["kills"] >= 1


def test_another_end_would_be_seen(tmp_path: Path) -> None:
    assert disturb(tmp_path / "disturbed", random.Random(3), 0, [])["different"] == 1
