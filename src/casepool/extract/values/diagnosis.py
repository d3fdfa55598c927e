"""The diagnosis: tumour names beside words that state one; working, differential and revised diagnoses are left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from casepool.domain.assertion import Mention
from casepool.extract.mentions import Reading
from casepool.extract.values.cues import cue_rules, draft, found_in
from casepool.knowledge.tumour_names import TumourName, find_longest, find_tumour, fold_words
from casepool.text.grammar import CompiledRule
from casepool.text.view import Sentence, TextView

_REACH = 110
_BEFORE = 45
_NAME_WORDS = 12
_WORD = re.compile(r"[^\s,()\[\]]+")
_SHORT_FORM = re.compile(r" ?\((?P<short>[A-Z][A-Za-z-]{1,7}?)s?[);,]")
_RANKS = ("final", "stated", "pathology", "named")
_ROLES = ("title", "abstract", "introduction", "case", "discussion", "conclusion", "methods", "results", "other")


@dataclass
class Names:
    """Short forms of tumour names that the document itself defines, folded ("sft")."""

    short: dict[str, TumourName] = field(default_factory=dict)

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
    return [m for s in owned if _is_hinted(view, s, names) for m in _read_sentence(reading, s, names)]


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
    if sentence.role == "title":
        yield from _read_title(reading, sentence, names)
        return
    done: set[tuple[int, int]] = set()
    for rank in _RANKS:
        for start, hit in _named_after(text, sentence, rank, names):
            if (hit.start, hit.end) not in done:
                done.add((hit.start, hit.end))
                yield _mention(reading, sentence, rank, (start, hit.end), hit)


def _read_title(reading: Reading, sentence: Sentence, names: Names) -> Iterator[Mention]:
    text = reading.view.folded
    for hit in _names_in(text, sentence.start, sentence.end, names):
        if not _is_excluded(text, sentence, sentence.start, hit):
            yield _mention(reading, sentence, "named", (hit.start, hit.end), hit)
            return


def _named_after(text: str, sentence: Sentence, rank: str, names: Names) -> Iterator[tuple[int, NameHit]]:
    """Names that a cue of this rank speaks of, each with the start of the cue."""
    for compiled in cue_rules("diagnosis", rank=rank, side="right"):
        for match in compiled.pattern.finditer(text, sentence.start, sentence.end):
            stop = _stop_after(text, match.end(), min(sentence.end, match.end() + _REACH))
            hit = next(_names_in(text, match.end(), stop, names), None)
            if hit is not None and not _is_excluded(text, sentence, match.start(), hit):
                yield match.start(), hit
    yield from _named_before(text, sentence, rank, names)


def _named_before(text: str, sentence: Sentence, rank: str, names: Names) -> Iterator[tuple[int, NameHit]]:
    rules = cue_rules("diagnosis", rank=rank, side="left")
    for hit in _names_in(text, sentence.start, sentence.end, names) if rules else ():
        stated = any(c.pattern.match(text, hit.end, sentence.end) for c in rules)
        if stated and not _is_excluded(text, sentence, hit.start, hit):
            yield hit.start, hit


def _stop_after(text: str, start: int, end: int) -> int:
    stops = [m.start() for c in cue_rules("diagnosis", side="stop") for m in c.pattern.finditer(text, start, end)]
    return min((s for s in stops if s > start + 1), default=end)


def _names_in(text: str, start: int, end: int, names: Names) -> Iterator[NameHit]:
    """The tumour names of text[start:end], longest first at each place, without overlaps."""
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    folded = [fold_words(word) for word, _, _ in words]
    number = 0
    while number < len(words):
        ahead = tuple(part for parts in folded[number : number + _NAME_WORDS] for part in parts)
        found = names.find(ahead) if folded[number] else None
        if found is None:
            number += 1
            continue
        last = _word_of_part(folded, number, found[0])
        yield NameHit(words[number][1], _trim(text, words[number][1], words[last][2]), found[1])
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


def _mention(reading: Reading, sentence: Sentence, rank: str, span: tuple[int, int], hit: NameHit) -> Mention:
    printed = reading.view.printed(hit.start, hit.end)
    made_by, codes = f"diagnosis.{rank}", hit.name.codes
    return draft(reading, sentence, span, "diagnosis", hit.name.label, made_by, printed=printed, codes=codes)
