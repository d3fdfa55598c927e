"""The synthetic pools of the linking benchmark, and the least that linking must reach on a small one."""

import pytest
from bench.link.generate import Pool, generate_pool
from bench.link.measure import add_up, list_errors, list_true_pairs, measure_pool


@pytest.fixture(scope="module")
def pool() -> Pool:
    return generate_pool(300, 5)


def test_a_pool_has_its_size_and_comes_out_the_same_from_one_seed(pool: Pool) -> None:
    assert len(pool.cases) == len(pool.truth) == 300
    assert {case.key for case in pool.cases} == set(pool.truth)
    assert generate_pool(300, 5) == pool
    assert generate_pool(300, 6) != pool
    rows = sum(case.is_row for case in pool.cases)
    assert rows == 105


def test_the_truth_holds_repeats_and_follow_ups(pool: Pool) -> None:
    true = list_true_pairs(pool)
    by_key = {case.key: case for case in pool.cases}
    kinds = {tuple(sorted((by_key[a].is_row, by_key[b].is_row))) for a, b in true}
    assert kinds == {(False, False), (False, True), (True, True)}
    assert len(set(pool.truth.values())) < 300


def test_linking_reaches_its_floor(pool: Pool) -> None:
    found = add_up([measure_pool(pool)])
    assert found["precision"] >= 0.95
    assert found["recall"] >= 0.75
    assert found["joined_recall"] >= found["recall"]


def test_errors_are_those_that_the_counts_say(pool: Pool) -> None:
    counts = measure_pool(pool)
    wrong, missed = list_errors(pool)
    assert len(wrong) == counts["proposed"] - counts["right"]
    assert len(missed) == counts["true_pairs"] - counts["right"]
