"""Times to an event, the curves that are drawn from them, and what bounds them. Times are in months."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casepool.domain.estimate import Estimate, Missing, Refusal, Run, Source, check_finite

KINDS = ("event_exact", "event_time_bounded", "right_censored", "endpoint_unknown")
FLAGS = (
    *("late_extreme", "needs_person", "may_precede_time_zero", "informative", "in_hospital", "index_case"),
    *("competing_event", "several_cases"),
)


@dataclass(frozen=True, slots=True)
class CodedTime:
    """One patient's time to one endpoint, coded by a rule of the form (R1 to R14).

    | kind               | left | right                                                        |
    |--------------------|------|--------------------------------------------------------------|
    | event_exact        | t    | t                                                            |
    | event_time_bounded | l    | r: the event is in (l, r]; None: it has happened, no time    |
    | right_censored     | c    | None: free of the event up to c                              |
    | endpoint_unknown   | None | None                                                         |

    `unit` is the unit that the source printed (for the rounding of R10), `time_zero` what the time counts from.
    """

    patient: str
    kind: str
    rule: str
    left: float | None = None
    right: float | None = None
    flags: tuple[str, ...] = ()
    unit: str = "month"
    time_zero: str = "unstated"
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        check_finite(f"time of {self.patient}", self.left, self.right)
        if self.kind not in KINDS or set(self.flags) - set(FLAGS):
            raise ValueError(f"Unknown kind {self.kind!r} or flag in {self.flags}. Allowed: {KINDS}, {FLAGS}.")

    @property
    def is_event(self) -> bool:
        return self.kind in ("event_exact", "event_time_bounded")

    @property
    def is_known(self) -> bool:
        """Whether it is known if the patient had the event."""
        return self.kind != "endpoint_unknown"

    @property
    def conventional(self) -> tuple[float, bool] | None:
        """Time and event indicator on the conventional curve: an event at its latest time. None: it has no place."""
        time = self.right if self.is_event else self.left
        return None if time is None else (time, self.is_event)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The curve from `time` on: at risk just before it, events and censorings at it. Blank limits are None.

    `few` is true where fewer patients than the curve's own floor are left; there it is drawn grey.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    std_err: float | None = None
    lower: float | None = None
    upper: float | None = None
    few: bool = False


@dataclass(frozen=True, slots=True)
class RiskCount:
    """One column of the table under a curve: just before `time` ("before") and up to it ("through").

    at_risk + events_before + censored_before is the number of patients at every time.
    """

    time: float
    at_risk: int
    events_before: int
    censored_before: int
    events_through: int
    censored_through: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan-Meier curve with its interval method and level; `points` are all distinct observed times."""

    points: tuple[CurvePoint, ...]
    method: str
    level: float
    patients: int
    events: int
    few_from: float | None = None

    def at(self, time: float) -> CurvePoint | None:
        """The point that holds at this time; None before the first observed time, where the curve is 1."""
        passed = [point for point in self.points if point.time <= time]
        return passed[-1] if passed else None

    def survival_at(self, time: float) -> float:
        """The curve at this time."""
        point = self.at(time)
        return point.survival if point else 1.0

    @property
    def last_time(self) -> float:
        return self.points[-1].time if self.points else 0.0


@dataclass(frozen=True, slots=True)
class MassInterval:
    """Probability mass that belongs somewhere in (left, right]; a point if they are equal; right None: later."""

    left: float
    right: float | None
    mass: float


@dataclass(frozen=True, slots=True)
class EnvelopePoint:
    """Least and greatest value of the curve at `time`, and the least value just after it (until the next point)."""

    time: float
    lower: float
    upper: float
    lower_after: float


@dataclass(frozen=True, slots=True)
class Envelope:
    """The bounds of a curve over every admissible time, and over every outcome of the patients that it names.

    The upper bound holds from each point to the next; the lower bound falls just after a point.
    """

    points: tuple[EnvelopePoint, ...]
    patients: int
    unknown: int

    def at(self, time: float) -> tuple[float, float]:
        """Least and greatest value of the curve at a time."""
        lower, upper = 1.0, 1.0
        for point in self.points:
            if point.time > time:
                break
            upper = point.upper
            lower = point.lower if point.time == time else point.lower_after
        return lower, upper


@dataclass(frozen=True, slots=True)
class IncidencePoint:
    """Cumulative incidence of the event, and of the competing event, from `time` on."""

    time: float
    event: float
    competing: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything about one endpoint in a cohort.

    `display` is the refusal to draw the curve, None where it may be drawn; the numbers are there either way. `known`
    is the envelope of the patients whose outcome is known, `everyone` that of all. `masses` is the curve for interval
    times, `incidence` stands beside the curve where another event competes.
    """

    name: str
    label: str
    coded: tuple[CodedTime, ...]
    estimates: tuple[Estimate, ...]
    missing: tuple[Missing, ...] = ()
    curve: Curve | None = None
    at_risk: tuple[RiskCount, ...] = ()
    masses: tuple[MassInterval, ...] = ()
    known: Envelope | None = None
    everyone: Envelope | None = None
    incidence: tuple[IncidencePoint, ...] = ()
    display: Refusal | None = None
    refusals: tuple[Refusal, ...] = ()
    runs: tuple[Run, ...] = ()
    notes: tuple[str, ...] = ()

    def get(self, part: str) -> Estimate | None:
        """The estimate with this last part of its name ("median"), None if there is none."""
        return next((e for e in self.estimates if e.name == f"{self.name}.{part}"), None)

    @property
    def events(self) -> tuple[CodedTime, ...]:
        return tuple(c for c in self.coded if c.is_event)

    @property
    def censored(self) -> tuple[CodedTime, ...]:
        return tuple(c for c in self.coded if c.kind == "right_censored")

    @property
    def unknown(self) -> tuple[CodedTime, ...]:
        return tuple(c for c in self.coded if not c.is_known)


def count_time_zeros(coded: Iterable[CodedTime]) -> Mapping[str, int]:
    """How many usable times count from what (rule R1), most frequent first."""
    counts: dict[str, int] = {}
    for item in coded:
        if item.conventional:
            counts[item.time_zero] = counts.get(item.time_zero, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
