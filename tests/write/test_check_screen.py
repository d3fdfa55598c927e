"""The terminal text: in the printed order, never wider than asked, nothing hidden in it."""

from dataclasses import replace

import pytest

from casepool.domain.check import CheckResult
from casepool.domain.errors import Problem
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.write.check_screen import format_check
from casepool.write.escape import HIDDEN, count_columns
from write.attacks import ATTACKS, build_attacked
from write.draft import Draft
from write.invented_paper import build_result

EXPECTED = """\
lumbar-tumour.xml: 1 case, 1 review table (4 earlier cases + this one), 7 references        rules v1
read: all text, 1 table, 2 legends. Not looked at: the pictures of 2 figures.

ERROR  AGE-01  Age is 52 in 4 places and 53 in 1. A birthday between admission and writing would
               explain it; the paper does not say so.                           (also TAB-01)
   Case Report   "She is a 53-year-old weaver"
   Abstract      "52-year-old woman"                    (+ Introduction, Discussion, Table 1)
   Suggestion    State the age once, at admission, and use it in every place.
ERROR  SEX-01  A woman, then “His age”.
   Discussion   "Our patient, a 52-year-old woman" / "His age was two decades above"
   Suggestion   “Her age was …”
ERROR  IMG-01  Enhancement is heterogeneous in the text and homogeneous in Figure 1. The picture
               itself was not looked at.
   Case Report   "enhances heterogeneously"
   Fig. 1        "with homogeneous enhancement of the mass"
   Suggestion    Use one word in both places, or say which part of the tumour each describes.
ERROR  LAT-01  The tumour is left-sided in the text and right-sided in Figure 1.
   Abstract   "left paraspinal muscles at L3-L4"                                  (+ Table 1)
   Fig. 1     "on the right side of L3-L4"
ERROR  TAB-02  Text: lumbar 2, dorsal 2, dorsal 1. Table 1: lumbar 3, thoracic 2. The total of 5 is
               right; probably one “dorsal” was meant to be “lumbar”.
   Discussion   "two sat at the lumbar level, two at the dorsal level and one at the dorsal level"
   Table 1      "L4-L5 left"
   Suggestion   “… three at the lumbar level and two at the dorsal level”
WARN   CLM-01  “two decades above the mean age given in the literature” cannot be recomputed. No
               mean is given or cited; the 4 earlier rows of Table 1 have mean 54.
   Discussion   "two decades above the mean age given in the literature"
   Table 1      "61/male"
   Suggestion   Give the mean, its range and its source.
WARN   NEU-01  A foot drop and “without neurological deficit” stand in one sentence.
   Case Report   "foot drop on the left without neurological deficit"
                 "weakness of the left leg"
WARN   TAB-04  1 of 4 studies in Table 1 is not in the reference list: Oduya and Sallow 2004.
   Table 1   "Oduya and Sallow 2004"
WARN   FIG-01  Figure 3 is cited in the text, but there are 2 figures.
   Discussion   "(Fig. 3)"
   Fig. 2       "Figure 2. Microscopic picture"
WARN   REF-01  References 4 and 6 are the same article.
   Reference 4   "4. Desai-Moreau C, Whitlock E. Fibromyxoid growths: who gets"
   Reference 6   "6. Desai-Moreau C, Whitlock E. Fibromyxoid growths: who gets"
   Suggestion    Keep one entry and renumber the citations.
WARN   TIM-03  “4 years follow-up relapse”: relapse at 4 years, or within 4 years? Stored as (0, 48]
               months.
   Table 1   "4 years follow-up relapse"
5 errors, 6 warnings; 8 gaps and 4 notes folded (--all). Nothing was written (--html FILE).
"""


def test_the_invented_paper_on_the_screen() -> None:
    assert format_check(build_result()) == EXPECTED


def test_all_shows_gaps_and_notes_with_what_was_searched() -> None:
    text = format_check(build_result(), show_all=True)
    assert "GAP    ETH-01  No statement of consent to publish.\n   Searched   all text\n" in text
    assert (
        'NOTE   LVL-03  Thoracic levels are printed as D and as T; both are stored as T.\n   Table 1   "T11-T12' in text
    )
    assert text.endswith("5 errors, 6 warnings; 8 gaps and 4 notes. Nothing was written (--html FILE).\n")


def test_the_written_file_is_named() -> None:
    assert format_check(build_result(), written="out.html").endswith("notes folded (--all). Written: out.html.\n")


def test_what_was_not_read_is_said_first() -> None:
    problem = Problem("picture", "Table 2 is a picture.", "Type its rows, or check the publisher's XML.", "Table 2")
    lines = format_check(build_result((problem,))).splitlines()
    assert lines[1:3] == [
        "read: the text, 1 table, 2 legends. Not looked at: the pictures of 2 figures. Not read: Table 2.",
        "problem: Table 2 is a picture. Type its rows, or check the publisher's XML.",
    ]


def test_without_a_finding_the_text_says_what_was_gone_over() -> None:
    result = build_result()
    clean = CheckResult.of(result.extraction, (), "1", result.form)
    assert format_check(clean).splitlines()[3:] == [
        "No finding. Rules v1 went over 665 words, 13 mentions of 4 facts and 7 references. A paper without",
        "findings may still err. Nothing was written (--html FILE).",
    ]


def test_colour_only_when_asked() -> None:
    assert "\x1b" not in format_check(build_result(), show_all=True)
    coloured = format_check(build_result(), show_all=True, colour=True)
    assert coloured.splitlines()[3].startswith("\x1b[1;31mERROR  AGE-01\x1b[0m  Age is 52")
    for code in ("1;31", "33", "34", "2"):
        assert f"\x1b[{code}m" in coloured


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(width: int) -> None:
    for result in (build_result(), build_attacked()):
        lines = format_check(result, show_all=True, width=width).splitlines()
        assert max(map(count_columns, lines)) <= width


def test_nothing_hidden_reaches_the_terminal() -> None:
    text = format_check(build_attacked(), show_all=True)
    assert HIDDEN.search(text) is None
    assert "[U+202E]" in text
    assert "[U+001B]" in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_on_its_line(attack: str) -> None:
    finding = Finding("X-01", "error", attack, attack, attack, searched=attack)
    draft = Draft(source=f"folder/{attack}.txt")
    draft.add("paragraph", "text")
    result = CheckResult.of(Extraction(draft.build()), (finding,), "1")
    assert all(line[:1] in ("", " ") or line.split()[0] in ("ERROR", "read:", "1") for line in lines_after_name(result))


def lines_after_name(result: CheckResult) -> list[str]:
    return format_check(result).split("rules v1\n", 1)[1].splitlines()


def test_several_patients_are_named() -> None:
    result = build_result()
    own = result.extraction.cases[0]
    other = replace(own, id="case-2", label="case 2", mentions=())
    extraction = replace(result.extraction, cases=(own, other, *result.extraction.cases[1:]))
    text = format_check(CheckResult.of(extraction, result.findings, "1"))
    assert "ERROR  AGE-01  case 1: Age is 52" in text
    assert text.startswith("lumbar-tumour.xml: 2 cases, ")


def test_many_quotes_are_cut_short_with_their_number() -> None:
    draft = Draft()
    draft.add(
        "paragraph", " ".join(f"word{n} is one of the longer quotes of this long invented text" for n in range(9))
    )
    document = draft.build()
    quotes = tuple(document.evidence(n * 60, n * 60 + 55) for n in range(9))
    finding = Finding("X-01", "warning", "Nine places.", evidence=quotes)
    assert "(+ 3 quotes more)\n" in format_check(CheckResult.of(Extraction(document), (finding,), "1"))
