"""The PRISMA flow out of screening decisions, held publications and the pool."""

from dataclasses import replace

from casepool.domain.cohort import Cohort
from casepool.domain.review import Protocol, Publication, ScreeningRecord, Search
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pipeline.flow import count_flow, list_excluded, match_records, settle_screening
from casepool.pool.whole import pool_cohort
from pool.build import cohort, patient, row

POOL = cohort(patient("p1", sex="male"), patient("p2", row("paper of p1", sex="female")))


def record(
    key: str, decision: str, reviewer: str = "", stage: str = "title_abstract", **more: object
) -> ScreeningRecord:
    return ScreeningRecord(key, stage, decision, reviewer=reviewer, **more)


def flow(
    records: list[ScreeningRecord], *publications: Publication, protocol: Protocol | None = None, pool: Cohort = POOL
):
    pooled = pool_cohort(pool, load_form(), load_pooling())
    return count_flow(protocol or Protocol(), records, publications, pool, pooled)


def test_without_screening_only_what_is_held_is_counted() -> None:
    found = flow([], Publication("a", "0", "a.txt", "ok"), Publication("b", "1", "b.pdf", "failed"))
    assert (found.publications, found.failed, found.cases, found.table_row_cases, found.patients) == (
        1,
        1,
        2,
        1,
        (2, 2),
    )
    assert (found.screened, found.sought, found.assessed, found.records) == (None, None, None, None)


def test_reviewers_who_differ_are_a_conflict_unless_the_agreed_row_is_there() -> None:
    votes = [
        record("1", "include", "A"),
        record("1", "exclude", "B"),
        record("2", "include", "A"),
        record("2", "exclude", "B"),
    ]
    agreed = [*votes, record("2", "exclude", "Consensus", reason="too old")]
    settled = settle_screening(agreed)["title_abstract"]
    assert [(item.decision, item.reason) for item in settled] == [("conflict", ""), ("exclude", "too old")]


def test_the_boxes_add_up() -> None:
    first = [
        record(str(n), word) for n, word in enumerate(["include"] * 5 + ["exclude"] * 3 + ["undecided"] + ["maybe"])
    ]
    full = [
        record("0", "include", stage="full_text"), record("1", "exclude", stage="full_text", reason="no spine"),
        record("2", "exclude", stage="full_text", reason="no spine"), record("3", "exclude", stage="full_text"),
    ]  # fmt: skip
    protocol = Protocol(searches=(Search("MEDLINE", records=9), Search("Embase", records=4)))
    found = flow([*first, *full], protocol=protocol)
    assert (found.records, found.duplicates, found.screened, found.excluded_records) == (13, 3, 10, 3)
    assert (found.undecided, found.conflicts, found.sought, found.not_retrieved, found.assessed) == (2, 0, 5, 1, 4)
    assert found.excluded == (("no spine", 2), ("no reason stated", 1))
    assert found.screened - found.excluded_records - found.undecided - found.conflicts == found.sought


def test_records_are_matched_to_what_is_held_and_exclude_it() -> None:
    held = [
        Publication("olsen-2011", "0", "a.txt", title="A Lump: seen twice", authors=("P Olsen",), year=2011),
        Publication("dahl-2012", "1", "b.txt", doi="10.99999/X.2"),
        Publication("holm-2013", "2", "c.txt", pmid="333"),
        Publication("twin-1", "3", "d.txt", doi="10.99999/x.9"),
        Publication("twin-2", "4", "e.txt", doi="10.99999/x.9"),
    ]
    told = [
        record("1", "include", title="A lump - seen twice.", authors=("Olsen, P",), year=2011),
        record("2", "exclude", stage="full_text", doi="10.99999/x.2", reason="no spine"),
        record("3", "include", pmid="333"),
        record("4", "include", doi="10.99999/x.9"),
        record("5", "include", title="A lump - seen twice.", year=2011),
    ]
    matched = match_records(told, held)
    assert [item.publication for item in matched] == ["olsen-2011", "dahl-2012", "holm-2013", "", ""]
    assert list_excluded(matched) == {"dahl-2012": "no spine"}
    assert list_excluded([replace(matched[1], decision="include")]) == {}
