"""The outcome in a cell: its times, events and states, and what each time belongs to (rules R2 to R8 of the form)."""

import re
from dataclasses import dataclass
from functools import cache

from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Value
from casepool.text.grammar import compile_grammar

PART_END = re.compile(r"[.;](?= |$)|, |\bbut\b|\bthen\b")
SENTENCE_END = re.compile(r"[.;](?= |$)")
DEAD = ("DOD", "DOC", "dead_cause_unstated")
ALIVE = ("NED", "AWD")


@cache
def wording(name: str) -> re.Pattern[str]:
    """The pattern of a rule of grammars/tables.toml."""
    return next(c.pattern for c in compile_grammar("tables") if c.rule.id == f"tables.{name}")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a cell tells: a time, an event (recurrence, metastasis) or a status, at shadow[start:end]."""

    kind: str
    start: int
    end: int
    word: str = ""
    absent: bool = False
    site_stated: bool = False
    time: Quantity | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cell says of one field; start and end hold the words that it rests on."""

    field: str
    start: int
    end: int
    value: Value = None
    state: str = "reported"
    reason: str = ""
    needs_person: bool = False
    given: str = ""
    rule: str = ""


@dataclass(frozen=True)
class OutcomeCell:
    """The words of a cell (shadow[start:end]) and what they tell."""

    text: str
    start: int
    end: int
    told: tuple[Told, ...]

    def of(self, kind: str, absent: bool | None = None) -> list[Told]:
        return [t for t in self.told if t.kind == kind and (absent is None or t.absent == absent)]

    def part(self, told: Told) -> tuple[int, int]:
        """The part between commas and stops that holds it."""
        return self._between(PART_END, told)

    def sentence(self, told: Told) -> tuple[int, int]:
        return self._between(SENTENCE_END, told)

    def together(self, a: Told, b: Told) -> bool:
        return self.part(a) == self.part(b)

    def _between(self, mark: re.Pattern[str], told: Told) -> tuple[int, int]:
        left, right = self.start, self.end
        for found in mark.finditer(self.text, self.start, self.end):
            if found.end() <= told.start:
                left = found.end()
            elif found.start() >= told.end:
                right = found.start()
                break
        return left, right


def read_outcome(cell: OutcomeCell) -> list[Answer]:
    """The answers of an outcome cell: events with their intervals, the last contact, the state at last contact."""
    linked = {
        event: _linked_time(cell, event) for kind in ("recurrence", "metastasis") for event in cell.of(kind, False)
    }
    answers = [*_recurrence(cell, linked), *_metastasis(cell, linked), *_death(cell), *_followup(cell, linked)]
    return [*answers, *_status(cell, linked)]


def _linked_time(cell: OutcomeCell, event: Told) -> Told | None:
    """The time that the wording ties to an event: "at 6 months", "(12 mo)", "3 years later"; none beside a status."""
    if any(cell.together(event, status) for status in cell.of("status")):
        return None
    for time in cell.of("time"):
        before, after = cell.text[cell.start : time.start], cell.text[time.end : cell.end]
        if cell.together(event, time) and (wording("time_before").search(before) or wording("time_after").match(after)):
            return time
    return None


def _months(time: Told) -> float:
    return time.time.months() if time.time else 0.0


def _latest(times: list[Told]) -> Told | None:
    return max(times, key=_months, default=None)


def _until(time: Told) -> IntervalTime:
    return IntervalTime(0.0, _tidy(_months(time)))


def _tidy(months: float) -> float:
    return round(months, 2)


def _recurrence(cell: OutcomeCell, linked: dict[Told, Told | None]) -> list[Answer]:
    events = cell.of("recurrence", False)
    if not events:
        return _denied(cell, "recurrence", "local_recurrence")
    event = events[0]
    found = [_event(cell, "local_recurrence", event, None, not event.site_stated)]
    time = linked[event] or _latest(cell.of("time"))
    if time:
        found.append(_event(cell, "recurrence_months", event, _until(time)))
    return found


def _metastasis(cell: OutcomeCell, linked: dict[Told, Told | None]) -> list[Answer]:
    events = cell.of("metastasis", False)
    if not events:
        return _denied(cell, "metastasis", "distant_metastasis")
    event = events[0]
    place = next((e.word for e in events if e.word), "") or None
    near = [t for t in cell.of("time") if _is_near(cell, t, event)]
    time = linked[event] or _latest(near)
    found = [_event(cell, "distant_metastasis", event, place, time is None)]
    if time:
        return [*found, _event(cell, "metastasis_months", event, _until(time))]
    last = _latest(cell.of("time"))
    return [*found, *(_either_time(cell, event, last) if last else [])]


