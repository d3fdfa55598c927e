"""Building an invented paper around one table, and reading what its rows say."""

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.document import Block, Cell, Document, Front, Reference, Section, Table
from casepool.domain.extraction import Extraction
from casepool.extract.document import extract_document

CASE = "A 52-year-old woman presented with back pain. MRI showed a mass at L3-L4. The tumour was excised."
Spans = dict[tuple[int, int], tuple[int, int]]


class Sheet:
    """Collects canonical text and blocks."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []

    def add(self, kind: str, words: str, **more: object) -> Block:
        self.text += "\n\n" if self.text else ""
        start = len(self.text)
        self.text += words
        block = Block(kind, start, len(self.text), **more)  # type: ignore[arg-type]
        if words:
            self.blocks.append(block)
        return block


def paper(
    rows: list[str],
    caption: str = "Table 1. Published cases of chordoma",
    note: str = "",
    references: list[tuple[tuple[str, ...], int, str]] | None = None,
    heads: int = 1,
    spans: Spans | None = None,
    case: str = CASE,
    front: Front | None = None,
    more: list[str] | None = None,
) -> Document:
    """A paper with a case part and one table. Rows hold their cells between bars; "<" is covered by a spanning cell.

    `spans` gives rowspan and colspan by row and column; references are (authors, year, title), numbered from 1;
    `more` are the rows of a second table.
    """
    sheet = Sheet()
    told = sheet.add("paragraph", case)
    table = _table(sheet, "t1", rows, caption, note, heads, spans or {})
    tables = [table, *([_table(sheet, "t2", more, "Table 2. Treatment", "", 1, {})] if more else [])]
    listed = [
        Reference(n, b.start, b.end, authors, year, title)
        for n, (authors, year, title) in enumerate(references or [], start=1)
        for b in [sheet.add("reference", f"{n}. {', '.join(authors)}. {title}. {year}")]
    ]
    sections = [Section("Case", "case", 0, told.end), Section("", "table", told.end + 2, len(sheet.text))]
    return Document(
        "paper", "paper.xml", "0" * 64, "application/xml", "test 1", sheet.text, front or Front(),
        tuple(sections), tuple(sheet.blocks), tuple(tables), references=tuple(listed), references_complete=True,
    )  # fmt: skip


def _table(sheet: Sheet, name: str, rows: list[str], caption: str, note: str, heads: int, spans: Spans) -> Table:
    head = sheet.add("caption", caption, table=name)
    cells = []
    for row, line in enumerate(rows):
        for column, words in enumerate(part.strip() for part in line.split("|")):
            if words == "<":
                continue
            down, across = spans.get((row, column), (1, 1))
            block = sheet.add("cell", words, table=name, row=row, column=column, rowspan=down, colspan=across)
            cells.append(Cell(row, column, block.start, block.end, down, across, header=row < heads))
    foot = [sheet.add("footnote", note, table=name)] if note else []
    notes = tuple((f.start, f.end) for f in foot)
    label = f"Table {name[1:]}"
    return Table(name, tuple(cells), label, (head.start, head.end), notes, header_rows=heads)


def rows_of(document: Document) -> list[Case]:
    """The cases that are known from rows of review tables."""
    return list(extract_document(document).row_cases)


def told_in(document: Document) -> Extraction:
    return extract_document(document)


def cell_says(head: str, words: str, field: str, note: str = "") -> Assertion | None:
    """What a review table with this column says of a field, for a row that holds these words in it."""
    rows = [f"Study | Age | Sex | Level | {head}", f"Olsen 1998 | 43 | M | L3 | {words}"]
    cases = rows_of(paper(rows, note=note))
    assert len(cases) == 1, [case.label for case in cases]
    return cases[0].answer(field)


def say(found: Assertion | None) -> tuple[str, object]:
    """State and value of an answer; ("not_reported", None) where there is none."""
    return ("not_reported", None) if found is None else (found.state, found.value)
