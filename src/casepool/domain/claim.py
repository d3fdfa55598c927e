"""Claims: sentences that count, compare, claim novelty, or cite a figure of the literature."""

from dataclasses import dataclass

from casepool.domain.evidence import Evidence

CLAIM_KINDS = ("count", "comparison", "novelty", "background")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that can be recomputed or compared; never evidence for a value of a case.

    `numbers` as read, in printed order; `field` the form field that is counted ("" if none); `groups` pairs each
    counted group, in the words of the form, with its number ("cervical", 3). `scope` are the words that limit the
    claim. Background claims have `quantity`, `population` and `source` (reference numbers or author-year as printed).
    `facts` holds what the recomputation needs and the grammar captured, by name.
    """

    kind: str
    evidence: Evidence
    made_by: str
    field: str = ""
    numbers: tuple[float, ...] = ()
    groups: tuple[tuple[str, float], ...] = ()
    scope: str = ""
    quantity: str = ""
    population: str = ""
    value: str = ""
    source: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> str:
        """A captured part of the sentence by name, empty if the sentence does not have it."""
        return dict(self.facts).get(name, "")
