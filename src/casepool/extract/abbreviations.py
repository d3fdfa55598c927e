"""Short forms that a document defines, with their long forms.

The idea of matching the letters of a bracketed short form from the right is that of Schwartz and Hearst (Pac Symp
Biocomput 2003:451-462). Here every letter is aligned with the words before the bracket and the alignment is scored:
letters that open a word count most, letters inside a word least, and words without a letter count against it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from casepool.domain.extraction import Abbreviation
from casepool.knowledge.words import load_words
from casepool.text.numbers import ORDINALS, WORDS
from casepool.text.view import Sentence, TextView

_BRACKETS = {"(": ")", "[": "]"}
_OPENING = re.compile(r"[(\[]")
_WORD = re.compile(r"[^\s()\[\]]+")
_PART = re.compile(r"[^\W_]+")
_CUT = re.compile(r"[;,:=<>]| or | i\.e| see | hereafter | here")
_NO_SHORT = re.compile(r"[\d.,%+/-]+ .*|\d+[a-z]{1,2}|[a-z]{5,}|[a-z]+ [a-z]+|[IVX]{2,4}|.* \d+\.\d.*|.*\bet al\b.*")
_LOCANT = re.compile(r"(?<!\S)(?:[\[(]?(?:\d[\d,']*|[-+\u00b1]|[a-zA-Z]|\d+[A-Z])[\])]?-)+$")
_BARRIER = re.compile(r"[;:?!] |(?<=\s)[(\[][^()\[\]]*[)\]][ ,.]|(?<=\s)[(\[](?=[^()\[\]]*$)")
OPENING, SMALL_OPENING, NEXT, INSIDE, ENTERED = 3.0, 1.0, 1.4, 0.8, 0.2
SKIP, SMALL_SKIP, MOST_MISSED = 1.85, 0.2, 5.6
_NUMBERS = re.compile(r"\d")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_LONGEST_BRACKET = 160
_LONGEST_SHORT = 14
_LONGEST_LEAD = 60


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket in the shadow text: offsets of its marks."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A short and a long form as half-open intervals of the shadow text."""

    short: tuple[int, int]
    long: tuple[int, int]


def find_abbreviations(view: TextView) -> tuple[Abbreviation, ...]:
    """The abbreviations that the text defines, each at its first definition, in reading order.

    A short form with two long forms in one document stands twice. Figure labels, units, statistics and enumerations
    are no short forms.
    """
    found: dict[tuple[str, str], Abbreviation] = {}
    for sentence in view.sentences:
        for pair in find_pairs(view.shadow.cased, sentence.start, sentence.end):
            made = _abbreviation(view, sentence, pair)
            found.setdefault((made.short, made.long.lower()), made)
    return tuple(found.values())


def expand(short: str, abbreviations: tuple[Abbreviation, ...]) -> str:
    """The long form of a short form, "" if the document defines none or more than one."""
    longs = {a.long.lower(): a.long for a in abbreviations if a.short == short or a.short + "s" == short}
    return next(iter(longs.values())) if len(longs) == 1 else ""


def find_pairs(cased: str, start: int, end: int) -> Iterator[Pair]:
    """The pairs that the brackets of a sentence, cased[start:end], define."""
    for bracket in _brackets(cased, start, end):
        pair = _pair_at(cased, start, bracket)
        if pair:
            yield pair


def _abbreviation(view: TextView, sentence: Sentence, pair: Pair) -> Abbreviation:
    short = view.evidence(*pair.short)
    return Abbreviation(short.quote, " ".join(view.printed(*pair.long).split()), short)


def _brackets(cased: str, start: int, end: int) -> Iterator[Bracket]:
    """Balanced brackets, the inner ones after the outer ones; short forms may hold brackets themselves."""
    for found in _OPENING.finditer(cased, start, end):
        at = found.start()
        closes = _closing(cased, at, min(end, at + _LONGEST_BRACKET), _BRACKETS[cased[at]])
        if closes > at + 1:
            yield Bracket(at, closes)


def _closing(cased: str, opens: int, end: int, closing: str) -> int:
    depth = 0
    for at in range(opens, end):
        if cased[at] == cased[opens]:
            depth += 1
        elif cased[at] == closing:
            depth -= 1
            if depth == 0:
                return at
    return -1


def _pair_at(cased: str, start: int, bracket: Bracket) -> Pair | None:
    inside = (bracket.opens + 1, bracket.closes)
    first = _first_part(cased, *inside)
    if is_short(cased[slice(*first)]) and not _lists_short_words(cased[slice(*inside)]):
        long = find_long(cased, start, bracket.opens, cased[slice(*first)])
        if long and not _is_glued(cased, bracket, cased[slice(*first)], cased[slice(*long)]):
            return Pair(first, long)
    return _last_part(cased, *inside) or _reversed(cased, start, bracket)


