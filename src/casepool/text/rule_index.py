"""Which rules can find anything in a sentence: one look-up per word instead of one search per rule.

Each rule names strings one of which must stand in the sentence (`needs`). Every word of a text is asked once which of
those strings it holds; the answer is remembered, so that a further text costs one look-up per word.
"""

from collections.abc import Iterable

from casepool.text.grammar import CompiledRule

_REMEMBERED = 200_000


class RuleIndex:
    """The rules of one or several grammars, in order, asked by the words of a sentence."""

    def __init__(self, rules: Iterable[CompiledRule]) -> None:
        self.rules = tuple(rules)
        self._always = frozenset(n for n, c in enumerate(self.rules) if not all(map(_piece, c.rule.needs or ("",))))
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for number, compiled in enumerate(self.rules):
            for piece in {_piece(need) for need in compiled.rule.needs} if number not in self._always else ():
                self._by_start.setdefault(piece[:3], []).append((piece, number))
        self._known: dict[str, tuple[int, ...]] = {}

    def candidates(self, words: Iterable[str]) -> list[CompiledRule]:
        """The rules whose `needs` may stand in a sentence of these words (split at blanks), in order."""
        found = set(self._always)
        known = self._known
        for word in words:
            numbers = known.get(word)
            if numbers is None:
                numbers = self._ask(word)
            if numbers:
                found.update(numbers)
        return [self.rules[number] for number in sorted(found)]

    def _ask(self, word: str) -> tuple[int, ...]:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        numbers: set[int] = set()
        for start in range(len(word)):
            for length in (1, 2, 3):
                for piece, number in self._by_start.get(word[start : start + length], ()):
                    if word.startswith(piece, start):
                        numbers.add(number)
        self._known[word] = tuple(numbers)
        return self._known[word]


_INDEXES: dict[int, tuple[tuple[CompiledRule, ...], RuleIndex]] = {}


def index_rules(rules: tuple[CompiledRule, ...]) -> RuleIndex:
    """The index of these very rules (the tuple that `compile_grammar` keeps), made once."""
    kept = _INDEXES.get(id(rules))
    if kept is None or kept[0] is not rules:
        kept = _INDEXES[id(rules)] = (rules, RuleIndex(rules))
    return kept[1]


def _piece(need: str) -> str:
    """The longest part of a needed string that has no blank in it ("" if it is nothing but blanks)."""
    return max(need.split(), key=len, default="")
