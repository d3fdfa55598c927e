"""The own patient beside the earlier ones: numbers, words, levels, similar patients, tested markers."""

import pytest

from casepool.domain.cohort import PoolPlan
from casepool.domain.errors import UsageError
from casepool.domain.present_case import Beside
from casepool.domain.values import Levels, MarkerResult
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.present_case import compare_index, find_robust_z
from pool.build import ABSENT, PRESENT, age, cohort, patient, unclear

FORM, KNOWLEDGE, PLAN = load_form(), load_pooling(), PoolPlan()


def beside(own, *earlier) -> Beside:
    pool = cohort(patient("own", index=True, **own), *[patient(f"p{n}", **fields) for n, fields in enumerate(earlier)])
    return compare_index(pool, FORM, KNOWLEDGE, PLAN)


def test_a_number_has_its_percentile_with_the_exact_interval_of_that_share() -> None:
    (found,) = beside({"age_years": age(36)}, *[{"age_years": age(years)} for years in (34, 43, 45, 61, 70)]).numbers
    assert (found.below, found.ties, found.above, found.values) == (1, 0, 4, (34, 43, 45, 61, 70))
    assert found.percentile.value == 0.2
    assert found.percentile.interval.lower == pytest.approx(0.00505, abs=1e-5)
    assert found.percentile.interval.upper == pytest.approx(0.71642, abs=1e-5)
    assert (found.outside, found.range_level, found.is_outside, found.robust_z) == (2 / 6, 4 / 6, False, None)
    assert "own" not in [source.patient for source in found.percentile.sources]


def test_ties_count_half_and_widen_the_interval() -> None:
    (found,) = beside({"age_years": age(43)}, *[{"age_years": age(years)} for years in (34, 43, 43, 61)]).numbers
    assert (found.below, found.ties, found.percentile.value) == (1, 2, 0.5)
    assert found.percentile.interval.lower == pytest.approx(0.00631, abs=1e-5)
    assert found.percentile.interval.upper == pytest.approx(0.99369, abs=1e-5)


def test_an_extreme_comes_with_the_chance_that_any_new_patient_is_one() -> None:
    (found,) = beside({"age_years": age(20)}, *[{"age_years": age(years)} for years in (34, 43, 45)]).numbers
    assert (found.is_outside, found.outside) == (True, 0.5)


def test_each_reading_of_an_unclear_number_is_compared() -> None:
    found = beside({"age_years": unclear(age(36), age(35))}, {"age_years": age(35)}, {"age_years": age(50)}).numbers
    assert [(number.value, number.below, number.ties) for number in found] == [(36, 1, 0), (35, 0, 1)]


def test_bounds_are_not_compared_and_are_counted() -> None:
    earlier = ({"age_years": age(50, "decade", 59)}, {"age_years": age(30)}, {})
    (found,) = beside({"age_years": age(36)}, *earlier).numbers
    assert (found.values, found.left_out) == ((30,), 2)
    assert beside({"age_years": age(50, "more_than")}, {"age_years": age(30)}).numbers == ()
    assert beside({"age_years": age(36)}, {}).numbers == ()


def test_robust_z_from_ten_on() -> None:
    earlier = [{"age_years": age(30 + n)} for n in range(11)]
    (found,) = beside({"age_years": age(47)}, *earlier).numbers
    assert found.robust_z == pytest.approx((47 - 35) / (1.4826 * 3))
    assert find_robust_z(4, [3, 3, 3]) is None


def test_a_word_has_its_share_among_the_earlier_ones() -> None:
    (found,) = beside({"sex": "male"}, {"sex": "male"}, {"sex": "female"}, {"sex": "male"}, {}).words
    assert (found.word, found.k, found.n, found.missing) == ("male", 2, 3, 1)
    assert found.share.value == pytest.approx(2 / 3)
    assert found.share.interval.method == "Wilson"
    assert (found.first_limit, found.refusal) == (None, None)


def test_a_word_that_nobody_had_before_has_an_upper_limit() -> None:
    (found,) = beside({"sex": "male"}, *[{"sex": "female"}] * 5).words
    assert (found.k, found.first_limit) == (0, pytest.approx(1 - 0.05 ** (1 / 5)))
    assert found.share.interval.method == "Clopper-Pearson"


