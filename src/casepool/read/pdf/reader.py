"""PDF -> Document."""

from pathlib import PurePath

from casepool.domain.document import Document, Front
from casepool.domain.errors import Problem
from casepool.read.assemble import Draft, assemble
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.pdf.blocks import find_title, set_levels
from casepool.read.pdf.canonical import TextWriter
from casepool.read.pdf.composer import Composer
from casepool.read.pdf.engine import open_document
from casepool.read.pdf.flow import join_flow
from casepool.read.pdf.fonts import REPLACEMENT, repair_fonts
from casepool.read.pdf.front import read_front
from casepool.read.pdf.furniture import mark_furniture
from casepool.read.pdf.health import find_page_problems, judge_page, page_ranges
from casepool.read.pdf.items import Item
from casepool.read.pdf.layout import lay_out
from casepool.read.pdf.pages import PageText, read_pages
from casepool.read.pdf.reference_list import split_references
from casepool.read.pdf.scripts import mark_raised
from casepool.read.pdf.symbols import replace_characters

READER = "pdf layout 1"
MANY_HIDDEN = 40
"""Fewer letters that a page does not show are not worth a word: remains of the typesetting."""
MANY_WHITE = 8
"""Fewer white letters on white paper are not worth a word; nobody sets more of them by chance."""


def read_pdf(data: bytes, source: str, sha256: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """One PDF as a document with blocks, tables, figures, boxes and the health of each page.

    The text is in reading order: NFC, LF, broken words joined, ligatures opened. Running heads and feet stand as
    blocks of kind furniture at the very end of the text, behind the last block of the article, so that no sentence
    holds them and nothing is lost. Raised reference numbers are bracketed runs of their own ("steps[1]", "10%[2]").

    Raises ReadError for an empty, damaged, encrypted or over-long file. Less grave matters (pages that are pictures
    only, letters that could not be told) are `Document.problems`.
    """
    document = open_document(data, PurePath(source).name or source, limits)
    try:
        pages, problems = read_pages(document, limits)
        told = document.get_metadata_value("Title")
    finally:
        document.close()
    return _build(pages, problems, source, sha256, told)


def _build(
    pages: list[PageText],
    problems: list[Problem],
    source: str,
    sha256: str,
    told: str,
) -> Document:
    everything = [page.segments for page in pages]
    mark_furniture(everything, [page.shape for page in pages])
    learned = repair_fonts(everything)
    for segment in (s for segments in everything for s in segments):
        replace_characters(segment, mark_raised(segment))
    health = [judge_page(p.number, p.shape, p.segments, p.pictures) for p in pages]
    layout = lay_out(pages)
    items = split_references(layout.items)
    heads = sorted({i.text for i in layout.furniture})
    title = find_title(items, layout.body_size, heads, told)
    if title is not None:
        title.kind = "title"
    set_levels(items)
    items = join_flow(items)
    texts = [s.text for segments in everything for s in segments]
    composer = Composer(TextWriter([page.shape for page in pages], texts), layout, pages)
    composer.write(items)
    problems += find_page_problems(health) + _font_problems(pages, learned) + composer.problems
    draft = Draft(
        source=source,
        sha256=sha256,
        media_type="application/pdf",
        reader=READER,
        text=composer.out.text,
        id=PurePath(source).stem,
        blocks=composer.out.blocks,
        front=_front_of(items, title, composer, pages),
        tables=composer.tables,
        figures=composer.figures,
        anchors=composer.out.anchors,
        boxes=composer.out.boxes,
        pages=health,
        problems=problems,
    )
    return assemble(draft)


def _font_problems(pages: list[PageText], learned: list[str]) -> list[Problem]:
    problems: list[Problem] = []
    if learned:
        problems.append(
            Problem(
                "mended_font",
                f"Signs without a code in the file were read from their context: {', '.join(learned)}.",
                "Compare quotes with the page where a word looks odd.",
            )
        )
    hidden = [p.number for p in pages if p.hidden >= MANY_HIDDEN or p.white >= MANY_WHITE]
    if hidden:
        part = page_ranges(hidden)
        count = sum(p.hidden for p in pages if p.number in hidden)
        message = f"{part[0].upper()}{part[1:]}: {count:,} letters that the page does not show were left out."
        problems.append(Problem("hidden_text", message, "Nothing is needed if the page looks complete.", part))
    unknown = [p.number for p in pages if any(REPLACEMENT in s.text for s in p.segments)]
    if unknown:
        count = sum(s.text.count(REPLACEMENT) for p in pages for s in p.segments)
        part = page_ranges(unknown)
        message = f"{part[0].upper()}{part[1:]}: {count} sign{'s' if count > 1 else ''} without a known meaning."
        problems.append(Problem("unknown_signs", message, "Look at the page where a value is missing or odd.", part))
    return problems


def _front_of(items: list[Item], title: Item | None, composer: Composer, pages: list[PageText]) -> Front:
    if not pages:
        return Front()
    words = composer.out.text[slice(*composer.title)]
    after = items[items.index(title) + 1 :] if title is not None else []
    first = " ".join(s.text for s in pages[0].segments)
    edges = " ".join(s.text for s in pages[0].segments if "furniture" in s.tags)
    return read_front(words, after, first, edges)
