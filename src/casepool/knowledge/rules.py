"""The audit rules as data: severity, guard, why it matters, and the templates of their messages.

One file per family in `audit/`. A template holds words in {braces} that the rule fills in; a variant of a rule names
the parts that differ (`[rules.AGE-01.variants.birthday]`), the other parts stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from types import MappingProxyType

from casepool.domain.errors import KnowledgeError
from casepool.domain.finding import SEVERITIES
from casepool.knowledge.load import Table, build_record, load_toml

FAMILIES = (
    *("patient", "time", "tables", "claims", "references", "gaps", "ethics", "journal", "same_patient"),
    "integrity",
)
SCOPES = ("paper", "table", "refs", "pool", "project")
WAYS = ("rule", "field", "claim")
STEPS = ("audit", "review")
LIKELIHOODS = ("low", "medium", "high")
PARTS = ("headline", "explanation", "suggestion")
INHERITED = "(inherited)"


@dataclass(frozen=True, slots=True)
class Template:
    """The parts of a message that a variant replaces; INHERITED is that of the rule, "" is none."""

    headline: str = INHERITED
    explanation: str = INHERITED
    suggestion: str = INHERITED


@dataclass(frozen=True, slots=True)
class Rule:
    """One audit rule. `step` is "audit" (one document) or "review" (needs a project); a rule that is not `enabled`
    must not fire, and says why. `false_alarm` forecasts how likely a false alarm is on a correct paper.
    """

    id: str
    family: str
    severity: str
    scope: str
    how: str
    step: str
    trigger: str
    guard: str
    false_alarm: str
    why: str
    resolve: str
    headline: str
    suggestion: str
    explanation: str = ""
    enabled: bool = True
    why_off: str = ""
    variants: Mapping[str, Template] = field(default_factory=lambda: MappingProxyType({}))

    def template(self, variant: str = "") -> Template:
        """The whole template of a variant ("": of the rule itself). Raises KnowledgeError for an unknown variant."""
        if variant and variant not in self.variants:
            known = ", ".join(self.variants) or "none"
            raise KnowledgeError(f"Rule {self.id} has no variant '{variant}'. It has: {known}.")
        own = self.variants.get(variant, Template())
        parts = ((getattr(own, part), getattr(self, part)) for part in PARTS)
        return Template(*(inherited if mine == INHERITED else mine for mine, inherited in parts))

    def fill(self, variant: str = "", **values: object) -> tuple[str, str, str]:
        """Headline, explanation and suggestion with the values in their places.

        Raises KnowledgeError if a place has no value, or if a value has no place in any of the three.
        """
        template = self.template(variant)
        texts = (template.headline, template.explanation, template.suggestion)
        places = {name for text in texts for name in list_places(text)}
        name = f"Rule {self.id}" + (f", variant '{variant}'" if variant else "")
        if missing := sorted(places - set(values)):
            raise KnowledgeError(f"{name}: no value for {', '.join(missing)}.")
        if unused := sorted(set(values) - places):
            raise KnowledgeError(f"{name}: no place for {', '.join(unused)}. Its places: {', '.join(sorted(places))}.")
        headline, explanation, suggestion = (text.format(**values) for text in texts)
        return headline, explanation, suggestion


@cache
def load_rules() -> Mapping[str, Rule]:
    """All rules by id, family by family. Raises KnowledgeError for any slip in their files."""
    found: dict[str, Rule] = {}
    for family in FAMILIES:
        file = _load_family(family)
        for name, table in file.entries("rules", "rule"):
            if name in found:
                table.fail("", f"rule {name} stands in two families.")
            found[name] = _read_rule(name, family, table)
    return MappingProxyType(found)


@cache
def load_families() -> Mapping[str, str]:
    """The label of each family, in the order of the documents."""
    return MappingProxyType({family: _load_family(family).text("label") for family in FAMILIES})


@cache
def load_requests() -> Mapping[str, str]:
    """What a letter asks for after an error or a warning of a family, where the usual request does not fit."""
    said = {family: _load_family(family).text("request") for family in FAMILIES}
    return MappingProxyType({family: request for family, request in said.items() if request})


def list_places(template: str) -> tuple[str, ...]:
    """The names in {braces} of a template."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def _load_family(family: str) -> Table:
    file = load_toml(f"audit/{family}.toml")
    file.check_keys(("label", "request", "rules"), required=("label", "rules"))
    return file


def _read_rule(name: str, family: str, table: Table) -> Rule:
    table.text("severity", allowed=SEVERITIES)
    table.text("scope", allowed=SCOPES)
    table.text("how", allowed=WAYS)
    table.text("step", allowed=STEPS)
    table.text("false_alarm", allowed=LIKELIHOODS)
    parts = table.table("variants").entries(title=f"rule {name}, variant")
    variants = {variant: build_record(Template, inner) for variant, inner in parts}
    rule = build_record(Rule, table, ("variants",), id=name, family=family, variants=MappingProxyType(variants))
    if rule.enabled == bool(rule.why_off):
        table.fail("enabled", f"rule {name}: a rule that is switched off says why_off, and no other rule does.")
    for variant in ("", *variants):
        _check_template(table, rule, variant)
    return rule


def _check_template(table: Table, rule: Rule, variant: str) -> None:
    """Places are plain names: no numbers, formats or stray braces."""
    template = rule.template(variant)
    for part in PARTS:
        try:
            names = list_places(getattr(template, part))
        except ValueError as error:
            table.fail(part, f"rule {rule.id}: a brace stands alone in '{part}': {error}.")
        if not all(name.isidentifier() for name in names):
            table.fail(part, f"rule {rule.id}: each place in '{part}' needs a name, as in {{places_a}}.")
