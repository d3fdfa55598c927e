"""What the readers of claims share: the text, its abbreviations, its citations, and the subject of a sentence."""

import re
from dataclasses import dataclass
from functools import cache

from casepool.domain.extraction import Abbreviation
from casepool.extract.abbreviations import expand
from casepool.extract.mentions import Reading
from casepool.text.grammar import Hit, compile_grammar
from casepool.text.numbers import parse_number, parse_ordinal
from casepool.text.view import Sentence, TextView

_AUTHOR_YEAR = re.compile(r"\(([^\W\d_][^()\[\]]{2,60}?(?<!\d)(?:19|20)\d\d[a-z]?)\)")


@cache
def wording(name: str) -> re.Pattern[str]:
    """The pattern of a rule of grammars/claim_words.toml."""
    return next(c.pattern for c in compile_grammar("claim_words") if c.rule.id == f"claim_words.{name}")


@dataclass(frozen=True)
class ClaimText:
    """A document as the readers of claims see it."""

    reading: Reading
    abbreviations: tuple[Abbreviation, ...]

    @property
    def view(self) -> TextView:
        return self.reading.view

    def expand(self, words: str) -> str:
        """Folded words with the document's abbreviations written out, in lower case."""
        return re.sub(r"[\w-]+", lambda m: self._long(m.group()), words).strip()

    def _long(self, word: str) -> str:
        known = next((a for a in self.abbreviations if a.short.lower() == word or a.short.lower() + "s" == word), None)
        long = expand(known.short, self.abbreviations).lower() if known and len(word) > 1 else ""
        return long or word

    def population(self, words: str, sentence: Sentence, figure: str = "") -> str:
        """Whom a figure speaks of: the words as printed, without articles; a pronoun is followed to its noun.

        `figure` are the words of the figure itself: a subject that stands among them is no population.
        """
        words = re.sub(r"\([^()]*\)", "", words).strip()
        words = wording("head").sub("", words)
        if not words or wording("pronoun").match(words):
            words = self._antecedent(sentence, figure)
        return self.expand(wording("article").sub("", _before_verb(words)))

    def subject(self, sentence: Sentence) -> str:
        """The words before the verb of a sentence, "" where they are a pronoun."""
        words = wording("lead").sub("", self.view.words(sentence))
        found = _before_verb(re.sub(r" ?\([^()]*\)", "", words))
        return "" if wording("pronoun").match(found) or len(found.split()) > 9 or found == words else found

    def _antecedent(self, sentence: Sentence, figure: str) -> str:
        """The subject of the nearest sentence, up to this one, of the same paragraph that names one."""
        for index in range(sentence.index, -1, -1):
            earlier = self.view.sentences[index]
            if earlier.block_index != sentence.block_index:
                return ""
            found = self.subject(earlier)
            if found and wording("article").sub("", found) not in figure:
                return found
        return ""

    def sources(self, sentence: Sentence, end: int) -> tuple[str, ...]:
        """The references cited for what ends at this shadow offset: the next mark of its sentence, else the last."""
        left, right = self.view.shadow.canonical(sentence.start, sentence.end)
        at = self.view.shadow.canonical(end - 1, end)[1]
        marks = [c for c in self.view.document.citations if left <= c.start <= right + 6]
        after = [c for c in marks if c.start >= at] or marks[-1:]
        if after:
            return tuple(str(number) for number in after[0].numbers)
        named = _AUTHOR_YEAR.search(self.view.document.text, left, right)
        return (named.group(1),) if named else ()

    def facts(self, hit: Hit, *names: str, **renamed: str) -> tuple[tuple[str, str], ...]:
        """Captured groups by name, those that the match holds."""
        pairs = [(name, name) for name in names] + list(renamed.items())
        return tuple((name, hit.group(group).strip()) for name, group in pairs if hit.group(group).strip())

    def clause_start(self, sentence: Sentence, start: int) -> int:
        """Where the clause around a shadow offset begins: after the last comma or semicolon, else with the sentence."""
        before = self.view.folded[sentence.start : start]
        cut = max(before.rfind(", "), before.rfind("; "))
        return sentence.start + (cut + 2 if cut >= 0 else 0)


def number_of(printed: str) -> float | None:
    """The number behind digits, a number word or an ordinal; None for anything else."""
    ordinal = parse_ordinal(printed.strip()) if printed.strip() else None
    return float(ordinal) if ordinal is not None else parse_number(printed.strip()) if printed.strip() else None


def _before_verb(words: str) -> str:
    cut = wording("verb").search(" " + words)
    return words[: max(cut.start() - 1, 0)].strip(" ,") if cut else words.strip(" ,")
