"""Finding fixed phrases by their words: one dictionary look-up per word, longest phrase first.

Words are letters and digits; between two words of a phrase stands one blank, hyphen or slash, or an apostrophe. The
last word of a phrase may be plural.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
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
        position = start
        for first in _WORD.finditer(text, start, end):
            phrases = self._by_first.get(first.group()) if first.start() >= position else None
            found = _longest(text, first, end, phrases) if phrases else None
            if found is not None:
                position, key = found
                yield PhraseHit(first.start(), position, key)


def _longest(
    text: str, first: re.Match[str], end: int, phrases: list[tuple[tuple[str, ...], Key]]
) -> tuple[int, Key] | None:
    """The end and the key of the longest phrase that begins with the word `first`."""
    words = [first, *islice(_WORD.finditer(text, first.end(), end), len(phrases[0][0]) - 1)]
    for phrase, key in phrases:
        if len(phrase) <= len(words) and _stands(text, words, phrase):
            return words[len(phrase) - 1].end(), key
    return None


def _stands(text: str, words: list[re.Match[str]], phrase: tuple[str, ...]) -> bool:
    return all(
        words[number].group() == phrase[number] and text[words[number - 1].end() : words[number].start()] in _GAPS
        for number in range(1, len(phrase))
    )


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
