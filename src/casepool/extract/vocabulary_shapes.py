"""Measurements and times: terms that a grammar finds by their shape, not a list by their name."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from casepool.extract.vocabulary_terms import NESTED, Term
from casepool.extract.vocabulary_words import WordRow
from casepool.text.view import TextView

GRAMMAR = "vocabulary"


def find_shaped(view: TextView, row: WordRow, named: list[Term]) -> Iterator[Term]:
    """The measurements and times in a row of words that lie in no name and in no longer one of their own type."""
    names = sorted((t for t in named if t.type not in NESTED), key=lambda t: t.first)
    firsts = [term.first for term in names]
    reach = list(accumulate((term.last for term in names), max))
    reached: dict[str, int] = {}
    for term in sorted(_find_all(view, row), key=lambda t: (t.first, -t.last, t.type, t.made_by)):
        before = bisect_right(firsts, term.first) - 1
        free = before < 0 or reach[before] < term.last
        if free and term.last > reached.get(term.type, -1):
            reached[term.type] = term.last
            yield term


def _find_all(view: TextView, row: WordRow) -> Iterator[Term]:
    for sentence in dict.fromkeys(s for s in row.sentences if s is not None):
        for compiled in view.candidates(GRAMMAR, sentence):
            for hit in compiled.search(view.folded, sentence.start, sentence.end):
                first = bisect_right(row.starts, hit.start) - 1
                last = bisect_left(row.starts, hit.end) - 1
                if first <= last and row.sentences[first] is sentence and row.sentences[last] is sentence:
                    yield Term(first, last, hit.rule.type, (), "", hit.rule.id, (hit.start, hit.end))
