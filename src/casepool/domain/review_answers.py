"""What people and engines say about the cases of a review: answers, adjudications, signatures, decisions."""

from collections.abc import Iterable
from dataclasses import dataclass

from casepool.domain.assertion import Assertion, Candidate
from casepool.domain.errors import UsageError
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field
from casepool.domain.review_plan import check_word
from casepool.domain.sameness import value_key
from casepool.domain.values import MarkerResult, Measurement, Value

CaseKey = tuple[str, str]
AnswerKey = tuple[str, str, str, str]

ENGINE = "engine:"
RULES = "engine:rules"
CONSENSUS = "consensus"
REASON_CODES = ("misread", "other_place", "unit_or_conversion", "definition_unclear", "typing")
LINK_OUTCOMES = ("same", "different", "cannot_tell")
ROW_KINDS = ("earlier_case", "index_case", "heading", "ignore")


@dataclass(frozen=True)
class Answer:
    """One reader's answer to one field of one case. Keys: publication, case, field, item and reader.

    `item` is "" for a field with one answer; of a list field it names the thing (see `name_item`). `reader` is a
    reviewer's letter ("A", "B"), "consensus" for a value that was settled, or "engine:NAME". `user` is the person
    behind a letter, `made_by` the pattern or model behind a machine's answer. `named` is the thing as printed; state,
    value, candidates, reason and the rest are those of an Assertion. `time` is given by the caller (ISO, UTC).
    `version` counts the writes of this row (0: not stored yet); a write names the version that it has seen.
    """

    publication: str
    case: str
    field: str
    reader: str
    state: str
    item: str = ""
    value: Value = None
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    named: str = ""
    modality: str = ""
    given: str = ""
    timing: str = ""
    origin: str = ""
    printed: str = ""
    needs_person: bool = False
    derived: bool = False
    made_by: str = ""
    user: str = ""
    note: str = ""
    searched: str = ""
    flagged: bool = False
    time: str = ""
    version: int = 0

    @property
    def key(self) -> AnswerKey:
        """What the answers of several readers to one question share."""
        return (self.publication, self.case, self.field, self.item)

    @property
    def case_key(self) -> CaseKey:
        return (self.publication, self.case)

    @property
    def is_engine(self) -> bool:
        """Whether a machine gave it."""
        return self.reader.startswith(ENGINE)

    @classmethod
    def of(cls, assertion: Assertion, case: CaseKey, reader: str, item: str = "", user: str = "") -> "Answer":
        """The answer that an assertion about a case is, when this reader gives it."""
        return cls(
            *(case[0], case[1], assertion.field, reader, assertion.state, item, assertion.value, assertion.evidence),
            *(assertion.candidates, assertion.reason, assertion.item, assertion.modality, assertion.given),
            *(assertion.timing, assertion.origin, assertion.printed, assertion.needs_person, assertion.derived),
            *(assertion.made_by, user),
        )

    def to_assertion(self, text: str) -> Assertion:
        """The answer as an assertion, proved against the canonical text of its document. Raises EvidenceError."""
        return Assertion(
            *(self.field, self.state, text, self.value, self.evidence, self.reason, self.candidates, self.named),
            *(self.modality, self.given, self.timing, self.origin, self.printed, self.needs_person, self.derived),
            self.made_by,
        )

    def says_same(self, other: "Answer") -> bool:
        """Whether two answers agree: state, normalised value, reason and candidates. Quotes may differ."""
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        candidates = frozenset(value_key(candidate.value) for candidate in self.candidates)
        return (self.state, value_key(self.value), self.reason, candidates, self.given, self.timing, self.modality)


def name_item(field: Field, assertion: Assertion) -> str:
    """What an answer of a list field speaks of, folded: marker, modality, item or value; "" for other fields."""
    if not field.is_list:
        return ""
    if isinstance(assertion.value, MarkerResult):
        return assertion.value.marker.casefold()
    if isinstance(assertion.value, Measurement):
        return assertion.modality or "unspecified"
    return (assertion.item or (assertion.value if isinstance(assertion.value, str) else "")).casefold()


