"""The diagnosis: tumour names beside words that state one; working, differential and revised diagnoses are left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from casepool.domain.assertion import Mention
from casepool.extract.mentions import Reading
from casepool.extract.values.cues import cue_rules, draft, found_in
from casepool.knowledge.tumour_names import TumourName, begins_name, find_longest, find_tumour, fold_words, is_generic
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule
from casepool.text.view import Sentence, TextView

_REACH = 110
_BEFORE = 45
_CUE = 160
_NAME_WORDS = 12
_OPENING = 4
_WORD = re.compile(r"[^\s,()\[\]]+")
_SHORT_FORM = re.compile(r" ?\((?P<short>[A-Z][A-Za-z-]{1,7}?)s?[);,]")
_RANKS = ("final", "stated", "pathology", "named")
_ROLES = ("title", "abstract", "introduction", "case", "discussion", "conclusion", "methods", "results", "other")


@dataclass
class Names:
    """Short forms of tumour names that the document itself defines, folded ("sft")."""

    short: dict[str, TumourName] = field(default_factory=dict)

    def may_begin(self, word: str) -> bool:
        """Whether some name begins with this folded word."""
        return word in self.short or begins_name(word)

    def find(self, words: tuple[str, ...]) -> tuple[int, TumourName] | None:
        """The longest name at the start of the words, the document's own short forms first."""
        own = self.short.get(words[0]) if words else None
        return (1, own) if own else find_longest(words)


@dataclass(frozen=True, slots=True)
class NameHit:
    """A tumour name in the shadow text."""

    start: int
    end: int
    name: TumourName


def find_diagnoses(reading: Reading) -> list[Mention]:
    """Mentions of `diagnosis`, each made by the rank of its cue ("diagnosis.final" ... "diagnosis.named")."""
    names = Names()
    view = reading.view
    hinted = [s for s in view.sentences if s.role in _ROLES and _is_hinted(view, s, names)]
    for sentence in hinted:
        _learn_short_forms(reading, sentence, names)
    owned = (s for s in view.sentences if s.role in _ROLES and reading.people.owner_of(s, s.start)[1] == "case")
    found = [m for s in owned if _is_hinted(view, s, names) for m in _read_sentence(reading, s, names)]
    return [own for mention in found for own in _for_each(reading, mention)]


def _is_hinted(view: TextView, sentence: Sentence, names: Names) -> bool:
    """Whether a sentence may name a tumour: by the endings of such names, or by a short form of the document."""
    if any(c.rule.id == "diagnosis.hint" for c in view.candidates("diagnosis", sentence)):
        return True
    return any(short in view.words(sentence) for short in names.short)


def _learn_short_forms(reading: Reading, sentence: Sentence, names: Names) -> None:
    """ "solitary fibrous tumour (SFT)": the short form stands for the name before it."""
    cased = reading.view.shadow.cased
    for match in _SHORT_FORM.finditer(cased, sentence.start, sentence.end):
        before = _WORD.findall(reading.view.folded, max(sentence.start, match.start() - 80), match.start())
        for size in range(min(6, len(before)), 0, -1):
            name = find_tumour(" ".join(before[-size:]))
            if name is not None:
                names.short.setdefault(match.group("short").lower(), name)
                break


def _read_sentence(reading: Reading, sentence: Sentence, names: Names) -> Iterator[Mention]:
    text = reading.view.folded
    hits = list(_names_in(text, sentence.start, sentence.end, names))
    if sentence.role == "title":
        told = [hit for hit in hits if not _is_excluded(text, sentence, sentence.start, hit)]
        yield from (_mention(reading, sentence, "named", hit.start, hit) for hit in told[:1])
        return
    lower = sentence.start
    for hit in hits:
        stated = _cue_of(text, sentence, lower, hit) or _stand_alone(text, sentence, hit)
        if stated is not None and not _is_excluded(text, sentence, stated[1], hit):
            yield _mention(reading, sentence, *stated, hit)
        lower = hit.end
    yield from _free_names(reading, sentence, hits)


def _cue_of(text: str, sentence: Sentence, lower: int, hit: NameHit) -> tuple[str, int] | None:
    """The strongest cue that speaks of a name, and where it begins: before the name from `lower` on, or after it."""
    for rank in _RANKS:
        for compiled in cue_rules("diagnosis", rank=rank, side="right"):
            for match in compiled.pattern.finditer(text, max(lower, hit.start - _REACH - _CUE), hit.start):
                if hit.start - match.end() <= _REACH and not _stops_between(text, match.end(), hit.start):
                    return rank, match.start()
        if any(c.pattern.match(text, hit.end, sentence.end) for c in cue_rules("diagnosis", rank=rank, side="left")):
            return rank, hit.start
    return None


