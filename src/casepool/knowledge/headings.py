"""The headings of articles and their roles, from lexicons/headings.toml, with a matcher that forgives one slip."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from casepool.domain.document import CASE_SUBS, ROLES
from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.load import Table, load_toml

PLACES = ("article", "case", "block")
KEYS = ("id", "role", "sub", "place", "label", "phrases", "opens", "patterns", "finds", "ignores")
NEEDED = ("id", "role", "place", "phrases", "finds", "ignores")
LONGEST = 160
_FORGIVING = 8

_TAG = compile_pattern(r"</?[a-z][^<>]{0,80}>", re.IGNORECASE)
_NUMBER = compile_pattern(
    r"^(?:section )?(?:(?>\d{1,2}(?:\.\d{1,2}){0,3})\s*[.):-]*\s*(?=[^\W\d])|[ivx]{1,5}\s*[.)]\s*|[a-h][.)]\s+)(?=\S)"
)
_DASHES = compile_pattern("[\u2010-\u2015\u2212]")
_EDGES = " \t\r\n:.-*_#|•·,;"


@dataclass(frozen=True, slots=True)
class HeadingRule:
    """One kind of heading. `place` is one of PLACES; `label`: also printed above titles as the kind of article."""

    id: str
    role: str
    place: str
    phrases: tuple[str, ...]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()
    sub: str = ""
    label: bool = False
    opens: tuple[str, ...] = ()


class HeadingLexicon:
    """All heading rules with an index for exact, letter-spaced and slightly misspelt headings."""

    def __init__(self, rules: tuple[HeadingRule, ...]) -> None:
        self.rules = rules
        self._exact: dict[str, HeadingRule] = {}
        self._near: dict[str, HeadingRule] = {}
        self._any_pattern = compile_pattern("|".join(f"(?:{p.pattern})" for r in rules for p in r.patterns))
        for rule in rules:
            for phrase in rule.phrases:
                key = fold_heading(phrase)
                self._exact.setdefault(key, rule)
                self._exact.setdefault(key.replace(" ", ""), rule)
        self.first_words = {w for r in rules for w in (*r.opens, *(fold_heading(p).split()[0] for p in r.phrases))}
        for rule in rules:
            for phrase in rule.phrases:
                for slip in _slips(fold_heading(phrase)):
                    self._near.setdefault(slip, rule)

    def find_rule(self, heading: str, forgive: bool = True) -> HeadingRule | None:
        """The rule for a heading as printed (numbers and marks are ignored), or None if it is not known.

        `forgive`: one slip of the pen in a long heading is overlooked.
        """
        if not heading or len(heading) > LONGEST:
            return None
        key = fold_heading(heading)
        known = self._exact.get(key) or self._exact.get(key.replace(" ", "")) or self._by_pattern(key)
        return known or (self._guess(key) if forgive else None)

    def may_open(self, word: str) -> bool:
        """Whether a known heading begins with this word (printed without a slip)."""
        return (word.lower() if word.isascii() else fold_heading(word)) in self.first_words

    def _by_pattern(self, key: str) -> HeadingRule | None:
        if key.split(" ", 1)[0].rstrip(",.:") not in self.first_words or not self._any_pattern.fullmatch(key):
            return None
        return next((r for r in self.rules for pattern in r.patterns if pattern.fullmatch(key)), None)

    def _guess(self, key: str) -> HeadingRule | None:
        if len(key) < _FORGIVING:
            return None
        return next((self._near[slip] for slip in _slips(key) if slip in self._near), None)


def fold_heading(heading: str) -> str:
    """A heading without markup, number, accents, final punctuation and case; '&' reads 'and'."""
    text = _TAG.sub(" ", heading).replace("&amp;", "&") if "<" in heading or "&" in heading else heading
    if not text.isascii():
        text = _DASHES.sub("-", unicodedata.normalize("NFKD", text.replace("\u2019", "'")))
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.lower().replace("`", "'").replace("*", " ").replace("#", " ").replace("&", " and ")
    text = " ".join(text.split()).strip(_EDGES)
    return _NUMBER.sub("", text).strip(_EDGES)


def _slips(word: str) -> Iterator[str]:
    """A key of 8 letters or more and each of its readings with one character left out."""
    if len(word) >= _FORGIVING:
        yield word
        for index in range(len(word)):
            yield word[:index] + word[index + 1 :]


@cache
def load_headings() -> HeadingLexicon:
    """The lexicon of headings. Raises KnowledgeError for a key, role or place that is not known."""
    data = load_toml("lexicons/headings.toml")
    data.check_keys(("heading",), ("heading",))
    return HeadingLexicon(tuple(_read_rule(table) for table in data.tables("heading")))


def _read_rule(table: Table) -> HeadingRule:
    table.check_keys(KEYS, NEEDED)
    return HeadingRule(
        id=table.text("id"),
        role=table.text("role", allowed=ROLES),
        place=table.text("place", allowed=PLACES),
        phrases=table.texts("phrases"),
        finds=table.texts("finds"),
        ignores=table.texts("ignores"),
        patterns=tuple(compile_pattern(pattern) for pattern in table.texts("patterns")),
        sub=table.text("sub", allowed=CASE_SUBS),
        label=table.flag("label"),
        opens=table.texts("opens"),
    )
