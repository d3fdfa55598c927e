"""Lines of a plain text with their offsets, and whether the text is wrapped at a fixed width."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]*_]{0,4}$")
WIDEST_WRAP = 130
_FEWEST_BREAKS = 4
_SHORTEST = 40
_GAP = re.compile(r"\t| {3,}|\|")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `start` to `end` is its content without blanks at either end, `first` to `last` the whole line."""

    index: int
    first: int
    last: int
    start: int
    end: int
    words: str

    @property
    def blank(self) -> bool:
        return self.start >= self.end

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends like a sentence."""
        return bool(_TERMINAL.search(self.words))

    def breaks_hard(self, text: str) -> bool:
        """Whether the line ends in two spaces: a line break that Markdown means."""
        return self.last - self.end >= 2 and text[self.end : self.end + 2] == "  "


def split_lines(text: str) -> tuple[Line, ...]:
    """All lines of `text`, with its offsets. CR, LF, CRLF, form feed and the Unicode separators end a line."""
    lines: list[Line] = []
    first = 0
    for match in _BREAK.finditer(text):
        lines.append(_line(text, len(lines), first, match.start()))
        first = match.end()
    lines.append(_line(text, len(lines), first, len(text)))
    return tuple(lines)


def find_width(lines: Sequence[Line]) -> int:
    """The width in characters at which the text is wrapped, 0 where each line is a paragraph of its own.

    A text is wrapped if most of its longer lines end inside a sentence, where the next word would not have fitted.
    """
    pairs = [
        (a, b) for a, b in pairwise(lines) if not b.blank and len(a.words) >= _SHORTEST and not _GAP.search(a.words)
    ]
    lengths = sorted(len(a.words) for a, _ in pairs)
    if len(pairs) < _FEWEST_BREAKS:
        return 0
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.97))]
    open_ends = sum(not a.ends_sentence for a, _ in pairs)
    if width > WIDEST_WRAP or 2 * open_ends < len(pairs):
        return 0
    full = sum(breaks_at(a, b, width) for a, b in pairs)
    return width if 2 * full >= len(pairs) else 0


def breaks_at(line: Line, following: Line, width: int) -> bool:
    """Whether `line` ends because the first word of `following` would not have fitted into `width`."""
    word = following.words.split(" ", 1)[0]
    return len(line.words) + 1 + len(word) > width - 6 and "\t" not in line.words


def _line(text: str, index: int, first: int, last: int) -> Line:
    content = text[first:last]
    words = content.strip()
    start = first + len(content) - len(content.lstrip())
    return Line(index, first, last, start, start + len(words), words)
