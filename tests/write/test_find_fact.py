"""The fact behind a card: the field on which its quotes differ, the value that each states, the words that tell."""

from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.check import CheckResult
from casepool.domain.document import Document
from casepool.domain.evidence import Span
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Card, Finding
from casepool.domain.quantity import Quantity
from casepool.domain.values import MarkerResult, Measurement, Value
from casepool.knowledge.forms import load_form
from casepool.write.find_fact import Fact, FactFinder, find_telling_words, list_evidence
from write.draft import Draft, quote
from write.invented_paper import build_result

RESULT = build_result()


def find(rule: str) -> Fact | None:
    card = next(card for card in RESULT.cards if card.lead.rule == rule)
    return FactFinder(RESULT).find(card)


Told = list[tuple[str, str, Value, dict[str, str]]]


def find_in(words: str, quotes: list[str], told: Told, message: str = "") -> Fact | None:
    """The fact of a warning (that names all words) with these quotes and mentions (field, words, value, more)."""
    draft = Draft()
    draft.add("paragraph", words)
    document: Document = draft.build()
    mentions = [Mention(f, "value", quote(document, w), v, case="c", **more) for f, w, v, more in told]  # type: ignore[arg-type]
    finding = Finding("X-01", "warning", message or words, evidence=tuple(quote(document, q) for q in quotes))
    extraction = Extraction(document, (Case("c", "case", "primary_publication", mentions=tuple(mentions)),))
    return FactFinder(CheckResult.of(extraction, (finding,), "1", load_form())).find(Card((finding,)))


def test_the_age_is_the_fact_not_the_sex_that_the_same_quotes_hold() -> None:
    fact = find("AGE-01")
    assert fact is not None
    assert (fact.field, fact.label) == ("age_years", "Age at presentation")
    assert fact.values == ("53 year", "52 year")
    assert len(fact.voices) == 5


def test_quotes_that_agree_or_state_nothing_are_no_fact() -> None:
    assert find("TAB-04") is None
    assert find("REF-01") is None
    assert find("TAB-02") is None


def test_notes_and_gaps_have_no_fact() -> None:
    finding = replace(RESULT.findings[0], severity="note")
    assert FactFinder(RESULT).find(Card((finding,))) is None


def test_without_a_form_no_fact_is_found() -> None:
    card = RESULT.cards[0]
    assert FactFinder(replace(RESULT, form=None)).find(card) is None


def test_items_of_a_list_do_not_contradict_each_other() -> None:
    told: Told = [
        ("presenting_symptoms", "back pain", "back pain", {}),
        ("presenting_symptoms", "limp", "gait disturbance", {}),
    ]
    assert find_in("back pain, and a limp", ["back pain", "a limp"], told) is None


def test_a_presence_is_compared_by_its_state() -> None:
    told: Told = [
        ("neuro_deficit", "foot drop", "foot drop", {}),
        ("neuro_deficit", "no deficit", None, {"state": "absent"}),
    ]
    fact = find_in("a foot drop, yet no deficit", ["a foot drop", "no deficit"], told)
    assert fact is not None
    assert fact.values == ("present", "absent")


def test_a_stain_is_compared_with_itself_only() -> None:
    told: Told = [
        ("ihc_panel", "desmin was seen", MarkerResult("desmin", "positive"), {}),
        ("ihc_panel", "S100 was not", MarkerResult("S100", "negative"), {}),
        ("ihc_panel", "desmin negative", MarkerResult("desmin", "negative"), {}),
    ]
    words = "desmin was seen, S100 was not; legend: desmin negative"
    assert find_in(words, ["desmin was seen", "S100 was not"], told[:2]) is None
    fact = find_in(words, ["desmin was seen", "desmin negative"], told)
    assert fact is not None
    assert fact.values == ("positive", "negative")
    assert fact.label.endswith(", desmin")


def test_sizes_of_two_modalities_are_two_facts() -> None:
    told: Told = [
        ("size", "6 x 4 cm", Measurement((6, 4), "cm"), {"modality": "clinical"}),
        ("size", "5 x 3 cm", Measurement((5, 3), "cm"), {"modality": "MRI"}),
        ("size", "7 x 3 cm", Measurement((7, 3), "cm"), {"modality": "MRI"}),
    ]
    words = "6 x 4 cm by hand, 5 x 3 cm on MRI, 7 x 3 cm on MRI"
    assert find_in(words, ["6 x 4 cm", "5 x 3 cm"], told) is None
    fact = find_in(words, ["5 x 3 cm", "7 x 3 cm"], told)
    assert fact is not None
    assert fact.values == ("5 x 3 cm", "7 x 3 cm")


def test_the_message_decides_which_fact_its_quotes_tell() -> None:
    told: Told = [
        ("age_years", "31-year-old", Quantity(31, "year"), {}),
        ("sex", "woman", "female", {}),
        ("age_years", "58-year-old", Quantity(58, "year"), {}),
        ("sex", "man,", "male", {}),
    ]
    words, quotes = "a 31-year-old woman; a 58-year-old man, later", ["a 31-year-old woman", "a 58-year-old man,"]
    ages = find_in(words, quotes, told, "Age is 31 in 1 place and 58 in 1.")
    sexes = find_in(words, quotes, told, "Sex is female in one place and male in another.")
    assert ages is not None
    assert sexes is not None
    assert (ages.field, sexes.field) == ("age_years", "sex")
    assert find_in(words, quotes, told, "The times cannot be brought together: 5831.") is None


def test_a_quote_with_two_values_has_no_voice() -> None:
    told: Told = [
        ("age_years", "36", Quantity(36, "year"), {}),
        ("age_years", "37", Quantity(37, "year"), {}),
        ("age_years", "38", Quantity(38, "year"), {}),
    ]
    fact = find_in("36 or 37, then 38", ["36 or 37", "38"], told)
    assert fact is None


def test_mentions_of_two_patients_are_not_compared() -> None:
    told: Told = [
        ("age_years", "36", Quantity(36, "year"), {}),
        ("age_years", "71", Quantity(71, "year"), {"owner": "relative"}),
    ]
    assert find_in("36; her mother, 71", ["36", "71"], told) is None


def test_each_span_of_a_card_is_listed_once_the_lead_first() -> None:
    card = RESULT.cards[0]
    assert [e.quote for e in list_evidence(card)] == [
        "She is a 53-year-old weaver",
        "52-year-old woman",
        "52-year-old woman",
        "Our patient, a 52-year-old woman",
        "52/F",
    ]


def test_the_telling_words_are_those_that_the_other_side_lacks() -> None:
    quoted, words = Span(10, 33, "he is a 35-year-old man"), Span(18, 29, "35-year-old")
    assert find_telling_words(quoted, words, ["36-year-old"]) == (8, 10)
    assert find_telling_words(quoted, words, ["35-year-old"]) == (8, 19)
    assert find_telling_words(Span(0, 5, "hello"), words, []) is None
    assert find_telling_words(quoted, Span(18, 19, "-"), []) is None
