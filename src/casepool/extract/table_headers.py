"""The columns of a table: what each one holds, by the words and units in its heads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from casepool.domain.document import Table
from casepool.knowledge.table_columns import ColumnKind, column_heads, load_column_kinds
from casepool.knowledge.words import load_words
from casepool.text.shadow import Shadow

_MARK = re.compile(r"[*\u2020\u2021\u00a7#\u00b6]+$|\^.{1,3}$")


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


def read_columns(shadow: Shadow, table: Table) -> tuple[Column, ...]:
    """The columns of a table in order, read from its header rows (spanning heads count for what they span)."""
    rows = range(count_header_rows(shadow, table))
    return tuple(
        _read_column(index, [_head(shadow, table, row, index) for row in rows]) for index in range(table.column_count)
    )


def count_header_rows(shadow: Shadow, table: Table) -> int:
    """How many rows at the top are heads: those that the reader gives, and further rows of heads below them."""
    count = max(table.header_rows, 1)
    while count < min(table.row_count - 1, 4) and _is_head_row(shadow, table, count):
        count += 1
    return count


def read_head(printed: str, above: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Kinds and units that a head names, in printed order; `above` are the kinds of the heads that span it."""
    found = []
    matches = list(column_heads().pattern.finditer(printed))
    for number, match in enumerate(matches):
        after = matches[number + 1].start() if number + 1 < len(matches) else len(printed)
        found.append((column_heads().canonical(match.group()), _unit(printed[match.end() : after])))
    return _below(printed, above) or tuple(found)


def _below(printed: str, above: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    fits = [k for k in load_column_kinds().values() if _stands_under(k, printed, above)]
    return tuple((kind.name, _unit(printed)) for kind in fits)


def _stands_under(kind: ColumnKind, printed: str, above: tuple[str, ...]) -> bool:
    return bool(set(kind.under) & set(above)) and printed.strip(" .") in kind.heads_under


def _read_column(index: int, heads: list[str]) -> Column:
    """The lowest head that names a kind decides; spanning heads above it decide where it names none."""
    kinds: tuple[tuple[str, str], ...] = ()
    for head in heads:
        named = read_head(head, tuple(kind for kind, _ in kinds))
        kinds = named or kinds
    unit = next((u for head in reversed(heads) if (u := _unit(head))), "")
    names = tuple(dict.fromkeys(kind for kind, _ in kinds))
    units = {kind: own or (unit if len(names) == 1 else "") for kind, own in kinds}
    return Column(index, " ".join(dict.fromkeys(heads)).strip(), names, units)


def _unit(printed: str) -> str:
    words = load_words()
    for name in ("units_time", "units_length"):
        if found := words[name].find(printed):
            return found
    return ""


def _head(shadow: Shadow, table: Table, row: int, column: int) -> str:
    cell = table.cell_at(row, column)
    return _MARK.sub("", fold_cell(shadow, cell.start, cell.end)).strip() if cell else ""


def fold_cell(shadow: Shadow, start: int, end: int) -> str:
    """The shadow text of a canonical interval, "" where it is empty."""
    return shadow.folded[shadow.offset(start) : shadow.offset(end)].strip() if end > start else ""


def _is_head_row(shadow: Shadow, table: Table, row: int) -> bool:
    heads = [_head(shadow, table, row, column) for column in range(table.column_count)]
    filled = [head for head in dict.fromkeys(heads) if head]
    named = [head for head in filled if read_head(head) or _unit(head) == head.strip("() ")]
    return len(filled) > 1 and len(named) * 3 >= len(filled) * 2 and not any(c.isdigit() for h in filled for c in h)
