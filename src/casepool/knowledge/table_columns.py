"""What the columns of a table of patients hold, by the words in their heads (lexicons/table_columns.toml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from casepool.knowledge.grammars import grammar_names
from casepool.knowledge.load import build_record, load_toml
from casepool.knowledge.words import WordList


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """One kind of column.

    `fields` are the form fields that a cell may speak of, `asks` those that "unknown" in a cell speaks of, `presence`
    the field that "yes", "no", "+" and "-" answer, `denies` those that "none" denies, `amount` the field that a bare
    number answers; its `unit` where the head names none. `heads_under` count only below a head of one of the kinds in
    `under`; a kind with `instead_of` counts only in a table without a column of that other kind. `borrows` names
    grammars of the text whose rules also read these cells.
    """

    name: str
    heads: tuple[str, ...]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]
    heads_under: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    borrows: tuple[str, ...] = ()
    instead_of: str = ""
    presence: str = ""
    amount: str = ""
    unit: str = ""


@cache
def load_column_kinds() -> Mapping[str, ColumnKind]:
    """Every kind of column by name, in the order of the file. Raises KnowledgeError for a slip in the file."""
    file = load_toml("lexicons/table_columns.toml")
    kinds = {name: build_record(ColumnKind, table, name=name) for name, table in file.entries()}
    for name, kind in kinds.items():
        file.table(name).check_words("under", kind.under, tuple(kinds))
        file.table(name).text("instead_of", allowed=tuple(kinds))
        file.table(name).check_words("borrows", kind.borrows, grammar_names())
    return kinds


@cache
def column_heads() -> WordList:
    """The printed heads of all kinds as one word list: canonical word = kind."""
    return WordList("column_heads", {kind.name: kind.heads for kind in load_column_kinds().values()})
