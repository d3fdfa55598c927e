"""The swimmer plot of many patients: one hairline each, in four blocks."""

from collections.abc import Sequence

from casepool.knowledge.figure_words import FigureWords
from casepool.write.figures.glyphs import draw_death
from casepool.write.figures.lane_rows import DEATH, EVENT, FOLLOWED, LaneRow
from casepool.write.figures.material import say_number
from casepool.write.figures.page import Page
from casepool.write.figures.parts import LINE, Key, Scale, close_page, draw_grid, draw_legend, draw_x_axis, list_ticks
from casepool.write.figures.scene import MARGIN, Scene, wrap
from casepool.write.figures.swimmer_lanes import STUB, Numbered, choose_month_step

GAP, LEFT, LOWEST = 3.4, 30.0, 7.0
THICKEST, ROOM, MOST_ROOM = 0.45, 93.0, 150.0
SEAM = 0.02
BLOCKS = ("died", "events_alive", "no_event", "no_follow_up")


def lay_out_hairlines(rows: Sequence[LaneRow], words: FigureWords, width: float, axis: str, note: str) -> Scene:
    """The picture from the rows of the data sheet."""
    blocks = _sort_blocks(rows)
    total = sum(len(lanes) for lanes in blocks.values())
    hair = min(THICKEST, max(ROOM / total, min(0.1, MOST_ROOM / total)))
    page = Page(width)
    longest = max(row.to_months or 0.0 for row in rows) or 12.0
    scale = Scale(0, longest * 1.02, LEFT, width - MARGIN)
    ticks = list_ticks(longest, choose_month_step(longest))
    heights = {name: max(len(lanes) * hair, LOWEST) for name, lanes in blocks.items()}
    bottom = MARGIN + sum(heights.values()) + GAP * (len(blocks) - 1) + 1.0
    draw_grid(page, scale, ticks, MARGIN, bottom)
    y = MARGIN
    for name, lanes in blocks.items():
        _draw_title(page, words.words[name], len(lanes), y + heights[name] / 2)
        page.line((LEFT, y), (LEFT, y + heights[name]), stroke="ink2")
        for draw in (_draw_bar, _draw_events):
            for n, lane in enumerate(lanes):
                draw(page, scale, lane, y + n * hair, hair)
        for n, lane in enumerate(lanes):
            _draw_own(page, scale, lane, y + (n + 0.5) * hair, bottom)
        y += heights[name] + GAP
    y = draw_x_axis(page, scale, bottom, ticks, axis)
    y = draw_legend(page, LEFT, y + 3.0, width - LEFT - MARGIN, _list_keys(rows, words))
    return page.finish(close_page(page, y, f"{say_number(total)} patients, one hairline each.", note, x=LEFT))


def _sort_blocks(rows: Sequence[LaneRow]) -> dict[str, list[list[Numbered]]]:
    lanes: dict[str, list[Numbered]] = {}
    for n, row in enumerate(rows):
        lanes.setdefault(row.patient_id, []).append((n, row))
    blocks: dict[str, list[list[Numbered]]] = {name: [] for name in BLOCKS}
    for lane in lanes.values():
        blocks[_choose_block([row for _, row in lane])].append(lane)
    return {name: found for name, found in blocks.items() if found}


def _choose_block(lane: Sequence[LaneRow]) -> str:
    if any(row.mark == DEATH for row in lane):
        return "died"
    if any(row.mark == EVENT for row in lane):
        return "events_alive"
    return "no_event" if any(row.mark == FOLLOWED and row.to_months is not None for row in lane) else "no_follow_up"


def _draw_title(page: Page, words: str, count: int, y: float) -> None:
    lines = wrap(words, 6.5, LEFT - MARGIN - 2.0)
    top = y - len(lines) * LINE / 2
    for n, line in enumerate(lines):
        page.label(LEFT - 2.0, top + n * 2.9, line, 6.5, anchor="end")
    page.label(LEFT - 2.0, top + len(lines) * 2.9, f"n = {say_number(count)}", 6.5, "ink2", "end")


def _draw_bar(page: Page, scale: Scale, lane: Sequence[Numbered], y: float, hair: float) -> None:
    n, followed = next(pair for pair in lane if pair[1].mark == FOLLOWED)
    if followed.to_months is None:
        page.rect(LEFT, y, STUB * (scale.end - scale.start), hair + SEAM, "shut", row=n)
    else:
        page.rect(LEFT, y, max(scale.at(followed.to_months) - LEFT, 0.3), hair + SEAM, "main_lt", row=n)
    for row, item in lane:
        if item.mark == EVENT and item.to_months is not None and item.bound == "interval":
            left, right = scale.at(item.from_months or 0.0), scale.at(item.to_months)
            page.rect(left, y, max(right - left, 0.2), hair + SEAM, "main_md", row=row)


def _draw_events(page: Page, scale: Scale, lane: Sequence[Numbered], y: float, hair: float) -> None:
    for row, item in lane:
        if item.mark == EVENT and item.to_months is not None and item.bound != "interval":
            page.circle(scale.at(item.to_months), y + hair / 2, 0.3, "event", row=row)
        elif item.mark == DEATH and item.to_months is not None:
            draw_death(page, scale.at(item.to_months), y + hair / 2, 0.45, row)


def _draw_own(page: Page, scale: Scale, lane: Sequence[Numbered], y: float, bottom: float) -> None:
    for _, row in lane:
        if row.mark == FOLLOWED and row.is_index:
            _draw_leader(page, scale, row, y, -4.0 if y + 6.5 > bottom else 4.0)


def _draw_leader(page: Page, scale: Scale, row: LaneRow, y: float, down: float) -> None:
    start = scale.at(row.to_months or 0.0) if row.to_months is not None else LEFT + STUB * (scale.end - scale.start)
    side = -1 if start + 30 > scale.end else 1
    end = (start + side * 11.0, y + down)
    page.line((LEFT, y), (start, y), stroke="index", width=0.7)
    page.line((start, y), end, stroke="index", width=0.6)
    anchor = "start" if side > 0 else "end"
    words = page.label(end[0] + side * 0.8, end[1] + 0.4, "index case", 6.5, "index", anchor, bold=True)
    left, top, right, bottom = words.box
    page.marks.pop()
    page.rect(left - 0.4, top - 0.3, right - left + 0.8, bottom - top + 0.4, "paper")
    page.marks.append(words)


def _list_keys(rows: Sequence[LaneRow], words: FigureWords) -> list[Key]:
    drawn = [row for row in rows if row.mark == EVENT and row.to_months is not None]
    keys = [Key(lambda page, x, y: page.rect(x - 2.5, y - 1, 5, 2, "main_lt"), words.words["followed"])]
    if any(row.bound == "interval" for row in drawn):
        keys.append(Key(lambda page, x, y: page.rect(x - 2.5, y - 1, 5, 2, "main_md"), words.words["interval"]))
    if any(row.bound != "interval" for row in drawn):
        keys.append(Key(lambda page, x, y: page.circle(x, y, 0.4, "event"), words.words["events"], 2.0))
    if any(row.mark == DEATH and row.to_months is not None for row in rows):
        keys.append(Key(lambda page, x, y: draw_death(page, x, y, 0.6), words.words["death"], 2.0))
    return keys