def _stand_alone(text: str, sentence: Sentence, hit: NameHit) -> tuple[str, int] | None:
    """A name that needs no cue: a sentence of its own, the end of a finding after a colon, or what opens the text."""
    if sentence.role != "case":
        return None
    colon = text.rfind(": ", sentence.start, hit.start)
    left = sentence.start if colon < 0 else colon + 2
    alone = _is_all(text, left, hit.start, "bare") and _matches(text, hit.end, sentence.end, "bare_end")
    if alone and (colon < 0 or found_in(cue_rules("diagnosis", side="tissue"), text, sentence.start, colon)):
        return "pathology", hit.start
    if sentence.index < _OPENING and _is_all(text, sentence.start, hit.start, "opening"):
        return "titled", hit.start
    return None


def _is_all(text: str, start: int, end: int, side: str) -> bool:
    return any(c.pattern.fullmatch(text, start, end) for c in cue_rules("diagnosis", side=side))


def _matches(text: str, start: int, end: int, side: str) -> bool:
    return any(c.pattern.match(text, start, end) for c in cue_rules("diagnosis", side=side))


def _for_each(reading: Reading, mention: Mention) -> Iterator[Mention]:
    """What is said of the illness before any of several patients is spoken of holds for each of them."""
    several = len(reading.people.persons) > 1 and mention.evidence.place.role == "case"
    if mention.case is not None or mention.owner != "case" or not several:
        yield mention
        return
    yield from (replace(mention, case=person.id) for person in reading.people.persons)


def _stops_between(text: str, start: int, end: int) -> bool:
    return found_in(cue_rules("diagnosis", side="stop"), text, start + 1, end) is not None


def _free_names(reading: Reading, sentence: Sentence, hits: list[NameHit]) -> Iterator[Mention]:
    """A final diagnosis that the table of tumours does not know, as printed and without codes."""
    text = reading.view.folded
    for cue in (
        *cue_rules("diagnosis", rank="final", side="right"),
        *cue_rules("diagnosis", rank="stated", side="right"),
    ):
        for match in cue.pattern.finditer(text, sentence.start, sentence.end):
            for name in cue_rules("diagnosis", side="name"):
                found = name.pattern.match(text, match.end() + 1, sentence.end)
                if found is None or any(h.start < found.end() and found.start("name") < h.end for h in hits):
                    continue
                free = NameHit(found.start("name"), found.end("name"), TumourName(found.group("name"), ()))
                if not is_generic(free.name.label) and not _is_excluded(text, sentence, match.start(), free):
                    yield _mention(reading, sentence, (cue.rule.facts or {})["rank"], match.start(), free)


def _names_in(text: str, start: int, end: int, names: Names) -> Iterator[NameHit]:
    """The tumour names of text[start:end], longest first at each place, without overlaps; no inherited disease."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    folded = [fold_words(text[a:b]) for a, b in words]
    number = 0
    while number < len(words):
        if not folded[number] or not names.may_begin(folded[number][0]):
            number += 1
            continue
        ahead = tuple(part for parts in folded[number : number + _NAME_WORDS] for part in parts)
        found = names.find(ahead)
        if found is None:
            number += 1
            continue
        last = _word_of_part(folded, number, found[0])
        hit = NameHit(words[number][0], _trim(text, words[number][0], words[last][1]), found[1])
        if not load_words()["predisposing_conditions"].canonical(text[hit.start : hit.end]):
            yield hit
        number = last + 1


def _word_of_part(folded: list[tuple[str, ...]], number: int, parts: int) -> int:
    while parts > len(folded[number]):
        parts -= len(folded[number])
        number += 1
    return number


def _trim(text: str, start: int, end: int) -> int:
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end


def _is_excluded(text: str, sentence: Sentence, start: int, hit: NameHit) -> bool:
    """Whether the words around the cue or between cue and name say that this is not the diagnosis."""
    left = max(sentence.start, start - _BEFORE)
    border = max((text.rfind(mark, left, start) + len(mark) for mark in (", ", "; ", " but ", " and ")), default=left)
    rules: tuple[CompiledRule, ...] = cue_rules("diagnosis", side="exclude")
    if found_in(rules, text, max(left, border if border > left else left), hit.start) is not None:
        return True
    after = cue_rules("diagnosis", side="exclude_after")
    return any(c.pattern.match(text, hit.end, sentence.end) for c in after)


def _mention(reading: Reading, sentence: Sentence, rank: str, start: int, hit: NameHit) -> Mention:
    printed = reading.view.printed(hit.start, hit.end)
    made_by, codes = f"diagnosis.{rank}", hit.name.codes
    return draft(
        reading, sentence, (start, hit.end), "diagnosis", hit.name.label, made_by, printed=printed, codes=codes
    )
