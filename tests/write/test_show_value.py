"""Values in the fewest words."""

import pytest

from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Novelty, Value
from casepool.write.show_value import name_units, show_in_full, show_value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Quantity(36, "year"), "36 year"),
        (Quantity(50, "%", "less_than"), "<50%"),
        (Quantity(4.5, "cm", "about"), "about 4.5 cm"),
        (Quantity(30, "year", "decade", 39), "30–39 year"),
        (Measurement((5.8, 3.7), "cm"), "5.8 x 3.7 cm"),
        (IntervalTime(0, 48), "(0, 48] months"),
        (IntervalTime(6, 6), "6 months"),
        (IntervalTime(6, None), "> 6 months"),
        (Levels(("T3", "T4", "T5")), "T3-T5"),
        (Levels(("L2",)), "L2"),
        (Levels(()), ""),
        (MarkerResult("desmin", "focal"), "desmin focal"),
        (Grade("FNCLCC", "2"), "FNCLCC 2"),
        (Grade("", "high"), "high"),
        (Novelty(6, "of this kind"), "6"),
        ("male", "male"),
        (7, "7"),
        (None, ""),
    ],
)
def test_values(value: Value, shown: str) -> None:
    assert show_value(value) == shown


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(31, "month", "months"), (1, "month", "month"), (0.5, "year", "years"), (3, "Gy", "Gy"), (2, "%", "%")],
)
def test_units_of_time_stand_in_plural(value: float, unit: str, told: str) -> None:
    assert name_units(value, unit) == told


def test_a_time_in_full_words() -> None:
    assert [show_in_full(Quantity(n, "month")) for n in (1, 31)] == ["1 month", "31 months"]
    assert show_in_full(Levels(("T3", "T4"))) == "T3-T4"
