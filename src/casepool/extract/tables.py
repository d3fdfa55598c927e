"""Rows of tables of patients: earlier cases of a review table, and what a table says of this article's own patients."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Abbreviation
from casepool.domain.form import Form
from casepool.extract.mentions import Reading
from casepool.extract.row_joins import join_rows, match_rows
from casepool.extract.row_owners import Owner, find_owners
from casepool.extract.row_references import find_reference
from casepool.extract.row_times import JOINED, join_times
from casepool.extract.settle import settle_case
from casepool.extract.table_cells import CellReader, read_word
from casepool.extract.table_legend import read_legend
from casepool.extract.table_rows import PatientRow, PatientTable, read_patient_table
from casepool.extract.table_signs import diagnosis_mention, find_tumours
from casepool.extract.values.lesion import derive_region

_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class RowCase:
    """A patient known from a row of a table, before settling. `reference` is the number in the reference list."""

    id: str
    origin: str
    table: str
    row: int | None
    cited: Evidence | None
    reference: int | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class TableCases:
    """What the tables of patients give: patients that are known from a row only, and all mentions, owned now.

    `mentions` holds the mentions of the whole document: those that stood in the cells of these tables have their
    owner, and what the cells say has been added.
    """

    rows: tuple[RowCase, ...]
    mentions: list[Mention]


def find_row_cases(
    reading: Reading, mentions: list[Mention], abbreviations: tuple[Abbreviation, ...] = ()
) -> TableCases:
    """Read every table of patients of a document.

    A row of a review table is a case of its own; a row of this article's own patient ("Present case", or a row of a
    table of its patients) gives mentions of the case that the text tells.
    """
    tables = _read_tables(reading)
    joined = join_rows(tables)
    owners: dict[int, Owner] = {}
    rows: list[RowCase] = []
    for table in tables:
        _add_owners(owners, reading, table, joined)
        made = _read_patients(reading, table, mentions, read_legend(reading.view, table.table, abbreviations), owners)
        mentions = _merge(mentions, table.table.id, [m for row in made for m in row.mentions])
        rows += [row for row in made if row.origin]
    told: dict[str | None, list[Mention]] = {}
    for mention in mentions:
        told.setdefault(mention.case, []).append(mention)
    rows = [replace(row, mentions=_with_times(row, told.get(row.id, []))) for row in rows]
    times = [m for row in rows for m in row.mentions if m.made_by == JOINED]
    return TableCases(tuple(rows), [*mentions, *times])


def _merge(mentions: list[Mention], table: str, told: list[Mention]) -> list[Mention]:
    """What the rows tell, and all other mentions of the document: those in cells that no row took over own nobody."""
    taken = {(m.field, m.evidence, m.made_by) for m in told}
    others = [m for m in mentions if (m.field, m.evidence, m.made_by) not in taken]
    kept = [replace(m, case=None, owner="unowned") if _stands_in(m, table) else m for m in others]
    return [*kept, *told]


def _add_owners(
    owners: dict[int, Owner], reading: Reading, table: PatientTable, joined: Mapping[int, PatientRow]
) -> None:
    """Add the owner of each row (by its identity): that of the row of an earlier table which it continues, if any."""
    own = find_owners(reading, table, lambda patient: row_id(table, patient))
    for patient, owner in zip(table.patients, own, strict=True):
        first = joined.get(id(patient))
        owners[id(patient)] = owners[id(first)] if first is not None else owner


def _with_times(row: RowCase, told: list[Mention]) -> tuple[Mention, ...]:
    """All mentions of a row's patient, of every table, and the times that follow from them."""
    return tuple(told + [replace(m, case=row.id, owner="case") for m in join_times(told)])


def _read_tables(reading: Reading) -> list[PatientTable]:
    """The tables of patients; a table without age and sex counts if its rows are those of another table."""
    found = [t for table in reading.view.document.tables if (t := read_patient_table(reading.view, table))]
    sure = [table for table in found if table.sure]
    return [t for t in found if t.sure or any(match_rows(s.patients, t.patients) for s in sure if s is not t)]


