"""Citation marks that stand side by side are one mark: "[1],[2]" cites 1 and 2, "[3]–[5]" cites 3, 4 and 5."""

import re
from collections.abc import Sequence

from casepool.domain.document import Citation

_LIST = re.compile(r"\s*[\])]?\s*[,;]?\s*[\[(]?\s*")
_RANGE = re.compile(r"\s*[\])]?\s*[-–—]\s*[\[(]?\s*")
_LONGEST_RANGE = 100


def join_marks(text: str, marks: Sequence[Citation]) -> tuple[Citation, ...]:
    """The marks in order, with neighbours that only punctuation separates joined into one."""
    joined: list[Citation] = []
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        last = joined[-1] if joined else None
        between = text[last.end : mark.start] if last else ""
        if last and mark.start < last.end:
            continue
        if last and "\n" not in between and _RANGE.fullmatch(between):
            joined[-1] = Citation(last.start, mark.end, _fill(last.numbers, mark.numbers))
        elif (
            last
            and "\n" not in between
            and _LIST.fullmatch(between)
            and text[last.start : mark.end].strip("[]() ")[0].isdigit()
        ):
            joined[-1] = Citation(last.start, mark.end, _unique(last.numbers + mark.numbers))
        else:
            joined.append(mark)
    return tuple(_with_brackets(text, mark) for mark in joined)


def _with_brackets(text: str, mark: Citation) -> Citation:
    """A mark with the brackets that enclose it and nothing else."""
    pair = text[mark.start - 1 : mark.start] + text[mark.end : mark.end + 1]
    if pair in ("[]", "()") and text[mark.start : mark.end].strip("0123456789,;–—- ") == "":
        return Citation(mark.start - 1, mark.end + 1, mark.numbers)
    return mark


def _fill(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    low, high = first[-1], second[0]
    between = tuple(range(low + 1, high)) if low < high <= low + _LONGEST_RANGE else ()
    return _unique(first + between + second)


def _unique(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))
