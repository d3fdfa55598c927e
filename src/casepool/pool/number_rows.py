"""Numbers of patients: median, quartiles and range, with bounds where a source gives only an interval.

A printed bound, range or decade is never turned into its midpoint. Each summary is computed with every such value at
its lower and at its upper end; where the two differ, the estimate has bounds in place of a value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite, nan
from statistics import stdev
from typing import Any

import numpy as np

from casepool.domain.cohort import PoolPlan
from casepool.domain.estimate import Estimate, Interval, Missing, Refusal, Row
from casepool.domain.form import Field
from casepool.domain.quantity import MONTHS, YEARS, Quantity
from casepool.domain.values import Measurement, Value
from casepool.pool.cells import Cell, count_publications, list_missing, list_sources
from casepool.pool.names import name_field, name_part
from casepool.pool.quantiles import attain_median, bound_mean, bound_median, find_median, find_quantiles
from casepool.pool.runs import Numbers, make_runs

Ends = tuple[float, float]
Summary = Callable[[Sequence[float]], float]
BETWEEN = "lies between the bounds"


def describe_numbers(field: Field, cells: Sequence[Cell], plan: PoolPlan) -> tuple[Row, ...]:
    """The row of a field of numbers; one row per unit where units cannot be converted into each other."""
    units = sorted({cell.value.unit for cell in cells if isinstance(cell.value, Quantity)})
    if field.type != "ratio" or len(units) < 2:
        return (build_number_row(field, name_field(field), "", cells, plan),)
    return tuple(
        build_number_row(field, f"{name_field(field)}.{name_part(unit)}", unit, _only(cells, unit), plan)
        for unit in units
    )


def describe_sizes(field: Field, items: Mapping[str, Sequence[Cell]], plan: PoolPlan) -> tuple[Row, ...]:
    """The largest dimension in mm, one row per modality: two modalities are two measurements."""
    stem = name_field(field)
    return tuple(build_number_row(field, f"{stem}.{name_part(m)}", m, cells, plan) for m, cells in items.items())


def _only(cells: Sequence[Cell], unit: str) -> list[Cell]:
    def keep(cell: Cell) -> Cell:
        is_other = isinstance(cell.value, Quantity) and cell.value.unit != unit
        return replace(cell, state="not_reported", value=None, sources=()) if is_other else cell

    return [keep(cell) for cell in cells]


def read_ends(value: Value, canonical: str = "") -> Ends | None:
    """Lower and upper end of a number in the canonical unit (inf: unbounded); None if the value is no number.

    "<50" is 0 to 50, "at least 6" is 6 and more, a range or decade is its two ends; "about 40" counts as 40.
    """
    if isinstance(value, Measurement):
        return _bound_ends(value.largest_mm, None, value.qualifier)
    if isinstance(value, Quantity):
        factor = _factor(value.unit, canonical)
        upper = None if value.upper is None else value.upper * factor
        return _bound_ends(value.value * factor, upper, value.qualifier)
    return (float(value), float(value)) if isinstance(value, int) else None


def _factor(unit: str, canonical: str) -> float:
    if canonical == "month":
        return MONTHS.get(unit, 1.0)
    return YEARS.get(unit, 1.0) if canonical == "year" else 1.0


def _bound_ends(number: float, upper: float | None, qualifier: str) -> Ends:
    if qualifier == "less_than":
        return 0.0, number
    if qualifier in ("more_than", "at_least"):
        return number, inf
    return number, number if upper is None else upper


def build_number_row(field: Field, name: str, item: str, cells: Sequence[Cell], plan: PoolPlan) -> Row:
    """The row of one field, unit or modality. Few values are listed as well (plan.list_up_to)."""

    def build(changed: Sequence[Cell]) -> Numbers:
        return _build_numbers(field, name, changed, plan)

    estimates, refusals = build(cells)
    ends = [pair for _, pair in _stated(field, cells)]
    exact = sorted(low for low, high in ends if low == high)
    imprecise = len(ends) - len(exact)
    return Row(
        name=name,
        field=field.id,
        label=field.label,
        kind="span" if field.table1 == "range" else "numeric",
        item=item,
        estimates=estimates,
        missing=_list_left_out(field, cells),
        refusals=refusals,
        runs=make_runs(cells, build),
        values=tuple(exact) if 0 < len(ends) <= plan.list_up_to else (),
        notes=(f"{imprecise} of {len(ends)} values are bounds or ranges.",) if imprecise else (),
    )


def _stated(field: Field, cells: Sequence[Cell]) -> list[tuple[Cell, Ends]]:
    pairs = ((cell, read_ends(cell.value, field.canonical)) for cell in cells if cell.state == "reported")
    return [(cell, ends) for cell, ends in pairs if ends is not None]


def _list_left_out(field: Field, cells: Sequence[Cell]) -> tuple[Missing, ...]:
    said = {cell.patient for cell, _ in _stated(field, cells)}
    return list_missing(cell for cell in cells if cell.patient not in said)


def _build_numbers(field: Field, name: str, cells: Sequence[Cell], plan: PoolPlan) -> Numbers:
    stated = _stated(field, cells)
    said = [cell for cell, _ in stated]
    base = Estimate(
        f"{name}.n",
        len(said),
        len(said),
        publications=count_publications(said),
        missing=_list_left_out(field, cells),
        sources=list_sources(said),
        method="count of patients",
    )
    if not said:
        return (base,), (Refusal(f"{name}.median", f"{field.label}: median", f"stated in 0 of {len(cells)} patients"),)
    unit = "mm" if field.type == "measurement_nd" else field.canonical
    ends = [pair for _, pair in stated]
    summaries = SPAN if field.table1 == "range" else _list_summaries(plan)
    made = (
        replace(base, name=f"{name}.{part}", unit=unit, **_summarise(ends, *summary, plan))
        for part, summary in summaries.items()
    )
    return (base, *made), _refuse_interval(name, len(ends), plan) if "median" in summaries else ()


def _list_summaries(plan: PoolPlan) -> Mapping[str, tuple[Summary, str]]:
    def quartile(share: float) -> Summary:
        return lambda values: find_quantiles(values, [share], plan.quartile_type)[0]

    kind = f"quartile, type {plan.quartile_type}"
    center: dict[str, tuple[Summary, str]]
    center = {"median": (find_median, "median"), "q1": (quartile(0.25), kind), "q3": (quartile(0.75), kind)}
    return center | SPAN | (MEANS if plan.with_mean else {})


def _find_mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _find_deviation(values: Sequence[float]) -> float:
    return stdev(values) if len(values) > 1 and all(map(isfinite, values)) else nan


SPAN: dict[str, tuple[Summary, str]] = {"min": (min, "least value"), "max": (max, "greatest value")}
MEANS: dict[str, tuple[Summary, str]] = {
    "mean": (_find_mean, "mean"),
    "sd": (_find_deviation, "standard deviation, n - 1"),
}


def _summarise(ends: Sequence[Ends], summary: Summary, method: str, plan: PoolPlan) -> dict[str, Any]:
    """Value, bounds, interval, method and words of one summary."""
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    low, high = _compute(summary, lows), _compute(summary, highs)
    interval = _bound(method, lows, highs, plan.level)
    if lows == highs or (low == high and summary is not _find_deviation):
        return {"value": low, "method": method, "interval": interval, "words": "" if low is not None else "not defined"}
    if summary is _find_deviation:
        return {"value": None, "method": method, "words": "not defined: some values are bounds"}
    return {"value": None, "method": method, "bounds": (low, high), "interval": interval, "words": BETWEEN}


def _compute(summary: Summary, values: Sequence[float]) -> float | None:
    with np.errstate(invalid="ignore"):
        number = float(summary(values))
    return number if isfinite(number) else None


def _bound(method: str, lows: Sequence[float], highs: Sequence[float], level: float) -> Interval | None:
    """The interval of a median (from the lower ends to the upper ends), or of the mean of exact values."""
    if method == "median":
        low, high = bound_median(lows, level), bound_median(highs, level)
        return replace(low, upper=high.upper) if low and high else None
    return bound_mean(lows, level) if method == "mean" and lows == highs else None


def _refuse_interval(name: str, n: int, plan: PoolPlan) -> tuple[Refusal, ...]:
    """The refusal of the interval of the median where n is too small for the level."""
    if attain_median(n) >= plan.level:
        return ()
    least = next(size for size in range(n, 1_000) if attain_median(size) >= plan.level)
    attained = f"the range of {n} attains {100 * attain_median(n):.4g}%"
    reason = f"not available at {100 * plan.level:g}%, {attained}"
    return (Refusal(f"{name}.median.interval", "Interval of the median", reason, f"{least} patients are needed"),)
