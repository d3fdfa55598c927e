"""The JSON Lines of a bundle: which tables it holds, one canonical object per line, and their JSON Schemas."""

import json
from collections.abc import Iterable, Mapping

from casepool.domain.errors import UsageError
from casepool.domain.review import write_canonical
from casepool.export.material import Row
from casepool.knowledge.export_tables import Column, TableSpec, load_table_specs

FORMAT = "casepool-bundle"
FORMAT_VERSION = 1
TABLES = (
    *("cases", "values", "candidates", "background", "evidence", "conflicts", "links", "decisions"),
    "audit_findings",
)
HISTORY = "history"
PLANS = ("form.toml", "protocol.toml", "pool.toml")
EVENT_KEYS = (
    *("seq", "time", "who", "kind", "action", "publication", "case", "field", "payload_hash", "previous", "hash"),
    "erased",
)
_TYPES: Mapping[str, object] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "list": "array",
}


def write_lines(rows: Iterable[Row]) -> str:
    """One canonical JSON object per line; cells without content are left out."""
    return "".join(write_canonical(_tidy(row)) + "\n" for row in rows)


def _tidy(row: Row) -> Row:
    return {key: value for key, value in row.items() if value not in (None, "", []) and value is not False}


def read_lines(name: str, text: str) -> list[Row]:
    """The objects of a JSON Lines text. Raises UsageError, naming file and line, for anything else."""
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UsageError(f"{name}, line {number}: not JSON ({error}). Ask for the bundle again.") from error
        if not isinstance(row, dict):
            raise UsageError(f"{name}, line {number}: an object was expected, not {line[:40]!r}.")
        rows.append(row)
    return rows


def list_specs() -> tuple[TableSpec, ...]:
    """The tables of a bundle."""
    return tuple(spec for spec in load_table_specs() if spec.name in TABLES)


def write_schema(spec: TableSpec) -> Row:
    """The JSON Schema of one line type."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": spec.name,
        "description": spec.about,
        "type": "object",
        "additionalProperties": False,
        "properties": {column.name: _describe(column) for column in spec.columns},
    }


def write_event_schema() -> Row:
    """The JSON Schema of a line of the history."""
    kinds = {"seq": "integer", "erased": "boolean"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": HISTORY,
        "description": "one event of the project: what was written, by whom, and its place in the chain of hashes",
        "type": "object",
        "additionalProperties": False,
        "required": ["seq", "payload_hash", "previous", "hash"],
        "properties": {key: {"type": kinds.get(key, "string")} for key in EVENT_KEYS},
    }


def _describe(column: Column) -> Row:
    about = f"{column.about} ({column.unit})" if column.unit else column.about
    found: Row = {"description": about}
    if column.type in _TYPES:
        found["type"] = _TYPES[column.type]
    if column.type == "list":
        found["items"] = {"type": "string"}
    if column.allowed:
        found["enum"] = list(column.allowed)
    return found
