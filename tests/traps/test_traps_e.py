"""Sizes and units that other tools read wrongly (rows E of the traps). All texts are invented."""

import pytest

from casepool.domain.values import Measurement
from traps.reading import only_case, quantity

MAN = "A 40-year-old man presented with a lump in the back. "


def sizes(text: str) -> list[tuple[tuple[float, ...], str]]:
    """The sizes of the lesion in millimetres, each with its modality."""
    found = only_case(MAN + text).answers("size")
    assert all(answer.state == "reported" for answer in found)
    return [(a.value.millimetres, a.modality) for a in found if isinstance(a.value, Measurement)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There was a mass of 7 \u00d7 5 cm.", (70, 50)),
        ("The mass measured 7 x 5 cm.", (70, 50)),
        ("The mass measured 4.9x2.6x3 cm.", (49, 26, 30)),
        ("The mass measured 4,9 x 2,6 cm.", (49, 26)),
        ("The mass measured 4 cm x 25 mm.", (40, 25)),
    ],
)
def test_e1_e2_e3_e4_dimensions(text: str, expected: tuple[float, ...]) -> None:
    assert [values for values, _ in sizes(text)] == [expected]


def test_e5_an_impossible_size_needs_a_person() -> None:
    found = only_case(MAN + "MRI showed a 62 cm lesion at C4-C6.").answers("size")
    assert [a.needs_person for a in found] == [True]
    assert isinstance(found[0].value, Measurement)
    assert found[0].value.millimetres == (620,)


def test_e6_two_methods_are_two_measurements() -> None:
    text = "On palpation the mass measured 7 x 5 cm. MRI showed a process measuring 6.4 x 4.8 cm."
    assert sizes(text) == [((70, 50), "clinical"), ((64, 48), "MRI")]


@pytest.mark.parametrize(
    "text",
    ["It sat 7 cm above the dentate line, as a tumour of the rectum.", "The tumour was excised with 3 cm margins."],
)
def test_e7_distances_and_margins_are_no_sizes(text: str) -> None:
    assert sizes(text) == []


def test_e8_growth_is_two_sizes() -> None:
    assert [values for values, _ in sizes("The mass had enlarged from 3 to 8 cm.")] == [(30,), (80,)]


def test_e9_each_size_has_its_own_method() -> None:
    text = "The mass measured 9\u00d77\u00d76 cm on CT, the specimen 12\u00d77\u00d74.5 cm."
    assert sizes(text) == [((90, 70, 60), "CT"), ((120, 70, 45), "pathology")]


def test_e10_a_dose_with_a_decimal_and_its_fractions() -> None:
    case = only_case(MAN + "He received postoperative radiotherapy with 59.4 Gy in 33 fractions.")
    dose = case.answer("radiotherapy_dose_gy")
    value = quantity(dose)
    assert (value.value, value.unit) == (59.4, "Gy")
    assert dose is not None
    assert dose.printed == "59.4 Gy in 33 fractions"
