"""Invented sets of papers that make each rule over several publications fire, and sets that do not.

The tests run them and the documents show them, like the examples of the rules of one paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.knowledge.load import Table, load_toml
from casepool.knowledge.rules import load_rules


@dataclass(frozen=True, slots=True)
class CohortText:
    """A small project. Papers are Markdown and are called 1, 2, 3 in their order.

    `same` are decisions of a person, each as "1 case-1 = 2 table-1-row-1"; `accepted` says that a person has verified
    every case. `eligibility` are sentences of the protocol, `draft` a manuscript, `estimates` pooled numbers by name.
    `changed` is a paper in which one word of a stored quote was changed afterwards, as "1: old -> new".
    """

    papers: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    accepted: bool = False
    eligibility: tuple[str, ...] = ()
    draft: str = ""
    estimates: Mapping[str, float] | None = None
    changed: str = ""

    @property
    def links(self) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
        """The decisions as pairs of (paper, case)."""
        sides = (tuple(tuple(side.split()) for side in text.split("=")) for text in self.same)
        return tuple(((one[0], one[1]), (other[0], other[1])) for one, other in sides)


@dataclass(frozen=True, slots=True)
class CohortExample:
    """The rule fires on `fires` and stays silent on `silent`."""

    fires: CohortText
    silent: CohortText


@cache
def load_cohort_examples() -> Mapping[str, CohortExample]:
    """The examples by rule. Raises KnowledgeError for an example of a rule that does not exist."""
    file = load_toml("audit/cohort_examples.toml")
    file.check_keys(load_rules())
    found = {}
    for name, table in file.entries(title="the example of"):
        table.check_keys(("fires", "silent"), required=("fires", "silent"))
        found[name] = CohortExample(*(_read_text(table.table(key)) for key in ("fires", "silent")))
    return MappingProxyType(found)


def _read_text(table: Table) -> CohortText:
    table.check_keys(("papers", "same", "accepted", "eligibility", "draft", "estimates", "changed"))
    numbers = table.table("estimates")
    return CohortText(
        papers=table.texts("papers"),
        same=table.texts("same"),
        accepted=table.flag("accepted"),
        eligibility=table.texts("eligibility"),
        draft=table.text("draft"),
        estimates={name: numbers.number(name) for name in numbers},
        changed=table.text("changed"),
    )
