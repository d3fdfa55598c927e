"""Forms as a trie: the same texts are found as by a plain alternation."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.knowledge.trie import trie_pattern
from casepool.knowledge.words import form_pattern

FORMS = st.lists(st.text("ab -*", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=1, max_size=6)


@given(FORMS, st.text("ab -", max_size=8))
def test_a_trie_accepts_what_its_forms_accept(forms: list[str], text: str) -> None:
    plain = any(re.fullmatch(form_pattern(form), text) for form in forms)
    assert bool(re.fullmatch(trie_pattern(forms), text)) == plain


@pytest.mark.parametrize(
    ("forms", "text", "found"),
    [
        (["mass", "masses"], "two masses", "masses"),
        (["follow-up", "follow"], "a follow up", "follow up"),
        (["metastas*"], "metastases", "metastases"),
    ],
)
def test_the_longest_form_is_found(forms: list[str], text: str, found: str) -> None:
    match = re.search(trie_pattern(forms), text)
    assert match is not None
    assert match.group() == found


def test_no_forms_no_pattern() -> None:
    assert trie_pattern([]) == ""
