"""Many case reports into one dataset: a folder of Parquet tables, in fixed parts that a stopped run goes on with.

    DATASET/dataset.json                        what it was made of, and by what
    DATASET/values/part-00001.parquet ...       the tables of `casepool export parquet`, a file for each part
    DATASET/set_aside/part-00001.parquet ...    the inputs that gave nothing, each with its reason

The same inputs give the same bytes, whatever the number of processes and however often it was stopped.
"""

import faulthandler
import hashlib
import json
import os
import socket
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path

from casepool import __version__
from casepool.domain.cohort import Cohort, Patient, PooledCase
from casepool.domain.errors import Problem, ReadError, UsageError
from casepool.domain.extraction import Extraction
from casepool.export.keys import make_id
from casepool.export.material import HeldPublication, Material, Options, Row
from casepool.export.parquet_tables import hash_tables, write_table
from casepool.export.tables import build_tables, specs_of
from casepool.extract.document import extract_document
from casepool.extract.model import Model
from casepool.extract.vocabulary import add_vocabulary
from casepool.knowledge.export_tables import Column, TableSpec
from casepool.knowledge.forms import load_form
from casepool.pipeline.plugins import add_mentions, read_any_bytes
from casepool.pipeline.project import READER
from casepool.scale.sources import Source, load_source

TABLES = ("cases", "cases_wide", "values", "candidates", "measurements", "ihc", "treatments", "evidence")
DOCUMENTS, SET_ASIDE = "documents", "set_aside"
"""Documents are written last: their file is the mark that a part is done."""
ABOUT = "dataset.json"
WORK = ".work"
_ASIDE = {"source": "the input", "kind": "a stable word", "message": "what happened", "way_out": "what can be done"}
ASIDE_SPEC = TableSpec(
    SET_ASIDE,
    "inputs that gave nothing",
    tuple(Column(SET_ASIDE, name, "string", about, since=__version__) for name, about in _ASIDE.items()),
)


