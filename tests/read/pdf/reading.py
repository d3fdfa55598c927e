"""What the tests of the PDF reader share: read a made file, take its blocks and tables apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.read.pdf.made_pdf import MadePage, make_pdf

from casepool.domain.document import Document, Table
from casepool.read.pdf import read_pdf


def read_made(*pages: MadePage, **how: str) -> Document:
    """The document of made pages."""
    return read_pdf(make_pdf(pages, **how), "made.pdf", "0" * 64)


def blocks_of(document: Document, kind: str) -> list[str]:
    """The texts of all blocks of one kind, in order."""
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == kind]


def grid_of(document: Document, table: Table | None = None) -> list[list[str]]:
    """The cells of a table as rows of words, spans not filled in, empty cells as empty words."""
    table = table or document.tables[0]
    rows: list[list[str]] = []
    for number in range(table.row_count):
        cells = [c for c in table.cells if c.row == number]
        rows.append([document.text[c.start : c.end] for c in sorted(cells, key=lambda c: c.column)])
    return rows


def read_path(path: Path) -> Document:
    """The document of a PDF file."""
    data = path.read_bytes()
    return read_pdf(data, path.name, hashlib.sha256(data).hexdigest())


def as_answer(document: Document) -> dict[str, object]:
    """The scored shape of a document."""
    blocks = [{k: v for k, v in asdict(b).items() if v not in (None, "")} for b in document.blocks]
    return {"document": {"id": document.id}, "text": document.text, "blocks": blocks}


PROSE = (
    "The woman was seen at the clinic with a mass in the left calf that",
    "had grown over nine months. She had no fever and no loss of weight,",
    "and the skin over the mass was of the usual colour. The family told",
    "of no such disease. The mass was firm and could not be moved freely.",
)


def prose_page(lines: Sequence[str] = PROSE, top: float = 100) -> MadePage:
    """A page of running text."""
    return MadePage().lines(60, top, lines)
