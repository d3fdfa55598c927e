"""Rows of tables of patients: earlier cases of a review table, and what a table says of this article's own patients."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from casepool.domain.assertion import Assertion, Mention
from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.form import Form
from casepool.domain.values import Levels
from casepool.extract.mentions import Reading
from casepool.extract.row_references import find_reference
from casepool.extract.settle import settle_case
from casepool.extract.table_cells import CellReader, read_word
from casepool.extract.table_rows import PatientRow, PatientTable, read_patient_table
from casepool.text.levels import region_of


@dataclass(frozen=True)
class RowCase:
    """A patient known from a row of a review table, before settling."""

    id: str
    table: str
    patient: PatientRow
    cited: Evidence | None
    reference: int | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class TableCases:
    """What the tables of patients give: cases of earlier patients, and all mentions, owned now.

    `mentions` holds the mentions of the whole document: those that stood in the cells of these tables have their
    owner, and what the cells say has been added.
    """

    rows: tuple[RowCase, ...]
    mentions: list[Mention]


def find_row_cases(reading: Reading, mentions: list[Mention]) -> TableCases:
    """Read every table of patients of a document.

    A row of a review table is a case of its own; a row of this article's own patient ("Present case") gives mentions
    of the case that the text tells.
    """
    rows: list[RowCase] = []
    for table in reading.view.document.tables:
        found = read_patient_table(reading.view, table)
        if found is None:
            continue
        made = _read_patients(reading, found, mentions)
        mentions = [m for m in mentions if not _stands_in(m, table.id)] + [m for _, told in made for m in told]
        rows += [
            _row_case(reading, found, patient, told) for patient, told in made if not patient.own and found.earlier
        ]
    return TableCases(tuple(rows), mentions)


def settle_row(form: Form, row: RowCase, text: str) -> Case:
    """The case of a row: its answers, with the region derived from the levels."""
    answers = settle_case(form, row.mentions, text)
    label = row.cited.quote if row.cited else f"row {row.patient.row}"
    return Case(
        row.id, label, "review_table_row", _with_region(answers, text), row.mentions,
        opened_by=row.cited, table=row.table, row=row.patient.row, cited=row.cited, reference=row.reference,
    )  # fmt: skip


def _stands_in(mention: Mention, table: str) -> bool:
    return mention.evidence.place.table == table and mention.evidence.place.block == "cell"


def _read_patients(
    reading: Reading, table: PatientTable, mentions: Iterable[Mention]
) -> list[tuple[PatientRow, list[Mention]]]:
    reader = CellReader(reading, _signed_columns(table))
    inside = [m for m in mentions if _stands_in(m, table.table.id)]
    made = []
    for patient in table.patients:
        case, owner = _owner(reading, table, patient)
        told = [m for column, cell in patient.cells for m in reader.read(column, cell)]
        told += [m for m in inside if _adopts(table, patient, m, told)]
        made.append((patient, [replace(m, case=case, owner=owner) for m in told]))
    return made


def _adopts(table: PatientTable, patient: PatientRow, mention: Mention, told: list[Mention]) -> bool:
    """A mention that a general rule found in a cell counts if the column speaks of its field and no cell rule did."""
    place = mention.evidence.place
    if place.row not in patient.rows or place.column is None or not mention.field:
        return False
    column = table.columns[place.column]
    return column.speaks_of(mention.field) and not any(m.field == mention.field for m in told)


def _owner(reading: Reading, table: PatientTable, patient: PatientRow) -> tuple[str | None, str]:
    if table.earlier and not patient.own:
        return row_id(table, patient), "case"
    persons = reading.people.persons
    return (persons[0].id, "case") if len(persons) == 1 else (None, "unowned")


def row_id(table: PatientTable, patient: PatientRow) -> str:
    """The id of the case of a row: stable for one document."""
    return f"table-{table.table.id}-row-{patient.row}"


def _row_case(reading: Reading, table: PatientTable, patient: PatientRow, told: list[Mention]) -> RowCase:
    cited = reading.view.evidence(patient.label.start, patient.label.end) if patient.label else None
    reference = find_reference(reading.view.document, cited) if cited else None
    return RowCase(row_id(table, patient), table.table.id, patient, cited, reference, tuple(told))


def _signed_columns(table: PatientTable) -> frozenset[int]:
    return frozenset(
        column.index for p in table.patients for column, cell in p.cells if read_word(cell.words) in ("plus", "yes")
    )


def _with_region(answers: tuple[Assertion, ...], text: str) -> tuple[Assertion, ...]:
    """The answers with the region that follows from the levels, where no region is stated."""
    levels = next((a for a in answers if a.field == "level_range" and isinstance(a.value, Levels)), None)
    if levels is None or not isinstance(levels.value, Levels) or any(a.field == "region" for a in answers):
        return answers
    region = Assertion(
        "region", "reported", text, value=region_of(levels.value), evidence=levels.evidence, derived=True,
        made_by="levels.region",
    )  # fmt: skip
    return (*answers, region)
