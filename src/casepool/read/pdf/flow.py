"""The flow of the text: sentences that go on in the next column or page, over what stands between."""

import re

from casepool.read.pdf.items import Item
from casepool.read.pdf.paragraphs import LIST_MARK, ends_sentence

FLOATS = ("caption", "cell", "footnote", "furniture")
REACH = 60
"""How many items ahead a sentence is looked for."""
_LOWER = re.compile(r"^[\"'“‘(\[]?[a-zà-ÿα-ω]")


def join_flow(items: list[Item]) -> list[Item]:
    """Paragraphs that break in the middle of a sentence are joined with their rest; floats move behind them."""
    out: list[Item] = []
    pending = list(items)
    position = 0
    used: set[int] = set()
    while position < len(pending):
        item = pending[position]
        if position in used:
            position += 1
            continue
        out.append(item)
        if item.kind in ("paragraph", "list-item") or (item.kind == "caption" and not item.table):
            rest = _find_rest(item, pending, position + 1, used)
            while rest is not None:
                item.lines = item.lines + pending[rest].lines
                used.add(rest)
                rest = _find_rest(item, pending, rest + 1, used)
        position += 1
    return out


def _find_rest(item: Item, items: list[Item], start: int, used: set[int]) -> int | None:
    """The number of the item that goes on with an unfinished paragraph; None if it is finished or nothing fits."""
    finished = ends_sentence(item.lines[-1].text)
    if len(item.text) < 25 or (item.bold and finished):
        return None
    crossed_heading = False
    waiting: list[Item] = []
    for number in range(start, min(len(items), start + REACH)):
        other = items[number]
        if number in used or other.kind in FLOATS:
            loose = other.kind == "caption" and not other.table and len(other.lines) > 1
            if loose and not ends_sentence(other.lines[-1].text):
                waiting.append(other)
            continue
        if other.kind != "paragraph" or not _same_print(item, other):
            crossed_heading |= other.kind in ("heading", "title", "list-item")
            if finished or other.kind == "reference":
                return None
            continue
        lower = bool(_LOWER.match(other.text))
        moved = _moved(item, other)
        if any(_same_print(caption, other) for caption in waiting):
            return None
        if item.kind == "caption" and not (lower and moved):
            return None
        if (lower and (moved or not crossed_heading) and (moved or not finished)) or (
            moved and not finished and not crossed_heading and not LIST_MARK.match(other.text)
        ):
            return number
        return None
    return None


def _moved(item: Item, other: Item) -> bool:
    """Whether the other item stands in another column or on another page."""
    last, first = item.lines[-1], other.lines[0]
    return first.page != last.page or first.base < last.base or first.u0 > last.u1


def _same_print(a: Item, b: Item) -> bool:
    if abs(a.size - b.size) > 0.05 * a.size or a.bold != b.bold or a.lines[0].turn != b.lines[0].turn:
        return False
    return a.font in b.fonts or b.font in a.fonts or len(b.text) < 40
