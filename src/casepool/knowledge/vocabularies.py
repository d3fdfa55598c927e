"""The pinned vocabularies: plain tables (tab-separated, no quoting, one header line), each read on first use only.

Licences, versions and what was left out stand beside each table in SOURCE.toml, the texts to display in NOTICE.md.
"""

import dataclasses
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from casepool.domain.errors import KnowledgeError
from casepool.knowledge import load

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another name. `scope` is EXACT, BROAD, NARROW or RELATED: only EXACT may be coded without asking.

    `kind` is the sort of name (layperson, abbreviation, ...) or its source, where the table says so.
    """

    scope: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Vertebra:
    """A vertebral level. `order` is 1 for C1 and 30 for the coccyx; `ambiguous` lists other meanings of short forms."""

    order: int
    level: str
    region: str
    uberon: str
    ncit: str
    aliases_en: tuple[str, ...]
    aliases_fr: tuple[str, ...]
    ambiguous: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpinePart:
    """A part of the spine, with its codes where they are verified."""

    label: str
    uberon: str
    uberon_label: str
    ncit: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """An immunohistochemical marker. `result_kind` says how a result reads: presence, percent, score or count.

    `ncbi_gene` follows the order of `gene_symbol`, empty where no number is verified; so is `loinc`.
    """

    marker: str
    aliases: tuple[str, ...]
    gene_symbol: tuple[str, ...]
    ncbi_gene: tuple[str, ...]
    loinc: str
    loinc_name: str
    result_kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A phrase of papers that no terminology has. An empty id says that no term exists: the phrase stays free text."""

    phrase: str
    system: str
    id: str
    scope: str
    note: str


@dataclass(frozen=True, slots=True)
class Tumour:
    """A tumour name with its codes. A name may carry several morphology codes; none is chosen silently."""

    label: str
    mondo: str
    ncit: tuple[str, ...]
    doid: tuple[str, ...]
    oncotree: str
    icdo3_morphology: tuple[str, ...]
    icdo3_source: str
    synonyms: tuple[Synonym, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A medical action."""

    id: str
    label: str
    ncit: tuple[str, ...]
    parents: tuple[str, ...]
    synonyms: tuple[Synonym, ...]


@dataclass(frozen=True, slots=True)
class Phenotype:
    """A sign or symptom, a modifier or a course (`branch`). `alt_ids` are older ids of the same term."""

    id: str
    label: str
    branch: str
    parents: tuple[str, ...]
    alt_ids: tuple[str, ...]
    synonyms: tuple[Synonym, ...]


@cache
def load_vertebrae() -> tuple[Vertebra, ...]:
    """The 30 levels from C1 to the coccyx, in anatomical order."""
    return read_rows("vocabularies/spine/vertebrae.tsv", Vertebra)


@cache
def load_spine_parts() -> tuple[SpinePart, ...]:
    """Parts of the spine: body, lamina, canal, cord, muscle and others."""
    return read_rows("vocabularies/spine/spine_parts.tsv", SpinePart)


@cache
def load_markers() -> tuple[Marker, ...]:
    """Immunohistochemical markers with their aliases as printed; one alias names one marker."""
    return read_rows("vocabularies/ihc/ihc_markers.tsv", Marker)


@cache
def load_aliases() -> tuple[Alias, ...]:
    """Phrases of papers with the nearest term."""
    return read_rows("vocabularies/aliases.tsv", Alias)


@cache
def load_tumours() -> tuple[Tumour, ...]:
    """Tumour names of several sources, merged (4,169 rows)."""
    return read_rows("vocabularies/tumours/tumours.tsv", Tumour)


@cache
def load_procedures() -> tuple[Procedure, ...]:
    """Medical actions (1,903 rows)."""
    return read_rows("vocabularies/procedures/procedures.tsv", Procedure)


@cache
def load_hpo() -> tuple[Phenotype, ...]:
    """Signs, modifiers and courses of the Human Phenotype Ontology (19,046 rows)."""
    return read_rows("vocabularies/hpo/hpo.tsv.gz", Phenotype)


def split_list(cell: str) -> tuple[str, ...]:
    """The parts of a cell between '|'; places inside the list may be empty, an empty cell has none."""
    return tuple(cell.split("|")) if cell else ()


def split_synonyms(cell: str) -> tuple[Synonym, ...]:
    """The synonyms of a cell, each written SCOPE/kind:text or SCOPE:text."""
    return tuple(_read_synonym(item) for item in split_list(cell))


def _read_synonym(item: str) -> Synonym:
    head, _, text = item.partition(":")
    scope, _, kind = head.partition("/")
    return Synonym(scope, kind, text)


CELLS: dict[object, Callable[[str], Any]] = {
    int: int,
    tuple[str, ...]: split_list,
    tuple[Synonym, ...]: split_synonyms,
}


def read_rows(path: str, kind: type[Row]) -> tuple[Row, ...]:
    """The rows of a table of the package, one `kind` (a dataclass) each; lines that begin with # are remarks.

    Raises KnowledgeError, naming file and line, unless the header names the fields of `kind` in their order and each
    row has as many cells.
    """
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]
    names = [item.name for item in fields]
    parsers = [(number, CELLS[item.type]) for number, item in enumerate(fields) if item.type is not str]
    lines = _split_lines(path)
    _check_cells(path, *next(lines), names, exact=True)
    rows = []
    for line, cells in lines:
        _check_cells(path, line, cells, names)
        for number, parse in parsers:
            cells[number] = parse(cells[number])
        rows.append(kind(*cells))
    return tuple(rows)


def _check_cells(path: str, line: int, cells: list[str], names: list[str], exact: bool = False) -> None:
    if len(cells) != len(names) or (exact and cells != names):
        given = f"the columns are {', '.join(cells)}" if exact else f"{len(cells)} cells"
        raise KnowledgeError(f"{path}, line {line}: {given} instead of {len(names)}: {', '.join(names)}.")


def _split_lines(path: str) -> Iterator[tuple[int, list[Any]]]:
    file = load.FOLDER / path
    text = gzip.decompress(file.read_bytes()).decode("utf-8") if file.suffix == ".gz" else file.read_text("utf-8")
    lines = ((number, line.split("\t")) for number, line in enumerate(text.split("\n"), start=1))
    return ((number, cells) for number, cells in lines if cells != [""] and not cells[0].startswith("#"))
