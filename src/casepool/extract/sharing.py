"""What one sentence tells of several patients at once ("two cases of ...", "both patients ...") belongs to each."""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.extract.mentions import Reading
from casepool.text.view import Sentence


def share_mentions(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """The mentions, those of a sentence about all told patients once for each of them. Paired values are left alone."""
    persons = [person.id for person in reading.people.persons]
    if len(persons) < 2:
        return mentions
    shared = {s.index for s in reading.view.sentences if s.block != "cell" and _is_shared(reading, s, len(persons))}
    return [copy for m in mentions for copy in _copies(reading, m, persons, shared)]


def _copies(reading: Reading, mention: Mention, persons: list[str], shared: set[int]) -> Iterator[Mention]:
    sentence = reading.view.sentence_of(mention.evidence)
    if mention.case is not None or mention.owner != "case" or sentence is None or sentence.index not in shared:
        yield mention
        return
    yield from (replace(mention, case=person) for person in persons)


def _is_shared(reading: Reading, sentence: Sentence, persons: int) -> bool:
    if "respectively" in reading.view.words(sentence):
        return False
    for hit in reading.view.hits("shared", sentence):
        number = hit.number("n")
        if number is None or number == persons:
            return True
    return False
