"""From the answers of a patient to a coded time to an endpoint, by rules R1 to R14 of the form.

| told                                                        | coded                                       | rule |
|-------------------------------------------------------------|---------------------------------------------|------|
| no event, last contact at t                                 | free of the event up to t                   | R2   |
| event, at t or between two contacts                         | event in (after, t], drawn at t             | R3   |
| event, only the length of follow-up                         | event in (0, t], t only as the late extreme | R4   |
| death at t; death without a time                            | event at t; event at an unknown time        | R5   |
| lost or not known; lost at t                                | unknown; free up to t, flagged informative  | R6   |
| last contact told, this endpoint not                        | unknown, never event-free                   | R7   |
| a state at last contact (free, or disease that persists)    | free up to t, or unknown                    | R8   |
| no event, but no number for the time                        | unknown                                     | R9   |
| in-hospital course only                                     | free up to 1 day, flagged                   | R11  |
| several publications                                        | latest status, earlier event times kept     | R12  |
| negative times, event after the last contact                | unknown, excluded                           | R13  |

R1 (time zero), R10 (rounding) and R14 (the authors' own patient) are carried as `time_zero`, `unit` and a flag.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from casepool.domain.assertion import Assertion, Candidate
from casepool.domain.cohort import Patient, PooledCase
from casepool.domain.curve import CodedTime
from casepool.domain.estimate import Source
from casepool.domain.evidence import Evidence
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.sameness import value_key
from casepool.domain.values import Value
from casepool.knowledge.pooling import Endpoint
from casepool.pool.merging import compose_parts, forget_time, merge_cases

ONE_DAY = 1 / 30.4375
SMALL = 1e-9
TOLD = ("reported", "absent", "unclear")
SURE = ("exact", "about")


@dataclass(frozen=True)
class Assumption:
    """What a run assumes: unmentioned endpoints censored (R7), values that need a person left out, readings chosen.

    `readings` pairs (patient, field) with the candidate whose value replaces every unclear answer that has it.
    """

    unmentioned_censored: bool = False
    drop_needs_person: bool = False
    readings: Mapping[tuple[str, str], Candidate] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """One answer as the coding uses it; silence is a reading too."""

    state: str = "not_reported"
    value: Value = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    needs_person: bool = False
    origin: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def told(self) -> bool:
        return self.state in TOLD


@dataclass(frozen=True)
class Story:
    """What one case says of one endpoint: the event, its time, the last contact, the state there, the time of death."""

    endpoint: Endpoint
    patient: Patient
    case: PooledCase
    event: Reading
    time: Reading
    contact: Reading
    status: Reading
    end: Reading

    @property
    def contact_months(self) -> float | None:
        """The last contact in months, at least; None if it is not told as a number (R9)."""
        value = self.contact.value
        if not isinstance(value, Quantity) or value.qualifier == "less_than":
            return None
        return value.months() if value.unit else value.value

    @property
    def contact_is_sure(self) -> bool:
        """Whether the last contact is told as such, and not only as a lower bound."""
        return isinstance(self.contact.value, Quantity) and self.contact.value.qualifier in SURE

    def code(self, kind: str, rule: str, left: float | None = None, right: float | None = None) -> CodedTime:
        """A coded time with what every one carries: flags, unit, time zero, sources."""
        unit = self.contact.value.unit if isinstance(self.contact.value, Quantity) else ""
        is_contact = self.contact_months is not None and self.contact_months in (left, right)
        used = (self.event, self.time, self.contact, self.status, self.end)
        evidence = tuple(dict.fromkeys(item for reading in used for item in reading.evidence))
        return CodedTime(
            patient=self.patient.id,
            kind=kind,
            rule=rule,
            left=left,
            right=right,
            flags=("index_case",) if self.patient.is_index else (),
            unit=(unit or "month") if is_contact else "month",
            time_zero=self.contact.origin or self.time.origin or "unstated",
            sources=(Source(self.patient.id, self.case.publication, self.case.case.id, evidence),),
        )


def code_endpoint(
    patient: Patient, endpoint: Endpoint, endpoints: Mapping[str, Endpoint], assumption: Assumption | None = None
) -> CodedTime | None:
    """The patient's time to the endpoint; None if the endpoint cannot apply to the patient."""
    given = assumption or Assumption()
    if endpoint.parts:
        inner = replace(given, drop_needs_person=False)
        parts = [code_endpoint(patient, endpoints[name], endpoints, inner) for name in endpoint.parts]
        return compose_parts([part for part in parts if part], given.drop_needs_person)
    stories = [_read_story(patient, case, endpoint, given) for case in patient.cases]
    hands = [_code_hand([s for s in stories if s.case.is_second_hand == hand], given) for hand in (False, True)]
    merged = next((c for c in hands if c and c.is_known), None) or next((c for c in hands if c), None)
    if merged and given.drop_needs_person and "needs_person" in merged.flags:
        return forget_time(merged)
    return merged


def _code_hand(stories: Sequence[Story], given: Assumption) -> CodedTime | None:
    """The merged time of the cases that speak of the endpoint (of all, where none does); None without a case."""
    heard = [story for story in stories if _speaks(story)] or stories
    return merge_cases([code for story in heard if (code := code_story(story, given))])


def _speaks(story: Story) -> bool:
    return any(reading.told for reading in (story.event, story.time, story.contact, story.status))


def _read_story(patient: Patient, case: PooledCase, endpoint: Endpoint, given: Assumption) -> Story:
    names = (endpoint.event, endpoint.time, endpoint.follow_up, endpoint.status, endpoint.end)
    return Story(endpoint, patient, case, *(_read(patient, case, name, given) for name in names))


