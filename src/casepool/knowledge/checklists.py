"""Checklists of reporting and appraisal, paraphrased, as data: `checklists/NAME.toml`.

An item that was not verified at its source takes its whole list out of the defaults and takes the name of the source
off the screen (`shown_as`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from casepool.domain.document import ROLES
from casepool.knowledge.forms import load_form
from casepool.knowledge.load import Table, build_record, load_toml

CHECKLISTS = (
    *("care_2013", "jbi_case_report", "jbi_case_series", "murad_2018", "prisma_2020_cases", "scare_2020"),
    "scare_2023",
)
DECIDERS = ("rule", "field", "human")
WAYS = ("fields", "title", "keywords", "cited", "cue", "timeline", "highlights", "headings", "person")
NEEDS = ("all", "any")
CEILINGS = ("reported", "partial", "needs_person")


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item. `auto` says who can decide it: a rule, the linked form `fields`, or a person only ("human").

    `filled_from` names the part of a project that answers it; `usually` the answer that most cases get;
    `profile_override` that a journal profile may turn it round.

    `judged_by` says how a text is asked (WAYS): the linked `fields` (`need`: all of them or any), told anywhere or
    `within` parts of the text; a `cue` of a grammar; citations `within` parts; the title, key words, highlights or
    headings of the abstract against `words`, `least` and `most`. `ceiling` is the highest status that software may
    give, and `judge` what a person still has to judge there; `read_in` names the parts that a person has to read.
    """

    id: str
    ask: str
    section: str = ""
    domain: str = ""
    auto: str = ""
    fields: tuple[str, ...] = ()
    check: str = ""
    filled_from: str = ""
    usually: str = ""
    note: str = ""
    profile_override: bool = False
    verified: bool = True
    judged_by: str = ""
    need: str = "all"
    within: tuple[str, ...] = ()
    cue: str = ""
    words: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    ceiling: str = "reported"
    judge: str = ""
    read_in: tuple[str, ...] = ()

    @property
    def way(self) -> str:
        """How a text is asked about this item (WAYS)."""
        return self.judged_by or ("fields" if self.auto == "field" else "person")


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist with its sources. No total is ever printed (`scoring` is "none" or empty).

    `least_cases` is the number of patients from which on a list of a publication applies.
    """

    id: str
    name: str
    version: str
    unit: str
    sources: tuple[str, ...]
    answers: tuple[str, ...] = ()
    scoring: str = ""
    status: str = ""
    citation: str = ""
    license_note: str = ""
    release_gate: str = ""
    shown_as: str = ""
    newer: str = ""
    variants_seen: str = ""
    applies_when: str = ""
    least_cases: int = 1
    counting_units: tuple[str, ...] = ()
    auto_key: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    items: tuple[ChecklistItem, ...] = ()
    extra_boxes: tuple[ChecklistItem, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether every item was read at its source; only then is the list on by default and carries its name."""
        return all(item.verified for item in self.items)

    @property
    def title(self) -> str:
        """The name as screens and papers may print it."""
        return self.shown_as or f"{self.name}, {self.version}"

    def item(self, item_id: str) -> ChecklistItem:
        """The item of this id; KeyError names the list."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(f"No item {item_id!r} in checklist {self.id}.")


@cache
def load_checklist(name: str) -> Checklist:
    """The checklist of this name. Raises KnowledgeError for any slip in its file."""
    file = load_toml(f"checklists/{name}.toml")
    items = tuple(_read_item(table) for table in file.tables("items", "item"))
    boxes = tuple(_read_item(table) for table in file.tables("extra_boxes", "extra box"))
    key = MappingProxyType(file.words("auto_key"))
    for table, item in zip(file.tables("items", "item"), items, strict=True):
        if [other.id for other in items].count(item.id) > 1:
            table.fail("id", f"item {item.id} stands twice.")
    found = build_record(
        Checklist, file.without("items", "extra_boxes", "auto_key"), items=items, extra_boxes=boxes, auto_key=key
    )
    if found.is_verified == bool(found.shown_as):
        file.fail("shown_as", "a list with unverified items needs shown_as, and no other list has it.")
    return found


def load_default_checklists() -> tuple[Checklist, ...]:
    """The checklists that are on unless a user chooses: those of which every item was verified."""
    return tuple(found for found in map(load_checklist, CHECKLISTS) if found.is_verified)


def _read_item(table: Table) -> ChecklistItem:
    auto = table.text("auto", allowed=DECIDERS)
    fields = table.texts("fields", allowed=tuple(item.id for item in load_form().fields))
    way = table.text("judged_by", allowed=WAYS)
    table.text("need", "all", allowed=NEEDS)
    ceiling = table.text("ceiling", "reported", allowed=CEILINGS)
    for key in ("within", "read_in"):
        table.texts(key, allowed=ROLES)
    if auto == "rule" and not way:
        table.fail("auto", f"{table.title}: an item that a rule decides says how, as judged_by.")
    if (auto == "field" or way == "fields") and not fields:
        table.fail("fields", f"{table.title}: an item that is judged by fields names them.")
    if (way == "cue") != bool(table.text("cue")):
        table.fail("cue", f"{table.title}: an item that is judged by a cue names it, and no other item does.")
    if (ceiling == "reported") == bool(table.text("judge")):
        table.fail(
            "judge", f"{table.title}: an item with a ceiling says what is left to judge, and no other item does."
        )
    return build_record(ChecklistItem, table)
