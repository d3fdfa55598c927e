"""Lines of running text, and stacks of lines that stand under each other."""

import itertools
from collections import Counter
from dataclasses import dataclass
from statistics import median

from casepool.read.pdf.characters import Segment
from casepool.read.pdf.chunks import on_one_line

WORD_REACH = 5.0
"""Segments of one baseline are one line up to a gap of this many font sizes."""


@dataclass(slots=True)
class Line:
    """One line of running text."""

    segments: list[Segment]

    @property
    def u0(self) -> float:
        return self.segments[0].u0

    @property
    def u1(self) -> float:
        return max(s.u1 for s in self.segments)

    @property
    def base(self) -> float:
        return self.main.base

    @property
    def main(self) -> Segment:
        return max(self.segments, key=lambda s: len(s.text))

    @property
    def size(self) -> float:
        return self.main.size

    @property
    def top(self) -> float:
        return min(s.top for s in self.segments)

    @property
    def bottom(self) -> float:
        return max(s.bottom for s in self.segments)

    @property
    def page(self) -> int:
        return self.segments[0].page

    @property
    def turn(self) -> int:
        return self.segments[0].turn

    @property
    def fonts(self) -> set[str]:
        """All fonts of the line."""
        return {p.style.font for s in self.segments for p in s.pieces}

    @property
    def bold(self) -> bool:
        letters = sum(len(s.text) for s in self.segments)
        return sum(len(s.text) for s in self.segments if s.bold) > 0.6 * letters

    @property
    def italic(self) -> bool:
        return all(s.italic for s in self.segments)

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)


def build_lines(segments: list[Segment]) -> list[Line]:
    """Lines in stream order: neighbours on one baseline that go to the right."""
    lines: list[Line] = []
    for segment in segments:
        last = lines[-1].segments[-1] if lines else None
        if last is not None and last.turn == segment.turn and on_one_line(last, segment):
            gap = (segment.u0 - last.u1) / max(last.size, segment.size)
            if -0.5 < gap < WORD_REACH:
                lines[-1].segments.append(segment)
                continue
        lines.append(Line([segment]))
    return lines


def measure_pitches(pages: list[list[Line]]) -> dict[int, float]:
    """Median distance of baselines within running text, by rounded font size."""
    steps: dict[int, list[float]] = {}
    for lines in pages:
        for upper, lower in itertools.pairwise(lines):
            step = lower.base - upper.base
            if upper.turn == lower.turn and 0.9 * lower.size < step < 2.7 * lower.size and upper.size == lower.size:
                steps.setdefault(round(lower.size), []).append(step)
    return {size: median(values) for size, values in steps.items()}


SINGLE = 1.3
"""Usual distance of lines in font sizes; manuscripts with wider lines are read with wider limits."""


def measure_spread(pitches: dict[int, float], size: float) -> float:
    """How much wider than usual the lines of running text stand, 1 at least (double spacing: nearly 2)."""
    return max(1.0, pitches.get(round(size), SINGLE * size) / size / SINGLE)


def measure_body_font(pages: list[list[Line]], size: float) -> str:
    """The font of most letters in the size of running text."""
    weights: Counter[str] = Counter()
    for lines in pages:
        for line in lines:
            if abs(line.size - size) < 0.06 * size:
                weights[line.main.font] += len(line.text)
    return weights.most_common(1)[0][0] if weights else ""


def measure_body_size(pages: list[list[Line]]) -> float:
    """The font size of running text: the largest of those that hold nearly as many letters as the commonest."""
    weights: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            weights[round(line.size * 4) / 4] += len(line.text)
    if not weights:
        return 10.0
    most = max(weights.values())
    return max(size for size, count in weights.items() if count > 0.45 * most)
