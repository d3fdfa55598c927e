"""Which possible tables are tables: captions, rules, regularity; and what goes with them."""

import re

from casepool.read.pdf.chunks import FIGURE_LABEL, TABLE_LABEL, Chunk
from casepool.read.pdf.graphics import Graphics, Rect
from casepool.read.pdf.tables.frames import find_frames
from casepool.read.pdf.tables.regions import Region, find_regions, is_caption, moves_right

LIST_MARK = re.compile(r"^(?:[\[(]?\d{1,3}[\])]?\.?|[•·▪■●○◦–—*-]|\(?[a-z]\)|[ivx]+\.)$")
NOTE_MARK = re.compile(r"^(?:[*†‡§¶#∗]|\[?[a-z]\]?[ ,)]|\[\d|notes?\b|abbreviations?\b)", re.I)
CAPTION_REACH = 5.0
"""A caption stands at most this many font sizes above its table (half of it below)."""


def find_tables(chunks: list[Chunk], graphics: Graphics, spread: float = 1.0) -> list[Region]:
    """Tables of one reading frame in stream order, each with its caption and notes.

    A region that is not sure counts as a table only if it goes on with the table of the page before.
    """
    framed = find_frames(chunks, graphics)
    taken = {id(c) for r in framed for c in r.chunks}
    rest = [c for c in chunks if id(c) not in taken]
    regions = join_neighbours([*framed, *find_regions(rest, graphics, spread)], chunks)
    for region in regions:
        region.caption = find_caption(region, chunks)
    tables = [r for r in regions if not _is_list(r) and not _is_running_text(r) and r.widest >= 2]
    for table in tables:
        table.sure = _is_table(table, graphics)
    for table in tables:
        table.notes = _find_notes(table, chunks)
    return sorted(tables, key=lambda t: t.chunks[0].segments[0].order)


def join_neighbours(regions: list[Region], chunks: list[Chunk]) -> list[Region]:
    """Regions right under each other with the same sides, and no caption between them, are one."""
    joined: list[Region] = []
    captions = [c for c in chunks if TABLE_LABEL.match(c.segments[0].text)]
    for region in sorted(regions, key=lambda r: r.top):
        upper = next((r for r in joined if _goes_on(r, region)), None)
        if upper is None or any(upper.bottom - 2 < c.top < region.top for c in captions if _is_over(c, region)):
            joined.append(region)
            continue
        upper.chunks.sort(key=lambda c: c.segments[0].order)
        rows = upper.rows + region.rows
        upper.add(region.chunks)
        upper.rows, upper.widest = rows, max(region.widest, min(upper.widest, 40))
        upper.rules = sorted({*upper.rules, *region.rules}, key=lambda r: r.at)
        upper.enclosed = upper.enclosed and region.enclosed
    return joined


def _goes_on(upper: Region, lower: Region) -> bool:
    shared = min(upper.u1, lower.u1) - max(upper.u0, lower.u0)
    near = -1 < lower.top - upper.bottom < 2.6 * lower.size or _shares_band(upper, lower)
    alike = 0.88 < upper.size / lower.size < 1.13
    if not (near and alike and shared > 0.8 * max(upper.width, lower.width)):
        return False
    closed = any(upper.bottom - 2 < r.at < lower.top + 2 for r in upper.rules)
    return not (
        closed and upper.rows > 1 and len(upper.rules) > 1 and not any(r.at > lower.top + 2 for r in lower.rules)
    )


def _shares_band(upper: Region, lower: Region) -> bool:
    """Whether the two overlap in height, as when a rule cuts through a row."""
    return upper.top < lower.top <= upper.bottom + 1


def add_torn_cells(region: Region, chunks: list[Chunk]) -> None:
    """Add the narrow pieces with which a page begins right above a table: rests of cells of the page before."""
    first = next(n for n, c in enumerate(chunks) if c is region.chunks[0])
    before = chunks[:first]
    if not before or len(before) > region.widest or region.caption:
        return
    for chunk in before:
        narrow = chunk.u1 - chunk.u0 < 0.45 * region.width and chunk.u0 > region.u0 - 2 and chunk.u1 < region.u1 + 2
        alike = 0.9 < chunk.size / region.size < 1.1 and chunk.bottom < region.top + 1
        if not narrow or not alike or is_caption(chunk) or len(chunk.segments) > 20:
            return
    rows, widest = region.rows, region.widest
    later = region.chunks
    region.chunks = []
    region.add(before)
    region.chunks += later
    region.rows, region.widest = rows, widest


