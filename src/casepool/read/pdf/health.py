"""Whether the text of a page can be trusted: text, scan (OCR needed) or ask (a person should look)."""

import re
from collections import Counter

from casepool.domain.document import Page
from casepool.domain.errors import Problem
from casepool.read.pdf.characters import Segment
from casepool.read.pdf.engine import PageShape
from casepool.read.pdf.fonts import REPLACEMENT
from casepool.read.pdf.graphics import Rect

FEW_CHARACTERS = 50
_FREQUENT = frozenset(
    (
        *("the", "of", "and", "in", "to", "was", "with", "for", "is", "on", "by", "as", "were", "that", "at", "from"),
        *("de", "la", "le", "les", "des", "et", "du", "un", "une", "dans", "el", "los", "las", "del", "con", "por"),
        *("der", "die", "das", "und", "von", "mit", "den", "im", "eine", "ist", "che", "di", "il", "da", "em", "para"),
    )
)
"""Words that any page of prose in the languages of the literature holds."""
_WORD = re.compile(r"[^\W\d_]+")
OCR_WAY_OUT = "Run with --ocr, or type the values by hand with a page reference."


def judge_page(number: int, shape: PageShape, segments: list[Segment], pictures: list[Rect]) -> Page:
    """The page with its health and, when it is not plain text, a note that says why."""
    text = " ".join(s.text for s in segments)
    health, note = _judge(text, _covered(shape, pictures))
    return Page(number, round(shape.width, 2), round(shape.height, 2), shape.rotation, health, note)


def _covered(shape: PageShape, pictures: list[Rect]) -> float:
    """Share of the page that its largest picture covers."""
    largest = max(((p[2] - p[0]) * (p[3] - p[1]) for p in pictures), default=0.0)
    return largest / max(shape.width * shape.height, 1.0)


def _judge(text: str, covered: float) -> tuple[str, str]:
    solid = text.replace(" ", "")
    if len(solid) < FEW_CHARACTERS:
        if covered > 0.35:
            return "scan", "image only"
        return "text", "hardly any text" if solid else "no text"
    unknown = solid.count(REPLACEMENT) / len(solid)
    if unknown > 0.05:
        return "ask", f"{100 * unknown:.0f}% of the characters have no known meaning in their font"
    words = [w.lower() for w in _WORD.findall(text)]
    if len(words) < 80:
        return "text", ""
    single = sum(len(w) == 1 and w.isascii() for w in words) / len(words)
    frequent = sum(w in _FREQUENT for w in words) / len(words)
    latin = sum("a" <= c <= "z" for c in text.lower()) / len(solid)
    if single > 0.6:
        return "ask", f"{100 * single:.0f}% of the words are single letters"
    if latin > 0.5 and frequent < 0.01 and single > 0.3:
        return "ask", "hardly any common word"
    return "text", ""


def page_ranges(numbers: list[int]) -> str:
    """Page numbers as words: "page 3", "pages 3-6 and 9"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    parts = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"page {listed}" if len(numbers) == 1 else f"pages {listed}"


def find_page_problems(pages: list[Page]) -> list[Problem]:
    """One problem for all pages that are pictures only, one for the pages whose letters cannot be trusted."""
    problems: list[Problem] = []
    scans = [p.number for p in pages if p.health == "scan"]
    if scans:
        part = page_ranges(scans)
        used = "" if len(scans) < len(pages) else " Nothing of the text could be read."
        problems.append(
            Problem("no_text_layer", f"{part[0].upper()}{part[1:]}: image only, no text.{used}", OCR_WAY_OUT, part)
        )
    notes = Counter(p.note for p in pages if p.health == "ask")
    for note in sorted(notes):
        part = page_ranges([p.number for p in pages if p.health == "ask" and p.note == note])
        message = f"{part[0].upper()}{part[1:]}: the text may be wrong ({note})."
        problems.append(Problem("garbled_text", message, OCR_WAY_OUT, part))
    return problems
