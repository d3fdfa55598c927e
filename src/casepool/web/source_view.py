"""The text of a publication with the evidence of answers marked in it: blocks of pieces that never overlap."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.write.escape import HIDDEN, show_hidden

HEADINGS = ("heading", "title")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one set of marks. `start` is where it begins in the canonical text.

    `opens` and `closes` name the marks that begin and end here. `text` is safe to show; where it had to be changed for
    that, `fixed` is true and the piece can only be selected as a whole, of `length` characters.
    """

    start: int
    text: str
    marks: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    length: int = 0
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A block of the paper: its kind and its pieces. Cells of a table stand in `rows` of a block of kind "table"."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


Spans = Mapping[str, Sequence[tuple[int, int]]]


def gather_spans(evidence: Mapping[str, Iterable[Evidence]]) -> dict[str, list[tuple[int, int]]]:
    """The intervals of quotes by the name of their mark."""
    return {name: [(item.span.start, item.span.end) for item in items] for name, items in evidence.items()}


def mark_source(document: Document, spans: Spans) -> tuple[SourceBlock, ...]:
    """The whole text as blocks; each mark is cut at the ends of blocks and of other marks."""
    tables = {table.id: table for table in document.tables if table.cells}
    blocks, drawn = [], set()
    for block in document.blocks:
        if block.table in tables and block.kind == "cell":
            if block.table not in drawn:
                drawn.add(block.table)
                blocks.append(_mark_table(document, block.table, spans))
            continue
        pieces = cut_pieces(document.text, block.start, block.end, spans)
        if pieces:
            blocks.append(SourceBlock("heading" if block.kind in HEADINGS else block.kind, pieces))
    return tuple(blocks)


def _mark_table(document: Document, name: str, spans: Spans) -> SourceBlock:
    table = next(table for table in document.tables if table.id == name)
    rows: dict[int, list[tuple[Piece, ...]]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cut_pieces(document.text, cell.start, cell.end, spans))
    return SourceBlock("table", rows=tuple(tuple(cells) for _, cells in sorted(rows.items())))


def cut_pieces(text: str, start: int, end: int, spans: Spans) -> tuple[Piece, ...]:
    """text[start:end] cut where a mark begins or ends, and around hidden characters."""
    inside = [(name, max(a, start), min(b, end), a) for name, found in spans.items() for a, b in found]
    inside = [item for item in inside if item[1] < item[2]]
    cuts = {start, end, *(n for _, a, b, _ in inside for n in (a, b))}
    for match in HIDDEN.finditer(text, start, end):
        cuts |= {match.start(), match.end()}
    pieces = []
    for a, b in pairwise(sorted(cuts)):
        marks = tuple(sorted({name for name, x, y, _ in inside if x <= a and b <= y}))
        opens = tuple(sorted({name for name, _, _, first in inside if first == a}))
        shown = show_hidden(text[a:b])
        pieces.append(Piece(a, shown, marks, opens, b - a, shown != text[a:b]))
    return tuple(pieces)
