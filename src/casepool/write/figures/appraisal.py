"""What was judged of each item of a checklist, publication by publication. Never a number per publication."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.appraisal import Judgement
from casepool.knowledge.checklists import load_checklist
from casepool.knowledge.palette import load_palette
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.material import count_words
from casepool.write.figures.page import Page
from casepool.write.figures.parts import close_page
from casepool.write.figures.scene import Scene
from casepool.write.figures.state_grid import (
    NAMED,
    Box,
    GridPlan,
    Head,
    Line,
    draw_grid,
    draw_stacks,
    draw_state_legend,
    fits_cells,
)

ORDER = ("yes", "unclear", "no", "not_applicable", "not_yet_judged")


@dataclass(frozen=True, slots=True)
class AppraisedPublication:
    """A publication as a column: id, name, year (None: not known), whether it tells the index case."""

    id: str
    name: str
    year: int | None = None
    is_index: bool = False


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The judgements of people on one checklist. What nobody has judged is not yet judged."""

    checklist: str
    publications: tuple[AppraisedPublication, ...]
    judgements: tuple[Judgement, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AppraisalRow:
    """One item of one publication."""

    source_id: str
    name: str
    is_index: bool
    checklist: str
    version: str
    item: str
    wording: str
    group: str
    answer: str


def draw_appraisal(appraisal: Appraisal, width: float | None = None) -> Figure | NotDrawn:
    """The grid of items by publications; bars above 60. Refused for fewer than two publications."""
    checklist = load_checklist(appraisal.checklist)
    name, n = f"appraisal_{appraisal.checklist}", len(appraisal.publications)
    if n < 2:
        why = f"The pool holds {count_words(n, 'publication')}."
        return NotDrawn.of(name, "appraisal grid", why, "The items stand in a table.")
    rows = gather_appraisal(appraisal)
    return Figure(
        name=name,
        title=f"Appraisal by {checklist.title}.",
        legend=_say_legend(rows, n),
        alt=_say_alt(rows, n),
        data=(make_sheet(name, AppraisalRow, rows),),
        scene=lay_out_appraisal(rows, width or load_palette().two_columns, appraisal.note),
    )


def gather_appraisal(appraisal: Appraisal) -> tuple[AppraisalRow, ...]:
    """One row per item and publication, publications by year, that of the index case last."""
    checklist = load_checklist(appraisal.checklist)
    told = {(j.publication, j.item): j.answer for j in appraisal.judgements if j.answer}
    ordered = sorted(appraisal.publications, key=lambda p: (p.is_index, p.year is None, p.year or 0, p.name, p.id))
    return tuple(
        AppraisalRow(
            source_id=publication.id,
            name=publication.name,
            is_index=publication.is_index,
            checklist=checklist.id,
            version=checklist.version,
            item=item.id,
            wording=item.ask,
            group=item.domain or item.section,
            answer=_tidy(told.get((publication.id, item.id), "")),
        )
        for item in checklist.items
        for publication in ordered
    )


def _tidy(answer: str) -> str:
    words = answer.strip().casefold().replace(" ", "_")
    return words if words in ORDER else "unclear" if words else "not_yet_judged"


def lay_out_appraisal(rows: Sequence[AppraisalRow], width: float, note: str = "") -> Scene:
    """The picture from the rows of its data sheet alone."""
    heads = {row.source_id: Head(row.name, "index" if row.is_index else "") for row in rows}
    lines = _build_lines(rows)
    left, widest = (44.0, 76.0) if width < 100 else (78.0, 160.0)
    right = min(widest, left + 6.0 * len(heads))
    plan = GridPlan(width, left, widest if right - left < 1.6 * len(heads) else right, None, ORDER, "yes/n")
    page, stacked = Page(width), not fits_cells(plan, len(heads))
    y = (
        draw_stacks(page, plan, lines, "Publications")
        if stacked
        else draw_grid(page, plan, list(heads.values()), lines)
    )
    states = [answer for answer in ORDER if any(row.answer == answer for row in rows)]
    y = draw_state_legend(page, y + 3.2, states, False, stacked)
    columns = "" if stacked or len(heads) <= NAMED else "One column per publication, by year."
    return page.finish(close_page(page, y, columns, note))


def _build_lines(rows: Sequence[AppraisalRow]) -> list[Line]:
    items: dict[str, list[tuple[int, AppraisalRow]]] = {}
    for n, row in enumerate(rows):
        items.setdefault(row.item, []).append((n, row))
    return [
        Line(
            label=found[0][1].wording,
            group=found[0][1].group,
            boxes=tuple(Box(row.answer, n) for n, row in found),
            part=sum(row.answer == "yes" for _, row in found),
            whole=sum(row.answer in ("yes", "no", "unclear") for _, row in found),
            number=item,
        )
        for item, found in items.items()
    ]


def _say_legend(rows: Sequence[AppraisalRow], n: int) -> str:
    left = sum(row.answer == "not_yet_judged" for row in rows)
    return (
        f"Rows are items, columns publications by year; n = {count_words(n, 'publication')}. Right: yes of judged and "
        f"applicable. {left} of {len(rows)} answers are not yet judged by a person. There is no sum per publication."
    )


def _say_alt(rows: Sequence[AppraisalRow], n: int) -> str:
    lines = [line for line in _build_lines(rows) if line.whole]
    left = sum(row.answer == "not_yet_judged" for row in rows)
    told = sorted(lines, key=lambda line: line.part / line.whole)
    ends = "".join(f" {word}: item {line.number}, {line.part} of {line.whole}." for word, line in (
        ("Lowest", told[0]), ("Highest", told[-1])) if told) if told else ""  # fmt: skip
    return f"Appraisal grid of {n} publications and {len(_build_lines(rows))} items.{ends} Not yet judged: {left}."
