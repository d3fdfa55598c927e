"""Coded mentions: names in their variants, what lies within, status and owner, measurements and times."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.assertion import Mention
from casepool.extract.abbreviations import find_abbreviations
from casepool.extract.document import extract_document
from casepool.extract.vocabulary import add_vocabulary, find_vocabulary
from casepool.read.reader import read_bytes
from extract.reading import read_text


def find(text: str) -> list[Mention]:
    reading = read_text(text)
    return find_vocabulary(reading, find_abbreviations(reading.view))


def told(text: str, *types: str) -> list[tuple[str, str]]:
    """Quote and type of the mentions of some types (none given: all)."""
    return [(m.evidence.quote, m.type) for m in find(text) if not types or m.type in types]


def coded(text: str) -> list[tuple[str, str]]:
    return [(m.evidence.quote, code) for m in find(text) for code in m.codes if code.startswith("HP:")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He had seizures and scoliosis.", [("seizures", "HP:0001250"), ("scoliosis", "HP:0002650")]),
        ("Hypoplasia of the corpus callosum.", [("Hypoplasia of the corpus callosum", "HP:0002079")]),
        ("The corpus callosum was hypoplastic.", [("corpus callosum was hypoplastic", "HP:0002079")]),
        ("a hypoplastic corpus callosum", [("hypoplastic corpus callosum", "HP:0002079")]),
        ("an oedema of the face", [("oedema of the face", "HP:0000282")]),
        ("His gait was very unsteady.", [("gait was very unsteady", "HP:0002317")]),
        ("She had weakness of the left leg.", [("weakness of the left leg", "HP:0007340")]),
        ("He had renowned ataxias of speech.", [("ataxias", "HP:0001251")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_variants_of_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert coded(text) == expected


def test_words_shared_by_two_names() -> None:
    found = coded("There was hypopigmentation of skin or hair.")
    assert ("hypopigmentation of skin", "HP:0001010") in found
    assert ("hypopigmentation of skin or hair", "HP:0005599") in found


def test_a_name_of_its_own_shares_no_words() -> None:
    found = coded("She had frontal bossing, prominent ears and ataxia.")
    assert [quote for quote, _ in found] == ["frontal bossing", "prominent ears", "ataxia"]


def test_a_name_within_a_longer_one_is_left_out_but_for_parts_of_the_body() -> None:
    assert told("an osteosarcoma of the left femur with abdominal pain", "finding", "condition", "anatomy") == [
        ("osteosarcoma", "condition"),
        ("left femur", "anatomy"),
        ("abdominal pain", "finding"),
        ("abdominal", "anatomy"),
    ]


def test_codes_of_several_tables_stand_together() -> None:
    (mention,) = [m for m in find("an osteosarcoma was seen") if m.type == "condition"]
    assert {code.split(":")[0] for code in mention.codes} == {"HP", "NCIT", "MONDO"}
    assert mention.item == "Osteosarcoma"


def test_short_names_are_known_in_their_case_only() -> None:
    assert told("He had COPD; MRI and CT followed.", "condition", "procedure") == [
        ("COPD", "condition"),
        ("MRI", "procedure"),
        ("CT", "procedure"),
    ]
    assert told("all of us and the pad were there", "condition", "procedure") == []


def test_a_short_form_stands_for_what_the_document_defines() -> None:
    found = [m for m in find("Status epilepticus (SE) began. The SE lasted long.") if m.evidence.quote == "SE"]
    assert [m.codes for m in found] == [("HP:0002133",), ("HP:0002133",)]


@pytest.mark.parametrize(
    ("text", "quote", "status"),
    [
        ("He had no fever.", "fever", "absent"),
        ("Fever was suspected of nothing; a possible pneumonia was treated.", "pneumonia", "possible"),
        ("The liver was normal.", "liver", "present"),
        ("A biopsy was not performed.", "biopsy", "absent"),
        ("MRI was normal.", "MRI", "present"),
        ("It is an autosomal recessive trait.", "autosomal recessive trait", "family"),
    ],
)
def test_status(text: str, quote: str, status: str) -> None:
    assert [m.status for m in find(text) if m.evidence.quote == quote] == [status]


def test_what_relatives_have_is_of_the_family() -> None:
    text = "Case report\n\nA 30-year-old man had ataxia. His sister had scoliosis.\n"
    assert [(m.evidence.quote, m.status, m.owner) for m in find(text) if m.codes] == [
        ("ataxia", "present", "case"),
        ("scoliosis", "family", "relative"),
    ]


def test_general_statements_beside_a_case_are_left_out() -> None:
    case = "# Case report\n\nA 30-year-old man had ataxia.\n\n"
    general = "# Discussion\n\nThis illness often leads to scoliosis in the literature.\n"
    assert [quote for quote, _ in coded(case + general)] == ["ataxia"]
    assert [quote for quote, _ in coded(general)] == ["scoliosis"]


def test_measurements_and_times() -> None:
    text = "Two weeks later the haemoglobin was 9.1 g/dl and the mass measured 4 x 3 cm."
    assert told(text, "measurement", "time") == [
        ("Two weeks later", "time"),
        ("9.1 g/dl", "measurement"),
        ("4 x 3 cm", "measurement"),
    ]
    assert told("a 34-year-old woman", "time", "measurement") == []


def test_words_of_a_group_are_no_names_of_our_own() -> None:
    assert told("an abnormal, cystic and malignant thing", "finding", "condition") in ([], [("cystic", "finding")])


def test_plain_mentions_of_the_rules_yield_to_the_vocabulary() -> None:
    document = read_bytes(b"Case report\n\nA 30-year-old man had back pain.\n", "invented.txt")[0]
    without = extract_document(document)
    found = extract_document(document, vocabulary=add_vocabulary)
    plain = [m.made_by for m in found.mentions if m.evidence.quote == "back pain" and not m.field]
    assert plain == ["vocabulary.hpo"]
    assert "vocabulary.hpo" not in {m.made_by for m in without.mentions}
    assert found.cases == without.cases


def test_references_are_never_searched() -> None:
    text = "# Case report\n\nA man had ataxia.\n\n# References\n\n1. Doe J. Scoliosis. J Made Up. 2001;1:2-3.\n"
    assert [quote for quote, _ in coded(text)] == ["ataxia"]


@given(st.text(alphabet="abdeinops ,.()-/%+0123\u00a0\u00e9\n", max_size=120))
def test_every_quote_stands_at_its_place(noise: str) -> None:
    text = f"no pain, {noise} 3 cm and weakness of the leg"
    for mention in find(text):
        span = mention.evidence.span
        assert text[span.start : span.end] == mention.evidence.quote
        assert re.search(r"\S", mention.evidence.quote)


def test_mentions_are_the_same_in_each_run() -> None:
    text = "A 40-year-old man had fever for 3 days, no rash, and a 4 cm mass of the left lung on CT."
    assert find(text) == find(text)
