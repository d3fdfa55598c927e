"""The same patient in several publications: what is compared, what speaks for it and against it, what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from casepool.domain.case import Case
from casepool.domain.cohort import PooledCase
from casepool.domain.errors import UsageError
from casepool.domain.evidence import Evidence
from casepool.domain.review_answers import CaseKey

SIDES = ("for", "against", "unknown")


@dataclass(frozen=True, slots=True)
class Work:
    """A published work as a title page or a reference list prints it. Unknown parts are empty, `year` is None.

    `authors` are as printed ("Olsen PK", "Per Olsen"), the first author first.
    """

    authors: tuple[str, ...] = ()
    year: int | None = None
    title: str = ""
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """One entry of a reference list: its number, the work that it names, and the entry as printed."""

    number: int
    work: Work
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """What linking needs to know of a publication beside its cases.

    `id` is the id of the publication in its project. `wording` is the text of the abstract; it is shown where two are
    nearly equal, and is never evidence.
    """

    id: str
    work: Work = Work()
    references: tuple[Cited, ...] = ()
    wording: str = ""

    def reference(self, number: int | None) -> Cited | None:
        """The entry of this number, None if there is none."""
        return next((cited for cited in self.references if cited.number == number), None)


@dataclass(frozen=True, slots=True)
class LinkableCase:
    """A case with the facts of the publication that tells it."""

    told: PooledCase
    facts: PublicationFacts

    def __post_init__(self) -> None:
        if self.told.publication != self.facts.id:
            raise UsageError(
                f"Case {self.told.case.id!r} of {self.told.publication!r} was given the facts of {self.facts.id!r}. "
                "Give each case those of its own publication."
            )

    @property
    def key(self) -> CaseKey:
        return self.told.key

    @property
    def case(self) -> Case:
        return self.told.case

    @property
    def year(self) -> int | None:
        """The year of publication."""
        return self.told.year if self.told.year is not None else self.facts.work.year

    @property
    def is_row(self) -> bool:
        """Whether the case is known from a row of another publication's table."""
        return self.told.is_second_hand

    @property
    def cited(self) -> Cited | None:
        """The entry of the reference list that a table row cites, None if it was not found."""
        return self.facts.reference(self.case.reference) if self.is_row else None


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """What one comparison says: a level of agreement, the side it speaks for, its weight, and both quotes.

    `weight` is the base-2 logarithm of m/u of the level; 0 for what is unknown or only shown. `unknown` means that at
    least one side is silent; silence never speaks for or against.
    """

    comparison: str
    label: str
    side: str
    level: str = ""
    weight: float = 0.0
    reason: str = ""
    first: Evidence | None = None
    second: Evidence | None = None

    def __post_init__(self) -> None:
        if self.side not in SIDES:
            raise UsageError(f"{self.side!r} is no side of evidence. Allowed: {', '.join(SIDES)}.")


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two cases with the evidence that they tell of one patient. `first` sorts before `second`.

    `weight` is the sum of the weights, `score` the probability that follows from it and from `prior`, the probability
    of two cases of this pool before anything is known. It is a proposal and never a decision.
    """

    first: CaseKey
    second: CaseKey
    score: float
    weight: float
    prior: float
    evidence: tuple[LinkEvidence, ...] = ()

    @property
    def key(self) -> tuple[CaseKey, CaseKey]:
        return (self.first, self.second)

    def on_side(self, side: str) -> tuple[LinkEvidence, ...]:
        """The evidence of one side, the weightiest first."""
        kept = (item for item in self.evidence if item.side == side)
        return tuple(sorted(kept, key=lambda item: (-abs(item.weight), item.comparison)))


@dataclass(frozen=True, slots=True)
class Member:
    """One case of a group: its publication year, the months of its follow-up, whether it is a table row."""

    key: CaseKey
    year: int | None = None
    followup_months: float | None = None
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one patient in the order of time: publications by follow-up, then the table rows by year."""

    members: tuple[Member, ...]

    @property
    def keys(self) -> tuple[CaseKey, ...]:
        return tuple(member.key for member in self.members)

    @property
    def tellings(self) -> tuple[Member, ...]:
        """The members that publications tell of themselves, table rows left out."""
        return tuple(member for member in self.members if not member.is_row)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Decisions that cannot all hold: `first` and `second` would become one patient against a "different"."""

    first: CaseKey
    second: CaseKey
    message: str


@dataclass(frozen=True)
class Grouping:
    """Every case in exactly one group, with the decisions that could not be followed."""

    groups: tuple[Group, ...]
    contradictions: tuple[Contradiction, ...] = ()
    _at: dict[CaseKey, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for number, group in enumerate(self.groups):
            for key in group.keys:
                if key in self._at:
                    raise UsageError(f"Case {key[1]!r} of {key[0]!r} stands in two groups. A case is of one patient.")
                self._at[key] = number

    def __iter__(self) -> Iterator[Group]:
        return iter(self.groups)

    def group_of(self, key: CaseKey) -> Group:
        """The group of a case; KeyError if the case is not among them."""
        return self.groups[self._at[key]]

    def are_joined(self, first: CaseKey, second: CaseKey) -> bool:
        """Whether two cases stand in one group."""
        return self._at[first] == self._at[second]

    @property
    def linked(self) -> tuple[Group, ...]:
        """The groups of more than one case."""
        return tuple(group for group in self.groups if len(group.members) > 1)


@dataclass(frozen=True, slots=True)
class Discord:
    """Two publications that tell of one patient and cannot both be right as printed. Values are in words.

    What a later publication explains (a later age, a longer follow-up, a further course) is none.
    """

    field: str
    label: str
    first: CaseKey
    second: CaseKey
    first_value: str
    second_value: str
    first_quote: Evidence | None = None
    second_quote: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A table row that has a changed value too, with the words in which it has it."""

    key: CaseKey
    quote: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """A value that is not the same after it was copied. `target` is the table row in which it changed.

    `source` is what the value is held against: the latest publication of the patient that states the field, else the
    earliest row. `carried` are later rows that have the changed value too. Values are in words, quotes as printed.
    """

    field: str
    label: str
    source: CaseKey
    target: CaseKey
    before: str
    after: str
    source_quote: Evidence | None = None
    target_quote: Evidence | None = None
    carried: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingCase:
    """A patient, or the patients, of a work that is known from other people's tables only.

    `name` is how the tables call the work ("Olsen 1998"), `reference` its fullest entry in a reference list. `rows`
    are the table rows that name it, `tables` the number of tables, `patients` the most rows in one of them.
    """

    name: str
    rows: tuple[CaseKey, ...]
    tables: int
    patients: int
    reference: Cited | None = None
    publications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """A table row followed to its source: the row, the entry of its reference list, the held publication.

    `publication` is "" if the work is not held. `certain` means that an identifier or author, year and title agree;
    else only the first author and the year do.
    """

    row: CaseKey
    name: str
    reference: Cited | None = None
    publication: str = ""
    certain: bool = False
