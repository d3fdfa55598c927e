"""From what was read and what people decided to the pooled numbers: the twin and the first paper from their text."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence, Span
from casepool.domain.extraction import Extraction
from casepool.domain.pooled import Pooled
from casepool.domain.quantity import Quantity
from casepool.domain.review import (
    Adjudication,
    Answer,
    Current,
    LinkDecision,
    Protocol,
    Requirement,
    TableDecision,
    list_current,
)
from casepool.extract.document import extract_document
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.link.propose import propose_links
from casepool.pipeline.cohort import BuiltCohort, CohortInput, Telling, build_cohort, limit_form, list_cases
from casepool.pool.whole import pool_cohort
from casepool.read.files import read_path
from expected import load_expected
from support import ROOT, shared_path

FORM, KNOWLEDGE = load_form(), load_pooling()
TWIN = ROOT / "tests" / "data" / "twin" / "twin.txt"
CASE = ("twin", "case-1")


@cache
def read(path: Path) -> Extraction:
    return extract_document(read_path(path)[0], FORM)


def current(*answers: Answer, settled: tuple[Adjudication, ...] = ()) -> dict[str, tuple[Current, ...]]:
    return {"current": list_current(answers, settled)}


def twin(**more: object) -> CohortInput:
    given = CohortInput(FORM, KNOWLEDGE, tellings=(Telling("twin", read(TWIN), 2021),))
    return replace(given, **more)


def pool(built: BuiltCohort) -> Pooled:
    return pool_cohort(built.cohort, FORM, KNOWLEDGE)


def numbers(pooled: Pooled, name: str, *parts: str) -> list[float | None]:
    row = pooled.row(name)
    assert row is not None, name
    return [row.number(part) for part in parts]


def quote(text: str, words: str) -> tuple[Evidence, ...]:
    start = text.index(words)
    return (Evidence(Span.of(text, start, start + len(words))),)


def answer_of(
    extraction: Extraction, field: str, number: int, reader: str = "A", key: tuple[str, str] = CASE
) -> Answer:
    """The answer of a reader who chose a candidate of the case's unclear value."""
    unclear = extraction.cases[0].answer(field)
    assert unclear is not None
    chosen = unclear.candidates[number]
    return Answer(*key, field, "A", "reported", value=chosen.value, evidence=chosen.evidence)


def test_the_twin_before_a_person_has_acted() -> None:
    built = build_cohort(twin())
    pooled = pool(built)
    expected = load_expected(TWIN.with_name("twin_expected.yaml"))
    assert [patient.id for patient in built.cohort.patients] == [
        "twin/case-1", *(f"twin/table-1-row-{number}" for number in range(1, len(expected["cases"]))),
    ]  # fmt: skip
    assert pooled.get("patients").value == len(expected["cases"]) == 6
    assert pooled.get("patients.table_only").value == 5
    assert numbers(pooled, "age", "n", "median") == [5, 58]
    assert pooled.get("cells.unverified").value == pooled.get("cells").value == 96


def test_the_twin_after_the_age_was_settled() -> None:
    age = answer_of(read(TWIN), "age_years", 0)
    pooled = pool(build_cohort(twin(**current(age))))
    assert numbers(pooled, "age", "n", "median", "min", "max") == [6, 57.5, 29, 71]
    assert pooled.get("cells.unverified").value == 95


def test_the_first_paper_pools_to_its_block() -> None:
    path = shared_path("seed", "idir-2023.txt")
    wanted = load_expected(shared_path("product", "seed_expected.yaml"))["pooled"]
    given = CohortInput(FORM, KNOWLEDGE, tellings=(Telling("idir-2023", read(path), 2023),))
    pooled = pool(build_cohort(given))
    before = wanted["age"]["before"]
    assert pooled.get("patients").value == wanted["patients"]
    assert pooled.get("patients.table_only").value == wanted["known_only_from_a_table_row"]
    assert list(pooled.row("age").values) == before["values"]
    assert numbers(pooled, "age", "n", "median", "min", "max") == [before["n"], before["median"], *before["range"]]
    runs = [run for run in pooled.row("age").runs if run.kind == "candidate"]
    found = [(e.n, e.value) for run in runs for e in run.estimates if e.name.startswith("age.median.")]
    assert found == [(item["n"], item["median"]) for item in wanted["age"]["for_each_candidate"]]
    for word in ("male", "female"):
        assert numbers(pooled, f"sex.{word}", "k", "n") == [wanted["sex"][word], wanted["sex"]["n"]]
    for word in ("cervical", "cervicothoracic", "thoracic", "lumbar"):
        assert numbers(pooled, f"region.{word}", "k", "n") == [wanted["region"][word], wanted["region"]["n"]]
    for name, key in (("surgery_done", "surgery"), ("radiotherapy", "radiotherapy"), ("chemotherapy", "chemotherapy")):
        states = [wanted[key][word] for word in ("reported", "absent", "silent")]
        assert numbers(pooled, name, "k", "no", "missing") == states
    for name in ("local_recurrence", "distant_metastasis"):
        outcome = pooled.outcome(name)
        assert [outcome.get("usable").value, outcome.get("unknown").value] == [
            wanted[name]["usable"], wanted[name]["unknown"],
        ]  # fmt: skip
        assert sorted((c.left, c.right) for c in outcome.events) == sorted(
            (event["after"], event["by"]) for event in wanted[name]["events"]
        )
        assert sorted(c.left for c in outcome.censored) == sorted(wanted[name]["censored"])
    outcome, progression = pooled.outcome("any_progression"), wanted["any_progression"]
    assert [outcome.get(part).value for part in ("usable", "events", "unknown")] == [
        progression[part] for part in ("usable", "events", "unknown")
    ]
    assert list(outcome.get("envelope48").bounds) == pytest.approx(progression["envelope_S48"], abs=5e-4)
    assert list(outcome.get("envelope_known48").bounds) == pytest.approx(progression["envelope_S48_known_only"])
    assert outcome.display is not None


