"""Which value changed, through which table, and which publications cannot both be right."""

from casepool.domain.linking import LinkableCase, Work
from casepool.domain.values import Value
from casepool.link.drift import find_discords, find_drift
from casepool.link.group import order_group
from link.cases import BERG, PATIENT, centimetres, facts, levels, months, row, telling, years

FIRST = telling(facts("berg"), **PATIENT, outcome_status="NED")
REVIEWS = [facts(name, Work((f"{name} X",), year, f"Review {name}"), (BERG,))
           for name, year in (("Sand", 2005), ("Kranz", 2010), ("Wolk", 2016))]  # fmt: skip


def copies(*values: dict[str, Value]) -> list[LinkableCase]:
    return [row(review, "Berg 1998", 1, **more) for review, more in zip(REVIEWS, values, strict=True)]


def test_the_change_is_traced_through_the_tables_that_copied_it() -> None:
    cases = [FIRST, *copies(PATIENT, {**PATIENT, "age_years": years(34)}, {**PATIENT, "age_years": years(34)})]
    (drift,) = find_drift(cases, [order_group(cases)])
    assert (drift.field, drift.label) == ("age_years", "Age at presentation")
    assert (drift.source, drift.target) == (FIRST.key, ("Kranz", "table-1-row-1"))
    assert (drift.before, drift.after) == ("43 years", "34 years")
    assert [copy.key for copy in drift.carried] == [("Wolk", "table-1-row-1")]
    assert drift.source_quote == FIRST.case.assertions[0].evidence[0]


def test_without_the_first_publication_the_earliest_row_is_the_measure() -> None:
    lost, alive = {"outcome_status": "lost_to_followup"}, {"outcome_status": "NED"}
    cases = copies(lost, lost, alive)
    (drift,) = find_drift(cases, [order_group(cases)])
    assert (drift.before, drift.after, drift.source[0], drift.target[0]) == ("lost_to_followup", "NED", "Sand", "Wolk")


def test_silence_and_what_a_later_publication_tells_are_no_drift() -> None:
    again = telling(facts("again", Work(("Berg A",), 2004, "Later")), **{**PATIENT, "followup_months": months(96)})
    longer, silent = {**PATIENT, "followup_months": months(96)}, {"sex": "male"}
    cases = [FIRST, again, *copies(longer, PATIENT, silent)]  # type: ignore[arg-type]
    assert find_drift(cases, [order_group(cases)]) == ()
    assert find_discords(cases, [order_group(cases)]) == ()


def test_publications_that_cannot_both_be_right() -> None:
    again = telling(
        facts("again", Work(("Berg A",), 2004, "Later")), age_years=years(71), sex="male",
        level_range=levels("L4"), laterality="right",
    )  # fmt: skip
    cases = [FIRST, again]
    found = find_discords(cases, [order_group(cases)])
    assert [(d.field, d.first_value, d.second_value) for d in found] == [
        ("age_years", "43 years", "71 years"),
        ("level_range", "C7-T1", "L4"),
    ]


def test_a_case_alone_has_no_drift() -> None:
    assert find_drift([FIRST], [order_group([FIRST])]) == ()
    assert find_discords([FIRST], [order_group([FIRST])]) == ()


def test_a_table_that_says_less_has_not_drifted() -> None:
    source = telling(facts("berg"), **{**PATIENT, "size": centimetres(6.2, 4.1, 3.8)}, outcome_status="DOD")
    said: dict[str, Value] = {**PATIENT, "size": centimetres(6.2), "outcome_status": "dead_cause_unstated"}
    other: dict[str, Value] = {**said, "size": centimetres(4.1)}
    cases = [source, *copies(said, said, other)]
    found = find_drift(cases, [order_group(cases)])
    assert [(d.field, d.target[0]) for d in found] == [("size", "Wolk")]
