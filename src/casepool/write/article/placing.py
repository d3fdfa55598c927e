"""Where figures stand and how they are numbered; the supplementary tables that hold their data."""

from collections.abc import Iterable, Sequence

from casepool.write.article.model import (
    Block,
    Break,
    FigureBlock,
    Gap,
    Heading,
    Paragraph,
    PlateBlock,
    Supplement,
    TableBlock,
    Words,
)
from casepool.write.figures.figure import DataSheet, Figure, NotDrawn

Drawn = Figure | NotDrawn


class FigurePlacer:
    """Figures by name, numbered in the order in which they are placed; refused ones take no number."""

    def __init__(self, figures: Sequence[Drawn], first_table: int) -> None:
        self._waiting = {figure.name: figure for figure in figures}
        self._first_table = first_table
        self.number = 0
        self.supplements: list[Supplement] = []

    def place(self, prefix: str) -> tuple[Block, ...]:
        """The figures whose name is `prefix` or begins with it and "_", each once; refusals as paragraphs."""
        names = [name for name in self._waiting if name == prefix or name.startswith(f"{prefix}_")]
        return tuple(self._place(self._waiting.pop(name)) for name in names)

    def rest(self) -> tuple[Block, ...]:
        """The figures that no part has asked for."""
        return tuple(self._place(self._waiting.pop(name)) for name in list(self._waiting))

    def next_number(self) -> int:
        """The number of a figure that is not drawn by the program (the author's plates)."""
        self.number += 1
        return self.number

    def _place(self, drawn: Drawn) -> Block:
        if isinstance(drawn, NotDrawn):
            return Paragraph((Words(drawn.sentence),), "refusal")
        number = self.next_number()
        table = ""
        for place, sheet in enumerate(drawn.data):
            label = self.add(drawn.title.rstrip("."), f"fig{number}{f'-{place + 1}' if place else ''}.csv", sheet)
            table = table or label
        lead, legend = drawn.caption(number, table)
        return FigureBlock(number, drawn, lead, legend, table, f"fig{number}")

    def add(self, title: str, file: str, sheet: DataSheet) -> str:
        """A supplementary table; its label."""
        label = f"Table S{self._first_table + len(self.supplements)}"
        self.supplements.append(Supplement(label, title, file, sheet))
        return label


def put_tables_last(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Tables and figures behind the text, as a manuscript for review has them; a bracket marks each place."""
    text: list[Block] = []
    moved: list[Block] = []
    for block in blocks:
        label = _name(block)
        if label:
            text.append(Paragraph((Gap(f"{label} about here"),)))
            moved.append(block)
        else:
            text.append(block)
    opening: tuple[Block, ...] = (Break(), Heading(1, "Tables and figures")) if moved else ()
    return (*text, *opening, *moved)


def _name(block: Block) -> str:
    if isinstance(block, TableBlock):
        return block.label
    return f"Figure {block.number}" if isinstance(block, FigureBlock | PlateBlock) else ""
