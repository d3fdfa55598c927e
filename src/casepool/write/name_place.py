"""The place of a quote in the words of a reader: "Case Report", "Table 1, row 5", "Figure 1, legend"."""

import re
from bisect import bisect_right
from typing import TypeVar

from casepool.domain.document import Document, Figure, Reference, Table
from casepool.domain.evidence import Evidence
from casepool.write.escape import show_line

T = TypeVar("T", Figure, Reference)

_MARKUP = re.compile(r"</?[A-Za-z]{1,6}>|[*_#]+")
_ROLE_NAMES = {
    "title": "Title",
    "abstract": "Abstract",
    "introduction": "Introduction",
    "case": "Case",
    "discussion": "Discussion",
    "review": "Review",
    "methods": "Methods",
    "results": "Results",
    "conclusion": "Conclusion",
    "caption": "Caption",
    "table": "Table",
    "references": "References",
    "ethics": "Statements",
    "front": "First page",
    "other": "Text",
}


class PlaceNames:
    """Names of places in one document. `short` is for the screen, `long` says row, legend and page as well."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._tables = {table.id: number for number, table in enumerate(document.tables)}
        self._figures = sorted(document.figures, key=lambda figure: figure.start)
        self._references = sorted(document.references, key=lambda reference: reference.start)

    def short(self, evidence: Evidence) -> str:
        """The section as printed, "Table 1", "Fig. 1" or "Reference 4"."""
        figure, reference = self._figure(evidence), self._reference(evidence)
        if reference:
            return f"Reference {reference.number}"
        if evidence.place.table:
            return self.name_table(evidence.place.table)
        return _shorten_figure(show_line(figure.label)) if figure else self._section(evidence)

    def long(self, evidence: Evidence) -> str:
        """The short name with the row of a table, "legend" or "caption", and the page where there is one."""
        page = evidence.place.page
        return self._inside(evidence) + (f", page {page}" if page else "")

    def _inside(self, evidence: Evidence) -> str:
        place, figure = evidence.place, self._figure(evidence)
        if figure and not place.table and not self._reference(evidence):
            return f"{show_line(figure.label) or 'Figure'}, legend"
        if place.table and place.block in ("caption", "footnote"):
            return f"{self.short(evidence)}, {place.block}"
        if place.table and place.row is not None:
            return self.short(evidence) + self._row(place.table, place.row)
        return self.short(evidence)

    def _row(self, table_id: str, row: int) -> str:
        table = self._find_table(table_id)
        number = row - (table.header_rows if table else 0) + 1
        return f", row {number}" if number > 0 else ", heading"

    def name_table(self, table_id: str) -> str:
        """The printed label of a table, or its number in the document where it has none."""
        table = self._find_table(table_id)
        label = clean_title(table.label) if table else ""
        return label or f"Table {self._tables.get(table_id, 0) + 1}"

    def _find_table(self, table_id: str) -> Table | None:
        number = self._tables.get(table_id)
        return None if number is None else self._document.tables[number]

    def _section(self, evidence: Evidence) -> str:
        place = evidence.place
        return clean_title(place.section) or _ROLE_NAMES.get(place.role, "Text")

    def _figure(self, evidence: Evidence) -> Figure | None:
        return _find_around(self._figures, evidence)

    def _reference(self, evidence: Evidence) -> Reference | None:
        return _find_around(self._references, evidence)


def clean_title(title: str) -> str:
    """A printed heading or label on one line, without markup and closing punctuation."""
    return _MARKUP.sub("", show_line(title)).strip(" .:;-\u2013\u2014")


def _shorten_figure(label: str) -> str:
    return re.sub(r"^Fig(?:ure)?\b\.?", "Fig.", clean_title(label), flags=re.IGNORECASE) or "Figure"


def _find_around(items: list[T], evidence: Evidence) -> T | None:
    index = bisect_right(items, evidence.span.start, key=lambda item: item.start) - 1
    return items[index] if index >= 0 and evidence.span.start < items[index].end else None
