"""The evidence of a pair in words: for, against, and what is unknown."""

import re
from collections.abc import Iterator

from casepool.domain.linking import LinkEvidence, ScoredPair
from casepool.link.compare import Matches, compare_profiles
from casepool.link.compare_patient import Match
from casepool.link.profile import Fact, Profile
from casepool.link.weights import Weights

_LONGEST = 90
_RUN = 5


def explain_pair(a: Profile, b: Profile, weights: Weights) -> ScoredPair:
    """Two cases with everything that speaks for and against one patient, in the order of the comparisons."""
    a, b = (a, b) if a.key < b.key else (b, a)
    matches = compare_profiles(a, b)
    evidence = (*list_evidence(matches, weights), *_show_wording(a, b, weights))
    weight = round(sum(item.weight for item in evidence), 6)
    return ScoredPair(a.key, b.key, round(weights.score(weight), 6), weight, weights.prior, evidence)


def list_evidence(matches: Matches, weights: Weights) -> Iterator[LinkEvidence]:
    """One piece of evidence for each comparison; the unknown ones too."""
    counted = weights.weigh({name: match[0] for name, match in matches.items()})
    for name, comparison in weights.knowledge.comparisons.items():
        match = matches.get(name)
        if match is None:
            yield LinkEvidence(name, comparison.label, "unknown")
        else:
            yield _say_match(name, match, counted[name], weights)


def _say_match(name: str, match: Match, weight: float, weights: Weights) -> LinkEvidence:
    level, first, second = match
    comparison = weights.knowledge.comparisons[name]
    bits = weights.bits[name][level]
    reason = comparison.levels[level].says.format(a=_words(first), b=_words(second))
    if weight != bits:
        others = " or ".join(weights.knowledge.comparisons[other].label.lower() for other in comparison.counted_with)
        reason += f" Not counted again beside {others}."
    side = "for" if bits > 0 else "against"
    quotes = (first.evidence if first else None, second.evidence if second else None)
    return LinkEvidence(name, comparison.label, side, level, weight, reason, *quotes)


def _show_wording(a: Profile, b: Profile, weights: Weights) -> Iterator[LinkEvidence]:
    """Nearly equal abstracts are shown and weigh nothing: a team words the cases of two patients alike."""
    if not a.is_row and not b.is_row:
        share, wording = share_wording(a.wording, b.wording), weights.knowledge.wording
        if share >= wording.share:
            says = wording.says.format(a=f"{share:.0%}")
            yield LinkEvidence("wording", wording.label, "unknown", "near", 0.0, says)


def share_wording(first: str, second: str) -> float:
    """The share of runs of five words that two texts have in common, of all runs of either; 0 without a run."""
    a, b = _list_runs(first), _list_runs(second)
    return len(a & b) / len(a | b) if a and b else 0.0


def _list_runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)}


def _words(fact: Fact | None) -> str:
    words = fact.words if fact else ""
    return words if len(words) <= _LONGEST else f"{words[: words.rfind(' ', 0, _LONGEST)]} ..."
