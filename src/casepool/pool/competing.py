"""Cumulative incidence with a competing event (Aalen-Johansen), right also where events share a time."""

from collections.abc import Sequence

import numpy as np

from casepool.domain.curve import IncidencePoint
from casepool.pool.arrays import check_times


def find_incidence(time: Sequence[float], event: Sequence[int]) -> tuple[IncidencePoint, ...]:
    """F_1(t) = sum over event times u <= t of S(u-) d_1(u) / n(u); S falls with events of both kinds.

    `event` is 0 censored, 1 event, 2 competing event; events come before censorings at the same time. One minus the
    Kaplan-Meier curve would be too high.
    """
    check_times(time, event, codes=(0, 1, 2))
    times, codes = np.asarray(time, dtype=float), np.asarray(event)
    points, survival, shares = [], 1.0, [0.0, 0.0]
    for moment in np.unique(times[codes > 0]):
        at_risk = int((times >= moment).sum())
        counts = [int(((times == moment) & (codes == code)).sum()) for code in (1, 2)]
        shares = [share + survival * count / at_risk for share, count in zip(shares, counts, strict=True)]
        survival *= 1 - sum(counts) / at_risk
        points.append(IncidencePoint(float(moment), *shares))
    return tuple(points)
