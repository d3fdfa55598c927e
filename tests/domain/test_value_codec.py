"""Stored values come back as they were, whatever they are; data of another shape are refused."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.assertion import Assertion, Candidate, Mention
from casepool.domain.case import Case
from casepool.domain.claim import Claim
from casepool.domain.document import AnchorRun, Block, Box, Cell, Citation, Document, Page, Table
from casepool.domain.errors import EvidenceError, Problem
from casepool.domain.evidence import Evidence, Place, Span
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.quantity import QUALIFIERS, IntervalTime, Quantity
from casepool.domain.review import Adjudication, Answer, LinkDecision, Protocol, Publication, TableDecision
from casepool.domain.value_codec import (
    CodecError,
    decode,
    decode_extraction,
    decode_value,
    encode,
    encode_extraction,
    encode_value,
)
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Novelty
from casepool.pipeline.extract import extract_path
from support import ROOT

TEXT = "A synthetic woman of 61 years ± 2 had a mass of 4 × 3 cm at T3–T4; desmin “+”, 𝒌 unknown."
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-10, 400)
WORDS = st.text(max_size=12)
KINDS = "Quantity, Measurement, IntervalTime, Levels, MarkerResult, Grade, Novelty"
QUANTITIES = st.builds(
    Quantity, NUMBERS, WORDS, st.sampled_from(QUALIFIERS), st.none() | NUMBERS, WORDS
)  # fmt: skip
VALUES = st.one_of(
    *(st.none(), WORDS, st.integers(), QUANTITIES, st.builds(Novelty, st.integers(1, 99), WORDS)),
    st.builds(Measurement, st.lists(NUMBERS, min_size=1, max_size=3).map(tuple), st.sampled_from(["mm", "cm"])),
    st.builds(IntervalTime, st.none() | NUMBERS, st.none() | NUMBERS),
    st.builds(Levels, st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(MarkerResult, WORDS, WORDS, st.none() | QUANTITIES),
    st.builds(Grade, WORDS, WORDS),
)


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    start = draw(st.integers(0, len(TEXT) - 2))
    span = Span.of(TEXT, start, draw(st.integers(start + 1, len(TEXT))))
    return Evidence(span, draw(st.builds(Place, row=st.none() | st.integers(0, 9), page=st.none() | st.integers(1, 9))))


CANDIDATES = st.builds(Candidate, VALUES, st.lists(evidence(), min_size=1, max_size=2).map(tuple))
REPORTED = st.builds(
    lambda value, quotes, words, flag: Assertion(
        *("age_years", "reported", TEXT, value, tuple(quotes)),
        item=words, printed=words, needs_person=flag, made_by=words,
    ),
    *(VALUES, st.lists(evidence(), min_size=1, max_size=3), WORDS, st.booleans()),
)  # fmt: skip
UNCLEAR = st.builds(
    lambda found: Assertion("sex", "unclear", TEXT, reason="contradictory", candidates=tuple(found)),
    st.lists(CANDIDATES, min_size=1, max_size=3),
)
ASSERTIONS = REPORTED | UNCLEAR | st.builds(lambda: Assertion("site", "not_reported", TEXT))
MENTIONS = st.builds(Mention, st.just("age_years"), st.just("value"), evidence(), VALUES, codes=st.just(("X:1", "Y")))
CASES = st.builds(
    Case, WORDS, WORDS, st.just("review_table_row"), st.lists(ASSERTIONS, max_size=2).map(tuple),
    st.lists(MENTIONS, max_size=2).map(tuple), st.none() | evidence(), row=st.none() | st.integers(0, 9),
)  # fmt: skip
CLAIMS = st.builds(Claim, st.just("count"), evidence(), WORDS, groups=st.just((("cervical", 3.0), ("thoracic", 2))))


def through_json(value: object) -> object:
    """What JSON text makes of a value: the store keeps nothing else."""
    return json.loads(json.dumps(value, allow_nan=False))


def type_and_parts(value: object) -> tuple[str, str]:
    return (type(value).__name__, repr(value))


@settings(max_examples=20)
@given(VALUES)
def test_values_come_back(value: object) -> None:
    back = decode_value(through_json(encode_value(value)))  # type: ignore[arg-type]
    assert type_and_parts(back) == type_and_parts(value)


@settings(max_examples=20)
@given(ASSERTIONS)
def test_assertions_come_back(assertion: Assertion) -> None:
    assert decode(Assertion, through_json(encode(assertion)), TEXT) == assertion


@settings(max_examples=20)
@given(ASSERTIONS, st.lists(CASES, max_size=1))
def test_answers_come_back_and_are_assertions_again(assertion: Assertion, cases: list[Case]) -> None:
    answer = Answer.of(assertion, ("olsen-1998", "case-1"), "A", "desmin", "eva")
    back = decode(Answer, through_json(encode(answer)))
    assert back == answer
    assert back.to_assertion(TEXT) == assertion
    assert [decode(Case, through_json(encode(case)), TEXT) for case in cases] == cases


@settings(max_examples=20)
@given(st.lists(CASES, max_size=2), st.lists(CLAIMS, max_size=2), st.lists(MENTIONS, max_size=2))
def test_extractions_come_back(cases: list[Case], claims: list[Claim], mentions: list[Mention]) -> None:
    document = Document("d", "d.txt", "0" * 64, "text/plain", "plain 1", TEXT)
    extraction = Extraction(document, tuple(cases), tuple(claims), tuple(mentions))
    data = through_json(encode_extraction(extraction))
    assert decode_extraction(data, decode(Document, through_json(encode(document)))) == extraction


@settings(max_examples=20)
@given(st.data())
def test_documents_come_back(data: st.DataObject) -> None:
    flat = {kind: st.lists(st.builds(kind), max_size=3).map(tuple) for kind in (Block, AnchorRun, Citation)}
    boxes = st.lists(st.builds(Box, *(3 * [st.integers(0, 9)]), *(4 * [NUMBERS])), max_size=3).map(tuple)
    pages = st.lists(st.builds(Page, st.integers(1, 9), NUMBERS, NUMBERS), max_size=3).map(tuple)
    cells = st.lists(st.builds(Cell), max_size=3).map(tuple)
    table = st.builds(Table, WORDS, cells, caption=st.none() | st.just((1, 4)), footnotes=st.just(((5, 6), (7, 9))))
    nested = st.builds(lambda a, b: Table("t1", a.cells, candidates=(b,), score=0.5), table, table)
    document = Document(
        *("d", "d.pdf", "1" * 64, "application/pdf", "pdf 1", TEXT),
        blocks=data.draw(flat[Block]), tables=tuple(data.draw(st.lists(table | nested, max_size=2))),
        citations=data.draw(flat[Citation]), anchors=data.draw(flat[AnchorRun]), boxes=data.draw(boxes),
        pages=data.draw(pages), problems=(Problem("scan", "Page 2 is a picture.", "Run OCR."),),
    )  # fmt: skip
    back = decode(Document, through_json(encode(document)))
    assert back == document
    assert repr(back) == repr(document)


@pytest.mark.parametrize("name", ["spinal-angiolipoma.md"])
def test_a_paper_that_was_read_and_extracted_comes_back(name: str) -> None:
    (extraction,) = extract_path(str(ROOT / "examples" / "papers" / name)).extractions
    document = decode(Document, through_json(encode(extraction.document)))
    back = decode_extraction(through_json(encode_extraction(extraction)), document)
    assert back == extraction
    assert back.cases
    assert repr(back.cases) == repr(extraction.cases)


def test_nouns_of_the_review_come_back() -> None:
    answer = Answer("a", "1", "sex", "consensus", "reported", value="female")
    nouns = [
        Publication("a", "0" * 64, "a.pdf", "failed", problem=Problem("scan", "No text layer.")),
        Adjudication(answer, "A", "misread", "eva", passed=(Answer("a", "1", "sex", "B", "reported", value="male"),)),
        LinkDecision((("b", "2"), ("a", "1"), ("b", "2")), "same", "eva"),
        TableDecision("a", "table-1", 3, "earlier_case", True, cells=((0, "x"), (2, "y"))),
        Protocol(question="How often?", min_followup_months=6),
        Finding("AGE-01", "error", "Age is 36 and 35."),
    ]
    assert [decode(type(noun), through_json(encode(noun))) for noun in nouns] == nouns


def test_a_part_that_is_not_known_is_refused() -> None:
    with pytest.raises(CodecError) as refused:
        decode(Span, {"start": 1, "end": 2, "quote": "x", "colour": "red"})
    assert str(refused.value) == (
        "Stored data are not a Span: Span has no part 'colour'; the data are of a newer version or damaged."
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"is": "Span", "value": 3}, f"expected one of {KINDS}, found 'Span'"),
        ({"is": "Quantity", "value": "3"}, "expected float, found str"),
        ({"is": "Quantity"}, "Quantity.__init__() missing 1 required positional argument: 'value'"),
        ({"is": "Levels", "levels": "T3"}, "expected a list, found str"),
        (True, f"expected one of {KINDS}, found True"),
        (
            {"is": "Quantity", "value": 3, "qualifier": "maybe"},
            f"Unknown qualifier 'maybe'. Allowed: {', '.join(QUALIFIERS)}.",
        ),
    ],
)  # fmt: skip
def test_values_of_another_shape_are_refused(data: object, message: str) -> None:
    with pytest.raises(CodecError) as refused:
        decode_value(data)
    assert str(refused.value) == f"Stored data are not the value of an answer: {message}."


def test_a_quote_that_is_not_in_the_text_is_refused() -> None:
    assertion = Assertion("age_years", "reported", TEXT, 61, (Evidence(Span.of(TEXT, 21, 23)),))
    with pytest.raises(EvidenceError):
        decode(Assertion, encode(assertion), TEXT.replace("61", "62"))


def test_a_value_without_a_stored_form_is_refused() -> None:
    with pytest.raises(CodecError) as refused:
        encode({1, 2})
    assert str(refused.value) == "A set cannot be stored. Store texts, numbers, and nouns of the domain."


def test_older_data_without_a_later_part_have_its_default() -> None:
    rows = {"keys": ["number", "width", "height"], "rows": [[1, 595.0, 842.0]]}
    base = encode(Document("d", "d.pdf", "1" * 64, "application/pdf", "pdf 1", TEXT))
    assert decode(Document, {**base, "pages": rows}).pages == (Page(1, 595.0, 842.0),)
