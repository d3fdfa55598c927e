"""Negation and normality of signs that other tools read wrongly (rows F of the traps). All texts are invented."""

from casepool.domain.case import Case
from traps.reading import only_case


def states(case: Case, field: str) -> dict[str, str]:
    return {a.item: a.state for a in case.answers(field)}


def mention_states(case: Case) -> dict[str, str]:
    return {m.item: m.status for m in case.mentions if m.type == "finding" and not m.field}


def test_f4_a_denied_deficit_beside_a_sign() -> None:
    case = only_case(
        "A 40-year-old man presented with neck pain and a gait disorder and, on examination, had a cervical myelopathy "
        "without any neurological deficit."
    )
    assert states(case, "presenting_symptoms") == {"neck pain": "reported", "gait disturbance": "reported"}
    deficit = case.answer("neuro_deficit")
    assert deficit is not None
    assert (deficit.state, deficit.reason) == ("unclear", "contradictory")
    assert [(c.value, c.evidence[0].quote) for c in deficit.candidates] == [
        ("present", "cervical myelopathy"),
        ("absent", "without any neurological deficit"),
    ]


def test_f5_pain_that_disappeared() -> None:
    case = only_case("A 40-year-old man presented with back pain. After surgery there was disappearance of back pain.")
    assert states(case, "presenting_symptoms") == {"back pain": "reported"}
    assert [m.status for m in case.mentions if m.type == "finding"] == ["present", "absent"]


def test_f15_no_history_of_note() -> None:
    case = only_case("A 40-year-old man with no significant pathological antecedents presented with back pain.")
    found = case.answers("comorbidities")
    assert [(a.state, a.item, a.evidence[0].quote) for a in found] == [
        ("absent", "pathological antecedents", "no significant pathological antecedents")
    ]
    assert states(case, "presenting_symptoms") == {"back pain": "reported"}


def test_f16_normality_denies() -> None:
    case = only_case(
        "A 40-year-old man presented with back pain. On examination his reflexes were normal; sphincters were intact."
    )
    sphincter = case.answer("sphincter")
    assert sphincter is not None
    assert sphincter.state == "absent"
    assert mention_states(case)["abnormal reflexes"] == "absent"


def test_f17_a_denied_list() -> None:
    case = only_case("A 40-year-old man presented with back pain. He denies fever, chills, cough and weight loss.")
    assert states(case, "presenting_symptoms") == {
        "back pain": "reported",
        "fever": "absent",
        "chills": "absent",
        "cough": "absent",
        "weight loss": "absent",
    }


def test_an_absent_sign_is_quoted_with_its_denial() -> None:
    case = only_case("A 40-year-old man presented with back pain but had no fever.")
    quotes = {a.item: a.evidence[0].quote for a in case.answers("presenting_symptoms")}
    assert quotes == {"back pain": "back pain", "fever": "no fever"}


def test_no_motor_deficit_denies_no_other_deficit() -> None:
    case = only_case("A 40-year-old man presented with numbness of the left leg. There was no motor deficit.")
    deficit = case.answer("neuro_deficit")
    assert deficit is not None
    assert (deficit.state, deficit.value) == ("reported", "numbness")


def test_what_was_found_after_surgery_is_no_presentation() -> None:
    case = only_case(
        "A 40-year-old man presented with paraparesis. He underwent a laminectomy. "
        "At follow-up he was neurologically intact."
    )
    deficit = case.answer("neuro_deficit")
    assert deficit is not None
    assert deficit.state == "reported"