def test_the_first_paper_after_36_was_chosen() -> None:
    path = shared_path("seed", "idir-2023.txt")
    wanted = load_expected(shared_path("product", "seed_expected.yaml"))["pooled"]
    after = wanted["age"]["after_36"]
    age = answer_of(read(path), "age_years", 0, key=("idir-2023", "case-1"))
    assert age.value.value == 36
    given = CohortInput(FORM, KNOWLEDGE, tellings=(Telling("idir-2023", read(path), 2023),), **current(age))
    built = build_cohort(given)
    pooled = pool(built)
    found = numbers(pooled, "age", "n", "median", "q1", "q3", "min", "max")
    assert found == [after["n"], after["median"], after["q1_type2"], after["q3_type2"], *after["range"]]
    index = next(patient for patient in built.cohort.patients if patient.id == "idir-2023/case-1")
    beside = pool(build_cohort(given_as_index(given, index.cases[0].case))).beside
    against = wanted["present_case_against_earlier"]
    assert f"{beside.numbers[0].below} of {len(beside.numbers[0].values)}" == against["younger_than_36"]


def given_as_index(given: CohortInput, case: Case) -> CohortInput:
    """The same review with the paper's own patient as the authors' index case."""
    telling = given.tellings[0]
    rest = tuple(item for item in telling.extraction.cases if item.id != case.id)
    others = replace(telling, extraction=replace(telling.extraction, cases=rest))
    own = Telling("own", replace(telling.extraction, cases=(case,)))
    return replace(given, tellings=(others,), own=(own,), current=())


def own_case(text: str, *answers: Assertion) -> Telling:
    """An index case with these answers, quoted from a text of the author's."""
    document = Document("own", "own", "0" * 64, "text/plain", "typed", text)
    return Telling("own", Extraction(document, (Case("case-1", "case 1", "primary_publication", answers),)))


def test_two_reviewers_who_disagree_leave_the_value_unclear_until_it_is_settled() -> None:
    text = read(TWIN).document.text
    a = Answer(*CASE, "sex", "A", "reported", value="female", evidence=quote(text, "woman"))
    b = Answer(*CASE, "sex", "B", "reported", value="male", evidence=quote(text, "he"))
    built = build_cohort(twin(**current(a, b)))
    told = built.cohort.patients[0].cases[0].case.answer("sex")
    assert (told.state, told.reason, [c.value for c in told.candidates]) == (
        "unclear",
        "contradictory",
        ["female", "male"],
    )
    assert built.conflicts == ((*CASE, "sex", ""),)
    settled = Adjudication(replace(a, reader="consensus"), "A", "misread", "lead")
    built = build_cohort(twin(**current(a, b, settled=(settled,))))
    assert built.conflicts == ()
    assert built.cohort.patients[0].cases[0].case.answer("sex").value == "female"


def test_equal_answers_merge_and_engines_only_propose() -> None:
    text = read(TWIN).document.text
    a = Answer(*CASE, "sex", "A", "reported", value="female", evidence=quote(text, "woman"))
    other = Answer(*CASE, "sex", "engine:llm", "reported", value="male", evidence=quote(text, "he"))
    built = build_cohort(twin(**current(a, replace(a, reader="B"), other)))
    first = built.cohort.patients[0]
    assert (built.conflicts, first.verified, first.cases[0].case.answer("sex").value) == (
        (),
        frozenset({"sex"}),
        "female",
    )


def test_a_quote_that_does_not_stand_is_lost_and_the_machine_counts() -> None:
    wrong = Answer(*CASE, "sex", "A", "reported", value="male", evidence=(Evidence(Span(0, 4, "zzzz")),))
    built = build_cohort(twin(**current(wrong)))
    assert built.lost == ((*CASE, "sex", ""),)
    assert built.cohort.patients[0].verified == frozenset()
    assert built.cohort.patients[0].cases[0].case.answer("sex").value == "female"


