"""Traps in cells of review tables and in claims: each test is named after the trap that it springs."""

import pytest

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.extraction import Extraction
from casepool.domain.quantity import IntervalTime, Quantity
from traps.reading import extract

TOLD = (
    "# Synovial sarcoma of the nape: one case\n\n## Case report\n\nA 47-year-old woman presented with neck pain. "
    "MRI showed a mass at C3-C4. The tumour was excised.\n\n## Discussion\n\n"
)
HEAD = "Study\tAge/sex\tComplaints\tLevel\tTreatment\tOutcome"
ROWS = (
    "Thorsen 1994\t39/male\tNeck pain\tC2-C3\tExcision + chemotherapy\t5 years follow-up relapse",
    "Okafor et al. 2003\t58 /female\tParaparesis\tT4\tExcision\tMetastatic disease at 9 months",
    "Lindqvist 2010\t27/mal\tLump\tL1-L2\tExcision + radiotherapy\t"
    "8 years no relapse at the operated site. Metastases present",
    "Baptista 2012\t66/F\tBack pain\tD7\texcision\tLost follow-up",
    "Ferreira 2015\t51/M\tBack pain\tL3\texcision\tNot know",
    "Present case\t47/F\tNeck pain\tC3-C4\texcision\tno relapse, no metastases at 7 months",
)


def paper(words: str = "It is rare.") -> Extraction:
    table = "**Table 1.** Earlier cases of synovial sarcoma of the spine.\n\n" + "\n".join((HEAD, *ROWS))
    return extract(f"{TOLD}{words}\n\n{table}\n")


@pytest.fixture(scope="module")
def rows() -> dict[str, Case]:
    return {case.label.split()[0]: case for case in paper().row_cases}


def state(found: Assertion | None) -> str:
    return found.state if found else "not_reported"


def test_b11_a_decade_of_patients_in_general() -> None:
    extraction = paper("The incidence of synovial sarcoma peaks at the fourth decade of life.")
    (claim,) = extraction.claims
    assert (claim.kind, claim.quantity, claim.value) == ("background", "age at peak incidence", "fourth decade")
    age = extraction.told_cases[0].answer("age_years")
    assert age is not None
    assert {e.quote for e in age.evidence} == {"47-year-old", "47/F"}


def test_b12_age_and_sex_with_a_blank_and_with_a_letter_lost(rows: dict[str, Case]) -> None:
    said = [(case.answer("age_years"), case.answer("sex")) for case in (rows["Okafor"], rows["Lindqvist"])]
    values = [(a.value.value, s.value) for a, s in said if a and s and isinstance(a.value, Quantity)]
    assert values == [(58, "female"), (27, "male")]


def test_b13_a_survival_rate_is_a_figure_of_the_literature() -> None:
    extraction = paper("The 5-year survival of synovial sarcoma is 61%.")
    (claim,) = extraction.claims
    assert (claim.quantity, claim.value, claim.population) == ("five-year survival", "61%", "synovial sarcoma")
    followup = extraction.told_cases[0].answer("followup_months")
    assert followup is not None
    assert {e.quote for e in followup.evidence} == {"no metastases at 7 months"}


def test_f2_a_relapse_beside_a_followup(rows: dict[str, Case]) -> None:
    case = rows["Thorsen"]
    time, followup = case.answer("recurrence_months"), case.answer("followup_months")
    assert state(case.answer("local_recurrence")) == "reported"
    assert time is not None
    assert time.value == IntervalTime(0, 60)
    assert followup is not None
    assert isinstance(followup.value, Quantity)
    assert (followup.value.months(), followup.value.qualifier) == (60, "exact")


def test_f3_metastatic_disease_at_a_time(rows: dict[str, Case]) -> None:
    case = rows["Okafor"]
    time = case.answer("metastasis_months")
    assert state(case.answer("distant_metastasis")) == "reported"
    assert time is not None
    assert time.value == IntervalTime(0, 9)
    assert state(case.answer("local_recurrence")) == "not_reported"


def test_f18_a_list_of_treatments_denies_no_other(rows: dict[str, Case]) -> None:
    assert state(rows["Thorsen"].answer("radiotherapy")) == "not_reported"
    assert state(rows["Okafor"].answer("radiotherapy")) == "not_reported"
    assert state(rows["Okafor"].answer("chemotherapy")) == "not_reported"
    assert state(rows["Thorsen"].answer("chemotherapy")) == "reported"


def test_h1_lost_and_not_known_are_two_things(rows: dict[str, Case]) -> None:
    lost, unknown = rows["Baptista"].answer("outcome_status"), rows["Ferreira"].answer("outcome_status")
    assert lost is not None
    assert unknown is not None
    assert (lost.state, lost.value) == ("reported", "lost_to_followup")
    assert (unknown.state, unknown.reason, unknown.value, unknown.candidates) == ("unclear", "stated_unknown", None, ())
    assert state(rows["Baptista"].answer("local_recurrence")) == "not_reported"


def test_h8_metastases_beside_a_free_site(rows: dict[str, Case]) -> None:
    case = rows["Lindqvist"]
    spread, when = case.answer("distant_metastasis"), case.answer("metastasis_months")
    assert state(case.answer("local_recurrence")) == "absent"
    assert spread is not None
    assert (spread.state, spread.needs_person) == ("reported", True)
    assert when is not None
    assert (when.state, [c.value for c in when.candidates]) == (
        "unclear",
        [IntervalTime(0, 96), IntervalTime(None, 0)],
    )


def test_i4_the_row_of_the_present_case_is_the_case_of_the_text() -> None:
    extraction = paper()
    assert len(extraction.row_cases) == 5
    (own,) = extraction.told_cases
    assert "47/F" in {m.evidence.quote for m in own.told("age_years")}
    absent = own.answer("local_recurrence")
    assert absent is not None
    assert (absent.state, absent.evidence[0].quote) == ("absent", "no relapse, no metastases at 7 months")


def test_i1_counts_in_prose_are_claims_and_no_values() -> None:
    words = "Three of them sat at the cervical level, tow at the dorsal levels and one at the dorsal levels."
    extraction = paper(words)
    (claim,) = extraction.claims
    assert claim.groups == (("cervical", 3), ("thoracic", 2), ("thoracic", 1))
    assert (claim.fact("misspelt"), claim.fact("thoracic")) == ("tow", "dorsal")
    region = extraction.told_cases[0].answer("region")
    assert region is not None
    assert (region.value, region.derived) == ("cervical", True)
