"""Hidden characters become visible; ordinary text of any script stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.write.escape import HIDDEN, count_columns, show_hidden, show_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("report\u202efdp.exe", "report[U+202E]fdp.exe"),
        ("\u2066left\u2069", "[U+2066]left[U+2069]"),
        ("\x1b[2J\x07", "[U+001B][2J[U+0007]"),
        ("a\x9bb\x85c\x7f", "a[U+009B]b[U+0085]c[U+007F]"),
        ("pa\u200btient", "pa[U+200B]tient"),
        ("\ufefftext", "[U+FEFF]text"),
        ("tag\U000e0041", "tag[U+E0041]"),
        ("broken \ud800", "broken [U+D800]"),
        ("x\u200dy", "x[U+200D]y"),
        ("line\u2028end", "line[U+2028]end"),
    ],
)
def test_hidden_characters_are_named(text: str, shown: str) -> None:
    assert show_hidden(text) == shown


@pytest.mark.parametrize(
    "text", ["a\tb\nc\r\n", "naïve é", "36\u00a0years", "می\u200cخواهم", "👩\u200d⚕️", "soft\u00adhyphen"]
)
def test_ordinary_text_stays(text: str) -> None:
    assert show_hidden(text) == text


def test_a_line_has_single_spaces_and_no_soft_hyphens() -> None:
    assert show_line("  two\u00a0 lines\r\n\tand lap\u00adaros\u00adcopy\x00 ") == "two lines and laparoscopy[U+0000]"


@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    shown = show_line(text)
    assert HIDDEN.search(shown) is None
    assert not any(character in shown for character in "\n\r\t\x1b\u202e")
    shown.encode("utf-8")


@pytest.mark.parametrize(("text", "columns"), [("plain", 5), ("e\u0301", 1), ("腫瘍", 4), ("été", 3)])
def test_columns_of_a_terminal(text: str, columns: int) -> None:
    assert count_columns(text) == columns
