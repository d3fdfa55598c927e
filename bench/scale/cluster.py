"""A dataset by a local Dask cluster of two workers, one of which is killed: `python cluster.py CORPUS DATASET SIZE`."""

import os
import signal
import sys
from pathlib import Path

from distributed import Client, LocalCluster

from casepool.pipeline.dataset import PartJob, begin_dataset
from casepool.scale.cluster import run_parts
from casepool.scale.sources import list_sources


def main(corpus: str, place: str, part_size: int) -> None:
    """Do all parts; the first worker is killed when the first part is done."""
    job = PartJob(str(Path(place).absolute()))
    parts = begin_dataset(job.folder, list_sources([corpus]), part_size, job)
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
            worker_dashboard_address=None, silence_logs=50,
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        killed = False
        for _ in run_parts(client, job, range(1, parts + 1)):
            if not killed:
                os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
                killed = True
    assert killed
    assert all(job.is_done(part) for part in range(1, parts + 1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
