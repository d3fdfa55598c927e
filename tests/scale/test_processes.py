"""Worker processes: order, one worker here, a worker that dies, errors that pass through."""

import os

import pytest

from casepool.scale.processes import count_workers, map_in_processes


def square(number: int) -> int:
    return number * number


def die_at_three(number: int) -> int:
    if number == 3:
        os._exit(9)
    return number * number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def lost(number: int) -> int:
    return -number


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(map_in_processes(square, range(5), lost, workers=2)) == [0, 1, 4, 9, 16]
    assert list(map_in_processes(square, range(5), lost, workers=1)) == [0, 1, 4, 9, 16]
    assert list(map_in_processes(square, [], lost)) == []


def test_a_worker_that_dies_costs_its_own_item_only() -> None:
    assert list(map_in_processes(die_at_three, range(5), lost, workers=2)) == [0, 1, 4, -3, 16]


def test_an_error_of_the_function_is_the_callers() -> None:
    with pytest.raises(ValueError, match="three"):
        list(map_in_processes(fail_at_three, range(5), lost, workers=2))


def test_workers_are_never_more_than_items() -> None:
    assert (count_workers(1, 8), count_workers(8, 2), count_workers(0, 4)) == (1, 2, 1)
    assert count_workers(1000) == (os.cpu_count() or 1)
