"""The curve of interval-censored times against R, and against Kaplan-Meier where times are only right-censored."""

import random

import pytest

from casepool.domain.errors import UsageError
from casepool.pool.kaplan_meier import fit_curve
from casepool.pool.turnbull import fit_intervals
from pool.fixture_file import assert_close, load_fixture

FIXTURE = load_fixture("turnbull_npmle")


def end(value):
    return None if value == "Inf" else value


@pytest.mark.parametrize("case", FIXTURE["cases"], ids=lambda case: case["name"])
def test_masses_on_the_innermost_intervals(case) -> None:
    found = fit_intervals(case["input"]["left"], [end(value) for value in case["input"]["right"]])
    pairs = [[mass.left, "Inf" if mass.right is None else mass.right] for mass in found.masses]
    assert_close(FIXTURE, case, "intervals", pairs)
    assert_close(FIXTURE, case, "mass", [mass.mass for mass in found.masses])
    assert_close(FIXTURE, case, "loglik", found.loglik)
    assert sum(mass.mass for mass in found.masses) == pytest.approx(1, abs=1e-6)


def test_half_open_intervals_do_not_share_mass() -> None:
    found = fit_intervals([6, 0], [None, 6])
    assert [(m.left, m.right) for m in found.masses] == [(0.0, 6.0), (6.0, None)]
    assert [m.mass for m in found.masses] == pytest.approx([0.5, 0.5], abs=1e-12)
    assert found.bounds_at(6) == (pytest.approx(0.5), pytest.approx(0.5))
    assert found.bounds_at(3) == (pytest.approx(0.5), pytest.approx(1.0))


def test_it_is_kaplan_meier_on_200_random_tied_right_censored_sets() -> None:
    generator, worst = random.Random(20260101), 0.0
    for _ in range(200):
        n = generator.randrange(1, 25)
        time = [generator.choice([1, 2, 3, 6, 6, 12, 12, 24, 48]) for _ in range(n)]
        event = [generator.randrange(2) for _ in range(n)]
        masses = fit_intervals(time, [t if e else None for t, e in zip(time, event, strict=True)], tolerance=1e-15)
        curve = fit_curve(time, event)
        for point in curve.points:
            low, high = masses.bounds_at(point.time)
            assert low == high
            worst = max(worst, abs(low - point.survival))
    assert worst < 1e-9


def test_the_likelihood_cannot_be_raised_from_the_estimate() -> None:
    left, right = [0, 2, 1, 4, 3, 6], [3, 5, None, 9, 3, None]
    found = fit_intervals(left, right)
    for i in range(len(found.masses)):
        gain = 0.0
        for low, high in zip(left, right, strict=True):
            inside = [
                m for m in found.masses
                if low <= m.left and (high is None or (m.right is not None and m.right <= high))
                and not (m.left == m.right == low != high)
            ]  # fmt: skip
            gain += (found.masses[i] in inside) / sum(m.mass for m in inside)
        assert gain / len(left) <= 1 + 1e-6


def test_nobody_gives_no_mass() -> None:
    assert fit_intervals([], []).masses == ()


@pytest.mark.parametrize(("left", "right"), [([5], [3]), ([-1], [3])])
def test_impossible_intervals_are_refused(left, right) -> None:
    with pytest.raises(UsageError) as error:
        fit_intervals(left, right)
    assert str(error.value) == "An interval of time begins before 0, or ends before it begins (rule R13)."
