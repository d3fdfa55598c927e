"""Files that are named one by one: papers are read at once, a list of references fills in what is not known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casepool.domain.errors import ReadError
from casepool.domain.record import Record
from casepool.domain.review import Publication, ScreeningRecord
from casepool.pipeline.flow import match_records
from casepool.pipeline.project import FileDone, FileRefused, add_file, read_publications
from casepool.read.files import load_bytes
from casepool.read.reader import LISTS
from casepool.read.records import read_record_path
from casepool.read.sniff import sniff
from casepool.store import Project

FILLED = ("title", "authors", "year", "journal", "doi", "pmid")


@dataclass(frozen=True)
class ListAdded:
    """What a list of references gave: how many records, how many of held papers, and the papers that were filled in."""

    path: str
    records: int
    held: int
    filled: tuple[str, ...]
    problems: tuple[str, ...] = ()


def add_paths(
    project: Project, paths: Sequence[str], by: str, ocr: bool = False
) -> Iterator[FileDone | FileRefused | ListAdded]:
    """Add files to a project and read the new ones. A file that is there already is shown as it stands."""
    fresh: list[Publication] = []
    for path in paths:
        if _is_list(path):
            yield add_references(project, path, by)
            continue
        added = add_file(project, path, by)
        if isinstance(added, FileRefused):
            yield added
        elif added[1] or added[0].status != "ok" or ocr:
            fresh.append(added[0])
        else:
            yield describe_held(project, added[0])
    yield from read_publications(project, fresh, ocr)


def describe_held(project: Project, publication: Publication) -> FileDone:
    """A publication that was read before, with its counts."""
    entries = project.cases(publication.id)
    rows = sum(entry.is_row for entry in entries)
    values = len(project.answers(publication=publication.id, reader="engine:rules"))
    return FileDone(publication, len(entries) - rows, rows, values, is_new=False)


def _is_list(path: str) -> bool:
    try:
        return sniff(load_bytes(path), path) in LISTS
    except ReadError:
        return False


def add_references(project: Project, path: str, by: str) -> ListAdded | FileRefused:
    """Fill in title, authors, year, journal, DOI and PMID of the papers held from a list of references.

    What is known already is never changed; a record that fits no paper, or several, changes nothing.
    """
    try:
        listed = read_record_path(path)
    except ReadError as error:
        return FileRefused(path, error.problem)
    held = {item.id: item for item in project.publications()}
    named = match_records([_as_screened(record) for record in listed.records], tuple(held.values()))
    filled = []
    for record, found in zip(listed.records, named, strict=True):
        if found.publication:
            known = held[found.publication]
            told = {
                name: getattr(record, name) for name in FILLED if getattr(record, name) and not getattr(known, name)
            }
            if told:
                held[known.id] = project.change_publication(replace(known, **told), by)
                filled.append(known.id)
    matched = sum(bool(item.publication) for item in named)
    problems = tuple(str(problem) for problem in listed.problems)
    return ListAdded(path, len(listed.records), matched, tuple(filled), problems)


def _as_screened(record: Record) -> ScreeningRecord:
    told = (record.title, record.authors, record.year, record.doi, record.pmid)
    return ScreeningRecord(
        "", "title_abstract", "undecided", title=told[0], authors=told[1], year=told[2], doi=told[3], pmid=told[4]
    )
