"""How exports of screening programs name their columns and decisions, as data (`screening.toml`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.domain.review import DECISIONS
from casepool.knowledge.load import build_record, load_toml

COLUMNS = (
    *("key", "title", "authors", "year", "doi", "pmid", "notes", "tags", "extra", "stage", "decision", "label"),
    *("reason", "reviewer"),
)


@dataclass(frozen=True, slots=True)
class Program:
    """A program, known by a heading. `lists`: it exports one list for each decision and no column that says which."""

    name: str
    heading: str
    lists: bool = False


@dataclass(frozen=True, slots=True)
class ScreeningWords:
    """Everything of the file; headings and words in lower case."""

    columns: Mapping[str, tuple[str, ...]]
    decisions: Mapping[str, str]
    consensus: tuple[str, ...]
    programs: tuple[Program, ...]

    def program_of(self, headings: Iterable[str]) -> Program | None:
        """The program that writes these headings, None if none of them is known."""
        held = set(headings)
        return next((program for program in self.programs if program.heading in held), None)

    def decision_of(self, printed: str) -> str:
        """The decision that a word stands for; "" if it is not known."""
        return self.decisions.get(" ".join(printed.casefold().split()), "")


@cache
def load_screening() -> ScreeningWords:
    """The file. Raises KnowledgeError for an unknown key."""
    file = load_toml("screening.toml")
    file.check_keys(
        ("columns", "decisions", "consensus", "programs"), ("columns", "decisions", "consensus", "programs")
    )
    columns, decisions = file.table("columns"), file.table("decisions")
    columns.check_keys(COLUMNS, COLUMNS)
    decisions.check_keys(DECISIONS, DECISIONS)
    return ScreeningWords(
        columns=MappingProxyType({name: columns.texts(name) for name in COLUMNS}),
        decisions=MappingProxyType({word: name for name in DECISIONS for word in decisions.texts(name)}),
        consensus=file.table("consensus").texts("names"),
        programs=tuple(build_record(Program, table) for table in file.tables("programs", "program")),
    )
