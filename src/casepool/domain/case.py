"""Cases: one patient as one publication tells it."""

from dataclasses import dataclass

from casepool.domain.assertion import Assertion, Mention
from casepool.domain.evidence import Evidence


@dataclass(frozen=True)
class Case:
    """One patient as one publication tells it. `mentions` is the fact ledger: every mention of every field.

    `origin` is one of the form's origins. For a row of a review table `table` and `row` say which (row counts from 0
    over the grid), `cited` is the row's label as printed and `reference` the number it resolves to (None: not found).
    `opened_by` is the evidence that introduced the patient (None: the document's only patient, never introduced).
    """

    id: str
    label: str
    origin: str
    assertions: tuple[Assertion, ...] = ()
    mentions: tuple[Mention, ...] = ()
    opened_by: Evidence | None = None
    table: str = ""
    row: int | None = None
    cited: Evidence | None = None
    reference: int | None = None
    is_index: bool = False

    def answers(self, field: str) -> tuple[Assertion, ...]:
        """All answers to a field (several for list fields), in reading order."""
        return tuple(a for a in self.assertions if a.field == field)

    def answer(self, field: str) -> Assertion | None:
        """The first answer to a field, or None if the source is silent."""
        return next((a for a in self.assertions if a.field == field), None)

    def told(self, field: str) -> tuple[Mention, ...]:
        """Every mention of a field that is owned by this case, in reading order."""
        return tuple(m for m in self.mentions if m.field == field)
