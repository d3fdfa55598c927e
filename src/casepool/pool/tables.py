"""Exact tests of a table of counts: Fisher 2x2 with the conditional odds ratio, Freeman-Halton r x c.

Freeman-Halton sums the probabilities of all tables with the same margins that are no more probable than the observed
one. Columns are filled one at a time; columns that leave the same row totals over, in whatever order of the rows, are
followed only once, and the last two columns are summed by one sorted list for each set of row totals.
"""

from collections.abc import Iterator, Sequence
from math import exp, isfinite, lgamma

import numpy as np
from scipy import stats
from scipy.stats import contingency

from casepool.domain.comparison import RatioEstimate, TestResult
from casepool.domain.errors import UsageError
from casepool.domain.estimate import Interval
from casepool.pool.arrays import Floats
from casepool.pool.shares import bound_share

Counts = Sequence[Sequence[int]]
Filled = dict[tuple[int, ...], dict[float, float]]
TIES = 1e-7
STEP_WORK = 50
DRAWN_AT_ONCE = 10_000


class TooMuchWorkError(Exception):
    """The enumeration has passed its cap."""


def run_fisher(table: Counts) -> TestResult:
    """Fisher's exact test of a 2x2 table, two-sided by probability (scipy)."""
    rows = _check(table)
    if len(rows) != 2 or len(rows[0]) != 2:
        raise UsageError("Fisher's exact test takes 2 rows and 2 columns. Use the test of Freeman and Halton.")
    (a, b), (c, d) = rows
    p = float(stats.fisher_exact(np.array(rows)).pvalue)
    ways = min(a + b, a + c) - max(0, a - d) + 1
    return TestResult("fisher", min(p, 1.0), "Fisher, two-sided by probability", True, ways)


def estimate_odds_ratio(table: Counts, level: float = 0.95) -> RatioEstimate | None:
    """The conditional maximum-likelihood odds ratio of a 2x2 table with its exact interval (scipy).

    A limit or value of None is unbounded. None for a table with an empty row or column: nothing can be estimated.
    """
    (a, b), (c, d) = _check(table)
    if min(a + b, c + d, a + c, b + d) == 0:
        return None
    found = contingency.odds_ratio(np.array([[a, b], [c, d]]), kind="conditional")
    limits = found.confidence_interval(level)
    interval = Interval(_finite(limits.low), _finite(limits.high), level, "exact, conditional")
    return RatioEstimate(_finite(found.statistic), interval)


def _finite(number: float) -> float | None:
    return float(number) if isfinite(number) else None


def _check(table: Counts) -> list[list[int]]:
    rows = [[int(count) for count in row] for row in table]
    if not rows or len({len(row) for row in rows}) != 1 or min(min(row, default=0) for row in rows) < 0:
        raise UsageError("A table of counts has rows of one length, and no count below 0.")
    return rows


def run_freeman_halton(
    table: Counts, *, work: int = 50_000_000, draws: int = 100_000, seed: int = 1, level: float = 0.95
) -> TestResult:
    """The exact test of an r x c table, by enumeration up to a cap of `work` steps.

    Above the cap `draws` tables with the same margins are drawn with `seed`, and p carries its Monte Carlo interval.
    The cap counts steps, not seconds: the same table takes the same way on every machine.
    """
    rows = _shape(_check(table))
    if len(rows) < 2 or len(rows[0]) < 2:
        return TestResult("freeman_halton", 1.0, "only one row or column is not empty", True, 1)
    try:
        p, ways = _enumerate(rows, work)
    except TooMuchWorkError:
        return _draw(rows, draws, seed, level)
    return TestResult("freeman_halton", min(p, 1.0), "Freeman-Halton, all tables enumerated", True, ways)


def _shape(rows: list[list[int]]) -> list[list[int]]:
    """The table without empty rows and columns, no more rows than columns, both in ascending order of their totals."""
    kept = [row for row in rows if sum(row)]
    columns = sorted((column for column in zip(*kept, strict=True) if sum(column)), key=lambda c: (sum(c), c))
    if len(kept) > len(columns):
        return _order([list(column) for column in columns])
    return _order([list(row) for row in zip(*columns, strict=True)])


def _order(rows: list[list[int]]) -> list[list[int]]:
    columns = sorted(zip(*sorted(rows, key=lambda r: (sum(r), r)), strict=True), key=lambda c: (sum(c), c))
    return [list(row) for row in zip(*columns, strict=True)]


