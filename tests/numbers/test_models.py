"""Penalised models against R, their gates, the sensitivity penalty, and the libraries that serve as oracles."""

import numpy as np
import pytest
import statsmodels.api as sm
from lifelines import CoxPHFitter
from pandas import DataFrame
from scipy.optimize import brentq
from scipy.special import expit
from statsmodels.discrete.conditional_models import ConditionalLogit
from statsmodels.duration.hazard_regression import PHReg

from casepool.domain.cohort import PoolPlan
from casepool.domain.errors import UsageError
from casepool.pool.log_f import fit_cox_log_f, fit_logistic_log_f
from casepool.pool.models import find_flic_intercept, fit_cox, fit_logistic
from pool.fixture_file import assert_close, find_case, load_fixture

PLAN = PoolPlan()
OPEN = PoolPlan(events_per_parameter=1)
GEHAN = load_fixture("logrank_gehan")


def rows_of(covariates):
    return list(zip(*covariates.values(), strict=True))


@pytest.mark.parametrize("name", ["firth_cox_breast", "firth_cox_gehan", "firth_cox_monotone"])
def test_firth_cox(name) -> None:
    fixture = load_fixture(name)
    case = fixture["cases"][0]
    data = case["input"]
    model = fit_cox(list(data["covariates"]), rows_of(data["covariates"]), data["time"], data["event"], OPEN)
    assert_close(fixture, case, "coef", [term.coefficient for term in model.terms])
    assert_close(fixture, case, "hr_ci_lower", [term.interval.lower for term in model.terms])
    assert_close(fixture, case, "hr_ci_upper", [term.interval.upper for term in model.terms])
    assert_close(fixture, case, "p_plr", [term.p for term in model.terms])


@pytest.mark.parametrize("name", ["firth_logit_sex2", "firth_logit_endometrial"])
def test_firth_logistic(name) -> None:
    fixture = load_fixture(name)
    case = fixture["cases"][0]
    data = case["input"]
    model = fit_logistic(list(data["covariates"]), rows_of(data["covariates"]), data["y"], OPEN)
    terms = [model.intercept, *model.terms]
    assert_close(fixture, case, "coef", [term.coefficient for term in terms])
    assert_close(fixture, case, "ci_lower", [float(np.log(term.interval.lower)) for term in terms])
    assert_close(fixture, case, "ci_upper", [float(np.log(term.interval.upper)) for term in terms])
    assert_close(fixture, case, "p_plr", [term.p for term in terms])
    if "flic_intercept" in case["expected"]:
        assert_close(fixture, case, "flic_intercept", model.risk_intercept)
        slopes = np.array(rows_of(data["covariates"])) @ [term.coefficient for term in model.terms]
        assert_close(fixture, case, "flic_mean_prediction", float(expit(model.risk_intercept + slopes).mean()))


def test_one_binary_covariate_is_the_two_by_two_table_with_half_a_case_more_in_each_cell() -> None:
    table = {(1, 1): 6, (1, 0): 2, (0, 1): 5, (0, 0): 11}
    x = [group for (group, _), count in table.items() for _ in range(count)]
    y = [outcome for (_, outcome), count in table.items() for _ in range(count)]
    term = fit_logistic(["x"], [[value] for value in x], y, PLAN).terms[0]
    assert term.coefficient == pytest.approx(np.log(6.5 * 11.5 / (2.5 * 5.5)), abs=1e-7)


def twin(n, seed=5):
    """A constructed data set with a quasi-separated covariate."""
    generator = np.random.default_rng(seed)
    marker, age = generator.integers(0, 2, n), generator.normal(50, 12, n)
    outcome = ((age + 15 * marker + generator.normal(0, 15, n)) > 58).astype(int)
    rare = ((outcome == 1) & (generator.random(n) < 0.25)).astype(int)
    return [[m, a, r] for m, a, r in zip(marker, age, rare, strict=True)], outcome.tolist()


def test_constructed_twin_of_the_logistic_sets() -> None:
    rows, outcome = twin(90)
    model = fit_logistic(["marker", "age", "rare"], rows, outcome, PLAN)
    full = np.column_stack([np.array(rows), np.ones(len(rows))])
    beta = np.array([term.coefficient for term in (*model.terms, model.intercept)])
    risk = expit(full @ beta)
    weighted = full * np.sqrt(risk * (1 - risk))[:, None]
    hat = np.einsum("ij,jk,ik->i", weighted, np.linalg.inv(weighted.T @ weighted), weighted)
    score = full.T @ (np.array(outcome) - risk + hat * (0.5 - risk))
    assert np.abs(score).max() < 1e-5
    assert [term.is_separated for term in model.terms] == [False, False, True]
    assert model.notes[0] == "Without a penalty rare would have no finite estimate (separation)."
    assert float(expit(np.array(rows) @ beta[:-1] + model.risk_intercept).mean()) == pytest.approx(
        np.mean(outcome), abs=1e-10
    )


