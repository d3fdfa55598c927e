"""Finding many fixed phrases in one pass: an automaton over the text, whole words only, the longest phrase wins.

The automaton is that of ahocorasick-rs, with overlapping matches: a longer phrase that fails at a word boundary hides
no shorter one. Where the package has no wheel, a tree of words in the standard library finds the same phrases.
Offsets are those of the text that is given (code points).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

_TOKEN = re.compile(r"\w+|\W")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Found(Generic[Key]):
    """A phrase found in text[start:end], and what it stands for."""

    start: int
    end: int
    key: Key


class Engine(Protocol):
    """Finds every phrase, overlaps included, as (number of the phrase, start, end) in any order."""

    def find(self, text: str) -> Iterator[tuple[int, int, int]]: ...


class Matcher(Generic[Key]):
    """Phrases and what each stands for; of equal phrases the first one counts. An empty phrase is never found.

    `automaton`: True for ahocorasick-rs (ImportError where it is missing), False for the standard library, None for
    the best of what is here. Both find the same.
    """

    def __init__(self, phrases: Iterable[tuple[str, Key]], automaton: bool | None = None) -> None:
        keys: dict[str, Key] = {}
        for phrase, key in phrases:
            if phrase:
                keys.setdefault(phrase, key)
        self._keys = list(keys.values())
        self._engine = make_engine(list(keys), automaton)

    def find_all(self, text: str) -> list[Found[Key]]:
        """Every phrase that stands in `text` as whole words, from left to right, the longer of two first."""
        hits = [Found(start, end, self._keys[number]) for number, start, end in self._engine.find(text)]
        return sorted(hits, key=lambda hit: (hit.start, -hit.end))

    def find(self, text: str) -> list[Found[Key]]:
        """The same without what lies inside a longer phrase."""
        return keep_longest(self.find_all(text))


def keep_longest(hits: Iterable[Found[Key]]) -> list[Found[Key]]:
    """The hits that lie inside no longer one, of hits sorted by start and, the longer first, by end."""
    kept: list[Found[Key]] = []
    reached = -1
    for hit in hits:
        if hit.end > reached:
            kept.append(hit)
            reached = hit.end
    return kept


def make_engine(phrases: list[str], automaton: bool | None) -> Engine:
    """The automaton if it is wanted and here, else the tree of words."""
    if automaton is not False and phrases:
        try:
            return Automaton(phrases)
        except ImportError:
            if automaton:
                raise
    return WordTree(phrases)


class Automaton:
    """The phrases as an Aho-Corasick automaton (ahocorasick-rs), with a check of both word boundaries."""

    def __init__(self, phrases: list[str]) -> None:
        import ahocorasick_rs

        self._phrases = phrases
        self._edges = [(_is_word(phrase[0]), _is_word(phrase[-1])) for phrase in phrases]
        self._automaton: Any = ahocorasick_rs.AhoCorasick(phrases, matchkind=ahocorasick_rs.MatchKind.Standard)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Every phrase that begins and ends at a word boundary."""
        last = len(text)
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            opens, closes = self._edges[number]
            if opens and start and _is_word(text[start - 1]):
                continue
            if not (closes and end < last and _is_word(text[end])):
                yield number, start, end


class WordTree:
    """The phrases as a tree whose branches are words and the single characters between them (standard library)."""

    def __init__(self, phrases: list[str]) -> None:
        self._root: dict[str, Any] = {}
        for number, phrase in enumerate(phrases):
            node = self._root
            for token in _TOKEN.findall(phrase):
                node = node.setdefault(token, {})
            node[""] = number

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Every phrase whose words and marks stand in the text in their order."""
        tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
        for first, (token, start, _) in enumerate(tokens):
            node = self._root.get(token)
            position = first
            while node is not None:
                if "" in node:
                    yield node[""], start, tokens[position][2]
                position += 1
                node = node.get(tokens[position][0]) if position < len(tokens) else None


def _is_word(character: str) -> bool:
    """Whether a character is part of a word, as the pattern for a word character says."""
    return character.isalnum() or character == "_"
