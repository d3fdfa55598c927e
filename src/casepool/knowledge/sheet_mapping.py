"""Which column of a spreadsheet answers which field of the form: a TOML file that a person can write or correct.

case = "Patient"                       # the column that names the case
publication = "Study"                  # the column that names the publication (optional)

[columns."Age (years)"]
field = "age_years"
unit = "year"                          # of bare numbers; empty: the unit of the form

[columns."Desmin"]
field = "ihc_panel"
item = "desmin"                        # what the answers of a list field speak of

[columns."Sex"]
field = "sex"
words = { 1 = "male", 2 = "female" }   # cells that stand for a word of the form, "absent", or "" for silence
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casepool.domain.form import Form
from casepool.knowledge.load import Source, Table, parse_toml, say_allowed
from casepool.knowledge.vocabularies import load_markers

COLUMN_KEYS = ("field", "item", "unit", "words")


@dataclass(frozen=True)
class ColumnTarget:
    """What a column answers. `words` translates whole cells (folded) into words of the form."""

    head: str
    field: str
    item: str = ""
    unit: str = ""
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class SheetMapping:
    """The columns of a sheet. `case` and `publication` name columns ("" for none)."""

    columns: tuple[ColumnTarget, ...]
    case: str = ""
    publication: str = ""


def parse_mapping(text: str, name: str, form: Form, head: Iterable[str]) -> SheetMapping:
    """The mapping of a TOML text. Raises KnowledgeError, naming line and what is allowed, for a slip in it."""
    file = parse_toml(Source(name, text))
    file.check_keys(("case", "publication", "columns"), required=("columns",))
    known = tuple(head)
    columns = file.table("columns")
    columns.check_keys(known)
    for key in ("case", "publication"):
        if file.text(key):
            file.text(key, allowed=known)
    return SheetMapping(
        tuple(_read_column(title, table, form) for title, table in columns.entries("", "column")),
        file.text("case"),
        file.text("publication"),
    )


def _read_column(head: str, table: Table, form: Form) -> ColumnTarget:
    table.check_keys(COLUMN_KEYS, required=("field",))
    name = table.text("field", allowed=tuple(item.id for item in form.fields))
    unit = table.text("unit")
    if unit and form.field(name).units:
        table.text("unit", allowed=form.field(name).units)
    item = table.text("item")
    if form.field(name).type == "panel" and item and find_marker(item) is None:
        near = say_allowed(item, [row.marker for row in load_markers()]).rpartition("Did you mean")
        table.fail("item", f"'{item}' is no marker of the table of markers. {near[1]}{near[2]}".strip())
    words = {fold_cell(cell): word for cell, word in table.words("words").items()}
    return ColumnTarget(head, name, item, unit, words)


def write_mapping(mapping: SheetMapping) -> str:
    """The mapping as TOML that `parse_mapping` reads."""
    lines = [f"case = {_quote(mapping.case)}", f"publication = {_quote(mapping.publication)}"]
    for target in mapping.columns:
        lines += ["", f"[columns.{_quote(target.head)}]", f"field = {_quote(target.field)}"]
        lines += [f"{key} = {_quote(value)}" for key, value in (("item", target.item), ("unit", target.unit)) if value]
        if target.words:
            pairs = ", ".join(f"{_quote(cell)} = {_quote(word)}" for cell, word in target.words.items())
            lines.append(f"words = {{ {pairs} }}")
    return "\n".join(lines) + "\n"


def find_marker(name: str) -> str | None:
    """The controlled name of a stain, by its name or an alias; None for a name that the table does not have."""
    wanted = fold_cell(name)
    for row in load_markers():
        if wanted in (fold_cell(row.marker), *map(fold_cell, row.aliases)):
            return row.marker
    return None


def fold_cell(text: str) -> str:
    """A cell without case and runs of blanks."""
    return " ".join(text.casefold().split())


def _quote(text: str) -> str:
    """A basic TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
