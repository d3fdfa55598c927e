"""Items: what the layout makes of a page before the canonical text is written."""

from collections import Counter
from dataclasses import dataclass, field

from casepool.read.pdf.lines import Line


@dataclass(slots=True)
class Item:
    """One future block: its kind and its lines. `table` and the cell's place are set for parts of tables.

    `table` is the number of the table in the document (0: none).
    """

    kind: str
    lines: list[Line]
    page: int
    level: int = 0
    table: int = 0
    row: int | None = None
    column: int | None = None
    rowspan: int = 1
    colspan: int = 1
    note: str = ""
    carried: list["Item"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def font(self) -> str:
        """The font of most letters."""
        weights: Counter[str] = Counter()
        for segment in (s for line in self.lines for s in line.segments):
            for piece in segment.pieces:
                weights[piece.style.font] += piece.end - piece.start
        return weights.most_common(1)[0][0] if weights else ""

    @property
    def fonts(self) -> set[str]:
        """All fonts of the item."""
        return {font for line in self.lines for font in line.fonts}

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def italic(self) -> bool:
        return all(line.italic for line in self.lines)
