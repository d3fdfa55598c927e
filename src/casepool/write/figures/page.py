"""A page while it is being drawn: marks are put on it, `finish` checks and freezes it."""

from collections.abc import Iterable, Sequence
from math import cos, pi, sin

from casepool.write.escape import show_line
from casepool.write.figures.scene import (
    CAPITAL,
    POINT,
    Circle,
    FigureError,
    Mark,
    Path,
    Points,
    Scene,
    Text,
    check_page,
)

Point = tuple[float, float]


def _snap(points: Iterable[Point]) -> Points:
    return tuple((round(x, 3), round(y, 3)) for x, y in points)


class Page:
    """A page of a fixed width in millimetres. All coordinates are millimetres from the top left corner."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.marks: list[Mark] = []

    def lines(
        self, parts: Iterable[Iterable[Point]], stroke: str = "ink2", width: float = 0.5,
        dash: tuple[float, ...] = (), row: int | None = None,
    ) -> None:  # fmt: skip
        """Open lines that share one look."""
        snapped = tuple(_snap(part) for part in parts)
        if snapped:
            self.marks.append(Path(snapped, False, "", stroke, width, dash, row))

    def line(
        self, *points: Point, stroke: str = "ink2", width: float = 0.5, dash: tuple[float, ...] = (),
        row: int | None = None,
    ) -> None:  # fmt: skip
        """One open line."""
        self.lines([points], stroke, width, dash, row)

    def shape(
        self, points: Iterable[Point], fill: str = "", stroke: str = "", width: float = 0.5, row: int | None = None
    ) -> None:
        """A closed shape."""
        self.marks.append(Path((_snap(points),), True, fill, stroke, width, (), row))

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str = "", stroke: str = "", width: float = 0.5,
        row: int | None = None,
    ) -> None:  # fmt: skip
        """A rectangle by its top left corner."""
        self.shape(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), fill, stroke, width, row)

    def round_rect(
        self, x: float, y: float, w: float, h: float, r: float, fill: str, stroke: str, width: float
    ) -> None:
        """A rectangle with round corners of radius r."""
        corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90), (x + r, y + r, 180))
        turns = ((cx, cy, (start + step) * pi / 180) for cx, cy, start in corners for step in (0, 30, 60, 90))
        self.shape(((cx + r * cos(t), cy + r * sin(t)) for cx, cy, t in turns), fill, stroke, width)

    def circle(
        self, x: float, y: float, r: float, fill: str = "", stroke: str = "", width: float = 0.7, row: int | None = None
    ) -> None:
        """A circle by its centre."""
        self.marks.append(Circle(round(x, 3), round(y, 3), round(r, 3), fill, stroke, width, row))

    def text(
        self, x: float, y: float, words: str, size: float = 6.5, fill: str = "ink", anchor: str = "start", *,
        bold: bool = False, italic: bool = False, angle: int = 0, row: int | None = None,
    ) -> Text:  # fmt: skip
        """One line of words on the baseline y. Hidden characters are shown, line ends become spaces."""
        found = Text(round(x, 3), round(y, 3), show_line(words), size, fill, anchor, bold, italic, angle, row)
        if found.words:
            self.marks.append(found)
        return found

    def label(
        self, x: float, y: float, words: str, size: float = 6.5, fill: str = "ink", anchor: str = "start", *,
        bold: bool = False, italic: bool = False, angle: int = 0, row: int | None = None,
    ) -> Text:  # fmt: skip
        """Words whose middle line is y (of turned words: whose middle line is x)."""
        rise = CAPITAL * size * POINT
        x, y = (x + rise, y) if angle else (x, y + rise)
        return self.text(x, y, words, size, fill, anchor, bold=bold, italic=italic, angle=angle, row=row)

    def hatch(
        self, x: float, y: float, w: float, h: float, stroke: str, step: float = 1.1, width: float = 0.45
    ) -> None:
        """Strokes from lower left to upper right within a rectangle; their density does not depend on its size."""
        parts: list[Sequence[Point]] = []
        offset = step / 2
        while offset < w + h:
            start = (x + max(0.0, offset - h), y + min(h, offset))
            end = (x + min(w, offset), y + max(0.0, offset - w))
            parts.append((start, end))
            offset += step
        self.lines(parts, stroke, width)

    def cross_hatch(self, x: float, y: float, w: float, h: float, stroke: str, step: float = 1.5) -> None:
        """Strokes in both directions within a rectangle."""
        self.hatch(x, y, w, h, stroke, step, 0.35)
        first = len(self.marks)
        self.hatch(x, y, w, h, stroke, step, 0.35)
        turned = [mark for mark in self.marks[first:] if isinstance(mark, Path)]
        del self.marks[first:]
        for mark in turned:
            self.lines((((2 * x + w - px, py) for px, py in part) for part in mark.parts), stroke, 0.35)

    def dots(self, x: float, y: float, w: float, h: float, fill: str, step: float = 1.0, r: float = 0.14) -> None:
        """A grid of dots within a rectangle."""
        columns, rows = int((w - 2 * r) / step), int((h - 2 * r) / step)
        left, top = x + (w - columns * step) / 2, y + (h - rows * step) / 2
        for n in range(columns + 1):
            for m in range(rows + 1):
                if w > 2 * r and h > 2 * r:
                    self.circle(left + n * step, top + m * step, r, fill)

    def arrow(
        self,
        start: Point,
        end: Point,
        stroke: str = "ink2",
        width: float = 0.7,
        head: float = 1.2,
        row: int | None = None,
    ) -> None:
        """A straight arrow that ends exactly at `end`."""
        (x1, y1), (x2, y2) = start, end
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-6)
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        base = (x2 - ux * head, y2 - uy * head)
        self.line(start, base, stroke=stroke, width=width, row=row)
        wing = 0.36 * head
        tips = ((base[0] - uy * wing, base[1] + ux * wing), (base[0] + uy * wing, base[1] - ux * wing))
        self.shape(((x2, y2), *tips), stroke, "", row=row)

    def finish(self, height: float) -> Scene:
        """The finished page. Raises FigureError for text that leaves it or lies on other text."""
        scene = Scene(round(self.width, 3), round(height, 3), tuple(self.marks))
        problems = check_page(scene)
        if problems:
            raise FigureError(f"The figure was not drawn: {'; '.join(problems[:5])}.")
        return scene
