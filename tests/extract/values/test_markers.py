"""Results of stains in lists. All texts are invented."""

import pytest

from casepool.domain.values import MarkerResult
from traps.reading import only_case

MAN = "A 40-year-old man was operated on for a tumour of the back. "


def panel(text: str) -> dict[str, str]:
    found = [a.value for a in only_case(MAN + text).answers("ihc_panel") if a.state == "reported"]
    return {v.marker: v.result for v in found if isinstance(v, MarkerResult)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Immune stains for keratin, desmin, and HMB45 were negative, whereas S100 was focally positive.",
            {"pan-cytokeratin": "negative", "desmin": "negative", "HMB-45": "negative", "S-100": "focal"},
        ),
        ("There was diffuse nuclear expression of STAT6.", {"STAT6": "positive"}),
        ("The cells expressed CD99 and were negative for CD45.", {"CD99": "positive", "LCA": "negative"}),
        ("Vimentin, CD31 positive; S100, CD117 negative.", {
            "vimentin": "positive", "CD31": "positive", "S-100": "negative", "CD117": "negative"}),
        ("The cells were vimentin- and desmin-positive.", {"vimentin": "positive", "desmin": "positive"}),
        ("IHC: CK7 -ve, TTF-1 +ve.", {"CK7": "negative", "TTF-1": "positive"}),
        ("There was immunonegativity for CD45.", {"LCA": "negative"}),
        ("Positive for desmin, CD34 (focal) and CD99.", {"desmin": "positive", "CD34": "focal", "CD99": "positive"}),
        ("INI1 was retained, and staining of SOX10 was lost.", {"INI1": "positive", "SOX10": "negative"}),
    ],
)  # fmt: skip
def test_lists_of_stains(text: str, expected: dict[str, str]) -> None:
    assert panel(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Serum CEA and AFP were negative.",
        "CT was negative.",
        "HIV and hepatitis B were negative, CD4 count was low.",
        "Flow cytometry showed CD3+ and CD4+ T cells.",
        "Sections were stained for CD34.",
        "The Ki-67 index was 4%.",
    ],
)
def test_what_is_no_stain_with_a_result(text: str) -> None:
    assert panel(text) == {}


def test_the_quote_proves_the_result() -> None:
    found = only_case(MAN + "The tumour was positive for desmin, CD34 and CD99.").answers("ihc_panel")
    assert [a.evidence[0].quote for a in found] == [
        "positive for desmin",
        "positive for desmin, CD34",
        "positive for desmin, CD34 and CD99",
    ]


def test_a_marker_and_its_short_form_are_one() -> None:
    text = "It was positive for alpha-smooth muscle actin (SMA) and negative for epithelial membrane antigen (EMA)."
    assert panel(text) == {"alpha-smooth muscle actin": "positive", "EMA": "negative"}


def test_positive_and_negative_are_a_contradiction() -> None:
    case = only_case(MAN + "The tumour was positive for desmin. In the legend desmin was negative.")
    found = case.answers("ihc_panel")
    assert [(a.state, a.reason) for a in found] == [("unclear", "contradictory")]
