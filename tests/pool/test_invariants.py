"""What holds for every cohort: finite numbers only, planned is never given, order and units do not matter."""

import dataclasses
import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from casepool.domain.cohort import Cohort, LinkProposal, Patient, PoolPlan
from casepool.domain.estimate import Refusal
from casepool.domain.pooled import Pooled
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Levels, MarkerResult, Measurement
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.group_tests import run_log_rank, run_rank_test
from casepool.pool.outcomes import describe_outcome
from casepool.pool.whole import pool_cohort
from pool.build import ABSENT, HIDDEN, NOT_APPLICABLE, PRESENT, SILENT, case, cohort, months, patient, told, unclear

FIELDS = (
    *("publication_year", "age_years", "sex", "presenting_symptoms", "neuro_deficit", "level_range", "size"),
    *("canal_invasion", "cord_compression", "bone_destruction", "diagnosis", "ihc_panel", "ki67_percent"),
    *("radiotherapy", "followup_months", "outcome_status", "local_recurrence", "recurrence_months"),
    *("distant_metastasis", "metastasis_months", "death_months"),
)
WHOLE_FORM = load_form()
FORM = dataclasses.replace(WHOLE_FORM, fields=tuple(field for field in WHOLE_FORM.fields if field.id in FIELDS))
KNOWLEDGE = load_pooling()
PLANNED = unclear(reason="planned_only")
NOT_A_NUMBER = re.compile(r"\b(?:nan|inf|infinity|none)\b", re.IGNORECASE)

quantities = st.builds(
    lambda value, unit, qualifier, width: Quantity(
        value, unit, qualifier, value + width if qualifier in ("range", "decade") else None
    ),
    st.sampled_from([0.0, 1.0, 6.0, 6.0, 12.0, 24.0, 40.0, 90.0]),
    st.sampled_from(["month", "year", "day"]),
    st.sampled_from(["exact", "exact", "exact", "about", "less_than", "more_than", "at_least", "range", "decade"]),
    st.sampled_from([0.0, 5.0]),
)
ends = st.sampled_from([None, -6.0, 0.0, 3.0, 6.0, 12.0, 48.0])
intervals = st.builds(IntervalTime, ends, ends)
presences = st.sampled_from(
    [
        *(PRESENT, PRESENT, ABSENT, SILENT, HIDDEN, NOT_APPLICABLE, PLANNED, unclear("present", "absent")),
        *(told(needs_person=True), told(given="stopped_early"), told(state="absent", given="declined")),
    ]
)
statuses = st.sampled_from(
    ["NED", "AWD", "DOD", "DOC", "dead_cause_unstated", "alive_state_unstated"]
) | st.sampled_from(
    ["lost_to_followup", unclear("AWD", "NED"), unclear(reason="stated_unknown"), told("AWD", needs_person=True)]
)
markers = st.builds(
    MarkerResult, st.sampled_from(["desmin", "S100"]), st.sampled_from(["positive", "negative", "focal", "equivocal"])
)


def or_unclear(values: Any) -> Any:
    return values | st.builds(unclear, values, values)


sizes = st.sampled_from([Measurement((5.8, 3.7), "cm"), told(Measurement((40.0,), "mm", "about"), modality="MRI")])
percents = st.sampled_from([Quantity(50, "%", "less_than"), Quantity(10, "%"), Quantity(5, "%", "range", 10)])
stories = st.fixed_dictionaries(
    {},
    optional={
        "age_years": or_unclear(st.builds(Quantity, st.sampled_from([3.0, 36.0, 36.0, 45.0, 70.0]), st.just("year"))),
        "sex": st.sampled_from(["male", "female", unclear("male", "female"), SILENT]),
        "presenting_symptoms": st.sampled_from([["neck pain"], ["neck pain", told(state="absent", item="fever")], []]),
        "neuro_deficit": presences,
        "canal_invasion": presences,
        "level_range": st.sampled_from([Levels(("T3", "T4")), Levels(("T1", "T2", "T3")), HIDDEN]),
        "size": sizes,
        "diagnosis": st.sampled_from(["chordoma", "schwannoma"]),
        "ihc_panel": st.lists(markers, max_size=2),
        "ki67_percent": percents,
        "radiotherapy": presences,
        "followup_months": or_unclear(quantities),
        "outcome_status": statuses,
        "local_recurrence": presences,
        "recurrence_months": or_unclear(intervals),
        "distant_metastasis": presences,
        "metastasis_months": or_unclear(intervals),
        "death_months": intervals,
    },
)


@st.composite
def patients(draw: Any, name: str) -> Patient:
    cases = []
    for number in range(draw(st.integers(1, 3))):
        origin = draw(st.sampled_from(["primary_publication", "primary_publication", "review_table_row"]))
        paper, year = draw(st.sampled_from(["a", "b", "c", f"own {name}"])), draw(st.sampled_from([None, 1990, 2001]))
        index = name == "p0" and number == 0 and draw(st.booleans())
        cases.append(case(paper, year, origin, f"{name} {number}", index=index, **draw(stories)))
    return patient(name, *cases)


class Drawn:
    """A drawn cohort that prints as its answers."""

    def __init__(self, pool: Cohort) -> None:
        self.pool = pool

    def __repr__(self) -> str:
        lines = [f"proposals {[p.patients for p in self.pool.proposals]}"]
        for one in self.pool.patients:
            for told_case in one.cases:
                said = [(a.field, a.state, a.value, a.reason, a.needs_person) for a in told_case.case.assertions]
                lines.append(f"{one.id} {told_case.publication} {told_case.year} {told_case.case.origin}: {said}")
        return "\n".join(lines)


