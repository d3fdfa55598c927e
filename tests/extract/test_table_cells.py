"""What single cells say, by the head of their column."""

import pytest

from casepool.domain.form import REASONS
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Levels, MarkerResult, Measurement, Value
from extract.table_paper import cell_says, paper, rows_of, say

ABSENT = ("absent", None)
REPORTED = ("reported", None)
SILENT = ("not_reported", None)


def age_sex(words: str) -> tuple[float, str, object]:
    rows = ["Study | Age/sex | Level | Outcome", f"Olsen 1998 | {words} | L3 | NED"]
    (case,) = rows_of(paper(rows))
    age = case.answer("age_years")
    assert age is not None
    assert isinstance(age.value, Quantity)
    return age.value.value, age.value.unit, say(case.answer("sex"))[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("39/male", (39, "year", "male")),
        ("M/39", (39, "year", "male")),
        ("39/M", (39, "year", "male")),
        ("58 /female", (58, "year", "female")),
        ("27/mal", (27, "year", "male")),
        ("29/femal", (29, "year", "female")),
        ("61F", (61, "year", "female")),
        ("F61", (61, "year", "female")),
        ("F, 61", (61, "year", "female")),
        ("61 y/F", (61, "year", "female")),
        ("61 yo M", (61, "year", "male")),
        ("45-year-old man", (45, "year", "male")),
        ("18 mo/M", (18, "month", "male")),
        ("60s/F", (60, "year", "female")),
        ("male, 70 years", (70, "year", "male")),
        ("43*/M", (43, "year", "male")),
    ],
)
def test_age_and_sex(words: str, expected: tuple[float, str, str]) -> None:
    assert age_sex(words) == expected


@pytest.mark.parametrize(
    ("head", "words", "months"),
    [("Age (mo)", "18", 18), ("Age (years)", "18", 216), ("Age", "18 months", 18), ("Age (months)", "2 years", 24)],
)
def test_unit_of_the_head(head: str, words: str, months: float) -> None:
    rows = [f"Study | {head} | Sex | Level | Outcome", f"Olsen 1998 | {words} | F | L3 | NED"]
    age = rows_of(paper(rows))[0].answer("age_years")
    assert age is not None
    assert isinstance(age.value, Quantity)
    assert age.value.months() == months


