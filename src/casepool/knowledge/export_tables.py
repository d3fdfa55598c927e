"""The columns of the exported tables (export/tables.toml), and those of the wide table, which follow from the form."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from casepool.domain.finding import SEVERITIES
from casepool.domain.form import GIVEN, MODALITIES, ORIGINS, REASONS, STATES, TIMINGS, Field, Form
from casepool.domain.review import REASON_CODES
from casepool.domain.values import MARKER_RESULTS
from casepool.knowledge.load import Table, load_toml

TYPES = ("string", "integer", "number", "boolean", "list", "json")
WORDS = {
    "STATES": STATES[:-1],
    "REASONS": REASONS,
    "GIVEN": GIVEN,
    "TIMINGS": TIMINGS,
    "MODALITIES": MODALITIES,
    "ORIGINS": ORIGINS,
    "SEVERITIES": SEVERITIES,
    "MARKER_RESULTS": MARKER_RESULTS,
    "REASON_CODES": REASON_CODES,
}
NUMERIC = ("quantity", "duration", "percent", "ratio", "integer")
SIGNS = ("=", "<", ">", ">=", "~")
WIDE = "cases_wide"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type (TYPES), what it holds, its unit, its words, the table and column that it points to.

    `escaped`: a cell that a spreadsheet would run as a formula gets an apostrophe in CSV. `derivation` says how a
    computed column came about.
    """

    table: str
    name: str
    type: str
    about: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    key: str = ""
    escaped: bool = False
    derivation: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: its columns in their order."""

    name: str
    about: str
    columns: tuple[Column, ...]


@cache
def load_table_specs() -> tuple[TableSpec, ...]:
    """The declared tables, in the order of the file. Raises KnowledgeError for a slip in it."""
    file = load_toml("export/tables.toml")
    since = file.text("since")
    return tuple(_read_table(name, table, since) for name, table in file.without("since").entries("", "table"))


def list_tables(form: Form) -> tuple[TableSpec, ...]:
    """The declared tables and the wide one."""
    return (*load_table_specs(), build_wide_spec(form))


def build_wide_spec(form: Form) -> TableSpec:
    """One row per patient, one family of columns per field of the form."""
    since = load_table_specs()[0].columns[0].since
    head = (
        Column(WIDE, "patient_id", "string", "the patient", escaped=True, since=since),
        Column(WIDE, "case_ids", "list", "the cases that tell of the patient", key="cases.case_id", since=since),
        Column(WIDE, "is_index", "boolean", "the authors' own new patient", since=since),
        Column(WIDE, "is_table_only", "boolean", "known from rows of review tables only", since=since),
    )
    fields = (column for field in form.fields if is_exported(field) for column in _family(field, since))
    return TableSpec(WIDE, "one row per patient, a convenience view of the values that count", (*head, *fields))


def is_exported(field: Field) -> bool:
    """Whether a field may leave; where and when a patient was treated stays internal."""
    return not str((field.more or {}).get("export", "")).startswith(("internal", "year only"))


def _family(field: Field, since: str) -> Iterator[Column]:
    """The columns of one field: value, words as printed, unit, comparator, state, reason, evidence."""

    def column(part: str, kind: str, about: str, **more: object) -> Column:
        name = f"{field.id}_{part}" if part else field.id
        return Column(WIDE, name, kind, f"{field.label}: {about}", since=since, **more)  # type: ignore[arg-type]

    if field.is_list:
        yield column("", "list", "items that are reported", escaped=True)
        yield column("absent", "list", "items that are stated absent", escaped=True)
        yield column("unclear", "list", "items that are unclear", escaped=True)
    elif field.type == "interval_time":
        yield column("after", "number", "after this time; empty: unbounded", unit="month")
        yield column("by", "number", "at or before this time; empty: unbounded", unit="month")
    elif field.type in NUMERIC:
        unit = field.canonical or (field.units[0] if len(field.units) == 1 else "")
        derived = f"in {unit}" if field.canonical else ""
        yield column("", "number", "the number, empty for a bound", unit=unit, derivation=derived)
        yield column("bound", "number", "the number of a bound, never a value", unit=unit)
        yield column("upper", "number", "upper end of a range or decade", unit=unit)
        yield column("comparator", "string", "how the number is meant", allowed=SIGNS, escaped=True)
        yield column("unit", "string", "unit of the number", escaped=True)
    else:
        yield column("", "string", "the value in words", escaped=True, allowed=field.allowed)
    yield column("as_written", "string", "as printed", escaped=True)
    yield column("state", "string", "what the sources say", allowed=STATES[:-1])
    yield column("reason", "string", "why it is unclear", allowed=REASONS)
    yield column("evidence_ids", "list", "the words that it rests on", key="evidence.evidence_id")


def _read_table(name: str, table: Table, since: str) -> TableSpec:
    columns = tuple(_read_column(name, column, table.table(column), since) for column in table if column != "about")
    return TableSpec(name, table.text("about"), columns)


def _read_column(table: str, name: str, entry: Table, since: str) -> Column:
    entry.check_keys(("type", "about", "unit", "allowed", "key", "escaped", "derivation"), required=("type", "about"))
    words = entry.text("allowed")
    return Column(
        table=table,
        name=name,
        type=entry.text("type", allowed=TYPES),
        about=entry.text("about"),
        unit=entry.text("unit"),
        allowed=WORDS.get(words) or tuple(words.split()),
        key=entry.text("key"),
        escaped=entry.flag("escaped"),
        derivation=entry.text("derivation"),
        since=since,
    )
