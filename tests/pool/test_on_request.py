"""Groups and factors that a review asks for, the curve for interval times, appraisal counts."""

import pytest

from casepool.domain.appraisal import Judgement
from casepool.domain.cohort import PoolPlan
from casepool.domain.errors import UsageError
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.appraisal import count_judgements
from casepool.pool.on_request import compare_groups, study_endpoint
from casepool.pool.outcomes import describe_outcome
from casepool.pool.whole import Setting
from pool.build import ABSENT, NOT_APPLICABLE, PRESENT, age, between, case, cohort, months, patient

SETTING = Setting(load_form(), load_pooling(), PoolPlan())


def story(n: int) -> dict[str, object]:
    """An invented patient; the number decides everything."""
    recurred = n % 2 == 0
    outcome = {"local_recurrence": PRESENT, "recurrence_months": between(0, 4 + n)} if recurred else {
        "local_recurrence": ABSENT, "followup_months": months(6 + n)}  # fmt: skip
    return {
        "age_years": age(30 + (n * 7) % 40),
        "sex": "male" if n % 3 else "female",
        "radiotherapy": PRESENT if n % 4 < 2 else ABSENT,
        **outcome,
    }


def pool(n: int):
    return cohort(*[patient(f"p{i:02}", case(f"paper {i // 2}", name=f"case {i}", **story(i))) for i in range(n)])


def test_groups_are_compared_in_what_was_named_as_one_family() -> None:
    found, family = compare_groups(pool(20), SETTING, "radiotherapy", ["age_years", "sex"], ["local_recurrence"])
    assert [item.name for item in found] == ["age_years", "sex", "local_recurrence"]
    assert [item.groups for item in found] == [(("absent", 10), ("present", 10))] * 3
    assert family.size == 3
    assert family.names == ("age_years", "sex", "local_recurrence")
    assert found[0].test.notes == ("Publications with several patients are permuted whole.",)


def test_patients_to_whom_an_endpoint_cannot_apply_are_left_out() -> None:
    own = patient("p99", case("own", radiotherapy=PRESENT, local_recurrence=NOT_APPLICABLE))
    given = cohort(*pool(12).patients, own)
    found, family = compare_groups(given, SETTING, "radiotherapy", [], ["local_recurrence"])
    assert sum(size for _, size in found[0].groups) == 12
    assert family.untested == ()


def test_a_comparison_that_is_refused_stays_in_the_family() -> None:
    found, family = compare_groups(pool(6), SETTING, "radiotherapy", ["laterality"])
    assert found[0].refusal.sentence == "Side: comparison not given: the patients fall into 0 by 0 groups."
    assert (family.size, family.untested) == (1, ("laterality",))


def test_lists_and_unknown_endpoints_are_refused() -> None:
    with pytest.raises(UsageError) as error:
        compare_groups(pool(4), SETTING, "presenting_symptoms", ["sex"])
    assert str(error.value) == "Presenting symptoms has several answers per patient. Name a field with one answer."
    with pytest.raises(UsageError) as error:
        study_endpoint(pool(4), SETTING, "death", ["sex"])
    assert str(error.value) == (
        "There is no endpoint 'death'. There are: overall_survival, local_recurrence, distant_metastasis, "
        "any_progression."
    )


def test_factors_of_an_endpoint() -> None:
    study = study_endpoint(pool(30), SETTING, "local_recurrence", ["age_years", "radiotherapy"])
    assert (study.endpoint, study.joint.events, study.joint.patients) == ("local_recurrence", 15, 30)
    assert [name for name, _ in study.single] == ["age_years", "radiotherapy"]
    assert [len(model.terms) for _, model in study.single] == [1, 1]
    few = study_endpoint(pool(8), SETTING, "local_recurrence", ["age_years"])
    assert few.joint.refusal.sentence == "Cox model not given: 4 events in 8 patients; 5 events are needed."


def outcome(n: int, **plan: object):
    endpoints = SETTING.knowledge.endpoints
    return describe_outcome(pool(n), endpoints["local_recurrence"], endpoints, PoolPlan(**plan))


def test_the_curve_for_interval_times_stands_beside_the_other() -> None:
    rows = [
        patient("p1", local_recurrence=PRESENT, recurrence_months=between(0, 48)),
        patient("p2", local_recurrence=PRESENT, recurrence_months=between(0, 72)),
        patient("p3", local_recurrence=PRESENT, recurrence_months=between(0, 6)),
        patient("p4", local_recurrence=ABSENT, followup_months=months(6)),
    ]
    endpoints = SETTING.knowledge.endpoints
    found = describe_outcome(cohort(*rows), endpoints["local_recurrence"], endpoints, PoolPlan())
    assert (found.get("s48").value, found.get("interval_s48").value) == (0.375, 0)
    assert found.get("interval_s6").value == pytest.approx(0.5)
    assert found.get("interval_s12").bounds == pytest.approx((0, 0.5))
    assert found.get("interval_s12").words == "not determined inside an innermost interval"
    assert found.get("interval_s48").interval is None


def test_its_interval_is_made_where_the_plan_asks_and_patients_suffice() -> None:
    found = outcome(24, curve_bootstrap_draws=60).get("interval_s12")
    lower, upper = found.bounds or (found.value, found.value)
    assert found.interval.lower <= lower <= upper <= found.interval.upper
    assert found.interval.method == "cluster bootstrap, 60 draws, seed 1"
    assert outcome(24, curve_bootstrap_draws=60).get("interval_s12") == found
    assert outcome(24).get("interval_s12").interval is None
    assert outcome(18, curve_bootstrap_draws=60).get("interval_s12").interval is None


def test_the_restricted_mean_reaches_to_the_last_landmark_of_the_curve() -> None:
    found = outcome(24).get("mean_to24")
    assert 0 < found.interval.lower < found.value < found.interval.upper <= 24
    assert found.method == "area under the curve"


def test_judgements_are_counted_by_item_and_never_summed() -> None:
    told = [
        Judgement("a", "1", "yes"), Judgement("b", "1", "no"), Judgement("a", "2", "not_applicable"),
        Judgement("b", "2", ""), Judgement("b", "2", "yes"),
    ]  # fmt: skip
    first, second = count_judgements(["1", "2"], ["a", "b", "c", "a"], told)
    assert (first.answers, first.unjudged, first.judged, first.applicable) == ((("no", 1), ("yes", 1)), 1, 2, 2)
    assert (second.answers, second.unjudged, second.applicable) == ((("not_applicable", 1), ("yes", 1)), 1, 1)
    with pytest.raises(UsageError) as error:
        count_judgements(["1"], ["a"], [Judgement("a", "1", "yes"), Judgement("a", "1", "no")])
    assert str(error.value) == "Item '1' of 'a' is judged twice. Settle it first."
