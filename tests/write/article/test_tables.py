"""Table 1, Table 2 and the case section: every value bound, every silence by its sign, notes in reading order."""

from dataclasses import replace

from casepool.domain.cohort import Cohort
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Levels, MarkerResult, Measurement
from casepool.write.article.cells import CellBook
from casepool.write.article.model import Bound, Gap, TableBlock, list_runs, say_runs
from casepool.write.article.notes import NoteBook
from casepool.write.article.print_value import print_levels, print_number, print_quantity, print_size, print_value
from casepool.write.article.sentences import write_case_section
from casepool.write.article.whole import build_article
from pool.build import ABSENT, HIDDEN, NOT_APPLICABLE, PRESENT, age, cohort, patient, told, unclear
from write.article.sample import build_review


def table(label: str, people: Cohort | None = None, **more: object) -> TableBlock:
    article = build_article(build_review(people, **more), figures=())
    return next(b for b in article.blocks if isinstance(b, TableBlock) and b.label == label)


def rows(block: TableBlock) -> list[list[str]]:
    return [[say_runs(cell).replace("\u00a0", " ") for cell in row.cells] for row in block.rows]


def test_rows_of_the_twin() -> None:
    block = table("Table 1")
    assert rows(block)[0] == [
        "1", "Halvorsen and Brekke 1996 a", "58 M", "neck pain, neck stiffness; deficit: none", "C5–C6, left", "–", "●",
        "●", "–", "–", "recurrence in (0, 36]b", "36",
    ]  # fmt: skip
    assert rows(block)[3][10] == "stated unknownd"
    assert rows(block)[5] == [
        "6", "Index case ", "29 or 28e F", "gait disturbance, low back pain; deficit: uncleare", "L2–L3", "66 × 49",
        "●", "–", "–", "BCL2 +, CD34 +, CD99 +", "no recurrence at 9; no metastasis at 9", "9",
    ]  # fmt: skip
    assert block.rows[5].kind == "index"
    notes = [say_runs(note) for note in block.notes]
    assert notes[0].endswith("56 of 56 values in this table were not verified by a person.")
    assert notes[1].startswith(
        "a known only from a table of Varzaru and Oyelaran 2021; the own publication was not read."
    )
    assert "e the source contradicts itself; both readings are kept." in notes[1]


def test_states_have_their_signs() -> None:
    people = cohort(
        patient("p1", radiotherapy=ABSENT, chemotherapy=HIDDEN, surgery_done=PRESENT, size=HIDDEN),
        patient("p2", radiotherapy=told(state="unclear", reason="planned_only"), chemotherapy=NOT_APPLICABLE),
    )
    found = rows(table("Table 1", people, flow=None))
    assert [row[5:9] for row in found] == [["×", "●", "○", "×"], ["–", "–", "?a", "·"]]


def test_long_lists_and_long_values_are_cut_with_a_note() -> None:
    items = [told(f"symptom {number}") for number in range(8)]
    people = cohort(patient("p1", presenting_symptoms=items), patient("p2", presenting_symptoms=[told("x" * 90)]))
    found = [row[3] for row in rows(table("Table 1", people, flow=None))]
    assert found == [", ".join(f"symptom {n}" for n in range(6)) + " …a", "x" * 59 + "…a"]


def test_above_forty_patients_the_most_similar_ones_stand() -> None:
    people = [patient(f"p{n}", sex="male", age_years=age(30 + n)) for n in range(41)]
    block = table("Table 1", cohort(*people, patient("me", index=True, sex="male", age_years=age(40))), flow=None)
    assert len(block.rows) == 6
    assert block.rows[-1].kind == "index"
    assert say_runs(block.lead) == "The index case and the 5 most similar patients; all 42 patients stand in Table S1."


def test_summary_of_the_twin() -> None:
    found = {row[0]: row[1:] for row in rows(table("Table 2"))}
    assert found["Age at presentation"] == ["49, 57, 58, 66, 71a; median 58", "–", "0", "1", "–"]
    assert found["with “28” for Index case"] == ["57.5 (49–66; 28–71)", "", "", "", ""]
    assert found["Radiotherapy"] == ["reported in 3, absent in 0", "–", "3", "0", "3/6–6/6"]
    assert found["male"] == ["3/6", "19–81%", "0", "0", "3/6"]
    assert found["Any progression"] == ["3/4", "19–99%b", "2", "–", "3/6–5/6"]
    assert found["with “alive with disease” for Brandstetter et al. 2008"][0] == "2/4"


def case_text(**fields: object) -> dict[str, str]:
    people = cohort(patient("me", index=True, **fields), patient("p2", age_years=age(50)))
    parts = write_case_section(CellBook(build_review(people, flow=None)))
    return {
        name: " ".join(say_runs(runs) for block in blocks for runs in list_runs(block)).replace("\u00a0", " ")
        for name, blocks in parts.items()
    }


