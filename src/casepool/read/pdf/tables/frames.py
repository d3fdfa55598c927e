"""Tables that rules frame: bands between level rules of one extent, as long as they hold no running text."""

import itertools

from casepool.read.pdf.chunks import FIGURE_LABEL, TABLE_LABEL, Chunk
from casepool.read.pdf.graphics import Graphics, Rule
from casepool.read.pdf.tables.regions import Region, moves_right

SAME_EXTENT = 5.0
"""Rules belong together when both ends agree within this many points."""


def find_frames(chunks: list[Chunk], graphics: Graphics) -> list[Region]:
    """Framed tables of one reading frame, widest rules first."""
    regions: list[Region] = []
    taken: set[int] = set()
    for group in _group_rules(graphics.across):
        for bands in _split_bands(group, chunks, taken):
            region = _make_region(bands)
            if region is not None:
                regions.append(region)
                taken |= {id(c) for c in region.chunks}
    return regions


def _group_rules(across: tuple[Rule, ...]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in across:
        for group in groups:
            if abs(group[0].start - rule.start) < SAME_EXTENT and abs(group[0].end - rule.end) < SAME_EXTENT:
                group.append(rule)
                break
        else:
            groups.append([rule])
    groups = [g for g in groups if len(g) >= 2 and g[0].length > 60]
    return sorted(groups, key=lambda g: (-g[0].length, g[0].at))


Band = tuple[Rule, Rule, list[Chunk]]


def _split_bands(group: list[Rule], chunks: list[Chunk], taken: set[int]) -> list[list[Band]]:
    """Sequences of bands without running text or a caption."""
    sequences: list[list[Band]] = [[]]
    for upper, lower in itertools.pairwise(group):
        inside = [c for c in chunks if _is_in_band(c, upper, lower)]
        if any(id(c) in taken for c in inside) or any(_is_no_cell(c, upper) for c in inside):
            sequences.append([])
        else:
            sequences[-1].append((upper, lower, inside))
    return [s for s in sequences if s]


def _is_in_band(chunk: Chunk, upper: Rule, lower: Rule) -> bool:
    middle = (chunk.top + chunk.bottom) / 2
    return upper.at < middle < lower.at and chunk.u0 < upper.end and chunk.u1 > upper.start


def _is_no_cell(chunk: Chunk, rule: Rule) -> bool:
    """Captions, chunks that stick out of the frame, and paragraphs."""
    label = chunk.segments[0].text
    if TABLE_LABEL.match(label) or FIGURE_LABEL.match(label):
        return True
    if chunk.u0 < rule.start - 8 or chunk.u1 > rule.end + 8:
        return True
    lines = len(chunk.segments)
    letters = sum(len(s.text) for s in chunk.segments) / lines
    return lines >= 5 and letters > 34 and chunk.u1 - chunk.u0 > 0.36 * rule.length


def _has_columns(chunks: list[Chunk]) -> bool:
    return any(moves_right(a, b) or moves_right(b, a) for a, b in itertools.pairwise(chunks))


def _make_region(bands: list[Band]) -> Region | None:
    """The region of a sequence of bands, from its first to its last band with columns."""
    with_columns = [n for n, band in enumerate(bands) if _has_columns(band[2])]
    if not with_columns:
        return None
    bands = bands[with_columns[0] : with_columns[-1] + 1]
    region = Region(enclosed=True)
    chain: list[Chunk] = []
    for chunk in (c for band in bands for c in band[2]):
        if chain and not moves_right(chain[-1], chunk):
            region.add(chain)
            chain = []
        chain.append(chunk)
    region.add(chain)
    region.rules = [bands[0][0], *(band[1] for band in bands)]
    return region
