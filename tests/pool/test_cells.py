"""Which of a patient's cases is heard for a field, and what the others say against it."""

from typing import Any

import pytest

from casepool.domain.cohort import ClosedWorld
from casepool.domain.quantity import Quantity
from casepool.domain.values import MarkerResult, Measurement
from casepool.knowledge.forms import load_form
from casepool.pool.cells import Cell, find_disagreements, list_missing, read_cells, read_items
from pool.build import ABSENT, HIDDEN, NOT_APPLICABLE, PRESENT, SILENT, age, case, cohort, patient, row, told, unclear

FORM = load_form()
AGE, SEX, RADIO = FORM.field("age_years"), FORM.field("sex"), FORM.field("radiotherapy")


def cell_of(field: Any, *cases: Any, latest: bool = False, settled: Any = None, **fields: Any) -> Cell:
    return read_cells(cohort(patient("p1", *cases, settled=settled, **fields)), field, latest)[0]


def test_the_earliest_publication_gives_the_baseline_and_the_latest_the_rest() -> None:
    early, late = case("a", 2001, age_years=age(40)), case("b", 2010, age_years=age(49))
    assert cell_of(AGE, late, early).value == age(40)
    assert cell_of(AGE, early, late, latest=True).value == age(49)
    undated = case("c", None, age_years=age(60))
    assert cell_of(AGE, undated, late).value == age(49)
    assert cell_of(AGE, undated, late, latest=True).value == age(49)


def test_a_row_of_a_review_table_is_heard_only_where_the_own_publication_is_silent() -> None:
    own, copied = case("a", 2010, age_years=age(40)), row("review", year=2001, age_years=age(41), sex="male")
    assert cell_of(AGE, own, copied).value == age(40)
    assert cell_of(SEX, own, copied).value == "male"
    doubtful = case("a", 2010, age_years=unclear(age(40), age(41)))
    assert cell_of(AGE, doubtful, copied).state == "unclear"
    unknown = case("a", 2010, age_years=unclear(reason="stated_unknown"))
    assert cell_of(AGE, unknown, copied).value == age(41)


def test_a_clear_answer_goes_before_an_unclear_one_of_the_same_hand() -> None:
    doubtful, clear = case("a", 2001, age_years=unclear(age(40), age(41))), case("b", 2010, age_years=age(41))
    assert cell_of(AGE, doubtful, clear).value == age(41)
    assert cell_of(AGE, row("r", year=2000, age_years=unclear(age(3), age(4)))).state == "unclear"


def test_what_a_person_settled_goes_before_everything() -> None:
    cell = cell_of(AGE, case("a", 2001, age_years=unclear(age(40), age(41))), settled={"age_years": age(41)})
    assert (cell.state, cell.value) == ("reported", age(41))
    assert [(source.publication, source.case) for source in cell.sources] == [("a", "case 1")]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "not_reported"),
        ({"radiotherapy": SILENT}, "not_reported"),
        ({"radiotherapy": HIDDEN}, "not_accessible"),
        ({"radiotherapy": NOT_APPLICABLE}, "not_applicable"),
        ({"radiotherapy": told(state="not_assessed")}, "not_reported"),
        ({"radiotherapy": unclear(reason="planned_only")}, "unclear"),
        ({"radiotherapy": told(state="absent", given="declined")}, "absent"),
        ({"radiotherapy": told(given="stopped_early")}, "reported"),
        ({"radiotherapy": told(given="declined")}, "absent"),
    ],
)
def test_states_stay_apart(given: dict[str, Any], state: str) -> None:
    assert cell_of(RADIO, **given).state == state


def test_hidden_in_one_and_silent_in_another_is_silent() -> None:
    assert cell_of(RADIO, case("a", radiotherapy=HIDDEN), case("b", radiotherapy=SILENT)).state == "not_reported"


