"""Treatment in running text. All texts are invented."""

import pytest

from casepool.domain.values import Levels
from traps.reading import answer, only_case

MAN = "A 40-year-old man had a tumour of the back. "


@pytest.mark.parametrize(
    ("text", "state", "timing"),
    [
        ("He received postoperative radiotherapy.", "reported", "adjuvant"),
        ("He was treated by preoperative irradiation and surgery.", "reported", "neoadjuvant"),
        ("Palliative radiotherapy was delivered.", "reported", "palliative"),
        ("Salvage radiotherapy was given for the relapse.", "reported", "salvage"),
        ("He was referred to the oncologist for radiotherapy.", "unclear", ""),
        ("Radiotherapy was not considered necessary.", "absent", "unstated"),
        ("He had no chemotherapy or radiotherapy.", "absent", "unstated"),
        ("Proton beam therapy was started two months later.", "reported", "unstated"),
    ],
)
def test_radiotherapy(text: str, state: str, timing: str) -> None:
    found = answer(MAN + text, "radiotherapy")
    assert found is not None
    assert found.state == state
    if timing:
        assert found.timing == timing


@pytest.mark.parametrize(
    "text",
    [
        "He was seen in the department of radiotherapy.",
        "It was a radiation-induced sarcoma.",
        "Radiotherapy remains the standard of care.",
        "The tumour was not amenable to irradiation.",
    ],
)
def test_a_name_that_is_no_treatment(text: str) -> None:
    assert answer(MAN + text, "radiotherapy") is None


def test_drugs_are_items_and_mean_chemotherapy() -> None:
    case = only_case(MAN + "He was treated with doxorubicin and ifosfamide.")
    assert [a.item for a in case.answers("chemotherapy_regimen")] == ["doxorubicin", "ifosfamide"]
    chemotherapy = case.answer("chemotherapy")
    assert chemotherapy is not None
    assert (chemotherapy.state, chemotherapy.given) == ("reported", "given")


def test_targeted_drugs_are_kept_apart() -> None:
    case = only_case(MAN + "He was started on pazopanib.")
    assert [a.value for a in case.answers("other_systemic_therapy")] == ["pazopanib"]
    assert case.answer("chemotherapy") is None


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("The tumour was removed en bloc.", "en_bloc"),
        ("Gross total resection was achieved.", "gross_total_unspecified"),
        ("The mass was totally excised.", "gross_total_unspecified"),
        ("A subtotal resection was done.", "subtotal"),
        ("The tumour was only partially removed.", "partial"),
        ("Only a biopsy was performed.", "biopsy_only"),
    ],
)
def test_the_extent_of_resection(text: str, extent: str) -> None:
    found = answer(MAN + text, "resection_extent")
    assert found is not None
    assert (found.state, found.value) == ("reported", extent)


def test_the_margin_is_a_field_of_its_own() -> None:
    case = only_case(MAN + "A marginal en bloc resection was performed.")
    margin, extent = case.answer("margin"), case.answer("resection_extent")
    assert margin is not None
    assert extent is not None
    assert (margin.value, extent.value) == ("marginal", "en_bloc")


def test_operated_levels_approach_and_instrumentation() -> None:
    text = "By a posterior approach a T5-T7 laminectomy and fixation with pedicle screws from T4 to T8 were done."
    case = only_case(MAN + text)
    levels = case.answer("surgical_levels")
    assert levels is not None
    assert levels.value == Levels(("T5", "T6", "T7"))
    assert [a.value for a in case.answers("approach")] == ["posterior"]
    assert [a.state for a in case.answers("instrumentation")] == ["reported"]


@pytest.mark.parametrize(
    ("text", "state", "item"),
    [
        ("The postoperative course was uneventful.", "absent", "complications"),
        ("After the operation a CSF leak occurred.", "reported", "cerebrospinal fluid leak"),
    ],
)
def test_complications(text: str, state: str, item: str) -> None:
    found = answer(MAN + text, "complications")
    assert found is not None
    assert (found.state, found.item) == (state, item)


def test_a_favourable_course_says_nothing_of_complications() -> None:
    assert answer(MAN + "The course after surgery was favourable.", "complications") is None


def test_a_dose_in_centigray() -> None:
    found = answer(MAN + "Radiotherapy with 5,040 cGy was given.", "radiotherapy_dose_gy")
    assert found is not None
    assert getattr(found.value, "value", None) == pytest.approx(50.4)
    assert getattr(found.value, "unit", None) == "Gy"
