"""The article as a value: frozen parts that each format writes in its own way.

A run is a piece of a line: Words, Bound (a value with its name), Gap (a visible bracket), Cited, Sign. A block
is a Heading, Paragraph, TableBlock, FigureBlock, PlateBlock, ReferenceBlock or ListBlock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casepool.knowledge.article_words import CitationStyle, Theme
from casepool.write.figures.figure import DataSheet, Figure

MARKS = ("", "unverified", "unclear", "conflict")


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words. `style` is "", "bold", "italic" or "sup"."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A printed number or value with the name that it is bound to. `marks` says what a reader has to know of it.

    `opens` is false where the name stands for a count that rests on nothing to be quoted.
    """

    name: str
    printed: str
    marks: tuple[str, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not known, as a bracket that nobody overlooks."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference in the text, by the key of its entry."""

    key: str


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a footnote, as printed."""

    text: str


Run = Words | Bound | Gap | Cited | Sign
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs in one of the styles "body", "title", "meta", "note", "refusal"."""

    runs: Runs
    style: str = "body"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Short lines, each with a dot before it."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class HeadCell:
    """The head of a column; `width` is a share of the table's width in mm, `align` "left" or "center"."""

    text: str
    width: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class TableRow:
    """`kind`: "" (a row), "group" (a heading over rows), "indent" (below it), "index" (the index case), "run"
    (the same under another assumption, in italics)."""

    cells: tuple[Runs, ...]
    kind: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with three rules. `label` "Table 1" (empty: not numbered), `title` the bold noun phrase, `lead` the
    sentences after it, `notes` the lines below. `wide` asks for a landscape page."""

    label: str
    title: str
    heads: tuple[HeadCell, ...]
    rows: tuple[TableRow, ...]
    lead: Runs = ()
    notes: tuple[Runs, ...] = ()
    wide: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class FigureBlock:
    """A drawn figure. `lead` and `legend` make the caption, `table` names the table of its data ("Table S2")."""

    number: int
    figure: Figure
    lead: str
    legend: str
    table: str
    file: str

    @property
    def alt(self) -> str:
        return self.figure.alt_text(self.table)


@dataclass(frozen=True)
class Panel:
    """One picture of the author: its letter, the cleaned bytes, its size in pixels, and the legend."""

    letter: str
    file: str
    media_type: str
    data: bytes
    width: int
    height: int
    legend: Runs


@dataclass(frozen=True)
class PlateBlock:
    """The author's pictures as panels of one figure."""

    number: int
    lead: str
    panels: tuple[Panel, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list of references: its key, its label as printed, its text."""

    key: str
    label: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class ReferenceBlock:
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins on a new page."""


Block = Heading | Paragraph | ListBlock | TableBlock | FigureBlock | PlateBlock | ReferenceBlock | Break


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with its place in the words of a reader."""

    quote: str
    place: str


@dataclass(frozen=True, slots=True)
class DetailLine:
    """One patient behind a value: name, what is stated, the quotes, the publication, and whether a person looked."""

    patient: str
    shown: str
    quotes: tuple[Quoted, ...]
    publication: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """What a bound value rests on. `title` says what it is, `state` what is special about it, `more` how many lines
    are left out."""

    title: str
    lines: tuple[DetailLine, ...]
    state: str = ""
    method: str = ""
    more: int = 0


@dataclass(frozen=True)
class Supplement:
    """A table that stands in a file of its own: "Table S2", what it is, the name of the file, its rows."""

    label: str
    title: str
    file: str
    sheet: DataSheet


@dataclass(frozen=True)
class Article:
    """A whole article. `details` is what each bound name rests on, `unverified` what no person has looked at."""

    title: str
    blocks: tuple[Block, ...]
    details: Mapping[str, Detail]
    theme: Theme
    style: CitationStyle
    footer: str
    references: tuple[Entry, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    unverified: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    note: str = ""
    language: str = "en"
    authors: str = ""
    cited: Mapping[str, str] = field(default_factory=dict)


def say_runs(runs: Runs) -> str:
    """The runs as plain text: gaps in brackets, references left out."""
    return "".join(
        f"[{run.text}]" if isinstance(run, Gap) else "" if isinstance(run, Cited)
        else run.printed if isinstance(run, Bound) else run.text
        for run in runs
    )  # fmt: skip


def list_bound(blocks: tuple[Block, ...]) -> tuple[Bound, ...]:
    """Every bound run of these blocks, in order."""
    return tuple(run for block in blocks for runs in list_runs(block) for run in runs if isinstance(run, Bound))


def list_runs(block: Block) -> tuple[Runs, ...]:
    """The lines of runs that a block holds."""
    match block:
        case Paragraph():
            return (block.runs,)
        case ListBlock():
            return block.items
        case TableBlock():
            return (block.lead, *(cell for row in block.rows for cell in row.cells), *block.notes)
        case PlateBlock():
            return tuple(panel.legend for panel in block.panels)
        case ReferenceBlock():
            return tuple(entry.runs for entry in block.entries)
        case _:
            return ()
