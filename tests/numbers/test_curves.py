"""Kaplan-Meier with its intervals and quantiles, the table under it, restricted mean, cumulative incidence."""

import random

import pytest
from lifelines import KaplanMeierFitter

from casepool.domain.errors import UsageError
from casepool.pool.beta_product import bound_survival
from casepool.pool.competing import find_incidence
from casepool.pool.kaplan_meier import bound_time, find_few, find_time, fit_curve
from casepool.pool.life_table import count_at_risk
from casepool.pool.restricted_mean import find_restricted_mean
from pool.fixture_file import assert_close, find_case, load_fixture

GEHAN = load_fixture("km_gehan_6mp")
BPCP = load_fixture("bpcp_gehan_seed")
CURVES = [case for case in GEHAN["cases"] if "surv" in case["expected"] and "at" not in case["input"]]
TIED = [6, 6, 6, 12, 12, 12, 24, 24, 36, 36], [1, 2, 0, 1, 2, 0, 1, 1, 2, 0]


def fit(case):
    data = case["input"]
    name = {"loglog": "log_log"}.get(data["conf_type"], data["conf_type"])
    return fit_curve(data["time"], data["event"], data["level"], name)


@pytest.mark.parametrize("case", CURVES, ids=lambda case: case["name"])
def test_curve_and_limits(case) -> None:
    curve = fit(case)
    for key, name in (
        ("time", "time"),
        ("n_risk", "at_risk"),
        ("n_event", "events"),
        ("n_censor", "censored"),
        ("surv", "survival"),
        ("std_err", "std_err"),
        ("lower", "lower"),
        ("upper", "upper"),
    ):
        assert_close(GEHAN, case, key, [getattr(point, name) for point in curve.points])


@pytest.mark.parametrize("case", CURVES, ids=lambda case: case["name"])
def test_quantiles_by_inversion_of_the_band(case) -> None:
    curve, wanted = fit(case), case["expected"]
    assert_close(GEHAN, case, "median", find_time(curve)[0])
    assert_close(GEHAN, case, "median_lower", bound_time(curve)[0])
    assert_close(GEHAN, case, "median_upper", bound_time(curve)[1])
    if "time_surv_below_075" in wanted:
        assert_close(GEHAN, case, "time_surv_below_075", find_time(curve, 0.75)[0])
        assert_close(GEHAN, case, "time_surv_below_075_lower", bound_time(curve, 0.75)[0])
        assert_close(GEHAN, case, "time_surv_below_075_upper", bound_time(curve, 0.75)[1])
        assert_close(GEHAN, case, "time_surv_below_025", find_time(curve, 0.25)[0])


def test_table_under_the_curve_counts_just_before_and_through() -> None:
    case = find_case(GEHAN, "6mp_at_risk_table")
    data = case["input"]
    counts = count_at_risk(data["time"], data["event"], data["at"])
    for key, name in (
        ("n_risk", "at_risk"),
        ("cum_event_before", "events_before"),
        ("cum_censor_before", "censored_before"),
        ("cum_event_through", "events_through"),
        ("cum_censor_through", "censored_through"),
    ):
        assert_close(GEHAN, case, key, [getattr(count, name) for count in counts])
    assert {c.at_risk + c.events_before + c.censored_before for c in counts} == {len(data["time"])}
    curve = fit(case)
    assert_close(GEHAN, case, "surv", [curve.survival_at(time) for time in data["at"]])
    points = [curve.at(time) for time in data["at"]]
    assert_close(GEHAN, case, "lower", [point.lower if point else None for point in points])
    assert_close(GEHAN, case, "upper", [point.upper if point else None for point in points])


def test_restricted_mean_and_its_standard_error() -> None:
    case = find_case(GEHAN, "6mp_rmst")
    data = case["input"]
    curve = fit_curve(data["time"], data["event"])
    mean, error = find_restricted_mean(data["time"], data["event"], data["tau"], curve)
    assert_close(GEHAN, case, "rmst", mean)
    assert_close(GEHAN, case, "rmst_se", error)


def test_median_of_a_flat_piece() -> None:
    fixture = load_fixture("median_convention")
    case = fixture["cases"][0]
    median, until = find_time(fit_curve(case["input"]["time"], case["input"]["event"]))
    assert_close(fixture, case, "median", median)
    assert_close(fixture, case, "any_value_until", until)


def test_median_is_not_a_flat_piece_beside_one_half() -> None:
    assert find_time(fit_curve([1, 2, 3], [1, 1, 1])) == (2.0, None)
    assert find_time(fit_curve([1, 2], [0, 0])) == (None, None)


