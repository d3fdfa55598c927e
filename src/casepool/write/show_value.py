"""A typed value in the fewest words that a reader needs: "36", "5.8 x 3.7 cm", "T3-T4", "absent"."""

from casepool.domain.assertion import Mention
from casepool.domain.form import Field
from casepool.domain.quantity import IntervalTime, Quantity, tidy_number
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Novelty, Value
from casepool.write.escape import show_line

_TIMES = ("year", "month", "week", "day", "hour")
_SIGNS = {"about": "about ", "less_than": "<", "more_than": ">", "at_least": "\u2265"}


def name_voice(mention: Mention, field: Field) -> tuple[str, str]:
    """What a mention speaks of within its field (a stain, a modality, an item of a list; "" for the field itself),
    and what it says of it. Of a presence, and of an item of a list, it says "present" or "absent" only."""
    if isinstance(mention.value, MarkerResult):
        return show_line(mention.value.marker), show_line(mention.value.result)
    if isinstance(mention.value, Measurement):
        return mention.modality, _show_said(mention, show_value(mention.value))
    if field.is_list:
        return show_line(mention.item or show_value(mention.value)), _show_said(mention, "present")
    said = "present" if field.type == "presence" else show_line(show_value(mention.value))
    return "", _show_said(mention, said)


def show_value(value: Value) -> str:
    """A value as short text, canonical; empty for a presence without details."""
    match value:
        case None:
            return ""
        case Quantity():
            return _show_quantity(value)
        case Measurement():
            return " x ".join(str(tidy_number(size)) for size in value.values) + f" {value.unit}"
        case IntervalTime():
            return _show_interval(value)
        case Levels():
            return "-".join(dict.fromkeys((value.levels[0], value.levels[-1]))) if value.levels else ""
        case MarkerResult():
            return f"{value.marker} {value.result}"
        case Grade():
            return f"{value.scale} {value.grade}".strip()
        case Novelty():
            return str(value.ordinal)
        case _:
            return str(value)


def show_in_full(value: Value) -> str:
    """A value as short text, a time with its unit in plural: "31 months"."""
    shown = show_value(value)
    if not isinstance(value, Quantity):
        return shown
    number = value.value if value.upper is None else None
    return f"{shown.removesuffix(value.unit)}{name_units(number, value.unit)}"


def name_units(value: float | None, unit: str) -> str:
    """The unit of a number in words: a time in plural unless the number is 1, any other as it is."""
    return f"{unit}s" if unit in _TIMES and value != 1 else unit


def _show_said(mention: Mention, said: str) -> str:
    if "absent" in (mention.state, mention.status):
        return "absent"
    return said if mention.state == "reported" else mention.state.replace("_", " ")


def _show_quantity(value: Quantity) -> str:
    upper = "" if value.upper is None else f"\u2013{tidy_number(value.upper)}"
    unit = value.unit if value.unit == "%" else f" {value.unit}"
    return f"{_SIGNS.get(value.qualifier, '')}{tidy_number(value.value)}{upper}{unit}".strip()


def _show_interval(value: IntervalTime) -> str:
    if value.is_exact and value.after is not None:
        return f"{tidy_number(value.after)} months"
    if value.by is None:
        return f"> {tidy_number(value.after or 0)} months"
    return f"({tidy_number(value.after or 0)}, {tidy_number(value.by)}] months"
