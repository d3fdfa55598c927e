"""One endpoint in a cohort: the gate, the numbers behind it, bounds, competing death, and other ways to read it."""

from typing import Any

import pytest

from casepool.domain.cohort import Cohort, PoolPlan
from casepool.domain.curve import Outcome
from casepool.domain.estimate import Run
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.follow_up import estimate_follow_up
from casepool.pool.outcomes import describe_outcome
from casepool.pool.tipping import tip_comparison
from pool.build import (
    ABSENT,
    NOT_APPLICABLE,
    PRESENT,
    age,
    between,
    cohort,
    months,
    patient,
    row,
    told,
    unclear,
)  # fmt: skip

FORM, KNOWLEDGE = load_form(), load_pooling()


def free(time: float, **more: Any) -> dict[str, Any]:
    return {"local_recurrence": ABSENT, "followup_months": months(time), **more}


def recurred(after: float, by: float, **more: Any) -> dict[str, Any]:
    return {"local_recurrence": PRESENT, "recurrence_months": between(after, by), **more}


def build(*stories: dict[str, Any], index: int | None = None) -> Cohort:
    return cohort(*[patient(f"p{n:02}", index=n == index, **story) for n, story in enumerate(stories)])


def ask(pool: Cohort, name: str = "local_recurrence", **settings: Any) -> Outcome:
    return describe_outcome(pool, KNOWLEDGE.endpoints[name], KNOWLEDGE.endpoints, PoolPlan(**settings))


def value(outcome: Outcome, part: str) -> float | None:
    found = outcome.get(part)
    assert found is not None, part
    return found.value


def run_of(outcome: Outcome, kind: str) -> Run:
    return next(run for run in outcome.runs if run.kind == kind)


def run_value(outcome: Outcome, kind: str, part: str) -> float | None:
    name = f"{outcome.name}.{part}.{kind}"
    return next(e.value for e in run_of(outcome, kind).estimates if e.name == name)


TEN = [recurred(0, t) for t in (4, 8, 15, 20, 30)] + [free(t) for t in (6, 12, 24, 40, 70)]


def test_a_curve_past_the_gate_may_be_drawn() -> None:
    outcome = ask(build(*TEN))
    assert outcome.display is None
    assert outcome.curve.method == "beta product"
    assert [value(outcome, part) for part in ("usable", "events", "censored", "unknown")] == [10, 5, 5, 0]
    assert outcome.get("s12").method == "Kaplan-Meier, beta product interval"


@pytest.mark.parametrize(
    ("stories", "reason"),
    [
        (TEN[1:], "9 of 9 patients usable, 4 events"),
        ([*TEN[1:], {}], "9 of 10 patients usable, 4 events"),
        ([recurred(0, 4), free(6)], "2 of 2 patients usable, 1 event"),
        ([free(6), free(9), {}], "no local recurrence is stated in 3 patients"),
    ],
)
def test_a_curve_before_the_gate_is_refused_and_its_numbers_are_there(stories: list[Any], reason: str) -> None:
    outcome = ask(build(*stories))
    assert outcome.display.reason == reason
    assert outcome.curve.points
    assert outcome.masses


def test_the_gate_is_the_plans() -> None:
    outcome = ask(build(recurred(0, 4), free(6)), curve_min_patients=2, curve_min_events=1)
    assert outcome.display is None


def test_from_15_patients_on_the_interval_is_log_log_but_not_at_one() -> None:
    outcome = ask(build(*TEN, *[free(t) for t in (26, 33, 50, 55, 64)]), landmarks=(2.0, 6.0, 12.0))
    assert outcome.curve.method == "log-log"
    assert outcome.get("s12").interval.method == "log-log"
    late = ask(build(*[recurred(0, t) for t in (20, 30, 40, 50, 60)], *[free(t) for t in range(10, 30, 2)]))
    assert late.get("s6").value == 1
    assert late.get("s6").interval.method == "beta product"


def test_landmarks_are_given_while_somebody_is_at_risk() -> None:
    outcome = ask(build(*TEN))
    names = [e.name.split(".")[1] for e in outcome.estimates if e.method.startswith("Kaplan-Meier")]
    assert names == ["s6", "s12", "s24", "s30", "s60"]
    assert ask(build(recurred(0, 4), free(5))).get("s6") is None


