"""One database of a project: its connection, the pen, and rows as they stand now."""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, insert, inspect, select

from casepool.domain.errors import UsageError
from casepool.domain.form import Form
from casepool.store import connect
from casepool.store.ledger import Pen, read_clock, take_pen
from casepool.store.problems import DamagedError, ReadOnlyError, say_damaged
from casepool.store.reads import Reads
from casepool.store.rows import put_row, read_rows
from casepool.store.schema import refuse_older
from casepool.store.tables import BLOB, EVENT, KINDS, PUBLICATION

Clock = Callable[[], str]
MOST_BYTES = 500_000_000


class Base(Reads):
    """A store on an engine. `name` is what messages call it, `is_private` marks the store of the index cases.

    `outdated` is the version of older tables ("" where they are current): such a store can only be read.
    """

    def __init__(
        self,
        engine: Engine,
        name: str,
        form: Form,
        read_only: bool = False,
        is_private: bool = False,
        outdated: str = "",
        clock: Clock | None = None,
    ) -> None:
        self.engine = engine
        self.name = name
        self.form = form
        self.read_only = read_only
        self.is_private = is_private
        self.outdated = outdated
        self.clock: Clock = clock or read_clock
        self._tables: frozenset[str] | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether the tables are of an older version, so that nothing can be written."""
        return bool(self.outdated)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store."""
        with connect.reading(self.engine, self.name) as connection:
            yield connection

    @contextmanager
    def writing(self, by: str) -> Iterator[Pen]:
        """The pen of one transaction: what it writes is kept as a whole with its events, or not at all."""
        self.require_writable()
        with connect.writing(self.engine, self.name) as connection:
            pen = take_pen(connection, by, self.clock(), self.is_private)
            before = pen.seq
            yield pen
            if pen.seq != before:
                pen.close()

    def require_writable(self) -> None:
        """Raise ReadOnlyError or OlderSchemaError unless the store can be written."""
        if self.outdated:
            raise refuse_older(self.name, self.outdated)
        if self.read_only:
            raise ReadOnlyError(f"{self.name} was opened for reading only. Nothing was changed. Open it for writing.")

    def put(self, kind: str, noun: Any, by: str, expected: int | None = None) -> Any:
        """Write one noun in a transaction of its own; as it stands now."""
        with self.writing(by) as pen:
            return put_row(pen, KINDS[kind], noun, expected)

    def has_table(self, name: str) -> bool:
        """Whether a table is there; older projects lack the newer ones."""
        if not self.outdated:
            return True
        if self._tables is None:
            with self.reading() as connection:
                self._tables = frozenset(inspect(connection).get_table_names())
        return name in self._tables

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _nouns(self, kind: str, **where: str) -> Sequence[Any]:
        if not self.has_table(KINDS[kind].table.name):
            return []
        with self.reading() as connection:
            return read_rows(connection, KINDS[kind], where)

    def _stored(self, publication: str) -> tuple[str, str]:
        query = select(PUBLICATION.c.document, PUBLICATION.c.extraction).where(PUBLICATION.c.publication == publication)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        return (row.document, row.extraction) if row else ("", "")

    def _blob(self, sha256: str) -> bytes:
        with self.reading() as connection:
            data = connection.execute(select(BLOB.c.data).where(BLOB.c.sha256 == sha256)).scalar()
        if data is None:
            raise DamagedError(say_damaged(self.name, f"the stored content {sha256[:12]} is missing"))
        whole = expand(data)
        if hash_bytes(whole) != sha256:
            raise DamagedError(say_damaged(self.name, f"the stored content {sha256[:12]} was changed"))
        return whole

    def event_number(self) -> int:
        """The number of the newest event, 0 before the first."""
        with self.reading() as connection:
            return connection.execute(select(EVENT.c.seq).order_by(EVENT.c.seq.desc()).limit(1)).scalar() or 0


def expand(data: bytes) -> bytes:
    """Stored bytes as they were before they were compressed; empty if they are damaged or larger than may be."""
    expander = zlib.decompressobj()
    try:
        whole = expander.decompress(data, MOST_BYTES)
    except zlib.error:
        return b""
    return whole if expander.eof else b""


def keep_blob(connection: Connection, data: bytes) -> str:
    """Store bytes, compressed, under the hash of what they were, once; the hash."""
    sha256 = hash_bytes(data)
    if connection.execute(select(BLOB.c.sha256).where(BLOB.c.sha256 == sha256)).one_or_none() is None:
        connection.execute(insert(BLOB).values(sha256=sha256, data=zlib.compress(data, 6)))
    return sha256


def hash_bytes(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def require_hash(sha256: str) -> str:
    """The hash itself. Raises UsageError for what is not one: it may come from outside and becomes a path."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise UsageError(f"{sha256[:70]!r} is no SHA-256. Give 64 hexadecimal digits.")
    return sha256
