"""What a text reports on each item of a checklist, with the words that show it. What needs judgement is left open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from casepool.audit.front_matter import (
    count_highlights,
    find_citing,
    find_keywords,
    find_missing_headings,
    find_title,
    has_phrase,
    last_sentence,
)
from casepool.audit.paper import Paper
from casepool.domain.case import Case
from casepool.domain.checklist import ChecklistStatus, ItemStatus
from casepool.domain.evidence import Evidence
from casepool.knowledge.checklists import Checklist, ChecklistItem
from casepool.knowledge.forms import load_form
from casepool.knowledge.journals import JournalProfile

MOST_QUOTES = 3
TELLING = ("reported", "absent")
FOCUS_FIELDS = ("diagnosis", "procedure_text", "presenting_symptoms")
FOCUS = ("condition", "procedure", "finding")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one way of asking gives."""

    status: str
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    searched: str = ""


def judge_checklist(paper: Paper, checklist: Checklist, profile: JournalProfile | None = None) -> ChecklistStatus:
    """The status of every item over one document; a journal profile may turn an item round."""
    few = len(paper.told) < checklist.least_cases
    items = tuple(
        _state(item, _not_for_so_few(checklist) if few else _judge(paper, item, profile)) for item in checklist.items
    )
    asks = "yes" in checklist.answers
    sources = checklist.sources if checklist.is_verified else ()
    return ChecklistStatus(checklist.id, checklist.title, sources, items, asks, checklist.is_verified)


def _state(item: ChecklistItem, seen: Seen) -> ItemStatus:
    evidence = tuple(dict.fromkeys(seen.evidence))[:MOST_QUOTES]
    section = (item.section or item.domain).replace("_", " ")
    return ItemStatus(item.id, item.ask, section, seen.status, evidence, seen.note, seen.searched, item.verified)


def _not_for_so_few(checklist: Checklist) -> Seen:
    return Seen("not_applicable", note=f"The list is for {checklist.least_cases} patients or more.")


def _judge(paper: Paper, item: ChecklistItem, profile: JournalProfile | None) -> Seen:
    forbidding = _forbidding(item, profile)
    if forbidding:
        return Seen("not_applicable", note=f"{forbidding} forbids these words in the title.")
    return _hold_back(item, WAYS[item.way](paper, item))


def _forbidding(item: ChecklistItem, profile: JournalProfile | None) -> str:
    """The journal that forbids in the title what an item asks there, or ""."""
    rule = profile.rule("title_forbidden_words") if profile and item.profile_override else None
    asked = set(item.words)
    clash = rule is not None and any(word in asked or word.removeprefix("a ") in asked for word in rule.words)
    return profile.name if profile and clash else ""


def _hold_back(item: ChecklistItem, seen: Seen) -> Seen:
    """The status no higher than the ceiling of the item; what is left to judge stands in the note."""
    if item.ceiling == "reported" or seen.status not in ("reported", "partial"):
        return seen
    status = "needs_person" if item.ceiling == "needs_person" else "partial"
    return replace(seen, status=status, note=_join_notes(seen.note, f"Left to a person: {item.judge}."))


def _join_notes(*notes: str) -> str:
    return " ".join(filter(None, notes))


def _ask_fields(paper: Paper, item: ChecklistItem) -> Seen:
    if not paper.told:
        return Seen("needs_person", note="No patient of this text was recognised.")
    asked = [(case, name, *_tell(paper, case, name, item.within)) for case in paper.told for name in item.fields]
    asked = [entry for entry in asked if entry[2] != "not_applicable"]
    if not asked:
        return Seen("not_applicable", note="It does not apply to what the text tells.")
    given = [entry for entry in asked if entry[2] == "given"]
    quotes = tuple(e for _, _, state, evidence in asked if state in ("given", "unclear") for e in evidence[:1])
    searched = _name_parts(item.within)
    missing = _say_missing(paper, [(case, name) for case, name, state, _ in asked if state != "given"])
    if not quotes:
        return Seen("not_reported", searched=searched)
    if item.need == "any":
        cases = {case.id for case, *_ in given}
        return Seen("reported" if len(cases) == len(paper.told) else "partial", quotes)
    return Seen("partial" if missing else "reported", quotes, missing, searched if missing else "")


def _tell(paper: Paper, case: Case, name: str, within: tuple[str, ...]) -> tuple[str, tuple[Evidence, ...]]:
    """What a case tells of a field: given, unclear, missing or not_applicable, with its words."""
    if within:
        told = [m for m in case.told(name) if m.evidence.place.role in within and m.status in ("present", "absent")]
        states = {m.state for m in told}
        word = "given" if states & set(TELLING) else "unclear" if states else "missing"
        return word, paper.clauses(told)
    answers = [a for a in case.answers(name) if a.state != "not_reported"]
    quotes = tuple(dict.fromkeys(paper.view.clause(e) for a in answers for e in a.evidence))
    states = {a.state for a in answers}
    if states == {"not_applicable"}:
        return "not_applicable", ()
    given = [a for a in answers if a.state in TELLING and a.evidence]
    return ("given" if given else "unclear" if quotes else "missing"), quotes


