"""Rows of review tables find their entry of the reference list."""

import pytest

from casepool.domain.document import Citation, Document, Reference
from casepool.extract.row_references import find_reference, fold_name, read_names

LISTED = [
    (("OlSen PK", "Berg T"), 1998, "A first tumour"),
    (("Ramos L", "Tan W"), 2003, "A second tumour"),
    (("Ramos L", "Lund B"), 2010, "A third tumour"),
    (("Marek J", "Olsen PK"), 2006, "A fourth tumour"),
    (("Asha Kumari", "Lars Berg"), 2016, "A fifth tumour"),
    (("Müller-Weiß, K.", "Lund, B."), 2001, "A sixth tumour"),
    (("de Witt C",), 2001, "A seventh tumour"),
    (("Stone A",), 2012, "Twice listed"),
    (("Stone A",), 2012, "Twice listed"),
]


def named(label: str, year: int | None = None, citations: tuple[Citation, ...] = ()) -> int | None:
    references = tuple(
        Reference(number, 100, 101, authors, when, title)
        for number, (authors, when, title) in enumerate(LISTED, start=1)
    )
    document = Document("d", "d", "0", "text/plain", "t", label + " " * 20, references=references, citations=citations)
    return find_reference(document, (document.evidence(0, len(label)),), year)


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Olsen and Berg 1998", 1),
        ("Olsen et al., 1999", 1),
        ("Ramos et al. 2003", 2),
        ("Ramos and Lund 2010", 3),
        ("Ramos [3]", 3),
        ("[4]", 4),
        ("4", 4),
        ("Asha et al. 2016", 5),
        ("Kumari 2016", 5),
        ("Müller-Weiß 2001", 6),
        ("Muller-Weiss et al 2001", 6),
        ("De Witt, 2001", 7),
        ("Stone 2012", 8),
        ("Ramos", None),
        ("Olsen 2003", None),
        ("Nobody et al. 1998", None),
        ("Asha 2014", None),
        ("[44]", None),
        ("Case 3", None),
    ],
)
def test_labels(label: str, number: int | None) -> None:
    assert named(label) == number


def test_a_year_of_another_column_decides() -> None:
    assert named("Ramos", 2010) == 3


def test_a_citation_mark_beside_the_name_decides() -> None:
    assert named("Unread name 6", citations=(Citation(12, 13, (6,)),)) == 6


def test_names_are_folded() -> None:
    assert read_names("SenGupta et al. (2001)") == ("sengupta",)
    assert fold_name("O’Møller-Żak") == "omollerzak"
