"""The normalised shadow of a text: what matching runs on, with a map back to the canonical text.

Never folded away: + - < > = % and the decimal sign. Folded: every blank to one space, every hyphen and minus to "-",
soft hyphens and line-end hyphens joined, times signs between numbers to "x", ligatures opened, decomposed accents
composed, typographic quotes to plain ones, inline tags and bold marks dropped, case lowered character by character.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from casepool.knowledge.compiled import compile_pattern

_SPECIAL = compile_pattern(r" \s+|[<&*\\\x00-\x1f\x7f-\U0010ffff]|-(?=[ \t]*\r?\n)")
_INLINE = compile_pattern(r"</?(?:i|b|em|strong|sub|u|sc|span|small|font|italic|bold)(?:\s[^<>]{0,200})?>", re.I)
_SUP = compile_pattern(r"</?sup(?:\s[^<>]{0,200})?>", re.I)
_BREAK = compile_pattern(r"<br\s*/?>", re.I)
_ENTITY = compile_pattern(r"&(?:nbsp|lt|gt|amp);")
_OPENING_STAR = compile_pattern(r"\*(?=[^\s*\d][^*\n]{0,300}\*)")
_ESCAPE = compile_pattern(r"\\(?=[\[\]*_#<>~()])")
_BROKEN = compile_pattern(r"[-\u2010\u2011\u00ad][ \t]*\r?\n[ \t]*(?=\w)")
_BLANK = compile_pattern(r"\s+")
_TIMES = "*\u00d7\u2715\u2716\u2a2f"
_HYPHENS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043", "-")
_PLAIN = {
    **_HYPHENS,
    **dict.fromkeys("\u2018\u2019\u201b\u2032\u00b4\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u00d7\u2715\u2716\u2a2f", "x"),
    **dict.fromkeys(
        "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""
    ),
    "\u2026": "...",
}
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&amp;": "&"}
_KEEP = compile_pattern(
    "[\u00b2\u00b3\u00b9\u2070-\u207f\u00bc-\u00be\u2150-\u215f\u2460-\u24ff\u00aa\u00ba\u2122\u00a8\u00af\u00b4\u00b8]"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the shadow. `same` pieces copy the canonical text one to one; others replace it as a whole."""

    start: int
    length: int
    origin: int
    origin_length: int
    same: bool


