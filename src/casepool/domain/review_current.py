"""Which answer holds now: what a person settled before what reviewers say, and that before what an engine read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from casepool.domain.assertion import Candidate
from casepool.domain.review_answers import CONSENSUS, RULES, Adjudication, Answer, AnswerKey

STANDINGS = ("settled", "agreed", "one_reviewer", "conflict", "engine")
VERIFIED = ("settled", "agreed", "one_reviewer")


@dataclass(frozen=True)
class Current:
    """The answer that holds for one question, how it stands (STANDINGS), and every other answer to the question.

    Of a conflict the answer is unclear, with what each reviewer says as a candidate; nothing is chosen in silence.
    """

    answer: Answer
    standing: str
    others: tuple[Answer, ...] = ()

    @property
    def key(self) -> AnswerKey:
        return self.answer.key

    @property
    def is_verified(self) -> bool:
        """Whether a person has looked at it, and people do not disagree."""
        return self.standing in VERIFIED


def list_current(answers: Iterable[Answer], adjudications: Iterable[Adjudication] = ()) -> tuple[Current, ...]:
    """One current answer for each question that anybody answered, sorted by publication, case, field and item."""
    settled = {item.key: item for item in adjudications}
    ordered = sorted(answers, key=lambda answer: (answer.key, answer.reader))
    grouped = {key: list(group) for key, group in groupby(ordered, key=lambda answer: answer.key)}
    return tuple(choose_current(grouped.get(key, []), settled.get(key)) for key in sorted({*grouped, *settled}))


def choose_current(answers: list[Answer], settled: Adjudication | None = None) -> Current:
    """The current answer to one question, from all answers to it and its adjudication, if there is one."""
    if settled:
        return Current(settled.answer, "settled", tuple(answers))
    people = [answer for answer in answers if not answer.is_engine]
    if not people:
        first = min(answers, key=lambda answer: (answer.reader != RULES, answer.reader))
        return Current(first, "engine", _rest(answers, first))
    agreed = all(answer.says_same(people[0]) for answer in people)
    if not agreed:
        return Current(_join_conflict(people), "conflict", tuple(answers))
    return Current(people[0], "agreed" if len(people) > 1 else "one_reviewer", _rest(answers, people[0]))


def _rest(answers: list[Answer], chosen: Answer) -> tuple[Answer, ...]:
    return tuple(answer for answer in answers if answer is not chosen)


def _join_conflict(people: list[Answer]) -> Answer:
    """What is known while reviewers disagree. If none of them quotes anything, the source counts as silent."""
    candidates = tuple(candidate for answer in people for candidate in _list_readings(answer))
    blank = replace(people[0], reader=CONSENSUS, value=None, evidence=(), printed="", made_by="", user="", version=0)
    evidence = tuple(dict.fromkeys(item for answer in people for item in answer.evidence))
    doubtful = next((answer for answer in people if answer.state == "unclear"), None)
    if not candidates and doubtful:
        return replace(blank, state="unclear", reason=doubtful.reason, candidates=(), evidence=evidence, given="")
    if not candidates:
        return replace(blank, state="not_reported", reason="", candidates=(), given="")
    return replace(
        blank, state="unclear", reason="contradictory", candidates=candidates, evidence=evidence, given="", note=""
    )


def _list_readings(answer: Answer) -> tuple[Candidate, ...]:
    if answer.state == "reported":
        return (Candidate("present" if answer.value is None else answer.value, answer.evidence),)
    if answer.state == "absent":
        return (Candidate("absent", answer.evidence),)
    return answer.candidates
