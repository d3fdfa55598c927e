"""The benchmarks of accuracy and speed: floors, intervals, and what is left out with its reason."""

from pathlib import Path

import pytest
from bench.accuracy import gold
from bench.accuracy.gold import extract_all
from bench.accuracy.measure import find_below, interval_of, measure, no_model, read_floors
from bench.speed import measure as speed

from casepool.read.reader import read_bytes
from support import shared_path


def figure(value: float) -> dict[str, dict[str, float]]:
    return {"micro F1": {"value": value}}


def test_what_lies_under_its_floor_is_named() -> None:
    found = {"set a": {"rules": {"spans": figure(0.7)}}, "set b": {"rules": {"spans": figure(0.9)}}}
    floors = {
        "set a": {"rules": {"spans": {"micro F1": 0.71, "other": 0.1}}},
        "set b": {"rules": {"spans": {"micro F1": 0.9}}},
        "not here": {"rules": {"spans": {"micro F1": 1.0}}},
    }
    where = {"set": "set a", "way": "rules", "task": "spans"}
    assert find_below(found, floors) == [
        {**where, "figure": "micro F1", "value": 0.7, "floor": 0.71},
        {**where, "figure": "other", "value": None, "floor": 0.1},
    ]


def test_intervals_are_those_of_the_scorer() -> None:
    result = {"micro": {"relaxed": {"ci95": [0.61234, 0.7]}}, "negated": {"ci95": None}}
    assert interval_of(result, "micro relaxed F1") == [0.6123, 0.7]
    assert interval_of(result, "negated F1") is None
    assert interval_of({}, "age recall") is None


def test_every_floor_is_a_share() -> None:
    floors = [
        value
        for ways in read_floors().values()
        for tasks in ways.values()
        for figures in tasks.values()
        for value in figures.values()
    ]
    assert len(floors) > 40
    assert all(0 < value <= 1 for value in floors)


def test_extraction_gives_what_the_scorers_read() -> None:
    documents = read_bytes(b"Case report\n\nA 30-year-old man had ataxia.\n", "made-up.txt")
    (found,) = extract_all(documents, no_model)
    assert found["document"]["source"] == "made-up.txt"
    assert [m["codes"] for m in found["mentions"] if m["quote"] == "ataxia"] == [["HP:0001251"]]


def test_without_the_texts_the_benchmarks_say_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(gold, "FOLDER", tmp_path)
    monkeypatch.setattr(speed, "FOLDER", tmp_path)
    with pytest.raises(LookupError, match=r"^the annotated texts and their scorers are not here$"):
        measure()
    with pytest.raises(LookupError, match=r"^the set maccrobat2020 is not here$"):
        speed.measure()


def test_a_peer_that_cannot_be_installed_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(name: str) -> Path:
        raise FileNotFoundError(f"no place for {name}")

    monkeypatch.setattr(speed, "make_environment", refuse)
    assert speed.measure_peer("medspacy", ["text"], tmp_path) == {"left_out": "no place for medspacy"}


def test_texts_are_taken_up_to_a_size() -> None:
    assert speed.take_texts(["aaaa", "bbbb", "cccc"], 5) == ["aaaa", "bbbb"]


def test_times_are_those_of_the_same_run() -> None:
    ours = {"rules": {"mb_per_s": 0.5}, "model": {"mb_per_s": 0.2}}
    assert speed.compare(ours, {"peer": {"mb_per_s": 0.1}}) == {"rules / peer": 5.0, "model / peer": 2.0}


@pytest.mark.proof
def test_no_figure_lies_under_its_floor() -> None:
    shared_path("gold", "baselines.json")
    assert measure()["below_floor"] == []