@pytest.mark.parametrize(
    ("head", "words", "field", "expected"),
    [
        ("Radiotherapy", "Yes", "radiotherapy", REPORTED),
        ("Radiotherapy", "No", "radiotherapy", ABSENT),
        ("Radiotherapy", "+", "radiotherapy", REPORTED),
        ("Radiotherapy", "-", "radiotherapy", SILENT),
        ("Radiotherapy", "NR", "radiotherapy", SILENT),
        ("Radiotherapy", "N/A", "radiotherapy", SILENT),
        ("Radiotherapy", "", "radiotherapy", SILENT),
        ("RT", "50.4 Gy", "radiotherapy", REPORTED),
        ("Chemotherapy", "ifosfamide", "chemotherapy", REPORTED),
        ("Chemotherapy", "none", "chemotherapy", ABSENT),
        ("Recurrence", "No", "local_recurrence", ABSENT),
        ("Recurrence", "Yes", "local_recurrence", REPORTED),
        ("Metastasis", "lung", "distant_metastasis", ("reported", "lung")),
        ("Radiotherapy", "refused", "radiotherapy", ABSENT),
        ("Surgery", "Complete", "surgery_done", REPORTED),
        ("Extent of resection", "GTR", "resection_extent", ("reported", "gross_total_unspecified")),
        ("Treatment", "En bloc resection", "resection_extent", ("reported", "en_bloc")),
        ("Surgery", "Partial", "resection_extent", ("reported", "partial")),
        ("Symptoms", "Asymptomatic", "presenting_symptoms", ABSENT),
        ("Complications", "None", "complications", ABSENT),
        ("Neurological outcome", "Improved", "neuro_outcome", ("reported", "improved")),
        ("Size (cm)", "4.6 x 2.9", "size", ("reported", Measurement((4.6, 2.9), "cm"))),
        ("Size", "35 mm", "size", ("reported", Measurement((35,), "mm"))),
        ("Size", "35", "size", SILENT),
        ("Metastases", "No", "distant_metastasis", ABSENT),
        ("Neurological deficit", "No", "neuro_deficit", ABSENT),
        ("Treatment", "Excision + radiotherapy", "radiotherapy", REPORTED),
        ("Treatment", "surgery", "radiotherapy", SILENT),
        ("Treatment", "Surgery alone", "radiotherapy", ABSENT),
        ("Treatment", "GTR only", "chemotherapy", ABSENT),
        ("Treatment", "Resection, no radiotherapy", "radiotherapy", ABSENT),
        ("Treatment", "Chemoradiation", "chemotherapy", REPORTED),
        ("Treatment", "None", "surgery_done", ABSENT),
        ("Treatment", "Declined surgery, RT alone", "radiotherapy", REPORTED),
        ("Treatment", "Declined surgery, RT alone", "surgery_done", ABSENT),
        ("Treatment", "No RT or chemotherapy", "chemotherapy", ABSENT),
        ("Treatment", "surgery → PBT", "radiotherapy", REPORTED),
        ("Outcome", "Alive with lung and liver metastases", "outcome_status", ("reported", "AWD")),
        ("Outcome", "Alive with lung and liver metastases", "distant_metastasis", ("reported", "lung, liver")),
        ("Adjuvant therapy", "None", "radiotherapy", ABSENT),
        ("Adjuvant therapy", "RT", "radiotherapy", REPORTED),
        ("Symptoms", "Sciatica, no deficits", "neuro_deficit", ABSENT),
        ("Symptoms", "Neck pain, neurologically intact", "neuro_deficit", ABSENT),
        ("Outcome", "Alive at 5 years", "outcome_status", ("reported", "alive_state_unstated")),
        ("Outcome", "Lost follow-up", "outcome_status", ("reported", "lost_to_followup")),
        ("Outcome", "Died of disease", "outcome_status", ("reported", "DOD")),
        ("Outcome", "Died of pneumonia after 2 y", "outcome_status", ("reported", "DOC")),
        ("Outcome", "Died 3 mo", "outcome_status", ("reported", "dead_cause_unstated")),
        ("Outcome", "AWD", "outcome_status", ("reported", "AWD")),
        ("Outcome", "Alive without disease", "outcome_status", ("reported", "NED")),
        ("Outcome", "Not known", "outcome_status", ("unclear", None)),
        ("Outcome", "Unknow", "outcome_status", ("unclear", None)),
        ("Outcome", "Not reported", "outcome_status", SILENT),
    ],
)
def test_answers(head: str, words: str, field: str, expected: tuple[str, Value]) -> None:
    assert say(cell_says(head, words, field)) == expected


@pytest.mark.parametrize("words", ["Not known", "unknown", "Unknow", "Not know", "?"])
def test_unknown_is_not_silence(words: str) -> None:
    found = cell_says("Outcome", words, "outcome_status")
    assert found is not None
    assert (found.reason, found.candidates, found.evidence[0].quote) == ("stated_unknown", (), words)
    assert found.reason in REASONS


def test_a_dash_is_an_answer_beside_plus_signs() -> None:
    rows = ["Study | Age | Sex | Level | RT", "Olsen 1998 | 43 | M | L3 | +", "Marek 2005 | 61 | F | T5 | -"]
    assert [say(c.answer("radiotherapy")) for c in rows_of(paper(rows))] == [REPORTED, ABSENT]


def test_a_note_says_what_a_dash_stands_for() -> None:
    rows = ["Study | Age | Sex | Level | RT", "Olsen 1998 | 43 | M | L3 | +", "Marek 2005 | 61 | F | T5 | -"]
    cases = rows_of(paper(rows, note="+: given; -: not reported"))
    assert [say(c.answer("radiotherapy")) for c in cases] == [REPORTED, SILENT]


@pytest.mark.parametrize(
    ("words", "number", "unit", "qualifier"),
    [
        ("NED 24 mo", 24, "month", "exact"),
        ("6 mo, NED", 6, "month", "exact"),
        ("NED at 2 years", 2, "year", "exact"),
        ("DOD at 8 months", 8, "month", "exact"),
        ("no recurrence at 9 months", 9, "month", "exact"),
        ("7 years follow-up relapse", 7, "year", "exact"),
        ("Recurrence at 8 months", 8, "month", "at_least"),
        ("Recurrence at 8 months, NED at 3 years", 3, "year", "exact"),
        ("Alive > 5 years", 5, "year", "more_than"),
    ],
)
def test_followup(words: str, number: float, unit: str, qualifier: str) -> None:
    found = cell_says("Outcome", words, "followup_months")
    assert found is not None
    assert isinstance(found.value, Quantity)
    assert (found.value.value, found.value.unit, found.value.qualifier) == (number, unit, qualifier)


