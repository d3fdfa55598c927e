"""What a case says once people have answered: their answers go before the machine's, disagreements stay in view.

| who has answered                        | what counts                                                        |
|-----------------------------------------|--------------------------------------------------------------------|
| a settled answer (consensus)            | it                                                                 |
| A and B, the same state and value       | that answer; it is merged without asking                           |
| A and B, differently, nobody settled it | unclear, with both readings as candidates                          |
| A or B alone                            | that answer                                                        |
| nobody                                  | what the rules read; other engines only propose and never count    |
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casepool.domain.assertion import Assertion, Candidate
from casepool.domain.case import Case
from casepool.domain.errors import EvidenceError
from casepool.domain.form import Field, Form
from casepool.domain.review import CONSENSUS, RULES, Answer, AnswerKey, CaseKey, list_answers

CLEAR = ("reported", "absent")
_IS = re.compile(r"(\w+) == (\w+)")
_IS_ONE_OF = re.compile(r"(\w+) in \[(.*)\]")
Slot = tuple[str, str]


@dataclass(frozen=True)
class SettledCase:
    """A case with what counts of it.

    `verified` names the fields of which a person has answered everything, `settled` holds the answers that were
    settled after a disagreement or by a lead, `conflicts` the questions that A and B answer differently and nobody
    has settled, `lost` those whose quote does not stand in the text any more (the machine's answer counts there).
    """

    case: Case
    verified: frozenset[str] = frozenset()
    settled: tuple[Assertion, ...] = ()
    conflicts: tuple[AnswerKey, ...] = ()
    lost: tuple[AnswerKey, ...] = ()


def settle_case(case: Case, key: CaseKey, answers: Iterable[Answer], form: Form, text: str) -> SettledCase:
    """The case `key` with the answers of people in the place of the machine's. `text` proves every quote.

    Fields that cannot exist for this patient, by `only_if` of the form, are not_applicable where nothing is said.
    """
    read = list_answers(form.fields, case.assertions, key, RULES)
    chosen: dict[Slot, Assertion] = {(a.field, a.item): b for a, b in zip(read, case.assertions, strict=True)}
    asked = _by_question(answer for answer in answers if answer.case_key == key and not answer.is_engine)
    settled, conflicts, lost = [], [], []
    for slot, given in asked.items():
        winner = find_winner(given)
        try:
            chosen[slot] = winner.to_assertion(text) if winner else show_conflict(given, form, text)
        except EvidenceError:
            lost.append(given[0].key)
            continue
        if winner is None:
            conflicts.append(given[0].key)
        elif winner.reader == CONSENSUS:
            settled.append(chosen[slot])
    told = mark_not_applicable(_in_form_order(chosen, form), form, text)
    gone = {key[2:] for key in lost}
    verified = {
        name for name, _ in asked if all(slot in asked and slot not in gone for slot in chosen if slot[0] == name)
    }
    return SettledCase(
        replace(case, assertions=told), frozenset(verified), tuple(settled), tuple(conflicts), tuple(lost)
    )


def find_winner(answers: Sequence[Answer]) -> Answer | None:
    """The answer of people that counts for one question; None if A and B disagree and nobody has settled it."""
    settled = next((answer for answer in answers if answer.reader == CONSENSUS), None)
    if settled:
        return settled
    first = answers[0]
    return first if all(first.says_same(other) for other in answers[1:]) else None


def find_disagreements(answers: Iterable[Answer]) -> dict[AnswerKey, tuple[Answer, ...]]:
    """The questions on which people disagree and that nobody has settled, with their answers (A first)."""
    groups: dict[AnswerKey, list[Answer]] = {}
    for answer in answers:
        if not answer.is_engine:
            groups.setdefault(answer.key, []).append(answer)
    ordered = {key: sorted(groups[key], key=lambda answer: answer.reader) for key in sorted(groups)}
    return {key: tuple(given) for key, given in ordered.items() if find_winner(given) is None}


def show_conflict(answers: Sequence[Answer], form: Form, text: str) -> Assertion:
    """The unclear answer that an unsettled disagreement is: every reading with its quotes is a candidate."""
    field = form.field(answers[0].field)
    readings = tuple(reading for answer in answers for reading in _read_candidates(answer, field))
    reason = "contradictory" if len(readings) > 1 else "ambiguous"
    named, modality = answers[0].named, answers[0].modality
    return Assertion(
        field.id,
        "unclear",
        text,
        None,
        (),
        reason,
        readings,
        named,
        modality,
        made_by="+".join(a.reader for a in answers),
    )


def _read_candidates(answer: Answer, field: Field) -> Iterator[Candidate]:
    if answer.state == "reported":
        yield Candidate("present" if answer.value is None else answer.value, answer.evidence)
    elif answer.state == "absent":
        yield Candidate("absent", answer.evidence)
    yield from answer.candidates


def mark_not_applicable(answers: Sequence[Assertion], form: Form, text: str) -> tuple[Assertion, ...]:
    """The answers, and not_applicable for each silent field whose condition (`only_if`) is clearly not met."""
    told = {answer.field: answer for answer in answers}
    derived = [
        Assertion(field.id, "not_applicable", text, derived=True, made_by="form.only_if")
        for field in form.fields
        if field.only_if and field.id not in told and is_excluded(field.only_if, told)
    ]
    return (*answers, *derived)


def is_excluded(condition: str, told: Mapping[str, Assertion]) -> bool:
    """Whether a condition such as "radiotherapy == reported" or "status in [a, b]" clearly does not hold."""
    simple, choice = _IS.fullmatch(condition), _IS_ONE_OF.fullmatch(condition)
    match = simple or choice
    answer = told.get(match[1]) if match else None
    if match is None or answer is None or answer.state not in CLEAR:
        return False
    if simple:
        return answer.state != simple[2]
    return answer.state == "absent" or answer.value not in [word.strip() for word in match[2].split(",")]


def _by_question(answers: Iterable[Answer]) -> dict[Slot, list[Answer]]:
    groups: dict[Slot, list[Answer]] = {}
    for answer in sorted(answers, key=lambda a: (a.field, a.item, a.reader)):
        if answer.state != "not_assessed":
            groups.setdefault((answer.field, answer.item), []).append(answer)
    return groups


def _in_form_order(chosen: Mapping[Slot, Assertion], form: Form) -> list[Assertion]:
    place = {field.id: number for number, field in enumerate(form.fields)}
    return sorted(chosen.values(), key=lambda answer: place.get(answer.field, len(place)))
