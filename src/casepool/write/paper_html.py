"""The paper as an HTML article: its blocks in reading order, tables drawn as tables, every character of the text kept.

Words of the tool inside the article carry the class "tool", "vh" or "m-ref": they cannot be selected, and without them
the article holds the canonical text and nothing else.
"""

import re
from dataclasses import dataclass
from html import escape

from casepool.domain.document import Block, Cell, Document, Table
from casepool.write.escape import show_hidden
from casepool.write.name_place import PlaceNames
from casepool.write.paper_marks import MarkIndex
from casepool.write.paper_markup import has_markup, is_only_markup
from casepool.write.paper_pieces import PieceWriter

_BULLET = re.compile(r"\s*(?:[-*\u2022\u25cf\u25aa\u2013\u2014+]|\(?\w{1,3}[.)])\s")
_PLAIN = {"caption": "caption", "footnote": "fn", "furniture": "furniture", "gap": "", "paragraph": ""}
_MAIN_ROLES = ("abstract", "introduction", "case", "methods", "results", "discussion", "conclusion", "references")
_RUNS = {"list-item": "ul", "reference": "ol"}
UNSEEN_TABLE = "This table is a picture: its rows were not read."
UNSEEN_FIGURE = "Legend; the picture was not looked at."


@dataclass(frozen=True, slots=True)
class _Part:
    """A block, or text that stands between blocks (kind "gap")."""

    kind: str
    start: int
    end: int
    level: int = 0
    table: str = ""


class PaperWriter:
    """Writes the article of one document; `pieces` knows where each mark begins."""

    def __init__(self, document: Document, index: MarkIndex) -> None:
        self._document = document
        self._places = PlaceNames(document)
        self._tables = {table.id: table for table in document.tables if table.cells}
        self._figures = {figure.start for figure in document.figures}
        self._parts = list_parts(document, set(self._tables))
        self._levels = _rank_levels(document)
        cells = ((c.start, c.end) for table in self._tables.values() for c in table.cells)
        stretches = sorted({*((p.start, p.end) for p in self._parts if p.kind != "table"), *cells})
        self.pieces = PieceWriter(document, index, stretches)

    def write(self) -> str:
        """The inside of the article element."""
        html = [] if any(p.kind == "title" for p in self._parts) else [self._write_byline()]
        number = 0
        while number < len(self._parts):
            part = self._parts[number]
            run = self._count_run(number) if part.kind in _RUNS else 1
            if part.kind in _RUNS:
                html.append(self._write_list(self._parts[number : number + run]))
            elif self._opens_table(number):
                run = 2
                html.append(self._write_table(self._parts[number + 1], part))
            else:
                html.append(self._write_part(part, number))
            number += run
        html += [_say_tool(f"{self._name_table(t)}: {UNSEEN_TABLE}") for t in self._document.tables if t.image_only]
        return "\n".join(piece for piece in html if piece)

    def _count_run(self, number: int) -> int:
        end = number
        while end < len(self._parts) and self._parts[end].kind == self._parts[number].kind:
            end += 1
        return end - number

    def _opens_table(self, number: int) -> bool:
        """Whether this part is the caption of the table that follows it."""
        part, following = self._parts[number], self._parts[number + 1 : number + 2]
        return part.kind == "caption" and any(p.kind == "table" and p.table == part.table for p in following)

    def _write_part(self, part: _Part, number: int) -> str:
        words = self.pieces.write(part.start, part.end)
        match part.kind:
            case "title":
                first = not any(p.kind == "title" for p in self._parts[:number])
                return f'<h2 class="paper-title">{words}</h2>' + (self._write_byline() if first else "")
            case "heading":
                level = self._levels.get(part.level, 3)
                return f"<h{level}>{words}</h{level}>"
            case "table":
                return self._write_table(part, None)
            case _:
                note = _say_tool(UNSEEN_FIGURE) if part.start in self._figures else ""
                name = _PLAIN.get(part.kind, "")
                return note + (f'<p class="{name}">{words}</p>' if name else f"<p>{words}</p>")

    def _write_list(self, parts: list[_Part]) -> str:
        tag = _RUNS[parts[0].kind]
        items = "\n".join(f"<li>{self.pieces.write(part.start, part.end)}</li>" for part in parts)
        bare = all(_BULLET.match(self._document.text, part.start, part.end) for part in parts)
        return f'<{tag} class="{"bare" if bare else "marked"}">\n{items}\n</{tag}>'

    def _write_table(self, part: _Part, caption: _Part | None) -> str:
        table = self._tables[part.table]
        head = f"<caption>{self.pieces.write(caption.start, caption.end)}</caption>\n" if caption else ""
        rows: dict[int, list[Cell]] = {}
        for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
            rows.setdefault(cell.row, []).append(cell)
        heads = "\n".join(self._write_row(cells, "th") for row, cells in rows.items() if row < table.header_rows)
        body = "\n".join(self._write_row(cells, "td") for row, cells in rows.items() if row >= table.header_rows)
        label = escape(f"{self._name_table(table)} as read")
        return (
            f'<div class="grid-wrap" tabindex="0" role="region" aria-label="{label}">\n<table class="journal">{head}'
            f"<thead>\n{heads}\n</thead>\n<tbody>\n{body}\n</tbody></table>\n</div>"
        )

    def _write_row(self, cells: list[Cell], tag: str) -> str:
        return f"<tr>{''.join(self._write_cell(cell, tag) for cell in cells)}</tr>"

    def _write_cell(self, cell: Cell, tag: str) -> str:
        spans = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
        spanned = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{spanned}>{self.pieces.write(cell.start, cell.end)}</{tag}>"

    def _name_table(self, table: Table) -> str:
        return self._places.name_table(table.id)

    def _write_byline(self) -> str:
        """What the source says of itself and its text does not print."""
        front, text = self._document.front, self._document.text
        first = front.authors[0] if front.authors else ""
        authors = f"{first} et al." if len(front.authors) > 1 else first
        year = str(front.year or "")
        shown = ((first, authors), (front.journal, front.journal), (year, year), (front.doi, f"doi\u00a0{front.doi}"))
        parts = [show_hidden(said) for printed, said in shown if printed and printed not in text]
        return f'<p class="byline tool">{escape(" · ".join(parts))}</p>' if parts else ""


