"""Checklists over invented texts: every status with its words, and nothing ticked that needs a person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.checklist import ITEM_STATUSES, ChecklistStatus, ItemStatus
from casepool.domain.errors import UsageError
from casepool.knowledge.checklists import CHECKLISTS, load_checklist
from casepool.pipeline.check import Choices, check_stream

OF_A_PAPER = [name for name in CHECKLISTS if load_checklist(name).unit == "publication"]
FULL = """# A sarcoma of the spine: a case report

**Key words:** sarcoma; spine; case report

## Abstract

A 41-year-old man with back pain had a synovial sarcoma of the spine. The mass was removed completely. He was
alive without recurrence at 12 months. Biopsy should be early.

## Introduction

Sarcomas of the spine are rare [1].

## Case report

A 41-year-old man presented with back pain for three months. MRI showed a mass at T6. The mass was removed completely.
Histology showed a synovial sarcoma. There were no complications. Twelve months later he was alive without recurrence.

Figure 1. Timeline of the case.

## Discussion

Such tumours are rare [1]. A limitation of this report is the short follow-up.

## Patient perspective

The patient's view: he was glad to walk again.

## Consent

Written informed consent for publication was obtained from the patient.

## References

1. Doe J. A lump. J Invented 2001;1:1-2.
"""
BARE = "# A lump\n\n## Case report\n\nA man had a lump.\n\n## Discussion\n\nLumps are common.\n"


def judge(text: str, name: str = "care_2013", journal: str = "") -> ChecklistStatus:
    (result,) = check_stream(text.encode(), "draft.md", choices=Choices(journal, (name,))).results
    return result.checklists[0]


def item(text: str, number: str, name: str = "care_2013", journal: str = "") -> ItemStatus:
    return next(found for found in judge(text, name, journal).items if found.item == number)


@pytest.mark.parametrize(
    ("number", "status", "quote"),
    [
        ("1", "reported", "A sarcoma of the spine: a case report"),
        ("2", "reported", "sarcoma; spine; case report"),
        ("4", "reported", "Sarcomas of the spine are rare [1]."),
        ("5b", "reported", "A 41-year-old man presented with back pain for three months."),
        ("9a", "reported", "The mass was removed completely."),
        ("10d", "reported", "There were no complications."),
        ("11a", "partial", "A limitation of this report is the short follow-up."),
        ("11b", "reported", "Such tumours are rare [1]."),
        ("13", "reported", "Written informed consent for publication was obtained from the patient."),
        ("3d", "needs_person", "Biopsy should be early."),
    ],
)
def test_a_status_stands_on_words_of_the_text(number: str, status: str, quote: str) -> None:
    found = item(FULL, number)
    assert found.status == status
    assert quote in [evidence.quote for evidence in found.evidence]


@pytest.mark.parametrize("number", ["2", "4", "5c", "7", "8c", "12", "13"])
def test_silence_is_not_reported_and_names_what_was_searched(number: str) -> None:
    found = item(BARE, number)
    assert (found.status, found.evidence) == ("not_reported", ())
    assert found.searched


def test_a_part_of_the_answer_is_partial_and_says_what_is_missing() -> None:
    found = item(FULL.replace("A 41-year-old man", "A man"), "5a")
    assert (found.status, found.note) == ("partial", "No clear answer found for: Age at presentation.")


def test_two_ages_are_no_clear_age() -> None:
    found = item(FULL.replace("A 41-year-old man presented", "A 52-year-old man presented"), "5a")
    assert (found.status, found.note) == ("partial", "No clear answer found for: Age at presentation.")


def test_an_item_of_the_abstract_is_judged_by_the_abstract() -> None:
    told = FULL[FULL.index("had a synovial") : FULL.index(" Biopsy should")]
    without = FULL.replace(told, "is told.")
    assert item(FULL, "3c").status == "reported"
    assert item(without, "3c").status == "not_reported"


def test_a_citation_makes_the_difference() -> None:
    assert item(FULL.replace("are rare [1].\n\n## Case", "are rare.\n\n## Case"), "4").status == "partial"


def test_times_in_prose_are_a_part_of_a_timeline() -> None:
    found = item(FULL.replace("Figure 1. Timeline of the case.\n", ""), "7")
    assert found.status == "partial"
    assert "A 41-year-old man presented with back pain for three months." in [e.quote for e in found.evidence]


def test_key_words_are_counted() -> None:
    found = item(FULL.replace("; spine; case report", "; surgery; biopsy; pain; imaging; spine"), "2")
    assert (found.status, found.note) == (
        "partial", "2 to 5 are asked for; there are 6. 'case report' is not among them."
    )  # fmt: skip


def test_a_journal_turns_the_item_of_the_title_round() -> None:
    found = item(FULL, "1", journal="bmj_cr")
    assert (found.status, found.note) == ("not_applicable", "BMJ Case Reports forbids these words in the title.")


def test_a_list_for_series_does_not_apply_to_one_patient() -> None:
    found = judge(FULL, "jbi_case_series")
    assert {(i.status, i.note) for i in found.items} == {("not_applicable", "The list is for 2 patients or more.")}


def test_murad_leaves_reliability_to_a_person_and_shows_the_words() -> None:
    found = item(FULL, "3", "murad_2018")
    assert found.status == "needs_person"
    assert "Left to a person: whether it was established reliably." in found.note
    assert found.evidence
    assert item(FULL, "5", "murad_2018").note == "Usually not applicable (mostly for adverse drug events)."


@pytest.mark.parametrize("name", OF_A_PAPER)
@pytest.mark.parametrize("text", [FULL, BARE], ids=["full", "bare"])
def test_nothing_is_ticked_without_words_or_against_its_ceiling(name: str, text: str) -> None:
    found, declared = judge(text, name), load_checklist(name)
    assert [i.item for i in found.items] == [i.id for i in declared.items]
    for status, asked in zip(found.items, declared.items, strict=True):
        assert status.status in ITEM_STATUSES
        assert status.status != "reported" or status.evidence, status.item
        assert all(text[e.span.start : e.span.end] == e.quote for e in status.evidence)
        if asked.auto == "human":
            assert status.status in ("needs_person", "not_applicable"), status.item
        if asked.ceiling != "reported":
            assert status.status != "reported", status.item


@pytest.mark.parametrize("name", ["scare_2020", "scare_2023"])
def test_unconfirmed_lists_do_not_carry_the_name_and_mark_their_items(name: str) -> None:
    """Release gate G5."""
    found = judge(FULL, name)
    assert "SCARE" not in found.title.upper()
    assert (found.verified, found.sources) == (False, ())
    assert {i.verified for i in found.items} == {True, False}


@pytest.mark.parametrize("name", ["scare", "prisma_2020_cases", "care"])
def test_an_unknown_list_names_those_that_are_on(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        Choices(checklists=(name,))
    said = (
        f"There is no checklist {name!r} for a paper. Allowed: care_2013, jbi_case_report, jbi_case_series, murad_2018."
    )
    assert str(raised.value).startswith(said)


@given(st.text(alphabet="a 1.#\n*:[]", max_size=60))
@settings(max_examples=15, deadline=None)
def test_any_text_gets_a_status_on_every_item(body: str) -> None:
    text = f"# A lump: a case report\n\n## Case report\n\nA man had a lump. {body}\n"
    assert all(i.status in ITEM_STATUSES for i in judge(text).items)
