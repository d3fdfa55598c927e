"""Times that other tools read wrongly (rows H of the traps). All texts are invented."""

from traps.reading import answer, only_case, quantity

MAN = "A 40-year-old man was operated on for a tumour of the back. "


def test_h2_years_since_an_accident() -> None:
    case = only_case("A 40-year-old man presented with a lump in the back 4 years after a road accident.")
    assert case.answer("followup_months") is None
    assert case.answer("symptom_duration_months") is None


def test_h3_a_further_follow_up_is_a_lower_bound() -> None:
    value = quantity(answer(MAN + "He was well after a further 6 years of follow-up.", "followup_months"))
    assert (value.months(), value.qualifier) == (72, "at_least")


def test_h4_the_last_of_several_visits() -> None:
    text = "He was seen at 6, 12, 24 months and 8 years without any recurrence."
    assert quantity(answer(MAN + text, "followup_months")).months() == 96


def test_h5_one_time_for_each_of_two_tumours() -> None:
    text = "There was no recurrence of either tumour at 28-month and 14-year follow-up, respectively."
    found = answer(MAN + text, "followup_months")
    assert found is not None
    assert (found.state, found.reason) == ("unclear", "ambiguous")
    assert [getattr(c.value, "value", None) for c in found.candidates] == [28, 14]


def test_h6_both_times_keep_their_time_zero() -> None:
    case = only_case(MAN + "He died 3 months after spinal surgery, 25 months after diagnosis.")
    found = case.answer("followup_months")
    assert quantity(found).months() == 3
    assert found is not None
    assert found.origin == "surgery"
    assert {(m.origin, quantity_of(m.value)) for m in case.told("followup_months")} == {
        ("surgery", 3),
        ("diagnosis", 25),
    }


def quantity_of(value: object) -> object:
    return getattr(value, "value", None)


def test_h9_an_interval_between_two_dates() -> None:
    case = only_case(MAN + "He was followed up from April 2001 to December 2004.")
    found = case.answer("followup_months")
    assert quantity(found).months() == 44
    assert found is not None
    assert found.printed == ""


def test_a_death_without_a_time_has_none() -> None:
    case = only_case(MAN + "Unfortunately the patient died.")
    assert case.answer("death_months") is None
    status = case.answer("outcome_status")
    assert status is not None
    assert status.value == "dead_cause_unstated"
