"""A survival curve as rows: its points, the coded times behind it, its interval masses and its bounds."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.curve import CodedTime, Curve, Outcome
from casepool.write.figures.material import FigureMaterial, say_evidence


@dataclass(frozen=True, slots=True)
class PointRow:
    """The curve from `t` months on; blank limits where S is 0 or 1."""

    t: float
    at_risk: int
    events_before: int
    censored_before: int
    censored: int
    survival: float
    lower: float | None
    upper: float | None
    few: bool


@dataclass(frozen=True, slots=True)
class MassRow:
    """Probability mass somewhere in (interval_from, interval_to]; no end: later than the last time."""

    interval_from: float
    interval_to: float | None
    mass: float


@dataclass(frozen=True, slots=True)
class BoundRow:
    """Least and greatest value of the curve at `t`, and the least value just after it."""

    t: float
    worst: float
    best: float
    worst_after: float


@dataclass(frozen=True, slots=True)
class TimeRow:
    """The coded time of one patient. `t` and `event` are its place on the conventional curve (none: not on it)."""

    patient_id: str
    source_id: str
    kind: str
    from_months: float | None
    to_months: float | None
    t: float | None
    event: bool
    rule: str
    time_zero: str
    flags: str
    state: str
    evidence_ids: str


@dataclass(frozen=True, slots=True)
class CurveRows:
    """Everything that the figure draws."""

    points: tuple[PointRow, ...]
    times: tuple[TimeRow, ...]
    masses: tuple[MassRow, ...]
    bounds: tuple[BoundRow, ...]


@dataclass(frozen=True, slots=True)
class CurveFacts:
    """What is said beside the curve. `median` is None where it is not reached."""

    label: str
    axis: str
    y_label: str
    method: str
    level: float
    few_from: float | None
    median: float | None
    median_words: tuple[str, ...]
    few_limit: int


def gather_curve(outcome: Outcome, curve: Curve) -> CurveRows:
    """The rows of an outcome whose curve may be drawn."""
    everyone = outcome.everyone
    bounds = () if everyone is None else everyone.points
    return CurveRows(
        points=_list_points(curve),
        times=tuple(_read_time(coded) for coded in outcome.coded),
        masses=tuple(MassRow(mass.left, mass.right, mass.mass) for mass in outcome.masses),
        bounds=tuple(BoundRow(p.time, p.lower, p.upper, p.lower_after) for p in bounds),
    )


def _list_points(curve: Curve) -> tuple[PointRow, ...]:
    rows, events, censored = [], 0, 0
    for p in curve.points:
        few = curve.few_from is not None and p.time >= curve.few_from
        rows.append(PointRow(p.time, p.at_risk, events, censored, p.censored, p.survival, p.lower, p.upper, few))
        events, censored = events + p.events, censored + p.censored
    return tuple(rows)


def _read_time(coded: CodedTime) -> TimeRow:
    place = coded.conventional
    return TimeRow(
        patient_id=coded.patient,
        source_id=coded.sources[0].publication if coded.sources else "",
        kind=coded.kind,
        from_months=coded.left,
        to_months=coded.right,
        t=None if place is None else place[0],
        event=place is not None and place[1],
        rule=coded.rule,
        time_zero=coded.time_zero,
        flags=" ".join(coded.flags),
        state="reported" if coded.is_known else "unclear",
        evidence_ids=say_evidence(coded.sources),
    )


def gather_facts(material: FigureMaterial, outcome: Outcome, curve: Curve) -> CurveFacts:
    """The words beside the curve."""
    words = material.words
    zeros = {coded.time_zero for coded in outcome.coded if coded.conventional}
    zero = next(iter(zeros)) if len(zeros) == 1 else "unstated"
    estimate = outcome.get("median")
    median = estimate.value if estimate else None
    few = curve.few_from is not None and median is not None and median >= curve.few_from
    return CurveFacts(
        label=outcome.label,
        axis=words.time_axis.get(zero, words.time_axis["unstated"]),
        y_label=words.curves.get(outcome.name, f"Free of {outcome.label}"),
        method=curve.method,
        level=curve.level,
        few_from=curve.few_from,
        median=median,
        median_words=_say_median(outcome, median, few),
        few_limit=max(3, -(-curve.patients // 10)),
    )


def _say_median(outcome: Outcome, median: float | None, few: bool) -> tuple[str, ...]:
    estimate = outcome.get("median")
    if estimate is None:
        return ()
    said = estimate.words.replace("-", "–")
    first = "Median not reached" if median is None else f"Median {median:g} months"
    first += f" ({said})" if median is not None and said else ""
    lines = [first + (" (few at risk)" if few else "")]
    if estimate.interval is not None:
        ends = [estimate.interval.lower, estimate.interval.upper]
        low, high = ("not reached" if end is None else f"{end:g}" for end in ends)
        lines.append(f"{100 * estimate.interval.level:g}% interval {low} to {high}")
    return tuple(lines)


def count_at(times: Sequence[TimeRow], moment: float) -> tuple[int, int, int]:
    """At risk just before a moment, events before it, censored before it; they add up to the patients on the curve."""
    placed = [(row.t, row.event) for row in times if row.t is not None]
    return (
        sum(t >= moment for t, _ in placed),
        sum(t < moment and event for t, event in placed),
        sum(t < moment and not event for t, event in placed),
    )
