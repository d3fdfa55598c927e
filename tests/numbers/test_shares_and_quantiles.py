"""Intervals of shares, quartiles and medians against R and closed forms."""

import pytest

from casepool.pool.number_rows import MEANS
from casepool.pool.quantiles import attain_median, bound_mean, bound_median, find_median, find_quantiles
from casepool.pool.shares import NAMES, bound_share, limit_zero
from pool.fixture_file import assert_close, find_case, load_fixture

SHARES = load_fixture("proportion_ci")
QUANTILES = load_fixture("quantile_conventions")


@pytest.mark.parametrize("case", SHARES["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("method", NAMES)
def test_interval_of_a_share(case, method) -> None:
    found = bound_share(case["input"]["x"], case["input"]["n"], case["input"]["level"], method)
    assert_close(SHARES, case, method, [found.lower, found.upper])
    assert found.method == NAMES[method]


def test_estimate_of_a_share_is_k_of_n() -> None:
    for case in SHARES["cases"]:
        assert_close(SHARES, case, "est", case["input"]["x"] / case["input"]["n"])


def test_no_interval_of_nobody() -> None:
    assert bound_share(0, 0) is None


def test_unknown_interval_is_refused() -> None:
    with pytest.raises(ValueError) as error:
        bound_share(1, 2, method="wald")
    assert str(error.value) == "Unknown interval 'wald'. Allowed: wilson, clopper_pearson, jeffreys, midp."


def test_zero_of_six_has_two_upper_limits() -> None:
    assert limit_zero(6) == pytest.approx(1 - 0.05 ** (1 / 6), abs=1e-15)
    assert bound_share(0, 6, method="clopper_pearson").upper == pytest.approx(1 - 0.025 ** (1 / 6), abs=1e-12)
    assert round(bound_share(0, 6, method="clopper_pearson").upper, 3) == 0.459


def test_quartiles_of_three_types_and_the_interval_of_the_median() -> None:
    case = find_case(QUANTILES, "example_ages")
    ages = case["input"]["x"]
    for kind in (2, 6, 7):
        assert_close(QUANTILES, case, f"quartiles_type{kind}", list(find_quantiles(ages, [0.25, 0.75], kind)))
    found = bound_median(ages)
    assert_close(QUANTILES, case, "median", find_median(ages))
    assert_close(QUANTILES, case, "median_ci", [found.lower, found.upper])
    assert_close(QUANTILES, case, "median_ci_level", found.attained)
    mean = bound_mean(ages)
    assert_close(QUANTILES, case, "mean_t_ci", [mean.lower, mean.upper])
    for part in ("mean", "sd"):
        assert_close(QUANTILES, case, part, MEANS[part][0](ages))


def test_hinges_of_tukey_are_the_quartiles_of_type_2_here() -> None:
    case = find_case(QUANTILES, "example_ages")
    ages = case["input"]["x"]
    assert_close(
        QUANTILES, case, "tukey_five_numbers", [min(ages), *find_quantiles(ages, [0.25, 0.5, 0.75]), max(ages)]
    )


def test_five_values_have_no_interval_of_the_median() -> None:
    assert bound_median([34, 43, 45, 61, 70]) is None
    assert attain_median(5) == 0.9375


def test_more_values_take_inner_order_statistics() -> None:
    found = bound_median(range(1, 13))
    assert (found.lower, found.upper) == (3, 10)
    assert found.attained == pytest.approx(1 - 2 * (1 + 12 + 66) / 4096, abs=1e-15)


def test_unknown_quartile_type_is_refused() -> None:
    with pytest.raises(ValueError) as error:
        find_quantiles([1, 2], [0.5], 5)
    assert str(error.value) == "Unknown quartile type 5. Allowed: 2, 6, 7."
