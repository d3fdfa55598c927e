"""A long job in fixed parts: done in processes or on a cluster, gone on with after a kill, poison set aside.

`work(part)` makes the files of one part under temporary names and renames them, the last one being the mark that the
part is done; it is a function of a module and its part can be pickled. While it works it notes in `note(part)` which
item it is at. A worker that dies ends the part; the part is done again alone, and an item at which a worker dies twice
is set aside (`skip`), with the rest of the part done without it.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from casepool.domain.errors import UsageError
from casepool.scale.processes import count_workers

AHEAD = 2
"""Parts handed out for each worker: enough to keep it busy, few enough to keep memory flat."""
STRIKES = 2
"""Deaths of a worker at the same item after which the item is set aside."""


class Job(Protocol):
    """What is done with a part. Parts are known by their numbers."""

    def work(self, part: int, skip: frozenset[int]) -> None:
        """Make the files of a part without the items in `skip` (by number in the part)."""

    def is_done(self, part: int) -> bool:
        """Whether all files of a part are there."""

    def note(self, part: int) -> int | None:
        """The item that the last worker of a part was at, None where it had not begun."""

    def tidy(self) -> None:
        """Remove what workers that were killed left half written; called when no worker runs."""


J = TypeVar("J", bound=Job)


@dataclass(frozen=True)
class Runner(Generic[J]):
    """How the parts of a job are done. `cluster` is "" for processes, "local" or the address of a Dask scheduler."""

    job: J
    workers: int = 0
    cluster: str = ""

    def run(self, parts: Iterable[int]) -> Iterator[int]:
        """Do the parts that are not done yet; each number as its part is finished."""
        open_parts = [part for part in parts if not self.job.is_done(part)]
        run = self._run_on_cluster if self.cluster else self._run_in_processes
        while open_parts:
            yield from run(open_parts)
            left = [part for part in open_parts if not self.job.is_done(part)]
            begun = [part for part in left if self.job.note(part) is not None]
            for part in begun or left[:1]:
                self._run_alone(part)
                yield part
            open_parts = [part for part in left if not self.job.is_done(part)]
        self.job.tidy()

    def _run_in_processes(self, parts: Sequence[int]) -> Iterator[int]:
        """Parts in worker processes, until all are done or a worker dies."""
        workers = count_workers(len(parts), self.workers)
        with open_pool(workers) as pool:
            try:
                yield from _run_window(lambda part: pool.submit(self.job.work, part, frozenset()), parts, workers)
            except BrokenProcessPool:
                pool.shutdown(wait=True, cancel_futures=True)

    def _run_on_cluster(self, parts: Sequence[int]) -> Iterator[int]:
        """Parts on a Dask cluster, which itself gives the parts of a lost worker to others."""
        from casepool.scale.cluster import open_client, run_parts

        with open_client(self.cluster, self.workers) as client:
            yield from run_parts(client, self.job, parts)

    def _run_alone(self, part: int) -> None:
        """One part in a process of its own, again without an item at which its process died twice."""
        strikes: dict[int, int] = {}
        skip: set[int] = set()
        while not self.job.is_done(part):
            with open_pool(1) as pool:
                try:
                    pool.submit(self.job.work, part, frozenset(skip)).result()
                    continue
                except BrokenProcessPool:
                    at = self.job.note(part)
            if at is None or at in skip:
                raise UsageError(f"Part {part} cannot be done: its process ends before it reads a file.")
            strikes[at] = strikes.get(at, 0) + 1
            if strikes[at] >= STRIKES:
                skip.add(at)


def open_pool(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh processes that leave Ctrl-C to this one."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupt)


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_window(submit: Callable[[int], "Future[Any]"], parts: Sequence[int], workers: int) -> Iterator[int]:
    """Hand out parts a few at a time; each number as it is done. Raises what a part raised."""
    waiting, running = iter(parts), dict[Future[Any], int]()
    while True:
        while len(running) < workers * AHEAD and (part := next(waiting, None)) is not None:
            running[submit(part)] = part
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            part = running.pop(future)
            future.result()
            yield part
