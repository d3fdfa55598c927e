"""Joining cases: by decisions of people for good, by scores for a proposal only.

Decisions are hard constraints: "same" joins, "different" and "cannot tell" keep apart. Scores never chain two cases
together against contrary evidence between any two members.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from casepool.domain.errors import UsageError
from casepool.domain.linking import Contradiction
from casepool.domain.review_answers import CaseKey, LinkDecision
from casepool.link.block import Pair
from casepool.link.compare import may_be_joined
from casepool.link.profile import Profile
from casepool.link.weights import Weights

_JOINED = (
    "A decision joins {a} and {b}, another keeps them apart. They stay apart until one of the two decisions is undone."
)


class Partition:
    """Cases in groups that can only grow; each case is in exactly one."""

    def __init__(self, keys: Sequence[CaseKey]) -> None:
        self.members: dict[CaseKey, set[CaseKey]] = {key: {key} for key in keys}

    def join(self, first: CaseKey, second: CaseKey) -> None:
        """Make one group of the groups of two cases."""
        joined = self.members[first] | self.members[second]
        for key in joined:
            self.members[key] = joined

    def are_joined(self, first: CaseKey, second: CaseKey) -> bool:
        return second in self.members[first]

    def list_groups(self) -> list[tuple[CaseKey, ...]]:
        """The groups, each sorted, and the list of them sorted."""
        return sorted({tuple(sorted(group)) for group in self.members.values()})


class Constraints:
    """What people decided about cases, made consistent. Raises UsageError if a case is given twice.

    Decisions that name a case which is not among `keys` say nothing about it. Of several decisions on the same cases
    the latest holds.
    """

    def __init__(self, keys: Sequence[CaseKey], decisions: Iterable[LinkDecision] = ()) -> None:
        for key, following in pairwise(keys):
            if key == following:
                raise UsageError(f"Case {key[1]!r} of {key[0]!r} was given twice. Give each case once.")
        self.partition = Partition(keys)
        self.contradictions: list[Contradiction] = []
        latest = {d.cases: d for d in sorted(decisions, key=lambda d: (d.time, d.version, d.outcome))}
        known = [(self._held(d), d.outcome) for _, d in sorted(latest.items())]
        self.different = {pair for cases, outcome in known if outcome == "different" for pair in combinations(cases, 2)}
        self.doubtful = {
            pair for cases, outcome in known if outcome == "cannot_tell" for pair in combinations(cases, 2)
        }
        for cases, outcome in known:
            if outcome == "same":
                self._join(cases)
        self._closed = self._close()

    def _held(self, decision: LinkDecision) -> tuple[CaseKey, ...]:
        return tuple(key for key in decision.cases if key in self.partition.members)

    def _join(self, cases: tuple[CaseKey, ...]) -> None:
        for first, second in pairwise(cases):
            blocked = self._blocks(first, second)
            if blocked is None:
                self.partition.join(first, second)
            else:
                a, b = (f"case {key[1]!r} of {key[0]!r}" for key in blocked)
                self.contradictions.append(Contradiction(*blocked, _JOINED.format(a=a, b=b)))

    def _blocks(self, first: CaseKey, second: CaseKey) -> tuple[CaseKey, CaseKey] | None:
        """A pair that was decided to be different and would be joined."""
        joined = self.partition.members[first] | self.partition.members[second]
        return next((pair for pair in sorted(self.different) if joined.issuperset(pair)), None)

    def _close(self) -> dict[int, set[int]]:
        """For each group the groups that decisions keep it apart from, by identity."""
        closed: dict[int, set[int]] = {}
        members = self.partition.members
        for first, second in self.different | self.doubtful:
            closed.setdefault(id(members[first]), set()).add(id(members[second]))
            closed.setdefault(id(members[second]), set()).add(id(members[first]))
        return closed

    def is_open(self, first: CaseKey, second: CaseKey) -> bool:
        """Whether no decision, direct or through joined cases, says anything about this pair."""
        members = self.partition.members
        if self.partition.are_joined(first, second):
            return False
        return id(members[second]) not in self._closed.get(id(members[first]), ())


def join_pairs(
    likely: Mapping[Pair, float], profiles: Sequence[Profile], constraints: Constraints, weights: Weights
) -> list[Pair]:
    """The pairs that survive when groups are joined from the likeliest pair down, sorted by positions.

    Two groups are joined only if no two members are of one publication, kept apart by a decision, contrary or unlikely.
    """
    position = {profile.key: number for number, profile in enumerate(profiles)}
    proposed = Partition([profile.key for profile in profiles])
    for group in constraints.partition.list_groups():
        for first, second in pairwise(group):
            proposed.join(first, second)

    def may_join(x: CaseKey, y: CaseKey) -> bool:
        if x[0] == y[0] or not constraints.is_open(x, y):
            return False
        i, j = sorted((position[x], position[y]))
        return (i, j) in likely or may_be_joined(profiles[i], profiles[j], weights)

    for i, j in sorted(likely, key=lambda pair: (-likely[pair], pair)):
        first, second = profiles[i].key, profiles[j].key
        groups = proposed.members[first], proposed.members[second]
        if groups[0] is not groups[1] and all(may_join(x, y) for x in groups[0] for y in groups[1]):
            proposed.join(first, second)
    return [(i, j) for i, j in sorted(likely) if proposed.are_joined(profiles[i].key, profiles[j].key)]
