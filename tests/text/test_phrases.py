"""Finding fixed phrases by their words."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casepool.text.phrases import PhraseIndex

INDEX = PhraseIndex([("back pain", "b"), ("low back pain", "l"), ("neuropathy", "n"), ("walking difficulty", "w")])


def keys(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.key) for hit in INDEX.find(text, 0, len(text))]


def test_the_longest_phrase_wins() -> None:
    assert keys("low back pain") == [("low back pain", "l")]


def test_a_hyphen_a_blank_or_a_slash_joins_words() -> None:
    assert keys("low-back pain") == [("low-back pain", "l")]
    assert keys("low. back pain") == [("back pain", "b")]


def test_plurals() -> None:
    assert keys("neuropathies, walking difficulties, back pains") == [
        ("neuropathies", "n"),
        ("walking difficulties", "w"),
        ("back pains", "b"),
    ]


def test_parts_of_words_are_no_phrase() -> None:
    assert keys("feedback painting") == []


@given(st.text(alphabet="abcknoilpw -./", max_size=60))
def test_hits_stand_in_order_and_do_not_overlap(text: str) -> None:
    hits = list(INDEX.find(text, 0, len(text)))
    assert all(a.end <= b.start for a, b in pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
