"""Compiles grammar rules and runs them over sentences of the shadow text.

In a pattern `{name}` stands for a number ("number", "ordinal") or for any form of the word list of that name;
`{group:name}`, or `(?P<group>{name})`, also captures it, so that `Hit.canonical("group")` gives the canonical word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from casepool.domain.errors import KnowledgeError
from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.grammars import GrammarRule, load_grammar
from casepool.knowledge.words import load_words
from casepool.text.levels import LEVELS_PATTERN
from casepool.text.numbers import NUMBER_PATTERN, ORDINAL_PATTERN, parse_number, parse_ordinal

_MACRO = compile_pattern(r"\{([a-z_]\w*)(?::([a-z_]\w*))?\}")
_NAMED = compile_pattern(r"\(\?P<([a-z_]\w*)>\{([a-z_]\w*)\}\)")
_BUILT_IN = {"number": NUMBER_PATTERN, "ordinal": ORDINAL_PATTERN, "levels": LEVELS_PATTERN}


@dataclass(frozen=True, slots=True)
class Hit:
    """One match of a rule: a half-open interval of the shadow text, and its groups.

    The match itself is over the sentence alone (so that "^" is its beginning); `shift` is where the sentence starts.
    """

    rule: GrammarRule
    match: re.Match[str]
    lists: dict[str, str]
    shift: int = 0

    @property
    def start(self) -> int:
        return self.shift + (self.match.start("span") if "span" in self.match.re.groupindex else self.match.start())

    @property
    def end(self) -> int:
        return self.shift + (self.match.end("span") if "span" in self.match.re.groupindex else self.match.end())

    @property
    def words(self) -> str:
        """The shadow text of the hit."""
        return self.match.string[self.start - self.shift : self.end - self.shift]

    def group(self, name: str) -> str:
        """The text of a group, "" if the rule has no such group or it took no part in the match."""
        return (self.match.group(name) or "") if name in self.match.re.groupindex else ""

    def canonical(self, name: str) -> str:
        """The canonical word behind a group that was captured from a word list, else the group's text."""
        words = load_words().get(self.lists.get(name, ""))
        return words.canonical(self.group(name)) if words and self.group(name) else self.group(name)

    def number(self, name: str) -> float | None:
        """The number in a group, or None."""
        text = self.group(name)
        if not text:
            return None
        ordinal = parse_ordinal(text)
        return parse_number(text) if ordinal is None else float(ordinal)


class CompiledRule:
    """A rule whose patterns are compiled when they are first needed: most rules never meet their `needs` in a text.

    `lists` says which group was captured from which word list.
    """

    def __init__(self, rule: GrammarRule) -> None:
        self.rule = rule
        self.lists: dict[str, str] = {}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern. Raises KnowledgeError for a word list that does not exist."""
        return _compile(self.rule, "pattern", _expand(self.rule, self.rule.pattern, self.lists))

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return _condition(self.rule, "unless")

    @cached_property
    def unless_before(self) -> re.Pattern[str] | None:
        return _condition(self.rule, "unless_before", "(?:{})$")

    @cached_property
    def unless_after(self) -> re.Pattern[str] | None:
        return _condition(self.rule, "unless_after")

    @cached_property
    def requires(self) -> re.Pattern[str] | None:
        return _condition(self.rule, "requires")

    def find(self, text: str, start: int, end: int) -> Iterator[Hit]:
        """Every match in text[start:end] that no condition of the rule forbids."""
        if not self.rule.needs or any(text.find(word, start, end) >= 0 for word in self.rule.needs):
            yield from self.search(text, start, end)

    def search(self, text: str, start: int, end: int) -> Iterator[Hit]:
        """The same for a sentence that is known to hold what the rule needs."""
        sentence = text[start:end]
        hits = [Hit(self.rule, match, self.lists, start) for match in self.pattern.finditer(sentence)]
        if hits and self._is_allowed(sentence):
            yield from (hit for hit in hits if hit.end > hit.start and self._stands(sentence, hit))

    def _is_allowed(self, sentence: str) -> bool:
        """Whether the conditions on the sentence as a whole hold; asked after a match, so that few are compiled."""
        if self.requires and not self.requires.search(sentence):
            return False
        return not (self.unless and self.unless.search(sentence))

    def _stands(self, sentence: str, hit: Hit) -> bool:
        if self.unless_before and self.unless_before.search(sentence[: hit.start - hit.shift]):
            return False
        return not (self.unless_after and self.unless_after.match(sentence[hit.end - hit.shift :]))


def compile_rule(rule: GrammarRule) -> CompiledRule:
    """The rule made ready to run."""
    return CompiledRule(rule)


@cache
def compile_grammar(name: str) -> tuple[CompiledRule, ...]:
    """The compiled rules of one grammar."""
    return tuple(compile_rule(rule) for rule in load_grammar(name))


def expand_macros(pattern: str, owner: str = "pattern") -> str:
    """Replace the macros of a pattern; captured groups keep their names. `owner` is named in errors."""
    return _MACRO.sub(lambda found: _macro(owner, found, {}), _NAMED.sub(r"{\1:\2}", pattern))


def find_hits(rules: Iterable[CompiledRule], text: str, start: int, end: int) -> Iterator[Hit]:
    """Every hit of every rule in text[start:end]."""
    for rule in rules:
        yield from rule.find(text, start, end)


def _condition(rule: GrammarRule, key: str, frame: str = "{}") -> re.Pattern[str] | None:
    pattern: str = getattr(rule, key)
    return _compile(rule, key, frame.format(_expand(rule, pattern, {}))) if pattern else None


def _compile(rule: GrammarRule, key: str, pattern: str) -> re.Pattern[str]:
    try:
        return compile_pattern(pattern)
    except re.error as error:
        raise KnowledgeError(f"'{key}' of rule {rule.id} is no valid pattern: {error}.") from error


def _expand(rule: GrammarRule, pattern: str, lists: dict[str, str]) -> str:
    captured = _NAMED.sub(r"{\1:\2}", pattern)
    return _MACRO.sub(lambda found: _macro(rule.id, found, lists), captured)


def _macro(owner: str, found: re.Match[str], lists: dict[str, str]) -> str:
    group, name = (found.group(1), found.group(2)) if found.group(2) else ("", found.group(1))
    if name in _BUILT_IN:
        inner = _BUILT_IN[name]
    elif name in load_words():
        inner = rf"(?<!\w)(?:{load_words()[name].alternation})(?!\w)"
    else:
        raise KnowledgeError(f"{owner}: there is no word list '{name}'. Known: {', '.join(sorted(load_words()))}.")
    lists[group] = name
    return f"(?P<{group}>{inner})" if group else f"(?:{inner})"
