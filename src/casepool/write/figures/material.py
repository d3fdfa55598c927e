"""What the figures of a review are drawn from: the cohort, its cells, its pooled numbers, the names to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from casepool.domain.cell import Cell
from casepool.domain.cell_table import CellTable
from casepool.domain.cohort import Cohort, Patient
from casepool.domain.estimate import Source
from casepool.domain.form import Form
from casepool.domain.pooled import Pooled
from casepool.knowledge.figure_words import FigureWords, load_figure_words
from casepool.write.escape import show_line

INDEX_NAME = "Index case"


@dataclass(frozen=True, slots=True)
class Subject:
    """A patient as the figures show one: name, year of publication (None: not known), origin."""

    id: str
    source: str
    name: str
    year: int | None
    is_index: bool
    is_table_only: bool


@dataclass(frozen=True)
class FigureMaterial:
    """A cohort ready to be drawn.

    `names` gives patients the names that the article uses; `note` stands in every figure.
    `fields` are the fields of the reporting map; without them those of the quick form.
    """

    cohort: Cohort
    cells: CellTable
    pooled: Pooled
    form: Form
    names: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    fields: tuple[str, ...] = ()

    @cached_property
    def words(self) -> FigureWords:
        """The words of the form."""
        return load_figure_words(self.form.id)

    @property
    def n(self) -> int:
        """How many patients."""
        return len(self.cohort.patients)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """All patients by year of publication, then name; years that are not known after them, index cases last."""
        found = (self._read_subject(patient) for patient in self.cohort.patients)
        return tuple(sorted(found, key=lambda s: (s.is_index, s.year is None, s.year or 0, s.name, s.id)))

    def cell(self, field_id: str, patient: str) -> Cell:
        """The cell of a patient; one that is not reported where the table has none."""
        return self.cells_of(field_id).get(patient) or Cell(patient, "", "not_reported")

    def cells_of(self, field_id: str) -> Mapping[str, Cell]:
        """The cells of a field by patient."""
        if field_id not in self._by_patient:
            self._by_patient[field_id] = {cell.patient: cell for cell in self.cells.cells(field_id)}
        return self._by_patient[field_id]

    @cached_property
    def _by_patient(self) -> dict[str, Mapping[str, Cell]]:
        return {}

    def is_verified(self, field_id: str, patient: str) -> bool:
        """Whether a person has looked at the value."""
        return any(p.id == patient and field_id in p.verified for p in self.cohort.patients)

    def unverified(self, fields: Sequence[str]) -> int:
        """How many of the values of these fields nobody has looked at."""
        return sum(name not in patient.verified for patient in self.cohort.patients for name in fields)

    def _read_subject(self, patient: Patient) -> Subject:
        first = patient.cases[0]
        year = self.cell(self.words.field["year"], patient.id).value
        year = year if isinstance(year, int) else None if first.is_second_hand else first.year
        label = first.cited or first.case.label if first.is_second_hand else first.publication
        name = self.names.get(patient.id) or (INDEX_NAME if patient.is_index else _add_year(label, year))
        return Subject(patient.id, first.publication, show_line(name), year, patient.is_index, patient.is_table_only)


def _add_year(label: str, year: int | None) -> str:
    return label if year is None or str(year) in label else f"{label} {year}"


def say_evidence(sources: Sequence[Source]) -> str:
    """The quotes behind a value as ids: publication, and the place in its text ("ek-2016:120-131")."""
    found = [f"{s.publication}:{e.span.start}-{e.span.end}" for s in sources for e in s.evidence]
    return " ".join(dict.fromkeys(found))


def count_words(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: "1 patient", "6 patients", "1 200 patients" (with a thin space)."""
    return f"{say_number(number)} {noun if number == 1 else plural or noun + 's'}"


def say_number(number: int) -> str:
    """A whole number with a thin space between thousands."""
    return f"{number:,}".replace(",", "\u2009")
