"""Journal profiles as data (`journals.toml`): what a journal asks of a case report, each rule verified or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.knowledge.checklists import CHECKLISTS
from casepool.knowledge.load import Table, build_record, load_toml
from casepool.knowledge.rules import list_places

PLACES = ("found", "limit", "least", "most", "words", "example")


@dataclass(frozen=True, slots=True)
class JournalText:
    """What a rule asks (`rule`, a clause without full stop) and what an author can do (`fix`), with {places}."""

    rule: str
    fix: str


@dataclass(frozen=True, slots=True)
class JournalRule:
    """One rule of a journal. `limit`, `least` and `most` are counts (0: none); `words` what must or may not stand."""

    id: str
    verified: bool
    text: JournalText
    require: bool = False
    limit: int = 0
    least: int = 0
    most: int = 0
    words: tuple[str, ...] = ()
    example: str = ""
    conflicts_with: str = ""
    note: str = ""

    @property
    def severity(self) -> str:
        """A rule that was not verified is never above a note."""
        return "warning" if self.verified else "note"

    def fill(self, found: object = "") -> tuple[str, str]:
        """The clause and the fix, with the rule's own numbers and what was `found` in the manuscript."""
        own = {"limit": self.limit, "least": self.least, "most": self.most, "example": self.example}
        values = own | {"words": ", ".join(self.words), "found": found}
        return self.text.rule.format(**values), self.text.fix.format(**values)


@dataclass(frozen=True, slots=True)
class JournalProfile:
    """The rules of one journal; `checked_on` is the day on which the verified ones were read (ISO)."""

    id: str
    name: str
    checked_on: str
    rules: tuple[JournalRule, ...]
    sources: tuple[str, ...] = ()
    checklist: str = ""
    note: str = ""

    def rule(self, rule_id: str) -> JournalRule | None:
        """The rule of this id, or None if the journal does not have it."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


@cache
def load_journals() -> Mapping[str, JournalProfile]:
    """All profiles by id. Raises KnowledgeError for any slip in the file."""
    file = load_toml("journals.toml")
    file.check_keys(("version", "checked_on", "profiles", "texts"), ("version", "checked_on", "profiles", "texts"))
    texts = {name: _read_text(table) for name, table in file.entries("texts", "text")}
    day = file.text("checked_on")
    return MappingProxyType(
        {name: _read_profile(name, table, texts, day) for name, table in file.entries("profiles", "profile")}
    )


def _read_text(table: Table) -> JournalText:
    found = build_record(JournalText, table)
    for key in ("rule", "fix"):
        table.check_words(key, list_places(getattr(found, key)), PLACES)
    return found


def _read_profile(name: str, table: Table, texts: Mapping[str, JournalText], day: str) -> JournalProfile:
    table.text("checklist", allowed=CHECKLISTS)
    rules = tuple(_read_rule(inner, texts) for inner in table.tables("rules", f"rule of {name}"))
    return build_record(JournalProfile, table.without("rules"), id=name, checked_on=day, rules=rules)


def _read_rule(table: Table, texts: Mapping[str, JournalText]) -> JournalRule:
    name = table.text("id", allowed=texts)
    return build_record(JournalRule, table, text=texts[name])
