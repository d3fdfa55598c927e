"""The bounds of a Kaplan-Meier curve over every admissible time of every patient.

S(t) is one minus the mass that lies on events up to t. By redistribution to the right, a patient's event takes the
less mass the earlier it is, and none if it comes after t; each patient can be placed without regard to the others. So
S(t) is greatest when every event that must come by t comes as early as it may and every other comes later, and least
when every event that may come by t comes as late as it may, but not after t. A patient with unknown outcome may do
either.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from casepool.domain.curve import CodedTime, Envelope, EnvelopePoint

Placed = tuple[float, int, bool]
JUST_AFTER, AT = 1, 0
DECIMALS = 14


def bound_curve(coded: Sequence[CodedTime], unknown: int = 0, at: Iterable[float] = ()) -> Envelope:
    """Least and greatest S(t) at 0, at every end of an interval, every censoring time and the times `at`.

    `coded` are patients whose outcome is known; `unknown` is the number of patients whose outcome and time are free.
    """
    known = [item for item in coded if item.is_known]
    ends = {end for item in known for end in (item.left, item.right) if end is not None}
    times = sorted({0.0, *ends, *at})
    points = (
        EnvelopePoint(t, *bound_at(known, unknown, t), bound_at(known, unknown, t, just_after=True)[0]) for t in times
    )
    return Envelope(tuple(points), len(known), unknown)


def bound_at(coded: Sequence[CodedTime], unknown: int, time: float, *, just_after: bool = False) -> tuple[float, float]:
    """Least and greatest S at `time`, or just after it (before the next end or censoring)."""
    moment = (time, JUST_AFTER if just_after else AT)
    worst = [_place_late(item, moment) for item in coded] + [(*moment, True)] * unknown
    best = [_place_early(item, moment) for item in coded] + [(moment[0], 2, False)] * unknown
    return _product_limit(worst, moment), _product_limit(best, moment)


def _place_late(item: CodedTime, moment: tuple[float, int]) -> Placed:
    left, right = _ends(item)
    if not item.is_event or left > moment:
        return (*(right if item.is_event else left), item.is_event)
    return (*min(right, moment), True)


def _place_early(item: CodedTime, moment: tuple[float, int]) -> Placed:
    left, right = _ends(item)
    if not item.is_event:
        return (*left, False)
    if right > moment:
        return (*right, True)
    return (*left, True)


def _ends(item: CodedTime) -> tuple[tuple[float, int], tuple[float, int]]:
    """The earliest and latest place of an event, or the place of a censoring; just after `left` where it is open."""
    left = item.left or 0.0
    if not item.is_event:
        return (left, AT), (left, AT)
    right = float("inf") if item.right is None else item.right
    return (left, AT if item.kind == "event_exact" else JUST_AFTER), (right, AT)


def _product_limit(placed: Sequence[Placed], moment: tuple[float, int]) -> float:
    """S(moment) of placed patients: events come before censorings at one place."""
    survival, at_risk = 1.0, len(placed)
    leaving = Counter((time, step) for time, step, _ in placed)
    events = Counter((time, step) for time, step, is_event in placed if is_event)
    for place in sorted(leaving):
        if place > moment:
            break
        survival *= 1 - events[place] / at_risk
        at_risk -= leaving[place]
    return round(survival, DECIMALS)
