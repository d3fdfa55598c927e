"""The spinal column: its 29 levels, and how it is drawn at the left of a level map."""

from casepool.write.figures.page import Page
from casepool.write.figures.scene import MARGIN

LEVELS = (
    *(f"C{n}" for n in range(1, 8)), *(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6)),
    *(f"S{n}" for n in range(1, 6)),
)  # fmt: skip
REGIONS = (("Cervical", 0, 7), ("Thoracic", 7, 19), ("Lumbar", 19, 24), ("Sacral", 24, 29))
FULL = 9.0
MIDDLE = 9.0
LEFT = 15.3


def find_blocks(levels: tuple[str, ...]) -> list[tuple[str, str]]:
    """Levels as runs without a gap, each with its upper and lower level; words that are no level are left out."""
    places = sorted({LEVELS.index(level) for level in levels if level in LEVELS})
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [(LEVELS[run[0]], LEVELS[run[-1]]) for run in runs]


def say_block(upper: str, lower: str) -> str:
    """A block in words: "T3", "C7–T1"."""
    return upper if upper == lower else f"{upper}–{lower}"


def draw_spine(page: Page, top: float, row: float, left: float, right: float) -> float:
    """Bands of the regions from `left` to `right`, vertebrae and names; returns the y below the last row."""
    for name, first, last in REGIONS:
        if name in ("Thoracic", "Sacral"):
            page.rect(left, top + first * row, right - left, (last - first) * row, "wash")
        page.label(MARGIN + 1.2, top + (first + last) / 2 * row, name, 6.5, "ink2", "middle", angle=90)
    page.lines([((left, top + n * row), (right, top + n * row)) for n in range(1, 29)], "hair", 0.25)
    for n, level in enumerate(LEVELS):
        _draw_vertebra(page, n, level, top + n * row, row)
    return top + 29 * row


def _draw_vertebra(page: Page, n: int, level: str, y: float, row: float) -> None:
    if n < 24:
        width = FULL * (0.50 + 0.35 * n / 23)
        height = 0.70 * row
        page.round_rect(MIDDLE - width / 2, y + 0.15 * row, width, height, 0.35, "bone", "line", 0.4)
    else:
        upper, lower = (FULL * (0.84 - 0.42 * (n - 24 + part) / 5) / 2 for part in (0, 1))
        corners = ((-upper, 0.0), (upper, 0.0), (lower, row), (-lower, row))
        page.shape([(MIDDLE + x, y + dy) for x, dy in corners], "bone", "line", 0.4)
    page.label(MIDDLE, y + row / 2, level, 5.2, "ink2", "middle")
