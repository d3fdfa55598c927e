"""The levels that each comparison gives, and that silence gives none."""

import pytest

from casepool.domain.linking import LinkableCase, Work
from casepool.domain.quantity import Quantity
from casepool.domain.values import Value
from casepool.knowledge.linking import LEVELS, load_linking
from casepool.link.compare import COMPARATORS, compare_profiles
from casepool.link.compare_patient import is_slip, judge_age
from casepool.link.profile import make_profiles
from link.cases import BERG, SAND, centimetres, facts, levels, months, row, telling, years

LATER = Work(("Berg A", "Vik T"), 2006, "The neck muscles after eight years")


def level_of(name: str, a: LinkableCase, b: LinkableCase) -> str | None:
    first, second = make_profiles((a, b))
    match = compare_profiles(first, second).get(name)
    return match[0] if match else None


def of_values(name: str, field: str, one: Value, other: Value) -> str | None:
    a, b = telling(facts("1"), **{field: one}), telling(facts("2", LATER), **{field: other})
    return level_of(name, a, b)


def test_there_is_a_comparator_for_each_declared_comparison() -> None:
    assert tuple(COMPARATORS) == tuple(LEVELS) == tuple(load_linking().comparisons)


VALUES = [
    ("age", "age_years", years(43), years(43), "same"),
    ("age", "age_years", years(43), years(44), "one_apart"),
    ("age", "age_years", years(43), years(50), "later"),
    ("age", "age_years", years(43), years(34), "slip"),
    ("age", "age_years", years(43), years(41), "slip"),
    ("age", "age_years", years(43), years(78), "differs"),
    ("age", "age_years", years(43), Quantity(40, "year", "decade", 49), "range"),
    ("age", "age_years", Quantity(18, "month"), years(1.5), "same"),
    ("sex", "sex", "male", "male", "same"),
    ("sex", "sex", "male", "female", "differs"),
    ("level", "level_range", levels("C7", "T1"), levels("C7", "T1"), "same"),
    ("level", "level_range", levels("C7", "T1"), levels("T1", "T2"), "overlaps"),
    ("level", "level_range", levels("C7"), levels("T1"), "next"),
    ("level", "level_range", levels("C7"), levels("L4"), "differs"),
    ("side", "laterality", "left", "right", "differs"),
    ("size", "size", centimetres(5.8, 3.7), centimetres(3.7, 5.8), "same"),
    ("size", "size", centimetres(5.8, 3.7), centimetres(6.0, 4.0), "near"),
    ("size", "size", centimetres(5.8, 3.7), centimetres(9), "differs"),
    ("diagnosis", "diagnosis", "Chordoma", "chordoma", "same"),
    ("diagnosis", "diagnosis", "chordoma", "dedifferentiated chordoma", "related"),
    ("diagnosis", "diagnosis", "chordoma", "leiomyosarcoma", "differs"),
    ("treatment", "radiotherapy", "absent", "absent", "same"),
    ("treatment", "radiotherapy", "reported", "absent", "differs"),
    ("outcome", "outcome_status", "NED", "DOD", "later"),
    ("outcome", "outcome_status", "DOD", "NED", "differs"),
    ("outcome", "outcome_status", "NED", "lost_to_followup", None),
    ("followup", "followup_months", months(48), Quantity(4, "year"), "same"),
    ("followup", "followup_months", months(48), months(120), "later"),
    ("followup", "followup_months", months(48), months(12), "differs"),
    ("country", "country", "Arvonia", "Arvonia", "same"),
    ("institution", "institution", "Hospital of Birchton", "Department of Surgery, Hospital of Birchton", "same"),
    ("institution", "institution", "Hospital of Birchton", "Institute of Elmford", "differs"),
    ("period", "care_period", "1990-1996", "1996", "overlaps"),
    ("period", "care_period", "1990-1994", "1996 to 1999", "apart"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "one", "other", "level"), VALUES)
def test_level_of_values(name: str, field: str, one: Value, other: Value, level: str | None) -> None:
    assert of_values(name, field, one, other) == level


