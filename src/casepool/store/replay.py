"""What the history says that stands now, or stood at a time; and whether the rows say the same."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from casepool.domain.document import Document
from casepool.domain.errors import Problem
from casepool.domain.extraction import Extraction
from casepool.domain.review import ENGINE, Answer, Event
from casepool.domain.value_codec import decode, decode_extraction
from casepool.store.base import Base
from casepool.store.ledger import read_events
from casepool.store.publications import list_entries, list_rule_answers
from casepool.store.reads import Reads, unpack_json
from casepool.store.rows import read_noun, sort_nouns
from casepool.store.tables import EVENT, KINDS, Kind

Key = tuple[str, ...]
LAST_TIME = "9999"


def list_last(events: Iterable[Event]) -> dict[tuple[str, Key], Event]:
    """For each row that was ever written the last event of it, erased ones left out."""
    return {(event.kind, tuple(event.payload["key"])): event for event in events if _is_of_row(event)}


def _is_of_row(event: Event) -> bool:
    return event.kind in KINDS and not event.erased


class Moment(Reads):
    """A store as it stood at a time (ISO, UTC): made of the events up to then. It can only be read."""

    def __init__(self, store: Base, time: str) -> None:
        self.store = store
        self.time = time
        query = select(EVENT).where(EVENT.c.time <= time).order_by(EVENT.c.seq)
        with store.reading() as connection:
            events = list(read_events(connection, query))
        self._last = list_last(events)
        self._extracted = {e.publication: e for e in events if e.kind == "extraction" and not e.erased}
        engines = (e for e in events if e.kind == "engine_answers" and not e.erased)
        self._engines = {(e.publication, e.payload["engine"]): e for e in engines}
        self._made: dict[str, Extraction] = {}

    @property
    def extracted(self) -> tuple[str, ...]:
        """The publications that had been extracted, sorted."""
        return tuple(sorted(self._extracted))

    def _nouns(self, kind: str, **where: str) -> Sequence[Any]:
        nouns = [read_noun(e) for (name, _), e in self._last.items() if name == kind and e.action == "put"]
        wanted = [name for name in self.extracted if where.get("publication") in ("", None, name)]
        if kind == "case":
            nouns = self._join_cases(nouns, wanted)
        if kind == "answer":
            engines = (event for (name, _), event in self._engines.items() if name in wanted)
            nouns += [answer for name in wanted for answer in self._list_answers(name)]
            nouns += [answer for event in engines for answer in self._list_engine(event)]
        return [noun for noun in sort_nouns(KINDS[kind], nouns) if _matches(KINDS[kind], noun, where)]

    def _join_cases(self, by_hand: list[Any], wanted: list[str]) -> list[Any]:
        entries = {entry.key: entry for name in wanted for entry in list_entries(name, self._read(name))}
        return list({**entries, **{entry.key: entry for entry in by_hand}}.values())

    def _list_answers(self, publication: str) -> list[Answer]:
        return list_rule_answers(self.store.form, publication, self._read(publication))

    def _list_engine(self, event: Event) -> list[Answer]:
        return [decode(Answer, item) for item in unpack_json(self._blob(event.payload["answers"]))]

    def _read(self, publication: str) -> Extraction:
        """The extraction of that time, read once."""
        if publication not in self._made:
            event = self._extracted[publication]
            document = decode(Document, unpack_json(self._blob(event.payload["document"])))
            content = unpack_json(self._blob(event.payload["extraction"]))
            self._made[publication] = decode_extraction(content, document)
        return self._made[publication]

    def _stored(self, publication: str) -> tuple[str, str]:
        event = self._extracted.get(publication)
        return (event.payload["document"], event.payload["extraction"]) if event else ("", "")

    def _blob(self, sha256: str) -> bytes:
        return self.store._blob(sha256)


def _matches(kind: Kind, noun: Any, where: dict[str, str]) -> bool:
    named = dict(zip(kind.key_names, kind.key(noun), strict=True))
    told = {name: getattr(noun, name, None) if name == "sha256" else named.get(name) for name in where}
    return all(told[name] in (word, None) for name, word in where.items() if word)


def compare_rows(connection: Connection, has_table: Callable[[str], bool]) -> list[Problem]:
    """Rows of people that do not say what the history says: changed, added or removed behind its back."""
    last = list_last(read_events(connection, select(EVENT).order_by(EVENT.c.seq)))
    kinds = [kind for kind in KINDS.values() if kind.name != "case" and has_table(kind.table.name)]
    problems = []
    for kind in kinds:
        told = {key: event for (name, key), event in last.items() if name == kind.name and event.action == "put"}
        problems += _compare_kind(connection, kind, {key: event.payload["body"] for key, event in told.items()})
    return problems


def _compare_kind(connection: Connection, kind: Kind, told: dict[Key, Any]) -> list[Problem]:
    columns = [kind.table.c[name] for name in kind.key_names]
    rows = connection.execute(select(*columns, kind.table.c.body)).all()
    found = {tuple(row[:-1]): json.loads(row.body) for row in rows}
    people = {key: body for key, body in found.items() if not _is_engine(kind, key)}
    return [
        Problem(
            "row",
            f"The {kind.name} {' / '.join(part for part in key if part)} does not say what the history says.",
            "It was changed outside casepool. Restore the newest backup, or write the value again.",
            " / ".join(key),
        )
        for key in sorted({*told, *people})
        if told.get(key) != people.get(key)
    ]


def _is_engine(kind: Kind, key: Key) -> bool:
    return kind.name == "answer" and key[-1].startswith(ENGINE)


def compare_engines(store: Base) -> list[Problem]:
    """Publications whose rows of an engine are not what its stored extraction gives."""
    then = Moment(store, LAST_TIME)
    told = {name: then.answers(name, layer="engines") for name in then.extracted}
    return [
        Problem(
            "row",
            f"The engine's answers to {name} are not what was extracted from it.",
            "Extract it again: casepool run.",
            name,
        )
        for name, answers in told.items()
        if answers != store.answers(name, layer="engines")
    ]