@pytest.mark.parametrize(
    ("head", "words", "field", "after", "by"),
    [
        ("Outcome", "7 years follow-up relapse", "recurrence_months", 0, 84),
        ("Outcome", "Recurrence at 8 months", "recurrence_months", 0, 8),
        ("Outcome", "Recurrence (12 mo), NED at 3 years", "recurrence_months", 0, 12),
        ("Outcome", "Metastatic spread at 5 months", "metastasis_months", 0, 5),
        ("Outcome", "DOD at 8 months", "death_months", 8, 8),
        ("Outcome", "Died 2 years after surgery", "death_months", 24, 24),
        ("Time to recurrence (mo)", "14", "recurrence_months", 0, 14),
        ("Recurrence", "12 months", "recurrence_months", 0, 12),
        ("Recurrence", "Yes (12 mo)", "recurrence_months", 0, 12),
    ],
)
def test_times_of_events(head: str, words: str, field: str, after: float, by: float) -> None:
    assert say(cell_says(head, words, field)) == ("reported", IntervalTime(after, by))


def test_recurrence_of_unstated_site_needs_a_person() -> None:
    vague = cell_says("Outcome", "7 years follow-up relapse", "local_recurrence")
    clear = cell_says("Outcome", "Local recurrence at 4 years", "local_recurrence")
    assert vague is not None
    assert clear is not None
    assert (vague.needs_person, clear.needs_person) == (True, False)


def test_metastases_without_a_time() -> None:
    words = "9 years no relapse at the operated site. Bone metastases found"
    spread = cell_says("Outcome", words, "distant_metastasis")
    when = cell_says("Outcome", words, "metastasis_months")
    state = cell_says("Outcome", words, "outcome_status")
    assert spread is not None
    assert when is not None
    assert state is not None
    assert (spread.state, spread.needs_person) == ("reported", True)
    assert say(cell_says("Outcome", words, "local_recurrence")) == ABSENT
    assert (when.reason, [c.value for c in when.candidates]) == (
        "ambiguous",
        [IntervalTime(0, 108), IntervalTime(None, 0)],
    )
    assert [(c.value, c.evidence[0].quote) for c in state.candidates] == [
        ("AWD", "Bone metastases found"),
        ("alive_state_unstated", "9 years no relapse at the operated site"),
    ]


def test_implied_states_need_a_person() -> None:
    free = cell_says("Outcome", "no local recurrence, no metastases at 6 months", "outcome_status")
    spread = cell_says("Outcome", "Lung metastases at 8 months", "outcome_status")
    assert free is not None
    assert spread is not None
    assert (free.value, free.needs_person) == ("NED", True)
    assert (spread.value, spread.needs_person) == ("AWD", True)


def test_silence_on_an_endpoint_is_not_its_absence() -> None:
    assert say(cell_says("Outcome", "Metastatic spread at 5 months", "local_recurrence")) == SILENT
    assert say(cell_says("Outcome", "no recurrence at 6 months", "distant_metastasis")) == SILENT
    assert say(cell_says("Outcome", "7 years follow-up relapse", "outcome_status")) == SILENT


def test_site_of_metastases_is_kept() -> None:
    assert say(cell_says("Outcome", "Lung metastases at 8 months", "distant_metastasis")) == ("reported", "lung")


@pytest.mark.parametrize(
    ("words", "field", "note", "expected"),
    [
        ("GTR", "surgery_done", "GTR: gross total resection", REPORTED),
        ("S + C", "chemotherapy", "S = surgery; C = chemotherapy", REPORTED),
        ("S + C", "radiotherapy", "S = surgery; C = chemotherapy", SILENT),
        ("S, CT scan", "chemotherapy", "S, surgery; CT, computed tomography", SILENT),
        ("S + CT", "chemotherapy", "S: surgery, CT: computed tomography", SILENT),
    ],
)
def test_short_forms_are_read_as_the_note_says(words: str, field: str, note: str, expected: tuple[str, Value]) -> None:
    assert say(cell_says("Treatment", words, field, note)) == expected


def test_letters_for_chemotherapy_need_a_person() -> None:
    found = cell_says("Treatment", "Surgery + RT + CT", "chemotherapy")
    assert found is not None
    assert (found.state, found.needs_person) == ("reported", True)


def test_short_outcomes_by_the_note() -> None:
    found = cell_says("Outcome", "NSR 2 y", "outcome_status", "NSR: no evidence of disease")
    assert say(found) == ("reported", "NED")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Right deep muscles C7-T1", ("reported", Levels(("C7", "T1")))),
        ("C3–C5", ("reported", Levels(("C3", "C4", "C5")))),
        ("Th4-6", ("reported", Levels(("T4", "T5", "T6")))),
        ("D5-D6 left mass", ("reported", Levels(("T5", "T6")))),
    ],
)
def test_levels(words: str, expected: tuple[str, Levels]) -> None:
    rows = ["Study | Age | Sex | Location | Outcome", f"Olsen 1998 | 43 | M | {words} | NED"]
    assert say(rows_of(paper(rows))[0].answer("level_range")) == expected


