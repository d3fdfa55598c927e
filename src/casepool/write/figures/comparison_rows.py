"""The index case and the earlier patients, field by field, as rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casepool.domain.cell import Cell
from casepool.domain.form import MODALITIES, Field
from casepool.domain.present_case import NumberBeside
from casepool.domain.quantity import MONTHS, YEARS, Quantity
from casepool.domain.values import Levels, Measurement
from casepool.knowledge.figure_words import ComparedNumber, ComparedWord
from casepool.write.figures.material import FigureMaterial, Subject, say_evidence

NUMBER, WORD = "number", "word"


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One patient and field. A number has `value`, a bound or range `low` and `high` instead; a word has `word`."""

    patient_id: str
    source_id: str
    field: str
    label: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    word: str
    short: str
    order: int
    is_index: bool
    state: str
    evidence_ids: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What is said of one field: counts, interval and the words of each line."""

    field: str
    label: str
    kind: str
    n: int
    stated: int
    step: float
    ink: str
    line_1: str
    line_2: str
    line_3: str
    line_4: str


def gather_comparison(material: FigureMaterial) -> tuple[tuple[CompareRow, ...], tuple[VerdictRow, ...]]:
    """The rows of all compared fields, and the verdict on each; a field that nobody states is left out."""
    rows: list[CompareRow] = []
    verdicts: list[VerdictRow] = []
    for number in material.words.numbers:
        if material.form.has(number.field):
            found = [_read_number(material, subject, number) for subject in material.subjects]
            _add(rows, verdicts, found, _judge_number(material, number, found))
    for word in material.words.categories:
        if material.form.has(word.field):
            field = material.form.field(word.field)
            found = [_read_word(material, subject, word, field) for subject in material.subjects]
            _add(rows, verdicts, found, _judge_word(word, found))
    return tuple(rows), tuple(verdicts)


def _add(rows: list[CompareRow], verdicts: list[VerdictRow], found: list[CompareRow], verdict: VerdictRow) -> None:
    if any(row.value is not None or row.low is not None or row.word for row in found):
        rows += found
        verdicts.append(verdict)


def _base(subject: Subject, name: str, label: str, kind: str, cell: Cell) -> CompareRow:
    return CompareRow(
        subject.id, subject.source, name, label, kind, None, None, None, "", "", 0, subject.is_index, cell.state,
        say_evidence(cell.sources),
    )  # fmt: skip


def _read_number(material: FigureMaterial, subject: Subject, number: ComparedNumber) -> CompareRow:
    cell = _pick_cell(material, subject, number.field)
    base = _base(subject, number.field, number.label, NUMBER, cell)
    values = [cell.value] if cell.state == "reported" else [candidate.value for candidate in cell.candidates]
    value = values[0] if values else None
    if isinstance(value, Measurement):
        return replace(base, value=value.largest_mm if value.qualifier in ("exact", "about") else None)
    if not isinstance(value, Quantity):
        return base
    scale = _scale(value.unit, material.form.field(number.field).canonical)
    low, high = value.value * scale, None if value.upper is None else value.upper * scale
    if value.qualifier in ("exact", "about"):
        return replace(base, value=low)
    ends = {"less_than": (0.0, low), "more_than": (low, None), "at_least": (low, None)}.get(
        value.qualifier, (low, high)
    )
    return replace(base, low=ends[0], high=ends[1])


def _scale(unit: str, canonical: str) -> float:
    if canonical == "month":
        return MONTHS.get(unit, 1.0)
    return YEARS.get(unit, 1.0) if canonical == "year" else 1.0


def _pick_cell(material: FigureMaterial, subject: Subject, field: str) -> Cell:
    """The cell of a field; of a field with several measurements that of the best modality."""
    items = material.cells.items.get(field)
    if items is None:
        return material.cell(field, subject.id)
    ranked = sorted(items, key=lambda name: _rank(name))
    own = [cell for name in ranked for cell in items[name] if cell.patient == subject.id and cell.state == "reported"]
    return own[0] if own else material.cell(field, subject.id)


def _rank(modality: str) -> tuple[int, str]:
    order = ("MRI", "CT", "US", "pathology", *MODALITIES)
    return (order.index(modality) if modality in order else len(order), modality)


def _read_word(material: FigureMaterial, subject: Subject, word: ComparedWord, field: Field) -> CompareRow:
    cell = material.cell(word.field, subject.id)
    base = _base(subject, word.field, word.label, WORD, cell)
    said = _say_word(cell, word, field)
    short = material.words.short.get(said, "") if field.type == "enum" else ""
    return replace(base, word=said, short=short, order=_find_order(cell, word, field))


def _find_order(cell: Cell, word: ComparedWord, field: Field) -> int:
    """The place of a category in the form; present before absent, few parts before many."""
    if isinstance(cell.value, Levels):
        return min(len(cell.value.levels), 4)
    if field.type == "presence":
        return int(cell.state == "absent")
    return field.allowed.index(cell.value) if cell.value in field.allowed else len(field.allowed)


def _say_word(cell: Cell, word: ComparedWord, field: Field) -> str:
    if not cell.is_clear:
        return ""
    if field.type == "presence":
        return word.present if cell.state == "reported" else word.absent
    if word.unit and isinstance(cell.value, Levels):
        count = len(cell.value.levels)
        return f"{count} {word.unit}{'' if count == 1 else 's'}" if count < 4 else "4 or more"
    return str(cell.value).replace("_", " ") if isinstance(cell.value, str) else ""


def _judge_number(material: FigureMaterial, number: ComparedNumber, found: Sequence[CompareRow]) -> VerdictRow:
    own, prior = [r for r in found if r.is_index], [r for r in found if not r.is_index]
    values = [row.value for row in prior if row.value is not None]
    stated = sum(row.value is not None or row.low is not None for row in prior)
    lines = ["not compared", "", "", ""]
    ink = "ink2"
    value = own[0].value if own else None
    if value is None:
        lines[0] = f"index case: {_say_state(own[0]) if own else 'none'}"
    elif values:
        ink = "index"
        beside = material.pooled.beside
        same = [b for b in (beside.numbers if beside else ()) if b.field == number.field]
        pooled = next((item for item in same if item.value == value), None)
        lines = list(_say_place(value, values, number, pooled))
        lines[3] = " · ".join(_say_other(other, value, values, number) for other in same if other.value != value)
    return VerdictRow(number.field, number.label, NUMBER, len(prior), stated, number.step, ink, *lines)


def _say_place(
    value: float, values: Sequence[float], number: ComparedNumber, pooled: NumberBeside | None
) -> Iterator[str]:
    n, below = len(values), sum(other < value for other in values)
    yield _say_count(value, values, number)
    interval = pooled.percentile.interval if pooled else None
    parts = [f"{100 * below / n:.0f}%"] if n >= 10 else []
    if interval is not None and interval.lower is not None and interval.upper is not None:
        low, high = (_say_percent(end) for end in (interval.lower, interval.upper))
        parts.append(f"{100 * interval.level:g}% interval {low} to {high}%")
    yield ", ".join(parts)
    yield f"chance to fall outside: 2/{n + 1}"
    yield ""


def _say_percent(share: float) -> str:
    """One decimal below 10%, none at 0, 100 and from 10% on."""
    percent = 100 * share
    return f"{percent:.1f}" if 0.05 <= percent < 9.95 else f"{percent:.0f}"


def _say_count(value: float, values: Sequence[float], number: ComparedNumber) -> str:
    equal = sum(other == value for other in values)
    said = f"{sum(other < value for other in values)} of {len(values)} {number.below}"
    return said + (f", {equal} equal" if equal else "")


def _say_other(other: NumberBeside, value: float, values: Sequence[float], number: ComparedNumber) -> str:
    now, then = _say_count(value, values, number), _say_count(other.value, values, number)
    return f"with {other.value:g} for {value:g}: {'the same' if now == then else then}"


def _say_state(row: CompareRow) -> str:
    return {"reported": "stated as a bound", "absent": "stated absent"}.get(row.state, row.state.replace("_", " "))


def _judge_word(word: ComparedWord, found: Sequence[CompareRow]) -> VerdictRow:
    own, prior = [r for r in found if r.is_index], [r for r in found if not r.is_index]
    stated = [row for row in prior if row.word]
    ink, first = "ink2", f"index case: {_say_state(own[0]) if own else 'none'}"
    if own and own[0].word:
        same = sum(row.word == own[0].word for row in stated)
        one_sided = own[0].word == word.present and all(row.word == word.present for row in stated)
        ink = "index"
        first = f"{own[0].word}: {same} of {len(stated)}"
        if one_sided:
            first = f"{own[0].word}: {same} of {len(prior)}, silent in {len(prior) - len(stated)}"
        if not stated:
            ink, first = "ink2", "not compared"
    return VerdictRow(word.field, word.label, WORD, len(prior), len(stated), 0.0, ink, first, "", "", "")
