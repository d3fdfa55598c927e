"""What each source says of each field: the reporting map."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.cell import Cell
from casepool.knowledge.palette import load_palette
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.material import FigureMaterial, Subject, count_words, say_evidence
from casepool.write.figures.page import Page
from casepool.write.figures.parts import close_page
from casepool.write.figures.scene import Scene
from casepool.write.figures.state_grid import (
    BAR_ORDER,
    CLEAR,
    NAMED,
    Box,
    Head,
    Line,
    draw_grid,
    draw_stacks,
    draw_state_legend,
    fits_cells,
    plan_grid,
)

VALUED = ("reported", "absent", "unclear", "contradictory")


@dataclass(frozen=True, slots=True)
class ReportingRow:
    """One cell of the map. `origin` is own, table or index."""

    patient_id: str
    source_id: str
    name: str
    origin: str
    field: str
    label: str
    group: str
    verified: bool
    reason: str
    state: str
    evidence_ids: str


def draw_reporting(material: FigureMaterial, width: float | None = None) -> Figure | NotDrawn:
    """The reporting map; bars above 60 patients. Refused for fewer than two patients and without a field."""
    if material.n < 2:
        why = f"The pool holds {count_words(material.n, 'patient')}."
        return NotDrawn.of("reporting", "reporting map", why, "The form of the case says what is reported.")
    rows = gather_reporting(material)
    palette = load_palette()
    width = width or (palette.one_column if material.n <= NAMED else palette.two_columns)
    scene = lay_out_reporting(rows, width, material.note)
    return Figure(
        name="reporting",
        title=f"Reporting of {count_words(len({row.field for row in rows}), 'field')} in "
        f"{count_words(material.n, 'patient')}.",
        legend=_say_legend(rows, material),
        alt=_say_alt(rows),
        data=(make_sheet("reporting", ReportingRow, rows),),
        scene=scene,
    )


def gather_reporting(material: FigureMaterial) -> tuple[ReportingRow, ...]:
    """One row per field and patient, fields in the order of the form."""
    wanted = material.fields or tuple(field.id for field in material.form.fields if field.key)
    fields = [field for field in material.form.fields if field.id in wanted]
    return tuple(
        _read_row(material, subject, field.id, field.label, field.group)
        for field in fields
        for subject in material.subjects
    )


def _read_row(material: FigureMaterial, subject: Subject, field: str, label: str, group: str) -> ReportingRow:
    cell = material.cell(field, subject.id)
    return ReportingRow(
        patient_id=subject.id,
        source_id=subject.source,
        name=subject.name,
        origin="index" if subject.is_index else "table" if subject.is_table_only else "own",
        field=field,
        label=label,
        group=group,
        verified=material.is_verified(field, subject.id),
        reason=cell.reason,
        state=name_state(cell),
        evidence_ids=say_evidence(cell.sources),
    )


def name_state(cell: Cell) -> str:
    """The state as it is drawn: unclear because sources disagree is a sign of its own."""
    return "contradictory" if cell.state == "unclear" and cell.reason == "contradictory" else cell.state


def lay_out_reporting(rows: Sequence[ReportingRow], width: float, note: str = "") -> Scene:
    """The picture from the rows of its data sheet alone."""
    heads = {row.patient_id: Head(row.name, row.origin) for row in rows}
    lines = _build_lines(rows)
    plan = plan_grid(width, len(heads), BAR_ORDER, "k/n" if width < 100 else "answered", "Read from: own paper")
    page, stacked = Page(width), not fits_cells(plan, len(heads))
    y = draw_stacks(page, plan, lines, "Patients") if stacked else draw_grid(page, plan, list(heads.values()), lines)
    states = [state for state in BAR_ORDER if any(row.state == state for row in rows)]
    hatched = not stacked and any(box.hatched for line in lines for box in line.boxes)
    y = draw_state_legend(page, y + 3.2, states, hatched, stacked)
    columns = (
        "" if stacked or len(heads) <= NAMED else "One column per patient, by year of publication; index case last."
    )
    return page.finish(close_page(page, y, columns, _say_unverified(rows), note))


def _build_lines(rows: Sequence[ReportingRow]) -> list[Line]:
    fields: dict[str, list[tuple[int, ReportingRow]]] = {}
    for n, row in enumerate(rows):
        fields.setdefault(row.field, []).append((n, row))
    mixed = len({row.verified for row in rows if row.state in VALUED}) > 1
    return [
        Line(
            label=found[0][1].label,
            group=found[0][1].group,
            boxes=tuple(Box(row.state, n, mixed and not row.verified and row.state in VALUED) for n, row in found),
            part=sum(row.state in CLEAR for _, row in found),
            whole=len(found),
        )
        for found in fields.values()
    ]


def _say_unverified(rows: Sequence[ReportingRow]) -> str:
    valued = [row for row in rows if row.state in VALUED]
    left = sum(not row.verified for row in valued)
    return f"{left} of {len(valued)} values not verified by a person." if left else ""


def _say_legend(rows: Sequence[ReportingRow], material: FigureMaterial) -> str:
    origins = [subject.is_table_only for subject in material.subjects]
    parts = (
        "Rows are fields of the form, columns patients by year of publication, the index case last.",
        f"n = {count_words(material.n, 'patient')} of {count_words(len(material.cohort.publications), 'publication')}; "
        f"{sum(origins)} known only from another publication's table.",
        "Answered means reported or stated absent.",
        "A field that a table has no column for is not accessible for its rows.",
    )
    return " ".join(parts)


def _say_alt(rows: Sequence[ReportingRow]) -> str:
    lines = _build_lines(rows)
    answered = sum(line.part for line in lines)
    lowest = min(lines, key=lambda line: line.part)
    highest = max(lines, key=lambda line: line.part)
    missing = len(rows) - answered
    return (
        f"Reporting map. {len(lines)} fields for {lines[0].whole} patients: {answered} of {len(rows)} cells answered, "
        f"{missing} not. Lowest: {lowest.label} {lowest.part} of {lowest.whole}. "
        f"Highest: {highest.label} {highest.part} of {highest.whole}."
    )
