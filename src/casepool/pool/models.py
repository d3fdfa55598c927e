"""Penalised (Firth) logistic and Cox models behind their gates; profile limits and penalised likelihood-ratio p only.

Gates, in this order: the separation check is made first and printed; fewer events than the plan's floor give no model;
more than events / 5 parameters give no model; below 10 events per parameter a note stands beside it; limits more than
100 times apart bring the sparse-data banner. For a logistic model "events" are the rarer outcome. Ties: Breslow.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Any

import numpy as np
from scipy import optimize, special
from scipy.linalg import LinAlgError

from casepool.domain.cohort import PoolPlan
from casepool.domain.comparison import Model, Term
from casepool.domain.errors import UsageError
from casepool.domain.estimate import Interval, Refusal
from casepool.pool.arrays import Flags, Floats, check_times
from casepool.pool.log_f import fit_cox_log_f, fit_logistic_log_f

SETTINGS: dict[str, Any] = {"gtol": 1e-7, "xtol": 1e-7, "max_iter": 500}
BANNER = "Sparse data: the limits of {} lie more than {:g} times apart."
FEW = "{:.1f} events per parameter; below {} the estimates are unstable."
LARGEST = 700.0
SEPARATED = "Without a penalty {} would have no finite estimate (separation)."


@dataclass(frozen=True)
class Fitted:
    """What a penalised fit gives per covariate: coefficients, profile limits (two columns), p."""

    coefficients: Floats
    limits: Floats
    p: Floats


def fit_logistic(
    names: Sequence[str], rows: Sequence[Sequence[float]], outcome: Sequence[int], plan: PoolPlan
) -> Model:
    """The Firth logistic model of an outcome (1 or 0) on covariates, one row per patient; odds ratios.

    `risk_intercept` is the FLIC one: risks predicted with it have the observed share as their mean.
    """
    design, y = _check(names, rows), np.asarray(outcome)
    if not np.isin(y, (0, 1)).all() or y.size != len(design):
        raise UsageError("The outcome of a logistic model is 0 or 1, one for each patient.")
    events = int(min(y.sum(), y.size - y.sum()))
    separated = _find_separated(design, y, fit_intercept=True)
    refusal = _refuse("logistic", names, len(design), events, separated, plan)
    if refusal or separated is None:
        return Model("logistic", (), len(design), events, refusal, notes=_note_separation(names, separated))
    from firthmodels import FirthLogisticRegression

    fitted = _fit(FirthLogisticRegression(**SETTINGS), design, y, plan.level)
    if fitted is None:
        return Model("logistic", (), len(design), events, _refuse_fit("logistic"))
    terms = _build_terms(names, fitted, fit_logistic_log_f(design, y), separated, plan)
    model = _build_model("logistic", terms, len(design), events, plan)
    intercept = _build_term("intercept", fitted, len(names), plan)
    return replace(model, intercept=intercept, risk_intercept=find_flic_intercept(design, y, fitted.coefficients[:-1]))


def fit_cox(
    names: Sequence[str],
    rows: Sequence[Sequence[float]],
    time: Sequence[float],
    event: Sequence[int],
    plan: PoolPlan,
) -> Model:
    """The Firth Cox model of times on covariates, one row per patient; hazard ratios, Breslow ties."""
    check_times(time, event)
    design, times, codes = _check(names, rows), np.asarray(time, dtype=float), np.asarray(event, dtype=bool)
    events = int(codes.sum())
    separated = _find_monotone(design, times, codes)
    refusal = _refuse("cox", names, len(design), events, separated, plan)
    if refusal or separated is None:
        return Model("cox", (), len(design), events, refusal, notes=_note_separation(names, separated))
    from firthmodels import FirthCoxPH

    fitted = _fit(FirthCoxPH(**SETTINGS), design, (codes, times), plan.level)
    if fitted is None:
        return Model("cox", (), len(design), events, _refuse_fit("cox"))
    terms = _build_terms(names, fitted, fit_cox_log_f(design, times, codes), separated, plan)
    return _build_model("cox", terms, len(design), events, plan)


def _check(names: Sequence[str], rows: Sequence[Sequence[float]]) -> Floats:
    design = np.asarray(rows, dtype=float).reshape(len(rows), -1)
    if design.shape[1:] != (len(names),) or not np.isfinite(design).all():
        raise UsageError("A model takes one finite number per patient and covariate; leave incomplete patients out.")
    return design


def _find_separated(design: Floats, y: Any, *, fit_intercept: bool) -> Flags | None:
    """Which covariates have no finite unpenalised estimate; None if the covariates determine each other."""
    try:
        from firthmodels import detect_separation

        found = detect_separation(design, y, fit_intercept=fit_intercept)
    except (LinAlgError, ValueError):
        return None
    return ~np.asarray(found.is_finite, dtype=bool)[: design.shape[1]]


def _find_monotone(design: Floats, times: Floats, codes: Flags) -> Flags | None:
    """Covariates whose partial likelihood has no maximum: a direction in which every event has the highest value of
    its risk set. It is the separation of the differences between each event and those at risk with it."""
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(design)), design])) <= design.shape[1]:
        return None
    pairs = [
        design[i] - design[j]
        for i in np.flatnonzero(codes)
        for j in np.flatnonzero(times >= times[i])
        if (design[i] != design[j]).any()
    ]
    if not pairs:
        return np.zeros(design.shape[1], dtype=bool)
    mirrored = np.array([*pairs, *(-pair for pair in pairs)])
    return _find_separated(mirrored, np.repeat([1, 0], len(pairs)), fit_intercept=False)


def _note_separation(names: Sequence[str], separated: Flags | None) -> tuple[str, ...]:
    if separated is None or not separated.any():
        return ()
    return (SEPARATED.format(", ".join(name for name, flag in zip(names, separated, strict=True) if flag)),)


def _refuse(
    kind: str, names: Sequence[str], patients: int, events: int, separated: Flags | None, plan: PoolPlan
) -> Refusal | None:
    subject, counted = f"{kind} model", f"{events} event{'' if events == 1 else 's'} in {patients} patients"
    if events < plan.model_min_events:
        return Refusal(kind, subject, counted, f"{plan.model_min_events} events are needed")
    if len(names) > events // plan.events_per_parameter:
        needed = f"{plan.events_per_parameter} events per parameter are needed"
        return Refusal(kind, subject, f"{counted} for {len(names)} parameters", needed)
    if separated is None:
        return Refusal(kind, subject, "a covariate is constant, or the covariates determine each other")
    return None


def _refuse_fit(kind: str) -> Refusal:
    return Refusal(kind, f"{kind} model", "the penalised fit did not converge")


def _fit(model: Any, design: Floats, outcome: Any, level: float) -> Fitted | None:
    """Fit, test and bound every coefficient, the intercept (if there is one) last; None if a number is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(design, outcome)
        model.lrt()
        limits = model.conf_int(alpha=1 - level, method="pl", tol=1e-10, max_iter=200)
    coefficients = np.append(np.ravel(model.coef_), np.ravel(getattr(model, "intercept_", [])))
    found = Fitted(coefficients, np.asarray(limits), np.asarray(model.lrt_pvalues_))
    complete = all(np.isfinite(part).all() for part in (found.coefficients, found.limits, found.p))
    return found if complete and model.converged_ else None


