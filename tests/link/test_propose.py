"""Proposals: what is asked, what is never asked, and what decisions settle."""

import pytest

from casepool.domain.errors import UsageError
from casepool.domain.linking import Work
from casepool.knowledge.linking import load_linking
from casepool.link.explain import share_wording
from casepool.link.group import group_patients
from casepool.link.propose import propose_links, score_pair
from link.cases import BERG, PATIENT, SAND, decide, facts, levels, months, row, telling, years

FIRST = telling(facts("berg"), **PATIENT)
REVIEW = facts("sand", SAND, (BERG,))
COPY = row(REVIEW, "Berg and Olsen 1998", 1, **PATIENT)
OTHER_REVIEW = facts("kranz", Work(("Kranz I",), 2016, "One more tumour of the back"))
SECOND_COPY = row(OTHER_REVIEW, "Berg 1998", **{**PATIENT, "age_years": years(34)})
STRANGER = telling(
    facts("moor", Work(("Moor G",), 2007, "A tumour of the loin")), age_years=years(22), sex="female",
    level_range=levels("L4"), diagnosis="chordoma",
)  # fmt: skip


def keys(*pairs: tuple[object, object]) -> set[object]:
    return set(pairs)


def test_a_row_and_its_source_are_proposed_with_reasons_and_both_quotes() -> None:
    (pair,) = propose_links((FIRST, COPY, STRANGER))
    assert pair.key == (FIRST.key, COPY.key)
    assert pair.score > 0.99
    reasons = [item.reason for item in pair.on_side("for")]
    assert reasons[0] == "The reference list leads from Berg 1998 to the same work."
    assert "The age is 43 years in both." in reasons
    assert pair.on_side("against") == ()
    age = next(item for item in pair.evidence if item.comparison == "age")
    assert (age.first, age.second) == (FIRST.case.assertions[0].evidence[0], COPY.case.assertions[0].evidence[0])


def test_what_is_unknown_is_listed_and_weighs_nothing() -> None:
    (pair,) = propose_links((FIRST, COPY))
    unknown = {item.comparison for item in pair.on_side("unknown")}
    assert unknown == {"size", "treatment", "outcome", "country", "institution", "period", "authors", "citation"}
    assert all(item.weight == 0 for item in pair.on_side("unknown"))
    assert sum(item.weight for item in pair.evidence) == pytest.approx(pair.weight)


def test_evidence_against_is_said() -> None:
    pair = score_pair(FIRST, SECOND_COPY, pool=3)
    assert [item.reason for item in pair.on_side("against")] == [
        "The ages 43 years and 34 years differ in one digit or in the order of the digits."
    ]


def test_sex_and_diagnosis_alone_ask_no_question_even_in_a_pool_of_two() -> None:
    alike = {"sex": "male", "diagnosis": "chordoma", "surgery_done": "reported"}
    nameless = [telling(facts(name, Work()), **alike) for name in ("1", "2")]
    assert propose_links(nameless) == ()
    assert len(propose_links([telling(facts(n, Work()), **alike, age_years=years(43)) for n in ("1", "2")])) == 1


def test_cases_of_one_publication_are_never_proposed() -> None:
    twins = facts("twins")
    assert propose_links((telling(twins, 1, **PATIENT), telling(twins, 2, **PATIENT))) == ()


def test_k13_a_case_and_four_review_tables_are_one_patient() -> None:
    """K13: the same patient in a case report and four review tables is one patient, five cases."""
    reviews = [facts(f"review-{n}", Work((f"Author{n} X",), 2001 + n, f"Review number {n}"), (BERG,)) for n in range(4)]
    copies = [row(review, "Berg 1998", 1, **PATIENT) for review in reviews]
    proposals = propose_links((FIRST, *copies))
    grouping = group_patients((FIRST, *copies), (), proposals)
    assert [len(group.members) for group in grouping] == [5]
    assert len(group_patients((FIRST, *copies)).groups) == 5, "nothing is linked by the machine"


