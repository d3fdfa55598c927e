"""Negation, plans, and whose event, in treatment and outcome (rows F of the traps). All texts are invented."""

import pytest

from casepool.domain.assertion import Assertion
from casepool.domain.quantity import IntervalTime
from traps.reading import answer, extract, only_case, quantity

MAN = "A 40-year-old man was operated on for a tumour of the back. "


def told(text: str, field: str) -> Assertion:
    found = answer(MAN + text, field)
    assert found is not None, field
    return found


def test_f1_free_of_disease_until_an_event() -> None:
    case = only_case(MAN + "He remained without signs of recurrence for 30 months until a new nodule appeared.")
    found = case.answer("local_recurrence")
    assert found is not None
    assert found.state == "reported"
    time = case.answer("recurrence_months")
    assert time is not None
    assert time.value == IntervalTime(30, None)


def test_f6_a_denial_after_a_list() -> None:
    found = told("Microscopy showed spindle cells; cellular atypia and mitoses were absent.", "mitotic_count")
    assert found.state == "absent"


def test_f7_a_refused_treatment() -> None:
    found = told("The patient refused radiotherapy.", "radiotherapy")
    assert (found.state, found.given) == ("absent", "declined")
    assert found.evidence[0].quote == "The patient refused radiotherapy."


def test_f8_a_planned_treatment() -> None:
    found = told("Radiotherapy was planned.", "radiotherapy")
    assert (found.state, found.reason, found.value) == ("unclear", "planned_only", None)


def test_f9_a_recurrence_that_is_not_excluded() -> None:
    assert told("On the last MRI a recurrence could not be excluded.", "local_recurrence").state == "unclear"


def test_f10_neither_nor() -> None:
    case = only_case(MAN + "Neither chemotherapy nor radiation was given.")
    states = {field: case.answer(field) for field in ("radiotherapy", "chemotherapy")}
    assert {field: found.state for field, found in states.items() if found} == {
        "radiotherapy": "absent",
        "chemotherapy": "absent",
    }


def test_f11_a_denied_technique() -> None:
    found = told("The tumour was excised without performing an en bloc resection.", "resection_extent")
    assert (found.state, found.reason) == ("unclear", "ambiguous")
    assert [c.value for c in found.candidates] == ["extent_unstated"]


def test_f12_total_removal_beside_a_residual() -> None:
    found = told("Grossly total removal was achieved; a residual mass remained.", "resection_extent")
    assert (found.state, found.reason) == ("unclear", "contradictory")
    assert {c.value for c in found.candidates} == {"gross_total_unspecified", "partial"}


def test_f13_radiotherapy_of_an_earlier_cancer() -> None:
    case = only_case(
        "A 60-year-old woman had radiotherapy in 1991 for cervical cancer; now a leiomyosarcoma was found."
    )
    assert case.answer("radiotherapy") is None
    assert [m.status for m in case.told("radiotherapy")] == ["historical"]


def test_f14_what_should_be_done_is_not_done() -> None:
    text = (
        "# Case report\nA 40-year-old man was operated on for a chordoma.\n\n"
        "# Discussion\nSurgeons agree that an operation, then radiotherapy and chemotherapy would give such "
        "patients the best chances.\n"
    )
    case = extract(text).told_cases[0]
    assert case.answer("radiotherapy") is None
    assert case.answer("chemotherapy") is None


def test_a_refusal_after_treatment_undoes_nothing() -> None:
    found = told("He received three cycles of chemotherapy. Later he refused further chemotherapy.", "chemotherapy")
    assert found.state == "reported"


def test_a_treatment_that_was_stopped() -> None:
    found = told("Chemotherapy was started, but stopped after two cycles because of toxicity.", "chemotherapy")
    assert (found.state, found.given) == ("reported", "stopped_early")


@pytest.mark.parametrize("text", ["He was treated with surgery alone.", "No adjuvant treatment was given."])
def test_surgery_alone_denies_the_others(text: str) -> None:
    case = only_case(MAN + text)
    found = [case.answer("radiotherapy"), case.answer("chemotherapy")]
    assert [a.state for a in found if a] == ["absent", "absent"]


def test_a_response_that_failed_is_no_missing_treatment() -> None:
    text = "The tumour cells did not show any response to preoperative chemotherapy."
    found = told(text, "chemotherapy")
    assert (found.state, found.timing) == ("reported", "neoadjuvant")


def test_the_first_of_two_courses_stays_when_the_last_state_is_told() -> None:
    case = only_case(
        MAN + "The tumour recurred after 7 months, and was removed again; he has been free of disease for 3 years."
    )
    assert quantity(case.answer("followup_months")).months() == 36
    status = case.answer("outcome_status")
    assert status is not None
    assert status.value == "NED"
    recurrence = case.answer("local_recurrence")
    assert recurrence is not None
    assert recurrence.state == "reported"
