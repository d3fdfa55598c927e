"""Marks are cut into pieces that stand side by side."""

from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.evidence import Evidence, Span
from casepool.domain.finding import Card, Finding
from casepool.write.paper_marks import MarkIndex, Piece, cut_pieces, name_anchors
from casepool.write.paper_markup import Markup

TEXT = "abcdefghijklmnopqrstuvwxyz"


def card(rule: str, *spans: tuple[int, int], severity: str = "error") -> Card:
    evidence = tuple(Evidence(Span.of(TEXT, *span)) for span in spans)
    return Card((Finding(rule, severity, "Something.", evidence=evidence),))


def index(*cards: Card) -> MarkIndex:
    return MarkIndex(cards, name_anchors(cards))


def test_overlapping_marks_become_adjacent_pieces() -> None:
    pieces = cut_pieces(0, 20, Markup(), index(card("A-01", (2, 10)), card("B-01", (6, 14))))
    assert [(p.start, p.end, p.marks) for p in pieces] == [
        (0, 2, ()),
        (2, 6, (0,)),
        (6, 10, (0, 1)),
        (10, 14, (1,)),
        (14, 20, ()),
    ]


def test_a_stretch_without_marks_is_one_piece() -> None:
    assert cut_pieces(3, 9, Markup(), index()) == [Piece(3, 9)]
    assert cut_pieces(3, 3, Markup(), index()) == []


def test_hidden_markup_is_left_out_and_styles_cut() -> None:
    markup = Markup(hidden=[(2, 4), (6, 8)], styled=[(4, 6, "i")])
    pieces = cut_pieces(0, 10, markup, index(card("A-01", (3, 9))))
    assert [(p.start, p.end, set(p.styles), p.marks) for p in pieces] == [
        (0, 2, set(), ()),
        (4, 6, {"i"}, (0,)),
        (8, 9, set(), (0,)),
        (9, 10, set(), ()),
    ]


def test_marks_count_in_reading_order_within_their_card() -> None:
    marks = index(card("A-01", (10, 12), (2, 4)), card("B-01", (2, 4), severity="note")).marks
    assert [(m.rule, m.span.start, m.number, m.total) for m in marks] == [
        ("A-01", 2, 1, 2),
        ("B-01", 2, 1, 1),
        ("A-01", 10, 2, 2),
    ]


def test_anchors_are_unique_and_fit_for_an_address() -> None:
    cards = (card("AGE-01"), card("AGE-01"), card('X"><b 01'), card("AGE-01"), card("…"))
    assert name_anchors(cards) == ("AGE-01", "AGE-01-2", "X-b-01", "AGE-01-3", "finding")


SPAN = st.tuples(st.integers(0, 25), st.integers(1, 8)).map(lambda pair: (pair[0], min(26, sum(pair))))


@given(st.lists(SPAN, max_size=6), st.integers(0, 26), st.integers(0, 26))
def test_pieces_cover_the_stretch_and_know_their_marks(spans: list[tuple[int, int]], one: int, other: int) -> None:
    start, end = min(one, other), max(one, other)
    marks = index(*(card(f"R-{n}", span) for n, span in enumerate(spans)))
    pieces = cut_pieces(start, end, Markup(), marks)
    assert "".join(TEXT[p.start : p.end] for p in pieces) == TEXT[start:end]
    for piece in pieces:
        for offset in range(piece.start, piece.end):
            assert piece.marks == tuple(
                n for n, mark in enumerate(marks.marks) if mark.span.start <= offset < mark.span.end
            )
