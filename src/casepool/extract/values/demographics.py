"""Age and sex with their owners; past history, which is present although it is past."""

from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.extract.mentions import Reading, find_mentions


def find_demographics(reading: Reading) -> list[Mention]:
    """The mentions of age, sex and past history."""
    history = find_mentions(reading, "history")
    return [*find_mentions(reading, "demographics"), *map(_as_present, history)]


def _as_present(mention: Mention) -> Mention:
    """A past illness is a fact about the patient now: its history is its presence."""
    return replace(mention, status="present") if mention.status == "historical" else mention