def list_parts(document: Document, tables: set[str]) -> list[_Part]:
    """Blocks and the text between them, in reading order; the cells of a table are one part where the first stands."""
    parts: list[_Part] = []
    drawn: set[str] = set()
    position = 0
    for block in document.blocks:
        parts += _find_gap(document, position, block.start)
        position = max(position, block.end)
        part = _as_part(block, tables)
        if part.kind != "table" or part.table not in drawn:
            parts.append(part)
        if part.kind == "table":
            drawn.add(part.table)
    return parts + _find_gap(document, position, len(document.text))


def _rank_levels(document: Document) -> dict[int, int]:
    """The HTML level of each level of heading: the shallowest that opens a main section, and all above, are h3."""
    opening = {section.start for section in document.sections if section.role in _MAIN_ROLES}
    headings = [block for block in document.blocks if block.kind == "heading" and block.level]
    levels = {block.level for block in headings}
    main = min((block.level for block in headings if block.start in opening), default=min(levels, default=0))
    deeper = sorted(level for level in levels if level > main)
    return {level: min(4 + rank, 6) for rank, level in enumerate(deeper)}


def _as_part(block: Block, tables: set[str]) -> _Part:
    is_cell = block.kind == "cell" and block.table in tables
    return _Part("table" if is_cell else block.kind, block.start, block.end, block.level, block.table)


def _find_gap(document: Document, start: int, end: int) -> list[_Part]:
    text = document.text[start:end]
    if not text.strip() or (has_markup(document) and is_only_markup(text)):
        return []
    return [_Part("gap", start, end)]


def _say_tool(words: str) -> str:
    return f'<p class="tool place">{escape(words)}</p>'
