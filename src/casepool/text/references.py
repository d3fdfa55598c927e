"""The reference list: its entries with their parts, and whether two of them are the same work."""

import re
from difflib import SequenceMatcher

from casepool.domain.document import Block, Reference
from casepool.text.names import fold_name, split_name
from casepool.text.reference_entries import Entry, split_entries
from casepool.text.reference_parts import ReferenceParts, read_parts

__all__ = ["fold_name", "given_names", "parse_references", "read_reference", "same_work", "surnames"]

_LONG_WORD = 6
_ALIKE = 0.8
_MARK = re.compile(r"[ \t>*_\\-]*[\[(]?\d{1,4}\\?[\])]?[.:)]?[*_ \t]*")


def parse_references(text: str, start: int, end: int, blocks: tuple[Block, ...]) -> tuple[tuple[Reference, ...], bool]:
    """The entries of the list in text[start:end] (a heading may stand at its start), and whether all were read.

    `blocks` are those of the document; entries are split at the numbers, else at blocks, paragraphs and lines.
    The second value is False if the numbers have gaps, an entry could not be split, or it has neither a year nor
    authors nor an address.
    """
    start = _skip_heading(text, _take_mark(text, start), end, blocks)
    entries, gapless = split_entries(text, start, end, blocks)
    found = [_read_entry(text, entry, order) for order, entry in enumerate(entries, 1)]
    readable = all(r.year or r.authors or "http" in text[r.start : r.end] for r in found)
    return tuple(found), bool(found) and gapless and readable


def read_reference(number: int, start: int, end: int, printed: str) -> Reference:
    """One entry as printed, without its number, as a Reference of the interval start to end."""
    return _build(number, start, end, read_parts(printed))


def _read_entry(text: str, entry: Entry, order: int) -> Reference:
    number = order if entry.number is None else entry.number
    return read_reference(number, entry.start, entry.end, text[entry.body : entry.end])


def _build(number: int, start: int, end: int, parts: ReferenceParts) -> Reference:
    return Reference(
        number=number,
        start=start,
        end=end,
        authors=parts.authors,
        year=parts.year,
        title=parts.title,
        source=parts.source,
        volume=parts.volume,
        pages=parts.pages,
        doi=parts.doi,
        pmid=parts.pmid,
    )


def _take_mark(text: str, start: int) -> int:
    """The start of the list with the number or bullet that a reader left out of the block of the first entry."""
    line = text.rfind("\n", 0, start) + 1
    return line if _MARK.fullmatch(text, line, start) else start


def _skip_heading(text: str, start: int, end: int, blocks: tuple[Block, ...]) -> int:
    """The start of the entries: behind the heading of the list."""
    for block in blocks:
        if block.kind == "heading" and block.start <= start + 3 and start < block.end <= end:
            start = block.end
    match = re.match(r"\s*[#*_ ]*(?:[^\W\d_]+[ \t]*){1,4}[:.]?[*_ ]*\r?\n", text[start : min(end, start + 80)])
    return start + match.end() if match else start


def surnames(reference: Reference) -> tuple[str, ...]:
    """The authors' surnames as printed, in order."""
    return tuple(split_name(author).surname for author in reference.authors)


def given_names(reference: Reference) -> tuple[str, ...]:
    """All given names that are spelt out in the entry, in order (initials are none)."""
    return tuple(given for author in reference.authors for given in split_name(author).given)


def same_work(a: Reference, b: Reference) -> bool:
    """Whether two entries are one work: same first authors, year, title and pages.

    Parts I and II, other chapters of a book, and errata differ in title or pages. Two different DOIs are two works.
    """
    if a.doi and b.doi and a.doi.casefold() != b.doi.casefold():
        return False
    if a.year != b.year or a.year is None or not _same_authors(a, b):
        return False
    if not _same_title(a.title, b.title) and not _same_untitled(a, b):
        return False
    if a.pages and b.pages:
        return _same_pages(_full_pages(a.pages), _full_pages(b.pages))
    return _fold_words(a.source) == _fold_words(b.source) and a.volume == b.volume


def _same_authors(a: Reference, b: Reference) -> bool:
    """The same surnames, or one list cut short ("et al.")."""
    left, right = ([fold_name(name) for name in surnames(r)] for r in (a, b))
    shared = min(len(left), len(right))
    return shared > 0 and left[:shared] == right[:shared] and (len(left) == len(right) or shared >= 1)


def _fold_words(words: str) -> tuple[str, ...]:
    return tuple(fold_name(word) for word in re.findall(r"\w+", words.replace("\u2019", "'")))


def _same_title(a: str, b: str) -> bool:
    """Equal words; in a long word a slip of the pen is forgiven, a number or numeral never."""
    left, right = _fold_words(a), _fold_words(b)
    if not left or len(left) != len(right):
        return False
    return all(x == y or _same_word(x, y) for x, y in zip(left, right, strict=True))


def _same_untitled(a: Reference, b: Reference) -> bool:
    """Two entries without a title, as some journals print them: one volume of one journal, and pages."""
    journal = _fold_words(a.source) == _fold_words(b.source) and a.volume == b.volume
    return not a.title and not b.title and bool(a.source and a.volume and a.pages and b.pages) and journal


def _same_word(x: str, y: str) -> bool:
    long = min(len(x), len(y)) >= _LONG_WORD and x.isalpha() and y.isalpha()
    return long and SequenceMatcher(None, x, y).ratio() >= _ALIKE


def _same_pages(one: str, other: str) -> bool:
    """Equal, or one gives the first page only."""
    return one == other or one == other.split("-")[0] or other == one.split("-")[0]


def _full_pages(pages: str) -> str:
    """A page range with its end written out: "225-31" is "225-231"."""
    match = re.fullmatch(r"(\w+?)[-\u2013\u2014]+(\w+)", pages.replace(" ", ""))
    if not match:
        return pages.casefold()
    first, last = match.groups()
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}-{last}".casefold()
