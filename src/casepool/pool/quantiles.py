"""Medians and quartiles of small samples, with the convention named, and the exact interval of a median."""

from collections.abc import Sequence
from functools import lru_cache
from math import isfinite

import numpy as np
from scipy import stats

from casepool.domain.estimate import Interval

TYPES = {2: "averaged_inverted_cdf", 6: "weibull", 7: "linear"}


def find_quantiles(values: Sequence[float], shares: Sequence[float], kind: int = 2) -> tuple[float, ...]:
    """Quantiles of a sample at these shares. `kind` is the type of Hyndman and Fan: 2 (SAS 5), 6 or 7."""
    if kind not in TYPES:
        raise ValueError(f"Unknown quartile type {kind}. Allowed: {', '.join(map(str, TYPES))}.")
    found = np.quantile(np.asarray(values, dtype=float), list(shares), method=TYPES[kind])  # type: ignore[call-overload]
    return tuple(float(value) for value in found)


def find_median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two middle ones: the same under all three types."""
    return float(np.median(np.asarray(values, dtype=float)))


def bound_median(values: Sequence[float], level: float = 0.95) -> Interval | None:
    """The interval of the median between two order statistics, with the level that it attains.

    Takes the narrowest symmetric pair (j-th smallest, j-th largest) that covers at least `level`:
    1 - 2 P(Binomial(n, 1/2) <= j - 1). None where even the range covers less (n < 6 at 95%). A limit that is infinite
    among the values is None.
    """
    ordered = sorted(values)
    n = len(ordered)
    j, attained = _find_rank(n, level)
    if not j:
        return None
    upper = ordered[n - j] if isfinite(ordered[n - j]) else None
    return Interval(ordered[j - 1], upper, level, "order statistics", attained=attained)


@lru_cache(maxsize=1024)
def _find_rank(n: int, level: float) -> tuple[int, float]:
    """The rank j of the narrowest pair and the level that it attains; 0 where there is none."""
    covers = 1 - 2 * stats.binom.cdf(np.arange(n // 2), n, 0.5)
    allowed = int((covers >= level).sum())
    return allowed, float(covers[allowed - 1]) if allowed else 0.0


def attain_median(n: int) -> float:
    """The level of the range as an interval of the median: 1 - 2 (1/2)^n."""
    return 1 - 2 * 0.5**n


def bound_mean(values: Sequence[float], level: float = 0.95) -> Interval | None:
    """The t interval of the mean; None for fewer than two values."""
    n = len(values)
    if n < 2:
        return None
    half = float(stats.t.ppf(0.5 + level / 2, n - 1) * np.std(values, ddof=1) / np.sqrt(n))
    mean = float(np.mean(values))
    return Interval(mean - half, mean + half, level, "t")
