"""The tables of a project. What is known of a thing stands as JSON in `body`; the columns beside it find the row.

A new field of the form, and a new part of a noun, need no migration: an answer is a row, and its parts are in `body`.
Each row has its `version` (the number of its writes) and `seq`, the event that wrote it last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

from casepool.domain.appraisal import Judgement
from casepool.domain.review import (
    Adjudication,
    Answer,
    CaseEntry,
    LinkDecision,
    Publication,
    ScreeningRecord,
    Signature,
    Suppression,
    TableDecision,
    User,
    hash_payload,
)

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


def _row_table(name: str, keys: tuple[str, ...], *more: Column[Any]) -> Table:
    """A table of rows that are written, changed and dropped, each time with an event."""
    key_columns = [Column(key, String, *_refer_to(name, key), primary_key=True) for key in keys]
    state = (Column("body", Text, nullable=False), Column("version", Integer, nullable=False))
    seq = Column("seq", BigInteger, ForeignKey("event.seq"), nullable=False)
    return Table(name, metadata, *key_columns, *more, *state, seq)


def _refer_to(name: str, key: str) -> tuple[ForeignKey, ...]:
    """What a row says of a publication needs that publication."""
    return (ForeignKey("publication.publication"),) if key == "publication" != name else ()


SETTING = Table("setting", metadata, Column("name", String, primary_key=True), Column("text", Text, nullable=False))
CHAIN = Table(
    "chain",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
EVENT = Table(
    "event",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("time", String(32), nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("kind", String, nullable=False, index=True),
    Column("action", String, nullable=False),
    Column("publication", String, nullable=False, index=True),
    Column("case_id", String, nullable=False),
    Column("field", String, nullable=False),
    Column("payload", Text),
    Column("salt", String(64)),
    Column("payload_hash", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
BLOB = Table(
    "blob",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
DERIVED = Table(
    "derived",
    metadata,
    Column("name", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("made_from", String, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
CREDENTIAL = Table(
    "credential",
    metadata,
    Column("user", String, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("link_hash", String(64), nullable=False),
    Column("link_expires", String(32), nullable=False),
)
SESSION = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user", String, nullable=False, index=True),
    Column("csrf", String, nullable=False),
    Column("expires", String(32), nullable=False),
)
ANSWER = _row_table(
    "answer",
    ("publication", "case_id", "field", "item", "reader"),
    Column("state", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("made_by", String, nullable=False),
)
PUBLICATION = _row_table(
    "publication",
    ("publication",),
    Column("sha256", String(64), nullable=False),
    Column("part", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("document", String(64), nullable=False),
    Column("extraction", String(64), nullable=False),
)
Index("uq_publication_source", PUBLICATION.c.sha256, PUBLICATION.c.part, unique=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row: its table, the noun in `body`, and the texts of its key columns in their order."""

    name: str
    table: Table
    noun: Any
    key: Callable[[Any], tuple[str, ...]]

    @property
    def key_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.table.primary_key.columns)


def name_link(cases: tuple[tuple[str, str], ...]) -> str:
    """The key of a decision on these cases, in any order."""
    return hash_payload("link", sorted(cases))[:32]


_KINDS = (
    Kind("publication", PUBLICATION, Publication, lambda row: (row.id,)),
    Kind("case", _row_table("case_entry", ("publication", "case_id")), CaseEntry, lambda row: row.key),
    Kind("answer", ANSWER, Answer, lambda row: (*row.key, row.reader)),
    Kind(
        "signature",
        _row_table("signature", ("publication", "case_id", "reader")),
        Signature,
        lambda row: (row.publication, row.case, row.reader),
    ),
    Kind(
        "adjudication",
        _row_table("adjudication", ("publication", "case_id", "field", "item")),
        Adjudication,
        lambda row: row.key,
    ),
    Kind("link", _row_table("link_decision", ("id",)), LinkDecision, lambda row: (name_link(row.cases),)),
    Kind(
        "table_row",
        _row_table("table_decision", ("publication", "table_id", "row")),
        TableDecision,
        lambda row: (row.publication, row.table, f"{row.row:06d}"),
    ),
    Kind("suppression", _row_table("suppression", ("key",)), Suppression, lambda row: (row.key,)),
    Kind(
        "screening",
        _row_table("screening", ("source", "key", "stage", "reviewer")),
        ScreeningRecord,
        lambda row: (row.source, row.key, row.stage, row.reviewer),
    ),
    Kind("user", _row_table("person", ("name",)), User, lambda row: (row.name,)),
    Kind(
        "judgement",
        _row_table("judgement", ("publication", "item")),
        Judgement,
        lambda row: (row.publication, row.item),
    ),
)
KINDS = {kind.name: kind for kind in _KINDS}
