"""Comparisons of where two cases are told: authors, institutions, citations, and the works that table rows name."""

from casepool.domain.evidence import Evidence
from casepool.link.compare_patient import Match, match_best
from casepool.link.profile import Fact, Profile, WorkIndex
from casepool.link.works import (
    WorkKey,
    list_keys,
    near_year,
    same_identifier,
    same_title,
    same_work,
    share_first_author,
)

_SHARED_WORDS = 0.5


def match_institution(a: Profile, b: Profile) -> Match | None:
    """Institutions by their words: the same, half of them shared, or neither."""
    return match_best(a.of("institution"), b.of("institution"), _judge_words, ("same", "shared", "differs"))


def _judge_words(x: frozenset[str], y: frozenset[str]) -> str:
    if x <= y or y <= x:
        return "same"
    return "shared" if len(x & y) >= _SHARED_WORDS * min(len(x), len(y)) else "differs"


def match_period(a: Profile, b: Profile) -> Match | None:
    """Years of care as (first, last)."""
    return match_best(a.of("care_period"), b.of("care_period"), _judge_period, ("overlaps", "apart"))


def _judge_period(x: tuple[int, int], y: tuple[int, int]) -> str:
    return "overlaps" if x[0] <= y[1] and y[0] <= x[1] else "apart"


def match_authors(a: Profile, b: Profile) -> Match | None:
    """Authors of two publications that each tell a case of their own."""
    if a.is_row or b.is_row or not (a.authors and b.authors):
        return None
    if _is_same_article(a, b):
        return "same_article", _says(a.title or a.source_words), _says(b.title or b.source_words)
    shared = [author for author in a.authors if author in b.authors]
    if not shared:
        return "none", None, None
    said = _says(", ".join(author.rsplit(" ", 1)[0].title() for author in shared))
    leading = any(author in (p.authors[0], p.authors[-1]) for author in shared for p in (a, b))
    level = "leading" if leading and len(shared) > 1 else "several" if len(shared) > 1 else "one"
    return level, said, said


def _is_same_article(a: Profile, b: Profile) -> bool:
    known = same_identifier(a.own, b.own)
    return same_work(a.own, b.own) if known is None else known


def match_citation(a: Profile, b: Profile) -> Match | None:
    """Whether the later of two publications cites the earlier one; None where it has no reference list."""
    if a.is_row or b.is_row or a.year is None or b.year is None or _is_same_article(a, b):
        return None
    pairs = [(late, early) for late, early in ((a, b), (b, a)) if (late.year or 0) >= (early.year or 0)]
    listed = [(late, early) for late, early in pairs if late.works and early.own.surnames]
    if not listed:
        return None
    entry = next((found for late, early in listed if (found := find_entry(late.works, early.own))), None)
    return ("does_not", None, None) if entry is None else ("cites", entry, None)


def find_entry(works: WorkIndex, work: WorkKey) -> Fact | None:
    """The entry of a reference list that is a work, by identifier, by title, or by first author and year."""
    for key in list_keys(work):
        for entry in works.get(key, ()):
            if same_source(entry.value, work) in ("cites", "names"):
                return entry
    return None


def match_source(a: Profile, b: Profile) -> Match | None:
    """The work that first told each case, where at least one is a table row."""
    if not (a.is_row or b.is_row) or not (a.source.surnames and b.source.surnames):
        return None
    return (
        same_source(a.source, b.source),
        Fact(a.source, a.source_words, a.source_evidence),
        Fact(b.source, b.source_words, b.source_evidence),
    )


def same_source(x: WorkKey, y: WorkKey) -> str:
    """How far two works are one: "cites" (certain), "names" (first author and year), "author", or "differs"."""
    if same_work(x, y):
        return "cites"
    if same_identifier(x, y) is False or not share_first_author(x, y):
        return "differs"
    if x.year is None or y.year is None or not near_year(x, y) or same_title(x, y) is False:
        return "author"
    return "names"


def _says(words: str, evidence: Evidence | None = None) -> Fact:
    return Fact(words, words, evidence)
