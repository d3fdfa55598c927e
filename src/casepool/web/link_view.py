"""Pairs of cases that may be one patient, with what speaks for it and against it, and what came of those decided."""

from collections.abc import Iterator
from dataclasses import dataclass

from casepool.domain.errors import UsageError
from casepool.domain.linking import Drift, Group, LinkableCase, ScoredPair
from casepool.domain.review import CaseKey, LinkDecision
from casepool.link.drift import find_drift
from casepool.link.propose import score_pair
from casepool.pipeline.linking import name_case
from casepool.pipeline.review import Review
from casepool.write.escape import show_line

Pair = tuple[CaseKey, CaseKey]
OUTCOMES = {"same": "Same patient", "different": "Different", "cannot_tell": "Cannot tell"}


@dataclass(frozen=True)
class Paired:
    """A pair with its evidence, and the decision if a person has made one. `names` are the two cases in few words."""

    pair: Pair
    names: tuple[str, str]
    scored: ScoredPair
    decision: LinkDecision | None = None

    @property
    def anchor(self) -> str:
        """The name of the pair in an address."""
        return write_pair(self.pair)

    def count(self, side: str) -> int:
        """How many comparisons are on a side."""
        return len(self.scored.on_side(side))


@dataclass(frozen=True)
class Told:
    """One case of a patient in the order of time: its name, year, months of follow-up, whether it is a table row."""

    key: CaseKey
    name: str
    year: int | None
    months: float | None
    is_row: bool


@dataclass(frozen=True)
class Pairs:
    """Everything on the Link page. `missing` are patients known from tables only, `broken` decisions that clash."""

    open: tuple[Paired, ...]
    decided: tuple[Paired, ...]

    def find(self, anchor: str) -> Paired | None:
        """The pair of this name; else the first open one, else the first decided one."""
        everything = (*self.open, *self.decided)
        return next((p for p in everything if p.anchor == anchor), next(iter(everything), None))


def write_pair(pair: Pair) -> str:
    """A pair as one word: "berg-1998/case-1~sandvik-2010/case-1"."""
    return "~".join(f"{publication}/{case}" for publication, case in pair)


def list_pairs(review: Review) -> Pairs:
    """Open proposals, the likeliest first, then decided pairs, the newest decision first."""
    cases = {case.key: case for case in review.built.cases}
    made = sorted(review.given.links, key=lambda d: (d.time, d.cases), reverse=True)
    decided = [d for d in made if len(d.cases) == 2 and set(d.cases) <= cases.keys()]
    return Pairs(
        tuple(_pair(review, p.key, p) for p in review.proposals),
        tuple(_pair(review, (d.cases[0], d.cases[1]), _score(cases, d), d) for d in decided),
    )


def _pair(review: Review, pair: Pair, scored: ScoredPair, decision: LinkDecision | None = None) -> Paired:
    names = (show_line(name_case(review, pair[0])), show_line(name_case(review, pair[1])))
    return Paired(pair, names, scored, decision)


def _score(cases: dict[CaseKey, LinkableCase], decision: LinkDecision) -> ScoredPair:
    return score_pair(cases[decision.cases[0]], cases[decision.cases[1]], len(cases))


def find_pair(review: Review, first: CaseKey, second: CaseKey) -> Pair:
    """The pair of these cases, sorted. Raises UsageError for a case that is not in the project."""
    known = {case.key for case in review.built.cases}
    for key in (first, second):
        if key not in known:
            raise UsageError(f"There is no case {key[1]!r} of {key[0]!r} in this project.")
    if first == second:
        raise UsageError("A link is between two cases. Name another one.")
    return (min(first, second), max(first, second))


def list_tellings(review: Review, pair: Pair) -> tuple[Told, ...]:
    """All cases of the patients of a pair in the order of time, as they are grouped now."""
    groups: dict[tuple[CaseKey, ...], Group] = {}
    for key in pair:
        group = review.built.grouping.group_of(key)
        groups[group.keys] = group
    return tuple(
        Told(m.key, show_line(name_case(review, m.key)), m.year, m.followup_months, m.is_row)
        for group in groups.values()
        for m in group.members
    )


def list_drifts(review: Review, pair: Pair) -> Iterator[Drift]:
    """The values that changed when one of these cases was copied into a table."""
    for drift in find_drift(review.built.cases, review.built.grouping.groups):
        if {drift.source, drift.target} & set(pair):
            yield drift
