"""Which rules can find anything in a sentence: one look-up per word instead of one search per rule.

Each rule names strings one of which must stand in the sentence (`needs`). Every word is asked once, for all grammars
together, which of those strings it holds; the answer is remembered, so that a further text costs one look-up per word.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from casepool.knowledge.grammars import grammar_names
from casepool.text.grammar import CompiledRule, compile_grammar

_REMEMBERED = 200_000


class Needs:
    """The strings that rules need, numbered, and the words that hold them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        self._known: dict[str, tuple[int, ...]] = {}

    def number(self, piece: str) -> int:
        """The number of a needed string; a new string makes the words be asked again."""
        if piece not in self._numbers:
            self._numbers[piece] = len(self._numbers)
            self._by_start.setdefault(piece[:3], []).append((piece, self._numbers[piece]))
            self._known.clear()
        return self._numbers[piece]

    @property
    def size(self) -> int:
        return len(self._numbers)

    def held_by(self, words: Iterable[str]) -> frozenset[int]:
        """The numbers of the strings that stand in these words."""
        known, found = self._known, set[int]()
        for word in words:
            numbers = known.get(word)
            if numbers is None:
                numbers = self._ask(word)
            if numbers:
                found.update(numbers)
        return frozenset(found)

    def _ask(self, word: str) -> tuple[int, ...]:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        by_start = self._by_start
        numbers = {
            number
            for start in range(len(word))
            for length in (1, 2, 3)
            for piece, number in by_start.get(word[start : start + length], ())
            if len(word) - start >= length and word.startswith(piece, start)
        }
        self._known[word] = tuple(numbers)
        return self._known[word]


NEEDS = Needs()


class RuleIndex:
    """The rules of one grammar, in order, asked by what a sentence holds."""

    def __init__(self, rules: Iterable[CompiledRule]) -> None:
        self.rules = tuple(rules)
        pieces = [{_piece(need) for need in compiled.rule.needs} or {""} for compiled in self.rules]
        self._always = frozenset(number for number, needed in enumerate(pieces) if "" in needed)
        self._by_need: dict[int, list[int]] = {}
        for number, needed in enumerate(pieces):
            for piece in needed if number not in self._always else ():
                self._by_need.setdefault(NEEDS.number(piece), []).append(number)

    def candidates(self, held: frozenset[int]) -> list[CompiledRule]:
        """The rules whose `needs` may stand in a sentence that holds these strings, in order."""
        by_need, found = self._by_need, set(self._always)
        for number in held:
            if number in by_need:
                found.update(by_need[number])
        return [self.rules[number] for number in sorted(found)]

    def matching(self, holders: Mapping[int, Sequence[int]], size: int) -> list[tuple[int, set[int]]]:
        """Of `size` sentences those in which rules may find something, each with the numbers of these rules.

        `holders` lists, for each needed string, the sentences that hold it.
        """
        found: dict[int, set[int]] = {number: set(self._always) for number in range(size)} if self._always else {}
        for need, rules in self._by_need.items():
            for sentence in holders.get(need, ()):
                if sentence in found:
                    found[sentence].update(rules)
                else:
                    found[sentence] = set(rules)
        return sorted(found.items())


@cache
def index_grammar(name: str) -> RuleIndex:
    """The index of one grammar; those of all grammars are made together, so that a word is asked only once."""
    return _index_all()[name]


@cache
def _index_all() -> Mapping[str, RuleIndex]:
    return {name: RuleIndex(compile_grammar(name)) for name in grammar_names()}


def _piece(need: str) -> str:
    """The longest part of a needed string that has no blank in it ("" if it is nothing but blanks)."""
    return max(need.split(), key=len, default="")
