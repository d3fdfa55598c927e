"""What A and B answered differently: the conflicts, critical ones first, and what was merged without asking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from casepool.domain.assertion import Candidate
from casepool.domain.errors import UsageError
from casepool.domain.form import Field, Form
from casepool.domain.review import CONSENSUS, Adjudication, Answer, AnswerKey, Current, choose_current
from casepool.web.blind import list_open_cases
from casepool.web.say_answer import say_answer
from casepool.web.workspace import Workspace
from casepool.write.escape import show_line

KINDS = ("value", "state", "one-sided")
PRESENT, ABSENT = "present", "absent"


@dataclass(frozen=True)
class Conflict:
    """One question that A and B did not answer alike. An answer is None where only the other one answered."""

    field: Field
    kind: str
    first: Answer | None
    second: Answer | None
    engine: Answer | None
    is_critical: bool
    answered: int

    @property
    def lead(self) -> Answer:
        """Any of the two answers; it names publication, case, field and item."""
        found = self.first or self.second
        assert found is not None
        return found

    @property
    def key(self) -> AnswerKey:
        return self.lead.key

    @property
    def sides(self) -> tuple[tuple[str, Answer | None], ...]:
        return (("A", self.first), ("B", self.second))


@dataclass(frozen=True)
class Docket:
    """What there is to settle. `merged` are the questions answered alike from other words, `settled` those decided.

    `waiting` counts the cases that not both reviewers have signed, `agreed` of `compared` the cases of two readers in
    which nothing is or was in conflict.
    """

    conflicts: tuple[Conflict, ...]
    merged: tuple[Current, ...]
    settled: tuple[Adjudication, ...]
    waiting: int
    agreed: int
    compared: int


def list_docket(work: Workspace) -> Docket:
    """Everything that an adjudicator sees. Cases that not both reviewers have signed are left out of all of it."""
    plan, project = work.plan(), work.project
    hidden = list_open_cases(work)
    dual = {entry.key for entry in project.cases() if plan.protocol.is_dual(entry.publication)} - hidden
    current = [item for item in project.current() if item.answer.case_key in dual]
    critical = set(plan.protocol.critical_fields) or {field.id for field in plan.form.fields if field.critical}
    answered = _count_answered(current)
    found = [c for item in current if (c := _read_conflict(item, plan.form, critical, answered))]
    order = {field.id: number for number, field in enumerate(plan.form.fields)}
    found.sort(key=lambda c: (not c.is_critical, c.key[0], c.key[1], order[c.field.id], c.key[3]))
    settled = tuple(sorted((a for a in project.adjudications() if a.answer.case_key in dual), key=lambda a: a.time))
    touched = {c.key[:2] for c in found} | {a.key[:2] for a in settled}
    return Docket(
        conflicts=tuple(found),
        merged=tuple(item for item in current if item.standing == "agreed" and _differs_in_words(item)),
        settled=settled[::-1],
        waiting=len(hidden),
        agreed=len(dual - touched),
        compared=len(dual),
    )


def _count_answered(current: Iterable[Current]) -> dict[str, int]:
    """In how many cases people have answered each field."""
    cases: dict[str, set[tuple[str, str]]] = {}
    for item in current:
        if item.standing != "engine":
            cases.setdefault(item.answer.field, set()).add(item.answer.case_key)
    return {name: len(found) for name, found in cases.items()}


def _read_conflict(item: Current, form: Form, critical: set[str], answered: dict[str, int]) -> Conflict | None:
    if item.standing not in ("conflict", "one_reviewer") or not form.has(item.answer.field):
        return None
    is_critical = item.answer.field in critical
    if item.standing == "one_reviewer" and not is_critical:
        return None
    given = {answer.reader: answer for answer in (item.answer, *item.others)}
    first, second = given.get("A"), given.get("B")
    engine = next((answer for reader, answer in sorted(given.items()) if reader.startswith("engine:")), None)
    count = answered.get(item.answer.field, 1) - 1
    kind = name_kind(first, second)
    return Conflict(form.field(item.answer.field), kind, first, second, engine, is_critical, count)


def name_kind(first: Answer | None, second: Answer | None) -> str:
    """Which of KINDS a conflict is."""
    if first is None or second is None:
        return "one-sided"
    return "value" if first.state == second.state else "state"


def _differs_in_words(item: Current) -> bool:
    given = [answer for answer in (item.answer, *item.others) if not answer.is_engine]
    return len({tuple(e.span for e in answer.evidence) for answer in given}) > 1


def settle(conflict: Conflict, chosen: str, own: Answer | None, reason: str, note: str, by: str) -> Adjudication:
    """The settlement of a conflict: A's answer, B's, another (`own`), or unclear with both readings.

    Raises UsageError where the chosen reviewer gave no answer, or another answer is not given.
    """
    picked = {"A": conflict.first, "B": conflict.second, "other": own}.get(chosen)
    if chosen == "unclear":
        picked = make_unclear(conflict)
    if picked is None:
        said = "Type the other answer first." if chosen == "other" else f"Reviewer {chosen} gave no answer here."
        raise UsageError(f"{conflict.field.label}: {said} Nothing was settled.")
    answer = replace(picked, reader=CONSENSUS, user=by, note=note or picked.note, version=0, time="")
    passed = tuple(a for _, a in conflict.sides if a is not None and a is not picked)
    return Adjudication(answer, chosen, reason, by, note, passed)


def make_unclear(conflict: Conflict) -> Answer:
    """The answer "unclear" with what each reviewer says as a reading."""
    given = [answer for _, answer in conflict.sides if answer is not None]
    joined = choose_current(given).answer
    if joined.state == "unclear":
        return joined
    candidates = tuple(candidate for answer in given for candidate in _list_readings(answer))
    reason = "ambiguous" if candidates else "garbled"
    return replace(given[0], state="unclear", value=None, candidates=candidates, reason=reason, given="")


def _list_readings(answer: Answer) -> tuple[Candidate, ...]:
    if answer.state == "reported":
        return (Candidate(PRESENT if answer.value is None else answer.value, answer.evidence),)
    if answer.state == "absent":
        return (Candidate(ABSENT, answer.evidence),)
    return answer.candidates


def find_conflict(docket: Docket, key: AnswerKey) -> Conflict:
    """The conflict of this key. Raises UsageError where there is none any more."""
    for conflict in docket.conflicts:
        if conflict.key == key:
            return conflict
    raise UsageError("There is no conflict here any more: it was settled, or an answer was changed. Reload the page.")


def say_settled(form: Form, settled: Sequence[Adjudication]) -> list[tuple[Adjudication, str, str]]:
    """Settlements with the label of the field and the settled answer in words."""
    return [
        (item, form.field(item.answer.field).label, show_line(say_answer(form.field(item.answer.field), item.answer)))
        for item in settled
        if form.has(item.answer.field)
    ]
