"""Cells of written tables: text for CSV with its protection against formulas, and the dictionary of all columns."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from casepool.domain.quantity import tidy_number
from casepool.export.material import Row
from casepool.knowledge.export_tables import Column, TableSpec

STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet may run a cell that begins so. An apostrophe at the start is escaped too, so that undoing is exact."""


def write_cell(column: Column, value: object, raw: bool = False) -> str:
    """A cell as CSV text: empty for no value, true or false, lists and objects as JSON, numbers without exponents."""
    text = _FORMS[column.type](value)
    return text if raw or column.type not in ("string", "list", "json") else escape_formula(text)


def escape_formula(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would run it (or where it begins with one)."""
    return "'" + text if text.startswith((*STARTS, "'")) else text


def undo_escape(text: str) -> str:
    """The inverse of `escape_formula`."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*STARTS, "'")) else text


def read_cell(column: Column, text: str, raw: bool = False) -> object:
    """The typed value of a CSV cell: the inverse of `write_cell`. Raises ValueError for a text of another type."""
    plain = text if raw else undo_escape(text)
    return _READERS[column.type](plain)


def write_json(value: object) -> str:
    """JSON on one line with sorted keys; the empty text for None."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def write_number(value: object) -> str:
    """A number with the digits it needs; empty for None."""
    if value is None:
        return ""
    number = float(str(value))
    return str(tidy_number(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


_FORMS: Mapping[str, Callable[[Any], str]] = {
    "string": lambda value: str(value or ""),
    "integer": lambda value: "" if value is None else str(value),
    "number": write_number,
    "boolean": lambda value: "true" if value else "false",
    "list": lambda value: write_json(value) if value else "",
    "json": write_json,
}
_READERS: Mapping[str, Callable[[str], object]] = {
    "string": str,
    "integer": lambda text: int(text) if text else None,
    "number": lambda text: float(text) if text else None,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "list": lambda text: list(json.loads(text)) if text else [],
    "json": lambda text: json.loads(text) if text else None,
}

DICTIONARY = (
    *("table", "column", "type", "unit", "allowed_values", "states", "escaped", "description", "derivation"),
    *("example", "since_version"),
)


def list_dictionary(specs: Iterable[TableSpec], tables: Mapping[str, list[Row]]) -> list[dict[str, str]]:
    """One row per column of every table; the example is the first cell that is not empty."""
    return [_describe(column, tables[spec.name]) for spec in specs for column in spec.columns]


def _describe(column: Column, rows: list[Row]) -> dict[str, str]:
    about = f"{column.about} (points to {column.key})" if column.key else column.about
    states = ", ".join(column.allowed) if column.name == "state" or column.name.endswith("_state") else ""
    cells = (write_cell(column, row[column.name], raw=True) for row in rows)
    return {
        "table": column.table,
        "column": column.name,
        "type": column.type,
        "unit": column.unit,
        "allowed_values": ", ".join(column.allowed),
        "states": states,
        "escaped": "true" if column.escaped else "false",
        "description": about,
        "derivation": column.derivation,
        "example": next((cell[:80] for cell in cells if cell), ""),
        "since_version": column.since,
    }


def describe_schema(specs: Iterable[TableSpec]) -> Row:
    """The tables in the style of a Frictionless data package: fields with types, keys and allowed values."""
    return {"name": "casepool-tables", "resources": [_describe_table(spec) for spec in specs]}


def _describe_table(spec: TableSpec) -> Row:
    keys = [column for column in spec.columns if column.key and column.type == "string"]
    return {
        "name": spec.name,
        "path": f"{spec.name}.csv",
        "description": spec.about,
        "schema": {
            "fields": [_describe_field(column) for column in spec.columns],
            "foreignKeys": [
                {
                    "fields": column.name,
                    "reference": dict(zip(("resource", "fields"), column.key.split("."), strict=True)),
                }
                for column in keys
            ],
        },
    }


_FRICTIONLESS = {"list": "array", "json": "any"}


def _describe_field(column: Column) -> Row:
    field: Row = {
        "name": column.name,
        "type": _FRICTIONLESS.get(column.type, column.type),
        "description": column.about,
        "unit": column.unit,
        "escaped": column.escaped,
        "constraints": {"enum": list(column.allowed)} if column.allowed else None,
    }
    return {key: value for key, value in field.items() if value not in ("", None)}
