"""Two cases compared in every way, and the score that follows (Fellegi and Sunter, J Am Stat Assoc 1969;64:1183)."""

from collections.abc import Callable, Mapping
from math import log2

from casepool.knowledge.linking import LinkingKnowledge
from casepool.link import compare_patient, compare_source
from casepool.link.compare_patient import Match
from casepool.link.profile import Profile

COMPARATORS: Mapping[str, Callable[[Profile, Profile], Match | None]] = {
    "age": compare_patient.match_age,
    "sex": compare_patient.match_word("sex"),
    "level": compare_patient.match_level,
    "side": compare_patient.match_word("laterality"),
    "size": compare_patient.match_size,
    "diagnosis": compare_patient.match_diagnosis,
    "treatment": compare_patient.match_treatment,
    "outcome": compare_patient.match_outcome,
    "followup": compare_patient.match_followup,
    "country": compare_patient.match_word("country"),
    "institution": compare_source.match_institution,
    "period": compare_source.match_period,
    "authors": compare_source.match_authors,
    "citation": compare_source.match_citation,
    "source": compare_source.match_source,
}
Matches = dict[str, Match]


def compare_profiles(a: Profile, b: Profile) -> Matches:
    """The level of each comparison that both sides allow; a comparison on which one is silent is left out."""
    found = ((name, compare(a, b)) for name, compare in COMPARATORS.items())
    return {name: match for name, match in found if match is not None}


def weigh(matches: Matches, knowledge: LinkingKnowledge) -> dict[str, float]:
    """The weight of each comparison in bits; 0 for one that is already counted with another (`counted_with`)."""
    weights = {name: knowledge.comparisons[name].levels[match[0]].weight for name, match in matches.items()}
    return {name: 0.0 if is_counted(name, weights, knowledge) else weight for name, weight in weights.items()}


def is_counted(name: str, weights: Mapping[str, float], knowledge: LinkingKnowledge) -> bool:
    """Whether another comparison that speaks for a match carries the agreement of this one already."""
    others = knowledge.comparisons[name].counted_with
    return bool(others) and weights[name] > 0 and any(weights.get(other, 0.0) > 0 for other in others)


def score_weight(weight: float, prior: float) -> float:
    """The probability of one patient from the sum of weights in bits and the prior of a pair."""
    bits = weight + _log_odds(prior)
    if bits > 500:
        return 1.0
    return 2.0**bits / (1.0 + 2.0**bits) if bits > -500 else 0.0


def _log_odds(prior: float) -> float:
    return log2(prior / (1.0 - prior))
