"""What kind of block a paragraph is."""

import re
from itertools import pairwise

from casepool.read.pdf.chunks import FIGURE_LABEL, TABLE_LABEL
from casepool.read.pdf.engine import PageShape
from casepool.read.pdf.items import Item
from casepool.read.pdf.lines import Line
from casepool.read.pdf.paragraphs import LIST_MARK, ends_sentence

_TELLS = re.compile(
    r"^\W*\w+\.?[\s-]*[\dIVXA-Z]{1,4}[a-z]?\W{0,2}\s+(?:and|to|shows?|showed|lists?|summari[sz]es?|presents?|gives?|"
    r"demonstrates?|illustrates?|depicts?|describes?|displays?|reports?|provides?|contains?|compares?|"
    r"reveals?|indicates?|is|are|was|were|has|have|in|of|for|we)\b",
    re.I,
)
_NUMBERED = re.compile(r"^(?:(?:\d{1,2}\.)+\d{0,2}|[IVX]{1,4}\.|\d{1,2})\s+[A-ZÀ-Þ]")
_FOOT_MARK = re.compile(r"^(?:[*†‡§¶#∗]|\[(?:\d{1,2}|[a-z])\]|[a-z]\s?\))\s?\S")
_REFERENCES = re.compile(
    r"^\W*(?:\d{1,2}\.?)?(?:references?(?:andnotes|cited)?|bibliography|literature(?:cited)?|workscited|"
    r"références|referências|referencias|literatur(?:verzeichnis)?|bibliograf[ií]a|bibliographie|bibliografia)[:.]?$",
    re.I,
)
HEADING_LETTERS = 160
SMALL = 0.93
LARGE = 1.07


def names_references(text: str) -> bool:
    """Whether a line is the heading of the reference list, letters printed apart or not."""
    return len(text) < 60 and bool(_REFERENCES.match(re.sub(r"\s", "", text)))


def classify(paragraphs: list[list[Line]], body: float, shape: PageShape, page: int) -> list[Item]:
    """Items of one page in stream order."""
    items: list[Item] = []
    for lines in paragraphs:
        item = Item("paragraph", lines, page)
        item.kind = _kind_of(item, body, shape)
        if items and _goes_on_from_label(items[-1], item):
            items[-1].lines = items[-1].lines + item.lines
        else:
            items.append(item)
    return items


def _goes_on_from_label(caption: Item, item: Item) -> bool:
    """Whether an item is the text of a caption whose label stands on a line of its own."""
    match = FIGURE_LABEL.match(caption.text) or TABLE_LABEL.match(caption.text)
    if caption.kind != "caption" or match is None or item.kind not in ("paragraph", "heading"):
        return False
    last, first = caption.lines[-1], item.lines[0]
    bare = len(caption.text) - match.end() < 4 or (caption.bold and not item.bold and len(caption.lines) <= 2)
    below = 0.6 * first.size < first.base - last.base < 1.7 * first.size and abs(first.u0 - last.u0) < 2 * first.size
    return bare and below and not FIGURE_LABEL.match(item.text)


def _kind_of(item: Item, body: float, shape: PageShape) -> str:
    text = item.text.strip()
    if is_caption(item, body):
        return "caption"
    if names_references(text) or is_heading(item, body):
        return "heading"
    if LIST_MARK.match(text) and not text[:1].isdigit():
        return "list-item"
    height = shape.height if item.lines[0].turn % 2 == 0 else shape.width
    low = item.lines[0].base > 0.6 * height
    if low and item.size < SMALL * body and _FOOT_MARK.match(text) and len(item.lines) <= 8:
        return "footnote"
    return "paragraph"


def is_caption(item: Item, body: float) -> bool:
    """A label at the start, set off by its weight, size or punctuation, and no sentence about the table or figure."""
    text = item.text.strip()
    match = TABLE_LABEL.match(text) or FIGURE_LABEL.match(text)
    if not match:
        return False
    rest = text[match.end() :]
    if item.lines[0].segments[0].pieces[0].style.bold and not item.bold:
        return True
    if re.match(r"\s?[.:|–—-]", rest) or item.size < SMALL * body or not rest.strip():
        return not _TELLS.match(text) or item.size < SMALL * body or rest[:1] in ":|"
    return not _TELLS.match(text) and not ends_sentence(text[:-1]) and len(item.lines) <= 4


