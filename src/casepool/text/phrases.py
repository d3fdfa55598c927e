"""Finding fixed phrases by their words: one dictionary look-up per word, longest phrase first.

Words are letters and digits; between two words of a phrase stands one blank, hyphen or slash, or an apostrophe. The
last word of a phrase may be plural.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

_WORD = re.compile(r"[^\W_]+")
_GAPS = ("", " ", "-", "/", "'", "- ")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class PhraseHit(Generic[Key]):
    """A phrase found in text[start:end], and what it stands for."""

    start: int
    end: int
    key: Key


class PhraseIndex(Generic[Key]):
    """Phrases in lower case, each with what it stands for; of equal phrases the first one counts."""

    def __init__(self, phrases: Iterable[tuple[str, Key]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Key]]] = {}
        for phrase, key in phrases:
            for words in _with_plurals(tuple(_WORD.findall(phrase))):
                self._by_first.setdefault(words[0], []).append((words, key))
        for found in self._by_first.values():
            found.sort(key=lambda item: -len(item[0]))

    def find(self, text: str, start: int, end: int) -> Iterator[PhraseHit[Key]]:
        """The longest phrase at each place of text[start:end] (lower case), without overlaps, from left to right."""
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
        number = 0
        while number < len(words):
            found = self._longest(text, words, number)
            if found is None:
                number += 1
                continue
            length, key = found
            yield PhraseHit(words[number][1], words[number + length - 1][2], key)
            number += length

    def _longest(self, text: str, words: list[tuple[str, int, int]], number: int) -> tuple[int, Key] | None:
        for phrase, key in self._by_first.get(words[number][0], ()):
            if len(phrase) <= len(words) - number and _stands(text, words, number, phrase):
                return len(phrase), key
        return None


def _stands(text: str, words: list[tuple[str, int, int]], number: int, phrase: tuple[str, ...]) -> bool:
    for offset in range(1, len(phrase)):
        word, begin, _ = words[number + offset]
        if word != phrase[offset] or text[words[number + offset - 1][2] : begin] not in _GAPS:
            return False
    return True


def _with_plurals(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not words:
        return
    yield words
    last = words[-1]
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        yield (*words[:-1], last[:-1] + "ies")
    elif last.endswith(("ch", "sh", "x", "ss")):
        yield (*words[:-1], last + "es")
    elif not last.endswith("s"):
        yield (*words[:-1], last + "s")
