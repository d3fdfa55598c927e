"""Numbers in digits and words."""

import pytest

from casepool.text.numbers import nearest_number_word, parse_number, parse_ordinal


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("36", 36.0), ("5.8", 5.8), ("5,8", 5.8), ("1,200", 1200.0), ("thirty-six", 36.0), ("thirty six", 36.0),
        ("fortytwo", 42.0), ("two and a half", 2.5), ("1\u00bd", 1.5), ("\u00bd", 0.5), ("a couple of", 2.0),
        ("tow", None), ("man", None), ("", None),
    ],
)  # fmt: skip
def test_parse_number(printed: str, number: float | None) -> None:
    assert parse_number(printed) == number


@pytest.mark.parametrize(
    ("printed", "number"),
    [("sixth", 6), ("21st", 21), ("twenty-second", 22), ("thirtieth", 30), ("12 th", 12), ("six", None)],
)
def test_parse_ordinal(printed: str, number: int | None) -> None:
    assert parse_ordinal(printed) == number


@pytest.mark.parametrize(
    ("word", "number"),
    [("tow", 2.0), ("tree", 3.0), ("fuor", 4.0), ("sevn", 7.0), ("two", None), ("table", None), ("on", None)],
)
def test_a_number_word_with_one_slip(word: str, number: float | None) -> None:
    """One letter changed, lost, added or swapped; a right word or an unclear one gives nothing."""
    assert nearest_number_word(word) == number
