"""A value in the words of the article: short for tables, long for sentences."""

from collections.abc import Mapping

from casepool.domain.quantity import IntervalTime, Quantity, tidy_number
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Value
from casepool.write.escape import show_line

LEVELS = (
    *(f"C{n}" for n in range(1, 8)), *(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6)),
    *(f"S{n}" for n in range(1, 6)), "Co",
)  # fmt: skip
SIGNS = {"about": "about ", "less_than": "<", "more_than": ">", "at_least": "≥"}
MARKER_SIGNS = {"positive": "+", "negative": "−", "focal": "focal", "weak": "weak", "equivocal": "±"}
_LONGEST = 200


def print_number(value: float) -> str:
    """A number as prose and tables print it: whole numbers plain, below 1 two decimals, otherwise one."""
    if float(value).is_integer():
        shown = f"{int(value):d}"
        return shown if abs(value) < 1000 else f"{int(value):,}".replace(",", "\u2009")
    return f"{value:.2f}".replace("-", "−") if abs(value) < 1 else f"{value:.1f}".replace("-", "−")


def print_quantity(value: Quantity, canonical: str = "", with_unit: bool = True) -> str:
    """A number with its unit. Without units a time is given in the canonical unit (months, years)."""
    if not with_unit and value.unit and value.unit != canonical and canonical in ("month", "year"):
        return SIGNS.get(value.qualifier, "") + print_number(_convert(value, canonical))
    upper = "" if value.upper is None else f"–{tidy_number(value.upper)}"
    unit = _name_unit(value) if with_unit else ""
    return f"{SIGNS.get(value.qualifier, '')}{tidy_number(value.value)}{upper}{unit}"


def _convert(value: Quantity, canonical: str) -> float:
    return round(value.months() if canonical == "month" else value.years(), 1)


def _name_unit(value: Quantity) -> str:
    if not value.unit or value.unit.startswith("%"):
        return value.unit
    many = value.unit in ("year", "month", "week", "day", "hour") and (value.value != 1 or value.upper is not None)
    return f"\u00a0{value.unit}{'s' if many else ''}"


def print_size(value: Measurement, with_unit: bool = True) -> str:
    """The dimensions in mm, largest first: "58 × 37 mm"."""
    sizes = sorted(value.millimetres, reverse=True)
    return " × ".join(str(tidy_number(size)) for size in sizes) + ("\u00a0mm" if with_unit else "")


def print_levels(value: Levels) -> str:
    """Vertebral levels as ranges: "C7–T1", "T3–T4, T8"."""
    known = [level for level in value.levels if level in LEVELS]
    runs: list[list[str]] = []
    for level in sorted(set(known), key=LEVELS.index):
        if runs and LEVELS.index(level) == LEVELS.index(runs[-1][-1]) + 1:
            runs[-1].append(level)
        else:
            runs.append([level])
    shown = ["–".join(dict.fromkeys((run[0], run[-1]))) for run in runs]
    return ", ".join([*shown, *(show_line(level) for level in value.levels if level not in LEVELS)])


def print_interval(value: IntervalTime) -> str:
    """A time in months: "6", "(0, 48]", ">12"."""
    if value.is_exact and value.after is not None:
        return print_number(value.after)
    if value.by is None:
        return f">{print_number(value.after or 0)}"
    return f"({print_number(value.after or 0)}, {print_number(value.by)}]"


def print_marker(value: MarkerResult, signs: bool = True) -> str:
    """A stain and its result: "desmin +" in a table, "desmin positive" in a sentence; a share of cells in brackets."""
    extent = f" ({print_quantity(value.extent_percent)})" if value.extent_percent else ""
    result = MARKER_SIGNS.get(value.result, value.result) if signs else value.result
    return show_line(f"{value.marker} {result}{extent}")


def print_value(value: Value, words: Mapping[str, str], canonical: str = "", with_unit: bool = True) -> str:
    """Any value. `words` gives the words of the allowed values of the field; a presence without details is ""."""
    match value:
        case None:
            return ""
        case Quantity():
            return print_quantity(value, canonical, with_unit)
        case Measurement():
            return print_size(value, with_unit)
        case Levels():
            return print_levels(value)
        case IntervalTime():
            return print_interval(value)
        case MarkerResult():
            return print_marker(value, not with_unit)
        case Grade():
            return show_line(f"{value.scale.replace('_', ' ')} {value.grade}")
        case int():
            return str(value)
        case str():
            return words.get(value, show_line(value if " " in value else value.replace("_", " ")))[:_LONGEST]
        case _:
            return show_line(str(value))[:_LONGEST]