def _is_near(cell: OutcomeCell, time: Told, event: Told) -> bool:
    """Whether a time may be that of a metastasis: in its sentence; beside a status only in its part."""
    return cell.together(time, event) if cell.of("status") else cell.sentence(time) == cell.sentence(event)


def _either_time(cell: OutcomeCell, event: Told, last: Told) -> list[Answer]:
    """A metastasis told beside a follow-up: after treatment, or already there at presentation."""
    left, right = cell.sentence(event)
    after = Answer("metastasis_months", cell.start, cell.end, _until(last), "unclear", "ambiguous", rule=event.rule)
    before = Answer("metastasis_months", left, right, IntervalTime(None, 0.0), "unclear", "ambiguous", rule=event.rule)
    return [after, before]


def _denied(cell: OutcomeCell, kind: str, field: str) -> list[Answer]:
    return [Answer(field, cell.start, cell.end, None, "absent", rule=event.rule) for event in cell.of(kind, True)[:1]]


def _event(cell: OutcomeCell, field: str, event: Told, value: Value, needs_person: bool = False) -> Answer:
    return Answer(field, cell.start, cell.end, value, needs_person=needs_person, rule=event.rule)


def _death(cell: OutcomeCell) -> list[Answer]:
    deaths = [s for s in cell.of("status") if s.word in DEAD]
    near = [t for s in deaths for t in cell.of("time") if cell.together(s, t)]
    time = _latest(near or (cell.of("time") if deaths else []))
    if not time:
        return []
    months = _tidy(_months(time))
    return [Answer("death_months", cell.start, cell.end, IntervalTime(months, months), rule=deaths[0].rule)]


def _followup(cell: OutcomeCell, linked: dict[Told, Told | None]) -> list[Answer]:
    """The last contact: the latest time that no event has taken; else the time of the last event, as a lower bound."""
    taken = [time for time in linked.values() if time]
    last = _latest([t for t in cell.of("time") if t not in taken])
    bound = _latest(taken)
    if last and (not bound or _months(last) >= _months(bound)):
        return [_contact(cell, last, "")]
    return [_contact(cell, bound, "at_least")] if bound else []


def _contact(cell: OutcomeCell, time: Told, qualifier: str) -> Answer:
    left, right = cell.part(time)
    value = time.time
    if value is not None and qualifier:
        value = Quantity(value.value, value.unit, qualifier, None, value.printed)
    return Answer("followup_months", left, right, value, rule=time.rule)


def _status(cell: OutcomeCell, linked: dict[Told, Told | None]) -> list[Answer]:
    told = cell.of("status", False)
    if told:
        words = _telling([s.word for s in told])
        return [Answer("outcome_status", cell.start, cell.end, s.word, rule=s.rule) for s in told if s.word in words]
    return _implied(cell, linked)


def _telling(words: list[str]) -> list[str]:
    """The words that say most: death over life, a cause over none, a state over "alive"."""
    for group in (("DOD", "DOC"), DEAD, ALIVE, ("lost_to_followup",)):
        if chosen := [w for w in words if w in group]:
            return chosen
    return words


def _implied(cell: OutcomeCell, linked: dict[Told, Told | None]) -> list[Answer]:
    """A state that is implied, never stated: it needs a person."""
    spread = cell.of("metastasis", False)
    if spread and linked[spread[0]]:
        return [Answer("outcome_status", cell.start, cell.end, "AWD", needs_person=True, rule=spread[0].rule)]
    if spread and cell.of("recurrence", True) and cell.of("time"):
        return _either_state(cell, spread[0], cell.of("recurrence", True)[0])
    clean = cell.of("recurrence", True) and cell.of("metastasis", True) and not cell.of("recurrence", False)
    if clean and not spread:
        rule = cell.of("recurrence", True)[0].rule
        return [Answer("outcome_status", cell.start, cell.end, "NED", needs_person=True, rule=rule)]
    return []


def _either_state(cell: OutcomeCell, spread: Told, free: Told) -> list[Answer]:
    """Metastases told without a time beside a site that is free: with disease now, or a state that is not said."""
    with_disease = Answer("outcome_status", *cell.sentence(spread), "AWD", "unclear", "ambiguous", rule=spread.rule)
    unstated = Answer(
        "outcome_status", *cell.sentence(free), "alive_state_unstated", "unclear", "ambiguous", rule=free.rule
    )
    return [with_disease, unstated]
