"""Pages -> items in reading order: tables are taken out first, the rest becomes paragraphs."""

from collections import defaultdict
from dataclasses import dataclass, field

from casepool.read.pdf.blocks import classify, find_set_off_headings
from casepool.read.pdf.characters import Segment
from casepool.read.pdf.chunks import Chunk, build_chunks
from casepool.read.pdf.items import Item
from casepool.read.pdf.lines import (
    Line,
    build_lines,
    measure_body_font,
    measure_body_size,
    measure_pitches,
    measure_spread,
)
from casepool.read.pdf.pages import PageText
from casepool.read.pdf.paragraphs import build_paragraphs
from casepool.read.pdf.tables.evidence import add_torn_cells, find_tables
from casepool.read.pdf.tables.joins import Sheet, is_continued, join_sheets
from casepool.read.pdf.tables.recognise import ReadTable, recognise_table


@dataclass(slots=True)
class Layout:
    """Items of the document in reading order; a table is one item of kind "cell" with its number in `table`."""

    items: list[Item] = field(default_factory=list)
    tables: list[ReadTable] = field(default_factory=list)
    furniture: list[Item] = field(default_factory=list)
    body_size: float = 10.0
    body_font: str = ""


def lay_out(pages: list[PageText]) -> Layout:
    """Items, tables and furniture of all pages."""
    layout = Layout(furniture=[i for page in pages for i in _read_furniture(page)])
    flowing = {(p.number, turn): p.flowing(turn) for p in pages for turn in p.turns}
    lines = [build_lines(segments) for segments in flowing.values()]
    layout.body_size, pitches = measure_body_size(lines), measure_pitches(lines)
    layout.body_font = measure_body_font(lines, layout.body_size)
    spread = measure_spread(pitches, layout.body_size)
    layout.tables = _read_tables(pages, flowing, spread)
    placed = _place_tables(layout)
    taken = {id(s) for table in layout.tables for sheet in table.draft.sheets for s in _segments_of(sheet)}
    for page in pages:
        for turn in page.turns:
            free = [s for s in flowing[page.number, turn] if id(s) not in taken]
            items = _read_prose(page, free, pitches, layout)
            layout.items += _insert(items, placed.get((page.number, turn), []), flowing[page.number, turn])
    return layout


def _read_furniture(page: PageText) -> list[Item]:
    segments = [s for s in page.segments if "furniture" in s.tags]
    return [Item("furniture", [line], page.number) for line in build_lines(segments)]


def _read_tables(
    pages: list[PageText],
    flowing: dict[tuple[int, int], list[Segment]],
    spread: float,
) -> list[ReadTable]:
    sheets: list[Sheet] = []
    for page in pages:
        for turn in page.turns:
            graphics = page.graphics(turn)
            chunks = build_chunks(flowing[page.number, turn], graphics.across, spread)
            regions = find_tables(chunks, graphics, spread)
            for region in regions:
                add_torn_cells(region, chunks)
                sheet = Sheet(region, graphics, page.number, turn, page.shape)
                inside = {id(c) for c in [*region.chunks, *region.caption, *region.notes]}
                others = [c for c in chunks if id(c) not in inside and _overlap(c, sheet)]
                sheet.is_first = all(c.top > region.top for c in others)
                sheet.is_last = all(c.bottom < region.bottom for c in others)
                sheets.append(sheet)
    tables = [recognise_table(draft) for draft in join_sheets(sheets)]
    return [t for t in tables if t is not None]


def _overlap(chunk: Chunk, sheet: Sheet) -> bool:
    return min(chunk.u1, sheet.region.u1) > max(chunk.u0, sheet.region.u0)


def _segments_of(sheet: Sheet) -> list[Segment]:
    region = sheet.region
    return [s for c in [*region.chunks, *region.caption, *region.notes] for s in c.segments]


Placed = dict[tuple[int, int], list[tuple[int, list[Item]]]]


def _place_tables(layout: Layout) -> Placed:
    """For each page and frame the items of its tables with the stream order at which they go in."""
    placed: Placed = defaultdict(list)
    for number, table in enumerate(layout.tables, 1):
        first = table.draft.sheets[0]
        items = []
        caption = table.draft.caption
        if caption:
            items.append(Item("caption", _lines_of(caption), caption[0].segments[0].page, table=number))
        items.append(Item("cell", [], first.page, table=number))
        for sheet in table.draft.sheets:
            items += [Item("footnote", _lines_of([note]), sheet.page, table=number) for note in sheet.region.notes]
            if sheet.region.caption and sheet.region.caption is not caption:
                kind = "furniture" if is_continued(sheet.region.caption) else "caption"
                extra = Item(kind, _lines_of(sheet.region.caption), sheet.page, table=number)
                (layout.furniture if kind == "furniture" else items).append(extra)
        order = min(s.order for s in _segments_of(first))
        placed[first.page, first.turn].append((order, items))
    return placed


def _lines_of(chunks: list[Chunk]) -> list[Line]:
    return build_lines([s for chunk in chunks for s in chunk.segments])


def _read_prose(page: PageText, segments: list[Segment], pitches: dict[int, float], layout: Layout) -> list[Item]:
    paragraphs = build_paragraphs(build_lines(segments), pitches, layout.body_size)
    items = classify(paragraphs, layout.body_size, page.shape, page.number)
    find_set_off_headings(items, layout.body_size, layout.body_font)
    return items


def _insert(items: list[Item], tables: list[tuple[int, list[Item]]], segments: list[Segment]) -> list[Item]:
    """Tables put between the items of a frame where the stream has them."""
    ranks = {id(s): n for n, s in enumerate(segments)}
    by_order = {s.order: n for n, s in enumerate(segments)}
    keyed = [(ranks[id(i.lines[0].segments[0])], 1, n, [i]) for n, i in enumerate(items)]
    keyed += [(by_order.get(order, len(segments)), 0, n, group) for n, (order, group) in enumerate(tables)]
    return [item for _, _, _, group in sorted(keyed, key=lambda k: k[:3]) for item in group]
