"""Times to an event by rules R1 to R14: from answers to coded times."""

from typing import Any

import pytest

from casepool.domain.curve import CodedTime, count_time_zeros
from casepool.knowledge.pooling import load_pooling
from casepool.pool.coding import ONE_DAY, Assumption, code_endpoint
from casepool.pool.merging import compose_parts, merge_cases
from pool.build import ABSENT, NOT_APPLICABLE, PRESENT, SILENT, between, case, months, patient, row, told, unclear

ENDPOINTS = load_pooling().endpoints


def code(
    endpoint: str = "local_recurrence", *cases: Any, assumption: Assumption | None = None, **fields: Any
) -> CodedTime:
    found = code_endpoint(patient("p1", *cases, **fields), ENDPOINTS[endpoint], ENDPOINTS, assumption)
    assert found is not None
    return found


def short(coded: CodedTime) -> tuple[str, str, float | None, float | None]:
    return coded.kind, coded.rule, coded.left, coded.right


EXACT, BOUNDED, CENSORED, UNKNOWN = "event_exact", "event_time_bounded", "right_censored", "endpoint_unknown"

LOCAL = [
    ("R2: no recurrence at the last contact", {"local_recurrence": ABSENT, "followup_months": months(6)},
     (CENSORED, "R2", 6, None)),
    ("R2: a lower bound of the last contact counts as such", {"local_recurrence": ABSENT,
     "followup_months": months(2, "more_than", "year")}, (CENSORED, "R2", 24, None)),
    ("R3: recurred at 6 months, seen until 20", {"local_recurrence": PRESENT, "recurrence_months": between(0, 6),
     "followup_months": months(20)}, (BOUNDED, "R3", 0, 6)),
    ("R3: between two contacts", {"local_recurrence": PRESENT, "recurrence_months": between(12, 18)},
     (BOUNDED, "R3", 12, 18)),
    ("R3: an exact time", {"local_recurrence": PRESENT, "recurrence_months": between(9, 9),
     "followup_months": months(30)}, (EXACT, "R3", 9, 9)),
    ("R3: the last contact is only known from the event", {"local_recurrence": PRESENT,
     "recurrence_months": between(0, 6), "followup_months": months(6, "at_least")}, (BOUNDED, "R3", 0, 6)),
    ("R4: the event by the last contact", {"local_recurrence": PRESENT, "recurrence_months": between(0, 48),
     "followup_months": months(4, unit="year")}, (BOUNDED, "R4", 0, 48)),
    ("R4: the event without a time is bounded by the last contact", {"local_recurrence": PRESENT,
     "followup_months": months(48)}, (BOUNDED, "R4", 0, 48)),
    ("R4: the event without any time", {"local_recurrence": PRESENT}, (BOUNDED, "R4", 0, None)),
    ("R6: lost without a time", {"outcome_status": "lost_to_followup"}, (UNKNOWN, "R6", None, None)),
    ("R6: not known", {"outcome_status": unclear(reason="stated_unknown")}, (UNKNOWN, "R6", None, None)),
    ("R6: lost at 8 months", {"outcome_status": "lost_to_followup", "followup_months": months(8)},
     (CENSORED, "R6", 8, None)),
    ("R6: the event itself is unclear", {"local_recurrence": unclear("present", "absent"),
     "followup_months": months(8)}, (UNKNOWN, "R6", None, None)),
    ("R6: nothing is said", {}, (UNKNOWN, "R6", None, None)),
    ("R7: last contact without a word on recurrence", {"followup_months": months(24)}, (UNKNOWN, "R7", None, None)),
    ("R7: alive, recurrence not mentioned", {"followup_months": months(24), "outcome_status": "alive_state_unstated"},
     (UNKNOWN, "R7", None, None)),
    ("R8: alive with disease that may have persisted", {"followup_months": months(24), "outcome_status": "AWD"},
     (UNKNOWN, "R8", None, None)),
    ("R8: no evidence of disease", {"followup_months": months(24), "outcome_status": "NED"},
     (CENSORED, "R8", 24, None)),
    ("R7: dead, recurrence not mentioned", {"followup_months": months(24), "outcome_status": "DOD"},
     (UNKNOWN, "R7", None, None)),
    ("R9: no recurrence, no number", {"local_recurrence": ABSENT}, (UNKNOWN, "R9", None, None)),
    ("R9: no recurrence within less than a year", {"local_recurrence": ABSENT,
     "followup_months": months(12, "less_than")}, (UNKNOWN, "R9", None, None)),
    ("R9: an unclear last contact", {"local_recurrence": ABSENT, "followup_months": unclear(months(6), months(9))},
     (UNKNOWN, "R9", None, None)),
    ("R11: in hospital only", {"local_recurrence": ABSENT, "followup_months": months(1, unit="day")},
     (CENSORED, "R11", ONE_DAY, None)),
    ("R13: the event after the last contact", {"local_recurrence": PRESENT, "recurrence_months": between(30, 30),
     "followup_months": months(12)}, (UNKNOWN, "R13", None, None)),
    ("R13: an interval that begins after the last contact", {"local_recurrence": PRESENT,
     "recurrence_months": between(12, 18), "followup_months": months(12)}, (UNKNOWN, "R13", None, None)),
    ("R13: a negative time", {"local_recurrence": PRESENT, "recurrence_months": between(-3, 6)},
     (UNKNOWN, "R13", None, None)),
    ("R13: a negative last contact", {"local_recurrence": ABSENT, "followup_months": months(-3)},
     (UNKNOWN, "R13", None, None)),
    ("R13: an interval that ends before it begins", {"local_recurrence": PRESENT, "recurrence_months": between(9, 6)},
     (UNKNOWN, "R13", None, None)),
    ("R13: before time zero only", {"local_recurrence": PRESENT, "recurrence_months": between(None, 0)},
     (UNKNOWN, "R13", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "wanted"), [item[1:] for item in LOCAL], ids=[item[0] for item in LOCAL])
def test_local_recurrence(fields: dict[str, Any], wanted: tuple[Any, ...]) -> None:
    found = short(code(**fields))
    assert found[:2] == wanted[:2]
    assert found[2:] == pytest.approx(wanted[2:])


SURVIVAL = [
    ("R5: died after 3 months", {"outcome_status": "DOD", "death_months": between(3, 3)}, (EXACT, "R5", 3, 3)),
    ("R5: died of another cause", {"outcome_status": "DOC", "death_months": between(0, 9)}, (BOUNDED, "R5", 0, 9)),
    ("R5: died without a time", {"outcome_status": "dead_cause_unstated"}, (BOUNDED, "R5", 0, None)),
    ("R5: died by the last contact", {"outcome_status": "DOD", "followup_months": months(14)}, (BOUNDED, "R5", 0, 14)),
    ("R5: the time of death alone", {"death_months": between(5, 5)}, (EXACT, "R5", 5, 5)),
    ("R8: alive with disease is alive", {"outcome_status": "AWD", "followup_months": months(14)},
     (CENSORED, "R8", 14, None)),
    ("R6: lost at 14 months", {"outcome_status": "lost_to_followup", "followup_months": months(14)},
     (CENSORED, "R6", 14, None)),
    ("R7: nothing is said of life and death", {"followup_months": months(14)}, (UNKNOWN, "R7", None, None)),
    ("R9: alive, no number", {"outcome_status": "NED"}, (UNKNOWN, "R9", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "wanted"), [item[1:] for item in SURVIVAL], ids=[item[0] for item in SURVIVAL])
def test_overall_survival(fields: dict[str, Any], wanted: tuple[Any, ...]) -> None:
    assert short(code("overall_survival", **fields)) == wanted


def test_flags_say_what_is_special() -> None:
    assert "late_extreme" in code(local_recurrence=PRESENT, followup_months=months(48)).flags
    assert "informative" in code(outcome_status="lost_to_followup", followup_months=months(8)).flags
    assert "informative" in code(
        local_recurrence=ABSENT, outcome_status="lost_to_followup", followup_months=months(8)
    ).flags  # fmt: skip
    assert "in_hospital" in code(local_recurrence=ABSENT, followup_months=months(0.5, unit="day")).flags
    assert "needs_person" in code(local_recurrence=told(needs_person=True), recurrence_months=between(0, 6)).flags
    assert "competing_event" in code(
        local_recurrence=ABSENT, outcome_status="DOC", followup_months=months(30), death_months=between(28, 28)
    ).flags  # fmt: skip


def test_death_without_the_event_ends_the_time_at_risk() -> None:
    found = code(
        local_recurrence=ABSENT, outcome_status="DOC", followup_months=months(30), death_months=between(28, 28)
    )
    assert short(found) == (CENSORED, "R2", 28, None)
    untimed = code(local_recurrence=ABSENT, outcome_status="DOD", followup_months=months(30))
    assert short(untimed) == (CENSORED, "R2", 30, None)


def test_the_own_patient_is_flagged() -> None:
    found = code_endpoint(
        patient("own", index=True, local_recurrence=ABSENT, followup_months=months(6)),
        ENDPOINTS["local_recurrence"],
        ENDPOINTS,
    )
    assert found is not None
    assert found.flags == ("index_case",)


def test_an_endpoint_that_cannot_apply_is_not_coded() -> None:
    found = code_endpoint(patient("p1", local_recurrence=NOT_APPLICABLE), ENDPOINTS["local_recurrence"], ENDPOINTS)
    assert found is None


def test_time_zero_and_printed_unit_stay_with_the_time() -> None:
    found = code(local_recurrence=ABSENT, followup_months=told(months(4, unit="year"), origin="surgery"))
    assert (found.time_zero, found.unit, found.left) == ("surgery", "year", 48)
    other = code(local_recurrence=ABSENT, followup_months=months(9))
    assert (other.time_zero, other.unit) == ("unstated", "month")
    assert count_time_zeros([found, other, found]) == {"surgery": 2, "unstated": 1}


def test_quotes_of_every_answer_that_was_used_stand_behind_the_time() -> None:
    (source,) = code(local_recurrence=ABSENT, followup_months=months(9)).sources
    assert (source.patient, source.publication, source.case) == ("p1", "paper of p1", "case 1")
    assert [e.quote for e in source.evidence] == ["invented"]


def test_metastases_that_may_have_been_there_at_time_zero() -> None:
    times = unclear(between(0, 72), between(None, 0), reason="ambiguous")
    found = code("distant_metastasis", distant_metastasis=PRESENT, metastasis_months=times, followup_months=months(72))
    assert short(found) == (BOUNDED, "R4", 0, 72)
    assert {"may_precede_time_zero", "needs_person", "late_extreme"} <= set(found.flags)
    untimed = code("distant_metastasis", distant_metastasis=told(needs_person=True), followup_months=months(9))
    assert "may_precede_time_zero" in untimed.flags


def test_readings_of_an_unclear_time_span_the_widest_interval() -> None:
    found = code(local_recurrence=PRESENT, recurrence_months=unclear(between(0, 6), between(12, 18)))
    assert short(found) == (BOUNDED, "R3", 0, 18)


def test_a_chosen_reading_replaces_the_unclear_answer() -> None:
    times = unclear(between(0, 72), between(None, 0), reason="ambiguous")
    fields = {"distant_metastasis": PRESENT, "metastasis_months": times, "followup_months": months(72)}
    for candidate, wanted in zip(
        times.more["candidates"], ((BOUNDED, "R4", 0, 72), (UNKNOWN, "R13", None, None)), strict=True
    ):
        assumption = Assumption(readings={("p1", "metastasis_months"): candidate})
        assert short(code("distant_metastasis", assumption=assumption, **fields)) == wanted
    other = Assumption(readings={("p2", "metastasis_months"): times.more["candidates"][1]})
    assert short(code("distant_metastasis", assumption=other, **fields)) == (BOUNDED, "R4", 0, 72)
    doubt = unclear("present", "absent")
    chosen = Assumption(readings={("p1", "local_recurrence"): doubt.more["candidates"][1]})
    found = code(assumption=chosen, local_recurrence=doubt, followup_months=months(9))
    assert short(found) == (CENSORED, "R2", 9, None)


def test_assumptions_change_what_is_known() -> None:
    censored = Assumption(unmentioned_censored=True)
    assert short(code(assumption=censored, followup_months=months(24))) == (CENSORED, "R7", 24, None)
    dropped = Assumption(drop_needs_person=True)
    doubtful = {"local_recurrence": told(needs_person=True), "recurrence_months": between(0, 6)}
    assert code(assumption=dropped, **doubtful).kind == UNKNOWN


def test_a_settled_answer_goes_before_the_cases() -> None:
    chosen = patient(
        "p1", settled={"local_recurrence": ABSENT}, local_recurrence=unclear("present", "absent"),
        followup_months=months(9),
    )  # fmt: skip
    found = code_endpoint(chosen, ENDPOINTS["local_recurrence"], ENDPOINTS)
    assert found is not None
    assert short(found) == (CENSORED, "R2", 9, None)


EARLY = {"paper": "first", "year": 2010}
LATE = {"paper": "second", "year": 2015}

SEVERAL = [
    ("the latest status wins", [{"local_recurrence": ABSENT, "followup_months": months(12)},
     {"local_recurrence": ABSENT, "followup_months": months(60)}], (CENSORED, "R12", 60, None)),
    ("an earlier visit without it narrows the interval", [{"local_recurrence": ABSENT, "followup_months": months(12)},
     {"local_recurrence": PRESENT, "recurrence_months": between(0, 20)}], (BOUNDED, "R12", 12, 20)),
    ("earlier event times are kept", [{"local_recurrence": PRESENT, "recurrence_months": between(5, 5)},
     {"local_recurrence": ABSENT, "followup_months": months(60)}], (EXACT, "R12", 5, 5)),
    ("an unknown outcome adds nothing", [{"local_recurrence": ABSENT, "followup_months": months(12)},
     {"outcome_status": "lost_to_followup"}], (CENSORED, "R2", 12, None)),
    ("two intervals meet", [{"local_recurrence": PRESENT, "recurrence_months": between(0, 20)},
     {"local_recurrence": PRESENT, "recurrence_months": between(6, 30)}], (BOUNDED, "R12", 6, 20)),
    ("two intervals that cannot be one event", [{"local_recurrence": PRESENT, "recurrence_months": between(0, 6)},
     {"local_recurrence": PRESENT, "recurrence_months": between(6, 12)}], (UNKNOWN, "R13", None, None)),
    ("nothing known in any", [{"followup_months": months(12)}, {"outcome_status": "lost_to_followup"}],
     (UNKNOWN, "R6", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("stories", "wanted"), [item[1:] for item in SEVERAL], ids=[item[0] for item in SEVERAL])
def test_several_publications_of_one_patient(stories: list[dict[str, Any]], wanted: tuple[Any, ...]) -> None:
    cases = [case(**place, **fields) for place, fields in zip((EARLY, LATE), stories, strict=True)]
    found = code("local_recurrence", *cases)
    assert short(found) == wanted
    assert "several_cases" in found.flags
    assert len(found.sources) == 2
    assert short(code("local_recurrence", *reversed(cases))) == wanted


def test_rows_of_tables_are_heard_only_where_the_own_publication_leaves_the_outcome_open() -> None:
    own = case("own", 2010, followup_months=months(12))
    copied = row("review", local_recurrence=PRESENT, recurrence_months=between(0, 30))
    assert short(code("local_recurrence", own, copied)) == (BOUNDED, "R3", 0, 30)
    clear = case("own", 2010, local_recurrence=ABSENT, followup_months=months(12))
    assert short(code("local_recurrence", clear, copied)) == (CENSORED, "R2", 12, None)


def part(kind: str, left: float | None = None, right: float | None = None, *flags: str, rule: str = "R2") -> CodedTime:
    return CodedTime("p1", kind, rule, left, right, flags)


COMPOSED = [
    ("the earlier of two events", [part(EXACT, 12, 12), part(EXACT, 5, 5)], (EXACT, 5, 5)),
    ("an event beside an unknown part", [part(BOUNDED, 0, 48), part(UNKNOWN)], (BOUNDED, 0, 48)),
    ("an event beside a part that is free of it", [part(CENSORED, 72), part(BOUNDED, 0, 72)], (BOUNDED, 0, 72)),
    ("two intervals", [part(BOUNDED, 6, 20), part(BOUNDED, 3, 30)], (BOUNDED, 3, 20)),
    ("an interval that may come before an exact event", [part(BOUNDED, 0, 30), part(EXACT, 12, 12)], (BOUNDED, 0, 12)),
    ("an event without a time", [part(BOUNDED, 0, None), part(CENSORED, 9)], (BOUNDED, 0, None)),
    ("free of both up to the shorter time", [part(CENSORED, 72), part(CENSORED, 24)], (CENSORED, 24, None)),
    ("free of one, the other unknown", [part(CENSORED, 72), part(UNKNOWN, rule="R7")], (UNKNOWN, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "wanted"), [item[1:] for item in COMPOSED], ids=[item[0] for item in COMPOSED])
def test_composite_endpoint(parts: list[CodedTime], wanted: tuple[Any, ...]) -> None:
    for order in (parts, parts[::-1]):
        found = compose_parts(order)
        assert found is not None
        assert (found.kind, found.left, found.right) == wanted


def test_a_composite_asks_for_a_person_only_where_time_zero_is_in_question() -> None:
    doubtful = part(BOUNDED, 0, 72, "may_precede_time_zero", "needs_person")
    site = part(BOUNDED, 0, 48, "needs_person")
    alone = compose_parts([doubtful, part(CENSORED, 72)])
    assert alone is not None
    assert set(alone.flags) == {"may_precede_time_zero", "needs_person"}
    both = compose_parts([doubtful, site])
    assert both is not None
    assert both.flags == ()
    dropped = compose_parts([doubtful, part(CENSORED, 72)], drop_needs_person=True)
    assert dropped is not None
    assert dropped.kind == UNKNOWN
    kept = compose_parts([site, part(UNKNOWN)], drop_needs_person=True)
    assert kept is not None
    assert kept.kind == BOUNDED
    assert compose_parts([]) is None
    assert merge_cases([]) is None


def test_silence_is_never_event_free() -> None:
    for fields in ({}, {"local_recurrence": SILENT}, {"local_recurrence": SILENT, "followup_months": months(99)}):
        assert code(**fields).kind == UNKNOWN


def test_kinds_and_flags_are_checked() -> None:
    with pytest.raises(ValueError) as error:
        CodedTime("p1", "censored", "R2")
    assert str(error.value).startswith("Unknown kind 'censored' or flag in (). Allowed: ('event_exact', ")
    with pytest.raises(ValueError) as error:
        CodedTime("p1", CENSORED, "R2", float("inf"))
    assert str(error.value) == "time of p1: inf is not a finite number. Use None and say in words what is meant."