def test_a_region_without_levels() -> None:
    rows = ["Study | Age | Sex | Location | Outcome", "Olsen 1998 | 43 | M | Thoracic, left | NED"]
    (case,) = rows_of(paper(rows))
    assert say(case.answer("region")) == ("reported", "thoracic")
    assert say(case.answer("laterality")) == ("reported", "left")
    assert case.answer("level_range") is None


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        ("Pain in the back and left arm", ["back pain", "arm pain"]),
        ("Neck pian with radicular pain in the left arm", ["neck pain", "radicular pain"]),
        ("Paraparesis, back pain", ["paraparesis", "back pain"]),
        ("Tender growing lump beside the spine", ["tender growing lump"]),
    ],
)
def test_symptoms(words: str, signs: list[str]) -> None:
    rows = ["Study | Age | Sex | Symptoms | Outcome", f"Olsen 1998 | 43 | M | {words} | NED"]
    answers = rows_of(paper(rows))[0].answers("presenting_symptoms")
    assert sorted(str(a.value) for a in answers) == sorted(signs)
    assert all(a.evidence[0].place.column == 3 for a in answers)


def answers_of(head: str, words: str, *fields: str) -> list[tuple[str, object]]:
    rows = [f"Study | Age | Sex | {head}", f"Olsen 1998 | 43 | M | {words}"]
    (case,) = rows_of(paper(rows))
    return [say(case.answer(field)) for field in fields]


def test_a_recurrence_lies_within_the_followup_of_its_row() -> None:
    found = answers_of("Recurrence | Follow-up (mo)", "Yes | 36", "local_recurrence", "recurrence_months")
    assert found == [REPORTED, ("reported", IntervalTime(0, 36))]


def test_followup_of_the_dead_ends_with_death() -> None:
    rows = ["Study | Age | Sex | Outcome | F/U (mo)", "Olsen 1998 | 43 | M | DOD | 14"]
    death = rows_of(paper(rows))[0].answer("death_months")
    assert death is not None
    assert (death.value, death.needs_person) == (IntervalTime(14, 14), True)


def test_no_recurrence_has_no_time() -> None:
    found = answers_of("Recurrence | Follow-up (mo)", "No | 36", "local_recurrence", "recurrence_months")
    assert found == [ABSENT, SILENT]


@pytest.mark.parametrize("words", ["24/NED", "NED, 24", "24 (NED)", "24"])
def test_bare_followup_in_the_unit_of_the_head(words: str) -> None:
    (found,) = answers_of("Level | Outcome/follow-up (months)", f"L3 | {words}", "followup_months")
    assert isinstance(found[1], Quantity)
    assert (found[1].value, found[1].unit) == (24, "month")


def test_metastases_beside_a_status_have_no_time_of_their_own() -> None:
    found = cell_says("Outcome", "AWD (lung mets), 18 mo", "metastasis_months")
    assert found is not None
    assert (found.state, [c.value for c in found.candidates]) == (
        "unclear",
        [IntervalTime(0, 18), IntervalTime(None, 0)],
    )


def test_duration_in_a_cell_of_symptoms() -> None:
    (found,) = answers_of("Symptoms", "Back pain for 2 mo", "symptom_duration_months")
    assert isinstance(found[1], Quantity)
    assert (found[1].value, found[1].unit) == (2, "month")


def test_a_declined_operation_is_declined() -> None:
    found = cell_says("Treatment", "Declined surgery, RT alone", "surgery_done")
    assert found is not None
    assert found.given == "declined"


def test_declined_treatment_is_absent_and_declined() -> None:
    found = cell_says("Radiotherapy", "Refused", "radiotherapy")
    assert found is not None
    assert (found.state, found.given) == ("absent", "declined")


def test_stains_of_a_cell() -> None:
    rows = ["Study | Age | Sex | Level | IHC", "Olsen 1998 | 43 | M | L3 | desmin+, S100-"]
    answers = rows_of(paper(rows))[0].answers("ihc_panel")
    assert sorted((a.value.marker, a.value.result) for a in answers if isinstance(a.value, MarkerResult)) == [
        ("S-100", "negative"),
        ("desmin", "positive"),
    ]
