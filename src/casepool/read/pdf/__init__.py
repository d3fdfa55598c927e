"""PDF: characters of the engine under a layout layer of our own (`reader.py`), page pictures, boxes of quotes."""

from casepool.read.pdf.boxes import boxes_for
from casepool.read.pdf.pictures import render_page
from casepool.read.pdf.reader import read_pdf

__all__ = ["boxes_for", "read_pdf", "render_page"]
