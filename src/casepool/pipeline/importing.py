"""Import of earlier work: spreadsheets of cases, Phenopackets. Their words are quotes of the file that was imported.

The paper behind a row or a packet is not at hand: each document carries the problem `not_accessible`, and its cases are
second-hand, so that a publication which is held goes before them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.document import Block, Cell, Document, Front, Table
from casepool.domain.errors import Problem
from casepool.domain.extraction import Extraction
from casepool.domain.form import Form
from casepool.export.material import hash_text
from casepool.extract.mentions import Reading
from casepool.extract.settle import settle_case
from casepool.extract.table_headers import read_column
from casepool.extract.values.lesion import derive_region
from casepool.knowledge.forms import load_form
from casepool.knowledge.sheet_mapping import ColumnTarget, SheetMapping, find_marker, fold_cell, parse_mapping
from casepool.knowledge.table_columns import load_column_kinds
from casepool.pipeline.importing_cells import CellImport, read_target
from casepool.pipeline.importing_packets import import_packet
from casepool.read.sheet import Sheet, read_sheet

TABLE = "1"
ORIGIN = "review_table_row"
NOT_ACCESSIBLE = Problem(
    "not_accessible",
    "The words of these values are those of the imported file; the papers behind it were not read.",
    "Add the papers: their own values go before these.",
)
CASE_KINDS = ("number", "study")


@dataclass(frozen=True)
class Imported:
    """What an import gave: one document with its cases, the mapping that was used, and what was not understood."""

    extraction: Extraction
    mapping: SheetMapping
    problems: tuple[Problem, ...] = ()


def propose_mapping(head: Iterable[str], form: Form | None = None) -> SheetMapping:
    """The mapping that the heads of the columns suggest: ids and labels of fields, words of table heads, stains."""
    form = form or load_form()
    heads = tuple(head)
    targets = [target for name in heads if (target := _propose_column(name, form))]
    named = {target.head for target in targets}
    rest = [name for name in heads if name not in named]
    kinds = {name: read_column(0, [fold_cell(name)]).kinds for name in rest}
    case = next((name for kind in CASE_KINDS for name in rest if kind in kinds[name]), "")
    publication = next((name for name in rest if "study" in kinds[name] and name != case), "")
    return SheetMapping(tuple(targets), case, publication)


def _propose_column(head: str, form: Form) -> ColumnTarget | None:
    folded = fold_cell(head)
    for field in form.fields:
        if folded in (field.id, fold_cell(field.label), fold_cell(field.id.replace("_", " "))):
            return ColumnTarget(head, field.id)
    column = read_column(0, [folded])
    for kind in map(load_column_kinds().__getitem__, column.kinds):
        name = kind.amount or kind.presence or next(iter(kind.fields), "")
        if name and form.has(name):
            unit = column.unit(kind.name) if kind.amount else ""
            return ColumnTarget(head, name, unit=unit if unit in form.field(name).units else "")
    marker = find_marker(head)
    return ColumnTarget(head, "ihc_panel", marker) if marker else None


def import_sheet(data: bytes, name: str, mapping: str = "", form: Form | None = None, sheet: str = "") -> Imported:
    """The cases of a spreadsheet, one per row. `mapping` is the text of a mapping file; empty: the proposed mapping.

    Raises ReadError for a file that cannot be read, KnowledgeError for a slip in the mapping. A cell that cannot be
    understood gives no value and a problem that names row and column.
    """
    form = form or load_form()
    read = read_sheet(data, name, sheet)
    chosen = parse_mapping(mapping, f"mapping of {name}", form, read.head) if mapping else propose_mapping(read.head)
    document = _write_document(read)
    job = CellImport(form, Reading.of(document), document)
    table = document.tables[0]
    cases, problems = [], [_say_unused(read, chosen)] if _unused(read, chosen) else []
    for line, (number, _) in enumerate(read.rows, start=1):
        case, found = _import_row(job, table, read, chosen, line, number)
        cases.append(case)
        problems += found
    return Imported(Extraction(document, tuple(cases)), chosen, tuple(problems))


def read_entry(form: Form, target: ColumnTarget, words: str) -> list[Mention] | None:
    """What a person typed for a field, read as a cell of a spreadsheet is; None where it is not understood."""
    document = _write_document(Sheet("entry", (target.head or target.field,), ((2, (words,)),)))
    cell = document.tables[0].cell_at(1, 0)
    if cell is None or cell.start == cell.end:
        return []
    return read_target(CellImport(form, Reading.of(document), document), target, cell)


def _unused(sheet: Sheet, mapping: SheetMapping) -> list[str]:
    used = {target.head for target in mapping.columns} | {mapping.case, mapping.publication}
    return [head for head in sheet.head if head and head not in used]


def _say_unused(sheet: Sheet, mapping: SheetMapping) -> Problem:
    said = f"Columns that answer no field: {', '.join(_unused(sheet, mapping))}."
    return Problem("unused_columns", said, "Name their field in a mapping file, or leave them out.")


def _write_document(sheet: Sheet) -> Document:
    """The sheet as a canonical text, a line per row and a tab between cells, with its cells as a table."""
    text, cells, blocks = "", [], []
    for row, values in enumerate((sheet.head, *(values for _, values in sheet.rows))):
        for column, value in enumerate(values):
            plain = " ".join(value.split())
            cells.append(Cell(row, column, len(text), len(text) + len(plain), header=row == 0))
            if plain:
                blocks.append(Block("cell", len(text), len(text) + len(plain), table=TABLE, row=row, column=column))
            text += plain + ("\t" if column + 1 < len(values) else "\n")
    return Document(
        id=sheet.name,
        source=sheet.name,
        sha256=hash_text(text),
        media_type="text/tab-separated-values",
        reader="sheet 1",
        text=text,
        front=Front(title=f"Spreadsheet {sheet.name}"),
        blocks=tuple(blocks),
        tables=(Table(TABLE, tuple(cells), label="sheet"),),
        problems=(NOT_ACCESSIBLE,),
    )


def _import_row(
    job: CellImport, table: Table, sheet: Sheet, mapping: SheetMapping, line: int, number: int
) -> tuple[Case, list[Problem]]:
    name = f"sheet-row-{number}"
    mentions, problems = [], []
    for target in mapping.columns:
        cell = table.cell_at(line, sheet.head.index(target.head))
        if cell is None or cell.start == cell.end:
            continue
        found = read_target(job, target, cell)
        if found is None:
            words = job.document.quote(cell.start, cell.end)[:60]
            said = f"Row {number}, column {target.head!r}: {words!r} was not understood."
            problems.append(Problem("cell_not_understood", said, "Correct it, or add it to `words` of the column."))
        mentions += found or []
    label = [
        c for c in (_cell_of(table, sheet, mapping.case, line), _cell_of(table, sheet, mapping.publication, line)) if c
    ]
    cited = job.document.evidence(label[0].start, label[0].end) if label else None
    answers = derive_region(settle_case(job.form, mentions, job.document.text), job.document.text)
    printed = ", ".join(job.document.quote(c.start, c.end) for c in label) or f"row {number}"
    case = Case(name, printed, ORIGIN, answers, tuple(mentions), cited, TABLE, line, cited)
    return case, problems


def _cell_of(table: Table, sheet: Sheet, head: str, line: int) -> Cell | None:
    cell = table.cell_at(line, sheet.head.index(head)) if head else None
    return cell if cell and cell.start < cell.end else None


__all__ = ["Imported", "import_packet", "import_sheet", "propose_mapping", "read_entry"]
