"""One answer per patient and field, as it is pooled and printed in Table 1 and the figures."""

from dataclasses import dataclass, replace

from casepool.domain.assertion import Candidate
from casepool.domain.estimate import Source
from casepool.domain.values import Value

CLEAR = ("reported", "absent")


@dataclass(frozen=True)
class Cell:
    """What is pooled of one patient and field (or one item of a list field)."""

    patient: str
    cluster: str
    state: str
    value: Value = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    needs_person: bool = False
    is_index: bool = False
    is_closed_world: bool = False
    sources: tuple[Source, ...] = ()
    publications: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether the patient is in the denominator."""
        return self.state in CLEAR

    def as_candidate(self, candidate: Candidate) -> "Cell":
        """The cell as it would be with one of its readings. Of a presence the reading is "present" or "absent"."""
        if candidate.value in ("present", "absent"):
            state = "reported" if candidate.value == "present" else "absent"
            return replace(self, state=state, value=None, reason="", candidates=())
        return replace(self, state="reported", value=candidate.value, reason="", candidates=())
