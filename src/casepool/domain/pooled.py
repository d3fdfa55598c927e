"""Everything that pooling a cohort gives."""

from dataclasses import dataclass

from casepool.domain.curve import Outcome
from casepool.domain.estimate import Disagreement, Estimate, Refusal, Row
from casepool.domain.present_case import Beside


@dataclass(frozen=True, slots=True)
class Pooled:
    """The numbers of a cohort: headline counts, one row per item, one outcome per endpoint, the index case beside.

    `accepted` is the same with every undecided link accepted (None: nothing is undecided). `changes` lists the
    settings of the plan that differ from the defaults, as (setting, default, now).
    """

    headline: tuple[Estimate, ...]
    rows: tuple[Row, ...]
    outcomes: tuple[Outcome, ...]
    follow_up: tuple[Estimate, ...] = ()
    trends: tuple[Estimate, ...] = ()
    beside: Beside | None = None
    disagreements: tuple[Disagreement, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    caveats: tuple[str, ...] = ()
    changes: tuple[tuple[str, object, object], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    accepted: "Pooled | None" = None

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Every estimate that a draft can bind to, the runs included, sorted by name."""
        groups: list[Row | Outcome] = [*self.rows, *self.outcomes]
        main = (estimate for group in groups for estimate in group.estimates)
        runs = (estimate for group in groups for run in group.runs for estimate in run.estimates)
        beside = () if self.beside is None else (number.percentile for number in self.beside.numbers)
        found = (*self.headline, *self.follow_up, *self.trends, *main, *runs, *beside)
        return tuple(sorted(found, key=lambda estimate: estimate.name))

    @property
    def all_refusals(self) -> tuple[Refusal, ...]:
        """Every refusal, in the order of rows and outcomes."""
        outcomes = ((*o.refusals, *([o.display] if o.display else [])) for o in self.outcomes)
        rows = (refusal for row in self.rows for refusal in row.refusals)
        beside = self.beside.refusals if self.beside else ()
        return (*self.refusals, *rows, *(r for group in outcomes for r in group), *beside)

    def get(self, name: str) -> Estimate | None:
        """The estimate of this name, None if there is none."""
        return next((estimate for estimate in self.estimates if estimate.name == name), None)

    def row(self, name: str) -> Row | None:
        """The row of this name, None if there is none."""
        return next((row for row in self.rows if row.name == name), None)

    def outcome(self, name: str) -> Outcome | None:
        """The outcome of this endpoint, None if there is none."""
        return next((outcome for outcome in self.outcomes if outcome.name == name), None)
