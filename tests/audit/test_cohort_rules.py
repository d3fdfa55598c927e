"""Guards of the rules over several publications: what silences them, and what they show."""

from dataclasses import replace

import pytest

from audit.cohort_texts import audit_example, extract_papers, gather_example, gather_material, read_paper
from casepool.audit.cohort import audit_cohort
from casepool.audit.material import Draft, Material
from casepool.domain.finding import Finding
from casepool.domain.review_answers import LinkDecision
from casepool.domain.review_plan import Protocol, ScreeningRecord
from casepool.knowledge.cohort_examples import CohortText, load_cohort_examples

EXAMPLES = load_cohort_examples()


def found_in(material: Material, rule: str) -> list[Finding]:
    return [finding for finding in audit_cohort(material) if finding.rule == rule]


def drafted(sentence: str, **more: object) -> list[str]:
    text = f"# Sarcoma of the spine: a review\n\n## Results\n\n{sentence}\n"
    draft = Draft(read_paper(text, "draft"), **more)  # type: ignore[arg-type]
    return [finding.headline for finding in found_in(Material({}, draft=draft), "EVD-02")]


@pytest.mark.parametrize("rule", ["TAB-08", "LNK-02", "LNK-03"])
def test_nothing_is_said_of_one_patient_before_a_person_has_linked(rule: str) -> None:
    assert audit_example(replace(EXAMPLES[rule].fires, same=()), rule) == []


def test_a_decided_pair_is_not_asked_again() -> None:
    asked = EXAMPLES["LNK-01"].fires
    assert audit_example(asked, "LNK-01")
    assert audit_example(replace(asked, same=("1 case-1 = 2 case-1",)), "LNK-01") == []


def test_a_likely_repeat_shows_both_sides_with_their_publications() -> None:
    (finding,) = audit_example(EXAMPLES["LNK-01"].fires, "LNK-01")
    assert finding.headline == (
        "Berg 1998 and Berg 2006 agree on age, vertebral levels, shared authors, side, outcome, sex, treatment, "
        "diagnosis and follow-up: same patient?"
    )
    assert [e.quote for e in finding.evidence[:2]] == ["43-year-old", "43-year-old"]
    assert finding.sources[:2] == ("1", "2")


def test_a_chain_of_copies_is_shown_whole_and_on_one_card() -> None:
    """The row of the first review is wrong, and a later review copied it."""
    first, review = EXAMPLES["TAB-08"].fires.papers
    later = review.replace("Mira Sand, Tove Lund", "Ivo Kranz, Ada Wolk").replace("June 2010", "June 2016")
    same = ("1 case-1 = 2 table-1-row-1", "1 case-1 = 3 table-1-row-1")
    material = gather_example(CohortText(papers=(first, review, later), same=same))
    (drift,) = found_in(material, "LNK-03")
    assert drift.headline == (
        "Age at presentation changed from '43 years' (Berg 1998) to '34 years' (row 'Berg and Olsen 1998' of Sand "
        "2010), and was copied by row 'Berg and Olsen 1998' of Kranz 2016."
    )
    assert list(zip(drift.sources, [e.quote for e in drift.evidence], strict=True)) == [
        ("1", "43-year-old"), ("2", "34/M"), ("3", "34/M"),
    ]  # fmt: skip
    wrong = found_in(material, "TAB-08")
    assert [finding.sources[0] for finding in wrong] == ["2", "3"]
    assert {finding.card for finding in (drift, *wrong)} == {"age_years:1:case-1"}


def test_a_count_is_held_against_accepted_earlier_patients_only() -> None:
    fires = EXAMPLES["CLM-03"].fires
    assert audit_example(replace(fires, accepted=False), "CLM-03") == []
    own = replace(fires, same=("1 case-1 = 2 case-1",))
    assert audit_example(own, "CLM-03") == [], "the paper tells its own patient again"
    first, claiming = fires.papers
    third = replace(fires, papers=(first, claiming.replace("the first case", "the third case")))
    assert audit_example(third, "CLM-03") == []


def test_a_limit_that_is_not_met_makes_it_a_question() -> None:
    first, claiming = EXAMPLES["CLM-03"].fires.papers
    limited = claiming.replace("paraspinal leiomyosarcoma.", "paraspinal leiomyosarcoma, invading the spinal canal.")
    assert limited != claiming
    (finding,) = audit_example(CohortText(papers=(first, limited), accepted=True), "CLM-03")
    assert finding.severity == "note"
    assert finding.headline.endswith("': does this 1 earlier case count?")
    assert finding.explanation == "Not every limit of the claim is met with a quote."


