"""Words made comparable: each word of a name or of a text becomes one character that stands for all its equal forms.

Equal are plural and singular, British and American spelling, and the words of one group of the word rules ("renal",
"kidney"). A name then is a short string, and names can be looked for by an automaton over strings.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from casepool.knowledge.vocabulary import load_word_rules
from casepool.text.view import Sentence, TextView

WORD = re.compile(r"[^\W_]+(?:'s\b)?")
_TOKEN = re.compile(r"[^\W_]+(?:'s\b)?|[^\s\w/'\"-]")
_FIRST = 0xF0000
UNKNOWN, BREAK, COMMA = "\ue000", "\ue001", "\ue002"
_OUR = re.compile(r"(?<=[a-z]{3})our(?=s?$|ed$|ing$)")
_REDUCIBLE = re.compile(r"[sia]$|[ao]e|our|is")
_REMEMBERED = 200_000


class WordClasses:
    """The words of all names, each with the character of its class."""

    def __init__(self, words: Iterable[str]) -> None:
        self._rules = load_word_rules()
        self._words = set(words)
        self._groups = {word: group[0] for group in self._rules.groups for word in group}
        self._characters: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def of(self, word: str) -> str:
        """The character of a word in lower case; UNKNOWN if no form of it stands in any name."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            known = self._known[word] = self._find(word)
        return known

    def string(self, words: Iterable[str]) -> str:
        """The characters of several words."""
        return "".join([self.of(word) for word in words])

    def _find(self, word: str) -> str:
        for form in reversed(reduced_forms(word)):
            head = self._groups.get(form)
            if head is not None or form in self._words:
                return self._character(head or form)
        return UNKNOWN

    def _character(self, head: str) -> str:
        if head not in self._characters:
            self._characters[head] = chr(_FIRST + len(self._characters))
        return self._characters[head]


def reduced_forms(word: str) -> list[str]:
    """The word, and what it may be a form of, the most reduced last (metastases: metastase, metastasis, ...)."""
    forms = [word]
    if not _REDUCIBLE.search(word):
        return forms
    if word.endswith("'s"):
        word = word[:-2]
        forms.append(word)
    plain = word.replace("ae", "e").replace("oe", "e") if "e" in word else word
    if "our" in plain:
        plain = _OUR.sub("or", plain)
    if "is" in plain:
        plain = plain.replace("isation", "ization").replace("ising", "izing").replace("ised", "ized")
    if plain != word:
        forms.append(plain)
    if len(plain) > 3:
        forms += _singular_forms(plain)
    return forms


def _singular_forms(word: str) -> list[str]:
    if word.endswith("s"):
        if word.endswith("ies"):
            return [word[:-1], word[:-3] + "y"]
        if word.endswith(("ses", "xes")):
            return [word[:-1], word[:-2], word[:-2] + "is"]
        if word.endswith("es"):
            return [word[:-2], word[:-1]]
        return [] if word.endswith(("ss", "us", "is")) else [word[:-1]]
    if word.endswith("i"):
        return [word[:-1] + "us"]
    if word.endswith("a"):
        return [word[:-1] + "on", word[:-1] + "um"]
    return []


@dataclass(slots=True)
class WordRow:
    """The words of a text in order: character, interval of the shadow, sentence and place in the row of all words.

    `text` is the string of the characters. Marks and sentence ends part names; a comma is a character of its own.
    """

    characters: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[Sentence | None] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.characters)

    def without(self, dropped: frozenset[str]) -> tuple[str, list[int]]:
        """The string without these words, and the place of each of its characters in the row."""
        places = [n for n, word in enumerate(self.words) if word not in dropped]
        return "".join([self.characters[n] for n in places]), places


def row_of(view: TextView, sentences: Sequence[Sentence], classes: WordClasses) -> WordRow:
    """The words of these sentences as one row."""
    row, text, of = WordRow(), view.folded, classes.of
    characters, words, starts, ends, places = row.characters, row.words, row.starts, row.ends, row.sentences
    for sentence in sentences:
        for match in _TOKEN.finditer(text, sentence.start, sentence.end):
            word = match.group()
            characters.append(of(word) if word[0].isalnum() else COMMA if word == "," else BREAK)
            words.append(word)
            starts.append(match.start())
            ends.append(match.end())
            places.append(sentence)
        characters.append(BREAK)
        words.append("")
        starts.append(sentence.end)
        ends.append(sentence.end)
        places.append(None)
    return row
