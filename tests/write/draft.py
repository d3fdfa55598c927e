"""A small builder of documents for tests: blocks in, canonical text with sections, blocks and tables out."""

from dataclasses import dataclass, field

from casepool.domain.document import Block, Cell, Document, Figure, Front, Page, Reference, Section, Table
from casepool.domain.errors import Problem
from casepool.domain.evidence import Evidence


@dataclass
class Draft:
    """Blocks are added in reading order; `build` gives the Document."""

    source: str = "draft.xml"
    media_type: str = "application/xml"
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    between: str = "\n\n"

    def add(self, kind: str, words: str, **more: object) -> Block:
        """A block of this kind."""
        if self.text:
            self.text += self.between
        start = len(self.text)
        self.text += words
        block = Block(kind, start, len(self.text), **more)  # type: ignore[arg-type]
        self.blocks.append(block)
        return block

    def section(self, role: str, heading: str = "", level: int = 1) -> None:
        """A new section, with its heading where it has one. It ends with the last block before the next section."""
        start = self.add("heading", heading, level=level).start if heading else len(self.text)
        self.sections.append(Section(heading, role, start, start))

    def _end(self, number: int) -> int:
        later = self.sections[number + 1 :]
        return max(b.end for b in self.blocks if not later or b.start < later[0].start)

    def figure(self, label: str, legend: str) -> None:
        block = self.add("caption", legend)
        self.figures.append(Figure(label, block.start, block.end))

    def reference(self, words: str) -> None:
        block = self.add("reference", words)
        self.references.append(Reference(len(self.references) + 1, block.start, block.end))

    def table(self, label: str, caption: str, rows: list[list[str]], note: str = "") -> None:
        """A table with one heading row; cells follow the text row by row."""
        name = f"t{len(self.tables) + 1}"
        head = self.add("caption", caption, table=name)
        cells = [
            Cell(row, column, block.start, block.end, header=row == 0)
            for row, words in enumerate(rows)
            for column, word in enumerate(words)
            for block in [self.add("cell", word, table=name, row=row, column=column)]
        ]
        notes = [self.add("footnote", note, table=name)] if note else []
        spans = tuple((n.start, n.end) for n in notes)
        self.tables.append(Table(name, tuple(cells), label, (head.start, head.end), spans))

    def build(self, front: Front | None = None, problems: tuple[Problem, ...] = (), pages: int = 0) -> Document:
        sections = [Section(s.title, s.role, s.start, self._end(n)) for n, s in enumerate(self.sections)]
        return Document(
            id="draft",
            source=self.source,
            sha256="5a" * 32,
            media_type=self.media_type,
            reader="draft 1",
            text=self.text,
            front=front or Front(),
            sections=tuple(sections),
            blocks=tuple(self.blocks),
            tables=tuple(self.tables),
            figures=tuple(self.figures),
            references=tuple(self.references),
            problems=problems,
            pages=tuple(Page(n + 1, 595, 842) for n in range(pages)),
        )


def quote(document: Document, words: str, number: int = 1) -> Evidence:
    """The evidence for the `number`-th place where these words stand."""
    start = -1
    for _ in range(number):
        start = document.text.index(words, start + 1)
    return document.evidence(start, start + len(words))
