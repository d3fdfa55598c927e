"""What each way of coding does to a small table of outcomes: shares, three curves, intervals, bounds."""

import itertools
import random
from fractions import Fraction

import pytest

from casepool.domain.cohort import PoolPlan
from casepool.domain.curve import CodedTime
from casepool.domain.quantity import Quantity
from casepool.knowledge.forms import load_form
from casepool.pool.cells import Cell
from casepool.pool.envelope import bound_at, bound_curve
from casepool.pool.kaplan_meier import find_time, fit_curve
from casepool.pool.number_rows import MEANS
from casepool.pool.placing import place_unknown, split_placed
from casepool.pool.present_case import compare_number
from casepool.pool.quantiles import find_median
from casepool.pool.shares import bound_share
from casepool.pool.turnbull import fit_intervals
from pool.fixture_file import assert_close, find_case, load_fixture

NAME = "seed_table1_outcomes"


def coded(*spans):
    """Coded times of (left, right) pairs: an event in (left, right]; right None is a censoring at left."""
    return [
        CodedTime(f"p{n}", "right_censored" if right is None else "event_exact" if left == right else
                  "event_time_bounded", "R2", left, right)
        for n, (left, right) in enumerate(spans)
    ]  # fmt: skip


def end(value):
    return None if value == "Inf" else value


@pytest.mark.parametrize("name", ["any_progression_share", "without_row3_metastasis"])
def test_share_and_its_bounds(name) -> None:
    fixture = load_fixture(NAME)
    case = find_case(fixture, name)
    known, events, unknown = (case["input"][key] for key in ("known", "events", "unknown"))
    ends = {"share_ci": (events, known), "best_case_ci": (events, known + unknown)}
    ends["worst_case_ci"] = (events + unknown, known + unknown)
    for key, (k, n) in ends.items():
        found = bound_share(k, n, method="clopper_pearson")
        assert_close(fixture, case, key, [found.lower, found.upper])


@pytest.mark.parametrize("name", ["conventional_curve", "best_case_curve", "worst_case_curve"])
def test_three_curves(name) -> None:
    fixture = load_fixture(NAME)
    case = find_case(fixture, name)
    curve = fit_curve(case["input"]["time"], case["input"]["event"])
    points = [point for point in curve.points if point.time >= 6]
    assert_close(fixture, case, "time", [point.time for point in points])
    assert_close(fixture, case, "n_risk", [point.at_risk for point in points])
    for key, part in (("surv", "survival"), ("lower", "lower"), ("upper", "upper")):
        assert_close(fixture, case, key, [getattr(point, part) for point in points])
    median, until = find_time(curve)
    if name == "worst_case_curve":
        assert until == case["expected"]["any_value_until"]
    assert_close(fixture, case, "median", median)


def test_best_and_worst_pair_is_placed_as_its_label_says() -> None:
    fixture = load_fixture(NAME)
    rows = coded((0, 48), (0, 72), (0, 6), (6, None)) + [CodedTime(f"u{n}", "endpoint_unknown", "R6") for n in (1, 2)]
    for name, at_best in (("best_case_curve", True), ("worst_case_curve", False)):
        data = find_case(fixture, name)["input"]
        wanted = sorted(zip(data["time"], data["event"], strict=True))
        assert list(zip(*split_placed(rows, place_unknown(rows, at_best)), strict=True)) == wanted


def test_interval_curve() -> None:
    fixture = load_fixture(NAME)
    case = find_case(fixture, "interval_curve")
    masses = fit_intervals(case["input"]["left"], [end(value) for value in case["input"]["right"]]).masses
    assert_close(fixture, case, "intervals", [[m.left, m.right] for m in masses])
    assert_close(fixture, case, "mass", [m.mass for m in masses])


def test_envelope() -> None:
    fixture = load_fixture(NAME)
    case = find_case(fixture, "envelope")
    data = case["input"]
    rows = coded(*[(left, end(right)) for left, right in zip(data["left"], data["right"], strict=True)])
    for key, unknown in (("known", 0), ("all", data["unknown"])):
        envelope = bound_curve(rows, unknown, data["at"])
        assert_close(fixture, case, f"{key}_lower", [envelope.at(time)[0] for time in data["at"]])
        assert_close(fixture, case, f"{key}_upper", [envelope.at(time)[1] for time in data["at"]])


