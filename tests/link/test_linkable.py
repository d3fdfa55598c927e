"""Real documents made linkable: the example projects, the twin of the seed, and the seed itself."""

import pytest

from audit.cohort_texts import extract_papers
from casepool.domain.errors import UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.linking import LinkableCase
from casepool.extract.document import extract_document
from casepool.knowledge.cohort_examples import load_cohort_examples
from casepool.link.linkable import list_linkable
from casepool.link.propose import propose_links
from casepool.link.trail import find_missing_cases, follow_rows
from casepool.read.reader import read_bytes
from link.cases import BERG, SAND, facts, telling
from support import ROOT, shared_path

TWIN = ROOT / "tests" / "data" / "twin" / "twin.txt"


def extract_file(data: bytes, name: str) -> Extraction:
    (document,) = read_bytes(data, name)
    return extract_document(document)


def names_of(cases: tuple[LinkableCase, ...]) -> list[tuple[str, int | None]]:
    return [(t.name, t.reference.number if t.reference else None) for t in follow_rows(cases)]


def test_a_row_read_from_a_paper_finds_the_paper_that_it_cites() -> None:
    papers = extract_papers(load_cohort_examples()["TAB-08"].fires.papers)
    cases = [case for name, extraction in papers.items() for case in list_linkable(extraction, name)]
    trails = {trail.row: trail for trail in follow_rows(cases)}
    assert (trails["2", "table-1-row-1"].publication, trails["2", "table-1-row-1"].certain) == ("1", True)
    (pair,) = propose_links(cases)
    assert pair.key == (("1", "case-1"), ("2", "table-1-row-1"))
    (missing,) = find_missing_cases(cases)
    assert (missing.name, missing.tables) == ("Quist 2003", 1)


def test_rows_of_the_twin_lead_to_its_reference_list() -> None:
    cases = list_linkable(extract_file(TWIN.read_bytes(), "twin.txt"), "twin")
    assert names_of(cases) == [
        ("Halvorsen 1996", 3),
        ("Quintana 2003", None),
        ("Brandstetter 2008", None),
        ("Okonjo 2011", None),
        ("Wielgosz 2018", 10),
    ]
    assert [missing.name for missing in find_missing_cases(cases)] == [
        "Brandstetter 2008", "Halvorsen 1996", "Okonjo 2011", "Quintana 2003", "Wielgosz 2018",
    ]  # fmt: skip
    assert propose_links(cases) == (), "cases of one publication are never proposed"


def test_rows_of_the_seed_lead_to_its_reference_list() -> None:
    path = shared_path("seed", "idir-2023.txt")
    cases = list_linkable(extract_file(path.read_bytes(), path.name), "seed")
    assert [number for _, number in names_of(cases)] == [3, None, None, None, 10]
    assert len(find_missing_cases(cases)) == 5
    assert propose_links(cases) == ()


def test_facts_of_another_publication_are_refused() -> None:
    case = telling(facts("1", BERG))
    with pytest.raises(UsageError) as caught:
        LinkableCase(case.told, facts("2", SAND))
    assert str(caught.value) == (
        "Case 'case-1' of '1' was given the facts of '2'. Give each case those of its own publication."
    )
