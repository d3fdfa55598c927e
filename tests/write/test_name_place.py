"""Places are named as a reader would name them."""

import pytest

from casepool.domain.evidence import Evidence, Place, Span
from casepool.write.name_place import PlaceNames, clean_title
from write.draft import Draft, quote
from write.invented_paper import build_document

DOCUMENT = build_document()


@pytest.mark.parametrize(
    ("words", "short", "long"),
    [
        ("a 53-year-old weaver", "Case Report", "Case Report"),
        ("52/F", "Table 1", "Table 1, row 5"),
        ("Age/sex", "Table 1", "Table 1, heading"),
        ("Earlier spinal cases", "Table 1", "Table 1, caption"),
        ("D: dorsal", "Table 1", "Table 1, footnote"),
        ("homogeneous enhancement", "Fig. 1", "Figure 1, legend"),
        ("Okonkwo-Berg", "Reference 5", "Reference 5"),
        ("Ossifying fibromyxoid tumour beside the lumbar", "Text", "Text"),
    ],
)
def test_places_of_the_invented_paper(words: str, short: str, long: str) -> None:
    names, evidence = PlaceNames(DOCUMENT), quote(DOCUMENT, words)
    assert (names.short(evidence), names.long(evidence)) == (short, long)


def test_a_page_stands_after_the_name() -> None:
    evidence = Evidence(Span(0, 4, "Ossi"), Place(role="case", section="CASE:", page=3))
    assert PlaceNames(DOCUMENT).long(evidence) == "CASE, page 3"


def test_a_section_without_heading_is_named_by_its_role() -> None:
    assert PlaceNames(DOCUMENT).short(Evidence(Span(0, 4, "Ossi"), Place(role="abstract"))) == "Abstract"


def test_a_table_without_label_is_named_by_its_number() -> None:
    draft = Draft()
    draft.table("", "No label here", [["a"], ["b"]])
    draft.table("", "Nor here", [["c"], ["d"]])
    document = draft.build()
    assert PlaceNames(document).long(quote(document, "d")) == "Table 2, row 1"


@pytest.mark.parametrize(
    ("printed", "name"),
    [("#### Introduction:", "Introduction"), ("**Discussion.**", "Discussion"), ("<i>Case</i> 2 ", "Case 2"), ("", "")],
)
def test_titles_lose_their_markup(printed: str, name: str) -> None:
    assert clean_title(printed) == name
