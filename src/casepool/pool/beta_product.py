"""The beta product confidence procedure for survival at a time (Fay, Brittain, Proschan 2013; method of moments).

For event times u <= t with r at risk and d events, the upper limit is a quantile of the product of independent
Beta(r - d + 1, d); the lower limit one of the same product times Beta(r+, 1), r+ = number with a time after t. Each
product is replaced by the beta distribution with equal mean and second moment. It is defined also where S is 0 or 1.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import optimize, special

from casepool.pool.life_table import build_life_table

Shape = tuple[float, float]


def bound_survival(
    time: Sequence[float], event: Sequence[int], at: float, level: float = 0.95, *, midp: bool = False
) -> tuple[float, float]:
    """The limits of S(at). `midp` takes the mid-P form: half of both distribution functions equals each tail."""
    return _bound(tuple(time), tuple(event), at, level, midp)


@lru_cache(maxsize=4096)
def _bound(time: tuple[float, ...], event: tuple[int, ...], at: float, level: float, midp: bool) -> Shape:
    table = build_life_table(time, event)
    passed = (table.time <= at) & (table.events > 0)
    factors = [(r - d + 1, d) for r, d in zip(table.at_risk[passed], table.events[passed], strict=True)]
    left = int((np.asarray(time) > at).sum())
    upper = match_moments(factors)
    lower = match_moments([*factors, (left, 1)]) if left else (0.0, 1.0)
    tail = (1 - level) / 2
    if midp:
        return _midp_quantile(lower, upper, tail), _midp_quantile(lower, upper, 1 - tail)
    return _quantile(lower, tail), _quantile(upper, 1 - tail)


def match_moments(factors: Sequence[tuple[int, int]]) -> Shape:
    """The beta distribution with the mean and second moment of a product of independent beta variables.

    No factor gives the point 1, as shape (1, 0); the point 0 is the shape (0, 1).
    """
    if not factors:
        return 1.0, 0.0
    if len(factors) == 1:
        return float(factors[0][0]), float(factors[0][1])
    a, b = np.array(factors, dtype=float).T
    mean = float(np.prod(a / (a + b)))
    second = float(np.prod(a * (a + 1) / ((a + b) * (a + b + 1))))
    weight = (mean - second) / (second - mean**2)
    return mean * weight, (1 - mean) * weight


def _quantile(shape: Shape, share: float) -> float:
    if 0.0 in shape:
        return 1.0 if shape[1] == 0.0 else 0.0
    return float(special.betaincinv(*shape, share))


def _cumulate(shape: Shape, value: float) -> float:
    """P(X <= value). The point 0 has reached 1 everywhere, the point 1 only at 1."""
    if 0.0 in shape:
        return 1.0 if shape[0] == 0.0 or value >= 1 else 0.0
    return float(special.betainc(*shape, value))


def _midp_quantile(lower: Shape, upper: Shape, share: float) -> float:
    def distance(value: float) -> float:
        return (_cumulate(lower, value) + _cumulate(upper, value)) / 2 - share

    if distance(0.0) >= 0:
        return 0.0
    if distance(1.0 - 1e-15) <= 0:
        return 1.0
    return float(optimize.brentq(distance, 0.0, 1.0 - 1e-15, xtol=1e-14))
