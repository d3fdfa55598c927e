"""The shadow text: what is folded, what never is, and the way back."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.text.shadow import Shadow
from support import shared_path


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a 36\u00a0year\u2011old man", "a 36 year-old man"),
        ("\ufb01brosis and o\ufb03ce", "fibrosis and office"),
        ("cafe\u0301 and na\u00efve", "caf\u00e9 and na\u00efve"),
        ("T<sub>1</sub>-weighted", "t1-weighted"),
        ("was seen<sup>3</sup>", "was seen^3"),
        ("a **bold** and *slanted* word, 3* and p*", "a bold and slanted word, 3* and p*"),
        ("6 \u00d7 4 cm, 6*4", "6 x 4 cm, 6x4"),
        ("manage-\nment of a 33-\nyear old", "management of a 33-year old"),
        ("low-\ngrade is low-grade", "low-grade is low-grade"),
        ("soft\u00adware", "software"),
        ("\u2264 5 % \u00b1 2 < 3 > 1 = 1 + 1 \u2212 1", "\u2264 5 % \u00b1 2 < 3 > 1 = 1 + 1 - 1"),
        ("zero\u200bwidth \u202eevil\u202c", "zerowidth evil"),
        ("line one\r\n\r\nline two", "line one line two"),
        ("\u0130stanbul", "istanbul"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert Shadow(text).folded == folded


def test_case_is_kept_beside() -> None:
    shadow = Shadow("MRI of \u0130stanbul")
    assert (shadow.cased, shadow.folded) == ("MRI of \u0130stanbul", "mri of istanbul")


def test_trap_a16_a_longer_lower_case_moves_no_offset() -> None:
    text = "\u0130\u0130\u0130 hospital: a 40-year-old man"
    shadow = Shadow(text)
    start = shadow.folded.index("40-year-old")
    assert text[slice(*shadow.canonical(start, start + 11))] == "40-year-old"


def test_trap_b16_a_word_broken_at_a_line_end_covers_both_lines() -> None:
    text = "He was a 33-\nyear old farmer"
    shadow = Shadow(text)
    start = shadow.folded.index("33-year old")
    assert text[slice(*shadow.canonical(start, start + 11))] == "33-\nyear old"


def test_trap_j4_matches_span_the_original_characters() -> None:
    for text in ("low\nback pain", "low  back pain", "low back\u00a0pain"):
        shadow = Shadow(text)
        assert shadow.folded == "low back pain"
        assert shadow.canonical(0, 13) == (0, len(text))


@given(st.text(max_size=200))
def test_any_text_survives_and_the_map_is_monotone(text: str) -> None:
    shadow = Shadow(text)
    assert len(shadow.cased) == len(shadow.folded)
    last = 0
    for index in range(len(shadow.folded)):
        start, end = shadow.canonical(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last
        last = start


@given(st.text(alphabet="ab \u00a0\u00e9e\u0301-\n\ufb01xIT<sub>/1*", max_size=80), st.data())
def test_the_normal_form_of_a_span_is_the_match(text: str, data: st.DataObject) -> None:
    """Words of the shadow, mapped back and folded again, give the same words."""
    shadow = Shadow(text)
    for word in re.finditer(r"[a-z\u00e9]+", shadow.folded):
        quote = text[slice(*shadow.canonical(word.start(), word.end()))]
        assert word.group() in unicodedata.normalize("NFC", Shadow(quote).folded)


@given(st.text(alphabet="abc \n-\u00e9\u0301<sub>/", max_size=60))
def test_there_and_back(text: str) -> None:
    shadow = Shadow(text)
    for index in range(len(shadow.folded)):
        start, _ = shadow.canonical(index, index + 1)
        assert shadow.offset(start) <= index


def test_the_shadow_of_a_real_text() -> None:
    path = shared_path("seed", "idir-2023.txt")
    text = path.read_bytes().decode("utf-8")
    shadow = Shadow(text)
    for word in re.finditer(r"[a-z]{4,}", shadow.folded):
        quote = text[slice(*shadow.canonical(word.start(), word.end()))]
        assert Shadow(quote).folded == word.group()
