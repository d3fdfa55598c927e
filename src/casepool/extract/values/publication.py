"""What is said about the publication as a whole: these mentions answer for each of its cases."""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.extract.mentions import Reading, find_mentions
from casepool.extract.values.cues import draft

_OF_ONE_CASE = ("care_period",)
_PRINTED = ("institution", "funding_statement", "competing_interests_statement")


def find_publication(reading: Reading) -> list[Mention]:
    """The mentions of the publication, one for each told case; the label under which the paper tells it."""
    found = [_as_printed(m) for m in find_mentions(reading, "publication")]
    persons = reading.people.persons
    own = [m for m in found if m.field in _OF_ONE_CASE and m.case is not None]
    shared = [m for m in found if m.field not in _OF_ONE_CASE]
    copies = [replace(m, case=person.id, owner="case") for person in persons for m in shared]
    return [*own, *copies, *_labels(reading)]


def _as_printed(mention: Mention) -> Mention:
    """Names and statements in the case in which they are printed; an affiliation without its department."""
    value = mention.value
    if mention.field not in _PRINTED or not isinstance(value, str) or value == "none declared" or value == "none":
        return mention
    printed = mention.printed
    start = printed.lower().rfind(value[:12])
    words = printed[start:] if start >= 0 else printed
    return replace(mention, value=words.replace(" - ", ", ").rstrip(". "))


def _labels(reading: Reading) -> Iterator[Mention]:
    """The label of a case where the paper prints one ("Case 2", "Patient A")."""
    for person in reading.people.persons:
        sentence = reading.view.sentence_of(person.opened_by) if person.opened_by else None
        if person.opened_by is None or sentence is None or not _is_label(person.opened_by.quote):
            continue
        start = reading.view.shadow.offset(person.opened_by.span.start)
        end = reading.view.shadow.offset(person.opened_by.span.end)
        label = person.opened_by.quote.strip(" .:-")
        yield draft(reading, sentence, (start, end), "case_label", label, "label.printed", case=person.id, owner="case")


def _is_label(quote: str) -> bool:
    words = quote.lower().split()
    return 1 < len(words) <= 4 and words[0] in ("case", "patient") and len(quote) <= 24
