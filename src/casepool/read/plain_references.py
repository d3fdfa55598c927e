"""The entries of a reference list in plain text: numbered or not, one a line, wrapped, or all in one paragraph."""

import re
from collections.abc import Sequence

from casepool.read.plain_lines import Line, breaks_at

Interval = tuple[int, int]
_NUMBER = re.compile(r"^[-*•]?\s?[\[(]?(\d{1,3})(?:[.)\]]{1,2}\s*|\s+)(?=[^\W\d_]|[\"'“‘*_<\[(])")
_SIGNS = re.compile(r"\b(?:19|20)\d\d\b|\bet al\b|\bdoi\b|\b10\.\d{4}", re.IGNORECASE)
_STEP = 3


def find_entries(text: str, lines: Sequence[Line], width: int = 0) -> tuple[Interval, ...]:
    """One interval for each entry of the reference list that stands in `lines` (numbers included)."""
    filled = [line for line in lines if not line.blank]
    if not filled:
        return ()
    starts = _numbered_starts(filled)
    if len(starts) >= 2 or (starts and len(filled) <= 2 and not _numbers_inside(text, filled)):
        return _between(filled, starts)
    if len(filled) <= 2 and (cuts := _numbers_inside(text, filled)):
        return _cut_paragraph(text, cuts, filled[-1].end)
    return _between(filled, _unnumbered_starts(lines, filled, width))


def are_references(text: str, entries: Sequence[Interval]) -> bool:
    """Whether entries look like references: numbered, or with a year, a DOI or "et al" in a third of them at least."""
    alike = sum(bool(_NUMBER.match(text[s : s + 40]) or _SIGNS.search(text[s:e])) for s, e in entries)
    return 3 * alike >= len(entries)


def _numbered_starts(filled: Sequence[Line]) -> list[int]:
    """Indices of the lines that begin with the next number of the list."""
    starts: list[int] = []
    number = 0
    for index, line in enumerate(filled):
        match = _NUMBER.match(line.words[:40])
        if match and (number < int(match.group(1)) <= number + _STEP or (not starts and int(match.group(1)) < 200)):
            number = int(match.group(1))
            starts.append(index)
    return starts


def _unnumbered_starts(lines: Sequence[Line], filled: Sequence[Line], width: int) -> list[int]:
    """Entries apart by blank lines, or one a line; a line that the width broke continues the entry before."""
    starts = []
    for index, line in enumerate(filled):
        above = filled[index - 1] if index else None
        follows = above is not None and above.index == line.index - 1
        if not (follows and above and _continues(above, line, width)):
            starts.append(index)
    return starts


def _continues(above: Line, line: Line, width: int) -> bool:
    if width:
        return breaks_at(above, line, width)
    return not above.ends_sentence and line.words[0].islower()


def _between(filled: Sequence[Line], starts: Sequence[int]) -> tuple[Interval, ...]:
    ends = [*starts[1:], len(filled)]
    head = [(filled[0].start, filled[starts[0] - 1].end)] if starts and starts[0] > 0 else []
    return (*head, *((filled[a].start, filled[b - 1].end) for a, b in zip(starts, ends, strict=True)))


def _numbers_inside(text: str, filled: Sequence[Line]) -> list[int]:
    """Where 1., 2., 3. ... stand in one paragraph, in order; empty if there are fewer than three."""
    cuts: list[int] = []
    at, end = filled[0].start, filled[-1].end
    while True:
        pattern = re.compile(rf"(?:(?<=\s)|(?<=[.;\]]))[\[(]?{len(cuts) + 1}[.)\]]\s*(?=[^\W\d_])")
        match = pattern.match(text, at) if not cuts else pattern.search(text, at, end)
        match = match or (pattern.search(text, at, end) if not cuts else None)
        if match is None:
            return cuts if len(cuts) >= 3 else []
        cuts.append(match.start())
        at = match.end()


def _cut_paragraph(text: str, cuts: Sequence[int], end: int) -> tuple[Interval, ...]:
    entries = []
    for start, stop in zip(cuts, [*cuts[1:], end], strict=True):
        entries.append((start, start + len(text[start:stop].rstrip())))
    return tuple(entries)
