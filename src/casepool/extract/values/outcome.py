"""The course after treatment: events with their intervals, the last follow-up, the state at last contact (R1 to R9)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from casepool.domain.assertion import Mention
from casepool.domain.evidence import Evidence
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Grade
from casepool.extract.course import LATE
from casepool.extract.mentions import Reading, find_mentions
from casepool.extract.values.cues import clause_around, cue_rules, draft, found_in, matching_at
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule, Hit
from casepool.text.parsers import parse_value
from casepool.text.view import Sentence, TextView

_ROLES = ("title", "abstract", "introduction", "case", "discussion", "conclusion", "methods", "results", "other")
_EVENTS = {"local_recurrence": "recurrence_months", "distant_metastasis": "metastasis_months"}
_ONE_SENTENCE = 120
_BEFORE = 90
_DEAD = ("DOD", "DOC", "dead_cause_unstated")


@dataclass(frozen=True, slots=True)
class Time:
    """A time in a sentence (shadow interval): its quantity, how it is tied, its time zero ("" = not said)."""

    start: int
    end: int
    quantity: Quantity
    bond: str
    origin: str

    @property
    def months(self) -> float:
        return round(self.quantity.months(), 2)


def find_outcome(reading: Reading) -> list[Mention]:
    """The mentions of the outcome fields, times joined to the events that their sentence tells."""
    told = [m for m in find_mentions(reading, "outcome") if m.owner == "case"]
    by_sentence: dict[int, list[Mention]] = {}
    for mention in told:
        sentence = reading.view.sentence_of(mention.evidence)
        if sentence is not None:
            by_sentence.setdefault(sentence.index, []).append(mention)
    found = [*told, *find_mentions(reading, "recovery"), *_late_grades(reading)]
    free_until: dict[str | None, list[float]] = {}
    for sentence, rules in reading.view.matching("times"):
        if sentence.role in _ROLES and reading.people.owner_of(sentence, sentence.start)[1] == "case":
            found.extend(_read_times(reading, sentence, rules, by_sentence.get(sentence.index, []), free_until))
    found = _void_free(found)
    return [*found, *_with_disease(found)]


def _late_grades(reading: Reading) -> Iterator[Mention]:
    """Functional grades that stand after the treatment, or that follow another grade on the same scale."""
    earlier: dict[tuple[str | None, str], str] = {}
    for mention in find_mentions(reading, "function_late"):
        sentence = reading.view.sentence_of(mention.evidence)
        if sentence is None or not isinstance(mention.value, Grade) or mention.owner != "case":
            continue
        known = earlier.setdefault((mention.case, mention.value.scale), mention.value.grade)
        start = reading.view.shadow.offset(mention.evidence.span.start)
        if known != mention.value.grade or reading.course.phase_at(sentence, start) in LATE:
            yield mention


def _void_free(found: list[Mention]) -> list[Mention]:
    """Freedom from disease that a later recurrence or spread has ended is a state of the past."""
    events = [m for m in found if m.field in _EVENTS and m.state == "reported" and m.status == "present"]

    def ended(mention: Mention) -> bool:
        place, end = mention.evidence.place.role, mention.evidence.span.end
        return any(m.case == mention.case and m.evidence.place.role == place and m.evidence.span.start > end
                   for m in events)  # fmt: skip

    free = [m for m in found if m.field == "outcome_status" and m.value == "NED"]
    return [replace(m, status="historical") if m in free and ended(m) else m for m in found]


def _with_disease(found: list[Mention]) -> Iterator[Mention]:
    """A spread that is the last thing told of a patient: alive with disease is implied, never stated."""
    last: dict[tuple[str | None, str], Mention] = {}
    for mention in sorted(found, key=lambda m: m.evidence.span.end):
        if mention.field in (*_EVENTS, "outcome_status", "followup_months") and mention.status in ("present", "absent"):
            last[mention.case, mention.evidence.place.role] = mention
    for mention in last.values():
        spread = [
            m for m in found if m.field == "distant_metastasis" and m.case == mention.case and _beside(m, mention)
        ]
        if spread and spread[-1].state == "reported" and mention.field != "outcome_status":
            yield replace(spread[-1], field="outcome_status", value="AWD", needs_person=True)


def _beside(a: Mention, b: Mention) -> bool:
    """Whether two mentions stand in one sentence, as near as their quotes tell."""
    return abs(a.evidence.span.start - b.evidence.span.start) < _ONE_SENTENCE


def _read_times(
    reading: Reading,
    sentence: Sentence,
    rules: list[CompiledRule],
    told: list[Mention],
    free_until: dict[str | None, list[float]],
) -> Iterator[Mention]:
    hits = [h for rule in rules for h in rule.search(reading.view.folded, sentence.start, sentence.end)]
    times = list(_times_of(reading.view, hits, sentence))
    for mention in told:
        yield from _time_event(reading, sentence, mention, times, free_until)
    yield from _followups(reading, sentence, told, times)
    for hit in hits:
        if (hit.rule.facts or {})["side"] == "dates":
            yield from _dated(reading, sentence, hit)


def _times_of(view: TextView, hits: list[Hit], sentence: Sentence) -> Iterator[Time]:
    """The times of a sentence from left to right that some words tie to the course."""
    for hit in hits:
        value = parse_value(hit) if hit.rule.parse else None
        tied = _tie(view.folded, sentence, hit) if isinstance(value, Quantity) else None
        if tied is not None and isinstance(value, Quantity):
            end, bond, origin = tied
            yield Time(hit.start, end, _at_least(view.folded, sentence, hit, value), bond, origin)


def _tie(text: str, sentence: Sentence, hit: Hit) -> tuple[int, str, str] | None:
    """The end of the words that tie a time, its bond and its time zero; None if nothing does."""
    for compiled in cue_rules("time_cues", side="right"):
        match = compiled.pattern.match(text, hit.end, sentence.end)
        if match:
            facts = compiled.rule.facts or {}
            found = compiled.lists.get("anchor")
            origin = load_words()[found].canonical(match.group("anchor")) if found else facts.get("origin", "")
            return match.end(), facts["bond"], origin
    if matching_at(cue_rules("time_cues", side="no"), text, hit.end, sentence.end) is not None:
        return None
    before = text[max(sentence.start, hit.start - _BEFORE) : hit.start]
    for compiled in cue_rules("time_cues", side="left"):
        if compiled.pattern.search(before) and _is_required(compiled, text, sentence):
            return hit.end, (compiled.rule.facts or {})["bond"], ""
    return None


def _is_required(compiled: CompiledRule, text: str, sentence: Sentence) -> bool:
    return compiled.requires is None or bool(compiled.requires.search(text, sentence.start, sentence.end))


def _at_least(text: str, sentence: Sentence, hit: Hit, value: Quantity) -> Quantity:
    """ "A further five years": the total is longer."""
    before = text[max(sentence.start, hit.start - _BEFORE) : hit.start]
    further = any(c.pattern.search(before) for c in cue_rules("time_cues", side="further"))
    return replace(value, qualifier="at_least") if further and value.qualifier == "exact" else value


def _time_event(
    reading: Reading, sentence: Sentence, event: Mention, times: list[Time], free_until: dict[str | None, list[float]]
) -> Iterator[Mention]:
    """The interval of a recurrence, metastasis or death from the time that stands nearest in its clause."""
    time = _nearest(reading.view, sentence, event, times)
    if time is None:
        return
    if event.field == "outcome_status" and event.value in _DEAD:
        exact = IntervalTime(time.months, time.months)
        yield _interval(reading, sentence, event, time, "death_months", exact)
    field = _EVENTS.get(event.field, "")
    if field and event.state == "absent":
        free_until.setdefault(event.case, []).append(time.months)
    elif field and event.status == "present":
        yield _interval(reading, sentence, event, time, field, _until(event, time, free_until.get(event.case, [])))


def _until(event: Mention, time: Time, free: list[float]) -> IntervalTime:
    """(last negative visit, time]; after a time without disease that an event ended: (time, unbounded)."""
    if event.made_by == "recurrence.until":
        return IntervalTime(time.months, None)
    earlier = [months for months in free if months < time.months]
    return IntervalTime(max(earlier, default=0.0), time.months)


def _nearest(view: TextView, sentence: Sentence, event: Mention, times: list[Time]) -> Time | None:
    start, end = view.shadow.offset(event.evidence.span.start), view.shadow.offset(event.evidence.span.end)
    wanted = times if event.made_by == "recurrence.until" else [t for t in times if t.bond != "lasting"]
    if event.state == "absent" or event.value == "NED":
        wanted = times
    left, right = clause_around(view.folded, sentence, start, end)
    inside = [t for t in wanted if left <= t.start and t.end <= right] or wanted
    beside = [t for t in inside if _in_one_part(view.folded, (left, right), (start, end), t)]
    inside = beside if len(beside) == 1 else inside
    return min(inside, key=lambda t: max(t.start - end, start - t.end), default=None)


def _in_one_part(text: str, clause: tuple[int, int], event: tuple[int, int], time: Time) -> bool:
    """Whether no comma stands between an event and a time: "relapse at 8 months, metastases at 11 months"."""
    before = text.rfind(", ", clause[0], event[0])
    after = text.find(", ", event[1], clause[1])
    return (before < 0 or time.start > before) and (after < 0 or time.end <= after)


def _interval(
    reading: Reading, sentence: Sentence, event: Mention, time: Time, field: str, value: IntervalTime
) -> Mention:
    start = min(reading.view.shadow.offset(event.evidence.span.start), time.start)
    end = max(reading.view.shadow.offset(event.evidence.span.end), time.end)
    return draft(reading, sentence, (start, end), field, value, f"{event.made_by}.time", origin=time.origin)


def _followups(reading: Reading, sentence: Sentence, told: list[Mention], times: list[Time]) -> Iterator[Mention]:
    """The times at which the patient was still seen; a time that an event has taken is a lower bound."""
    several = "respectively" in reading.view.words(sentence) and sum(t.bond == "followup" for t in times) > 1
    nearest = [(m, _nearest(reading.view, sentence, m, times)) for m in told]
    opens = any(_opens(reading, sentence, p.opened_by) for p in reading.people.persons)
    for time in times:
        parts = {"state": "unclear", "reason": "ambiguous"} if several else {"state": "reported"}
        here = [m for m, place in nearest if place == time]
        if any(m.value in _DEAD for m in here):
            yield _contact(reading, sentence, time, "until_death", time.quantity, parts)
        elif _is_followup(reading, sentence, time, told) and (time.bond == "followup" or not opens):
            yield _contact(reading, sentence, time, *_kind(time, here), parts)


def _opens(reading: Reading, sentence: Sentence, opened_by: Evidence | None) -> bool:
    """Whether the patient is introduced in this sentence: its times lie before the treatment."""
    return opened_by is not None and reading.view.sentence_of(opened_by) == sentence


def _contact(
    reading: Reading, sentence: Sentence, time: Time, kind: str, quantity: Quantity, parts: dict[str, str]
) -> Mention:
    span, made_by = (time.start, time.end), f"followup.{kind}"
    return draft(
        reading, sentence, span, "followup_months", quantity, made_by, origin=time.origin, moment="followup", **parts
    )


def _is_followup(reading: Reading, sentence: Sentence, time: Time, told: list[Mention]) -> bool:
    text = reading.view.folded
    left, right = clause_around(text, sentence, time.start, time.end)
    if found_in(cue_rules("time_cues", kind="not_followup"), text, left, right) is not None:
        return time.bond == "followup"
    if time.bond == "followup" or any(m.field != "outcome_status" or m.value != "alive_state_unstated" for m in told):
        return True
    if time.bond == "lasting":
        return bool(told)
    return found_in(cue_rules("time_cues", kind="told"), text, sentence.start, sentence.end) is not None and (
        bool(time.origin) or bool(told) or reading.course.phase_at(sentence, time.start) == "after"
    )


def _kind(time: Time, here: list[Mention]) -> tuple[str, Quantity]:
    """How the time is tied, and the quantity, a lower bound where an event came at that time (`here`)."""
    events = [m for m in here if m.field in _EVENTS and m.state == "reported" and m.status == "present"]
    free = [m for m in here if m.state == "absent" or m.value == "NED"]
    if events and not free and time.bond != "followup" and time.quantity.qualifier == "exact":
        return "until_event", replace(time.quantity, qualifier="at_least")
    return time.bond, time.quantity


def _dated(reading: Reading, sentence: Sentence, hit: Hit) -> Iterator[Mention]:
    """A follow-up between two months of the calendar: the interval is computed, the dates are not its value."""
    first, last = _month_number(hit, "1"), _month_number(hit, "2")
    if first < last:
        value = Quantity(float(last - first), "month", "about")
        yield draft(reading, sentence, (hit.start, hit.end), "followup_months", value, hit.rule.id, printed="")


def _month_number(hit: Hit, which: str) -> int:
    return int(hit.group(f"y{which}")) * 12 + int(hit.canonical(f"m{which}"))