def list_answers(fields: Iterable[Field], assertions: Iterable[Assertion], case: CaseKey, reader: str) -> list[Answer]:
    """The answers that the assertions of one case are, each with its item; a second of one item is "ITEM #2"."""
    by_id = {field.id: field for field in fields}
    seen: dict[tuple[str, str], int] = {}
    answers = []
    for assertion in assertions:
        name = name_item(by_id[assertion.field], assertion) if assertion.field in by_id else assertion.item.casefold()
        number = seen[assertion.field, name] = seen.get((assertion.field, name), 0) + 1
        answers.append(Answer.of(assertion, case, reader, name if number == 1 else f"{name} #{number}".strip()))
    return answers


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case of a publication as lists show it, without what is known of it. `position` is its place there, from 0.

    `cited` is the label of a table row as printed, `reference` the number in the reference list that it resolves to.
    """

    publication: str
    case: str
    label: str = ""
    origin: str = "primary_publication"
    table: str = ""
    row: int | None = None
    cited: str = ""
    reference: int | None = None
    is_index: bool = False
    position: int = 0
    version: int = 0

    @property
    def key(self) -> CaseKey:
        return (self.publication, self.case)

    @property
    def is_row(self) -> bool:
        """Whether the case is known from a row of a review table."""
        return self.origin == "review_table_row"


@dataclass(frozen=True, slots=True)
class Signature:
    """A reviewer has finished a case and stands for the answers. Withdrawing it removes the row, never the history."""

    publication: str
    case: str
    reader: str
    user: str
    time: str = ""
    version: int = 0


@dataclass(frozen=True)
class Adjudication:
    """The settled answer to one question, with its reason. `chosen` names whose it was: A, B, other or unclear.

    `answer` has the reader "consensus". `by` is the person who settled it. `passed` are the answers that were not
    chosen; they stay in the history.
    """

    answer: Answer
    chosen: str
    reason: str
    by: str
    note: str = ""
    passed: tuple[Answer, ...] = ()
    time: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        check_word("choice of an adjudication", self.chosen, ("A", "B", "other", "unclear"))
        check_word("reason of an adjudication", self.reason, REASON_CODES)
        if self.answer.reader != CONSENSUS:
            raise UsageError(f"A settled answer has the reader {CONSENSUS!r}, not {self.answer.reader!r}.")

    @property
    def key(self) -> AnswerKey:
        return self.answer.key


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """A person's decision on cases that may be one patient. `cases` are kept sorted, each once.

    "cannot_tell" counts as different and is listed in a sensitivity run.
    """

    cases: tuple[CaseKey, ...]
    outcome: str
    by: str = ""
    reason: str = ""
    time: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        check_word("outcome of a link", self.outcome, LINK_OUTCOMES)
        distinct = tuple(sorted(set(self.cases)))
        if len(distinct) < 2:
            raise UsageError("A link is between two cases or more.")
        object.__setattr__(self, "cases", distinct)


@dataclass(frozen=True, slots=True)
class TableDecision:
    """What a person says a row of a review table is (ROW_KINDS). `row` counts from 0 over the grid.

    `confirmed` is true once the row was compared with the picture. `case` is the case that an "index_case" row tells
    of; `cells` are cells that a person typed over, as (column, text).
    """

    publication: str
    table: str
    row: int
    kind: str
    confirmed: bool = False
    case: str = ""
    cells: tuple[tuple[int, str], ...] = ()
    by: str = ""
    time: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        check_word("kind of table row", self.kind, ROW_KINDS)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A finding that a person judged not to be a problem. `key` is the hash of what the finding says and shows."""

    key: str
    rule: str
    reason: str
    publication: str = ""
    by: str = ""
    time: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise UsageError("A finding is set aside only with a reason. Say why it is not a problem.")