@pytest.mark.parametrize("case", BPCP["cases"], ids=lambda case: case["name"])
def test_beta_product_limits(case) -> None:
    data = case["input"]
    told = data["time"], data["event"]
    curve = fit_curve(*told, data["level"], "bpcp_midp" if data["midp"] else "bpcp")
    found = [bound_survival(*told, at, data["level"], midp=data["midp"]) for at in data["at"]]
    assert_close(BPCP, case, "surv", [curve.survival_at(at) for at in data["at"]])
    assert_close(BPCP, case, "lower", [low for low, _ in found])
    assert_close(BPCP, case, "upper", [high for _, high in found])
    start = bound_survival(*told, 0, data["level"], midp=data["midp"])
    quantiles = [
        {"surv_level": q, "time": find_time(curve, q)[0], "lower": limits[0], "upper": limits[1]}
        for q in (0.25, 0.5, 0.75)
        for limits in [bound_time(curve, q, start)]
    ]
    assert_close(BPCP, case, "quantiles", quantiles)


def test_beta_product_is_defined_at_one_and_at_zero() -> None:
    assert bound_survival([3, 5], [1, 1], 1) == (pytest.approx(0.025**0.5, abs=1e-12), 1.0)
    assert bound_survival([3, 5], [1, 1], 5)[0] == 0.0
    assert bound_survival([3], [0], 4) == (0.0, 1.0)
    assert bound_survival([3], [0], 4, midp=True) == (0.0, 1.0)


def test_limits_are_blank_where_the_curve_is_one_or_zero() -> None:
    curve = fit_curve([2, 4, 6], [0, 1, 1])
    assert [(p.survival, p.lower is None, p.upper is None) for p in curve.points] == [
        (1.0, True, True),
        (0.5, False, False),
        (0.0, True, True),
    ]
    assert curve.points[-1].std_err is None


def test_curve_equals_the_library_on_random_tied_sets() -> None:
    generator = random.Random(3)
    for _ in range(40):
        n = generator.randrange(2, 40)
        time = [generator.choice([1, 3, 6, 6, 12, 24, 36]) for _ in range(n)]
        event = [generator.randrange(2) for _ in range(n)]
        fitted = KaplanMeierFitter().fit(time, event)
        for point in fit_curve(time, event).points:
            assert point.survival == pytest.approx(float(fitted.survival_function_.loc[point.time].iloc[0]), abs=1e-12)


def test_few_at_risk_begins_at_the_floor_and_holds_between_observed_times() -> None:
    assert find_few([1, 2, 3, 4, 5]) == 3.0
    assert find_few(range(1, 61)) == 55.0
    assert find_few([4, 9]) == 0.0
    assert find_few([]) is None
    assert [p.few for p in fit_curve([1, 2, 3, 4, 5], [1] * 5).points] == [False, False, True, True, True]


def test_no_patient_gives_no_point() -> None:
    curve = fit_curve([], [])
    assert (curve.points, curve.patients, curve.survival_at(5), curve.last_time) == ((), 0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("time", "event", "message"),
    [
        ([1, 2], [1], "2 times and 1 event codes. Give one of each per patient."),
        ([1, -2], [1, 0], "A time is negative or not finite. Leave the patient out and say so (rule R13)."),
        ([1, float("nan")], [1, 0], "A time is negative or not finite. Leave the patient out and say so (rule R13)."),
        ([1, 2], [1, 3], "An event code is not one of 0, 1."),
    ],
)
def test_times_and_codes_are_checked(time, event, message) -> None:
    with pytest.raises(UsageError) as error:
        fit_curve(time, event)
    assert str(error.value) == message


def test_unknown_interval_is_refused() -> None:
    with pytest.raises(ValueError) as error:
        fit_curve([1], [1], method="wald")
    assert str(error.value) == "Unknown interval 'wald'. Allowed: log_log, log, plain, bpcp, bpcp_midp."


def test_cumulative_incidence_with_tied_events() -> None:
    points = find_incidence(*TIED)
    assert [point.time for point in points] == [6, 12, 24, 36]
    assert [point.event for point in points] == pytest.approx([0.1, 3 / 14, 0.5, 0.5], abs=1e-12)
    assert [point.competing for point in points] == pytest.approx([0.1, 3 / 14, 3 / 14, 5 / 14], abs=1e-12)


def test_incidence_does_not_depend_on_order_or_chance() -> None:
    order = random.Random(1).sample(range(10), 10)
    shuffled = [TIED[0][i] for i in order], [TIED[1][i] for i in order]
    assert find_incidence(*shuffled) == find_incidence(*TIED)


def test_incidence_without_a_competing_event_is_one_minus_the_curve() -> None:
    time, event = [1, 2, 2, 5, 8], [1, 0, 1, 1, 0]
    curve = fit_curve(time, event)
    for point in find_incidence(time, event):
        assert point.event == pytest.approx(1 - curve.survival_at(point.time), abs=1e-12)


def test_incidence_of_a_competing_event_is_below_one_minus_the_curve() -> None:
    naive = 1 - fit_curve(TIED[0], [int(code == 1) for code in TIED[1]]).survival_at(36)
    assert find_incidence(*TIED)[-1].event < naive
