"""What a figure is drawn of: paths, circles and texts on a page in millimetres, colours by their names in the palette.

The origin is the top left corner, y runs down. Text sizes and line widths are in points as printed. A mark may name
the row of the data sheet that it draws.
"""

import re
from dataclasses import dataclass
from functools import cache

from casepool.domain.errors import CasepoolError
from casepool.knowledge.palette import load_palette, load_widths
from casepool.write.escape import show_line

POINT = 25.4 / 72
ASCENT, DESCENT, CAPITAL = 0.73, 0.21, 0.358
SMALLEST, SMALLEST_OF_ALL = 6.0, 5.2
MARGIN = 2.0
_LETTERED = re.compile(r"\([a-z]+\)")
Points = tuple[tuple[float, float], ...]


class FigureError(CasepoolError):
    """A figure that would be wrong on the page: text outside it, or texts on top of each other."""


@dataclass(frozen=True, slots=True)
class Path:
    """Lines through points, filled if `fill` is named; several parts share one look. `dash` is in points."""

    parts: tuple[Points, ...]
    closed: bool = False
    fill: str = ""
    stroke: str = ""
    width: float = 0.5
    dash: tuple[float, ...] = ()
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle of radius `r`."""

    x: float
    y: float
    r: float
    fill: str = ""
    stroke: str = ""
    width: float = 0.7
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; x, y is its baseline at the anchor (start, middle, end). `angle` is 0 or 90 (upwards)."""

    x: float
    y: float
    words: str
    size: float = 6.5
    fill: str = "ink"
    anchor: str = "start"
    bold: bool = False
    italic: bool = False
    angle: int = 0
    row: int | None = None

    @property
    def length(self) -> float:
        """Printed length in millimetres."""
        return measure(self.words, self.size, self.bold, self.italic)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in millimetres."""
        em = self.size * POINT
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.length
        if self.angle:
            low = self.y + before
            return (self.x - ASCENT * em, low - self.length, self.x + DESCENT * em, low)
        left = self.x - before
        return (left, self.y - ASCENT * em, left + self.length, self.y + DESCENT * em)


Mark = Path | Circle | Text


@dataclass(frozen=True)
class Scene:
    """A page of marks, drawn in their order."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Text))

    @property
    def drawn_rows(self) -> frozenset[int]:
        """The rows of the data sheet that a mark draws."""
        return frozenset(mark.row for mark in self.marks if mark.row is not None)


@cache
def measure(words: str, size: float, bold: bool = False, italic: bool = False) -> float:
    """Length of a line of words in millimetres at a size in points, by the widths of the shipped font."""
    widths = load_widths("Bold" if bold else "Italic" if italic else "Regular")
    return sum(widths.get(ord(sign), 1.0) for sign in words) * size * POINT


def cut(words: str, size: float, most: float, bold: bool = False, italic: bool = False) -> str:
    """The words, cut with an ellipsis where they are longer than `most` millimetres."""
    words = show_line(words)
    if measure(words, size, bold, italic) <= most:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        fits = measure(words[:middle].rstrip() + "…", size, bold, italic) <= most
        low, high = (middle, high) if fits else (low, middle - 1)
    return words[:low].rstrip() + "…"


def cut_name(words: str, size: float, most: float, bold: bool = False) -> str:
    """A name, cut before the end that tells it from others of the same name: "Vasquez-Lind… 2006 (b)" keeps "(b)"."""
    words = show_line(words)
    stem, space, end = words.rpartition(" ")
    if not (space and _LETTERED.fullmatch(end)) or measure(words, size, bold) <= most:
        return cut(words, size, most, bold)
    room = most - measure(f" {end}", size, bold)
    return f"{cut(stem, size, room, bold)} {end}" if room > measure("M…", size, bold) else cut(words, size, most, bold)


def wrap(words: str, size: float, most: float, bold: bool = False, italic: bool = False, lines: int = 99) -> list[str]:
    """The words in lines of at most `most` millimetres; what does not fit into `lines` is cut with an ellipsis."""
    found = [""]
    parts = show_line(words).split(" ")
    for n, part in enumerate(parts):
        longer = f"{found[-1]} {part}".strip()
        if not found[-1] or measure(longer, size, bold, italic) <= most:
            found[-1] = longer
        elif len(found) == lines:
            found[-1] = " ".join([found[-1], *parts[n:]])
            break
        else:
            found.append(part)
    return [cut(line, size, most, bold, italic) for line in found]


def check_page(scene: Scene) -> list[str]:
    """What is wrong with a page: text that leaves it, too small text, texts on each other, a colour without a name."""
    found = [f"{text.words!r} leaves the page" for text in scene.texts if not _is_inside(text, scene)]
    found += [f"{text.words!r} is smaller than 5.2 pt" for text in scene.texts if text.size < SMALLEST_OF_ALL]
    found += [f"{a.words!r} lies on {b.words!r}" for a, b in _find_overlaps(scene.texts)]
    known = load_palette().themes["print"]
    names = {name for mark in scene.marks for name in (mark.fill, getattr(mark, "stroke", "")) if name}
    return found + [f"colour {name!r} is not in the palette" for name in sorted(names - set(known))]


def _is_inside(text: Text, scene: Scene) -> bool:
    left, top, right, bottom = text.box
    return left >= -0.01 and top >= -0.01 and right <= scene.width + 0.01 and bottom <= scene.height + 0.01


def _find_overlaps(texts: tuple[Text, ...]) -> list[tuple[Text, Text]]:
    ordered = sorted(((text.box, text) for text in texts if text.words.strip()), key=lambda pair: pair[0][0])
    found = []
    for n, (box, text) in enumerate(ordered):
        for other_box, other in ordered[n + 1 :]:
            if other_box[0] >= box[2]:
                break
            if _overlap(box, other_box, 0.25 * min(text.size, other.size) * POINT):
                found.append((text, other))
    return found


def _overlap(a: tuple[float, ...], b: tuple[float, ...], least: float) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > least and min(a[3], b[3]) - max(a[1], b[1]) > least
