"""The mean time up to a horizon: the area under the curve, with the standard error of the Greenwood integral."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from casepool.domain.curve import Curve
from casepool.pool.life_table import build_life_table


def integrate_curve(curve: Curve, start: float, end: float) -> float:
    """The area under the curve from `start` to `end`."""
    times = [start, *(point.time for point in curve.points if start < point.time < end), end]
    return sum(curve.survival_at(left) * (right - left) for left, right in pairwise(times))


def find_restricted_mean(
    time: Sequence[float], event: Sequence[int], horizon: float, curve: Curve
) -> tuple[float, float]:
    """The restricted mean and its standard error: Var = sum over event times u < horizon of A(u)^2 d / (n (n - d)).

    A(u) is the area from u to the horizon. The curve must reach the horizon (the caller's gate).
    """
    table = build_life_table(time, event)
    variance = 0.0
    for u, n, d in zip(table.time, table.at_risk, table.events, strict=True):
        if d and u < horizon and n > d:
            variance += integrate_curve(curve, float(u), horizon) ** 2 * d / (n * (n - d))
    return integrate_curve(curve, 0.0, horizon), float(np.sqrt(variance))
