"""What people decide beside answers: links, table rows, findings set aside, screening, judgements, settings."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update

from casepool.domain.appraisal import Judgement
from casepool.domain.review import LinkDecision, ScreeningRecord, Suppression, TableDecision
from casepool.store import connect
from casepool.store.base import Base, expand
from casepool.store.ledger import Subject, take_pen
from casepool.store.reads import pack_json, unpack_json
from casepool.store.rows import drop_row, put_row
from casepool.store.tables import DERIVED, KINDS, SETTING


class WriteDecisions(Base):
    """Writing decisions; each can be taken back, and stays in the history."""

    def save_link_decision(self, decision: LinkDecision, by: str, expected: int | None = None) -> LinkDecision:
        """Decide on cases that may be one patient. The same cases again replace the decision."""
        return self.put("link", decision, by, expected)  # type: ignore[no-any-return]

    def clear_link_decision(self, decision: LinkDecision, by: str, expected: int | None = None) -> bool:
        """Undo the decision on these cases: they are as if nobody had decided. False if there was none."""
        with self.writing(by) as pen:
            return drop_row(pen, KINDS["link"], KINDS["link"].key(decision), expected)

    def save_table_decision(self, decision: TableDecision, by: str, expected: int | None = None) -> TableDecision:
        """Say what a row of a review table is."""
        self.publication(decision.publication)
        return self.put("table_row", decision, by, expected)  # type: ignore[no-any-return]

    def save_table_decisions(self, decisions: Iterable[TableDecision], by: str) -> tuple[TableDecision, ...]:
        """Say what several rows are (a whole table), all or none."""
        with self.writing(by) as pen:
            return tuple(put_row(pen, KINDS["table_row"], decision) for decision in decisions)

    def clear_table_decision(self, decision: TableDecision, by: str, expected: int | None = None) -> bool:
        """Take back what was said of a row; false if nothing was."""
        with self.writing(by) as pen:
            return drop_row(pen, KINDS["table_row"], KINDS["table_row"].key(decision), expected)

    def save_suppression(self, suppression: Suppression, by: str, expected: int | None = None) -> Suppression:
        """Set a finding aside, with a reason."""
        return self.put("suppression", suppression, by, expected)  # type: ignore[no-any-return]

    def clear_suppression(self, key: str, by: str, expected: int | None = None) -> bool:
        """Show a finding again; false if it was not set aside."""
        with self.writing(by) as pen:
            return drop_row(pen, KINDS["suppression"], (key,), expected)

    def save_screening(self, records: Iterable[ScreeningRecord], by: str) -> int:
        """Keep imported screening decisions; how many were new or changed. The same file again changes nothing."""
        with self.writing(by) as pen:
            before = pen.seq
            for record in records:
                put_row(pen, KINDS["screening"], record)
            return pen.seq - before

    def save_judgements(self, judgements: Iterable[Judgement], by: str) -> tuple[Judgement, ...]:
        """Keep judgements of checklist items, all or none."""
        with self.writing(by) as pen:
            return tuple(put_row(pen, KINDS["judgement"], judgement) for judgement in judgements)

    def save_setting(self, name: str, text: str, by: str) -> None:
        """Keep a setting of the project. The same text again writes nothing."""
        with self.writing(by) as pen:
            found = pen.connection.execute(select(SETTING.c.text).where(SETTING.c.name == name)).scalar()
            if found == text:
                return
            pen.append("setting", "put", Subject(), {"key": [name], "text": text})
            change = insert(SETTING).values(name=name, text=text)
            if found is not None:
                change = update(SETTING).where(SETTING.c.name == name).values(text=text)  # type: ignore[assignment]
            pen.connection.execute(change)

    def setting(self, name: str) -> str:
        """A setting of the project, empty if it was never set."""
        with self.reading() as connection:
            return connection.execute(select(SETTING.c.text).where(SETTING.c.name == name)).scalar() or ""

    def keep_derived(self, name: str, subject: str, data: Any, made_from: str) -> None:
        """Keep what can be made again (findings, proposals), with a word for what it was made from. No history."""
        self.require_writable()
        packed = {"name": name, "subject": subject, "made_from": made_from, "data": _compress(data)}
        with connect.writing(self.engine, self.name) as connection:
            take_pen(connection, "casepool", self.clock(), self.is_private)
            connection.execute(delete(DERIVED).where(DERIVED.c.name == name, DERIVED.c.subject == subject))
            connection.execute(insert(DERIVED).values(packed))

    def derived(self, name: str, subject: str, made_from: str) -> Any:
        """What was kept under this name, None if there is nothing or it was made from something else."""
        query = select(DERIVED).where(DERIVED.c.name == name, DERIVED.c.subject == subject)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.made_from != made_from:
            return None
        try:
            return unpack_json(expand(row.data))
        except json.JSONDecodeError:
            return None


def _compress(data: Any) -> bytes:
    from zlib import compress

    return compress(pack_json(data), 6)
