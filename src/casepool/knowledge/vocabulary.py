"""The vocabulary of mentions: names from the pinned tables, and our own lists of names, endings and equal words.

Nothing here is loaded before somebody asks for a vocabulary. The pinned tables are used as they are; which of their
names are left out, which words are equal and what we add stands in lexicons/vocabulary_*.toml.
"""

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple

from casepool.knowledge import load
from casepool.knowledge.load import Table, load_toml
from casepool.knowledge.vocabularies import (
    Synonym,
    load_procedures,
    load_spine_parts,
    load_tumours,
    load_vertebrae,
)

TYPES = ("finding", "condition", "anatomy", "procedure", "drug", "measurement", "time", "inheritance")
PHENOTYPES = "HP:0000118"


class Name(NamedTuple):
    """A name of something. `rank`: 0 our own, 1 the label of its term, 2 a synonym; `cased`: only as it is printed.

    `label` is the label of the term, `source` what `made_by` names: the list or the table that the name is from.
    `type` is empty where it depends on the label (see `kind_of_phenotype`). There are some 60,000 names: a tuple each.
    """

    text: str
    type: str
    codes: tuple[str, ...]
    label: str
    source: str
    rank: int = 0
    cased: bool = False


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of our own names with the examples that prove it."""

    id: str
    names: tuple[Name, ...]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """Words that end so, of at least `least` letters and not in `unless`, name something of a type."""

    id: str
    type: str
    endings: tuple[str, ...]
    least: int
    unless: tuple[str, ...]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordRules:
    """How words are compared: groups of equal words, words that are passed over, words that join or part names."""

    groups: tuple[tuple[str, ...], ...]
    dropped: frozenset[str]
    modifiers: frozenset[str]
    joints: frozenset[str]
    sides: frozenset[str]
    denials: frozenset[str]
    excluded: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which signs are conditions: those with one of these words or endings in the label, but for `findings`."""

    words: frozenset[str]
    endings: tuple[str, ...]
    findings: frozenset[str]


@cache
def load_word_rules() -> WordRules:
    """The words of lexicons/vocabulary_words.toml. Raises KnowledgeError for a slip in the file."""
    file = load_toml("lexicons/vocabulary_words.toml")
    keys = ("groups", "dropped", "modifiers", "joints", "sides", "denials", "excluded")
    file.check_keys(keys, required=keys)
    groups = tuple(tuple(group.split()) for group in file.texts("groups"))
    return WordRules(groups, *(frozenset(file.texts(key)) for key in keys[1:]))


@cache
def load_kinds() -> Kinds:
    """Which signs of the Human Phenotype Ontology count as conditions (lexicons/vocabulary_kinds.toml)."""
    file = load_toml("lexicons/vocabulary_kinds.toml")
    keys = ("words", "endings", "findings")
    file.check_keys(keys, required=keys)
    return Kinds(frozenset(file.texts("words")), file.texts("endings"), frozenset(file.texts("findings")))


@cache
def load_lists() -> tuple[NameList, ...]:
    """Our own lists of names, from every lexicons/vocabulary_*.toml that has any, in the order of the files."""
    tables = (table for file in _list_files() for table in file.tables("list", "list"))
    return tuple(_read_list(table) for table in tables)


@cache
def load_endings() -> tuple[Ending, ...]:
    """The endings of words, in the order of the files."""
    tables = (table for file in _list_files() for table in file.tables("ending", "ending"))
    return tuple(_read_ending(table) for table in tables)


def table_names() -> Iterator[Name]:
    """The names of the pinned tables: labels and exact synonyms; left out are those that the word rules exclude."""
    excluded = load_word_rules().excluded
    longest = max(map(len, excluded))
    for name in chain(_phenotype_names(), _tumour_names(), _procedure_names(), _spine_names()):
        if len(name.text) > longest or name.text.lower() not in excluded:
            yield name


@cache
def _list_files() -> tuple[Table, ...]:
    paths = sorted((load.FOLDER / "lexicons").glob("vocabulary_*.toml"))
    files = (load_toml(f"lexicons/{path.name}") for path in paths)
    found = tuple(file for file in files if "list" in file or "ending" in file)
    for file in found:
        file.check_keys(("list", "ending"))
    return found


