"""Exact tests of two groups by permutation: log-rank and rank sum, with tied values as they are."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import stats

from casepool.domain.cohort import PoolPlan
from casepool.domain.comparison import TestResult
from casepool.domain.errors import UsageError
from casepool.pool.arrays import check_times
from casepool.pool.life_table import score_log_rank
from casepool.pool.permute import permute_scores

STRATA = "Publications with several patients are strata of their own; all other patients are one stratum."
WHOLE = "Publications with several patients are permuted whole."
EQUAL_CENSORING = "A permutation test assumes that patients of both groups are censored alike."


def run_log_rank(
    time: Sequence[float],
    event: Sequence[int],
    group: Sequence[str],
    plan: PoolPlan | None = None,
    cluster: Sequence[str] | None = None,
) -> TestResult:
    """The exact two-sided permutation log-rank test of two groups; `statistic` is O-E of the group that sorts first.

    p is the share of allocations with |O-E| at least as large as observed. Where publications (`cluster`) tell of
    more than one patient, whole publications are permuted if each lies in one group, else patients inside strata.
    The asymptotic p stands beside it.
    """
    check_times(time, event)
    chosen = _choose_first(group)
    scores = score_log_rank(time, event).tolist()
    found = _permute(scores, chosen, cluster, plan or PoolPlan())
    beside = run_asymptotic_log_rank(time, event, group)
    notes = (*found.notes, EQUAL_CENSORING)
    return replace(found, name="log_rank", asymptotic=beside.p if beside else None, notes=notes)


def run_asymptotic_log_rank(
    time: Sequence[float], event: Sequence[int], group: Sequence[str], rho: float = 0.0
) -> TestResult | None:
    """The asymptotic log-rank test (Fleming-Harrington with `rho`; lifelines); `statistic` is chi-squared.

    None without an event: nothing can be tested. Printed beside the exact test only.
    """
    check_times(time, event)
    times, codes, first = np.asarray(time, dtype=float), np.asarray(event), np.asarray(_choose_first(group))
    if not codes.any():
        return None
    weights = {"weightings": "fleming-harrington", "p": rho, "q": 0} if rho else {}
    from lifelines.statistics import logrank_test

    found = logrank_test(times[first], times[~first], codes[first], codes[~first], **weights)
    if not np.isfinite(found.p_value):
        return None
    return TestResult("log_rank", float(found.p_value), "asymptotic", False, 0, float(found.test_statistic))


def run_rank_test(
    values: Sequence[float],
    group: Sequence[str],
    plan: PoolPlan | None = None,
    cluster: Sequence[str] | None = None,
) -> TestResult:
    """The exact two-sided Wilcoxon-Mann-Whitney test with mid-ranks for ties.

    `statistic` is the rank sum of the group that sorts first, minus its expectation.
    """
    ranks = stats.rankdata(np.asarray(values, dtype=float))
    return replace(_permute(ranks.tolist(), _choose_first(group), cluster, plan or PoolPlan()), name="rank")


def _choose_first(group: Sequence[str]) -> list[bool]:
    labels = sorted(set(group))
    if len(labels) != 2:
        raise UsageError(f"The test compares two groups; {len(labels)} are given.")
    return [label == labels[0] for label in group]


def _permute(
    scores: Sequence[float], chosen: Sequence[bool], cluster: Sequence[str] | None, plan: PoolPlan
) -> TestResult:
    clusters = list(cluster or ())
    if len(set(clusters)) == len(clusters):
        return permute_scores(scores, chosen, plan)
    if len(set(zip(clusters, chosen, strict=True))) == len(set(clusters)):
        return _permute_clusters(scores, chosen, clusters, plan)
    strata = [name if clusters.count(name) > 1 else "" for name in clusters]
    return replace(permute_scores(scores, chosen, plan, strata), notes=(STRATA,))


def _permute_clusters(
    scores: Sequence[float], chosen: Sequence[bool], clusters: list[str], plan: PoolPlan
) -> TestResult:
    """Whole publications change groups: each counts with the sum of the centred scores of its patients."""
    mean = sum(scores) / len(scores)
    sums: dict[str, float] = dict.fromkeys(clusters, 0.0)
    for name, score in zip(clusters, scores, strict=True):
        sums[name] += score - mean
    group_of = dict(zip(clusters, chosen, strict=True))
    return replace(permute_scores(list(sums.values()), [group_of[name] for name in sums], plan), notes=(WHOLE,))
