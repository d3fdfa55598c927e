"""JRN-01: each rule of a profile on invented texts; an unverified rule never says more than a note."""

import pytest

from casepool.domain.errors import UsageError
from casepool.domain.finding import Finding
from casepool.knowledge.journals import load_journals
from casepool.pipeline.check import Choices, check_stream

GOOD = """# A sarcoma of the spine: early biopsy in a rare place

**Key words:** sarcoma; spine; case report

## Abstract

Sarcomas of the spine are rare. A man in his 40s was operated on.

## Case report

A man in his 40s presented with back pain. The mass was removed.

## Discussion

Such tumours are rare.

## Learning points

- Take a biopsy early.

## References

1. Doe J. A lump. J Invented 2001;1:1-2.
"""


def breaches(text: str, journal: str) -> list[Finding]:
    (result,) = check_stream(text.encode(), "draft.md", choices=Choices(journal)).results
    return [finding for finding in result.findings if finding.rule == "JRN-01"]


def said(text: str, journal: str = "bmj_cr") -> list[tuple[str, str]]:
    return [(finding.severity, finding.headline) for finding in breaches(text, journal)]


def test_a_text_that_keeps_the_rules_is_not_faulted() -> None:
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("early biopsy", "a case report", "the title may not hold 'a case report'."),
        ("early biopsy", "a literature review", "the title may not hold 'literature review'."),
        (
            "of the spine:",
            "in a 41-year-old Asian man:",
            "the title may not name age, sex or ethnicity of the patient.",
        ),
        (
            "A man in his 40s presented",
            "A 43-year-old man presented",
            "ages are written as a decade ('in his 30s'), not as '43-year-old'.",
        ),
        (
            "The mass was",
            "On 14 March 2021 the mass was",
            "dates and places are left out; found '14 March 2021'.",
        ),
        (
            "The mass was",
            "He came from the village of Norhaven. The mass was",
            "dates and places are left out; found 'village of Norhaven'.",
        ),
        (
            "The mass was",
            "At the Northmoor University Hospital the mass was",
            "the text does not name the institution; found 'Northmoor University Hospital'.",
        ),
        ("are rare. A man", "are rare. " + "They grow. " * 80 + "A man", "the summary may have 150 words; it has 174."),
        (
            "Such tumours are rare.",
            "Such tumours are rare. " * 520,
            "the text should have at most 2000 words; it has 2,097.",
        ),
    ],
)  # fmt: skip
def test_a_verified_rule_gives_a_warning_with_its_words(old: str, new: str, message: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert ("warning", f"BMJ Case Reports: {message}") in said(text)
    assert all(finding.evidence for finding in breaches(text, "bmj_cr") if finding.severity == "warning")


def test_our_institution_is_not_named() -> None:
    assert said(GOOD.replace("The mass was", "At our hospital and in the clinic the mass was")) == []


def test_too_many_patients() -> None:
    cases = "\n".join(
        f"### Case {n}\n\nA {sex} in {whose} {n}0s presented with back pain. The mass was removed.\n"
        for n, sex, whose in ((3, "man", "his"), (4, "woman", "her"), (5, "man", "his"), (6, "woman", "her"))
    )
    text = GOOD.replace("A man in his 40s presented with back pain. The mass was removed.\n", cases)
    assert ("warning", "BMJ Case Reports: at most 3 patients; the text tells of 4.") in said(text)


def test_what_is_missing_is_a_gap_that_names_the_text_searched() -> None:
    found = {f.headline.split(": ")[1]: (f.severity, f.searched) for f in breaches(GOOD, "ijscr")}
    assert found["3 to 5 highlights; found none."] == ("gap", "headings")


def test_the_title_lacks_the_words() -> None:
    lacking = "International Journal of Surgery Case Reports: the title says that it is a case report."
    assert ("warning", lacking) in said(GOOD, "ijscr")
    assert lacking not in [m for _, m in said(GOOD.replace("early biopsy", "a case report"), "ijscr")]


def test_highlights_and_headings_that_are_there_are_not_asked_for() -> None:
    text = GOOD.replace(
        "## Abstract\n\nSarcomas",
        "## Highlights\n\n- One.\n- Two.\n- Three.\n\n## Abstract\n\n"
        "**Introduction and importance:** Sarcomas of the arm.\n\n"
        "**Presentation of case:** A man.\n\n**Clinical discussion:** Rare.\n\n**Conclusion:** Sarcomas",
    )
    about = [message for _, message in said(text, "ijscr")]
    assert not [message for message in about if "highlights" in message or "headings" in message]


def test_a_blinded_file_names_no_author_and_no_hospital() -> None:
    text = GOOD.replace("## Abstract", "Northmoor University Hospital, Norhaven\n\n## Abstract")
    assert [s for s, m in said(text, "sni") if "names no author and no hospital" in m] == ["warning"]
    assert [s for s, m in said(GOOD, "sni") if "names no author and no hospital" in m] == []


@pytest.mark.parametrize("journal", load_journals())
def test_an_unverified_rule_asks_to_confirm_and_is_never_above_a_note(journal: str) -> None:
    """Release gate G7, on a text that breaks as much as it can."""
    text = GOOD.replace("## Learning points\n\n- Take a biopsy early.\n", "").replace("**Key words:**", "**Words:**")
    (result,) = check_stream(text.encode(), "draft.md", choices=Choices(journal)).results
    unsure = [f for f in result.findings if f.rule == "JRN-01" and "please confirm" in f.headline]
    assert all(f.severity == "note" and f.explanation == "This rule was not verified." for f in unsure)
    profile = load_journals()[journal]
    asked = [rule for rule in profile.rules if not rule.verified]
    told = len(unsure) + sum(
        "please confirm" in sentence for sentence in (result.journal.unseen if result.journal else ())
    )
    assert told <= len(asked)
    if journal in ("bmj_cr", "jmcr"):
        assert unsure


def test_case_report_among_the_key_words_is_not_asked_for_where_the_journal_forbids_it() -> None:
    text = GOOD.replace("; case report", "; surgery")
    rules = {
        journal: {f.rule for f in check_stream(text.encode(), "d.md", choices=Choices(journal)).results[0].findings}
        for journal in ("", "care_default", "bmj_cr", "ijscr")
    }
    assert {journal: "CAR-2" in found for journal, found in rules.items()} == {
        "": True, "care_default": True, "bmj_cr": False, "ijscr": False
    }  # fmt: skip


def test_what_no_text_can_show_is_said_apart() -> None:
    (result,) = check_stream(GOOD.encode(), "draft.md", choices=Choices("bmj_cr")).results
    assert result.journal is not None
    assert result.journal.unseen == (
        "the journal's own consent form is needed", "the manuscript may not stand on a preprint server"
    )  # fmt: skip


def test_an_unknown_journal_names_those_that_are_known() -> None:
    with pytest.raises(UsageError) as raised:
        Choices("bmj")
    assert str(raised.value) == (
        "There is no journal profile 'bmj'. Allowed: care_default, bmj_cr, ijscr, jmcr, sni, cureus. "
        "Did you mean 'bmj_cr'?"
    )
