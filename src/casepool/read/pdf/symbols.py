"""Single signs of special fonts that say they are plain letters: µ that reads l, × that reads 9, β that reads b."""

import re
from array import array
from collections import Counter

from casepool.read.pdf.characters import Piece, Segment

GREEK = dict(zip("abcdefghijklmnopqrstuvwx", "αβγδεζηθικλμνξοπρστυφχψω", strict=True))
"""The order of letters in the special fonts of typesetters (a is α, b is β, c is γ, l is μ)."""
_GREEK_FONT = re.compile(r"greek|symb", re.I)
RARE = 0.02
_MICRO = re.compile(r"(?:[lLgm](?![a-z])|mol\b|M\b|L\b)")
_GREEK_WORD = re.compile(r"^[-–]\s?[^\W\d_]|^B\b")
_BEFORE_NUMBER = re.compile(r"\d\s?(?:[cmk]?m|%)?\s?$")
_PREFIX = re.compile(r"(?:TNF|IFN|TGF|IL|NF|HIF|PPAR|[A-Z]{2,})[-–]?\s?$")


def mend_symbols(segments: list[Segment]) -> None:
    """Put the right sign where a rare font without words of its own prints one letter in running text."""
    special = _find_special(segments)
    if not special:
        return
    for segment in segments:
        changes: dict[int, str] = {}
        for piece in segment.pieces:
            if piece.style.font in special and (not piece.style.italic or _GREEK_FONT.search(piece.style.font)):
                changes |= _mend_piece(segment.text, piece)
        replace_characters(segment, changes)


def close_letterspacing(segment: Segment) -> None:
    """Take the spaces out of a word printed with its letters apart ("A B S T R A C T"); wide ones stay."""
    words = segment.text.split(" ")
    if len(words) < 4 or sum(len(w) <= 2 for w in words) < 0.7 * len(words) or not segment.text.isupper():
        return
    places = [n for n, char in enumerate(segment.text) if char == " " and n + 1 < len(segment.text)]
    gaps = {n: segment.lefts[n + 1] - segment.lefts[n] for n in places}
    usual = sorted(gaps.values())[len(gaps) // 2]
    replace_characters(segment, {n: "" for n, gap in gaps.items() if gap < 1.7 * usual + 0.1})


def _find_special(segments: list[Segment]) -> set[str]:
    """Fonts that print less than one letter of fifty and never two letters in a row."""
    weights: Counter[str] = Counter()
    wordy: set[str] = set()
    for segment in segments:
        for piece in segment.pieces:
            text = segment.text[piece.start : piece.end].strip()
            weights[piece.style.font] += len(text)
            if re.search(r"[^\W\d_]{2,}|\d{2,}", text):
                wordy.add(piece.style.font)
    total = sum(weights.values())
    return {font for font, count in weights.items() if count < RARE * total and font not in wordy}


def _mend_piece(text: str, piece: Piece) -> dict[int, str]:
    changes: dict[int, str] = {}
    for at in range(piece.start, piece.end):
        sign = _mend_sign(text[at], text[:at], text[at + 1 :])
        if sign:
            changes[at] = sign
    return changes


def _mend_sign(char: str, before: str, after: str) -> str:
    """The sign that stands for `char` between these words; empty when nothing shows what it is."""
    if char == "l" and _MICRO.match(after) and re.search(r"[\d/(]\s?$", before):
        return "μ"
    if char == "9" and _BEFORE_NUMBER.search(before) and re.match(r"\s?(?:\d|[A-Z][a-z]+)", after):
        return "×"
    if char in GREEK and (_GREEK_WORD.match(after) or _PREFIX.search(before)) and not before[-1:].isalpha():
        return GREEK[char]
    return ""


def replace_characters(segment: Segment, changes: dict[int, str]) -> None:
    """Put other text in the place of single characters; new letters share the place of the old one."""
    if not changes:
        return
    text: list[str] = []
    lefts, indexes = array("f"), array("i")
    moved: list[int] = []
    ends = [*segment.lefts[1:], segment.u1]
    for number, char in enumerate(segment.text):
        moved.append(len(text))
        new = changes.get(number, char)
        width = ends[number] - segment.lefts[number]
        for step in range(len(new)):
            lefts.append(segment.lefts[number] + width * step / len(new))
            indexes.append(segment.indexes[number])
        text.extend(new)
    moved.append(len(text))
    segment.pieces = [Piece(moved[p.start], moved[p.end], p.style, p.base) for p in segment.pieces]
    segment.text, segment.lefts, segment.indexes = "".join(text), lefts, indexes
