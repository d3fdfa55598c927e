"""Proposals: pairs of cases that may be one patient. Nothing is linked by the machine."""

from collections.abc import Iterable, Sequence

from casepool.domain.linking import LinkableCase, ScoredPair
from casepool.domain.review_answers import CaseKey, LinkDecision
from casepool.knowledge.linking import LinkingKnowledge, load_linking
from casepool.link.block import Pair, list_candidates
from casepool.link.cluster import Constraints, join_pairs
from casepool.link.compare import weigh_if_likely
from casepool.link.explain import explain_pair
from casepool.link.profile import Profile, make_profiles
from casepool.link.weights import Weights, settle_weights


def propose_links(
    cases: Sequence[LinkableCase], decisions: Iterable[LinkDecision] = (), knowledge: LinkingKnowledge | None = None
) -> tuple[ScoredPair, ...]:
    """Undecided pairs at or above the threshold, the likeliest first, with the evidence for and against.

    Left out are pairs that decisions settle, directly or through cases that were joined, and pairs that would make one
    patient out of cases with contrary evidence. The order of the cases and of the decisions does not matter. Raises
    UsageError if a case is given twice.
    """
    ordered = sorted(cases, key=lambda case: case.key)
    profiles = make_profiles(ordered)
    constraints = Constraints([case.key for case in ordered], decisions)
    weights = settle_weights(knowledge or load_linking(), len(profiles))
    likely = score_candidates(profiles, weights)
    open_pairs = {pair: w for pair, w in likely.items() if constraints.is_open(*_keys(pair, profiles))}
    kept = join_pairs(open_pairs, profiles, constraints, weights)
    found = [explain_pair(profiles[i], profiles[j], weights) for i, j in kept]
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.key)))


def score_candidates(profiles: Sequence[Profile], weights: Weights) -> dict[Pair, float]:
    """The weight of each candidate pair whose score reaches the threshold of proposing, by positions."""
    found: dict[Pair, float] = {}
    for i, j in list_candidates(profiles, weights.knowledge.thresholds):
        weight = weigh_if_likely(profiles[i], profiles[j], weights)
        if weight is not None:
            found[i, j] = weight
    return found


def score_pair(
    first: LinkableCase, second: LinkableCase, pool: int, knowledge: LinkingKnowledge | None = None
) -> ScoredPair:
    """Any two cases of a pool of so many cases, with the evidence for and against; whatever the score."""
    a, b = make_profiles((first, second))
    return explain_pair(a, b, settle_weights(knowledge or load_linking(), pool))


def _keys(pair: Pair, profiles: Sequence[Profile]) -> tuple[CaseKey, CaseKey]:
    return profiles[pair[0]].key, profiles[pair[1]].key
