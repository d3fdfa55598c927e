"""The flow on the page: boxes, losses at the right, tiles of the units at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.write.figures.material import say_number
from casepool.write.figures.page import Page
from casepool.write.figures.parts import close_page
from casepool.write.figures.scene import MARGIN, Scene, cut, measure, wrap

LINE, HEAD, GAP = 3.35, 4.0, 6.0
LEFT, LEFT_WIDTH, RIGHT, RIGHT_WIDTH = 11.0, 78.0, 98.0, 74.0
TILE_HIGH, TILE_GAP = 18.0, 5.0


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One line of a box, or one tile. Lines of a tile's `reason` are parted by " | "; no count: not stated."""

    stage: str
    box: str
    side: str
    heading: str
    reason: str
    unit: str
    count: int | None


Numbered = tuple[int, FlowRow]


def lay_out_flow(rows: Sequence[FlowRow], width: float, note: str = "") -> Scene:
    """The picture from the rows of its data sheet."""
    page, y = Page(width), MARGIN
    numbered = list(enumerate(rows))
    tiles = [pair for pair in numbered if pair[1].side == "tile"]
    tile = (width - MARGIN - LEFT - TILE_GAP * (len(tiles) - 1)) / max(len(tiles), 1)
    down = LEFT + tile / 2
    bands: dict[str, tuple[float, float]] = {}
    previous: float | None = None
    for box in dict.fromkeys(row.box for row in rows if row.side != "tile"):
        parts = [[p for p in numbered if p[1].box == box and p[1].side == side] for side in ("left", "right")]
        heights = [1 + HEAD + LINE * len(part) + 1 if part else 0.0 for part in parts]
        if previous is not None:
            page.arrow((down, previous), (down, y))
        _draw_box(page, LEFT, y, LEFT_WIDTH, heights[0], parts[0])
        if parts[1]:
            _draw_box(page, RIGHT, y, RIGHT_WIDTH, heights[1], parts[1])
            middle = y + min(heights) / 2
            page.arrow((LEFT + LEFT_WIDTH, middle), (RIGHT, middle))
        stage = parts[0][0][1].stage
        bands[stage] = (bands.get(stage, (y, 0.0))[0], y + max(heights))
        previous, y = y + heights[0], y + max(heights) + GAP
    if previous is not None:
        page.arrow((down, previous), (down, y))
    _draw_tiles(page, tiles, tile, y)
    bands["Included"] = (y, y + TILE_HIGH)
    for stage, (top, bottom) in bands.items():
        page.rect(MARGIN, top, 5.5, bottom - top, "main")
        page.label(MARGIN + 2.75, (top + bottom) / 2, stage, 7, "paper", "middle", bold=True, angle=90)
    return page.finish(close_page(page, y + TILE_HIGH + 3.4, note, x=LEFT))


def _draw_box(page: Page, x: float, y: float, w: float, h: float, lines: Sequence[Numbered]) -> None:
    page.rect(x, y, w, h, "paper", "line", 0.5)
    page.label(x + 2.0, y + 1 + HEAD / 2, lines[0][1].heading, 7, bold=True)
    for place, (n, row) in enumerate(lines):
        middle = y + 1 + HEAD + (place + 0.5) * LINE
        told = say_count(row)
        room = w - 6.0 - measure(told, 6.5, True)
        silent = not row.unit
        words = cut(row.reason, 6.5, room, italic=silent)
        page.label(x + 2.0, middle, words, 6.5, "ink2" if silent else "ink", italic=silent, row=n)
        page.label(x + w - 2.0, middle, told, 6.5, anchor="end", bold=True)


def say_count(row: FlowRow) -> str:
    """The count with its unit behind it."""
    if not row.unit:
        return ""
    if row.count is None:
        return "not stated"
    return f"{say_number(row.count)} {row.unit}{'' if row.count == 1 else 's'}"


def _draw_tiles(page: Page, tiles: Sequence[Numbered], width: float, y: float) -> None:
    for place, (n, row) in enumerate(tiles):
        x = LEFT + place * (width + TILE_GAP)
        page.rect(x, y, width, TILE_HIGH, "main_xl", "main", 0.6, row=n)
        number = page.text(x + 2.2, y + 6.9, say_number(row.count or 0), 13, "main", bold=True)
        unit = f"{row.unit}{'' if row.count == 1 else 's'}"
        page.text(number.box[2] + 1.6, y + 6.9, unit, 7, "main", bold=True)
        lines = [line for part in row.reason.split(" | ") for line in wrap(part, 6.2, width - 4.4)]
        for line_number, words in enumerate(lines[:2]):
            page.label(x + 2.2, y + 11.2 + 3.3 * line_number, words, 6.2)
        if place:
            page.arrow((x - TILE_GAP, y + TILE_HIGH / 2), (x, y + TILE_HIGH / 2))
