"""The curve of interval-censored times: nonparametric maximum likelihood on half-open intervals (left, right].

left = right is an exact time, left = 0 a left-censored one, right = None a right-censored one. The mass lies on the
innermost intervals; inside one of them the curve is not determined. On right-censored data the estimate is the
Kaplan-Meier curve.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from scipy import optimize

from casepool.domain.curve import MassInterval
from casepool.domain.errors import UsageError
from casepool.pool.arrays import Floats

EXACT, CLOSED, OPEN = 0, 1, 2
SMALLEST = 1e-7
EM_STEPS, HALVINGS = 10, 30


@dataclass(frozen=True)
class MassCurve:
    """Masses of the innermost intervals in ascending order, and the log-likelihood at the maximum."""

    masses: tuple[MassInterval, ...]
    loglik: float

    def bounds_at(self, time: float) -> tuple[float, float]:
        """Least and greatest S(time): they differ only inside an innermost interval."""
        after = sum(m.mass for m in self.masses if m.left >= time and not m.left == m.right == time)
        inside = sum(m.mass for m in self.masses if m.left < time < (inf if m.right is None else m.right))
        return min(after, 1.0), min(after + inside, 1.0)


def fit_intervals(
    left: Sequence[float], right: Sequence[float | None], steps: int = 1_000, tolerance: float = 1e-10
) -> MassCurve:
    """The maximum-likelihood masses by the EM algorithm of Turnbull from equal masses, with Newton steps between.

    Stops when no interval could gain (Karush-Kuhn-Tucker, to `tolerance`) or the masses change by less than
    `tolerance` in one round. Raises UsageError for left > right or a time below 0.
    """
    ends = [inf if end is None else float(end) for end in right]
    _check(left, ends)
    if not ends:
        return MassCurve((), 0.0)
    places = find_innermost(left, ends)
    patients = Counter(zip(left, ends, strict=True))
    inside = np.array([[_holds(*pair, *place) for place in places] for pair in patients], dtype=float)
    counts = np.array(list(patients.values()), dtype=float)
    mass = _maximise(inside, counts, steps, tolerance)
    found = [
        MassInterval(low, None if high == inf else high, float(share))
        for (low, high), share in zip(places, mass, strict=True)
        if share > SMALLEST
    ]
    return MassCurve(tuple(found), float(counts @ np.log(inside @ mass)))


def _check(left: Sequence[float], right: Sequence[float]) -> None:
    if any(not 0 <= low <= high or low == inf for low, high in zip(left, right, strict=True)):
        raise UsageError("An interval of time begins before 0, or ends before it begins (rule R13).")


def find_innermost(left: Sequence[float], right: Sequence[float]) -> list[tuple[float, float]]:
    """The innermost intervals: a left end that is followed by a right end, with nothing between.

    At one value the order is: left end of an exact time, right ends (closed), left ends (open).
    """
    pairs = list(zip(left, right, strict=True))
    lefts = {(low, EXACT if low == high else OPEN) for low, high in pairs}
    rights = {(high, CLOSED) for _, high in pairs}
    ordered = sorted(lefts | rights)
    return [(low, high) for (low, kind), (high, end) in pairwise(ordered) if kind != CLOSED and end == CLOSED]


def _holds(left: float, right: float, low: float, high: float) -> bool:
    """Whether the interval of a patient holds an innermost interval."""
    if left == right:
        return low == high == left
    return left <= low and high <= right and not (low == high == left)


def _maximise(inside: Floats, counts: Floats, steps: int, tolerance: float) -> Floats:
    """The masses; `inside` has one row per kind of patient, who is there `counts` times."""
    shares = counts / counts.sum()
    mass = np.full(inside.shape[1], 1 / inside.shape[1])
    for _ in range(steps):
        before = mass
        for _ in range(EM_STEPS):
            mass = mass * _gain(inside, shares, mass)
        mass = _climb(inside, shares, mass)
        if _gain(inside, shares, mass).max() <= 1 + tolerance or np.abs(mass - before).max() < tolerance:
            break
    return np.asarray(mass / mass.sum(), dtype=float)


def _gain(inside: Floats, shares: Floats, mass: Floats) -> Floats:
    """What one more unit of mass on each interval would add to the log-likelihood: 1 where mass lies at the maximum."""
    return np.asarray((shares / (inside @ mass)) @ inside, dtype=float)


def _climb(inside: Floats, shares: Floats, mass: Floats) -> Floats:
    """A step towards the maximum of the quadratic approximation (constrained Newton method, Wang 2007).

    The approximation is a least squares problem with masses that may not be negative; the step is halved until the
    log-likelihood does not fall, and left out if it never does or the least squares problem is not solved.
    """
    weight = np.sqrt(shares)[:, None]
    rows = np.vstack([weight * inside / (inside @ mass)[:, None], np.ones(mass.size)])
    try:
        target, _ = optimize.nnls(rows, np.append(2 * weight[:, 0], 1.0))
    except RuntimeError:
        return mass
    if target.sum() <= 0:
        return mass
    target, size = target / target.sum(), 1.0
    now = shares @ np.log(inside @ mass)
    for _ in range(HALVINGS):
        moved = mass + size * (target - mass)
        likelihoods = inside @ moved
        if likelihoods.min() > 0 and shares @ np.log(likelihoods) >= now:
            return np.asarray(moved, dtype=float)
        size /= 2
    return mass
