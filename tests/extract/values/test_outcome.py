"""The course after treatment in running text. All texts are invented."""

import pytest

from casepool.domain.quantity import IntervalTime, Quantity
from traps.reading import answer, only_case

MAN = "A 40-year-old man was operated on for a tumour of the back. "


@pytest.mark.parametrize(
    ("text", "months", "status"),
    [
        ("At the 3-year follow-up there was no evidence of recurrence.", 36, "NED"),
        ("He died of disease 14 months after surgery.", 14, "DOD"),
        ("He remains disease-free 5 years after the operation.", 60, "NED"),
        ("He has been followed up for 4 years without any recurrence.", 48, "NED"),
        ("There has been no recurrence for 7 years.", 84, "NED"),
        ("He is alive with disease at 20 months.", 20, "AWD"),
        ("He died 2 months after the operation due to pneumonia.", 2, "DOC"),
        ("At last follow-up (30 months), the patient was asymptomatic.", 30, "alive_state_unstated"),
        ("He is alive and well after 12 months.", 12, "alive_state_unstated"),
    ],
)
def test_the_last_contact(text: str, months: float, status: str) -> None:
    case = only_case(MAN + text)
    time, state = case.answer("followup_months"), case.answer("outcome_status")
    assert time is not None
    assert isinstance(time.value, Quantity)
    assert time.value.months() == months
    assert state is not None
    assert state.value == status


@pytest.mark.parametrize(
    "text",
    [
        "He was discharged on day 7.",
        "Antibiotics were given for 6 weeks.",
        "The operation lasted 5 hours and he was extubated after 2 days.",
    ],
)
def test_times_that_are_no_follow_up(text: str) -> None:
    assert answer(MAN + text, "followup_months") is None


def test_a_recurrence_lies_between_the_last_free_visit_and_its_discovery() -> None:
    text = "There was no recurrence at 6 months. A local recurrence was found 14 months after surgery."
    case = only_case(MAN + text)
    time = case.answer("recurrence_months")
    assert time is not None
    assert time.value == IntervalTime(6, 14)
    recurrence = case.answer("local_recurrence")
    assert recurrence is not None
    assert recurrence.state == "reported"
    status = case.answer("outcome_status")
    assert status is None or status.value != "NED"


def test_no_recurrence_says_nothing_of_metastasis() -> None:
    case = only_case(MAN + "At 2 years there was no local recurrence.")
    assert case.answer("distant_metastasis") is None


def test_both_endpoints_denied() -> None:
    case = only_case(MAN + "After 26 months neither recurrence nor metastasis was found.")
    found = {f: case.answer(f) for f in ("local_recurrence", "distant_metastasis")}
    assert {f: a.state for f, a in found.items() if a} == {"local_recurrence": "absent", "distant_metastasis": "absent"}


def test_the_risk_of_recurrence_is_no_recurrence() -> None:
    text = "To reduce the risk of local recurrence radiotherapy was given. He is seen twice a year to detect a relapse."
    assert answer(MAN + text, "local_recurrence") is None


def test_metastases_that_end_the_story_imply_alive_with_disease() -> None:
    found = answer(MAN + "Five months later the tumour had metastasized to the lungs.", "outcome_status")
    assert found is not None
    assert (found.value, found.needs_person) == ("AWD", True)


def test_lost_to_follow_up_is_a_state() -> None:
    found = answer(MAN + "He did not return for follow-up.", "outcome_status")
    assert found is not None
    assert found.value == "lost_to_followup"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("After surgery there was full recovery of motor strength.", "recovered"),
        ("Three months later his gait had improved.", "improved"),
        ("At the final visit after surgery the paraparesis remained unchanged.", "stable"),
        ("After the operation his neurological status deteriorated.", "worse"),
    ],
)
def test_neurological_change(text: str, value: str) -> None:
    found = answer(MAN + text, "neuro_outcome")
    assert found is not None
    assert found.value == value


def test_the_time_of_an_introduction_is_no_follow_up() -> None:
    text = "A 40-year-old man presented with a recurrent chordoma of the sacrum 4 years after the first diagnosis."
    assert answer(text, "followup_months") is None
