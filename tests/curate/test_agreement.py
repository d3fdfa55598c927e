"""Agreement of two reviewers: coefficients against hand-computed fractions, categories by the type of the field."""

from fractions import Fraction

import pytest

from casepool.curate.agreement import agree_field, agree_items, count_agreement, join_answers, name_category
from casepool.domain.assertion import Assertion
from casepool.domain.evidence import Evidence, Span
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import MarkerResult, Measurement
from casepool.knowledge.forms import load_form
from pool.fixture_file import assert_close, load_fixture

FORM = load_form()
TEXT = "every word that a reviewer could quote"
QUOTE = (Evidence(Span.of(TEXT, 0, 5)),)


def answer(field, value=None, state="reported", **more):
    evidence = QUOTE if state in ("reported", "absent", "unclear") else ()
    return Assertion(field, state, TEXT, value, evidence, **more)


def pairs_of(table):
    return [(row, column) for row, counts in enumerate(table) for column, n in enumerate(counts) for _ in range(n)]


@pytest.mark.parametrize("case", load_fixture("gwet_ac1")["cases"], ids=lambda case: case["name"])
def test_both_coefficients(case) -> None:
    fixture = load_fixture("gwet_ac1")
    found = count_agreement(pairs_of(case["input"]["table"]))
    assert_close(fixture, case, "pa", found.share)
    assert_close(fixture, case, "ac1", found.ac1)
    assert_close(fixture, case, "kappa", found.kappa)
    assert found.categories == len(case["expected"]["pi"])


def test_cohen_kappa() -> None:
    fixture = load_fixture("kappa")
    case = fixture["cases"][0]
    found = count_agreement(pairs_of(case["input"]["table"]))
    assert_close(fixture, case, "po", found.share)
    assert_close(fixture, case, "kappa", found.kappa)
    assert (found.n, found.agreed) == (50, 35)


def test_gwet_coefficient_as_a_fraction() -> None:
    assert count_agreement(pairs_of([[20, 5], [10, 15]])).ac1 == pytest.approx(float(Fraction(41, 101)), abs=1e-15)


def test_a_category_that_nobody_used_does_not_count() -> None:
    assert count_agreement([("a", "a"), ("b", "a")]).categories == 2
    assert count_agreement([("a", "a")] * 12) == count_agreement([("z", "z")] * 12)


def test_nobody_gives_no_share() -> None:
    found = count_agreement([])
    assert (found.n, found.share, found.kappa, found.ac1) == (0, None, None, None)


def test_states_and_values_are_categories() -> None:
    sex = FORM.field("sex")
    pairs = [
        (answer("sex", "male"), answer("sex", "male")),
        (answer("sex", "male"), answer("sex", "female")),
        (answer("sex", "male"), None),
        (None, answer("sex", state="not_reported")),
    ]
    found = agree_field(sex, pairs)
    assert (found.coefficients.n, found.coefficients.agreed, found.coefficients.categories) == (4, 2, 3)
    assert (found.compared, found.equal) == (2, 1)


def test_detail_words_of_a_presence_are_not_compared() -> None:
    field = FORM.field("neuro_deficit")
    found = agree_field(field, [(answer(field.id, "weak leg"), answer(field.id, "paresis"))])
    assert found.coefficients.share == 1.0
    assert (found.compared, found.equal, found.near) == (1, 0, 0)
    assert name_category(field, answer(field.id, state="absent")) == ("absent", None)


def test_quantities_have_their_state_and_beside_it_the_share_of_equal_values() -> None:
    field = FORM.field("followup_months")
    pairs = [
        (answer(field.id, Quantity(24, "month")), answer(field.id, Quantity(2, "year"))),
        (answer(field.id, Quantity(24, "month")), answer(field.id, Quantity(25, "month"))),
        (answer(field.id, Quantity(24, "month")), answer(field.id, Quantity(24, "month", "at_least"))),
        (answer(field.id, Quantity(24, "month")), None),
    ]
    found = agree_field(field, pairs, tolerance=0.05)
    assert (found.coefficients.agreed, found.compared, found.equal, found.near) == (3, 3, 1, 2)
    assert (found.equal_share, found.near_share) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_no_pair_of_values_has_no_share() -> None:
    found = agree_field(FORM.field("age_years"), [(None, None)])
    assert (found.equal_share, found.near_share) == (None, None)


@pytest.mark.parametrize(
    ("field", "a", "b", "equal", "near"),
    [
        ("recurrence_months", IntervalTime(0, 48), IntervalTime(0, 48), 1, 1),
        ("recurrence_months", IntervalTime(0, 48), IntervalTime(0, 50), 0, 1),
        ("recurrence_months", IntervalTime(0, None), IntervalTime(0, 48), 0, 0),
        ("size", Measurement((5.8, 3.7), "cm"), Measurement((37, 58), "mm"), 1, 1),
        ("size", Measurement((5.8, 3.7), "cm"), Measurement((5.8,), "cm"), 0, 0),
        ("size", Measurement((5.8, 3.7), "cm"), Measurement((5.9, 3.7), "cm"), 0, 1),
        ("site_text", "Left  paravertebral", "left paravertebral", 1, 1),
        ("publication_year", 2020, 2021, 0, 1),
    ],
)
def test_values_are_compared_in_one_unit(field, a, b, equal, near) -> None:
    found = agree_field(FORM.field(field), [(answer(field, a), answer(field, b))], tolerance=0.05)
    assert (found.equal, found.near) == (equal, near)


def test_each_item_of_a_list_is_a_presence_of_its_own() -> None:
    field = FORM.field("presenting_symptoms")
    both = [
        ([answer(field.id, "neck pain"), answer(field.id, "fever", state="reported")], [answer(field.id, "Neck pain")]),
        ([answer(field.id, None, "absent", item="fever")], []),
    ]
    pain, fever = sorted(agree_items(field, both), key=lambda result: result.item, reverse=True)
    assert (pain.item, pain.coefficients.agreed, pain.coefficients.n) == ("neck pain", 2, 2)
    assert (fever.item, fever.coefficients.agreed, fever.coefficients.categories) == ("fever", 0, 3)


def test_markers_agree_in_their_result() -> None:
    field = FORM.field("ihc_panel")
    both = [
        (
            [answer(field.id, MarkerResult("desmin", "positive"))],
            [answer(field.id, MarkerResult("Desmin", "positive"))],
        ),
        ([answer(field.id, MarkerResult("desmin", "positive"))], [answer(field.id, MarkerResult("desmin", "focal"))]),
    ]
    (found,) = agree_items(field, both)
    assert (found.item, found.coefficients.agreed, found.compared, found.equal) == ("desmin", 1, 2, 1)


def test_sizes_agree_by_modality() -> None:
    field = FORM.field("size")
    size = Measurement((4.0,), "cm")
    (found,) = agree_items(field, [([answer("size", size, modality="MRI")], [answer("size", size, modality="MRI")])])
    assert (found.item, found.equal) == ("MRI", 1)


def test_all_fields_together_have_a_raw_share_only() -> None:
    results = [agree_field(FORM.field("sex"), [(None, None), (answer("sex", "male"), None)])]
    joined = join_answers(results)
    assert (joined.share, joined.kappa, joined.ac1) == (0.5, None, None)
    assert join_answers([]) is None
