"""Patients and cohorts in few words, for tests: every answer is a real Assertion with a quote of an invented text.

`patient("p1", age_years=age(40), radiotherapy=ABSENT, sex="male")`: a keyword names a field, its value is the typed
value of a reported answer, a marker (PRESENT, ABSENT, SILENT, HIDDEN, NOT_APPLICABLE), the result of `unclear(...)` or
`told(...)`, or a list of these for a list field.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from casepool.domain.assertion import Assertion, Candidate
from casepool.domain.case import Case
from casepool.domain.cohort import Cohort, Patient, PooledCase
from casepool.domain.evidence import Evidence, Span
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Value

TEXT = "An invented sentence on which every answer of these tests rests."
QUOTE = (Evidence(Span.of(TEXT, 3, 11)),)


@dataclass(frozen=True)
class Told:
    """An answer that is more than its value."""

    state: str
    value: Value = None
    more: dict[str, Any] = field(default_factory=dict)


PRESENT, ABSENT = Told("reported"), Told("absent")
SILENT, HIDDEN, NOT_APPLICABLE = Told("not_reported"), Told("not_accessible"), Told("not_applicable")


def told(value: Value = None, state: str = "reported", **more: Any) -> Told:
    return Told(state, value, more)


def unclear(*readings: Value, reason: str = "contradictory", **more: Any) -> Told:
    candidates = tuple(Candidate(reading, QUOTE) for reading in readings)
    return Told("unclear", None, {"reason": reason, "candidates": candidates, **more})


def age(years: float, qualifier: str = "exact", upper: float | None = None) -> Quantity:
    return Quantity(years, "year", qualifier, upper)


def months(number: float, qualifier: str = "exact", unit: str = "month") -> Quantity:
    return Quantity(number, unit, qualifier)


def between(after: float | None, by: float | None) -> IntervalTime:
    return IntervalTime(after, by)


def answers(**fields: Any) -> tuple[Assertion, ...]:
    return tuple(_build(fields))


def _build(fields: dict[str, Any]) -> Iterator[Assertion]:
    for name, given in fields.items():
        for item in given if isinstance(given, list) else [given]:
            answer = item if isinstance(item, Told) else Told("reported", item)
            quoted = QUOTE if answer.state in ("reported", "absent", "unclear") else ()
            yield Assertion(name, answer.state, TEXT, answer.value, quoted, made_by="test", **answer.more)


def case(
    paper: str = "", year: int | None = 2020, origin: str = "primary_publication", name: str = "case 1",
    table: str = "", index: bool = False, cited: str = "", **fields: Any,
) -> PooledCase:  # fmt: skip
    built = Case(name, name, origin, answers(**fields), table=table, is_index=index)
    return PooledCase(built, paper, year, cited)


def row(paper: str = "a review", name: str = "row 1", table: str = "table 1", **more: Any) -> PooledCase:
    return case(paper, origin="review_table_row", name=name, table=table, **more)


def patient(name: str, *cases: PooledCase, index: bool = False, settled: Any = None, **fields: Any) -> Patient:
    """A patient of the given cases, or of one case in a publication of the same name."""
    chosen = cases or (case(f"paper of {name}", index=index, **fields),)
    return Patient(name, chosen, settled=answers(**(settled or {})))


def cohort(*patients: Patient, **more: Any) -> Cohort:
    return Cohort(tuple(patients), **more)
