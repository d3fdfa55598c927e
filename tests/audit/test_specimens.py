"""PAT-01 and OUT-01: what parts two specimens or two times, and what does not. Invented texts."""

import pytest

from casepool.pipeline.check import check_document
from casepool.read.reader import read_bytes

OPENING = (
    "A 40-year-old man presented with a mass of the thigh. A core biopsy was taken; the tumour cells were positive for "
    "desmin. The mass was resected and the margins were clear."
)


def rules(text: str, name: str = "case.txt") -> set[str]:
    (document,) = read_bytes(text.encode("utf-8"), name)
    return {finding.rule for finding in check_document(document).findings}


@pytest.mark.parametrize(
    "visit",
    [
        "At the last visit computed tomography of the lung and of the liver was normal.",
        "Twenty months after surgery he was free of disease. The histology had been discussed at a board.",
    ],
)
def test_a_visit_without_a_specimen_parts_nothing(visit: str) -> None:
    assert "PAT-01" in rules(f"{OPENING} {visit} Desmin was negative in the tumour cells.")


def test_a_later_specimen_is_another_one() -> None:
    later = "Two years later a new mass of the lung was found. Histology of the new mass was done."
    assert "PAT-01" not in rules(f"{OPENING} {later} Desmin was negative in the tumour cells.")


def test_two_kinds_of_cells_in_one_sentence_are_two_things() -> None:
    cells = "The mononuclear cells were positive for p63; the giant cells were negative for p63."
    assert "PAT-01" not in rules(f"{OPENING} {cells}")


ARTICLE = """# A case report

## Case report

A 41-year-old man had a sarcoma of the thigh, which was resected. {case}

## Conclusion

{end}"""


def test_spread_that_another_part_denies() -> None:
    case, end = "At 12 months there was no metastasis.", "Our patient had developed metastases at 12 months."
    assert "OUT-01" in rules(ARTICLE.format(case=case, end=end), "case.md")


def test_a_course_with_a_late_event_is_no_contradiction() -> None:
    case = "At 6 months there was no local recurrence. At 20 months he had a local recurrence, which was resected."
    assert "OUT-01" not in rules(ARTICLE.format(case=case, end="Local recurrence may come late."), "case.md")


@pytest.mark.parametrize(
    ("case", "end"),
    [
        ("At 54 months there was no local recurrence.", "None of these three had a local recurrence after 12 months."),
        ("At 40 months there was no further metastasis.", "The patient developed a lung metastasis at 29 months."),
        ("At 54 months there was no local recurrence.", "Of five patients in our table two had a local recurrence."),
    ],
)
def test_groups_and_further_events_are_no_contradiction(case: str, end: str) -> None:
    assert "OUT-01" not in rules(ARTICLE.format(case=case, end=end), "case.md")


TABLE = """
Table 1. Earlier cases and the present case

| Case | Age/Sex | Level | Chemotherapy |
| --- | --- | --- | --- |
| Smith 2001 | 40/M | T3 | No |
| Jones 2004 | 50/F | T5 | No |
| Present case | 41/M | T4 | Yes |
"""


@pytest.mark.parametrize(
    ("late", "fires"),
    [("", True), ("At 20 months a local recurrence was found; chemotherapy was given for the recurrence.", False)],
)
def test_a_row_may_mean_the_treatment_of_a_recurrence(late: str, fires: bool) -> None:
    case = f"The tumour lay at T4. Chemotherapy was not given. {late}"
    found = rules(ARTICLE.format(case=case, end=f"The course was long.\n{TABLE}"), "case.md")
    assert bool(found & {"TAB-01", "TRT-01"}) == fires
