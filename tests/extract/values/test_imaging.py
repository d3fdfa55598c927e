"""Signal and enhancement of magnetic resonance images."""

import pytest

from casepool.domain.case import Case
from casepool.extract.document import extract_document
from casepool.read.reader import read_bytes

OPEN = "# Case report\nA 40-year-old man had back pain. "


def case(text: str) -> Case:
    return extract_document(read_bytes((OPEN + text).encode(), "imaging.txt")[0]).told_cases[0]


def value(text: str, field: str) -> object:
    found = case(text).answer(field)
    return found and (found.value or found.state)


@pytest.mark.parametrize(
    ("text", "t1", "t2"),
    [
        (
            "MRI showed a mass, hypointense on T1- and hyperintense on T2-weighted images.",
            "hypointense",
            "hyperintense",
        ),
        ("On T1-weighted images the mass was isointense, on T2-weighted images bright.", "isointense", "hyperintense"),
        ("The mass was hypointense on both T1- and T2-weighted images.", "hypointense", "hypointense"),
        ("The mass was hypo- and hyperintense.", None, None),
        ("It was isointense and hyperintense on T1 and T2 images, respectively.", "isointense", "hyperintense"),
        ("It was hyperintense on T2-weighted images with dark septa.", None, "hyperintense"),
        ("The tumour was staged as T1 with low signal of the pain.", None, None),
    ],
)
def test_signal(text: str, t1: str | None, t2: str | None) -> None:
    assert (value(text, "mri_t1"), value(text, "mri_t2")) == (t1, t2) or t1 is t2 is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MRI showed a mass that enhanced heterogeneously.", "heterogeneous"),
        ("There was intense and homogeneous enhancement.", "homogeneous"),
        ("There was peripheral enhancement after gadolinium.", "rim"),
        ("The mass enhanced strongly.", "enhancing_unspecified"),
        ("There was no enhancement.", "absent"),
        ("A contrast-enhanced MRI was done.", None),
    ],
)
def test_enhancement(text: str, expected: str | None) -> None:
    assert value(text, "mri_enhancement") == expected


def test_two_kinds_of_enhancement_are_a_conflict() -> None:
    found = case("It enhanced heterogeneously. The mass showed homogeneous enhancement.").answer("mri_enhancement")
    assert found is not None
    assert (found.state, found.reason) == ("unclear", "contradictory")
    assert [c.value for c in found.candidates] == ["heterogeneous", "homogeneous"]


def test_images_after_treatment_answer_nothing_of_the_first_images() -> None:
    assert (
        value("He underwent a laminectomy. MRI at follow-up showed homogeneous enhancement.", "mri_enhancement") is None
    )


def test_a_work_up_without_result_is_no_denial() -> None:
    assert value("Staging was negative.", "staging_workup") == "other"
    assert value("Staging was not done.", "staging_workup") == "absent"
