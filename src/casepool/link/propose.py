"""Proposals: pairs of cases that may be one patient. Nothing is linked by the machine."""

from collections.abc import Iterable, Sequence

from casepool.domain.linking import LinkableCase, ScoredPair
from casepool.domain.review_answers import CaseKey, LinkDecision
from casepool.knowledge.linking import LinkingKnowledge, load_linking
from casepool.link.block import Pair, list_candidates
from casepool.link.cluster import Constraints, join_pairs
from casepool.link.compare import compare_profiles, score_weight, weigh
from casepool.link.explain import explain_pair
from casepool.link.profile import Profile, make_profiles


def propose_links(
    cases: Sequence[LinkableCase], decisions: Iterable[LinkDecision] = (), knowledge: LinkingKnowledge | None = None
) -> tuple[ScoredPair, ...]:
    """Undecided pairs at or above the threshold, the likeliest first, with the evidence for and against.

    Left out are pairs that decisions settle, directly or through cases that were joined, and pairs that would make one
    patient out of cases with contrary evidence. The order of the cases and of the decisions does not matter. Raises
    UsageError if a case is given twice.
    """
    knowledge = knowledge or load_linking()
    ordered = sorted(cases, key=lambda case: case.key)
    profiles = make_profiles(ordered)
    constraints = Constraints([case.key for case in ordered], decisions)
    prior = knowledge.prior.of(len(profiles))
    likely = score_candidates(profiles, prior, knowledge)
    open_pairs = {pair: w for pair, w in likely.items() if constraints.is_open(*_keys(pair, profiles))}
    kept = join_pairs(open_pairs, profiles, constraints, knowledge)
    found = [explain_pair(profiles[i], profiles[j], prior, knowledge) for i, j in kept]
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.key)))


def score_candidates(profiles: Sequence[Profile], prior: float, knowledge: LinkingKnowledge) -> dict[Pair, float]:
    """The weight of each candidate pair whose score reaches the threshold of proposing, by positions."""
    found: dict[Pair, float] = {}
    for i, j in list_candidates(profiles, knowledge.thresholds):
        weight = sum(weigh(compare_profiles(profiles[i], profiles[j]), knowledge).values())
        if score_weight(weight, prior) >= knowledge.thresholds.propose:
            found[i, j] = weight
    return found


def score_pair(
    first: LinkableCase, second: LinkableCase, pool: int, knowledge: LinkingKnowledge | None = None
) -> ScoredPair:
    """Any two cases of a pool of so many cases, with the evidence for and against; whatever the score."""
    knowledge = knowledge or load_linking()
    a, b = make_profiles((first, second))
    return explain_pair(a, b, knowledge.prior.of(pool), knowledge)


def _keys(pair: Pair, profiles: Sequence[Profile]) -> tuple[CaseKey, CaseKey]:
    return profiles[pair[0]].key, profiles[pair[1]].key
