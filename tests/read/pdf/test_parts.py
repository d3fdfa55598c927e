"""The small rules of the reader on their own."""

from collections import Counter

import pytest

from casepool.read.pdf.chunks import FIGURE_LABEL, TABLE_LABEL
from casepool.read.pdf.furniture import normal_form
from casepool.read.pdf.health import page_ranges
from casepool.read.pdf.hyphens import count_inner_words, count_words, is_split_word, joins_word
from casepool.read.pdf.tables.grids import NUMBER, VALUE
from casepool.read.pdf.write_tables import label_of


@pytest.mark.parametrize(
    ("left", "right", "want"),
    [
        ("the opera-", "tion was", ""),
        ("the opera\x02", "tion was", ""),
        ("the opera\u2010", "tion was", ""),
        ("a long-", "term cure", "-"),
        ("at T3\x02", "T4 and", "-"),
        ("of COX-", "2 and", "-"),
        ("from 2001 -", "we found", None),
        ("no hyphen", "here", None),
        ("anti-inflam-", "matory drugs", ""),
    ],
)
def test_broken_words(left: str, right: str, want: str | None) -> None:
    words = Counter({"long-term": 2, "anti-inflammatory": 1})
    assert joins_word(left, right, words) == want


def test_words_are_counted_without_the_broken_one() -> None:
    assert count_words(["one long-term opera-", "tion of one"]) == Counter(
        {"one": 2, "long-term": 1, "tion": 1, "of": 1}
    )


@pytest.mark.parametrize(
    ("numbers", "want"),
    [([3], "page 3"), ([3, 4, 5], "pages 3-5"), ([9, 3, 4], "pages 3-4 and 9"), ([1, 3, 5], "pages 1, 3 and 5")],
)
def test_page_ranges(numbers: list[int], want: str) -> None:
    assert page_ranges(numbers) == want


def test_heads_that_differ_by_number_are_alike() -> None:
    assert normal_form("Roe et al. 2017;  5:12 Page 3 of 9") == normal_form("roe et al. 2018; 6:1 page 12 of 9")


@pytest.mark.parametrize("words", ["12", "<0.05", "4.1%", "1,234", "±3"])
def test_plain_numbers(words: str) -> None:
    assert NUMBER.match(words)


@pytest.mark.parametrize(("words", "want"), [("6.4 ± 0.62*", True), ("-", True), ("n.d.", True), ("43/male", False)])
def test_values_of_a_table_of_numbers(words: str, want: bool) -> None:
    assert bool(VALUE.match(words)) is want


@pytest.mark.parametrize(
    ("caption", "want"),
    [("Table 1. Cases", "Table 1"), ("TABLE IV: Cases", "TABLE IV"), ("Table-2: x", "Table-2"), ("No label", "")],
)
def test_labels_of_tables(caption: str, want: str) -> None:
    assert label_of(caption) == want


@pytest.mark.parametrize(("left", "right", "want"), [("musculatur", "e and", True), ("muscle", "and", False)])
def test_words_split_in_narrow_cells(left: str, right: str, want: bool) -> None:
    inner = count_inner_words(["the whole musculature and muscle of it"])
    assert is_split_word(left, right, inner) is want


@pytest.mark.parametrize(
    "words", ["Table 1. Cases", "TABLE IV", "Tab. 2: Fälle", "Tabelle 3", "Continued Table 1", "T able 2"]
)
def test_labels_that_open_captions_of_tables(words: str) -> None:
    assert TABLE_LABEL.match(words)


@pytest.mark.parametrize("words", ["Tablets 1 and 2", "The table shows", "Table of contents", "Tabulated 3 values"])
def test_words_that_are_no_labels_of_tables(words: str) -> None:
    assert not TABLE_LABEL.match(words)


@pytest.mark.parametrize(
    "words", ["Fig. 1 The mass", "FIGURE 2", "Abb. 3: Befund", "Supplementary Figure S1", "Figs. 4"]
)
def test_labels_that_open_legends(words: str) -> None:
    assert FIGURE_LABEL.match(words)