def test_an_empty_case_is_made_of_gaps() -> None:
    found = case_text()
    assert found["patient_information"] == (
        "A [sex not stated], aged [age not stated], is presented. [presenting symptoms not stated] "
        "[duration of symptoms not stated] [past history not stated]"
    )
    assert found["therapeutic_intervention"] == (
        "[surgery not stated] [extent of resection not stated] [margin not stated] [radiotherapy not stated] "
        "[chemotherapy not stated]"
    )


def test_every_state_has_its_sentence() -> None:
    found = case_text(
        sex="female", age_years=unclear(age(36), age(35)), radiotherapy=ABSENT, chemotherapy=PRESENT,
        neuro_deficit=told("sensory loss"), bone_destruction=told(state="unclear", reason="planned_only"),
        size=[told(Measurement((5.8, 3.7), "cm"), modality="MRI")], margin="R0", surgery_done=NOT_APPLICABLE,
        presenting_symptoms=[told("neck pain"), told(state="absent", item="fever")], prior_treatment=ABSENT,
        ihc_panel=[told(MarkerResult("desmin", "positive", Quantity(60, "%"))), told(MarkerResult("S100", "negative"))],
    )  # fmt: skip
    assert found["patient_information"].startswith(
        "A female patient, aged 36 or 35 years, is presented. Presenting symptoms: neck pain. Stated as absent: fever."
    )
    assert found["patient_information"].endswith("The lesion had not been treated before.")
    assert "A neurological deficit was present (sensory loss)." in found["clinical_findings"]
    assert "Size: 58 × 37 mm (MRI)." in found["diagnostic_assessment"]
    assert "Whether bone was destroyed is unclear." in found["diagnostic_assessment"]
    assert "Immunohistochemistry: desmin positive (60%) and S100 negative." in found["diagnostic_assessment"]
    assert found["therapeutic_intervention"] == (
        "[extent of resection not stated] Margin: R0. Radiotherapy was not given. Chemotherapy was given."
    )


def test_only_stated_words_are_bound() -> None:
    people = cohort(patient("me", index=True, radiotherapy=ABSENT), patient("p2"))
    parts = write_case_section(CellBook(build_review(people, flow=None)))
    runs = [run for block in parts["therapeutic_intervention"] for line in list_runs(block) for run in line]
    assert [(run.name, run.printed) for run in runs if isinstance(run, Bound)] == [("index.radiotherapy", "not given")]
    assert len([run for run in runs if isinstance(run, Gap)]) == 4


def test_values_in_print() -> None:
    assert [print_number(n) for n in (44.0, 57.5, 0.375, -0.5, 1234.0, 12345.0)] == [
        "44", "57.5", "0.38", "−0.50", "1\u2009234", "12\u2009345",
    ]  # fmt: skip
    assert print_quantity(Quantity(1, "month")) == "1\u00a0month"
    assert print_quantity(Quantity(6, "week"), "month", with_unit=False) == "1.4"
    assert print_quantity(Quantity(40, "%", "less_than")) == "<40%"
    assert print_size(Measurement((3.7, 5.8), "cm")) == "58 × 37\u00a0mm"
    assert print_levels(Levels(("C7", "T1", "T5", "S1", "Co"))) == "C7–T1, T5, S1, Co"
    assert print_levels(Levels(("T3",))) == "T3"
    assert print_value(IntervalTime(0, 48), {}) == "(0, 48]"
    assert print_value(IntervalTime(12, None), {}) == ">12"
    assert print_value("gross_total_unspecified", {}) == "gross total unspecified"


def test_notes_are_lettered_in_reading_order() -> None:
    notes = NoteBook()
    assert [notes.sign(text).text for text in ("x", "y", "x")] == ["a", "b", "a"]
    assert say_runs(notes.line()) == "a x.  b y."
    many = NoteBook("symbols")
    assert [many.sign(str(number)).text for number in range(8)] == ["*", "†", "‡", "§", "¶", "‖", "**", "††"]
    long = NoteBook()
    assert [long.sign(str(number)).text for number in range(28)][-3:] == ["z", "aa", "ab"]


def test_equal_names_get_a_letter() -> None:
    review = build_review(
        cohort(patient("p1"), patient("p2"), patient("p3")), names={"p1": "Ek", "p2": "Ek"}, flow=None
    )
    assert dict(CellBook(review).names.patients) == {"p1": "Ek (a)", "p2": "Ek (b)", "p3": "paper of p3"}
    stems = CellBook(build_review(cohort(patient("P 1"), patient("p_1"), patient("p-1")), flow=None)).names.stems
    assert len(set(stems.values())) == 3
    assert isinstance(replace(review, note="x").note, str)
