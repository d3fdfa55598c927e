"""Rows of review tables become cases; rows of the article's own patient do not."""

import pytest

from casepool.domain.document import Front
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Levels
from extract.table_paper import paper, rows_of, say, told_in

HEAD = "Report | Age/sex | Symptoms | Location | Treatment | Outcome"
ROWS = [
    HEAD,
    "Olsen and Berg 1998 | 39/male | Sciatica, no deficits | Right muscles C7-T1 | Excision + radiotherapy | NED 24 mo",
    "Marek et al. 2005 | 61/F | Paraparesis | D5-D6 | Laminectomy | Recurrence at 8 months",
    "Present case | 52/F | Back pain | L3-L4 | excision | no recurrence at 6 months",
]
REFERENCES = [
    (("Olsen PK", "Berg T"), 1998, "A chordoma"),
    (("Ramos L", "Tan W"), 2003, "Another chordoma"),
    (("Marek J",), 2006, "A third chordoma"),
]


def test_rows_are_cases_with_label_reference_and_place() -> None:
    first, second = rows_of(paper(ROWS, references=REFERENCES))
    assert (first.label, first.reference, first.row, first.table) == ("Olsen and Berg 1998", 1, 1, "t1")
    assert (second.label, second.reference, second.row) == ("Marek et al. 2005", 3, 2)
    assert first.id == "table-t1-row-1"
    assert first.cited is not None
    assert first.cited.quote == "Olsen and Berg 1998"


def test_values_of_a_row_quote_their_cell() -> None:
    first = rows_of(paper(ROWS))[0]
    age = first.answer("age_years")
    assert age is not None
    assert isinstance(age.value, Quantity)
    assert (age.value.value, age.value.unit) == (39, "year")
    assert age.evidence[0].quote == "39/male"
    assert (age.evidence[0].place.table, age.evidence[0].place.row, age.evidence[0].place.column) == ("t1", 1, 1)
    assert say(first.answer("sex")) == ("reported", "male")
    assert say(first.answer("level_range")) == ("reported", Levels(("C7", "T1")))
    assert say(first.answer("laterality")) == ("reported", "right")
    assert say(first.answer("neuro_deficit")) == ("absent", None)
    assert say(first.answer("surgery_done")) == ("reported", None)
    assert say(first.answer("radiotherapy")) == ("reported", None)
    assert say(first.answer("chemotherapy")) == ("not_reported", None)
    assert say(first.answer("outcome_status")) == ("reported", "NED")


def test_region_is_derived_from_the_levels() -> None:
    region = rows_of(paper(ROWS))[0].answer("region")
    assert region is not None
    assert (region.value, region.derived) == ("cervicothoracic", True)
    assert region.evidence[0].quote == "Right muscles C7-T1"


def test_diagnosis_comes_from_the_caption() -> None:
    diagnosis = rows_of(paper(ROWS, caption="Table 2. Overview of published chordomas"))[0].answer("diagnosis")
    assert diagnosis is not None
    assert diagnosis.value == "chordoma"
    assert diagnosis.evidence[0].quote == "chordomas"


def test_a_caption_with_two_tumours_gives_no_diagnosis() -> None:
    caption = "Table 1. Published cases of chordoma and chondrosarcoma"
    assert rows_of(paper(ROWS, caption=caption))[0].answer("diagnosis") is None


def test_a_column_of_diagnoses_wins_over_the_caption() -> None:
    rows = ["Study | Age | Sex | Level | Histology", "Olsen 1998 | 43 | M | L3 | Chondrosarcoma"]
    assert say(rows_of(paper(rows))[0].answer("diagnosis")) == ("reported", "chondrosarcoma")


def test_row_of_the_present_case_joins_the_case_of_the_text() -> None:
    extraction = told_in(paper(ROWS))
    assert [case.label for case in extraction.row_cases] == ["Olsen and Berg 1998", "Marek et al. 2005"]
    (own,) = extraction.told_cases
    cells = [m for m in own.mentions if m.evidence.place.block == "cell"]
    assert {m.field for m in cells} >= {"age_years", "sex", "level_range", "surgery_done", "local_recurrence"}
    assert say(own.answer("local_recurrence")) == ("absent", None)
    assert {m.evidence.quote for m in own.told("age_years")} == {"52-year-old", "52/F"}