def settle_row(form: Form, row: RowCase, text: str) -> Case:
    """The case of a row: its answers, with the region derived from the levels."""
    answers = derive_region(settle_case(form, row.mentions, text), text)
    label = _tidy_label(row.cited.quote) if row.cited else row.id
    return Case(
        row.id, label, row.origin, answers, row.mentions,
        opened_by=row.cited, table=row.table, row=row.row, cited=row.cited, reference=row.reference,
    )  # fmt: skip


def _tidy_label(printed: str) -> str:
    """A label on one line, without a bracket that was opened elsewhere."""
    label = " ".join(printed.split())
    return label.rstrip(")") if label.count(")") > label.count("(") else label


def _stands_in(mention: Mention, table: str) -> bool:
    return mention.evidence.place.table == table and mention.evidence.place.block == "cell"


def _read_patients(
    reading: Reading,
    table: PatientTable,
    mentions: Iterable[Mention],
    legend: Mapping[str, str],
    owners: Mapping[int, Owner],
) -> list[RowCase]:
    reader = CellReader(reading, _signed_columns(table, legend), legend)
    inside = [m for m in mentions if _stands_in(m, table.table.id)]
    named = _diagnosis_of_caption(reading, table, legend)
    made = []
    for patient in table.patients:
        case, owner = owners[id(patient)]
        told = [m for column, cell in patient.cells for m in reader.read(column, cell)]
        told += [m for m in inside if _adopts(patient, m, told)]
        alone = case == row_id(table, patient)
        told += join_times(told) if not alone else []
        told += named if alone and not any(m.field == "diagnosis" for m in told) else []
        owned = tuple(replace(m, case=case, owner=owner) for m in told)
        made.append(_row_case(reading, table, patient, owned, alone))
    return made


def _adopts(patient: PatientRow, mention: Mention, told: list[Mention]) -> bool:
    """A mention that a general rule found in a cell counts if the column speaks of its field and no cell rule did."""
    start = mention.evidence.span.start
    column = next((column for column, text in patient.cells if text.cell.start <= start < text.cell.end), None)
    if column is None or not mention.field or not column.speaks_of(mention.field):
        return False
    return not any(m.field == mention.field for m in told)


def row_id(table: PatientTable, patient: PatientRow) -> str:
    """The id of the case of a row: stable for one document."""
    return f"table-{table.table.id}-row-{patient.lines[0]}"


def _row_case(
    reading: Reading, table: PatientTable, patient: PatientRow, told: tuple[Mention, ...], alone: bool
) -> RowCase:
    """The patient of a row; without an origin if the text itself tells of him or her."""
    view = reading.view
    cited = view.evidence(patient.label.start, patient.label.end) if patient.label else None
    cells = tuple(view.evidence(cell.start, cell.end) for cell in patient.of_kind("study"))
    years = [int(y) for cell in patient.of_kind("year") for y in _YEAR.findall(cell.words)]
    reference = find_reference(view.document, (*cells, *((cited,) if cited else ())), years[0] if years else None)
    row = None if table.grid.turned else patient.lines[0]
    origin = "review_table_row" if table.earlier else "primary_publication"
    return RowCase(row_id(table, patient), origin if alone else "", table.table.id, row, cited, reference, told)


def _signed_columns(table: PatientTable, legend: Mapping[str, str]) -> frozenset[int]:
    """The columns in which "-" is an answer: some cell says "+" or "yes", or a note says what "-" stands for."""
    told = {"plus", "yes"} if "-" not in legend else {"plus", "yes", "minus"}
    return frozenset(
        column.index for p in table.patients for column, cell in p.cells if read_word(cell.words)[0] in told
    )


def _diagnosis_of_caption(reading: Reading, table: PatientTable, legend: Mapping[str, str]) -> list[Mention]:
    """The one tumour that a caption names, short forms included: the diagnosis of every row of the table."""
    caption = table.table.caption
    if caption is None:
        return []
    shadow = reading.view.shadow
    start, end = shadow.offset(caption[0]), shadow.offset(caption[1])
    found = find_tumours(reading.view.folded, start, end)
    for word in re.finditer(r"[\w-]+", reading.view.folded[start:end]):
        long = legend.get(word.group()) or legend.get(word.group().removesuffix("s"), "")
        found += [(start + word.start(), start + word.end(), name) for _, _, name in find_tumours(long, 0, len(long))]
    if len({name.label for _, _, name in found}) != 1:
        return []
    return [diagnosis_mention(reading, *found[0], "cell.caption_diagnosis")]