def test_rows_that_are_no_earlier_case_are_no_patients() -> None:
    ignored = TableDecision("twin", "1", 2, "ignore", confirmed=True)
    confirmed = TableDecision("twin", "1", 3, "earlier_case", confirmed=True)
    built = build_cohort(twin(rows=(ignored, confirmed)))
    assert [p.id for p in built.cohort.patients if "row-2" in p.id or "row-3" in p.id] == ["twin/table-1-row-3"]


def test_accepted_links_make_one_patient_and_undoing_gives_two_again() -> None:
    cases = (("twin", "table-1-row-1"), ("again", "table-1-row-1"))
    given = twin(tellings=(Telling("twin", read(TWIN), 2021), Telling("again", read(TWIN), 2022)))
    apart = build_cohort(given)
    joined = build_cohort(replace(given, links=(LinkDecision(cases, "same"),)))
    assert (len(apart.cohort.patients), len(joined.cohort.patients)) == (12, 11)
    assert next(p for p in joined.cohort.patients if len(p.cases) == 2).id == "twin/table-1-row-1"
    assert build_cohort(replace(given, links=())).cohort == apart.cohort


def test_undecided_proposals_give_a_range_of_patients() -> None:
    given = twin(tellings=(Telling("twin", read(TWIN), 2021), Telling("again", read(TWIN), 2022)))
    pairs = propose_links(list_cases(given))
    built = build_cohort(replace(given, proposals=pairs))
    assert len(built.cohort.proposals) == 6
    words = pool(built).get("patients").words
    assert words == "between 6 and 12 until 6 proposals are decided"


def test_the_protocol_leaves_patients_out_and_counts_them() -> None:
    protocol = Protocol(
        requirements=(Requirement("sex", ("female",), "not a woman"),),
        min_followup_months=12,
        fields=("age_years", "sex"),
    )
    built = build_cohort(twin(protocol=protocol))
    assert dict(built.cohort.left_out)["not a woman"] == 3
    assert all(patient.id in dict(built.left_out) or patient in built.cohort.patients for patient in built.everybody)
    limited = limit_form(FORM, protocol, KNOWLEDGE)
    rows = pool_cohort(build_cohort(twin(protocol=protocol, form=limited)).cohort, limited, KNOWLEDGE).rows
    assert {row.field for row in rows} == {"age_years", "sex"}


def test_excluded_publications_give_no_patient() -> None:
    built = build_cohort(twin(excluded={"twin": "wrong tumour"}))
    assert (built.cohort.patients, built.cohort.left_out) == ((), (("publication excluded: wrong tumour", 6),))


def test_the_junction_is_grouped_as_the_protocol_says() -> None:
    text = "A mass at C7-T1."
    levels = Assertion("level_range", "reported", text, _levels("C7", "T1"), quote(text, "C7-T1"))
    region = Assertion("region", "reported", text, "cervicothoracic", quote(text, "C7-T1"), derived=True)
    own = own_case(text, levels, region)
    for word in ("cervical", "thoracic", "cervicothoracic"):
        built = build_cohort(CohortInput(FORM, KNOWLEDGE, Protocol(c7_t1=word), own=(own,)))
        assert built.cohort.patients[0].cases[0].case.answer("region").value == word
        assert built.cohort.index_case.id == "own/case-1"


def _levels(*names: str) -> object:
    from casepool.domain.values import Levels

    return Levels(names)


def test_what_cannot_exist_is_not_applicable_only_where_the_case_says_so() -> None:
    text = "No radiotherapy was given. He was followed."
    declined = Assertion("radiotherapy", "absent", text, None, quote(text, "No radiotherapy"))
    dose = next(field.id for field in FORM.fields if field.only_if == "radiotherapy == reported")
    states = [
        build_cohort(CohortInput(FORM, KNOWLEDGE, own=(own,))).cohort.patients[0]
        for own in (own_case(text), own_case(text, declined))
    ]
    found = [patient.cases[0].case.answer(dose) for patient in states]
    assert (found[0], found[1].state) == (None, "not_applicable")


def test_the_order_of_publications_and_answers_does_not_matter() -> None:
    tellings = (Telling("twin", read(TWIN), 2021), Telling("again", read(TWIN), 2022))
    answers = (
        answer_of(read(TWIN), "age_years", 0),
        Answer(*CASE, "sex", "B", "reported", value="female", evidence=quote(read(TWIN).document.text, "woman")),
        Answer("again", "case-1", "age_years", "A", "reported", value=Quantity(29, "year"),
               evidence=answer_of(read(TWIN), "age_years", 0).evidence),
    )  # fmt: skip
    one = build_cohort(twin(tellings=tellings, **current(*answers)))
    other = build_cohort(twin(tellings=tellings[::-1], **current(*answers[::-1])))
    assert one == other
