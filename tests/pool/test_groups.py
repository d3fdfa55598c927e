"""Groups compared by exact tests, factors studied behind the gates of models."""

import pytest

from casepool.domain.cohort import PoolPlan
from casepool.domain.curve import CodedTime
from casepool.domain.errors import UsageError
from casepool.knowledge.forms import load_form
from casepool.pool.cells import read_cells
from casepool.pool.factors import read_factor, study_factors
from casepool.pool.groups import compare_curves, compare_numbers, compare_words, name_group
from pool.build import ABSENT, PRESENT, age, case, cohort, patient, unclear

FORM, PLAN = load_form(), PoolPlan()


def cells_of(field, *given, papers=None):
    papers = papers or [f"paper {n}" for n in range(len(given))]
    patients = [
        patient(f"p{n:02}", case(papers[n], name=f"case {n}", **({} if value is None else {field: value})))
        for n, value in enumerate(given)
    ]
    return read_cells(cohort(*patients), FORM.field(field))


def times(*spans):
    return [
        CodedTime(f"p{n:02}", "right_censored" if kind == 0 else "event_exact", "R2", t, t if kind else None)
        for n, (t, kind) in enumerate(spans)
    ]


def test_two_words_in_two_groups_are_tested_by_fisher() -> None:
    cells = cells_of("neuro_deficit", PRESENT, PRESENT, PRESENT, ABSENT, PRESENT, ABSENT, ABSENT, ABSENT, None)
    groups = ["a"] * 4 + ["b"] * 4 + ["b"]
    found = compare_words(FORM.field("neuro_deficit"), groups, cells, PLAN)
    assert found.table == ((1, 3), (3, 1))
    assert found.categories == ("absent", "present")
    assert found.groups == (("a", 4), ("b", 4))
    assert found.test.p == pytest.approx(0.485714285714286)
    assert found.ratio.interval.method == "exact, conditional"


def test_more_words_are_tested_by_enumeration() -> None:
    regions = ["cervical"] * 3 + ["thoracic", "lumbar", "lumbar"] + ["lumbar"] * 4
    cells = cells_of("region", *regions)
    found = compare_words(FORM.field("region"), ["a"] * 4 + ["b"] * 6, cells, PLAN)
    assert found.test.name == "freeman_halton"
    assert found.test.exact
    assert found.ratio is None


def test_three_by_two_with_six_patients_gets_an_exact_test() -> None:
    cells = cells_of("region", "cervical", "cervical", "thoracic", "thoracic", "lumbar", "lumbar")
    found = compare_words(FORM.field("region"), ["a", "a", "b", "b", "a", "b"], cells, PLAN)
    assert found.test.method == "Freeman-Halton, all tables enumerated"


def test_one_group_or_one_word_is_not_compared() -> None:
    found = compare_words(FORM.field("sex"), ["a", "b"], cells_of("sex", "male", "male"), PLAN)
    assert found.test is None
    assert found.refusal.sentence == "Sex: comparison not given: the patients fall into 2 by 1 groups."


def test_numbers_are_tested_by_ranks_with_their_ties() -> None:
    cells = cells_of("age_years", *map(age, (6, 6, 12, 24, 48, 6, 12, 36, 60, 72, 72)), age(9, "more_than"))
    found = compare_numbers(FORM.field("age_years"), ["a"] * 5 + ["b"] * 7, cells, PLAN)
    assert found.test.p == pytest.approx(0.181818181818182)
    assert found.groups == (("a", 5), ("b", 6))


def test_numbers_in_one_group_are_not_compared() -> None:
    found = compare_numbers(
        FORM.field("age_years"), ["a", "a", None], cells_of("age_years", age(4), age(5), age(6)), PLAN
    )
    assert found.refusal.sentence == (
        "Age at presentation: comparison not given: a number is stated in 1 group, two are compared."
    )


