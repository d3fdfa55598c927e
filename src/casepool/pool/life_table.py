"""Counts over time: who is at risk just before a time, and how many events and censorings there were.

A patient is at risk at t if the observed time is t or later: at risk just before t, as in the risk sets of the
estimators. Events come before censorings at the same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from casepool.domain.curve import RiskCount
from casepool.pool.arrays import Floats, Ints, check_times


@dataclass(frozen=True)
class LifeTable:
    """Distinct observed times in ascending order with the number at risk just before, events and censorings at each."""

    time: Floats
    at_risk: Ints
    events: Ints
    censored: Ints


def build_life_table(time: Sequence[float], event: Sequence[int]) -> LifeTable:
    """Count patients at each distinct time. `event` is 1 or 0 (censored)."""
    check_times(time, event)
    times, codes = np.asarray(time, dtype=float), np.asarray(event, dtype=int)
    distinct, place = np.unique(times, return_inverse=True)
    events = np.bincount(place, weights=codes, minlength=distinct.size).astype(int)
    leaving = np.bincount(place, minlength=distinct.size)
    at_risk = times.size - np.concatenate([[0], np.cumsum(leaving)[:-1]]) if times.size else np.zeros(0, dtype=int)
    return LifeTable(distinct, at_risk.astype(int), events, (leaving - events).astype(int))


def count_at_risk(time: Sequence[float], event: Sequence[int], at: Sequence[float]) -> tuple[RiskCount, ...]:
    """The table under a curve at the times `at`. "before" counts times < t, "through" counts times <= t."""
    check_times(time, event)
    times, codes = np.asarray(time, dtype=float), np.asarray(event, dtype=int)
    return tuple(_count(times, codes, float(moment)) for moment in at)


def _count(times: Floats, codes: Ints, moment: float) -> RiskCount:
    before, through = times < moment, times <= moment
    return RiskCount(
        time=moment,
        at_risk=int((~before).sum()),
        events_before=int(codes[before].sum()),
        censored_before=int((1 - codes[before]).sum()),
        events_through=int(codes[through].sum()),
        censored_through=int((1 - codes[through]).sum()),
    )


def score_log_rank(time: Sequence[float], event: Sequence[int]) -> Floats:
    """The log-rank score of each patient: event minus the Nelson-Aalen hazard of everyone up to the patient's time.

    Their sum over a group is observed minus expected events of that group.
    """
    table = build_life_table(time, event)
    hazard = np.cumsum(table.events / table.at_risk)
    places = np.searchsorted(table.time, np.asarray(time, dtype=float))
    return np.asarray(np.asarray(event, dtype=float) - hazard[places], dtype=float)
