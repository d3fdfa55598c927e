"""`casepool extract --out DATASET`: many files into Parquet tables."""

import sys
from pathlib import Path

from casepool.cli.outputs import put_out, say
from casepool.cli.projects import count
from casepool.cli.user_data import read_model
from casepool.domain.errors import UsageError
from casepool.pipeline.dataset import WORK, PartJob, begin_dataset, count_documents, count_set_aside
from casepool.scale.parts import Runner
from casepool.scale.sources import list_sources


def extract_many(
    paths: tuple[str, ...], out: str | None, *, no_model: bool, ocr: bool, manifest: str | None, workers: int,
    cluster: str | None, part_size: int, seconds: int,
) -> int:  # fmt: skip
    """Read many files into the dataset `out`; the exit status."""
    if not out:
        raise UsageError("Many files go to Parquet tables: name a folder for them with --out DATASET.")
    sources = list_sources(paths, manifest or "")
    model = None if no_model else read_model()
    folder = str(Path(out).absolute())
    if any(Path(folder).is_relative_to(Path(path).absolute()) for path in paths if "://" not in path):
        raise UsageError(f"The dataset {out} lies among its inputs. Name a folder elsewhere.")
    job = PartJob(folder, ocr, str(Path(folder, WORK, "model")) if model else "", seconds)
    try:
        parts = begin_dataset(folder, sources, part_size, job, model)
        _run(Runner(job, workers, cluster or ""), parts)
    except OSError as error:
        raise UsageError(f"Cannot write the dataset {out}: {error.strerror or error}. Name another place.") from error
    documents, aside = count_documents(folder), count_set_aside(folder)
    put_out(f"{out}: {count(documents, 'document')} of {count(len(sources), 'file')}, {aside} set aside.\n")
    return 3 if aside else 0


def _run(runner: Runner[PartJob], parts: int) -> None:
    done = sum(runner.job.is_done(part) for part in range(1, parts + 1))
    if done:
        say(f"{done} of {count(parts, 'part')} were done before.")
    for _ in runner.run(range(1, parts + 1)):
        done += 1
        if sys.stderr.isatty():
            print(f"\r{done} of {parts} parts", end="" if done < parts else "\n", file=sys.stderr, flush=True)
        elif done == parts or done % max(1, parts // 20) == 0:
            say(f"{done} of {count(parts, 'part')}")
