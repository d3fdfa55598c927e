"""The data extraction form: read from `forms/NAME.toml` and `forms/NAME/GROUP.toml`, checked against the nouns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.domain.document import BLOCK_KINDS, CASE_SUBS, ROLES
from casepool.domain.form import FIELD_TYPES, GIVEN, REASONS, STATES, TIMINGS, Field, Form
from casepool.domain.quantity import QUALIFIERS
from casepool.knowledge.load import Table, build_record, load_toml

FORM_KEYS = (
    *("id", "version", "language", "unit", "qualifiers", "blocks", "reviewers", "rules", "groups", "roles", "states"),
    *("reasons", "answer_keys", "evidence", "provenance", "time_rules", "code_systems", "views"),
)
MORE_KEYS = (
    *("absent_means", "absent_phrases", "also", "amount", "code", "detail", "dims", "examples", "export", "fractions"),
    *("grade", "method", "origin", "pattern", "per_modality", "phenopacket", "polarity", "reference", "row", "scales"),
    *("sites", "why"),
)
CONDITION = re.compile(r"(\w+) (?:== \w+|in \[\w+(?:, \w+)*\])")


@dataclass(frozen=True, slots=True)
class StateRule:
    """What a state of a value demands: whether a value and evidence stand with it, and whether it is counted.

    `derived` states are set by `only_if` alone, `ui_only` states are never stored.
    """

    name: str
    meaning: str
    value: str
    evidence: str
    needs: str = ""
    example: str = ""
    counts_in_denominator: bool = False
    derived: bool = False
    ui_only: bool = False


@dataclass(frozen=True, slots=True)
class Codebook:
    """What the form says beside its fields: states in full, keys of an answer, code systems, as the documents print."""

    states: tuple[StateRule, ...]
    answer_keys: Mapping[str, str]
    code_systems: Mapping[str, Mapping[str, str]]
    evidence: Mapping[str, object]
    provenance: Mapping[str, object]
    views: Mapping[str, str]


@cache
def load_form(name: str = "onco_spine_case") -> Form:
    """The form of this name. Raises KnowledgeError for any slip in its files."""
    file = load_toml(f"forms/{name}.toml")
    _check_vocabulary(file)
    groups = file.words("groups")
    fields = tuple(field for group in groups for field in _read_group(name, group))
    _check_fields(file, fields)
    return Form(
        id=file.text("id"),
        version=file.whole("version"),
        groups=MappingProxyType(groups),
        fields=fields,
        states=MappingProxyType({state: table.text("meaning") for state, table in file.entries("states")}),
        reasons=MappingProxyType(file.words("reasons")),
        rules=file.texts("rules"),
        time_rules=MappingProxyType(file.words("time_rules")),
        review_row=file.table("views").texts("review_row", allowed=tuple(field.id for field in fields)),
    )


@cache
def load_codebook(name: str = "onco_spine_case") -> Codebook:
    """The form's own explanations, for documents and screens; the audit does not need them."""
    file = load_toml(f"forms/{name}.toml")
    systems = {system: dict(table) for system, table in file.entries("code_systems", "code system")}
    views = {key: table for key, table in file.table("views").items() if isinstance(table, str)}
    return Codebook(
        states=tuple(build_record(StateRule, table, name=state) for state, table in file.entries("states", "state")),
        answer_keys=MappingProxyType(file.words("answer_keys")),
        code_systems=MappingProxyType(systems),
        evidence=MappingProxyType(dict(file.table("evidence"))),
        provenance=MappingProxyType(dict(file.table("provenance"))),
        views=MappingProxyType(views),
    )


def _check_vocabulary(file: Table) -> None:
    """The words of the file and the words of the domain must be the same, in the same order."""
    file.check_keys(FORM_KEYS, required=FORM_KEYS)
    roles = file.table("roles")
    _check_same(file, "states", tuple(file.table("states")), STATES)
    _check_same(file, "reasons", tuple(file.table("reasons")), REASONS)
    _check_same(file, "qualifiers", file.texts("qualifiers"), QUALIFIERS)
    _check_same(file, "blocks", file.texts("blocks"), BLOCK_KINDS)
    _check_same(file, "roles", tuple(roles), ROLES)
    _check_same(roles, "case", roles.texts("case"), CASE_SUBS)


def _check_same(table: Table, key: str, given: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    if given != wanted:
        table.fail(key, f"'{key}' must be exactly: {', '.join(wanted)}. Here: {', '.join(given)}.")


def _read_group(form: str, group: str) -> list[Field]:
    file = load_toml(f"forms/{form}/{group}.toml")
    return [_read_field(name, group, Table(file[name], file.source, (name,), f"field {name}")) for name in file]


def _read_field(name: str, group: str, table: Table) -> Field:
    limits = table.numbers("limits")
    if limits and (len(limits) != 2 or limits[0] >= limits[1]):
        table.fail("limits", f"'limits' in {table.title} must be two numbers, the smaller first.")
    table.text("type", allowed=FIELD_TYPES)
    table.text("per", allowed=("case", "publication"))
    table.texts("given", allowed=GIVEN)
    table.texts("timing", allowed=TIMINGS)
    more = MappingProxyType({key: table[key] for key in table if key in MORE_KEYS})
    both = (limits[0], limits[1]) if limits else None
    return build_record(Field, table, (*MORE_KEYS, "limits"), id=name, group=group, limits=both, more=more)


def _check_fields(file: Table, fields: tuple[Field, ...]) -> None:
    """Ids are unique; `only_if` and `derived_from` name other fields of the form."""
    ids = [field.id for field in fields]
    for field in fields:
        if ids.count(field.id) > 1:
            file.fail("groups", f"field {field.id} stands in two groups.")
        condition = CONDITION.fullmatch(field.only_if)
        if field.only_if and (not condition or condition[1] not in ids):
            file.fail(
                "groups", f"field {field.id}: only_if {field.only_if!r} must read 'FIELD == WORD' or 'FIELD in [..]'."
            )
        if field.derived_from and field.derived_from not in ids:
            file.fail("groups", f"field {field.id}: derived_from {field.derived_from!r} is not a field of the form.")