@dataclass(frozen=True)
class PartJob:
    """The work on the parts of a dataset (scale.parts.Job); small, because it travels to every worker."""

    folder: str
    ocr: bool = False
    model: str = ""
    seconds: int = 300

    def work(self, part: int, skip: frozenset[int]) -> None:
        """Read the inputs of a part and write its tables."""
        tables: dict[str, list[Row]] = {name: [] for name in (*TABLES, DOCUMENTS, SET_ASIDE)}
        for number, source in enumerate(self._sources(part)):
            self._put(self._note_path(part), str(number).encode())
            try:
                if number in skip:
                    raise ReadError(_say_lost(source.name, self.seconds))
                for name, rows in self._read(source).items():
                    tables[name] += rows
            except ReadError as error:
                tables[SET_ASIDE].append(_aside_row(source, error.problem))
        self._write(part, tables)
        self._note_path(part).unlink(missing_ok=True)

    def is_done(self, part: int) -> bool:
        """Whether the last file of a part is there."""
        return self._table_path(DOCUMENTS, part).is_file()

    def note(self, part: int) -> int | None:
        """The input that the last worker of a part was at."""
        try:
            return int(self._note_path(part).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def tidy(self) -> None:
        """Remove half-written files of workers that were killed."""
        for name in (*TABLES, DOCUMENTS, SET_ASIDE, WORK):
            for old in Path(self.folder, name).glob(".*.tmp"):
                old.unlink()

    def _read(self, source: Source) -> dict[str, list[Row]]:
        """The rows of one input. A worker that takes longer than the limit ends itself, even inside foreign code."""
        with Path(os.devnull).open("w", encoding="utf-8") as nothing:
            faulthandler.dump_traceback_later(self.seconds, exit=True, file=nothing)
            try:
                return read_rows(source, self.ocr, load_model(self.model))
            finally:
                faulthandler.cancel_dump_traceback_later()

    def _sources(self, part: int) -> list[Source]:
        path = Path(self.folder, WORK, f"part-{part:05d}.json")
        return [Source(**item) for item in json.loads(path.read_text(encoding="utf-8"))]

    def _write(self, part: int, tables: dict[str, list[Row]]) -> None:
        specs = {**specs_of(load_form()), SET_ASIDE: ASIDE_SPEC}
        mark = hash_tables(tables)
        for name in (SET_ASIDE, *TABLES, DOCUMENTS):
            self._put(self._table_path(name, part), write_table(specs[name], tables[name], __version__, mark))

    def _put(self, place: Path, data: bytes) -> None:
        """A file whole or not at all."""
        part = place.with_name(f".{place.name}.{socket.gethostname()}-{os.getpid()}.tmp")
        part.write_bytes(data)
        part.replace(place)

    def _table_path(self, table: str, part: int) -> Path:
        return Path(self.folder, table, f"part-{part:05d}.parquet")

    def _note_path(self, part: int) -> Path:
        return Path(self.folder, WORK, f"part-{part:05d}.at")


@cache
def load_model(path: str) -> Model | None:
    """The model in a file, loaded once in each process; None for no path."""
    return Model(Path(path).read_bytes()) if path else None


def read_rows(source: Source, ocr: bool = False, model: Model | None = None) -> dict[str, list[Row]]:
    """The rows of all tables of one input. Raises ReadError for whatever keeps it from being read."""
    form, add = load_form(), partial(add_vocabulary, model=model)
    data = load_source(source.place)
    try:
        read = [add_mentions(extract_document(d, form, add), form) for d in read_any_bytes(data, source.name, ocr)]
        found = [build_rows(extraction, _name_document(source, n)) for n, extraction in enumerate(read, start=1)]
    except ReadError:
        raise
    except Exception as error:
        said = f"{source.name}: {type(error).__name__}: {str(error)[:200]}."
        raise ReadError(Problem("failed", said, "Tell the makers of casepool.", fatal=True)) from error
    return {name: [row for rows in found for row in rows[name]] for name in (*TABLES, DOCUMENTS)}


def build_rows(extraction: Extraction, name: str) -> dict[str, list[Row]]:
    """The rows of all tables of one document; each of its cases counts as a patient, no links are looked for."""
    held = HeldPublication(name, extraction.document, claims=extraction.claims)
    year = extraction.document.front.year
    patients = tuple(Patient(make_id("p", name, case.id), (PooledCase(case, name, year),)) for case in extraction.cases)
    material = Material(load_form(), Cohort(patients), (held,), version=__version__)
    return build_tables(material, Options())[0]


def _name_document(source: Source, number: int) -> str:
    return source.name if number == 1 else f"{source.name}#{number}"


def _say_lost(name: str, seconds: int) -> Problem:
    said = f"{name}: the process that read it ended twice (no memory, a crash, or more than {seconds} seconds)."
    return Problem("worker_lost", said, "Read it alone, or raise --seconds.", fatal=True)


def _aside_row(source: Source, problem: Problem) -> Row:
    return {"source": source.name, "kind": problem.kind, "message": problem.message, "way_out": problem.way_out}


def begin_dataset(
    folder: str, sources: Sequence[Source], part_size: int, job: PartJob, model: bytes | None = None
) -> int:
    """Make or open the folder of a dataset; the number of its parts, counted from 1.

    Raises UsageError where the folder holds something else, or a dataset of other inputs or other settings.
    """
    place = Path(folder)
    about = describe_dataset(sources, part_size, job, model)
    _check_folder(place, about)
    for name in (*TABLES, DOCUMENTS, SET_ASIDE, WORK):
        (place / name).mkdir(parents=True, exist_ok=True)
    job.tidy()
    parts = [sources[first : first + part_size] for first in range(0, len(sources), part_size)]
    for number, part in enumerate(parts, start=1):
        words = json.dumps([asdict(source) for source in part], ensure_ascii=False)
        (place / WORK / f"part-{number:05d}.json").write_text(words, encoding="utf-8")
    if model:
        (place / WORK / "model").write_bytes(model)
    (place / ABOUT).write_text(about, encoding="utf-8", newline="\n")
    return len(parts)


def describe_dataset(sources: Sequence[Source], part_size: int, job: PartJob, model: bytes | None) -> str:
    """What a dataset is made of, as JSON: two runs with the same text may share a folder."""
    names = "".join(f"{source.name}\x1f{source.size}\n" for source in sources)
    told = {
        "dataset": 1,
        "reader": READER,
        "inputs": len(sources),
        "bytes": sum(source.size for source in sources),
        "inputs_sha256": hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest(),
        "part_size": part_size,
        "ocr": job.ocr,
        "seconds": job.seconds,
        "model_sha256": hashlib.sha256(model).hexdigest() if model else "",
        "tables": [*TABLES, DOCUMENTS, SET_ASIDE],
    }
    return json.dumps(told, indent=2) + "\n"


def _check_folder(place: Path, about: str) -> None:
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place} is a file. Name a folder for the dataset.")
    old = place / ABOUT
    if old.is_file():
        if old.read_text(encoding="utf-8") != about:
            raise UsageError(
                f"{place} holds a dataset of other inputs, settings or another casepool (see {ABOUT} there). "
                "Name another folder, or call it as it was begun."
            )
    elif place.is_dir() and any(place.iterdir()):
        raise UsageError(f"{place} is not empty and holds no dataset. Name a new folder.")


def count_set_aside(folder: str) -> int:
    """How many inputs of a dataset gave nothing."""
    return _count_rows(folder, SET_ASIDE)


def count_documents(folder: str) -> int:
    """How many documents a dataset holds."""
    return _count_rows(folder, DOCUMENTS)


def _count_rows(folder: str, table: str) -> int:
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in sorted(Path(folder, table).glob("*.parquet")))
