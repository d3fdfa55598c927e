"""How the form becomes codes of other systems (export/interop.toml), with the release of each vocabulary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.knowledge.load import Table, load_toml

PLACEHOLDER = "CASEPOOL"
UNCODED = "(uncoded)"
FILE_KEYS = (
    *("version", "namespace", "oldest_age_years", "age_band", "resources", "terms", "actions", "sites", "surgery"),
    *("outcome", "labels", "near", "systems"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A coded word: id as PREFIX:CODE, and its label."""

    id: str
    label: str

    @property
    def prefix(self) -> str:
        return self.id.split(":", 1)[0]

    @property
    def code(self) -> str:
        return self.id.split(":", 1)[1]

    @property
    def is_placeholder(self) -> bool:
        """Whether no vocabulary holds it."""
        return self.prefix == PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Resource:
    """A vocabulary as packets name it; `version` is the release in use."""

    id: str
    name: str
    url: str
    version: str
    prefix: str
    iri: str


@dataclass(frozen=True, slots=True)
class Interop:
    """Everything of the file."""

    version: str
    namespace: str
    oldest_age_years: int
    age_band: tuple[str, ...]
    resources: Mapping[str, Resource]
    terms: Mapping[str, Term]
    actions: Mapping[str, str]
    sites: Mapping[str, Mapping[str, str]]
    removed: tuple[str, ...]
    sampled: tuple[str, ...]
    dead: tuple[str, ...]
    dead_of_disease: tuple[str, ...]
    alive: tuple[str, ...]
    alive_if_said: tuple[str, ...]
    alive_words: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]
    near: Mapping[str, str]
    systems: Mapping[str, str]

    def own(self, group: str, word: str, *, name: str = "") -> Term:
        """Our own word for a value, as a placeholder; `name` names it where the word says too little."""
        return make_placeholder(name or f"{group}_{word}", self.labels[group].get(word, word.replace("_", " ")))


def make_placeholder(name: str, label: str) -> Term:
    """A word without a verified class: CASEPOOL:<NAME>, its label ends in "(uncoded)"."""
    plain = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_") or "TERM"
    return Term(f"{PLACEHOLDER}:{plain}", f"{' '.join(label.split())} {UNCODED}")


@cache
def load_interop() -> Interop:
    """The codes and rules. Raises KnowledgeError for a slip in the file."""
    file = load_toml("export/interop.toml")
    file.check_keys(FILE_KEYS, required=FILE_KEYS)
    version = file.text("version")
    surgery, outcome = file.table("surgery"), file.table("outcome")
    return Interop(
        version=version,
        namespace=file.text("namespace"),
        oldest_age_years=file.whole("oldest_age_years"),
        age_band=file.texts("age_band"),
        resources=MappingProxyType(
            {prefix: _read_resource(prefix, table, version) for prefix, table in file.entries("resources", "resource")}
        ),
        terms=MappingProxyType({key: Term(*file.table("terms").texts(key)) for key in file.table("terms")}),
        actions=MappingProxyType(file.words("actions")),
        sites=MappingProxyType({name: table_words(table) for name, table in file.entries("sites", "sites")}),
        **{name: surgery.texts(name) for name in ("removed", "sampled")},
        **{name: outcome.texts(name) for name in ("dead", "dead_of_disease", "alive", "alive_if_said", "alive_words")},
        labels=MappingProxyType({name: table_words(table) for name, table in file.entries("labels", "labels")}),
        near=MappingProxyType(file.words("near")),
        systems=MappingProxyType(file.words("systems")),
    )


def table_words(table: Table) -> Mapping[str, str]:
    """A table of texts."""
    return MappingProxyType({name: table.text(name) for name in table})


def _read_resource(prefix: str, table: Table, version: str) -> Resource:
    table.check_keys(("id", "name", "url", "iri", "release", "pattern"), required=("id", "name", "url", "iri"))
    release = f"casepool codes {version}"
    if table.text("release"):
        stated = load_toml(table.text("release")).text("version")
        found = re.search(table.text("pattern"), stated)
        if found is None:
            table.fail("pattern", f"'pattern' does not stand in the release {stated!r}.")
        release = found.group()
    return Resource(table.text("id"), table.text("name"), table.text("url"), release, prefix, table.text("iri"))
