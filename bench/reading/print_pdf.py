"""Print one PDF as the JSON object that the scorers take: python -m bench.reading.print_pdf PATH --json."""

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from casepool.domain.document import Document
from casepool.read.pdf import read_pdf


def as_answer(document: Document) -> dict[str, object]:
    """The scored shape of a document: {"document", "text", "blocks"}."""
    blocks = [{k: v for k, v in asdict(b).items() if v not in (None, "")} for b in document.blocks]
    return {"document": {"id": document.id, "reader": document.reader}, "text": document.text, "blocks": blocks}


def read_path(path: Path) -> Document:
    """The document of a PDF file."""
    data = path.read_bytes()
    return read_pdf(data, str(path), hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(as_answer(read_path(Path(sys.argv[1]))), ensure_ascii=False))
