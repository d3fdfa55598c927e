"""Every field of a cohort as cells: what Table 1, the exports and the figures print of each patient."""

from dataclasses import replace

from casepool.domain.cell import Cell
from casepool.domain.cell_table import CellTable
from casepool.domain.cohort import Cohort, Patient, PoolPlan
from casepool.domain.estimate import Source
from casepool.domain.form import Form
from casepool.knowledge.pooling import PoolingKnowledge
from casepool.pool.cells import read_cells, read_items


def tabulate_cells(cohort: Cohort, form: Form, knowledge: PoolingKnowledge, plan: PoolPlan | None = None) -> CellTable:
    """The cells of all fields, by the same rules as the pooled numbers (latest groups, closed worlds, own years)."""
    closed = (plan or PoolPlan()).closed_world
    latest = {field.id: field.group in knowledge.latest_groups for field in form.fields}
    lists = [field for field in form.fields if field.is_list]
    single = {f.id: read_cells(cohort, f, latest[f.id], closed) for f in form.fields if not f.is_list}
    year = knowledge.year_field
    if year in single:
        single[year] = tuple(fill_year(c, p) for c, p in zip(single[year], cohort.patients, strict=True))
    return CellTable(
        single=single,
        items={field.id: read_items(cohort, field, latest[field.id]) for field in lists},
        silent={field.id: read_cells(cohort, field, latest[field.id]) for field in lists},
    )


def fill_year(cell: Cell, patient: Patient) -> Cell:
    """The year of the patient's first own publication where no source states it; none for rows of tables."""
    first = patient.cases[0]
    if cell.state != "not_reported" or first.is_second_hand or first.year is None:
        return cell
    source = Source(patient.id, first.publication, first.case.id)
    return replace(cell, state="reported", value=first.year, sources=(source,))
