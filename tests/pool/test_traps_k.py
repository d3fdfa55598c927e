"""Pools that other tools get wrong (rows K of the traps). Rows of the example paper are read beside the repository in
test_seed.py; here stand their twins on invented patients."""

import pytest

from casepool.domain.cohort import LinkProposal, PoolPlan
from casepool.domain.values import Levels
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.group_tests import run_rank_test
from casepool.pool.kaplan_meier import find_time, fit_curve
from casepool.pool.life_table import count_at_risk
from casepool.pool.models import fit_cox
from casepool.pool.quantiles import find_quantiles
from casepool.pool.tables import run_freeman_halton
from casepool.pool.turnbull import fit_intervals
from casepool.pool.whole import pool_cohort
from pool.build import ABSENT, PRESENT, age, between, case, cohort, months, patient, row
from pool.fixture_file import find_case, load_fixture

FORM, KNOWLEDGE = load_form(), load_pooling()


def pooled(*patients, **more):
    return pool_cohort(cohort(*patients, **more), FORM, KNOWLEDGE)


def test_k1_three_reported_and_three_silent_have_no_share() -> None:
    found = pooled(*[patient(f"p{n}", **({"radiotherapy": PRESENT} if n < 3 else {})) for n in range(6)])
    told = found.row("radiotherapy")
    assert told.get("share") is None
    assert told.refusals[0].reason == (
        "reported in 3 of 6, stated absent in 0, silent in 3; the share lies between 3/6 and 6/6"
    )


def test_k2_missing_is_no_category() -> None:
    found = pooled(patient("p1", sex="male"), patient("p2"), patient("p3", sex="female"))
    assert [item.name for item in found.rows if item.field == "sex"] == ["sex.female", "sex.male"]
    assert found.row("sex.male").number("n") == 2


def test_k3_three_by_two_with_six_patients_is_tested_exactly() -> None:
    assert run_freeman_halton([[2, 0], [1, 1], [0, 2]]).exact


def test_k4_three_by_three_gives_the_same_p_every_time() -> None:
    found = {run_freeman_halton([[4, 1, 0], [0, 3, 1], [1, 0, 5]]).p for _ in range(5)}
    assert len(found) == 1
    assert found.pop() == pytest.approx(0.00245786, abs=1e-8)


def test_k5_ranks_with_ties() -> None:
    found = run_rank_test([6, 6, 12, 24, 48, 6, 12, 36, 60, 72, 72], ["a"] * 5 + ["b"] * 6)
    assert round(found.p, 4) == 0.1818


def test_k6_free_at_6_and_event_by_6_share_no_mass() -> None:
    assert [(m.left, m.right) for m in fit_intervals([6, 0], [None, 6]).masses] == [(0, 6), (6, None)]


def test_k7_at_risk_is_counted_just_before() -> None:
    data = find_case(load_fixture("km_gehan_6mp"), "6mp_at_risk_table")["input"]
    (found,) = count_at_risk(data["time"], data["event"], [6])
    assert (found.at_risk, found.events_before, found.censored_before) == (21, 0, 0)


def test_k8_separated_groups_have_a_penalised_estimate_or_no_model() -> None:
    rows, time = [[1]] * 5 + [[0]] * 6, [2, 4, 5, 7, 10, 12, 15, 20, 24, 30, 36]
    model = fit_cox(["x"], rows, time, [1] * 5 + [0] * 6, PoolPlan())
    assert model.terms[0].coefficient == pytest.approx(3.42537, abs=1e-5)
    assert model.terms[0].is_separated
    assert fit_cox(["x"], rows, time, [1] * 4 + [0] * 7, PoolPlan()).terms == ()


def test_k9_a_share_over_publications_is_pooled_over_patients_and_names_its_method() -> None:
    found = pooled(*[patient(f"p{n}", radiotherapy=PRESENT if n % 2 else ABSENT) for n in range(4)])
    assert found.get("radiotherapy.share").method == "patients pooled, Wilson interval"


def test_k10_a_curve_at_one_half_has_any_value_of_its_flat_piece() -> None:
    assert find_time(fit_curve([1, 2, 3, 4], [1, 1, 1, 1])) == (2, 3)


def test_k11_one_curve_is_not_the_result() -> None:
    found = pooled(
        patient("p1", local_recurrence=PRESENT, recurrence_months=between(0, 30), followup_months=months(30)),
        patient("p2", local_recurrence=PRESENT, recurrence_months=between(0, 50), followup_months=months(50)),
        patient("p3", local_recurrence=PRESENT, recurrence_months=between(0, 4)),
        patient("p4", local_recurrence=ABSENT, distant_metastasis=ABSENT, followup_months=months(4)),
        patient("p5", outcome_status="lost_to_followup"),
        patient("p6"),
    ).outcome("any_progression")
    runs = {e.name: e.value for run in found.runs for e in run.estimates}
    assert (found.get("s30").value, found.get("interval_s30").value) == (0.375, 0)
    assert runs["any_progression.s30.unknown_best"] == 0.625
    assert runs["any_progression.s30.unknown_worst"] == 0.25
    assert found.display.why == "4 of 6 patients usable, 3 events; 10 patients and 5 events are needed."
    assert found.get("envelope30").words == "S(30) lies between 0 and 0.67"
    assert found.get("envelope_known30").words == "S(30) lies between 0 and 0.5"


def test_k12_the_quartile_type_is_named() -> None:
    assert find_quantiles([24, 26, 33, 35, 51, 60], [0.25, 0.75]) == (26, 51)
    found = pooled(*[patient(f"p{n}", age_years=age(years)) for n, years in enumerate((24, 26, 33, 35, 51, 60))])
    assert (found.get("age.q1").value, found.get("age.q1").method) == (26, "quartile, type 2")


def test_k13_one_patient_in_five_publications_counts_once() -> None:
    cases = [case("own", 2001, age_years=age(40)), *[row(f"review {n}", age_years=age(40)) for n in range(4)]]
    found = pooled(patient("p1", *cases))
    assert (found.get("patients").value, found.get("cases").value, found.get("age.n").value) == (1, 5, 1)


def test_k14_a_likely_same_patient_stays_a_question() -> None:
    two = patient("p1", age_years=age(40)), patient("p2", age_years=age(40))
    found = pooled(*two, proposals=(LinkProposal(("p1", "p2")),))
    assert found.get("patients").words == "between 1 and 2 until 1 proposal is decided"
    assert (found.get("age.n").value, found.accepted.get("age.n").value) == (2, 1)


def test_k15_the_only_one_at_a_level_is_the_only_one_that_reaches_it() -> None:
    found = pooled(
        patient("own", index=True, level_range=Levels(("L2", "L3"))), patient("p1", level_range=Levels(("L1", "L2")))
    ).beside.levels
    assert dict(found.shared)["L2"] == ("p1",)
    assert found.unique == ("L3",)
