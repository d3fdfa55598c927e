"""Choosing among mentions."""

import pytest

from casepool.domain.assertion import Mention
from casepool.domain.evidence import Evidence, Place, Span
from casepool.domain.quantity import Quantity
from casepool.domain.values import Grade, MarkerResult, Value
from casepool.extract import choices


def mention(field: str, value: Value, start: int = 0, role: str = "case", **more: str) -> Mention:
    span = Span(start, start + 1, "x")
    return Mention(field, "value", Evidence(span, Place(role)), value, **more)  # type: ignore[arg-type]


def test_focal_is_a_kind_of_positive_and_negative_is_not() -> None:
    results = {r: mention("ihc_panel", MarkerResult("desmin", r)) for r in ("positive", "focal", "negative")}
    assert choices.choose_stain([results["positive"], results["focal"]]) == results["focal"]
    assert choices.choose_stain([results["positive"], results["negative"]]) is None


def test_a_scale_before_words() -> None:
    words, number = mention("tumour_grade", Grade("low_high", "high")), mention("tumour_grade", Grade("FNCLCC", "3"))
    assert choices.choose_grade([words, number]) == number
    assert choices.choose_grade([number, mention("tumour_grade", Grade("FNCLCC", "2"))]) is None


def test_complete_and_incomplete_contradict_each_other() -> None:
    told = [mention("resection_extent", v) for v in ("gross_total_unspecified", "en_bloc", "partial")]
    assert choices.choose_extent(told) is None
    assert choices.choose_extent(told[:2]) == told[1]


def test_margins() -> None:
    free, involved, r0 = (mention("margin", v) for v in ("negative_unspecified", "positive_unspecified", "R0"))
    assert choices.choose_margin([free, r0]) == r0
    assert choices.choose_margin([free, involved]) is None
    assert choices.choose_margin([involved, r0]) is None


def contact(months: float, kind: str, origin: str = "", start: int = 0) -> Mention:
    return mention("followup_months", Quantity(months, "month"), start, made_by=f"followup.{kind}", origin=origin)


@pytest.mark.parametrize(
    ("told", "months"),
    [
        ([contact(6, "anchor"), contact(24, "followup")], 24),
        ([contact(60, "lasting"), contact(5, "anchor", "surgery")], 5),
        ([contact(15, "anchor", "surgery"), contact(23, "until_death", "presentation", 500)], 23),
        ([contact(2, "until_death", "surgery"), contact(21, "until_death", "diagnosis", 30)], 2),
        ([contact(36, "lasting"), contact(12, "until_death")], 36),
    ],
)
def test_the_last_contact(told: list[Mention], months: float) -> None:
    chosen = choices.choose_contact(told)
    assert chosen is not None
    assert isinstance(chosen.value, Quantity)
    assert chosen.value.months() == months


def test_the_last_state_of_each_part_must_agree() -> None:
    free = mention("outcome_status", "NED", 1)
    dead = mention("outcome_status", "dead_cause_unstated", 2)
    assert choices.choose_status([free, dead]) == dead
    assert choices.choose_status([mention("outcome_status", "NED", 1, "abstract"), dead]) is None
    alive = mention("outcome_status", "alive_state_unstated", 3, "abstract")
    assert choices.choose_status([free, alive]) == free


def test_an_event_and_a_free_visit_in_one_part_are_a_sequence() -> None:
    free = mention("local_recurrence", None, 1, state="absent")
    event = mention("local_recurrence", None, 2)
    assert choices.narrow_events([free, event]) == [event]
    elsewhere = mention("local_recurrence", None, 1, "abstract", state="absent")
    assert choices.narrow_events([elsewhere, event]) == [elsewhere, event]


def test_a_later_metastasis_does_not_undo_a_primary_tumour() -> None:
    primary = mention("lesion_origin", "primary")
    late = mention("lesion_origin", "metastatic", 5, moment="followup")
    early = mention("lesion_origin", "metastatic", 5)
    assert choices.narrow_origin([primary, late]) == [primary]
    assert choices.narrow_origin([primary, early]) == [primary, early]
