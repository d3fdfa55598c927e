"""Inputs that break other tools: quotes that must prove their values (A12 to A17), and rows that the twin shows."""

import pytest

from casepool.domain.assertion import Assertion
from casepool.domain.check import CheckResult
from casepool.domain.document import Document
from casepool.domain.errors import EvidenceError
from casepool.domain.evidence import Evidence, Span
from casepool.domain.extraction import Extraction
from casepool.domain.quantity import Quantity
from casepool.extract.document import extract_document
from casepool.read.reader import read_bytes
from test_twin import seed, twin


def read(text: str) -> Document:
    return read_bytes(text.encode("utf-8"), "trap.txt")[0]


def extract(text: str) -> Extraction:
    return extract_document(read(text))


def test_a12_a_negated_sentence_is_read_whole() -> None:
    """The words 'recurrence at 6 months' stand there, but the sentence denies them."""
    case = extract("A 40-year-old man had a sarcoma removed. No recurrence at 6 months.").told_cases[0]
    answer = case.answer("local_recurrence")
    assert answer is not None
    assert answer.state == "absent"
    assert case.answer("recurrence_months") is None


def test_a13_each_mention_points_to_its_own_place() -> None:
    text = "A 52-year-old woman came. " + "The 52-year-old woman was seen again. " * 4
    answer = extract(text).told_cases[0].answer("age_years")
    assert answer is not None
    assert len({e.span.start for e in answer.evidence}) == 5
    assert all(text[e.span.start : e.span.end] == e.quote for e in answer.evidence)


def test_a14_a_value_that_is_not_in_the_document_cannot_be_built() -> None:
    document = read("A 52-year-old woman came with a lump.")
    quote = Evidence(Span(2, 13, "61-year-old"))
    with pytest.raises(EvidenceError) as caught:
        Assertion("age_years", "reported", document.text, value=Quantity(61, "year"), evidence=(quote,))
    assert str(caught.value) == (
        "age_years: the text at 2 to 13 is '52-year-old', not '61-year-old'. "
        "A value cannot be kept without its exact quote."
    )


def test_a14_no_value_without_a_quote() -> None:
    with pytest.raises(EvidenceError) as caught:
        Assertion("age_years", "reported", "A man came.", value=Quantity(61, "year"))
    assert str(caught.value) == "age_years (reported): no value without a quote."


def test_a15_offsets_count_code_points() -> None:
    text = "Na\u00efve caf\u00e9 \U0001f600: a 29-year-old na\u00efve woman was seen."
    answer = extract(text).told_cases[0].answer("age_years")
    assert answer is not None
    assert [text[e.span.start : e.span.end] for e in answer.evidence] == ["29-year-old"]


def test_a16_a_text_that_grows_when_lowered() -> None:
    text = "\u0130brahim hospital, \u0130zmir. A 29-year-old woman was seen."
    answer = extract(text).told_cases[0].answer("age_years")
    assert answer is not None
    assert answer.evidence[0].quote == "29-year-old"


def test_a17_quotes_with_special_characters_are_plain_text() -> None:
    text = "Stains: (+) for [CD34] and (a+b)*?"
    span = Span.of(text, 8, len(text))
    assert span.quote == "(+) for [CD34] and (a+b)*?"
    assert span.stands_in(text)
    assert not span.stands_in(text.replace("+", "-"))


@pytest.fixture(params=["twin", "seed"])
def result(request: pytest.FixtureRequest) -> CheckResult:
    return twin() if request.param == "twin" else seed()


def test_b1_two_ages_are_a_conflict_with_every_quote(result: CheckResult) -> None:
    answer = result.extraction.told_cases[0].answer("age_years")
    assert answer is not None
    assert (answer.state, answer.reason, answer.value) == ("unclear", "contradictory", None)
    assert len(answer.candidates) == 2
    assert sorted(len(c.evidence) for c in answer.candidates) == [1, 4]
    assert "AGE-01" in {f.rule for f in result.findings}


def test_c1_a_pronoun_of_the_other_sex(result: CheckResult) -> None:
    found = [f for f in result.findings if f.rule == "SEX-01"]
    assert len(found) == 1
    assert len(found[0].evidence) >= 2


def test_i1_counts_in_prose(result: CheckResult) -> None:
    found = [f for f in result.findings if f.rule == "TAB-02"]
    assert len(found) == 1
    assert "The total of 6 is right" in found[0].message


def test_i2_a_row_that_cites_a_given_name(result: CheckResult) -> None:
    found = [f for f in result.findings if f.rule == "TAB-07"]
    assert len(found) == 1
    assert "Probably" in found[0].message


def test_i3_rows_without_a_reference(result: CheckResult) -> None:
    found = [f for f in result.findings if f.rule == "TAB-04"]
    assert len(found) == 1
    assert found[0].message.startswith("3 of 5 studies in Table 1 are not in the reference list")


def test_i4_the_present_case_is_no_further_patient(result: CheckResult) -> None:
    assert len(result.extraction.told_cases) == 1
    assert len(result.extraction.row_cases) == 5
    cells = [m for m in result.extraction.told_cases[0].mentions if m.evidence.place.block == "cell"]
    assert {m.field for m in cells} >= {"age_years", "sex"}


def test_i5_a_right_count_is_not_flagged(result: CheckResult) -> None:
    assert "TAB-03" not in {f.rule for f in result.findings}


def test_i12_one_work_listed_twice(result: CheckResult) -> None:
    found = [f for f in result.findings if f.rule == "REF-01"]
    assert len(found) == 1
    assert len(found[0].evidence) == 2
