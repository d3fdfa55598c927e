"""What a person says of one field of one case, checked before it is kept: value and evidence together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casepool.domain.assertion import Candidate
from casepool.domain.document import Document
from casepool.domain.errors import EvidenceError, UsageError
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field, Form
from casepool.domain.quantity import MONTHS, Quantity
from casepool.domain.review import RULES, Answer
from casepool.domain.sameness import value_key
from casepool.domain.values import MarkerResult, Value
from casepool.knowledge.sheet_mapping import ColumnTarget
from casepool.pipeline.importing import read_entry
from casepool.store.project import Store
from casepool.text.flatten import flatten

LONGEST_QUOTE = 3_000
SAID = ("reported", "absent", "unclear")


@dataclass(frozen=True)
class Entry:
    """What was given in: `words` is the value as typed, `spans` the places that were marked as its evidence.

    `candidates` are the readings of an unclear answer, each as typed with its own places.
    """

    publication: str
    case: str
    field: str
    state: str
    item: str = ""
    words: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    candidates: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()
    reason: str = ""
    note: str = ""
    given: str = ""
    timing: str = ""
    modality: str = ""
    origin: str = ""
    flagged: bool = False
    searched: str = ""


def read_words(form: Form, field: Field, words: str, item: str = "") -> Value:
    """The typed value of what a person typed. Raises UsageError that names what is allowed and shows an example."""
    found = read_entry(form, ColumnTarget(field.label, field.id, item), words)
    values = [mention.value for mention in found or [] if mention.state == "reported"]
    if found is None or (not values and field.type != "presence"):
        raise UsageError(f"{field.label}: {words[:60]!r} was not understood. {_say_shape(field)}")
    if len({value_key(value) for value in values}) > 1:
        raise UsageError(
            f"{field.label}: {words[:60]!r} holds several values. Type one; make it unclear if two are told."
        )
    value = values[0] if values else None
    check_limits(field, value)
    return value


def _say_shape(field: Field) -> str:
    if field.allowed:
        return f"Allowed: {', '.join(word.replace('_', ' ') for word in field.allowed)}."
    if field.units:
        return f"Type a number with its unit, for example '{_example(field)}'."
    shapes = {
        "level_range": "Type levels, for example 'T3-T4'.",
        "measurement_nd": "Type a size, for example '5.8 x 3.7 cm'.",
        "panel": "Type a marker and its result, for example 'desmin positive'.",
        "integer": "Type a whole number.",
        "percent": "Type a percentage, for example '40%'.",
    }
    return shapes.get(field.type, "Type it as the source prints it.")


def _example(field: Field) -> str:
    unit = field.canonical or field.units[0]
    return f"3 {unit}s" if unit in ("year", "month", "week", "day") else f"3 {unit}"


def check_limits(field: Field, value: Value) -> None:
    """Raise UsageError for a number outside the limits that the form sets."""
    number = _canonical_number(field, value)
    if field.limits and number is not None and not field.limits[0] <= number <= field.limits[1]:
        low, high = (f"{limit:g}" for limit in field.limits)
        raise UsageError(
            f"{field.label}: {number:g} {field.canonical}".rstrip()
            + f" is outside {low} to {high}. Check the unit or mark the value unclear."
        )


def _canonical_number(field: Field, value: Value) -> float | None:
    if isinstance(value, int):
        return float(value)
    if not isinstance(value, Quantity):
        return None
    if value.unit in MONTHS and field.canonical in ("year", "month"):
        return value.years() if field.canonical == "year" else value.months()
    return float(value.value)


def make_answer(form: Form, document: Document, entry: Entry, reader: str, user: str) -> Answer:
    """The answer of a reviewer. Raises UsageError or EvidenceError, and then nothing was kept."""
    if not form.has(entry.field):
        raise UsageError(f"There is no field {entry.field!r} in this form.")
    field = form.field(entry.field)
    evidence = mark_evidence(document, entry.spans)
    value = read_words(form, field, entry.words, entry.item) if entry.words and entry.state == "reported" else None
    if entry.state == "reported" and value is None and field.type != "presence":
        raise UsageError(f"{field.label}: a reported answer needs its value. {_say_shape(field)}")
    if entry.state == "reported" and evidence and not entry.note and not stands_in_quote(form, field, entry, evidence):
        raise UsageError(
            f"{field.label}: {entry.words[:60]!r} does not stand in the quote. "
            "Mark the words that say it, or add a note that says where it comes from (calculated from birth year)."
        )
    _require_quote(field, entry, evidence)
    answer = Answer(
        publication=entry.publication,
        case=entry.case,
        field=entry.field,
        reader=reader,
        state=entry.state,
        item=entry.item or _name_item(field, value),
        value=value,
        evidence=evidence,
        candidates=_read_candidates(form, field, document, entry),
        reason=entry.reason if entry.state == "unclear" else "",
        named=entry.item,
        modality=entry.modality,
        given=entry.given,
        timing=entry.timing,
        origin=entry.origin,
        printed=entry.words,
        made_by="person",
        user=user,
        note=entry.note,
        searched=entry.searched,
        flagged=entry.flagged,
    )
    answer.to_assertion(document.text)
    return answer


def _name_item(field: Field, value: Value) -> str:
    if not field.is_list:
        return ""
    if isinstance(value, MarkerResult):
        return value.marker.casefold()
    return value.casefold() if isinstance(value, str) else ""


def _require_quote(field: Field, entry: Entry, evidence: Sequence[Evidence]) -> None:
    if entry.state == "absent" and not evidence:
        raise EvidenceError(
            f"{field.label}: say where the paper states that it is absent. If it does not, choose Not reported."
        )
    if entry.state == "reported" and not evidence:
        raise EvidenceError(f"{field.label}: no value without a quote. Mark the words in the source that state it.")


def mark_evidence(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[Evidence, ...]:
    """The evidence at these places of the text. Raises EvidenceError for a place outside it or of too many words."""
    for start, end in spans:
        if not 0 <= start < end <= len(document.text):
            raise EvidenceError(f"The place {start} to {end} is not in this text. Mark the words again.")
        if end - start > LONGEST_QUOTE:
            raise EvidenceError(
                f"A quote may hold {LONGEST_QUOTE:,} characters. Mark only the words that state the value."
            )
    return tuple(document.evidence(start, end) for start, end in spans)


def stands_in_quote(form: Form, field: Field, entry: Entry, evidence: Sequence[Evidence]) -> bool:
    """Whether the value can be read again in one of its quotes, or its words stand there."""
    typed = flatten(entry.words)
    for item in evidence:
        if typed and typed in flatten(item.quote):
            return True
        found = read_entry(form, ColumnTarget(field.label, field.id, entry.item), " ".join(item.quote.split()))
        wanted = value_key(read_words(form, field, entry.words, entry.item)) if entry.words else None
        if any(value_key(mention.value) == wanted for mention in found or []):
            return True
    return not typed


def _read_candidates(form: Form, field: Field, document: Document, entry: Entry) -> tuple[Candidate, ...]:
    if entry.state != "unclear":
        return ()
    return tuple(
        Candidate(read_words(form, field, words, entry.item), mark_evidence(document, spans))
        for words, spans in entry.candidates
    )


def accept_answer(store: Store, key: tuple[str, str, str, str], reader: str, user: str) -> Answer:
    """The machine's answer as this reviewer's own, with its quote. Raises UsageError where it said nothing."""
    publication, case, field, item = key
    told = store.answers(publication=publication, case=case, field=field, reader=RULES)
    found = next((answer for answer in told if answer.item == item), None)
    if found is None:
        raise UsageError("There is no suggestion to accept here. Type the value, or choose Not reported.")
    if found.state == "unclear" and found.candidates:
        said = len(found.candidates)
        raise UsageError(f"There are {said} readings of this. Settle one of them, or keep it unclear with its reason.")
    return replace(found, reader=reader, user=user, needs_person=False, version=0, time="")
