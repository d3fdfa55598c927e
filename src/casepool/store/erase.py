"""Erasing an index case for good: values, quotes, files, pictures and payloads go, tombstones stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, update

from casepool.domain.errors import UsageError
from casepool.domain.review import Event
from casepool.store.base import hash_bytes
from casepool.store.ledger import Pen, Subject, read_events
from casepool.store.problems import naming_problems
from casepool.store.project import Project, Store
from casepool.store.tables import BLOB, DERIVED, EVENT, KINDS

TEMPORARY = ("document", "extraction", "answers")


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, and the copies that casepool knows of and cannot reach (backups and exports that held it)."""

    publication: str
    events: int
    files: tuple[str, ...]
    copies: tuple[str, ...]


def erase_case(project: Project, publication: str, by: str, pictures: Iterable[Path] = ()) -> Erased:
    """Erase an index case of private.db with everything that is known of it; the chain still holds afterwards.

    Its source is removed from `inbox/` too. Pictures: those given, those in `figures/ID/`, and all of `figures/` once
    no other index case is left. Raises UsageError for a publication that is not in private.db.
    """
    known = project.private.publications() if project.has_private else ()
    found = next((item for item in known if item.id == publication), None)
    if found is None:
        raise UsageError(
            f"There is no index case {publication!r} in private.db. Only index cases can be erased; "
            f"there are: {', '.join(item.id for item in known) or 'none'}."
        )
    events = _erase_in(project.private, publication, by) + _erase_in(project, publication, by)
    files = _find_copies_of(project.inbox, found.sha256)
    files += [path for path in pictures if path.resolve().is_relative_to(project.figures.resolve())]
    files += _list_files(project.figures if len(known) == 1 else project.figures / publication)
    return Erased(publication, events, _remove(project, files), tuple(project.copies(with_private=True)))


def _list_named(connection: Connection, publication: str) -> list[Event]:
    """The events that are about a publication or name it, tombstones of it included."""
    events = read_events(connection, select(EVENT).order_by(EVENT.c.seq))
    return [e for e in events if e.kind != "erased" and (e.publication == publication or _names(e, publication))]


def _names(event: Event, publication: str) -> bool:
    return not event.erased and _holds(event.payload, publication)


def _holds(value: Any, word: str) -> bool:
    """Whether a text of a JSON value is exactly this word."""
    if isinstance(value, dict):
        return any(_holds(item, word) for item in value.values())
    if isinstance(value, list):
        return any(_holds(item, word) for item in value)
    return bool(value == word)


def _erase_in(store: Store, publication: str, by: str) -> int:
    """Erase what one database holds; how many events became tombstones."""
    with store.writing(by) as pen:
        found = _list_named(pen.connection, publication)
        if not found:
            return 0
        told = [event for event in found if not event.erased]
        _drop_rows(pen, publication, told)
        _drop_blobs(pen, publication, told)
        seqs = [event.seq for event in found]
        pen.connection.execute(
            update(EVENT).where(EVENT.c.seq.in_(seqs)).values(payload=None, salt=None, case_id="", field="")
        )
        pen.append("erased", "put", Subject(publication), {"events": seqs})
    _forget_pages(store)
    return len(found)


def _drop_rows(pen: Pen, publication: str, events: list[Event]) -> None:
    keys = {(event.kind, tuple(event.payload["key"])) for event in events if event.kind in KINDS}
    for kind, key in sorted(keys - {("publication", (publication,))}):
        table = KINDS[kind].table
        same = [table.c[name] == part for name, part in zip(KINDS[kind].key_names, key, strict=True)]
        pen.connection.execute(delete(table).where(*same))
    held = [kind.table for kind in KINDS.values() if "publication" in kind.table.c and kind.name != "publication"]
    for table in (*held, KINDS["publication"].table):
        pen.connection.execute(delete(table).where(table.c.publication == publication))
    pen.connection.execute(delete(DERIVED))


def _drop_blobs(pen: Pen, publication: str, events: list[Event]) -> None:
    """Contents that only the erased publication has."""
    erased = _list_contents(events)
    others = read_events(pen.connection, select(EVENT).where(EVENT.c.publication != publication))
    kept = _list_contents([event for event in others if not event.erased])
    pen.connection.execute(delete(BLOB).where(BLOB.c.sha256.in_(sorted(erased - kept))))


def _list_contents(events: list[Event]) -> set[str]:
    told = [{**event.payload, **event.payload.get("body", {})} for event in events]
    return {item[name] for item in told for name in (*TEMPORARY, "sha256") if isinstance(item.get(name), str)}


def _forget_pages(store: Store) -> None:
    """Rewrite the files, so that nothing of what was deleted is left in free pages or in the log."""
    commands = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)") if store.engine.dialect.name == "sqlite" else ("VACUUM",)
    with naming_problems(store.name), store.engine.connect() as connection:
        handle = connection.connection.driver_connection
        assert handle is not None
        if len(commands) == 1:
            handle.autocommit = True
        for command in commands:
            handle.execute(command)
        if len(commands) == 1:
            handle.autocommit = False


def _find_copies_of(folder: Path, sha256: str) -> list[Path]:
    return [path for path in _list_files(folder) if hash_bytes(path.read_bytes()) == sha256]


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _remove(project: Project, files: list[Path]) -> tuple[str, ...]:
    """Remove files; their names relative to the project."""
    with naming_problems(str(project.folder)):
        for path in set(files):
            path.unlink(missing_ok=True)
    return tuple(sorted({path.resolve().relative_to(project.folder.resolve()).as_posix() for path in files}))
