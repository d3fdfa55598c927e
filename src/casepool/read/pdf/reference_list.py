"""The reference list: each entry a block."""

import itertools
import re

from casepool.read.pdf.blocks import names_references
from casepool.read.pdf.items import Item
from casepool.read.pdf.lines import Line
from casepool.read.pdf.paragraphs import ends_sentence

_NUMBER = re.compile(r"^\s*[\[(]?(\d{1,3})(?:[\]).:]+|\s|(?=[A-Z]))\s*\S")


def split_references(items: list[Item]) -> list[Item]:
    """Items with the paragraphs after a heading "References" cut into entries."""
    out: list[Item] = []
    entries: list[Item] = []
    heading: Item | None = None
    for item in items:
        if item.kind == "heading" and names_references(item.text.strip()):
            out += _cut(entries)
            entries, heading = [], item
            out.append(item)
        elif heading is not None and _belongs(item, heading, entries):
            entries.append(item)
        else:
            if heading is not None and item.kind == "heading" and item.size >= heading.size - 0.2:
                out += _cut(entries)
                entries, heading = [], None
            out.append(item)
    return out + _cut(entries) if heading is not None else out


def _belongs(item: Item, heading: Item, entries: list[Item]) -> bool:
    if item.kind in ("paragraph", "list-item", "footnote"):
        return True
    entry = bool(_NUMBER.match(item.text)) or sum(c.isdigit() for c in item.text) > 5
    smaller = item.size < heading.size and not item.bold
    return item.kind == "heading" and bool(entries) and (entry or smaller)


def _cut(items: list[Item]) -> list[Item]:
    lines = [line for item in items for line in item.lines]
    if not lines:
        return []
    starts = _numbered_starts(lines) or _hanging_starts(lines)
    if not starts:
        for item in items:
            item.kind = "reference"
        return items
    bounds = [*([0] if starts[0] else []), *starts, len(lines)]
    pieces = [lines[a:b] for a, b in itertools.pairwise(bounds)]
    return [Item("reference", piece, piece[0].page) for piece in pieces if piece]


def _numbered_starts(lines: list[Line]) -> list[int]:
    """Lines that begin with the next number of the list; empty if the list is not numbered."""
    starts: list[int] = []
    expected = 0
    for number, line in enumerate(lines):
        match = _NUMBER.match(line.text)
        if not match:
            continue
        value = int(match.group(1))
        if (expected == 0 and value <= 3) or (expected and expected <= value <= expected + 1):
            starts.append(number)
            expected = value + 1
    return starts if len(starts) >= 3 or (starts and len(lines) < 8) else []


def _hanging_starts(lines: list[Line]) -> list[int]:
    """Lines at the left edge of their column when the lines of an entry after its first are indented."""
    edges = _left_edges(lines)
    indents = [line.u0 - edge for line, edge in zip(lines, edges, strict=True)]
    indented = sum(0.5 * line.size < i < 5 * line.size for line, i in zip(lines, indents, strict=True))
    if indented < 0.25 * len(lines):
        return _ragged_starts(lines)
    return [n for n, (line, i) in enumerate(zip(lines, indents, strict=True)) if i <= 0.5 * line.size]


def _left_edges(lines: list[Line]) -> list[float]:
    """The left edge of the column of each line: the least u0 of lines that overlap it on its page."""
    edges: list[float] = []
    for line in lines:
        peers = [o.u0 for o in lines if o.page == line.page and o.u0 < line.u1 and o.u1 > line.u0]
        edges.append(min(peers))
    return edges


def _ragged_starts(lines: list[Line]) -> list[int]:
    """Without numbers or indents: lines after a short one that ends a sentence, or after a wide step."""
    rights = {(line.page, round(line.u0 / 20)): 0.0 for line in lines}
    for line in lines:
        key = (line.page, round(line.u0 / 20))
        rights[key] = max(rights[key], line.u1)
    starts = [0]
    for number in range(1, len(lines)):
        last, line = lines[number - 1], lines[number]
        short = last.u1 < rights[(last.page, round(last.u0 / 20))] - 2 * last.size
        step = line.base - last.base
        if line.text[:1].isupper() and ((short and ends_sentence(last.text)) or step > 1.5 * line.size):
            starts.append(number)
    return starts if len(starts) > 1 else []
