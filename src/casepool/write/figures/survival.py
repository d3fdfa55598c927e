"""Kaplan-Meier curve with the table under it, and what unstated outcomes and times could change."""

from casepool.domain.curve import Outcome
from casepool.knowledge.palette import load_palette
from casepool.write.figures.curve_rows import (
    BoundRow,
    CurveFacts,
    CurveRows,
    MassRow,
    PointRow,
    TimeRow,
    gather_curve,
    gather_facts,
)
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.material import FigureMaterial, count_words
from casepool.write.figures.survival_panels import find_horizon, lay_out_survival

ELSEWHERE = "The lanes of the swimmer plot show all that is known."


def draw_survival(material: FigureMaterial, endpoint: str, width: float | None = None) -> Figure | NotDrawn:
    """The curve of one endpoint. Refused where the plan's gate is not passed, with the numbers of the gate."""
    name = f"survival_{endpoint}"
    outcome = material.pooled.outcome(endpoint)
    if outcome is None:
        return NotDrawn.of(name, endpoint.replace("_", " "), "The form has no such endpoint.")
    curve = outcome.curve
    if outcome.display is not None or curve is None or not curve.points:
        return _refuse(name, outcome)
    rows, facts = gather_curve(outcome, curve), gather_facts(material, outcome, curve)
    return Figure(
        name=name,
        title=f"{facts.label[:1].upper()}{facts.label[1:]} (Kaplan–Meier).",
        legend=_say_legend(rows, facts),
        alt=_say_alt(rows, facts),
        data=(
            make_sheet(name, PointRow, rows.points),
            make_sheet(f"{name}_intervals", MassRow, rows.masses),
            make_sheet(f"{name}_bounds", BoundRow, rows.bounds),
            make_sheet(f"{name}_patients", TimeRow, rows.times),
        ),
        scene=lay_out_survival(rows, facts, width or load_palette().two_columns, material.note),
    )


def _refuse(name: str, outcome: Outcome) -> NotDrawn:
    if outcome.display is None:
        return NotDrawn.of(name, outcome.label, f"No time is known in {count_words(len(outcome.coded), 'patient')}.")
    why = outcome.display.why
    return NotDrawn.of(name, outcome.display.subject, why[:1].upper() + why[1:], ELSEWHERE if outcome.events else "")


def _say_legend(rows: CurveRows, facts: CurveFacts) -> str:
    on_curve = sum(row.t is not None for row in rows.times)
    events = sum(row.event for row in rows.times)
    unknown = sum(row.kind == "endpoint_unknown" for row in rows.times)
    intervals = sum(row.kind == "event_time_bounded" for row in rows.times)
    horizon = find_horizon(rows.points)
    parts = (
        f"{count_words(on_curve, 'patient')}, {count_words(events, 'event')}; "
        f"{unknown} of {len(rows.times)} are left out: outcome not stated.",
        f"Band: {100 * facts.level:g}% interval ({facts.method}). Ticks: censored.",
        f"Grey: fewer than {facts.few_limit} at risk." if facts.few_from is not None else "",
        f"{count_words(intervals, 'time')} known only as an interval {'stands' if intervals == 1 else 'stand'} at the "
        "latest possible time in A." if intervals else "",
        "B: bounds over every unknown outcome and every admissible time." if unknown or intervals else "",
        f"The curve is cut at {horizon:g} months: fewer than 10 at risk." if horizon < rows.points[-1].t else "",
    )  # fmt: skip
    return " ".join(part for part in parts if part)


def _say_alt(rows: CurveRows, facts: CurveFacts) -> str:
    on_curve = sum(row.t is not None for row in rows.times)
    events, last = sum(row.event for row in rows.times), rows.points[-1]
    unknown = sum(row.kind == "endpoint_unknown" for row in rows.times)
    median = ", ".join(facts.median_words) or "No median"
    return (
        f"Kaplan–Meier curve of {facts.label} of {on_curve} patients with {events} events. {median}. "
        f"The curve ends at {last.survival:.2f} after {last.t:g} months. {unknown} patients with unstated outcome are "
        "not on it."
    )
