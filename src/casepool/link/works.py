"""Works as title pages, reference lists and row labels print them, made comparable."""

import re
from dataclasses import dataclass
from functools import lru_cache

from casepool.domain.linking import LinkableCase, Work
from casepool.knowledge.words import load_words
from casepool.text.names import fold_name, split_name

_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_WORD = re.compile(r"\w+")
_YEARS_APART = 1
_SAME_TITLE = 0.9
_OTHER_TITLE = 0.5


@dataclass(frozen=True, slots=True)
class WorkKey:
    """A work in folded words: surnames, the first author's other names, year, words of the title, identifiers.

    Of a row label only the names and the year are known. `given` holds spelt-out given names of the first author, by
    which labels sometimes call a work.
    """

    surnames: tuple[str, ...]
    given: frozenset[str]
    year: int | None
    title: tuple[str, ...]
    doi: str
    pmid: str

    @property
    def is_known(self) -> bool:
        return bool(self.surnames or self.doi or self.pmid or self.title)


@lru_cache(maxsize=65536)
def fold_work(work: Work) -> WorkKey:
    """The comparable form of a work."""
    names = [split_name(author) for author in work.authors]
    return WorkKey(
        surnames=tuple(fold_name(name.surname) for name in names),
        given=frozenset(fold_name(given) for name in names[:1] for given in name.given),
        year=work.year,
        title=tuple(fold_name(word) for word in _WORD.findall(work.title)),
        doi=work.doi.casefold(),
        pmid=work.pmid,
    )


@lru_cache(maxsize=65536)
def read_label(printed: str) -> Work:
    """The work that a row label names: "Olsen and Berg 1998" is Olsen, Berg, 1998."""
    fillers = load_words()["label_fillers"]
    words = [word for word in _NAME.findall(printed) if len(word) > 1 and not fillers.canonical(word.casefold())]
    years = _YEAR.findall(printed)
    return Work(tuple(words), int(years[0]) if years else None)


def name_work(case: LinkableCase) -> WorkKey:
    """The work that first told a case: the one that a table row cites or names, else the case's own publication."""
    if not case.is_row:
        return fold_work(case.facts.work)
    if case.cited is not None:
        return fold_work(case.cited.work)
    return _fold_label(case.case.cited.quote) if case.case.cited else fold_work(Work())


@lru_cache(maxsize=65536)
def _fold_label(printed: str) -> WorkKey:
    """Names of a label stand as printed: "Ana Bo 1998" may be one author's two names, or two authors."""
    label = read_label(printed)
    return WorkKey(tuple(fold_name(name) for name in label.authors), frozenset(), label.year, (), "", "")


def same_identifier(a: WorkKey, b: WorkKey) -> bool | None:
    """Whether two works share a DOI or PMID; None where they have none in common to compare."""
    if a.doi and b.doi:
        return a.doi == b.doi
    return a.pmid == b.pmid if a.pmid and b.pmid else None


def same_title(a: WorkKey, b: WorkKey) -> bool | None:
    """Whether two titles are the same: nine words in ten shared (False: fewer than half; None: between, or unknown).

    A damaged or shortened title is neither proof nor contradiction.
    """
    if not (a.title and b.title):
        return None
    left, right = set(a.title), set(b.title)
    shared = len(left & right) / len(left | right)
    return True if shared >= _SAME_TITLE else False if shared < _OTHER_TITLE else None


def share_first_author(a: WorkKey, b: WorkKey) -> bool:
    """Whether the first author of each is the other's, by surname or by a name that a label took for one."""
    if not (a.surnames and b.surnames):
        return False
    first, second = a.surnames[0], b.surnames[0]
    return first == second or first in b.given or second in a.given


def near_year(a: WorkKey, b: WorkKey) -> bool:
    """Whether the years are at most one apart (print and online dates differ), or one is not known."""
    return a.year is None or b.year is None or abs(a.year - b.year) <= _YEARS_APART


def same_work(a: WorkKey, b: WorkKey) -> bool:
    """Whether two entries are certainly one work: an identifier, or first author, year and title."""
    known = same_identifier(a, b)
    if known is not None:
        return known
    return share_first_author(a, b) and near_year(a, b) and same_title(a, b) is True


def list_keys(work: WorkKey, reach: int = _YEARS_APART) -> tuple[tuple[str, object], ...]:
    """The keys under which a work is looked for: identifiers, and first author with each year within `reach`."""
    named = [(kind, value) for kind, value in (("doi", work.doi), ("pmid", work.pmid)) if value]
    first = work.surnames[:1]
    years = () if work.year is None else range(work.year - reach, work.year + reach + 1)
    return (*named, *((name, year) for name in first for year in years))
