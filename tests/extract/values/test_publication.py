"""What is said about the publication. All texts are invented."""

from casepool.domain.case import Case
from traps.reading import extract

PAPER = """Invented Journal of Lumps

# A tumour of the back: report of two cases

Ada Fictive, Ben Madeup
Department of Surgery, Invented City Hospital, Oporto, Portugal.
Received: 9 June 2020
Published: March 2021

# Abstract
We report two patients with a chordoma.

# Case report
Case 1. In 2018, a 40-year-old man presented with back pain.
Case 2. A 50-year-old woman presented with neck pain.

# Discussion
Chordomas are rare.

# Declarations
Written consent for publication was given by both patients.
Ethics approval: waived by the ethics committee.
Competing interests: none
Funding: none
"""


def cases() -> tuple[Case, ...]:
    return extract(PAPER).told_cases


def value(case: Case, field: str) -> object:
    found = case.answer(field)
    assert found is not None, field
    assert found.state == "reported", field
    return found.value


def test_declarations_answer_for_each_case() -> None:
    assert len(cases()) == 2
    for case in cases():
        assert value(case, "consent_statement") is None
        assert value(case, "ethics_statement") is None
        assert value(case, "competing_interests_statement") == "none declared"
        assert value(case, "funding_statement") == "none"


def test_the_year_of_publication_is_not_that_of_receipt() -> None:
    assert {value(case, "publication_year") for case in cases()} == {2021}


def test_the_country_of_the_authors_needs_a_person() -> None:
    found = cases()[0].answer("country")
    assert found is not None
    assert (found.value, found.needs_person) == ("PRT", True)


def test_labels_of_cases() -> None:
    assert [value(case, "case_label") for case in cases()] == ["Case 1", "Case 2"]


def test_the_period_of_care_belongs_to_its_case() -> None:
    first, second = cases()
    assert value(first, "care_period") == "2018"
    assert second.answer("care_period") is None
