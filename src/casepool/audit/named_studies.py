"""Studies that a sentence or a row names by author and year beside the number of an entry."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from casepool.audit.paper import Paper
from casepool.domain.document import Citation, Reference
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.text.names import fold_name
from casepool.text.references import given_names, surnames

OTHERS = r"et al\.?,?|and (?:colleagues|co-?workers)"
BESIDE = re.compile(
    rf"(?<!\w)(?P<name>[A-Z][a-z'\u2019]+(?:[A-Z-][a-z]+)*)(?P<others> (?:{OTHERS}|(?:and|&) [A-Z][\w-]+))?"
    r"(?:['\u2019]s?)?,?(?: (?:in )?\(?(?P<year>(?:18|19|20)\d\d)\)?)?,? ?[\[(]?$"
)
BEFORE = re.compile(
    rf"(?<!\w)(?P<name>[A-Z][a-z'\u2019]+(?:[A-Z-][a-z]+)*) (?P<others>{OTHERS})"
    r"(?: (?:in )?\(?(?P<year>(?:18|19|20)\d\d)\)?)?"
    r"(?![^.;]*(?:et al|[.;] [A-Z]))"
)
YEAR_AFTER = re.compile(r"^[\])]? in (?P<year>(?:18|19|20)\d\d)\b")
ALIKE, APART, NEAR, FAR = 0.8, 2, 70, 180


def find_misnamed_studies(paper: Paper) -> Iterator[Finding]:
    """REF-06: the author or the year that stands beside a citation is not that of the entry it cites.

    One year apart is no finding (online and print); several numbers in one mark, or an entry whose authors were not
    read, are left alone.
    """
    entries = {r.number: r for r in paper.document.references}
    for citation in paper.document.citations:
        reference = entries.get(citation.numbers[0]) if len(citation.numbers) == 1 else None
        if reference is None or not reference.authors:
            continue
        yield from _compare(paper, citation, reference)


def _compare(paper: Paper, citation: Citation, reference: Reference) -> Iterator[Finding]:
    text = paper.document.text
    named = _find_named(paper, citation)
    if named is None:
        return
    start = citation.start - len(named.string)
    after = YEAR_AFTER.match(text[citation.end : citation.end + 12])
    year = named["year"] or (after["year"] if after else "")
    quotes = [paper.document.evidence(start + named.start(), citation.end), _entry(paper, reference)]
    said = {"a": named["name"], "n": str(reference.number), "b": surnames(reference)[0]}
    if not _has_name(paper, reference, named):
        yield paper.finding("REF-06", quotes, **said)
    elif year and reference.year and abs(int(year) - reference.year) >= APART and year not in _words(paper, reference):
        said |= {"a": f"{named['name']} {year}", "b": str(reference.year)}
        yield paper.finding("REF-06", quotes, "year", **said)


def _find_named(paper: Paper, citation: Citation) -> re.Match[str] | None:
    """The name right before a citation, with its year or "et al.", else the last one with "et al." in its sentence."""
    text = paper.document.text
    others = [c.end for c in paper.document.citations if c.end <= citation.start]
    line = max(text.rfind("\n", 0, citation.start), text.rfind("\t", 0, citation.start)) + 1
    start = max(line, citation.start - FAR, *others[-1:])
    beside = BESIDE.search(text[max(start, citation.start - NEAR) : citation.start])
    if beside and _is_study(beside):
        return beside
    found = list(BEFORE.finditer(text[start : citation.start]))
    return found[-1] if found else None


def _is_study(named: re.Match[str]) -> bool:
    """Whether a name is a study: with "et al.", or with a year beside two names or at the start of a line or cell."""
    others = named["others"] or ""
    alone = named.start() == 0 or named.string[: named.start()].endswith("| ")
    return bool(re.search(OTHERS, others)) or bool(named["year"] and (others or alone))


def _has_name(paper: Paper, reference: Reference, named: re.Match[str]) -> bool:
    """Whether the entry holds the name: as a surname or given name, nearly so, or anywhere in its words."""
    name = fold_name(named["name"])
    held = [fold_name(part) for n in (*surnames(reference), *given_names(reference)) for part in (n, *n.split())]
    held += [fold_name(word) for word in re.findall(r"[^\W\d_]{3,}", _words(paper, reference))]
    return any(name == other or SequenceMatcher(None, name, other).ratio() >= ALIKE for other in held)


def _words(paper: Paper, reference: Reference) -> str:
    return paper.document.text[reference.start : reference.end]


def _entry(paper: Paper, reference: Reference, longest: int = 160) -> Evidence:
    words = _words(paper, reference)
    cut = len(words) if len(words) <= longest else max(words.rfind(" ", 0, longest), 1)
    return paper.document.evidence(reference.start, reference.start + len(words[:cut].rstrip()))
