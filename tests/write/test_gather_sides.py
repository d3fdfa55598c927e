"""Quotes that say the same thing are one side, with their places."""

from casepool.domain.finding import Card, Finding
from casepool.write.find_fact import FactFinder
from casepool.write.gather_sides import Side, gather_sides, list_places
from write.draft import Draft
from write.invented_paper import build_result

RESULT = build_result()


def sides(rule: str) -> tuple[Side, ...]:
    card = next(card for card in RESULT.cards if card.lead.rule == rule)
    return gather_sides(card, FactFinder(RESULT).find(card))


def test_equal_values_are_one_side() -> None:
    first, second = sides("AGE-01")
    assert (first.evidence.quote, first.value, first.others) == ("She is a 53-year-old weaver", "53 year", ())
    assert (second.evidence.quote, second.value) == ("52-year-old woman", "52 year")
    assert [other.quote for other in second.others] == ["52-year-old woman", "Our patient, a 52-year-old woman", "52/F"]


def test_the_words_that_differ_are_marked() -> None:
    marked = [side.evidence.quote[slice(*side.telling)] for side in sides("AGE-01") if side.telling]
    assert marked == ["53", "52"]
    assert [side.telling for side in sides("REF-01")] == [None, None]


def test_without_values_equal_quotes_are_one_side() -> None:
    assert len(sides("NEU-01")) == 2
    assert [len(side.others) for side in sides("TAB-02")] == [0, 0]


def test_places_are_named_once_with_their_number() -> None:
    assert list_places(["Abstract", "Table 1", "Abstract"]) == "Abstract (×2), Table 1"
    assert list_places([]) == ""


def test_a_quote_that_repeats_an_earlier_one_is_left_out() -> None:
    draft = Draft()
    draft.add("paragraph", "a foot drop on the left without any neurological deficit")
    document = draft.build()
    quotes = [(2, 40), (7, 56), (39, 56)]
    finding = Finding("X-01", "warning", "Both.", evidence=tuple(document.evidence(*span) for span in quotes))
    assert [side.evidence.span.start for side in gather_sides(Card((finding,)), None)] == [2, 39]