def penalised_cox(beta, rows, time, event):
    """The Breslow partial likelihood plus half the log determinant of its information, from the definition."""
    x, value, information = np.array(rows, dtype=float), 0.0, np.zeros((len(rows[0]), len(rows[0])))
    weight = np.exp(x @ beta)
    for i in np.flatnonzero(event):
        risk = np.asarray(time) >= time[i]
        share = weight[risk] / weight[risk].sum()
        mean = share @ x[risk]
        value += x[i] @ beta - np.log(weight[risk].sum())
        information += (x[risk] * share[:, None]).T @ x[risk] - np.outer(mean, mean)
    return value + 0.5 * np.linalg.slogdet(information)[1]


def test_constructed_twin_of_the_cox_sets() -> None:
    generator = np.random.default_rng(3)
    rows = [[int(a), float(b)] for a, b in zip(generator.integers(0, 2, 40), generator.normal(0, 1, 40), strict=True)]
    time = [float(1 + round(value)) for value in generator.exponential(20, 40)]
    event = [int(value) for value in generator.random(40) < 0.6]
    model = fit_cox(["group", "score"], rows, time, event, PLAN)
    best = np.array([term.coefficient for term in model.terms])
    top = penalised_cox(best, rows, time, event)
    for step in 1e-3 * np.eye(2):
        above, below = (penalised_cox(best + side * step, rows, time, event) for side in (1, -1))
        assert max(above, below) < top
        assert top - above == pytest.approx(top - below, rel=1e-2)


def test_separated_groups_are_named_and_carry_the_sparse_banner() -> None:
    case = load_fixture("firth_cox_monotone")["cases"][0]["input"]
    model = fit_cox(["x"], rows_of(case["covariates"]), case["time"], case["event"], PLAN)
    assert model.terms[0].is_separated
    assert model.terms[0].is_sparse
    assert model.banner == "Sparse data: the limits of x lie more than 100 times apart."
    assert model.notes == (
        "Without a penalty x would have no finite estimate (separation).",
        "5.0 events per parameter; below 10 the estimates are unstable.",
    )


def test_fewer_than_five_events_give_no_model_but_the_separation_is_said() -> None:
    model = fit_cox(["x"], [[1], [1], [1], [0], [0], [0]], [1, 2, 3, 8, 9, 9], [1, 1, 1, 1, 0, 0], PLAN)
    assert model.terms == ()
    assert model.refusal.sentence == "Cox model not given: 4 events in 6 patients; 5 events are needed."
    assert model.notes == ("Without a penalty x would have no finite estimate (separation).",)


def test_events_of_a_logistic_model_are_the_rarer_outcome() -> None:
    model = fit_logistic(["x"], [[i % 2] for i in range(20)], [1] * 17 + [0] * 3, PLAN)
    assert (model.events, model.terms) == (3, ())
    assert model.refusal.sentence == "Logistic model not given: 3 events in 20 patients; 5 events are needed."


def test_more_parameters_than_events_over_five_give_no_model() -> None:
    rows = [[i % 2, i % 3, i % 5] for i in range(30)]
    model = fit_cox(["a", "b", "c"], rows, list(range(1, 31)), [1, 1, 0] * 4 + [0] * 18, PLAN)
    assert model.refusal.sentence == (
        "Cox model not given: 8 events in 30 patients for 3 parameters; 5 events per parameter are needed."
    )


