"""The journey of a project: a folder is made, files come in, each is read, extracted and audited, links are proposed.

Every step may be interrupted at any moment: what was saved stays, and the next run goes on with the rest. Doing a step
twice changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from casepool import __version__
from casepool.audit.engine import audit_extraction
from casepool.domain.assertion import Candidate
from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError, UsageError
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding, group_cards
from casepool.domain.review import Answer, Publication
from casepool.domain.value_codec import decode, encode
from casepool.extract.document import extract_document
from casepool.extract.vocabulary import add_vocabulary
from casepool.knowledge.forms import load_form
from casepool.pipeline.check import RULES_VERSION
from casepool.pipeline.plugins import add_findings, add_mentions, read_any_bytes
from casepool.pipeline.review import POOL_FILE, PROTOCOL_FILE, Plan, Review, load_plan, read_review
from casepool.read.files import load_bytes
from casepool.read.reanchor import reanchor
from casepool.scale.processes import map_in_processes
from casepool.store import Project, open_project

READER = f"casepool {__version__}, rules {RULES_VERSION}"
"""What reads a publication: a newer program or newer rules read it again."""
RUN = "casepool"
"""Who stands in the history for what the program does by itself."""
AT_ONCE = 64
"""Files whose bytes are held in memory together."""
PROJECT_MARKS = ("casepool.db", "database.url")


@dataclass(frozen=True)
class FileToRead:
    """The bytes of one file that is to be read, with the publications that stand for its parts."""

    publication: str
    label: str
    data: bytes
    ocr: bool = False


@dataclass(frozen=True)
class FileRead:
    """What reading one file gave: each document with what was extracted and found, or why it was not read."""

    publication: str
    documents: tuple[tuple[Extraction, tuple[Finding, ...]], ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class FileDone:
    """One publication after it was read: counts for the screen, or its problem.

    `findings` counts cards of errors and warnings, `lost` the quotes of people's answers that do not stand in the new
    text any more. `is_new` is false for one that was read before.
    """

    publication: Publication
    cases: int = 0
    rows: int = 0
    values: int = 0
    findings: int = 0
    is_new: bool = True
    lost: int = 0

    @property
    def problem(self) -> Problem | None:
        return self.publication.problem


@dataclass(frozen=True)
class FileRefused:
    """A file that could not even be added, and why."""

    path: str
    problem: Problem


def find_project(place: str = "", start: Path | None = None) -> str:
    """The project that a command works on: the given folder or database address, else this folder or one above it.

    Raises UsageError where there is none.
    """
    if place:
        return place
    here = (start or Path()).resolve()
    for folder in (here, *here.parents):
        if any((folder / mark).exists() for mark in PROJECT_MARKS):
            return str(folder)
    raise UsageError(
        f"There is no project in {here} or above it. Make one with 'casepool new DIR', "
        "or name its folder with --project DIR."
    )


def read_plan(project: Project) -> Plan:
    """The plan of an open project."""
    return load_plan(project.folder, project.form_id)


def open_review(project: Project, with_index: bool = True) -> Review:
    """The review of an open project as it stands now; `with_index` takes in the index cases of its private store."""
    private = project.private if with_index and project.has_private else None
    return read_review(project, read_plan(project), private)


def list_inbox(project: Project) -> list[Path]:
    """The files of the inbox, folders in it included, by name; hidden ones are left out."""
    found = (path for path in project.inbox.rglob("*") if path.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(project.inbox).parts))


def add_file(project: Project, path: str | Path, by: str) -> tuple[Publication, bool] | FileRefused:
    """Keep the bytes of a file; the publication, and whether it is new. The same bytes again change nothing."""
    try:
        added = project.add_publication(load_bytes(path), Path(path).name, by)
    except ReadError as error:
        return FileRefused(str(path), error.problem)
    return added.publication, added.is_new


def list_unread(project: Project, again: bool = False) -> tuple[Publication, ...]:
    """The publications to read: new ones, and those that an older program read; with `again` the failed ones too."""

    def is_due(item: Publication) -> bool:
        return item.status == "added" or item.reader != READER or (again and item.status == "failed")

    return tuple(item for item in project.publications() if not item.part and is_due(item))


def read_publications(
    project: Project, publications: Sequence[Publication], ocr: bool = False, workers: int = 0
) -> Iterator[FileDone]:
    """Read, extract and audit publications in worker processes; each is saved as soon as it is done, in their order."""
    for first in range(0, len(publications), AT_ONCE):
        part = publications[first : first + AT_ONCE]
        items = [FileToRead(p.id, p.label, project.load_document(p.sha256), ocr) for p in part]
        for item, done in zip(items, map_in_processes(read_file, items, _say_lost_worker, workers), strict=True):
            yield from save_file(project, item, done)


def read_file(item: FileToRead) -> FileRead:
    """Read and extract one file by rules. A file that cannot be read gives its problem as a value."""
    try:
        documents = read_any_bytes(item.data, item.label, item.ocr)
        form = load_form()
        read = [add_mentions(extract_document(d, form, add_vocabulary), form) for d in documents]
        return FileRead(item.publication, tuple((e, add_findings(e, audit_extraction(e))) for e in read))
    except ReadError as error:
        return FileRead(item.publication, problem=error.problem)


def _say_lost_worker(item: FileToRead) -> FileRead:
    said = f"The process that read {item.label} was ended by the system (most often: not enough memory)."
    return FileRead(
        item.publication, problem=Problem("worker_lost", said, "Close other programs and run again.", fatal=True)
    )


def save_file(project: Project, item: FileToRead, done: FileRead) -> Iterator[FileDone]:
    """Keep what was read of a file, each document of it as a publication; people's quotes are found again."""
    if done.problem:
        yield FileDone(project.fail_publication(item.publication, done.problem, RUN, READER))
        return
    for number, (extraction, findings) in enumerate(done.documents):
        name = item.publication
        if number:
            added = project.add_publication(item.data, item.label, RUN, part=number)
            name = added.publication.id
        yield save_extraction(project, name, extraction, findings)