def _is_glued(cased: str, bracket: Bracket, short: str, long: str) -> bool:
    """A bracket that belongs to the word before it ("level(s)", "Lys(Me)"), unless it holds capitals."""
    joined = bracket.opens > 0 and cased[bracket.opens - 1].isalnum()
    capitals = sum(c.isupper() for c in short)
    return joined and (capitals < 1 or len(short) < 2 or (capitals < 2 and "," in long))


def _lists_short_words(inside: str) -> bool:
    """Symbols in a row ("K, Na, Cl, Mg") are no short forms."""
    parts = inside.split(", ")
    return len(parts) > 2 and all(len(part) < 5 for part in parts)


def _first_part(cased: str, start: int, end: int) -> tuple[int, int]:
    """The words of a bracket up to the first comma or other mark."""
    cut = _CUT.search(cased, start, end)
    if cut and cut.group() in "=<>" and cut.start() - start < 3:
        return start, start
    return _strip(cased, start, cut.start() if cut else end)


def _last_part(cased: str, start: int, end: int) -> Pair | None:
    """ "(long form, SF)": both inside the bracket."""
    comma = max(cased.rfind(", ", start, end), cased.rfind("; ", start, end))
    if comma < 0:
        return None
    short = _strip(cased, comma + 2, end)
    if not is_short(cased[slice(*short)]) or not cased[slice(*short)].isupper():
        return None
    long = find_long(cased, start, comma, cased[slice(*short)])
    return Pair(short, long) if long else None


def _reversed(cased: str, start: int, bracket: Bracket) -> Pair | None:
    """ "SF (long form)": the word before the bracket is short, the whole bracket its long form."""
    inside = _first_part(cased, bracket.opens + 1, bracket.closes)
    if " " not in cased[slice(*inside)]:
        return None
    for word in list(_WORD.finditer(cased, max(start, bracket.opens - 40), bracket.opens))[-2:]:
        near = bracket.opens - word.end() < 2 or cased[word.end() + 1 : bracket.opens].strip().islower()
        if near and is_short(word.group()) and sum(c.isupper() for c in word.group()) > 1:
            long = find_long(cased, inside[0], inside[1], word.group())
            if long and long[0] == inside[0]:
                return Pair(word.span(), inside)
    return None


def _strip(cased: str, start: int, end: int) -> tuple[int, int]:
    while start < end and cased[start] in " '\"":
        start += 1
    while end > start and (cased[end - 1] in " '\"" or (cased[end - 1] == "." and "." not in cased[start : end - 1])):
        end -= 1
    return start, end


@lru_cache(maxsize=5_000)
def is_short(printed: str) -> bool:
    """Whether a printed form can be a short form: one or two words, with a letter, no figure label, unit or number."""
    words = printed.split()
    if not 0 < len(printed) <= _LONGEST_SHORT or len(words) > 2 or not any(c.isalpha() for c in printed):
        return False
    if not (printed[0].isalnum() or printed[0] in "[(.") or load_words()["never_short"].canonical(printed):
        return False
    if len(words) > 1 and len(words[0]) > 1 and load_words()["never_short"].canonical(words[0].lower()):
        return False
    return not _NO_SHORT.fullmatch(printed)


def find_long(cased: str, start: int, end: int, short: str) -> tuple[int, int] | None:
    """The long form of `short` that ends at `end`: the best aligned words of cased[start:end], None if none fits."""
    for letters in _letters(short):
        words = _words_before(cased, start, end, min(len(letters) + 5, 2 * len(letters)))
        fits = [(_score(tuple(words[at:]), letters), at) for at in range(len(words)) if words[at].opens(letters[0])]
        best = max(fits, default=(0.0, 0))
        if best[0] < _least(letters):
            continue
        found = _whole(cased, start, words[best[1]], end, re.sub(r"\D", "", short))
        if _is_long(cased[slice(*found)], short):
            return found
    return None


def _is_long(long: str, short: str) -> bool:
    """Whether words can be a long form: longer than the short one, not holding it, with balanced brackets."""
    tokens = re.findall(r"[^\s,()\[\]]+", long)
    if len(long) <= len(short) or long.endswith("et al") or short in tokens or short.split()[0] in tokens[1:-1]:
        return False
    if any(_NUMBERS.sub("", token) == _NUMBERS.sub("", short) for token in tokens):
        return False
    if len(tokens) == 1 and long.upper() == long and any(c.isdigit() for c in long):
        return False
    return all(long.count(opening) == long.count(closing) for opening, closing in _BRACKETS.items())


