"""Numbers in the words of the Pool page."""

from casepool.domain.estimate import Estimate
from casepool.web.pool_view import say_number


def test_a_count_is_its_number_alone() -> None:
    assert say_number(Estimate("cases", 27, 27, method="count")) == "27"
    assert say_number(Estimate("neck_pain.k", 3, 8, method="count of patients")) == "3"


def test_a_time_has_its_unit_in_plural_and_its_n() -> None:
    assert say_number(Estimate("follow_up.median", 31, 9, unit="month")) == "31 months; n=9"
    assert say_number(Estimate("follow_up.min", 1, 9, unit="month")) == "1 month; n=9"
