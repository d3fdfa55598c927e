"""A figure as a frozen value: its picture, its words and its data; and the sentence in place of one."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields

from casepool.write.figures.scene import Scene
from casepool.write.figures.svg import write_svg

ALT_LIMIT = 350
POINTER = " The data are in {table}."
LONGEST_POINTER = POINTER.format(table="the table under the figure")


@dataclass(frozen=True)
class DataSheet:
    """The data of a figure: one row per drawn mark. An empty cell is a value that there is none of."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def csv(self) -> str:
        """The sheet as CSV: header line, commas, LF. Texts that a spreadsheet would run as a formula begin with '."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows([guard_formula(cell) for cell in row] for row in self.rows)
        return out.getvalue()


def guard_formula(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; numbers stay as they are."""
    if cell[:1] not in ("=", "+", "-", "@", "\t", "\r"):
        return cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell


def print_cell(value: object) -> str:
    """One value of a data sheet as text: nothing for None, yes and no for flags, numbers without needless digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def make_sheet(name: str, kind: type, rows: Sequence[object]) -> DataSheet:
    """The sheet of rows that are records of one flat dataclass; its fields are the columns."""
    names = tuple(field.name for field in fields(kind))
    return DataSheet(name, names, tuple(tuple(print_cell(getattr(row, name)) for name in names) for row in rows))


@dataclass(frozen=True)
class NotDrawn:
    """A figure that may not or cannot be drawn: what, why with numbers, and what is needed or where the data are."""

    name: str
    sentence: str

    @classmethod
    def of(cls, name: str, what: str, *reasons: str) -> "NotDrawn":
        """The fixed form of the sentence."""
        return cls(name, " ".join((f"Figure not drawn: {what}.", *(reason for reason in reasons if reason))))


@dataclass(frozen=True)
class Figure:
    """A drawn figure. `title` is a noun phrase with its full stop, `legend` the sentences after it, `alt` the facts."""

    name: str
    title: str
    legend: str
    alt: str
    data: tuple[DataSheet, ...]
    scene: Scene

    @property
    def width(self) -> float:
        """Printed width in millimetres."""
        return self.scene.width

    @property
    def height(self) -> float:
        """Printed height in millimetres."""
        return self.scene.height

    def caption(self, number: int, table: str = "") -> tuple[str, str]:
        """The bold lead and the sentences behind it."""
        data = f" Data: {table}." if table else ""
        return f"Figure {number}. {self.title}", f"{self.legend}{data}".strip()

    def alt_text(self, table: str = "") -> str:
        """The alternative text, with where the data are if a table is named."""
        return shorten(self.alt, ALT_LIMIT - len(LONGEST_POINTER)) + (POINTER.format(table=table) if table else "")

    def svg(self, prefix: str = "", theme: str = "print") -> str:
        """The picture as SVG with title and description; text stays text."""
        return write_svg(self.scene, title=self.title, description=self.alt_text(), prefix=prefix, theme=theme)

    def pdf(self, theme: str = "print") -> bytes:
        """The picture as PDF of one page of its own size, fonts embedded."""
        from casepool.write.figures.rendered import render_pdf

        return render_pdf(self.scene, self.title, theme)

    def png(self, dpi: int = 300, theme: str = "print") -> bytes:
        """The picture as PNG."""
        from casepool.write.figures.rendered import render_png

        return render_png(self.scene, self.title, self.alt_text(), dpi, theme)


def shorten(words: str, most: int) -> str:
    """Sentences up to a number of characters: whole sentences from the first on, a long first one cut at a word."""
    if len(words) <= most:
        return words
    kept = ""
    for sentence in words.replace(". ", ".\n").split("\n"):
        if len(kept) + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or words[: most - 1].rsplit(" ", 1)[0] + "…"