def _read_list(table: Table) -> NameList:
    table.check_keys(
        ("id", "type", "cased", "forms", "coded", "finds", "ignores"), required=("id", "type", "finds", "ignores")
    )
    kind, source, cased = table.text("type", allowed=TYPES), table.text("id"), table.flag("cased")
    coded = table.table("coded")
    names = [Name(form, kind, (), form, source, 0, cased) for form in _forms(table, "forms")]
    names += [Name(form, kind, (code,), form, source, 0, cased) for code in coded for form in _forms(coded, code)]
    return NameList(source, tuple(names), table.texts("finds"), table.texts("ignores"))


def _forms(table: Table, key: str) -> list[str]:
    """The texts of a long list, none twice (`Table.texts` compares each with all others)."""
    forms = [str(item) for item in table.get(key, [])]
    twice = sorted(form for form, count in Counter(forms).items() if count > 1)
    if twice:
        table.fail(key, f"'{twice[0]}' stands twice in '{key}' of {table.title}.")
    return forms


def _read_ending(table: Table) -> Ending:
    keys = ("id", "type", "endings", "least", "unless", "finds", "ignores")
    table.check_keys(keys, required=("id", "type", "endings", "least", "finds", "ignores"))
    return Ending(
        table.text("id"),
        table.text("type", allowed=TYPES),
        table.texts("endings"),
        table.whole("least"),
        table.texts("unless"),
        table.texts("finds"),
        table.texts("ignores"),
    )


def kind_of_phenotype(label: str) -> str:
    """Whether a term of this label is a condition or a finding."""
    kinds, words = load_kinds(), label.lower().replace(",", "").split()
    if label.lower() in kinds.findings:
        return "finding"
    return "condition" if not kinds.words.isdisjoint(words) or words[-1].endswith(kinds.endings) else "finding"


def _phenotype_names() -> Iterator[Name]:
    """Labels and exact synonyms below HP:0000118, read as plain cells: this table is by far the longest."""
    text = gzip.decompress((load.FOLDER / "vocabularies/hpo/hpo.tsv.gz").read_bytes()).decode("utf-8")
    for line in text.split("\n")[1:]:
        code, label, branch, _, _, synonyms = line.split("\t") if line else [""] * 6
        if branch != "phenotype" or code == PHENOTYPES:
            continue
        codes = (code,)
        yield Name(label, "", codes, label, "hpo", 1)
        for synonym in synonyms.split("|"):
            if synonym.startswith("EXACT"):
                head, _, name = synonym.partition(":")
                yield Name(name, "", codes, label, "hpo", 2, head.endswith("abbreviation"))


def _tumour_names() -> Iterator[Name]:
    for tumour in load_tumours():
        codes = tuple(code for code in (*tumour.ncit[:1], tumour.mondo) if code)
        yield from _names(tumour.label, tumour.synonyms, "condition", codes, "tumour")


def _procedure_names() -> Iterator[Name]:
    for item in load_procedures():
        yield from _names(item.label, item.synonyms, "procedure", (item.id,), "maxo")


def _names(label: str, synonyms: tuple[Synonym, ...], kind: str, codes: tuple[str, ...], source: str) -> Iterator[Name]:
    yield Name(label, kind, codes, label, source, 1, label.isupper())
    for synonym in synonyms:
        if synonym.scope == "EXACT":
            yield Name(synonym.text, kind, codes, label, source, 2, synonym.text.isupper())


def _spine_names() -> Iterator[Name]:
    for part in load_spine_parts():
        codes = tuple(code for code in (part.uberon, part.ncit) if code)
        for text in (part.label, *part.aliases):
            yield Name(text, "anatomy", codes, part.label, "spine", 1)
    for vertebra in load_vertebrae():
        codes = tuple(code for code in (vertebra.uberon, vertebra.ncit) if code)
        for text in vertebra.aliases_en:
            if " " in text and any(len(word) > 2 for word in text.split()):
                yield Name(text, "anatomy", codes, vertebra.level, "vertebra", 1)
