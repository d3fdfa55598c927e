"""The run over damaged inputs: the same inputs each time, and a fault is counted with its number."""

import pytest
from bench.fuzz import measure as fuzz
from bench.fuzz.inputs import INPUTS
from bench.fuzz.read_damaged import make_input

from casepool.read.limited_process import Outcome


@pytest.mark.parametrize("format_word", sorted(INPUTS))
def test_the_same_seed_does_the_same_damage(format_word: str) -> None:
    made = [make_input(format_word, 3, number) for number in range(8)]
    assert made == [make_input(format_word, 3, number) for number in range(8)]
    assert len({data for _, data in made}) > 4


@pytest.mark.parametrize("format_word", sorted(INPUTS))
def test_damaged_inputs_are_read_or_refused(format_word: str) -> None:
    figures = fuzz.measure_format(format_word, 30, seed=1)
    assert figures["faults"] == []
    assert figures["read"] + sum(figures["refused"].values()) == 30
    assert figures["read"] > 3


def test_an_input_that_ends_its_process_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def read_some(word: str, seed: int, first: int, count: int) -> tuple[list[dict[str, object]], Outcome]:
        calls.append((first, count))
        ends = range(first, first + count) if first else range(2)
        lines = [{"number": n, "said": "read", "fault": "", "seconds": 0.1} for n in ends]
        return lines, Outcome(b"", 0 if first else -11)

    monkeypatch.setattr(fuzz, "read_some", read_some)
    figures = fuzz.measure_format("ris", 10)
    assert calls == [(0, 10), (3, 7)]
    assert figures["faults"] == [{"number": 2, "fault": "ended its process with code -11"}]
    assert figures["read"] == 9
