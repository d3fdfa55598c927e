"""Numbers as a source prints them: value, unit, qualifier, bounds and the printed form."""

from dataclasses import dataclass

QUALIFIERS = ("exact", "about", "less_than", "more_than", "range", "at_least", "decade")

MONTHS = {"day": 1 / 30.4375, "week": 7 / 30.4375, "month": 1.0, "year": 12.0, "hour": 1 / 730.5}
YEARS = {"day": 1 / 365.25, "week": 7 / 365.25, "month": 1 / 12, "year": 1.0, "hour": 1 / 8766}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as printed.

    `value` is the printed number (the lower bound of a range or decade); `upper` is the upper bound of a range or
    decade, else None. `unit` is the canonical unit word ("year", "cm", "%"), empty for a bare number.
    A bound keeps its number in `value` and says so in `qualifier`: "below 50 %" is 50 with less_than, never 50.
    """

    value: float
    unit: str = ""
    qualifier: str = "exact"
    upper: float | None = None
    printed: str = ""

    def __post_init__(self) -> None:
        if self.qualifier not in QUALIFIERS:
            raise ValueError(f"Unknown qualifier {self.qualifier!r}. Allowed: {', '.join(QUALIFIERS)}.")

    @property
    def is_bound(self) -> bool:
        """Whether the source gives only a limit, not a number."""
        return self.qualifier in ("less_than", "more_than", "at_least")

    def months(self) -> float:
        """The value in months (1 year = 12 months, 1 month = 30.4375 days: rule R10 of the form)."""
        return self.value * MONTHS[self.unit]

    def years(self) -> float:
        """The value in years (1 month = 1/12 year, 1 day = 1/365.25 year)."""
        return self.value * YEARS[self.unit]


@dataclass(frozen=True, slots=True)
class IntervalTime:
    """A time to an event in months, half-open (after, by]; None is unbounded; an exact time has after == by."""

    after: float | None
    by: float | None

    @property
    def is_exact(self) -> bool:
        return self.after is not None and self.after == self.by


def tidy_number(value: float) -> int | float:
    """A whole number as int, any other rounded to 4 decimals: the form that files and messages print."""
    return int(value) if float(value).is_integer() else round(value, 4)
