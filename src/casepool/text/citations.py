"""Citations in the running text, tied to the numbers of the reference list, and how sure the style is."""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from casepool.domain.document import Block, Citation, Reference, Section
from casepool.text.citation_marks import GLUED, Mark, expand_numbers, find_marks
from casepool.text.named_citations import Named, find_named

Found = TypeVar("Found", Mark, Named)
_SILENT_ROLES = ("references", "front", "title", "ethics")
_SILENT_KINDS = ("reference", "furniture")
_FEWEST = 2
_COVERED = 0.5
_ORDERED = 0.6
_COMPLETE = 0.7


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """How the paper cites. `kind`: bracket, parenthesis, superscript, author-year, tagged, none, or unclear.

    `certain`: the marks agree with the list, so that a number outside it is an error of the paper; `lossy`: numbers
    may be missing from the text (raised numbers lost or glued to words), so that nothing can be said about entries
    without a citation. `unresolved`: intervals of author-year citations that fit no entry or several.
    """

    kind: str
    certain: bool = False
    lossy: bool = False
    reason: str = ""
    unresolved: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """The citations of a document in reading order and their style."""

    citations: tuple[Citation, ...]
    style: CitationStyle


def find_citations(
    text: str, sections: Sequence[Section], blocks: Sequence[Block], references: Sequence[Reference]
) -> tuple[Citation, ...]:
    """The citations of a document, in reading order; none where the style is unclear."""
    return scan_citations(text, sections, blocks, references).citations


def scan_citations(
    text: str, sections: Sequence[Section], blocks: Sequence[Block], references: Sequence[Reference]
) -> Scan:
    """The citations and the style that the paper keeps to, decided by how its marks fit the reference list.

    Marks in references, front matter and titles are not read. Without a reference list only brackets are read.
    """
    silent = _silence(sections, blocks)
    listed = {reference.number for reference in references}
    weak: Scan | None = None
    for style in ("bracket", "superscript", "parenthesis"):
        marks = _heard(find_marks(text, style), silent)
        if not _is_used(style, marks, listed):
            continue
        scan = _numbered(text, style, marks, listed, silent)
        if scan.style.certain or not listed:
            return scan
        weak = weak or scan
    named = _named(text, references, silent)
    return named if weak is None or _count_cited(named) > _count_cited(weak) else weak


def _count_cited(scan: Scan) -> int:
    return len({number for citation in scan.citations for number in citation.numbers})


def _silence(sections: Sequence[Section], blocks: Sequence[Block]) -> list[tuple[int, int]]:
    spans = [(s.start, s.end) for s in sections if s.role in _SILENT_ROLES]
    spans += [(b.start, b.end) for b in blocks if b.kind in _SILENT_KINDS]
    return sorted(spans)


def _heard(marks: Iterable[Found], silent: list[tuple[int, int]]) -> list[Found]:
    """The marks that stand outside the silent stretches."""
    starts = [start for start, _ in silent]
    reach = list(accumulate((end for _, end in silent), max))
    kept = []
    for mark in marks:
        index = bisect_right(starts, mark.start) - 1
        if index < 0 or mark.start >= reach[index]:
            kept.append(mark)
    return kept


def _is_used(style: str, marks: list[Mark], listed: set[int]) -> bool:
    """Whether a paper cites in this style: brackets by themselves, the other marks only if they fit the list."""
    if style == "bracket":
        return len(marks) >= _FEWEST or bool(marks and (not listed or marks[0].numbers[0] in listed))
    if len(marks) < _FEWEST or not listed:
        return False
    cited = {n for mark in marks for n in mark.numbers}
    inside = sum(1 for mark in marks if set(mark.numbers) <= listed)
    return len(cited & listed) >= _COVERED * len(listed) and inside >= _ORDERED * len(marks) and _rises(marks)


def _rises(marks: list[Mark]) -> bool:
    """Whether new numbers come mostly in rising order, as in a list that is numbered by first citation.

    A list in alphabetical order has no such order, and is accepted when it is cited nearly whole (see _is_used).
    """
    seen: set[int] = set()
    new: list[int] = []
    for mark in marks:
        new += [n for n in mark.numbers if n not in seen]
        seen.update(mark.numbers)
    rising = sum(1 for a, b in itertools.pairwise(new) if b > a)
    return len(new) < 3 or rising >= _ORDERED * (len(new) - 1)


def _numbered(text: str, style: str, marks: list[Mark], listed: set[int], silent: list[tuple[int, int]]) -> Scan:
    cited = {n for mark in marks for n in mark.numbers}
    covered = len(cited & listed) / len(listed) if listed else 0.0
    lossy = covered < _COMPLETE or (style != "bracket" and _count_glued(text, listed, silent) >= _FEWEST)
    reason = "" if not lossy else "some citation numbers may be lost or glued to words"
    certain = bool(listed) and covered >= _COVERED
    citations = tuple(Citation(m.start, m.end, m.numbers) for m in marks)
    return Scan(citations, CitationStyle(style, certain, lossy, reason if listed else "no reference list was read"))


def _count_glued(text: str, listed: set[int], silent: list[tuple[int, int]]) -> int:
    """Numbers of the list that hang on words ("disease.3"), as when raised numbers lost their height."""
    found = (Mark(m.start(), m.end(), "glued", expand_numbers(m.group("list"))) for m in GLUED.finditer(text))
    return sum(1 for mark in _heard(found, silent) if mark.numbers and set(mark.numbers) <= listed)


def _named(text: str, references: Sequence[Reference], silent: list[tuple[int, int]]) -> Scan:
    listed = {reference.number for reference in references}
    glued = _count_glued(text, listed, silent)
    named = _heard(find_named(text, references), silent)
    resolved = tuple(Citation(n.start, n.end, n.numbers) for n in named if n.numbers)
    lost = tuple((n.start, n.end) for n in named if not n.numbers)
    if glued > max(_FEWEST, len(named)):
        return Scan((), CitationStyle("unclear", False, True, "numbers hang on words; raised numbers may be lost"))
    if not named:
        return Scan((), CitationStyle("none", False, True, "no marks that fit the list"))
    cited = {n for c in resolved for n in c.numbers}
    covered = len(cited) / len(listed) if listed else 0.0
    certain = covered >= _COVERED and len(lost) <= len(resolved) // 4
    return Scan(resolved, CitationStyle("author-year", certain, covered < _COMPLETE, "", lost))


def judge_citations(
    text: str,
    sections: Sequence[Section],
    blocks: Sequence[Block],
    references: Sequence[Reference],
    citations: Sequence[Citation],
) -> CitationStyle:
    """The style of citations that are already known (a document's own).

    Where the source itself tags its citations, and not as the text alone would have been read, they are certain;
    they are lossy if a good part of the list is never cited.
    """
    scan = scan_citations(text, sections, blocks, references)
    if tuple(citations) == scan.citations or not citations:
        return scan.style
    cited = {number for citation in citations for number in citation.numbers}
    listed = {reference.number for reference in references}
    return CitationStyle("tagged", bool(listed), len(cited & listed) < _COMPLETE * len(listed))