def is_heading(item: Item, body: float) -> bool:
    """A short stretch set apart by weight, size, slope, capitals or a number."""
    text = item.text.strip()
    letters = sum(c.isalpha() for c in text)
    if (
        len(item.lines) > 3
        or not letters >= 3
        or len(text) > HEADING_LETTERS
        or letters < 0.5 * len(text.replace(" ", ""))
    ):
        return False
    if not _has_word(text):
        return False
    if item.size > LARGE * body and (item.bold or not ends_sentence(text)):
        return True
    if item.bold and item.size > 0.88 * body:
        return not (ends_sentence(text) and len(item.lines) > 1)
    if item.size < SMALL * body or ends_sentence(text.rstrip(":")):
        return False
    if text.isupper() and len(text.split()) <= 12:
        return True
    if _NUMBERED.match(text) and len(item.lines) <= 2:
        return not re.search(r"[a-z)]\.\s+\S", text)
    return item.italic and len(item.lines) == 1


def find_set_off_headings(items: list[Item], body: float, font: str) -> None:
    """Make headings of short lines in another font than the running text that stands right below them."""
    for item, follower in pairwise(items):
        text = item.text.strip()
        short = item.kind == "paragraph" and len(item.lines) <= 2 and 3 < len(text) <= 100
        large = item.size > (0.7 if item.bold else SMALL) * body
        if not short or not large or item.font == font or follower.font != font:
            continue
        gap = follower.lines[0].base - item.lines[-1].base
        below = 0 < gap < 4 * body and min(i.lines[0].u0 for i in (item, follower)) > follower.lines[0].u0 - 5 * body
        starts = text[0].isupper() or text[0].isdigit()
        if (
            below
            and starts
            and _has_word(text)
            and not ends_sentence(text.rstrip(":"))
            and follower.kind == "paragraph"
        ):
            item.kind = "heading"


def _has_word(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{3,}", text)) or text.replace(" ", "").isupper()


def find_title(items: list[Item], body: float, heads: list[str], told: str) -> Item | None:
    """The title: the largest print of the first page that is at least three words long and no journal's name.

    `heads` are the running heads, `told` the title that the file's own data name; an item that agrees with one of
    them is preferred.
    """
    first = [i for i in items if i.page == items[0].page and i.kind in ("heading", "paragraph")] if items else []
    wordy = [i for i in first if len(re.findall(r"[^\W\d_]{2,}", i.text)) >= 3 and len(i.lines) <= 8]
    large = [i for i in wordy if i.size > LARGE * body and not _JOURNAL.search(i.text)]
    agreed = [i for i in large if _agrees(i.text, [*heads, told])]
    pool = agreed or [i for i in large if not _is_head(i.text, heads)]
    return max(pool, key=lambda i: (round(i.size, 1), i.bold, len(i.text)), default=None)


_JOURNAL = re.compile(
    r"^(?:\S+ ){0,5}(?:journal|archives|annals|acta|bulletin|proceedings|medicine)(?: \S+){0,5}$", re.I
)


def _letters_of(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text).lower()


def _agrees(text: str, hints: list[str]) -> bool:
    """Whether a hint of at least four words begins as the text does, or the text stands in it."""
    own = _letters_of(text)
    for hint in hints:
        letters = _letters_of(hint)
        if len(hint.split()) >= 4 and len(letters) >= 18 and (own.startswith(letters[:40]) or own in letters):
            return True
    return False


def _is_head(text: str, heads: list[str]) -> bool:
    own = _letters_of(text)
    return any(_letters_of(head).startswith(own) for head in heads)


def set_levels(items: list[Item]) -> None:
    """Levels of headings: by their numbers ("2.1" is 2), else by rank of size and weight within the document."""
    headings = [i for i in items if i.kind == "heading"]
    ranks = sorted({_rank(i) for i in headings}, reverse=True)
    for item in headings:
        match = re.match(r"^((?:\d{1,2}\.)+\d{0,2}|\d{1,2})\s", item.text.strip())
        if match:
            item.level = len([part for part in match.group(1).split(".") if part])
        else:
            item.level = min(ranks.index(_rank(item)) + 1, 4)


def _rank(item: Item) -> tuple[float, bool, bool]:
    return round(item.size * 2) / 2, item.bold, not item.italic
