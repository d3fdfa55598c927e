"""Names: of patients and publications as they are shown, and of values as a draft binds to them."""

import re
from collections.abc import Mapping
from functools import cached_property

from casepool.domain.cohort import Patient, PooledCase
from casepool.domain.record import Record
from casepool.domain.review import Publication
from casepool.text.names import split_name
from casepool.write.article.inputs import ReviewInput
from casepool.write.escape import show_line

INDEX = "Index case"
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


class NameBook:
    """The names of one review. Every name is on one line, hidden characters made visible."""

    def __init__(self, review: ReviewInput) -> None:
        self._review = review
        self.held: Mapping[str, Publication] = {item.id: item for item in review.publications}

    @cached_property
    def patients(self) -> Mapping[str, str]:
        """The name of each patient by id; equal names get a letter, in the order of the ids."""
        plain = {patient.id: self._name_patient(patient) for patient in self._review.cohort.patients}
        names = list(plain.values())
        return {
            key: f"{name} ({_letter(list(plain)[: list(plain).index(key)], plain, name)})"
            if names.count(name) > 1 else name
            for key, name in plain.items()
        }  # fmt: skip

    @cached_property
    def stems(self) -> Mapping[str, str]:
        """The part of a bound name that stands for a patient: "index" or "patient.ID"."""
        found: dict[str, str] = {}
        own = self._review.cohort.index_case
        for patient in self._review.cohort.patients:
            stem = f"patient.{_OTHER.sub('_', patient.id.lower()).strip('_') or 'x'}"
            number = sum(other == stem or other.startswith(f"{stem}_n") for other in found.values())
            found[patient.id] = "index" if patient is own else f"{stem}_n{number + 1}" if number else stem
        return found

    def publication(self, key: str) -> str:
        """A publication as "Surname 2016", from its record or from what is held of it; its id otherwise."""
        record, held = self._review.records.get(key), self.held.get(key)
        source = record if record and record.authors else held
        if source is not None and source.authors:
            return show_author_year(source.authors, source.year)
        return show_line((held.label if held and not held.authors else "") or key)[:_LONGEST]

    def source_key(self, case: PooledCase) -> str:
        """The key of the publication that first told of a case: of a table row what it cites, else the row itself."""
        if not case.is_second_hand:
            return case.publication
        return case.cited or f"{case.publication}#{case.case.id}"

    def may_quote(self, publication: str) -> bool:
        """Whether the words of a publication may be shown: it is held and it is published."""
        held = self.held.get(publication)
        return held is not None and not held.unpublished

    def _name_patient(self, patient: Patient) -> str:
        if patient.is_index:
            return INDEX
        given = self._review.names.get(patient.id, "")
        return show_line(given)[:_LONGEST] if given else self.name_case(patient.cases[0])

    def name_case(self, case: PooledCase) -> str:
        """Who told of a case: the publication, or what the row of a table cites, as printed."""
        if not case.is_second_hand:
            return self.publication(case.publication)
        if case.cited in self._review.records or case.cited in self.held:
            return self.publication(case.cited)
        printed = case.case.cited.quote if case.case.cited else case.cited or case.case.label
        return show_line(printed)[:_LONGEST]


def show_author_year(authors: tuple[str, ...], year: int | None) -> str:
    """ "Surname 2016", "Surname and Other 2016"; without a year the names alone."""
    names = [show_line(split_name(author).surname) for author in authors[:2]]
    shown = names[0] if len(authors) != 2 else " and ".join(names)
    return f"{shown} {year}"[:_LONGEST] if year else shown[:_LONGEST]


def family_and_initials(printed: str) -> tuple[str, str]:
    """Surname and initials of a printed name: "Ek, Anna B." and "Anna B. Ek" are ("Ek", "AB")."""
    name = show_line(printed)
    surname = split_name(name).surname
    rest = name.replace(surname, " ", 1) if surname in name else ""
    words = re.findall(r"[^\W\d_]+", rest)
    initials = "".join(word if word.isupper() and len(word) <= 3 else word[0].upper() for word in words)
    return surname, initials


def year_of(patient: Patient, records: Mapping[str, Record]) -> int | None:
    """The year by which a patient is ordered: of the publication that first told of him or her."""
    case = patient.cases[0]
    record = records.get(case.cited) if case.is_second_hand else None
    printed = re.search(r"\b(1[89]|20)\d\d\b", case.case.cited.quote if case.case.cited else case.case.label)
    if case.is_second_hand:
        return record.year if record else int(printed[0]) if printed else None
    return case.year


def _letter(before: list[str], names: Mapping[str, str], name: str) -> str:
    number = sum(names[key] == name for key in before)
    return "abcdefghijklmnopqrstuvwxyz"[number] if number < 26 else str(number + 1)
