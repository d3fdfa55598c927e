"""The columns of a table: what each one holds, by the words and units in its heads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from casepool.knowledge.table_columns import ColumnKind, column_heads, load_column_kinds
from casepool.knowledge.words import load_words

_MARK = re.compile(r"[*\u2020\u2021\u00a7#\u00b6]+$|\^.{1,3}$")
_LONGEST_HEAD = 70
LABEL_KINDS = ("study", "number", "year")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its place in the grid (from 0). `kinds` in printed order; `units` the unit that the head names."""

    index: int
    head: str
    kinds: tuple[str, ...] = ()
    units: Mapping[str, str] | None = None

    def unit(self, kind: str) -> str:
        """The unit of bare numbers of this kind, "" if neither the head nor the kind names one."""
        return (self.units or {}).get(kind) or load_column_kinds()[kind].unit

    def speaks_of(self, field: str) -> bool:
        """Whether a cell of this column may hold an answer to this field."""
        return any(field in load_column_kinds()[kind].fields for kind in self.kinds)

    @property
    def asked(self) -> tuple[str, ...]:
        """The fields that "unknown" in a cell of this column speaks of."""
        return tuple(dict.fromkeys(field for kind in self.kinds for field in load_column_kinds()[kind].asks))


def read_column(index: int, heads: list[str]) -> Column:
    """A column from its heads, top first: the lowest one that names a kind decides, else a spanning one."""
    kinds: tuple[tuple[str, str], ...] = ()
    for head in heads:
        kinds = read_head(head, tuple(kind for kind, _ in kinds)) or kinds
    names = tuple(dict.fromkeys(kind for kind, _ in kinds))
    unit = next((u for head in reversed(heads) if (u := _unit(head))), "")
    units = {kind: own or (unit if len(names) == 1 else "") for kind, own in kinds}
    return Column(index, " ".join(dict.fromkeys(head for head in heads if head)), names, units)


def read_head(printed: str, above: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Kinds and units that a folded head names, in printed order; `above` are the kinds of the heads that span it."""
    if len(printed) > _LONGEST_HEAD:
        return ()
    below = tuple((kind.name, _unit(printed)) for kind in lower_kinds() if above and _fits(kind, printed, above))
    if below:
        return below
    matches = _matches(printed)
    ends = [*(match.start() for match in matches[1:]), len(printed)][: len(matches)]
    return tuple(
        (column_heads().canonical(match.group()), _unit(printed[match.end() : end]))
        for match, end in zip(matches, ends, strict=True)
    )


def _matches(printed: str) -> list[re.Match[str]]:
    """The heads that a text holds. Words for the name of a row count only alone: "study", not "motor study"."""
    matches = list(column_heads().pattern.finditer(printed))
    left = printed
    for match in matches:
        left = left[: match.start()] + " " * len(match.group()) + left[match.end() :]
    words = [word for word in re.findall(r"[a-z]{2,}", left) if not _is_filler(word)]
    if not words:
        return matches
    return [match for match in matches if column_heads().canonical(match.group()) not in LABEL_KINDS]


def _is_filler(word: str) -> bool:
    return _is_unit(word) or bool(load_words()["head_fillers"].canonical(word))


@cache
def lower_kinds() -> tuple[ColumnKind, ...]:
    """The kinds with heads that count only below a spanning head."""
    return tuple(kind for kind in load_column_kinds().values() if kind.heads_under)


def fold_head(words: str) -> str:
    """The folded words of a head without footnote marks."""
    return _MARK.sub("", words).strip()


def is_head_row(heads: list[str]) -> bool:
    """Whether the folded cells of a row are heads: most of them name a kind or a unit, and none holds a digit."""
    filled = [head for head in dict.fromkeys(heads) if head]
    named = [head for head in filled if read_head(head) or _is_unit(head.strip("() "))]
    return len(filled) > 1 and len(named) * 3 >= len(filled) * 2 and not any(c.isdigit() for h in filled for c in h)


def _fits(kind: ColumnKind, printed: str, above: tuple[str, ...]) -> bool:
    return bool(set(kind.under) & set(above)) and printed.strip(" .") in kind.heads_under


def _is_unit(head: str) -> bool:
    return any(load_words()[name].canonical(head) for name in ("units_time", "units_length"))


def _unit(printed: str) -> str:
    for name in ("units_time", "units_length"):
        if found := load_words()[name].find(printed):
            return found
    return ""
