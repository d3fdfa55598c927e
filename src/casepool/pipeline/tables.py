"""Review tables of a project: which there are, what their rows are read as, and which of them a person confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.document import Document, Table
from casepool.domain.errors import UsageError
from casepool.domain.review import TableDecision
from casepool.pipeline.review import Review
from casepool.store import Project


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a review table: its cells in words, what it is taken as, and whether a person said so.

    `kind` is one of ROW_KINDS; `case` the case that the row is read as ("" if it is none).
    """

    row: int
    cells: tuple[str, ...]
    kind: str
    case: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class ReviewTable:
    """A table from which earlier cases were read. `id` is "PUBLICATION/TABLE", `score` the reader's confidence."""

    id: str
    publication: str
    table: Table
    caption: str
    rows: tuple[TableRow, ...]

    @property
    def case_rows(self) -> tuple[TableRow, ...]:
        return tuple(row for row in self.rows if row.kind in ("earlier_case", "index_case"))

    @property
    def confirmed(self) -> int:
        """How many of the rows that tell of a case a person has confirmed."""
        return sum(row.confirmed for row in self.case_rows)


def list_tables(review: Review) -> tuple[ReviewTable, ...]:
    """Every table of the project from which cases were read or on whose rows a person decided, by id."""
    decided = {(d.publication, d.table, d.row): d for d in review.given.rows}
    found = []
    for name, extraction in sorted(review.extractions.items()):
        known = {case.table for case in extraction.row_cases} | {d[1] for d in decided if d[0] == name}
        cases = {(case.table, case.row): case.id for case in extraction.row_cases}
        for table in extraction.document.tables:
            if table.id in known:
                rows = tuple(
                    _read_row(
                        extraction.document,
                        table,
                        row,
                        cases.get((table.id, row), ""),
                        decided.get((name, table.id, row)),
                    )
                    for row in range(table.row_count)
                )
                found.append(ReviewTable(f"{name}/{table.id}", name, table, _caption(extraction.document, table), rows))
    return tuple(found)


def _caption(document: Document, table: Table) -> str:
    return " ".join(document.text[slice(*table.caption)].split()) if table.caption else table.label


def _read_row(document: Document, table: Table, row: int, case: str, decision: TableDecision | None) -> TableRow:
    cells = [table.cell_at(row, column) for column in range(table.column_count)]
    words = tuple(" ".join(document.text[cell.start : cell.end].split()) if cell else "" for cell in cells)
    read_as = "heading" if row < table.header_rows else "earlier_case" if case else _name_other(document, table, row)
    return TableRow(row, words, decision.kind if decision else read_as, case, bool(decision and decision.confirmed))


def _name_other(document: Document, table: Table, row: int) -> str:
    """A row that is no earlier case: the index case's if it holds as many cells as the others do, else nothing."""
    filled = sum(cell.start < cell.end for cell in table.cells if cell.row == row)
    return "index_case" if filled > table.column_count // 2 else "ignore"


def find_table(review: Review, name: str) -> ReviewTable:
    """The table of this id, or the only one of a publication. Raises UsageError with the ids that there are."""
    tables = list_tables(review)
    found = [t for t in tables if t.id == name] or [t for t in tables if t.publication == name]
    if len(found) == 1:
        return found[0]
    known = ", ".join(table.id for table in (found or tables)) or "none"
    raise UsageError(f"There is no review table {name!r}. Tables: {known}.")


def confirm_table(
    project: Project, table: ReviewTable, by: str, kinds: dict[int, str], rows: Sequence[int] = ()
) -> int:
    """Confirm rows of a table as what they are read as, or as what `kinds` says; how many, headings not counted.

    Without `rows` every row is confirmed. Raises UsageError for a row that the table does not have.
    """
    known = {row.row: row for row in table.rows}
    wanted = list(rows) or [*kinds] if rows or kinds else list(known)
    for number in (*wanted, *kinds):
        if number not in known:
            raise UsageError(f"{table.id} has no row {number}. Its rows are 0 to {len(known) - 1}.")
    chosen = sorted({*wanted, *kinds})
    decisions = [
        TableDecision(table.publication, table.table.id, n, kinds.get(n, known[n].kind), True, by=by) for n in chosen
    ]
    project.save_table_decisions(decisions, by)
    return sum(decision.kind != "heading" for decision in decisions)
