"""Typesets the Word and PDF files of the example review from `sources/`. The same sources give the same bytes.

    python examples/review/make_files.py          (needs python-docx and reportlab: pip install -e ".[dev]")

A source is a few lines of Markdown: `layout:` and `running:` first, then `#` title, `##` heading, paragraphs, numbered
references and one kind of table.
"""

import io
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.shared import Pt
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph

ROOT = Path(__file__).parent
LONG_AGO = (1980, 1, 1, 0, 0, 0)
HEAD_HEIGHT = 42 * mm


@dataclass(frozen=True)
class Source:
    """A parsed source: how it is laid out, what runs along the page head, and its blocks (kind, text or rows)."""

    layout: str
    running: str
    blocks: tuple[tuple[str, str | list[list[str]]], ...]


def parse_source(text: str) -> Source:
    """The parts of a source. A block is separated by an empty line; a block of lines with bars is a table."""
    head, _, body = text.partition("\n\n")
    keys = dict(line.split(": ", 1) for line in head.splitlines())
    return Source(
        keys["layout"], keys["running"], tuple(parse_block(b) for part in body.split("\n\n") for b in split_list(part))
    )


def split_list(block: str) -> list[str]:
    """A block as it is, or the single items of a numbered list."""
    lines = block.strip().splitlines()
    return lines if lines and all(re.match(r"\d+\. ", line) for line in lines) else [block.strip()]


def parse_block(block: str) -> tuple[str, str | list[list[str]]]:
    """The kind of a block with its text, or with its rows if it is a table."""
    if block.startswith("|"):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        return "table", [row for row in rows if set(row[0]) != {"-"}]
    for mark, kind in (("## ", "heading"), ("# ", "title")):
        if block.startswith(mark):
            return kind, block.removeprefix(mark)
    return ("reference" if re.match(r"\d+\. ", block) else "paragraph"), " ".join(block.split())


def write_docx(source: Source) -> bytes:
    """A Word file with headings, paragraphs and tables in the built-in styles."""
    word = Document()
    word.styles["Normal"].font.name = "Times New Roman"
    word.styles["Normal"].font.size = Pt(11)
    word.sections[0].header.paragraphs[0].text = source.running
    for kind, content in source.blocks:
        add_block(word, kind, content)
    made = io.BytesIO()
    word.save(made)
    return fix_dates(made.getvalue())


def add_block(word, kind: str, content: str | list[list[str]]) -> None:  # type: ignore[no-untyped-def]
    """Append one block to a Word document."""
    if isinstance(content, list):
        table = word.add_table(rows=0, cols=len(content[0]), style="Table Grid")
        for row in content:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif kind in ("title", "heading"):
        word.add_heading(content, level=0 if kind == "title" else 1)
    else:
        word.add_paragraph(content)


def fix_dates(file: bytes) -> bytes:
    """The same zip file with every member dated to the first day that a zip file knows."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()


def name_styles(small: bool) -> dict[str, ParagraphStyle]:
    """Paragraph styles; small print for two columns."""
    size = 9 if small else 10.5
    body = ParagraphStyle(
        "paragraph", fontName="Times-Roman", fontSize=size, leading=size * 1.2, alignment=TA_JUSTIFY, spaceAfter=4
    )
    return {
        "paragraph": body,
        "reference": ParagraphStyle("reference", body, fontSize=size - 1, leftIndent=10, firstLineIndent=-10),
        "heading": ParagraphStyle("heading", body, fontName="Times-Bold", spaceBefore=8, keepWithNext=1),
        "title": ParagraphStyle(
            "title", body, fontName="Times-Bold", fontSize=15, leading=18, alignment=0, spaceAfter=8
        ),
    }


def write_pdf(source: Source) -> bytes:
    """A PDF in the standard fonts: one column, or two below a head across the page."""
    rl_config.invariant = 1
    two = source.layout == "two columns"
    made = io.BytesIO()
    pages = BaseDocTemplate(made, pagesize=A4, title=str(source.blocks[0][1]), author="synthetic example", invariant=1)
    pages.addPageTemplates(make_templates(two, source.running))
    styles = name_styles(two)
    story: list[Flowable] = [NextPageTemplate("later")]
    for number, (kind, content) in enumerate(source.blocks):
        story += [FrameBreak()] if two and number == HEAD_BLOCKS else []
        story.append(Paragraph(str(content).replace("&", "&amp;"), styles[kind]))
    pages.build(story)
    return made.getvalue()


HEAD_BLOCKS = 4


def make_templates(two: bool, running: str) -> list[PageTemplate]:
    """The first page and the later ones, with their frames."""
    width, height = A4
    left, bottom, gap = 18 * mm, 18 * mm, 7 * mm
    column = (width - 2 * left - gap) / 2 if two else width - 2 * left
    places = [left, left + column + gap] if two else [left]
    full = height - 2 * bottom - 6 * mm
    head = [Frame(left, bottom + full - HEAD_HEIGHT, width - 2 * left, HEAD_HEIGHT, 0, 0, 0, 0)] if two else []
    first = full - HEAD_HEIGHT if two else full

    def draw(canvas: Canvas, pages: BaseDocTemplate) -> None:
        canvas.setFont("Times-Italic", 8)
        canvas.setFillColor(colors.black)
        canvas.drawString(left, height - 14 * mm, running)
        canvas.drawRightString(width - left, 10 * mm, str(pages.page))

    return [
        PageTemplate("first", head + [Frame(x, bottom, column, first, 0, 0, 0, 0) for x in places], onPage=draw),
        PageTemplate("later", [Frame(x, bottom, column, full, 0, 0, 0, 0) for x in places], onPage=draw),
    ]


def make_file(path: Path) -> tuple[Path, bytes]:
    """Where the file of a source belongs, and its bytes."""
    source = parse_source(path.read_text(encoding="utf-8"))
    word = source.layout == "word"
    if path.stem == "index-case":
        return ROOT / "index-case" / "draft.docx", write_docx(source)
    target = ROOT / "papers" / f"{path.stem}{'.docx' if word else '.pdf'}"
    return target, write_docx(source) if word else write_pdf(source)


def main() -> int:
    """Typeset every source into its place."""
    for path in sorted((ROOT / "sources").glob("*.md")):
        target, made = make_file(path)
        target.write_bytes(made)
        print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
