"""What a case says once people have answered: their answers go before the machine's, disagreements stay in view.

| who has answered                        | what counts                                                        |
|-----------------------------------------|--------------------------------------------------------------------|
| people                                  | what domain.review_current chooses: settled, agreed, one reviewer  |
| A and B, differently, nobody settled it | unclear, with both readings as candidates                          |
| nobody                                  | what the rules read; other engines only propose and never count    |
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.errors import EvidenceError
from casepool.domain.form import Form
from casepool.domain.review import RULES, AnswerKey, CaseKey, Current, list_answers

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


def settle_case(case: Case, key: CaseKey, current: Iterable[Current], form: Form, text: str) -> SettledCase:
    """The case `key` with the answers of people in the place of the machine's. `text` proves every quote.

    Fields that cannot exist for this patient, by `only_if` of the form, are not_applicable where nothing is said.
    """
    read = list_answers(form.fields, case.assertions, key, RULES)
    chosen: dict[Slot, Assertion] = {(a.field, a.item): b for a, b in zip(read, case.assertions, strict=True)}
    asked = {item.key[2:]: item for item in current if item.key[:2] == key and _is_told(item)}
    settled, lost = [], []
    for slot, item in asked.items():
        try:
            chosen[slot] = item.answer.to_assertion(text)
        except EvidenceError:
            lost.append(item.key)
            continue
        if item.standing == "settled":
            settled.append(chosen[slot])
    proved = {slot for slot, item in asked.items() if item.is_verified and item.key not in lost}
    return SettledCase(
        case=replace(case, assertions=mark_not_applicable(_in_form_order(chosen, form), form, text)),
        verified=_list_verified(proved, chosen),
        settled=tuple(settled),
        conflicts=tuple(item.key for item in asked.values() if item.standing == "conflict"),
        lost=tuple(lost),
    )


def _is_told(item: Current) -> bool:
    return item.standing != "engine" and item.answer.state != "not_assessed"


def _list_verified(proved: set[Slot], chosen: Mapping[Slot, Assertion]) -> frozenset[str]:
    """The fields of which every answer that counts was looked at by a person."""
    doubtful = {name for name, _ in chosen.keys() - proved}
    return frozenset(name for name, _ in proved if name not in doubtful)


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


def _in_form_order(chosen: Mapping[Slot, Assertion], form: Form) -> list[Assertion]:
    place = {field.id: number for number, field in enumerate(form.fields)}
    return sorted(chosen.values(), key=lambda answer: place.get(answer.field, len(place)))
