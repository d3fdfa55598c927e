"""MR signal on T1 and T2, and the other fields of imaging."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from casepool.domain.assertion import Mention
from casepool.extract.course import LATE
from casepool.extract.mentions import Reading, find_mentions
from casepool.extract.values.cues import cue_rules, found_in, matching_at
from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.words import load_words
from casepool.text.grammar import expand_macros
from casepool.text.view import Sentence

ROLES = ("abstract", "introduction", "case", "caption", "discussion", "results")
GRAMMARS = ("imaging", "imaging_notes", "spread")
_SEQUENCE = compile_pattern(
    r"\bt ?-?(?P<n>[12])(?:(?:-?(?:weighted|w)?)?[ -]{0,2}(?:and|/|,|&)[ -]?t ?-?(?P<m>[12]))?(?![\d.])"
)
_LONGEST = 140
_LISTED = compile_pattern(
    r"(?:^|\b)(?:(?:an?|the|or|and) )*(?P<name>[^,;]{3,60}?)(?=,| or | and |$)(?:,? (?:or|and) (?:an? |the )?|, ?)?"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A sequence ("1", "2", "12") or a signal (canonical word) in the shadow text."""

    start: int
    end: int
    sequences: str
    signal: str = ""


def find_imaging(reading: Reading) -> list[Mention]:
    """The mentions of imaging; what was seen after treatment answers no field of the first imaging."""
    every = [_judge_done(reading, m) for grammar in GRAMMARS for m in find_mentions(reading, grammar)]
    found = [part for m in every if _counts(reading, m) for part in _split_lists(reading, m)]
    for sentence in reading.view.sentences:
        if sentence.role in ROLES:
            found.extend(_find_signals(reading, sentence))
    return found


def _counts(reading: Reading, mention: Mention) -> bool:
    sentence = reading.view.sentence_of(mention.evidence)
    start = reading.view.shadow.offset(mention.evidence.span.start)
    phase = reading.course.phase_at(sentence, start) if sentence is not None else ""
    if mention.made_by.startswith("staging.") or mention.field == "metastasis_at_presentation":
        return phase != "after" and not (phase == "treatment" and mention.state == "reported" and not mention.value)
    return phase not in LATE or mention.field == "imaging_modalities"


def _judge_done(reading: Reading, mention: Mention) -> Mention:
    """An examination that shows nothing was done: only words directly beside its name deny it."""
    if mention.field not in ("imaging_modalities", "staging_workup"):
        return mention
    text, start = reading.view.folded, reading.view.shadow.offset(mention.evidence.span.start)
    end = reading.view.shadow.offset(mention.evidence.span.end)
    sentence = reading.view.sentence_of(mention.evidence)
    if sentence is None:
        return mention
    before, name = text[sentence.start : start], text[start:end]
    after = cue_rules("imaging_cues", side="after")
    denied = matching_at(after, text, end, sentence.end) is not None or found_in(after, text, start, end) is not None
    denied = denied or any(c.pattern.search(before + name) for c in cue_rules("imaging_cues", side="before"))
    if denied:
        return replace(mention, state="absent", status="absent", value=None)
    if mention.state == "absent":
        return replace(mention, state="reported", status="present", value=mention.item or "other")
    return mention


def _split_lists(reading: Reading, mention: Mention) -> Iterator[Mention]:
    """Each diagnosis of a list in one mention is one of its own."""
    if not mention.made_by.endswith(".list"):
        yield mention
        return
    start = reading.view.shadow.offset(mention.evidence.span.start)
    end = reading.view.shadow.offset(mention.evidence.span.end)
    for match in _LISTED.finditer(reading.view.folded, start, end):
        words = match.group("name")
        yield replace(
            mention, evidence=reading.view.evidence(match.start("name"), match.end("name")), value=words, item=words,
            printed=reading.view.printed(match.start("name"), match.end("name")),
        )  # fmt: skip


