"""Measures `casepool extract --out DATASET` on a generated corpus: `python bench/scale/measure.py [DOCUMENTS]`.

How many documents: the argument, or the variable CASEPOOL_SCALE_DOCUMENTS, or 100,000 (`make proof`). One and two
processes, both with the memory of all processes watched; a run that is killed in the middle and gone on with; a tenth
of the documents through a local Dask cluster of two workers, one of which is killed. Every dataset must have the same
bytes. Needs psutil, and dask[distributed] for the cluster.
"""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parents[1]
if str(BENCH.parent) not in sys.path:
    sys.path.insert(0, str(BENCH.parent))

from bench.scale.generate import write_corpus  # noqa: E402

DOCUMENTS = 100_000
EXTRAPOLATED = 300_000
PART_SIZE = 50


def measure(documents: int = 0) -> dict[str, Any]:
    """All measures; every failure of a promise is an AssertionError."""
    documents = documents or int(os.environ.get("CASEPOOL_SCALE_DOCUMENTS", DOCUMENTS))
    part_size = min(PART_SIZE, max(2, documents // 20))
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        _, size = write_corpus(top / "corpus", documents)
        _, tenth_size = write_corpus(top / "tenth", max(documents // 10, part_size * 2))
        one = run(top / "corpus", top / "one", 1, part_size)
        two = run(top / "corpus", top / "two", 2, part_size)
        killed = run_killed(top / "corpus", top / "killed", part_size)
        assert hash_dataset(top / "one") == hash_dataset(top / "two") == hash_dataset(top / "killed")
        tenth = run(top / "tenth", top / "plain", 2, part_size)
        cluster = run_on_cluster(top / "tenth", top / "cluster", part_size)
        assert hash_dataset(top / "plain") == hash_dataset(top / "cluster")
        found = describe(top / "one")
    rate = documents / two["seconds"]
    return {
        "documents": documents,
        "megabytes": round(size / 1e6, 2),
        "part_size": part_size,
        "found": found,
        "one_process": {**one, **rates(documents, size, one["seconds"])},
        "two_processes": {**two, **rates(documents, size, two["seconds"])},
        "parallel_efficiency": round(one["seconds"] / two["seconds"] / 2, 3),
        "killed_and_resumed": {**killed, "identical": True},
        "dask": {
            "documents": max(documents // 10, part_size * 2), "megabytes": round(tenth_size / 1e6, 2), **cluster,
            "seconds_of_processes": tenth["seconds"], "identical": True,
        },
        "extrapolated": {
            "documents": EXTRAPOLATED,
            "hours_on_2_processes": round(EXTRAPOLATED / rate / 3600, 1),
            "core_hours": round(EXTRAPOLATED / rate / 3600 * 2, 1),
            "assumptions": "documents as long and as varied as these, half text and half JATS, nothing else running "
            "on the machine, time in proportion to documents; PDF is not in this corpus",
        },
        "load_of_machine": [round(load, 1) for load in os.getloadavg()],
    }  # fmt: skip


def rates(documents: int, size: int, seconds: float) -> dict[str, float]:
    return {
        "documents_per_second": round(documents / seconds, 2),
        "megabytes_per_second": round(size / 1e6 / seconds, 4),
    }


def command(corpus: Path, place: Path, workers: int, part_size: int) -> list[str]:
    return [
        *(sys.executable, "-m", "casepool", "extract", str(corpus), "--out", str(place), "--no-model"),
        *("--workers", str(workers), "--part-size", str(part_size)),
    ]


def run(corpus: Path, place: Path, workers: int, part_size: int) -> dict[str, Any]:
    """One whole run: seconds, and the memory of all its processes after a fifth of it, at most, and at its end."""
    began = time.monotonic()
    child = subprocess.Popen(
        command(corpus, place, workers, part_size), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    memory = watch_memory(child)
    _, said = child.communicate()
    assert child.returncode in (0, 3), said.decode()
    return {"seconds": round(time.monotonic() - began, 1), **memory}


def watch_memory(child: "subprocess.Popen[bytes]") -> dict[str, float]:
    """Megabytes of the process and all its children, every half second until it ends."""
    import psutil

    seen = []
    process = psutil.Process(child.pid)
    while child.poll() is None:
        with suppress(psutil.Error):
            seen.append(sum(p.memory_info().rss for p in (process, *process.children(recursive=True))) / 1e6)
        time.sleep(0.5)
    late = seen[len(seen) // 5 :] or [0.0]
    return {
        "peak_memory_mb": round(max(seen, default=0.0), 1),
        "memory_mb_after_a_fifth": round(late[0], 1),
        "memory_mb_near_the_end": round(sorted(late[-10:])[len(late[-10:]) // 2], 1),
    }


def run_killed(corpus: Path, place: Path, part_size: int) -> dict[str, Any]:
    """A run killed with all its processes when about half of its parts are done, and gone on with."""
    child = subprocess.Popen(
        command(corpus, place, 2, part_size), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    while child.poll() is None:
        whole = len(list(place.glob(".work/part-*.json")))
        if whole and (place / "dataset.json").is_file() and count_parts(place) * 2 >= whole:
            break
        time.sleep(0.1)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    kept = count_parts(place)
    assert kept < len(list(place.glob(".work/part-*.json")))
    return {"parts_kept": kept, "resumed_in_seconds": run(corpus, place, 2, part_size)["seconds"]}


def count_parts(place: Path) -> int:
    return len(list(place.glob("documents/part-*.parquet")))


def run_on_cluster(corpus: Path, place: Path, part_size: int) -> dict[str, Any]:
    """A local cluster of two workers; the first one is killed when the first part is done."""
    began = time.monotonic()
    words = [sys.executable, str(Path(__file__).parent / "cluster.py"), str(corpus), str(place), str(part_size)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return {"workers": 2, "killed": 1, "seconds": round(time.monotonic() - began, 1)}


def hash_dataset(place: Path) -> str:
    """SHA-256 over all tables and dataset.json."""
    whole = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        if path.is_file() and ".work" not in path.parts:
            whole.update(f"{path.relative_to(place).as_posix()}\n".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()


def describe(place: Path) -> dict[str, int]:
    """Rows of the tables."""
    import pyarrow.parquet as pq

    tables = ("documents", "set_aside", "cases", "values", "evidence")
    return {t: sum(pq.read_metadata(p).num_rows for p in (place / t).glob("*.parquet")) for t in tables}


if __name__ == "__main__":
    from bench.prove import store

    print(store("scale", measure(int(sys.argv[1]) if len(sys.argv) > 1 else 0)))
