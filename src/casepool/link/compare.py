"""Two cases compared in every way."""

from collections.abc import Callable, Mapping

from casepool.link import compare_patient, compare_source
from casepool.link.compare_patient import Match
from casepool.link.profile import Profile
from casepool.link.weights import Weights

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


def may_be_joined(a: Profile, b: Profile, weights: Weights) -> bool:
    """Whether two cases may stand in one group because of a third: neither contrary nor, in sum, unlikely."""
    weighed = weights.weigh({name: match[0] for name, match in compare_profiles(a, b).items()})
    return not weights.is_contrary(weighed) and sum(weighed.values()) > weights.knowledge.thresholds.unlikely


def weigh_if_likely(a: Profile, b: Profile, weights: Weights) -> float | None:
    """The sum of the weights if it reaches what a proposal needs, else None. Gives up as soon as it cannot.

    None too if the two are contrary.
    """
    levels: dict[str, str] = {}
    total = 0.0
    for name, still in weights.order:
        if total + still < weights.needed:
            return None
        match = COMPARATORS[name](a, b)
        if match is not None:
            levels[name] = match[0]
            total += weights.bits[name][match[0]]
    weighed = weights.weigh(levels)
    weight = sum(weighed.values())
    return weight if weight >= weights.needed and not weights.is_contrary(weighed) else None