@pytest.mark.parametrize(
    "label",
    ["Our case", "Current study", "present report (2020)", "This case", "Our patient", "Authors' case", "Ours"],
)
def test_labels_of_own_rows(label: str) -> None:
    rows = [*ROWS[:3], ROWS[3].replace("Present case", label)]
    assert len(rows_of(paper(rows))) == 2


def test_a_row_that_names_this_article_is_its_own_patient() -> None:
    rows = [*ROWS[:3], ROWS[3].replace("Present case", "Novak et al. 2021")]
    front = Front(authors=("Ivana Novak", "Bo Lund"), year=2021)
    assert [case.label for case in rows_of(paper(rows, front=front))] == ["Olsen and Berg 1998", "Marek et al. 2005"]
    assert len(rows_of(paper(rows, front=Front(authors=("Novak I",), year=2019)))) == 3


def test_columns_in_any_order_with_the_reference_last() -> None:
    rows = [
        "No. | Tx | Spinal level | Sex | Age (y) | F/U (mo) | Ref.",
        "1 | GTR + RT | T4 | F | 34 | 18 | 2",
        "2 | STR | L1-2 | M | 70 | >60 | [1]",
    ]
    first, second = rows_of(paper(rows, references=REFERENCES))
    assert (first.label, first.reference, second.reference) == ("1", 2, 1)
    assert say(first.answer("radiotherapy")) == ("reported", None)
    assert say(second.answer("level_range")) == ("reported", Levels(("L1", "L2")))
    follow = [case.answer("followup_months") for case in (first, second)]
    said = [(a.value.value, a.value.unit, a.value.qualifier) for a in follow if a and isinstance(a.value, Quantity)]
    assert said == [(18, "month", "exact"), (60, "month", "more_than")]


def test_two_header_rows_with_a_spanning_head() -> None:
    rows = [
        "Author | Year | Age | Sex | Treatment | < | < | Outcome",
        "< | < | (years) | < | Surgery | RT | CT | <",
        "Olsen | 1998 | 43 | M | Yes | No | + | DOD 8 mo",
    ]
    spans = {(0, 4): (1, 3), (0, 0): (2, 1), (0, 1): (2, 1), (0, 3): (2, 1), (0, 7): (2, 1)}
    (case,) = rows_of(paper(rows, heads=2, spans=spans, references=REFERENCES))
    assert case.reference == 1
    assert say(case.answer("surgery_done")) == ("reported", None)
    assert say(case.answer("radiotherapy")) == ("absent", None)
    assert say(case.answer("chemotherapy")) == ("reported", None)
    assert say(case.answer("outcome_status")) == ("reported", "DOD")
    assert say(case.answer("death_months")) == ("reported", IntervalTime(8, 8))


def test_a_second_header_row_is_found_even_if_the_reader_did_not_mark_it() -> None:
    rows = ["Study | Age | Sex | Treatment | <", "< | < | < | Surgery | Radiotherapy", "Olsen 1998 | 43 | M | Yes | No"]
    (case,) = rows_of(paper(rows, heads=1, spans={(0, 3): (1, 2)}))
    assert say(case.answer("radiotherapy")) == ("absent", None)


def test_several_rows_of_one_patient_are_one_case() -> None:
    rows = [
        "Study | Age/sex | Level | Treatment | Outcome",
        "Olsen 1998 | 43/M | L3 | Excision | Recurrence at 6 months",
        "< | < | < | Radiotherapy | NED 24 mo",
        "Marek 2005 | 61/F | T5 | Excision | NED 12 mo",
    ]
    spans = {(1, 0): (2, 1), (1, 1): (2, 1), (1, 2): (2, 1)}
    first, second = rows_of(paper(rows, spans=spans))
    assert (first.label, second.label) == ("Olsen 1998", "Marek 2005")
    assert say(first.answer("surgery_done")) == ("reported", None)
    assert say(first.answer("radiotherapy")) == ("reported", None)
    assert say(second.answer("radiotherapy")) == ("not_reported", None)


