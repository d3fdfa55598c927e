"""Ages that other tools read wrongly (rows B of the traps). All texts are invented."""

import pytest

from traps.reading import age, answer, extract, only_case, quantity


def test_b2_a_no_break_space() -> None:
    assert age("He is a 57\u00a0year-old man with a lump.") == (57, "year")


def test_b3_non_breaking_hyphens() -> None:
    assert age("A 57\u2011year\u2011old woman had a lump.") == (57, "year")


def test_b4_months_keep_their_unit() -> None:
    value = quantity(answer("A 17-month-old boy had a lump in the thigh.", "age_years"))
    assert (value.value, value.unit) == (17, "month")
    assert round(value.years(), 2) == 1.42


def test_b5_years_without_old() -> None:
    text = "A 79 years lady from the coast was seen."
    assert age(text) == (79, "year")
    found = answer(text, "sex")
    assert found is not None
    assert found.value == "female"


def test_b6_number_words() -> None:
    assert age("A sixty-one-year-old woman had back pain.") == (61, "year")


def test_b7_a_decade_is_no_number() -> None:
    value = quantity(answer("A woman in her forties presented with a lump.", "age_years"))
    assert (value.value, value.upper, value.qualifier) == (40, 49, "decade")


def test_b8_the_age_of_a_relative() -> None:
    text = "His 11-year-old daughter had the same spots. The 38-year-old man was well."
    assert age(text) == (38, "year")


def test_b9_two_ages_for_two_persons() -> None:
    cases = extract("Twin girls, 22 and 15 months old, were brought to the clinic.").told_cases
    assert [quantity(case.answer("age_years")).value for case in cases] == [22, 15]
    assert {quantity(case.answer("age_years")).unit for case in cases} == {"month"}


def test_b10_the_age_at_an_earlier_illness() -> None:
    case = only_case("A 31-year-old woman, treated at the age of 12 for another tumour, came with back pain.")
    assert quantity(case.answer("age_years")).value == 31
    earlier = [m for m in case.mentions if m.field == "age_years" and m.moment == "earlier"]
    assert [m.evidence.quote for m in earlier] == ["12"]


def test_b11_a_decade_of_patients_in_general() -> None:
    text = (
        "# Introduction\nThe tumour is rare and peaks at the sixth decade of life.\n\n"
        "# Case report\nA man presented with a lump in the arm.\n"
    )
    assert only_case(text).answer("age_years") is None


def test_b13_a_survival_rate_is_no_age() -> None:
    text = "# Case report\nA man had a lump.\n\n# Discussion\nThe 5-year survival was 44% in a series of adults.\n"
    case = only_case(text)
    assert case.answer("age_years") is None
    assert case.answer("followup_months") is None


@pytest.mark.parametrize("text", ["Patient, male, 48 years, smoker.", "Male patient, 48 years old, smoker."])
def test_b14_age_after_the_sex(text: str) -> None:
    assert age(text) == (48, "year")
    found = answer(text, "sex")
    assert found is not None
    assert found.value == "male"


def test_b15_middle_aged_is_no_number() -> None:
    assert only_case("# Case report\nA middle-aged man presented with a lump.\n").answer("age_years") is None


def test_b16_a_hyphen_at_the_line_end() -> None:
    text = "The patient was a 46-\nyear old teacher with a painful lump in the left thigh.\n"
    found = answer(text, "age_years")
    assert quantity(found).value == 46
    assert found is not None
    assert "\n" in found.evidence[0].quote


def test_months_beside_years_are_one_age() -> None:
    value = quantity(answer("A 3-year, 4-month-old girl had a lump.", "age_years"))
    assert (value.value, value.unit) == (40, "month")


def test_a_later_age_is_no_conflict() -> None:
    text = "A 30-year-old woman had a lump. She had been operated on at 12 years of age."
    assert age(text) == (30, "year")
