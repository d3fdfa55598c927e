"""Tests of one group against another, and models, as values."""

from dataclasses import dataclass

from casepool.domain.estimate import Interval, Refusal, check_finite


@dataclass(frozen=True, slots=True)
class TestResult:
    """A p value and how it was found.

    `ways` is the number of allocations or tables that were enumerated, or of draws if `exact` is false; `interval`
    then holds the Monte Carlo interval of p. `statistic` is what was compared (O-E, a rank sum, a probability);
    `asymptotic` may stand beside an exact p, never alone.
    """

    __test__ = False

    name: str
    p: float
    method: str
    exact: bool
    ways: int
    statistic: float | None = None
    interval: Interval | None = None
    asymptotic: float | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_finite(self.name, self.p, self.statistic, self.asymptotic)


@dataclass(frozen=True, slots=True)
class RatioEstimate:
    """A ratio with its interval (a limit of None is unbounded)."""

    value: float | None
    interval: Interval

    def __post_init__(self) -> None:
        check_finite("ratio", self.value)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups compared in one variable: the sizes of the groups, the test, and the odds ratio of a 2x2 table."""

    name: str
    label: str
    groups: tuple[tuple[str, int], ...]
    test: TestResult | None
    ratio: RatioEstimate | None = None
    table: tuple[tuple[int, ...], ...] = ()
    categories: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One covariate of a penalised model: ratio with profile limits, p of the penalised likelihood ratio.

    `sensitivity` is the ratio under the logF(1,1) penalty; `is_separated` says that without a penalty it has no
    finite estimate; `is_sparse` that the limits lie further apart than the plan allows.
    """

    name: str
    coefficient: float
    ratio: float
    interval: Interval
    p: float
    sensitivity: float | None = None
    is_separated: bool = False
    is_sparse: bool = False

    def __post_init__(self) -> None:
        check_finite(self.name, self.coefficient, self.ratio, self.p, self.sensitivity)


@dataclass(frozen=True, slots=True)
class Model:
    """A penalised model, or the refusal to fit one. `kind` is "logistic" or "cox"; `banner` is the sparse-data note.

    Of a logistic model `intercept` is the penalised one, and `risk_intercept` the one for predicted risks.
    """

    kind: str
    terms: tuple[Term, ...]
    patients: int
    events: int
    refusal: Refusal | None = None
    banner: str = ""
    notes: tuple[str, ...] = ()
    intercept: Term | None = None
    risk_intercept: float | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """All tests of one family with their adjusted p values, in the order given; `untested` names the rest of it."""

    names: tuple[str, ...]
    p: tuple[float, ...]
    holm: tuple[float, ...]
    q: tuple[float, ...]
    untested: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many tests the family holds, those that could not be made included."""
        return len(self.names) + len(self.untested)


@dataclass(frozen=True, slots=True)
class FactorStudy:
    """Prognostic factors of one endpoint, one by one and together, with the family of all tests that were asked for.

    `left_out` counts the patients without a usable time or with an incomplete factor in the joint model.
    """

    endpoint: str
    single: tuple[tuple[str, Model], ...]
    joint: Model
    family: Family
    left_out: int
