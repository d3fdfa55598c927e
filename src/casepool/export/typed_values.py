"""Typed values as plain JSON with all their parts, back again, and in words for a cell."""

from collections.abc import Mapping
from typing import Any

from casepool.domain.errors import UsageError
from casepool.domain.quantity import QUALIFIERS, IntervalTime, Quantity, tidy_number
from casepool.domain.values import MARKER_RESULTS, Grade, Levels, MarkerResult, Measurement, Novelty, Value

COMPARATORS = {
    "exact": "=",
    "range": "=",
    "decade": "=",
    "about": "~",
    "less_than": "<",
    "more_than": ">",
    "at_least": ">=",
}
KINDS = {
    str: "text",
    int: "integer",
    Quantity: "quantity",
    Measurement: "size",
    IntervalTime: "time",
    Levels: "levels",
    MarkerResult: "marker",
    Grade: "grade",
    Novelty: "novelty",
}


def kind_of(value: Value) -> str:
    """The word for the kind of a value; empty for none."""
    return "" if value is None else KINDS[type(value)]


def pack_value(value: Value) -> Any:
    """The value as JSON that `unpack_value` turns back into an equal value."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Quantity):
        parts = {
            "value": float(value.value),
            "unit": value.unit,
            "qualifier": value.qualifier,
            "upper": _float(value.upper),
        }
        return {**parts, "printed": value.printed}
    if isinstance(value, Measurement):
        return {"values": list(map(float, value.values)), "unit": value.unit, "qualifier": value.qualifier}
    if isinstance(value, IntervalTime):
        return {"after": _float(value.after), "by": _float(value.by)}
    return _pack_words(value)


def _float(number: float | None) -> float | None:
    return None if number is None else float(number)


def _pack_words(value: Levels | MarkerResult | Grade | Novelty) -> Any:
    if isinstance(value, Levels):
        return {"levels": list(value.levels)}
    if isinstance(value, MarkerResult):
        extent = pack_value(value.extent_percent)
        return {"marker": value.marker, "result": value.result, "extent_percent": extent}
    if isinstance(value, Grade):
        return {"scale": value.scale, "grade": value.grade}
    return {"ordinal": value.ordinal, "scope": value.scope}


def unpack_value(kind: str, packed: Any) -> Value:
    """The value of a packed one. Raises UsageError when the parts do not fit the kind."""
    try:
        return _unpack(kind, packed)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"{packed!r} is no value of kind {kind!r} ({error}). Kinds: {', '.join(KINDS.values())}."
        ) from error


def _unpack(kind: str, packed: Any) -> Value:
    if kind == "":
        return None
    if kind == "text":
        return str(packed)
    if kind == "integer":
        return int(packed)
    value: Value = _READERS[kind](packed)
    return value


def _read_quantity(packed: Mapping[str, Any]) -> Quantity:
    upper = packed.get("upper")
    number, last = float(packed["value"]), None if upper is None else float(upper)
    qualifier = _word("qualifier", packed.get("qualifier", "exact"), QUALIFIERS)
    return Quantity(number, str(packed.get("unit", "")), qualifier, last, str(packed.get("printed", "")))


def _read_size(packed: Mapping[str, Any]) -> Measurement:
    values = tuple(float(number) for number in packed["values"])
    if not 1 <= len(values) <= 3:
        raise ValueError("a size has one to three numbers")
    qualifier = _word("qualifier", packed.get("qualifier", "exact"), QUALIFIERS)
    return Measurement(values, _word("unit", packed["unit"], ("mm", "cm")), qualifier)


def _read_time(packed: Mapping[str, Any]) -> IntervalTime:
    after, by = (None if packed[key] is None else float(packed[key]) for key in ("after", "by"))
    return IntervalTime(after, by)


def _read_marker(packed: Mapping[str, Any]) -> MarkerResult:
    extent = packed.get("extent_percent")
    result = _word("result", packed["result"], MARKER_RESULTS)
    return MarkerResult(str(packed["marker"]), result, None if extent is None else _read_quantity(extent))


_READERS: Mapping[str, Any] = {
    "quantity": _read_quantity,
    "size": _read_size,
    "time": _read_time,
    "levels": lambda packed: Levels(tuple(map(str, packed["levels"]))),
    "marker": _read_marker,
    "grade": lambda packed: Grade(str(packed["scale"]), str(packed["grade"])),
    "novelty": lambda packed: Novelty(int(packed["ordinal"]), str(packed["scope"])),
}


def _word(what: str, given: object, allowed: tuple[str, ...]) -> str:
    if given not in allowed:
        raise ValueError(f"{what} {given!r}; allowed: {', '.join(allowed)}")
    return str(given)


def comparator_of(value: Value) -> str:
    """= < > >= or ~ of a number or size; empty for other values."""
    return COMPARATORS[value.qualifier] if isinstance(value, Quantity | Measurement) else ""


def say_number(number: float) -> str:
    """A number with the digits it needs, whole numbers without a point, never in powers of ten."""
    tidy = tidy_number(number)
    return str(tidy) if isinstance(tidy, int) else f"{tidy:.4f}".rstrip("0").rstrip(".")


def say_value(value: Value) -> str:
    """The value in words and numbers, with comparator and unit; empty for none."""
    if isinstance(value, Quantity):
        return f"{_sign(value)}{_numbers(value)}{_unit(value.unit)}"
    if isinstance(value, Measurement):
        return f"{_sign(value)}{' x '.join(map(say_number, value.values))} {value.unit}"
    if isinstance(value, IntervalTime):
        ends = ("unbounded" if end is None else say_number(end) for end in (value.after, value.by))
        return f"{say_number(value.by or 0)} month" if value.is_exact else "({}, {}] month".format(*ends)
    return "" if value is None else _say_words(value)


def _say_words(value: str | int | Levels | MarkerResult | Grade | Novelty) -> str:
    if isinstance(value, Levels):
        return ", ".join(value.levels)
    if isinstance(value, MarkerResult):
        extent = f" ({say_value(value.extent_percent)})" if value.extent_percent else ""
        return f"{value.marker} {value.result}{extent}"
    if isinstance(value, Grade):
        return f"{value.scale} {value.grade}".strip()
    return f"{value.ordinal}: {value.scope}" if isinstance(value, Novelty) else str(value)


def _sign(value: Quantity | Measurement) -> str:
    sign = COMPARATORS[value.qualifier]
    return "" if sign == "=" else f"{sign} "


def _numbers(value: Quantity) -> str:
    return say_number(value.value) + ("" if value.upper is None else f" to {say_number(value.upper)}")


def _unit(unit: str) -> str:
    return "" if not unit else unit if unit[0] in "%/" else f" {unit}"
