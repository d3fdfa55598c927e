"""Estimates: numbers with their uncertainty and the cases behind them, and refusals that say why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from casepool.domain.evidence import Evidence
from casepool.domain.values import Value


def check_finite(what: str, *numbers: float | None) -> None:
    """Raise ValueError, naming `what`, if a number is infinite or not a number. None stands for "none"."""
    for number in numbers:
        if number is not None and not isfinite(number):
            raise ValueError(f"{what}: {number} is not a finite number. Use None and say in words what is meant.")


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of an estimate at a confidence level (a share, 0.95).

    A limit of None is not reached (a time) or unbounded (a ratio). `attained` is the level that a discrete method
    really has, where it differs from the one that was asked for.
    """

    lower: float | None
    upper: float | None
    level: float
    method: str
    attained: float | None = None

    def __post_init__(self) -> None:
        check_finite(f"interval ({self.method})", self.lower, self.upper, self.level, self.attained)


@dataclass(frozen=True, slots=True)
class Source:
    """One case behind a number: who, which publication tells it, and the words that its value rests on."""

    patient: str
    publication: str
    case: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Patients outside a denominator for one cause: a state of the form, with its reason where it is unclear."""

    state: str
    patients: tuple[str, ...]
    reason: str = ""

    @property
    def n(self) -> int:
        return len(self.patients)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its uncertainty. `name` is what a draft binds to ("age.median").

    `value` is None where there is no single number; `words` then says what is printed ("not reached"), and also what
    has to stand beside a number ("any value in 2-3"). `bounds` are the least and greatest value that the missing or
    imprecise answers allow (None: unbounded). `n` counts the patients that the number rests on, `publications` the
    publications that tell of them, `missing` those who are left out, by cause. `sources` are the cases behind it.
    Raises ValueError for a number that is not finite.
    """

    name: str
    value: float | None
    n: int
    unit: str = ""
    interval: Interval | None = None
    bounds: tuple[float | None, float | None] | None = None
    method: str = ""
    words: str = ""
    publications: int = 0
    missing: tuple[Missing, ...] = ()
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        check_finite(self.name, self.value, *(self.bounds or ()))

    @property
    def level(self) -> float | None:
        """The confidence level of the interval, None without one."""
        return self.interval.level if self.interval else None

    @property
    def excluded(self) -> int:
        """How many patients are left out."""
        return sum(item.n for item in self.missing)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A number, curve or model that is not given: what, why (with numbers), and what would be needed."""

    name: str
    subject: str
    reason: str
    needed: str = ""

    @property
    def sentence(self) -> str:
        """The refusal as plain words, the same on every screen and in the article."""
        return f"{self.subject[:1].upper()}{self.subject[1:]} not given: {self.why}"

    @property
    def why(self) -> str:
        """The reason, and what would be needed, without the subject."""
        return f"{self.reason}; {self.needed}." if self.needed else f"{self.reason}."


@dataclass(frozen=True, slots=True)
class Run:
    """The same numbers under another assumption. `kind` is one of RUNS, `label` says the assumption in words."""

    kind: str
    label: str
    estimates: tuple[Estimate, ...]
    refusals: tuple[Refusal, ...] = ()


RUNS = (
    *("candidate", "without_needs_person", "links_accepted", "open_world", "without_index", "unmentioned_censored"),
    *("event_midpoint", "event_earliest", "rounding_low", "rounding_high", "unknown_best", "unknown_worst"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the summary table: a field or one value, item, marker or modality of it.

    `kind` is "share" (k of n), "numeric" or "span" (a range only). `name` is the stem of its estimates; `runs` hold
    the same numbers for every candidate of an unclear value and under the other assumptions; `values` lists the single
    values where there are too few to summarise.
    """

    name: str
    field: str
    label: str
    kind: str
    item: str = ""
    estimates: tuple[Estimate, ...] = ()
    missing: tuple[Missing, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    runs: tuple[Run, ...] = ()
    values: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()

    def get(self, part: str) -> Estimate | None:
        """The estimate with this last part of its name ("median"), None if the row has none."""
        return next((e for e in self.estimates if e.name == f"{self.name}.{part}"), None)

    def number(self, part: str) -> float | None:
        """The value of an estimate of the row; None if there is none."""
        found = self.get(part)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Cases of one patient that state different values of a field; the first is the one that is pooled."""

    patient: str
    field: str
    item: str
    told: tuple[tuple[Value, str, Source], ...]


def count_missing(missing: Iterable[Missing]) -> int:
    """How many patients are missing for a cause that keeps them inside the bounds (not_applicable does not)."""
    return sum(item.n for item in missing if item.state != "not_applicable")


def say_share(k: int, n: int, pct_min_n: int = 10) -> str:
    """A count and its percentage: "3/6", "8/12 (67%)", "9/40 (22%)", "1/40 (2.5%)".

    No percentage below `pct_min_n` patients, no decimals below 20; from 20 on one decimal below 10%.
    """
    if n < max(pct_min_n, 1):
        return f"{k}/{n}"
    percent = 100 * k / n
    return f"{k}/{n} ({percent:.{int(n >= 20 and 0 < percent < 10)}f}%)"
