"""Whose row it is: a case of its own, or a patient of this article whom the text tells of."""

import re
from collections.abc import Callable

from casepool.domain.document import Document
from casepool.extract.mentions import Reading
from casepool.extract.persons import Person
from casepool.extract.row_references import fold_name, read_names
from casepool.extract.table_rows import PatientRow, PatientTable

Owner = tuple[str | None, str]
_NUMBER = re.compile(r"(?<![\w.])(\d{1,2}|[a-h])(?!\w)")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


def find_owners(reading: Reading, table: PatientTable, row_id: Callable[[PatientRow], str]) -> list[Owner]:
    """Case id and owner word for each patient of a table, in order.

    Rows of a review table own themselves, except those of the article's own patients. Those are joined with the
    persons that the text tells of: the only one, the one of the same number, or the one in the same place of equally
    many. A row of the article's own table that fits nobody is a case of its own if the text tells of one person at
    most; else, as in a review table, it owns nothing.
    """
    own = [p for p in table.patients if _is_own(reading.view.document, table, p)]
    owners: list[Owner] = []
    for patient in table.patients:
        if patient not in own:
            owners.append((row_id(patient), "case"))
            continue
        person = _person_of(reading.people.persons, own, patient)
        if person is not None:
            owners.append((person.id, "case"))
        else:
            alone = not table.earlier and len(reading.people.persons) < 2
            owners.append((row_id(patient), "case") if alone else (None, "unowned"))
    return owners


def names_this_article(document: Document, label: str) -> bool:
    """Whether a row label names the first author and the year of this very article."""
    authors, year = document.front.authors, document.front.year
    if not authors or year is None or str(year) not in label:
        return False
    names = read_names(label)
    return bool(names) and names[0] in {fold_name(part) for part in re.split(r"[\s,]+", authors[0]) if len(part) > 2}


def _is_own(document: Document, table: PatientTable, patient: PatientRow) -> bool:
    if not table.earlier or patient.own:
        return True
    return patient.label is not None and names_this_article(document, patient.label.words)


def _person_of(persons: list[Person], own: list[PatientRow], patient: PatientRow) -> Person | None:
    if len(own) == 1 and len(persons) == 1:
        return persons[0]
    label = _normal(patient.label.words if patient.label else "")
    same = [p for p in persons if label and label in (p.key[1], _normal(p.label))]
    same = same if len(same) == 1 else [p for p in persons if _is_of_age(p, patient)]
    if len(same) == 1:
        return same[0]
    return persons[own.index(patient)] if len(persons) == len(own) else None


def _is_of_age(person: Person, patient: PatientRow) -> bool:
    """Whether the words that introduce a person hold the age of the row."""
    ages = {n for cell in patient.of_kind("age") for n in re.findall(r"(?<![\d.,])\d{1,3}(?!\d)", cell.words)[:1]}
    opened = person.opened_by.quote if person.opened_by else ""
    return bool(ages & set(re.findall(r"\d+", opened)))


def _normal(label: str) -> str:
    """The number or letter of a label: "case 2" and "patient II" give "2"."""
    words = label.lower().split()
    if words and words[-1] in _ROMAN:
        return _ROMAN[words[-1]]
    found = _NUMBER.search(label.lower())
    return found.group(1) if found else ""
