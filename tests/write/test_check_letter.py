"""The letter: numbered, polite, every quote with its place; gaps only when asked, notes never."""

import re
from dataclasses import replace

import pytest

from casepool.domain.check import CheckResult
from casepool.domain.errors import Problem
from casepool.domain.finding import Finding
from casepool.write.check_letter import write_letter
from casepool.write.escape import HIDDEN
from write.attacks import build_attacked
from write.invented_paper import build_result

OPENING = """\
Manuscript: "Ossifying fibromyxoid tumour beside the lumbar spine with a
foraminal extension: one patient and the earlier cases" (lumbar-tumour.xml)

Dear authors,

while reading your manuscript we came upon 11 points on which we would be
grateful for your answer. Each names the words and the place. We may have
misread: in that case a short reply is enough.

1. Age is 52 in 4 places and 53 in 1. A birthday between admission and writing
   would explain it; the paper does not say so.
   - Case Report: "She is a 53-year-old weaver"
   - Abstract: "52-year-old woman" (also: Introduction, Discussion, Table 1,
     row 5)
   These cannot both be right as printed. Could you please check which one
   holds and use it throughout? Suggestion: State the age once, at admission,
   and use it in every place.

2. A woman, then “His age”.
"""
TABLE = """
8. 1 of 4 studies in Table 1 is not in the reference list: Oduya and Sallow
   2004.
   - Table 1, row 2: "Oduya and Sallow 2004"
   Could you please clarify this point?
"""
CLOSING = """
What these queries rest on. Read: all text, 1 table, 2 legends; not looked at:
the pictures of 2 figures.
"""
GAP = """
18. No statement of consent to publish.
    We looked in all text.
    Could you please add this, or tell us where it is stated?
"""


def numbers(letter: str) -> list[int]:
    return [int(number) for number in re.findall(r"^(\d+)\. ", letter, re.MULTILINE)]


def test_the_letter_on_the_invented_paper() -> None:
    letter = write_letter(build_result())
    assert letter.startswith(OPENING)
    assert TABLE in letter
    assert letter.endswith(CLOSING)
    assert numbers(letter) == list(range(1, 12))


def test_gaps_follow_when_asked_and_notes_never() -> None:
    letter = write_letter(build_result(), show_all=True)
    assert numbers(letter) == list(range(1, 20))
    assert GAP in letter
    assert "Thoracic levels" not in letter
    assert "No statement of consent" not in write_letter(build_result())


def test_three_sides_and_one_side_are_asked_for_otherwise() -> None:
    result = build_result()
    wrong = next(f for f in result.findings if f.rule == "AGE-01")
    lone = CheckResult.of(result.extraction, (replace_evidence(wrong, 1),), "1", result.form)
    assert "As printed this cannot be right. Could you please check it?" in joined(lone)
    three = CheckResult.of(result.extraction, (replace_evidence(wrong, 5),), "1")
    assert "These cannot all be right as printed." in joined(three)


def test_without_a_query_the_letter_says_so() -> None:
    result = build_result()
    letter = write_letter(CheckResult.of(result.extraction, (), "1"))
    assert "we have read your manuscript and have no query about contradictions in its text." in letter.replace(
        "\n", " "
    )
    assert numbers(letter) == []


def test_the_closing_line_names_what_was_not_read() -> None:
    letter = write_letter(build_result((Problem("scan", "Page 3 is a picture.", part="page 3"),)))
    assert letter.replace("\n", " ").endswith("not looked at: the pictures of 2 figures; not read: page 3. ")


def test_lines_fit_a_mail_and_hold_nothing_hidden() -> None:
    for result in (build_result(), build_attacked()):
        letter = write_letter(result, show_all=True)
        assert max(map(len, letter.splitlines())) <= 78
        assert HIDDEN.search(letter) is None


def replace_evidence(finding: Finding, count: int) -> Finding:
    return replace(finding, evidence=finding.evidence[:count])


def joined(result: CheckResult) -> str:
    return " ".join(write_letter(result).split())


@pytest.mark.parametrize(
    ("rule", "request_said"),
    [
        ("ETH-05", "Could you please change this, so that the patient cannot be recognised?"),
        ("JRN-01", "Could you please bring the manuscript in line with this, or tell us why it should stay?"),
        ("REF-03", "Could you please check this against the reference list and correct it where needed?"),
        ("SEC-01", "This concerns the file rather than its wording. Could you please send a file"),
        ("SEX-01", "As printed this cannot be right. Could you please check it?"),
    ],
)  # fmt: skip
def test_the_request_fits_the_family(rule: str, request_said: str) -> None:
    result = build_result()
    evidence = result.findings[0].evidence[:1]
    found = Finding(rule, "error", "Something.", evidence=evidence)
    letter = write_letter(CheckResult.of(result.extraction, (found,), "1"))
    assert request_said in " ".join(letter.split())
