"""A document made ready for matching: shadow text and sentences with their places."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from casepool.domain.document import Block, Document
from casepool.domain.evidence import Evidence
from casepool.knowledge.compiled import compile_pattern
from casepool.text.grammar import CompiledRule, Hit
from casepool.text.rule_index import NEEDS, index_grammar
from casepool.text.shadow import Shadow

_ABBREVIATIONS = (
    r"(?:fig|figs|figure|no|nos|vs|dr|mr|mrs|ms|prof|st|al|etc|approx|ca|cf|e\.g|i\.e|eg|ie|resp|inc|ltd|vol|pp|ed|"
    r"eds|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|tab|ref|refs|yr|yrs|mo|wk|hr|hrs|min|max|temp|dept|univ)"
)
_END = compile_pattern(r"[.!?]+[\"')\]]*(?:\^?\[[\d, -]+\]|\^\d[\d, -]*)?(?: (?=\S)|(?=[a-z]))")
LONGEST_SENTENCE = 3_000
_SEARCHABLE = ("title", "heading", "paragraph", "list-item", "caption", "cell", "footnote")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or cell): half-open interval of the shadow text, with the place that it stands in."""

    index: int
    start: int
    end: int
    role: str
    sub: str
    block: str
    block_index: int
    section: int
    section_title: str = ""
    table: str = ""
    row: int | None = None
    column: int | None = None


