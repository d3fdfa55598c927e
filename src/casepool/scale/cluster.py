"""Parts of a job on a Dask cluster: the only module that knows Dask."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from casepool.domain.errors import UsageError

LOCAL = "local"
RETRIES = 3
WAIT_SECONDS = 30


@contextmanager
def open_client(address: str, workers: int = 0) -> Iterator[Any]:
    """A client of the cluster at an address, or of one on this machine that listens to this machine only.

    Raises UsageError where Dask is not installed or the address does not answer.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError("--cluster needs Dask. Install it: pip install 'casepool[scale]'.") from error
    if address == LOCAL:
        with (
            LocalCluster(
                n_workers=workers or None, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                worker_dashboard_address=None,
            ) as cluster,
            Client(cluster) as client,
        ):  # fmt: skip
            yield client
        return
    try:
        client = Client(address, timeout=WAIT_SECONDS)
    except (OSError, ValueError) as error:
        said = f"The Dask scheduler at {address} does not answer: {error}."
        raise UsageError(f"{said} Start it (dask scheduler), or use --cluster local.") from error
    with client:
        yield client


def run_parts(client: Any, job: Any, parts: Sequence[int]) -> Iterator[int]:
    """The parts that a cluster finished, as they are; those whose workers were lost too often are left out.

    Of as many parts as the cluster has threads, a few times over, the futures are held at once.
    """
    from distributed import KilledWorker, as_completed

    def submit(part: int) -> Any:
        return client.submit(work_part, job, part, key=f"casepool-{part:06d}", retries=RETRIES, pure=False)

    waiting = iter(parts)
    ahead = 3 * max(1, sum(client.nthreads().values()))
    running = as_completed([submit(part) for _, part in zip(range(ahead), waiting, strict=False)])
    for future in running:
        with suppress(KilledWorker):
            yield int(future.result())
        following = next(waiting, None)
        if following is not None:
            running.add(submit(following))


def work_part(job: Any, part: int) -> int:
    """One part on a worker; one that another worker finished in the meantime is not done again."""
    if not job.is_done(part):
        job.work(part, frozenset())
    return part
