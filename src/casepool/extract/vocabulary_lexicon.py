"""The lexicon: every name as a string of word classes.

Names of up to three words are found in any order of their words, by one look-up for each stretch of the text; longer
names as they are written, by the matcher.
"""

import gc
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from casepool.extract.vocabulary_terms import EndingFinder
from casepool.extract.vocabulary_words import BREAK, COMMA, UNKNOWN, WORD, WordClasses, WordRow
from casepool.knowledge.vocabulary import Ending, Name, load_endings, load_lists, load_word_rules, table_names
from casepool.text.matcher import Matcher

_BRACKETS = re.compile(r" ?\([^()]*\)| ?\[[^\[\]]*\]")
_PARTS = str.maketrans(dict.fromkeys('-;:.+"\u2013\u2019&_', " "))
_MARKS = str.maketrans(dict.fromkeys("/,()[]", " "))
_KNOWN = re.compile(f"[^{UNKNOWN}{BREAK}{COMMA}]+")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class WordHit:
    """Words first to last of a row (both included) that are one of `names`.

    `joined`: a word in it belongs to another name that shares its words ("skin or hair" in a name with skin and hair).
    """

    first: int
    last: int
    names: tuple[Name, ...]
    joined: bool = False


class Lexicon:
    """Names made ready for matching."""

    def __init__(self, names: Iterable[Name], endings: tuple[Ending, ...] = ()) -> None:
        self.rules = load_word_rules()
        self.endings = EndingFinder(endings)
        self._names: list[Name] = []
        written = list(self._write(list(names)))
        kept = self.rules.joints.union(*written) - self.rules.dropped
        self.classes = WordClasses(kept)
        of = {word: self.classes.of(word) for word in kept} | dict.fromkeys(self.rules.dropped, "")
        self._short: dict[str, list[int]] = {}
        self._long: dict[str, list[int]] = {}
        joints = {of[word] for word in self.rules.joints}
        for number, words in enumerate(written):
            string = "".join(map(of.__getitem__, words))
            if len(string) > _SHORT or not joints.isdisjoint(string):
                self._long.setdefault(string, []).append(number)
            elif string:
                self._short.setdefault("".join(sorted(string)), []).append(number)
        self._matcher = Matcher((string, numbers) for string, numbers in self._long.items())

    def find(self, row: WordRow) -> list[WordHit]:
        """Every name in a row of words, overlaps included; modifiers may stand within a name."""
        hits: dict[tuple[int, int], WordHit] = {}
        string, places = row.without(self.rules.dropped)
        plain, kept = row.without(self.rules.dropped | self.rules.modifiers)
        for found, at, gaps in ((string, places, False), (plain, kept, True)):
            for first, last, names in self._find_in(found, at if gaps else None):
                interval = at[first], at[last - 1]
                if interval not in hits:
                    hits[interval] = WordHit(*interval, self._read(names))
        problems = [hit for hit in hits.values() if is_problem(hit.names)]
        owners: dict[int, list[WordHit]] = {}
        for hit in problems:
            for number in range(hit.first, hit.last + 1):
                owners.setdefault(number, []).append(hit)
        for hit in problems:
            for more in self._find_joined(row, hit, owners):
                hits.setdefault((more.first, more.last), more)
        return sorted(hits.values(), key=lambda hit: (hit.first, -hit.last))

    def lookup(self, string: str) -> tuple[Name, ...]:
        """The names of exactly these word classes, in any order if they are few."""
        return self._read(self._short.get("".join(sorted(string))) or self._long.get(string) or ())

    def words_of(self, name: str) -> list[str]:
        """The words of a name in lower case that count."""
        return [word for word in WORD.findall(name.lower()) if word not in self.rules.dropped]

    def _write(self, names: list[Name]) -> Iterator[list[str]]:
        """The words of each way to write each name; the name is noted once for each of them."""
        texts = "\n".join([name.text for name in names]).lower().translate(_PARTS).split("\n")
        for name, text in zip(names, texts, strict=True):
            if "/" in text or "," in text or "(" in text or "[" in text:
                for variant in variants_of(text):
                    self._names.append(name)
                    yield variant.translate(_MARKS).split()
            else:
                self._names.append(name)
                yield text.split()

    def _read(self, numbers: Iterable[int]) -> tuple[Name, ...]:
        return tuple(self._names[number] for number in numbers)

    def _find_in(self, string: str, places: list[int] | None) -> Iterator[tuple[int, int, list[int]]]:
        """Names in a string; with `places` given, short names only where words were passed over."""
        for found in self._matcher.find_all(string):
            yield found.start, found.end, found.key
        short = self._short
        for run in _KNOWN.finditer(string):
            start, end = run.span()
            for first in range(start, end):
                for last in range(first + 1, min(first + _SHORT, end) + 1):
                    if places is None or places[last - 1] - places[first] >= last - first:
                        numbers = short.get(string[first] if last == first + 1 else "".join(sorted(string[first:last])))
                        if numbers:
                            yield first, last, numbers

    def _find_joined(self, row: WordRow, hit: WordHit, owners: dict[int, list[WordHit]]) -> Iterator[WordHit]:
        """The other name of two that share words: "skin or hair" after a name with skin, "renal and" before one.

        A word that belongs to a name beside this one shares none; `owners` are the names that each word belongs to.
        """
        if hit.first == hit.last:
            return
        places = [n for n in range(hit.first, hit.last + 1) if row.words[n] not in self.rules.dropped]
        string = "".join([row.characters[n] for n in places])
        for other in self._neighbours(row, hit.first, -1):
            names = self.lookup(row.characters[other] + string[1:])
            if names and not _is_beside(hit, owners.get(other, ())):
                yield WordHit(other, hit.last, names, True)
        for other in self._neighbours(row, hit.last, 1):
            names = self.lookup(string[:-1] + row.characters[other])
            if names and not _is_beside(hit, owners.get(other, ())):
                yield WordHit(hit.first, other, names, True)

    def _neighbours(self, row: WordRow, place: int, step: int) -> Iterator[int]:
        """The words that are joined to the one at `place`: "a, b and c" read from c gives b, then a."""
        words, last = row.words, len(row.words)
        for _ in range(3):
            place += step
            joints = 0
            while 0 <= place < last and joints < 2 and (words[place] == "," or words[place] in self.rules.joints):
                place += step
                joints += 1
            while joints and 0 <= place < last and words[place] in self.rules.dropped:
                place += step
            if not joints or not 0 <= place < last or not words[place]:
                return
            yield place


