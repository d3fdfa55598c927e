"""Swimmer plot: how long each patient was followed and what happened, and what is known only as an interval."""

from collections.abc import Mapping, Sequence

from casepool.knowledge.figure_words import FigureWords, load_figure_words
from casepool.knowledge.palette import load_palette
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.lane_rows import DEATH, EVENT, FOLLOWED, LaneRow, gather_lanes
from casepool.write.figures.material import FigureMaterial, count_words
from casepool.write.figures.scene import Scene
from casepool.write.figures.swimmer_hairlines import lay_out_hairlines
from casepool.write.figures.swimmer_lanes import lay_out_lanes

THIN, MOST = 80, 1500


def draw_swimmer(material: FigureMaterial) -> Figure | NotDrawn:
    """The swimmer plot; hairlines above 80 patients. Refused for one patient, without follow-up, and above 1500."""
    rows = gather_lanes(material)
    followed = sum(row.mark == FOLLOWED and row.to_months is not None for row in rows)
    if not followed:
        why = f"Follow-up is stated in 0 of {count_words(material.n, 'patient')}."
        return NotDrawn.of("swimmer", "swimmer plot", why)
    if material.n == 1:
        return NotDrawn("swimmer", _say_one(rows, material.words))
    if material.n > MOST:
        why = f"{count_words(material.n, 'patient')} leave less than 0.06 mm for each, 1500 can be drawn."
        return NotDrawn.of("swimmer", "swimmer plot", why, "The follow-up of each patient stands in the data tables.")
    scene = lay_out_swimmer(rows, material.form.id, material.note)
    return Figure(
        name="swimmer",
        title=material.words.words["swimmer"],
        legend=_say_legend(rows, material.n, followed),
        alt=_say_alt(rows, material.n, material.words),
        data=(make_sheet("swimmer", LaneRow, rows),),
        scene=scene,
    )


def lay_out_swimmer(rows: Sequence[LaneRow], form: str, note: str = "") -> Scene:
    """The picture from the rows of its data sheet alone."""
    words, width = load_figure_words(form), load_palette().two_columns
    lanes = [row for row in rows if row.mark == FOLLOWED]
    axis = name_axis(rows, words.time_axis)
    if len(lanes) > THIN:
        return lay_out_hairlines(rows, words, width, axis, note)
    return lay_out_lanes(rows, words, width, axis, note)


def name_axis(rows: Sequence[LaneRow], names: Mapping[str, str]) -> str:
    """What the times count from: named only if it is the same for all lanes."""
    zeros = {row.time_zero for row in rows if row.mark == FOLLOWED and row.to_months is not None}
    zero = next(iter(zeros)) if len(zeros) == 1 else "unstated"
    return names.get(zero, names["unstated"])


def _say_one(rows: Sequence[LaneRow], words: FigureWords) -> str:
    end = next(row.to_months for row in rows if row.mark == FOLLOWED)
    happened = {row.kind for row in rows if row.mark in (EVENT, DEATH)}
    told = [event.word if event.endpoint in happened else f"no {event.word} stated" for event in words.events]
    if words.death in happened:
        told.append(words.words["death"])
    return f"The patient was followed for {end:g} months: {', '.join(told)}."


def _say_legend(rows: Sequence[LaneRow], n: int, followed: int) -> str:
    intervals = sum(row.mark == EVENT and row.bound == "interval" for row in rows)
    left = f"; in {n - followed} it is not stated (grey)" if n > followed else ""
    parts = (
        "One lane per patient from time zero, by length of follow-up.",
        f"Follow-up is stated for {followed} of {count_words(n, 'patient')}{left}.",
        f"{count_words(intervals, 'event is', 'events are')} known only as an interval." if intervals else "",
        _say_undated(rows),
    )
    return " ".join(part for part in parts if part)


def _say_undated(rows: Sequence[LaneRow]) -> str:
    undated = sum(row.mark in (EVENT, DEATH) and row.to_months is None for row in rows)
    if not undated:
        return ""
    return f"{count_words(undated, 'event')} without any stated time {'is' if undated == 1 else 'are'} not drawn."


def _say_alt(rows: Sequence[LaneRow], n: int, words: FigureWords) -> str:
    ends = [row.to_months for row in rows if row.mark == FOLLOWED and row.to_months is not None]
    times = (
        ", ".join(f"{end:g}" for end in sorted(ends, reverse=True))
        if len(ends) <= 8
        else f"{min(ends):g} to {max(ends):g}"
    )
    deaths = sum(row.mark == DEATH for row in rows)
    told = [
        f"{event.word} {sum(row.kind == event.endpoint and row.mark == EVENT for row in rows)}"
        for event in words.events
    ]
    intervals = sum(row.mark == EVENT and row.bound == "interval" for row in rows)
    death = f"deaths {deaths}" if deaths else "no death is stated"
    return (
        f"Swimmer plot of {n} patients. Follow-up is stated for {len(ends)}: {times} months; not stated for "
        f"{n - len(ends)}. Events: {', '.join(told)}; {death}. {intervals} known only as intervals."
    )
