"""An answer in the words of the screen: "36 years", "absent", "36 or 35 years", "desmin+"."""

from casepool.domain.form import Field
from casepool.domain.quantity import MONTHS, IntervalTime, Quantity
from casepool.domain.review import Answer
from casepool.domain.values import MarkerResult, Value
from casepool.write.escape import show_line
from casepool.write.show_value import show_in_full, show_value

_MARKER_SIGNS = {"positive": "+", "negative": "\u2212"}


def say_value(field: Field, value: Value) -> str:
    """A value in full words; "present" for a presence without details."""
    if value is None:
        return "present"
    shown = show_in_full(value)
    return show_line(shown.replace("_", " ") if field.allowed else shown)


def say_answer(field: Field, answer: Answer) -> str:
    """What an answer says. An unclear one gives its readings, or nothing where it has none (its reason says why)."""
    match answer.state:
        case "reported":
            more = answer.given if answer.given not in ("", "given") else ""
            return ", ".join(part for part in (say_value(field, answer.value), more.replace("_", " ")) if part)
        case "absent":
            return "absent, declined" if answer.given == "declined" else "absent"
        case "unclear":
            return " or ".join(dict.fromkeys(say_value(field, item.value) for item in answer.candidates))
        case state:
            return state.replace("_", " ")


def say_short(field: Field, answer: Answer) -> str:
    """What an answer says in a cell of the grid, whose heading names the unit."""
    if answer.state == "unclear":
        readings = dict.fromkeys(_shorten(field, item.value) for item in answer.candidates)
        return " | ".join(readings) or answer.reason.replace("_", " ")
    said = _shorten(field, answer.value) if answer.state == "reported" else answer.state.replace("_", " ")
    item = show_line(answer.named or answer.item)
    if field.is_list and item and answer.state != "reported":
        return f"{item} {said}"
    return item if field.is_list and answer.value is None and item else said


def _shorten(field: Field, value: Value) -> str:
    if isinstance(value, MarkerResult):
        sign = _MARKER_SIGNS.get(value.result)
        return show_line(f"{value.marker}{sign}" if sign else f"{value.marker} {value.result}")
    if isinstance(value, Quantity) and value.unit == field.canonical:
        return show_value(value).removesuffix(f" {value.unit}")
    if isinstance(value, Quantity):
        return show_value(value).replace(" month", " mo").replace(" year", " y")
    if isinstance(value, IntervalTime):
        return show_value(value).replace(" months", " mo")
    return say_value(field, value)


def type_value(field: Field, answer: Answer) -> str:
    """The words that stand in the input when an answer is edited; they are understood as the same value."""
    if answer.state != "reported" or answer.value is None:
        return ""
    if isinstance(answer.value, IntervalTime):
        return answer.printed
    if isinstance(answer.value, str | MarkerResult) or not isinstance(answer.value, Quantity):
        return show_value(answer.value)
    return say_value(field, answer.value)


def name_unit(field: Field) -> str:
    """The unit of a field's column, short: "y", "mo", "Gy"; empty for a field without one."""
    return {"year": "y", "month": "mo", "percent": "%"}.get(field.canonical, field.canonical)


def find_number(answer: Answer) -> float | None:
    """What a column is sorted by where it holds numbers; times in months."""
    value = answer.value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, Quantity):
        return value.months() if value.unit in MONTHS else float(value.value)
    if isinstance(value, IntervalTime):
        return value.by if value.by is not None else value.after
    return None
