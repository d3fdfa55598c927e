"""The exact two-sided permutation test of a sum of scores."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from math import comb, prod

import numpy as np

from casepool.domain.cohort import PoolPlan
from casepool.domain.comparison import TestResult
from casepool.pool.arrays import Flags, Floats
from casepool.pool.shares import bound_share

TOLERANCE = 1e-9
CHUNK = 100_000


def permute_scores(
    scores: Sequence[float], chosen: Sequence[bool], plan: PoolPlan, strata: Sequence[str] | None = None
) -> TestResult:
    """The share of allocations whose sum of scores in the chosen group is at least as far from its mean as observed.

    Allocations keep the size of the group, inside each stratum if `strata` names them. Up to `plan.enumerate_up_to`
    allocations are all counted; above that `plan.draws` of them are drawn with `plan.seed`, and p carries its Monte
    Carlo interval. Scores are centred on their mean (inside each stratum), so the sum is O-E for log-rank scores.
    """
    parts = _split(np.asarray(scores, dtype=float), np.asarray(chosen, dtype=bool), strata)
    observed = sum(float(values[:size].sum()) for values, size in parts)
    ways = prod(comb(values.size, size) for values, size in parts)
    if ways <= plan.enumerate_up_to:
        far = _count_far(_sums_of_all(parts), observed)
        return TestResult("permutation", far / ways, "all allocations enumerated", True, ways, observed)
    draws = plan.draws
    far = _count_far(_draw_sums(parts, draws, plan.seed), observed)
    interval = bound_share(far, draws, plan.level, "clopper_pearson")
    method = f"{draws} allocations drawn, seed {plan.seed}"
    return TestResult("permutation", (far + 1) / (draws + 1), method, False, draws, observed, interval)


def _split(scores: Floats, chosen: Flags, strata: Sequence[str] | None) -> list[tuple[Floats, int]]:
    """Centred scores of each stratum, the chosen ones first, each part in ascending order; with the group's size."""
    names = np.asarray(strata if strata is not None else [""] * scores.size)
    parts = []
    for name in sorted(set(names.tolist())):
        inside = names == name
        centred = scores - scores[inside].mean()
        mine, others = np.sort(centred[inside & chosen]), np.sort(centred[inside & ~chosen])
        parts.append((np.concatenate([mine, others]), int(mine.size)))
    return parts


def _count_far(sums: Iterator[Floats], observed: float) -> int:
    return sum(int((np.abs(part) >= abs(observed) - TOLERANCE).sum()) for part in sums)


def _sums_of_all(parts: list[tuple[Floats, int]]) -> Iterator[Floats]:
    if len(parts) == 1:
        yield from _sums_of_one(*parts[0])
        return
    each = [np.concatenate(list(_sums_of_one(values, size))) for values, size in parts]
    total = each[0]
    for more in each[1:]:
        total = (total[:, None] + more[None, :]).ravel()
    yield total


def _sums_of_one(values: Floats, size: int) -> Iterator[Floats]:
    """The sums of all subsets of this size, in pieces; the smaller side is enumerated (the scores sum to 0)."""
    count, sign = (size, 1.0) if 2 * size <= values.size else (values.size - size, -1.0)
    ordered = np.sort(values)
    subsets = combinations(range(values.size), count)
    while piece := list(islice(subsets, CHUNK)):
        yield sign * ordered[np.asarray(piece, dtype=np.int64).reshape(len(piece), count)].sum(axis=1)


def _draw_sums(parts: list[tuple[Floats, int]], draws: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    ordered = [(np.sort(values), size) for values, size in parts]
    for first in range(0, draws, 1_000):
        count = min(1_000, draws - first)
        yield sum((_draw(random, values, size, count) for values, size in ordered), np.zeros(count))


def _draw(random: np.random.Generator, values: Floats, size: int, count: int) -> Floats:
    places = random.random((count, values.size)).argsort(axis=1)[:, :size]
    return np.asarray(values[places].sum(axis=1), dtype=float)
