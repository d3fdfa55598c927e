"""Complications in notes: a name counts once an operation has been told, or where words beside it say so."""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.extract.course import LATE
from casepool.extract.mentions import Reading, accepts, make_mention
from casepool.extract.values.cues import clause_around, cue_rules, found_in
from casepool.text.grammar import CompiledRule, Hit
from casepool.text.view import Sentence


def find_complications(reading: Reading) -> list[Mention]:
    """The mentions of grammars/complications.toml that stand in the time of the treatment or after it."""
    found: list[Mention] = []
    for sentence, rules in reading.view.matching("complications"):
        for compiled in rules:
            if compiled.rule.field and accepts(compiled, sentence):
                found.extend(_read(reading, sentence, compiled))
    return found


def _read(reading: Reading, sentence: Sentence, compiled: CompiledRule) -> Iterator[Mention]:
    for hit in compiled.search(reading.view.folded, sentence.start, sentence.end):
        mention = make_mention(reading, sentence, hit) if _counts(reading, sentence, hit) else None
        if mention is not None and mention.owner == "case":
            yield replace(mention, item=mention.item or mention.printed)


def _counts(reading: Reading, sentence: Sentence, hit: Hit) -> bool:
    """Whether an operation was told before; a name also needs words of what was done about it, or its own place."""
    side = (hit.rule.facts or {})["side"]
    late = any(reading.course.phase_at(sentence, place) in LATE for place in (sentence.start, hit.start))
    if side == "course" or not late:
        return side == "course"
    return side == "denied" or _stands_out(reading, sentence, hit)


def _stands_out(reading: Reading, sentence: Sentence, hit: Hit) -> bool:
    text = reading.view.folded
    left, right = clause_around(text, sentence, hit.start, hit.end)
    if found_in(cue_rules("complications", side="told"), text, left, sentence.end) is not None:
        return True
    before = text[max(sentence.start, left) : hit.start].strip().removesuffix("the").strip()
    return not before or before[-1] in ",;:" or right - left < 2 * (hit.end - hit.start)
