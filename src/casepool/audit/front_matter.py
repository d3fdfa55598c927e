"""The parts around the case that checklists and journals ask about: title, key words, abstract, highlights."""

import re
from collections.abc import Iterable

from casepool.audit.paper import Paper
from casepool.domain.document import Block, Section
from casepool.domain.evidence import Evidence

LINES = ("paragraph", "list-item", "furniture", "heading")
PROSE = ("paragraph", "list-item")
BODY = ("introduction", "case", "discussion", "review", "methods", "results", "conclusion")
HIGHLIGHTS = re.compile(r"highlights\b", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-'\u2019]\w+)*")
_LONGEST = 160


def find_title(paper: Paper) -> Evidence | None:
    """The title as printed, or None if none was recognised."""
    block = next((b for b in paper.document.blocks if b.kind == "title"), None)
    return _quote_block(paper, block) if block else None


def find_keywords(paper: Paper) -> Evidence | None:
    """The line of the key words from the first one on, or None where they stand only in the data of the file."""
    words, text = paper.document.front.keywords, paper.document.text
    lines = [b for b in paper.document.blocks if words and b.kind in LINES and text.find(words[0], b.start, b.end) >= 0]
    if not lines:
        return None
    best = max(lines, key=lambda b: sum(text.find(word, b.start, b.end) >= 0 for word in words))
    start = text.find(words[0], best.start, best.end)
    return _evidence(paper, start, min(best.end, start + _LONGEST))


def has_phrase(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as whole words, whatever the letter case, blanks and hyphens."""
    words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", phrase.strip()))
    return bool(re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE))


def find_citing(paper: Paper, roles: Iterable[str]) -> Evidence | None:
    """The first sentence with a citation in parts of these roles, or None."""
    wanted = set(roles)
    for mark in paper.document.citations:
        section = paper.document.section_at(mark.start)
        if section and section.role in wanted:
            sentence = paper.view.sentence_at(paper.view.shadow.offset(mark.start))
            return paper.sentence_quote(sentence) if sentence else paper.document.evidence(mark.start, mark.end)
    return None


def last_sentence(paper: Paper, role: str) -> Evidence | None:
    """The last sentence of the parts of a role, or None: where a lesson or a reason is usually told."""
    found = None
    for sentence in paper.view.sentences:
        if sentence.role == role:
            quote = paper.sentence_quote(sentence)
            found = quote if quote.place.block in PROSE else found
    return found


def first_sentence(paper: Paper, roles: Iterable[str]) -> Evidence | None:
    """The first sentence of running text in parts of these roles, or None."""
    wanted = set(roles)
    quotes = (paper.sentence_quote(s) for s in paper.view.sentences if s.role in wanted)
    return next((q for q in quotes if q.place.block in PROSE), None)


def count_words(paper: Paper, roles: Iterable[str]) -> int:
    """The words of the running text in parts of these roles; headings, legends, tables and references are left out."""
    wanted, document = set(roles), paper.document
    blocks = (b for b in document.blocks if b.kind in PROSE)
    sections = ((b, document.section_at(b.start)) for b in blocks)
    return sum(
        len(_WORD.findall(document.text, b.start, b.end))
        for b, section in sections
        if section and section.role in wanted
    )


def count_highlights(paper: Paper) -> tuple[int, Evidence | None]:
    """How many highlights stand under a heading of that name (lines of its part), and the first of them."""
    document = paper.document
    section = next((s for s in document.sections if HIGHLIGHTS.match(s.title.strip())), None)
    if section is None:
        return 0, None
    blocks = [b for b in document.blocks if b.kind in PROSE and section.start <= b.start < section.end]
    return len(blocks), _quote_block(paper, blocks[0]) if blocks else None


def find_missing_headings(paper: Paper, words: Iterable[str]) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Which headings the abstract lacks, and those that it has; a heading may also begin a paragraph."""
    abstract = [s for s in paper.document.sections if s.role == "abstract"]
    places = {word: _find_heading(paper, abstract, word) for word in words}
    return (
        tuple(word for word, place in places.items() if place is None),
        tuple(place for place in places.values() if place is not None),
    )


def _find_heading(paper: Paper, sections: Iterable[Section], word: str) -> Evidence | None:
    wanted = re.compile(
        rf"(?:^|(?<=[\n.]))[\W\d]{{0,6}}({re.escape(word)})\s*(?:\*\*)?\s*(?=[:.\n]|$|\*)", re.IGNORECASE
    )
    for section in sections:
        found = wanted.search(paper.document.text[section.start : section.end])
        if found:
            return _evidence(paper, section.start + found.start(1), section.start + found.end(1))
    return None


def _quote_block(paper: Paper, block: Block) -> Evidence:
    return _evidence(paper, block.start, min(block.end, block.start + _LONGEST * 2))


def _evidence(paper: Paper, start: int, end: int) -> Evidence:
    """The evidence without blanks and marks of headings at its ends."""
    text = paper.document.text[start:end]
    lead = len(text) - len(text.lstrip(" \t\r\n#*"))
    return paper.document.evidence(start + lead, start + max(len(text.rstrip(" \t\r\n*")), lead + 1))
