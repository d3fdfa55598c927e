"""The history: each write is a link of a chain of hashes. Nothing is ever changed in it, and erasing leaves tombstones.

The hash of a link covers its number, time, person, kind, the hash of its payload and the link before. The payload is
hashed with a salt of its own; an erased event has lost both, so a tombstone tells nothing and the chain still holds.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from casepool.domain.errors import Problem, UsageError
from casepool.domain.review import FIRST_HASH, Event, hash_link, hash_payload, write_canonical
from casepool.store.problems import DamagedError
from casepool.store.tables import CHAIN, EVENT

EPOCH = "SOURCE_DATE_EPOCH"


def read_clock() -> str:
    """The time now as ISO text in UTC, to the second; fixed by SOURCE_DATE_EPOCH where the same bytes are wanted."""
    fixed = os.environ.get(EPOCH)
    now = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def draw_salt(previous: str, seq: int, private: bool) -> str:
    """The salt of one payload: random, or made of the chain where SOURCE_DATE_EPOCH is set (in private.db never)."""
    if os.environ.get(EPOCH) and not private:
        return hash_payload(previous, seq)[:32]
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about, for filters."""

    publication: str = ""
    case: str = ""
    field: str = ""


@dataclass
class Pen:
    """The one way to write: an open transaction that holds the end of the chain until it ends.

    `append` adds an event and returns its number; the row that the event is about is written in the same transaction.
    """

    connection: Connection
    by: str
    time: str
    seq: int
    head: str
    private: bool

    def append(self, kind: str, action: str, subject: Subject, payload: dict[str, Any]) -> int:
        """Add an event; its payload also names kind, action and subject, so that these are proved by its hash."""
        self.seq += 1
        told = [kind, action, subject.publication, subject.case, subject.field]
        full = {"about": told, **payload}
        salt = draw_salt(self.head, self.seq, self.private)
        payload_hash = hash_payload(salt, full)
        link = hash_link(self.seq, self.time, self.by, kind, payload_hash, self.head)
        row = {
            **{"seq": self.seq, "time": self.time, "who": self.by, "kind": kind, "action": action},
            **{"publication": subject.publication, "case_id": subject.case, "field": subject.field},
            **{"payload": write_canonical(full), "salt": salt, "payload_hash": payload_hash},
            **{"previous": self.head, "hash": link},
        }
        self.connection.execute(insert(EVENT).values(row))
        self.head = link
        return self.seq

    def close(self) -> None:
        """Write the new end of the chain."""
        self.connection.execute(update(CHAIN).values(seq=self.seq, hash=self.head))


def take_pen(connection: Connection, by: str, time: str, private: bool) -> Pen:
    """The pen of a transaction; on a server it waits until no other transaction holds it."""
    if not by.strip():
        raise UsageError("A write names who does it. Give the name of a person or of the engine.")
    row = connection.execute(select(CHAIN.c.seq, CHAIN.c.hash).with_for_update()).one_or_none()
    if row is None:
        raise DamagedError("The history has no end: the table 'chain' is empty. Restore the newest backup.")
    return Pen(connection, by, time, row.seq, row.hash, private)


def start_chain(connection: Connection) -> None:
    """The end of a chain that has no link yet."""
    connection.execute(insert(CHAIN).values(id=1, seq=0, hash=FIRST_HASH))


def read_event(row: Row[Any]) -> Event:
    """The event in a row of the history."""
    return Event(
        seq=row.seq,
        time=row.time,
        who=row.who,
        kind=row.kind,
        payload_hash=row.payload_hash,
        previous=row.previous,
        hash=row.hash,
        action=row.action,
        publication=row.publication,
        case=row.case_id,
        field=row.field,
        payload=_read_payload(row.payload),
        salt=row.salt or "",
        erased=row.payload is None and row.salt is None,
    )


def _read_payload(text: str | None) -> Any:
    """The payload; a text that is no JSON as it is: its hash will not be right."""
    try:
        return None if text is None else json.loads(text)
    except json.JSONDecodeError:
        return text


def read_events(connection: Connection, query: Select[Any]) -> Iterator[Event]:
    """The events of a query, one after the other."""
    return (read_event(row) for row in connection.execute(query))


def check_chain(events: Iterable[Event], end: tuple[int, str]) -> list[Problem]:
    """What is wrong with a history, in its order; empty if every link holds. `end` is number and hash of the last."""
    problems, previous, seq = [], FIRST_HASH, 0
    for event in events:
        seq += 1
        if event.seq != seq:
            problems.append(_say(event.seq, f"event {seq} is missing"))
            seq = event.seq
        elif event.previous != previous or not event.link_holds:
            problems.append(_say(event.seq, f"event {event.seq} was changed, or one before it was removed"))
        elif not event.payload_holds or not _is_proved(event):
            problems.append(_say(event.seq, f"the content of event {event.seq} was changed"))
        previous = event.hash
    if (seq, previous) != end:
        problems.append(_say(end[0], f"the history ends at event {seq}, its end is recorded at event {end[0]}"))
    return problems


def _is_proved(event: Event) -> bool:
    told = [event.kind, event.action, event.publication, event.case, event.field]
    return event.erased or event.payload.get("about") == told


def _say(seq: int, what: str) -> Problem:
    return Problem(
        "history", f"The history is broken: {what}.", "Compare with the chain head in the article or a backup.",
        f"event {seq}", True,
    )  # fmt: skip
