"""A whole cohort: headline, undecided links, changed settings, disagreements, caveats, names."""

import subprocess
import sys
from dataclasses import replace

import pytest

from casepool.domain.cohort import Cohort, LinkProposal, Patient, PoolPlan, join_groups
from casepool.domain.errors import UsageError
from casepool.domain.estimate import Estimate, Interval, Refusal
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.whole import pool_cohort
from pool.build import ABSENT, PRESENT, age, case, cohort, months, patient, row

FORM, KNOWLEDGE = load_form(), load_pooling()


def pool(given: Cohort, plan: PoolPlan | None = None):
    return pool_cohort(given, FORM, KNOWLEDGE, plan)


def three(*proposals: LinkProposal) -> Cohort:
    return cohort(
        patient("p1", case("a", 2001, age_years=age(40), sex="male")),
        patient("p2", row("review", age_years=age(41), sex="male")),
        patient("p3", case("c", 2009, age_years=age(60), sex="female")),
        proposals=proposals,
    )


def test_undecided_links_print_a_range_and_both_results() -> None:
    found = pool(three(LinkProposal(("p1", "p2"))))
    headline = found.get("patients")
    assert (headline.value, headline.bounds) == (3, (2, 3))
    assert headline.words == "between 2 and 3 until 1 proposal is decided"
    assert found.row("age").number("median") == 41
    assert found.accepted.row("age").number("median") == 50
    assert found.accepted.get("patients").value == 2
    assert found.accepted.get("links.accepted").value == 1
    assert found.accepted.accepted is None
    assert [d.patient for d in found.accepted.disagreements] == ["p1"]
    assert "1 proposed links between patients are undecided; some patients may be counted twice." in found.caveats


def test_a_chain_of_proposals_is_one_patient() -> None:
    found = pool(three(LinkProposal(("p1", "p2")), LinkProposal(("p2", "p3"))))
    assert found.get("patients").words == "between 1 and 3 until 2 proposals are decided"
    assert join_groups("abcd", [("a", "b"), ("b", "c")]) == [("a", "b", "c"), ("d",)]


def test_decided_links_leave_one_number() -> None:
    found = pool(three())
    assert (found.get("patients").bounds, found.accepted) == (None, None)


def test_one_patient_told_five_times_counts_once() -> None:
    cases = [case("own", 2000, age_years=age(40)), *[row(f"review {n}", age_years=age(40)) for n in range(4)]]
    found = pool(cohort(patient("p1", *cases)))
    assert [found.get(name).value for name in ("patients", "cases", "publications", "patients.table_only")] == [
        1,
        5,
        5,
        0,
    ]
    assert found.row("age").number("n") == 1


def test_the_same_case_given_twice_counts_once() -> None:
    told = case("own", 2000, age_years=age(40))
    again = Patient("p1", (told, replace(told, year=2000)))
    assert len(again.cases) == 1
    assert pool(cohort(again)) == pool(cohort(Patient("p1", (told,))))


def test_unverified_values_are_counted() -> None:
    checked = replace(patient("p1", age_years=age(4)), verified=frozenset({"age_years", "sex", "institution"}))
    found = pool(cohort(checked, patient("p2", age_years=age(5))))
    assert (found.get("cells").value, found.get("cells.unverified").value) == (32, 30)
    assert "30 of 32 values were not verified by a person." in found.caveats


def test_changed_settings_are_listed() -> None:
    assert pool(three()).changes == ()
    found = pool(three(), PoolPlan(curve_min_patients=3, level=0.9))
    assert found.changes == (("level", 0.95, 0.9), ("curve_min_patients", 10, 3))


def test_left_out_patients_are_counted_with_their_reason() -> None:
    found = pool(cohort(patient("p1"), left_out=(("minimum follow-up", 2), ("not the lesion", 1))))
    assert found.get("left_out").value == 3
    assert found.left_out == (("minimum follow-up", 2), ("not the lesion", 1))


def test_caveats_name_what_applies_only() -> None:
    plain = pool(cohort(patient("p1", followup_months=months(30))))
    assert plain.caveats[0].startswith("Published cases are a selection")
    assert not any("own patient" in text or "span" in text for text in plain.caveats)
    own = pool(
        cohort(
            patient("p1", case("a", 1990, followup_months=months(3))),
            patient("p2", case("b", 2020, index=True)),
            patient("p3", row("r")),
        )
    )
    texts = " ".join(own.caveats)
    for words in (
        "The publications span 1990 to 2020",
        "among the 3 patients",
        "shorter than 12 months in 1 of the 1 patients",
        "not stated in 2 of 3 patients",
        "With 3 patients every interval is wide",
        "1 of 3 patients are known only from a table",
    ):
        assert words in texts


