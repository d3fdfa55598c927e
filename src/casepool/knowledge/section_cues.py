"""Cues in running text for the role of a part without a heading, from lexicons/section_cues.toml."""

import re
from dataclasses import dataclass
from functools import cache

from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.load import Table, load_toml

CUE_KINDS = ("case", "general", "front", "ethics", "other", "caption", "table", "list")
OPENING_KINDS = ("caption", "table", "front", "ethics", "other")
KEYS = ("id", "kind", "weight", "once", "person", "needs", "pattern", "finds", "ignores")
NEEDED = ("id", "kind", "pattern", "finds", "ignores")


@dataclass(frozen=True, slots=True)
class SectionCue:
    """A pattern over flattened text. `weight` counts for case and general cues; `once`: at most once in a stretch.

    `person`: speaks of one person; `needs`: words of which each match holds one (or begins with, for openings).
    """

    id: str
    kind: str
    pattern: re.Pattern[str]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]
    weight: float = 1.0
    once: bool = False
    person: bool = False
    needs: frozenset[str] = frozenset()

    def count(self, flat: str, start: int, end: int, words: set[str]) -> int:
        """How often the cue stands in flat[start:end], whose words are given; at most 1 if it counts once."""
        if self.needs and self.needs.isdisjoint(words):
            return 0
        if self.once:
            return 1 if self.pattern.search(flat, start, end) else 0
        return sum(1 for _ in self.pattern.finditer(flat, start, end))


@cache
def load_section_cues() -> tuple[SectionCue, ...]:
    """All cues in the order of the file. Raises KnowledgeError for an unknown key or kind."""
    data = load_toml("lexicons/section_cues.toml")
    data.check_keys(("cue", "plain_story"), ("cue", "plain_story"))
    return tuple(_read_cue(table) for table in data.tables("cue"))


@cache
def load_general_phrases() -> tuple[str, ...]:
    """Phrases that hardly stand in a text which tells nothing but a patient."""
    table = load_toml("lexicons/section_cues.toml").table("plain_story")
    table.check_keys(("phrases",), ("phrases",))
    return table.texts("phrases")


@cache
def load_openings() -> dict[str, tuple[SectionCue, ...]]:
    """The cues that match at the start of a paragraph, by the words and signs that such a paragraph begins with."""
    found: dict[str, tuple[SectionCue, ...]] = {}
    for kind in OPENING_KINDS:
        for cue in cues_of(kind):
            for word in cue.needs:
                found[word] = (*found.get(word, ()), cue)
    return found


@cache
def cues_of(kind: str) -> tuple[SectionCue, ...]:
    """The cues of one kind."""
    return tuple(cue for cue in load_section_cues() if cue.kind == kind)


def _read_cue(table: Table) -> SectionCue:
    table.check_keys(KEYS, NEEDED)
    return SectionCue(
        id=table.text("id"),
        kind=table.text("kind", allowed=CUE_KINDS),
        pattern=compile_pattern(table.text("pattern")),
        finds=table.texts("finds"),
        ignores=table.texts("ignores"),
        weight=table.number("weight", 1.0),
        once=table.flag("once"),
        person=table.flag("person"),
        needs=frozenset(table.texts("needs")),
    )
