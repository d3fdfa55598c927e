"""What can go wrong with a project on disk, each with what is safe and the way out."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from casepool.domain.errors import CasepoolError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreError(CasepoolError):
    """A project could not be opened, read or written. Nothing that was saved before is lost."""

    exit_status = 3


class NoProjectError(StoreError):
    """There is no project at this place."""

    exit_status = 2


class NewerSchemaError(StoreError):
    """The project was written by a newer version of casepool."""


class OlderSchemaError(StoreError):
    """The project was written by an older version of casepool and can only be read until it is upgraded."""


class LockedError(StoreError):
    """Another program is writing to the project and did not finish in time."""


class ReadOnlyError(StoreError):
    """The project cannot be written: it was opened for reading, or its folder does not allow it."""


class DiskFullError(StoreError):
    """There is no room left for a write; it was not done."""


class DamagedError(StoreError):
    """Stored data are not what was stored."""


class ConflictError(StoreError):
    """Somebody else wrote in between. `who`, `time` and `version` say who, when, and what version stands there now."""

    def __init__(self, message: str, who: str = "", time: str = "", version: int = 0) -> None:
        super().__init__(message)
        self.who = who
        self.time = time
        self.version = version


@contextmanager
def naming_problems(name: str) -> Iterator[None]:
    """Turn errors of the database and of the disk into those of this module; `name` is what the user calls it."""
    try:
        yield
    except DBAPIError as error:
        raise explain_database(error, name) from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFullError(_say_full(name)) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ReadOnlyError(_say_read_only(name)) from error
        raise


def explain_database(error: DBAPIError, name: str) -> StoreError:
    """The problem of the project that an error of its database stands for."""
    said = str(error.orig)
    kinds: tuple[tuple[tuple[str, ...], StoreError], ...] = (
        (("database is locked", "database table is locked", "lock timeout"), LockedError(_say_locked(name))),
        (("readonly database", "read-only transaction", "unable to open"), ReadOnlyError(_say_read_only(name))),
        (("disk is full", "No space left", "could not extend file", "disk I/O error"), DiskFullError(_say_full(name))),
        (("malformed", "not a database", "file is encrypted"), DamagedError(say_damaged(name, said))),
    )
    found = next((problem for words, problem in kinds if any(word in said for word in words)), None)
    if found:
        return found
    if isinstance(error, OperationalError):
        return StoreError(f"The database of {name} could not be reached: {_first_line(said)}. Check that it runs.")
    kind = "answered" if isinstance(error, DatabaseError) else "failed"
    return StoreError(
        f"The database of {name} {kind}: {_first_line(said)}. The write was not done; run 'casepool doctor'."
    )


def say_damaged(name: str, detail: str) -> str:
    """What is said of a file that is not what it was."""
    return (
        f"{name} is damaged: {_first_line(detail)}. Keep a copy of it, and restore the newest backup "
        "(casepool restore FILE --into DIR)."
    )


def _say_locked(name: str) -> str:
    return (
        f"{name} is being written by another program and did not become free in time. Nothing was changed. "
        "Close the other program, or try again when it has finished."
    )


def _say_read_only(name: str) -> str:
    return (
        f"{name} cannot be written: the folder or the file is read-only. Nothing was changed. "
        "Copy the project to a place where you may write, or ask for the right to."
    )


def _say_full(name: str) -> str:
    return (
        f"There is no room left on the disk for {name}. This write was not done; all that was saved before is safe. "
        "Make room and do it again."
    )


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[0].rstrip(".")
