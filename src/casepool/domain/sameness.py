"""What makes two values the same, and how far apart two numbers are: for merging, agreement and conflicts."""

from collections.abc import Hashable
from math import isclose

from casepool.domain.quantity import MONTHS, IntervalTime, Quantity
from casepool.domain.values import MarkerResult, Measurement, Value

Numbers = tuple[float | None, ...]


def value_key(value: Value) -> Hashable:
    """A key that equal values share: units, order of dimensions, letter case and printed forms do not matter."""
    if isinstance(value, Quantity):
        return (*(_rounded(n) for n in value_numbers(value)), _dimension(value.unit), value.qualifier)
    if isinstance(value, Measurement):
        return (*(_rounded(n) for n in value_numbers(value)), value.qualifier)
    if isinstance(value, MarkerResult):
        return (value.marker.casefold(), value.result)
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    return value


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)


def _dimension(unit: str) -> str:
    return "time" if unit in MONTHS else unit


def value_numbers(value: Value) -> Numbers:
    """The numbers of a value in one unit (times in months, sizes in mm, largest first); empty if it has none."""
    if isinstance(value, Quantity):
        factor = MONTHS.get(value.unit, 1.0)
        return (value.value * factor, None if value.upper is None else value.upper * factor)
    if isinstance(value, Measurement):
        return tuple(sorted(value.millimetres, reverse=True))
    if isinstance(value, IntervalTime):
        return (value.after, value.by)
    return (float(value),) if isinstance(value, int) else ()


def same_value(a: Value, b: Value, tolerance: float = 0.0) -> bool:
    """Whether two values are equal, numbers within `tolerance` times the larger of the two (0.05: 5%)."""
    first, second = value_numbers(a), value_numbers(b)
    if not first or type(a) is not type(b):
        return value_key(a) == value_key(b)
    if len(first) != len(second) or _words(a) != _words(b):
        return False
    return all(_near(x, y, tolerance) for x, y in zip(first, second, strict=True))


def _near(a: float | None, b: float | None, tolerance: float) -> bool:
    if a is None or b is None:
        return a is b
    return isclose(a, b, rel_tol=max(tolerance, 1e-9), abs_tol=1e-9)


def _words(value: Value) -> tuple[str, ...]:
    """The parts of a value that are words: they must be the same whatever the tolerance."""
    if isinstance(value, Quantity):
        return (_dimension(value.unit), value.qualifier)
    return (value.qualifier,) if isinstance(value, Measurement) else ()
