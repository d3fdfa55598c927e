"""A packet while it is made: parts, what each rests on, what found no place, and the terms that were used."""

from collections.abc import Iterable, Sequence

from casepool.domain.cohort import Patient
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field
from casepool.domain.quantity import Quantity, tidy_number
from casepool.domain.values import Levels
from casepool.export.evidence_book import LONGEST_QUOTE
from casepool.export.material import Loss, Row
from casepool.export.releasing import AGE, keeps_quotes
from casepool.export.typed_values import comparator_of, pack_value, say_value
from casepool.export.value_rows import Desk, Told, list_told
from casepool.knowledge.interop import Interop, Term, load_interop

MOST_QUOTES = 3
SPEAKING = ("reported", "absent", "unclear")


class Draft:
    """The packet of one patient. `told` are the answers that count; `packet` grows part by part."""

    def __init__(self, desk: Desk, patient: Patient, packet_id: str) -> None:
        self.desk = desk
        self.patient = patient
        self.id = packet_id
        self.codes: Interop = load_interop()
        self.told = _list_heard(desk, patient)
        self.packet: Row = {"id": packet_id}
        self.assertions: list[Row] = []
        self.uncoded: list[Row] = []
        self.terms: dict[str, Term] = {}
        self.losses: list[Loss] = []
        self._used: set[int] = set()

    def all(self, field: str, *states: str) -> list[Told]:
        """The answers to a field in these states (reported if none is named)."""
        wanted = states or ("reported",)
        return [told for told in self.told if told.answer.field == field and told.answer.state in wanted]

    def one(self, field: str, *states: str) -> Told | None:
        """The first answer to a field in these states (reported if none is named)."""
        return next(iter(self.all(field, *states)), None)

    def word(self, field: str) -> str:
        """The reported word of a field, empty if there is none."""
        told = self.one(field)
        return told.answer.value if told and isinstance(told.answer.value, str) else ""

    def field(self, told: Told) -> Field | None:
        return self.desk.field(told.answer.field)

    def label(self, told: Told) -> str:
        """The label of the answer's field."""
        field = self.field(told)
        return field.label if field else told.answer.field

    def write_term(self, term: Term) -> Row:
        """The term as the packet writes it; its vocabulary will be listed."""
        self.terms[term.id] = term
        return {"id": term.id, "label": term.label}

    def add(self, part: str, item: Row) -> str:
        """Put an item at the end of a list of the packet; the pointer to it."""
        items = self.packet.setdefault(part, [])
        assert isinstance(items, list)
        items.append(item)
        return f"/{part}/{len(items) - 1}"

    def rest_on(self, pointer: str, told: Told, *others: Told, **more: object) -> None:
        """Say what a part of the packet rests on; `more` are the further keys of the sidecar.

        Several answers are an assertion each; one of a `derived` value names all its inputs.
        """
        self.use(told, *others)
        if others and "derived" not in more:
            for item in (told, *others):
                self.rest_on(pointer, item, **(more if item is told else {}))
            return
        spans = [span for item in (told, *others) for span in self.write_spans(item)]
        inputs = {"inputs": [item.answer.field for item in (told, *others)]} if "derived" in more else {}
        entry = {"pointer": pointer, "spans": spans, **_describe(told, self.field(told)), **inputs, **more}
        self.assertions.append({key: value for key, value in entry.items() if value not in (None, "")})

    def use(self, *told: Told) -> None:
        """Say that these answers have a home."""
        self._used |= {id(item.answer) for item in told}

    def leave(self, told: Told, note: str = "", **more: object) -> None:
        """List an answer that has no home in the packet."""
        self._used.add(id(told.answer))
        answer = told.answer
        entry = {"kind": answer.field, "state": answer.state, "spans": self.write_spans(told), "item": answer.item,
                 "reason": answer.reason, "note": note, "value": _plain(self.desk, told), **more}  # fmt: skip
        self.uncoded.append({key: value for key, value in entry.items() if value not in (None, "", [])})

    def leave_the_rest(self) -> None:
        """List every answer that no part rests on: nothing is dropped in silence."""
        for told in self.told:
            if id(told.answer) not in self._used and told.answer.state in SPEAKING:
                self.leave(told)

    def evidence_of(self, told: Told) -> tuple[Evidence, ...]:
        """The evidence that may leave, the candidates' included."""
        if not keeps_quotes(told.case):
            return ()
        return (*told.answer.evidence, *(e for c in told.answer.candidates for e in c.evidence))

    def write_spans(self, told: Told) -> list[Row]:
        """The spans of an answer; those of another document than the first name it."""
        own = self.patient.cases[0].publication
        source = told.case.publication if told.case else own
        where = {} if source == own else {"document": source}
        return [
            {"start": e.span.start, "end": e.span.end, "quote": e.quote, **where}
            for e in dict.fromkeys(self.evidence_of(told))
        ]

    def quote(self, told: Told) -> str:
        """The words of an answer in quotation marks, at most three quotes; empty where none may leave."""
        quotes = list(dict.fromkeys(e.quote[:LONGEST_QUOTE] for e in self.evidence_of(told)))
        return "; ".join(f'"{" ".join(quote.split())}"' for quote in quotes[:MOST_QUOTES])

    def describe(self, head: str, told: Told) -> str:
        """A description: what it is, and the words."""
        return f"{head}: {self.quote(told)}" if self.quote(told) else head


def is_accepted(told: Told) -> bool:
    """Whether a person has looked at the answer or settled it."""
    return told.case is None or told.answer.field in told.patient.verified


def is_certain(told: Told) -> bool:
    """Whether an answer is said and not inferred, or a person has accepted it."""
    return is_accepted(told) or not told.answer.needs_person


def number_parts(value: Quantity) -> Row:
    """Comparator, number and unit of a number that is more than a plain one."""
    return {
        "comparator": comparator_of(value),
        "number": tidy_number(value.value),
        "upper": None if value.upper is None else tidy_number(value.upper),
        "unit": value.unit,
    }


def _list_heard(desk: Desk, patient: Patient) -> Sequence[Told]:
    heard = {id(item.answer) for item in desk.material.heard.get(patient.id, ())}
    return [told for told in list_told(patient) if id(told.answer) in heard]


def _describe(told: Told, field: Field | None) -> Row:
    """Who says so, how far it was checked, and what the value says beyond the packet."""
    answer, value = told.answer, told.answer.value
    more: Row = {}
    if isinstance(value, Quantity) and value.qualifier != "exact" and answer.field != AGE:
        more = {key: part for key, part in number_parts(value).items() if part not in (None, "")}
    if isinstance(value, Levels):
        more = {"levels": {"as_written": answer.printed, "normalised": list(value.levels)}}
    review = "adjudicated" if told.case is None else "manual" if is_accepted(told) else "automatic"
    return {
        "assertedBy": answer.made_by or "person",
        "review": review,
        "status": "accepted" if is_accepted(told) else "proposed",
        "field": answer.field,
        "method": answer.modality,
        **more,
    }


def _plain(desk: Desk, told: Told) -> object:
    """The value in words; of an unclear answer its readings."""
    field = desk.field(told.answer.field)
    if field and field.type == "text" and not keeps_quotes(told.case):
        return ""
    readings: Iterable[object] = (say_value(c.value) or pack_value(c.value) for c in told.answer.candidates)
    return list(readings) if told.answer.candidates else say_value(told.answer.value)
