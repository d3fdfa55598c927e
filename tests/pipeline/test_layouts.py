"""One article in several formats: the same values and findings as its text gives, but for what a file does not hold."""

from collections import Counter
from pathlib import Path

import pytest
from tests.read.docx_parts import cell, docx, para, row, table
from tests.read.pdf.made_pdf import MadePage, make_pdf

from casepool.domain.check import CheckResult
from casepool.pipeline.check import check_path, check_stream
from support import shared_path

NO_LIST = {"REF-01", "TAB-04", "TAB-07"}
"""Rules that need the list of references."""
NO_FRONT = {"CAR-2"}
"""The rule on key words, which the typeset layouts leave out with the abstract."""
NO_CAPTION = {"TAB-05", "TAB-09"}
"""Rules that need the caption of the table, which the Word and web layouts leave out."""
LAYOUTS = {
    "seed.docx": NO_LIST | NO_FRONT | NO_CAPTION,
    "seed.html": NO_LIST | NO_FRONT | NO_CAPTION,
    "seed_booktabs.pdf": NO_LIST | NO_FRONT,
    "seed_grid_split.pdf": NO_LIST | NO_FRONT,
    "seed_none.pdf": NO_LIST | NO_FRONT,
}


def rules(result: CheckResult) -> Counter[str]:
    return Counter(finding.rule for finding in result.findings)


def values(result: CheckResult) -> dict[tuple[int, str], tuple[str, str, tuple[str, ...]]]:
    """State, value and printed candidates of each field of each case."""
    return {
        (number, a.field): (a.state, str(a.value), tuple(sorted({str(c.value) for c in a.candidates})))
        for number, case in enumerate(result.extraction.cases)
        for a in case.assertions
    }


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_layouts_of_the_starting_paper(name: str) -> None:
    (text,) = check_path(str(shared_path("seed", "idir-2023.txt"))).results
    (layout,) = check_path(str(shared_path("papers", "ctl", name))).results
    assert set(rules(text) - rules(layout)) == LAYOUTS[name]
    assert rules(layout) - rules(text) == Counter()
    expected = {k: v for k, v in values(text).items() if k != (0, "publication_year")}
    if name in ("seed.docx", "seed.html"):
        expected = {k: v for k, v in expected.items() if k[1] != "diagnosis" or not k[0]}
    assert values(layout) == expected


INTRODUCTION = (
    "Chordomas are rare tumours of the spine. In the literature only few cases have been reported. They usually occur "
    "in older patients. We report a 52-year-old man with a chordoma of the sacrum."
)
STORY = (
    "A 54-year-old man was admitted with low back pain for seven months. On examination there was no neurological "
    "deficit. MRI showed a mass of the sacrum that measured 4.1 x 3.2 cm. He underwent complete resection."
)
COURSE = "Histology showed a chordoma. At 18 months of follow-up there was no recurrence and no metastasis."
DISCUSSION = (
    "The prognosis of chordomas depends on the margins. Several authors recommend wide resection, which may be "
    "difficult. These tumours are usually slow, and patients should be followed for years."
)
ROWS = (
    ("Author", "Age/sex", "Location", "Treatment", "Outcome"),
    ("Brandt 2004", "61/female", "sacrum", "surgery", "no recurrence at 24 months"),
    ("Okoye 2011", "47/male", "L5", "surgery + radiotherapy", "recurrence at 9 months"),
    ("Present case", "52/male", "sacrum", "surgery", "no recurrence at 18 months"),
)
CAPTION = "Table 1. Earlier cases of chordoma."


def as_text() -> bytes:
    rows = "\n".join("| " + " | ".join(cells) + " |" for cells in (ROWS[0], ("---",) * 5, *ROWS[1:]))
    return (
        f"# Introduction\n\n{INTRODUCTION}\n\n# Case\n\n{STORY}\n\n{COURSE}\n\n# Discussion\n\n{DISCUSSION}\n\n"
        f"{DISCUSSION}\n\n{CAPTION}\n\n{rows}\n"
    ).encode()


def as_docx() -> bytes:
    """The same under one heading."""
    grid = table(*(row(*(cell(words) for words in cells)) for cells in ROWS))
    paragraphs = (INTRODUCTION, STORY, COURSE, DISCUSSION, DISCUSSION, CAPTION)
    return docx(para("Case", style="H1") + "".join(para(words) for words in paragraphs) + grid)


def as_html() -> bytes:
    grid = "".join("<tr>" + "".join(f"<td>{words}</td>" for words in cells) + "</tr>" for cells in ROWS)
    paragraphs = "".join(f"<p>{words}</p>" for words in (INTRODUCTION, STORY, COURSE, DISCUSSION, DISCUSSION))
    table_with_caption = f"<table><caption>{CAPTION}</caption>{grid}</table>"
    return f"<html><body><article><h1>Case</h1>{paragraphs}{table_with_caption}</article></body></html>".encode()


def as_pdf() -> bytes:
    page, top = MadePage(), 60.0
    for heading, paragraphs in (
        ("Introduction", [INTRODUCTION]),
        ("Case", [STORY, COURSE]),
        ("Discussion", [DISCUSSION, DISCUSSION]),
    ):
        page.text(60, top, heading, size=13, font="F2")
        top += 18
        for words in paragraphs:
            lines = wrap(words)
            page.lines(60, top, lines)
            top += 12 * len(lines) + 8
    page.text(60, top + 8, CAPTION, size=8)
    page.rule(60, top + 16, 540, top + 16)
    page.rows((60, 150, 230, 310, 420), top + 28, ROWS)
    page.rule(60, top + 34, 540, top + 34)
    page.rule(60, top + 80, 540, top + 80)
    return make_pdf([page])


def wrap(words: str, width: int = 95) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@pytest.mark.parametrize(("name", "make"), [("a.docx", as_docx), ("a.html", as_html), ("a.pdf", as_pdf)])
def test_layouts_of_an_invented_paper(name: str, make: object, tmp_path: Path) -> None:
    (text,) = check_stream(as_text(), "a.md").results
    (layout,) = check_stream(make(), name).results  # type: ignore[operator]
    assert [said.split(",")[0] for said in values(text)[0, "age_years"][2]] == [
        "Quantity(value=52.0",
        "Quantity(value=54.0",
    ]
    assert rules(text)["AGE-01"] == 1
    assert values(layout) == values(text)
    assert rules(layout) == rules(text)
