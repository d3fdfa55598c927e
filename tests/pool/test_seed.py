"""The smallest realistic pool, before and after a person has settled the age: the example paper, and its twin.

The paper itself is read beside the repository; its twin has the same structure in invented words.
"""

from dataclasses import replace

import pytest

from casepool.domain.assertion import Assertion
from casepool.domain.cohort import Cohort
from casepool.domain.pooled import Pooled
from casepool.knowledge.pooling import load_pooling
from casepool.pool.whole import pool_cohort
from pool.expected_cohort import FORM, read_cohort
from pool.fixture_file import find_case, load_fixture
from support import ROOT, shared_path

KNOWLEDGE = load_pooling()


def read_seed() -> tuple[Cohort, dict[str, object]]:
    shared_path("seed", "idir-2023.txt")
    shared_path("product", "seed_expected.yaml")
    return read_cohort(shared_path(), "seed/idir-2023.txt", "product/seed_expected.yaml")


def read_twin() -> tuple[Cohort, dict[str, object]]:
    return read_cohort(ROOT / "tests" / "data" / "twin", "twin.txt", "twin_expected.yaml")


def settle_age(cohort: Cohort, place: int) -> Cohort:
    """The cohort after a person has chosen one of the readings of the index case's age."""
    index = cohort.index_case
    assert index is not None
    unclear = index.cases[0].case.answer("age_years")
    assert unclear is not None
    chosen = unclear.candidates[place]
    text = "".join(chr(0) for _ in range(chosen.evidence[0].span.start)) + chosen.evidence[0].quote
    one = chosen.evidence[:1]
    answer = Assertion("age_years", "reported", text, chosen.value, one, made_by="person")
    settled = replace(index, settled=(answer,), verified=frozenset({"age_years"}))
    return replace(cohort, patients=(*cohort.without_index().patients, settled))


@pytest.fixture(scope="module")
def seed() -> tuple[Cohort, Pooled, dict[str, object]]:
    cohort, expected = read_seed()
    return cohort, pool_cohort(cohort, FORM, KNOWLEDGE), expected["pooled"]


def numbers(pooled: Pooled, name: str, *parts: str) -> list[float | None]:
    row = pooled.row(name)
    assert row is not None, name
    return [row.number(part) for part in parts]


def run_numbers(pooled: Pooled, name: str, kind: str, part: str) -> list[float | None]:
    row = pooled.row(name)
    assert row is not None
    return [
        e.value for run in row.runs if run.kind == kind for e in run.estimates if e.name.startswith(f"{name}.{part}.")
    ]


def test_headline(seed) -> None:
    cohort, pooled, expected = seed
    found = {estimate.name: estimate.value for estimate in pooled.headline}
    assert found["patients"] == expected["patients"]
    assert found["patients.table_only"] == expected["known_only_from_a_table_row"]
    assert (found["cells"], found["cells.unverified"], found["links.undecided"]) == (96, 96, 0)
    assert cohort.index_case.id == "p6"


def test_age_before_a_person_has_acted(seed) -> None:
    _, pooled, expected = seed
    row, before = pooled.row("age"), expected["age"]["before"]
    assert list(row.values) == before["values"]
    assert numbers(pooled, "age", "n", "median", "min", "max") == [before["n"], before["median"], *before["range"]]
    assert sum(row.values) / len(row.values) == pytest.approx(before["mean"])
    assert [(m.state, m.n) for m in row.missing] == [("unclear", before["unclear"])]
    each = expected["age"]["for_each_candidate"]
    assert run_numbers(pooled, "age", "candidate", "n") == [item["n"] for item in each]
    assert run_numbers(pooled, "age", "candidate", "median") == [item["median"] for item in each]
    assert [run.label for run in row.runs if run.kind == "candidate"] == ["with 36 for p6", "with 35 for p6"]
    assert [r.sentence for r in row.refusals] == [
        "Interval of the median not given: not available at 95%, the range of 5 attains 93.75%; 6 patients are needed."
    ]