def test_a_median_that_is_not_reached_says_so() -> None:
    median = ask(build(recurred(0, 4), *[free(t) for t in (9, 20, 30)])).get("median")
    assert (median.value, median.words) == (None, "not reached")
    flat = ask(build(recurred(2, 2), recurred(5, 5), recurred(8, 8), recurred(9, 9))).get("median")
    assert (flat.value, flat.words) == (5, "any value in 5-8")
    assert flat.method == "smallest t with S(t) <= 0.5; interval by inversion of the beta product band"


def test_bounds_hold_over_the_unknown_and_the_intervals() -> None:
    outcome = ask(build(recurred(0, 48), recurred(0, 6), free(6), {}))
    assert outcome.get("envelope_known48").bounds == pytest.approx((0, 1 / 3))
    assert outcome.get("envelope48").bounds == pytest.approx((0, 0.5))
    assert outcome.get("envelope48").n == 4
    assert outcome.get("event_share_low").words == "2/4"
    assert outcome.get("event_share_high").words == "3/4"


def test_the_tipping_point_in_words() -> None:
    tip = ask(build(recurred(0, 5), free(6), free(7), {}, {})).get("tipping")
    assert (tip.value, tip.words) == (
        2,
        "more than half of the 5 patients had the event if at least 2 of the 2 unknown had it",
    )
    never = ask(build(free(6), free(7), free(8), {})).get("tipping")
    assert (never.value, never.words) == (
        None,
        "at most half of the 4 patients had the event, whatever the 1 unknown outcomes are",
    )
    always = ask(build(recurred(0, 5), recurred(0, 5), {})).get("tipping")
    assert always.words == "more than half of the 3 patients had the event, whatever the 1 unknown outcomes are"
    assert ask(build(recurred(0, 5), free(6))).get("tipping") is None


def test_the_tipping_point_of_a_comparison() -> None:
    assert tip_comparison([(9, 1), (2, 8)], (0, 0)) == (
        None,
        "the conclusion stays the same whatever the 0 unknown outcomes are",
    )
    assert tip_comparison([(7, 1), (2, 6)], (0, 4))[0] == 3
    assert tip_comparison([(7, 0), (1, 6)], (0, 6)) == (
        6,
        "the conclusion can change if 6 of the 6 unknown had the event",
    )


def test_death_without_the_event_competes() -> None:
    died = {"outcome_status": "DOC", "death_months": between(12, 12)}
    outcome = ask(build(recurred(6, 6), free(30), free(12, **died), recurred(20, 20), free(40)))
    assert [p.time for p in outcome.incidence] == [6, 12, 20]
    assert outcome.incidence[-1].event == pytest.approx(1 / 5 + (3 / 5) / 3)
    assert outcome.incidence[-1].event < 1 - outcome.curve.survival_at(20)
    assert outcome.notes[0].startswith("Death without the event is censored on this curve")
    assert value(outcome, "incidence24") == pytest.approx(0.4)
    assert ask(build(*TEN)).incidence == ()
    assert ask(build(*TEN)).get("incidence12") is None


def test_other_ways_to_read_the_times_stand_beside() -> None:
    outcome = ask(build(recurred(0, 48), free(60), free(6), {"followup_months": months(20)}, {}))
    assert value(outcome, "s48") == 0.5
    assert run_value(outcome, "event_midpoint", "s48") == 0.5
    assert run_value(outcome, "event_earliest", "s48") == pytest.approx(2 / 3)
    assert run_value(outcome, "unknown_best", "s48") == 0.75
    assert run_value(outcome, "unknown_worst", "s48") == pytest.approx(0.3)
    assert run_value(outcome, "unmentioned_censored", "usable") == 4
    assert [run.kind for run in outcome.runs] == [
        "unmentioned_censored", "event_midpoint", "event_earliest", "rounding_low", "rounding_high", "unknown_best",
        "unknown_worst",
    ]  # fmt: skip
    assert run_of(outcome, "unknown_worst").label == ("unknown outcomes at worst, stated times at their late extreme")


def test_years_are_moved_by_half_a_year_in_the_rounding_run() -> None:
    years = {"local_recurrence": PRESENT, "followup_months": months(4, unit="year")}
    outcome = ask(build(years, free(60)))
    low = run_of(outcome, "rounding_low")
    median = next(e.value for e in low.estimates if e.name == "local_recurrence.median.rounding_low")
    assert median == 42
    high = run_of(outcome, "rounding_high")
    assert next(e.value for e in high.estimates if e.name.endswith(".median.rounding_high")) == 54


def test_without_the_own_patient() -> None:
    outcome = ask(build(recurred(0, 4), free(6), index=1))
    assert run_value(outcome, "without_index", "usable") == 1
    assert [run.kind for run in ask(build(recurred(0, 4), free(6))).runs if run.kind == "without_index"] == []


