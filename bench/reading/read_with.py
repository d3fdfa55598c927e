"""Read PDFs with one reader: python read_with.py READER PATH ... prints a JSON object a line.

Each line: {"name", "answer" (document, text, blocks as the scorers take it), "seconds" (processor time without
imports), "pages", "memory_mb" (highest use of the process so far)}. Only the libraries of that reader are imported.
"""

import hashlib
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

Blocks = list[tuple[str, str, dict[str, Any]]]


def clean(text: str) -> str:
    """What the scorers ask of any text: NFC, no control characters, no lone surrogates, one kind of space."""
    plain = re.sub(r"[\ud800-\udfff\x00-\x08\x0e-\x1f\ufffe\uffff\xad]", "", text)
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", plain)).strip()


def as_answer(blocks: Blocks) -> dict[str, Any]:
    """Blocks joined into one text with offsets."""
    parts: list[str] = []
    listed: list[dict[str, Any]] = []
    at = 0
    for kind, text, more in blocks:
        words = clean(text)
        if words:
            listed.append({"kind": kind, "start": at, "end": at + len(words), **more})
            parts.append(words)
            at += len(words) + 1
    return {"document": {}, "text": "\n".join(parts), "blocks": listed}


def line_blocks(page: int, text: str) -> Blocks:
    return [("paragraph", line, {"page": page}) for line in text.splitlines()]


def open_casepool() -> Callable[[Path], tuple[dict[str, Any], int]]:
    from casepool.read.pdf import read_pdf

    def read(path: Path) -> tuple[dict[str, Any], int]:
        data = path.read_bytes()
        document = read_pdf(data, path.name, hashlib.sha256(data).hexdigest())
        blocks = [{k: v for k, v in asdict(b).items() if v not in (None, "")} for b in document.blocks]
        return {"document": {}, "text": document.text, "blocks": blocks}, len(document.pages)

    return read


def open_pypdfium2() -> Callable[[Path], tuple[dict[str, Any], int]]:
    import pypdfium2

    def read(path: Path) -> tuple[dict[str, Any], int]:
        document = pypdfium2.PdfDocument(path)
        blocks: Blocks = []
        for number, page in enumerate(document, 1):
            text = page.get_textpage().get_text_range(errors="ignore")
            blocks += line_blocks(number, text.replace("\x02\r\n", "").replace("\ufffe\r\n", ""))
        return as_answer(blocks), len(document)

    return read


def open_pdfminer() -> Callable[[Path], tuple[dict[str, Any], int]]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTTextContainer

    def read(path: Path) -> tuple[dict[str, Any], int]:
        blocks: Blocks = []
        pages = 0
        for pages, page in enumerate(extract_pages(path), 1):
            boxes = [box.get_text() for box in page if isinstance(box, LTTextContainer)]
            blocks += [("paragraph", text, {"page": pages}) for text in boxes]
        return as_answer(blocks), pages

    return read


def open_pypdf() -> Callable[[Path], tuple[dict[str, Any], int]]:
    from pypdf import PdfReader

    def read(path: Path) -> tuple[dict[str, Any], int]:
        pages = PdfReader(path).pages
        blocks: Blocks = []
        for number, page in enumerate(pages, 1):
            blocks += line_blocks(number, page.extract_text())
        return as_answer(blocks), len(pages)

    return read


def open_pdfplumber() -> Callable[[Path], tuple[dict[str, Any], int]]:
    import pdfplumber

    def read(path: Path) -> tuple[dict[str, Any], int]:
        blocks: Blocks = []
        with pdfplumber.open(path) as document:
            for number, page in enumerate(document.pages, 1):
                blocks += line_blocks(number, page.extract_text())
                for place, table in enumerate(page.extract_tables()):
                    blocks += cell_blocks(f"{number}-{place}", number, table)
            return as_answer(blocks), len(document.pages)

    return read


def cell_blocks(table: str, page: int, rows: list[list[str | None]]) -> Blocks:
    """Cells of a table as blocks."""
    return [
        ("cell", words or "", {"page": page, "table": table, "row": row, "column": column})
        for row, cells in enumerate(rows)
        for column, words in enumerate(cells)
    ]


READERS: dict[str, Callable[[], Callable[[Path], tuple[dict[str, Any], int]]]] = {
    "casepool": open_casepool,
    "pypdfium2": open_pypdfium2,
    "pdfminer.six": open_pdfminer,
    "pypdf": open_pypdf,
    "pdfplumber": open_pdfplumber,
}


def peak_memory() -> float:
    """Highest memory of this process in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def main(name: str, paths: list[Path]) -> None:
    read = READERS[name]()
    for path in paths:
        start = time.process_time()
        answer, pages = read(path)
        seconds = time.process_time() - start
        line = {"name": path.name, "answer": answer, "seconds": seconds, "pages": pages, "memory_mb": peak_memory()}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], [Path(p) for p in sys.argv[2:]])
