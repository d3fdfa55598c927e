"""Intervals of a share k of n."""

from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint

from casepool.domain.estimate import Interval

NAMES = {"wilson": "Wilson", "clopper_pearson": "Clopper-Pearson", "jeffreys": "Jeffreys", "midp": "mid-P"}


def bound_share(k: int, n: int, level: float = 0.95, method: str = "wilson") -> Interval | None:
    """The two-sided interval of k/n: "wilson", "clopper_pearson", "jeffreys" or "midp". None if n is 0."""
    if method not in NAMES:
        raise ValueError(f"Unknown interval {method!r}. Allowed: {', '.join(NAMES)}.")
    if n == 0:
        return None
    if method in ("wilson", "clopper_pearson"):
        found = stats.binomtest(k, n).proportion_ci(level, method="wilson" if method == "wilson" else "exact")
        limits = float(found.low), float(found.high)
    else:
        limits = (_jeffreys if method == "jeffreys" else _midp)(k, n, level)
    return Interval(*limits, level, NAMES[method])


def _jeffreys(k: int, n: int, level: float) -> tuple[float, float]:
    """Beta quantiles with the ends of Brown, Cai and DasGupta: 0 at k = 0, 1 at k = n."""
    low, high = proportion_confint(k, n, alpha=1 - level, method="jeffreys")
    return (0.0 if k == 0 else float(low), 1.0 if k == n else float(high))


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
