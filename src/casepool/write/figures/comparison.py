"""The index case against the earlier patients."""

from collections.abc import Sequence

from casepool.knowledge.palette import load_palette
from casepool.write.figures.comparison_layout import lay_out_comparison
from casepool.write.figures.comparison_rows import CompareRow, VerdictRow, gather_comparison
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.material import FigureMaterial, count_words


def draw_comparison(material: FigureMaterial) -> Figure | NotDrawn:
    """The index case against the earlier patients; refused without exactly one index case or without an earlier one."""
    own = sum(subject.is_index for subject in material.subjects)
    if own != 1:
        why = "No index case is in the project." if not own else f"The project holds {own} index cases."
        return NotDrawn.of("comparison", "comparison", why, "One index case is compared at a time.")
    if material.n == 1:
        return NotDrawn.of("comparison", "comparison", "No earlier patient is in the project.")
    rows, verdicts = gather_comparison(material)
    if not rows:
        return NotDrawn.of("comparison", "comparison", "No compared field is stated for any patient.")
    return Figure(
        name="comparison",
        title="Index case against the earlier patients.",
        legend=_say_legend(verdicts),
        alt=_say_alt(verdicts),
        data=(make_sheet("comparison", CompareRow, rows), make_sheet("comparison_verdicts", VerdictRow, verdicts)),
        scene=lay_out_comparison(rows, verdicts, load_palette().two_columns, material.note),
    )


def _say_legend(verdicts: Sequence[VerdictRow]) -> str:
    n = verdicts[0].n
    missing = [f"{v.label} {v.n - v.stated}" for v in verdicts if v.stated < v.n]
    parts = (
        f"n = {count_words(n, 'earlier patient')}; the index case (violet) is not among them.",
        f"Not stated: {', '.join(missing)}." if missing else "",
        "Intervals: exact, of the share of earlier patients below the index case. Chance to fall outside: 2/(n + 1), "
        "the chance of any new patient to lie outside the range of the earlier ones.",
    )
    return " ".join(part for part in parts if part)


def _say_alt(verdicts: Sequence[VerdictRow]) -> str:
    told = [f"{v.label}: {v.line_1}" for v in verdicts]
    missing = sum(v.n - v.stated for v in verdicts)
    start = f"Comparison of the index case with {verdicts[0].n} earlier patients; {missing} values are not stated."
    return f"{start} {'. '.join(told)}."