def _read(patient: Patient, case: PooledCase, name: str, given: Assumption) -> Reading:
    settled = [answer for answer in patient.settled if answer.field == name]
    answer = settled[-1] if settled else case.case.answer(name)
    if answer is None:
        return Reading()
    chosen = given.readings.get((patient.id, name))
    for candidate in answer.candidates if chosen and answer.state == "unclear" else ():
        if chosen and value_key(candidate.value) == value_key(chosen.value):
            state = "absent" if candidate.value == "absent" else "reported"
            return Reading(state, candidate.value, origin=answer.origin, evidence=candidate.evidence)
    return Reading(
        answer.state,
        answer.value,
        answer.reason,
        answer.candidates,
        answer.needs_person,
        answer.origin,
        _all_evidence(answer),
    )


def _all_evidence(answer: Assertion) -> tuple[Evidence, ...]:
    return (*answer.evidence, *(item for candidate in answer.candidates for item in candidate.evidence))


def code_story(story: Story, given: Assumption) -> CodedTime | None:
    """What one case says, coded; None if the endpoint is not applicable."""
    endpoint, status = story.endpoint, story.status.value if story.status.state == "reported" else None
    if story.event.state == "not_applicable":
        return None
    if (story.contact_months or 0) < 0:
        return story.code("endpoint_unknown", "R13")
    has_died = not endpoint.event and (status in endpoint.happened or story.time.state == "reported")
    if story.event.state == "reported" or has_died:
        return _code_event(story)
    if story.event.state == "absent":
        return _code_free(story, "R2")
    if story.event.state == "unclear":
        return story.code("endpoint_unknown", "R6")
    return _code_silent(story, str(status or ""), given)


def _code_silent(story: Story, status: str, given: Assumption) -> CodedTime:
    """The endpoint is not mentioned: the state at last contact may tell it."""
    endpoint = story.endpoint
    if status in endpoint.free:
        return _flag(_code_free(story, "R8"), needs_person=story.status.needs_person)
    if status in endpoint.lost and story.contact_months is not None:
        return _code_free(story, "R6")
    if status in endpoint.persistent and not story.status.needs_person:
        return story.code("endpoint_unknown", "R8")
    if status in endpoint.lost or story.contact_months is None:
        return story.code("endpoint_unknown", "R6")
    if given.unmentioned_censored:
        return _code_free(story, "R7")
    return story.code("endpoint_unknown", "R7")


def _code_free(story: Story, rule: str) -> CodedTime:
    """Free of the event up to the last contact, or up to death without it."""
    status = story.status.value if story.status.state == "reported" else None
    died, lost = status in story.endpoint.competing, status in story.endpoint.lost
    death = story.end.value if isinstance(story.end.value, IntervalTime) else None
    until = death.by if died and death and death.by is not None else story.contact_months
    if until is None:
        return story.code("endpoint_unknown", "R9")
    if until < 0:
        return story.code("endpoint_unknown", "R13")
    if until <= ONE_DAY + SMALL and not died:
        return _flag(story.code("right_censored", "R11", ONE_DAY), "in_hospital")
    flags = [*(["competing_event"] if died else []), *(["informative"] if lost else [])]
    return _flag(story.code("right_censored", rule, until), *flags, needs_person=story.event.needs_person)


def _flag(coded: CodedTime, *flags: str, needs_person: bool = False) -> CodedTime:
    more = (*flags, "needs_person") if needs_person else flags
    return replace(coded, flags=tuple(dict.fromkeys((*coded.flags, *more))))


def _code_event(story: Story) -> CodedTime:
    """An event, between the times that the source allows."""
    times = _admissible(story.time)
    if times is None:
        return story.code("endpoint_unknown", "R13")
    left, right = times
    contact, rule = story.contact_months, "R3" if story.endpoint.event else "R5"
    if right == inf and contact is not None and contact > left:
        right = contact
    if right == contact and story.contact_is_sure and story.endpoint.event and left != right:
        rule = "R4"
    if left < 0 or left > right or (contact is not None and story.contact_is_sure and _is_after(left, right, contact)):
        return story.code("endpoint_unknown", "R13")
    kind = "event_exact" if left == right else "event_time_bounded"
    coded = story.code(kind, rule if right < inf or rule == "R5" else "R4", left, None if right == inf else right)
    person = story.event.needs_person or story.time.needs_person or (story.status.needs_person and rule == "R5")
    flags = [*(["late_extreme"] if rule == "R4" else []), *(["may_precede_time_zero"] if _precedes(story) else [])]
    return _flag(coded, *flags, needs_person=bool(person) or _precedes(story))


def _is_after(left: float, right: float, contact: float) -> bool:
    """Whether an event lies after the last contact."""
    return left > contact + SMALL if left == right else left >= contact


def _admissible(time: Reading) -> tuple[float, float] | None:
    """The widest interval after time zero that the readings of the time allow; None if none lies after time zero."""
    if time.state == "reported" and isinstance(time.value, IntervalTime):
        told = [time.value]
    else:
        told = [c.value for c in time.candidates if isinstance(c.value, IntervalTime)] or [IntervalTime(0.0, None)]
    ends = [(t.after or 0.0, inf if t.by is None else t.by) for t in told]
    later = [(low, high) for low, high in ends if high > 0]
    return (min(low for low, _ in later), max(high for _, high in later)) if later else None


def _precedes(story: Story) -> bool:
    """Whether the event may have been there at time zero: a reading says so, or nothing but a person can tell."""
    if story.time.state == "unclear":
        ends = [c.value.by for c in story.time.candidates if isinstance(c.value, IntervalTime)]
        return any(by is not None and by <= 0 for by in ends)
    return story.time.state != "reported" and story.event.needs_person
