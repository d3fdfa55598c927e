"""Cues in running text for the role of a part without a heading, from lexicons/section_cues.toml."""

import re
from dataclasses import dataclass
from functools import cache

from casepool.knowledge.load import Table, load_toml

CUE_KINDS = ("case", "general", "front", "ethics", "other", "caption", "table", "list")
KEYS = ("id", "kind", "weight", "once", "pattern", "finds", "ignores")
NEEDED = ("id", "kind", "pattern", "finds", "ignores")


@dataclass(frozen=True, slots=True)
class SectionCue:
    """A pattern over flattened text. `weight` counts for case and general cues; `once`: at most once in a stretch."""

    id: str
    kind: str
    pattern: re.Pattern[str]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]
    weight: float = 1.0
    once: bool = False


@cache
def load_section_cues() -> tuple[SectionCue, ...]:
    """All cues in the order of the file. Raises KnowledgeError for an unknown key or kind."""
    data = load_toml("lexicons/section_cues.toml")
    data.check_keys(("cue",), ("cue",))
    return tuple(_read_cue(table) for table in data.tables("cue"))


@cache
def cues_of(kind: str) -> tuple[SectionCue, ...]:
    """The cues of one kind."""
    return tuple(cue for cue in load_section_cues() if cue.kind == kind)


def _read_cue(table: Table) -> SectionCue:
    table.check_keys(KEYS, NEEDED)
    return SectionCue(
        id=table.text("id"),
        kind=table.text("kind", allowed=CUE_KINDS),
        pattern=re.compile(table.text("pattern")),
        finds=table.texts("finds"),
        ignores=table.texts("ignores"),
        weight=table.number("weight", 1.0),
        once=table.flag("once"),
    )
