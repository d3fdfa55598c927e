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
        if item.kind in ("paragraph", "list-item"):
            rest = _find_rest(item, pending, position + 1, used)
            while rest is not None:
                item.lines = item.lines + pending[rest].lines
                used.add(rest)
                rest = _find_rest(item, pending, rest + 1, used)
        position += 1
    return out


def _find_rest(item: Item, items: list[Item], start: int, used: set[int]) -> int | None:
    """The number of the item that goes on with an unfinished paragraph; None if it is finished or nothing fits."""
    last = item.lines[-1]
    finished = ends_sentence(last.text)
    if len(item.text) < 25 or (item.bold and finished):
        return None
    crossed = 0
    for number in range(start, min(len(items), start + REACH)):
        other = items[number]
        if number in used or other.kind in FLOATS or _is_fragment(other, item):
            crossed += 1
            continue
        if other.kind != "paragraph" or not _same_print(item, other):
            return None
        lower = bool(_LOWER.match(other.text))
        if finished and not (lower and _moved(item, other)):
            return None
        if lower or (_moved(item, other) and not LIST_MARK.match(other.text)):
            return number
        return None
    return None


def _moved(item: Item, other: Item) -> bool:
    """Whether the other item stands in another column or on another page."""
    last, first = item.lines[-1], other.lines[0]
    return first.page != last.page or first.base < last.base or first.u0 > last.u1


def _same_print(a: Item, b: Item) -> bool:
    return abs(a.size - b.size) < 0.05 * a.size and a.bold == b.bold and a.lines[0].turn == b.lines[0].turn


def _is_fragment(other: Item, item: Item) -> bool:
    """Labels inside figures and other scraps in another print."""
    return other.kind == "paragraph" and len(other.text) < 60 and not _same_print(item, other)