@lru_cache(maxsize=5_000)
def _letters(short: str) -> tuple[tuple[str, ...], ...]:
    """The letters to be found: all; without the plural s; without brackets; without digits."""
    forms = [short, short[:-1] if short.endswith("s") and short[:-1].isupper() else "", re.sub(r"[(\[].*", "", short)]
    forms += [re.sub(r"\d", "", forms[-1]), re.sub(r"-[A-Z]$", "", short)]
    tried = [tuple(c for c in form.lower() if c.isalnum()) for form in forms]
    return tuple(dict.fromkeys(letters for letters in tried if letters))


def _whole(cased: str, start: int, first: "Word", end: int, digits: str) -> tuple[int, int]:
    """The long form from its first word, with the locants that stand before it ("2,3-"), without marks at the end.

    A compound with the digits of the short form before it belongs to it: "12-point scale" for "S-12".
    """
    begin = first.start
    before = cased[max(start, begin - _LONGEST_LEAD) : begin]
    lead = _LOCANT.search(before) if first.glued else None
    lead = lead or (re.search(rf"(?<!\S){digits}-\w+ $", before) if digits else None)
    begin -= len(lead.group()) if lead else 0
    while end > begin and cased[end - 1] in " -,":
        end -= 1
    return begin, end


class Word(NamedTuple):
    """A word or a part of a compound ("n-acetyl" has two), in lower case, with its place.

    `glued`: not the first part of its compound. `number`: the digit that a number word stands for. `cost`: what it
    costs to leave the word without a letter.
    """

    text: str
    start: int
    glued: bool
    small: bool
    number: str
    cost: float

    def opens(self, letter: str) -> bool:
        """Whether a long form may begin with this word for this letter."""
        return not self.small and (self.text.startswith(letter) or self.number == letter)


def _words_before(cased: str, start: int, end: int, limit: int) -> list[Word]:
    """The parts of the last words of cased[start:end], `limit` words at most."""
    start = max([start, end - 300, *(m.end() for m in _BARRIER.finditer(cased, start, end))])
    words = [m.start() for m in _WORD.finditer(cased, start, end)][-limit:]
    first = words[0] if words else end
    openings = set(words)
    return [_word(m.group().lower(), m.start(), m.start() not in openings) for m in _PART.finditer(cased, first, end)]


def _word(text: str, start: int, glued: bool) -> Word:
    small, number = _known_word(text)
    return Word(text, start, glued, small, number, 0.0 if text.isdigit() else SMALL_SKIP if small else SKIP)


@lru_cache(maxsize=20_000)
def _known_word(text: str) -> tuple[bool, str]:
    """Whether a word is a function word, and the digit that it stands for."""
    number = WORDS.get(text) or ORDINALS.get(text) or (_ROMAN.index(text) + 1 if text in _ROMAN else 0)
    return text in _small_words(), f"{number:g}" if number and number < 10 else ""


@cache
def _small_words() -> frozenset[str]:
    return frozenset(load_words()["function_words"].words["word"])


def _least(letters: tuple[str, ...]) -> float:
    """The score that an alignment must reach."""
    return max(3.0 if len(letters) == 1 else 2.6, 0.9 * len(letters))


def _score(words: tuple[Word, ...], letters: tuple[str, ...]) -> float:
    """The best alignment of the letters with the words, the first letter opening the first word."""

    @cache
    def rest(letter: int, word: int, place: int) -> float:
        """Best score of letters[letter:], the letter before having matched words[word].text[place]."""
        if letter == len(letters):
            return -sum(w.cost for w in words[word + 1 :])
        best = float("-inf")
        for later, at, gain in _places(words, letters[letter], word, place):
            best = max(best, gain + rest(letter + 1, later, at))
        return best

    return 3.0 + rest(1, 0, 0)


def _places(words: tuple[Word, ...], letter: str, word: int, place: int) -> Iterator[tuple[int, int, float]]:
    """Where the next letter may be matched: word, place in it, and the gain."""
    text = words[word].text
    for at in _find_all(text, letter, place + 1):
        yield word, at, NEXT if at == place + 1 else INSIDE
    missed = 0.0
    for later in range(word + 1, len(words)):
        if words[later].text.startswith(letter) or words[later].number == letter:
            yield later, 0, (SMALL_OPENING if words[later].small else OPENING) - missed
        elif not missed:
            for at in _find_all(words[later].text, letter, 1):
                yield later, at, ENTERED
        missed += words[later].cost
        if missed > MOST_MISSED:
            return


def _find_all(text: str, letter: str, start: int) -> Iterator[int]:
    at = text.find(letter, start)
    while at >= 0:
        yield at
        at = text.find(letter, at + 1)
