"""Patients, the cohort that a review pools, and the plan by which it is pooled."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.errors import UsageError

SECOND_HAND = ("review_table_row",)


@dataclass(frozen=True, slots=True)
class PooledCase:
    """A case with the publication that tells it. `year` is the year of publication (None: not known).

    `cited` names the publication that a row of a review table cites, where it is known.
    """

    case: Case
    publication: str
    year: int | None = None
    cited: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two entries the same case."""
        return (self.publication, self.case.id)

    @property
    def is_second_hand(self) -> bool:
        """Whether the case is known from another publication's table only."""
        return self.case.origin in SECOND_HAND

    @property
    def source_publication(self) -> str:
        """The publication that first told it: the cited one of a table row, else its own row, else the publication."""
        if not self.is_second_hand:
            return self.publication
        return self.cited or f"{self.publication}, {self.case.id}"


@dataclass(frozen=True)
class Patient:
    """The linked cases of one person, who is counted once, however many cases tell of him or her.

    `settled` holds the answers that a person chose for the patient; they go before what the cases say. `verified`
    names the fields that a person has looked at. The same case given twice counts once.
    """

    id: str
    cases: tuple[PooledCase, ...]
    settled: tuple[Assertion, ...] = ()
    verified: frozenset[str] = frozenset()
    centre: str = ""

    def __post_init__(self) -> None:
        if not self.cases:
            raise UsageError(f"Patient {self.id!r} has no case. A patient is made of at least one case.")
        distinct = {case.key: case for case in self.cases}
        ordered = sorted(distinct.values(), key=lambda c: (c.is_second_hand, c.year is None, c.year or 0, c.key))
        object.__setattr__(self, "cases", tuple(ordered))

    @property
    def is_index(self) -> bool:
        """Whether this is the authors' own new patient."""
        return any(case.case.is_index for case in self.cases)

    @property
    def is_table_only(self) -> bool:
        """Whether the patient is known only from rows of review tables."""
        return all(case.is_second_hand for case in self.cases)

    @property
    def publications(self) -> tuple[str, ...]:
        """The publications that tell of the patient, sorted. The authors' own draft of an index case is none."""
        return tuple(sorted({case.publication for case in self.cases if not case.case.is_index}))

    @property
    def cluster(self) -> str:
        """The centre where it is known, else the publication that first told of the patient."""
        return self.centre or self.cases[0].source_publication


@dataclass(frozen=True, slots=True)
class LinkProposal:
    """Patients that may be one person, undecided."""

    patients: tuple[str, ...]


@dataclass(frozen=True)
class Cohort:
    """The patients pooled in one review, in the order of their ids, with the links that nobody has decided yet.

    `left_out` counts the patients that the protocol keeps out of the pool, by reason.
    """

    patients: tuple[Patient, ...]
    proposals: tuple[LinkProposal, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        ids = [patient.id for patient in self.patients]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise UsageError(f"Patient {twice[0]!r} is in the cohort twice. Join the cases under one patient.")
        unknown = sorted({name for p in self.proposals for name in p.patients} - set(ids))
        if unknown:
            raise UsageError(f"A link proposal names {unknown[0]!r}, who is not in the cohort.")
        object.__setattr__(self, "patients", tuple(sorted(self.patients, key=lambda patient: patient.id)))

    @property
    def publications(self) -> tuple[str, ...]:
        """The publications that tell of the patients, sorted. The authors' own draft of an index case is none."""
        return tuple(sorted({name for patient in self.patients for name in patient.publications}))

    @property
    def case_count(self) -> int:
        return sum(len(patient.cases) for patient in self.patients)

    @property
    def index_case(self) -> Patient | None:
        """The authors' own patient; None if the cohort has none or several."""
        own = [patient for patient in self.patients if patient.is_index]
        return own[0] if len(own) == 1 else None

    def without_index(self) -> "Cohort":
        """The cohort without the authors' own patients; proposals that name them are dropped."""
        kept = tuple(patient for patient in self.patients if not patient.is_index)
        names = {patient.id for patient in kept}
        return replace(self, patients=kept, proposals=tuple(p for p in self.proposals if names >= set(p.patients)))

    def with_all_links(self) -> "Cohort":
        """The cohort with every undecided proposal accepted: chains of proposals become one patient each."""
        groups = join_groups([patient.id for patient in self.patients], (p.patients for p in self.proposals))
        by_id = {patient.id: patient for patient in self.patients}
        return replace(self, patients=tuple(_join([by_id[name] for name in group]) for group in groups), proposals=())


def join_groups(names: Iterable[str], links: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Names in groups that links connect, directly or in a chain; each group and the list of them sorted."""
    group_of = {name: {name} for name in names}
    for link in links:
        joined = set().union(*(group_of[name] for name in link))
        for name in joined:
            group_of[name] = joined
    return sorted({tuple(sorted(group)) for group in group_of.values()})


def _join(patients: list[Patient]) -> Patient:
    if len(patients) == 1:
        return patients[0]
    return Patient(
        id=patients[0].id,
        cases=tuple(case for patient in patients for case in patient.cases),
        settled=tuple(answer for patient in patients for answer in patient.settled),
        verified=frozenset().union(*(patient.verified for patient in patients)),
        centre=next((patient.centre for patient in patients if patient.centre), ""),
    )


@dataclass(frozen=True, slots=True)
class ClosedWorld:
    """One review table in which silence of the named fields means "not done". Only a protocol may declare it."""

    publication: str
    table: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """How a cohort is pooled. The defaults are product choices, not published thresholds; a change is printed.

    `level` is the confidence level of every interval. `share_interval` is "wilson", "clopper_pearson", "jeffreys" or
    "midp"; `curve_interval` "log_log", "log", "plain" or "bpcp"; below `bpcp_below` patients the curve takes bpcp
    instead of log_log. `quartile_type` is 2, 6 or 7. Tests enumerate up to `enumerate_up_to` allocations, above that
    they draw `draws` with `seed`. `curve_bootstrap_draws` (0: not made, it takes long) asks for intervals of the curve
    for interval times, which are made from `bootstrap_min_patients` on. Times are in months.
    """

    level: float = 0.95
    pct_min_n: int = 10
    list_up_to: int = 5
    quartile_type: int = 2
    with_mean: bool = False
    share_interval: str = "wilson"
    curve_interval: str = "log_log"
    bpcp_below: int = 15
    curve_min_patients: int = 10
    curve_min_events: int = 5
    landmarks: tuple[float, ...] = (6.0, 12.0, 24.0, 60.0)
    bootstrap_min_patients: int = 20
    model_min_events: int = 5
    events_per_parameter: int = 5
    events_per_parameter_note: int = 10
    sparse_ratio: float = 100.0
    robust_z_min_n: int = 10
    enumerate_up_to: int = 2_000_000
    table_work: int = 50_000_000
    draws: int = 100_000
    bootstrap_draws: int = 2_000
    curve_bootstrap_draws: int = 0
    seed: int = 1
    closed_world: tuple[ClosedWorld, ...] = ()

    def changes(self) -> tuple[tuple[str, object, object], ...]:
        """What differs from the defaults, as (setting, default, now)."""
        default = PoolPlan()
        pairs = ((f.name, getattr(default, f.name), getattr(self, f.name)) for f in fields(self))
        return tuple(item for item in pairs if item[1] != item[2])
