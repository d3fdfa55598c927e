"""Terms found in a row of words: which are kept, which words are terms by their ending, which are made wider."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from casepool.extract.vocabulary_words import WordRow, reduced_forms
from casepool.knowledge.vocabulary import Ending, WordRules

NESTED = ("anatomy",)
TYPE_ORDER = ("condition", "finding", "procedure", "drug", "inheritance", "anatomy")
_SHORTEST = 5
_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Term:
    """Something found in a row of words (first to last word): its type, codes and label, and what found it.

    `place` is its interval of the shadow where that is not the one of its words ("-2.5 SD").
    """

    first: int
    last: int
    type: str
    codes: tuple[str, ...]
    label: str
    made_by: str
    place: tuple[int, int] | None = None


def keep_terms(terms: Iterable[Term]) -> list[Term]:
    """The terms that lie inside no longer one; parts of the body are compared among themselves only."""
    kept: list[Term] = []
    for nested in (False, True):
        mine = [t for t in terms if (t.type in NESTED) == nested]
        mine.sort(key=lambda t: (t.first, -t.last, TYPE_ORDER.index(t.type)))
        reached = -1
        for term in mine:
            if term.last > reached:
                kept.append(term)
                reached = term.last
    return sorted(kept, key=lambda t: (t.first, -t.last, t.type))


class EndingFinder:
    """Finds words that are no name of the lexicon and end as names of a type do; each word is judged once."""

    def __init__(self, endings: tuple[Ending, ...]) -> None:
        self._endings = endings
        self._judged: dict[str, Ending | None] = {}

    def find(self, row: WordRow, taken: set[tuple[int, int]]) -> Iterator[Term]:
        """The terms among the words that are not `taken` (intervals of the row)."""
        judged = self._judged
        for number, word in enumerate(row.words):
            if len(word) >= _SHORTEST:
                if word not in judged:
                    if len(judged) > _REMEMBERED:
                        judged.clear()
                    judged[word] = ending_of(word, self._endings)
                ending = judged[word]
                if ending is not None and (number, number) not in taken:
                    yield Term(number, number, ending.type, (), word, f"vocabulary.{ending.id}")


def ending_of(word: str, endings: tuple[Ending, ...]) -> Ending | None:
    """The first ending that a word, or its singular, has."""
    forms = reduced_forms(word)
    for ending in endings:
        fits = any(len(form) >= ending.least and form.endswith(ending.endings) for form in forms)
        if fits and not any(form in ending.unless for form in forms):
            return ending
    return None


def widen(row: WordRow, term: Term, rules: WordRules) -> Term:
    """A part of the body with the words of side and position before it ("right upper lobe")."""
    if term.type not in NESTED:
        return term
    first = term.first
    while first > 0 and row.words[first - 1] in rules.sides:
        first -= 1
    return replace(term, first=first)
