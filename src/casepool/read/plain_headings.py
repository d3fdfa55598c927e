"""Headings in plain text and Markdown: marked ones (#, underlined, bold, numbered, capitals) and bare short lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casepool.knowledge.headings import load_headings
from casepool.read.captions import find_caption_label
from casepool.read.plain_lines import Line

_HASHES = re.compile(r"^(#{1,6})[ \t]+(\S.*?)[ \t]*#*$")
_BOLD = re.compile(r"^(\*\*\*|\*\*|__|<b>|<strong>)\s*(\S.{0,140}?)\s*(?:\*\*\*|\*\*|__|</b>|</strong>)\s*[:.]?$")
_NUMBERED = re.compile(r"^((?:\d{1,2}(?:\.\d{1,2}){0,3})[.)]?|[IVX]{1,4}[.)]|[A-H][.)])\s+([^\W\d_].*)$")
_UNDERLINE = re.compile(r"^(=|-){3,}$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST = 110
_LONGEST_BARE = 70
_LONG_TEXT = 80
_TEXT = 60
_SENTENCE = 20


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its words from `start` to `end` without marks, its depth (0 = unknown), how many lines it takes."""

    start: int
    end: int
    level: int = 0
    lines: int = 1
    known: bool = False


def find_heading(lines: Sequence[Line], at: int, strong_only: bool = False) -> Heading | None:
    """The heading that begins in line `at`, or None. `strong_only`: bare lines count only if their title is known."""
    line = lines[at]
    if len(line.words) > 300 or find_caption_label(line.words) is not None:
        return None
    return _hashed(line) or _underlined(lines, at) or _bold(line) or _bare(lines, at, strong_only)


def is_known(words: str) -> bool:
    """Whether `words` is the title of a part of an article."""
    return load_headings().find_rule(words) is not None


def _hashed(line: Line) -> Heading | None:
    match = _HASHES.match(line.words)
    return _inside(line, match.start(2), match.group(2), len(match.group(1))) if match else None


def _underlined(lines: Sequence[Line], at: int) -> Heading | None:
    line, under = lines[at], _line(lines, at + 1)
    if under is None or not _UNDERLINE.match(under.words) or len(line.words) > _LONGEST or "|" in line.words:
        return None
    above = _line(lines, at - 1)
    if not _WORD.search(line.words) or (above is not None and not above.blank):
        return None
    return _inside(line, 0, line.words, 1 if under.words[0] == "=" else 2, lines=2)


def _bold(line: Line) -> Heading | None:
    match = _BOLD.match(line.words)
    if match is None or len(match.group(2).split()) > 14 or "**" in match.group(2) or "\t" in line.words:
        return None
    return _inside(line, match.start(2), match.group(2), 0)


def _inside(line: Line, offset: int, words: str, level: int, lines: int = 1) -> Heading:
    """The heading inside a line, bold marks within it left out."""
    marks = len(words) - len(words.lstrip("*_ "))
    inner = words.strip("*_ ")
    start = line.start + offset + marks
    return Heading(start, start + len(inner), level, lines, is_known(inner))


def _bare(lines: Sequence[Line], at: int, strong_only: bool) -> Heading | None:
    """A line without marks: known title, numbered title, capitals, or short and alone before a long text."""
    line = lines[at]
    if len(line.words) > _LONGEST or line.words[-1] in ",;" or "\t" in line.words or "|" in line.words:
        return None
    numbered = _NUMBERED.match(line.words)
    title = numbered.group(2) if numbered else line.words
    known = is_known(line.words)
    if not _stands_apart(lines, at) or not (_fits_known if known else _fits_unknown)(lines, at, title):
        return None
    if not known and (strong_only or not (numbered or _is_capitals(title) or _is_short_title(lines, at))):
        return None
    level = numbered.group(1).rstrip(".)").count(".") + 1 if numbered else 1 if _is_capitals(title) else 0
    return Heading(line.start, line.end, level, 1, known)


def _stands_apart(lines: Sequence[Line], at: int) -> bool:
    """Whether the line before is blank, ends a sentence, is missing or a heading itself."""
    above = _line(lines, at - 1)
    return above is None or above.blank or above.ends_sentence or len(above.words) <= _LONGEST_BARE


def _fits_known(lines: Sequence[Line], at: int, title: str) -> bool:
    after = next_text(lines, at)
    if after is None or _has_own_text(title):
        return False
    first = next((c for c in title if c.isalpha()), "")
    full = len(after.words) >= _TEXT or (len(after.words) >= _SENTENCE and after.ends_sentence)
    opens = full or after.words[0] in "#*|[" or is_known(after.words) or "\t" in after.words
    listed = bool(_NUMBERED.match(after.words)) or find_caption_label(after.words) is not None
    closes = lines[at].words[-1] not in ".!?" or len(title.split()) < 3
    return first.isupper() and closes and (opens or listed or _line_is_blank(lines, at + 1))


def _has_own_text(title: str) -> bool:
    """Whether the line holds its text beside its title ("Published: May 2023")."""
    name, colon, rest = title.partition(":")
    rule = load_headings().find_rule(name) or load_headings().find_rule(title)
    return bool(colon and rest.strip()) and rule is not None and rule.place == "block"


def _fits_unknown(lines: Sequence[Line], at: int, title: str) -> bool:
    after = next_text(lines, at)
    letters = sum(c.isalpha() for c in title)
    if after is None or title[-1] in ".!?" or letters < 0.6 * len(title) or not _WORD.search(title):
        return False
    if title.count(",") > 1:
        return False
    return (len(after.words) >= _LONG_TEXT or is_known(after.words)) and len(title.split()) <= 14


def _is_capitals(title: str) -> bool:
    letters = [c for c in title if c.isalpha()]
    return len(letters) >= 6 and not any(c.islower() for c in letters) and sum(c.isdigit() for c in title) <= 2


def _is_short_title(lines: Sequence[Line], at: int) -> bool:
    words = lines[at].words
    if len(words) > _LONGEST_BARE or len(words.split()) > 9 or not words[0].isupper() or words.count(",") > 1:
        return False
    above = _line(lines, at - 1)
    return above is None or above.blank or above.ends_sentence


def next_text(lines: Sequence[Line], at: int) -> Line | None:
    """The next line that is not blank, at most three lines down."""
    return next((line for line in lines[at + 1 : at + 5] if not line.blank), None)


def _line(lines: Sequence[Line], at: int) -> Line | None:
    return lines[at] if 0 <= at < len(lines) else None


def _line_is_blank(lines: Sequence[Line], at: int) -> bool:
    line = _line(lines, at)
    return line is not None and line.blank
