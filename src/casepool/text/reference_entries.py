"""The entries of a reference list: where each begins and ends, and its number."""

import re
from dataclasses import dataclass

from casepool.domain.document import Block
from casepool.knowledge.compiled import compile_pattern
from casepool.text.names import SHAPES, read_names

_MARK = r"[ \t>*_#\u2022-]*(?:<[a-z]{1,6}>)?[*_]*"
STYLES = {
    "[1]": compile_pattern(rf"^{_MARK}\\?\[(\d{{1,4}})\\?\][.:]?[*_ \t]*", re.MULTILINE),
    "(1)": compile_pattern(rf"^{_MARK}\((\d{{1,3}})\)[.:]?[*_ \t]*", re.MULTILINE),
    "1.": compile_pattern(rf"^{_MARK}(\d{{1,4}})\\?[.:][*_]*(?!\d)[ \t]*", re.MULTILINE),
    "1)": compile_pattern(rf"^{_MARK}(\d{{1,3}})\)[*_]*[ \t]*", re.MULTILINE),
    "1": compile_pattern(
        rf"^{_MARK}(\d{{1,4}})(?:[*_]*[ \t]+(?=[^\W\d_\n])|[ \t]*\n(?=[^\W\d_\n])|(?=[A-Z][a-z]))", re.MULTILINE
    ),
}
INLINE = {
    "[1]": compile_pattern(r"(?<![\w\[])\[(\d{1,3})\]\s*(?=[^\W\d_])"),
    "1.": compile_pattern(r"(?:^|(?<=[.\s;\]]))(\d{1,3})\.\s*(?=[A-Z\u00c0-\u00de*])"),
    "(1)": compile_pattern(r"(?:^|(?<=[.\s;\]]))\((\d{1,3})\)\s*(?=[A-Z\u00c0-\u00de])"),
    "1)": compile_pattern(r"(?:^|(?<=[.\s;\]]))(\d{1,3})\)\s*(?=[A-Z\u00c0-\u00de])"),
}
_LONGEST = 1500
_HEAD = 600
_YEAR = compile_pattern(r"\b(?:18|19|20)\d\d[a-z]?\b|\bin press\b")
_YEAR_IN_BRACKETS = compile_pattern(r"\((?:18|19|20)\d\d[a-z]?\)")
_YEAR_NEXT = compile_pattern(r"[.,]? ?\((?:18|19|20)\d\d[a-z]?\)")
_INITIAL_SHAPES = tuple(shape for shape in SHAPES if shape != "given surname")
_PARAGRAPH = compile_pattern(r"[^\n](?:[^\n]|\n(?![ \t]*\r?\n))*")
_LINE = compile_pattern(r"[^\n]+")
_CLOSED = compile_pattern(r"[.\]\d)>/][\s*_]*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its interval with the number, where the words begin, the printed number (None: unnumbered)."""

    start: int
    body: int
    end: int
    number: int | None


def split_entries(text: str, start: int, end: int, blocks: tuple[Block, ...]) -> tuple[tuple[Entry, ...], bool]:
    """The entries of the list in text[start:end], and whether the list was split without a gap or a doubt."""
    inside = [
        b for b in blocks if b.start >= start and b.end <= end and b.kind in ("reference", "list-item", "paragraph")
    ]
    numbered = _split_numbered(text, start, end, inside)
    if len(numbered) >= 2 or (numbered and numbered[0].number == 1 and len(inside) <= 1):
        return tuple(numbered), _is_gapless(numbered)
    entries = _split_unnumbered(text, start, end, inside)
    return tuple(entries), bool(entries) and not any(_holds_two(text, entry) for entry in entries)


def _holds_two(text: str, entry: Entry) -> bool:
    """Whether an unnumbered entry is likely to be several: too long, or with two years of publication in brackets."""
    return entry.end - entry.start > _LONGEST or len(_YEAR_IN_BRACKETS.findall(text, entry.start, entry.end)) > 1


def _is_gapless(entries: list[Entry]) -> bool:
    numbers = [e.number for e in entries]
    short = all(e.end - e.start <= _LONGEST for e in entries)
    return short and numbers == list(range(1, len(entries) + 1))


def _split_numbered(text: str, start: int, end: int, inside: list[Block]) -> list[Entry]:
    """Entries by the numbers at the starts of lines, else by numbers within the lines, in the style that goes on."""
    limits = _edges(inside, start, end)
    by_line = max((_chain(p, text, start, end) for p in STYLES.values()), key=len)
    found = by_line
    if len(by_line) < 2 or any(b - a > _LONGEST for a, b in _spans(by_line, limits)):
        inline = max((_chain(p, text, start, end) for p in INLINE.values()), key=len)
        found = inline if len(inline) > len(by_line) else by_line
    spans = _spans(found, limits)
    return [
        Entry(a, min(match.end(), b), _trim(text, a, b), int(match.group(1)))
        for match, (a, b) in zip(found, spans, strict=True)
        if _trim(text, a, b) > match.end()
    ]


def _chain(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[re.Match[str]]:
    """The numbers that count upwards from the first; a number too far ahead (a volume, a year) is passed over."""
    found = list(pattern.finditer(text, start, end))
    later = {int(m.group(1)) for m in found}
    chain: list[re.Match[str]] = []
    expected = None
    for match in found:
        number = int(match.group(1))
        if expected is None:
            expected = 1 if 1 in later else number
        skipped = range(expected, number)
        if number == expected or (chain and 0 < len(skipped) <= 3 and not later & set(skipped)):
            chain.append(match)
            expected = number + 1
    return chain


def _edges(inside: list[Block], start: int, end: int) -> list[int]:
    return sorted({start, end, *(b.end for b in inside)})


def _spans(found: list[re.Match[str]], limits: list[int]) -> list[tuple[int, int]]:
    """From each number to the next; the last entry ends with its block."""
    if not found:
        return []
    starts = [m.start() for m in found]
    last = starts[-1]
    final = next((edge for edge in limits if edge > last), limits[-1])
    return list(zip(starts, [*starts[1:], final], strict=True))


def _trim(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _split_unnumbered(text: str, start: int, end: int, inside: list[Block]) -> list[Entry]:
    """One entry per block; where a block holds several lines, per paragraph or per line that begins like an entry."""
    pieces = [(b.start, b.end) for b in inside] or [m.span() for m in _PARAGRAPH.finditer(text, start, end)]
    entries: list[Entry] = []
    for a, b in pieces:
        entries.extend(_split_piece(text, a, b))
    return entries


def _split_piece(text: str, start: int, end: int) -> list[Entry]:
    """The entries of a block or paragraph: a new one begins at a line that begins as the first one does."""
    shape = read_names(" ".join(text[start : min(end, start + _HEAD)].split())).shape
    openings = [start]
    before = ""
    for match in _LINE.finditer(text, start, end):
        if match.start() > start and shape in _INITIAL_SHAPES and _opens_entry(text, match.start(), end, shape, before):
            openings.append(match.start())
        before = match.group().rstrip() or before
    pairs = zip(openings, [*openings[1:], end], strict=True)
    return [Entry(a, a, _trim(text, a, b), None) for a, b in pairs if text[a:b].strip()]


def _opens_entry(text: str, start: int, end: int, shape: str, before: str) -> bool:
    """Whether a line begins with names in this shape and a year, at once or (after a closed line) soon."""
    if not text[start].isalpha() or before.endswith((",", "&", " and", "-", ";")):
        return False
    head = " ".join(text[start : min(end, start + _HEAD)].split())
    names = read_names(head)
    if names.shape != shape:
        return False
    return bool(_YEAR_NEXT.match(head, names.end)) or bool(_CLOSED.search(before) and _YEAR.search(head, names.end))
