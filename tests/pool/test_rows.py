"""Rows of the summary table: shares with bounds and refusals, numbers that stay bounds where a source gives one."""

from typing import Any

import pytest

from casepool.domain.cohort import ClosedWorld, PoolPlan
from casepool.domain.estimate import Row, count_missing, say_share
from casepool.domain.quantity import Quantity
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.names import name_field, name_number, name_part
from casepool.pool.runs import say_reading
from casepool.pool.share_rows import bootstrap_share
from casepool.pool.whole import Setting, describe_field
from pool.build import (
    ABSENT,
    HIDDEN,
    NOT_APPLICABLE,
    PRESENT,
    SILENT,
    age,
    between,
    case,
    cohort,
    months,
    patient,
    row,
    told,
    unclear,
)  # fmt: skip

FORM, KNOWLEDGE = load_form(), load_pooling()


def rows_of(field: str, *given: Any, plan: PoolPlan | None = None, index: int | None = None) -> tuple[Row, ...]:
    """The rows of a field for one patient per given answer (None: silence); `index` is the own patient's place."""
    patients = [
        patient(f"p{n}", index=n == index, **({} if value is None else {field: value})) for n, value in enumerate(given)
    ]
    return describe_field(cohort(*patients), FORM.field(field), Setting(FORM, KNOWLEDGE, plan or PoolPlan()))


def only(rows: tuple[Row, ...]) -> Row:
    (found,) = rows
    return found


def runs_of(row: Row, kind: str, part: str) -> list[float | None]:
    return [e.value for r in row.runs if r.kind == kind for e in r.estimates if f".{part}." in f"{e.name}."]


def test_a_share_counts_reported_and_absent_only() -> None:
    found = only(rows_of("radiotherapy", PRESENT, PRESENT, ABSENT, SILENT, HIDDEN, NOT_APPLICABLE))
    assert [found.number(part) for part in ("k", "no", "n", "missing")] == [2, 1, 3, 2]
    share = found.get("share")
    assert share is not None
    assert share.value == pytest.approx(2 / 3)
    assert share.bounds == pytest.approx((2 / 5, 4 / 5))
    assert (share.n, share.publications, share.excluded, share.level) == (3, 3, 3, 0.95)
    assert share.method == "patients pooled, Wilson interval"
    assert [source.patient for source in share.sources] == ["p0", "p1", "p2"]
    k = found.get("k")
    assert k is not None
    assert [source.patient for source in k.sources] == ["p0", "p1"]
    assert count_missing(found.missing) == 2


def test_planned_treatment_is_outside_the_denominator_and_inside_the_bounds() -> None:
    found = only(rows_of("radiotherapy", PRESENT, ABSENT, unclear(reason="planned_only")))
    assert [found.number(part) for part in ("k", "n", "missing")] == [1, 2, 1]
    low, high = found.get("low"), found.get("high")
    assert low is not None
    assert high is not None
    assert (low.words, high.words) == ("1/3", "2/3")


def test_a_field_that_nobody_denies_has_no_share() -> None:
    found = only(
        rows_of("radiotherapy", PRESENT, SILENT, HIDDEN, unclear(reason="planned_only"), unclear("present", "absent"))
    )
    assert found.get("share") is None
    assert found.refusals[0].sentence == (
        "Radiotherapy: share not given: reported in 1 of 5, stated absent in 0, silent in 1, unclear in 1, "
        "not accessible in 1, planned only in 1; the share lies between 1/5 and 5/5."
    )


def test_a_field_that_nobody_states_has_no_share() -> None:
    found = only(rows_of("radiotherapy", SILENT, None))
    assert found.refusals[0].sentence == (
        "Radiotherapy: share not given: stated in 0 of 2, silent in 2; the share lies between 0/2 and 2/2."
    )


def test_a_field_that_can_apply_to_nobody_has_no_share() -> None:
    found = only(rows_of("radiotherapy", NOT_APPLICABLE, NOT_APPLICABLE))
    assert found.refusals[0].sentence == "Radiotherapy: share not given: it can apply to no patient."
    assert found.get("low") is None


def test_none_of_some_has_an_exact_interval() -> None:
    share = only(rows_of("radiotherapy", *[ABSENT] * 6)).get("share")
    assert share is not None
    assert (share.value, share.method) == (0, "patients pooled, Clopper-Pearson interval")
    assert share.interval is not None
    assert share.interval.upper == pytest.approx(1 - 0.025 ** (1 / 6))


