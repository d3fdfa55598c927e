"""The page that `read --html` writes: one file, no script, no request; what was read, beside the pages it stands on."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from casepool.domain.document import Box, Document
from casepool.domain.errors import Problem
from casepool.domain.record import Record, RecordList
from casepool.write.check_page import hash_style, load_icons, load_style, load_template
from casepool.write.escape import show_line
from casepool.write.read_entries import KINDS, DrawnPage, Entry, EntryList
from casepool.write.say_check import say_number

STYLES = ("tokens.css", "components.css", "read.css")
_GROWN = 0.5
_HEALTH = {
    "text": "text",
    "scan": "a picture without text",
    "ask": "text that may be wrong",
    "ocr": "text recognised from the picture",
}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document that was read, with its pages as drawn (none for a format without pages)."""

    document: Document
    pages: tuple[DrawnPage, ...] = ()


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One rectangle on a page, in points, with the letter that stands at its left ("" for all but the first line)."""

    kind: str
    letter: str
    anchor: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _PageView:
    number: int
    of: int
    anchor: str
    width: float
    height: float
    said: str
    picture: str
    missing: str
    boxes: tuple[_Drawn, ...]
    entries: tuple[Entry, ...]
    begun: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _DocumentView:
    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...]
    pages: tuple[_PageView, ...]
    entries: tuple[Entry, ...]


def write_read_page(documents: Sequence[ReadDocument], source: str) -> str:
    """The page for one input: its documents one under the other. The same input gives the same text."""
    lists = [EntryList(item.document, f"d{number}-") for number, item in enumerate(documents)]
    views = [_view(item, found) for item, found in zip(documents, lists, strict=True)]
    counts = {kind: sum(found.counts[kind] for found in lists) for kind in KINDS}
    legend = [(kind, *KINDS[kind], count) for kind, count in counts.items() if count]
    return _render(source, views, legend, ", ".join(dict.fromkeys(d.document.sha256 for d in documents)))


def write_record_page(records: RecordList) -> str:
    """The page for a list of references: each record with the parts that were read."""
    entries = [_record_entry(number, record) for number, record in enumerate(records.records, 1)]
    facts = (("Read", f"{say_number(len(entries), 'record')} of a {records.format.upper()} list"),)
    view = _DocumentView("", "", facts, _say_problems(records.problems), (), tuple(entries))
    return _render(records.source, [view], [], records.sha256)


def _render(source: str, views: list[_DocumentView], legend: list[tuple[str, str, str, int]], sha256: str) -> str:
    name = show_line(PurePosixPath(source.replace("\\", "/")).name) or "standard input"
    style = load_style(STYLES)
    return load_template("read.html.j2").render(
        style=style,
        style_hash=hash_style(style),
        icons=load_icons(),
        source=name,
        views=views,
        legend=legend,
        has_pictures=any(page.picture for view in views for page in view.pages),
        sha256=sha256,
    )


def _view(item: ReadDocument, found: EntryList) -> _DocumentView:
    document = item.document
    pages = tuple(_page_view(drawn, found, len(item.pages)) for drawn in item.pages)
    loose = found.on_page(0) if pages else list(found.entries)
    return _DocumentView(
        show_line(document.id),
        show_line(document.front.title),
        _say_facts(item),
        _say_problems(document.problems),
        pages,
        tuple(loose),
    )


def _say_problems(problems: Sequence[Problem]) -> tuple[tuple[str, str], ...]:
    return tuple((show_line(problem.message), show_line(problem.way_out)) for problem in problems)


def _say_facts(item: ReadDocument) -> tuple[tuple[str, str], ...]:
    """What was read and how far it can be trusted, as (head, words); heads without words are left out."""
    document = item.document
    whole = "every entry read" if document.references_complete else "not every entry could be read"
    roles = dict.fromkeys(section.role for section in document.sections)
    pictures = sum(table.image_only for table in document.tables)
    tables = say_number(len(document.tables), "table") + (f" ({pictures} as a picture only)" if pictures else "")
    legends = say_number(len(document.figures), "legend")
    references = f"{say_number(len(document.references), 'reference')} ({whole})" if document.references else ""
    size = f"{say_number(len(document.text), 'character')} in {say_number(len(document.blocks), 'block')}"
    facts = (
        ("Read", f"{size}, by the reader {show_line(document.reader)}"),
        ("Pages", _say_pages(item.pages)),
        ("Sections", ", ".join(roles)),
        ("Found", ", ".join(part for part in (tables, legends, references) if part)),
        ("Pictures", _say_pictures(item.pages)),
    )
    return tuple((head, words) for head, words in facts if words)


def _say_pages(pages: Sequence[DrawnPage]) -> str:
    decoded = sum(drawn.page.health == "text" for drawn in pages)
    return f"{decoded} of {len(pages)} decoded as text" if pages else ""


def _say_pictures(pages: Sequence[DrawnPage]) -> str:
    """How many pages have their picture here, where some have none."""
    shown = sum(bool(drawn.png) for drawn in pages)
    left_out = sum(not drawn.png and not drawn.missing for drawn in pages)
    if not left_out:
        return ""
    said = f"{shown} of {len(pages)} pages {'is' if shown == 1 else 'are'} drawn"
    return f"{said}, so that this file stays small; the text of all stands here"


def _page_view(drawn: DrawnPage, found: EntryList, of: int) -> _PageView:
    page = drawn.page
    note = f" ({show_line(page.note)})" if page.note else ""
    lines = say_number(len(drawn.boxes), "line") if drawn.boxes else "nothing read on it"
    missing = drawn.missing or "This page was not drawn, so that this file stays small."
    return _PageView(
        page.number,
        of,
        f"{found.prefix}p{page.number}",
        page.width,
        page.height,
        f"{_HEALTH.get(page.health, show_line(page.health))}{note}, {lines}",
        b64encode(drawn.png).decode("ascii"),
        "" if drawn.png else show_line(missing),
        tuple(_draw_boxes(drawn, found)),
        tuple(found.on_page(page.number)),
        tuple(dict.fromkeys(_find_begun(drawn, found))),
    )


def _find_begun(drawn: DrawnPage, found: EntryList) -> list[tuple[str, int]]:
    """The blocks that stand partly on this page and are listed with another: their anchors and that page."""
    blocks = ((number, found.block(number)) for number, _ in drawn.boxes)
    return [(found.anchors[n], b.page) for n, b in blocks if b.page and b.page != drawn.page.number]


def _draw_boxes(drawn: DrawnPage, found: EntryList) -> list[_Drawn]:
    """The boxes of a page; the first line of each block, and of each row of a table, carries the letter of its kind."""
    lettered: set[object] = set()
    shown = []
    for number, box in drawn.boxes:
        block = found.block(number)
        key = (block.table, block.row) if block.kind == "cell" else number
        letter = "" if key in lettered else KINDS[block.kind][0]
        lettered.add(key)
        shown.append(_draw_box(box, block.kind, letter, found.anchors[number]))
    return shown


def _draw_box(box: Box, kind: str, letter: str, anchor: str) -> _Drawn:
    width, height = box.x1 - box.x0 + 2 * _GROWN, box.y1 - box.y0 + 2 * _GROWN
    x, y = round(box.x0 - _GROWN, 1), round(box.y0 - _GROWN, 1)
    return _Drawn(kind, letter, anchor, x, y, round(max(width, 0), 1), round(max(height, 0), 1))


def _record_entry(number: int, record: Record) -> Entry:
    first = record.authors[0] + (" et al." if len(record.authors) > 1 else "") if record.authors else ""
    marks = [f"doi {record.doi}" if record.doi else "", f"PMID {record.pmid}" if record.pmid else ""]
    parts = [first, str(record.year or ""), record.journal, *marks]
    note = " \u00b7 ".join(show_line(part) for part in parts if part)
    return Entry(f"r{number}", "reference", "R", f"Record {number}", record.title or "(without a title)", 0, note=note)
