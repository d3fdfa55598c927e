"""Lines of a plain text with their offsets, and whether the text is wrapped at a fixed width."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]*_]{0,4}$")
WIDEST_WRAP = 130
_FEWEST_BREAKS = 4


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

    A text is wrapped if most of its line ends inside a paragraph stand where the next word would not have fitted.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if not a.blank and not b.blank]
    lengths = sorted(len(line.words) for line in lines if not line.blank)
    if len(pairs) < _FEWEST_BREAKS or not lengths:
        return 0
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.97))]
    if width > WIDEST_WRAP or width < 30:
        return 0
    full = sum(1 for a, b in pairs if breaks_at(a, b, width))
    return width if full >= 0.6 * len(pairs) else 0


def breaks_at(line: Line, following: Line, width: int) -> bool:
    """Whether `line` ends because the first word of `following` would not have fitted into `width`."""
    word = following.words.split(" ", 1)[0]
    return len(line.words) + 1 + len(word) > width - 6 and "\t" not in line.words


def _line(text: str, index: int, first: int, last: int) -> Line:
    content = text[first:last]
    words = content.strip()
    start = first + len(content) - len(content.lstrip())
    return Line(index, first, last, start, start + len(words), words)