def _build_terms(
    names: Sequence[str], fitted: Fitted, sensitivity: Floats, separated: Flags, plan: PoolPlan
) -> tuple[Term, ...]:
    return tuple(
        replace(
            _build_term(name, fitted, i, plan),
            sensitivity=exp(sensitivity[i]) if sensitivity[i] < LARGEST else None,
            is_separated=bool(separated[i]),
        )
        for i, name in enumerate(names)
    )


def _build_term(name: str, fitted: Fitted, i: int, plan: PoolPlan) -> Term:
    with np.errstate(over="ignore"):
        low, high = (float(limit) for limit in np.exp(fitted.limits[i]))
    return Term(
        name=name,
        coefficient=float(fitted.coefficients[i]),
        ratio=float(np.exp(fitted.coefficients[i])),
        interval=Interval(low, _finite(high), plan.level, "profile penalised likelihood"),
        p=float(fitted.p[i]),
        is_sparse=_finite(high) is None or high > plan.sparse_ratio * low,
    )


def _finite(number: float) -> float | None:
    return number if np.isfinite(number) else None


def _build_model(kind: str, terms: tuple[Term, ...], patients: int, events: int, plan: PoolPlan) -> Model:
    separated = [term.name for term in terms if term.is_separated]
    sparse = ", ".join(term.name for term in terms if term.is_sparse)
    per_parameter = events / len(terms)
    notes = [SEPARATED.format(", ".join(separated))] if separated else ["No separation."]
    if per_parameter < plan.events_per_parameter_note:
        notes.append(FEW.format(per_parameter, plan.events_per_parameter_note))
    banner = BANNER.format(sparse, plan.sparse_ratio) if sparse else ""
    return Model(kind, terms, patients, events, None, banner, tuple(notes))


def find_flic_intercept(design: Floats, y: Any, coefficients: Floats) -> float:
    """The intercept that makes the mean predicted risk equal to the observed share; the slopes stay."""
    slopes, share = design @ coefficients, float(np.mean(y))

    def distance(intercept: float) -> float:
        return float(special.expit(intercept + slopes).mean()) - share

    edge = float(np.abs(slopes).max()) + 40.0
    return float(optimize.brentq(distance, -edge, edge, xtol=1e-13, rtol=1e-14))
