"""The plan of a review: protocol, searches, screening decisions, and the PRISMA flow."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from casepool.domain.cohort import ClosedWorld
from casepool.domain.errors import UsageError

ASSISTS = ("none", "after_own_answer", "shown")
C7_T1 = ("cervicothoracic", "cervical", "thoracic")
STAGES = ("title_abstract", "full_text")
DECISIONS = ("include", "exclude", "maybe", "undecided")


def check_word(what: str, word: str, allowed: Iterable[str]) -> None:
    """Raise UsageError unless `word` is one of `allowed`."""
    if word not in (words := tuple(allowed)):
        raise UsageError(f"{word!r} is no {what}. Allowed: {', '.join(words)}.")


@dataclass(frozen=True, slots=True)
class Search:
    """One search of a database, as the methods paragraph and the PRISMA flow print it. Unknown parts are empty.

    `date` is an ISO date, `records` the number of records found (None: not stated).
    """

    database: str = ""
    platform: str = ""
    date: str = ""
    string: str = ""
    limits: str = ""
    records: int | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What a release needs of a search and is not stated: database, date, string, records."""
        told = {"database": self.database, "date": self.date, "string": self.string, "records": self.records}
        return tuple(name for name, value in told.items() if value in ("", None))


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who reads a publication as which reviewer: letter (A, B) and name of the user. "*" stands for all others."""

    publication: str
    reviewers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Amendment:
    """A dated change of a frozen protocol: what was changed, why, by whom, and the hashes before and after."""

    date: str
    what: str
    reason: str
    by: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a patient must be to be pooled, in terms of the form: `field` has one of `values`.

    Only a patient who is clearly something else is left out; silence and doubt keep a patient in. `reason` names the
    exclusion in the counts.
    """

    field: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """The plan of a review. Empty parts are not stated yet; the release names them with their reason.

    `critical_fields` are read by two reviewers (empty: those of the form), `fields` limits the form (empty: all).
    `min_followup_months` is the least follow-up of a case to be pooled (None: no limit). `c7_t1` says how the level
    C7-T1 is grouped, `assist` when a reviewer sees the engine's answer. `data_lock` is an ISO date and printed instead
    of the clock. `eligibility_fields` are the form fields that eligibility depends on. `tolerance` is the relative
    difference within which two numbers count as near. `hash` is that of the frozen text, empty before.
    """

    question: str = ""
    eligibility: tuple[str, ...] = ()
    eligibility_fields: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    searches: tuple[Search, ...] = ()
    fields: tuple[str, ...] = ()
    critical_fields: tuple[str, ...] = ()
    min_followup_months: float | None = None
    c7_t1: str = "cervicothoracic"
    closed_world: tuple[ClosedWorld, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    assist: str = "shown"
    names_hidden: bool = False
    tolerance: float = 0.0
    appraisal: str = ""
    registration: str = ""
    data_lock: str = ""
    team: str = ""
    journal: str = ""
    hash: str = ""
    amendments: tuple[Amendment, ...] = ()

    def __post_init__(self) -> None:
        check_word("way to show the engine's answers (assist)", self.assist, ASSISTS)
        check_word("grouping of C7-T1", self.c7_t1, C7_T1)

    @property
    def is_frozen(self) -> bool:
        return bool(self.hash)

    def reviewers_of(self, publication: str) -> tuple[tuple[str, str], ...]:
        """Letter and user of each reviewer of a publication; empty where nobody is assigned."""
        by_name = {item.publication: item.reviewers for item in self.assignments}
        return by_name.get(publication, by_name.get("*", ()))

    def is_dual(self, publication: str) -> bool:
        """Whether two reviewers read this publication."""
        return len({letter for letter, _ in self.reviewers_of(publication)}) > 1

    def frozen(self, text_hash: str) -> "Protocol":
        """The protocol with the hash of the text that was frozen."""
        return replace(self, hash=text_hash)


@dataclass(frozen=True, slots=True)
class ScreeningRecord:
    """A record with one reviewer's decision at one stage, as another program decided it.

    `key` names the record within its source; `source` is the program or file. `reason` is why it was excluded, as
    printed there; `raw` the decision as printed. `publication` is the held document that it is ("" if none).
    """

    key: str
    stage: str
    decision: str
    reason: str = ""
    reviewer: str = ""
    source: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    publication: str = ""
    note: str = ""
    raw: str = ""
    line: int | None = None

    def __post_init__(self) -> None:
        check_word("stage of screening", self.stage, STAGES)
        check_word("screening decision", self.decision, DECISIONS)


@dataclass(frozen=True, slots=True)
class PrismaFlow:
    """The flow of a review in its four units: records, publications, cases, patients. None: not stated.

    `found` is records by database, `excluded` publications by reason. `patients` is (least, most): they differ while
    links are undecided. `conflicts` are records on which reviewers disagree without a recorded adjudication; they are
    neither included nor excluded.
    """

    found: tuple[tuple[str, int | None], ...] = ()
    duplicates: int | None = None
    screened: int | None = None
    excluded_records: int | None = None
    conflicts: int = 0
    undecided: int = 0
    sought: int | None = None
    not_retrieved: int | None = None
    assessed: int | None = None
    excluded: tuple[tuple[str, int], ...] = ()
    failed: int = 0
    publications: int = 0
    cases: int = 0
    table_row_cases: int = 0
    patients: tuple[int, int] = (0, 0)

    @property
    def records(self) -> int | None:
        """All records found; None while the number of one search is not stated."""
        counts = [count for _, count in self.found]
        return None if None in counts or not counts else sum(count for count in counts if count is not None)
