"""Plain text and Markdown. The canonical text IS the decoded file, unchanged; the layout only points into it."""

import re
from pathlib import PurePath

from casepool.domain.document import AnchorRun, Document
from casepool.domain.errors import Problem
from casepool.read.assemble import Draft, assemble
from casepool.read.decode import decode
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.plain_front import find_title, read_front
from casepool.read.plain_layout import Layout
from casepool.read.refusal import label, note, refuse

READER = "plain 1"
_LINE_END = re.compile(r"\r\n?|\n")


def read_plain(data: bytes, source: str, sha256: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Document, ...]:
    """Read plain text or Markdown. Offsets of the document are offsets into the decoded file (no byte-order mark).

    Raises ReadError for binary data and for encodings that only a guess could read.
    """
    decoded = decode(data, label(source))
    text = decoded.text
    if len(_LINE_END.findall(text)) > limits.lines:
        raise refuse(
            "too_large",
            f"{label(source)} has more than {limits.lines:,} lines; no article has.",
            "Give the article alone, without data files.",
        )
    layout = Layout(text)
    blocks = find_title(text, layout.blocks)
    draft = Draft(
        source=source,
        sha256=sha256,
        media_type="text/markdown" if PurePath(source).suffix.lower() in (".md", ".markdown") else "text/plain",
        reader=READER,
        text=text,
        id=PurePath(source).stem,
        blocks=blocks,
        front=read_front(text, blocks),
        tables=layout.tables,
        figures=layout.figures,
        anchors=(AnchorRun(0, len(text), f"file ({decoded.encoding})"),) if text else (),
        problems=(*decoded.problems, *_missing_tables(layout.untaken)),
    )
    return (assemble(draft),)


def _missing_tables(labels: tuple[str, ...]) -> list[Problem]:
    said = "has a caption, but no rows of it stand in the text."
    way_out = "If the table is only a picture or was lost in copying, give the PDF or the XML of the article."
    return [note("table_without_rows", f"{label} {said}", way_out, part=label) for label in labels]
