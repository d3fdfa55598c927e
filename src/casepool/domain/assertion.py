"""What a source says about one field of one case, and each place where it says so."""

from dataclasses import InitVar, dataclass

from casepool.domain.errors import EvidenceError
from casepool.domain.evidence import Evidence, check_evidence
from casepool.domain.form import GIVEN, REASONS, REASONS_WITHOUT_CANDIDATES, STATES, STATES_WITH_EVIDENCE
from casepool.domain.values import Value

STATUSES = ("present", "absent", "possible", "historical", "family")
MOMENTS = ("", "presentation", "treatment", "postoperative", "followup", "earlier")
OWNERS = ("case", "relative", "other_patient", "literature", "recommended", "unowned")


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence in the text of something a field or a vocabulary speaks of. Every mention is kept.

    `field` is the form field ("" for a mention of the vocabulary only), `type` the kind of mention (finding,
    condition, anatomy, procedure, drug, measurement, time, ihc, value). `value` is the typed value in the shape that
    the field's answers have; `state` is what this place alone says (reported, absent, unclear). `case` is the id of
    the case that owns it (None: nobody in particular); `owner` says why a mention counts or not (OWNERS).
    `moment` is the time point that it speaks of (MOMENTS), `origin` the time zero of a time (rule R1 of the form).
    """

    field: str
    type: str
    evidence: Evidence
    value: Value = None
    state: str = "reported"
    status: str = "present"
    case: str | None = None
    owner: str = "case"
    item: str = ""
    modality: str = ""
    given: str = ""
    timing: str = ""
    moment: str = ""
    origin: str = ""
    reason: str = ""
    needs_person: bool = False
    printed: str = ""
    codes: tuple[str, ...] = ()
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of an unclear value, with its own evidence."""

    value: Value
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Assertion:
    """A source says: field = value, in one of the states of the form.

    `text` is the canonical text of the document and is only used to prove the evidence: an assertion cannot be built
    unless text[start:end] == quote for every span. Raises EvidenceError for a missing or wrong quote, for a value
    beside a state that has none, and for an unclear answer without its reason.
    """

    field: str
    state: str
    text: InitVar[str]
    value: Value = None
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    item: str = ""
    modality: str = ""
    given: str = ""
    timing: str = ""
    origin: str = ""
    printed: str = ""
    needs_person: bool = False
    derived: bool = False
    made_by: str = ""

    def __post_init__(self, text: str) -> None:
        problem = self._shape_problem()
        if problem:
            raise EvidenceError(f"{self.field} ({self.state}): {problem}")
        check_evidence(text, self.evidence, self.field)
        for candidate in self.candidates:
            check_evidence(text, candidate.evidence, f"{self.field}, a candidate")

    def _shape_problem(self) -> str:
        if self.state not in STATES:
            return f"unknown state. Allowed: {', '.join(STATES)}."
        if self.value is not None and self.state != "reported":
            return "only a reported answer has a value; what was read of an unclear one stands in its candidates."
        if (self.state == "unclear") != bool(self.reason) or (self.reason and self.reason not in REASONS):
            return f"an unclear answer, and no other, has exactly one reason. Allowed: {', '.join(REASONS)}."
        if self.given and self.given not in GIVEN:
            return f"unknown word for given. Allowed: {', '.join(GIVEN)}."
        return self._evidence_problem()

    def _evidence_problem(self) -> str:
        quoted = bool(self.evidence) or any(c.evidence for c in self.candidates)
        if self.state in STATES_WITH_EVIDENCE and not quoted:
            return "no value without a quote."
        if self.state not in STATES_WITH_EVIDENCE and quoted:
            return "silence has no quote; use reported, absent or unclear."
        if self.state == "unclear" and not self.candidates and self.reason not in REASONS_WITHOUT_CANDIDATES:
            return f"an unclear answer of reason {self.reason} names its candidates."
        return ""