def _say_missing(paper: Paper, missing: Iterable[tuple[Case, str]]) -> str:
    """The fields without a clear answer, by label, with the case where there are several."""
    form, several = load_form(), len(paper.told) > 1
    names = dict.fromkeys(
        form.field(name).label + (f" ({case.label})" if several else "") for case, name in missing
    )  # fmt: skip
    return f"No clear answer found for: {', '.join(names)}." if names else ""


def _name_parts(within: tuple[str, ...]) -> str:
    return ", ".join(within) if within else "whole text"


def _ask_title(paper: Paper, item: ChecklistItem) -> Seen:
    title = find_title(paper)
    if title is None:
        return Seen("needs_person", note="No title was recognised.")
    said = any(has_phrase(title.quote, word) for word in item.words)
    mentions = [*paper.extraction.mentions, *(m for case in paper.told for m in case.mentions)]
    focus = any(
        (m.type in FOCUS or m.field in FOCUS_FIELDS) and m.evidence.place.role == "title" for m in mentions
    )  # fmt: skip
    if said and focus:
        return Seen("reported", (title,))
    if said:
        return Seen("partial", (title,), "Left to a person: whether it names the focus.")
    return Seen("partial" if focus else "not_reported", (title,), f"It does not say '{item.words[0]}'.")


def _ask_keywords(paper: Paper, item: ChecklistItem) -> Seen:
    words = paper.document.front.keywords
    line = find_keywords(paper)
    if not words:
        return Seen("not_reported", searched="key words")
    notes = []
    if not item.least <= len(words) <= item.most:
        notes.append(f"{item.least} to {item.most} are asked for; there are {len(words)}.")
    if not any(has_phrase(word, wanted) for word in words for wanted in item.words):
        notes.append(f"'{item.words[0]}' is not among them.")
    return Seen("partial" if notes else "reported", (line,) if line else (), " ".join(notes))


def _ask_citations(paper: Paper, item: ChecklistItem) -> Seen:
    if not set(item.within) & paper.roles:
        return Seen("not_reported", searched=f"headings, for the {' or the '.join(item.within)}")
    citing = find_citing(paper, item.within)
    if citing is None:
        return Seen("partial", note=f"The {item.within[0]} is there; no citation was found in it.")
    return Seen("reported", (citing,))


def _ask_cue(paper: Paper, item: ChecklistItem) -> Seen:
    grammar, _, rule = item.cue.rpartition(".")
    found = [paper.sentence_quote(sentence) for sentence, _ in paper.hits(grammar, rule)]
    return Seen("reported", tuple(found[:1])) if found else Seen("not_reported", searched="whole text")


def _ask_timeline(paper: Paper, item: ChecklistItem) -> Seen:
    named = [paper.sentence_quote(s) for s, _ in paper.hits("audit_ethics", "timeline")]
    drawn = [e for e in named if e.place.block in ("caption", "heading")]
    if drawn:
        return Seen("reported", tuple(drawn[:1]))
    times = [paper.sentence_quote(s) for s, _ in paper.hits("audit_ethics", "interval") if s.role == "case"]
    if times or named:
        return Seen("partial", (*named[:1], *times[:2]), "Times stand in the prose; no table or figure is a timeline.")
    return Seen("not_reported", searched="legends, headings and case section")


def _ask_highlights(paper: Paper, item: ChecklistItem) -> Seen:
    count, quote = count_highlights(paper)
    if not count:
        return Seen("not_reported", searched="headings")
    note = f"{item.least} to {item.most} are asked for; there are {count}."
    fits = item.least <= count <= item.most
    return Seen("reported" if fits else "partial", (quote,) if quote else (), "" if fits else note)


def _ask_headings(paper: Paper, item: ChecklistItem) -> Seen:
    if "abstract" not in paper.roles:
        return Seen("not_reported", searched="headings, for the abstract")
    missing, found = find_missing_headings(paper, item.words)
    status = "not_reported" if not found else "partial" if missing else "reported"
    note = f"Missing: {', '.join(missing)}." if missing else ""
    return Seen(status, found, note, "" if found else "abstract")


def _ask_person(paper: Paper, item: ChecklistItem) -> Seen:
    passage = next((e for role in item.read_in if (e := last_sentence(paper, role)) is not None), None)
    note = f"Usually not applicable ({item.note})." if item.usually == "not_applicable" else ""
    return Seen("needs_person", (passage,) if passage else (), note)


WAYS: Mapping[str, Callable[[Paper, ChecklistItem], Seen]] = {
    "fields": _ask_fields,
    "title": _ask_title,
    "keywords": _ask_keywords,
    "cited": _ask_citations,
    "cue": _ask_cue,
    "timeline": _ask_timeline,
    "highlights": _ask_highlights,
    "headings": _ask_headings,
    "person": _ask_person,
}
