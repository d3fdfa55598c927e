"""PDF: characters of the engine under a layout layer of our own (`reader.py`), page pictures, boxes of quotes."""

from casepool.read.pdf.reader import read_pdf

__all__ = ["read_pdf"]
