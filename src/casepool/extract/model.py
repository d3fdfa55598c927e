"""The model: a conditional random field over words that marks mentions, and how its marks join those of the dictionary.

No model comes with casepool; one command builds one (docs/model-card.md). Without a model the dictionary stands alone.
The model has the say where a mention begins and ends and what it is; what it leaves is filled by the dictionary: names
with a code always, other names where the model is in doubt. A name with a code keeps the words that its code is for.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from casepool.extract.features import features_of, sentence_spans, tag_words
from casepool.extract.vocabulary_terms import Term
from casepool.extract.vocabulary_words import WordRow

TYPES = ("finding", "condition", "anatomy", "procedure", "drug", "measurement", "time")
PROBLEMS = ("finding", "condition")
DOUBT = 0.7
MADE_BY = "model.crf"


class Model:
    """A trained model, held in memory. `data` is the content of a model file (CRFsuite)."""

    def __init__(self, data: bytes) -> None:
        import pycrfsuite

        self._data = data
        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open_inmemory(data)

    def choose(self, row: WordRow, cased: str, terms: list[Term]) -> list[Term]:
        """The terms of the model and those of the dictionary that it leaves room for, from left to right.

        `terms` are the dictionary's, measurements and times among them; `cased` is the shadow text with its case.
        """
        outer, inner = tag_words(row, terms)
        by_sentence = _by_start(terms)
        chosen: list[Term] = []
        for first, last in sentence_spans(row):
            self._tagger.set(features_of(row, cased, outer, inner, first, last))
            marked = spans_of(self._tagger.tag(), first)
            mine = [term for number in range(first, last) for term in by_sentence.get(number, ())]
            chosen += self._join(row, marked, mine, first)
        return sorted(chosen, key=lambda t: (t.first, -t.last, t.type))

    def _join(self, row: WordRow, marked: list[Term], terms: list[Term], first: int) -> list[Term]:
        found = marked
        for term in terms:
            if term.codes and term.type in PROBLEMS:
                found = join_coded(found, term)
            elif not any(_overlap(term, other) for other in found) and self._is_doubtful(term, first):
                found = [*found, term]
        return found

    def _is_doubtful(self, term: Term, first: int) -> bool:
        """Whether the model does not know the type, or is not sure that a word of the term is no mention."""
        if term.type not in TYPES:
            return True
        numbers = range(term.first - first, term.last - first + 1)
        return any(self._tagger.marginal("O", number) < DOUBT for number in numbers)


def join_coded(found: list[Term], term: Term) -> list[Term]:
    """The terms with a coded sign or condition among them: those that it covers yield, one that holds it is coded."""
    touching = [t for t in found if t.type in PROBLEMS and _overlap(t, term)]
    holder = next((t for t in touching if t.first <= term.first and term.last <= t.last), None)
    if holder is not None and holder.codes:
        return [*found, term]
    if holder is not None:
        return [replace(holder, codes=term.codes, label=term.label) if t is holder else t for t in found]
    kind = touching[0].type if touching else term.type
    return [*(t for t in found if not any(t is other for other in touching)), replace(term, type=kind)]


def spans_of(tags: Iterable[str], first: int) -> list[Term]:
    """The stretches that the tags B-type and I-type mark; `first` is the number of the first word."""
    found: list[tuple[int, int, str]] = []
    for number, tag in enumerate(tags, start=first):
        if tag == "O":
            continue
        kind = tag[2:]
        if tag[0] == "I" and found and found[-1][1] == number - 1 and found[-1][2] == kind:
            found[-1] = (found[-1][0], number, kind)
        else:
            found.append((number, number, kind))
    return [Term(start, end, kind, (), "", MADE_BY) for start, end, kind in found]


def _overlap(one: Term, other: Term) -> bool:
    return one.first <= other.last and other.first <= one.last


def _by_start(terms: Iterable[Term]) -> dict[int, list[Term]]:
    found: dict[int, list[Term]] = {}
    for term in terms:
        found.setdefault(term.first, []).append(term)
    return found
