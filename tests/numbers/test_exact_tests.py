"""Exact tests by enumeration: log-rank, rank sum, Fisher, Freeman-Halton; adjusted p values."""

import itertools
import math
import random

import numpy as np
import pytest
from scipy import stats

from casepool.domain.cohort import PoolPlan
from casepool.domain.errors import UsageError
from casepool.pool.group_tests import run_asymptotic_log_rank, run_log_rank, run_rank_test
from casepool.pool.life_table import score_log_rank
from casepool.pool.multiplicity import METHODS, adjust_p, judge_family
from casepool.pool.tables import estimate_odds_ratio, run_fisher, run_freeman_halton
from pool.fixture_file import assert_close, find_case, load_fixture

TABLES = load_fixture("fisher_exact")
GEHAN = load_fixture("logrank_gehan")


@pytest.mark.parametrize("name", ["exact_logrank_A", "exact_logrank_B"])
def test_exact_log_rank(name) -> None:
    fixture = load_fixture(name)
    case = fixture["cases"][0]
    data = case["input"]["time"], case["input"]["event"], case["input"]["group"]
    found = run_log_rank(*data)
    beside = run_asymptotic_log_rank(*data)
    assert found.exact
    assert_close(fixture, case, "o_minus_e", found.statistic)
    assert_close(fixture, case, "n_permutations", found.ways)
    assert_close(fixture, case, "p_exact", found.p)
    assert_close(fixture, case, "p_asymptotic", found.asymptotic)
    assert_close(fixture, case, "chisq_asymptotic", beside.statistic)
    assert_close(fixture, case, "variance", found.statistic**2 / beside.statistic)
    assert found.notes == ("A permutation test assumes that patients of both groups are censored alike.",)


def brute_p(time, event, group):
    """The share of allocations by computing O-E of the first group anew from risk sets for each of them."""
    n, size = len(time), group.count(min(group))

    def distance(chosen):
        total = 0.0
        for moment in {t for t, e in zip(time, event, strict=True) if e}:
            risk = [i for i in range(n) if time[i] >= moment]
            died = [i for i in risk if time[i] == moment and event[i]]
            total += sum(i in chosen for i in died) - len(died) * sum(i in chosen for i in risk) / len(risk)
        return abs(total)

    observed = distance({i for i in range(n) if group[i] == min(group)})
    found = [distance(set(chosen)) >= observed - 1e-9 for chosen in itertools.combinations(range(n), size)]
    return sum(found) / len(found)