def test_trends_by_period_and_length_of_follow_up() -> None:
    found = pool(
        cohort(
            patient("p1", case("a", 1991, local_recurrence=ABSENT, followup_months=months(20))),
            patient("p2", case("b", 1994, followup_months=months(8))),
            patient("p3", case("c", 1996, local_recurrence=PRESENT, followup_months=months(40))),
        )
    )
    assert found.get("local_recurrence.known_from_1990").words == "1990-1994: 1/2"
    assert found.get("local_recurrence.known_from_1995").words == "1995-1999: 1/1"
    assert found.get("local_recurrence.followup_if_known").value == 30
    assert found.get("local_recurrence.followup_if_unknown").value == 8


def test_two_index_cases_are_not_compared() -> None:
    found = pool(cohort(patient("p1", index=True), patient("p2", index=True)))
    assert found.beside is None
    assert "Comparison not given: the pool holds 2 index cases; one is compared at a time." in [
        refusal.sentence for refusal in found.all_refusals
    ]


def test_every_name_is_given_once_and_can_be_bound() -> None:
    found = pool(three(LinkProposal(("p1", "p2"))))
    names = [estimate.name for estimate in found.estimates]
    assert len(set(names)) == len(names)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789._") for name in names)
    assert found.get("nothing") is None
    assert found.row("nothing") is None
    assert found.outcome("nothing") is None


def test_an_empty_cohort_is_pooled_without_a_number() -> None:
    found = pool(cohort())
    assert found.get("patients").value == 0
    assert {row.kind for row in found.rows} <= {"share", "numeric", "span"}
    assert all(refusal.sentence for refusal in found.all_refusals)


def test_mistakes_of_the_caller_are_named() -> None:
    with pytest.raises(UsageError) as error:
        Patient("p1", ())
    assert str(error.value) == "Patient 'p1' has no case. A patient is made of at least one case."
    with pytest.raises(UsageError) as error:
        cohort(patient("p1"), patient("p1"))
    assert str(error.value) == "Patient 'p1' is in the cohort twice. Join the cases under one patient."
    with pytest.raises(UsageError) as error:
        cohort(patient("p1"), proposals=(LinkProposal(("p1", "p9")),))
    assert str(error.value) == "A link proposal names 'p9', who is not in the cohort."


def test_numbers_that_are_not_finite_cannot_be_estimates() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError) as error:
            Estimate("age.median", value, 3)
        assert (
            str(error.value) == f"age.median: {value} is not a finite number. Use None and say in words what is meant."
        )
    with pytest.raises(ValueError):
        Interval(0.0, float("inf"), 0.95, "exact")
    with pytest.raises(ValueError):
        Estimate("a", None, 1, bounds=(0.0, float("inf")))


def test_estimates_say_their_level_and_how_many_are_left_out() -> None:
    estimate = Estimate("a", 1.0, 2, interval=Interval(0.0, 2.0, 0.9, "exact"))
    assert (estimate.level, estimate.excluded, Estimate("b", 1.0, 2).level) == (0.9, 0, None)


def test_a_refusal_is_one_sentence() -> None:
    assert Refusal("a", "any curve", "nobody was seen").sentence == "Any curve not given: nobody was seen."
    assert Refusal("a", "any curve", "1 patient", "2 are needed").why == "1 patient; 2 are needed."


def test_the_cluster_is_the_centre_or_the_publication_that_first_told() -> None:
    assert patient("p1", case("b", 2010), case("a", 2001)).cluster == "a"
    assert patient("p1", row("review", name="row 3")).cluster == "review, row 3"
    assert patient("p1", row("review", cited="the first paper")).cluster == "the first paper"
    assert replace(patient("p1"), centre="a hospital").cluster == "a hospital"


def test_the_draft_of_the_index_case_is_no_publication() -> None:
    own = case("draft", None, index=True, age_years=age(50))
    found = pool(cohort(patient("p1", case("a", 2001, age_years=age(40))), patient("p2", own)))
    assert (found.get("patients").value, found.get("publications").value) == (2, 1)
    assert {estimate.publications for estimate in found.headline} == {1}
    assert (found.row("age").get("n").value, found.row("age").get("n").publications) == (2, 1)


def test_the_pool_is_imported_without_the_slow_libraries() -> None:
    slow = ("statsmodels", "lifelines", "firthmodels", "pandas")
    told = f"import sys, casepool.pool.whole; print([n for n in {slow!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