def test_every_reading_of_the_answers_an_endpoint_uses_has_a_run() -> None:
    doubt = {"local_recurrence": unclear("present", "absent"), "followup_months": months(9)}
    outcome = ask(build(doubt, free(6)))
    labels = [run.label for run in outcome.runs if run.kind == "candidate"]
    assert labels == ["with local recurrence present for p00", "with local recurrence absent for p00"]
    events = [e.value for run in outcome.runs if run.kind == "candidate" for e in run.estimates if ".events." in e.name]
    assert events == [1, 0]
    composite = ask(build(doubt, free(6)), "any_progression")
    assert [run.label for run in composite.runs if run.kind == "candidate"] == labels


def test_a_settled_answer_leaves_no_reading() -> None:
    settled = patient("p1", settled={"local_recurrence": ABSENT}, local_recurrence=unclear("present", "absent"),
                      followup_months=months(9))  # fmt: skip
    assert [run for run in ask(cohort(settled)).runs if run.kind == "candidate"] == []


def test_unknown_outcomes_are_listed_by_their_rule() -> None:
    outcome = ask(build(free(6), {}, {"followup_months": months(9)}, {"local_recurrence": NOT_APPLICABLE}))
    assert [(m.state, m.reason, m.n) for m in outcome.missing] == [
        ("endpoint_unknown", "R6", 1),
        ("endpoint_unknown", "R7", 1),
        ("not_applicable", "", 1),
    ]
    assert value(outcome, "unknown") == 2


def test_an_event_without_a_time_counts_and_has_no_place_on_the_curve() -> None:
    outcome = ask(build({"local_recurrence": PRESENT}, free(6)))
    assert [value(outcome, part) for part in ("usable", "events")] == [2, 1]
    assert outcome.curve.patients == 1
    assert outcome.known.at(6) == (0.5, 1.0)


def test_times_from_different_points_are_named() -> None:
    surgery = {"followup_months": told(months(6), origin="surgery"), "local_recurrence": ABSENT}
    diagnosis = {"followup_months": told(months(9), origin="diagnosis"), "local_recurrence": ABSENT}
    outcome = ask(build(surgery, surgery, diagnosis))
    assert outcome.notes == ("Times count from different points: surgery 2, diagnosis 1.",)
    assert ask(build(surgery)).notes == ()


def test_counts_before_a_time_add_up() -> None:
    outcome = ask(build(*TEN))
    assert [count.time for count in outcome.at_risk][:4] == [0, 4, 6, 8]
    assert {c.at_risk + c.events_before + c.censored_before for c in outcome.at_risk} == {10}


def test_nobody_gives_an_empty_outcome() -> None:
    outcome = ask(cohort())
    assert (outcome.coded, outcome.masses, outcome.at_risk[0].at_risk) == ((), (), 0)
    assert outcome.display.reason == "no local recurrence is stated in 0 patients"


def test_follow_up_is_the_reverse_median_and_says_how_many_were_seen_briefly() -> None:
    pool = build(
        {"followup_months": months(6), "outcome_status": "DOD"},
        {"followup_months": months(10)},
        {"followup_months": months(2, "more_than", "year")},
        {"followup_months": months(9, "less_than")},
        {},
    )
    found, refusals = estimate_follow_up(pool, FORM, KNOWLEDGE.follow_up, PoolPlan())
    numbers = {e.name.split(".")[1]: e.value for e in found}
    assert numbers == {"median": 10, "short": 2, "min": 6, "max": 24}
    assert (found[0].method, found[0].excluded, refusals) == ("reverse Kaplan-Meier", 2, ())
    assert found[0].words == "any value in 10-24"


def test_no_follow_up_is_refused() -> None:
    found, refusals = estimate_follow_up(cohort(patient("p1", age_years=age(3))), FORM, KNOWLEDGE.follow_up, PoolPlan())
    assert found == ()
    assert refusals[0].sentence == "Follow-up not given: follow-up is stated in 0 of 1 patients."


def test_rows_of_tables_and_cases_of_one_patient_are_one_outcome() -> None:
    pool = cohort(
        patient(
            "p1", *[row(f"review {n}", local_recurrence=PRESENT, recurrence_months=between(0, 9)) for n in range(4)]
        )
    )
    outcome = ask(pool)
    assert [value(outcome, part) for part in ("usable", "events")] == [1, 1]
    assert len(outcome.coded[0].sources) == 4
