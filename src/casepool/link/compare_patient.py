"""Comparisons of what two cases say of their patient. Each gives a level of agreement, or None where one is silent.

Where a case holds several readings of a field, the pair that agrees best is compared.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from casepool.knowledge.forms import load_form
from casepool.link.profile import Fact, Facts, Profile, list_regions
from casepool.text.levels import ORDER

Match = tuple[str, Fact | None, Fact | None]
TREATMENTS = ("surgery_done", "radiotherapy", "chemotherapy")
_RANK = {level: number for number, level in enumerate(ORDER)}
_NEAR_SIZE = 0.15
_SAME_SIZE = 0.02
_NEAR_MONTHS = 0.6
_COURSE = {"ned": 0, "alive_state_unstated": 0, "awd": 1, "dead_cause_unstated": 2, "doc": 2, "dod": 2}


def match_best(a: Facts, b: Facts, judge: Callable[[Any, Any], str], order: tuple[str, ...]) -> Match | None:
    """The best level over all pairs of readings, by `order`; None if one side has none."""
    if not (a and b):
        return None
    if len(a) == 1 == len(b):
        return judge(a[0].value, b[0].value), a[0], b[0]
    found = [(judge(x.value, y.value), x, y) for x in a for y in b]
    return min(found, key=lambda match: order.index(match[0]))


def match_age(a: Profile, b: Profile) -> Match | None:
    """Age in years; see `judge_age`."""
    gap = None if a.is_row or b.is_row or a.year is None or b.year is None else b.year - a.year
    order = ("same", "one_apart", "later", "range", "slip", "differs")
    return match_best(a.of("age_years"), b.of("age_years"), lambda x, y: judge_age(x, y, gap), order)


def judge_age(x: tuple[float, float], y: tuple[float, float], gap: int | None) -> str:
    """The level of two ages as (lowest, highest) in years.

    `gap` is the year of the second publication less that of the first (None: a table row, which keeps the age, or a
    year that is not known).
    """
    if x[0] != x[1] or y[0] != y[1]:
        return "range" if x[0] <= y[1] and y[0] <= x[1] else "differs"
    apart = y[0] - x[0]
    if abs(apart) < 0.05:
        return "same"
    if abs(apart) <= 1:
        return "one_apart"
    if gap is not None and apart * gap > 0 and abs(apart) <= abs(gap) + 1:
        return "later"
    return "slip" if is_slip(x[0], y[0]) else "differs"


def is_slip(x: float, y: float) -> bool:
    """Whether two whole ages of two digits differ in one digit or in the order of the digits."""
    if not (float(x).is_integer() and float(y).is_integer() and 10 <= x <= 99 and 10 <= y <= 99):
        return False
    first, second = str(int(x)), str(int(y))
    return first == second[::-1] or (first[0] == second[0]) != (first[1] == second[1])


def match_word(field: str) -> Callable[[Profile, Profile], Match | None]:
    """A comparison of one word: the same or not."""

    def match(a: Profile, b: Profile) -> Match | None:
        return match_best(a.of(field), b.of(field), lambda x, y: "same" if x == y else "differs", ("same", "differs"))

    return match


def match_level(a: Profile, b: Profile) -> Match | None:
    """Vertebral levels; where one side states the region only, the regions."""
    first, second = a.of("level_range"), b.of("level_range")
    if first and second:
        return match_best(first, second, judge_levels, ("same", "overlaps", "next", "differs"))
    return match_best(list_regions(a), list_regions(b), _judge_region, ("region", "differs"))


def judge_levels(x: frozenset[str], y: frozenset[str]) -> str:
    """The level of agreement of two sets of vertebral levels."""
    if x == y:
        return "same"
    if x & y:
        return "overlaps"
    apart = min(abs(_RANK[one] - _RANK[other]) for one in x for other in y)
    return "next" if apart == 1 else "differs"


def _judge_region(x: str, y: str) -> str:
    return "region" if x == y else "differs"


def match_size(a: Profile, b: Profile) -> Match | None:
    """Sizes of any method: the pair that is nearest."""
    return match_best(a.of("size"), b.of("size"), judge_sizes, ("same", "near", "differs"))


def judge_sizes(x: tuple[float, ...], y: tuple[float, ...]) -> str:
    """Dimensions in mm, largest first: as many as both have are compared."""
    apart = max(abs(p - q) / max(p, q, 1.0) for p, q in zip(x, y, strict=False))
    return "same" if apart <= _SAME_SIZE else "near" if apart <= _NEAR_SIZE else "differs"


def match_diagnosis(a: Profile, b: Profile) -> Match | None:
    """Diagnoses by their words: all the same, or those of the one among those of the other."""
    return match_best(a.of("diagnosis"), b.of("diagnosis"), _judge_diagnosis, ("same", "related", "differs"))


def _judge_diagnosis(x: frozenset[str], y: frozenset[str]) -> str:
    return "same" if x == y else "related" if x <= y or y <= x else "differs"


def match_treatment(a: Profile, b: Profile) -> Match | None:
    """Treatments that both state as given or as not given. Silence is not compared."""
    both = [(field, a.of(field), b.of(field)) for field in TREATMENTS if a.of(field) and b.of(field)]
    for field, first, second in both:
        if {fact.value == "absent" for fact in first}.isdisjoint({fact.value == "absent" for fact in second}):
            return "differs", _name(field, first[0]), _name(field, second[0])
    if not both:
        return None
    named = ", ".join(_label(field) for field, _, _ in both)
    (_, (one, *_), (other, *_)) = both[0]
    return "same", Fact(one.value, named, one.evidence), Fact(other.value, named, other.evidence)


def _name(field: str, fact: Fact) -> Fact:
    return Fact(fact.value, f"{_label(field)} '{fact.words}'", fact.evidence)


@cache
def _label(field: str) -> str:
    return load_form().field(field).label.lower()


def match_outcome(a: Profile, b: Profile) -> Match | None:
    """State at the end of follow-up; in publications the later one may tell more of the course."""
    later = _is_later(a, b)
    first, second = (tuple(f for f in p.of("outcome_status") if f.value in _COURSE) for p in (a, b))
    return match_best(first, second, lambda x, y: _judge_outcome(x, y, later), ("same", "later", "differs"))


def _judge_outcome(x: str, y: str, later: bool | None) -> str:
    step = _COURSE[y] - _COURSE[x]
    return "same" if step == 0 else "later" if later is not None and (step > 0) == later else "differs"


def match_followup(a: Profile, b: Profile) -> Match | None:
    """Months of follow-up; in publications the later one may have the longer."""
    later = _is_later(a, b)
    order = ("same", "later", "differs")
    return match_best(a.of("followup_months"), b.of("followup_months"), lambda x, y: _judge_months(x, y, later), order)


def _judge_months(x: float, y: float, later: bool | None) -> str:
    if abs(x - y) <= _NEAR_MONTHS:
        return "same"
    return "later" if later is not None and (y > x) == later else "differs"


def _is_later(a: Profile, b: Profile) -> bool | None:
    """Whether the second of two publications is the later one; None for equal or unknown years and for table rows."""
    if a.is_row or b.is_row or a.year is None or b.year is None or a.year == b.year:
        return None
    return b.year > a.year
