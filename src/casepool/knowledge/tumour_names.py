"""Tumour names by their words: a compact index over the pinned table that is built in some 20 ms and holds no records.

Names are compared without regard to case, hyphens, apostrophes, plural endings, "tumour"/"tumor" and "ae"/"e".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from casepool.knowledge import load
from casepool.knowledge.words import load_words

_TABLE = "vocabularies/tumours/tumours.tsv"
_LONGEST = 9
_SPLIT = re.compile(r"'s\b|[^\w+]+")
_ENDINGS = (("sarcomata", "sarcoma"), ("tumour", "tumor"), ("haem", "hem"), ("leukaem", "leukem"), ("oedem", "edem"))


@dataclass(frozen=True, slots=True)
class TumourName:
    """A tumour of the table: its label and its codes ("NCIT:C3158", "MONDO:0005058", "oncotree:LMS")."""

    label: str
    codes: tuple[str, ...]


@lru_cache(maxsize=50_000)
def fold_words(printed: str) -> tuple[str, ...]:
    """The words of a name in the form that the index compares."""
    return tuple(_fold(word) for word in _SPLIT.split(printed.lower()) if word)


def find_tumour(printed: str) -> TumourName | None:
    """The tumour of exactly this name (label, exact synonym or known short form), or None."""
    row = _index().get(" ".join(fold_words(printed)))
    return None if row is None else _read(row)


def find_longest(words: tuple[str, ...]) -> tuple[int, TumourName] | None:
    """The longest name that the folded words begin with: number of words and tumour; None if they begin with none."""
    index = _index()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        row = index.get(" ".join(words[:length]))
        if row is not None:
            return length, _read(row)
    return None


def begins_name(word: str) -> bool:
    """Whether some name begins with this folded word."""
    return word in _first_words()


def is_generic(printed: str) -> bool:
    """Whether a name says no more than that there is a tumour ("spinal tumour", "a cyst")."""
    return fold_words(printed) in _generic()


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in _index())


@cache
def _generic() -> frozenset[tuple[str, ...]]:
    return frozenset(fold_words(name) for name in load_words()["generic_tumours"].words["generic"])


@cache
def _index() -> dict[str, int]:
    names: dict[str, int] = {}
    grading = load_words()["generic_tumours"].words["grading"]
    for number, cells in enumerate(_rows()):
        for name in () if any(word in cells[0] for word in grading) else _names_of(cells):
            names.setdefault(" ".join(fold_words(name)), number)
    for label, forms in load_words()["tumour_names"].words.items():
        number = names.get(" ".join(fold_words(label)), -1)
        if number < 0:
            load.load_toml("words/pathology.toml").fail("tumour_names", f"no tumour of the table is called '{label}'.")
        names.update((" ".join(fold_words(form)), number) for form in forms)
    for generic in _generic():
        names.pop(" ".join(generic), None)
    return names


def _names_of(cells: list[str]) -> Iterator[str]:
    yield cells[0]
    for synonym in cells[7].split("|"):
        if synonym.startswith("EXACT"):
            yield synonym.partition(":")[2]


def _read(row: int) -> TumourName:
    label, mondo, ncit, _doid, oncotree = _rows()[row][:5]
    codes = (*(c for c in ncit.split("|") if c), *([mondo] if mondo else []))
    return TumourName(label, (*codes, *([f"oncotree:{oncotree}"] if oncotree else [])))


@cache
def _rows() -> tuple[list[str], ...]:
    lines = load.read_source(_TABLE).text.split("\n")[1:]
    return tuple(cells for line in lines if len(cells := line.split("\t")) == 8)


@cache
def _fold(word: str) -> str:
    for printed, plain in _ENDINGS:
        word = word.replace(printed, plain)
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "is", "us")) else word
