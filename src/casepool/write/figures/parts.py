"""Parts that figures share: legends, axes with ticks, notes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casepool.write.figures.page import Page
from casepool.write.figures.scene import MARGIN, measure, wrap

LINE = 3.5
LEGEND_LINE, LEGEND_WRAP = 4.6, 2.9


Drawer = Callable[[Page, float, float], None]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: how its sign is drawn around (x, y) in the middle of `width`, and its words."""

    draw: Drawer
    words: str
    width: float = 5.0


def draw_legend(page: Page, x: float, y: float, width: float, keys: Sequence[Key], columns: int = 0) -> float:
    """Entries one after the other with breaks where needed, or in `columns`; returns the y below the last line.

    Words that are longer than their room go on in a second line.
    """
    left, top, deepest = x, y, 0.0
    step = (width + 3.0) / columns if columns else width + 3.0
    for n, key in enumerate(keys):
        lines = wrap(key.words, 6.5, step - 3.0 - key.width - 1.2)
        length = key.width + 1.2 + max(measure(line, 6.5) for line in lines)
        breaks = n % columns == 0 if columns else left > x and left + length > x + width
        if n and breaks:
            left, top, deepest = x, top + LEGEND_LINE + deepest, 0.0
        key.draw(page, left + key.width / 2, top)
        for place, line in enumerate(lines):
            page.label(left + key.width + 1.2, top + place * LEGEND_WRAP, line)
        deepest = max(deepest, (len(lines) - 1) * LEGEND_WRAP)
        left += step if columns else length + 5.5
    return top + LEGEND_LINE + deepest if keys else y


def draw_note(page: Page, x: float, y: float, words: str, width: float, italic: bool = False) -> float:
    """Secondary words in lines; `y` is the middle of the first line; returns the middle of the line after the last."""
    if not words.strip():
        return y
    for line in wrap(words, 6.5, width, italic=italic):
        page.label(x, y, line, 6.5, "ink2", italic=italic)
        y += LINE
    return y


def choose_step(top: float, most: int = 8) -> float:
    """A round step (1, 2, 5 times a power of ten) that gives at most `most` ticks up to `top`."""
    base = 1.0
    while top / base > most * 10:
        base *= 10
    while top / base < 1 and base > 1e-6:
        base /= 10
    for factor in (1, 2, 5, 10, 20, 50, 100):
        if top / (base * factor) <= most:
            return base * factor
    return base * 100


def list_ticks(top: float, step: float) -> list[float]:
    """0, step, 2 steps ... up to `top`."""
    return [round(n * step, 6) for n in range(int(top / step + 1e-9) + 1)]


def say_tick(value: float) -> str:
    """A number on an axis."""
    return f"{value:g}"


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to millimetres."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def draw_x_axis(
    page: Page, scale: Scale, y: float, ticks: Sequence[float], label: str = "", say: Callable[[float], str] = say_tick
) -> float:
    """A line with ticks below and a label in its middle; returns the y below all of it."""
    page.line((scale.start, y), (scale.end, y))
    page.lines([((scale.at(tick), y), (scale.at(tick), y + 0.78)) for tick in ticks])
    for tick in ticks:
        page.label(scale.at(tick), y + 2.4, say(tick), anchor="middle")
    if label:
        page.label((scale.start + scale.end) / 2, y + 6.0, label, 7, anchor="middle")
    return y + (8.0 if label else 4.4)


def draw_y_axis(page: Page, scale: Scale, x: float, ticks: Sequence[float], label: str = "", gap: float = 9.0) -> None:
    """A line with ticks to the left and a turned label."""
    page.line((x, scale.start), (x, scale.end))
    page.lines([((x - 0.78, scale.at(tick)), (x, scale.at(tick))) for tick in ticks])
    for tick in ticks:
        page.label(x - 1.5, scale.at(tick), say_tick(tick), anchor="end")
    if label:
        page.label(x - gap, (scale.start + scale.end) / 2, label, 7, anchor="middle", angle=90)


def draw_grid(page: Page, scale: Scale, ticks: Sequence[float], top: float, bottom: float) -> None:
    """Hairlines that a reader measures along; none at the first tick, where the axis is."""
    lines = [((scale.at(tick), top), (scale.at(tick), bottom)) for tick in ticks if tick > scale.low]
    page.lines(lines, "hair", 0.35)


def close_page(page: Page, y: float, *notes: str, x: float = MARGIN) -> float:
    """The notes in italics under everything else; returns the height of the page."""
    words = " ".join(note for note in notes if note)
    y = draw_note(page, x, y, words, page.width - x - MARGIN, italic=True)
    return y - LINE / 2 + MARGIN if words else y + MARGIN - 1.5
