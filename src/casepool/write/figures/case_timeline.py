"""The story of the index case in time: months from time zero, no dates."""

from collections.abc import Sequence

from casepool.domain.cell import Cell
from casepool.domain.quantity import MONTHS, Quantity
from casepool.knowledge.figure_words import FigureWords, load_figure_words
from casepool.knowledge.palette import load_palette
from casepool.write.figures.case_timeline_layout import StoryRow, lay_out_story
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.lane_rows import DEATH, EVENT, FOLLOWED, LaneRow, gather_lanes
from casepool.write.figures.material import FigureMaterial, say_evidence
from casepool.write.figures.scene import Scene


def draw_case_timeline(material: FigureMaterial) -> Figure | NotDrawn:
    """The timeline of the index case; refused without one, or where no time of it is stated."""
    own = [subject for subject in material.subjects if subject.is_index]
    what = "timeline of the index case"
    if len(own) != 1:
        return NotDrawn.of("case_timeline", what, f"The project holds {len(own)} index cases; one is needed.")
    rows = gather_story(material, own[0].id)
    timed = [row for row in rows if row.from_months is not None or row.to_months is not None]
    if not timed:
        why = "No time of the index case is stated."
        return NotDrawn.of("case_timeline", what, why, "Duration of symptoms or follow-up in months would be needed.")
    return Figure(
        name="case_timeline",
        title="Timeline of the index case.",
        legend=_say_legend(rows, len(timed)),
        alt=_say_alt(rows),
        data=(make_sheet("case_timeline", StoryRow, rows),),
        scene=lay_out_case_timeline(rows, material.form.id, material.note),
    )


def lay_out_case_timeline(rows: Sequence[StoryRow], form: str, note: str = "") -> Scene:
    """The picture from the rows of its data sheet alone."""
    words = load_figure_words(form)
    return lay_out_story(
        rows, {event.endpoint: event.shape for event in words.events}, load_palette().two_columns, note
    )


def gather_story(material: FigureMaterial, patient: str) -> tuple[StoryRow, ...]:
    """What happened before time zero, at it, and after it, in the order of time."""
    words = material.words
    lanes = [row for row in gather_lanes(material) if row.patient_id == patient]
    rows = [_read_before(material, patient, lanes[0]), *_read_treatments(material, patient, lanes[0])]
    rows += [_read_lane(row, words) for row in lanes if row.mark in (FOLLOWED, DEATH, EVENT)]
    return tuple(sorted(rows, key=lambda row: (_order(row.kind), row.to_months if row.to_months is not None else 1e9)))


def _order(kind: str) -> int:
    return ("before", "zero", "event", "death", "follow_up").index(kind)


def _row(base: LaneRow, kind: str, words: str, start: float | None, end: float | None, cell: Cell) -> StoryRow:
    return StoryRow(
        base.patient_id, base.source_id, kind, "", words, start, end, cell.state, say_evidence(cell.sources)
    )


def _read_before(material: FigureMaterial, patient: str, base: LaneRow) -> StoryRow:
    told = material.words.timeline
    cell = material.cell(told["before"], patient)
    value = cell.value
    known = cell.state == "reported" and isinstance(value, Quantity) and value.unit in MONTHS
    start = -value.months() if known and isinstance(value, Quantity) else None
    words = told["before_word"] if known else f"{told['before_word']}: duration not stated"
    return _row(base, "before", words, start, 0.0 if known else None, cell)


def _read_treatments(material: FigureMaterial, patient: str, base: LaneRow) -> list[StoryRow]:
    """The treatments that were given: at month 0 the one that times count from, every other without a time."""
    found = []
    for sign in material.words.treatments:
        cell = material.cell(sign.field, patient)
        at = 0.0 if base.time_zero == sign.word else None
        if cell.state == "reported":
            said = sign.word if at is not None else f"{sign.word}: time not stated"
            found.append(_row(base, "zero", said, at, at, cell))
    return found


def _read_lane(row: LaneRow, words: FigureWords) -> StoryRow:
    names = {event.endpoint: event.word for event in words.events}
    kind = {FOLLOWED: "follow_up", DEATH: "death", EVENT: "event"}[row.mark]
    said = {"follow_up": words.timeline["after_word"], "death": words.words["death"]}.get(kind, names.get(row.kind, ""))
    said = said if row.to_months is not None else f"{said}: time not stated"
    shape = row.kind if kind == "event" else ""
    return StoryRow(
        row.patient_id, row.source_id, kind, shape, said, row.from_months, row.to_months, row.state, row.evidence_ids
    )


def _say_legend(rows: Sequence[StoryRow], timed: int) -> str:
    left = len(rows) - timed
    return "Months from time zero, no dates; a hollow sign stands at the latest possible time." + (
        f" Without a stated time: {left}." if left else ""
    )


def _say_alt(rows: Sequence[StoryRow]) -> str:
    told = [f"{row.words} {_say_time(row)}".strip() for row in rows]
    silent = sum(row.to_months is None for row in rows)
    return f"Timeline of 1 patient, the index case. {'; '.join(told)}. {silent} without a stated time."


def _say_time(row: StoryRow) -> str:
    if row.to_months is None:
        return ""
    if row.kind == "before":
        return f"for {-(row.from_months or 0):g} months before"
    if row.kind == "zero":
        return "at month 0"
    exact = row.from_months == row.to_months
    return f"at {row.to_months:g} months" if exact else f"between {row.from_months or 0:g} and {row.to_months:g} months"
