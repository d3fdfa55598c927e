"""Evidence after a new reading: kept, moved with its words, or lost and said; never put in a wrong place."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casepool.domain.document import Block, Document
from casepool.domain.evidence import Evidence, Span
from casepool.read.reanchor import CONTEXT, WAYS, find_places, reanchor, reanchor_all

OLD = "A man of 36 years came. He was 36 years old. The mass was 6 cm wide. Later the mass was 6 cm again, in 2001."
WORDS = st.text("ab c", min_size=1, max_size=80)


def document(text: str) -> Document:
    return Document("a", "a.txt", "0", "text/plain", "test", text, blocks=(Block("paragraph", 0, len(text)),))


def evidence(text: str, quote: str, nth: int = 0) -> Evidence:
    start = find_places(text, quote)[nth]
    return Evidence(Span.of(text, start, start + len(quote)))


@pytest.mark.parametrize(
    ("quote", "nth", "new", "how", "around"),
    [
        ("36 years", 0, OLD, "place", "man of 36 years came"),
        ("36 years", 1, OLD, "place", "was 36 years old"),
        ("36 years", 1, OLD.replace("A man", "A tall man"), "context", "was 36 years old"),
        ("in 2001", 0, "New title. " + OLD, "unique", "again, in 2001"),
        ("36 years", 0, OLD.replace("He was 36", "She was 36"), "place", "man of 36 years came"),
        ("6 cm", 1, "Title. " + OLD.replace("in 2001", "in 2002"), "context", "was 6 cm again"),
    ],
)
def test_found_again(quote: str, nth: int, new: str, how: str, around: str) -> None:
    found = reanchor(evidence(OLD, quote, nth), OLD, document(new))
    assert found.how == how
    assert found.evidence is not None
    span = found.evidence.span
    assert around.split(quote)[0] == new[span.start - len(around.split(quote)[0]) : span.start]
    assert found.evidence.place.block == "paragraph"


@pytest.mark.parametrize(
    ("quote", "new", "message"),
    [
        ("36 years", "A man of 35 years came.", "The quote '36 years' is not in the text any more."),
        (
            "36 years",
            "Now 36 years. Then 36 years. Ever 36 years.",
            "The quote '36 years' stands in 3 places and its surroundings changed.",
        ),
    ],
)
def test_lost(quote: str, new: str, message: str) -> None:
    found = reanchor(evidence(OLD, quote), OLD, document(new))
    assert (found.how, found.evidence) == ("lost", None)
    assert found.problem is not None
    assert str(found.problem) == f"{message} Mark the words again, or drop the value."


def test_the_same_offset_with_other_surroundings_is_no_place() -> None:
    old = "x 36 y; and there 36 z"
    new = "q 36 r; and there 36 s"
    assert reanchor(evidence(old, "36", 1), old, document(new)).how == "lost"


@given(WORDS, st.integers(0, 79), st.integers(1, 20))
def test_nothing_moves_when_nothing_changes(text: str, start: int, length: int) -> None:
    assume(start < len(text))
    item = Evidence(Span.of(text, start, min(len(text), start + length)))
    found = reanchor(item, text, document(text))
    assert (found.how, found.evidence and found.evidence.span) == ("place", item.span)


@given(WORDS, WORDS, st.integers(0, 79), st.integers(1, 20))
def test_what_is_found_is_always_the_quote(old: str, new: str, start: int, length: int) -> None:
    assume(start < len(old))
    item = Evidence(Span.of(old, start, min(len(old), start + length)))
    found = reanchor(item, old, document(new))
    assert found.how in WAYS
    assert (found.evidence is None) == (found.how == "lost") == (found.problem is not None)
    if found.evidence:
        assert found.evidence.quote == item.quote
        assert found.evidence.span.stands_in(new)
        if found.how == "unique":
            assert len(find_places(new, item.quote)) == 1


@given(WORDS, WORDS, st.integers(0, 79), st.integers(1, 20))
def test_words_put_before_move_the_evidence_with_its_words_or_lose_it(
    old: str, added: str, start: int, length: int
) -> None:
    """With new words in front the evidence never lands on another occurrence than its own, context permitting."""
    assume(start < len(old))
    item = Evidence(Span.of(old, start, min(len(old), start + length)))
    new = f"{'#' * CONTEXT}{added}{'#' * CONTEXT}{old}"
    found = reanchor(item, old, document(new))
    shift = len(new) - len(old)
    if found.evidence and found.evidence.span.start != start + shift:
        own = (old[max(0, start - CONTEXT) : start], old[item.span.end : item.span.end + CONTEXT])
        at, end = found.evidence.span.start, found.evidence.span.end
        there = (new[max(0, at - CONTEXT) : at], new[end : end + CONTEXT])
        assert own[0] == there[0] or own[1] == there[1]


def test_many_at_once() -> None:
    items = [evidence(OLD, "36 years", n) for n in (0, 1)]
    assert [r.how for r in reanchor_all(items, OLD, document(OLD))] == ["place", "place"]
