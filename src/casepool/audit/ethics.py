"""Ethics, identifiability, and the items of CARE that a program can look for."""

from collections.abc import Iterator

from casepool.audit.front_matter import find_keywords
from casepool.audit.ledger import join_words, valued
from casepool.audit.paper import Paper
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity
from casepool.text.grammar import Hit

WHOLE = "whole text"
OLD = 89
FULL_ROLES = ("discussion", "conclusion", "introduction")


def find_missing_consent(paper: Paper) -> Iterator[Finding]:
    """ETH-01: no statement of consent to publish."""
    if paper.is_article and not paper.hits("audit_ethics", "consent_publish"):
        treated = [paper.sentence_quote(s) for s, _ in paper.hits("audit_ethics", "consent_treatment")]
        said = {"a": treated[0].quote} if treated else {}
        yield paper.finding("ETH-01", treated[:1], "treatment" if treated else "", searched=WHOLE, **said)


def find_missing_ethics(paper: Paper) -> Iterator[Finding]:
    """ETH-02: no approval, waiver, or statement that none was required."""
    if paper.is_article and not paper.hits("audit_ethics", "approval"):
        yield paper.finding("ETH-02", searched=WHOLE)


def find_exact_old_ages(paper: Paper) -> Iterator[Finding]:
    """ETH-03: an age over 89 is printed exactly."""
    for case in paper.told:
        for mention in valued(case, "age_years"):
            value = mention.value
            if isinstance(value, Quantity) and OLD < value.years() <= 120 and value.qualifier == "exact":
                yield paper.finding("ETH-03", paper.clauses([mention]), case=case.id, a=f"{value.value:g}")
                break


def find_calendar_dates(paper: Paper) -> Iterator[Finding]:
    """ETH-04: a date finer than a year that is tied to the patient."""
    dates = [paper.view.clause(paper.quote(h)) for s, h in paper.hits("audit_ethics", "date") if s.role == "case"]
    printed = [paper.quote(h).quote for s, h in paper.hits("audit_ethics", "date") if s.role == "case"]
    if len(printed) == 1:
        yield paper.finding("ETH-04", dates, a=printed[0])
    elif printed:
        yield paper.finding("ETH-04", dates, "several", n=len(printed), list=join_words(printed))


def find_identifiers(paper: Paper) -> Iterator[Finding]:
    """ETH-05: initials, name or record number of the patient."""
    for sentence, hit in paper.hits("audit_ethics"):
        if ".identifier" in hit.rule.id and sentence.role == "case" and _names(paper, hit):
            what = (hit.rule.facts or {}).get("what", "An identifier")
            yield paper.finding("ETH-05", [paper.quote(hit)], what=what, a=paper.quote(hit).quote)


def find_small_places(paper: Paper) -> Iterator[Finding]:
    """ETH-06: a small place, an employer or the treating hospital is named in the case section."""
    ages = [m for case in paper.told for m in valued(case, "age_years")]
    named: list[Evidence] = []
    for sentence, hit in paper.hits("audit_ethics", "place"):
        if sentence.role == "case" and _names(paper, hit):
            named.append(paper.quote(hit))
    if named and ages and any(paper.is_malignant(c) for c in paper.told):
        quotes = [*named, *paper.clauses(ages[:1])]
        yield paper.finding("ETH-06", quotes, list=join_words([f"'{e.quote}'" for e in named]))


def find_missing_keyword(paper: Paper) -> Iterator[Finding]:
    """CAR-2: the key words do not hold 'case report'."""
    keywords = paper.document.front.keywords
    if keywords and not any("case report" in word.lower() for word in keywords):
        line = find_keywords(paper)
        yield paper.finding("CAR-2", [line] if line else [], searched="key words")


def find_missing_timeline(paper: Paper) -> Iterator[Finding]:
    """CAR-7: no timeline, and no date or interval in the case section."""
    if not paper.is_article or not paper.told or paper.hits("audit_ethics", "timeline"):
        return
    times = [h for s, h in paper.hits("audit_ethics", "interval") if s.role == "case"]
    if not times:
        yield paper.finding("CAR-7", searched="legends, headings and case section")


def find_missing_perspective(paper: Paper) -> Iterator[Finding]:
    """CAR-12: no patient perspective."""
    if paper.is_article and paper.told and not paper.hits("audit_ethics", "perspective"):
        yield paper.finding("CAR-12", searched=WHOLE)


def _names(paper: Paper, hit: Hit) -> bool:
    """Whether the name or number that a hit captured (groups who, who2 ...) is printed as one."""
    starts = [hit.match.start(name) for name in hit.match.re.groupindex if name.startswith("who")]
    first = paper.view.shadow.cased[hit.shift + max(starts)] if starts and max(starts) >= 0 else ""
    return first.isupper() or first.isdigit()
