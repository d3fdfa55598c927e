"""The rows of a table of patients: which patient each row tells of, and whose patients the table lists."""

from dataclasses import dataclass, field

from casepool.domain.document import Table
from casepool.extract.table_grid import PERSON_KINDS, CellText, Grid, read_grid
from casepool.extract.table_headers import LABEL_KINDS, Column
from casepool.knowledge.table_columns import load_column_kinds
from casepool.text.grammar import compile_grammar
from casepool.text.numbers import parse_number
from casepool.text.view import TextView

AGE_KINDS = ("age", "age_onset")
COURSE_FIELDS = {
    "level_range",
    "surgery_done",
    "radiotherapy",
    "outcome_status",
    "followup_months",
    "local_recurrence",
    "size",
}
OTHER_KINDS = ("comparison", "count", "country", *LABEL_KINDS)
FEWEST_KINDS = 3
SERIES = "\u00b1"

Filled = list[tuple[Column, CellText]]


@dataclass
class PatientRow:
    """One patient of a table: the grid lines that tell of him or her, and the label. `own`: of this very article."""

    lines: list[int]
    label: CellText | None
    own: bool = False
    cells: Filled = field(default_factory=list)

    def of_kind(self, kind: str) -> list[CellText]:
        """The cells of the columns of a kind, in printed order."""
        return [cell for column, cell in self.cells if kind in column.kinds]


@dataclass(frozen=True)
class PatientTable:
    """A table whose lines are patients. `earlier`: of other publications (a review table), else of this article."""

    grid: Grid
    patients: tuple[PatientRow, ...]
    earlier: bool
    sure: bool = True

    @property
    def table(self) -> Table:
        return self.grid.table


def read_patient_table(view: TextView, table: Table) -> PatientTable | None:
    """The patients that a table lists line by line, or None if its lines are no patients.

    `sure` is False for a table of treatments or outcomes without age and sex: it counts only if its rows are those
    of another table.
    """
    if table.image_only or not table.cells:
        return None
    grid = read_grid(view, table)
    sure = _lists_patients(grid.columns)
    if not sure and not _may_go_on(grid.columns):
        return None
    patients = tuple(_read_lines(grid))
    return PatientTable(grid, patients, _is_review(grid, patients), sure) if patients else None


def finds(rule: str, words: str) -> bool:
    """Whether a rule of grammars/tables.toml finds something in folded words."""
    compiled = next(r for r in compile_grammar("tables") if r.rule.id == rule)
    return next(iter(compiled.find(words, 0, len(words))), None) is not None


def _lists_patients(columns: tuple[Column, ...]) -> bool:
    """Age and sex, or one of them beside two columns of the course, beside something that names the rows."""
    kinds = {kind for column in columns for kind in column.kinds}
    known = kinds - set(OTHER_KINDS)
    labelled = bool(kinds & set(LABEL_KINDS)) or bool(columns and not columns[0].kinds)
    if "comparison" in kinds or not labelled or len(known) < FEWEST_KINDS:
        return False
    course = [kind for kind in known if COURSE_FIELDS & set(load_column_kinds()[kind].fields)]
    both = bool(kinds & set(AGE_KINDS)) and "sex" in kinds
    return both or "demographics" in kinds or (bool(kinds & PERSON_KINDS) and len(course) > 1)


def _may_go_on(columns: tuple[Column, ...]) -> bool:
    kinds = {kind for column in columns for kind in column.kinds}
    course = [kind for kind in kinds if COURSE_FIELDS & set(load_column_kinds()[kind].fields)]
    return bool(kinds & set(LABEL_KINDS)) and len(course) > 1 and "comparison" not in kinds


def _read_lines(grid: Grid) -> list[PatientRow]:
    patients: list[PatientRow] = []
    for line in range(grid.head_count, grid.line_count):
        filled = _filled(grid, line, patients[-1] if patients else None)
        if not _is_patient(grid, filled):
            continue
        if patients and _continues(grid, line, filled):
            patients[-1].lines.append(line)
            patients[-1].cells += [(c, t) for c, t in filled if grid.line_of(t.cell) == line]
        else:
            label = _label(filled) or (patients[-1].label if patients else None)
            own = label is not None and finds("tables.own_row", label.words)
            patients.append(PatientRow([line], label, own, filled))
    return patients


def _filled(grid: Grid, line: int, before: PatientRow | None) -> Filled:
    """The cells of a line that hold something; "same as above" stands for the cell of the patient before."""
    found: Filled = []
    for column in grid.columns:
        cell = grid.cell(line, column.index)
        if cell is not None and before is not None and finds("tables.ditto", cell.words):
            cell = next((c for col, c in before.cells if col.index == column.index), cell)
        if cell is not None and cell.words:
            found.append((column, cell))
    return found


def _is_patient(grid: Grid, filled: Filled) -> bool:
    """No heading, no total, no repeated head, no mean of a series, no line that counts several patients."""
    cells = {text.cell for _, text in filled}
    if len(cells) < 2 or any(grid.breadth(cell) * 2 > grid.width > 2 for cell in cells):
        return False
    label = _label(filled)
    if label is not None and finds("tables.several_labels", label.words):
        return False
    if finds("tables.summary_row", filled[0][1].words) or all(text.words in column.head for column, text in filled):
        return False
    return not any(_tells_of_several(column, text.words) for column, text in filled)


def _tells_of_several(column: Column, words: str) -> bool:
    if "count" in column.kinds:
        number = parse_number(words.split()[0])
        return number is not None and number > 1
    return bool(set(AGE_KINDS) & set(column.kinds)) and (SERIES in words or finds("tables.several_ages", words))


def _continues(grid: Grid, line: int, filled: Filled) -> bool:
    """A further line of the patient above: it names no study, number, age or sex of its own."""
    here = [(column, text) for column, text in filled if grid.line_of(text.cell) == line]
    kinds = (*LABEL_KINDS, *PERSON_KINDS)
    return not any(column.index == 0 or set(column.kinds) & set(kinds) for column, _ in here)


def _label(filled: Filled) -> CellText | None:
    """The cell that names the patient: the study, else the number, else a citation mark, else the first cell."""
    studies = [text for column, text in filled if "study" in column.kinds]
    named = [text for text in studies if sum(c.isalpha() for c in text.words) > 2]
    others = [text for kind in ("number", "year") for column, text in filled if kind in column.kinds]
    first = [text for column, text in filled if column.index == 0]
    return next(iter([*named, *others, *studies, *first]), None)


def _is_review(grid: Grid, patients: tuple[PatientRow, ...]) -> bool:
    """Patients of other publications: most lines name one, or the caption speaks of the literature."""
    labels = [p.label.words for p in patients if p.label is not None and not p.own]
    if labels and len(labels) < len(patients):
        return True
    named = sum(finds("tables.study_row", label) for label in labels)
    if labels and named * 2 >= len(labels):
        return True
    caption = fold(grid.view, grid.table.caption)
    cited = any("study" in column.kinds for column in grid.columns)
    return cited or (finds("tables.earlier_caption", caption) and not finds("tables.own_caption", caption))


def fold(view: TextView, interval: tuple[int, int] | None) -> str:
    """The shadow text of a canonical interval, "" where there is none."""
    return view.folded[view.shadow.offset(interval[0]) : view.shadow.offset(interval[1])] if interval else ""
