"""The history of a store: looking things up in it, proving it, and writing an earlier state again."""

from typing import Any

from sqlalchemy import Select, select

from casepool.domain.errors import Problem, UsageError
from casepool.domain.review import Event
from casepool.store.base import Base
from casepool.store.ledger import Subject, check_chain, read_events
from casepool.store.replay import Moment, compare_rows
from casepool.store.rows import drop_row, put_row, read_noun
from casepool.store.tables import CHAIN, EVENT, KINDS


class WriteHistory(Base):
    """Reading and proving the history; restoring adds to it."""

    def history(
        self,
        publication: str = "",
        case: str = "",
        field: str = "",
        who: str = "",
        kind: str = "",
        after: int = 0,
        limit: int | None = None,
    ) -> tuple[Event, ...]:
        """Events in their order, those that match every given word, from the one behind number `after` on."""
        told = {"publication": publication, "case_id": case, "field": field, "who": who, "kind": kind}
        conditions = [EVENT.c[name] == word for name, word in told.items() if word]
        query = select(EVENT).where(EVENT.c.seq > after, *conditions).order_by(EVENT.c.seq).limit(limit)
        with self.reading() as connection:
            return tuple(read_events(connection, query))

    def chain_head(self) -> str:
        """The hash of the newest event; whoever knows it can prove the whole history."""
        with self.reading() as connection:
            return str(connection.execute(select(CHAIN.c.hash)).scalar())

    def as_of(self, time: str) -> Moment:
        """The store as it stood at a time: ISO in UTC, "2026-05-31" for the end of that day."""
        return Moment(self, f"{time}T23:59:59Z" if len(time) == len("2026-05-31") else time)

    def verify_history(self) -> tuple[Problem, ...]:
        """Whatever is wrong with the history; if nothing is, the rows that do not say what it says."""
        with self.reading() as connection:
            end = connection.execute(select(CHAIN.c.seq, CHAIN.c.hash)).one_or_none()
            events = read_events(connection, _in_order())
            problems = check_chain(events, (end.seq, end.hash) if end else (0, ""))
            return tuple(problems or compare_rows(connection, self.has_table))

    def note_copy(self, path: str, by: str, with_private: bool) -> None:
        """Remember that a backup or an export was written, and whether it holds index cases."""
        with self.writing(by) as pen:
            pen.append("copy", "put", Subject(), {"path": path, "with_private": with_private})

    def copies(self, with_private: bool = False) -> tuple[str, ...]:
        """The backups and exports that were written, each once; only those that hold index cases where asked for."""
        events = [event for event in self.history(kind="copy") if not event.erased]
        return tuple(sorted({e.payload["path"] for e in events if e.payload["with_private"] or not with_private}))

    def restore_event(self, seq: int, by: str) -> None:
        """Write again what stood in a row after event `seq` (nothing, if that event removed it).

        Raises UsageError for an event that is not there, was erased, or is not one of a row.
        """
        with self.writing(by) as pen:
            event = next(read_events(pen.connection, select(EVENT).where(EVENT.c.seq == seq)), None)
            if event is None:
                raise UsageError(f"There is no event {seq} in the history. The newest is {pen.seq}.")
            if event.erased:
                raise UsageError(f"Event {seq} was erased; what it said is gone for good.")
            if event.kind not in KINDS:
                raise UsageError(f"Event {seq} ({event.kind}) is not the write of one row, so it cannot be restored.")
            if event.action == "drop":
                drop_row(pen, KINDS[event.kind], tuple(event.payload["key"]))
            else:
                put_row(pen, KINDS[event.kind], read_noun(event))


def _in_order() -> Select[Any]:
    return select(EVENT).order_by(EVENT.c.seq)
