"""The history as lines that a person can read, and Table 1 as it was on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casepool.domain.cell import Cell
from casepool.domain.cell_table import CellTable
from casepool.domain.errors import UsageError
from casepool.domain.form import Field, Form
from casepool.domain.review import Adjudication, Answer, Event
from casepool.domain.value_codec import decode
from casepool.pipeline.review import read_review
from casepool.web.blind import Sees
from casepool.web.say_answer import say_value
from casepool.web.workspace import Workspace
from casepool.write.escape import show_line
from casepool.write.show_value import show_in_full

KIND_WORDS = {
    "answer": "answer", "adjudication": "settlement", "signature": "signature", "link": "link",
    "table_row": "table row",
    "suppression": "finding set aside", "screening": "screening", "publication": "publication", "user": "user",
    "case": "case", "judgement": "appraisal", "setting": "setting", "extraction": "reading", "copy": "copy",
    "engine_answers": "reading by an engine",
}  # fmt: skip
RESTORABLE = ("answer", "adjudication", "link", "table_row", "suppression", "case")
A_PAGE = 200


@dataclass(frozen=True)
class Asked:
    """The filters of the page; empty words filter nothing. `before` is the number of the event to begin below."""

    publication: str = ""
    case: str = ""
    field: str = ""
    who: str = ""
    kind: str = ""
    before: int = 0


@dataclass(frozen=True)
class HistoryLine:
    """One event: when, who, what was written of what, in words."""

    seq: int
    time: str
    who: str
    kind: str
    about: str
    words: str
    address: str
    restorable: bool


def list_lines(work: Workspace, asked: Asked, sees: Sees) -> tuple[tuple[HistoryLine, ...], bool]:
    """The newest events that match and that the visitor may see, newest first; and whether there are older ones."""
    form = work.project.form
    events = work.project.history(asked.publication, asked.case, asked.field, asked.who, asked.kind)
    wanted = [e for e in reversed(events) if (not asked.before or e.seq < asked.before) and may_see(e, sees)]
    return tuple(_read_line(event, form) for event in wanted[:A_PAGE]), len(wanted) > A_PAGE


def may_see(event: Event, sees: Sees) -> bool:
    """Whether an event tells nothing that is hidden from the visitor."""
    if event.erased or event.kind not in ("answer", "adjudication") or not isinstance(event.payload, Mapping):
        return True
    key = event.payload.get("key", ())
    reader = key[4] if event.kind == "answer" and len(key) > 4 else "consensus"
    return sees(event.publication, event.case, reader)


def _read_line(event: Event, form: Form) -> HistoryLine:
    kind = KIND_WORDS.get(event.kind, event.kind)
    return HistoryLine(
        event.seq,
        event.time,
        show_line(event.who),
        kind,
        _say_about(event, form),
        "erased; a tombstone stays" if event.erased else show_line(_say_event(event)),
        _find_address(event),
        event.kind in RESTORABLE and not event.erased,
    )


def _say_about(event: Event, form: Form) -> str:
    field = form.field(event.field).label if event.field and form.has(event.field) else event.field
    return show_line(", ".join(part for part in (event.publication, event.case, field) if part))


def _find_address(event: Event) -> str:
    if event.kind in ("answer", "adjudication", "signature") and event.publication:
        return f"/workbench/{event.publication}?case={event.case}" + (f"&field={event.field}" if event.field else "")
    return {"link": "/link", "suppression": "/findings?aside=1", "setting": "/settings"}.get(event.kind, "")


def _say_event(event: Event) -> str:
    payload: Any = event.payload
    if event.action == "drop":
        return "taken back"
    if not isinstance(payload, Mapping):
        return ""
    body = payload.get("body")
    if event.kind == "setting":
        return f"{', '.join(payload['key'])}: {str(payload.get('text', ''))[:120]}"
    if event.kind in ("answer", "adjudication") and body is not None:
        return _say_answer(event.kind, body)
    if isinstance(body, Mapping):
        told = (body.get(name) for name in ("outcome", "status", "kind", "role", "reason", "decision", "reader"))
        return ", ".join(str(word).replace("_", " ") for word in told if isinstance(word, str) and word)
    return ""


def _say_answer(kind: str, body: Any) -> str:
    if kind == "adjudication":
        settled = decode(Adjudication, body)
        return f"settled as {_say_state(settled.answer)}; {settled.reason.replace('_', ' ')}"
    answer = decode(Answer, body)
    note = f"; {answer.note}" if answer.note else ""
    return f"{answer.reader}: {_say_state(answer)}{note}"


def _say_state(answer: Answer) -> str:
    shown = show_in_full(answer.value)
    return shown if answer.state == "reported" and shown else answer.state.replace("_", " ")


@dataclass(frozen=True)
class OldTable:
    """Table 1 as it was: the day, labels of the key fields, and a row of words for each patient."""

    day: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(work: Workspace, day: str) -> OldTable:
    """Table 1 as the project stood at the end of a day. Raises UsageError for a day that is none."""
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"{day[:20]!r} is no day. Give it as 2026-05-31.") from error
    review = read_review(work.project.as_of(day), work.plan())
    fields = [field for field in review.plan.form.fields if field.key]
    rows = [
        (show_line(patient.id), *(_say_field(review.cells, field, patient.id) for field in fields))
        for patient in review.built.cohort.patients
    ]
    return OldTable(day, ("Patient", *(field.label for field in fields)), tuple(rows))


def _say_field(table: CellTable, field: Field, patient: str) -> str:
    """What a patient's cell says; of a list field every item that is reported."""
    if not field.is_list:
        return _say_cell(field, table.of(field.id, patient))
    items = table.list_items(field.id, patient)
    told = [_say_item(field, item, cell) for item, cell in items if cell.state == "reported"]
    return show_line("; ".join(told)) or "–"


def _say_item(field: Field, item: str, cell: Cell) -> str:
    return say_value(field, cell.value) if field.type in ("panel", "measurement_nd") else item.replace("_", " ")


def _say_cell(field: Field, cell: Cell | None) -> str:
    if cell is None or cell.state in ("not_reported", "not_applicable"):
        return "–"
    if cell.state == "unclear":
        return " or ".join(dict.fromkeys(say_value(field, c.value) for c in cell.candidates)) or "unclear"
    return say_value(field, cell.value) if cell.state == "reported" and cell.value is not None else cell.state