def test_age_after_36_was_chosen(seed) -> None:
    cohort, _, expected = seed
    pooled = pool_cohort(settle_age(cohort, 0), FORM, KNOWLEDGE)
    after = expected["age"]["after_36"]
    wanted = [after["n"], after["median"], after["q1_type2"], after["q3_type2"], *after["range"]]
    assert numbers(pooled, "age", "n", "median", "q1", "q3", "min", "max") == wanted
    row = pooled.row("age")
    assert (row.missing, row.values) == ((), ())
    assert (row.get("q1").method, row.get("median").interval.attained) == ("quartile, type 2", 0.96875)
    assert (row.get("median").interval.lower, row.get("median").interval.upper) == (34, 70)
    assert [run.kind for run in row.runs] == ["without_index"]
    assert pooled.get("cells.unverified").value == 95
    assert pooled.beside.numbers[0].value == 36


def test_counts_of_the_other_fields(seed) -> None:
    _, pooled, expected = seed
    for word in ("male", "female"):
        assert numbers(pooled, f"sex.{word}", "k", "n") == [expected["sex"][word], expected["sex"]["n"]]
    for word, number in expected["region"].items():
        if word != "n":
            assert numbers(pooled, f"region.{word}", "k", "n") == [number, expected["region"]["n"]]
    for name, key in (("surgery_done", "surgery"), ("radiotherapy", "radiotherapy"), ("chemotherapy", "chemotherapy")):
        wanted, row = expected[key], pooled.row(name)
        assert numbers(pooled, name, "k", "no", "missing") == [wanted["reported"], wanted["absent"], wanted["silent"]]
        assert row.get("share") is None
        if "bounds" in wanted:
            assert [row.get("low").words, row.get("high").words] == wanted["bounds"]
    assert pooled.row("radiotherapy").refusals[0].sentence == (
        "Radiotherapy: share not given: reported in 3 of 6, stated absent in 0, silent in 3; "
        "the share lies between 3/6 and 6/6."
    )


@pytest.mark.parametrize("name", ["local_recurrence", "distant_metastasis"])
def test_times_to_recurrence_and_metastasis(seed, name) -> None:
    _, pooled, expected = seed
    outcome, wanted = pooled.outcome(name), expected[name]
    assert outcome.get("usable").value == wanted["usable"]
    assert outcome.get("unknown").value == wanted["unknown"]
    assert [{"after": c.left, "by": c.right} for c in outcome.events] == wanted["events"]
    assert sorted(c.left for c in outcome.censored) == sorted(wanted["censored"])


def test_metastasis_without_what_needs_a_person(seed) -> None:
    _, pooled, expected = seed
    wanted = expected["distant_metastasis"]["without_needs_person"]
    run = next(r for r in pooled.outcome("distant_metastasis").runs if r.kind == "without_needs_person")
    found = {e.name.split(".")[1]: e.value for e in run.estimates}
    assert [found[key] for key in ("usable", "events", "censored", "unknown")] == [
        wanted["usable"], len(wanted["events"]), len(wanted["censored"]), wanted["unknown"],
    ]  # fmt: skip


def test_any_progression(seed) -> None:
    _, pooled, expected = seed
    outcome, wanted = pooled.outcome("any_progression"), expected["any_progression"]
    counts = [outcome.get(part).value for part in ("usable", "events", "unknown")]
    assert counts == [wanted["usable"], wanted["events"], wanted["unknown"]]
    assert [outcome.get(f"event_share_{end}").words for end in ("low", "high")] == wanted["share_bounds"]
    assert list(outcome.get("envelope48").bounds) == pytest.approx(wanted["envelope_S48"], abs=5e-4)
    assert list(outcome.get("envelope_known48").bounds) == pytest.approx(wanted["envelope_S48_known_only"], abs=1e-9)
    assert outcome.get("envelope48").words == "S(48) lies between 0 and 0.67"
    assert outcome.display.sentence == (
        "Any progression not given: 4 of 6 patients usable, 3 events; 10 patients and 5 events are needed."
    )
    assert outcome.curve.survival_at(48) == pytest.approx(0.375)
    assert outcome.curve.points[-1].lower is not None
    runs = {run.kind: run for run in outcome.runs}
    s48 = {
        kind: next(e.value for e in runs[kind].estimates if ".s48." in e.name) for kind in runs if "unknown_" in kind
    }
    assert s48 == pytest.approx({"unknown_best": 0.625, "unknown_worst": 0.25})
    assert runs["unknown_best"].label == "unknown outcomes at best, stated times at their late extreme"


