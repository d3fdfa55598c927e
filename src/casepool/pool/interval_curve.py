"""The curve for interval times of one endpoint: S at times, with its interval where the plan asks for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from casepool.domain.curve import CodedTime
from casepool.domain.estimate import Estimate, Interval
from casepool.pool.curve_numbers import Sample
from casepool.pool.names import name_number
from casepool.pool.turnbull import MassCurve, fit_intervals

METHOD = "maximum likelihood on (left, right]"


def fit_masses(coded: Sequence[CodedTime]) -> MassCurve:
    """The curve for interval times of the patients whose outcome is known."""
    known = [item for item in coded if item.is_known]
    return fit_intervals([item.left or 0.0 for item in known], [item.right for item in known])


def estimate_interval_curve(sample: Sample, times: Sequence[float], clusters: Mapping[str, str]) -> Iterator[Estimate]:
    """S at these times; bounds in place of a value where the time lies inside an innermost interval.

    `clusters` gives each patient's publication or centre; whole clusters are drawn for the interval.
    """
    known = [item for item in sample.coded if item.is_known]
    if not known:
        return
    curve = fit_masses(known)
    limits = bootstrap_curve(known, clusters, times, sample)
    for time in times:
        low, high = (round(end, 12) for end in curve.bounds_at(time))
        found = sample.estimate(f"interval_s{name_number(time)}", low if low == high else None, len(known))
        bounds, words = (None, "") if low == high else ((low, high), "not determined inside an innermost interval")
        yield replace(found, bounds=bounds, words=words, interval=limits.get(time), method=METHOD)


def bootstrap_curve(
    known: Sequence[CodedTime], clusters: Mapping[str, str], times: Sequence[float], sample: Sample
) -> dict[float, Interval]:
    """Percentile intervals of S at these times when whole clusters are drawn, from the lower to the upper end of S.

    Empty below plan.bootstrap_min_patients, with fewer than two clusters, and where the plan asks for no draws.
    """
    plan, members = sample.plan, _group(known, clusters)
    if len(known) < plan.bootstrap_min_patients or len(members) < 2 or not plan.curve_bootstrap_draws:
        return {}
    random, drawn = np.random.default_rng(plan.seed), []
    for _ in range(plan.curve_bootstrap_draws):
        chosen = random.integers(0, len(members), len(members))
        curve = fit_masses([item for place in chosen for item in members[place]])
        drawn.append([curve.bounds_at(time) for time in times])
    ends, tail = np.array(drawn), (1 - plan.level) / 2
    method = f"cluster bootstrap, {plan.curve_bootstrap_draws} draws, seed {plan.seed}"
    lows, highs = np.quantile(ends[:, :, 0], tail, axis=0), np.quantile(ends[:, :, 1], 1 - tail, axis=0)
    return {
        time: Interval(float(low), float(high), plan.level, method)
        for time, low, high in zip(times, lows, highs, strict=True)
    }


def _group(known: Sequence[CodedTime], clusters: Mapping[str, str]) -> list[list[CodedTime]]:
    groups: dict[str, list[CodedTime]] = {}
    for item in sorted(known, key=lambda coded: (clusters[coded.patient], coded.patient)):
        groups.setdefault(clusters[item.patient], []).append(item)
    return list(groups.values())
