"""Repair of what fonts do not tell: ligatures without Unicode, private symbols, accents drawn apart."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

from casepool.read.pdf.characters import Segment
from casepool.read.pdf.segments import UNKNOWN_BASE
from casepool.read.pdf.symbols import close_letterspacing, mend_symbols, replace_characters

LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
PRIVATE = {0xF001: "fi", 0xF002: "fl", 0xF6D9: "©", 0xF6DA: "®", 0xF6DB: "™", 0xF8E7: "—", 0xF8E8: "®", 0xF8E9: "©"}
"""Private code points of old text fonts that have one common meaning."""
SYMBOL_FONT = dict(
    zip(
        range(0xF061, 0xF07B),
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0xF0A3: "≤",
    0xF0B3: "≥",
    0xF0B1: "±",
    0xF0B4: "×",
    0xF0B0: "°",
    0xF0B7: "•",
    0xF0B9: "≠",
    0xF0BB: "≈",
    0xF044: "Δ",
}
"""Private code points of the Symbol font."""
ACCENTS = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327",
    "ˇ": "\u030c", "˚": "\u030a", "˘": "\u0306", "˝": "\u030b", "˙": "\u0307", "¯": "\u0304",
}  # fmt: skip
REPLACEMENT = "\ufffd"
_UNKNOWN = re.compile(f"[{chr(UNKNOWN_BASE)}-{chr(UNKNOWN_BASE + 0xFFFF)}]")
_TH_ENDING = re.compile(r"(?:e|is|ese|us|ere|erefore|at|ey|ree|rough|en|eir|an|ose|ough|ird|ymus|erap\w*)\b")
_TH_SYMBOL = re.compile(r"(?<![^\s(\[“\"'])([^\w\s“”\"'(\[{<•·–—-])(?=(?:e|is|ese|us)\b)")
_WORD = re.compile(r"[^\W\d_]{3,}")
Key = tuple[str, str]


def repair_fonts(pages: list[list[Segment]]) -> list[str]:
    """Replace unknown glyphs by what the document itself shows them to be; gives the notes on what was learned.

    What nothing explains becomes U+FFFD. Ligature and private code points are opened, accents join their letter.
    """
    segments = [s for page in pages for s in page]
    mend_symbols(segments)
    for segment in segments:
        _open_known(segment)
        _join_accents(segment)
        close_letterspacing(segment)
    learned = _learn(segments)
    for segment in segments:
        if _UNKNOWN.search(segment.text) or any(sign in segment.text for _, sign in learned):
            replace_characters(segment, _find_replacements(segment, learned))
    return _describe(learned)


def _describe(learned: dict[Key, str]) -> list[str]:
    plain = Counter(text for text in learned.values() if text != REPLACEMENT)
    return [f"{text!r} in {count} font{'s' if count > 1 else ''}" for text, count in sorted(plain.items())]


def _open_known(segment: Segment) -> None:
    changes: dict[int, str] = {}
    for number, char in enumerate(segment.text):
        code = ord(char)
        if code < 0x2000:
            continue
        known = LIGATURES.get(code) or PRIVATE.get(code) or SYMBOL_FONT.get(code)
        if known:
            changes[number] = known
        elif 0xE000 <= code <= 0xF8FF or code in (0xFFFE, 0xFFFF):
            changes[number] = REPLACEMENT
    replace_characters(segment, changes)


def _join_accents(segment: Segment) -> None:
    """An accent drawn over a letter becomes one character with it; what stands between them is dropped."""
    if not any(char in ACCENTS for char in segment.text):
        return
    text, lefts = segment.text, [*segment.lefts, segment.u1]
    changes: dict[int, str] = {}
    for number, char in enumerate(text):
        if char not in ACCENTS or number in changes:
            continue
        place = lefts[number]
        near = [
            n for n in range(max(0, number - 2), min(len(text), number + 3)) if text[n].isalpha() and n not in changes
        ]
        letter = min(near, key=lambda n: abs(lefts[n] - place), default=None)
        if letter is None or abs(lefts[letter] - place) > 0.3 * segment.size:
            continue
        plain = {"ı": "i", "ȷ": "j"}.get(text[letter], text[letter])
        joined = unicodedata.normalize("NFC", plain + ACCENTS[char])
        if len(joined) == 1:
            low, high = sorted((letter, number))
            changes |= dict.fromkeys(range(low, high + 1), "") | {letter: joined}
            if number > letter and text[number + 1 : number + 2] == " " and _is_narrow(lefts, number + 1, segment.size):
                changes[number + 1] = ""
    replace_characters(segment, changes)


def _is_narrow(lefts: list[float], number: int, size: float) -> bool:
    return number + 1 < len(lefts) and lefts[number + 1] - lefts[number] < 0.12 * size


def _occurrences(segments: list[Segment]) -> Iterator[tuple[Key, str, str]]:
    """(font and sign, letters before, letters after) of each unknown glyph."""
    for segment in segments:
        for match in _UNKNOWN.finditer(segment.text):
            at = match.start()
            font = next((p.style.font for p in segment.pieces if p.start <= at < p.end), "")
            yield (font, match.group()), segment.text[max(0, at - 14) : at], segment.text[at + 1 : at + 15]


def _learn(segments: list[Segment]) -> dict[Key, str]:
    """What each unknown sign of each font stands for, as far as the document shows it."""
    contexts: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    for key, before, after in _occurrences(segments):
        contexts[key].append((before, after))
    words = Counter(w.lower() for s in segments for w in _WORD.findall(s.text)) if contexts else Counter()
    learned = {key: _explain(places, words) for key, places in sorted(contexts.items())}
    learned = {key: text for key, text in learned.items() if text}
    return learned | _learn_plain_sign(segments)


def _explain(places: list[tuple[str, str]], words: Counter[str]) -> str:
    """The meaning of a sign from what stands around it: Th, a ligature of f, a degree or copyright sign, or nothing."""
    starts = sum(not b[-1:].isalnum() and bool(_TH_ENDING.match(a)) for b, a in places)
    if starts and 2 * starts >= sum(not b[-1:].isalnum() and a[:1].islower() for b, a in places) > 0:
        return "Th"
    degrees = sum(bool(re.search(r"\d\s?$", b) and re.match(r"\s?[CF]\b", a)) for b, a in places)
    if 2 * degrees > len(places):
        return "°"
    if all(re.match(r"\s?(?:The Author|(?:19|20)\d\d\b)", a) for _, a in places):
        return "©"
    if len(places) > 2 and all(b[-1:] == " " and re.match(r" [^\W\d_a-z]", a) for b, a in places):
        return "·"
    return _explain_ligature(places, words)


def _explain_ligature(places: list[tuple[str, str]], words: Counter[str]) -> str:
    votes: Counter[str] = Counter()
    for before, after in places:
        left = re.search(r"[^\W\d_]*$", before)
        right = re.match(r"[^\W\d_]*", after)
        if left is None or right is None or not (left.group() or right.group()):
            return ""
        for letters in ("fi", "fl", "ff", "ffi", "ffl"):
            votes[letters] += words[(left.group() + letters + right.group()).lower()]
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def _learn_plain_sign(segments: list[Segment]) -> dict[Key, str]:
    """A font that says it knows its signs and is wrong: a sign before e, is, ese, us at a word start, and no "The"."""
    signs: Counter[Key] = Counter()
    proper: set[str] = set()
    for segment in segments:
        for match in _TH_SYMBOL.finditer(segment.text):
            font = next((p.style.font for p in segment.pieces if p.start <= match.start() < p.end), "")
            signs[(font, match.group(1))] += 1
        if "The" in segment.text or "Thi" in segment.text:
            proper |= {p.style.font for p in segment.pieces if "Th" in segment.text[p.start : p.end]}
    return {key: "Th" for key, count in signs.items() if count >= 3 and key[0] not in proper}


def _find_replacements(segment: Segment, learned: dict[Key, str]) -> dict[int, str]:
    changes: dict[int, str] = {}
    for piece in segment.pieces:
        for number in range(piece.start, piece.end):
            char = segment.text[number]
            known = learned.get((piece.style.font, char))
            unknown = bool(_UNKNOWN.match(char))
            if unknown:
                changes[number] = known or REPLACEMENT
            elif (
                known
                and segment.text[number + 1 : number + 2].islower()
                and segment.text[number - 1 : number] in ("", " ", "(")
            ):
                changes[number] = known
    return changes
