"""One invented text that makes each rule fire, and one that does not: run by the tests, shown in the documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.knowledge.load import FOLDER, build_record, load_toml
from casepool.knowledge.rules import load_rules


@dataclass(frozen=True, slots=True)
class RuleExample:
    """Two small papers, Markdown where `file` is not another format: the rule fires on `fires`, not on `silent`.

    `journal` is the profile that is chosen, for a rule that needs one.
    """

    fires: str
    silent: str
    file: str = "example.md"
    journal: str = ""


@cache
def load_rule_examples() -> Mapping[str, RuleExample]:
    """The examples by rule. Raises KnowledgeError for an example of a rule that does not exist."""
    found: dict[str, RuleExample] = {}
    for path in sorted((FOLDER / "audit" / "examples").glob("*.toml")):
        file = load_toml(f"audit/examples/{path.name}")
        file.check_keys(load_rules())
        for name, table in file.entries(title="the example of"):
            found[name] = build_record(RuleExample, table)
    return MappingProxyType(found)