def test_every_reading_of_an_unclear_answer_has_a_run() -> None:
    found = only(rows_of("neuro_deficit", PRESENT, ABSENT, unclear("present", "absent")))
    assert runs_of(found, "candidate", "k") == [2, 1]
    assert [run.label for run in found.runs] == ["with present for p2", "with absent for p2"]


def test_values_that_need_a_person_are_taken_out_in_a_run() -> None:
    found = only(rows_of("neuro_deficit", told(needs_person=True), PRESENT, ABSENT))
    assert found.number("k") == 2
    assert runs_of(found, "without_needs_person", "k") == [1]


def test_the_own_patient_is_taken_out_in_a_run() -> None:
    found = only(rows_of("neuro_deficit", PRESENT, PRESENT, ABSENT, index=0))
    assert runs_of(found, "without_index", "k") == [1]
    assert only(rows_of("neuro_deficit", PRESENT, index=0)).runs == ()


def test_a_declared_table_is_read_open_in_a_run() -> None:
    plan = PoolPlan(closed_world=(ClosedWorld("review", "table 1", ("surgery_done", "radiotherapy")),))
    pool = cohort(
        patient("p1", row("review", surgery_done=PRESENT)),
        patient("p2", row("review", name="row 2", surgery_done=PRESENT, radiotherapy=PRESENT)),
    )
    found = only(describe_field(pool, FORM.field("radiotherapy"), Setting(FORM, KNOWLEDGE, plan)))
    assert [found.number(part) for part in ("k", "n")] == [1, 2]
    (run,) = [run for run in found.runs if run.kind == "open_world"]
    assert {e.name: e.value for e in run.estimates}["radiotherapy.n.open_world"] == 1
    assert run.refusals[0].reason.startswith("reported in 1 of 2, stated absent in 0, silent in 1")


def test_categories_stand_in_the_order_of_the_form() -> None:
    rows = rows_of("sex", "male", "female", "male", None, "intersex")
    assert [row.name for row in rows] == ["sex.female", "sex.male", "sex.intersex"]
    assert [(row.number("k"), row.number("n")) for row in rows] == [(1, 4), (2, 4), (1, 4)]


def test_absence_is_a_category_where_it_has_a_meaning() -> None:
    rows = rows_of("mri_enhancement", "heterogeneous", ABSENT, unclear("heterogeneous", "homogeneous"))
    assert [row.item for row in rows] == ["homogeneous", "heterogeneous", "absent"]
    assert [row.number("k") for row in rows] == [0, 1, 1]
    assert runs_of(rows[0], "candidate", "k") == [0, 1]


def test_levels_and_grades_are_counted() -> None:
    rows = rows_of("level_range", Levels(("T3", "T4")), Levels(("T4",)), None)
    assert [(row.item, row.number("k"), row.number("n")) for row in rows] == [("T3", 1, 2), ("T4", 2, 2)]
    grades = rows_of("tumour_grade", Grade("FNCLCC", "2"), Grade("", "high"))
    assert [row.item for row in grades] == ["FNCLCC 2", "high"]


def test_markers_count_positive_of_tested() -> None:
    rows = rows_of(
        "ihc_panel",
        [MarkerResult("desmin", "positive"), MarkerResult("S100", "negative")],
        [MarkerResult("desmin", "focal"), MarkerResult("S100", "equivocal")],
        [MarkerResult("desmin", "weak")],
        None,
    )
    desmin, s100 = rows
    assert [desmin.number(part) for part in ("k", "n", "missing", "share")] == [3, 3, 1, 1.0]
    assert desmin.notes == ("No source states this marker as negative; negative stains may be unreported.",)
    assert [s100.number(part) for part in ("k", "n", "missing", "share")] == [0, 1, 3, 0.0]
    assert ("unclear", "ambiguous", 1) in [(m.state, m.reason, m.n) for m in s100.missing]


def test_numbers_have_median_quartiles_and_range() -> None:
    found = only(rows_of("age_years", *map(age, (34, 36, 43, 45, 61, 70))))
    parts = ("n", "median", "q1", "q3", "min", "max")
    assert [found.number(part) for part in parts] == [6, 44, 36, 61, 34, 70]
    assert found.values == ()
    median = found.get("median")
    assert median is not None
    assert median.unit == "year"
    assert median.interval is not None
    assert (median.interval.lower, median.interval.upper, median.interval.attained) == (34, 70, 0.96875)