def test_no_death_is_stated(seed) -> None:
    _, pooled, expected = seed
    outcome = pooled.outcome("overall_survival")
    assert outcome.get("events").value == expected["deaths_reported"]
    assert outcome.display.sentence == "Overall survival not given: no death is stated in 6 patients."


def test_present_case_against_the_earlier_ones(seed) -> None:
    _, pooled, expected = seed
    wanted = expected["present_case_against_earlier"]
    found = pooled.beside.numbers[0]
    assert f"{found.below} of {len(found.values)}" == wanted["younger_than_36"]
    limits = [100 * found.percentile.interval.lower, 100 * found.percentile.interval.upper]
    assert limits == pytest.approx(wanted["exact_95_percent_interval"], abs=0.5)
    assert found.outside == pytest.approx(2 / 6)
    assert wanted["chance_that_any_new_case_is_outside_the_range_of_5"] == "2/6"
    assert sum(found.values) / 5 == pytest.approx(expected["age"]["mean_of_earlier_rows"])


def test_levels_reach_where_nobody_else_does(seed) -> None:
    levels = seed[1].beside.levels
    assert levels.unique == ("T4",)
    assert levels.shared == (("T3", ("p4",)), ("T4", ()))


def test_coding_of_the_six_rows(seed) -> None:
    _, pooled, _ = seed
    case = find_case(load_fixture("seed_table1_outcomes"), "coding")
    names = {
        "local_recurrence": "local_recurrence",
        "distant_metastasis": "metastasis",
        "any_progression": "any_progression",
    }
    for name, key in names.items():
        found = []
        for coded in pooled.outcome(name).coded:
            entry = {"kind": coded.kind, "rule": coded.rule}
            if coded.is_known:
                entry |= {"left": coded.left, "right": "Inf" if coded.right is None else coded.right}
            if "may_precede_time_zero" in coded.flags:
                entry["needs_person"] = True
            found.append(entry)
        assert found == case["expected"][key]


def same_as_seed(pooled: Pooled) -> None:
    """What the twin must give: the same structure with its own numbers."""
    assert pooled.get("patients").value == 6
    assert list(pooled.row("age").values) == [49, 57, 58, 66, 71]
    assert numbers(pooled, "age", "n", "median") == [5, 58]
    assert run_numbers(pooled, "age", "candidate", "median") == [57.5, 57.5]
    assert numbers(pooled, "sex.male", "k", "n") == [3, 6]
    assert numbers(pooled, "radiotherapy", "k", "no", "missing") == [3, 0, 3]
    outcome = pooled.outcome("any_progression")
    assert [outcome.get(part).value for part in ("usable", "events", "unknown")] == [4, 3, 2]
    assert outcome.get("envelope36").bounds == pytest.approx((0, 2 / 3), abs=1e-9)
    assert outcome.get("envelope_known36").bounds == pytest.approx((0, 0.5), abs=1e-9)
    assert [(c.kind, c.left, c.right, c.rule) for c in outcome.coded] == [
        ("event_time_bounded", 0, 36, "R4"),
        ("endpoint_unknown", None, None, "R6"),
        ("event_time_bounded", 0, 84, "R4"),
        ("endpoint_unknown", None, None, "R6"),
        ("event_time_bounded", 0, 8, "R3"),
        ("right_censored", 9, None, "R2"),
    ]
    assert [c.rule for c in pooled.outcome("local_recurrence").coded] == ["R4", "R6", "R2", "R6", "R7", "R2"]
    assert [c.rule for c in pooled.outcome("distant_metastasis").coded] == ["R7", "R6", "R4", "R6", "R3", "R2"]
    assert pooled.outcome("overall_survival").display.reason == "no death is stated in 6 patients"


def test_twin_before_and_after_a_person_has_acted() -> None:
    cohort, _ = read_twin()
    same_as_seed(pool_cohort(cohort, FORM, KNOWLEDGE))
    after = pool_cohort(settle_age(cohort, 0), FORM, KNOWLEDGE)
    assert numbers(after, "age", "n", "median", "q1", "q3", "min", "max") == [6, 57.5, 49, 66, 29, 71]
    assert after.beside.numbers[0].below == 0
    assert after.beside.numbers[0].is_outside
