"""The runner of the benchmarks stores what was measured, and says what was left out."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from support import ROOT


@pytest.fixture
def prove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The runner on a folder of two benchmarks, one of which needs what is not here."""
    spec = importlib.util.spec_from_file_location("prove", ROOT / "bench" / "prove.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    bodies = {
        "sums": "return {'sum': 1 + 1}",
        "files": "raise LookupError('needs ../shared/papers, which is not here')",
    }
    for name, body in bodies.items():
        (tmp_path / "bench" / name).mkdir(parents=True)
        (tmp_path / "bench" / name / "measure.py").write_text(f"def measure():\n    {body}\n", encoding="utf-8")
    monkeypatch.setattr(module, "BENCH", tmp_path / "bench")
    return module


def test_results_are_stored_with_the_machine(prove: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert prove.main([]) == 0
    stored = json.loads((prove.BENCH / "proof" / "sums.json").read_text(encoding="utf-8"))
    assert stored["measured"] == {"sum": 2}
    assert set(stored["machine"]) == {"cores", "architecture", "system", "python"}
    assert capsys.readouterr().out == (
        "files: left out, needs ../shared/papers, which is not here\nsums: bench/proof/sums.json\n"
    )


def test_one_benchmark_can_be_chosen(prove: ModuleType) -> None:
    assert prove.main(["sums"]) == 0
    assert [path.name for path in (prove.BENCH / "proof").iterdir()] == ["sums.json"]


def test_an_unknown_benchmark_is_refused(prove: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert prove.main(["sum"]) == 2
    assert capsys.readouterr().err == "There is no benchmark sum. There are: files, sums.\n"


def test_commit_of_the_repository_is_named(prove: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "BENCH", ROOT / "bench")
    assert len(prove.read_commit().removesuffix(" + changes")) == 12


def test_outside_a_repository_there_is_no_commit(prove: ModuleType) -> None:
    assert prove.read_commit() == ""
