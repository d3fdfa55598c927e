"""JRN-01: what a manuscript breaks of the rules of the chosen journal, and what no manuscript can show."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from casepool.audit.front_matter import (
    BODY,
    count_highlights,
    count_words,
    find_keywords,
    find_missing_headings,
    find_title,
    first_sentence,
    has_phrase,
)
from casepool.audit.ledger import join_words, valued
from casepool.audit.paper import Paper
from casepool.domain.checklist import JournalNote
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity
from casepool.knowledge.journals import JournalProfile, JournalRule
from casepool.text.grammar import Hit

MOST_QUOTES = 4
CASE_REPORT = ("case report", "case study", "case series")
DECADE = re.compile(r"\d0\s?['\u2019]?s\b")
SPOKEN = ("introduction", "case", "discussion", "conclusion", "abstract")


@dataclass(frozen=True, slots=True)
class Breach:
    """What breaks a rule: the words for the message, the quotes, and the text searched where something is missing."""

    found: str
    evidence: tuple[Evidence, ...] = ()
    searched: str = ""


def check_journal(paper: Paper, profile: JournalProfile) -> tuple[Finding, ...]:
    """A finding for each breach of the profile's rules that the text shows, in the order of the profile.

    A verified rule gives a warning, or a gap where something is missing; an unverified one never more than a note.
    """
    found = []
    for rule in profile.rules:
        if rule.id in SEEN:
            found += [_make_finding(paper, profile, rule, breach) for breach in SEEN[rule.id](paper, rule)]
    return tuple(found)


def note_journal(profile: JournalProfile) -> JournalNote:
    """The profile as a check names it, with the rules that no text can show to be kept or broken."""
    unseen = tuple(
        rule.fill()[0] + ("" if rule.verified else " (please confirm)") for rule in profile.rules if rule.id not in SEEN
    )
    return JournalNote(profile.name, profile.checked_on, profile.sources, profile.note, unseen)


def list_switched_off(profile: JournalProfile) -> frozenset[str]:
    """The rules of the audit that a profile turns off: it forbids what they ask for, or asks for it itself."""
    forbids = profile.rule("title_forbidden_words")
    against = forbids is not None and any(has_phrase(word, "case report") for word in forbids.words)
    return frozenset({"CAR-2"} if against or profile.rule("keywords") else ())


def _make_finding(paper: Paper, profile: JournalProfile, rule: JournalRule, breach: Breach) -> Finding:
    said, fix = rule.fill(breach.found)
    variant = "" if rule.verified else "confirm"
    values = {"journal": profile.name, "asks": said, "fix": fix}
    made = paper.finding("JRN-01", breach.evidence[:MOST_QUOTES], variant, searched=breach.searched, **values)
    severity = rule.severity if breach.evidence or rule.severity == "note" else "gap"
    return replace(made, severity=severity)


def _lacks_case_report(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    title = find_title(paper)
    if title and not any(has_phrase(title.quote, word) for word in CASE_REPORT):
        yield Breach(title.quote, (title,))


def _holds_forbidden_words(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    title = find_title(paper)
    said = [word for word in rule.words if title and has_phrase(title.quote, word)]
    kept = [word for word in said if not any(word != other and has_phrase(other, word) for other in said)]
    for word in kept:
        yield Breach(word, (title,) if title else ())


def _names_person_in_title(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    told = [m for case in paper.told for m in case.mentions if m.field in ("age_years", "sex")]
    quotes = [m.evidence for m in told if m.evidence.place.role == "title"]
    quotes += [paper.quote(hit) for s, hit in paper.hits("audit_checklists", "ethnicity") if s.role == "title"]
    apart = [q for q in quotes if not any(other != q and other.span.holds(q.span) for other in quotes)]
    if apart:
        yield Breach(join_words(list(dict.fromkeys(q.quote for q in apart))), tuple(dict.fromkeys(apart)))


def _is_too_long(*roles: str) -> Callable[[Paper, JournalRule], Iterator[Breach]]:
    def ask(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
        count, opening = count_words(paper, roles), first_sentence(paper, roles)
        if count > rule.limit and opening:
            yield Breach(f"{count:,}", (opening,))

    return ask


def _prints_ages(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    for case in paper.told:
        exact = [
            m for m in valued(case, "age_years") if isinstance(m.value, Quantity) and _is_exact(m.value, m.printed)
        ]
        text = [m for m in exact if m.evidence.place.block != "cell"]
        if text:
            yield Breach(text[0].evidence.quote, paper.clauses(text))


def _is_exact(value: Quantity, printed: str) -> bool:
    return value.qualifier == "exact" and value.upper is None and not DECADE.search(printed)


def _names_dates_or_places(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    dates = [paper.quote(hit) for s, hit in paper.hits("audit_ethics", "date") if s.role == "case"]
    houses = _institutions(paper)
    places = _named(paper, "audit_ethics", "place", ("case",))
    named = [place for place in places if not any(place.span.overlaps(house.span) for house in houses)]
    for quote in dict.fromkeys((*dates, *named)):
        yield Breach(quote.quote, (quote,))


def _names_institution(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    for quote in _institutions(paper):
        yield Breach(quote.quote, (quote,))


def _has_too_many_patients(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    if len(paper.told) > rule.limit:
        opened = tuple(case.opened_by for case in paper.told if case.opened_by)
        yield Breach(str(len(paper.told)), opened, "" if opened else "whole text")


def _lacks_cue(cue: str) -> Callable[[Paper, JournalRule], Iterator[Breach]]:
    def ask(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
        if paper.is_article and not paper.hits("audit_checklists", cue):
            yield Breach("none", searched="whole text")

    return ask


def _has_other_keywords(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    words, line = paper.document.front.keywords, find_keywords(paper)
    lacking = [wanted for wanted in rule.words if not any(has_phrase(word, wanted) for word in words)]
    if lacking or not rule.least <= len(words) <= rule.most:
        yield Breach(str(len(words)) if words else "none", (line,) if line else (), "" if line else "key words")


def _has_other_highlights(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    count, first = count_highlights(paper)
    if not rule.least <= count <= rule.most:
        yield Breach(str(count) if count else "none", (first,) if first else (), "" if first else "headings")


def _lacks_headings(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    if rule.words and "abstract" in paper.roles:
        missing, found = find_missing_headings(paper, rule.words)
        if missing:
            yield Breach(join_words(list(missing)), found, "" if found else "abstract")


def _lacks_declarations(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    missing = [word for word in rule.words if not has_phrase(paper.document.text, word)]
    if missing:
        yield Breach(join_words(missing), searched="whole text")


def _names_authors(paper: Paper, rule: JournalRule) -> Iterator[Breach]:
    text, head = paper.document.text, _opening_end(paper)
    starts = [(text.find(name, 0, head), name) for name in paper.document.front.authors if len(name) > 3]
    authors = [paper.document.evidence(start, start + len(name)) for start, name in starts if start >= 0]
    named = [
        *_named(paper, "audit_checklists", "institution_line", ("front",)),
        *_institutions(paper),
    ]
    for group in (authors, named):
        if group:
            yield Breach(group[0].quote, tuple(dict.fromkeys(group)))


def _opening_end(paper: Paper) -> int:
    """Where the parts before the body end: an author's own name in the reference list is no slip."""
    return min((s.start for s in paper.document.sections if s.role in BODY), default=len(paper.document.text))


