"""Whole papers as their readers give them: the page holds the canonical text, marks and blanks aside."""

import re
from pathlib import Path

import pytest

from casepool.domain.check import CheckResult
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.read.files import read_path
from casepool.write.check_page import write_check_page
from casepool.write.escape import show_hidden
from support import ROOT, shared_path
from write.page_text import read_page, squeeze

OWN = [*sorted((ROOT / "examples" / "papers").glob("*.[mtx][dxm]*")), ROOT / "tests" / "data" / "twin" / "twin.txt"]
PAPERS = [path for path in OWN if not path.name.endswith(".toml")]
MARKS = re.compile(r"</?(?:i|em|b|strong|sup|sub|u)>|<br>|[*#|_\\:=>-]")


def read_article(path: Path) -> tuple[str, str]:
    """The text of a paper and of its article on the page, without blanks and, for plain text, without marks."""
    document = read_path(str(path))[0]
    places = range(0, len(document.text) - 80, 400)
    findings = tuple(Finding("X-01", "error", "x", evidence=(document.evidence(n, n + 70),)) for n in places)
    page = read_page(write_check_page(CheckResult.of(Extraction(document), findings, "1")))
    assert page.deepest_mark == 1
    texts = squeeze(show_hidden(document.text)), squeeze(page.paper)
    if path.suffix == ".xml":
        return texts
    return MARKS.sub("", texts[0]), MARKS.sub("", texts[1])


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_our_own_papers_are_shown_whole(path: Path) -> None:
    printed, shown = read_article(path)
    assert shown == printed


@pytest.mark.parametrize("name", ["PMC1397864.xml", "PMC4569613.xml", "PMC5301171.xml", "PMC6281068.xml"])
def test_published_articles_are_shown_whole(name: str) -> None:
    printed, shown = read_article(shared_path("papers", "pairs", name))
    assert shown == printed


def test_there_are_papers_of_each_kind() -> None:
    assert {path.suffix for path in PAPERS} >= {".md", ".txt", ".xml"}