@pytest.mark.parametrize(
    ("old", "new"),
    [("## Results", "## Abstract"), ("Bruno Aldo", "Bruno Other"), ("15 (7%)", "15 (7%, interval 12 to 19%)")],
    ids=["no full text", "another work", "the figure stands there"],
)
def test_a_cited_figure_is_checked_in_a_whole_source_only(old: str, new: str) -> None:
    source, citing = EXAMPLES["REF-05"].fires.papers
    assert old in source
    changed = source.replace(old, new).replace("## Discussion", "## Abstract" if "Abstract" in new else "## Discussion")
    assert audit_example(CohortText(papers=(changed, citing)), "REF-05") == []


def test_a_rounded_figure_is_the_same_figure() -> None:
    source, citing = EXAMPLES["REF-05"].silent.papers
    rounded = source.replace("7%", "7.4%")
    assert audit_example(CohortText(papers=(rounded, citing)), "REF-05") == []


def test_eligibility_by_field_by_follow_up_and_by_decisions() -> None:
    protocol = Protocol(eligibility_fields=("diagnosis", "outcome_status"), min_followup_months=12)
    screening = [
        ScreeningRecord("1", "full_text", "exclude", reason="No outcome given"),
        ScreeningRecord("2", "full_text", "exclude", reason="Wrong tumour"),
        ScreeningRecord("3", "full_text", "include", reason="Died"),
    ]
    found = found_in(gather_material({}, protocol=protocol, screening=screening), "SEL-01")
    assert [(finding.headline, finding.searched) for finding in found] == [
        ("Eligibility depends on state at last contact: 'State at last contact'.",
         "protocol.toml, eligibility_fields"),
        ("Eligibility depends on the length of follow-up: 'at least 12 months of follow-up'.",
         "protocol.toml, min_followup_months"),
        ("Eligibility depends on the outcome: 'No outcome given'.", "imported screening decisions"),
    ]  # fmt: skip


def test_a_quote_whose_publication_is_gone_is_lost() -> None:
    material = gather_example(EXAMPLES["EVD-01"].silent)
    assert found_in(material, "EVD-01") == []
    lost = found_in(replace(material, extractions={}), "EVD-01")
    assert len(lost) == len(material.quotes)
    assert lost[0].headline.startswith("Evidence of case-1 / ")


def test_numbers_that_are_typed_by_hand() -> None:
    assert drafted("Of 12 patients 5 had a recurrence.") == [
        "'Of 12' is typed by hand; it is bound to nothing.",
        "'Of 12 patients 5' is typed by hand; it is bound to nothing.",
    ]
    assert drafted("The median age was 46.0 years.", estimates={"age.median": 47.5}) == [
        "'median age was 46.0' is typed by hand; the pool says 47.5."
    ]
    assert drafted("The median age was 47.5 years.", estimates={"age.median": 47.5}) == [
        "'median age was 47.5' is typed by hand; it is bound to nothing."
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "We searched until 2026.",
        "See Table 2 and Fig. 3 for the levels.",
        "Lesions lay between C3 and T12.",
        'They wrote of "12 patients".',
        "No patient died.",
    ],
)
def test_numbers_that_need_no_binding(sentence: str) -> None:
    assert drafted(sentence) == []


def test_bound_and_own_numbers_are_left_alone() -> None:
    sentence = "Of 12 patients 5 had a recurrence."
    text = f"# Sarcoma of the spine: a review\n\n## Results\n\n{sentence}\n"
    at = text.index("12"), text.index(" 5 ") + 1
    assert drafted(sentence, bound=((at[0], at[0] + 2),), own=((at[1], at[1] + 1),)) == []


def test_findings_are_in_the_same_order_whatever_the_order_of_the_papers() -> None:
    papers = extract_papers((*EXAMPLES["TAB-08"].fires.papers, EXAMPLES["CLM-03"].fires.papers[1]))
    decisions = [LinkDecision((("1", "case-1"), ("2", "table-1-row-1")), "same", by="x")]
    backwards = dict(reversed(papers.items()))
    accepted = [("1", "case-1")]
    found = [audit_cohort(gather_material(order, decisions, accepted)) for order in (papers, backwards)]
    assert found[0] == found[1]
    assert {finding.rule for finding in found[0]} >= {"TAB-08", "CLM-03"}


def test_a_rule_can_be_switched_off() -> None:
    material = gather_example(EXAMPLES["TAB-08"].fires)
    assert "TAB-08" not in {finding.rule for finding in audit_cohort(material, frozenset({"TAB-08"}))}
