"""Where the tables of a page stand: rows of chunks that the stream writes from left to right."""

from dataclasses import dataclass, field

from casepool.read.pdf.characters import Segment
from casepool.read.pdf.chunks import FIGURE_LABEL, TABLE_LABEL, Chunk
from casepool.read.pdf.graphics import Graphics, Rule

ROW_REACH = 4.0
"""The next row of a table stands at most this many font sizes below the row before it."""


@dataclass(slots=True)
class Region:
    """One table on one page: its chunks in stream order and the rules that frame it."""

    chunks: list[Chunk] = field(default_factory=list)
    rows: int = 0
    widest: int = 0
    u0: float = 1e9
    u1: float = -1e9
    top: float = 1e9
    bottom: float = -1e9
    rules: list[Rule] = field(default_factory=list)
    caption: list[Chunk] = field(default_factory=list)
    notes: list[Chunk] = field(default_factory=list)
    enclosed: bool = False
    sure: bool = True

    def add(self, chain: list[Chunk]) -> None:
        self.chunks += chain
        self.rows += len(chain) > 1
        self.widest = max(self.widest, len(chain))
        for chunk in chain:
            self.u0, self.u1 = min(self.u0, chunk.u0), max(self.u1, chunk.u1)
            self.top, self.bottom = min(self.top, chunk.top), max(self.bottom, chunk.bottom)

    @property
    def segments(self) -> list[Segment]:
        return [s for chunk in self.chunks for s in chunk.segments]

    @property
    def size(self) -> float:
        sizes = sorted(s.size for s in self.segments)
        return sizes[len(sizes) // 2]

    @property
    def width(self) -> float:
        return self.u1 - self.u0


def moves_right(a: Chunk, b: Chunk) -> bool:
    """Whether the stream goes from a cell to its right-hand neighbour in the same row."""
    if b.u0 < a.u1 - 0.25 * a.size or not 0.6 < a.size / b.size < 1.7:
        return False
    return min(a.bottom, b.bottom) - max(a.top, b.top) > -0.4 * min(a.size, b.size)


def build_chains(chunks: list[Chunk]) -> list[list[Chunk]]:
    """Chunks grouped into rows by moves to the right; a lone chunk is a chain of one."""
    chains: list[list[Chunk]] = []
    for chunk in chunks:
        if chains and (moves_right(chains[-1][-1], chunk) or _goes_on_beside_label(chains[-1], chunk)):
            chains[-1].append(chunk)
        else:
            chains.append([chunk])
    return chains


def _goes_on_beside_label(chain: list[Chunk], chunk: Chunk) -> bool:
    """A label that is centred beside its rows stands lower than the row that the stream writes after it."""
    label = chain[0]
    near = 0 < label.top - chunk.bottom < 30 * label.size
    narrow = label.u1 - label.u0 < 12 * label.size and len(label.segments) <= 4
    return len(chain) == 1 and near and narrow and chunk.u0 > label.u1


def find_regions(chunks: list[Chunk], graphics: Graphics, spread: float = 1.0) -> list[Region]:
    """Possible tables of one reading frame, in stream order."""
    regions: list[Region] = []
    waiting: list[list[Chunk]] = []
    region: Region | None = None
    for chain in build_chains(chunks):
        if region is not None and _belongs(region, waiting, chain, graphics, spread):
            waiting.append(chain)
            if len(chain) > 1 or _stands_inside(region, chain[0]):
                for held in waiting:
                    region.add(held)
                waiting = []
            continue
        if region is not None:
            regions.append(_close(region, waiting, graphics))
        region, waiting = None, []
        if len(chain) > 1 and not is_caption(chain[0]):
            region = Region()
            region.add(chain)
    if region is not None:
        regions.append(_close(region, waiting, graphics))
    return regions


def is_caption(chunk: Chunk) -> bool:
    """Whether a chunk begins as the caption of a table or figure does."""
    return bool(TABLE_LABEL.match(chunk.segments[0].text) or FIGURE_LABEL.match(chunk.segments[0].text))


def _stands_inside(region: Region, chunk: Chunk) -> bool:
    """Whether a lone chunk stands beside rows that the region has already."""
    return chunk.top > region.top - chunk.size and chunk.bottom < region.bottom + 0.5 * chunk.size


def _belongs(region: Region, waiting: list[list[Chunk]], chain: list[Chunk], graphics: Graphics, spread: float) -> bool:
    """Whether the next chain goes on with the table: just below it, not a caption, not running text."""
    first = chain[0]
    if is_caption(first) or len(waiting) >= 4 or not 0.82 < first.size / region.size < 1.22:
        return False
    bottom = max([region.bottom, *(c.bottom for held in waiting for c in held)])
    top = min(c.top for c in chain)
    if top < region.top - 2 * first.size or top - bottom > ROW_REACH * spread * first.size:
        return False
    apart = max(region.u0, first.u0) - min(region.u1, max(c.u1 for c in chain))
    if apart > 8 * first.size:
        return False
    if any(is_paragraph(c) for c in chain):
        return False
    return len(chain) > 1 or _may_be_cell(region, first, bottom, graphics)


def is_paragraph(chunk: Chunk) -> bool:
    """Several full lines of running text."""
    lines = len(chunk.segments)
    return lines >= 5 and len(chunk.text) / lines > 38


def _may_be_cell(region: Region, chunk: Chunk, bottom: float, graphics: Graphics) -> bool:
    """A lone chunk goes with the table if it is small, or stands above a rule of the table."""
    reach = max(chunk.bottom, bottom) + 25 * chunk.size
    enclosed = any(chunk.bottom - 1 < r.at < reach and covers(r, region) for r in graphics.across)
    wide = chunk.u1 - chunk.u0 > 0.75 * region.width
    beside = chunk.u0 > region.u1 - 1
    if beside and not _stands_inside(region, chunk):
        return False
    limit = 12 if enclosed or _fits_column(region, chunk) else 3
    return len(chunk.segments) <= limit and (enclosed or not wide)


def _fits_column(region: Region, chunk: Chunk) -> bool:
    """Whether a narrow chunk stands under a cell of the last rows."""
    width = chunk.u1 - chunk.u0
    if width > 0.4 * region.width:
        return False
    above = region.chunks[-3 * region.widest :]
    return any(min(c.u1, chunk.u1) - max(c.u0, chunk.u0) > 0.6 * min(width, c.u1 - c.u0) for c in above)


def covers(rule: Rule, region: Region) -> bool:
    """Whether a rule runs over most of the width of a region."""
    return min(rule.end, region.u1) - max(rule.start, region.u0) > 0.6 * region.width


def _close(region: Region, waiting: list[list[Chunk]], graphics: Graphics) -> Region:
    """Add the lone chunks that a rule below encloses; note the rules."""
    reach = region.bottom + 60
    rules = [r for r in graphics.across if covers(r, region) and region.top - 14 < r.at < reach]
    for held in waiting:
        chunk = held[0]
        close = chunk.top - region.bottom < 0.7 * chunk.size and _fits_column(region, chunk)
        if not close and not any(r.at > chunk.bottom - 1 for r in rules):
            break
        region.add(held)
    region.rules = [r for r in rules if r.at < region.bottom + 1.6 * region.size]
    return region
