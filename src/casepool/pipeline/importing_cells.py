"""One cell of a spreadsheet as mentions of the field that its column answers, read with the grammars of extraction."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from casepool.domain.assertion import Mention
from casepool.domain.document import Cell, Document
from casepool.domain.form import Field, Form
from casepool.domain.quantity import Quantity
from casepool.domain.values import MarkerResult, Value
from casepool.extract.mentions import Reading
from casepool.extract.table_cells import CellReader, read_word
from casepool.extract.table_grid import CellText
from casepool.extract.table_headers import Column
from casepool.knowledge.sheet_mapping import ColumnTarget, find_marker, fold_cell
from casepool.knowledge.table_columns import load_column_kinds
from casepool.knowledge.words import load_words
from casepool.text.numbers import parse_number

NUMERIC = ("quantity", "duration", "percent", "ratio", "integer")
WORD_STATES = {"yes": "reported", "plus": "reported", "no": "absent", "minus": "absent", "declined": "absent"}
STAINS = {"yes": "positive", "plus": "positive", "no": "negative", "minus": "negative"}
_NUMBER = re.compile(r"\d+([.,]\d+)?")
SILENT: list[Mention] = []


@dataclass(frozen=True)
class CellImport:
    """What every cell is read with."""

    form: Form
    reading: Reading
    document: Document


def read_target(job: CellImport, target: ColumnTarget, cell: Cell) -> list[Mention] | None:
    """The mentions of a cell: none for a cell that says that nothing is known of it, None for one not understood."""
    field, words = job.form.field(target.field), fold_cell(job.document.quote(cell.start, cell.end))
    said = target.words.get(words)
    if said is not None:
        return _read_said(job, target, field, cell, said)
    word, _ = read_word(words)
    if word == "silent":
        return SILENT
    if word == "unknown":
        return [_mention(job, target, field, cell, None, "unclear", reason="stated_unknown")]
    for read in (_read_word_of_form, _read_stain, _read_yes_no, _read_number, _read_grammar, _read_words):
        found = read(job, target, field, cell, words)
        if found:
            return found
    return None


def _read_said(job: CellImport, target: ColumnTarget, field: Field, cell: Cell, said: str) -> list[Mention] | None:
    """A cell that the mapping file translates."""
    if not said:
        return SILENT
    if said in ("absent", "reported") and not field.allowed:
        return [_mention(job, target, field, cell, None, said)]
    for read in (_read_word_of_form, _read_stain, _read_yes_no, _read_words):
        found = read(job, target, field, cell, fold_cell(said))
        if found:
            return found
    return None


def _read_word_of_form(
    job: CellImport, target: ColumnTarget, field: Field, cell: Cell, words: str
) -> list[Mention] | None:
    """A word that the form allows, with blanks or underscores."""
    allowed = {fold_cell(word.replace("_", " ")): word for word in field.allowed}
    value = allowed.get(words.replace("_", " "))
    if value is None or field.type not in ("enum", "multi_enum"):
        return None
    return [_mention(job, target, field, cell, value, "reported", item=value if field.is_list else "")]


def _read_stain(job: CellImport, target: ColumnTarget, field: Field, cell: Cell, words: str) -> list[Mention] | None:
    """Plus, minus, positive, negative below the head of a stain."""
    if field.type != "panel" or not target.item:
        return None
    result = (
        words if words in ("positive", "negative", "focal", "weak", "equivocal") else STAINS.get(read_word(words)[0])
    )
    if result is None:
        return None
    marker = find_marker(target.item) or target.item
    return [_mention(job, target, field, cell, MarkerResult(marker, result), "reported", item=marker)]


def _read_yes_no(job: CellImport, target: ColumnTarget, field: Field, cell: Cell, words: str) -> list[Mention] | None:
    """Yes and no of a presence, or of the item that a column of a list field names."""
    state = WORD_STATES.get(read_word(words)[0])
    if state is None or not (field.type == "presence" or (field.is_list and target.item)):
        return None
    given = "declined" if read_word(words)[0] == "declined" and field.given else ""
    value = target.item if field.is_list and state == "reported" else None
    return [_mention(job, target, field, cell, value, state, item=target.item, given=given)]


def _read_number(job: CellImport, target: ColumnTarget, field: Field, cell: Cell, words: str) -> list[Mention] | None:
    """A number alone, in the unit of the mapping or of the form, or with a unit of time behind it."""
    if field.type not in NUMERIC:
        return None
    digits, _, behind = words.partition(" ")
    number = parse_number(digits) if _NUMBER.fullmatch(digits) else None
    own = target.unit or field.canonical or (field.units[0] if field.units else "%" if field.type == "percent" else "")
    unit = load_words()["units_time"].canonical(behind) if behind else own
    if number is None or (behind and unit not in field.units):
        return None
    value: Value = int(number) if field.type == "integer" else Quantity(number, unit, printed=words)
    if field.limits and not _is_within(Quantity(number, unit), field):
        return None
    return [_mention(job, target, field, cell, value, "reported")]


def _is_within(value: Quantity, field: Field) -> bool:
    converters: dict[str, Callable[[Quantity], float]] = {"year": Quantity.years, "month": Quantity.months}
    number = converters[field.canonical](value) if field.canonical in converters and value.unit else value.value
    low, high = field.limits or (number, number)
    return low <= number <= high


def _read_grammar(job: CellImport, target: ColumnTarget, field: Field, cell: Cell, words: str) -> list[Mention] | None:
    """What the grammars of table cells find for the field of the column."""
    kinds = tuple(
        name for name, kind in load_column_kinds().items() if field.id in kind.fields or field.id == kind.amount
    )
    if not kinds:
        return None
    shadow = job.reading.view.shadow
    start, end = shadow.offset(cell.start), shadow.offset(cell.end)
    folded = job.reading.view.folded[start:end]
    lead = len(folded) - len(folded.lstrip())
    text = CellText(cell, folded.strip(), start + lead, start + lead + len(folded.strip()))
    units = dict.fromkeys(kinds, target.unit) if target.unit else None
    column = Column(cell.column, target.head, kinds, units)
    found = CellReader(job.reading, frozenset([cell.column])).read(column, text)
    return [replace(m, made_by=f"sheet:{m.made_by}") for m in found if m.field == field.id]


def _read_words(job: CellImport, target: ColumnTarget, field: Field, cell: Cell, words: str) -> list[Mention] | None:
    """The cell as it stands, for fields that hold words; several items of a list stand between semicolons."""
    if field.type == "presence":
        return [_mention(job, target, field, cell, words, "reported")] if len(words) > 1 else None
    if field.type not in ("text", "coded", "coded_list", "event_list"):
        return None
    parts = [part.strip() for part in words.split(";") if part.strip()] if field.is_list else [words]
    return [_mention(job, target, field, cell, part, "reported", item=part if field.is_list else "") for part in parts]


def _mention(
    job: CellImport, target: ColumnTarget, field: Field, cell: Cell, value: Value, state: str, *, item: str = "",
    reason: str = "", given: str = "",
) -> Mention:  # fmt: skip
    evidence = job.document.evidence(cell.start, cell.end)
    return Mention(
        field=field.id, type="value", evidence=evidence, value=value if state == "reported" else None, state=state,
        status="absent" if state == "absent" else "present", item=item or (target.item if field.is_list else ""),
        reason=reason, given=given, printed=evidence.quote, made_by="sheet:cell",
    )  # fmt: skip