def _log_weight(counts: Sequence[int]) -> float:
    return -sum(lgamma(count + 1) for count in counts)


def _enumerate(rows: list[list[int]], work: int) -> tuple[float, int]:
    """The p value and the number of tables."""
    columns = [sum(column) for column in zip(*rows, strict=True)]
    row_totals = tuple(sorted(sum(row) for row in rows))
    scale = -_log_weight(row_totals) - _log_weight(columns) - lgamma(sum(columns) + 1)
    limit = sum(_log_weight(row) for row in rows) + TIES
    filled: Filled = {row_totals: {0.0: 1.0}}
    for column in columns[:-2]:
        filled, work = _fill_column(filled, column, work)
    p, ways = 0.0, 0
    for left, past in filled.items():
        found, work = _end_weights(left, columns[-2], work)
        ends = np.sort(found)
        p += _sum_ends(ends, past, limit, scale)
        ways += int(sum(past.values())) * int(ends.size)
    return p, ways


def _fill_column(filled: Filled, column: int, work: int) -> tuple[Filled, int]:
    """Every way to fill one more column: row totals that are left, with the weights and their number of ways."""
    result: Filled = {}
    for left, past in filled.items():
        for counts in _spread(left, column):
            work -= STEP_WORK * len(past)
            if work < 0:
                raise TooMuchWorkError
            more = _log_weight(counts)
            rest = tuple(sorted(total - count for total, count in zip(left, counts, strict=True)))
            weights = result.setdefault(rest, {})
            for weight, number in past.items():
                key = round(weight + more, 11)
                weights[key] = weights.get(key, 0.0) + number
    return result, work


def _spread(totals: Sequence[int], column: int) -> Iterator[tuple[int, ...]]:
    """All ways to put `column` patients into rows that hold at most `totals`."""
    if len(totals) == 1:
        if column <= totals[0]:
            yield (column,)
        return
    for count in range(max(0, column - sum(totals[1:])), min(totals[0], column) + 1):
        for rest in _spread(totals[1:], column - count):
            yield (count, *rest)


def _end_weights(totals: Sequence[int], column: int, work: int) -> tuple[Floats, int]:
    """The log weights of all ways to fill the last two columns, the first of which holds `column` patients."""
    sums: dict[int, list[Floats]] = {0: [np.zeros(1)]}
    for total in totals:
        steps = [_log_weight((count, total - count)) for count in range(total + 1)]
        grown: dict[int, list[Floats]] = {}
        for done, parts in sums.items():
            weights = np.concatenate(parts)
            for count in range(min(total, column - done) + 1):
                work -= weights.size + STEP_WORK
                grown.setdefault(done + count, []).append(weights + steps[count])
        if work < 0:
            raise TooMuchWorkError
        sums = grown
    return np.concatenate(sums[column]), work


def _sum_ends(ends: Floats, past: dict[float, float], limit: float, scale: float) -> float:
    top = float(ends[-1])
    total = np.concatenate([[0.0], np.cumsum(np.exp(ends - top))])
    found = 0.0
    for weight, number in past.items():
        below = int(np.searchsorted(ends, limit - weight, side="right"))
        found += number * exp(scale + weight + top) * float(total[below])
    return found


def _draw(rows: list[list[int]], draws: int, seed: int, level: float) -> TestResult:
    margins = [sum(row) for row in rows], [sum(column) for column in zip(*rows, strict=True)]
    random, tables = np.random.default_rng(seed), stats.random_table(*margins)
    log_factorials = np.array([lgamma(count + 1) for count in range(sum(margins[0]) + 1)])
    limit, far = sum(_log_weight(row) for row in rows) + TIES, 0
    for first in range(0, draws, DRAWN_AT_ONCE):
        drawn = tables.rvs(min(DRAWN_AT_ONCE, draws - first), random_state=random).astype(int)
        far += int((-log_factorials[drawn].sum(axis=(1, 2)) <= limit).sum())
    interval = bound_share(far, draws, level, "clopper_pearson")
    method = f"Freeman-Halton, {draws} tables drawn, seed {seed}"
    return TestResult("freeman_halton", (far + 1) / (draws + 1), method, False, draws, interval=interval)
