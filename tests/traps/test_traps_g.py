"""Pathology and markers that other tools read wrongly (rows G of the traps). All texts are invented."""

import pytest

from casepool.domain.case import Case
from casepool.domain.values import Grade, MarkerResult
from traps.reading import answer, extract, only_case, quantity

MAN = "A 40-year-old man was operated on for a tumour of the back. "


def panel(case: Case) -> dict[str, str]:
    """Marker and result of every stain that has one."""
    found = [a.value for a in case.answers("ihc_panel") if a.state == "reported"]
    return {v.marker: v.result for v in found if isinstance(v, MarkerResult)}


def test_g1_lost_signs_give_nothing() -> None:
    case = only_case(MAN + "Immunohistochemistry: vimentin ( ), CD34 (+), SMA ( ).")
    assert panel(case) == {}
    assert [(a.state, a.reason) for a in case.answers("ihc_panel")] == [("unclear", "garbled")] * 3


def test_g2_a_bound_too_wide_to_use() -> None:
    found = answer(MAN + "Staining with Ki 67 revealed a proliferation index inferior than 60%.", "ki67_percent")
    assert found is not None
    assert (found.state, found.reason, found.value) == ("unclear", "uninterpretable_bound", None)
    value = found.candidates[0].value
    assert value is not None
    assert (getattr(value, "value", None), getattr(value, "qualifier", None)) == (60, "less_than")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ki-67 was 12% (normal below 3%).", (12, None, "exact")),
        ("A Ki-67 index of 6-9% was found.", (6, 9, "range")),
        ("MIB-1 labelling was 22%.", (22, None, "exact")),
        ("The Ki-67 index was below 3%.", (3, None, "less_than")),
    ],
)
def test_g3_g4_g5_indices(text: str, expected: tuple[float, float | None, str]) -> None:
    value = quantity(answer(MAN + text, "ki67_percent"))
    assert (value.value, value.upper, value.qualifier) == expected


def test_g6_a_panel_that_was_done_has_no_result() -> None:
    case = only_case(MAN + "A panel of antibodies with S100, CD31 and keratin was applied; the cells expressed desmin.")
    assert panel(case) == {"desmin": "positive"}
    tested = [m.item for m in case.mentions if m.type == "ihc" and not m.field]
    assert tested == ["S-100", "CD31", "pan-cytokeratin"]


def test_g7_a_negative_group_stays_a_group() -> None:
    case = only_case(MAN + "SMA was positive on immunostaining. The other muscle and epithelial markers were negative.")
    assert panel(case) == {
        "alpha-smooth muscle actin": "positive",
        "the other muscle and epithelial markers": "negative",
    }


def test_g8_doubtful_is_not_positive() -> None:
    assert panel(only_case(MAN + "Immunohistochemically, S100 was doubtful.")) == {"S-100": "equivocal"}


def test_g9_the_title_of_a_reference_gives_no_grade() -> None:
    text = (
        "# Case report\nA 40-year-old man was operated on for a leiomyosarcoma.\n\n# References\n"
        "1. Brandt K, Okoye L. A primary high-grade leiomyosarcoma of the back. J Invented Surg. 2004;12:33-9.\n"
    )
    assert extract(text).told_cases[0].answer("tumour_grade") is None


def test_g11_a_revised_diagnosis() -> None:
    text = "It was first read as low-grade leiomyosarcoma, but the final diagnosis was nodular fasciitis."
    case = only_case(MAN + text)
    found = case.answer("diagnosis")
    assert found is not None
    assert (found.state, found.value) == ("reported", "nodular fasciitis")
    assert case.answer("tumour_grade") is None


def test_g12_the_name_of_a_regimen() -> None:
    case = only_case(MAN + "Biopsy showed a chordoma. He was treated with the Ewing sarcoma regimen.")
    found = case.answer("diagnosis")
    assert found is not None
    assert found.value == "chordoma"


def test_g13_the_short_form_of_this_paper() -> None:
    text = "The pathologist considered an epithelioid sarcoma (ES). The final diagnosis was ES."
    found = answer(MAN + text, "diagnosis")
    assert found is not None
    assert found.value == "epithelioid sarcoma"


def test_g14_a_primary_tumour_with_metastases() -> None:
    case = only_case("A 40-year-old man presented with a primary leiomyosarcoma of the back and liver metastases.")
    origin, spread = case.answer("lesion_origin"), case.answer("metastasis_at_presentation")
    assert origin is not None
    assert origin.value == "primary"
    assert spread is not None
    assert spread.state == "reported"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cells were positive for A1 and CD34 but not desmin.", {"CD34": "positive", "desmin": "negative"}),
        ("Vimentin+, CD34-, and EMA focal.", {"vimentin": "positive", "CD34": "negative", "EMA": "focal"}),
        ("There was loss of INI1 expression.", {"INI1": "negative"}),
        ("CD31 was negative, while SMA and ALK were weakly positive.", None),
    ],
)
def test_results_on_either_side_of_a_list(text: str, expected: dict[str, str] | None) -> None:
    wanted = expected or {"CD31": "negative", "alpha-smooth muscle actin": "weak", "ALK": "weak"}
    assert panel(only_case(MAN + "Immunohistochemistry was done. " + text)) == wanted


def test_a_muscle_grade_is_no_tumour_grade() -> None:
    case = only_case(MAN + "Muscle power was grade 4. It was an FNCLCC grade 2 sarcoma.")
    found = case.answer("tumour_grade")
    assert found is not None
    assert found.value == Grade("FNCLCC", "2")
