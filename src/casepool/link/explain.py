"""The evidence of a pair in words: for, against, and what is unknown."""

from collections.abc import Iterator

from casepool.domain.linking import LinkEvidence, ScoredPair
from casepool.knowledge.linking import Comparison, LinkingKnowledge
from casepool.link.compare import Matches, compare_profiles, is_counted, score_weight
from casepool.link.compare_patient import Match
from casepool.link.profile import Fact, Profile

_LONGEST = 90


def explain_pair(a: Profile, b: Profile, prior: float, knowledge: LinkingKnowledge) -> ScoredPair:
    """Two cases with everything that speaks for and against one patient, in the order of the comparisons."""
    a, b = (a, b) if a.key < b.key else (b, a)
    matches = compare_profiles(a, b)
    evidence = tuple(list_evidence(matches, knowledge))
    weight = round(sum(item.weight for item in evidence), 6)
    return ScoredPair(a.key, b.key, round(score_weight(weight, prior), 6), weight, prior, evidence)


def list_evidence(matches: Matches, knowledge: LinkingKnowledge) -> Iterator[LinkEvidence]:
    """One piece of evidence for each comparison; the unknown ones too."""
    weights = {name: knowledge.comparisons[name].levels[match[0]].weight for name, match in matches.items()}
    for name, comparison in knowledge.comparisons.items():
        match = matches.get(name)
        if match is None:
            yield LinkEvidence(name, comparison.label, "unknown")
        else:
            yield _say_match(comparison, match, is_counted(name, weights, knowledge), knowledge)


def _say_match(comparison: Comparison, match: Match, counted: bool, knowledge: LinkingKnowledge) -> LinkEvidence:
    name, first, second = match
    level = comparison.levels[name]
    reason = level.says.format(a=_words(first), b=_words(second))
    if counted:
        others = " or ".join(knowledge.comparisons[other].label.lower() for other in comparison.counted_with)
        reason += f" Not counted again beside {others}."
    side = "for" if level.weight > 0 else "against"
    quotes = (first.evidence if first else None, second.evidence if second else None)
    return LinkEvidence(comparison.id, comparison.label, side, name, 0.0 if counted else level.weight, reason, *quotes)


def _words(fact: Fact | None) -> str:
    words = fact.words if fact else ""
    return words if len(words) <= _LONGEST else f"{words[: words.rfind(' ', 0, _LONGEST)]} ..."
