"""Grammars: patterns as data, each with the examples that prove it. Loaded strictly; compiled by `text.grammar`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from casepool.domain.assertion import MOMENTS, OWNERS, STATUSES
from casepool.domain.document import CASE_SUBS, ROLES
from casepool.domain.form import GIVEN, MODALITIES, REASONS, STATES, TIMINGS
from casepool.knowledge.load import FOLDER, Table, load_toml

KEYS = (
    *("id", "field", "type", "pattern", "cased", "needs", "roles", "subs", "unless", "unless_before", "unless_after"),
    *("requires", "parse", "value", "unit", "item", "state", "reason", "status", "given", "timing", "modality"),
    *("moment", "owner", "needs_person", "codes", "facts", "why", "finds", "ignores"),
)
EXAMPLE_KEYS = ("text", "quote", "value", "unit", "qualifier", "item", "state", "facts")


@dataclass(frozen=True, slots=True)
class Example:
    """A text in which a rule must find something, and what: only the parts that are given are checked."""

    text: str
    quote: str = ""
    value: object = None
    unit: str = ""
    qualifier: str = ""
    item: str = ""
    state: str = ""
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class GrammarRule:
    """One pattern over the shadow text of a sentence (lower case, single blanks, plain hyphens).

    `needs`: the sentence must hold one of these strings before the pattern is tried (speed). `unless` and `requires`
    are patterns over the sentence, `unless_before` over what stands before the match (anchored at its end),
    `unless_after` over what follows it. `parse` names the parser of the value; `value` is a constant or a group name
    in braces. The other keys are constants of the mention that the rule makes (see domain.assertion.Mention).
    """

    id: str
    field: str
    type: str
    pattern: str
    finds: tuple[Example, ...]
    ignores: tuple[str, ...]
    cased: bool = False
    needs: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    subs: tuple[str, ...] = ()
    unless: str = ""
    unless_before: str = ""
    unless_after: str = ""
    requires: str = ""
    parse: str = ""
    value: str = ""
    unit: str = ""
    item: str = ""
    state: str = ""
    reason: str = ""
    status: str = ""
    given: str = ""
    timing: str = ""
    modality: str = ""
    moment: str = ""
    owner: str = ""
    needs_person: bool = False
    codes: tuple[str, ...] = ()
    facts: Mapping[str, str] | None = None

    def __hash__(self) -> int:
        return hash(self.id)


@cache
def load_grammar(name: str) -> tuple[GrammarRule, ...]:
    """The rules of grammars/NAME.toml in order. Raises KnowledgeError that names file, line and what is allowed."""
    file = load_toml(f"grammars/{name}.toml")
    file.check_keys(("defaults", "rule"), required=("rule",))
    defaults = file.table("defaults", "the defaults")
    defaults.check_keys(KEYS)
    rules = tuple(_read_rule(table, defaults) for table in file.tables("rule", "rule"))
    for rule, table in zip(rules, file.tables("rule", "rule"), strict=True):
        if [r.id for r in rules].count(rule.id) > 1:
            table.fail("id", f"rule id '{rule.id}' stands twice.")
    return rules


def grammar_names() -> tuple[str, ...]:
    """The names of all grammars of the package."""
    return tuple(sorted(path.stem for path in (FOLDER / "grammars").glob("*.toml")))


def _read_rule(table: Table, defaults: Table) -> GrammarRule:
    table.title = f"rule {table.get('id', '')}".strip()
    table.check_keys(KEYS, required=("id", "pattern", "finds", "ignores"))
    merged = Table({**defaults, **table}, table.source, table.where, table.title)
    return GrammarRule(
        id=merged.text("id"),
        field=merged.text("field"),
        type=merged.text("type", "value"),
        pattern=merged.text("pattern"),
        finds=tuple(_read_example(merged, item) for item in merged["finds"]),
        ignores=merged.texts("ignores"),
        cased=merged.flag("cased"),
        needs=merged.texts("needs"),
        roles=merged.texts("roles", allowed=ROLES),
        subs=merged.texts("subs", allowed=CASE_SUBS),
        needs_person=merged.flag("needs_person"),
        codes=merged.texts("codes"),
        facts=merged.words("facts") or None,
        **_constants(merged),
    )


def _constants(table: Table) -> dict[str, str]:
    allowed: dict[str, tuple[str, ...]] = {
        **dict.fromkeys(("unless", "unless_before", "unless_after", "requires", "parse", "value", "unit", "item"), ()),
        "state": STATES,
        "reason": REASONS,
        "status": STATUSES,
        "given": GIVEN,
        "timing": TIMINGS,
        "modality": MODALITIES,
        "moment": MOMENTS,
        "owner": OWNERS,
    }
    return {key: table.text(key, allowed=words) for key, words in allowed.items()}


def _read_example(rule: Table, item: object) -> Example:
    if isinstance(item, str):
        return Example(item)
    if not isinstance(item, dict):
        rule.fail("finds", f"each of 'finds' of {rule.title} must be a text or a table with a text, not {item!r}.")
    example = Table(item, rule.source, (*rule.where, "finds"), f"an example of {rule.title}")
    example.check_keys(EXAMPLE_KEYS, required=("text",))
    return Example(
        **{key: example.text(key) for key in ("text", "quote", "unit", "qualifier", "item", "state")},
        value=example.get("value"),
        facts=example.words("facts") or None,
    )
