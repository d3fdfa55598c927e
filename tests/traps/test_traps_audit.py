"""TRAPS of the step audit: C7 (background is not the patient) and K16 (a percentage that fits no count of its whole).

C3 is about a word that only looks like a pronoun.
"""

from casepool.pipeline.check import check_path, check_stream
from support import shared_path

MAN = (
    "# A tumour of the {site}: a case report\n\n## Introduction\n\n{background}\n\n"
    "## Case report\n\nA 52-year-old man {told}\n"
)


def messages(text: str, rule: str) -> list[str]:
    (result,) = check_stream(text.encode(), "trap.md").results
    return [finding.message for finding in result.findings if finding.rule == rule]


def test_c3_her2_in_a_man_is_no_pronoun() -> None:
    quiet = MAN.format(
        site="breast", background="Such lesions are rare.", told="had a lump. HER2 was negative in this man."
    )
    assert messages(quiet, "SEX-01") == []
    assert len(messages(quiet.replace("HER2 was negative in this man", "Her pain was mild"), "SEX-01")) == 1


def test_c7_background_about_the_uterus_is_silent_in_a_paper_about_a_man() -> None:
    quiet = MAN.format(
        site="forearm",
        background="Most of these lesions begin in the ovary or the womb.",
        told="had a lump in the arm.",
    )
    assert messages(quiet, "SEX-02") == []
    loud = MAN.format(site="forearm", background="Such lesions are rare.", told="had undergone a hysterectomy in 2015.")
    assert len(messages(loud, "SEX-02")) == 1


def test_c7_seed() -> None:
    (result,) = check_path(str(shared_path("seed", "idir-2023.txt"))).results
    assert "SEX-02" not in {finding.rule for finding in result.findings}


def test_k16_a_percentage_names_the_counts_that_it_fits() -> None:
    text = "# Outcome: a review of cases\n\n## Results\n\nOf 83 patients, 32.14% had a recurrence.\n"
    (said,) = messages(text, "STA-04")
    for count in ("9/28", "18/56", "27/84"):
        assert count in said
    assert messages(text.replace("32.14%", "32.53%"), "STA-04") == []
