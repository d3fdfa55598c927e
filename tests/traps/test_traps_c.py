"""Sex and persons that other tools read wrongly (rows C of the traps). All texts are invented."""

import pytest

from casepool.domain.assertion import Assertion
from traps.reading import age, answer, extract, only_case


def sex(text: str) -> Assertion:
    found = answer(text, "sex")
    assert found is not None
    return found


def test_c2_a_sister_does_not_change_the_sex() -> None:
    found = sex("The boy came with his sister; she was well.")
    assert (found.state, found.value) == ("reported", "male")


def test_c3_her2_is_no_pronoun() -> None:
    case = only_case(
        "A 50-year-old man had a carcinoma. HER2 was negative and her-2/neu was not amplified in this man."
    )
    assert [m.evidence.quote for m in case.told("sex") if m.made_by == "sex.pronoun"] == []


def test_c4_the_wife_of_the_patient() -> None:
    text = "The wife of the patient, aged 37, noticed the swelling. The man was 52."
    assert sex(text).value == "male"
    assert age("The wife of the patient, aged 37, noticed the swelling. The man was 52 years old.") == (52, "year")


def test_c5_lady() -> None:
    assert sex("A 66-year-old lady came with back pain.").value == "female"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Observation\nIl s'agit d'une patiente \u00e2g\u00e9e de 44 ans.\n", "female"),
        ("# Caso cl\u00ednico\nSe trata de un paciente fumador de 44 a\u00f1os.\n", "male"),
    ],
)
def test_c6_grammatical_gender(text: str, expected: str) -> None:
    found = sex(text)
    assert found.value == expected
    assert found.needs_person


def test_c8_two_patients_without_age_or_sex() -> None:
    text = (
        "# Case reports\nTwo patients are described. In one, the tumour lay in the thigh and was small. "
        "In the other, the tumour lay in the arm and was large.\n"
    )
    cases = extract(text).told_cases
    assert len(cases) == 2
    assert all(case.answer("age_years") is None and case.answer("sex") is None for case in cases)


def test_c9_the_illness_of_a_mother() -> None:
    case = only_case("A 33-year-old woman had a lump. Her mother had breast cancer and back pain.")
    assert case.answers("comorbidities") == ()
    assert case.answers("presenting_symptoms") == () or all(
        a.item != "back pain" for a in case.answers("presenting_symptoms")
    )


def test_a_pronoun_alone_needs_a_person() -> None:
    found = sex("# Case report\nThe patient came with a lump. He had been well. His pain was mild.\n")
    assert (found.value, found.needs_person, found.made_by) == ("male", True, "sex.pronoun")


def test_a_noun_wins_over_pronouns_which_are_kept() -> None:
    case = only_case("# Case report\nA 44-year-old man had a lump. Her pain was mild.\n")
    found = case.answer("sex")
    assert found is not None
    assert (found.value, found.needs_person) == ("male", False)
    assert [(m.evidence.quote, m.value) for m in case.told("sex") if m.made_by == "sex.pronoun"] == [("Her", "female")]


def test_labelled_patients_keep_their_own_values() -> None:
    text = (
        "# Case reports\n\n## Case 1\n\nA 28-year-old man presented with neck pain.\n\n"
        "## Case 2\n\nA 61-year-old woman presented with back pain. She had no fever.\n"
    )
    first, second = extract(text).told_cases
    told = [[(a.state, a.item) for a in case.answers("presenting_symptoms")] for case in (first, second)]
    assert told == [[("reported", "neck pain")], [("reported", "back pain"), ("absent", "fever")]]
    assert [case.answer("sex") and case.answer("sex").value for case in (first, second)] == ["male", "female"]  # type: ignore[union-attr]
