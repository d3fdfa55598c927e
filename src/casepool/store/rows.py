"""Rows that are written with their event: put, drop, read."""

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select, update

from casepool.domain.errors import UsageError
from casepool.domain.review import Answer, Event, Publication
from casepool.domain.value_codec import decode, encode
from casepool.store.ledger import Pen, Subject
from casepool.store.problems import ConflictError
from casepool.store.tables import EVENT, KINDS, Kind

VOLATILE = ("version", "time")
FILTERS = ("publication", "case_id", "field", "item", "reader")


def match_key(kind: Kind, key: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition that finds the row of a key."""
    return and_(*(kind.table.c[name] == part for name, part in zip(kind.key_names, key, strict=True)))


def subject_of(kind: Kind, key: tuple[str, ...]) -> Subject:
    """What an event about this row is about, as far as its key says."""
    named = dict(zip(kind.key_names, key, strict=True))
    return Subject(named.get("publication", ""), named.get("case_id", ""), named.get("field", ""))


def list_columns(noun: Any) -> dict[str, Any]:
    """The columns beside key and body that a noun fills."""
    if isinstance(noun, Answer):
        told = {"value": json.dumps(encode(noun.value)), "evidence": json.dumps(encode(noun.evidence))}
        return {"state": noun.state, "made_by": noun.made_by, **told}
    if isinstance(noun, Publication):
        return {"sha256": noun.sha256, "part": noun.part, "status": noun.status}
    return {}


def put_row(pen: Pen, kind: Kind, noun: Any, expected: int | None = None, **columns: Any) -> Any:
    """Write a noun with its event; the noun as it stands now (its version and time). Nothing new writes nothing.

    `columns` are set beside those that the noun fills. Raises ConflictError if the row is not of version `expected`.
    """
    key = check_key(kind, kind.key(noun))
    row = find_row(pen.connection, kind, key)
    check_expected(pen.connection, kind, key, row, expected)
    if row is not None and not columns and _says_same(kind, row, noun):
        return read_row(kind, row)
    version = (row.version if row else 0) + 1
    stamped = _stamp(noun, version, pen.time)
    seq = pen.append(kind.name, "put", subject_of(kind, key), {"key": list(key), "body": encode(stamped)})
    write_row(pen.connection, kind, stamped, seq, version, **columns)
    return stamped


def check_key(kind: Kind, key: tuple[str, ...]) -> tuple[str, ...]:
    """The key itself. Raises UsageError for one that no database can hold."""
    for name, part in zip(kind.key_names, key, strict=True):
        if "\x00" in part or any("\ud800" <= sign <= "\udfff" for sign in part):
            raise UsageError(
                f"The {name} {part!r} of this {kind.name} holds a character that cannot be stored. Leave it out."
            )
    return key


def find_row(connection: Connection, kind: Kind, key: tuple[str, ...]) -> Row[Any] | None:
    """The row of a key, None if there is none."""
    return connection.execute(select(kind.table).where(match_key(kind, key))).one_or_none()


def write_row(connection: Connection, kind: Kind, noun: Any, seq: int, version: int, **columns: Any) -> None:
    """Write the row of a noun that an event `seq` tells of; version 1 is a new row."""
    key = dict(zip(kind.key_names, kind.key(noun), strict=True))
    told = {**list_columns(noun), "body": json.dumps(encode(noun)), "version": version, "seq": seq}
    if version == 1:
        connection.execute(insert(kind.table).values({**key, **told, **columns}))
    else:
        connection.execute(update(kind.table).where(match_key(kind, kind.key(noun))).values({**told, **columns}))


def drop_row(pen: Pen, kind: Kind, key: tuple[str, ...], expected: int | None = None) -> bool:
    """Remove a row, with its event; false if there was none."""
    row = find_row(pen.connection, kind, key)
    check_expected(pen.connection, kind, key, row, expected)
    if row is None:
        return False
    pen.append(kind.name, "drop", subject_of(kind, key), {"key": list(key)})
    pen.connection.execute(delete(kind.table).where(match_key(kind, key)))
    return True


def check_expected(
    connection: Connection, kind: Kind, key: tuple[str, ...], row: Row[Any] | None, expected: int | None
) -> None:
    """Raise ConflictError, naming who changed what, if a row is not of the version that the writer has seen."""
    found = row.version if row else 0
    if expected is None or found == expected:
        return
    subject = " / ".join(part for part in key if part)
    last = _find_last_event(connection, kind, key, row)
    who, time = (last.who, last.time) if last else ("somebody", "in between")
    done = "changed" if row else "removed"
    raise ConflictError(
        f"{kind.name.capitalize()} {subject} was {done} by {who} at {time}; you saw version {expected}, it is version "
        f"{found} now. Nothing of yours was written. Look at the new value and decide again.",
        *(who, time, found),
    )


def _find_last_event(connection: Connection, kind: Kind, key: tuple[str, ...], row: Row[Any] | None) -> Row[Any] | None:
    if row is not None:
        return connection.execute(select(EVENT).where(EVENT.c.seq == row.seq)).one_or_none()
    subject = subject_of(kind, key)
    same = and_(
        *(EVENT.c.kind == kind.name, EVENT.c.action == "drop", EVENT.c.publication == subject.publication),
        *(EVENT.c.case_id == subject.case, EVENT.c.field == subject.field),
    )
    return connection.execute(select(EVENT).where(same).order_by(EVENT.c.seq.desc()).limit(1)).one_or_none()


def read_row(kind: Kind, row: Row[Any]) -> Any:
    """The noun in a row."""
    return _read_body(kind.noun, row.body)


@lru_cache(maxsize=40_000)
def _read_body(noun: Any, body: str) -> Any:
    """The noun in a body. Nouns are frozen, so one that was read before is the same: a grid opens without decoding."""
    return decode(noun, json.loads(body))


def read_noun(event: Event) -> Any:
    """The noun that an event wrote. Only events of rows that were put have one."""
    return decode(KINDS[event.kind].noun, event.payload["body"])


def read_rows(connection: Connection, kind: Kind, where: dict[str, str]) -> list[Any]:
    """The nouns of all rows that match, sorted by key. Conditions that are empty, or not on the table, are left out."""
    table = kind.table
    conditions = [table.c[name] == value for name, value in where.items() if value and name in table.c]
    query = select(table.c.body).where(*conditions)
    return sort_nouns(kind, (read_row(kind, row) for row in connection.execute(query)))


def sort_nouns(kind: Kind, nouns: Iterable[Any]) -> list[Any]:
    """Nouns in the order of their keys by code point: databases sort words in orders of their own."""
    return sorted(nouns, key=kind.key)


def _stamp(noun: Any, version: int, time: str) -> Any:
    names = {part.name for part in fields(noun)}
    told: dict[str, Any] = {"version": version} if "version" in names else {}
    if "time" in names and not noun.time:
        told["time"] = time
    return replace(noun, **told)


def _says_same(kind: Kind, row: Row[Any], noun: Any) -> bool:
    before, now = json.loads(row.body), json.loads(json.dumps(encode(noun)))
    return {k: v for k, v in before.items() if k not in VOLATILE} == {k: v for k, v in now.items() if k not in VOLATILE}
