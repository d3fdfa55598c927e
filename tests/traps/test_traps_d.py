"""Vertebral levels that other tools read wrongly (rows D of the traps). All texts are invented."""

import pytest

from casepool.domain.case import Case
from casepool.domain.values import Levels
from traps.reading import only_case

MAN = "A 40-year-old man presented with back pain. "


def levels(case: Case, field: str = "level_range") -> tuple[str, ...]:
    found = case.answer(field)
    if found is None:
        return ()
    assert found.state == "reported"
    assert isinstance(found.value, Levels)
    return found.value.levels


def test_d1_an_image_weighting_is_no_level() -> None:
    case = only_case(MAN + "T1-weighted axial magnetic resonance imaging showed an isointense epidural mass.")
    assert levels(case) == ()
    assert case.answer("stage") is None


def test_d2_a_junctional_level_is_no_stage() -> None:
    case = only_case(MAN + "MRI showed a mass in the left deep muscles at C7-T1.")
    assert levels(case) == ("C7", "T1")
    assert case.answer("stage") is None
    region = case.answer("region")
    assert region is not None
    assert (region.value, region.derived) == ("cervicothoracic", True)


def test_d3_tnm_is_no_level() -> None:
    case = only_case(MAN + "Biopsy of the spine showed a chordoma, staged pT1N0M0.")
    assert levels(case) == ()
    stage = case.answer("stage")
    assert stage is not None
    assert stage.value == "pt1n0m0"


@pytest.mark.parametrize("printed", ["D3 and D4", "D3-D4"])
def test_d4_dorsal_levels_are_thoracic(printed: str) -> None:
    case = only_case(MAN + f"MRI showed a paraspinal mass next to the posterior arch of {printed}.")
    found = case.answer("level_range")
    assert found is not None
    assert levels(case) == ("T3", "T4")
    assert found.printed == printed


def test_d5_operated_levels_are_not_those_of_the_lesion() -> None:
    case = only_case(MAN + "MRI showed an epidural mass at D6-D7. A laminectomy from D5 to D9 was performed.")
    assert levels(case) == ("T6", "T7")
    assert levels(case, "surgical_levels") == ("T5", "T6", "T7", "T8", "T9")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("levels T7-8", ("T7", "T8")),
        ("C2C3", ("C2", "C3")),
        ("C-6", ("C6",)),
        ("L 5-S 1", ("L5", "S1")),
        ("D 4-5", ("T4", "T5")),
        ("from L3/L4 to L5/S1", ("L3", "L4", "L5", "S1")),
        ("the twelfth thoracic vertebra", ("T12",)),
        ("the third lumbar vertebra", ("L3",)),
    ],
)
def test_d6_d8_d9_d13_every_notation(printed: str, expected: tuple[str, ...]) -> None:
    assert levels(only_case(MAN + f"MRI of the spine showed a tumour at {printed}.")) == expected


def test_d7_a_chain_of_numbers_is_a_list() -> None:
    assert levels(only_case(MAN + "A bone scan showed D4-6-11 metastases.")) == ("T4", "T6", "T11")


def test_d10_a_vessel_is_no_level() -> None:
    assert levels(only_case(MAN + "The tumour of the sacrum was exposed and the L4 lumbar artery was ligated.")) == ()


def test_d11_a_sensory_level_is_no_level_of_the_lesion() -> None:
    assert levels(only_case(MAN + "Examination revealed a sensory level at T11 and MRI a spinal mass.")) == ()


def test_d12_fixation_and_roots() -> None:
    case = only_case(MAN + "After removal of the spinal tumour, fixation T11-L2 was done; L4-S1 roots were freed.")
    assert levels(case) == ()
    assert levels(case, "surgical_levels") == ("T11", "T12", "L1", "L2")


def test_d14_a_size_beside_a_level() -> None:
    case = only_case(MAN + "MRI showed a mass of 12 mm at L4.")
    assert levels(case) == ("L4",)
    assert [m.value.millimetres for m in case.answers("size")] == [(12.0,)]  # type: ignore[union-attr]


def test_d15_vitamins_days_and_dissections_are_no_levels() -> None:
    text = "He took vitamin D3 from day D1 after the removal of the spinal tumour, which needed a D2 dissection."
    case = only_case(MAN + text)
    assert levels(case) == ()
    assert levels(case, "surgical_levels") == ()