def _find_signals(reading: Reading, sentence: Sentence) -> Iterator[Mention]:
    text = reading.view.folded
    if text.find("t1", sentence.start, sentence.end) < 0 and text.find("t2", sentence.start, sentence.end) < 0:
        return
    if reading.course.phase_at(sentence, sentence.start) in LATE:
        return
    for sequence, signal in _pair(text, sentence):
        for number in sequence.sequences:
            yield _make_signal(reading, sentence, number, sequence, signal)


def _make_signal(reading: Reading, sentence: Sentence, number: str, sequence: Token, signal: Token) -> Mention:
    start, end = min(sequence.start, signal.start), max(sequence.end, signal.end)
    if end - start > _LONGEST:
        start, end = signal.start, signal.end
    case, owner = reading.people.owner_of(sentence, signal.start)
    return Mention(
        field=f"mri_t{number}",
        type="value",
        evidence=reading.view.evidence(start, end),
        value=signal.signal,
        case=case,
        owner=owner,
        modality="MRI",
        printed=reading.view.printed(signal.start, signal.end),
        made_by="imaging.signal",
    )


def _pair(text: str, sentence: Sentence) -> Iterator[tuple[Token, Token]]:
    """Each signal with its sequence: the one that follows it after "on" or "in", else the last one before it."""
    sequences = [_read_sequence(m) for m in _SEQUENCE.finditer(text, sentence.start, sentence.end)]
    if not sequences:
        return
    signals = list(_signals(text, sentence))
    yield from _pair_respectively(text, sentence, sequences, signals) or _pair_each(text, sequences, signals)


def _pair_each(text: str, sequences: list[Token], signals: list[Token]) -> list[tuple[Token, Token]]:
    pairs = []
    for number, signal in enumerate(signals):
        barrier = signals[number + 1].start if number + 1 < len(signals) else None
        following = next((q for q in sequences if q.start >= signal.end), None)
        before = next((q for q in reversed(sequences) if q.end <= signal.start), None)
        if following and (barrier is None or following.start < barrier) and _links(text, signal, following, before):
            pairs.append((following, signal))
        elif before and signal.start - before.end <= _LONGEST and not _closed(text, before, signal):
            pairs.append((before, signal))
    return pairs


def _pair_respectively(
    text: str, sentence: Sentence, sequences: list[Token], signals: list[Token]
) -> list[tuple[Token, Token]]:
    """'hypo- and hyperintense on T1 and T2, respectively': as many signals as sequences, in order."""
    if text.find("respectively", sentence.start, sentence.end) < 0:
        return []
    single = [Token(q.start, q.end, number) for q in sequences for number in q.sequences]
    return list(zip(single, signals, strict=True)) if len(single) == len(signals) else []


def _links(text: str, signal: Token, sequence: Token, before: Token | None) -> bool:
    """Whether a signal belongs to the sequence that follows it; after a comma only if no sequence stands before it."""
    between = text[signal.end : sequence.start]
    apart = ";" in between or ("," in between and before is not None)
    if not between.strip():
        return True
    return len(between) <= 60 and not apart and bool(re.search(r"\b(?:on|in|at|with)\b", between))


def _closed(text: str, sequence: Token, signal: Token) -> bool:
    return ";" in text[sequence.end : signal.start]


def _read_sequence(match: re.Match[str]) -> Token:
    numbers = match.group("n") + (match.group("m") or "")
    return Token(match.start(), match.end(), "".join(dict.fromkeys(numbers)))


def _signals(text: str, sentence: Sentence) -> Iterator[Token]:
    words = load_words()["signal_words"]
    for match in _signal_pattern().finditer(text, sentence.start, sentence.end):
        if not _is_of_a_part(text, match.end(), sentence.end):
            yield Token(match.start(), match.end(), "", words.canonical(match.group()))


def _is_of_a_part(text: str, start: int, end: int) -> bool:
    """Whether a signal is that of a part of the lesion: "with thin low-signal septa"."""
    after = re.match(r"(?: intensity)?(?: [\w-]+){1,2}", text[start:end])
    return after is not None and bool(load_words()["signal_parts"].find(after.group()))


@cache
def _signal_pattern() -> re.Pattern[str]:
    return compile_pattern(expand_macros("{signal_words}"))
