"""What a review asks of the pool beyond the description of its patients: the plan, groups compared, factors studied."""

from dataclasses import dataclass, field

from casepool.domain.cohort import PoolPlan


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """Compare the named fields and endpoints between the groups that one field makes."""

    group: str
    fields: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactorRequest:
    """Study the named fields as prognostic factors of an endpoint."""

    endpoint: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolRequest:
    """A pool plan with the comparisons that it names. Nothing that is not named is tested."""

    plan: PoolPlan = field(default_factory=PoolPlan)
    groups: tuple[GroupRequest, ...] = ()
    factors: tuple[FactorRequest, ...] = ()