def test_several_patients_of_one_study_share_its_label() -> None:
    rows = [
        "Study | Age/sex | Level | Outcome",
        "Olsen 1998 | 43/M | L3 | NED",
        "< | 61/F | T5 | DOD",
        " | 8/M | C2 | AWD",
    ]
    cases = rows_of(paper(rows, spans={(1, 0): (2, 1)}, references=REFERENCES))
    assert [(c.label, c.reference) for c in cases] == [("Olsen 1998", 1)] * 3
    assert [c.answer("outcome_status").value for c in cases if c.answer("outcome_status")] == ["NED", "DOD", "AWD"]


def test_headings_totals_and_means_are_no_patients() -> None:
    rows = [
        "Study | Age | Sex | Level | Outcome",
        "Cervical spine | < | < | < | <",
        "Olsen 1998 | 43 | M | C3 | NED",
        "Lumbar spine |  |  |  | ",
        "Marek 2005 | 61 | F | L3 | DOD",
        "Total | 2 | 1 M, 1 F | | ",
        "Mean | 52 | | | ",
    ]
    cases = rows_of(paper(rows, spans={(1, 0): (1, 5)}))
    assert [c.label for c in cases] == ["Olsen 1998", "Marek 2005"]


def test_series_are_no_patients() -> None:
    rows = [
        "Study | No. of cases | Age | Sex | Level | Outcome",
        "Olsen 1998 | 1 | 43 | M | C3 | NED",
        "Ramos 2003 | 14 | 51 | F | L3 | NED",
        "Marek 2005 | 1 | 45 (23-67) | F | L3 | NED",
    ]
    assert [c.label for c in rows_of(paper(rows))] == ["Olsen 1998"]


@pytest.mark.parametrize(
    "rows",
    [
        ["Variable | Group A | Group B | p value", "Age | 45 | 47 | 0.4", "Sex (M/F) | 4/5 | 6/7 | 0.8"],
        ["Test | Result | Range", "Haemoglobin | 12 | 12-16", "Sodium | 140 | 135-145"],
        ["Antibody | Clone | Dilution", "Desmin | D33 | 1:100"],
        ["Study | n | Mean age | Recurrence rate", "Olsen 1998 | 20 | 45 | 20%"],
    ],
)
def test_other_tables_give_no_cases(rows: list[str]) -> None:
    assert rows_of(paper(rows, caption="Table 1. Results")) == []


def test_ditto_repeats_the_cell_above() -> None:
    rows = [
        "Study | Age/sex | Level | Treatment | Outcome",
        "Olsen 1998 | 43/M | L3 | Excision + radiotherapy | NED",
        "Marek 2005 | 61/F | T5 | Same as above | ditto",
    ]
    second = rows_of(paper(rows))[1]
    surgery = second.answer("radiotherapy")
    assert surgery is not None
    assert surgery.evidence[0].quote == "Excision + radiotherapy"
    assert say(second.answer("outcome_status")) == ("reported", "NED")


def test_a_merged_cell_counts_for_each_row_that_it_covers() -> None:
    rows = [
        "Study | Age/sex | Level | Treatment",
        "Olsen 1998 | 43/M | L3 | Excision + radiotherapy",
        "Marek 2005 | 61/F | T5 | <",
    ]
    cases = rows_of(paper(rows, spans={(1, 3): (2, 1)}))
    assert [say(c.answer("radiotherapy")) for c in cases] == [("reported", None)] * 2


def test_patients_in_columns() -> None:
    rows = [
        "Feature | Olsen 1998 | Marek et al. 2005 | Present case",
        "Age | 43 | 61 | 52",
        "Sex | M | F | F",
        "Level | C3 | T5-T6 | L3-L4",
        "Treatment | Surgery | Surgery + RT | Surgery",
        "Outcome | NED | DOD | NED",
    ]
    cases = rows_of(paper(rows))
    assert [c.label for c in cases] == ["Olsen 1998", "Marek et al. 2005"]
    assert [say(c.answer("sex"))[1] for c in cases] == ["male", "female"]
    assert say(cases[1].answer("radiotherapy")) == ("reported", None)