def _institutions(paper: Paper) -> list[Evidence]:
    """Hospitals, clinics and universities that the text names, in the order of the rules that find them."""
    return [e for rule in ("institution", "institution_of") for e in _named(paper, "audit_checklists", rule, SPOKEN)]


def _named(paper: Paper, grammar: str, rule: str, roles: tuple[str, ...]) -> list[Evidence]:
    """The hits in parts of these roles whose name is printed with a capital."""
    hits = [hit for sentence, hit in paper.hits(grammar, f".{rule}") if sentence.role in roles]
    return [paper.quote(hit) for hit in hits if _is_named(paper, hit)]


def _is_named(paper: Paper, hit: Hit) -> bool:
    groups = [name for name in hit.match.re.groupindex if name.startswith("who")]
    starts = [hit.match.start(name) for name in groups if hit.match.start(name) >= 0]
    return not starts or paper.view.shadow.cased[hit.shift + starts[0]].isupper()


SEEN: Mapping[str, Callable[[Paper, JournalRule], Iterator[Breach]]] = {
    "title_has_case_report": _lacks_case_report,
    "title_forbidden_words": _holds_forbidden_words,
    "title_no_age_sex_ethnicity": _names_person_in_title,
    "summary_max_words": _is_too_long("abstract"),
    "body_words_recommended_max": _is_too_long(*BODY),
    "age_as_decade": _prints_ages,
    "no_calendar_dates_or_places": _names_dates_or_places,
    "no_institution_in_text": _names_institution,
    "max_patients": _has_too_many_patients,
    "learning_points": _lacks_cue("learning_points"),
    "keywords": _has_other_keywords,
    "highlights": _has_other_highlights,
    "abstract_headings": _lacks_headings,
    "ai_use_statement": _lacks_cue("ai_use"),
    "declarations": _lacks_declarations,
    "anonymised_manuscript": _names_authors,
}
