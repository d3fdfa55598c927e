"""Raised characters: reference marks, exponents, ions, and what is left as it is.

A raised number that is a reference mark comes out in brackets of its own ("steps[1]", "10%[2]"), an exponent or a
charge in raised code points ("cm²", "10⁻³", "Ca²⁺"); so a raised digit is never glued to a word or a number.
Raised letters, signs (a, *, †, th, ®) and isotope numbers stay as they are; lowered characters always do.
"""

import re

from casepool.read.pdf.characters import Segment

RAISED = str.maketrans("0123456789+-−–()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
_MARK = re.compile(r"^[\s,;.–—−-]*\d[\d\s,;.–—−*†‡§#a-f-]*$")
_EXPONENT = re.compile(r"^[-−–]?\s?\d{1,2}$")
_UNIT = re.compile(
    r"(?:^|[\s\d/·.(×x*=~<>±,])(?:k?m|[cdmµμnp]m|s|h|hr|min|sec|d|L|l|m[lL]|[kmµμ]?g|mol|[mµμ]?M|W|V|Hz|R|r|χ|η|10|K|J|N|T|B|I|p)$"
)
_ISOTOPE = re.compile(r"^[A-Z][a-z]?(?![a-z])")


def find_raised(segment: Segment) -> list[tuple[int, int]]:
    """Stretches of raised characters, neighbouring ones joined."""
    found: list[tuple[int, int]] = []
    for piece in segment.pieces:
        small, lift = piece.style.size / segment.size, (segment.base - piece.base) / segment.size
        if (small < 0.86 and lift > 0.1) or (small < 1.05 and lift > 0.24):
            if found and not segment.text[found[-1][1] : piece.start].strip():
                found[-1] = (found[-1][0], piece.end)
            else:
                found.append((piece.start, piece.end))
    return found


def mark_raised(segment: Segment, brackets: bool = True) -> dict[int, str]:
    """New text for single characters of a segment (index -> text) so that raised digits stand apart.

    `brackets` False leaves digits of reference marks as raised code points.
    """
    changes: dict[int, str] = {}
    text = segment.text
    for start, end in find_raised(segment):
        while end > start and text[end - 1] == " ":
            end -= 1
        raised = text[start:end]
        if not any(c.isdigit() for c in raised):
            continue
        kind = _kind_of(text[:start], raised, text[end:])
        if kind == "raised" or (kind == "mark" and not brackets):
            changes |= {n: text[n].translate(RAISED) for n in range(start, end)}
        elif kind == "mark":
            first = start + len(raised) - len(raised.lstrip(" ,;."))
            last = end - 1 - (len(raised) - len(raised.rstrip(" ,;.")))
            changes[first] = "[" + text[first]
            changes[last] = changes.get(last, text[last]) + "]"
    return changes


def _kind_of(before: str, raised: str, after: str) -> str:
    """mark, raised or plain."""
    if raised[-1] in "+-−–" and re.fullmatch(r"\d?[+−–-]", raised):
        return "raised"
    if raised[0] in "-−–" and _EXPONENT.match(raised):
        return "raised"
    if _EXPONENT.match(raised) and _UNIT.search(before):
        return "raised"
    if (not before or not before[-1].isalnum()) and _ISOTOPE.match(after) and raised.strip().rstrip("m").isdigit():
        return "plain"
    if "[" in raised or "(" in raised:
        return "plain"
    return "mark" if _MARK.match(raised) else "plain"
