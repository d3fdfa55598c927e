"""Every field of a cohort as cells: what Table 1, the exports and the figures print of each patient."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casepool.domain.cell import Cell

STATE_ORDER = ("reported", "unclear", "absent", "not_reported", "not_accessible", "not_applicable")


@dataclass(frozen=True)
class CellTable:
    """The cells of a whole cohort, the patients in the order of the cohort.

    `single` holds one cell per patient for each field with one answer; `items` for each list field one cell per
    patient for every item that any source speaks of.
    """

    single: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, tuple[Cell, ...]]] = field(default_factory=dict)
    silent: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)

    def cells(self, name: str) -> tuple[Cell, ...]:
        """One cell per patient, of a list field the one that speaks most (reported before unclear before absent).

        Empty for a field that is not in the table.
        """
        if name in self.single:
            return self.single[name]
        rows = tuple(self.items.get(name, {}).values())
        if not rows:
            return self.silent.get(name, ())
        return tuple(min(column, key=lambda c: STATE_ORDER.index(c.state)) for column in zip(*rows, strict=True))

    def of(self, name: str, patient: str) -> Cell | None:
        """The cell of one patient, None if the table does not have it."""
        return next((cell for cell in self.cells(name) if cell.patient == patient), None)

    def list_items(self, name: str, patient: str) -> tuple[tuple[str, Cell], ...]:
        """The items of a list field that a patient's sources speak of (reported, absent, unclear), by name."""
        found = ((item, cell) for item, cells in self.items.get(name, {}).items() for cell in cells)
        return tuple((item, c) for item, c in found if c.patient == patient and c.state in STATE_ORDER[:3])