def test_curves_are_tested_by_the_exact_log_rank() -> None:
    coded = times((48, 1), (72, 0), (6, 1), (6, 0), (3, 1), (8, 1))
    papers = [f"paper {n}" for n in range(6)]
    found = compare_curves("local_recurrence", "local recurrence", list("aaabbb"), coded, papers, PLAN)
    assert found.test.p == 0.5
    assert found.test.asymptotic == pytest.approx(0.363642958350955)
    one = compare_curves(
        "local_recurrence", "local recurrence", list("aaa"), times((1, 0), (2, 0), (3, 0)), papers[:3], PLAN
    )
    assert one.refusal.sentence == "Local recurrence: comparison not given: there are 0 events in 1 group."


def test_patients_of_one_publication_are_permuted_together() -> None:
    cells = cells_of("age_years", *map(age, (1, 2, 3, 4, 5, 6)), papers=["x", "x", "y", "z", "w", "w"])
    found = compare_numbers(FORM.field("age_years"), list("aaabbb"), cells, PLAN)
    assert found.test.ways == 6


def test_group_names() -> None:
    cells = cells_of("radiotherapy", PRESENT, ABSENT, None, unclear("present", "absent"))
    assert [name_group(cell) for cell in cells] == ["present", "absent", None, None]
    assert [name_group(cell) for cell in cells_of("sex", "male", None)] == ["male", None]


def test_factors_are_numbers_or_two_words() -> None:
    assert read_factor(FORM.field("age_years"), cells_of("age_years", age(4), None, age(5, "more_than"))) == (
        "age_years", [4, None, None],
    )  # fmt: skip
    assert read_factor(FORM.field("radiotherapy"), cells_of("radiotherapy", PRESENT, ABSENT, None)) == (
        "radiotherapy", [1, 0, None],
    )  # fmt: skip
    assert read_factor(FORM.field("sex"), cells_of("sex", "male", "female", None)) == ("sex.male", [1, 0, None])
    assert read_factor(FORM.field("sex"), cells_of("sex", None)) == ("sex", [None])
    with pytest.raises(UsageError) as error:
        read_factor(FORM.field("region"), cells_of("region", "cervical", "thoracic", "lumbar"))
    assert str(error.value) == ("Spinal region has 3 values; a factor has two. Join them in the protocol first.")


def test_a_study_of_factors_declares_its_family() -> None:
    n = 24
    coded = times(*[(5 + n_ % 7 * 3, int(n_ % 2 == 0)) for n_ in range(n)])
    factors = {
        "radiotherapy": cells_of("radiotherapy", *[PRESENT if i % 3 else ABSENT for i in range(n)]),
        "age_years": cells_of("age_years", *[age(30 + (i * 7) % 40) for i in range(n - 1)], None),
        "sex": cells_of("sex", *["male"] * n),
    }
    study = study_factors("local_recurrence", coded, {k: (FORM.field(k), v) for k, v in factors.items()}, PLAN)
    assert [name for name, _ in study.single] == ["radiotherapy", "age_years", "sex.male"]
    assert study.family.size == 3
    assert study.family.untested == ("sex.male",)
    assert len(study.family.holm) == 2
    assert study.joint.refusal.reason == "12 events in 23 patients for 3 parameters"
    assert study.left_out == 1


def test_two_factors_that_the_events_carry_are_fitted_together() -> None:
    n = 30
    coded = times(*[(3 + (i * 11) % 25, int(i % 3 != 0)) for i in range(n)])
    factors = {
        "radiotherapy": cells_of("radiotherapy", *[PRESENT if i % 4 < 2 else ABSENT for i in range(n)]),
        "age_years": cells_of("age_years", *[age(30 + (i * 7) % 40) for i in range(n)]),
    }
    study = study_factors("local_recurrence", coded, {k: (FORM.field(k), v) for k, v in factors.items()}, PLAN)
    assert [term.name for term in study.joint.terms] == ["radiotherapy", "age_years"]
    assert study.joint.notes == ("No separation.",)
    assert study.left_out == 0