def test_age_of_the_present_case() -> None:
    fixture = load_fixture(NAME)
    case = find_case(fixture, "present_case_age")
    ages = case["input"]["prior_ages"]
    cells = [Cell(f"p{n}", f"paper {n}", "reported", Quantity(value, "year")) for n, value in enumerate(ages)]
    found = compare_number(load_form().field("age_years"), case["input"]["present_age"], cells, PoolPlan())
    interval = found.percentile.interval
    assert_close(fixture, case, "n_younger", found.below)
    assert_close(fixture, case, "mid_percentile", found.percentile.value)
    assert_close(fixture, case, "share_younger_ci", [interval.lower, interval.upper])
    assert_close(fixture, case, "prior_mean", MEANS["mean"][0](ages))
    assert_close(fixture, case, "prior_sd", MEANS["sd"][0](ages))
    assert_close(fixture, case, "prior_median", find_median(ages))


def exact_curve(placed, time):
    """S(time) in exact fractions; events before censorings at one time."""
    survival = Fraction(1)
    for moment in sorted({t for t, is_event in placed if is_event and t <= time}):
        risk = sum(t >= moment for t, _ in placed)
        survival *= 1 - Fraction(sum(t == moment and is_event for t, is_event in placed), risk)
    return survival


def enumerate_bounds(rows, unknown, time, grid):
    """Least and greatest S over every time of a grid that holds every end and points between and beyond them."""
    choices = []
    for row in rows:
        if row.kind == "right_censored":
            choices.append([(Fraction(row.left), False)])
        elif row.kind == "event_exact":
            choices.append([(Fraction(row.left), True)])
        else:
            high = max(grid) if row.right is None else row.right
            choices.append([(t, True) for t in grid if row.left < t <= high])
    choices += [[(t, is_event) for t in grid for is_event in (True, False)]] * unknown
    values = [exact_curve(placed, time) for placed in itertools.product(*choices)]
    return min(values), max(values)


def grid_of(rows, times):
    ends = sorted(
        {Fraction(e) for row in rows for e in (row.left, row.right) if e is not None} | set(map(Fraction, times))
    )
    between = [(a + b) / 2 for a, b in itertools.pairwise([Fraction(0), *ends])]
    return sorted({*ends, *between, ends[-1] + 1} - {Fraction(0)})


def test_constructed_twin_of_the_envelope() -> None:
    rows = coded((0, 30), (0, 50), (0, 4), (4, None))
    for time in (4, 30, 50):
        for unknown in (0, 1):
            lower, upper = enumerate_bounds(rows, unknown, time, grid_of(rows, [time]))
            assert bound_at(rows, unknown, time) == pytest.approx((float(lower), float(upper)), abs=1e-12)


def test_envelope_is_the_enumeration_on_random_small_sets() -> None:
    generator = random.Random(11)
    for _ in range(60):
        rows = []
        for n in range(generator.randrange(1, 5)):
            left = generator.choice([0, 0, 2, 4, 6])
            kind = generator.choice(["event_exact", "event_time_bounded", "event_time_bounded", "right_censored"])
            left = max(left, 2) if kind == "event_exact" else left
            right = {"event_exact": left, "right_censored": None}.get(kind, left + generator.choice([2, 4, 6]))
            if kind == "event_time_bounded" and generator.random() < 0.2:
                right = None
            rows.append(CodedTime(f"p{n}", kind, "R2", left, right))
        unknown = generator.randrange(2)
        time = generator.choice([1, 2, 3, 4, 6, 7, 10])
        lower, upper = enumerate_bounds(rows, unknown, time, grid_of(rows, [time]))
        assert bound_at(rows, unknown, time) == pytest.approx((float(lower), float(upper)), abs=1e-12), rows


def test_lower_bound_falls_just_after_a_censoring() -> None:
    envelope = bound_curve(coded((0, 48), (6, None)))
    assert envelope.at(6) == (0.5, 1.0)
    assert envelope.at(6.1) == (0.0, 1.0)
    assert envelope.at(48) == (0.0, 0.5)
    assert bound_curve([], 0).at(12) == (1.0, 1.0)


def test_every_curve_inside_the_envelope() -> None:
    rows = coded((0, 12), (3, 9), (5, None), (7, 7), (10, None))
    envelope = bound_curve(rows)
    for shares in itertools.product((0.01, 0.5, 1.0), repeat=2):
        times = [rows[0].right * shares[0], 3 + 6 * shares[1], 5, 7, 10]
        curve = fit_curve(times, [1, 1, 0, 1, 0])
        for time in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13):
            lower, upper = envelope.at(time)
            assert lower - 1e-9 <= curve.survival_at(time) <= upper + 1e-9
