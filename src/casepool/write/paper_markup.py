"""The inline marks of a plain text or Markdown paper: which characters only set type, and how the words are set.

Other formats have lost their markup on reading; there every character is a word of the paper. A tag or star is taken
as markup only in a pair within one block: "p < 0.05*" keeps its star.
"""

import re
from dataclasses import dataclass, field

from casepool.domain.document import Document

_TEXT_TYPES = ("text/plain", "text/markdown", "text/x-markdown")
_TAG = re.compile(r"<(/?)(i|em|b|strong|sup|sub|u)>", re.IGNORECASE)
_STARS = re.compile(r"\*{1,3}")
_HASHES = re.compile(r"[ \t]*#{1,6}[ \t]+")
_BEFORE = re.compile(r"(?:\*{1,3}|<(?:i|em|b|strong|sup|sub|u)>)+\Z", re.IGNORECASE)
_AFTER = re.compile(r"(?:\*{1,3}|</(?:i|em|b|strong|sup|sub|u)>)+", re.IGNORECASE)
_REACH = 24
_ONLY_MARKUP = re.compile(r"(?:</?(?:i|em|b|strong|sup|sub|u|br)\s*/?>|[\s#*|_:>=-])*", re.IGNORECASE)
_STYLES = {"i": "i", "em": "i", "b": "b", "strong": "b", "sup": "sup", "sub": "sub", "u": "u"}
_STAR_STYLES = {1: ("i",), 2: ("b",), 3: ("b", "i")}


@dataclass(slots=True)
class Markup:
    """Half-open intervals of the text: `hidden` ones set type only, `styled` ones are set in a style."""

    hidden: list[tuple[int, int]] = field(default_factory=list)
    styled: list[tuple[int, int, str]] = field(default_factory=list)

    def add_pair(self, opening: tuple[int, int], closing: tuple[int, int], styles: tuple[str, ...]) -> None:
        self.hidden += [opening, closing]
        self.styled += [(opening[1], closing[0], style) for style in styles]


def has_markup(document: Document) -> bool:
    """Whether the canonical text of this document may hold inline marks."""
    return document.media_type.split(";")[0].strip() in _TEXT_TYPES


def find_markup(text: str, start: int, end: int) -> Markup:
    """The inline marks of one block, text[start:end], together with those that stand directly before and after it."""
    markup = Markup()
    before, after = _BEFORE.search(text, max(0, start - _REACH), start), _AFTER.match(text, end)
    start, end = before.start() if before else start, after.end() if after else end
    head = _HASHES.match(text, start, end)
    if head:
        markup.hidden.append((start, head.end()))
    _pair_tags(text, start, end, markup)
    _pair_stars(text, start, end, markup)
    return markup


def read_words(document: Document, start: int, end: int) -> str:
    """The words of text[start:end]: without the inline marks of the block that it lies in."""
    words = document.text[start:end]
    if not has_markup(document) or ("*" not in words and "<" not in words and "#" not in words):
        return words
    block = document.block_at(start)
    first, last = (block.start, max(block.end, end)) if block else (start, end)
    hidden = {n for a, b in find_markup(document.text, first, last).hidden for n in range(max(a, start), min(b, end))}
    return "".join(character for n, character in enumerate(words, start) if n not in hidden)


def is_only_markup(text: str) -> bool:
    """Whether a text between blocks holds nothing but blanks and marks."""
    return _ONLY_MARKUP.fullmatch(text) is not None


def _pair_tags(text: str, start: int, end: int, markup: Markup) -> None:
    open_tags: dict[str, tuple[int, int]] = {}
    for match in _TAG.finditer(text, start, end):
        name = match[2].lower()
        if not match[1]:
            open_tags[name] = match.span()
        elif name in open_tags:
            markup.add_pair(open_tags.pop(name), match.span(), (_STYLES[name],))


def _pair_stars(text: str, start: int, end: int, markup: Markup) -> None:
    open_stars: dict[int, tuple[int, int]] = {}
    for match in _STARS.finditer(text, start, end):
        count, (first, after) = len(match[0]), match.span()
        if count in open_stars and first > start and not text[first - 1].isspace():
            markup.add_pair(open_stars.pop(count), (first, after), _STAR_STYLES[count])
        elif after < end and not text[after].isspace() and (first == start or not text[first - 1].isalnum()):
            open_stars[count] = (first, after)