def test_a_table_of_own_patients_joins_the_cases_of_the_text() -> None:
    case = "Case 1. A 52-year-old woman had back pain.\n\nCase 2. A 30-year-old man had leg pain."
    rows = ["Case | Age | Sex | Level | Outcome", "1 | 52 | F | L3 | NED", "2 | 30 | M | T5 | DOD"]
    extraction = told_in(paper(rows, caption="Table 1. Characteristics of our patients", case=case))
    assert extraction.row_cases == ()
    assert [say(c.answer("outcome_status"))[1] for c in extraction.told_cases] == ["NED", "DOD"]


def test_an_own_table_without_text_gives_cases_of_this_publication() -> None:
    rows = ["Patient | Age | Sex | Level | Outcome", "1 | 52 | F | L3 | NED", "2 | 30 | M | T5 | DOD"]
    extraction = told_in(paper(rows, caption="Table 1. Characteristics of our patients", case="Chordoma is rare."))
    assert extraction.row_cases == ()
    assert [(c.origin, c.answer("sex").value) for c in extraction.told_cases if c.answer("sex")] == [
        ("primary_publication", "female"),
        ("primary_publication", "male"),
    ]


PERSONS = [
    "Study | Age | Sex | Level",
    "Olsen 1998 | 43 | M | C3",
    "Marek 2005 | 61 | F | L3",
    "Present case | 52 | F | L3",
]


def test_two_tables_of_the_same_patients_are_joined() -> None:
    more = [
        "Study | Treatment | Recurrence | F/U (mo)",
        "Olsen 1998 | Excision | Yes | 36",
        "Marek 2005 | RT | No | 12",
    ]
    first, second = rows_of(paper(PERSONS, more=[*more, "Present case | Excision | No | 6"]))
    assert [first.label, second.label] == ["Olsen 1998", "Marek 2005"]
    assert say(first.answer("age_years"))[0] == "reported"
    assert say(first.answer("surgery_done")) == ("reported", None)
    assert say(first.answer("recurrence_months")) == ("reported", IntervalTime(0, 36))
    assert say(second.answer("local_recurrence")) == ("absent", None)


def test_the_own_row_of_a_second_table_is_the_own_case() -> None:
    more = ["Study | Treatment | Outcome", "Olsen 1998 | Excision | NED", "Present case | Excision | NED at 9 months"]
    (own,) = told_in(paper(PERSONS, more=more)).told_cases
    assert say(own.answer("outcome_status")) == ("reported", "NED")


def test_numbers_join_tables_only_if_they_are_the_same() -> None:
    persons = ["No. | Age | Sex | Level | Ref.", "1 | 43 | M | C3 | [1]", "2 | 61 | F | L3 | [2]"]
    same = ["No. | Treatment | Outcome", "1 | Excision | NED", "2 | RT | DOD"]
    joined = rows_of(paper(persons, more=same))
    assert [say(c.answer("outcome_status"))[1] for c in joined] == ["NED", "DOD"]
    apart = rows_of(paper(persons, more=[*same, "3 | RT | DOD"]))
    assert [say(c.answer("outcome_status"))[0] for c in apart] == ["not_reported", "not_reported"]


def test_tables_with_other_ages_are_not_joined() -> None:
    more = ["Study | Age | Sex | Level", "Olsen 1998 | 9 | M | C3", "Marek 2005 | 12 | F | L3"]
    assert len(rows_of(paper(PERSONS, more=more))) == 4


def test_a_mention_in_a_cell_that_no_row_takes_over_is_kept_without_an_owner() -> None:
    rows = [
        "Study | Age | Sex | Level | Remarks",
        "Olsen 1998 | 43 | M | C3 | no deficits",
        "Marek 2005 | 61 | F | L3 | ",
    ]
    extraction = told_in(paper(rows))
    (kept,) = [m for m in extraction.mentions if m.evidence.quote == "no deficits"]
    assert (kept.field, kept.case, kept.owner) == ("neuro_deficit", None, "unowned")
    assert all(case.answer("neuro_deficit") is None for case in extraction.cases)


def test_each_quote_stands_in_the_text() -> None:
    extraction = told_in(paper(ROWS, references=REFERENCES))
    text = extraction.document.text
    quotes = [e.span for c in extraction.cases for a in c.assertions for e in a.evidence]
    assert quotes
    assert all(span.stands_in(text) for span in quotes)
