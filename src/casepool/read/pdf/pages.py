"""Pages of a PDF as segments and graphics, read one by one; the engine's memory of a page is given back at once."""

from dataclasses import dataclass, field

import pypdfium2

from casepool.domain.errors import Problem
from casepool.read.limits import Limits
from casepool.read.pdf import engine
from casepool.read.pdf.characters import SLANTED, Segment
from casepool.read.pdf.engine import PageShape
from casepool.read.pdf.graphics import Graphics, GraphicsReader, Rect, turn_graphics, turn_grounds
from casepool.read.pdf.order import order_segments
from casepool.read.pdf.segments import build_segments, drop_unseen, read_glyphs

OPEN_WAY_OUT = "Look at these pages yourself and type the values by hand with a page reference."


@dataclass(slots=True)
class PageText:
    """One page: its shape, its segments in stream order, its drawn lines and pictures.

    `hidden` counts the letters that the page does not show and that were left out; `white` those of them that are
    white on white paper.
    """

    number: int
    shape: PageShape
    segments: list[Segment] = field(default_factory=list)
    drawn: GraphicsReader = field(default_factory=GraphicsReader)
    hidden: int = 0
    white: int = 0

    @property
    def turns(self) -> list[int]:
        """Reading frames of the page that hold text, in the order of the stream."""
        return list(dict.fromkeys(s.turn for s in self.segments if s.turn != SLANTED))

    def graphics(self, turn: int) -> Graphics:
        return turn_graphics(self.drawn, self.shape, turn)

    def flowing(self, turn: int) -> list[Segment]:
        """The segments of one frame in reading order, furniture left out."""
        segments = [s for s in self.segments if s.turn == turn and "furniture" not in s.tags]
        return order_segments(segments, self.shape.width if turn % 2 == 0 else self.shape.height)

    @property
    def pictures(self) -> list[Rect]:
        return self.drawn.pictures


def read_pages(document: pypdfium2.PdfDocument, limits: Limits) -> tuple[list[PageText], list[Problem]]:
    """All pages in order, and a problem for each that could not be opened or holds too many characters."""
    pages: list[PageText] = []
    problems: list[Problem] = []
    for number in range(1, len(document) + 1):
        try:
            page, problem = _read_page(document, number, limits)
        except pypdfium2.PdfiumError:
            page = PageText(number, PageShape(0.0, 0.0, 0, 0.0, 0.0, 0.0, 0.0))
            problem = _page_problem("damaged_page", number, "could not be opened")
        pages.append(page)
        problems += [problem] if problem else []
    return pages, problems


def _page_problem(kind: str, number: int, what: str) -> Problem:
    return Problem(kind, f"Page {number} {what}.", OPEN_WAY_OUT, f"page {number}")


def _read_page(document: pypdfium2.PdfDocument, number: int, limits: Limits) -> tuple[PageText, Problem | None]:
    page = document[number - 1]
    text_page = None
    try:
        result = PageText(number, engine.page_shape(page))
        text_page = page.get_textpage()
        count = text_page.count_chars()
        if count > limits.page_characters:
            what = f"holds {count:,} characters; the limit is {limits.page_characters:,}, so it was left out"
            return result, _page_problem("page_too_full", number, what)
        glyphs, result.hidden = read_glyphs(engine.handle_of(text_page), count, result.shape)
        result.segments = build_segments(glyphs, number)
        result.drawn.read_objects(engine.handle_of(page))
        if any(s.pieces[0].style.ink == "white" for s in result.segments):
            grounds = {turn: turn_grounds(result.drawn, result.shape, turn) for turn in result.turns}
            seen = drop_unseen(result.segments, grounds)
            result.white = sum(len(s.text) for s in result.segments) - sum(len(s.text) for s in seen)
            result.hidden += result.white
            result.segments = seen
        return result, None
    finally:
        if text_page is not None:
            text_page.close()
        page.close()
