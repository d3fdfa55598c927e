"""Age and sex with their owners; past history, which is present although it is past."""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.quantity import Quantity
from casepool.domain.values import Value
from casepool.extract.mentions import Reading, find_mentions
from casepool.text.grammar import Hit

COUNTED = 60
COUNTS = {"two": 2, "both": 2, "2": 2, "three": 3, "3": 3}


def find_demographics(reading: Reading) -> list[Mention]:
    """The mentions of age, sex and past history."""
    history = find_mentions(reading, "history")
    told = [m for m in find_mentions(reading, "demographics") if not _is_short_form(m)]
    told = [owned for mention in told for owned in _with_labels(reading, mention)]
    return [*told, *map(_as_present, history), *_find_pairs(reading)]


def _with_labels(reading: Reading, mention: Mention) -> Iterator[Mention]:
    """A noun before labels in brackets belongs to each of them: "two sisters (II.1 and II.2)"; a plural, to all."""
    if mention.made_by == "sex.of_several":
        yield from _with_all(reading, mention)
        return
    sentence = reading.view.sentence_of(mention.evidence)
    if mention.made_by != "sex.before_label" or sentence is None:
        yield mention
        return
    start = reading.view.shadow.offset(mention.evidence.span.end)
    end = reading.view.folded.find(")", start, sentence.end)
    owners = reading.people.owners.get(sentence.index, ())
    cases = [case for begin, case, _ in owners if case and start <= begin < end]
    yield from (replace(mention, case=case, owner="case") for case in dict.fromkeys(cases))


def _with_all(reading: Reading, mention: Mention) -> Iterator[Mention]:
    """The sex of several persons counted together ("two sisters"), if the document tells of just so many."""
    persons = reading.people.persons
    start = reading.view.shadow.offset(mention.evidence.span.start)
    before = reading.view.folded[max(0, start - COUNTED) : start].split()
    number = next((n for word in reversed(before) if (n := COUNTS.get(word))), 0)
    if number == len(persons):
        yield from (replace(mention, case=person.id, owner="case") for person in persons)


def _is_short_form(mention: Mention) -> bool:
    """Whether what looks like a title is a short form in capitals ("MR", "MS")."""
    return mention.made_by == "sex.title" and mention.evidence.quote.isupper()


def _find_pairs(reading: Reading) -> Iterator[Mention]:
    """Two ages that stand side by side for two persons, and their sex: "twin girls, 19 and 14 months old"."""
    persons = reading.people.persons
    own = [person for person in persons if person.key[0] == "pair"]
    for hit in reading.people.pairs:
        for number, name in enumerate(("a", "b")):
            age = _read_age(reading, hit, name)
            yield replace(age, case=own[number].id) if own else replace(age, owner="unowned")
        if hit.group("who") and len(persons) == 2:
            sex = _make(reading, hit, "who", "sex", hit.canonical("who"))
            yield from (replace(sex, case=person.id) for person in persons)


def _read_age(reading: Reading, hit: Hit, name: str) -> Mention:
    """The age in group `name`; the first one may leave its unit to the second."""
    unit = hit.canonical(f"unit_{name}") or hit.canonical("unit_b")
    value = Quantity(hit.number(name) or 0.0, unit, printed=hit.group(name))
    return _make(reading, hit, name, "age_years", value)


def _make(reading: Reading, hit: Hit, group: str, field: str, value: Value) -> Mention:
    start, end = hit.shift + hit.match.start(group), hit.shift + hit.match.end(group)
    evidence, printed = reading.view.evidence(start, end), reading.view.printed(start, end)
    return Mention(field, "value", evidence, value=value, printed=printed, made_by="patients.pair")


def _as_present(mention: Mention) -> Mention:
    """A past illness is a fact about the patient now: its history is its presence."""
    return replace(mention, status="present") if mention.status == "historical" else mention
