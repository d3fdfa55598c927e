"""Levels, sizes and place of the lesion in running text. All texts are invented."""

import pytest

from casepool.domain.assertion import Assertion
from casepool.domain.evidence import Evidence, Span
from casepool.domain.values import Levels
from casepool.extract.values.lesion import derive_region
from traps.reading import answer, only_case

MAN = "A 40-year-old man presented with back pain. "


def test_the_region_follows_from_the_levels() -> None:
    text = "mass at T11-L2"
    place = Evidence(Span.of(text, 8, 14))
    named = Assertion("region", "reported", text, value="lumbar", evidence=(place,))
    levels = Assertion("level_range", "reported", text, value=Levels(("T11", "T12", "L1", "L2")), evidence=(place,))
    derived = derive_region((levels, named), text)
    assert [(a.field, a.value, a.derived) for a in derived] == [
        ("level_range", Levels(("T11", "T12", "L1", "L2")), False),
        ("region", "thoracolumbar", True),
    ]


def test_a_named_region_stays_without_levels() -> None:
    found = answer(MAN + "MRI showed a metastasis of the lumbar spine.", "region")
    assert found is not None
    assert (found.value, found.derived) == ("lumbar", False)


def test_levels_of_an_irradiated_field_are_no_levels_of_the_lesion() -> None:
    text = "MRI showed a metastasis at T8. Radiotherapy of the thoracic metastases was given from T6 to T10."
    found = answer(MAN + text, "level_range")
    assert found is not None
    assert found.value == Levels(("T8",))


def test_a_range_between_borders() -> None:
    found = answer(
        MAN + "The mass reached from the lower border of C4 to the upper border of C6 on MRI.", "level_range"
    )
    assert found is not None
    assert found.value == Levels(("C4", "C5", "C6"))


def test_letters_with_numbers_away_from_the_spine_are_no_levels() -> None:
    assert answer(MAN + "The samples C2, C3 and C4 were located in the second rack.", "level_range") is None


def test_two_sizes_of_one_method_are_kept() -> None:
    case = only_case(MAN + "MRI showed a mass of 5 x 4 cm. MRI also measured a mass of 52 x 41 mm.")
    assert [a.state for a in case.answers("size")] == ["reported", "reported"]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("CT showed a left paravertebral mass.", "laterality", "left"),
        ("He had a soft mass of the right thigh.", "site_text", "right thigh"),
        ("Biopsy showed a spinal metastasis of a renal carcinoma.", "lesion_origin", "metastatic"),
        ("MRI showed a solitary lesion of the sacrum.", "multiplicity", "solitary"),
    ],
)
def test_one_value(text: str, field: str, value: str) -> None:
    found = answer(MAN + text, field)
    assert found is not None
    assert (found.state, found.value) == ("reported", value)


@pytest.mark.parametrize(
    ("text", "field", "state"),
    [
        ("The mass invaded the spinal canal.", "canal_invasion", "reported"),
        ("There was no invasion of the spinal canal.", "canal_invasion", "absent"),
        ("There was compression of the spinal cord.", "cord_compression", "reported"),
        ("There was no compression of the spinal cord.", "cord_compression", "absent"),
        ("The tumour had destroyed the lamina.", "bone_destruction", "reported"),
        ("CT showed no bone erosion.", "bone_destruction", "absent"),
    ],
)
def test_a_presence_and_its_denial(text: str, field: str, state: str) -> None:
    found = answer(MAN + text, field)
    assert found is not None
    assert found.state == state


def test_a_displaced_cord_needs_a_person() -> None:
    found = answer(MAN + "An epidural mass pushed the spinal cord forwards.", "cord_compression")
    assert found is not None
    assert (found.state, found.needs_person) == ("reported", True)


def test_a_site_beside_the_spine_is_not_that_of_a_spinal_lesion() -> None:
    case = only_case(MAN + "MRI showed a metastasis at L2. Later a mass in the left buttock was seen.")
    assert case.answer("site_text") is None
    assert [m.status for m in case.told("site_text")] == ["possible"]
