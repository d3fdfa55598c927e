"""Features of words for the model: the word, its shape and ends, its neighbours, and what the dictionary says of it.

Training and tagging use these very functions, so that a model always sees what it was trained on.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from casepool.extract.vocabulary_terms import Term
from casepool.extract.vocabulary_words import WordRow, reduced_forms

FEATURES_VERSION = 1
_UPPER, _LOWER, _DIGIT = re.compile(r"[A-Z]+"), re.compile(r"[a-z]+"), re.compile(r"\d+")
_LONGEST_AFFIX = 5
_EDGE = ("EDGE", "EDGE", "O", "O")


def sentence_spans(row: WordRow) -> list[tuple[int, int]]:
    """The half-open intervals of the row that are sentences, the empty word at their ends left out."""
    spans, first = [], 0
    for number, word in enumerate(row.words):
        if not word:
            if number > first:
                spans.append((first, number))
            first = number + 1
    return spans


def tag_words(
    row: WordRow, terms: Iterable[Term], nested: tuple[str, ...] = ("anatomy",)
) -> tuple[list[str], list[str]]:
    """What the dictionary says of each word: tags of names and tags of parts of the body (these may lie in names)."""
    outer, inner = ["O"] * len(row.words), ["O"] * len(row.words)
    for term in terms:
        tags = inner if term.type in nested else outer
        for number in range(term.first, term.last + 1):
            place = "B" if number == term.first else "I"
            tags[number] = f"{place}-{term.type}{'+' if term.codes else ''}"
    return outer, inner


def features_of(row: WordRow, cased: str, outer: list[str], inner: list[str], first: int, last: int) -> list[list[str]]:
    """The features of the words first to last (half-open) of a row, one list for each word."""
    seen = [_seen(cased[row.starts[n] : row.ends[n]]) for n in range(first, last)]
    words = [(s[0], s[1], outer[n], inner[n]) for s, n in zip(seen, range(first, last), strict=True)]
    gaps = ["^", *(_gap(row, cased, n) for n in range(first + 1, last)), "$"]
    lined = [_EDGE, _EDGE, *words, _EDGE, _EDGE]
    return [seen[n][2] + _context(lined[n : n + 5], gaps[n], gaps[n + 1]) for n in range(len(words))]


@lru_cache(maxsize=100_000)
def _seen(printed: str) -> tuple[str, str, list[str]]:
    """Of a printed word by itself: the word, its shape, and its features."""
    plain = printed.lower()
    word, stem, shape = _DIGIT.sub("0", plain), _DIGIT.sub("0", reduced_forms(plain)[-1]), shape_of(printed)
    found = ["w=" + word, "s=" + stem, "h=" + shape]
    for length in range(2, min(len(word), _LONGEST_AFFIX) + 1):
        found += ["<" + word[:length], ">" + word[-length:]]
    return word, shape, found


def shape_of(printed: str) -> str:
    """The shape of a printed word: capitals X, small letters x, digits 0, each run once ("Ki67": Xx0)."""
    return _DIGIT.sub("0", _LOWER.sub("x", _UPPER.sub("X", printed)))


def _context(lined: list[tuple[str, str, str, str]], before: str, after: str) -> list[str]:
    """The features of a word among its neighbours: each of the five is word, shape and both tags of the dictionary."""
    (w2, _, o2, _), (w1, h1, o1, i1), (word, _, outer, inner), (m1, g1, p1, n1), (m2, _, p2, n2) = lined
    return [
        "o=" + outer, "i=" + inner, "oi=" + outer + inner, "g=" + before, "k=" + after,
        "w-1=" + w1, "w+1=" + m1, "w-2=" + w2, "w+2=" + m2, "h-1=" + h1, "h+1=" + g1,
        "o-1=" + o1, "o+1=" + p1, "o-2=" + o2, "o+2=" + p2, "i-1=" + i1, "i+1=" + n1, "i+2=" + n2,
        f"w-1w={w1}|{word}", f"ww+1={word}|{m1}",
        f"o-1o={o1}|{outer}", f"oo+1={outer}|{p1}", f"io+1={inner}|{p1}",
        f"w-1o={w1}|{outer}", f"ow+1={outer}|{m1}",
    ]  # fmt: skip


def _gap(row: WordRow, cased: str, number: int) -> str:
    """The mark between a word and the one before it: blank, hyphen, slash, or nothing."""
    start, end = row.ends[number - 1], row.starts[number]
    return cased[start:end].strip()[:1] or ("_" if end > start else "")
