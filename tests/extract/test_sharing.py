"""One sentence about all patients of a paper. All texts are invented."""

from traps.reading import extract

CASES = "Case 1. A 40-year-old man presented with back pain. Case 2. A 50-year-old woman presented with neck pain."


def values(opening: str, field: str) -> list[object]:
    text = f"# Abstract\n{opening}\n\n# Case report\n{CASES}\n"
    found = [case.answer(field) for case in extract(text).told_cases]
    return [answer.value if answer else None for answer in found]


def test_two_cases_of_one_tumour() -> None:
    assert values("We report two cases of chordoma.", "diagnosis") == ["chordoma", "chordoma"]


def test_a_number_that_does_not_fit_is_not_shared() -> None:
    assert values("We report three cases of chordoma.", "diagnosis") == [None, None]


def test_paired_values_are_not_shared() -> None:
    opening = "We report two cases of chordoma and schwannoma, respectively."
    assert values(opening, "diagnosis") == [None, None]
