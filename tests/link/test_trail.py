"""Table rows to reference list to held publication, and the patients that nobody holds."""

from casepool.domain.linking import Cited, Work
from casepool.link.group import group_patients
from casepool.link.trail import find_held_references, find_missing_cases, follow_rows
from link.cases import BERG, PATIENT, SAND, decide, facts, row, telling

FIRST = telling(facts("berg"), **PATIENT)
REVIEW = facts("sand", SAND, (BERG, Work(("Quist L", "Maro D"), 2003, "Beside the thoracic spine")))
LATER = facts("kranz", Work(("Kranz I",), 2016, "One more tumour"), (SAND,))


def test_rows_lead_to_the_held_publication() -> None:
    rows = [
        row(REVIEW, "Berg and Olsen 1998", 1, number=1),
        row(REVIEW, "Quist et al. 2003", 2, number=2),
        row(LATER, "Berg et al. 1997", number=1),
        row(LATER, "Someone 1950", number=2),
    ]
    trails = {trail.row: trail for trail in follow_rows([FIRST, *rows])}
    found = {key[1]: (t.name, t.publication, t.certain, t.reference.number if t.reference else None)
             for key, t in trails.items() if key[0] == "sand"}  # fmt: skip
    assert found == {
        "table-1-row-1": ("Berg 1998", "berg", True, 1),
        "table-1-row-2": ("Quist 2003", "", False, 2),
    }
    assert trails[("kranz", "table-1-row-1")].publication == "berg"
    assert not trails[("kranz", "table-1-row-1")].certain
    assert trails[("kranz", "table-1-row-2")].publication == ""


def test_a_label_that_fits_two_publications_leads_to_neither() -> None:
    twin = telling(facts("berg-b", Work(("Berg A",), 1998, "Quite another tumour of the loin")))
    (trail,) = follow_rows([FIRST, twin, row(LATER, "Berg 1998")])
    assert (trail.publication, trail.certain) == ("", False)


def test_missing_cases_count_tables_and_patients() -> None:
    rows = [
        row(REVIEW, "Quist et al. 2003", 2, number=1),
        row(REVIEW, "Quist et al. 2003", 2, number=2),
        row(LATER, "Quist 2003", number=1),
        row(LATER, "Marr 1999", number=2),
        row(REVIEW, "Berg 1998", 1, number=3),
    ]
    quist, marr = find_missing_cases([FIRST, *rows])
    assert (quist.name, quist.tables, quist.patients, quist.publications) == ("Quist 2003", 2, 2, ("kranz", "sand"))
    assert len(quist.rows) == 3
    assert quist.reference == REVIEW.references[1]
    assert (marr.name, marr.tables, marr.patients, marr.reference) == ("Marr 1999", 1, 1, None)


def test_a_work_called_by_a_given_name_in_one_table_is_counted_once() -> None:
    listed = facts("listed", Work(("Lund E",), 2018, "A review"), (Work(("Asha Kumari", "Bo Lind"), 2016, "A tumour"),))
    rows = [row(listed, "Asha et al. 2016", 1), row(LATER, "Asha 2016"), row(REVIEW, "Kumari 2016")]
    (missing,) = find_missing_cases([FIRST, *rows])
    assert (missing.name, missing.tables) == ("Kumari 2016", 3)


def test_what_is_held_or_linked_is_not_missing() -> None:
    copy = row(LATER, "Olsson 2001")
    (missing,) = find_missing_cases([FIRST, copy])
    assert missing.name == "Olsson 2001"
    assert find_missing_cases([FIRST, copy], group_patients([FIRST, copy], [decide("same", FIRST, copy)])) == ()
    held = facts("olsson", Work(("Olsson B",), 2001, "A register without cases"))
    assert find_missing_cases([FIRST, copy], held=[held]) == ()


def test_references_lead_to_held_publications_only_if_certain() -> None:
    short = facts("short", Work(("Short A",), 2018, "A note"), (Work(BERG.authors, 1998, ""),))
    assert find_held_references([FIRST.facts, REVIEW, LATER, short]) == {("sand", 1): "berg", ("kranz", 1): "sand"}
    doi = Cited(1, Work(doi="10.5/X"))
    listing = facts("listing", Work(("Lister A",), 2020, "A list"))
    listing = type(listing)(listing.id, listing.work, (doi,))
    held = facts("held", Work(("Someone B",), 2019, "Other words", doi="10.5/x"))
    assert find_held_references([listing, held]) == {("listing", 1): "held"}