def test_k14_near_equal_wording_is_a_question_and_no_evidence() -> None:
    """K14: two abstracts with near-equal wording may tell of two patients."""
    words = "We describe a rare tumour of the muscles beside the spine in a {} that was removed with a wide margin."
    one = telling(facts("1", wording=words.format("man")), age_years=years(43), sex="male", level_range=levels("C7"))
    two = telling(facts("2", BERG, wording=words.format("woman")), age_years=years(70), sex="female")
    plain = telling(facts("2", BERG), age_years=years(70), sex="female")
    shown = score_pair(one, two, pool=2)
    assert shown.score == score_pair(one, plain, pool=2).score
    wording = next(item for item in shown.evidence if item.comparison == "wording")
    assert (wording.side, wording.weight) == ("unknown", 0.0)
    assert wording.reason.startswith("The abstracts are worded nearly alike (")
    assert share_wording("", "") == 0


@pytest.mark.parametrize("outcome", ["same", "different", "cannot_tell"])
def test_a_decided_pair_is_not_proposed_again(outcome: str) -> None:
    assert propose_links((FIRST, COPY), [decide(outcome, FIRST, COPY)]) == ()


def test_a_decision_holds_for_everything_that_is_joined() -> None:
    cases = (FIRST, COPY, SECOND_COPY)
    assert {pair.key for pair in propose_links(cases)} >= keys((FIRST.key, COPY.key), (FIRST.key, SECOND_COPY.key))
    decisions = [decide("same", FIRST, COPY), decide("different", COPY, SECOND_COPY)]
    assert propose_links(cases, decisions) == ()


def test_scores_do_not_chain_against_contrary_evidence() -> None:
    """A middle case that fits two others does not make one patient of a man of 43 and a woman of 60."""
    silent = row(REVIEW, "Berg 1998", 1, level_range=levels("C7", "T1"), laterality="right")
    woman = telling(
        facts("berg2", Work(("Berg A", "Olsen P"), 1998, BERG.title)), age_years=years(60), sex="female",
        level_range=levels("C7", "T1"), laterality="right",
    )  # fmt: skip
    cases = (FIRST, silent, woman)
    proposals = propose_links(cases)
    grouping = group_patients(cases, (), proposals)
    assert len(proposals) == 1
    assert not grouping.are_joined(FIRST.key, woman.key)
    assert score_pair(FIRST, silent, 3).score > 0.3
    assert score_pair(woman, silent, 3).score > 0.3


def test_a_case_given_twice_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        propose_links((FIRST, COPY, FIRST))
    assert str(caught.value) == "Case 'case-1' of 'berg' was given twice. Give each case once."


def test_institution_is_not_counted_beside_the_authors_whom_it_goes_with() -> None:
    place = {"institution": "General Hospital of Birchton", "country": "Arvonia"}
    again = facts("again", Work(("Berg A", "Olsen P"), 2005, "A later look"))
    pair = score_pair(telling(facts("berg"), **PATIENT, **place), telling(again, **PATIENT, **place), 2)
    counted = {item.comparison: item for item in pair.evidence}
    assert (counted["institution"].side, counted["institution"].weight) == ("for", 0.0)
    assert counted["institution"].reason.endswith("Not counted again beside shared authors.")
    assert counted["authors"].weight > 0


def test_a_large_pool_is_blocked_and_finds_the_same_pairs() -> None:
    crowd = [
        telling(facts(f"p{n}", Work((f"Surname{n} Q",), 1990, f"Tumour number {n}")), age_years=years(20 + n % 60))
        for n in range(load_linking().thresholds.all_pairs_up_to + 1)
    ]
    assert [pair.key for pair in propose_links((*crowd, FIRST, COPY))] == [(FIRST.key, COPY.key)]


def test_follow_up_publications_stand_in_order_of_time() -> None:
    early = telling(facts("berg"), **{**PATIENT, "followup_months": months(6)})
    late = telling(
        facts("again", Work(("Berg A",), 1998, "Ten years on")), **{**PATIENT, "followup_months": months(120)}
    )
    undated = row(facts("zero", Work(("Zero",))), "Berg 1998", **PATIENT)
    (group,) = group_patients((undated, COPY, late, early), [decide("same", undated, COPY, late, early)])
    assert group.keys == (early.key, late.key, COPY.key, undated.key)
    assert [member.followup_months for member in group.tellings] == [6, 120]
