"""What a planted fault is, and how planters are listed. A planter takes a clean text and yields faults that a careful
reader could see: it changes one of two mentions of a fact, or adds a sentence that contradicts one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.audit.source import Edit, Source

MOST_PER_TEXT = 2


@dataclass(frozen=True)
class Plant:
    """A text with one fault: the changes of its stored form, the rules that may find it, the words that were changed.

    `shows` are words that a quote of the finding must hold, so that a finding elsewhere does not count; empty where the
    fault is that words are missing. `how` is changed, added or removed.
    """

    kind: str
    source: Source
    rules: tuple[str, ...]
    how: str
    edits: tuple[Edit, ...]
    old: str
    new: str
    shows: str

    @property
    def stored(self) -> str:
        """The stored form that holds the fault."""
        return self.source.edited(self.edits)


Planter = Callable[[Source], Iterator[Plant]]
PLANTERS: dict[str, Planter] = {}
RULES: dict[str, tuple[str, ...]] = {}


def plants(*rules: str) -> Callable[[Planter], Planter]:
    """Lists a planter under its own name (without `plant_`), with the rules that may find its faults."""

    def listed(planter: Planter) -> Planter:
        kind = planter.__name__.removeprefix("plant_")
        PLANTERS[kind] = planter
        RULES[kind] = rules
        return planter

    return listed


def change(kind: str, source: Source, start: int, end: int, new: str, shows: str = "") -> Iterator[Plant]:
    """The plant that replaces a stretch of plain text, if it lies in one piece."""
    old = source.plain[start:end]
    if old != new and source.can_edit(start, end):
        how = "changed" if new else "removed"
        yield Plant(kind, source, RULES[kind], how, (source.edit(start, end, new),), old, new, shows or new)


def add(kind: str, source: Source, at: int | None, sentence: str, shows: str = "") -> Iterator[Plant]:
    """The plant that adds a sentence after a place."""
    if at is not None and source.can_edit(at - 1, at):
        edits = (source.edit(at, at, f" {sentence}"),)
        yield Plant(kind, source, RULES[kind], "added", edits, "", sentence, shows or sentence)


def pick(kind: str, source: Source, candidates: list[Plant], most: int = MOST_PER_TEXT) -> list[Plant]:
    """At most so many of the candidates, chosen by the text's own dice."""
    return candidates if len(candidates) <= most else source.dice(kind).sample(candidates, most)