def test_a_sign_that_nobody_denies_has_no_share() -> None:
    (found,) = beside({"myelopathy": PRESENT}, {"myelopathy": PRESENT}, {}).words
    assert found.share is None
    assert found.refusal.sentence == (
        "Myelopathy or cord syndrome: share not given: reported in 1 of 2 earlier patients, stated otherwise in 0."
    )
    (denied,) = beside({"myelopathy": PRESENT}, {"myelopathy": PRESENT}, {"myelopathy": ABSENT}).words
    assert (denied.k, denied.n, denied.share.value) == (1, 2, 0.5)
    (absent,) = beside({"myelopathy": ABSENT}, {"myelopathy": PRESENT}, {"myelopathy": ABSENT}).words
    assert (absent.word, absent.k, absent.n) == ("absent", 1, 2)


def test_items_of_the_own_patient_are_compared() -> None:
    earlier = ({"presenting_symptoms": ["Back pain", "fever"]}, {"presenting_symptoms": ["fever"]})
    (found,) = beside({"presenting_symptoms": ["back pain"]}, *earlier).words
    assert (found.word.casefold(), found.k, found.n) == ("back pain", 1, 1)


def test_levels_that_somebody_else_reaches_are_not_the_only_one() -> None:
    earlier = ({"level_range": Levels(("T1", "T2", "T3"))}, {"level_range": Levels(("L4",))}, {})
    levels = beside({"level_range": Levels(("T3", "T4"))}, *earlier).levels
    assert levels.unique == ("T4",)
    assert levels.shared == (("T3", ("p0",)), ("T4", ()))
    assert levels.n == 2
    assert beside({}, *earlier).levels is None
    assert beside({"level_range": Levels(("T3",))}, {"sex": "male"}).levels.unique == ()


def test_similar_patients_come_with_their_reasons() -> None:
    own = {"sex": "male", "radiotherapy": PRESENT, "laterality": "left"}
    earlier = (
        {"sex": "female", "radiotherapy": ABSENT},
        {"sex": "male", "radiotherapy": PRESENT, "laterality": "right"},
        {"sex": "male", "radiotherapy": PRESENT},
        {},
    )
    found = beside(own, *earlier).similar
    assert [(item.patient, item.same, item.different) for item in found] == [
        ("p2", ("sex", "radiotherapy"), ()),
        ("p1", ("sex", "radiotherapy"), ("laterality",)),
        ("p0", (), ("sex", "radiotherapy")),
    ]
    assert found[0].source.publication == "paper of p2"


def test_markers_and_signs_by_diagnosis_without_ranking() -> None:
    found = beside(
        {"diagnosis": "chordoma", "ihc_panel": [MarkerResult("S100", "positive")], "canal_invasion": ABSENT},
        {"diagnosis": "schwannoma", "ihc_panel": [MarkerResult("S100", "positive"), MarkerResult("EMA", "negative")]},
        {"diagnosis": "chordoma", "ihc_panel": [MarkerResult("EMA", "equivocal"), MarkerResult("S100", "negative")]},
        {"diagnosis": "chordoma", "canal_invasion": PRESENT},
    )
    assert [(t.diagnosis, t.item, t.positive, t.tested) for t in found.differential] == [
        ("chordoma", "S100", 1, 2),
        ("chordoma", "Invasion of the spinal canal", 1, 2),
        ("schwannoma", "EMA", 0, 1),
        ("schwannoma", "S100", 1, 1),
    ]
    assert found.refusals == ()


def test_one_diagnosis_cannot_be_compared() -> None:
    (refusal,) = beside({"diagnosis": "chordoma"}, {"diagnosis": "chordoma"}, {}).refusals
    assert refusal.sentence == (
        "Comparison of diagnoses not given: the pool holds 1 diagnosis; no comparison is possible."
    )


def test_no_earlier_patient_is_a_refusal() -> None:
    found = beside({"age_years": age(36)})
    assert (found.numbers, found.words) == ((), ())
    assert found.refusals[0].sentence == "Comparison not given: no earlier patient is in the pool."
    assert found.refusals[1].sentence.startswith("Comparison of diagnoses not given: the pool holds 0 diagnoses;")


def test_a_comparison_needs_one_index_case() -> None:
    with pytest.raises(UsageError) as error:
        compare_index(cohort(patient("p1")), FORM, KNOWLEDGE, PLAN)
    assert str(error.value) == "A comparison needs exactly one index case in the cohort."
