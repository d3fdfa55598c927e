"""Tables that go on over several pages."""

import re
from dataclasses import dataclass, field

from casepool.read.pdf.chunks import TABLE_LABEL, Chunk
from casepool.read.pdf.engine import PageShape
from casepool.read.pdf.graphics import Graphics
from casepool.read.pdf.tables.columns import group_lines
from casepool.read.pdf.tables.regions import Region

CONTINUED = re.compile(r"\b(?:continued|cont(?:[’'`]?d|inuation)|cont\.)", re.I)
SIDES = 16.0
"""Sides of the parts of one table differ by at most this many points."""


@dataclass(slots=True)
class Sheet:
    """One page's part of a table."""

    region: Region
    graphics: Graphics
    page: int
    turn: int
    shape: PageShape
    is_first: bool = False
    is_last: bool = False


@dataclass(slots=True)
class TableDraft:
    """One table: its parts in page order."""

    sheets: list[Sheet] = field(default_factory=list)

    @property
    def caption(self) -> list[Chunk]:
        captions = [s.region.caption for s in self.sheets if s.region.caption]
        own = [c for c in captions if not is_continued(c)]
        return (own or captions or [[]])[0]


def is_continued(caption: list[Chunk]) -> bool:
    """Whether a caption only says that the table goes on."""
    text = " ".join(c.text for c in caption)
    return bool(CONTINUED.search(text)) and len(text) < 60


def join_sheets(sheets: list[Sheet]) -> list[TableDraft]:
    """Parts of tables, in page order, joined into tables; those without any sure part are left out."""
    drafts: list[TableDraft] = []
    for sheet in sheets:
        for draft in reversed(drafts[-3:]):
            if _continues(draft, draft.sheets[-1], sheet):
                draft.sheets.append(sheet)
                break
        else:
            drafts.append(TableDraft([sheet]))
    return [d for d in drafts if any(s.region.sure for s in d.sheets)]


def _continues(draft: TableDraft, before: Sheet, sheet: Sheet) -> bool:
    if sheet.page - before.page != 1 or sheet.turn != before.turn:
        return False
    label = _label_of(sheet.region.caption)
    if label and draft.caption and not is_continued(sheet.region.caption) and not _same_head(before, sheet):
        return False
    if label and draft.caption and label != _label_of(draft.caption):
        return False
    if label and is_continued(sheet.region.caption):
        return True
    if _same_head(before, sheet):
        return True
    alike = (sheet.region.sure and before.region.sure) or sheet.region.widest == before.region.widest > 2
    return not label and alike and before.is_last and sheet.is_first and _same_sides(before, sheet)


def _label_of(caption: list[Chunk]) -> str:
    match = TABLE_LABEL.match(caption[0].segments[0].text) if caption else None
    words = re.sub(r"[\W_]", "", match.group()).lower() if match else ""
    return re.sub(r"^(?:continuationof|continued|cont)", "", words)


def _same_sides(a: Sheet, b: Sheet) -> bool:
    return (
        abs(a.region.u0 - b.region.u0) < SIDES
        and abs(a.region.u1 - b.region.u1) < 2 * SIDES
        and 0.9 < a.region.size / b.region.size < 1.1
    )


def _same_head(a: Sheet, b: Sheet) -> bool:
    first, second = _head_words(a.region), _head_words(b.region)
    shared = len(first & second)
    return len(first) >= 2 and shared >= 0.8 * max(len(first), len(second))


def _head_words(region: Region) -> set[str]:
    lines = group_lines(region.segments)
    return {word.lower() for s in lines[0] for word in re.findall(r"\w+", s.text)} if lines else set()
