"""Intervals of a share k of n."""

from functools import lru_cache

from scipy import optimize, stats

from casepool.domain.estimate import Interval

NAMES = {"wilson": "Wilson", "clopper_pearson": "Clopper-Pearson", "jeffreys": "Jeffreys", "midp": "mid-P"}


@lru_cache(maxsize=4096)
def bound_share(k: int, n: int, level: float = 0.95, method: str = "wilson") -> Interval | None:
    """The two-sided interval of k/n: "wilson", "clopper_pearson", "jeffreys" or "midp". None if n is 0.

    Jeffreys has the ends of Brown, Cai and DasGupta: 0 at k = 0, 1 at k = n.
    """
    if method not in NAMES:
        raise ValueError(f"Unknown interval {method!r}. Allowed: {', '.join(NAMES)}.")
    if n == 0:
        return None
    if method == "midp":
        low, high = _midp(k, n, level)
    elif method == "jeffreys":
        tail = (1 - level) / 2
        low, high = (float(stats.beta.ppf(at, k + 0.5, n - k + 0.5)) for at in (tail, 1 - tail))
    else:
        found = stats.binomtest(k, n).proportion_ci(level, "wilson" if method == "wilson" else "exact")
        low, high = float(found.low), float(found.high)
    return Interval(0.0 if k == 0 else low, 1.0 if k == n else high, level, NAMES[method])


def _midp(k: int, n: int, level: float) -> tuple[float, float]:
    """Roots of the tail equations with half the probability of k itself."""
    tail = (1 - level) / 2

    def above(p: float) -> float:
        return float(stats.binom.sf(k, n, p) + 0.5 * stats.binom.pmf(k, n, p)) - tail

    def below(p: float) -> float:
        return float(stats.binom.cdf(k - 1, n, p) + 0.5 * stats.binom.pmf(k, n, p)) - tail

    low = 0.0 if k == 0 else float(optimize.brentq(above, 0, k / n, xtol=1e-14))
    high = 1.0 if k == n else float(optimize.brentq(below, k / n, 1, xtol=1e-14))
    return low, high


def limit_zero(n: int, level: float = 0.95) -> float:
    """The one-sided upper limit of a share that was seen in none of n: 1 - (1 - level)^(1/n).

    The rule of three approximates it. The upper end of Clopper-Pearson at 0/n is the one-sided 97.5% limit instead.
    """
    return 1.0 - (1 - level) ** (1 / n) if n else 1.0