def test_a_closed_world_holds_for_the_named_table_and_fields_only() -> None:
    closed = [ClosedWorld("review", "table 1", ("surgery_done", "radiotherapy"))]
    named = patient("p1", row("review", surgery_done=PRESENT))
    other_table = patient("p2", row("review", name="row 2", table="table 2", surgery_done=PRESENT))
    other_paper = patient("p3", row("another", surgery_done=PRESENT))
    empty = patient("p4", row("review", name="row 4", sex="male"))
    said = patient("p5", row("review", name="row 5", surgery_done=PRESENT, radiotherapy=PRESENT))
    pool = cohort(named, other_table, other_paper, empty, said)
    found = read_cells(pool, RADIO, closed=closed)
    assert [cell.state for cell in found] == ["absent", "not_reported", "not_reported", "not_reported", "reported"]
    assert [cell.is_closed_world for cell in found] == [True, False, False, False, False]
    chemo = read_cells(pool, FORM.field("chemotherapy"), closed=closed)
    assert {cell.state for cell in chemo} == {"not_reported"}


def test_items_of_a_list_have_their_own_state_for_every_patient() -> None:
    field = FORM.field("presenting_symptoms")
    pool = cohort(
        patient("p1", presenting_symptoms=["neck pain", told(state="absent", item="fever")]),
        patient("p2", presenting_symptoms=["Neck Pain"]),
        patient("p3", presenting_symptoms=HIDDEN),
        patient("p4"),
    )
    items = read_items(pool, field)
    assert list(items) == ["fever", "neck pain"]
    assert [cell.state for cell in items["neck pain"]] == ["reported", "reported", "not_accessible", "not_reported"]
    assert [cell.state for cell in items["fever"]] == ["absent", "not_reported", "not_accessible", "not_reported"]


def test_markers_and_modalities_are_items() -> None:
    pool = cohort(
        patient(
            "p1",
            ihc_panel=[MarkerResult("desmin", "positive"), MarkerResult("S100", "negative")],
            size=[told(Measurement((4.0,), "cm"), modality="MRI"), Measurement((3.0,), "cm")],
        )
    )
    assert list(read_items(pool, FORM.field("ihc_panel"))) == ["desmin", "S100"]
    assert list(read_items(pool, FORM.field("size"))) == ["MRI", "unspecified"]


def test_disagreements_between_cases_name_the_pooled_value_first() -> None:
    pool = cohort(
        patient("p1", case("a", 2001, age_years=age(40)), row("r", age_years=age(41))),
        patient("p2", case("b", 2001, age_years=age(40)), row("r", name="row 2", age_years=age(40))),
        patient("p3", case("c", 2001, radiotherapy=ABSENT), case("d", 2005, radiotherapy=PRESENT)),
    )
    (found,) = find_disagreements(pool, AGE)
    assert (found.patient, [value for value, _, _ in found.told]) == ("p1", [age(40), age(41)])
    assert [source.publication for _, _, source in found.told] == ["a", "r"]
    (treated,) = find_disagreements(pool, RADIO)
    assert [state for _, state, _ in treated.told] == ["absent", "reported"]


def test_disagreements_are_looked_for_item_by_item() -> None:
    field = FORM.field("presenting_symptoms")
    fever = told(state="absent", item="fever")
    pool = cohort(
        patient("p1", case("a", 2001, presenting_symptoms=["fever", "neck pain"]),
                case("b", 2002, presenting_symptoms=[fever]))
    )  # fmt: skip
    assert [(d.item, len(d.told)) for d in find_disagreements(pool, field)] == [("fever", 2)]


def test_units_and_details_are_no_disagreement() -> None:
    pool = cohort(
        patient("p1", case("a", age_years=age(1)), case("b", age_years=Quantity(12, "month"))),
        patient("p2", case("c", neuro_deficit="weak leg"), case("d", neuro_deficit=PRESENT)),
    )
    assert find_disagreements(pool, AGE) == ()
    assert find_disagreements(pool, FORM.field("neuro_deficit")) == ()


def test_missing_patients_are_listed_by_state_and_reason() -> None:
    pool = cohort(
        patient("p1", radiotherapy=unclear(reason="planned_only")),
        patient("p2"),
        patient("p3", radiotherapy=unclear("present", "absent")),
        patient("p4"),
    )
    found = list_missing(read_cells(pool, RADIO))
    assert [(m.state, m.reason, m.patients) for m in found] == [
        ("not_reported", "", ("p2", "p4")),
        ("unclear", "contradictory", ("p3",)),
        ("unclear", "planned_only", ("p1",)),
    ]


def test_sources_carry_the_quotes_of_all_readings() -> None:
    cell = cell_of(AGE, age_years=unclear(age(40), age(41)))
    assert len(cell.sources[0].evidence) == 3
