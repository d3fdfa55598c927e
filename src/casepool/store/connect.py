"""Connections to the database of a project: SQLite in a file, or PostgreSQL by its address."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from casepool.domain.errors import UsageError
from casepool.store.problems import DamagedError, ReadOnlyError, naming_problems, say_damaged

APPLICATION_ID = 0x43504F4C  # "CPOL"
SQLITE_HEADER = b"SQLite format 3\x00"
WRITES = "casepool_writes"


def is_address(place: str) -> bool:
    """Whether a place is the address of a database server rather than a folder."""
    return "://" in place


def connect_sqlite(path: Path, read_only: bool, wait_seconds: float) -> Engine:
    """The engine of a SQLite file: write-ahead log, full durability, foreign keys, a schema that is not trusted."""
    address = f"file:{_quote(path)}?mode={'ro' if read_only else 'rwc'}"
    if read_only and _needs_no_log(path):
        address += "&immutable=1"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=wait_seconds, check_same_thread=False, isolation_level=None
        )
        _set_pragmas(connection, read_only)
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=5, max_overflow=20)
    event.listen(engine, "begin", _begin)
    return engine


def _quote(path: Path) -> str:
    return path.resolve().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _needs_no_log(path: Path) -> bool:
    """Whether the file is whole without its log, in a folder that cannot hold one."""
    log = Path(f"{path}-wal")
    return not (log.exists() and log.stat().st_size) and not _can_write(path.parent)


def _can_write(folder: Path) -> bool:
    try:
        probe = folder / ".casepool-write-probe"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _set_pragmas(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA cell_size_check=ON")
    if defensive := getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", None):  # from Python 3.12 on
        connection.setconfig(defensive, True)  # type: ignore[attr-defined]
    if not read_only:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")


def _begin(connection: Connection) -> None:
    """Take the right to write at once where a transaction will write: two writers wait instead of failing half-way."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def connect_server(address: str, wait_seconds: float) -> Engine:
    """The engine of a PostgreSQL database. Raises UsageError for another kind of address."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise UsageError(f"{address!r} is no address of a database. Give postgresql://USER@HOST/NAME.") from error
    if url.get_backend_name() != "postgresql":
        raise UsageError(
            f"A project in {url.get_backend_name()!r} is not possible. Give a folder (SQLite) or postgresql://USER@HOST/NAME."
        )
    options = f"-c lock_timeout={round(wait_seconds * 1000)} -c synchronous_commit=on"
    connect_args: dict[str, Any] = {"options": options, "connect_timeout": 10}
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, connect_args=connect_args, pool_pre_ping=True, pool_size=5, max_overflow=20)


@contextmanager
def reading(engine: Engine, name: str) -> Iterator[Connection]:
    """A connection that sees the project as it is at this moment, whatever others write meanwhile."""
    with naming_problems(name), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """A connection in one transaction, which is kept as a whole at the end or not at all."""
    with naming_problems(name), engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


def check_file(path: Path) -> None:
    """Refuse a file that is not the database of a project, is damaged, or holds what casepool never puts there.

    The file is opened for reading only. Raises DamagedError.
    """
    with path.open("rb") as file:
        if file.read(16) != SQLITE_HEADER:
            raise DamagedError(say_damaged(str(path), "it is not a SQLite database"))
    engine = connect_sqlite(path, read_only=True, wait_seconds=5)
    try:
        with reading(engine, str(path)) as connection:
            _check_content(connection, path)
    finally:
        engine.dispose()


def _check_content(connection: Connection, path: Path) -> None:
    if connection.execute(text("PRAGMA application_id")).scalar() != APPLICATION_ID:
        raise DamagedError(f"{path} is a database of another program. A project's database is made by 'casepool new'.")
    strange = connection.execute(
        text("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'")
    ).all()
    if strange:
        listed = ", ".join(sorted(f"{kind} {name!r}" for kind, name in strange))
        raise DamagedError(
            f"{path} holds {listed}, which casepool never makes. It was not opened for writing; "
            "ask where the file comes from."
        )
    said = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if said != "ok":
        raise DamagedError(say_damaged(str(path), str(said)))


def require_writable(path: Path) -> None:
    """Raise ReadOnlyError if the folder of a file or the file itself cannot be written."""
    with naming_problems(str(path)):
        if not _can_write(path.parent):
            raise ReadOnlyError(
                f"{path.parent} cannot be written: the folder is read-only. Nothing was changed. "
                "Copy the project to a place where you may write, or ask for the right to."
            )
        if path.exists():
            path.open("r+b").close()