def _is_beside(hit: WordHit, others: Iterable[WordHit]) -> bool:
    """Whether one of the other hits shares no word with a hit."""
    return any(other.last < hit.first or hit.last < other.first for other in others)


def is_problem(names: tuple[Name, ...]) -> bool:
    """Whether the names are signs or conditions."""
    return names[0].type in ("", "finding", "condition")


def variants_of(text: str) -> Iterator[str]:
    """The ways in which a name is written out: without remarks in brackets, "a/b of c" as "a of c" and "b of c"."""
    if "(" in text or "[" in text:
        text = _BRACKETS.sub("", text)
    words = text.split(" ")
    slashed = next((n for n, word in enumerate(words) if "/" in word.strip("/")), None)
    if slashed is not None:
        for part in words[slashed].split("/"):
            yield " ".join((*words[:slashed], part, *words[slashed + 1 :]))
        return
    head, _, rest = text.partition(", ")
    yield f"{rest} {head}" if rest and ", " not in rest else text


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of the package: our own lists first, then the pinned tables.

    Garbage collection rests meanwhile: nothing of the many small things that are made is garbage.
    """
    resting = gc.isenabled()
    gc.disable()
    try:
        own = [name for part in load_lists() for name in part.names]
        return Lexicon([*own, *table_names()], load_endings())
    finally:
        if resting:
            gc.enable()
