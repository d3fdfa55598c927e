"""Lines in stream order -> stacks and paragraphs."""

import re

from casepool.read.pdf.chunks import FIGURE_LABEL, TABLE_LABEL
from casepool.read.pdf.lines import Line

LIST_MARK = re.compile(r"^(?:[•·▪■●○◦➢✓]|[–—-]\s|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s|\d{1,2}[.)]\s)")
REFERENCE_MARK = re.compile(r"^\s*[\[(]?(\d{1,3})[\]).:]?\s*(?=\D)")
_ENDS = re.compile(r"[.?!:;][\"'”’)\]]*(?:\[?[\d,–-]+\]?)?\s*$")
_STARTS = re.compile(r"^[\"'“‘(\[]?(?:[A-Z0-9À-ÞΑ-Ω]|[α-ω]-)")


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does (a reference mark may follow)."""
    return bool(_ENDS.search(text))


def starts_sentence(text: str) -> bool:
    """Whether a line begins with a capital, a digit or an opening mark."""
    return bool(_STARTS.match(text))


def build_paragraphs(lines: list[Line], pitches: dict[int, float], body: float) -> list[list[Line]]:
    """Paragraphs of one page in stream order."""
    return [p for stack in _build_stacks(lines, pitches) for p in _split_stack(stack, pitches, body)]


def _build_stacks(lines: list[Line], pitches: dict[int, float]) -> list[list[Line]]:
    stacks: list[list[Line]] = []
    for line in lines:
        if stacks and _is_below(stacks[-1][-1], line, pitches):
            stacks[-1].append(line)
        else:
            stacks.append([line])
    return stacks


def _is_below(upper: Line, lower: Line, pitches: dict[int, float]) -> bool:
    """Whether a line stands right under another in the same column and much the same size."""
    if upper.turn != lower.turn or not 0.87 < lower.size / upper.size < 1.15:
        return False
    pitch = pitches.get(round(lower.size), 1.25 * lower.size)
    step = lower.base - upper.base
    if not 0.6 * lower.size < step < max(1.3 * pitch, 1.05 * lower.size):
        return False
    return min(upper.u1, lower.u1) - max(upper.u0, lower.u0) > 0


def _split_stack(stack: list[Line], pitches: dict[int, float], body: float) -> list[list[Line]]:
    left, right = min(line.u0 for line in stack), max(line.u1 for line in stack)
    paragraphs = [[stack[0]]]
    for number, line in enumerate(stack[1:], 1):
        follower = stack[number + 1] if number + 1 < len(stack) else None
        if _begins_paragraph(paragraphs[-1], line, follower, left, right):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


def _begins_paragraph(before: list[Line], line: Line, follower: Line | None, left: float, right: float) -> bool:
    last = before[-1]
    if last.bold != line.bold and _changes_weight(before, line):
        return True
    if abs(line.size - last.size) > 0.06 * line.size:
        return True
    if line.bold and last.bold and not line.fonts & last.fonts:
        return True
    if last.italic and not line.italic and len(before) == 1 and line.u0 - last.u0 > 0.6 * line.size:
        return True
    if TABLE_LABEL.match(line.text) or FIGURE_LABEL.match(line.text):
        return last.u1 < right - 2 * line.size and ends_sentence(last.text)
    indent = line.u0 - left
    ragged = last.u1 < right - 0.08 * (right - left) - line.size
    if LIST_MARK.match(line.text) and (ends_sentence(last.text) or ragged):
        return True
    if 0.6 * line.size < indent < 5 * line.size and last.u0 - left < 0.5 * line.size:
        hanging = len(before) == 1 or (follower is not None and abs(follower.u0 - line.u0) < 1)
        return starts_sentence(line.text) and not (hanging and not ends_sentence(last.text))
    return ragged and ends_sentence(last.text) and starts_sentence(line.text)


def _changes_weight(before: list[Line], line: Line) -> bool:
    """Whether a bold heading ends here or begins here (one bold word in running text does not count)."""
    heading = before if before[-1].bold else [line]
    return line.bold or (len(before) <= 4 and all(part.bold for part in heading))
