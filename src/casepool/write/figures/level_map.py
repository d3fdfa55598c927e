"""Which vertebral levels the lesions lie at, and which were operated."""

from collections.abc import Mapping, Sequence

from casepool.domain.cell import Cell
from casepool.domain.values import Levels
from casepool.knowledge.figure_words import load_figure_words
from casepool.knowledge.palette import load_palette
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.level_counts import lay_out_counts
from casepool.write.figures.level_lanes import LevelRow, lay_out_lanes
from casepool.write.figures.material import FigureMaterial, Subject, count_words, say_evidence
from casepool.write.figures.scene import Scene
from casepool.write.figures.spine import find_blocks, say_block

NAMED, LANES = 12, 90


def draw_level_map(material: FigureMaterial, width: float | None = None) -> Figure | NotDrawn:
    """The level map: lanes with names to 12 patients, thin lanes to 90, counts above. Refused without stated levels."""
    rows = gather_levels(material)
    stated = {row.patient_id for row in rows if row.kind == "lesion" and row.upper}
    if not stated:
        why = f"Vertebral levels are stated in 0 of {count_words(material.n, 'patient')}."
        return NotDrawn.of("level_map", "level map", why)
    palette = load_palette()
    thin = NAMED < material.n <= LANES
    width = width or (palette.two_columns if thin else palette.one_column)
    scene = lay_out_level_map(rows, width, material.form.id, material.note)
    return Figure(
        name="level_map",
        title=material.words.words["level_map" if material.n <= LANES else "level_counts"],
        legend=f"{_say_order(material.n)} {say_missing(rows)}",
        alt=_say_alt(rows),
        data=(make_sheet("level_map", LevelRow, rows),),
        scene=scene,
    )


def lay_out_level_map(rows: Sequence[LevelRow], width: float, form: str, note: str = "") -> Scene:
    """The picture from the rows of its data sheet alone."""
    words = load_figure_words(form).words
    n = len({row.patient_id for row in rows})
    if n <= LANES and (n <= NAMED or width > 100):
        return lay_out_lanes(rows, width, words, say_missing(rows), note)
    return lay_out_counts(rows, width, words, say_missing(rows), note)


def gather_levels(material: FigureMaterial) -> tuple[LevelRow, ...]:
    """One row per block of levels, and one without levels for a patient of whom none is known."""
    names = material.words.field
    return tuple(
        row
        for subject in material.subjects
        for kind, field in (("lesion", names["levels"]), ("operated", names["operated"]))
        for row in _read_rows(material, subject, kind, material.cell(field, subject.id))
    )


def _read_rows(material: FigureMaterial, subject: Subject, kind: str, cell: Cell) -> list[LevelRow]:
    names, short = material.words.field, material.words.short
    blocks = find_blocks(cell.value.levels) if isinstance(cell.value, Levels) else []
    return [
        LevelRow(
            patient_id=subject.id,
            source_id=subject.source,
            name=subject.name,
            is_index=subject.is_index,
            kind=kind,
            upper=upper,
            lower=lower,
            sex=_shorten(material.cell(names["sex"], subject.id), short),
            side=_shorten(material.cell(names["side"], subject.id), short),
            state=cell.state,
            evidence_ids=say_evidence(cell.sources),
        )
        for upper, lower in blocks or [("", "")]
    ]


def _shorten(cell: Cell, short: Mapping[str, str]) -> str:
    word = str(cell.value) if cell.state == "reported" and isinstance(cell.value, str) else ""
    return short.get(word, word)


def say_missing(rows: Sequence[LevelRow]) -> str:
    """How many patients are not shown, and in how many operated levels are known."""
    total = len({row.patient_id for row in rows})
    lesion = len({row.patient_id for row in rows if row.kind == "lesion" and row.upper})
    operated = len({row.patient_id for row in rows if row.kind == "operated" and row.upper})
    unclear = len(
        {r.patient_id for r in rows if r.kind == "lesion" and not r.upper and r.state in ("unclear", "reported")}
    )
    silent = total - lesion - unclear
    causes = [f"levels not reported in {silent}" if silent else "", f"not drawable in {unclear}" if unclear else ""]
    missing = "".join(f"; {cause}" for cause in causes if cause)
    return (
        f"n = {lesion} of {count_words(total, 'patient')}{missing}. "
        f"Operated levels are reported in {operated} of {total}."
    )


def _say_order(n: int) -> str:
    if n <= NAMED:
        return "One lane per patient by year of publication, the index case last."
    if n <= LANES:
        return "One lane per patient, ordered by upper, then lower level; right: patients with each level."
    return "A patient counts once at each level."


def _say_alt(rows: Sequence[LevelRow]) -> str:
    total = len({row.patient_id for row in rows})
    own = [say_block(r.upper, r.lower) for r in rows if r.is_index and r.kind == "lesion" and r.upper]
    other = [say_block(r.upper, r.lower) for r in rows if not r.is_index and r.kind == "lesion" and r.upper]
    index = f"; index case {', '.join(own)}" if own else ""
    if total > NAMED:
        return f"Level map of {total} patients. {say_missing(rows)} Lesions: {len(other) + len(own)} blocks{index}."
    silent = total - len({row.patient_id for row in rows if row.kind == "operated" and row.upper})
    said = ", ".join(other) or "none of earlier patients"
    return f"Level map of {count_words(total, 'patient')}. Lesions: {said}{index}. {_say_silent(rows)}" + (
        f"Operated levels not reported in {silent}."
    )


def _say_silent(rows: Sequence[LevelRow]) -> str:
    silent = {row.patient_id for row in rows} - {r.patient_id for r in rows if r.kind == "lesion" and r.upper}
    return f"Levels not known in {len(silent)}. " if silent else ""