class TextView:
    """Shadow and sentences of a document. Offsets of sentences and hits are those of the shadow."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.shadow = Shadow(document.text)
        self.sentences = tuple(self._split())
        self._starts = [s.start for s in self.sentences]
        self._held: dict[int, frozenset[int]] = {}
        self._asked = 0
        self._holders: dict[int, list[int]] = {}
        self._asked_all = -1

    @property
    def folded(self) -> str:
        return self.shadow.folded

    def words(self, sentence: Sentence) -> str:
        """The shadow text of a sentence."""
        return self.shadow.folded[sentence.start : sentence.end]

    def candidates(self, grammar: str, sentence: Sentence) -> list[CompiledRule]:
        """The rules of a grammar that may find something in a sentence, whatever roles they accept."""
        index = index_grammar(grammar)
        if self._asked != NEEDS.size:
            self._held, self._asked = {}, NEEDS.size
        held = self._held.get(sentence.index)
        if held is None:
            held = self._held[sentence.index] = NEEDS.held_by(self.words(sentence).split())
        return index.candidates(held)

    def matching(self, grammar: str) -> list[tuple[Sentence, list[CompiledRule]]]:
        """The sentences in which rules of a grammar may find something, each with these rules in order."""
        index = index_grammar(grammar)
        if self._asked_all != NEEDS.size:
            self._holders, self._asked_all = self._find_holders(), NEEDS.size
        found = index.matching(self._holders, len(self.sentences))
        return [(self.sentences[number], [index.rules[n] for n in sorted(rules)]) for number, rules in found]

    def _find_holders(self) -> dict[int, list[int]]:
        """For each needed string the sentences that hold it, by their numbers."""
        holders: dict[int, list[int]] = {}
        for sentence in self.sentences:
            for number in NEEDS.held_by(self.words(sentence).split()):
                holders.setdefault(number, []).append(sentence.index)
        return holders

    def hits(self, grammar: str, sentence: Sentence) -> Iterator[Hit]:
        """Every hit of a grammar in a sentence, whatever roles its rules accept."""
        for compiled in self.candidates(grammar, sentence):
            yield from compiled.search(self.folded, sentence.start, sentence.end)

    def printed(self, start: int, end: int) -> str:
        """The canonical text behind a shadow interval."""
        return self.document.quote(*self.shadow.canonical(start, end))

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence behind a shadow interval; blanks at its ends are left out."""
        text = self.shadow.folded
        while end > start + 1 and text[end - 1] == " ":
            end -= 1
        while start < end - 1 and text[start] == " ":
            start += 1
        return self.document.evidence(*self.shadow.canonical(start, end))

    def sentence_of(self, evidence: Evidence) -> Sentence | None:
        """The sentence that holds the start of an evidence, or None (references, furniture)."""
        return self.sentence_at(self.shadow.offset(evidence.span.start))

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds this shadow offset, or None."""
        index = bisect_right(self._starts, offset) - 1
        return self.sentences[index] if index >= 0 and offset < self.sentences[index].end else None

    def clause(self, evidence: Evidence, longest: int = 120) -> Evidence:
        """The clause around an evidence: to the next comma, semicolon, bracket or sentence end on each side."""
        sentence = self.sentence_of(evidence)
        if sentence is None:
            return evidence
        start, end = self.shadow.offset(evidence.span.start), self.shadow.offset(evidence.span.end)
        text = self.shadow.folded
        left = max(text.rfind(mark, sentence.start, start) + len(mark) for mark in (", ", "; ", ": ", " ("))
        stops = [text.find(mark, end, sentence.end) for mark in (", ", "; ", " (", ". ")]
        right = min((stop for stop in stops if stop >= 0), default=sentence.end)
        left = max(left if left > sentence.start + 1 else sentence.start, sentence.start)
        if right - left > longest:
            left, right = (
                max(left, text.find(" ", max(start - longest // 2, left) - 1) + 1),
                max(end, min(right, end + longest // 2)),
            )
            right = max(end, text.rfind(" ", left, right)) if right < sentence.end else right
        return self.evidence(min(left, start), max(right, end))

    def _split(self) -> list[Sentence]:
        found: list[Sentence] = []
        for number, block in enumerate(self.document.blocks):
            if block.kind in _SEARCHABLE and block.end > block.start:
                self._split_block(found, number, block)
        return found

    def _split_block(self, found: list[Sentence], number: int, block: Block) -> None:
        start, end = self.shadow.offset(block.start), self.shadow.offset(block.end)
        place = self.document.place_at(block.start)
        section = self.document.section_at(block.start)
        if place.role in ("references",) or start >= end:
            return
        order = self.document.sections.index(section) if section else -1
        for left, right in split_sentences(self.shadow.folded, self.shadow.cased, start, end):
            found.append(
                Sentence(
                    len(found), left, right, place.role, place.sub, block.kind, number, order,
                    place.section, block.table, block.row, block.column,
                )
            )  # fmt: skip


def split_sentences(folded: str, cased: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of text[start:end] as half-open intervals, blanks at the ends left out.

    A full stop ends a sentence unless it closes an abbreviation or an initial, or what follows begins in lower case
    after an abbreviation. Decimals and numbered items are left whole. Text without an end is cut at a blank after
    LONGEST_SENTENCE characters, so that no pattern meets a text of any length.
    """
    cuts = [start]
    for match in _END.finditer(folded, start, end):
        if _is_end(folded, cased, match, cuts[-1], end):
            cuts.append(match.end())
    pairs = [part for pair in zip(cuts, [*cuts[1:], end], strict=True) for part in _cut_long(folded, *pair)]
    return [trimmed for left, right in pairs if (trimmed := _trim(folded, left, right)) is not None]


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    while end - start > LONGEST_SENTENCE:
        blank = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        stop = blank if blank > start else start + LONGEST_SENTENCE
        parts.append((start, stop))
        start = stop
    return [*parts, (start, end)]


def _is_end(folded: str, cased: str, match: re.Match[str], start: int, end: int) -> bool:
    if not match.group().endswith(" ") and not _is_glued_end(cased, match):
        return False
    if match.group()[0] != ".":
        return True
    before = folded[max(start, match.start() - 12) : match.start()]
    if re.search(rf"(?:^|[\s(\[]){_ABBREVIATIONS}$", before):
        return False
    if re.search(r"(?:^|[\s(.])[a-z]$", before) and cased[match.start() - 1].isupper():
        return False
    return not re.fullmatch(r"\s*\(?\d{1,3}", folded[start : match.start()])


def _is_glued_end(cased: str, match: re.Match[str]) -> bool:
    """A sentence that begins without a blank before it: "was seen [4].Our patient"."""
    before, after = cased[match.start() - 1 : match.start()], cased[match.end() : match.end() + 2]
    return after[:1].isupper() and after[1:].islower() and (before in ")]" or before.islower())


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while end > start and text[end - 1] == " ":
        end -= 1
    while start < end and text[start] == " ":
        start += 1
    return (start, end) if end > start else None
