"""The diagnosis in running text. All texts are invented."""

import pytest

from casepool.domain.assertion import Assertion
from traps.reading import answer, only_case

MAN = "A 40-year-old man was operated on for a tumour of the back. "


def diagnosis(text: str) -> Assertion:
    found = answer(MAN + text, "diagnosis")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Biopsy revealed a malignant peripheral nerve sheath tumour.", "malignant peripheral nerve sheath tumor"),
        ("Histologically, the tumour was a haemangioblastoma.", "hemangioblastoma"),
        ("The lesion proved to be an angiolipoma.", "angiolipoma"),
        ("The preoperative diagnosis was meningioma. Pathology showed a schwannoma.", "schwannoma"),
        ("Differential diagnosis included lymphoma and metastasis; biopsy showed a plasmacytoma.", "plasmacytoma"),
        ("A diagnosis of lipoma was made. The final diagnosis was liposarcoma.", "liposarcoma"),
        ("Findings were in keeping with an aneurysmal bone cyst.", "aneurysmal bone cyst"),
    ],
)
def test_the_name_that_is_stated(text: str, label: str) -> None:
    found = diagnosis(text)
    assert (found.state, found.value) == ("reported", label)


def test_codes_come_from_the_table() -> None:
    case = only_case(MAN + "The final diagnosis was chordoma.")
    codes = {code for m in case.told("diagnosis") for code in m.codes}
    assert codes == {"NCIT:C2947", "MONDO:0008978", "oncotree:CHDM"}


def test_the_quote_holds_the_cue_and_the_name() -> None:
    assert diagnosis("The final diagnosis was chordoma.").evidence[0].quote == "final diagnosis was chordoma"


@pytest.mark.parametrize(
    "text",
    [
        "A chordoma was suspected.",
        "Frozen section was suggestive of schwannoma.",
        "Possible lymphoma was discussed.",
        "He had a history of seminoma.",
        "The tumour measured 4 cm.",
    ],
)
def test_no_diagnosis_is_stated(text: str) -> None:
    assert answer(MAN + text, "diagnosis") is None


def test_two_parts_of_an_article_that_disagree() -> None:
    text = (
        "# Abstract\nWe report a 40-year-old man. The final diagnosis was chordoma.\n\n"
        "# Case report\nA 40-year-old man was seen. The final diagnosis was chondrosarcoma.\n"
    )
    found = answer(text, "diagnosis")
    assert found is not None
    assert (found.state, found.reason) == ("unclear", "contradictory")
    assert {c.value for c in found.candidates} == {"chordoma", "chondrosarcoma"}
