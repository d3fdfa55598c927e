"""What `doctor` looks at: the files and the database of a project, its history, its documents and its quotes."""

from collections.abc import Iterator

from sqlalchemy import text

from casepool.domain.document import Document
from casepool.domain.errors import CasepoolError, Problem
from casepool.domain.evidence import Evidence
from casepool.domain.review import Answer, Publication
from casepool.store.project import FOLDERS, Project, Store
from casepool.store.replay import compare_engines
from casepool.store.schema import VERSIONS
from casepool.store.shelf import Shelf


def check_project(project: Project) -> tuple[Problem, ...]:
    """Everything that is wrong with a project; empty if nothing is. It only reads."""
    problems = list(_check_folder(project))
    for store in project.stores:
        problems += check_store(store)
    return tuple(problems)


def check_store(store: Store) -> list[Problem]:
    """What is wrong with one database: version, tables, history, documents, extractions, quotes."""
    problems = [*_check_version(store), *_check_tables(store), *store.verify_history()]
    for publication in store.publications():
        problems += _check_bytes(store, publication)
        problems += _check_reading(store, publication)
    if not problems:
        problems += compare_engines(store)
    return problems


def _check_folder(project: Project) -> Iterator[Problem]:
    for name in (*FOLDERS, "protocol.toml", "pool.toml"):
        if not (project.folder / name).exists():
            way_out = "Make the folder again." if name in FOLDERS else "Restore it from a backup, or copy a new one."
            yield Problem("missing_file", f"{name} is missing in {project.folder}.", way_out, name)


def _check_version(store: Store) -> Iterator[Problem]:
    if store.is_outdated:
        yield Problem(
            "older_tables",
            f"{store.name} has tables of version {store.outdated}, this program {VERSIONS[-1]}. It can only be read.",
            "Upgrade it: casepool doctor --upgrade (a backup is made first).",
        )


def _check_tables(store: Store) -> Iterator[Problem]:
    """What SQLite says of its own file; a server looks after its files itself."""
    if store.engine.dialect.name != "sqlite":
        return
    with store.reading() as connection:
        said = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(5)"))]
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    for line in said:
        if line != "ok":
            yield Problem("damaged", f"{store.name} is damaged: {line}.", "Restore the newest backup.", fatal=True)
    for row in loose:
        yield Problem("damaged", f"A row of {row[0]} refers to {row[2]}, which is not there.", "Restore a backup.")


def _check_bytes(store: Store, publication: Publication) -> list[Problem]:
    if isinstance(store.shelf, Shelf):
        return store.shelf.check(publication.sha256, publication.label)
    try:
        store.load_document(publication.sha256)
    except CasepoolError as error:
        return [Problem("document_bytes", f"{publication.label}: {error}", "", publication.id)]
    return []


def _check_reading(store: Store, publication: Publication) -> list[Problem]:
    """Whether what was read can be read again from the store, and every quote of a person stands in it."""
    if publication.status != "ok":
        return []
    try:
        document = store.extraction(publication.id).document
    except CasepoolError as error:
        message = f"What was read of {publication.id} cannot be used: {error}"
        return [Problem("extraction", message, "Read it again: casepool run.", publication.id)]
    return list(_check_quotes(store, publication.id, document))


def _check_quotes(store: Store, publication: str, document: Document) -> Iterator[Problem]:
    settled = [item.answer for item in store.adjudications(publication)]
    for answer in (*store.answers(publication, layer="people"), *settled):
        lost = [quote for quote in _list_quotes(answer) if not quote.span.stands_in(document.text)]
        if lost:
            where = " / ".join(part for part in (*answer.key, answer.reader) if part)
            yield Problem(
                "evidence_lost",
                f"{where}: {lost[0].quote[:60]!r} no longer stands at {lost[0].span.start} to {lost[0].span.end}.",
                "Select the words again in the workbench.",
                where,
            )


def _list_quotes(answer: Answer) -> list[Evidence]:
    return [*answer.evidence, *(quote for candidate in answer.candidates for quote in candidate.evidence)]
