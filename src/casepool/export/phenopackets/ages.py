"""Ages and times of a packet as ISO 8601 durations: as printed, two printed ages as a range, over 89 as a band."""

from collections.abc import Iterable

from casepool.domain.quantity import IntervalTime, Quantity
from casepool.export.material import Row
from casepool.export.phenopackets.draft import Draft
from casepool.export.releasing import AGE
from casepool.export.value_rows import Told

DAYS = {"week": ("W", 1), "day": ("D", 1)}


def write_duration(months: int) -> str:
    """Whole months as a duration: 438 is P36Y6M, 0 is P0M."""
    years, rest = divmod(months, 12)
    return "P" + (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")


def count_months(age: Quantity, number: float | None = None) -> int:
    """An age in whole months, rounded down; `number` is another number in the same unit."""
    value = age.value if number is None else number
    return int(Quantity(value, age.unit or "year").months() + 1e-9)


def write_age(draft: Draft, told: Told | None, add_months: int = 0, until: int | None = None) -> Row | None:
    """The age plus whole months (up to `until` months) as a time element; None where no age can be written."""
    ages = list_ages(told)
    if not ages:
        return None
    added = (add_months, add_months if until is None else until)
    limits = sorted({month + more for age in ages for month in _ends(age) for more in added})
    if _is_banded(draft, told, limits):
        return _range(*draft.codes.age_band)
    if len(limits) > 1:
        return _range(write_duration(limits[0]), write_duration(limits[-1]))
    if len(ages) == 1 and ages[0].unit in DAYS and added == (0, 0):
        letter, _ = DAYS[ages[0].unit]
        return {"age": {"iso8601duration": f"P{int(ages[0].value)}{letter}"}}
    return {"age": {"iso8601duration": write_duration(limits[0])}}


def list_ages(told: Told | None) -> list[Quantity]:
    """The ages that an answer gives: one, or every reading of an unclear one; bounds are no ages."""
    if told is None:
        return []
    values: Iterable[object] = [told.answer.value, *(c.value for c in told.answer.candidates)]
    return [value for value in values if isinstance(value, Quantity) and not value.is_bound]


def find_age(draft: Draft) -> Told | None:
    """The age of the patient, also an unclear one."""
    return draft.one(AGE, "reported", "unclear")


def _ends(age: Quantity) -> list[int]:
    return [count_months(age), *([] if age.upper is None else [count_months(age, age.upper)])]


def _is_banded(draft: Draft, told: Told | None, limits: list[int]) -> bool:
    own = told is not None and told.case is not None and told.case.case.is_index
    oldest = (draft.codes.oldest_age_years + 1) * 12
    return limits[-1] >= oldest and (own or draft.desk.options.cap_ages)


def _range(start: str, end: str) -> Row:
    return {"ageRange": {"start": {"iso8601duration": start}, "end": {"iso8601duration": end}}}


def write_event_age(draft: Draft, time: IntervalTime) -> Row | None:
    """The age at an event with a last possible time; None without an age or such a time."""
    if time.by is None:
        return None
    last = int(time.by)
    return write_age(draft, find_age(draft), last if time.is_exact else int(time.after or 0), last)


def find_contact(draft: Draft) -> tuple[Told, int] | None:
    """The last contact and its whole months after treatment, where it is a stated number and no bound."""
    told = draft.one("followup_months")
    value = told.answer.value if told else None
    if told is None or not isinstance(value, Quantity) or value.is_bound or value.upper is not None:
        return None
    return told, int(value.months() + 1e-9)


def write_last_encounter(draft: Draft) -> Row | None:
    """Age at the last contact: the reported age and the follow-up."""
    found = find_contact(draft)
    age = find_age(draft)
    if found is None or not list_ages(age):
        return None
    return write_age(draft, age, found[1])
