"""Pages of a PDF as pictures, and the places of quotes on them: both from the engine that read the text.

Pictures are drawn in the limited child process, like every reading of a PDF.
"""

from collections.abc import Sequence

from casepool.domain.document import Box, Document
from casepool.domain.errors import Problem, ReadError
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.page_picture import PagePicture
from casepool.read.safely import draw_apart
from casepool.write.read_entries import DrawnPage

MOST_PICTURES = 40
"""Pages of one document that are drawn for a written page; it would be too large to open with more."""
MOST_BYTES = 20_000_000
"""Bytes of pictures of one document that a written page holds; scanned pages reach this before their number does."""
SCALE = 1.25
"""Pixels a point of a page of ordinary size."""
_LONGEST_SIDE = 1600
_AT_ONCE = 8


def draw_document(
    document: Document, data: bytes, most: int = MOST_PICTURES, limits: Limits = DEFAULT_LIMITS
) -> tuple[DrawnPage, ...]:
    """Every page of a document with the boxes of its blocks, the first `most` with their pictures up to MOST_BYTES.

    `data` are the bytes that the document was read from. A document without pages gives none.
    """
    asked = [page.number for page in document.pages[:most]]
    largest = max((max(page.width, page.height) for page in document.pages[:most]), default=1.0)
    scale = min(SCALE, _LONGEST_SIDE / max(largest, 1.0))
    drawn = _keep_first(draw_pages(data, document.source, asked, scale, limits))
    boxes: dict[int, list[tuple[int, Box]]] = {page.number: [] for page in document.pages}
    for number, block in enumerate(document.blocks) if document.boxes else ():
        for box in find_boxes(document, block.start, block.end):
            boxes.setdefault(box.page, []).append((number, box))
    return tuple(
        DrawnPage(page, tuple(boxes[page.number]), picture.png, str(picture.problem or ""))
        for page in document.pages
        for picture in [drawn.get(page.number, PagePicture(page.number))]
    )


def draw_page(data: bytes, name: str, page: int, scale: float = SCALE, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Page `page` (from 1) of a PDF as PNG at `scale` pixels a point. Raises ReadError when it cannot be drawn."""
    (picture,) = draw_apart(data, name, [page], scale, limits)
    if picture.problem:
        raise ReadError(picture.problem)
    return picture.png


def draw_pages(
    data: bytes, name: str, pages: Sequence[int], scale: float, limits: Limits = DEFAULT_LIMITS
) -> list[PagePicture]:
    """The pictures of these pages; a page that brings the engine down costs no other page its picture."""
    if len(pages) > _AT_ONCE:
        parts = [pages[first : first + _AT_ONCE] for first in range(0, len(pages), _AT_ONCE)]
        return [picture for part in parts for picture in draw_pages(data, name, part, scale, limits)]
    try:
        return list(draw_apart(data, name, pages, scale, limits)) if pages else []
    except ReadError as error:
        if len(pages) == 1:
            return [PagePicture(pages[0], problem=_not_drawn(pages[0], error.problem))]
    return [picture for page in pages for picture in draw_pages(data, name, [page], scale, limits)]


def find_boxes(document: Document, start: int, end: int) -> tuple[Box, ...]:
    """One box per printed line of text[start:end], in points of the displayed page, origin top left.

    Empty for a document without pages, and for a stretch of which nothing is printed.
    """
    from casepool.read.pdf.boxes import boxes_for

    return boxes_for(document, start, end)


def _keep_first(pictures: Sequence[PagePicture]) -> dict[int, PagePicture]:
    """The pictures by page, as many as MOST_BYTES hold; problems are all kept."""
    kept: dict[int, PagePicture] = {}
    size = 0
    for picture in pictures:
        size += len(picture.png)
        if size <= MOST_BYTES or picture.problem:
            kept[picture.page] = picture
    return kept


def _not_drawn(page: int, problem: Problem) -> Problem:
    return Problem("page_not_drawn", f"Page {page} could not be drawn. {problem.message}", problem.way_out)
