"""The numbers of one endpoint: counts, share, survival at times, median, cumulative incidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

from casepool.domain.cohort import PoolPlan
from casepool.domain.curve import CodedTime, Curve
from casepool.domain.estimate import Estimate, Interval, Missing, Source
from casepool.pool.beta_product import bound_survival
from casepool.pool.competing import find_incidence
from casepool.pool.kaplan_meier import METHODS, bound_time, find_time, fit_curve
from casepool.pool.names import name_number
from casepool.pool.placing import Place, place_conventional, split_placed
from casepool.pool.restricted_mean import find_restricted_mean
from casepool.pool.shares import bound_share

MEDIAN_RULE = "smallest t with S(t) <= 0.5; interval by inversion of the {} band"
NOT_REACHED = "not reached"


@dataclass(frozen=True)
class Sample:
    """The patients of one endpoint, placed on a time axis in one way."""

    name: str
    coded: Sequence[CodedTime]
    missing: tuple[Missing, ...]
    plan: PoolPlan
    place: Place = place_conventional

    @cached_property
    def placed(self) -> tuple[tuple[float, ...], tuple[int, ...]]:
        return split_placed(self.coded, self.place)

    @property
    def method(self) -> str:
        """The interval of the curve: the plan's, or the beta product one for few patients."""
        chosen = self.plan.curve_interval
        return "bpcp" if chosen == "log_log" and len(self.placed[0]) < self.plan.bpcp_below else chosen

    @cached_property
    def curve(self) -> Curve:
        return fit_curve(*self.placed, self.plan.level, self.method)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The cases of the patients whose outcome is known."""
        return tuple(dict.fromkeys(source for item in self.coded if item.is_known for source in item.sources))

    def estimate(self, part: str, value: float | None, n: int) -> Estimate:
        """An estimate of this endpoint with the cases behind it."""
        publications = len({source.publication for source in self.sources})
        return Estimate(
            f"{self.name}.{part}", value, n, publications=publications, missing=self.missing, sources=self.sources
        )


def choose_times(curve: Curve, plan: PoolPlan) -> tuple[float, ...]:
    """Where S is stated: the landmarks at which somebody is at risk, and the median (else the last time)."""
    if not curve.points:
        return ()
    focus = find_time(curve)[0] or curve.last_time
    return tuple(sorted({time for time in plan.landmarks if time <= curve.last_time} | {focus}))


def estimate_counts(sample: Sample) -> Iterator[Estimate]:
    """Usable patients, events, censored, unknown, and the share of events with its bounds (Clopper-Pearson)."""
    known = [item for item in sample.coded if item.is_known]
    k, n, m = sum(item.is_event for item in known), len(known), len(sample.coded) - len(known)
    counts = {"usable": n, "events": k, "censored": n - k, "unknown": m}
    for part, number in counts.items():
        yield replace(sample.estimate(part, number, n + m), method="count of patients")
    ends = {"event_share": (k, n), "event_share_low": (k, n + m), "event_share_high": (k + m, n + m)}
    for part, (number, size) in ends.items():
        if size:
            interval = bound_share(number, size, sample.plan.level, "clopper_pearson")
            found = sample.estimate(part, number / size, size)
            yield replace(found, interval=interval, words=f"{number}/{size}", method="exact interval")


def estimate_survival(sample: Sample, times: Sequence[float]) -> Iterator[Estimate]:
    """S(t) at these times, as far as the curve goes."""
    curve = sample.curve
    for time in times:
        if curve.points and time <= curve.last_time:
            value = curve.survival_at(time)
            interval = _bound_at(sample, curve, time, value)
            found = sample.estimate(f"s{name_number(time)}", value, curve.patients)
            yield replace(found, interval=interval, method=f"Kaplan-Meier, {interval.method} interval")


def _bound_at(sample: Sample, curve: Curve, time: float, value: float) -> Interval:
    """The limits at a time; the beta product ones where the curve's own are blank (S is 0 or 1)."""
    point = curve.at(time)
    if point and point.lower is not None and point.upper is not None and 0 < value < 1:
        return Interval(point.lower, point.upper, curve.level, curve.method)
    low, high = bound_survival(*sample.placed, time, curve.level)
    return Interval(low, high, curve.level, METHODS["bpcp"])


def estimate_median(sample: Sample) -> Iterator[Estimate]:
    """The median time; "not reached" in words, and the flat piece where any value would do."""
    curve = sample.curve
    if not curve.points:
        return
    median, until = find_time(curve)
    start = bound_survival(*sample.placed, 0.0, curve.level) if sample.method.startswith("bpcp") else None
    interval = Interval(*bound_time(curve, 0.5, start), curve.level, f"{curve.method} band inverted")
    words = NOT_REACHED if median is None else f"any value in {median:g}-{until:g}" if until is not None else ""
    found = sample.estimate("median", median, curve.patients)
    method = MEDIAN_RULE.format(curve.method)
    yield replace(found, unit="month", interval=interval, words=words, method=method)


def estimate_mean(sample: Sample) -> Iterator[Estimate]:
    """The restricted mean up to the last landmark that the curve reaches, with the interval of its standard error."""
    curve = sample.curve
    reached = [time for time in sample.plan.landmarks if curve.points and time <= curve.last_time]
    if reached:
        horizon = max(reached)
        mean, error = find_restricted_mean(*sample.placed, horizon, curve)
        half = NormalDist().inv_cdf(0.5 + sample.plan.level / 2) * error
        found = sample.estimate(f"mean_to{name_number(horizon)}", mean, curve.patients)
        interval = Interval(max(0.0, mean - half), min(horizon, mean + half), sample.plan.level, "normal, Greenwood")
        yield replace(found, unit="month", interval=interval, method="area under the curve")


def estimate_incidence(sample: Sample, times: Sequence[float]) -> Iterator[Estimate]:
    """The cumulative incidence at these times, where another event competes."""
    time, event = code_competing(sample.coded)
    points = find_incidence(time, event)
    for moment in times if 2 in event else ():
        passed = [point.event for point in points if point.time <= moment]
        if moment <= max(time):
            found = sample.estimate(f"incidence{name_number(moment)}", passed[-1] if passed else 0.0, len(time))
            yield replace(found, method="Aalen-Johansen, no interval")


def code_competing(coded: Sequence[CodedTime]) -> tuple[list[float], list[int]]:
    """Times with codes 0 censored, 1 event, 2 competing event."""
    placed = [(item.conventional, "competing_event" in item.flags) for item in coded if item.conventional]
    time = [found[0] for found, _ in placed if found]
    return time, [1 if found and found[1] else 2 * competing for found, competing in placed]


def estimate_all(sample: Sample, times: Sequence[float]) -> tuple[Estimate, ...]:
    """All numbers of the endpoint that come from one way to place the patients."""
    return (
        *estimate_counts(sample),
        *estimate_survival(sample, times),
        *estimate_median(sample),
        *estimate_incidence(sample, times),
    )
