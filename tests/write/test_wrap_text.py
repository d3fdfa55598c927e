"""Lines break at words and never pass the width, whatever the script."""

from hypothesis import given
from hypothesis import strategies as st

from casepool.write.escape import count_columns
from casepool.write.wrap_text import shorten, wrap_words


def test_lines_break_at_words() -> None:
    assert wrap_words("one lump of the flank and another", 12) == ["one lump of", "the flank", "and another"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap_words("see https://example.org/x", 10) == ["see", "https://ex", "ample.org/", "x"]


def test_wide_characters_count_twice() -> None:
    assert wrap_words("腫瘍腫瘍", 4) == ["腫瘍", "腫瘍"]


def test_nothing_gives_one_empty_line() -> None:
    assert wrap_words("  ", 10) == [""]


def test_a_shortened_name_ends_with_an_ellipsis() -> None:
    assert shorten("Results and discussion of the patient", 12) == "Results and…"
    assert shorten("Discussion", 12) == "Discussion"


@given(st.text(alphabet="ab 腫é\u0301", max_size=60), st.integers(2, 20))
def test_no_line_passes_the_width_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = wrap_words(text, width)
    assert all(count_columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