def test_quartile_type_and_mean_are_choices_of_the_plan() -> None:
    ages = list(map(age, (34, 36, 43, 45, 61, 70)))
    found = only(rows_of("age_years", *ages, plan=PoolPlan(quartile_type=7, with_mean=True)))
    assert (found.number("q1"), found.number("q3")) == (37.75, 57)
    assert found.get("q1").method == "quartile, type 7"
    assert found.number("mean") == pytest.approx(48.1666667)
    assert found.number("sd") == pytest.approx(14.3306199)
    assert found.get("mean").interval.method == "t"


def test_few_values_are_listed() -> None:
    found = only(rows_of("age_years", *map(age, (70, 34, 45))))
    assert found.values == (34, 45, 70)
    assert found.refusals[0].name == "age.median.interval"


def test_units_are_brought_together() -> None:
    found = only(rows_of("age_years", Quantity(18, "month"), age(2)))
    assert found.values == (1.5, 2)
    size = rows_of(
        "size", told(Measurement((5.8, 3.7), "cm"), modality="MRI"), told(Measurement((41,), "mm"), modality="CT")
    )
    assert [(row.item, row.values) for row in size] == [("CT", (41,)), ("MRI", (58,))]
    assert size[0].get("median").unit == "mm"


def test_bounds_decades_and_ranges_stay_intervals() -> None:
    given = (Quantity(20, "%"), Quantity(50, "%", "less_than"), Quantity(60, "%", "more_than"))
    found = only(rows_of("ki67_percent", *given))
    median = found.get("median")
    assert (median.value, median.bounds, median.words) == (None, (20, 50), "lies between the bounds")
    assert found.get("max").bounds == (60, None)
    assert found.get("min").bounds == (0, 20)
    assert found.notes == ("2 of 3 values are bounds or ranges.",)
    assert found.values == (20,)


def test_a_summary_that_the_bounds_do_not_touch_keeps_its_value() -> None:
    found = only(rows_of("age_years", age(20), age(40), age(50, "decade", 59)))
    assert (found.number("median"), found.get("median").bounds) == (40, None)
    assert found.get("max").bounds == (50, 59)


def test_the_interval_of_a_median_reaches_to_the_upper_ends() -> None:
    found = only(rows_of("age_years", *[age(30 + n) for n in range(5)], age(60, "more_than")))
    assert found.get("median").interval.lower == 30
    assert found.get("median").interval.upper is None


def test_deviation_of_bounds_and_of_one_value_is_not_defined() -> None:
    plan = PoolPlan(with_mean=True)
    assert only(rows_of("age_years", age(4), plan=plan)).get("sd").words == "not defined"
    bounded = only(rows_of("age_years", age(4), age(5, "decade", 9), plan=plan))
    assert bounded.get("sd").words == "not defined: some values are bounds"
    assert bounded.get("mean").bounds == (4.5, 6.5)
    unbounded = only(rows_of("age_years", age(4), age(5, "more_than"), plan=plan))
    assert unbounded.get("mean").bounds == (4.5, None)


def test_no_number_at_all_is_a_refusal() -> None:
    found = only(rows_of("age_years", None, unclear(age(4), age(5))))
    assert found.refusals[0].sentence == "Age at presentation: median not given: stated in 0 of 2 patients."
    assert runs_of(found, "candidate", "median") == [4, 5]


def test_units_that_cannot_be_converted_are_two_rows() -> None:
    rows = rows_of("mitotic_count", Quantity(4, "/10 HPF"), Quantity(2, "/mm2"), Quantity(6, "/10 HPF"), None)
    assert [(row.item, row.values, row.number("n")) for row in rows] == [("/10 HPF", (4, 6), 2), ("/mm2", (2,), 1)]
    assert sum(m.n for m in rows[1].missing) == 3


def test_years_have_a_range_only() -> None:
    pool = cohort(patient("p1", case("a", 1992)), patient("p2", case("b", 2016)), patient("p3", row("c", year=2020)))
    found = only(describe_field(pool, FORM.field("publication_year"), Setting(FORM, KNOWLEDGE, PoolPlan())))
    assert found.kind == "span"
    assert [estimate.name.split(".")[1] for estimate in found.estimates] == ["n", "min", "max"]
    assert [found.number(part) for part in ("n", "min", "max")] == [2, 1992, 2016]


