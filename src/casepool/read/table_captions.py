"""Which caption and which notes belong to which table, in formats that only put them one after the other."""

import re
from collections.abc import Sequence
from dataclasses import replace

from casepool.domain.document import Block, Figure, Table
from casepool.knowledge.compiled import compile_pattern
from casepool.read.captions import find_caption_label

LONGEST_NOTE = 400
_NEAR = 3
_NOTE = compile_pattern(
    r"^(?:[*†‡§¶#]+|\^?[a-z]\)|<sup>|abbreviations?\b|notes?\b|nb\b|legend\b|source\b|data\b.{0,40}:|"
    r"[^\W_][\w./+()%-]{0,11}\s?(?:[:=,]|\s[-–]\s)\s?\S)",
    re.IGNORECASE,
)


def is_table_note(words: str) -> bool:
    """Whether a line right under a table is a note to it ("NR: not reported", "*p < 0.05")."""
    return len(words) <= LONGEST_NOTE and bool(_NOTE.match(words))


def give_captions(text: str, blocks: list[Block], tables: list[Table]) -> None:
    """Give each table without a caption the nearest free block that is labelled as a table's; `blocks` is updated.

    Captions above a table win over those below; more than a few blocks away none is taken.
    """
    kept = [n for n, block in enumerate(blocks) if block.kind != "cell"]
    free = {n for n in kept if blocks[n].kind == "caption" and not blocks[n].table and _label(text, blocks[n])}
    for number, table in enumerate(tables):
        if table.caption is None and (at := _nearest(blocks, kept, free, table)) is not None:
            free.discard(at)
            last = at + 1 if _goes_on(text, blocks, at) else at
            blocks[at : last + 1] = [replace(block, table=table.id) for block in blocks[at : last + 1]]
            caption = (blocks[at].start, blocks[last].end)
            tables[number] = replace(table, label=_label(text, blocks[at]), caption=caption)


def join_legends(text: str, blocks: Sequence[Block], figures: Sequence[Figure]) -> list[Figure]:
    """Figures whose legend stands in the caption block behind a bare label ("Fig. 1") hold that block too."""
    places = {block.start: number for number, block in enumerate(blocks)}
    joined = []
    for figure in figures:
        at = places[figure.start]
        end = blocks[at + 1].end if _goes_on(text, blocks, at) else figure.end
        joined.append(replace(figure, end=end))
    return joined


def _goes_on(text: str, blocks: Sequence[Block], at: int) -> bool:
    """Whether a caption block is a bare label and the next block is the caption that it labels."""
    words = text[blocks[at].start : blocks[at].end]
    label = find_caption_label(words)
    bare = label is not None and label.rest >= len(words.rstrip())
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    if not bare or following is None or following.kind != "caption":
        return False
    return find_caption_label(text[following.start : following.end]) is None


def _label(text: str, block: Block) -> str:
    """The label of a caption block if it is a table's, else empty."""
    label = find_caption_label(text[block.start : block.end])
    return label.printed if label and label.kind == "table" else ""


def _nearest(blocks: Sequence[Block], kept: Sequence[int], free: set[int], table: Table) -> int | None:
    first = min((cell.start for cell in table.cells), default=0)
    last = max((cell.end for cell in table.cells), default=0)
    above = [n for n in kept if blocks[n].end <= first][-_NEAR:]
    below = [n for n in kept if blocks[n].start >= last][:_NEAR]
    near = [(float(rank), n) for rank, n in enumerate(reversed(above)) if n in free]
    near += [(rank + 0.5, n) for rank, n in enumerate(below) if n in free]
    return min(near)[1] if near else None