@st.composite
def cohorts(draw: Any) -> Drawn:
    names = [f"p{n}" for n in range(draw(st.integers(0, 6)))]
    found = [draw(patients(name)) for name in names]
    pairs = [LinkProposal((names[0], names[-1]))] if len(names) > 1 and draw(st.booleans()) else []
    return Drawn(cohort(*found, proposals=tuple(pairs)))


def walk(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf of nested values, with its place."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in dataclasses.fields(value):
            yield from walk(getattr(value, item.name), f"{place}.{item.name}")
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value):
            yield from walk(item, f"{place}[{number}]")
    else:
        yield place, value


def check_leaves(pooled: Pooled) -> None:
    for place, leaf in walk(pooled):
        if isinstance(leaf, float):
            assert math.isfinite(leaf), place
        if isinstance(leaf, str) and ".evidence" not in place:
            assert not NOT_A_NUMBER.search(leaf), (place, leaf)


def is_given(answer: Any) -> bool:
    return bool(answer.state == "reported" and answer.given != "declined")


def check_planned(pool: Cohort, pooled: Pooled) -> None:
    """Nobody whose sources never say that radiotherapy was given stands behind its k."""
    row = pooled.row("radiotherapy")
    assert row is not None
    k = row.get("k")
    assert k is not None
    behind = {source.patient for source in k.sources}
    assert k.value == len(behind)
    for one in pool.patients:
        told_of = [answer for told_case in one.cases for answer in told_case.case.answers("radiotherapy")]
        if one.id in behind:
            assert any(is_given(answer) for answer in told_of), one.id


def check_bounds(pooled: Pooled) -> None:
    for row in pooled.rows:
        share, low, high = row.get("share"), row.get("low"), row.get("high")
        if share is not None:
            assert low is not None
            assert high is not None
            assert low.value <= share.value + 1e-12
            assert share.value <= high.value + 1e-12
            assert share.interval.lower <= share.value + 1e-12
            assert share.value <= share.interval.upper + 1e-12
    for outcome in pooled.outcomes:
        for point in outcome.curve.points:
            lower, upper = outcome.known.at(point.time)
            all_lower, all_upper = outcome.everyone.at(point.time)
            assert all_lower <= lower + 1e-9 <= upper + 2e-9
            assert upper <= all_upper + 1e-9
        total = sum(mass.mass for mass in outcome.masses)
        assert total == pytest.approx(1 if outcome.masses else 0, abs=1e-5)


def turn_round(pool: Cohort) -> Cohort:
    """The same cohort with patients and their cases the other way round, and every case given twice."""
    turned = [dataclasses.replace(one, cases=(one.cases * 2)[::-1]) for one in reversed(pool.patients)]
    proposals = tuple(LinkProposal(p.patients[::-1]) for p in reversed(pool.proposals))
    return Cohort(tuple(turned), proposals, pool.left_out)


@pytest.mark.parametrize("part", range(4))
def test_every_cohort(part: int) -> None:
    """200 random cohorts, in four parts that draw different ones."""
    examine = settings(max_examples=50, phases=(Phase.generate,))(given(cohorts())(check_cohort))
    seed(part)(examine)()


def check_cohort(drawn: Drawn) -> None:
    """Everything that holds of whatever cohort."""
    pool = drawn.pool
    pooled = pool_cohort(pool, FORM, KNOWLEDGE)
    check_leaves(pooled)
    check_planned(pool, pooled)
    check_bounds(pooled)
    assert pool_cohort(turn_round(pool), FORM, KNOWLEDGE) == pooled
    names = [estimate.name for estimate in pooled.estimates]
    assert len(set(names)) == len(names)
    assert all(isinstance(refusal, Refusal) and refusal.sentence.endswith(".") for refusal in pooled.all_refusals)


def test_the_walk_finds_what_is_not_finite() -> None:
    found = [leaf for _, leaf in walk((Refusal("a", "b", "c"), [1.5, ("x",)]))]
    assert found == ["a", "b", "c", "", 1.5, "x"]
    assert NOT_A_NUMBER.search("between nan and 3")
    assert not NOT_A_NUMBER.search("information on finance")


def in_days(time: float) -> Quantity:
    return Quantity(time * 30.4375, "day")


def test_months_and_days_give_the_same_curve() -> None:
    def outcome_of(units: Any) -> Any:
        pool = cohort(
            *[
                patient(f"p{n}", local_recurrence=PRESENT if n % 2 else ABSENT, followup_months=units(time))
                for n, time in enumerate((4, 8, 15, 16, 23, 42))
            ]
        )
        endpoint = KNOWLEDGE.endpoints["local_recurrence"]
        return describe_outcome(pool, endpoint, KNOWLEDGE.endpoints, PoolPlan())

    first, second = outcome_of(months), outcome_of(in_days)
    assert [p.time for p in second.curve.points] == pytest.approx([p.time for p in first.curve.points])
    assert [p.survival for p in second.curve.points] == [p.survival for p in first.curve.points]
    assert [e.value for e in second.estimates] == pytest.approx([e.value for e in first.estimates])


def test_group_labels_units_and_order_do_not_change_a_test() -> None:
    time, event = [48.0, 72.0, 6.0, 6.0, 3.0, 8.0], [1, 0, 1, 0, 1, 1]
    wanted = run_log_rank(time, event, list("aaabbb")).p
    order = [3, 0, 5, 1, 4, 2]
    assert run_log_rank(time, event, list("zzzbbb")).p == wanted
    assert run_log_rank([t * 30.4375 for t in time], event, list("aaabbb")).p == wanted
    assert run_log_rank([time[i] for i in order], [event[i] for i in order], ["aaabbb"[i] for i in order]).p == wanted
    assert run_rank_test(time, list("aaabbb")).p == run_rank_test([t / 12 for t in time], list("cccaaa")).p
