"""A function over many items in worker processes: results in the order of the items, a lost worker costs one item."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def count_workers(items: int, asked: int = 0) -> int:
    """How many workers are worth it: as many as were asked for (0: one for each processor), never more than items."""
    return max(1, min(asked or os.cpu_count() or 1, items))


def map_in_processes(
    function: Callable[[Item], Result], items: Sequence[Item], lost: Callable[[Item], Result], workers: int = 0
) -> Iterator[Result]:
    """The result for each item, in order. One worker runs in this process.

    `function` and the items must be picklable. Where a worker dies (killed, out of memory), the items that it took
    with it are done again one by one; for the one that kills it again `lost` gives the result.
    """
    chosen = count_workers(len(items), workers)
    if chosen == 1:
        yield from (function(item) for item in items)
        return
    done = 0
    with _open_pool(chosen) as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            for future in futures:
                yield future.result()
                done += 1
        except BrokenProcessPool:
            pass
        finally:
            _cancel(pool, futures)
    for item in items[done:]:
        yield _run_alone(function, item, lost)


def _open_pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupt)


def _run_alone(function: Callable[[Item], Result], item: Item, lost: Callable[[Item], Result]) -> Result:
    with _open_pool(1) as pool:
        try:
            return pool.submit(function, item).result()
        except BrokenProcessPool:
            return lost(item)


def _cancel(pool: ProcessPoolExecutor, futures: Sequence[Future[Result]]) -> None:
    for future in futures:
        future.cancel()
    pool.shutdown(wait=True, cancel_futures=True)


def _ignore_interrupt() -> None:
    """A worker leaves Ctrl-C to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
