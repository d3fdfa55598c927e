"""The typed values that answers hold, one shape per type of field.

| field type                        | shape of a value                                                        |
|-----------------------------------|-------------------------------------------------------------------------|
| presence                          | None, or the detail words as str                                        |
| enum, multi_enum                  | str, one of the field's allowed words                                   |
| coded, coded_list, event_list     | str, the canonical label (codes stand beside it)                        |
| text                              | str, as printed                                                         |
| integer                           | int                                                                     |
| quantity, duration, percent, ratio| Quantity                                                                |
| measurement_nd                    | Measurement                                                             |
| interval_time                     | IntervalTime, in months                                                 |
| level_range                       | Levels                                                                  |
| panel                             | MarkerResult                                                            |
| graded                            | Grade                                                                   |
| claim                             | Novelty                                                                 |
"""

from dataclasses import dataclass

from casepool.domain.quantity import IntervalTime, Quantity

MARKER_RESULTS = ("positive", "negative", "focal", "weak", "equivocal")


@dataclass(frozen=True, slots=True)
class Measurement:
    """A size: one to three numbers in printed order, in one unit (mm or cm)."""

    values: tuple[float, ...]
    unit: str
    qualifier: str = "exact"

    @property
    def millimetres(self) -> tuple[float, ...]:
        return tuple(round(v * (10 if self.unit == "cm" else 1), 3) for v in self.values)

    @property
    def largest_mm(self) -> float:
        return max(self.millimetres)


@dataclass(frozen=True, slots=True)
class Levels:
    """Vertebral levels from top to bottom, every level of a range written out, D as T ("T3", "T4")."""

    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkerResult:
    """One stain: controlled marker name, result (MARKER_RESULTS), percent of cells where stated."""

    marker: str
    result: str
    extent_percent: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade on its scale, both as controlled words ("FNCLCC", "2"); the scale is empty where not stated."""

    scale: str
    grade: str


@dataclass(frozen=True, slots=True)
class Novelty:
    """'The n-th case of ...': the number that is claimed (1 for "first"), and the words that limit the claim."""

    ordinal: int
    scope: str


Value = None | str | int | Quantity | Measurement | IntervalTime | Levels | MarkerResult | Grade | Novelty
