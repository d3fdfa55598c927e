"""The rows of a table of patients: which patient each row tells of, and whose patients the table lists."""

from dataclasses import dataclass, field

from casepool.domain.document import Cell, Table
from casepool.extract.table_headers import Column, count_header_rows, fold_cell, read_columns
from casepool.text.grammar import compile_grammar
from casepool.text.numbers import parse_number
from casepool.text.view import TextView

PERSON_KINDS = ("age", "sex", "demographics")
LABEL_KINDS = ("study", "number", "year")
CLINICAL_KINDS = 3
SERIES = "\u00b1"


@dataclass(frozen=True)
class CellText:
    """A cell with its folded words and its half-open interval of the shadow text."""

    cell: Cell
    words: str
    start: int
    end: int


@dataclass
class PatientRow:
    """One patient of a table: the grid rows that tell of him or her, and the label. `own`: of this very article."""

    rows: list[int]
    label: CellText | None
    own: bool = False
    cells: list[tuple[Column, CellText]] = field(default_factory=list)

    @property
    def row(self) -> int:
        return self.rows[0]


@dataclass(frozen=True)
class PatientTable:
    """A table whose rows are patients. `earlier`: of other publications (a review table), else of this article."""

    table: Table
    columns: tuple[Column, ...]
    patients: tuple[PatientRow, ...]
    earlier: bool


def read_patient_table(view: TextView, table: Table) -> PatientTable | None:
    """The patients that a table lists row by row, or None if its rows are no patients."""
    if table.image_only or not table.cells:
        return None
    columns = read_columns(view.shadow, table)
    if not _lists_patients(columns):
        return None
    patients = tuple(_read_rows(view, table, columns))
    if not patients:
        return None
    return PatientTable(table, columns, patients, _is_review(view, table, columns, patients))


def fact_of(view_words: str, rule: str) -> bool:
    """Whether a rule of grammars/tables.toml finds something in folded words."""
    compiled = next(r for r in compile_grammar("tables") if r.rule.id == rule)
    return next(iter(compiled.find(view_words, 0, len(view_words))), None) is not None


def _lists_patients(columns: tuple[Column, ...]) -> bool:
    kinds = {kind for column in columns for kind in column.kinds}
    known = kinds - {"comparison", "count", "country", *LABEL_KINDS}
    labelled = bool(kinds & set(LABEL_KINDS)) or bool(columns and not columns[0].kinds)
    return bool(kinds & set(PERSON_KINDS)) and len(known) >= CLINICAL_KINDS and labelled and "comparison" not in kinds


def _read_rows(view: TextView, table: Table, columns: tuple[Column, ...]) -> list[PatientRow]:
    patients: list[PatientRow] = []
    for row in range(count_header_rows(view.shadow, table), table.row_count):
        texts = [(column, read_cell(view, table, row, column.index)) for column in columns]
        filled = [(c, t) for c, t in texts if t is not None and t.words]
        if not _is_patient_row(table, filled):
            continue
        if patients and _continues(columns, row, filled):
            patients[-1].rows.append(row)
            patients[-1].cells += [(c, t) for c, t in filled if t.cell.row == row]
        else:
            label = _label(filled)
            own = label is not None and fact_of(label.words, "tables.own_row")
            patients.append(PatientRow([row], label, own, filled))
    return patients


def read_cell(view: TextView, table: Table, row: int, column: int) -> CellText | None:
    """The cell that covers a grid position with its folded words; None where the grid has a hole."""
    cell = table.cell_at(row, column)
    if cell is None:
        return None
    start, end = view.shadow.offset(cell.start), view.shadow.offset(cell.end)
    words = view.folded[start:end]
    lead = len(words) - len(words.lstrip())
    return CellText(cell, words.strip(), start + lead, start + len(words.rstrip()))


def _is_patient_row(table: Table, filled: list[tuple[Column, CellText]]) -> bool:
    """No heading row, no total, no mean of a series, no row that counts several patients."""
    cells = {text.cell for _, text in filled}
    if len(cells) < 2 or any(cell.colspan * 2 > table.column_count > 2 for cell in cells):
        return False
    if fact_of(filled[0][1].words, "tables.summary_row"):
        return False
    return not any(_tells_of_several(column, text.words) for column, text in filled)


def _tells_of_several(column: Column, words: str) -> bool:
    if "count" in column.kinds:
        number = parse_number(words.split()[0])
        return number is not None and number > 1
    return "age" in column.kinds and (SERIES in words or fact_of(words, "tables.several_ages"))


def _continues(columns: tuple[Column, ...], row: int, filled: list[tuple[Column, CellText]]) -> bool:
    """A further row of the patient above: it names no study, number, age or sex of its own."""
    kinds = (*LABEL_KINDS, *PERSON_KINDS)
    own = [text for column, text in filled if set(column.kinds) & set(kinds) and text.cell.row == row]
    first = [text for column, text in filled if column.index == 0 and text.cell.row == row]
    return not own and not first


def _label(filled: list[tuple[Column, CellText]]) -> CellText | None:
    """The cell that names the patient: the study, else the number, else the first cell."""
    for kind in LABEL_KINDS:
        for column, text in filled:
            if kind in column.kinds and (kind != "study" or not text.words.isdigit() or column.index == 0):
                return text
    first = [text for column, text in filled if column.index == 0]
    return first[0] if first else None


def _is_review(view: TextView, table: Table, columns: tuple[Column, ...], patients: tuple[PatientRow, ...]) -> bool:
    """Patients of other publications: most rows name one, or the caption speaks of the literature."""
    labels = [p.label.words for p in patients if p.label is not None and not p.own]
    named = sum(fact_of(label, "tables.study_row") for label in labels)
    if labels and named * 2 >= len(labels):
        return True
    caption = fold_cell(view.shadow, *table.caption) if table.caption else ""
    cited = any("study" in column.kinds for column in columns)
    earlier = fact_of(caption, "tables.earlier_caption") and not fact_of(caption, "tables.own_caption")
    return cited or earlier