def save_extraction(project: Project, name: str, extraction: Extraction, findings: tuple[Finding, ...]) -> FileDone:
    """Keep what was extracted from one publication, its findings, and people's answers at their new places."""
    before = project.publication(name)
    old = project.document(name).text if before.status == "ok" else ""
    moved, lost = move_answers(project.answers(publication=name, layer="people"), old, extraction.document)
    kept = project.save_extraction(name, extraction, RUN, READER)
    if moved:
        project.save_answers([(answer, None) for answer in moved], RUN)
    keep_findings(project, kept, findings)
    return FileDone(
        publication=kept,
        cases=len(extraction.told_cases),
        rows=len(extraction.row_cases),
        values=sum(len(case.assertions) for case in extraction.cases),
        findings=sum(card.severity in ("error", "warning") for card in group_cards(findings)),
        is_new=before.status != "ok",
        lost=lost,
    )


def move_answers(answers: Iterable[Answer], old: str, document: Document) -> tuple[list[Answer], int]:
    """People's answers whose quotes stand elsewhere in the new text of their document, and how many quotes are lost.

    An answer with a lost quote stays as it is: it is counted as lost evidence until a person marks the words again.
    """
    moved, lost = [], 0
    for answer in answers if old and old != document.text else ():
        places = [reanchor(evidence, old, document).evidence for evidence in _all_evidence(answer)]
        if None in places:
            lost += places.count(None)
        else:
            moved.append(_put_evidence(answer, [place for place in places if place]))
    return moved, lost


def _all_evidence(answer: Answer) -> list[Evidence]:
    return [*answer.evidence, *(item for candidate in answer.candidates for item in candidate.evidence)]


def _put_evidence(answer: Answer, places: Sequence[Evidence]) -> Answer:
    rest = iter(places)
    evidence = tuple(next(rest) for _ in answer.evidence)
    candidates = tuple(Candidate(c.value, tuple(next(rest) for _ in c.evidence)) for c in answer.candidates)
    return replace(answer, evidence=evidence, candidates=candidates)


def keep_findings(project: Project, publication: Publication, findings: Sequence[Finding]) -> None:
    """Keep the findings of one publication beside it; they can be made again."""
    project.keep_derived(
        "findings", publication.id, [encode(finding) for finding in findings], name_source(publication)
    )


def read_findings(project: Project, publication: Publication) -> tuple[Finding, ...]:
    """The findings of one publication that was read; made again where they are out of date."""
    kept = project.derived("findings", publication.id, name_source(publication))
    if kept is None:
        return audit_extraction(project.extraction(publication.id))
    return tuple(decode(Finding, item) for item in kept)


def name_source(publication: Publication) -> str:
    """What the findings of a publication were made from: its bytes, its part and the program that read it."""
    told = f"{publication.sha256} {publication.part} {publication.reader}"
    return hashlib.sha256(told.encode()).hexdigest()


def run_project(
    project: Project,
    by: str,
    again: bool = False,
    workers: int = 0,
    refuse: Callable[[FileRefused], None] | None = None,
) -> Iterator[FileDone]:
    """Take in the inbox, then read, extract and audit what is not read yet.

    `refuse` hears of files that cannot be added; `again` reads failed files once more.
    """
    for path in list_inbox(project):
        added = add_file(project, path, by)
        if isinstance(added, FileRefused) and refuse:
            refuse(added)
    yield from read_publications(project, list_unread(project, again), workers=workers)


__all__ = [
    "POOL_FILE", "PROTOCOL_FILE", "READER", "RUN", "FileDone", "FileRead", "FileRefused", "FileToRead", "add_file",
    "find_project", "list_inbox", "list_unread", "move_answers", "open_project", "open_review", "read_file",
    "read_findings", "read_plan", "read_publications", "run_project", "save_extraction", "save_file",
]  # fmt: skip