@pytest.mark.parametrize(("name", "field", "one", "other", "level"), VALUES)
def test_order_of_the_two_cases_does_not_matter(
    name: str, field: str, one: Value, other: Value, level: str | None
) -> None:
    a, b = telling(facts("1"), **{field: one}), telling(facts("2", LATER), **{field: other})
    assert level_of(name, b, a) == level


def test_silence_is_compared_with_nothing() -> None:
    a = telling(facts("1", Work()), age_years=years(43), sex="male", radiotherapy="reported")
    first, second = make_profiles((a, telling(facts("2", Work()))))
    assert compare_profiles(first, second) == {}


def test_a_table_row_does_not_grow_older() -> None:
    a = row(facts("2", LATER), "Berg 1998", age_years=years(50))
    assert level_of("age", telling(facts("1"), age_years=years(43)), a) == "differs"
    assert judge_age((43, 43), (50, 50), 8) == "later"
    assert judge_age((50, 50), (43, 43), 8) == "differs", "nobody grows younger"
    assert judge_age((43, 43), (63, 63), 8) == "slip"


def test_slips_of_the_pen() -> None:
    assert [is_slip(43, 34), is_slip(61, 66), is_slip(43, 78), is_slip(7, 70), is_slip(44.5, 54)] == [
        True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("authors", "level"),
    [
        (("Anna Berg", "Per Olsen"), "leading"),
        (("Keen R", "Olsen P", "Berg A", "Moor T"), "leading"),
        (("Keen R", "Olsen, Per", "Moor T"), "one"),
        (("Keen R", "Olsen Q"), "none"),
    ],
)
def test_shared_authors(authors: tuple[str, ...], level: str) -> None:
    other = Work(authors, 2006, "Something else altogether")
    assert level_of("authors", telling(facts("1")), telling(facts("2", other))) == level


def test_same_article_in_two_files() -> None:
    again = Work(("Anna Berg", "Per Olsen"), 1999, "A tumour of the neck muscles - a case report")
    assert level_of("authors", telling(facts("1")), telling(facts("2", again))) == "same_article"
    assert level_of("citation", telling(facts("1")), telling(facts("2", again, (SAND,)))) is None
    doi = [Work(BERG.authors, 1998, BERG.title, doi) for doi in ("10.1/a", "10.1/A", "10.1/b")]
    assert level_of("authors", telling(facts("1", doi[0])), telling(facts("2", doi[1]))) == "same_article"
    assert level_of("authors", telling(facts("1", doi[0])), telling(facts("2", doi[2]))) == "leading"


def test_citation_of_the_earlier_by_the_later() -> None:
    cites = telling(facts("2", SAND, (BERG,)))
    silent = telling(facts("3", SAND, (LATER,)))
    assert level_of("citation", telling(facts("1")), cites) == "cites"
    assert level_of("citation", telling(facts("1")), silent) == "does_not"
    assert level_of("citation", telling(facts("1")), telling(facts("4", SAND))) is None


@pytest.mark.parametrize(
    ("label", "reference", "level"),
    [
        ("[1]", 1, "cites"),
        ("Berg and Olsen 1998", None, "names"),
        ("Berg et al. 1999", None, "names"),
        ("Berg et al. 2004", None, "author"),
        ("Quist 2003", None, "differs"),
    ],
)
def test_source_of_a_row(label: str, reference: int | None, level: str) -> None:
    review = facts("2", SAND, (BERG,))
    assert level_of("source", telling(facts("1")), row(review, label, reference)) == level


def test_rows_of_two_tables_are_compared_by_the_work_that_they_cite() -> None:
    one = row(facts("2", SAND, (BERG,)), "Berg", 1)
    other = row(facts("3", LATER, (SAND, Work(("A. Berg", "P. Olsen"), 1998, BERG.title))), "[2]", 2)
    assert level_of("source", one, other) == "cites"
    assert level_of("authors", one, other) is None
