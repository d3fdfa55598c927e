"""Finding many phrases: boundaries, overlaps, the longest one, and the same from both engines."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.text.matcher import Found, Matcher, keep_longest

PHRASES = [
    ("back pain", "b"),
    ("low back pain", "l"),
    ("pain in the neck", "n"),
    ("pain", "p"),
    ("neck", "k"),
    ("(+)", "+"),
]


@pytest.fixture(params=[True, False], ids=["automaton", "standard library"])
def automaton(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def keys(text: str, automaton: bool) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.key) for hit in Matcher(PHRASES, automaton).find(text)]


def test_the_longest_phrase_wins(automaton: bool) -> None:
    assert keys("low back pain", automaton) == [("low back pain", "l")]


def test_every_phrase_is_found_when_asked(automaton: bool) -> None:
    found = Matcher(PHRASES, automaton).find_all("low back pain")
    assert found == [Found(0, 13, "l"), Found(4, 13, "b"), Found(9, 13, "p")]


def test_phrases_that_overlap_in_part_are_both_kept(automaton: bool) -> None:
    assert keys("back pain in the neck", automaton) == [("back pain", "b"), ("pain in the neck", "n")]


def test_a_longer_phrase_that_breaks_off_hides_no_shorter_one(automaton: bool) -> None:
    assert keys("pain in the necklace", automaton) == [("pain", "p")]


def test_parts_of_words_are_no_phrase(automaton: bool) -> None:
    assert keys("feedback pains, outback painting, neck_tie", automaton) == []


def test_phrases_may_begin_and_end_with_marks(automaton: bool) -> None:
    assert keys("desmin(+), neck", automaton) == [("(+)", "+"), ("neck", "k")]


def test_offsets_count_code_points(automaton: bool) -> None:
    assert keys("\u00e9\U0001d6fc neck", automaton) == [("neck", "k")]


def test_of_equal_phrases_the_first_counts_and_empty_ones_are_never_found(automaton: bool) -> None:
    assert Matcher([("", 0), ("a", 1), ("a", 2)], automaton).find("a b") == [Found(0, 1, 1)]
    assert Matcher([("", 0)], automaton).find_all("a b") == []


def test_without_the_package_the_standard_library_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)
    assert Matcher(PHRASES).find("back pain") == [Found(0, 9, "b")]
    with pytest.raises(ImportError):
        Matcher(PHRASES, automaton=True)


WORDS = st.text(alphabet="ab\u00e9_ -+\U000f0000\U000f0001", min_size=1, max_size=6)


@given(st.lists(WORDS, max_size=12), st.text(alphabet="ab\u00e9_ -+\U000f0000\U000f0001", max_size=40))
def test_both_engines_find_the_same(phrases: list[str], text: str) -> None:
    pairs = [(phrase, number) for number, phrase in enumerate(phrases)]
    one, other = (Matcher(pairs, automaton).find_all(text) for automaton in (True, False))
    assert one == other
    for hit in one:
        assert text[hit.start : hit.end] == phrases[hit.key]
        assert not re.match(r"\w\w", text[max(hit.start - 1, 0) : hit.start + 1]) or hit.start == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=12))
def test_what_is_kept_lies_in_no_other_hit(pairs: list[tuple[int, int]]) -> None:
    hits = sorted({Found(a, a + n, 0) for a, n in pairs}, key=lambda hit: (hit.start, -hit.end))
    kept = keep_longest(hits)
    assert all(any(k.start <= h.start and h.end <= k.end for k in kept) for h in hits)
    assert not any(a != b and a.start <= b.start and b.end <= a.end for a in kept for b in kept)
