"""The reference list: the same work twice, citations outside the list, rows without a reference."""

import re
from collections.abc import Iterator

from casepool.audit.ledger import join_words
from casepool.audit.paper import Paper
from casepool.domain.case import Case
from casepool.domain.document import Citation, Reference
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.text.names import fold_name
from casepool.text.references import given_names, same_work, surnames

IDENTIFIERS = {
    "DOI": (
        re.compile(r"(?:\bdoi[: ]{1,3}(?:https?://(?:dx\.)?doi\.org/)?|https?://(?:dx\.)?doi\.org/)(\S+)", re.I),
        re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+"),
    ),
    "PMID": (re.compile(r"\bPMID[: ]{1,3}(\S+)", re.I), re.compile(r"[1-9]\d{0,7}")),
}
LISTED = 5
MOSTLY = 0.9


def find_repeated_references(paper: Paper) -> Iterator[Finding]:
    """REF-01: two entries of the list are the same work."""
    references = paper.document.references
    for number, one in enumerate(references):
        other = next((r for r in references[number + 1 :] if same_work(one, r)), None)
        if other is not None:
            first = surnames(one)[0] if surnames(one) else one.title[:40]
            what = f"{first} {one.year}" + (f", pp {one.pages}" if one.pages else "")
            quotes = (_entry(paper, one), _entry(paper, other))
            yield paper.finding("REF-01", quotes, a=one.number, b=other.number, what=what)


def find_citations_outside(paper: Paper) -> Iterator[Finding]:
    """REF-02: a number is cited that the list does not have. Silent unless the list was read whole."""
    document = paper.document
    style = paper.citation_style
    if not document.references_complete or not document.references or not style.certain:
        return
    known = {r.number for r in document.references}
    printed = _agrees_in_print(paper)
    seen: set[int] = set()
    for citation in document.citations:
        numbers = {*citation.numbers, *(_printed_numbers(paper, citation) if printed else ())}
        for number in sorted(numbers - known - seen):
            seen.add(number)
            quote = paper.view.clause(document.evidence(citation.start, citation.end))
            yield paper.finding("REF-02", [quote], a=f"[{number}]", n=len(known))


def _printed_numbers(paper: Paper, citation: Citation) -> tuple[int, ...]:
    """The numbers that the mark shows; a mark that a file ties to an entry may print another one."""
    return tuple(int(n) for n in re.findall(r"\d+", paper.document.text[citation.start : citation.end]) if len(n) < 4)


def _agrees_in_print(paper: Paper) -> bool:
    """Whether marks show numbers, and nearly all show the first number of the entries that they are tied to."""
    shown = [(c.numbers[:1], _printed_numbers(paper, c)[:1]) for c in paper.document.citations]
    return bool(shown) and sum(a == b for a, b in shown) >= MOSTLY * len(shown)


def find_uncited_references(paper: Paper) -> Iterator[Finding]:
    """REF-03: entries that the text never cites. Silent where marks may have been lost."""
    document = paper.document
    cited = {number for citation in document.citations for number in citation.numbers}
    by_row = {case.reference for case in paper.rows}
    missing = [r for r in document.references if r.number not in cited | by_row]
    lost = paper.citation_style.lossy or len(missing) * 3 > len(document.references)
    if not document.references_complete or not cited or lost:
        return
    missing = [r for r in missing if not any(same_work(r, o) and o.number in cited for o in document.references)]
    if len(missing) == 1:
        yield paper.finding("REF-03", [_entry(paper, missing[0])], a=missing[0].number)
    elif missing:
        listed = join_words([str(r.number) for r in missing])
        quotes = [_entry(paper, r) for r in missing[:LISTED]]
        yield paper.finding("REF-03", quotes, "several", n=len(missing), list=listed)


def find_malformed_identifiers(paper: Paper) -> Iterator[Finding]:
    """REF-04: a DOI or PMID that cannot be one."""
    text = paper.document.text
    for reference in paper.document.references:
        entry = text[reference.start : reference.end]
        for what, (named, right) in IDENTIFIERS.items():
            held = reference.doi if what == "DOI" else reference.pmid
            printed = next((found.group(1).rstrip(".,;)") for found in named.finditer(entry)), "") or held
            if printed and not right.fullmatch(printed):
                yield _malformed(paper, reference, printed, what)


def _malformed(paper: Paper, reference: Reference, printed: str, what: str) -> Finding:
    values = {"a": str(reference.number), "b": printed, "what": what}
    quotes = [_entry(paper, reference, 240), paper.find_in(reference, printed)]
    return paper.finding("REF-04", quotes, "malformed", **values)


def find_unlisted_rows(paper: Paper) -> Iterator[Finding]:
    """TAB-04: rows of a review table name studies that the reference list does not have."""
    document = paper.document
    if not document.references or document.references_complete is False:
        return
    for table in dict.fromkeys(case.table for case in paper.rows):
        rows = [c for c in paper.rows if c.table == table and c.cited]
        missing = [c for c in rows if c.reference is None and _has_author_and_year(c)]
        if missing:
            listed = join_words([_label(c) for c in missing])
            quotes = [c.cited for c in missing if c.cited]
            studies = len({_label(c) for c in rows})
            k = len({_label(c) for c in missing})
            said = {"table": paper.table_label(table), "list": listed, "verb": "is" if k == 1 else "are"}
            yield paper.finding("TAB-04", quotes, k=k, n=studies, **said)


def find_given_name_rows(paper: Paper) -> Iterator[Finding]:
    """TAB-07: a row cites an author by what the list shows as a given name."""
    entries = {r.number: r for r in paper.document.references}
    for case in paper.rows:
        reference = entries.get(case.reference or -1)
        if case.cited is None or reference is None:
            continue
        words = [fold_name(w) for w in re.findall(r"[^\W\d_]{3,}", case.cited.quote)]
        names = {fold_name(part) for name in surnames(reference) for part in (name, *name.split())}
        given = {fold_name(name): name for name in given_names(reference)}
        hits = [w for w in words if w in given]
        if hits and not names & set(words):
            meant = f"{surnames(reference)[0]} et al. {reference.year or ''}".strip()
            author = next((a for a in reference.authors if given[hits[0]] in a), reference.authors[0])
            values = {"a": case.cited.quote, "n": str(reference.number), "b": author, "c": meant}
            quotes = [case.cited, paper.find_in(reference, author), _title(paper, reference)]
            yield paper.finding("TAB-07", quotes, table=paper.table_label(case.table), **values)


def _has_author_and_year(case: Case) -> bool:
    quote = case.cited.quote if case.cited else ""
    return bool(re.search(r"[^\W\d_]{3,}", quote) and re.search(r"\b(?:18|19|20)\d\d\b", quote))


def _label(case: Case) -> str:
    return re.sub(r"\s+et al\.?,?", "", case.cited.quote if case.cited else case.label).strip(" ()")


def _entry(paper: Paper, reference: Reference, longest: int = 160) -> Evidence:
    text = paper.document.text[reference.start : reference.end]
    cut = len(text) if len(text) <= longest else max(text.rfind(" ", 0, longest), 1)
    return paper.document.evidence(reference.start, reference.start + len(text[:cut].rstrip()))


def _title(paper: Paper, reference: Reference) -> Evidence:
    return paper.find_in(reference, reference.title)
