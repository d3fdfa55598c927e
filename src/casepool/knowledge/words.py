"""Word lists: what a canonical word looks like in print. Grammars use them by name.

A list is a table of canonical word -> printed forms, in lower case. In a form, `*` stands for any word ending, `-` for
a hyphen, a blank or nothing; everything else for itself. `ignores` are texts in which no form may be found.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.load import FOLDER, Table, load_toml
from casepool.knowledge.trie import trie_pattern


@dataclass(frozen=True)
class WordList:
    """A named list. `words` maps each canonical word to its printed forms."""

    name: str
    words: Mapping[str, tuple[str, ...]]
    ignores: tuple[str, ...] = ()

    @cached_property
    def alternation(self) -> str:
        """A pattern for any form, longest first, without groups."""
        forms = sorted({form for forms in self.words.values() for form in forms}, key=lambda f: (-len(f), f))
        endings = trie_pattern(form[1:] for form in forms if form.startswith("*"))
        whole = trie_pattern(form for form in forms if not form.startswith("*"))
        return "|".join(part for part in (whole, rf"\w*{endings}" if endings else "") if part)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A compiled pattern for any form as whole words."""
        return compile_pattern(rf"(?<!\w)(?:{self.alternation})(?!\w)")

    def canonical(self, printed: str) -> str:
        """The canonical word for a printed form in lower case, or "" if no form fits."""
        return _canonical(self, printed)

    def find(self, text: str) -> str:
        """The canonical word of the first form in `text` (shadow, lower case), or ""."""
        found = self.pattern.search(text)
        return self.canonical(found.group()) if found else ""

    def __hash__(self) -> int:
        return hash(self.name)


def form_pattern(form: str) -> str:
    """The pattern of a printed form: `*` any word ending, `-` hyphen, blank or nothing."""
    return re.escape(form).replace(r"\*", r"\w*").replace(r"\-", "[ -]?").replace(r"\ ", " ")


@cache
def _canonical(words: WordList, printed: str) -> str:
    fits = [
        (len(form), canonical)
        for canonical, forms in words.words.items()
        for form in forms
        if form == printed or _fits(form, printed)
    ]
    return max(fits)[1] if fits else ""


def _fits(form: str, printed: str) -> bool:
    """Whether a form with a star or a hyphen stands for `printed`; tried only where its first letters agree."""
    first = form[:1]
    if first not in "*-" and not printed.startswith(first):
        return False
    return ("*" in form or "-" in form) and bool(re.fullmatch(form_pattern(form), printed))


def _read_list(name: str, table: Table) -> WordList:
    words = {key: table.texts(key) for key in table if key != "ignores"}
    return WordList(name, words, table.texts("ignores"))


@cache
def load_words() -> Mapping[str, WordList]:
    """Every word list of the package by name. Raises KnowledgeError if a name stands in two files."""
    lists: dict[str, WordList] = {}
    for path in sorted((FOLDER / "words").glob("*.toml")):
        file = load_toml(f"words/{path.name}")
        for name in file:
            if name in lists:
                file.fail(name, f"word list '{name}' stands in two files.")
            lists[name] = _read_list(name, file.table(name, f"word list {name}"))
    return lists
