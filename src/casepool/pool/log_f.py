"""Logistic and Cox coefficients under the logF(1,1) penalty: the sensitivity beside the Firth estimate.

The penalty of a coefficient b is b/2 - log(1 + e^b), the log density of a log-F(1,1) variable: half an event and half
a non-event at b. A covariate that is not 0/1 enters per standard deviation, and its coefficient is given per unit.
"""

from collections.abc import Callable

import numpy as np
from scipy import optimize, special

from casepool.pool.arrays import Flags, Floats, Ints

Target = Callable[[Floats], tuple[float, Floats]]


def fit_logistic_log_f(design: Floats, outcome: Ints) -> Floats:
    """The coefficients of the covariates (the intercept carries no penalty and is left out)."""
    scaled, scale = _scale(design)
    full = np.column_stack([scaled, np.ones(len(design))])

    def target(b: Floats) -> tuple[float, Floats]:
        linear = full @ b
        loss, slope = _penalise(b[:-1])
        value = float((np.logaddexp(0, linear) - outcome * linear).sum()) + loss
        return value, full.T @ (special.expit(linear) - outcome) + np.append(slope, 0.0)

    return _minimise(target, full.shape[1])[:-1] / scale


def fit_cox_log_f(design: Floats, time: Floats, event: Flags) -> Floats:
    """The coefficients of the covariates; ties after Breslow."""
    scaled, scale = _scale(design)
    at_risk = (time[None, :] >= time[event][:, None]).astype(float)

    def target(b: Floats) -> tuple[float, Floats]:
        linear = scaled @ b
        weights = np.exp(linear - linear.max())
        sums = at_risk @ weights
        means = (at_risk * weights) @ scaled / sums[:, None]
        loss, slope = _penalise(b)
        value = float((np.log(sums) + linear.max()).sum() - linear[event].sum()) + loss
        return value, (means - scaled[event]).sum(axis=0) + slope

    return _minimise(target, design.shape[1]) / scale


def _penalise(b: Floats) -> tuple[float, Floats]:
    return float((np.logaddexp(0, b) - b / 2).sum()), np.asarray(special.expit(b) - 0.5)


def _scale(design: Floats) -> tuple[Floats, Floats]:
    binary = np.isin(design, (0.0, 1.0)).all(axis=0)
    spread = design.std(axis=0, ddof=1)
    scale = np.where(binary | (spread == 0), 1.0, spread)
    center = np.where(binary, 0.0, design.mean(axis=0))
    return (design - center) / scale, scale


def _minimise(target: Target, size: int) -> Floats:
    found = optimize.minimize(target, np.zeros(size), jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 1_000})
    return np.asarray(found.x, dtype=float)
