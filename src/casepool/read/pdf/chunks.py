"""Chunks: segments that follow each other in the stream and stand under each other, such as a wrapped cell."""

import re
from dataclasses import dataclass, field

from casepool.read.pdf.characters import Segment
from casepool.read.pdf.graphics import Rule

_TABLE_WORDS = r"(?:t\s?able|tab\.?|tableau|tabelle|tabla|tabela|tabella|quadro)"
_FIGURE_WORDS = r"(?:fig(?:ures?|ura|s)?|abb(?:ildung)?|schemes?|plates?|charts?|graphs?)"
TABLE_LABEL = re.compile(
    r"^\W{0,3}(?:supplementa(?:ry|l) |additional |continued |cont\.? |continuation of )?"
    + _TABLE_WORDS
    + r"[\s-]{0,2}\W?\s?(?:[A-Z]?\d{1,2}[A-Za-z]?|[IVX]{1,4}\b|[A-Z]\b)",
    re.I,
)
FIGURE_LABEL = re.compile(
    r"^\W{0,3}(?:supplementa(?:ry|l) )?" + _FIGURE_WORDS + r"\b[\s.:-]*[A-Z]?\d{1,2}",
    re.I,
)
PITCH = 1.55
"""Lines of one chunk stand at most this many font sizes apart."""


@dataclass(slots=True)
class Chunk:
    """Consecutive segments that form one stack of lines."""

    segments: list[Segment] = field(default_factory=list)
    u0: float = 0.0
    u1: float = 0.0
    top: float = 0.0
    bottom: float = 0.0

    def add(self, segment: Segment) -> None:
        if not self.segments:
            self.u0, self.u1, self.top, self.bottom = segment.u0, segment.u1, segment.top, segment.bottom
        self.segments.append(segment)
        self.u0, self.u1 = min(self.u0, segment.u0), max(self.u1, segment.u1)
        self.top, self.bottom = min(self.top, segment.top), max(self.bottom, segment.bottom)

    @property
    def size(self) -> float:
        return self.segments[0].size

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)


def build_chunks(segments: list[Segment], across: tuple[Rule, ...], spread: float = 1.0) -> list[Chunk]:
    """Chunks in stream order; a rule between two lines, or another size or weight, begins a new one.

    `spread` says how much wider than usual the lines of the document stand.
    """
    chunks: list[Chunk] = []
    for number, segment in enumerate(segments):
        follower = segments[number + 1] if number + 1 < len(segments) else None
        if not chunks or not _stacks(chunks[-1], segment, follower, across, spread):
            chunks.append(Chunk())
        chunks[-1].add(segment)
    return chunks


def _stacks(chunk: Chunk, segment: Segment, follower: Segment | None, across: tuple[Rule, ...], spread: float) -> bool:
    last = chunk.segments[-1]
    if on_one_line(last, segment):
        return len(chunk.segments) > 1 and segment.u0 > last.u1 and segment.u1 <= chunk.u1 + 1
    step = segment.base - last.base
    if not 0.6 * last.size < step <= PITCH * spread * max(last.size, segment.size):
        return False
    if not 0.84 < segment.size / last.size < 1.19 or segment.bold != last.bold:
        return False
    if min(segment.u1, chunk.u1) - max(segment.u0, chunk.u0) <= 0:
        return False
    if TABLE_LABEL.match(segment.text) or rule_between(across, last, segment):
        return False
    opens_row = (
        follower is not None and on_one_line(segment, follower) and follower.u0 - segment.u1 > 1.5 * segment.size
    )
    return not (opens_row and TABLE_LABEL.match(chunk.segments[0].text))


def on_one_line(a: Segment, b: Segment) -> bool:
    """Whether two segments share a baseline (small differences of text rise allowed)."""
    return abs(a.base - b.base) < 0.35 * max(a.size, b.size)


def rule_between(across: tuple[Rule, ...], upper: Segment, lower: Segment) -> bool:
    """Whether a rule runs between two lines, under at least half of the narrower one."""
    left, right = max(upper.u0, lower.u0), min(upper.u1, lower.u1)
    for rule in across:
        if rule.at > lower.base:
            return False
        if upper.base - 0.1 * upper.size < rule.at < lower.base - 0.4 * lower.size:
            covered = min(rule.end, right) - max(rule.start, left)
            if covered >= 0.5 * max(right - left, 1):
                return True
    return False