def _is_list(region: Region) -> bool:
    """A list or a reference list: the first of each two neighbours is a mark or a number, the second is prose."""
    pairs = [(a, b) for a, b in zip(region.chunks, region.chunks[1:], strict=False) if moves_right(a, b)]
    marked = [(a, b) for a, b in pairs if LIST_MARK.match(a.segments[0].text.strip())]
    if len(marked) < 0.5 * region.rows:
        return False
    prose = sum(b.u1 - b.u0 > 0.5 * region.width or len(b.text) / len(b.segments) > 30 for _, b in marked)
    return prose > 0.5 * len(marked)


def find_caption(region: Region, chunks: list[Chunk]) -> list[Chunk]:
    """The caption just above a region or, failing that, just below it; with the lines that go on with it."""
    size = region.size
    best: tuple[float, int] | None = None
    for number, chunk in enumerate(chunks):
        if not TABLE_LABEL.match(chunk.segments[0].text) or not _is_over(chunk, region):
            continue
        above, below = region.top - chunk.bottom, chunk.top - region.bottom
        distance = above if above > -size else 2 * below
        if (
            (above > -size or below > -size)
            and distance < CAPTION_REACH * 2 * size
            and (best is None or distance < best[0])
        ):
            best = (distance, number)
    if best is None:
        return []
    return _whole_caption(chunks, best[1], region)


def _whole_caption(chunks: list[Chunk], number: int, region: Region) -> list[Chunk]:
    caption = [chunks[number]]
    for chunk in chunks[number + 1 : number + 4]:
        last = caption[-1]
        close = -0.6 * last.size < chunk.top - last.bottom < 1.2 * last.size
        if chunk in region.chunks or not close or chunk.bottom > region.top + 1 or not _is_over(chunk, region):
            break
        caption.append(chunk)
    return caption


def _is_over(chunk: Chunk, region: Region) -> bool:
    return min(chunk.u1, region.u1) - max(chunk.u0, region.u0) > 0


def _is_table(region: Region, graphics: Graphics) -> bool:
    framed = len({round(r.at) for r in region.rules}) >= 2
    if region.rows < (1 if framed and region.caption else 2):
        return False
    if region.caption or framed:
        return True
    return region.rows >= 4 and region.widest >= 3 and not _in_picture(region, graphics.pictures)


def _is_running_text(region: Region) -> bool:
    """Columns of prose that happen to stand side by side."""
    long = [c for c in region.chunks if len(c.segments) >= 6 and len(c.text) / len(c.segments) > 38]
    if long and not region.caption:
        return True
    lines = len(region.segments)
    return region.rows <= 2 and region.widest <= 3 and lines > 12 and len(region.chunks) < lines / 3


def _in_picture(region: Region, pictures: tuple[Rect, ...]) -> bool:
    middle = ((region.u0 + region.u1) / 2, (region.top + region.bottom) / 2)
    return any(p[0] < middle[0] < p[2] and p[1] < middle[1] < p[3] for p in pictures)


def _find_notes(region: Region, chunks: list[Chunk]) -> list[Chunk]:
    """Small print right below a table; a little lower if it is smaller than the table or begins with a mark."""
    notes: list[Chunk] = []
    inside = {id(c) for c in [*region.chunks, *region.caption]}
    bottom = max([region.bottom, *(r.at for r in region.rules)])
    for chunk in chunks:
        if id(chunk) in inside or not _is_over(chunk, region) or len(chunk.segments) > 8:
            continue
        gap = (chunk.top - bottom) / chunk.size
        marked = chunk.size < 0.97 * region.size or NOTE_MARK.match(chunk.text)
        if -0.8 < gap < (2.4 if marked else 1.3) and chunk.size < 1.12 * region.size:
            if TABLE_LABEL.match(chunk.text) or FIGURE_LABEL.match(chunk.text):
                break
            notes.append(chunk)
            bottom = chunk.bottom
    return notes