def test_the_median_of_stated_follow_up_is_called_naive() -> None:
    found = only(rows_of("followup_months", months(6), months(2, unit="year")))
    assert found.values == (6, 24)
    assert found.notes == (
        "The median of the stated times is naive: it mixes patients who died with patients who were still followed.",
    )


def test_times_to_an_event_and_fields_without_a_summary_have_no_row() -> None:
    assert rows_of("recurrence_months", between(0, 6)) == ()
    assert rows_of("institution", "a hospital") == ()
    assert rows_of("novelty_claim", None) == ()


def test_free_text_is_counted_as_stated_or_not() -> None:
    found = only(rows_of("molecular", "a fusion", None))
    assert (found.number("k"), found.get("share")) == (1, None)


@pytest.mark.parametrize(
    ("field", "stem"),
    [
        ("age_years", "age"), ("followup_months", "followup"), ("ki67_percent", "ki67"),
        ("radiotherapy_dose_gy", "radiotherapy_dose"), ("symptom_duration_months", "symptom_duration"),
        ("radiotherapy", "radiotherapy"), ("surgery_done", "surgery_done"), ("mitotic_count", "mitotic_count"),
    ],
)  # fmt: skip
def test_names_of_estimates(field: str, stem: str) -> None:
    assert name_field(FORM.field(field)) == stem


def test_no_two_fields_share_a_stem() -> None:
    stems = [name_field(field) for field in FORM.fields]
    assert len(set(stems)) == len(stems)
    assert {name_part("h-caldesmon"), name_part("  "), name_number(4.5)} == {"h_caldesmon", "other", "4_5"}


def test_readings_in_words() -> None:
    words = [
        say_reading(value)
        for value in (
            Quantity(50, "%", "less_than"), Quantity(5, "%", "range", 10), Measurement((5.8, 3.7), "cm"),
            between(None, 0), between(0, None), Levels(("C3", "C5")), MarkerResult("desmin", "focal"),
            Grade("FNCLCC", "2"), None, "heterogeneous",
        )
    ]  # fmt: skip
    assert words == [
        "<50", "5-10", "5.8 x 3.7", "(before, 0]", "(0, later]", "C3-C5", "focal", "FNCLCC 2", "present",
        "heterogeneous",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("k", "n", "words"),
    [
        (3, 6, "3/6"),
        (8, 12, "8/12 (67%)"),
        (9, 40, "9/40 (22%)"),
        (1, 40, "1/40 (2.5%)"),
        (0, 40, "0/40 (0%)"),
        (0, 0, "0/0"),
    ],
)
def test_percentages_by_the_size_of_the_group(k: int, n: int, words: str) -> None:
    assert say_share(k, n) == words
    assert say_share(3, 6, pct_min_n=5) == "3/6 (50%)"


def test_publications_with_several_patients_are_drawn_whole() -> None:
    plan = PoolPlan()
    said = [(f"paper {n // 5}", n % 5 < n // 5) for n in range(25)]
    found = bootstrap_share(said, plan)
    assert found is not None
    assert found.method == "cluster bootstrap by publication, 2000 draws, seed 1"
    assert found.lower < sum(yes for _, yes in said) / 25 < found.upper
    assert found == bootstrap_share(said[::-1], plan)
    assert bootstrap_share([(str(n), n % 2 == 0) for n in range(25)], plan) is None
    assert bootstrap_share(said[:15], plan) is None


def test_a_pooled_share_of_many_patients_has_both_intervals() -> None:
    papers = [case(f"paper {n // 5}", name=f"case {n}", radiotherapy=PRESENT if n % 3 else ABSENT) for n in range(25)]
    pool = cohort(*[patient(f"p{n:02}", told_case) for n, told_case in enumerate(papers)])
    found = only(describe_field(pool, FORM.field("radiotherapy"), Setting(FORM, KNOWLEDGE, PoolPlan())))
    assert found.get("share").interval.method == "Wilson"
    assert found.get("share_by_publication").interval.method.startswith("cluster bootstrap")
    assert found.get("share").value == found.get("share_by_publication").value


def test_levels_stand_from_top_to_bottom() -> None:
    given = [Levels(("L1", "L2")), Levels(("T10", "T9")), Levels(("C7", "T3"))]
    assert [row.item for row in rows_of("level_range", *given)] == ["C7", "T3", "T9", "T10", "L1", "L2"]