@pytest.mark.parametrize("column", [[1] * 12, [i % 2 for i in range(12)]])
def test_covariates_that_determine_each_other_give_no_model(column) -> None:
    rows = [[i % 2, value] for i, value in enumerate(column)]
    model = fit_cox(["a", "b"], rows, list(range(1, 13)), [1] * 12, PLAN)
    assert model.refusal.reason == "a covariate is constant, or the covariates determine each other"
    logistic = fit_logistic(["a", "b"], rows, [i // 2 % 2 for i in range(12)], PoolPlan(events_per_parameter=1))
    assert logistic.refusal.reason == "a covariate is constant, or the covariates determine each other"


def test_incomplete_rows_and_wrong_codes_are_refused() -> None:
    with pytest.raises(UsageError) as error:
        fit_cox(["x"], [[1], [float("nan")]], [1, 2], [1, 1], PLAN)
    assert str(error.value) == (
        "A model takes one finite number per patient and covariate; leave incomplete patients out."
    )
    with pytest.raises(UsageError) as error:
        fit_logistic(["x"], [[1], [0]], [1, 2], PLAN)
    assert str(error.value) == "The outcome of a logistic model is 0 or 1, one for each patient."


def test_log_f_penalty_is_half_an_event_and_half_a_non_event_per_coefficient() -> None:
    rows, outcome = twin(60)
    design = np.array(rows, dtype=float)[:, [0, 2]]
    found = fit_logistic_log_f(design, np.array(outcome))
    extra = np.repeat([[1.0, 0, 0], [0, 1.0, 0]], 2, axis=0)
    full = np.vstack([np.column_stack([design, np.ones(len(design))]), extra])
    y = np.concatenate([outcome, [1, 0, 1, 0]])
    weights = np.concatenate([np.ones(len(design)), [0.5] * 4])
    wanted = sm.GLM(y, full, family=sm.families.Binomial(), freq_weights=weights).fit(tol=1e-12).params
    assert found == pytest.approx(wanted[:2], abs=1e-6)


def test_log_f_of_a_cox_model_lies_at_the_root_of_its_score() -> None:
    time, event = np.array([2.0, 4, 5, 7, 10, 12, 15, 20]), np.array([1, 1, 1, 0, 1, 0, 0, 1], dtype=bool)
    design = np.array([[1.0], [1], [0], [1], [0], [0], [1], [0]])
    beta = fit_cox_log_f(design, time, event)[0]
    x = design[:, 0]
    score = 0.0
    for i in np.flatnonzero(event):
        risk = time >= time[i]
        weight = np.exp(beta * x[risk])
        score += x[i] - (weight * x[risk]).sum() / weight.sum()
    assert score + 0.5 - expit(beta) == pytest.approx(0, abs=1e-7)


def test_log_f_does_not_depend_on_the_unit_of_a_number() -> None:
    rows, outcome = twin(60)
    design = np.array(rows, dtype=float)[:, :2]
    months = design * [1, 12]
    assert fit_logistic_log_f(months, np.array(outcome)) * [1, 12] == pytest.approx(
        fit_logistic_log_f(design, np.array(outcome)), rel=1e-5
    )


def test_flic_intercept_gives_the_observed_share() -> None:
    design = np.array([[0.0], [1], [1], [0], [1]])
    intercept = find_flic_intercept(design, np.array([0, 1, 1, 0, 0]), np.array([1.3]))
    assert float(expit(intercept + design[:, 0] * 1.3).mean()) == pytest.approx(0.4, abs=1e-12)


def test_oracle_of_the_unpenalised_cox_model_efron() -> None:
    case = find_case(GEHAN, "cox_efron")
    data = case["input"]
    frame = DataFrame({"time": data["time"], "event": data["event"], "x": data["x"]})
    fitted = CoxPHFitter().fit(frame, "time", "event")
    assert_close(GEHAN, case, "coef", float(fitted.params_["x"]))
    assert_close(GEHAN, case, "se", float(fitted.standard_errors_["x"]))
    assert_close(GEHAN, case, "loglik_full", float(fitted.log_likelihood_))
    limits = fitted.confidence_intervals_.loc["x"].tolist()
    assert_close(GEHAN, case, "ci_lower", limits[0])
    assert_close(GEHAN, case, "ci_upper", limits[1])
    null = PHReg(np.array(data["time"]), np.array(data["x"])[:, None], status=np.array(data["event"]), ties="efron")
    assert_close(GEHAN, case, "loglik_null", float(null.loglike(np.zeros(1))))


def test_oracle_of_the_unpenalised_cox_model_breslow() -> None:
    case = find_case(GEHAN, "cox_breslow")
    data = case["input"]
    model = PHReg(np.array(data["time"]), np.array(data["x"])[:, None], status=np.array(data["event"]), ties="breslow")
    fitted = model.fit(disp=0)
    assert_close(GEHAN, case, "coef", float(fitted.params[0]))
    assert_close(GEHAN, case, "se", float(fitted.bse[0]))
    assert_close(GEHAN, case, "loglik_full", float(fitted.llf))
    assert_close(GEHAN, case, "loglik_null", float(model.loglike(np.zeros(1))))
    assert_close(GEHAN, case, "ci_lower", float(fitted.conf_int()[0][0]))
    assert_close(GEHAN, case, "ci_upper", float(fitted.conf_int()[0][1]))


def test_oracle_of_the_unpenalised_cox_model_with_exact_ties() -> None:
    case = find_case(GEHAN, "cox_exact")
    time, event, x = (np.array(case["input"][key]) for key in ("time", "event", "x"))
    moments = sorted({t for t, e in zip(time, event, strict=True) if e})
    members = [(i, place) for place, moment in enumerate(moments) for i in np.flatnonzero(time >= moment)]
    chosen = [int(event[i] and time[i] == moments[place]) for i, place in members]
    model = ConditionalLogit(
        np.array(chosen), x[[i for i, _ in members]][:, None], groups=np.array([place for _, place in members])
    )
    score = [float(model.score(np.array([b]))[0]) for b in (1.6, 1.7)]
    assert score[0] > 0 > score[1]
    best = float(brentq(lambda b: float(model.score(np.array([b]))[0]), 1.6, 1.7, xtol=1e-10))
    slope = (model.score(np.array([best + 1e-4]))[0] - model.score(np.array([best - 1e-4]))[0]) / 2e-4
    error = float((-slope) ** -0.5)
    assert_close(GEHAN, case, "coef", best)
    assert_close(GEHAN, case, "loglik_null", float(model.loglike(np.zeros(1))))
    assert_close(GEHAN, case, "loglik_full", float(model.loglike(np.array([best]))))
    assert_close(GEHAN, case, "se", error)
    assert_close(GEHAN, case, "ci_lower", best - 1.959963985 * error)
    assert_close(GEHAN, case, "ci_upper", best + 1.959963985 * error)
