"""Features of words for the model: the word, its shape and ends, its neighbours, and what the dictionary says of it.

Training and tagging use these very functions, so that a model always sees what it was trained on.
"""

import re
from collections.abc import Iterable

from casepool.extract.vocabulary_terms import Term
from casepool.extract.vocabulary_words import WordRow, reduced_forms

FEATURES_VERSION = 1
_UPPER, _LOWER, _DIGIT = re.compile(r"[A-Z]+"), re.compile(r"[a-z]+"), re.compile(r"\d+")
_LONGEST_AFFIX = 5
_EDGE = ("EDGE", "EDGE", "EDGE", "O", "O")


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
    words = [_word(row, cased, n, outer[n], inner[n]) for n in range(first, last)]
    return [_features(row, cased, words, first, n) for n in range(len(words))]


def _word(row: WordRow, cased: str, number: int, outer: str, inner: str) -> tuple[str, str, str, str, str]:
    """Word, its most reduced form, shape, and both tags of the dictionary."""
    word = row.words[number]
    printed = cased[row.starts[number] : row.ends[number]]
    return (_digits(word), _digits(reduced_forms(word)[-1]), shape_of(printed), outer, inner)


def _digits(word: str) -> str:
    return _DIGIT.sub("0", word)


def shape_of(printed: str) -> str:
    """The shape of a printed word: capitals X, small letters x, digits 0, each run once ("Ki67": Xx0)."""
    return _DIGIT.sub("0", _LOWER.sub("x", _UPPER.sub("X", printed)))


def _features(row: WordRow, cased: str, words: list[tuple[str, str, str, str, str]], first: int, n: int) -> list[str]:
    word, stem, shape, outer, inner = words[n]
    one, two = words[n - 1] if n else _EDGE, words[n - 2] if n > 1 else _EDGE
    more = words[n + 1] if n + 1 < len(words) else _EDGE
    most = words[n + 2] if n + 2 < len(words) else _EDGE
    before = _gap(row, cased, first + n) if n else "^"
    after = _gap(row, cased, first + n + 1) if n + 1 < len(words) else "$"
    found = [
        "w=" + word, "s=" + stem, "h=" + shape, "o=" + outer, "i=" + inner, "oi=" + outer + inner,
        "g=" + before, "k=" + after,
        "w-1=" + one[0], "w+1=" + more[0], "w-2=" + two[0], "w+2=" + most[0],
        "h-1=" + one[2], "h+1=" + more[2],
        "o-1=" + one[3], "o+1=" + more[3], "o-2=" + two[3], "o+2=" + most[3],
        "i-1=" + one[4], "i+1=" + more[4], "i+2=" + most[4],
        "w-1w=" + one[0] + "|" + word, "ww+1=" + word + "|" + more[0],
        "o-1o=" + one[3] + "|" + outer, "oo+1=" + outer + "|" + more[3], "io+1=" + inner + "|" + more[3],
        "w-1o=" + one[0] + "|" + outer, "ow+1=" + outer + "|" + more[0],
    ]  # fmt: skip
    for length in range(2, min(len(word), _LONGEST_AFFIX) + 1):
        found.append("<" + word[:length])
        found.append(">" + word[-length:])
    return found


def _gap(row: WordRow, cased: str, number: int) -> str:
    """The mark between a word and the one before it: blank, hyphen, slash, or nothing."""
    return cased[row.ends[number - 1] : row.starts[number]].strip()[:1] or (
        "_" if row.starts[number] > row.ends[number - 1] else ""
    )
