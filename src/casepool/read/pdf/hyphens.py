"""Words that a line end broke."""

import re
from collections import Counter

from casepool.read.pdf.characters import HYPHEN_MARK

_LEFT = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)$")
_RIGHT = re.compile(r"^([^\W_]+)")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+|[^\W\d_]{2,}")
BREAKS = (HYPHEN_MARK, "-", "\u2010", "\u00ad")


def count_words(texts: list[str]) -> Counter[str]:
    """How often each word, hyphenated words whole, stands within a line (the last word of a line is left out)."""
    counts: Counter[str] = Counter()
    for text in texts:
        body = text.rstrip(HYPHEN_MARK + "-\u2010")
        words = _WORDS.findall(body)
        counts.update(w.lower() for w in (words[:-1] if body != text else words))
    return counts


def count_inner_words(texts: list[str]) -> Counter[str]:
    """How often each word stands inside a line, neither first nor last: these are surely whole."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(w.lower() for w in _WORDS.findall(text)[1:-1])
    return counts


def is_split_word(left: str, right: str, inner: Counter[str]) -> bool:
    """Whether a narrow cell broke a word without a hyphen: the whole word is known, its first part is not."""
    before, after = _LEFT.search(left), _RIGHT.match(right)
    if before is None or after is None or not after.group(1)[0].islower():
        return False
    head = before.group(1).lower()
    return inner[head + after.group(1).lower()] > 0 and inner[head] == 0


def joins_word(left: str, right: str, words: Counter[str]) -> str | None:
    """What replaces a line-end hyphen and the line break: "" (the word is joined), "-" (kept), None (no broken word).

    The engine's own marker and a printed hyphen join unless the document writes the word with its hyphen more often;
    before a digit or capital, and after a digit, the hyphen belongs to the word.
    """
    if not left or left[-1] not in BREAKS:
        return None
    stem = left[:-1]
    before, after = _LEFT.search(stem), _RIGHT.match(right)
    if after is None or not stem or stem[-1].isspace():
        return None if left[-1] != HYPHEN_MARK else "-"
    if before is None or not after.group(1)[0].islower():
        return "-"
    head, tail = before.group(1).lower(), after.group(1).lower()
    last = head.rsplit("-", 1)[-1]
    joined = max(words[head + tail], words[last + tail])
    hyphenated = max(words[f"{head}-{tail}"], words[f"{last}-{tail}"])
    return "" if joined >= hyphenated else "-"
