"""The declared weights as they hold in a pool of n cases, and the score that follows from them.

Formulas: Fellegi and Sunter, J Am Stat Assoc 1969;64:1183. A pair starts at the log-odds of the prior; each comparison
adds log2(m/u) of its level; the sum is the log-odds, in bits, that the two cases tell of one patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import log2

from casepool.knowledge.linking import LinkingKnowledge


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a pool. `bits` by comparison and level, `needed` the sum from which a pair is proposed.

    `order` are the comparisons with what this and the following ones can add at most, the weightiest first.
    """

    knowledge: LinkingKnowledge
    prior: float
    bits: Mapping[str, Mapping[str, float]]
    needed: float
    order: tuple[tuple[str, float], ...]

    def score(self, bits: float) -> float:
        """The probability of one patient from the sum of weights in bits."""
        odds: float = 2.0 ** max(-200.0, min(200.0, bits + log2(self.prior / (1.0 - self.prior))))
        return odds / (1.0 + odds)

    def weigh(self, levels: Mapping[str, str]) -> dict[str, float]:
        """The weight of each comparison; 0 for one that is already counted with another (`counted_with`)."""
        plain = {name: self.bits[name][level] for name, level in levels.items()}
        return {name: 0.0 if self.is_counted(name, plain) else weight for name, weight in plain.items()}

    def is_contrary(self, weighed: Mapping[str, float]) -> bool:
        """Whether what tells patients apart speaks so clearly against one patient that nothing outweighs it."""
        against = (w for name, w in weighed.items() if w < 0 and self.knowledge.comparisons[name].tells_apart)
        return sum(against) <= self.knowledge.thresholds.contrary

    def is_counted(self, name: str, plain: Mapping[str, float]) -> bool:
        """Whether another comparison that speaks for a match carries the agreement of this one already."""
        others = self.knowledge.comparisons[name].counted_with
        return bool(others) and plain[name] > 0 and any(plain.get(other, 0.0) > 0 for other in others)


def settle_weights(knowledge: LinkingKnowledge, cases: int) -> Weights:
    """The weights of a pool of so many cases."""
    bits = {name: comparison.list_weights(cases) for name, comparison in knowledge.comparisons.items()}
    most = {name: max(0.0, *levels.values()) for name, levels in bits.items()}
    names = sorted(most, key=lambda name: (-most[name], name))
    still = list(accumulate(most[name] for name in reversed(names)))[::-1]
    prior, propose = knowledge.prior.of(cases), knowledge.thresholds.propose
    needed = max(knowledge.thresholds.least, log2(propose / (1.0 - propose)) - log2(prior / (1.0 - prior)))
    return Weights(knowledge, prior, bits, needed, tuple(zip(names, still, strict=True)))