class Shadow:
    """The normalised form of `text`. `folded` is lower case, `cased` keeps case; both have the same length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._pieces: list[Piece] = []
        self._emphasis = False
        parts: list[str] = []
        position = size = 0
        while match := _SPECIAL.search(text, position):
            start = match.start()
            size = self._copy(parts, text, position, start, size)
            position, size = self._fold_at(parts, start, size)
        self._copy(parts, text, position, len(text), size)
        self.cased = "".join(parts)
        self.folded = _lower(self.cased)
        self._starts = [piece.start for piece in self._pieces]
        self._origins = [piece.origin for piece in self._pieces]

    def canonical(self, start: int, end: int) -> tuple[int, int]:
        """The canonical interval behind shadow[start:end] (not empty)."""
        first = self._pieces[bisect_right(self._starts, start) - 1]
        last = self._pieces[bisect_right(self._starts, end - 1) - 1]
        begin = first.origin + (start - first.start if first.same else 0)
        if last.same:
            return begin, last.origin + end - last.start
        return begin, last.origin + last.origin_length

    def offset(self, position: int) -> int:
        """The shadow offset of a canonical offset; of a dropped character, that of what follows it."""
        index = bisect_right(self._origins, position) - 1
        if index < 0:
            return 0
        piece = self._pieces[index]
        inside = position - piece.origin
        if piece.same:
            return piece.start + min(inside, piece.length)
        return piece.start if inside < piece.origin_length else piece.start + piece.length

    def _copy(self, parts: list[str], text: str, start: int, end: int, size: int, origin: int | None = None) -> int:
        if end > start:
            parts.append(text[start:end])
            self._pieces.append(Piece(size, end - start, start if origin is None else origin, end - start, True))
        return size + end - start

    def _put(self, parts: list[str], new: str, start: int, end: int, size: int) -> int:
        if new:
            parts.append(new)
            self._pieces.append(Piece(size, len(new), start, end - start, new == self.text[start:end]))
        return size + len(new)

    def _fold_at(self, parts: list[str], start: int, size: int) -> tuple[int, int]:
        """Fold what stands at `start`; returns where to go on in the text, and the new size of the shadow."""
        if unicodedata.combining(self.text[start]) and self._pieces and self._pieces[-1].same:
            start, size = self._take_back(parts, start, size)
            end, new = self._character_at(start)
            return end, self._put(parts, new, start, end, size)
        end, new = self._markup_at(start) or self._character_at(start)
        return end, self._put(parts, new, start, end, size)

    def _take_back(self, parts: list[str], start: int, size: int) -> tuple[int, int]:
        """Take the last letter back out of the shadow: a combining mark follows it."""
        piece, last = self._pieces.pop(), parts.pop()
        self._copy(parts, last, 0, len(last) - 1, size - len(last), piece.origin)
        return start - 1, size - 1

    def _markup_at(self, start: int) -> tuple[int, str] | None:
        text = self.text
        for pattern, new in ((_INLINE, ""), (_SUP, "^"), (_BREAK, " "), (_ESCAPE, ""), (_BLANK, " ")):
            if found := pattern.match(text, start):
                return found.end(), "" if found.group().startswith("</") else new
        if found := _ENTITY.match(text, start):
            return found.end(), _ENTITIES[found.group()]
        if text[start] in "*":
            return self._star_at(start)
        if found := _BROKEN.match(text, start):
            return (found.end(), self._mend(found)) if text[start - 1 : start].isalnum() else None
        return None

    def _star_at(self, start: int) -> tuple[int, str]:
        """Bold and emphasis marks are dropped, a star between numbers is a times sign, any other star stays."""
        text = self.text
        if text.startswith("**", start):
            return start + 2, ""
        before, after = text[max(0, start - 2) : start].strip()[-1:], text[start + 1 : start + 3].strip()[:1]
        if before.isdigit() and after.isdigit():
            return start + 1, "x"
        if self._emphasis and not text[start - 1].isspace() and not text[start + 1 : start + 2].isalnum():
            self._emphasis = False
            return start + 1, ""
        self._emphasis = not text[max(0, start - 1) : start].isalnum() and bool(_OPENING_STAR.match(text, start))
        return start + 1, "" if self._emphasis else "*"

    def _character_at(self, start: int) -> tuple[int, str]:
        """One character and the combining marks that follow it."""
        end = start + 1
        while end < len(self.text) and self.text[end] > "\u02ff" and unicodedata.combining(self.text[end]):
            end += 1
        return end, _fold(self.text[start:end])

    def _mend(self, match: re.Match[str]) -> str:
        """A word broken at a line end: joined, unless the hyphen belongs to it ("33-/year", "low-/grade")."""
        if match.group()[0] == "\u00ad":
            return ""
        left, right = _word_before(self.text, match.start()), _word_after(self.text, match.end())
        if not left.isalpha() or not right.isalpha():
            return "-"
        return "-" if f"{left}-{right}" in self.text and f"{left}{right}" not in self.text else ""


def _fold(cluster: str) -> str:
    if len(cluster) == 1:
        plain = _PLAIN.get(cluster)
        if plain is not None:
            return plain
        if cluster.isspace():
            return " "
    if _KEEP.match(cluster):
        return cluster
    return unicodedata.normalize("NFKC", cluster).replace("\u2044", "/")


def _lower(text: str) -> str:
    """Lower case of the same length: a character whose lower form is longer keeps its first letter only."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[:1] for c in text)


def _word_before(text: str, end: int) -> str:
    found = re.search(r"\w+$", text[max(0, end - 40) : end])
    return found.group() if found else ""


def _word_after(text: str, start: int) -> str:
    found = re.match(r"\w+", text[start : start + 40])
    return found.group() if found else ""
