"""One invented text that makes each rule fire, and one that does not: run by the tests, shown in the documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.knowledge.load import FOLDER, load_toml
from casepool.knowledge.rules import load_rules


@dataclass(frozen=True, slots=True)
class RuleExample:
    """Two small papers in Markdown: the rule fires on `fires` and stays silent on `silent`."""

    fires: str
    silent: str


@cache
def load_rule_examples() -> Mapping[str, RuleExample]:
    """The examples by rule. Raises KnowledgeError for an example of a rule that does not exist."""
    found: dict[str, RuleExample] = {}
    for path in sorted((FOLDER / "audit" / "examples").glob("*.toml")):
        file = load_toml(f"audit/examples/{path.name}")
        file.check_keys(load_rules())
        for name, table in file.entries(title="the example of"):
            table.check_keys(("fires", "silent"), required=("fires", "silent"))
            found[name] = RuleExample(table.text("fires"), table.text("silent"))
    return MappingProxyType(found)
