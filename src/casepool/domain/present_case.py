"""The authors' own patient beside the earlier ones, as values."""

from dataclasses import dataclass

from casepool.domain.estimate import Estimate, Refusal, Source


@dataclass(frozen=True, slots=True)
class NumberBeside:
    """A number of the index case beside those of the earlier patients.

    `below`, `ties` and `above` count earlier patients; `percentile` is (below + half the ties) / n with the exact
    interval of that share; `outside` the chance 2/(n+1) that any new case lies outside the range of n earlier ones,
    `range_level` the level (n-1)/(n+1) of that range as a prediction interval. `robust_z` from plan.robust_z_min_n on.
    """

    field: str
    label: str
    value: float
    unit: str
    values: tuple[float, ...]
    below: int
    ties: int
    above: int
    percentile: Estimate
    outside: float
    range_level: float
    robust_z: float | None = None
    is_outside: bool = False
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class WordBeside:
    """A word of the index case beside the earlier patients: how many of those who state the field have it.

    `first_limit` is the one-sided upper limit of its share where no earlier patient has it (None otherwise).
    """

    field: str
    label: str
    word: str
    k: int
    n: int
    missing: int
    share: Estimate | None
    first_limit: float | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class LevelsBeside:
    """Vertebral levels of the index case: for each level the earlier patients that reach it as well.

    `unique` are the levels that nobody else reaches; a sentence "the only one at" holds for these only.
    """

    levels: tuple[str, ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    unique: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier patient with the fields in which the index case is the same, and those in which it is not."""

    patient: str
    same: tuple[str, ...]
    different: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Tested:
    """Positive of tested for one marker or sign within one diagnosis of the pool."""

    diagnosis: str
    item: str
    positive: int
    tested: int
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """The index case against the earlier patients of the pool."""

    patient: str
    numbers: tuple[NumberBeside, ...] = ()
    words: tuple[WordBeside, ...] = ()
    levels: LevelsBeside | None = None
    similar: tuple[Similar, ...] = ()
    differential: tuple[Tested, ...] = ()
    refusals: tuple[Refusal, ...] = ()
