"""Pathology: the rules of the family, and an index of proliferation that is given only as a wide bound."""

from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.quantity import Quantity
from casepool.extract.mentions import Reading, find_mentions

GRAMMARS = ("pathology", "pathology_notes")
WIDEST_BOUND = 20.0


def find_pathology(reading: Reading) -> list[Mention]:
    """The mentions of pathology; a bound wider than 20 points of a percentage is no value."""
    return [_judge_bound(m) for grammar in GRAMMARS for m in find_mentions(reading, grammar)]


def _judge_bound(mention: Mention) -> Mention:
    if mention.field != "ki67_percent" or not isinstance(mention.value, Quantity) or not _is_wide(mention.value):
        return mention
    return replace(mention, state="unclear", reason="uninterpretable_bound")


def _is_wide(index: Quantity) -> bool:
    if index.qualifier == "less_than":
        return index.value > WIDEST_BOUND
    return index.qualifier in ("more_than", "at_least") and index.value < 100 - WIDEST_BOUND