def test_exact_log_rank_is_the_brute_enumeration_up_to_12_patients() -> None:
    generator = random.Random(8)
    for n in (4, 5, 6, 7, 8, 9, 10, 12):
        time = [generator.choice([1, 3, 6, 6, 12, 24]) for _ in range(n)]
        event = [generator.randrange(2) for _ in range(n)]
        group = ["a"] * (n // 3) + ["b"] * (n - n // 3)
        assert run_log_rank(time, event, group).p == pytest.approx(brute_p(time, event, group), abs=1e-12)


def test_separated_groups_have_a_much_larger_exact_p() -> None:
    found = run_log_rank([1, 2, 3, 10, 11, 12], [1] * 6, ["a"] * 3 + ["b"] * 3)
    assert found.p == pytest.approx(0.1)
    assert found.asymptotic < found.p / 3


def test_asymptotic_log_rank_and_its_weighted_form() -> None:
    case = find_case(GEHAN, "logrank")
    data = case["input"]["time"], case["input"]["event"], case["input"]["group"]
    found, group = run_asymptotic_log_rank(*data), case["input"]["group"]
    assert_close(GEHAN, case, "chisq", found.statistic)
    assert_close(GEHAN, case, "p", found.p)
    scores = score_log_rank(case["input"]["time"], case["input"]["event"])
    for place, label in enumerate(("6-MP", "control")):
        inside = [i for i, name in enumerate(group) if name == label]
        observed = sum(case["input"]["event"][i] for i in inside)
        difference = float(sum(scores[i] for i in inside))
        assert observed == case["expected"]["observed"][place]
        assert observed - difference == pytest.approx(case["expected"]["expected_events"][place], abs=1e-5)
        assert difference**2 / found.statistic == pytest.approx(case["expected"]["variance"], abs=1e-5)
    weighted = find_case(GEHAN, "fleming_harrington_rho1")
    again = run_asymptotic_log_rank(*data, rho=weighted["input"]["rho"])
    assert_close(GEHAN, weighted, "chisq", again.statistic)
    assert_close(GEHAN, weighted, "p", again.p)


def test_many_allocations_are_drawn_and_say_so() -> None:
    case = find_case(GEHAN, "logrank")
    plan = PoolPlan(draws=20_000)
    found = run_log_rank(case["input"]["time"], case["input"]["event"], case["input"]["group"], plan)
    assert (found.exact, found.ways, found.method) == (False, 20_000, "20000 allocations drawn, seed 1")
    assert found.interval.lower <= found.p <= found.interval.upper
    assert found == run_log_rank(case["input"]["time"], case["input"]["event"], case["input"]["group"], plan)


def test_drawn_p_agrees_with_the_enumerated_one() -> None:
    time, event = list(range(1, 17)), [1, 1, 0, 1] * 4
    group = ["a"] * 6 + ["b"] * 10
    exact = run_log_rank(time, event, group)
    drawn = run_log_rank(time, event, group, PoolPlan(enumerate_up_to=10, draws=50_000))
    assert exact.exact
    assert drawn.interval.lower <= exact.p <= drawn.interval.upper


@pytest.mark.parametrize("name", ["no_ties", "ties"])
def test_exact_rank_test(name) -> None:
    fixture = load_fixture("rank_tests")
    case = find_case(fixture, name)
    a, b = case["input"]["a"], case["input"]["b"]
    found = run_rank_test([*a, *b], ["a"] * len(a) + ["b"] * len(b))
    assert_close(fixture, case, "p", found.p)
    if "W" in case["expected"]:
        assert_close(fixture, case, "W", found.statistic + len(a) * len(b) / 2)


def test_rank_test_agrees_with_the_permutation_test_of_the_library() -> None:
    a, b = [1, 1, 2, 5], [2, 2, 5, 5, 9]

    def distance(x, y, axis):
        return np.abs(x.mean(axis=axis) - y.mean(axis=axis))

    ranks = stats.rankdata([*a, *b])
    wanted = stats.permutation_test(
        (ranks[:4], ranks[4:]), distance, n_resamples=10_000, alternative="greater", vectorized=True
    )
    assert run_rank_test([*a, *b], ["a"] * 4 + ["b"] * 5).p == pytest.approx(wanted.pvalue, abs=1e-12)


def test_publications_with_several_patients_are_permuted_whole() -> None:
    time, event = [1, 2, 3, 4, 5, 6], [1] * 6
    group, cluster = ["a", "a", "a", "b", "b", "b"], ["p", "p", "q", "r", "s", "s"]
    found = run_log_rank(time, event, group, cluster=cluster)
    assert found.ways == math.comb(4, 2)
    assert found.notes[0] == "Publications with several patients are permuted whole."


def test_factors_that_vary_within_a_publication_are_permuted_inside_strata() -> None:
    time, event = [1, 2, 3, 4, 5, 6], [1] * 6
    group, cluster = ["a", "b", "a", "b", "a", "b"], ["p", "p", "q", "r", "s", "t"]
    found = run_log_rank(time, event, group, cluster=cluster)
    assert found.ways == math.comb(2, 1) * math.comb(4, 2)
    assert found.notes[0] == (
        "Publications with several patients are strata of their own; all other patients are one stratum."
    )


def test_one_group_cannot_be_compared() -> None:
    with pytest.raises(UsageError) as error:
        run_rank_test([1, 2], ["a", "a"])
    assert str(error.value) == "The test compares two groups; 1 are given."


def test_no_event_has_no_asymptotic_p() -> None:
    assert run_asymptotic_log_rank([1, 2, 3], [0, 0, 0], ["a", "b", "b"]) is None
    assert run_log_rank([1, 2, 3], [0, 0, 0], ["a", "b", "b"]).p == 1.0


@pytest.mark.parametrize("case", TABLES["cases"], ids=lambda case: case["name"])
def test_tables_of_counts(case) -> None:
    table = case["input"]["table"]
    found = run_freeman_halton(table)
    assert found.exact
    assert_close(TABLES, case, "p", found.p)
    if "odds_ratio" in case["expected"]:
        ratio = estimate_odds_ratio(table)
        assert_close(TABLES, case, "p", run_fisher(table).p)
        assert_close(TABLES, case, "odds_ratio", ratio.value)
        assert_close(TABLES, case, "or_ci", [ratio.interval.lower, ratio.interval.upper])


def test_the_same_table_gives_the_same_result_in_any_order() -> None:
    table = [[4, 1, 0], [0, 3, 1], [1, 0, 5]]
    turned = [list(column) for column in zip(*table, strict=True)]
    shuffled = [[row[i] for i in (2, 0, 1)] for row in (table[1], table[2], table[0])]
    assert run_freeman_halton(table) == run_freeman_halton(turned) == run_freeman_halton(shuffled)


def brute_table_p(table):
    """All tables with the same margins, one cell after the other, without any shortcut."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]

    def weight(counts):
        return 1 / math.prod(math.factorial(count) for row in counts for count in row)

    def fill(left, free):
        if not left:
            yield [] if not any(free) else None
            return
        for row in itertools.product(*(range(total + 1) for total in free)):
            if sum(row) == left[0]:
                for rest in fill(left[1:], [a - b for a, b in zip(free, row, strict=True)]):
                    if rest is not None:
                        yield [row, *rest]

    weights = [weight(found) for found in fill(rows, columns)]
    return sum(w for w in weights if w <= weight(table) * (1 + 1e-7)) / sum(weights), len(weights)


def test_freeman_halton_is_the_brute_enumeration() -> None:
    generator = random.Random(4)
    for rows, columns in ((2, 2), (2, 4), (3, 2), (3, 3), (3, 4), (2, 5)):
        table = [[generator.randrange(3) for _ in range(columns)] for _ in range(rows)]
        table[0][0] += 1
        table[1][1] += 1
        found = run_freeman_halton(table)
        p, ways = brute_table_p(table)
        assert found.p == pytest.approx(p, abs=1e-12)
        assert found.ways == ways


def test_above_the_work_cap_tables_are_drawn() -> None:
    generator = random.Random(2)
    table = [[generator.randrange(6) for _ in range(6)] for _ in range(6)]
    found = run_freeman_halton(table, work=100_000, draws=20_000)
    assert (found.exact, found.method) == (False, "Freeman-Halton, 20000 tables drawn, seed 1")
    assert found.interval.lower <= found.p <= found.interval.upper
    assert found == run_freeman_halton(table, work=100_000, draws=20_000)


def test_drawn_table_p_agrees_with_the_enumerated_one() -> None:
    table = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]
    drawn = run_freeman_halton(table, work=1_000)
    assert not drawn.exact
    assert drawn.interval.lower <= run_freeman_halton(table).p <= drawn.interval.upper


def test_empty_rows_and_columns_do_not_count() -> None:
    assert run_freeman_halton([[3, 0, 1], [0, 0, 0], [1, 0, 3]]).p == run_freeman_halton([[3, 1], [1, 3]]).p
    alone = run_freeman_halton([[3, 0], [2, 0]])
    assert (alone.p, alone.method) == (1.0, "only one row or column is not empty")
    assert estimate_odds_ratio([[3, 0], [2, 0]]) is None


def test_an_unbounded_ratio_has_no_number() -> None:
    ratio = estimate_odds_ratio([[5, 0], [1, 4]])
    assert (ratio.value, ratio.interval.upper) == (None, None)
    assert ratio.interval.lower == pytest.approx(1.0247968, abs=1e-6)


@pytest.mark.parametrize("table", [[[1, 2], [3]], [[1, -2], [3, 4]], []])
def test_tables_are_checked(table) -> None:
    with pytest.raises(UsageError) as error:
        run_freeman_halton(table)
    assert str(error.value) == "A table of counts has rows of one length, and no count below 0."


def test_fisher_takes_two_by_two_only() -> None:
    with pytest.raises(UsageError) as error:
        run_fisher([[1, 2, 3], [4, 5, 6]])
    assert str(error.value) == "Fisher's exact test takes 2 rows and 2 columns. Use the test of Freeman and Halton."


@pytest.mark.parametrize("method", METHODS)
def test_adjusted_p(method) -> None:
    fixture = load_fixture("p_adjust")
    case = fixture["cases"][0]
    assert_close(fixture, case, method, list(adjust_p(case["input"]["p"], method)))


def test_a_family_counts_the_tests_that_could_not_be_made() -> None:
    family = judge_family([("age", 0.01), ("sex", None), ("level", 0.04)])
    assert (family.names, family.untested, family.size) == (("age", "level"), ("sex",), 3)
    assert family.holm == pytest.approx((0.02, 0.04))
    assert family.q == pytest.approx((0.02, 0.04))
    assert judge_family([]).size == 0


def test_unknown_adjustment_is_refused() -> None:
    with pytest.raises(ValueError) as error:
        adjust_p([0.1], "sidak")
    assert str(error.value) == "Unknown adjustment 'sidak'. Allowed: holm, bh, by, hommel, bonferroni."
