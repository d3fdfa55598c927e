"""Marks that look like citations and are none, from lexicons/citation_traps.toml."""

import re
from dataclasses import dataclass
from functools import cache

from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.load import Table, load_toml

SIDES = ("before", "after")
BRACKETS = ("any", "around")
STYLES = ("bracket", "parenthesis")
KEYS = ("id", "side", "style", "brackets", "pattern", "finds", "ignores")
NEEDED = ("id", "side", "pattern", "finds", "ignores")


@dataclass(frozen=True, slots=True)
class CitationTrap:
    """A pattern for the text directly before or after a mark.

    `brackets`: "any" mark, or only two numbers "around" the number that the first group of the pattern captures;
    `style`: the only kind of mark that is meant, empty for all.
    """

    id: str
    side: str
    brackets: str
    pattern: re.Pattern[str]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]
    style: str = ""

    def catches(self, before: str, after: str, numbers: tuple[int, ...], style: str) -> bool:
        """Whether a mark of a style with these printed numbers between these flattened texts is no citation."""
        if self.style not in ("", style):
            return False
        match = self.pattern.search(before) if self.side == "before" else self.pattern.match(after)
        if match is None or self.brackets == "any":
            return match is not None
        return len(numbers) == 2 and numbers[0] <= float(match.group(1)) <= numbers[1]


@cache
def load_citation_traps() -> tuple[CitationTrap, ...]:
    """All traps in the order of the file. Raises KnowledgeError for an unknown key or side."""
    data = load_toml("lexicons/citation_traps.toml")
    data.check_keys(("trap",), ("trap",))
    return tuple(_read_trap(table) for table in data.tables("trap"))


def _read_trap(table: Table) -> CitationTrap:
    table.check_keys(KEYS, NEEDED)
    return CitationTrap(
        id=table.text("id"),
        side=table.text("side", allowed=SIDES),
        brackets=table.text("brackets", "any", allowed=BRACKETS),
        pattern=compile_pattern(table.text("pattern")),
        finds=table.texts("finds"),
        ignores=table.texts("ignores"),
        style=table.text("style", allowed=STYLES),
    )
