"""The Kaplan-Meier curve: S(t) from the life table, Greenwood's variance, its limits, quantiles.

The limits are our own, tested against lifelines (log-log) and R: loading lifelines costs more than a whole pool.

Limits are blank, not [1, 1] or [0, 0], where S is 1 or 0, unless the interval is the beta product one.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, isfinite

import numpy as np
from scipy import stats

from casepool.domain.curve import Curve, CurvePoint
from casepool.pool.arrays import Floats
from casepool.pool.beta_product import bound_survival
from casepool.pool.life_table import LifeTable, build_life_table

Limits = tuple[Floats, Floats]
METHODS = {
    "log_log": "log-log",
    "log": "log",
    "plain": "plain",
    "bpcp": "beta product",
    "bpcp_midp": "beta product, mid-P",
}
ROUNDING = 1e-12
DECIMALS = 14


def fit_curve(time: Sequence[float], event: Sequence[int], level: float = 0.95, method: str = "log_log") -> Curve:
    """The curve with pointwise limits at every distinct observed time.

    `method` is "log_log", "log", "plain", "bpcp" or "bpcp_midp". From `few_from` on, fewer than max(3, 10% of the
    patients) are left, also between observed times.
    """
    if method not in METHODS:
        raise ValueError(f"Unknown interval {method!r}. Allowed: {', '.join(METHODS)}.")
    return _fit_curve(tuple(time), tuple(event), level, method)


@lru_cache(maxsize=256)
def _fit_curve(time: tuple[float, ...], event: tuple[int, ...], level: float, method: str) -> Curve:
    table = build_life_table(time, event)
    if not table.time.size:
        return Curve((), METHODS[method], level, 0, 0)
    survival = np.round(np.cumprod(1 - table.events / table.at_risk), DECIMALS)
    spread = np.sqrt(_sum_greenwood(table))
    if method.startswith("bpcp"):
        limits = _bound_bpcp(table, time, event, level, method == "bpcp_midp")
    else:
        limits = _blank_ends(survival, _bound_normal(survival, spread, level, method))
    few_from = find_few(time)
    columns = (survival, survival * spread, *limits)
    points = tuple(_build_point(table, i, columns, few_from) for i in range(table.time.size))
    return Curve(points, METHODS[method], level, len(time), int(table.events.sum()), few_from)


def _build_point(table: LifeTable, i: int, columns: tuple[Floats, ...], few_from: float | None) -> CurvePoint:
    survival, std_err, lower, upper = (float(column[i]) for column in columns)
    return CurvePoint(
        time=float(table.time[i]),
        at_risk=int(table.at_risk[i]),
        events=int(table.events[i]),
        censored=int(table.censored[i]),
        survival=survival,
        std_err=_or_blank(std_err),
        lower=_or_blank(lower),
        upper=_or_blank(upper),
        few=few_from is not None and bool(table.time[i] >= few_from),
    )


def _or_blank(number: float) -> float | None:
    return number if isfinite(number) else None


def _sum_greenwood(table: LifeTable) -> Floats:
    """Greenwood's sum of d / (n (n - d)); not a number from where S is 0."""
    left = table.at_risk - table.events
    terms = np.where(table.events == 0, 0.0, np.nan)
    np.divide(table.events, table.at_risk * left, out=terms, where=(table.events > 0) & (left > 0))
    return np.cumsum(terms)


def _blank_ends(survival: Floats, limits: Limits) -> Limits:
    inside = (survival > 0) & (survival < 1)
    return np.where(inside, limits[0], np.nan), np.where(inside, limits[1], np.nan)


def _bound_normal(survival: Floats, spread: Floats, level: float, method: str) -> Limits:
    """The limits that are normal on a scale of S: log(-log S), log S or S itself (Kalbfleisch and Prentice)."""
    z = float(stats.norm.ppf(0.5 + level / 2))
    if method == "log_log":
        inside = (survival > 0) & (survival < 1)
        log = np.log(survival, out=np.full_like(survival, np.nan), where=inside)
        return np.exp(log * np.exp(z * spread / -log)), np.exp(log * np.exp(-z * spread / -log))
    if method == "plain":
        half = z * survival * spread
        return np.maximum(survival - half, 0), np.minimum(survival + half, 1)
    return survival * np.exp(-z * spread), np.minimum(survival * np.exp(z * spread), 1)


def _bound_bpcp(table: LifeTable, time: Sequence[float], event: Sequence[int], level: float, midp: bool) -> Limits:
    found = [bound_survival(time, event, float(at), level, midp=midp) for at in table.time]
    return np.array([low for low, _ in found]), np.array([high for _, high in found])


def find_few(time: Sequence[float]) -> float | None:
    """The time from which on fewer than max(3, 10% of the patients) are left: the m-th largest; None without data."""
    if not len(time):
        return None
    floor = max(3, ceil(len(time) / 10))
    return float(sorted(time, reverse=True)[floor - 1]) if len(time) >= floor else 0.0


def find_time(curve: Curve, share: float = 0.5) -> tuple[float | None, float | None]:
    """The smallest time with S(t) <= share, and the end of the flat piece where S is exactly that share.

    (None, None): not reached. The second is None unless any value of the flat piece would do as well.
    """
    below = [point for point in curve.points if point.survival <= share + ROUNDING]
    if not below:
        return None, None
    first = below[0]
    lower = [point.time for point in below if point.survival < share - ROUNDING]
    is_flat = abs(first.survival - share) <= ROUNDING
    return first.time, ((lower[0] if lower else None) if is_flat else None)


def bound_time(
    curve: Curve, share: float = 0.5, start: tuple[float, float] | None = None
) -> tuple[float | None, float | None]:
    """The limits of the time at which S is `share`, by inversion of the band: {t: L(t) <= share <= U(t)}.

    `start` are the limits at time 0 where the method defines them (beta product). None: not reached.
    """
    banded = [(point.time, point.lower, point.upper) for point in curve.points]
    rows = [(0.0, *start), *banded] if start else banded
    lower = next((time for time, low, _ in rows if low is not None and low <= share), None)
    upper = next((time for time, _, high in rows if high is not None and high < share), None)
    return lower, upper
